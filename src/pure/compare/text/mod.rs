//! What a text holds: hashes, an error, something that is nearly a hash.

use super::base64;
use super::claim::{Claim, around, claims, is_identifier, is_in_url};
use super::digits::{digits_of, hex, without_space, without_start, words};
use super::known_error::{self, KnownError};
use super::plain::plain;
use super::provider_error::{self, Found, ProviderError};
use super::shortened::{self, Shortened};
use crate::hash::ImageHash;

/// What a text holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    /// What a provider says of an image with another hash than it was told.
    ProviderError(ProviderError),
    /// Words of a provider's error, without both hashes in full.
    PartOfProviderError,
    /// What a provider or an SDK says without a hash of its own.
    KnownError {
        /// What it says.
        error: &'static KnownError,
        /// The hashes that stand beside it.
        claims: Vec<Claim>,
    },
    /// One or more hashes: of 56 hex digits, or else in base64.
    Hashes(Vec<Claim>),
    /// What may be hashes in base64, or words.
    MaybeHashes(Vec<Claim>),
    /// One or more hashes of which only the beginning and the end are left.
    Shortened(Vec<Shortened>),
    /// Hex digits, but not 56.
    OtherDigits(String),
    /// A word as long as a hash, with a character that is no hex digit.
    NotHex(char),
    /// A link that was meant to bring a hash, and cannot be read.
    UnreadableLink,
    /// Nothing of that.
    NoHash,
    /// More than is looked at.
    TooLong,
}

impl Text {
    /// The longest text that is looked at, in bytes.
    pub const LONGEST: usize = 256 << 10;

    /// What the text holds; nothing if it is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() > Self::LONGEST {
            return Some(Self::TooLong);
        }
        let text = plain(text);
        let text = text.trim();
        match provider_error::find(text) {
            Some(Found::Whole(error)) => return Some(Self::ProviderError(error)),
            Some(Found::Part) => return Some(Self::PartOfProviderError),
            None => {}
        }
        let claims = claims(text);
        let has_claims = claims.iter().any(|claim| !claim.in_url);
        let error = known_error::find(text);
        if let Some(error) = error.filter(|_| !has_claims || known_error::is_of_provider(text)) {
            return Some(Self::KnownError { error, claims });
        }
        if has_claims {
            return Some(Self::Hashes(claims));
        }
        let in_urls = some(claims).map(Self::Hashes);
        let (in_base64, are_certain): (Vec<_>, Vec<_>) = base64::find(text).into_iter().unzip();
        let (certain, doubtful) = match are_certain.contains(&true) {
            true => (in_base64, Vec::new()),
            false => (Vec::new(), in_base64),
        };
        Some(
            one_hash(text)
                .or_else(|| some(certain).map(Self::Hashes))
                .or_else(|| some(shortened::find(text)).map(Self::Shortened))
                .or_else(|| not_hex(text))
                .or_else(|| longest_digits(text))
                .or(in_urls)
                .or_else(|| some(doubtful).map(Self::MaybeHashes))
                .unwrap_or(Self::NoHash),
        )
    }
}

fn some<T>(found: Vec<T>) -> Option<Vec<T>> {
    (!found.is_empty()).then_some(found)
}

/// A hash broken into lines anywhere, or digits in groups.
fn one_hash(text: &str) -> Option<Text> {
    const FEWEST: usize = 6;
    let digits = hex(&bare(text))?;
    if digits.len() < FEWEST {
        return None;
    }
    Some(match ImageHash::from_hex(&digits) {
        Some(hash) => Text::Hashes(vec![Claim {
            hash,
            name: None,
            other_algorithm: None,
            in_url: false,
            is_refused: false,
            is_base64: false,
        }]),
        None => Text::OtherDigits(digits),
    })
}

/// A hash of another length among other words: a commit, a SHA-256. Those in a URL are
/// not what the text is about.
fn longest_digits(text: &str) -> Option<Text> {
    const FEWEST: usize = 32;
    words(text)
        .filter_map(|(start, word)| {
            let digits = hex(digits_of(word)).filter(|digits| digits.len() >= FEWEST)?;
            let (before, after) = around(text, start..start + word.len());
            (!is_in_url(before, after) && !is_identifier(before)).then_some(digits)
        })
        .max_by_key(String::len)
        .map(Text::OtherDigits)
}

/// A slip of the pen, like the letter O in place of a zero.
fn not_hex(text: &str) -> Option<Text> {
    // Beyond ASCII, letters stand in a word; punctuation and frames (U+2000 to U+303F) do not.
    let boundary = |c: char| match c {
        '\0'..='\u{BF}' => !c.is_ascii_alphanumeric(),
        _ => matches!(c, '\u{2000}'..='\u{303F}'),
    };
    text.split(boundary)
        .find_map(wrong_digit)
        .or_else(|| wrong_digit(&bare(text)))
        .map(Text::NotHex)
}

/// The first character that is no hex digit, in a word about as long as a hash with few
/// of them.
fn wrong_digit(word: &str) -> Option<char> {
    const MOST: usize = 8;
    let word = digits_of(word);
    let about_a_hash = ImageHash::DIGITS - 4..=ImageHash::DIGITS + 4;
    let mut wrong = word.chars().filter(|c| !c.is_ascii_hexdigit());
    let first = wrong.next()?;
    let is_hash =
        ImageHash::from_hex(word.trim_matches(|c: char| !c.is_ascii_alphanumeric())).is_some();
    let is_slip = !is_hash && about_a_hash.contains(&word.chars().count()) && wrong.count() < MOST;
    is_slip.then_some(first)
}

/// The text without white space, what separates groups or marks the end of a line, and
/// the usual names in front.
fn bare(text: &str) -> String {
    let text = without_space(text);
    let text = ["hash:", "sha3-224:", "sha3:", "0x"]
        .into_iter()
        .fold(text.as_str(), without_start);
    let text = text.replace("\\x", "");
    text.replace([':', '-', '>', '\\', '=', '"'], "")
}

#[cfg(test)]
mod tests;
