//! One line of a listing.

use gvmi_hash::pure::squashfs::{EntryId, Kind, Tree};

/// What is compared of a name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    /// `/usr/bin/env`; of the root `/`.
    pub path: Vec<u8>,
    /// As `ls` writes it: `drwxr-xr-x`.
    pub mode: String,
    /// `uid/gid`.
    pub owner: String,
    /// A file’s length in bytes, or a device’s number.
    pub size: Option<u64>,
    /// Where a link leads.
    pub target: Option<Vec<u8>>,
}

/// Every name of a tree, in the order of their paths.
pub fn rows(tree: &Tree) -> Vec<Row> {
    let mut rows: Vec<_> = tree.entries().map(|entry| row(tree, entry)).collect();
    rows.sort();
    rows
}

fn row(tree: &Tree, entry: EntryId) -> Row {
    let inode = tree.inode(entry);
    let (letter, size) = match inode.kind {
        Kind::Folder => ('d', None),
        Kind::File { size, .. } => ('-', Some(size)),
        Kind::Link(_) => ('l', None),
        Kind::BlockDevice(number) => ('b', Some(number.into())),
        Kind::CharacterDevice(number) => ('c', Some(number.into())),
        Kind::Pipe => ('p', None),
        Kind::Socket => ('s', None),
    };
    let id = |id: Option<u32>| id.map_or("?".to_owned(), |id| id.to_string());
    Row {
        path: tree.path(entry),
        mode: mode(letter, inode.permissions),
        owner: format!("{}/{}", id(inode.user), id(inode.group)),
        size,
        target: tree.target(entry).map(<[u8]>::to_vec),
    }
}

/// A mode as `ls` writes it.
pub fn mode(letter: char, permissions: u16) -> String {
    let mut mode = String::from(letter);
    for (shift, special, sign) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = permissions >> shift;
        mode.push(if bits & 4 != 0 { 'r' } else { '-' });
        mode.push(if bits & 2 != 0 { 'w' } else { '-' });
        mode.push(match (permissions & special != 0, bits & 1 != 0) {
            (true, true) => sign,
            (true, false) => sign.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    mode
}
