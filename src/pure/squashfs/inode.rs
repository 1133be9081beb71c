//! Inodes: what a file is, without its name.

use super::fields::Fields;
use super::metadata::Reference;

/// A fragment's number where there is none.
const NONE: u32 = u32::MAX;

/// A block's length, and whether it is stored as it is.
pub(super) const LENGTH: u32 = IS_STORED - 1;
pub(super) const IS_STORED: u32 = 1 << 24;

/// An inode as it stands in the table (Linux, `fs/squashfs/squashfs_fs.h`,
/// `union squashfs_inode`).
pub(super) struct RawInode<'a> {
    pub permissions: u16,
    /// Its user's and its group's number in the id table.
    pub owner: u16,
    pub group: u16,
    /// Seconds since 1970 (UTC).
    pub modified: u32,
    pub number: u32,
    pub links: u32,
    pub content: RawContent<'a>,
    /// How many bytes of the table it takes.
    pub length: usize,
}

/// What an inode has of its kind.
pub(super) enum RawContent<'a> {
    Folder(FolderPlace),
    File(Data<'a>),
    Link { target: &'a [u8] },
    BlockDevice { number: u32 },
    CharacterDevice { number: u32 },
    Pipe,
    Socket,
}

/// Where the listing of a folder is.
#[derive(Clone, Copy)]
pub(super) struct FolderPlace {
    /// In the directory table.
    pub place: Reference,
    /// Its length in bytes.
    pub length: u32,
    /// The number of the inode of the folder that this one lies in.
    pub parent: u32,
}

/// Where the bytes of a file are.
pub(super) struct Data<'a> {
    /// How many there are.
    pub size: u64,
    /// Where its blocks begin, which follow one another.
    pub start: u64,
    /// The lengths of its blocks, four bytes each.
    blocks: &'a [u8],
    /// Where its last bytes are, if they do not fill a block.
    pub tail: Option<Tail>,
}

/// A part of a fragment.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    pub fragment: u32,
    /// Where it begins in the fragment, in bytes.
    pub offset: u32,
    pub length: u32,
}

/// The kinds of inodes, in the order of their numbers, from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Folder,
    File,
    Link,
    BlockDevice,
    CharacterDevice,
    Pipe,
    Socket,
}

const SHAPES: [Shape; 7] = [
    Shape::Folder,
    Shape::File,
    Shape::Link,
    Shape::BlockDevice,
    Shape::CharacterDevice,
    Shape::Pipe,
    Shape::Socket,
];

impl<'a> RawInode<'a> {
    /// Parses the inode at the start of `bytes`, which a folder says to be of `kind`; `None` if
    /// it cannot be one.
    pub fn parse(bytes: &'a [u8], kind: u16, block_size: u32) -> Option<Self> {
        let mut fields = Fields::new(bytes);
        let number_of_shape = fields.u16()?;
        // Those with extended attributes follow those without.
        let (shape, extended) = match number_of_shape {
            1..=7 => (number_of_shape, false),
            8..=14 => (number_of_shape - 7, true),
            _ => return None,
        };
        if shape != kind {
            return None;
        }
        let [permissions, owner, group] = [fields.u16()?, fields.u16()?, fields.u16()?];
        let [modified, number] = [fields.u32()?, fields.u32()?];
        let shape = SHAPES[usize::from(shape) - 1];
        let (links, content) = match shape {
            Shape::Folder => folder(&mut fields, extended)?,
            Shape::File => file(&mut fields, extended, block_size)?,
            _ => other(&mut fields, extended, shape)?,
        };
        Some(Self {
            permissions: permissions & 0o7777,
            owner,
            group,
            modified,
            number,
            links,
            content,
            length: bytes.len() - fields.left(),
        })
    }
}

fn folder<'a>(fields: &mut Fields<'a>, extended: bool) -> Option<(u32, RawContent<'a>)> {
    let (links, block, length, parent, offset);
    if extended {
        [links, length, block, parent] =
            [fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?];
        let index_count = fields.u16()?;
        offset = fields.u16()?;
        fields.u32()?;
        // An index to find names without reading them all.
        for _ in 0..index_count {
            fields.bytes(8)?;
            let name = fields.u32()?;
            fields.bytes(usize::try_from(name).ok()?.checked_add(1)?)?;
        }
    } else {
        [block, links] = [fields.u32()?, fields.u32()?];
        length = u32::from(fields.u16()?);
        offset = fields.u16()?;
        parent = fields.u32()?;
    }
    let place = FolderPlace {
        place: Reference::new(block, offset),
        // As many more as `.` and `..` would take on other file systems.
        length: length.saturating_sub(3),
        parent,
    };
    Some((links, RawContent::Folder(place)))
}

fn file<'a>(
    fields: &mut Fields<'a>,
    extended: bool,
    block_size: u32,
) -> Option<(u32, RawContent<'a>)> {
    let (start, size, links, fragment, offset);
    if extended {
        [start, size] = [fields.u64()?, fields.u64()?];
        // How many bytes of it are not stored because they are zeros.
        fields.u64()?;
        [links, fragment, offset] = [fields.u32()?, fields.u32()?, fields.u32()?];
        fields.u32()?;
    } else {
        start = u64::from(fields.u32()?);
        [fragment, offset] = [fields.u32()?, fields.u32()?];
        size = u64::from(fields.u32()?);
        links = 1;
    }
    let block = u64::from(block_size);
    let tail = (fragment != NONE).then(|| Tail {
        fragment,
        offset,
        length: (size % block) as u32,
    });
    let count = match tail {
        Some(_) => size / block,
        None => size.div_ceil(block),
    };
    let blocks = fields.bytes(usize::try_from(count).ok()?.checked_mul(4)?)?;
    let data = Data {
        size,
        start,
        blocks,
        tail: tail.filter(|tail| tail.length > 0),
    };
    let lengths = data.blocks().all(|block| block & LENGTH <= block_size);
    lengths.then_some((links, RawContent::File(data)))
}

fn other<'a>(
    fields: &mut Fields<'a>,
    extended: bool,
    shape: Shape,
) -> Option<(u32, RawContent<'a>)> {
    let links = fields.u32()?;
    let content = match shape {
        Shape::Link => {
            let length = usize::try_from(fields.u32()?).ok()?;
            let target = fields.bytes(length)?;
            // As Linux has it (`PATH_MAX`).
            let is_path = (1..4096).contains(&length) && !target.contains(&0);
            is_path.then_some(RawContent::Link { target })?
        }
        Shape::BlockDevice => RawContent::BlockDevice {
            number: fields.u32()?,
        },
        Shape::CharacterDevice => RawContent::CharacterDevice {
            number: fields.u32()?,
        },
        Shape::Pipe => RawContent::Pipe,
        _ => RawContent::Socket,
    };
    if extended {
        fields.u32()?;
    }
    Some((links, content))
}

impl Data<'_> {
    /// The length of each block, as it is stored.
    pub fn blocks(&self) -> impl Iterator<Item = u32> {
        let block = |block: &[u8]| Fields::new(block).u32();
        self.blocks.chunks_exact(4).filter_map(block)
    }

    /// How many bytes of the file system its blocks take.
    pub fn stored(&self) -> u64 {
        self.blocks().map(|block| u64::from(block & LENGTH)).sum()
    }
}
