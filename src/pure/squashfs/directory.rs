//! What a folder holds, as it stands in the directory table.

use super::fields::Fields;
use super::metadata::Reference;

/// One name in a folder.
pub(super) struct Named<'a> {
    pub name: &'a [u8],
    /// Where its inode is.
    pub inode: Reference,
    /// The number of its inode.
    pub number: u32,
    /// The number of its kind, as an inode without extended attributes has it.
    pub kind: u16,
}

/// A name has so many bytes at most (Linux, `SQUASHFS_NAME_LEN`).
const LONGEST_NAME: usize = 256;

/// A header has so many names at most.
const MOST_NAMES: u32 = 256;

/// Parses the names of a folder, in the order of their bytes (Linux,
/// `struct squashfs_dir_header`, `struct squashfs_dir_entry`). Stops with `None` where what
/// follows can be in no folder.
pub(super) fn names(listing: &[u8]) -> impl Iterator<Item = Option<Named<'_>>> {
    let mut fields = Fields::new(listing);
    let mut header = Header::default();
    let mut last: &[u8] = b"";
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over || (fields.left() == 0 && header.left == 0) {
            return None;
        }
        let named = next(&mut fields, &mut header).filter(|named| last < named.name);
        match &named {
            Some(named) => last = named.name,
            None => is_over = true,
        }
        Some(named)
    })
}

/// What the names that follow it have in common.
#[derive(Default)]
struct Header {
    /// How many of them are left.
    left: u32,
    block: u32,
    number: u32,
}

fn next<'a>(fields: &mut Fields<'a>, header: &mut Header) -> Option<Named<'a>> {
    if header.left == 0 {
        // One is counted as none.
        let left = fields.u32()?.checked_add(1)?;
        let [block, number] = [fields.u32()?, fields.u32()?];
        *header = Header {
            left,
            block,
            number,
        };
    }
    if header.left > MOST_NAMES {
        return None;
    }
    header.left -= 1;
    let offset = fields.u16()?;
    let number = header.number.checked_add_signed(fields.i16()?.into())?;
    let kind = fields.u16()?;
    let length = usize::from(fields.u16()?) + 1;
    let name = fields.bytes(length)?;
    let is_name = length <= LONGEST_NAME
        && !name.iter().any(|byte| matches!(byte, 0 | b'/'))
        && !matches!(name, b"." | b"..");
    is_name.then_some(Named {
        name,
        inode: Reference::new(header.block, offset),
        number,
        kind,
    })
}
