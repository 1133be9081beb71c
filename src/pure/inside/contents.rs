//! The files of an image for who looks at them: as bytes that one program hands to another, which
//! read nothing of a file system.

use std::iter;
use std::ops::Range;

use super::largest::Largest;
use crate::pure::squashfs::{EntryId, Kind, NameRange, Tree};

/// The names in an image, each with what stands beside it in a list. A number is the place of a
/// name: 0 is the root, and a folder has a lower one than what lies in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contents {
    /// So many bytes for each as [`RECORD`] says.
    records: Vec<u8>,
    /// The names and the targets of links, one behind the other: a target once for all names of
    /// a link.
    names: Vec<u8>,
}

/// What is known of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item<'a> {
    /// The name: any bytes but `/` and 0. That of the root is empty.
    pub name: &'a [u8],
    /// What it is.
    pub kind: ItemKind,
    /// Its length in bytes, if it is a file.
    pub size: u64,
    /// How many bytes of the image it takes with all that lies in it, compressed.
    pub stored: u64,
    /// The lower twelve bits of its mode.
    pub permissions: u16,
    /// Its user, if that is known.
    pub user: Option<u32>,
    /// Its group, if that is known.
    pub group: Option<u32>,
    /// Where it leads, if it is a symbolic link.
    pub target: &'a [u8],
    parent: u32,
    children: (u32, u32),
}

/// In which order names are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FileOrder {
    /// By path, a folder before what lies in it.
    Name,
    /// What takes most of the image first.
    #[default]
    Stored,
    /// The longest file first.
    Size,
}

/// What a name is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// A folder.
    Folder,
    /// A folder that could not be read in full.
    FolderWithGap,
    /// A file.
    File,
    /// A symbolic link.
    Link,
    /// A device, a pipe or a socket.
    Other,
}

/// A list of names, of which the first are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    /// How many names it has.
    pub count: usize,
    /// The first hundred.
    pub first: Vec<u32>,
}

const KINDS: [ItemKind; 5] = [
    ItemKind::Folder,
    ItemKind::FolderWithGap,
    ItemKind::File,
    ItemKind::Link,
    ItemKind::Other,
];

/// The numbers of a name, of 32 bits each, little endian: those of 64 bits are two.
const FIELDS: usize = 15;
const RECORD: usize = 4 * FIELDS;

/// Stands for a user or a group that is not known. Linux has none of this number.
const UNKNOWN: u32 = u32::MAX;

impl Contents {
    /// Those of a tree.
    #[must_use]
    pub fn of(tree: Tree) -> Self {
        let stored = tree.stored();
        let mut records = Vec::with_capacity(tree.len() * RECORD);
        for entry in tree.entries() {
            let fields = fields(&tree, entry, stored[entry.index()]);
            records.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        }
        let names = tree.into_names();
        Self { records, names }
    }

    /// The bytes to hand on.
    #[must_use]
    pub fn parts(&self) -> [&[u8]; 2] {
        [&self.records, &self.names]
    }

    /// What was handed on; `None` if it is something else.
    #[must_use]
    pub fn from_parts([records, names]: [Vec<u8>; 2]) -> Option<Self> {
        let is_whole = !records.is_empty() && records.len().is_multiple_of(RECORD);
        is_whole.then_some(Self { records, names })
    }

    /// How many bytes of memory it takes.
    #[must_use]
    pub fn length(&self) -> usize {
        self.records.len() + self.names.len()
    }

    /// How many names there are, the root among them.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.records().len() as u32
    }

    /// As arrays: a place in bytes would wrap where it has 32 bits.
    fn records(&self) -> &[[u8; RECORD]] {
        self.records.as_chunks().0
    }

    /// What is known of a name.
    #[must_use]
    pub fn item(&self, number: u32) -> Option<Item<'_>> {
        let record = self.records().get(number as usize)?;
        let field = |index: usize| {
            let bytes = record[4 * index..].first_chunk().copied();
            u32::from_le_bytes(bytes.unwrap_or_default())
        };
        let long = |index| u64::from(field(index)) | u64::from(field(index + 1)) << 32;
        let name = |index| {
            let start = field(index) as usize;
            self.names
                .get(start..start.checked_add(field(index + 1) as usize)?)
        };
        let owner = |index| Some(field(index)).filter(|owner| *owner != UNKNOWN);
        Some(Item {
            name: name(0)?,
            target: name(2)?,
            kind: *KINDS.get(field(4) as usize)?,
            permissions: field(5) as u16,
            user: owner(6),
            group: owner(7),
            size: long(8),
            stored: long(10),
            parent: field(12),
            children: (field(13), field(14)),
        })
    }

    /// The first of what lies in a folder, in this order.
    #[must_use]
    pub fn list(&self, folder: u32, order: FileOrder) -> Listing {
        self.first(self.children(folder), order)
    }

    /// Whether there is a folder that could not be read in full.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        let mut items = (0..self.count()).filter_map(|number| self.item(number));
        items.any(|item| item.has_gap())
    }

    /// What lies in a folder, by the bytes of the names.
    pub(super) fn children(&self, folder: u32) -> Range<u32> {
        let (first, count) = self.item(folder).map_or((0, 0), |folder| folder.children);
        first..first.saturating_add(count).min(self.count())
    }

    /// The first names that have this text in them, in capital or small letters; the whole path
    /// is looked at if it has a slash in it. In this order.
    #[must_use]
    pub fn search(&self, text: &str, order: FileOrder) -> Listing {
        let text = text.as_bytes();
        let is_path = text.contains(&b'/');
        let found = self.by_path().filter(|number| match is_path {
            true => has(&self.path(*number), text),
            false => self.item(*number).is_some_and(|item| has(item.name, text)),
        });
        self.first(found, order)
    }

    /// All names but the root’s, by path.
    fn by_path(&self) -> impl Iterator<Item = u32> {
        let mut open = vec![self.children(0)];
        iter::from_fn(move || {
            while let Some(folder) = open.last_mut() {
                if let Some(number) = folder.next() {
                    open.extend(Some(self.children(number)).filter(|below| below.start > number));
                    return Some(number);
                }
                open.pop();
            }
            None
        })
    }

    /// The first of names that come by path.
    fn first(&self, numbers: impl Iterator<Item = u32>, order: FileOrder) -> Listing {
        let mut largest = Largest::new();
        for number in numbers {
            let size = self.item(number).map_or(0, |item| match order {
                FileOrder::Name => 0,
                FileOrder::Stored => item.stored,
                FileOrder::Size => item.size,
            });
            largest.add(size, number);
        }
        Listing {
            count: largest.count,
            first: largest.first().collect(),
        }
    }

    /// A name and the folders on the way to it, the root first.
    #[must_use]
    pub fn way(&self, number: u32) -> Vec<u32> {
        let mut way = vec![number];
        let mut at = number;
        while let Some(item) = self.item(at).filter(|item| item.parent < at) {
            at = item.parent;
            way.push(at);
        }
        way.reverse();
        way
    }

    /// The path of a name from the root: `/usr/bin/env`; of the root `/`.
    #[must_use]
    pub fn path(&self, number: u32) -> Vec<u8> {
        let names = self.way(number).into_iter().skip(1);
        let names = names.filter_map(|number| Some(self.item(number)?.name));
        let mut path = vec![b'/'];
        path.extend(names.collect::<Vec<_>>().join(&b'/'));
        path
    }
}

impl Item<'_> {
    /// The place of the folder that it lies in; of the root its own.
    #[must_use]
    pub fn parent(&self) -> u32 {
        self.parent
    }

    /// Whether something may lie in it.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, ItemKind::Folder | ItemKind::FolderWithGap)
    }

    /// Whether more may lie in it than could be read.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        matches!(self.kind, ItemKind::FolderWithGap)
    }
}

fn fields(tree: &Tree, entry: EntryId, stored: u64) -> [u32; FIELDS] {
    let inode = tree.inode(entry);
    let name = tree.name_range(entry);
    let none = NameRange::default();
    let (kind, size, target) = match inode.kind {
        Kind::Folder if tree.has_gap(entry) => (ItemKind::FolderWithGap, 0, none),
        Kind::Folder => (ItemKind::Folder, 0, none),
        Kind::File { size, .. } => (ItemKind::File, size, none),
        Kind::Link(target) => (ItemKind::Link, 0, target),
        _ => (ItemKind::Other, 0, none),
    };
    let mut children = tree.children(entry);
    let first = children.next();
    let count = children.count() as u32 + u32::from(first.is_some());
    [
        name.start,
        name.length.into(),
        target.start,
        target.length.into(),
        kind as u32,
        inode.permissions.into(),
        inode.user.unwrap_or(UNKNOWN),
        inode.group.unwrap_or(UNKNOWN),
        size as u32,
        (size >> 32) as u32,
        stored as u32,
        (stored >> 32) as u32,
        tree.parent(entry).index() as u32,
        first.map_or(0, |first| first.index() as u32),
        count,
    ]
}

fn has(bytes: &[u8], text: &[u8]) -> bool {
    let mut windows = bytes.windows(text.len().max(1));
    text.is_empty() || windows.any(|window| window.eq_ignore_ascii_case(text))
}
