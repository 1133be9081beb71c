//! What seems to have been written otherwise than it was meant.

use super::{alone, parts};
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::abridged;

/// What there is to say of how the URL is written. What the chosen image's name ends with
/// belongs to the URL that ends with it.
pub fn finding(url: &str, ends_with_image: bool) -> Option<Finding> {
    if url.contains(' ') {
        return Some(
            Finding::advice("The URL contains a space, from a line break perhaps.")
                .more("Providers read it as %20, but shells and other programs end the URL there.")
                .fix("Write %20 for a space", url.replace(' ', "%20"))
                .fix("Leave spaces out", url.replace(' ', "")),
        );
    }
    if let Some((bare, marks)) = alone::trailing_marks(url).filter(|_| !ends_with_image) {
        let label = match marks.chars().nth(1) {
            Some(_) => "Leave them out",
            None => "Leave it out",
        };
        return Some(
            Finding::advice(format!(
                "The URL ends with “{}”. A provider would take it for a part of the URL.",
                abridged(marks)
            ))
            .fix(label, bare),
        );
    }
    (!parts::is_well_escaped(url)).then(|| {
        Finding::advice("The URL contains a % without two hexadecimal digits after it.")
            .more("Servers differ in what they make of it. If the sign itself is meant, write %25.")
    })
}
