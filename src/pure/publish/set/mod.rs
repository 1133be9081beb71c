//! A set of images: their sums file, code that holds all of them, their URLs in one folder.

mod published;
mod snippet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::snippet::checksum_line;

pub use published::Published;
pub use snippet::SetSnippet;

/// What is percent-encoded in the path of a URL: all but the slash and what RFC 3986 §2.3
/// calls unreserved.
pub(super) const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b'_')
    .remove(b'~');

/// The content of a file `SHA3-224SUMS`, by which `sha3sum -a 224 -c` and
/// `rhash --sha3-224 -c` check the images: the [`checksum_line`] of each. An image without
/// one is left out.
///
/// Where the two programs disagree, it is for `sha3sum`. RHash takes a backslash in a name
/// for a slash and drops white space at its end, and with a control character in one, it
/// reads neither that line nor those behind it.
#[must_use]
pub fn sums(images: &[Published]) -> String {
    images
        .iter()
        .filter_map(|image| checksum_line(&image.hash, image.name))
        .collect()
}

/// The URL of an image of this name, which may be a path, in the folder that the user
/// typed. Nothing if no folder was typed.
///
/// A folder with a query or a fragment stays as it is, and the name goes behind it.
#[must_use]
pub fn url_in(folder: &str, name: &str) -> String {
    let folder = folder.trim();
    if folder.is_empty() {
        return String::new();
    }
    let folder = folder.trim_end_matches('/');
    let name = name.trim_start_matches('/');
    format!("{folder}/{}", utf8_percent_encode(name, IN_PATH))
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::hash::ImageHash;

    #[test]
    fn a_sums_file_has_a_line_for_each_image_that_can_have_one() {
        let image = |name, byte| Published {
            name,
            hash: ImageHash([byte; 28]),
            url: "",
            size: 1,
        };
        let images = [
            image("a.gvmi", 0xAA),
            image("", 0xBB),
            image("b/\n.gvmi", 0xCC),
        ];
        let (a, c) = ("aa".repeat(28), "cc".repeat(28));
        assert_eq!(sums(&images), format!("{a}  a.gvmi\n\\{c}  b/\\n.gvmi\n"));
        assert_eq!(sums(&[]), "");
    }

    #[test]
    fn a_folder_and_a_name_make_a_url() {
        for (folder, name, expected) in [
            ("https://h.io/d", "a.gvmi", "https://h.io/d/a.gvmi"),
            (" https://h.io/d/\n", "b/a.gvmi", "https://h.io/d/b/a.gvmi"),
            ("https://h.io//", "/a~b_c-d", "https://h.io/a~b_c-d"),
            (
                "https://h.io",
                "a b%20?#\\:+&ä.gvmi",
                "https://h.io/a%20b%2520%3F%23%5C%3A%2B%26%C3%A4.gvmi",
            ),
            ("https://h.io/d?x=1#y", "a", "https://h.io/d?x=1#y/a"),
            ("h.io", "a", "h.io/a"),
            (" \n", "a.gvmi", ""),
        ] {
            assert_eq!(url_in(folder, name), expected, "{folder:?}, {name:?}");
        }
    }

    proptest! {
        #[test]
        fn a_url_has_every_part_of_a_name(name in "[^/]{1,20}(/[^/]{1,20}){0,3}") {
            prop_assume!(!name.split('/').any(|part| [".", ".."].contains(&part)));
            let url = Url::parse(&url_in("https://h.io/d", &name)).unwrap();
            let path = percent_decode_str(url.path()).decode_utf8().unwrap();
            prop_assert_eq!(path, format!("/d/{name}"));
            prop_assert_eq!((url.query(), url.fragment()), (None, None));
        }
    }
}
