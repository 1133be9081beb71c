//! The policy of a page, which names what stands in the page itself by its digest.

use std::error::Error;

use crate::digest;
use crate::html::{between, replaced_once};

/// Where a policy names a part, and between what that stands.
const PARTS: [(&str, &str, &str); 4] = [
    ("{digest of early.js}", "<script>", "</script>"),
    (
        "{digest of the first script}",
        "<script id=\"first\">",
        "</script>",
    ),
    (
        "{digest of the start}",
        "<script type=\"module\">",
        "</script>",
    ),
    ("{digest of the style}", "<style>", "</style>"),
];

/// The page with the digests in its policy (CSP Level 3, §2.3.1).
pub fn complete(page: &str) -> Result<String, Box<dyn Error>> {
    if !is_read_alike(page) {
        return Err("a part would end its own element, or has lines that end in CR".into());
    }
    let mut page = page.to_owned();
    for (placeholder, start, end) in PARTS {
        if page.contains(placeholder) {
            let part = &page[between(&page, start, end)?];
            page = replaced_once(&page, placeholder, &digest::source(part.as_bytes()))?;
        }
    }
    Ok(page)
}

/// Whether the parts of a page are here what they are to a browser, which ends a part with the
/// first tag that may be its end, and reads every line's end as LF (HTML, §13.2.3.5).
fn is_read_alike(page: &str) -> bool {
    let count = |text: &str| page.matches(text).count();
    let is_whole = |name| count(&format!("<{name}")) == count(&format!("</{name}"));
    !page.contains('\r') && ["script", "style"].into_iter().all(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_stands_in_the_page() {
        let digest = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        for (placeholder, start, end) in PARTS {
            let page = format!("'{placeholder}' {start}abc{end}");
            let expected = format!("'{digest}' {start}abc{end}");
            assert_eq!(complete(&page).unwrap(), expected);
        }
        assert_eq!(
            complete("<style>abc</style>").unwrap(),
            "<style>abc</style>"
        );
    }

    #[test]
    fn a_page_without_the_part_is_refused() {
        for (placeholder, ..) in PARTS {
            assert!(complete(placeholder).is_err());
        }
    }

    #[test]
    fn a_part_that_a_browser_reads_otherwise_is_refused() {
        assert!(complete("<style>a</style>b</style>").is_err());
        assert!(complete("<script>a</script>b</script>").is_err());
        assert!(complete("<style>a\r\n</style>").is_err());
    }
}
