//! The hash of an image: SHA3-224, as FIPS 202 defines it.

use std::fmt;

use sha3::{Digest, Sha3_224};

/// A SHA3-224 hash (FIPS 202 §6.1): 28 bytes, shown as 56 lowercase hex digits,
/// the one form that every Golem SDK accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageHash(pub [u8; ImageHash::BYTES]);

impl ImageHash {
    /// The length of a SHA3-224 hash in bytes.
    pub const BYTES: usize = 28;
}

impl fmt::Display for ImageHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes an image in pieces of any length, in order, and gives its [`ImageHash`].
#[derive(Default)]
pub struct ImageHasher {
    sponge: Sha3_224,
    bytes_hashed: u64,
}

impl ImageHasher {
    /// Hashes the next bytes of the image.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sponge.update(bytes);
        self.bytes_hashed += bytes.len() as u64;
    }

    /// How many bytes have been hashed so far.
    #[must_use]
    pub fn bytes_hashed(&self) -> u64 {
        self.bytes_hashed
    }

    /// The hash of all bytes hashed so far.
    #[must_use]
    pub fn finish(self) -> ImageHash {
        ImageHash(self.sponge.finalize().into())
    }
}

/// The hash of `bytes`.
#[must_use]
pub fn hash(bytes: &[u8]) -> ImageHash {
    let mut hasher = ImageHasher::default();
    hasher.update(bytes);
    hasher.finish()
}

/// The hasher's answer to the known question of [`self_check`] was wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongAnswer;

/// Hashes NIST's 1600-bit example message (200 bytes of 0xA3, two blocks) and
/// compares the result with the one that NIST published.
///
/// # Errors
///
/// [`WrongAnswer`] if this build of the hasher, on this machine, computes wrongly.
pub fn self_check() -> Result<(), WrongAnswer> {
    const ANSWER: &str = "9376816aba503f72f96ce7eb65ac095deee3be4bf9bbc2a1cb7e11e0";
    // The compiler must not compute this in advance.
    let question = std::hint::black_box([0xA3; 200]);
    if hash(&question).to_string() == ANSWER {
        Ok(())
    } else {
        Err(WrongAnswer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_56_lowercase_hex_digits() {
        let mut bytes = [0; ImageHash::BYTES];
        bytes[0] = 0x0A;
        bytes[27] = 0xF0;
        let digits = ImageHash(bytes).to_string();
        assert_eq!(digits.len(), 56);
        assert!(digits.starts_with("0a00") && digits.ends_with("00f0"));
    }

    #[test]
    fn the_hasher_passes_its_self_check() {
        assert_eq!(self_check(), Ok(()));
    }
}
