//! What a text is compared with.

use std::fmt;

use crate::hash::{ImageHash, Lookalikes};

/// What is known of the image that a text is compared with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Known<'a> {
    /// The image's hash.
    pub hash: ImageHash,
    /// The image's file name, or its path in the folder that was chosen.
    pub name: &'a str,
    /// The Docker image that it was built from, as its metadata says.
    pub docker_image: Option<&'a str>,
    /// The hashes that are taken for the image's by mistake, once they are computed.
    pub lookalikes: Option<Lookalikes>,
}

/// What a text is compared with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Subject<'a> {
    /// There is no image.
    Missing,
    /// The image is being hashed.
    Hashing,
    /// The image is hashed.
    Known(Known<'a>),
}

/// A hash of 56 digits that is taken for SHA3-224 by mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lookalike {
    Sha224,
    Keccak224,
}

impl Known<'_> {
    /// Which of the image's lookalikes a hash is, as far as they are known.
    pub(super) fn lookalike(&self, given: &ImageHash) -> Option<Lookalike> {
        let lookalikes = self.lookalikes?;
        match given.0 {
            given if given == lookalikes.sha_224 => Some(Lookalike::Sha224),
            given if given == lookalikes.keccak_224 => Some(Lookalike::Keccak224),
            _ => None,
        }
    }
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha224 => "SHA-224 (of sha224sum or shasum -a 224)",
            Self::Keccak224 => "Keccak-224 (the draft of SHA3-224, of old programs)",
        })
    }
}
