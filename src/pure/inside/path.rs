//! Paths for an eye, in a sentence.

use crate::pure::squashfs::{EntryId, Tree};
use crate::pure::text::literal::{abridged, visible};

/// A path, with all that is invisible in it shown.
pub(super) fn shown(path: &[u8]) -> String {
    visible(&abridged(&String::from_utf8_lossy(path)))
}

/// The path of an entry.
pub(super) fn shown_entry(tree: &Tree, entry: EntryId) -> String {
    shown(&tree.path(entry))
}
