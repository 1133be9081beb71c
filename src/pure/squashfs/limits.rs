//! What bounds memory and time, whatever a file claims.

/// So many bytes are read of a table, compressed or not: those of about a million files.
pub const TABLE: u64 = 64 << 20;

/// So many files, folders and links are listed.
pub const ENTRIES: usize = 1 << 20;

/// So many bytes of their names and of the targets of links are kept: 32 for each. What a page
/// gets of an image is then less than 100 MB, whatever that holds.
pub const NAMES: usize = 32 << 20;

/// So many folders are entered, one in the other: more than a path of Linux can name
/// (`PATH_MAX`, 4096 bytes).
pub const DEPTH: u32 = 2048;

/// So many links are followed from one path, as Linux does (`MAXSYMLINKS`).
pub const LINKS: u32 = 40;

/// So many bytes are asked for at a time.
pub(super) const PIECE: u64 = 1 << 20;
