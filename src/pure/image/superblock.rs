//! The superblock: the first 96 bytes of a SquashFS file system.

use std::array;
use std::fmt;

use super::build_time::BuildTime;
use crate::pure::text::finding::Finding;

/// The length of a SquashFS 4.0 superblock in bytes.
pub(super) const SUPERBLOCK: usize = 96;

/// A file system is padded to a multiple of so many bytes (mksquashfs).
pub(super) const PADDING: u64 = 4096;

/// What a SquashFS 4.0 superblock says of its file system (Linux,
/// `fs/squashfs/squashfs_fs.h`, `struct squashfs_super_block`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Superblock {
    /// How files are compressed.
    pub compressor: Compressor,
    /// Bytes of a block before compression.
    pub block_size: u32,
    /// Their logarithm to the base 2, which is stored besides.
    pub block_log: u16,
    /// How many files, folders and links there are.
    pub inode_count: u32,
    /// When it was built.
    pub build_time: BuildTime,
    /// The length of the file system in bytes, superblock included, padding not.
    pub bytes_used: u64,
}

/// Why a file does not begin with a SquashFS 4.0 superblock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SuperblockError {
    /// The magic number is another, or the file ends before it.
    NoMagic,
    /// The magic number of a big-endian file system, which SquashFS 4.0 no longer has.
    BigEndian,
    /// The file ends within its superblock.
    TooShort,
    /// SquashFS of a version other than 4.0.
    OtherVersion { major: u16, minor: u16 },
}

impl Superblock {
    /// Its length in bytes.
    pub const LENGTH: u64 = SUPERBLOCK as u64;

    /// The superblock at the start of `head`, if it is of a file system that there can be.
    #[must_use]
    pub fn read(head: &[u8]) -> Option<Self> {
        Self::parse(head).ok().filter(Self::is_possible)
    }

    /// Parses the superblock at the start of `head`.
    pub(super) fn parse(head: &[u8]) -> Result<Self, SuperblockError> {
        if head.starts_with(b"sqsh") {
            return Err(SuperblockError::BigEndian);
        }
        if !head.starts_with(b"hsqs") {
            return Err(SuperblockError::NoMagic);
        }
        let bytes = head.first_chunk().ok_or(SuperblockError::TooShort)?;
        match (u16_at::<28>(bytes), u16_at::<30>(bytes)) {
            (4, 0) => Ok(Self {
                compressor: Compressor::of(u16_at::<20>(bytes)),
                block_size: u32_at::<12>(bytes),
                block_log: u16_at::<22>(bytes),
                inode_count: u32_at::<4>(bytes),
                build_time: BuildTime(u32_at::<8>(bytes)),
                bytes_used: u64::from_le_bytes(field::<40, 8>(bytes)),
            }),
            (major, minor) => Err(SuperblockError::OtherVersion { major, minor }),
        }
    }

    /// What the user should know of it, whatever the rest of the file is like.
    #[must_use]
    pub fn finding(&self) -> Option<Finding> {
        if !self.is_possible() {
            return Some(
                Finding::error(
                    "The start of the file is damaged, and providers would fail to start it. Get \
                     the image again.",
                )
                .more("It gives the file system a length or a block size that none can have."),
            );
        }
        let compressor = self.compressor;
        (!compressor.is_mountable()).then(|| {
            Finding::error(format!(
                "The file system is compressed with {compressor}, which providers cannot mount. \
                 Build it again with another compression, such as xz."
            ))
            .more("They would download the image and then fail to start it.")
        })
    }

    /// Whether there can be such a file system: Linux mounts no other (`fs/squashfs/super.c`).
    pub(super) fn is_possible(&self) -> bool {
        let has_room = self.bytes_used >= SUPERBLOCK as u64;
        let size_of_block = 1_u32.checked_shl(u32::from(self.block_log));
        has_room && (12..=20).contains(&self.block_log) && size_of_block == Some(self.block_size)
    }
}

fn u16_at<const OFFSET: usize>(bytes: &[u8; SUPERBLOCK]) -> u16 {
    u16::from_le_bytes(field::<OFFSET, 2>(bytes))
}

fn u32_at<const OFFSET: usize>(bytes: &[u8; SUPERBLOCK]) -> u32 {
    u32::from_le_bytes(field::<OFFSET, 4>(bytes))
}

fn field<const OFFSET: usize, const LENGTH: usize>(bytes: &[u8; SUPERBLOCK]) -> [u8; LENGTH] {
    const { assert!(OFFSET + LENGTH <= SUPERBLOCK) };
    array::from_fn(|i| bytes[OFFSET + i])
}

/// How the files of a SquashFS file system are compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compressor {
    /// gzip (zlib).
    Gzip,
    /// LZMA, which Linux lists as unsupported (`fs/squashfs/decompressor.c`).
    Lzma,
    /// LZO, which gvmkit-build takes unless told otherwise.
    Lzo,
    /// xz.
    Xz,
    /// LZ4.
    Lz4,
    /// Zstandard.
    Zstd,
    /// A number that SquashFS 4.0 does not define.
    Unknown(u16),
}

impl Compressor {
    fn of(number: u16) -> Self {
        match number {
            1 => Self::Gzip,
            2 => Self::Lzma,
            3 => Self::Lzo,
            4 => Self::Xz,
            5 => Self::Lz4,
            6 => Self::Zstd,
            _ => Self::Unknown(number),
        }
    }

    /// Whether a provider's kernel can mount a file system compressed so.
    /// gvmkit-build says of zstd that it cannot.
    #[must_use]
    pub fn is_mountable(self) -> bool {
        matches!(self, Self::Gzip | Self::Lzo | Self::Xz | Self::Lz4)
    }
}

impl fmt::Display for Compressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Lzma => "lzma",
            Self::Lzo => "lzo",
            Self::Xz => "xz",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
            Self::Unknown(number) => return write!(f, "unknown method {number}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::image::example;

    #[test]
    fn the_superblock_tells_how_the_file_system_was_built() {
        let mut head = example::image();
        head[4..8].copy_from_slice(&1234_u32.to_le_bytes());
        head[8..12].copy_from_slice(&1_720_010_040_u32.to_le_bytes());
        head[40..48].copy_from_slice(&(5_u64 << 32).to_le_bytes());
        let superblock = Superblock {
            compressor: Compressor::Lzo,
            block_size: 131_072,
            block_log: 17,
            inode_count: 1234,
            build_time: BuildTime(1_720_010_040),
            bytes_used: 5 << 32,
        };
        assert_eq!(Superblock::parse(&head), Ok(superblock));
    }

    #[test]
    fn a_superblock_of_no_file_system_is_damaged() {
        let superblock = Superblock::parse(&example::image()).expect("a superblock");
        let finding = |block_size, block_log, bytes_used| {
            let superblock = Superblock {
                block_size,
                block_log,
                bytes_used,
                ..superblock
            };
            superblock.finding()
        };
        for (block_size, block_log) in [(4096, 12), (131_072, 17), (1 << 20, 20)] {
            assert_eq!(finding(block_size, block_log, 96), None);
        }
        for (block_size, block_log, bytes_used) in [
            (131_072, 17, 95),
            (131_072, 17, 0),
            (131_072, 16, 96),
            (131_073, 17, 96),
            (2048, 11, 96),
            (2 << 20, 21, 96),
            (7, 3, 96),
            (0, 32, 96),
            (1, u16::MAX, 96),
        ] {
            let finding = finding(block_size, block_log, bytes_used).expect("a finding");
            assert!(finding.is_error() && finding.to_string().contains("that none can have"));
        }
    }

    #[test]
    fn only_a_whole_superblock_of_version_4_0_is_taken() {
        let image = example::image();
        let mut old = image.clone();
        old[28..32].copy_from_slice(&[3, 0, 1, 0]);
        for (head, error) in [
            (&b""[..], SuperblockError::NoMagic),
            (b"hsq", SuperblockError::NoMagic),
            (b"sqsh", SuperblockError::BigEndian),
            (&image[..SUPERBLOCK - 1], SuperblockError::TooShort),
            (&old, SuperblockError::OtherVersion { major: 3, minor: 1 }),
        ] {
            assert_eq!(Superblock::parse(head), Err(error));
        }
    }

    #[test]
    fn compressors_have_the_numbers_of_squashfs() {
        for (number, name, mountable) in [
            (0, "unknown method 0", false),
            (1, "gzip", true),
            (2, "lzma", false),
            (3, "lzo", true),
            (4, "xz", true),
            (5, "lz4", true),
            (6, "zstd", false),
            (0x0106, "unknown method 262", false),
        ] {
            let compressor = Compressor::of(number);
            assert_eq!(compressor.to_string(), name);
            assert_eq!(compressor.is_mountable(), mountable, "{name}");
        }
    }
}
