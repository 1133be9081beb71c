//! Where the parts of a file system lie: the superblock.

use super::damage::{Damage, Structure};
use super::fields::Fields;
use super::metadata::Reference;
use super::source::{Source, bytes};
use crate::pure::image::{Compressor, Superblock};

/// A table that is not there.
const NONE: u64 = u64::MAX;

/// Where the parts of a file system lie, in bytes from its start (Linux,
/// `fs/squashfs/squashfs_fs.h`, `struct squashfs_super_block`).
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub compressor: Compressor,
    /// Bytes of a block before compression: 4 KiB to 1 MiB.
    pub block_size: u32,
    pub inode_count: u32,
    pub fragment_count: u32,
    pub owner_count: u16,
    /// The inode of the root.
    pub root: Reference,
    pub inodes: u64,
    pub folders: u64,
    pub fragments: u64,
    pub owners: u64,
    /// The other tables: of extended attributes, and for NFS.
    others: [u64; 2],
    /// Nothing lies behind it.
    pub end: u64,
}

impl Layout {
    /// Reads the superblock of the file system in the first `length` bytes of a file.
    pub async fn read(source: &mut impl Source, length: u64) -> Result<Self, Damage> {
        if length < Superblock::LENGTH {
            return Err(Damage::NoSuperblock);
        }
        let head = bytes(source, 0..Superblock::LENGTH).await?;
        Self::parse(&head, length).ok_or(Damage::NoSuperblock)?
    }

    fn parse(head: &[u8], length: u64) -> Option<Result<Self, Damage>> {
        let superblock = Superblock::read(head)?;
        let compressor = superblock.compressor;
        if !compressor.is_mountable() {
            return Some(Err(Damage::UnknownCompressor(compressor)));
        }
        let mut counts = Fields::new(head.get(16..)?);
        let fragment_count = counts.u32()?;
        let mut counts = Fields::new(head.get(26..)?);
        let owner_count = counts.u16()?;
        let mut places = Fields::new(head.get(32..)?);
        let root = Reference(places.u64()?);
        places.u64()?;
        let [owners, attributes, inodes, folders] =
            [places.u64()?, places.u64()?, places.u64()?, places.u64()?];
        let [fragments, export] = [places.u64()?, places.u64()?];
        let end = superblock.bytes_used.min(length);
        let is_inside = Superblock::LENGTH <= inodes && inodes < folders && folders < end;
        Some(match is_inside {
            false => Err(Damage::Outside(Structure::Inodes)),
            true => Ok(Self {
                compressor,
                block_size: superblock.block_size,
                inode_count: superblock.inode_count,
                fragment_count,
                owner_count,
                root,
                inodes,
                folders,
                fragments,
                owners,
                others: [attributes, export],
                end,
            }),
        })
    }

    /// Where the directory table ends: at the next table, whichever that is. Each of them
    /// begins with the place of its first block, which stands in front of it.
    pub async fn end_of_folders(&self, source: &mut impl Source) -> Result<u64, Damage> {
        let [attributes, export] = self.others;
        let mut end = self.end;
        for table in [self.owners, self.fragments, attributes, export] {
            if table == NONE || table <= self.folders || table > self.end {
                continue;
            }
            end = end.min(table);
            if self.end - table >= 8 {
                let place = bytes(source, table..table + 8).await?;
                let first = Fields::new(&place).u64().unwrap_or(NONE);
                if first > self.folders {
                    end = end.min(first);
                }
            }
        }
        Ok(end)
    }
}
