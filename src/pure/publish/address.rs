//! What a link to the page can bring along: an expected hash and a URL, in the fragment
//! of the page's address, which no server sees.

use std::fmt::Display;

use percent_encoding::{AsciiSet, percent_decode_str, utf8_percent_encode};

use super::set::{IN_PATH, Published, sums};
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
    let url = url.map(|url| format!("&url={}", encoded(url)));
    let url = url.unwrap_or_default();
    format!("{}{url}", expecting(page, &hash.to_string()))
}

/// A link to `page` that expects the hashes of these images: it brings their [`sums`].
#[must_use]
pub fn link_of_set(page: &str, images: &[Published]) -> String {
    expecting(page, &sums(images))
}

fn expecting(page: &str, hashes: &str) -> String {
    format!("{}#hash={}", bare(page), encoded(hashes))
}

/// The text with what stays readable, and ends no value.
fn encoded(text: &str) -> impl Display {
    const ENCODED: &AsciiSet = &IN_PATH.remove(b':');
    utf8_percent_encode(text, ENCODED)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pure::compare::Text;

    const HASH: ImageHash = ImageHash([0xAB; 28]);

    /// Names that show all that is in them, in folders or not.
    const NAME: &str = r#"[a-z0-9ä😀"'(\\%#&=.-]([A-Z0-9 ä😀"'(\\\n%#&=:.-]{0,20}[g-z])(/[a-z .-]{0,9}[g-z]){0,2}"#;

    fn published(images: &[(String, [u8; 28])]) -> Vec<Published<'_>> {
        images
            .iter()
            .map(|(name, hash)| Published {
                name,
                hash: ImageHash(*hash),
                url: "",
                size: 0,
            })
            .collect()
    }

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
    fn a_link_of_a_set_brings_its_sums() {
        let image = |name| Published {
            name,
            hash: HASH,
            url: "https://example.org/a.gvmi",
            size: 1,
        };
        assert_eq!(
            link_of_set("https://h/?embed#old", &[image("a.gvmi"), image("b/c d&e")]),
            format!("https://h/#hash={HASH}%20%20a.gvmi%0A{HASH}%20%20b/c%20d%26e%0A")
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
        fn a_link_of_a_set_brings_every_sum_back(
            images in prop::collection::vec(any::<(String, [u8; 28])>(), 0..5),
        ) {
            let images = published(&images);
            let link = link_of_set("https://h/", &images);
            let (_, fragment) = link.split_once('#').unwrap();
            let lines = Some(sums(&images)).filter(|lines| !lines.is_empty());
            prop_assert_eq!(Address::parse(fragment), Address { hash: lines, url: None });
        }

        #[test]
        fn a_link_of_a_set_is_understood(
            images in prop::collection::vec((NAME, any::<[u8; 28]>()), 1..20),
        ) {
            let images = published(&images);
            let link = link_of_set("https://h/", &images);
            let (_, fragment) = link.split_once('#').unwrap();
            let text = Address::parse(fragment).hash.unwrap();
            let Some(Text::Hashes(claims)) = Text::parse(&text) else {
                panic!("no hashes in {text}");
            };
            prop_assert_eq!(claims.len(), images.len());
            for (claim, image) in claims.iter().zip(&images) {
                prop_assert_eq!(claim.hash, image.hash);
                prop_assert_eq!(claim.name.as_deref(), Some(image.name));
                prop_assert!(!claim.in_url && !claim.is_refused);
            }
        }

        #[test]
        fn no_fragment_is_too_strange(fragment in any::<String>()) {
            let _ = Address::parse(&fragment);
        }
    }
}
