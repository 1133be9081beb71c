//! Why a file system, or a part of it, cannot be read.

use std::fmt;

use super::limits;
use crate::pure::image::Compressor;
use crate::pure::text::measure::{grouped, size};

/// A part of a file system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Structure {
    /// The table of the inodes.
    Inodes,
    /// The table of what each folder holds.
    Folders,
    /// The table of the fragments.
    Fragments,
    /// The table of the users and groups.
    Owners,
    /// One inode.
    Inode,
    /// What one folder holds.
    Folder,
    /// The bytes of one file.
    Content,
}

/// Why a file system, or a part of it, cannot be read. Its text says so, without a full stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Damage {
    /// The file itself cannot be read.
    Unreadable {
        /// The words of who tried.
        reason: String,
    },
    /// The start is no superblock of a SquashFS 4.0 file system, or of one that cannot be.
    NoSuperblock,
    /// It is compressed as no provider can mount it, and it is not read here either.
    UnknownCompressor(Compressor),
    /// It lies outside the file system, or outside its table.
    Outside(Structure),
    /// It cannot be decompressed.
    Compressed(Structure),
    /// It says what none can say.
    Impossible(Structure),
    /// A table is longer than what is read of one.
    TooLong(Structure),
    /// There are more files, or more bytes of names and targets, than are listed.
    TooMany,
    /// A folder lies in more folders than are entered.
    TooDeep,
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inodes => "the inode table",
            Self::Folders => "the directory table",
            Self::Fragments => "the fragment table",
            Self::Owners => "the id table",
            Self::Inode => "an inode",
            Self::Folder => "a folder’s listing",
            Self::Content => "a file’s content",
        })
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => write!(f, "the file cannot be read: {reason}"),
            Self::NoSuperblock => f.write_str("it does not begin as SquashFS 4.0 does"),
            Self::UnknownCompressor(compressor) => {
                write!(
                    f,
                    "it is compressed with {compressor}, which providers cannot mount"
                )
            }
            Self::Outside(structure) => write!(f, "{structure} lies outside the file system"),
            Self::Compressed(structure) => write!(f, "{structure} cannot be decompressed"),
            Self::Impossible(structure) => write!(f, "{structure} says what none can say"),
            Self::TooLong(structure) => {
                let most = size(limits::TABLE);
                write!(
                    f,
                    "{structure} has more than {most}, which is what is read of it"
                )
            }
            Self::TooMany => {
                let most = grouped(limits::ENTRIES as u64);
                let names = size(limits::NAMES as u64);
                write!(
                    f,
                    "there are more than {most} files, or more than {names} of names"
                )
            }
            Self::TooDeep => {
                let most = grouped(u64::from(limits::DEPTH));
                write!(f, "there are more than {most} folders, one in the other")
            }
        }
    }
}
