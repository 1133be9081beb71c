//! What a text with a hash in it means for an image.

use std::fmt;

use super::text::{Claim, ProviderError, Text, seen};
use super::{Known, Subject, differing_digits};
use crate::hash::{ImageHash, Lookalikes};
use crate::job::ImageFile;

/// What a text says of the image. Its text is the whole message to the user: the answer,
/// then the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The text can be compared, and there is no hash of the image yet.
    Waiting {
        /// The hash in the text, if it is one.
        given: Option<ImageHash>,
        /// Whether the image is being hashed.
        is_hashing: bool,
    },
    /// The text holds the image's hash.
    Match {
        /// The name beside the hash, if it is not the image's.
        listed_as: Option<String>,
        /// Whether providers or SDKs refuse the hash as it is written in the text.
        is_refused: bool,
    },
    /// The text holds the image's hash for another file, and for a file of the image's
    /// name another hash.
    WrongName {
        /// The name beside the image's hash.
        listed_as: String,
    },
    /// The text holds another hash.
    Mismatch {
        /// That hash.
        given: ImageHash,
        /// Which of the 56 digits differ; the first is 1.
        differing: Vec<usize>,
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
    /// The text holds several hashes, the image's is one of them, and which of them
    /// counts cannot be told.
    OneOfSeveral {
        /// How many.
        count: usize,
    },
    /// A hash stands only where no program looks for it, in a URL or a path.
    OnlyInUrl {
        /// Whether it is the image's.
        is_own: bool,
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
    /// The text is too long to be looked at.
    TooLong,
    /// The text is a part of a provider's error.
    PartOfProviderError,
    /// The text is a provider's error, except that both its hashes are the same.
    SameTwice,
    /// The text is a provider's error.
    ProviderError(Diagnosis),
    /// The text is a provider's error about hashes of so many digits.
    OtherKindOfHash {
        /// How many.
        digits: usize,
    },
}

/// What a provider's error means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Diagnosis {
    /// Which of its two hashes is not the image's.
    pub wrong: Wrong,
    /// Whether the provider got zero bytes.
    pub nothing: bool,
    /// What the hash in the code is, if it is a lookalike of the image's.
    pub lookalike: Option<Lookalike>,
    /// Whether the image's lookalikes are known.
    pub lookalikes_known: bool,
    /// How many different errors the text holds, of which this is the last.
    pub errors: usize,
}

/// Which of the two hashes in a provider's error is not the image's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// That of what the provider downloaded.
    Download,
    /// That in the requestor's code.
    Code,
    /// Both.
    Both,
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
    /// They are, but there is something to mend.
    Advice,
    /// They are not, or the text cannot be compared.
    Bad,
    /// There is no answer yet.
    Open,
}

/// So few digits that differ are a slip: two hashes have more in common by chance never.
const SLIPS: usize = 8;

/// What to say of a hash that is right, but not as it is written.
const REFUSED: &str = " But a provider or an SDK refuses it as it is written here: vm.repo and \
    imageHash take the 56 digits alone, a manifest’s hash and golem-sdk-cli want sha3: before \
    them, and task_package wants hash:sha3: before them.";

/// How a provider comes to zero bytes where a browser gets a file (yagna,
/// `transfer/src/http.rs`).
const HEAD_FIRST: &str = " A provider asks with HEAD first: where the answer says \
    Content-Length: 0, as those of servers that refuse HEAD do, it downloads nothing.";

impl Verdict {
    /// Whether it is good news.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self {
            Self::Match {
                is_refused: true, ..
            } => Tone::Advice,
            Self::Match { .. } => Tone::Good,
            Self::Waiting { .. } => Tone::Open,
            _ => Tone::Bad,
        }
    }

    /// Whether a hash in the text was held against the image's.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        !matches!(
            self,
            Self::Waiting { .. }
                | Self::OtherLength { .. }
                | Self::NotHex(_)
                | Self::NoHash
                | Self::OnlyInUrl { .. }
                | Self::TooLong
                | Self::PartOfProviderError
                | Self::SameTwice
                | Self::OtherKindOfHash { .. }
        )
    }

    /// Whether computing the image's [`Lookalikes`] could explain more.
    #[must_use]
    pub fn may_be_lookalike(&self) -> bool {
        match self {
            Self::Mismatch {
                differing,
                other_algorithm,
                no_lookalike,
                ..
            } => !no_lookalike && other_algorithm.is_none() && differing.len() > SLIPS,
            Self::ProviderError(diagnosis) => {
                diagnosis.wrong != Wrong::Download && !diagnosis.lookalikes_known
            }
            _ => false,
        }
    }

    /// The answer, in a few words.
    #[must_use]
    pub fn answer(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "Not compared yet.",
            Self::Match { .. } => "Match.",
            Self::WrongName { .. } => "The right hash, another name.",
            Self::Mismatch { .. } | Self::NotAmong { .. } => "No match.",
            Self::OneOfSeveral { .. } | Self::OnlyInUrl { .. } | Self::SameTwice => "Not clear.",
            Self::OfNothing => "This is the hash of zero bytes.",
            Self::Lookalike(_) => "The right file, the wrong kind of hash.",
            Self::DockerImage => "This is the id of the Docker image.",
            Self::Incomplete { .. } => "Not all of the hash.",
            Self::OtherLength { .. } => "Not a SHA3-224 hash.",
            Self::NotHex(_) => "Not a hash.",
            Self::NoHash => "No hash found in this text.",
            Self::TooLong => "Too much text.",
            Self::PartOfProviderError => "Only a part of a provider’s error.",
            Self::ProviderError(diagnosis) => match diagnosis.wrong {
                Wrong::Download => "Your code is right.",
                Wrong::Code => "The URL is right, your code is wrong.",
                Wrong::Both => "Neither hash is this file’s.",
            },
            Self::OtherKindOfHash { .. } => "Your code has the wrong kind of hash.",
        }
    }

    /// What the answer means, and what to do.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Waiting {
                is_hashing: true, ..
            } => "The answer comes as soon as the image is hashed.".to_owned(),
            Self::Waiting { .. } => "Choose the image.".to_owned(),
            Self::Match {
                listed_as,
                is_refused,
            } => {
                let name = listed_as.as_ref();
                let name = name.map(|name| format!(", which the text calls “{name}”"));
                let name = name.unwrap_or_default();
                let refused = if *is_refused { REFUSED } else { "" };
                format!("This is the hash of your file{name}.{refused}")
            }
            Self::WrongName { listed_as } => format!(
                "The text gives your file’s hash for “{listed_as}”, and for a file of your \
                 file’s name another. Rename the file, or correct the text."
            ),
            Self::Mismatch {
                differing,
                other_algorithm,
                no_lookalike,
                ..
            } => mismatch(differing, *other_algorithm, *no_lookalike),
            Self::NotAmong { count } => format!(
                "None of these {count} hashes is your file’s, and none of them stands beside \
                 its name."
            ),
            Self::OneOfSeveral { count } => format!(
                "One of these {count} hashes is your file’s, but this page cannot tell which \
                 of them counts. Paste that one alone."
            ),
            Self::OnlyInUrl { is_own } => format!(
                "{} hash stands only in a URL or a path, where no program looks for it: what \
                 counts is the hash beside the URL.",
                if *is_own { "Your file’s" } else { "A" }
            ),
            Self::OfNothing => "It is that of an empty file, or of a download that gave \
                nothing. Hash the image again where this one comes from. If a command or a \
                provider printed it, the URL gave nothing."
                .to_owned(),
            Self::Lookalike(lookalike) => format!(
                "This is its {lookalike}, which Golem does not know. Use its SHA3-224, under \
                 “Hash and URL”, in its place."
            ),
            Self::DockerImage => "Your file was built from it, but every build from it has \
                another hash. Use the SHA3-224 under “Hash and URL”."
                .to_owned(),
            Self::Incomplete { digits } => format!(
                "These {digits} digits are the beginning or the end of your file’s hash, but \
                 only all 56 tell that it is the same file. Copy the whole hash."
            ),
            Self::OtherLength { digits } => other_length(*digits),
            Self::NotHex(wrong) => {
                // Letters of other scripts look like those of a hash.
                let code = match wrong.is_ascii() {
                    true => String::new(),
                    false => format!(" (U+{:04X})", u32::from(*wrong)),
                };
                format!(
                    "“{wrong}”{code} is not a hex digit (0 to 9, a to f). Copy the hash instead \
                     of typing it."
                )
            }
            Self::NoHash => "A SHA3-224 hash has 56 hex digits (0 to 9, a to f).".to_owned(),
            Self::TooLong => "Paste only the part with the hash.".to_owned(),
            Self::PartOfProviderError => "Paste all of it, with both hashes: “calculated hash \
                … differs from the expected one …”."
                .to_owned(),
            Self::SameTwice => "Both hashes in this error are the same, and no provider says so. \
                Paste the error as it was printed."
                .to_owned(),
            Self::ProviderError(diagnosis) => diagnosis.reason(),
            Self::OtherKindOfHash { digits } => format!(
                "It has {digits} hex digits, and the provider takes it for SHA3-{}. Put the \
                 SHA3-224 under “Hash and URL” into it, which has 56.",
                digits * 4
            ),
        }
    }
}

impl Diagnosis {
    fn reason(&self) -> String {
        let got = if self.nothing {
            "zero bytes"
        } else {
            "something else"
        };
        let expected = match self.lookalike {
            Some(lookalike) => format!("this file’s {lookalike}"),
            None => "another hash".to_owned(),
        };
        let mut reason = match self.wrong {
            Wrong::Download => format!(
                "It expects this file’s hash, but this provider got {got} from the URL. If \
                 every provider says so, the URL serves the wrong thing: an error page, a \
                 login page, a Git LFS pointer, or an old or broken upload (a provider looks \
                 at no status). Upload this file again, and check the URL as said under \
                 “After publishing”. If only some say so, their downloads broke off."
            ),
            Wrong::Code => format!(
                "The provider downloaded this very file, but the code expects {expected}. Put \
                 the SHA3-224 under “Hash and URL” into the code."
            ),
            Wrong::Both => format!(
                "The provider got {got}, and the code expects {expected}. Choose the file \
                 that you published; or publish this one, and put its hash into the code."
            ),
        };
        if self.nothing {
            reason += HEAD_FIRST;
        }
        if self.errors > 1 {
            reason += &format!(
                " (The text holds {} different errors; this is about the last.)",
                self.errors
            );
        }
        reason
    }
}

/// What can be said of a text without the image's hash.
fn before(text: &Text, is_hashing: bool) -> Verdict {
    let waiting = |given| Verdict::Waiting { given, is_hashing };
    match text {
        Text::Hashes(claims) => match outside_urls(claims).as_slice() {
            [] => Verdict::OnlyInUrl { is_own: false },
            [claim] if claim.hash == ImageHash::OF_NOTHING => Verdict::OfNothing,
            [claim] => waiting(Some(claim.hash)),
            _ => waiting(None),
        },
        Text::ProviderError { .. } => waiting(None),
        Text::PartOfProviderError => Verdict::PartOfProviderError,
        Text::OtherDigits(digits) => Verdict::OtherLength {
            digits: digits.len(),
        },
        Text::NotHex(wrong) => Verdict::NotHex(*wrong),
        Text::NoHash => Verdict::NoHash,
        Text::TooLong => Verdict::TooLong,
    }
}

fn outside_urls(claims: &[Claim]) -> Vec<&Claim> {
    claims.iter().filter(|claim| !claim.in_url).collect()
}

/// What a text says of an image.
pub(super) fn of(text: &Text, subject: &Subject) -> Verdict {
    match (text, subject) {
        (_, Subject::Missing) => before(text, false),
        (_, Subject::Hashing) => before(text, true),
        (Text::Hashes(claims), Subject::Known(image)) => of_claims(claims, image),
        (Text::ProviderError(error), Subject::Known(image)) => of_provider_error(error, image),
        (Text::OtherDigits(digits), Subject::Known(image)) => of_other_digits(digits, image),
        (_, Subject::Known(_)) => before(text, false),
    }
}

fn of_claims(claims: &[Claim], image: &Known) -> Verdict {
    let is_match = |claim: &&Claim| claim.hash == image.hash;
    let is_named = |claim: &&Claim| {
        let name = claim.name.as_deref();
        name.is_some_and(|name| is_called(name, image.name))
    };
    let is_own = claims.iter().any(|claim| is_match(&claim));
    let outside = outside_urls(claims);
    if outside.is_empty() || is_own && !outside.iter().any(is_match) {
        return Verdict::OnlyInUrl { is_own };
    }
    // What the text calls a hash of another kind is no rival of one that it does not.
    let mut counting = outside.clone();
    counting.retain(|claim| claim.other_algorithm.is_none());
    if counting.is_empty() {
        counting = outside;
    }
    let named: Vec<&Claim> = counting.iter().copied().filter(is_named).collect();
    let own = named.iter().copied().find(is_match);
    let Some(claim) = own.or_else(|| counting.iter().copied().find(is_match)) else {
        return match (counting.as_slice(), named.as_slice()) {
            _ if is_own => Verdict::OneOfSeveral {
                count: claims.len(),
            },
            ([claim], _) | (_, [claim, ..]) => of_other_hash(claim, image),
            _ => Verdict::NotAmong {
                count: counting.len(),
            },
        };
    };
    let listed_as = claim
        .name
        .as_deref()
        .filter(|name| !is_called(name, image.name))
        // As a file's own name is shown.
        .map(|name| ImageFile::new(name, 0).name);
    let is_as_near = |other: &&Claim| is_named(other) || other.name.is_none();
    let has_rival = counting
        .iter()
        .any(|other| !is_match(other) && is_as_near(other));
    match listed_as {
        Some(listed_as) if !named.is_empty() => Verdict::WrongName { listed_as },
        _ if has_rival => Verdict::OneOfSeveral {
            count: counting.len(),
        },
        listed_as => Verdict::Match {
            listed_as,
            is_refused: claim.is_refused,
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
    let differs = differing_digits(&given, &image.hash);
    Verdict::Mismatch {
        given,
        differing: (1..)
            .zip(differs)
            .filter_map(|(digit, differs)| differs.then_some(digit))
            .collect(),
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

fn of_provider_error(error: &ProviderError, image: &Known) -> Verdict {
    if error.calculated == error.expected {
        return Verdict::SameTwice;
    }
    let Some(expected) = ImageHash::from_hex(&error.expected) else {
        return Verdict::OtherKindOfHash {
            digits: error.expected.len(),
        };
    };
    let calculated = ImageHash::from_hex(&error.calculated);
    let wrong = if expected == image.hash {
        Wrong::Download
    } else if calculated == Some(image.hash) {
        Wrong::Code
    } else {
        Wrong::Both
    };
    Verdict::ProviderError(Diagnosis {
        wrong,
        nothing: calculated == Some(ImageHash::OF_NOTHING),
        lookalike: lookalike(&expected, image.lookalikes),
        lookalikes_known: image.lookalikes.is_some(),
        errors: error.errors,
    })
}

fn lookalike(given: &ImageHash, lookalikes: Option<Lookalikes>) -> Option<Lookalike> {
    let lookalikes = lookalikes?;
    match given.0 {
        given if given == lookalikes.sha_224 => Some(Lookalike::Sha224),
        given if given == lookalikes.keccak_224 => Some(Lookalike::Keccak224),
        _ => None,
    }
}

/// Whether a list that says `path` means the file `name`. It may hold paths of either
/// kind.
fn is_called(path: &str, name: &str) -> bool {
    let file_name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    [path, file_name].iter().any(|path| {
        let (path, name) = (path.chars(), name.chars());
        path.filter_map(seen).eq(name.filter_map(seen))
    })
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
        write!(f, "{} {}", self.answer(), self.reason())
    }
}

fn mismatch(differing: &[usize], other_algorithm: Option<&str>, no_lookalike: bool) -> String {
    let count = differing.len();
    if count <= SLIPS {
        let (differ, which) = match differing {
            [digit] => ("digit differs", format!("Digit {digit} differs.")),
            _ => (
                "digits differ",
                format!("Digits {} differ.", list(differing)),
            ),
        };
        return format!(
            "Only {count} {differ} of 56, which does not happen by chance: the hash was \
             mistyped or damaged. Copy it again. {which}"
        );
    }
    match (other_algorithm, no_lookalike) {
        (Some(name), _) => format!(
            "The text calls this hash {name}: another kind, with as many digits, that Golem \
             does not know. Look for the SHA3-224."
        ),
        (None, false) => format!(
            "{count} of 56 digits differ. It is the hash of another file or another build \
             (each build has its own), or another kind of hash of this one."
        ),
        (None, true) => format!(
            "{count} of 56 digits differ, and it is not the SHA-224 or Keccak-224 of your \
             file either: it is the hash of another file, of another build (each build has its \
             own), of a damaged copy, or yet another kind of hash."
        ),
    }
}

/// The numbers as a sentence lists them.
fn list(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match numbers.split_last() {
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn other_length(digits: usize) -> String {
    let known = match digits {
        32 => " MD5 has as many.",
        40 => " SHA-1 and the id of a Git commit have as many.",
        64 => {
            " SHA-256, SHA3-256, the id of a Docker image and the descriptor’s hash of \
             gvmkit-build have as many."
        }
        96 => " SHA-384 and SHA3-384 have as many.",
        128 => " SHA-512 and SHA3-512 have as many.",
        52..=60 => " Was it copied whole, and once?",
        _ => "",
    };
    format!("It has {digits} hex digits, not 56.{known} Golem needs SHA3-224.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::hash::{Hasher, LookalikeHasher, hash};
    use crate::snippet::Snippet;

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

    fn verdict_of(text: &str, subject: Subject) -> Verdict {
        of(&Text::parse(text).unwrap(), &subject)
    }

    #[track_caller]
    fn says(text: &str, subject: Subject, tone: Tone, says: &str) {
        let verdict = verdict_of(text, subject);
        let words = verdict.to_string();
        assert!(words.contains(says), "{words:?} does not say {says:?}");
        assert_eq!(verdict.tone(), tone, "{words}");
    }

    #[track_caller]
    fn bad(text: &str, sentence: &str) {
        says(text, Subject::Known(image()), Tone::Bad, sentence);
    }

    #[track_caller]
    fn good(text: &str, sentence: &str) {
        says(text, Subject::Known(image()), Tone::Good, sentence);
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
        good(&format!("\\{hash}  out\\\\a.gvmi"), own);
    }

    #[test]
    fn every_snippet_is_judged_by_its_hash() {
        const URL: &str = "https://example.org/a.gvmi";
        let own = image().hash;
        let other = hash(b"other");
        let in_url = format!("https://example.org/{own}.gvmi");
        for snippet in Snippet::ALL {
            let text = |hash: &ImageHash, url: &str| snippet.text(hash, url, "");
            good(&text(&own, URL), "Match. This is the hash of your file.");
            good(
                &text(&own, &in_url),
                "Match. This is the hash of your file.",
            );
            good(
                &text(&own, &format!("https://example.org/{other}.gvmi")),
                "Match.",
            );
            bad(&text(&other, URL), "No match.");
            bad(
                &text(&other, &in_url),
                "Not clear. Your file’s hash stands only in a URL",
            );
            let with = |hash: &str| text(&other, &in_url).replace(&other.to_string(), hash);
            for hash in ["", "TODO"] {
                bad(
                    &with(hash),
                    "Not clear. Your file’s hash stands only in a URL",
                );
            }
            bad(&with(&"ab".repeat(32)), "It has 64 hex digits, not 56.");
            bad(&with(&own.to_string()[..55]), "Not all of the hash.");
        }
    }

    #[test]
    fn a_hash_in_a_form_that_is_refused_is_still_a_match() {
        let own = image().hash;
        for text in [
            format!("hash:sha3-224:{own}:https://example.org/a.gvmi"),
            format!("image_hash=\"sha3:{own}\""),
        ] {
            says(
                &text,
                Subject::Known(image()),
                Tone::Advice,
                "Match. This is the hash of your file. But a provider or an SDK refuses it",
            );
        }
    }

    #[test]
    fn a_file_with_the_hash_of_another_is_no_match() {
        let hash = image().hash;
        let other = "0".repeat(56);
        bad(
            &format!("{hash}  b.gvmi\n{other}  a.gvmi"),
            "The text gives your file’s hash for “b.gvmi”, and for a file of your file’s name",
        );
    }

    #[test]
    fn another_hash_is_no_match() {
        let other = hash(b"other").to_string();
        bad(&other, "It is the hash of another file or another build");
        bad(
            &format!("SHA224 (a.gvmi) = {other}"),
            "The text calls this hash SHA-224: another kind",
        );
        let mut slip = image().hash;
        slip.0[3] ^= 1;
        bad(
            &slip.to_string(),
            "Only 1 digit differs of 56, which does not happen by chance",
        );
        bad(&slip.to_string(), "Digit 8 differs.");
        slip.0[0] ^= 0x10;
        slip.0[27] ^= 0x11;
        bad(&slip.to_string(), "Digits 1, 8, 55 and 56 differ.");
        let lines = format!("{other}  b.gvmi\n{other}  c.gvmi");
        bad(&lines, "None of these 2 hashes is your file’s");
    }

    #[test]
    fn the_hash_of_zero_bytes_is_named_with_and_without_an_image() {
        let nothing = ImageHash::OF_NOTHING.to_string();
        bad(&nothing, "This is the hash of zero bytes");
        bad(
            &format!("SHA3-224(stdin)= {nothing}"),
            "If a command or a provider printed it, the URL gave nothing.",
        );
        says(
            &nothing,
            Subject::Missing,
            Tone::Bad,
            "This is the hash of zero bytes",
        );
        let image = Known {
            hash: ImageHash::OF_NOTHING,
            ..image()
        };
        says(&nothing, Subject::Known(image), Tone::Good, "Match.");
    }

    #[test]
    fn a_lookalike_is_named_once_it_was_computed() {
        let sha_224 = ImageHash(lookalikes().sha_224).to_string();
        let verdict = verdict_of(&sha_224, Subject::Known(image()));
        assert!(verdict.may_be_lookalike());
        let image = Known {
            lookalikes: Some(lookalikes()),
            ..image()
        };
        let right_file = "The right file, the wrong kind of hash. This is its SHA-224";
        says(&sha_224, Subject::Known(image), Tone::Bad, right_file);
        let keccak_224 = ImageHash(lookalikes().keccak_224).to_string();
        says(
            &keccak_224,
            Subject::Known(image),
            Tone::Bad,
            "This is its Keccak-224",
        );
        let verdict = verdict_of(&hash(b"other").to_string(), Subject::Known(image));
        assert!(!verdict.may_be_lookalike());
        assert!(
            verdict
                .to_string()
                .contains("not the SHA-224 or Keccak-224")
        );
        assert!(verdict.to_string().contains("or yet another kind of hash"));
        let labelled = format!("SHA512-224(a.gvmi)= {}", hash(b"other"));
        for lookalikes in [None, Some(lookalikes())] {
            let image = Known {
                lookalikes,
                ..image
            };
            let verdict = verdict_of(&labelled, Subject::Known(image));
            assert!(!verdict.may_be_lookalike());
            assert!(verdict.to_string().contains("calls this hash SHA-512/224"));
        }
    }

    #[test]
    fn digits_that_are_no_sha3_224_are_named() {
        bad(DOCKER_IMAGE, "the id of the Docker image");
        bad(
            &format!("sha256:{DOCKER_IMAGE}"),
            "the id of the Docker image",
        );
        bad(&DOCKER_IMAGE[..10], "the id of the Docker image");
        bad(
            &format!(" -- Docker image id: sha256:{DOCKER_IMAGE}"),
            "the id of the Docker image",
        );
        bad(
            &format!(" -- descriptor hash: {}", "ab".repeat(32)),
            "the descriptor’s hash of gvmkit-build",
        );
        let own = image().hash.to_string();
        bad(&own[..20], "Not all of the hash. These 20 digits");
        bad(&own[1..], "Not all of the hash. These 55 digits");
        bad(&"ab".repeat(32), "It has 64 hex digits, not 56. SHA-256");
        bad(&"ab".repeat(27), "Was it copied whole");
        bad("hello", "No hash found in this text");
        bad(&own.replacen(&own[..1], "O", 1), "“O” is not a hex digit");
        bad(
            &own.replacen(&own[..1], "\u{430}", 1),
            "“\u{430}” (U+0430) is not a hex digit",
        );
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
            "Your code is right. It expects this file’s hash, but this provider got something \
             else",
        );
        bad(&error(&nothing, &own), "this provider got zero bytes");
        bad(&error(&nothing, &own), "A provider asks with HEAD first");
        bad(
            &error(&own, &other),
            "The URL is right, your code is wrong. The provider downloaded this very file, but \
             the code expects another hash",
        );
        bad(&error(&other, &hash(b"b")), "Neither hash is this file’s");
        for same in [own, other] {
            bad(
                &error(&same, &same),
                "Both hashes in this error are the same",
            );
        }
        bad(
            &error(&"ab".repeat(32), &"cd".repeat(32)),
            "It has 64 hex digits, and the provider takes it for SHA3-256",
        );
        let knowing = Known {
            lookalikes: Some(lookalikes()),
            ..image()
        };
        let sha_224 = ImageHash(lookalikes().sha_224);
        let text = error(&own, &sha_224);
        says(
            &text,
            Subject::Known(knowing),
            Tone::Bad,
            "the code expects this file’s SHA-224",
        );
    }

    #[test]
    fn a_line_of_a_list_is_no_match_beside_code_with_another_hash() {
        let own = image().hash;
        let other = hash(b"other");
        for name in ["a.gvmi", "b.gvmi"] {
            bad(
                &format!("image_hash=\"{other}\"\n{own}  {name}"),
                "this page cannot tell which of them counts",
            );
        }
    }

    #[test]
    fn what_could_be_a_lookalike_is_worth_a_search() {
        let own = image().hash;
        let other = hash(b"other");
        let may = |text: &str| verdict_of(text, Subject::Known(image())).may_be_lookalike();
        let error = |calculated: &ImageHash, expected: &ImageHash| {
            format!("calculated hash {calculated} differs from the expected one {expected}")
        };
        assert!(may(&other.to_string()));
        assert!(may(&error(&own, &other)) && may(&error(&other, &hash(b"b"))));
        assert!(!may(&error(&other, &own)));
        let mut slip = own;
        slip.0[3] ^= 1;
        assert!(!may(&slip.to_string()));
    }

    #[test]
    fn a_hash_among_others_is_no_match_by_itself() {
        let own = image().hash;
        let other = hash(b"other");
        bad(
            &format!("old {other}\nnew {own}"),
            "One of these 2 hashes is your file’s",
        );
        bad(
            &format!("{other}  a.gvmi\n{own}"),
            "One of these 2 hashes is your file’s",
        );
        let both_builds = format!("{other}  old/a.gvmi\n{own}  new/a.gvmi");
        bad(&both_builds, "One of these 2 hashes is your file’s");
        good(&format!("{own}\n{own}"), "Match.");
        for list in [
            format!("b.gvmi,{other}\na.gvmi,{own}"),
            format!("b.gvmi: {other}\na.gvmi: {own}"),
            format!("a.gvmi,,{other}\nb.gvmi,https://example.org/b.gvmi,{own}"),
        ] {
            bad(&list, "this page cannot tell which of them counts");
        }
        bad(
            &format!("{other}\nhttps://example.org/{own}.gvmi"),
            "Not clear.",
        );
    }

    #[test]
    fn a_hash_of_another_kind_is_no_rival() {
        let own = image().hash;
        let other = hash(b"other");
        for [label, end] in [
            ["-224(a.gvmi)= ", ""],
            ["-224 (a.gvmi) = ", "\n"],
            ["-224: ", ""],
        ] {
            let text = format!("SHA{label}{other}{end}\nSHA3{label}{own}{end}");
            good(&text, "Match. This is the hash of your file.");
            let swapped = format!("SHA{label}{own}{end}\nSHA3{label}{other}{end}");
            bad(&swapped, "Not clear. One of these 2 hashes");
        }
    }

    #[test]
    fn an_error_that_is_not_whole_is_never_a_match() {
        let own = image().hash;
        bad(
            &format!("differs from the expected one {own}"),
            "Paste all of it",
        );
    }

    #[test]
    fn a_name_cannot_turn_the_sentence_around() {
        let own = image().hash;
        good(&format!("{own}  \u{202E}b.gvmi"), "“b.gvmi”");
        good(&format!("\\{own}  b\\n.gvmi"), "“b\u{FFFD}.gvmi”");
        let image = Known {
            name: "\u{2764}\u{FE0F}.gvmi",
            ..image()
        };
        let text = format!("{own}  \u{2764}\u{FE0F}.gvmi");
        says(&text, Subject::Known(image), Tone::Good, "of your file.");
    }

    #[test]
    fn before_there_is_a_hash_nothing_is_decided() {
        let hash = image().hash;
        let text = hash.to_string();
        says(&text, Subject::Missing, Tone::Open, "Choose the image.");
        says(
            &text,
            Subject::Hashing,
            Tone::Open,
            "as soon as the image is hashed",
        );
        let two = format!("{hash} a\n{hash} b");
        says(&two, Subject::Missing, Tone::Open, "Choose the image.");
    }

    /// What texts with hashes are made of; `*` is the image's hash, `+` another.
    const PIECES: [&str; 46] = [
        "*",
        "+",
        "*",
        "+",
        "calculated hash ",
        " differs from the expected one ",
        "expected one",
        "image is corrupted: ",
        "Calculated hash: ",
        "\n",
        "\r\n",
        " ",
        "  ",
        "\t",
        "\u{A0}",
        "\u{1b}[K",
        "\u{1b}[31m",
        "[0m",
        "[",
        "m",
        "\\u001b[1m",
        "<b>",
        "</",
        "<",
        ">",
        "> ",
        "\"",
        "'",
        "=",
        ":",
        "(",
        ") = ",
        "SHA224 (",
        "SHA3-224",
        "sha3:",
        "hash:",
        "hash://",
        "#hash=",
        "0x",
        "https://",
        "/",
        "a.gvmi",
        "é字",
        "\u{202E}",
        "…",
        "ab",
    ];

    proptest! {
        #[test]
        fn nothing_matches_without_the_hash(
            pieces in prop::collection::vec(select(&PIECES[..]), 0..16),
            cut in 0..56_usize,
        ) {
            let own = image().hash.to_string();
            let cut_off = &own[..cut];
            let other = hash(b"other").to_string();
            for (digits, may_match) in [(own.as_str(), true), (cut_off, false)] {
                let text = pieces.concat().replace('*', digits).replace('+', &other);
                let verdict = Text::parse(&text).map(|text| of(&text, &Subject::Known(image())));
                let is_match = matches!(verdict, Some(Verdict::Match { .. }));
                let is_error = text.contains("expected one");
                prop_assert!(!is_match || (may_match && !is_error), "{text:?}: {verdict:?}");
            }
        }
    }
}
