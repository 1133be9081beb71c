//! Builds the tree: folder by folder, without going into any twice.
//!
//! No byte of a table belongs to two inodes or two folders, so a table that is read once bounds
//! what comes of it, whatever it claims.

use std::collections::VecDeque;

use super::damage::{Damage, Structure};
use super::directory::{self, Named};
use super::fields::Fields;
use super::inode::{FolderPlace, RawContent, RawInode};
use super::layout::Layout;
use super::limits;
use super::metadata::{Indexed, Reference, Table};
use super::shares::Shares;
use super::tree::{Entry, EntryId, Gap, Inode, Kind, NameRange, Tree};

/// The kind of a folder, as its name has it.
const FOLDER: u16 = 1;

/// The shortest inode in bytes: of a pipe.
const SHORTEST_INODE: usize = 20;

/// An inode that was not read yet.
const UNREAD: u32 = u32::MAX;

pub(super) struct Walk<'a> {
    pub layout: &'a Layout,
    pub inodes: &'a Table,
    pub folders: &'a Table,
    pub owners: Option<&'a Indexed>,
    tree: Tree,
    /// By its number less one, each inode's place in the tree.
    known: Vec<u32>,
    shares: Shares,
    /// How many bytes of each table were not used yet.
    inode_bytes: usize,
    folder_bytes: usize,
}

/// A folder that is to be read.
struct Pending {
    entry: u32,
    number: u32,
    depth: u32,
    listing: FolderPlace,
}

/// What was learned of an inode.
struct Met {
    index: u32,
    listing: Option<FolderPlace>,
}

impl<'a> Walk<'a> {
    pub fn new(
        layout: &'a Layout,
        inodes: &'a Table,
        folders: &'a Table,
        owners: Option<&'a Indexed>,
    ) -> Self {
        let most = inodes.len() / SHORTEST_INODE;
        let count = most.min(layout.inode_count as usize);
        Self {
            layout,
            inodes,
            folders,
            owners,
            tree: Tree::default(),
            known: vec![UNREAD; count],
            shares: Shares::default(),
            inode_bytes: inodes.len(),
            folder_bytes: folders.len(),
        }
    }

    /// The tree.
    ///
    /// # Errors
    ///
    /// If there is no root.
    pub fn tree(mut self, fragments: Option<&Indexed>) -> Result<Tree, Damage> {
        let mut pending = VecDeque::from([self.root()?]);
        while let Some(folder) = pending.pop_front() {
            let entry = folder.entry;
            if let Err(damage) = self.read_folder(&folder, &mut pending) {
                let folder = EntryId(entry);
                self.tree.gaps.push(Gap { folder, damage });
            }
        }
        self.shares.give(&mut self.tree.inodes, fragments);
        Ok(self.tree)
    }

    fn root(&mut self) -> Result<Pending, Damage> {
        let impossible = || Damage::Impossible(Structure::Inodes);
        let place = self.layout.root;
        let bytes = self.inodes.from(place).ok_or_else(|| {
            let damage = self.inodes.damage.clone();
            damage.unwrap_or(Damage::Outside(Structure::Inodes))
        })?;
        let raw = RawInode::parse(bytes, FOLDER, self.layout.block_size).ok_or_else(impossible)?;
        let number = raw.number;
        let met = self.meet(&raw, place)?;
        let listing = met.listing.ok_or_else(impossible)?;
        // Another folder lies in a folder.
        if (1..=self.layout.inode_count).contains(&listing.parent) && listing.parent != number {
            return Err(impossible());
        }
        self.tree.entries.push(Entry {
            name: NameRange::default(),
            parent: 0,
            inode: met.index,
            first_child: 0,
            child_count: 0,
        });
        Ok(Pending {
            entry: 0,
            number,
            depth: 0,
            listing,
        })
    }

    /// Adds what lies in a folder, as far as it can be read; an error is the first thing that
    /// cannot.
    fn read_folder(
        &mut self,
        folder: &Pending,
        pending: &mut VecDeque<Pending>,
    ) -> Result<(), Damage> {
        let length = folder.listing.length as usize;
        if length == 0 {
            return Ok(());
        }
        if folder.depth >= limits::DEPTH {
            return Err(Damage::TooDeep);
        }
        let folders = self.folders;
        let listing = folders.from(folder.listing.place);
        let listing = listing.and_then(|bytes| bytes.get(..length));
        let listing = listing.ok_or_else(|| {
            let damage = folders.damage.clone();
            damage.unwrap_or(Damage::Outside(Structure::Folder))
        })?;
        let impossible = Damage::Impossible(Structure::Folder);
        match self.folder_bytes.checked_sub(length) {
            Some(left) => self.folder_bytes = left,
            None => return Err(impossible),
        }
        let first = self.tree.entries.len();
        self.tree.entries[folder.entry as usize].first_child = first as u32;
        let mut result = Ok(());
        for named in directory::names(listing) {
            let tree = &self.tree;
            if tree.entries.len() >= limits::ENTRIES || tree.names.len() >= limits::NAMES {
                result = Err(Damage::TooMany);
                break;
            }
            let added = match named {
                Some(named) => self.add(folder, &named, pending),
                None => Err(impossible.clone()),
            };
            result = result.and(added);
        }
        let count = self.tree.entries.len() - first;
        self.tree.entries[folder.entry as usize].child_count = count as u32;
        result
    }

    fn add(
        &mut self,
        folder: &Pending,
        named: &Named<'_>,
        pending: &mut VecDeque<Pending>,
    ) -> Result<(), Damage> {
        let met = self.find(named, folder.number)?;
        let entry = self.tree.entries.len() as u32;
        let name = keep(&mut self.tree.names, named.name);
        self.tree.entries.push(Entry {
            name,
            parent: folder.entry,
            inode: met.index,
            first_child: 0,
            child_count: 0,
        });
        pending.extend(met.listing.map(|listing| Pending {
            entry,
            number: named.number,
            depth: folder.depth + 1,
            listing,
        }));
        Ok(())
    }

    /// The inode of a name in the folder of this number.
    fn find(&mut self, named: &Named<'_>, folder: u32) -> Result<Met, Damage> {
        let impossible = || Damage::Impossible(Structure::Inode);
        let number = (named.number as usize).wrapping_sub(1);
        let known = *self.known.get(number).ok_or_else(impossible)?;
        if let Some(inode) = self.tree.inodes.get(known as usize) {
            // A folder has one name.
            let is_hard_link = inode.place == named.inode
                && inode.kind != Kind::Folder
                && inode.kind.number() == named.kind;
            let met = Met {
                index: known,
                listing: None,
            };
            return is_hard_link.then_some(met).ok_or_else(impossible);
        }
        let bytes = self.inodes.from(named.inode).ok_or_else(|| {
            let damage = self.inodes.damage.clone();
            damage.unwrap_or(Damage::Outside(Structure::Inode))
        })?;
        let raw = RawInode::parse(bytes, named.kind, self.layout.block_size);
        let raw = raw.filter(|raw| {
            let is_in_folder = match &raw.content {
                RawContent::Folder(listing) => listing.parent == folder,
                _ => true,
            };
            is_in_folder && raw.number == named.number
        });
        self.meet(&raw.ok_or_else(impossible)?, named.inode)
    }

    /// Keeps an inode.
    fn meet(&mut self, raw: &RawInode<'_>, place: Reference) -> Result<Met, Damage> {
        let impossible = || Damage::Impossible(Structure::Inode);
        let known = (raw.number as usize).wrapping_sub(1);
        let left = self.inode_bytes.checked_sub(raw.length);
        self.inode_bytes = left.ok_or_else(impossible)?;
        let index = self.tree.inodes.len() as u32;
        let known = self.known.get_mut(known).ok_or_else(impossible)?;
        let mut listing = None;
        let kind = match &raw.content {
            RawContent::Folder(of_folder) => {
                listing = Some(*of_folder);
                Kind::Folder
            }
            RawContent::File(data) => {
                if data.start.saturating_add(data.stored()) > self.layout.end {
                    return Err(Damage::Outside(Structure::Content));
                }
                self.shares.add(index, data);
                Kind::File {
                    size: data.size,
                    stored: 0,
                }
            }
            RawContent::Link { target } => Kind::Link(keep(&mut self.tree.names, target)),
            RawContent::BlockDevice { number } => Kind::BlockDevice(*number),
            RawContent::CharacterDevice { number } => Kind::CharacterDevice(*number),
            RawContent::Pipe => Kind::Pipe,
            RawContent::Socket => Kind::Socket,
        };
        *known = index;
        self.tree.inodes.push(Inode {
            kind,
            permissions: raw.permissions,
            user: self.owner(raw.owner),
            group: self.owner(raw.group),
            modified: raw.modified,
            links: raw.links,
            place,
        });
        Ok(Met { index, listing })
    }

    fn owner(&self, number: u16) -> Option<u32> {
        if number >= self.layout.owner_count {
            return None;
        }
        let id = self.owners?.element(u32::from(number), 4)?;
        Fields::new(id).u32()
    }
}

/// Keeps a name or a target. Each is shorter than 4096 bytes, and all of them than 4 GiB.
fn keep(names: &mut Vec<u8>, name: &[u8]) -> NameRange {
    let start = names.len() as u32;
    names.extend(name);
    NameRange {
        start,
        length: name.len() as u16,
    }
}

impl Kind {
    /// The number that a name has for it.
    fn number(self) -> u16 {
        match self {
            Self::Folder => FOLDER,
            Self::File { .. } => 2,
            Self::Link(_) => 3,
            Self::BlockDevice(_) => 4,
            Self::CharacterDevice(_) => 5,
            Self::Pipe => 6,
            Self::Socket => 7,
        }
    }
}
