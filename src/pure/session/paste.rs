//! Where a text belongs that was pasted into the page, but into none of its fields.

use crate::pure::compare::Text;
use crate::pure::publish::address::{Address, Link};
use crate::pure::url;

/// A field of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// The text to compare with.
    Compare,
    /// The URL.
    Url,
}

/// The field that a text is for: a hash, a list, code or an error is compared, a URL is
/// where the image will be. None for anything else.
#[must_use]
pub fn destination(text: &str) -> Option<Destination> {
    /// Fewer hex digits are a number or a word rather than a part of a hash.
    const FEWEST: usize = 32;
    // A link to a page like this one brings a hash to compare with.
    match Link::of(text) {
        Some(Link::Brings(Address { hash: Some(_), .. }) | Link::Unreadable) => {
            return Some(Destination::Compare);
        }
        _ if url::is_url(text) => return Some(Destination::Url),
        _ => {}
    }
    let is_compared = match Text::parse(text)? {
        Text::Hashes(_)
        | Text::ProviderError(_)
        | Text::PartOfProviderError
        | Text::KnownError { .. }
        | Text::Shortened(_)
        | Text::MaybeHashes(_)
        | Text::UnreadableLink
        | Text::NotHex(_) => true,
        Text::OtherDigits(digits) => digits.len() >= FEWEST,
        Text::NoHash | Text::TooLong => false,
    };
    is_compared.then_some(Destination::Compare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_where_it_belongs() {
        let hash = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";
        let compare = Some(Destination::Compare);
        for (text, expected) in [
            (hash.to_owned(), compare),
            (format!("{hash}  a.gvmi\n{hash}  b.gvmi"), compare),
            (format!("hash:sha3:{hash}:https://h.io/a.gvmi"), compare),
            (format!("https://h.io/#hash={hash}"), compare),
            (
                format!("image_hash=\"{hash}\", image_url=\"https://h.io/a\""),
                compare,
            ),
            (format!("calculated hash {hash} differs"), compare),
            (hash.replace('0', "O"), compare),
            ("ab".repeat(32), compare),
            ("df276cde31…8e51f71182".to_owned(), compare),
            (
                "sha3-224-3yds3jGVaSn4MzvH86KZFdYVheU5WsmOUfcRgg==".to_owned(),
                compare,
            ),
            ("Transfer error: Missing hash".to_owned(), compare),
            ("https://h.io/a.gvmi\n".to_owned(), Some(Destination::Url)),
            (format!("https://h.io/{hash}.gvmi"), Some(Destination::Url)),
            ("hello".to_owned(), None),
            ("20261122".to_owned(), None),
            (" ".to_owned(), None),
        ] {
            assert_eq!(destination(&text), expected, "{text:?}");
        }
    }
}
