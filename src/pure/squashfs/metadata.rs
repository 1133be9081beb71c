//! Tables: chains of metadata blocks, each of 8 KiB before compression.

use std::ops::Range;

use super::compression::decompress;
use super::damage::{Damage, Structure};
use super::fields::Fields;
use super::limits;
use super::source::{Source, bytes};
use crate::pure::image::Compressor;

/// The longest metadata block in bytes, compressed or not.
const BLOCK: usize = 8192;

/// In front of each: its length, and whether it is stored as it is.
const HEADER: usize = 2;
const IS_STORED: u16 = 1 << 15;

/// A place in a table: the block's place in the table in its upper 48 bits, in bytes of the
/// file, and the place in the block's decompressed bytes in its lower 16.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reference(pub u64);

impl Reference {
    pub fn new(block: u32, offset: u16) -> Self {
        Self(u64::from(block) << 16 | u64::from(offset))
    }
}

/// A table, decompressed as far as it can be.
#[derive(Debug, Default)]
pub(super) struct Table {
    bytes: Vec<u8>,
    /// The places of the blocks in the table: in the file, and in `bytes`.
    blocks: Vec<(u32, u32)>,
    /// Why there is no more of it.
    pub damage: Option<Damage>,
}

impl Table {
    /// Reads the table that lies in `range`.
    pub async fn read(
        source: &mut impl Source,
        range: Range<u64>,
        compressor: Compressor,
        structure: Structure,
    ) -> Result<Self, Damage> {
        let mut table = Self::default();
        let mut waiting: Vec<u8> = Vec::new();
        let mut at = range.start;
        // Each block has a header, and none is longer than it would be uncompressed.
        let most = limits::TABLE + limits::TABLE / BLOCK as u64 * HEADER as u64;
        let end = range.end.min(range.start.saturating_add(most));
        let mut start = 0;
        while at < end {
            let piece = at..end.min(at + limits::PIECE);
            at = piece.end;
            waiting.extend(bytes(source, piece).await?);
            let length = match table.take_blocks(&waiting, start, compressor) {
                Some(length) => length,
                None => {
                    table.damage = Some(Damage::Compressed(structure));
                    return Ok(table);
                }
            };
            waiting.drain(..length);
            start += length as u64;
            if table.is_too_long() {
                break;
            }
        }
        if start < range.end - range.start {
            let is_long = range.end > end || table.is_too_long();
            table.damage = Some(match is_long {
                true => Damage::TooLong(structure),
                false => Damage::Compressed(structure),
            });
        }
        Ok(table)
    }

    /// Takes the whole blocks at the start of `waiting`, which lies at `start` of the table, and
    /// gives their length; `None` if one is damaged.
    fn take_blocks(&mut self, waiting: &[u8], start: u64, compressor: Compressor) -> Option<usize> {
        let mut output = [0; BLOCK];
        let mut rest = Fields::new(waiting);
        loop {
            let taken = waiting.len() - rest.left();
            if self.is_too_long() {
                return Some(taken);
            }
            let Some(header) = rest.u16() else {
                return Some(taken);
            };
            let length = usize::from(header & !IS_STORED);
            if length == 0 || length > BLOCK {
                return None;
            }
            let Some(block) = rest.bytes(length) else {
                return Some(taken);
            };
            let block = match header & IS_STORED {
                0 => {
                    let length = decompress(compressor, block, &mut output)?;
                    &output[..length]
                }
                _ => block,
            };
            if block.is_empty() {
                return None;
            }
            let place = u32::try_from(start + taken as u64).ok()?;
            self.blocks.push((place, self.bytes.len() as u32));
            self.bytes.extend(block);
        }
    }

    fn is_too_long(&self) -> bool {
        self.bytes.len() as u64 > limits::TABLE
    }

    /// How long it is, decompressed, in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// All that follows a place.
    pub fn from(&self, place: Reference) -> Option<&[u8]> {
        let block = u32::try_from(place.0 >> 16).ok()?;
        let offset = (place.0 & 0xFFFF) as usize;
        let index = self
            .blocks
            .binary_search_by_key(&block, |(place, _)| *place)
            .ok()?;
        let start = self.blocks[index].1 as usize;
        let end = self.blocks.get(index + 1);
        let end = end.map_or(self.bytes.len(), |(_, start)| *start as usize);
        // A place is in its block, or right behind it where the next begins.
        (start + offset <= end).then(|| &self.bytes[start + offset..])
    }
}

/// A table of which an index says where each block lies: so many bytes for each of its elements.
pub(super) struct Indexed {
    table: Table,
    index: Vec<u64>,
}

impl Indexed {
    /// Reads `count` elements of `size` bytes, whose index lies at `place`.
    pub async fn read(
        source: &mut impl Source,
        (place, end): (u64, u64),
        (count, size): (u32, usize),
        compressor: Compressor,
        structure: Structure,
    ) -> Result<Self, Damage> {
        let length = u64::from(count) * size as u64;
        if length > limits::TABLE {
            return Err(Damage::TooLong(structure));
        }
        let index_length = length.div_ceil(BLOCK as u64) * 8;
        let outside = || Damage::Outside(structure);
        let index_end = place.checked_add(index_length).filter(|e| *e <= end);
        let index = place..index_end.ok_or_else(outside)?;
        let index = bytes(source, index).await?;
        let index: Vec<u64> = index
            .chunks_exact(8)
            .filter_map(|place| Fields::new(place).u64())
            .collect();
        let table = match index.first() {
            Some(first) if *first > place => return Err(outside()),
            Some(first) => Table::read(source, *first..place, compressor, structure).await?,
            None => Table::default(),
        };
        let index = index.iter().map(|block| block.wrapping_sub(index[0]));
        Ok(Self {
            index: index.collect(),
            table,
        })
    }

    /// Why it is not whole.
    pub fn damage(&self) -> Option<&Damage> {
        self.table.damage.as_ref()
    }

    /// The element of a number, of so many bytes.
    pub fn element(&self, number: u32, size: usize) -> Option<&[u8]> {
        let of_block = (BLOCK / size) as u32;
        let block = self.index.get((number / of_block) as usize)?;
        let offset = (number % of_block) as usize * size;
        let place = Reference::new(u32::try_from(*block).ok()?, offset as u16);
        self.table.from(place)?.get(..size)
    }
}
