//! What a text with a hash in it means for an image.

use std::fmt;

use super::text::{Claim, Text};
use super::{Known, differing_digits};
use crate::hash::{ImageHash, Lookalikes};

/// What a text says of the image. Its text is the whole message to the user, the answer
/// first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The text holds this hash, and there is no image yet.
    Waiting(ImageHash),
    /// The text holds several hashes or a provider's error, and there is no image yet.
    WaitingForImage,
    /// The text holds the image's hash.
    Match {
        /// The name beside the hash, if it is not the image's.
        listed_as: Option<String>,
    },
    /// The text holds the image's hash for another file, and for a file of the image's
    /// name another hash.
    Swapped {
        /// The name beside the image's hash.
        listed_as: String,
    },
    /// The text holds another hash.
    Mismatch {
        /// That hash.
        given: ImageHash,
        /// How many of the 56 digits differ.
        differing: usize,
        /// Another algorithm that the text names.
        other_algorithm: Option<&'static str>,
        /// Whether it is neither SHA-224 nor Keccak-224 of the image either.
        no_lookalike: bool,
    },
    /// The text holds several hashes, and the image's is not among them.
    NotAmong {
        /// How many.
        count: usize,
    },
    /// The text holds the hash of zero bytes.
    OfNothing,
    /// The text holds another kind of hash of this very image.
    Lookalike(Lookalike),
    /// The text holds the id of the Docker image, or the beginning of it.
    DockerImage,
    /// The text holds the beginning or the end of the image's hash.
    Incomplete {
        /// How many digits.
        digits: usize,
    },
    /// The text holds so many hex digits.
    OtherLength {
        /// How many.
        digits: usize,
    },
    /// The text holds a hash with a character that is no hex digit.
    NotHex(char),
    /// The text holds no hash.
    NoHash,
    /// A provider's error: the code is right, the URL gives something else.
    UrlIsWrong {
        /// Whether it gives zero bytes.
        nothing: bool,
    },
    /// A provider's error: the URL gives this image, the code has another hash.
    CodeIsWrong(Option<Lookalike>),
    /// A provider's error that is of another image.
    NeitherIsThis {
        /// Whether the URL gives zero bytes.
        nothing: bool,
    },
    /// A provider's error about hashes of so many digits.
    OtherKindOfHash {
        /// How many.
        digits: usize,
    },
}

/// A hash of 56 digits that is taken for SHA3-224 by mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lookalike {
    /// SHA-224.
    Sha224,
    /// Keccak-224.
    Keccak224,
}

/// Whether a verdict is good news.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// The hashes are the same.
    Good,
    /// They are not, or the text cannot be compared.
    Bad,
    /// There is no answer yet.
    Open,
}

impl Verdict {
    /// Whether it is good news.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self {
            Self::Match { .. } => Tone::Good,
            Self::Waiting(_) | Self::WaitingForImage => Tone::Open,
            _ => Tone::Bad,
        }
    }

    /// Whether computing the image's [`Lookalikes`] could explain more.
    #[must_use]
    pub fn may_be_lookalike(&self) -> bool {
        matches!(
            self,
            Self::Mismatch {
                no_lookalike: false,
                ..
            }
        )
    }
}

/// What can be said of a text without an image.
pub(super) fn before(text: &Text) -> Verdict {
    match text {
        Text::Hashes(claims) => match claims.as_slice() {
            [claim] if claim.hash == ImageHash::OF_NOTHING => Verdict::OfNothing,
            [claim] => Verdict::Waiting(claim.hash),
            _ => Verdict::WaitingForImage,
        },
        Text::ProviderError { .. } => Verdict::WaitingForImage,
        Text::OtherDigits(digits) => Verdict::OtherLength {
            digits: digits.len(),
        },
        Text::NotHex(wrong) => Verdict::NotHex(*wrong),
        Text::NoHash => Verdict::NoHash,
    }
}

/// What a text says of an image.
pub(super) fn of(text: &Text, image: &Known) -> Verdict {
    match text {
        Text::Hashes(claims) => of_claims(claims, image),
        Text::ProviderError {
            calculated,
            expected,
        } => of_provider_error(calculated, expected, image),
        Text::OtherDigits(digits) => of_other_digits(digits, image),
        Text::NotHex(_) | Text::NoHash => before(text),
    }
}

fn of_claims(claims: &[Claim], image: &Known) -> Verdict {
    let is_named = |claim: &&Claim| {
        let name = claim.name.as_deref().map(file_name);
        name == Some(image.name)
    };
    let named = claims.iter().find(is_named);
    let matching = claims.iter().filter(|claim| claim.hash == image.hash);
    match matching.clone().find(is_named).or(matching.clone().next()) {
        Some(claim) => {
            let listed_as = claim
                .name
                .clone()
                .filter(|name| file_name(name) != image.name);
            match (listed_as, named) {
                (Some(listed_as), Some(_)) => Verdict::Swapped { listed_as },
                (listed_as, _) => Verdict::Match { listed_as },
            }
        }
        None => match (claims, named) {
            ([claim], _) | (_, Some(claim)) => of_other_hash(claim, image),
            _ => Verdict::NotAmong {
                count: claims.len(),
            },
        },
    }
}

fn of_other_hash(claim: &Claim, image: &Known) -> Verdict {
    let given = claim.hash;
    if given == ImageHash::OF_NOTHING {
        return Verdict::OfNothing;
    }
    if let Some(lookalike) = lookalike(&given, image.lookalikes) {
        return Verdict::Lookalike(lookalike);
    }
    Verdict::Mismatch {
        given,
        differing: differing_digits(&given, &image.hash)
            .into_iter()
            .filter(|&differs| differs)
            .count(),
        other_algorithm: claim.other_algorithm,
        no_lookalike: image.lookalikes.is_some(),
    }
}

fn of_other_digits(digits: &str, image: &Known) -> Verdict {
    let hash = image.hash.to_string();
    let docker_image = image.docker_image.map(|id| {
        let id = id.strip_prefix("sha256:").unwrap_or(id);
        id.to_ascii_lowercase()
    });
    if docker_image.is_some_and(|id| id.starts_with(digits)) {
        return Verdict::DockerImage;
    }
    let length = digits.len();
    if hash.starts_with(digits) || hash.ends_with(digits) {
        Verdict::Incomplete { digits: length }
    } else {
        Verdict::OtherLength { digits: length }
    }
}

fn of_provider_error(calculated: &str, expected: &str, image: &Known) -> Verdict {
    let Some(expected) = ImageHash::from_hex(expected) else {
        return Verdict::OtherKindOfHash {
            digits: expected.len(),
        };
    };
    let calculated = ImageHash::from_hex(calculated);
    let nothing = calculated == Some(ImageHash::OF_NOTHING);
    match (calculated == Some(image.hash), expected == image.hash) {
        (true, true) => Verdict::Match { listed_as: None },
        (false, true) => Verdict::UrlIsWrong { nothing },
        (true, false) => Verdict::CodeIsWrong(lookalike(&expected, image.lookalikes)),
        (false, false) => Verdict::NeitherIsThis { nothing },
    }
}

fn lookalike(given: &ImageHash, lookalikes: Option<Lookalikes>) -> Option<Lookalike> {
    let Lookalikes {
        sha_224,
        keccak_224,
    } = lookalikes?;
    match given.0 {
        given if given == sha_224 => Some(Lookalike::Sha224),
        given if given == keccak_224 => Some(Lookalike::Keccak224),
        _ => None,
    }
}

/// A list may hold paths, of either kind.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha224 => "SHA-224 (of sha224sum or shasum -a 224)",
            Self::Keccak224 => "Keccak-224 (the draft of SHA3-224, of old programs)",
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting(_) => {
                f.write_str("Choose the image, and its hash will be compared with this one.")
            }
            Self::WaitingForImage => {
                f.write_str("Choose the image, and its hash will be compared with these.")
            }
            Self::Match { listed_as: None } => f.write_str("Match. This is the hash of your file."),
            Self::Match {
                listed_as: Some(name),
            } => write!(
                f,
                "Match. This is the hash of your file, which the text calls “{name}”."
            ),
            Self::Swapped { listed_as } => write!(
                f,
                "Two files were swapped. Your file has the hash that the text gives for \
                 “{listed_as}”; for a file of your file’s name it gives another. Rename the \
                 file, or correct the text."
            ),
            Self::Mismatch {
                differing,
                other_algorithm,
                no_lookalike,
                ..
            } => mismatch(f, *differing, *other_algorithm, *no_lookalike),
            Self::NotAmong { count } => write!(
                f,
                "No match. None of these {count} hashes is your file’s, and none of them \
                 stands beside its name."
            ),
            Self::OfNothing => f.write_str(
                "No match. This is the hash of zero bytes: of an empty file, or of a \
                 download that gave nothing. Hash the image again where this one comes from.",
            ),
            Self::Lookalike(lookalike) => write!(
                f,
                "The right file, the wrong kind of hash. This is its {lookalike}, which Golem \
                 does not know. Use the SHA3-224 above in its place."
            ),
            Self::DockerImage => f.write_str(
                "This is no hash of your file, but the id of the Docker image that it was \
                 built from. Every build from that image has another hash. Use the SHA3-224 \
                 above.",
            ),
            Self::Incomplete { digits } => write!(
                f,
                "Not all of the hash. These {digits} digits are the beginning or the end of \
                 your file’s hash, but only all 56 tell that it is the same file. Copy the \
                 whole hash."
            ),
            Self::OtherLength { digits } => other_length(f, *digits),
            Self::NotHex(wrong) => write!(
                f,
                "Not a hash: “{wrong}” is no hex digit (0 to 9, a to f). Copy the hash \
                 instead of typing it."
            ),
            Self::NoHash => f.write_str(
                "No hash found in this text. A SHA3-224 hash has 56 hex digits (0 to 9, a to \
                 f).",
            ),
            Self::UrlIsWrong { nothing } => write!(
                f,
                "The URL is wrong, your code is right. The code expects this file’s hash, but \
                 the URL gave the provider {}. A provider does not look at the status of an \
                 answer, so that can be an error page, a login page, a Git LFS pointer, or an \
                 old or broken upload. Upload this file again, and check the URL as said \
                 under “After publishing”.",
                if *nothing {
                    "zero bytes"
                } else {
                    "something else"
                }
            ),
            Self::CodeIsWrong(lookalike) => {
                f.write_str(
                    "Your code is wrong, the URL is right. The provider downloaded this very \
                     file, but the code expects ",
                )?;
                match lookalike {
                    Some(lookalike) => write!(f, "its {lookalike}")?,
                    None => f.write_str("another hash")?,
                }
                f.write_str(". Put the hash above into the code.")
            }
            Self::NeitherIsThis { nothing } => write!(
                f,
                "Neither hash is this file’s. The provider downloaded {}, and the code \
                 expects yet another file. Choose the file that you published; or publish \
                 this one, and put its hash into the code.",
                if *nothing {
                    "zero bytes"
                } else {
                    "something else"
                }
            ),
            Self::OtherKindOfHash { digits } => write!(
                f,
                "Your code has the wrong kind of hash: one of {digits} hex digits{}. Put the \
                 SHA3-224 above into it, which has 56.",
                match digits {
                    64 => ", which the provider takes for SHA3-256",
                    96 => ", which the provider takes for SHA3-384",
                    128 => ", which the provider takes for SHA3-512",
                    _ => "",
                }
            ),
        }
    }
}

fn mismatch(
    f: &mut fmt::Formatter<'_>,
    differing: usize,
    other_algorithm: Option<&str>,
    no_lookalike: bool,
) -> fmt::Result {
    /// More than any two hashes have in common by chance.
    const SLIPS: usize = 8;
    f.write_str("No match. ")?;
    match (other_algorithm, no_lookalike) {
        (Some(name), false) => write!(
            f,
            "The text calls this hash {name}: another kind, with as many digits, that Golem \
             does not know. "
        )?,
        (Some(name), true) => write!(f, "The text calls it {name}, but it is not your file’s. ")?,
        (None, _) => {}
    }
    if differing <= SLIPS {
        return write!(
            f,
            "Only {differing} of 56 digits differ, which does not happen by chance: the hash \
             was mistyped or damaged. Copy it again."
        );
    }
    write!(
        f,
        "{differing} of 56 digits differ, so it is the hash of another file: of another \
         build (each has a hash of its own), or of a damaged copy."
    )?;
    if no_lookalike {
        f.write_str(" It is not the SHA-224 or Keccak-224 of your file either.")?;
    }
    Ok(())
}

fn other_length(f: &mut fmt::Formatter<'_>, digits: usize) -> fmt::Result {
    write!(
        f,
        "Not a SHA3-224 hash: it has {digits} hex digits, not 56. "
    )?;
    f.write_str(match digits {
        32 => "That many has MD5. ",
        40 => "That many has SHA-1, and a Git commit. ",
        64 => {
            "That many have SHA-256, SHA3-256, the id of a Docker image, and the descriptor \
             of gvmkit-build. "
        }
        96 => "That many have SHA-384 and SHA3-384. ",
        128 => "That many have SHA-512 and SHA3-512. ",
        52..=60 => "Was it copied whole, and once? ",
        _ => "",
    })?;
    f.write_str("Golem needs SHA3-224.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use crate::hash::{Hasher, LookalikeHasher, hash};

    const DOCKER_IMAGE: &str = "779758b432779758b432779758b432779758b432779758b432779758b4320123";

    fn lookalikes() -> Lookalikes {
        let mut hasher = LookalikeHasher::default();
        hasher.update(b"image");
        hasher.finish()
    }

    fn image() -> Known<'static> {
        Known {
            hash: hash(b"image"),
            name: "a.gvmi",
            docker_image: Some(DOCKER_IMAGE),
            lookalikes: None,
        }
    }

    #[track_caller]
    fn says(text: &str, image: Option<Known>, tone: Tone, says: &str) {
        let verdict = compare(text, image).unwrap();
        let words = verdict.to_string();
        assert!(words.contains(says), "{words:?} does not say {says:?}");
        assert_eq!(verdict.tone(), tone, "{words}");
    }

    #[track_caller]
    fn bad(text: &str, sentence: &str) {
        says(text, Some(image()), Tone::Bad, sentence);
    }

    #[track_caller]
    fn good(text: &str, sentence: &str) {
        says(text, Some(image()), Tone::Good, sentence);
    }

    #[test]
    fn the_same_hash_is_a_match() {
        let hash = image().hash;
        let own = "Match. This is the hash of your file.";
        good(&hash.to_string(), own);
        good(&hash.to_string().to_uppercase(), own);
        good(&format!("{hash}  out/a.gvmi"), own);
        good(&format!("{hash} *C:\\out\\a.gvmi"), own);
        good(&format!("{hash}  b.gvmi"), "which the text calls “b.gvmi”");
        let other = "0".repeat(56);
        good(&format!("{other}  b.gvmi\n{hash}  a.gvmi"), own);
        good(&format!("{hash}  b.gvmi\n{hash}  a.gvmi"), own);
    }

    #[test]
    fn a_file_with_the_hash_of_another_is_no_match() {
        let hash = image().hash;
        let other = "0".repeat(56);
        bad(
            &format!("{hash}  b.gvmi\n{other}  a.gvmi"),
            "Two files were swapped. Your file has the hash that the text gives for “b.gvmi”",
        );
    }

    #[test]
    fn another_hash_is_no_match() {
        let other = hash(b"other").to_string();
        bad(
            &other,
            "of 56 digits differ, so it is the hash of another file",
        );
        bad(
            &format!("SHA224 (a.gvmi) = {other}"),
            "The text calls this hash SHA-224: another kind",
        );
        let mut slip = image().hash;
        slip.0[3] ^= 1;
        bad(
            &slip.to_string(),
            "Only 1 of 56 digits differ, which does not happen by chance",
        );
        let lines = format!("{other}  b.gvmi\n{other}  c.gvmi");
        bad(&lines, "None of these 2 hashes is your file’s");
    }

    #[test]
    fn the_hash_of_zero_bytes_is_named_with_and_without_an_image() {
        let nothing = ImageHash::OF_NOTHING.to_string();
        bad(&nothing, "This is the hash of zero bytes");
        says(&nothing, None, Tone::Bad, "This is the hash of zero bytes");
        let image = Known {
            hash: ImageHash::OF_NOTHING,
            ..image()
        };
        says(&nothing, Some(image), Tone::Good, "Match.");
    }

    #[test]
    fn a_lookalike_is_named_once_it_was_computed() {
        let sha_224 = ImageHash(lookalikes().sha_224).to_string();
        let verdict = compare(&sha_224, Some(image())).unwrap();
        assert!(verdict.may_be_lookalike());
        let image = Known {
            lookalikes: Some(lookalikes()),
            ..image()
        };
        let right_file = "The right file, the wrong kind of hash. This is its SHA-224";
        says(&sha_224, Some(image), Tone::Bad, right_file);
        let keccak_224 = ImageHash(lookalikes().keccak_224).to_string();
        says(
            &keccak_224,
            Some(image),
            Tone::Bad,
            "This is its Keccak-224",
        );
        let verdict = compare(&hash(b"other").to_string(), Some(image)).unwrap();
        assert!(!verdict.may_be_lookalike());
        assert!(
            verdict
                .to_string()
                .contains("not the SHA-224 or Keccak-224")
        );
    }

    #[test]
    fn digits_that_are_no_sha3_224_are_named() {
        bad(DOCKER_IMAGE, "the id of the Docker image");
        bad(
            &format!("sha256:{DOCKER_IMAGE}"),
            "the id of the Docker image",
        );
        bad(&DOCKER_IMAGE[..10], "the id of the Docker image");
        let own = image().hash.to_string();
        bad(&own[..20], "Not all of the hash. These 20 digits");
        bad(&own[1..], "Not all of the hash. These 55 digits");
        bad(
            &"ab".repeat(32),
            "it has 64 hex digits, not 56. That many have SHA-256",
        );
        bad(&"ab".repeat(27), "Was it copied whole");
        bad("hello", "No hash found in this text");
        bad(&own.replacen(&own[..1], "O", 1), "“O” is no hex digit");
    }

    #[test]
    fn a_providers_error_tells_which_side_is_wrong() {
        let own = image().hash;
        let other = hash(b"other");
        let nothing = ImageHash::OF_NOTHING;
        let error = |calculated: &dyn fmt::Display, expected: &dyn fmt::Display| {
            format!("calculated hash {calculated} differs from the expected one {expected}")
        };
        bad(
            &error(&other, &own),
            "The URL is wrong, your code is right. The code expects this file’s hash, but the \
             URL gave the provider something else",
        );
        bad(&error(&nothing, &own), "gave the provider zero bytes");
        bad(
            &error(&own, &other),
            "Your code is wrong, the URL is right. The provider downloaded this very file, \
             but the code expects another hash",
        );
        bad(&error(&other, &other), "Neither hash is this file’s");
        bad(
            &error(&"ab".repeat(32), &"cd".repeat(32)),
            "one of 64 hex digits, which the provider takes for SHA3-256",
        );
        let knowing = Known {
            lookalikes: Some(lookalikes()),
            ..image()
        };
        let sha_224 = ImageHash(lookalikes().sha_224);
        let text = error(&own, &sha_224);
        says(
            &text,
            Some(knowing),
            Tone::Bad,
            "the code expects its SHA-224",
        );
    }

    #[test]
    fn before_there_is_an_image_nothing_is_decided() {
        let hash = image().hash;
        let wait = "Choose the image, and its hash will be compared with";
        says(&hash.to_string(), None, Tone::Open, wait);
        says(&format!("{hash} a\n{hash} b"), None, Tone::Open, wait);
        assert_eq!(compare(" \n", None), None);
    }
}
