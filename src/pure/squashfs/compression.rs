//! Decompresses a block.

use std::iter;

use super::xz;
use crate::pure::image::Compressor;

/// Decompresses a whole block to the start of `output`, and gives its length; `None` if it is
/// damaged or does not fit.
pub(super) fn decompress(compressor: Compressor, block: &[u8], output: &mut [u8]) -> Option<usize> {
    match compressor {
        Compressor::Gzip => {
            let block = iter::once(block);
            miniz_oxide::inflate::decompress_slice_iter_to_slice(output, block, true, false).ok()
        }
        Compressor::Lzo => lzokay::decompress::decompress(block, output).ok(),
        Compressor::Lz4 => lz4_flex::block::decompress_into(block, output).ok(),
        Compressor::Xz => xz::decompress(block, output),
        Compressor::Lzma | Compressor::Zstd | Compressor::Unknown(_) => None,
    }
}
