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
    /// Whether a provider accepts the image's trailer, if the image check tells.
    pub has_trailer: Option<bool>,
    /// Where it is published, as the user typed it.
    pub url: &'a str,
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
        self.lookalike_by(|hash| hash == given)
    }

    /// The first of the image's lookalikes, as far as they are known, of which this is true.
    pub(super) fn lookalike_by(&self, is_it: impl Fn(&ImageHash) -> bool) -> Option<Lookalike> {
        let lookalikes = self.lookalikes?;
        [
            (lookalikes.sha_224, Lookalike::Sha224),
            (lookalikes.keccak_224, Lookalike::Keccak224),
        ]
        .into_iter()
        .find_map(|(hash, lookalike)| is_it(&ImageHash(hash)).then_some(lookalike))
    }

    /// The id of the Docker image in lower-case hex digits, if the metadata has one.
    pub(super) fn docker_id(&self) -> Option<String> {
        let id = self.docker_image?;
        let id = id.strip_prefix("sha256:").unwrap_or(id);
        Some(id.to_ascii_lowercase())
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
