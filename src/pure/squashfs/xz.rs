//! Decompresses what mksquashfs writes with xz (The .xz File Format 1.2): one block of LZMA2, its
//! x86 code filtered or not, and a CRC-32. A reader of all that xz can be weighs three times as
//! much, and Linux mounts no other checks or processors' filters on a provider.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use lzma_rust2::filter::bcj::BcjReader;
use lzma_rust2::{Lzma2Reader, Read};

use super::fields::Fields;

/// The longest block that there is; what is behind in a file needs no more memory.
const DICTIONARY: u32 = 1 << 20;

/// The start of a stream with CRC-32, without the CRC of that start.
const START: &[u8] = b"\xFD7zXZ\0\0\x01";

/// Decompresses a whole stream to the start of `output`, and gives its length; `None` if it is
/// damaged, or made otherwise, or does not fit.
pub(super) fn decompress(stream: &[u8], output: &mut [u8]) -> Option<usize> {
    let block = stream.strip_prefix(START)?.get(4..)?;
    let header_length = (usize::from(*block.first()?) + 1) * 4;
    let (header, data) = block.split_at_checked(header_length)?;
    let dictionary = DICTIONARY.min(output.len() as u32);
    let mut reader = Lzma2Reader::new(data, dictionary, None);
    let (length, rest) = if is_filtered(header)? {
        let mut reader = BcjReader::new_x86(reader, 0);
        let length = read_all(&mut reader, output)?;
        (length, reader.into_inner().into_inner())
    } else {
        (read_all(&mut reader, output)?, reader.into_inner())
    };
    let read = data.len() - rest.len();
    let mut rest = Fields::new(rest);
    rest.bytes(read.next_multiple_of(4) - read)?;
    let checksum = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC).checksum(output.get(..length)?);
    (rest.u32()? == checksum).then_some(length)
}

/// Whether x86 code was filtered before it was compressed; `None` if anything else was done.
fn is_filtered(header: &[u8]) -> Option<bool> {
    const HAS_COMPRESSED_SIZE: u8 = 1 << 6;
    const HAS_SIZE: u8 = 1 << 7;
    const FILTERS: u8 = 3;
    const X86: &[u8] = &[4, 0];
    const LZMA2: &[u8] = &[0x21, 1];
    let flags = *header.get(1)?;
    let mut rest = header.get(2..)?;
    for size in [HAS_COMPRESSED_SIZE, HAS_SIZE] {
        if flags & size != 0 {
            let end = rest.iter().position(|byte| byte & 0x80 == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    match flags & FILTERS {
        0 => rest.starts_with(LZMA2).then_some(false),
        1 => rest.strip_prefix(X86)?.starts_with(LZMA2).then_some(true),
        _ => None,
    }
}

fn read_all(reader: &mut impl Read, output: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    loop {
        // Behind the last byte is the sign of the end.
        let mut behind = [0];
        let is_full = length == output.len();
        let rest = match is_full {
            true => &mut behind[..],
            false => &mut output[length..],
        };
        match (reader.read(rest).ok()?, is_full) {
            (0, _) => return Some(length),
            (_, true) => return None,
            (count, false) => length += count,
        }
    }
}
