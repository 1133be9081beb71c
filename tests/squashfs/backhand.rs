//! What the crate backhand reads of a file system.

use std::io::Cursor;
use std::os::unix::ffi::OsStrExt;

use backhand::compression::{CompressionAction, Compressor, DefaultCompressor};
use backhand::kind::Kind;
use backhand::{BackhandError, FilesystemCompressor, FilesystemReader, InnerNode, SuperBlock};

use crate::row::{Row, mode};

/// Its own compression but for LZO, of which its own is under the GPL.
struct WithLzo;

impl CompressionAction for WithLzo {
    type Error = BackhandError;
    type Compressor = Compressor;
    type FilesystemCompressor = FilesystemCompressor;
    type SuperBlock = SuperBlock;

    fn decompress(
        &self,
        bytes: &[u8],
        out: &mut Vec<u8>,
        compressor: Compressor,
    ) -> Result<(), BackhandError> {
        if compressor != Compressor::Lzo {
            return DefaultCompressor.decompress(bytes, out, compressor);
        }
        out.resize(out.capacity(), 0);
        let length = lzokay::decompress::decompress(bytes, out);
        out.truncate(length.map_err(|_| BackhandError::CorruptedOrInvalidSquashfs)?);
        Ok(())
    }

    fn compress(
        &self,
        _: &[u8],
        _: FilesystemCompressor,
        _: u32,
    ) -> Result<Vec<u8>, BackhandError> {
        unreachable!("nothing is written")
    }
}

/// Its listing, in the order of the paths.
pub fn rows(image: &[u8]) -> Vec<Row> {
    let kind = Kind::new_v4(&WithLzo);
    let reader = Cursor::new(image);
    let reader = FilesystemReader::from_reader_with_offset_and_kind(reader, 0, kind);
    let reader = reader.unwrap_or_else(|why| panic!("backhand: {why:?}"));
    let mut rows: Vec<_> = reader
        .files()
        .map(|node| {
            let (letter, size, target) = match &node.inner {
                InnerNode::File(file) => ('-', Some(file.file_len() as u64), None),
                InnerNode::Symlink(link) => {
                    let target = link.link.as_os_str().as_bytes().to_vec();
                    ('l', None, Some(target))
                }
                InnerNode::Dir(_) => ('d', None, None),
                InnerNode::CharacterDevice(device) => {
                    ('c', Some(device.device_number.into()), None)
                }
                InnerNode::BlockDevice(device) => ('b', Some(device.device_number.into()), None),
                InnerNode::NamedPipe => ('p', None, None),
                InnerNode::Socket => ('s', None, None),
            };
            Row {
                path: node.fullpath.as_os_str().as_bytes().to_vec(),
                mode: mode(letter, node.header.permissions & 0o7777),
                owner: format!("{}/{}", node.header.uid, node.header.gid),
                size,
                target,
            }
        })
        .collect();
    rows.sort();
    rows
}
