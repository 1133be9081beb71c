//! The bytes of files: blocks, and fragments that several files share.

use super::compression::decompress;
use super::damage::{Damage, Structure};
use super::fields::Fields;
use super::inode::{IS_STORED, LENGTH, RawContent, RawInode, Tail};
use super::layout::Layout;
use super::metadata::Indexed;
use super::source::{Source, bytes};

/// A block that holds the last bytes of several files.
#[derive(Clone, Copy)]
pub(super) struct Fragment {
    start: u64,
    length: u32,
}

impl Fragment {
    /// How long one is in the table, in bytes.
    pub const SIZE: usize = 16;

    pub fn find(fragments: &Indexed, number: u32) -> Option<Self> {
        let mut fields = Fields::new(fragments.element(number, Self::SIZE)?);
        let [start, length] = [fields.u64()?, u64::from(fields.u32()?)];
        Some(Self {
            start,
            length: length as u32,
        })
    }

    /// How many bytes of the file system it takes.
    pub fn stored(self) -> u64 {
        u64::from(self.length & LENGTH)
    }
}

/// The first bytes of a file, `most` of them or all: of the inode at the start of `inode`.
pub(super) async fn read(
    source: &mut impl Source,
    layout: &Layout,
    fragments: Option<&Indexed>,
    inode: &[u8],
    most: u64,
) -> Result<Vec<u8>, Damage> {
    const FILE: u16 = 2;
    let impossible = || Damage::Impossible(Structure::Content);
    let raw = RawInode::parse(inode, FILE, layout.block_size).ok_or_else(impossible)?;
    let RawContent::File(data) = raw.content else {
        return Err(impossible());
    };
    let wanted = usize::try_from(data.size.min(most)).map_err(|_| impossible())?;
    let mut content = Vec::new();
    let mut place = data.start;
    let mut left = data.size;
    for block in data.blocks() {
        if content.len() >= wanted {
            break;
        }
        let length = left.min(u64::from(layout.block_size));
        left -= length;
        let block = read_block(source, layout, place, block, length as usize).await;
        let (bytes, stored) = block?;
        place += stored;
        if bytes.len() as u64 != length {
            return Err(Damage::Compressed(Structure::Content));
        }
        content.extend(bytes);
    }
    if let Some(tail) = data.tail.filter(|_| content.len() < wanted) {
        content.extend(read_tail(source, layout, fragments, tail).await?);
    }
    content.truncate(wanted);
    Ok(content)
}

async fn read_tail(
    source: &mut impl Source,
    layout: &Layout,
    fragments: Option<&Indexed>,
    tail: Tail,
) -> Result<Vec<u8>, Damage> {
    let fragment = fragments.and_then(|all| Fragment::find(all, tail.fragment));
    let Fragment { start, length } = fragment.ok_or(Damage::Outside(Structure::Fragments))?;
    let most = layout.block_size as usize;
    let (bytes, _) = read_block(source, layout, start, length, most).await?;
    let range = tail.offset as usize..tail.offset as usize + tail.length as usize;
    let bytes = bytes.get(range).map(<[u8]>::to_vec);
    bytes.ok_or(Damage::Outside(Structure::Content))
}

/// The bytes of a block, `most` of them, and how many the file system has for it.
async fn read_block(
    source: &mut impl Source,
    layout: &Layout,
    place: u64,
    block: u32,
    most: usize,
) -> Result<(Vec<u8>, u64), Damage> {
    let stored = u64::from(block & LENGTH);
    if stored == 0 {
        // Zeros are left out.
        return Ok((vec![0; most], 0));
    }
    let is_longer = stored > u64::from(layout.block_size);
    let end = place.checked_add(stored).filter(|end| *end <= layout.end);
    let end = end.filter(|_| !is_longer);
    let range = place..end.ok_or(Damage::Outside(Structure::Content))?;
    let bytes = bytes(source, range).await?;
    if block & IS_STORED != 0 {
        return Ok((bytes, stored));
    }
    let mut output = vec![0; most];
    let length = decompress(layout.compressor, &bytes, &mut output);
    output.truncate(length.ok_or(Damage::Compressed(Structure::Content))?);
    Ok((output, stored))
}
