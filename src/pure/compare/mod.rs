//! Compares the image's hash with whatever the user has that holds one: a hash alone,
//! checksum lines, a snippet, a provider's error.

mod base64;
mod claim;
mod diagnosis;
mod digits;
mod hashes;
mod known_error;
mod label;
mod plain;
mod provider_error;
mod shortened;
mod subject;
pub mod sums;
mod text;
mod verdict;

use crate::hash::ImageHash;

pub use subject::{Known, Subject};
pub use text::Text;
pub use verdict::{Kind, Verdict};

/// What `text` says of the image.
#[must_use]
pub fn compare(text: &Text, subject: &Subject) -> Verdict {
    match (text, subject) {
        (Text::Hashes(claims), Subject::Known(image)) => hashes::of(claims, image),
        (Text::MaybeHashes(claims), Subject::Known(image)) => hashes::of_maybe(claims, image),
        (Text::Shortened(hashes), Subject::Known(image)) => shortened::of(hashes, image),
        (Text::ProviderError(error), Subject::Known(image)) => diagnosis::of(error, image),
        (Text::KnownError { error, claims }, _) => known_error::of(error, claims, subject),
        (Text::OtherDigits(digits), Subject::Known(image)) => {
            hashes::of_other_digits(digits, image)
        }
        _ => without_image(text, matches!(subject, Subject::Hashing)),
    }
}

/// The names in a list of hashes that are those of none of `images`, nor have their hashes.
#[must_use]
pub fn absent<'a>(text: &'a Text, images: &[(Option<ImageHash>, &str)]) -> Vec<&'a str> {
    match text {
        Text::Hashes(claims) => hashes::absent(claims, images),
        _ => Vec::new(),
    }
}

/// What can be said of a text without the image's hash.
fn without_image(text: &Text, is_hashing: bool) -> Verdict {
    let unusable = |answer, lead: &str| Verdict::new(Kind::Unusable, answer, lead);
    match text {
        Text::Hashes(claims) => hashes::without_image(claims, is_hashing),
        Text::ProviderError(_) => hashes::waiting(is_hashing),
        Text::KnownError { error, claims } => known_error::of(error, claims, &Subject::Missing),
        Text::PartOfProviderError => unusable(
            "Only a part of a provider’s error.",
            "Paste all of it, with both hashes: “calculated hash … differs from the expected one \
             …”.",
        ),
        Text::OtherDigits(digits) => hashes::other_length(digits.len()),
        Text::NotHex(wrong) => {
            // Letters of other scripts look like those of a hash.
            let code = match wrong.is_ascii() {
                true => String::new(),
                false => format!(" (U+{:04X})", u32::from(*wrong)),
            };
            unusable(
                "Not a hash.",
                &format!(
                    "“{wrong}”{code} is not a hex digit (0 to 9, a to f). Copy the hash instead \
                     of typing it."
                ),
            )
        }
        Text::Shortened(_) => shortened::without_image(),
        Text::MaybeHashes(_) | Text::NoHash => hashes::none(),
        Text::UnreadableLink => unusable(
            "This link cannot be read.",
            "It was meant to bring a hash, and was changed on its way. Ask for the hash itself, and \
             paste it.",
        )
        .more(
            "Mail programs, chats and Markdown encode links and cut them. In the right form it ends \
             with #hash=, the 56 digits, and perhaps &url= and the URL.",
        ),
        Text::TooLong => unusable("Too much text.", "Paste only the part with the hash."),
    }
}

#[cfg(test)]
mod tests;
