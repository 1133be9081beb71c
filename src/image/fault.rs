//! Why a file is no image that is known to start.

use std::fmt;

use super::other_file::OtherFile;
use super::remark::Remark;
use super::superblock::Superblock;
use super::trailer::LONGEST_METADATA;
use crate::measure::exact_size;

/// Why a file is no image that is known to start. Its text is the whole message to
/// the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong, the thing to hear first if there are several.
    pub defect: Defect,
    /// What the superblock says of the file system, where there is one.
    pub superblock: Option<Superblock>,
    /// What a provider says when it has downloaded the file and reads its trailer; it
    /// looks at nothing else. None if it accepts the trailer, or if that was not read in
    /// full here.
    pub provider_error: Option<String>,
}

/// What is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Defect {
    /// It has no bytes.
    Empty,
    /// It is of another kind.
    OtherFile(OtherFile),
    /// It is shorter than a superblock and an empty trailer.
    TooShort {
        /// Its size in bytes.
        size: u64,
    },
    /// It begins in no way that is known here and has no trailer either.
    UnknownFormat,
    /// It has a trailer, but no file system at its start.
    NoFileSystem,
    /// Its file system is a big-endian SquashFS, older than version 4.0.
    BigEndian,
    /// Its file system is a SquashFS of an older version than 4.0.
    OtherVersion {
        /// The number before the point.
        major: u16,
        /// The number behind the point.
        minor: u16,
    },
    /// Its file system claims a version that SquashFS never had.
    DamagedStart,
    /// It ends before its file system does.
    Truncated {
        /// The length of the file system in bytes.
        bytes_used: u64,
        /// The file's size in bytes.
        size: u64,
    },
    /// It ends where its file system does.
    NoTrailer,
    /// It goes on behind its file system, but not with a trailer.
    DamagedTrailer,
    /// Its trailer claims a length that the file does not have.
    LengthBeyondFile {
        /// The length of the metadata, as claimed.
        length: u64,
        /// The file's size in bytes.
        size: u64,
    },
    /// Its trailer claims that there is no metadata.
    NoMetadata,
    /// Its metadata is too long to be looked at here.
    MetadataTooLong {
        /// The length of the metadata, as claimed.
        length: u64,
    },
    /// Its metadata has no CRC: it was made before August 2020.
    TrailerWithoutCrc,
    /// Its metadata was changed after the CRC was computed, or the CRC or the length was.
    WrongCrc {
        /// The CRC in the file.
        stored: u32,
        /// The CRC of the metadata.
        computed: u32,
    },
    /// Its metadata is no JSON, or not of the shape that providers expect.
    MetadataNotUnderstood,
}

impl Fault {
    /// Whether providers surely cannot start it. Otherwise the check was not finished.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !matches!(self.defect, Defect::MetadataTooLong { .. }) || self.remark().is_some()
    }

    /// What the user should know besides.
    #[must_use]
    pub fn remark(&self) -> Option<Remark> {
        self.superblock.as_ref()?.remark()
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.defect.fmt(f)
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "The file is empty. Perhaps a download or a build was not finished, or the \
                 disk is full. Get the image again.",
            ),
            Self::OtherFile(file) => file.fmt(f),
            Self::TooShort { size } => write!(
                f,
                "The file has only {}, too few for an image. Perhaps a download or a copy was \
                 not finished. Get the image again.",
                exact_size(*size)
            ),
            Self::UnknownFormat => f.write_str(
                "This is not an image: it neither begins with a SquashFS file system nor ends with \
                 the metadata of an image. Providers cannot start it. Choose the .gvmi file \
                 that gvmkit-build made.",
            ),
            Self::NoFileSystem => f.write_str(
                "The file ends as an image does, but does not begin with a SquashFS file \
                 system. Providers would accept it and then fail to start it. Build the image \
                 again, or get it again from where it came.",
            ),
            Self::BigEndian => f.write_str(
                "The file begins with a big-endian SquashFS file system, of a version before \
                 4.0. Providers cannot start it. Make the image with gvmkit-build.",
            ),
            Self::OtherVersion { major, minor } => write!(
                f,
                "The file system is SquashFS {major}.{minor}. Providers can start version 4.0 \
                 only. Make the image with gvmkit-build."
            ),
            Self::DamagedStart => f.write_str(
                "The start of the file is damaged, as by a program that took it for text. \
                 Providers cannot start it. Get the image again.",
            ),
            Self::Truncated { bytes_used, size } => write!(
                f,
                "The file is cut short: it has {}, and its file system alone has {}. Perhaps a \
                 download or a copy was not finished. Get the image again.",
                exact_size(*size),
                exact_size(*bytes_used)
            ),
            Self::NoTrailer => f.write_str(
                "The file ends with its file system: the metadata that an image has behind it \
                 is missing. Providers refuse it. If it was made with mksquashfs, make it with \
                 gvmkit-build instead; if it was downloaded or copied, get it again.",
            ),
            Self::DamagedTrailer => f.write_str(
                "The end of the file is damaged: its last eight bytes should be the length of \
                 the metadata, in digits. Providers refuse it. Perhaps a download was not \
                 finished, or something was appended. Get the image again.",
            ),
            Self::LengthBeyondFile { length, size } => write!(
                f,
                "The end of the file is damaged: it claims that the metadata has {}, for which \
                 the file, with {}, is too short. Providers refuse it. Get the image again.",
                exact_size(*length),
                exact_size(*size)
            ),
            Self::NoMetadata => f.write_str(
                "The end of the file is damaged: by its last eight bytes the metadata has a \
                 length of 0, which is wrong. Providers refuse it. Get the image again.",
            ),
            Self::MetadataTooLong { length } => write!(
                f,
                "The end of the file claims that the metadata has {}. This page reads {} of it \
                 at most, so it was not checked; a provider would read it all. Real metadata \
                 has a few hundred bytes: if you know nothing of so much, build the image \
                 again.",
                exact_size(*length),
                exact_size(LONGEST_METADATA)
            ),
            Self::TrailerWithoutCrc => f.write_str(
                "The metadata has no CRC. Images were made so before August 2020, and \
                 providers refuse them since. Build the image again with today’s \
                 gvmkit-build.",
            ),
            Self::WrongCrc { stored, computed } => write!(
                f,
                "The CRC of the metadata does not match: computed {computed:08x}, stored \
                 {stored:08x}. The metadata, the CRC or the length of the metadata is damaged. \
                 Providers refuse it, and the rest of the file may be damaged too. Get the \
                 image again; if you edited the metadata, build the image again."
            ),
            Self::MetadataNotUnderstood => f.write_str(
                "The metadata is not what providers expect, and they refuse it. Build the \
                 image again with gvmkit-build.",
            ),
        }
    }
}
