//! What a link to the page can bring along: an expected hash and a URL, in the fragment
//! of the page's address, which no server sees.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::hash::ImageHash;

/// What the page's address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// The hash that the image is expected to have, as it was written.
    pub hash: Option<String>,
    /// The URL of the image.
    pub url: Option<String>,
}

impl Address {
    /// Reads a fragment, `#hash=HEX&url=URL`, both percent-encoded, in any order. Other
    /// keys are ignored.
    #[must_use]
    pub fn parse(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        Self {
            hash: value(fragment, "hash"),
            url: value(fragment, "url"),
        }
    }
}

/// The value of a key in `key=value&key=value`, percent-decoded; none if it is missing or
/// empty. A plus sign is a plus sign.
#[must_use]
pub fn value(pairs: &str, key: &str) -> Option<String> {
    pairs
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, value)| *name == key && !value.is_empty())
        .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// The page's address without what it brings along.
#[must_use]
pub fn bare(page: &str) -> &str {
    page.split(['?', '#']).next().unwrap_or(page)
}

/// Whether others can follow a link to `page`: not if it lies on the user's disk.
#[must_use]
pub fn is_hosted(page: &str) -> bool {
    page.starts_with("http://") || page.starts_with("https://")
}

/// A link to `page` that expects this hash and brings this URL, if there is one.
#[must_use]
pub fn link(page: &str, hash: &ImageHash, url: Option<&str>) -> String {
    /// What stays readable, and ends no value.
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'/')
        .remove(b':')
        .remove(b'_')
        .remove(b'~');
    let page = bare(page);
    let url = url.map(|url| format!("&url={}", utf8_percent_encode(url, ENCODED)));
    format!("{page}#hash={hash}{}", url.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HASH: ImageHash = ImageHash([0xAB; 28]);

    #[test]
    fn a_link_written_by_hand_is_understood() {
        let address = Address::parse("#url=https://example.org/a+b.gvmi?x=1&sdk=x&hash=sha3:AB");
        assert_eq!(address.hash.as_deref(), Some("sha3:AB"));
        let url = address.url.as_deref();
        assert_eq!(url, Some("https://example.org/a+b.gvmi?x=1"));
        assert_eq!(Address::parse(""), Address::default());
        assert_eq!(Address::parse("#hash=&url"), Address::default());
    }

    #[test]
    fn a_link_keeps_what_is_readable() {
        assert_eq!(
            link(
                "https://h/?embed&x#old",
                &HASH,
                Some("https://example.org/a.gvmi?x=1&y")
            ),
            format!("https://h/#hash={HASH}&url=https://example.org/a.gvmi%3Fx%3D1%26y")
        );
        assert_eq!(
            link("https://h/", &HASH, None),
            format!("https://h/#hash={HASH}")
        );
    }

    #[test]
    fn nobody_else_can_follow_a_link_to_a_disk() {
        assert!(is_hosted("https://h/") && is_hosted("http://127.0.0.1:8080/"));
        assert!(!is_hosted("file:///home/me/gvmi-hash.html"));
    }

    proptest! {
        #[test]
        fn a_link_brings_every_url_back(url in ".+") {
            let link = link("https://h/", &HASH, Some(&url));
            let (_, fragment) = link.split_once('#').unwrap();
            prop_assert_eq!(Address::parse(fragment), Address {
                hash: Some(HASH.to_string()),
                url: Some(url),
            });
        }

        #[test]
        fn no_fragment_is_too_strange(fragment in any::<String>()) {
            let _ = Address::parse(&fragment);
        }
    }
}
