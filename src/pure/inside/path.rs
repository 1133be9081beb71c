//! Paths for an eye, in a sentence.

use crate::pure::squashfs::{EntryId, Tree};
use crate::pure::text::literal::{abridged, visible};

/// A path, with all that is invisible in it shown.
pub(super) fn shown(path: &[u8]) -> String {
    visible(&abridged(&text_of(path)))
}

/// A name or a path in an image as text. Bytes of it that are none are written out, so that names
/// that differ in them do not look alike.
#[must_use]
pub fn text_of(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!(r"\x{byte:02x}")));
    }
    text
}

/// The path of an entry.
pub(super) fn shown_entry(tree: &Tree, entry: EntryId) -> String {
    shown(&tree.path(entry))
}
