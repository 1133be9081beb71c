//! What is inside an image: a reader of SquashFS 4.0 file systems
//! (Linux, `fs/squashfs/squashfs_fs.h`).
//!
//! A file system is a superblock, which says where all else lies, the blocks of the files, and
//! tables behind them, which are chains of metadata blocks: inodes (what each file is),
//! directories (the names in each folder), fragments (blocks that several files share), ids
//! (users and groups). The tables alone give the [`Tree`]; the content of a file is read when it
//! is asked for.
//!
//! Nothing that a file says is believed: each place and length is held against what there is,
//! no byte of a table is used twice, and [`limits`] bounds the rest. What cannot be read is a
//! [`Gap`] of the tree.

mod compression;
mod content;
mod damage;
mod directory;
mod fields;
mod inode;
mod layout;
pub mod limits;
mod metadata;
mod shares;
mod source;
mod tree;
mod walk;
mod xz;

use content::Fragment;
pub use damage::{Damage, Structure};
use layout::Layout;
use metadata::{Indexed, Table};
pub use source::{Source, at_once};
pub use tree::{EntryId, Gap, Inode, Kind, NameRange, NotFound, Tree};
use walk::Walk;

/// A file system whose tables have been read.
pub struct FileSystem {
    /// What it holds.
    pub tree: Tree,
    /// Why not all users, groups and compressed sizes are known, though the names are.
    pub damage: Vec<Damage>,
    layout: Layout,
    inodes: Table,
    fragments: Option<Indexed>,
}

impl FileSystem {
    /// Reads the tables of the file system in the first `length` bytes of a file: of an image,
    /// those before its trailer.
    ///
    /// # Errors
    ///
    /// If there is no file system, or its root cannot be read.
    pub async fn read(source: &mut impl Source, length: u64) -> Result<Self, Damage> {
        let layout = Layout::read(source, length).await?;
        let compressor = layout.compressor;
        let range = layout.inodes..layout.folders;
        let inodes = Table::read(source, range, compressor, Structure::Inodes).await?;
        let range = layout.folders..layout.end_of_folders(source).await?;
        let folders = Table::read(source, range, compressor, Structure::Folders).await?;
        let place = (layout.owners, layout.end);
        let count = (u32::from(layout.owner_count), 4);
        let owners = Indexed::read(source, place, count, compressor, Structure::Owners).await;
        let place = (layout.fragments, layout.end);
        let count = (layout.fragment_count, Fragment::SIZE);
        let fragments = Indexed::read(source, place, count, compressor, Structure::Fragments).await;
        let damage = [&owners, &fragments]
            .into_iter()
            .filter_map(|table| match table {
                Ok(table) => table.damage().cloned(),
                Err(damage) => Some(damage.clone()),
            })
            .collect();
        let [owners, fragments] = [owners.ok(), fragments.ok()];
        let walk = Walk::new(&layout, &inodes, &folders, owners.as_ref());
        Ok(Self {
            tree: walk.tree(fragments.as_ref())?,
            damage,
            layout,
            inodes,
            fragments,
        })
    }

    /// The first bytes of a file, `most` of them or all if it has fewer.
    ///
    /// # Errors
    ///
    /// If it is no file, or cannot be read.
    pub async fn content(
        &self,
        source: &mut impl Source,
        file: EntryId,
        most: u64,
    ) -> Result<Vec<u8>, Damage> {
        let place = self.tree.inode(file).place;
        let inode = self.inodes.from(place);
        let inode = inode.ok_or(Damage::Outside(Structure::Inode))?;
        let fragments = self.fragments.as_ref();
        content::read(source, &self.layout, fragments, inode, most).await
    }
}
