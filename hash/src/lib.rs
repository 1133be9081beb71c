//! The hash of an image: SHA3-224, as FIPS 202 defines it. And the two hashes that
//! are taken for it by mistake.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::fmt;

use sha2::Sha224;
use sha3::{Digest, Keccak224, Sha3_224};

/// A SHA3-224 hash (FIPS 202 §6.1): 28 bytes, shown as 56 lowercase hex digits,
/// the one form that every Golem SDK accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageHash(pub [u8; ImageHash::BYTES]);

impl ImageHash {
    /// The length of a SHA3-224 hash in bytes.
    pub const BYTES: usize = 28;

    /// The length of a SHA3-224 hash in hex digits.
    pub const DIGITS: usize = 2 * Self::BYTES;

    /// The hash of zero bytes (NIST, SHA3-224 of the empty message).
    pub const OF_NOTHING: Self = Self([
        0x6b, 0x4e, 0x03, 0x42, 0x36, 0x67, 0xdb, 0xb7, 0x3b, 0x6e, 0x15, 0x45, 0x4f, 0x0e, 0xb1,
        0xab, 0xd4, 0x59, 0x7f, 0x9a, 0x1b, 0x07, 0x8e, 0x3f, 0x5b, 0x5a, 0x6b, 0xc7,
    ]);

    /// The hash that 56 hex digits of either case say; none if they are anything else.
    // Inline: compiled with the crate that calls it, which is made small and not fast.
    #[must_use]
    #[inline]
    pub fn from_hex(digits: &str) -> Option<Self> {
        let digits: &[u8; Self::DIGITS] = digits.as_bytes().try_into().ok()?;
        let mut bytes = [0; Self::BYTES];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |i: usize| char::from(pair[i]).to_digit(16);
            *byte = (digit(0)? << 4 | digit(1)?) as u8;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for ImageHash {
    // As above.
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes an image in pieces of any length, in order, and gives what they hash to.
pub trait Hasher: Default {
    /// What the bytes hash to.
    type Hash;

    /// Hashes the next bytes of the image.
    fn update(&mut self, bytes: &[u8]);

    /// The hash of all bytes hashed so far.
    #[must_use]
    fn finish(self) -> Self::Hash;
}

/// Gives the [`ImageHash`].
#[derive(Default)]
pub struct ImageHasher(Sha3_224);

impl Hasher for ImageHasher {
    type Hash = ImageHash;

    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> ImageHash {
        ImageHash(self.0.finalize().into())
    }
}

/// The other hashes of 56 hex digits, which are taken for SHA3-224 by mistake. No
/// Golem program knows them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lookalikes {
    /// The hash of the same bytes, which tells to which image these belong.
    pub of: ImageHash,
    /// SHA-224 (FIPS 180-4): what `sha224sum` and `shasum -a 224` compute.
    pub sha_224: [u8; ImageHash::BYTES],
    /// Keccak-224 as it was submitted, before FIPS 202 changed its padding.
    pub keccak_224: [u8; ImageHash::BYTES],
}

/// Gives the [`Lookalikes`].
#[derive(Default)]
pub struct LookalikeHasher {
    of: ImageHasher,
    sha_224: Sha224,
    keccak_224: Keccak224,
}

impl Hasher for LookalikeHasher {
    type Hash = Lookalikes;

    fn update(&mut self, bytes: &[u8]) {
        self.of.update(bytes);
        self.sha_224.update(bytes);
        self.keccak_224.update(bytes);
    }

    fn finish(self) -> Lookalikes {
        Lookalikes {
            of: self.of.finish(),
            sha_224: self.sha_224.finalize().into(),
            keccak_224: self.keccak_224.finalize().into(),
        }
    }
}

/// The hash of `bytes`.
#[must_use]
pub fn hash(bytes: &[u8]) -> ImageHash {
    let mut hasher = ImageHasher::default();
    hasher.update(bytes);
    hasher.finish()
}

/// The hasher's answer to a known question was wrong.
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
    expect(hash(&question), ANSWER)
}

/// So many zero bytes are a longer question: Chromium has compiled the hasher as well as it
/// can when they are hashed.
pub const MANY_ZEROS: usize = 16 << 20;

/// The hash of [`MANY_ZEROS`] zero bytes, as OpenSSL computes it.
pub const OF_MANY_ZEROS: &str = "d8713dc41a6bbfc5bac3b65db4ac3c5fecc4c825096200e4c16e5e0e";

/// Compares a hash with the right `answer`.
///
/// # Errors
///
/// [`WrongAnswer`] if it is another.
pub fn expect(hash: ImageHash, answer: &str) -> Result<(), WrongAnswer> {
    if hash.to_string() == answer {
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
    fn a_hash_is_read_from_its_digits_in_either_case() {
        let hash = hash(b"abc");
        let digits = hash.to_string();
        assert_eq!(ImageHash::from_hex(&digits), Some(hash));
        assert_eq!(ImageHash::from_hex(&digits.to_uppercase()), Some(hash));
        assert_eq!(ImageHash::from_hex(&digits[1..]), None);
        assert_eq!(ImageHash::from_hex(&digits.replace('e', "g")), None);
        assert_eq!(ImageHash::from_hex(&"é".repeat(28)), None);
    }

    #[test]
    fn the_hash_of_nothing_is_that_of_no_bytes() {
        assert_eq!(hash(b""), ImageHash::OF_NOTHING);
    }

    /// Of NIST's "abc" and of zero bytes, as `sha224sum` and Keccak's authors give them.
    #[test]
    fn the_lookalikes_are_what_other_programs_compute() {
        let lookalikes = |bytes: &[u8]| {
            let mut hasher = LookalikeHasher::default();
            hasher.update(bytes);
            let Lookalikes {
                of,
                sha_224,
                keccak_224,
            } = hasher.finish();
            assert_eq!(of, hash(bytes));
            (
                ImageHash(sha_224).to_string(),
                ImageHash(keccak_224).to_string(),
            )
        };
        assert_eq!(
            lookalikes(b"abc").0,
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
        );
        assert_eq!(
            lookalikes(b"").1,
            "f71837502ba8e10837bdd8d365adb85591895602fc552b48b7390abd"
        );
    }

    #[test]
    fn the_hasher_passes_its_self_check() {
        assert_eq!(self_check(), Ok(()));
        assert_eq!(expect(hash(&vec![0; MANY_ZEROS]), OF_MANY_ZEROS), Ok(()));
        assert_eq!(expect(hash(&[0]), OF_MANY_ZEROS), Err(WrongAnswer));
    }
}
