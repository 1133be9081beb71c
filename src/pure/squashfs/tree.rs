//! The tree of an image: its folders, files and links, by their names.

use std::ops::Range;

use super::damage::Damage;
use super::limits;
use super::metadata::Reference;

/// One name in a tree. It stands in front of those that lie in it, and those follow one another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EntryId(pub(super) u32);

/// All that is known of the names in a file system. It holds a few dozen bytes for each.
#[derive(Debug, Default)]
pub struct Tree {
    pub(super) entries: Vec<Entry>,
    pub(super) inodes: Vec<Inode>,
    /// The names and the targets of links, one behind the other.
    pub(super) names: Vec<u8>,
    pub(super) gaps: Vec<Gap>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub name: NameRange,
    pub parent: u32,
    pub inode: u32,
    pub first_child: u32,
    pub child_count: u32,
}

/// Where a name or a target is among all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NameRange {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Its length in bytes.
    pub length: u16,
}

/// What a file, a folder or a link is, without its name: hard links share one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inode {
    /// What it is.
    pub kind: Kind,
    /// Who may read, write and execute it, and as whom: the lower twelve bits of its mode.
    pub permissions: u16,
    /// Its user, if that is known.
    pub user: Option<u32>,
    /// Its group, if that is known.
    pub group: Option<u32>,
    /// When it was modified, in seconds since 1970 (UTC).
    pub modified: u32,
    /// How many names it has; of a folder, as Linux counts them.
    pub links: u32,
    pub(super) place: Reference,
}

/// What an inode is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A file.
    File {
        /// Its length in bytes.
        size: u64,
        /// How many bytes of the image it takes, compressed: of what it shares with others,
        /// its part.
        stored: u64,
    },
    /// A symbolic link, with [`Tree::target`].
    Link(NameRange),
    /// A block device of this number, as Linux has it.
    BlockDevice(u32),
    /// A character device of this number.
    CharacterDevice(u32),
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
}

/// A folder that was not read, or not all of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// The folder.
    pub folder: EntryId,
    /// The first thing that was wrong.
    pub damage: Damage,
}

/// Why a path leads to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotFound {
    /// There is no such name, or what should be a folder is none.
    Missing,
    /// Its links lead in a circle, or there are too many.
    Loop,
    /// The folder that should have the name was not read in full.
    Unread,
}

impl Tree {
    /// The root.
    #[must_use]
    pub fn root(&self) -> EntryId {
        EntryId(0)
    }

    /// How many names there are, the root among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is not even a root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many inodes they have.
    #[must_use]
    pub fn inode_count(&self) -> usize {
        self.inodes.len()
    }

    /// Every name: a folder before what lies in it.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = EntryId> + use<> {
        (0..self.entries.len() as u32).map(EntryId)
    }

    /// What was not read.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Its name; that of the root is empty. Any bytes but `/` and 0.
    #[must_use]
    pub fn name(&self, entry: EntryId) -> &[u8] {
        self.bytes(self.entry(entry).name)
    }

    /// Where its name is in [`Tree::into_names`].
    #[must_use]
    pub fn name_range(&self, entry: EntryId) -> NameRange {
        self.entry(entry).name
    }

    /// The names and the targets of links, one behind the other. Hard links share a target.
    #[must_use]
    pub fn into_names(self) -> Vec<u8> {
        self.names
    }

    /// Its inode.
    #[must_use]
    pub fn inode(&self, entry: EntryId) -> &Inode {
        &self.inodes[self.entry(entry).inode as usize]
    }

    /// A number that hard links to one inode share, below [`Tree::inode_count`].
    #[must_use]
    pub fn inode_index(&self, entry: EntryId) -> usize {
        self.entry(entry).inode as usize
    }

    /// The folder that it lies in; the root lies in itself.
    #[must_use]
    pub fn parent(&self, entry: EntryId) -> EntryId {
        EntryId(self.entry(entry).parent)
    }

    /// What lies in it, in the order of the names’ bytes.
    pub fn children(&self, entry: EntryId) -> impl DoubleEndedIterator<Item = EntryId> + use<> {
        self.child_range(entry).map(EntryId)
    }

    /// What has this name in it.
    #[must_use]
    pub fn child(&self, entry: EntryId, name: &[u8]) -> Option<EntryId> {
        let range = self.child_range(entry);
        let children = self
            .entries
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default();
        let index = children.binary_search_by(|child| self.bytes(child.name).cmp(name));
        Some(EntryId(range.start + index.ok()? as u32))
    }

    /// Where a symbolic link leads.
    #[must_use]
    pub fn target(&self, entry: EntryId) -> Option<&[u8]> {
        match self.inode(entry).kind {
            Kind::Link(target) => Some(self.bytes(target)),
            _ => None,
        }
    }

    /// Its path from the root: `/usr/bin/env`; of the root `/`.
    #[must_use]
    pub fn path(&self, entry: EntryId) -> Vec<u8> {
        let mut names = Vec::new();
        let mut at = entry;
        while at != self.root() {
            names.push(self.name(at));
            at = self.parent(at);
        }
        let mut path = vec![b'/'];
        path.extend(names.into_iter().rev().collect::<Vec<_>>().join(&b'/'));
        path
    }

    /// What a path leads to from a folder, with the tree as the whole world: all links are
    /// followed, as the kernel does for a program inside.
    ///
    /// # Errors
    ///
    /// If it leads to nothing, or to what was not read.
    pub fn resolve(&self, folder: EntryId, path: &[u8]) -> Result<EntryId, NotFound> {
        let mut at = folder;
        let mut links = 0;
        let mut names = Vec::new();
        let mut paths = path;
        loop {
            if paths.starts_with(b"/") {
                at = self.root();
            }
            names.extend(paths.split(|byte| *byte == b'/').rev());
            loop {
                let Some(name) = names.pop() else {
                    return Ok(at);
                };
                let next = self.step(at, name)?;
                match self.target(next) {
                    None => at = next,
                    Some(target) => {
                        links += 1;
                        if links > limits::LINKS {
                            return Err(NotFound::Loop);
                        }
                        paths = target;
                        break;
                    }
                }
            }
        }
    }

    /// What a name in a path leads to.
    fn step(&self, at: EntryId, name: &[u8]) -> Result<EntryId, NotFound> {
        match name {
            // The end of a path that has a slash there, too.
            b"" | b"." if self.is_folder(at) => Ok(at),
            b".." if self.is_folder(at) => Ok(self.parent(at)),
            _ => match self.child(at, name) {
                Some(child) => Ok(child),
                None if self.has_gap(at) => Err(NotFound::Unread),
                None => Err(NotFound::Missing),
            },
        }
    }

    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self, entry: EntryId) -> bool {
        self.inode(entry).kind == Kind::Folder
    }

    /// Whether it is a folder that was not read in full.
    #[must_use]
    pub fn has_gap(&self, entry: EntryId) -> bool {
        let gap = self.gaps.binary_search_by_key(&entry, |gap| gap.folder);
        gap.is_ok()
    }

    /// How many bytes of the image each entry takes with all that lies in it, compressed: by
    /// [`EntryId::index`]. What has several names counts at the first.
    #[must_use]
    pub fn stored(&self) -> Vec<u64> {
        let mut stored = vec![0; self.entries.len()];
        let mut is_counted = vec![false; self.inodes.len()];
        for (entry, stored) in self.entries.iter().zip(&mut stored) {
            let inode = entry.inode as usize;
            if let Kind::File { stored: own, .. } = self.inodes[inode].kind
                && !std::mem::replace(&mut is_counted[inode], true)
            {
                *stored = own;
            }
        }
        for (index, entry) in self.entries.iter().enumerate().skip(1).rev() {
            stored[entry.parent as usize] += stored[index];
        }
        stored
    }

    fn entry(&self, entry: EntryId) -> &Entry {
        &self.entries[entry.index()]
    }

    fn child_range(&self, entry: EntryId) -> Range<u32> {
        let Entry {
            first_child,
            child_count,
            ..
        } = *self.entry(entry);
        first_child..first_child + child_count
    }

    fn bytes(&self, range: NameRange) -> &[u8] {
        let start = range.start as usize;
        &self.names[start..start + usize::from(range.length)]
    }
}

impl EntryId {
    /// Its place among all of them.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
