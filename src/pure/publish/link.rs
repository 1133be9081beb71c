//! Links to the page: they expect a hash and bring a URL.

use std::fmt::Display;

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::address::{bare, without_tail};
use super::set::{IN_PATH, Published, sums};
use crate::hash::ImageHash;
use crate::pure::compare::Text;

/// A link to `page` that expects this hash and brings this URL, if there is one.
#[must_use]
pub fn of_image(page: &str, hash: &ImageHash, url: Option<&str>) -> String {
    let url = url.map(|url| format!("&url={}", encoded(url)));
    let url = url.unwrap_or_default();
    closed(format!("{}{url}", expecting(page, &hash.to_string())))
}

/// A link to `page` that expects the hashes of these images: it brings their [`sums`]. None if
/// they are more than the page looks at.
#[must_use]
pub fn of_set(page: &str, images: &[Published]) -> Option<String> {
    let sums = sums(images);
    (sums.len() <= Text::LONGEST).then(|| closed(expecting(page, &sums)))
}

/// With a sign at the end where what is before it would be taken for the end of a sentence.
fn closed(mut link: String) -> String {
    if without_tail(&link).len() < link.len() {
        link.push('&');
    }
    link
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
    use crate::pure::publish::address::Address;

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
    fn a_link_has_no_more_in_it_than_is_looked_at() {
        let images = |count| vec![("a".repeat(198), [0xAB; 28]); count];
        let line = 56 + 2 + 198 + 1;
        let fit = Text::LONGEST / line;
        assert!(of_set("https://h/", &published(&images(fit))).is_some());
        assert_eq!(of_set("https://h/", &published(&images(fit + 1))), None);
    }

    #[test]
    fn a_link_keeps_what_is_readable() {
        assert_eq!(
            of_image(
                "https://h/?embed&x#old",
                &HASH,
                Some("https://example.org/a.gvmi?x=1&y")
            ),
            format!("https://h/#hash={HASH}&url=https://example.org/a.gvmi%3Fx%3D1%26y")
        );
        assert_eq!(
            of_image("https://h/", &HASH, None),
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
            of_set("https://h/?embed#old", &[image("a.gvmi"), image("b/c d&e")]),
            Some(format!(
                "https://h/#hash={HASH}%20%20a.gvmi%0A{HASH}%20%20b/c%20d%26e%0A"
            ))
        );
    }

    proptest! {
        #[test]
        fn a_link_brings_every_url_back(url in ".+") {
            let link = of_image("https://h/", &HASH, Some(&url));
            let (_, fragment) = link.split_once('#').unwrap();
            prop_assert_eq!(Address::parse(fragment), Address {
                hash: Some(HASH.to_string()),
                url: Some(url),
            });
        }

        #[test]
        fn a_link_of_a_set_brings_every_sum_back(
            images in prop::collection::vec(any::<(String, [u8; 28])>(), 1..5),
        ) {
            let images = published(&images);
            let link = of_set("https://h/", &images).unwrap();
            let (_, fragment) = link.split_once('#').unwrap();
            let lines = Some(sums(&images)).filter(|lines| !lines.is_empty());
            prop_assume!(lines.is_some());
            prop_assert_eq!(Address::parse(fragment), Address { hash: lines, url: None });
        }

        #[test]
        fn a_link_of_a_set_is_understood(
            images in prop::collection::vec((NAME, any::<[u8; 28]>()), 1..20),
        ) {
            let images = published(&images);
            let link = of_set("https://h/", &images).unwrap();
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
    }
}
