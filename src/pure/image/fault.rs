//! Why a file is no image that is known to start.

use std::fmt;

use super::other_file::OtherFile;
use super::superblock::Superblock;
use super::trailer::LONGEST_METADATA;
use crate::pure::text::finding::{Finding, Severity};
use crate::pure::text::measure::exact_size;

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
        self.findings().iter().any(Finding::is_error)
    }

    /// Whether there is no image in the file, nor all of one.
    #[must_use]
    pub fn is_no_image(&self) -> bool {
        matches!(
            self.defect,
            Defect::Empty
                | Defect::OtherFile(_)
                | Defect::TooShort { .. }
                | Defect::UnknownFormat
                | Defect::Truncated { .. }
        )
    }

    /// What is wrong, and then what the user should know besides.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let superblock = self.superblock.as_ref();
        let besides = superblock.and_then(Superblock::finding);
        [Some(self.defect.finding()), besides]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.defect.finding().fmt(f)
    }
}

impl Defect {
    /// What was seen, and what to do.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let error = |lead: &str, more: &str| Finding::error(lead).more(more);
        match self {
            Self::Empty => error(
                "The file is empty. Get the image again.",
                "Perhaps it was dragged out of an archive that was not unpacked, a download or a build \
                 was not finished, or the disk is full.",
            ),
            Self::OtherFile(file) => file.finding(),
            Self::TooShort { size } => error(
                &format!(
                    "The file has only {}, too few for an image. Get the image again.",
                    exact_size(*size)
                ),
                "Perhaps a download or a copy was not finished.",
            ),
            Self::UnknownFormat => error(
                "This is not an image. Choose the .gvmi file that gvmkit-build made.",
                "The file neither begins with a SquashFS file system nor ends with the metadata \
                 of an image. Providers cannot start it.",
            ),
            Self::NoFileSystem => error(
                "The file ends as an image does, but does not begin with a SquashFS file system. \
                 Get the image again, or build it again.",
                "Providers would accept it and then fail to start it.",
            ),
            Self::BigEndian => error(
                "The file begins with a big-endian SquashFS file system, which providers cannot \
                 start. Make the image with gvmkit-build.",
                "Such file systems are older than SquashFS 4.0.",
            ),
            Self::OtherVersion { major, minor } => Finding::error(format!(
                "The file system is SquashFS {major}.{minor}. Providers can start version 4.0 \
                 only. Make the image with gvmkit-build."
            )),
            Self::DamagedStart => error(
                "The start of the file is damaged, and providers cannot start it. Get the image \
                 again.",
                "It was changed as by a program that took it for text.",
            ),
            Self::Truncated { bytes_used, size } => error(
                &format!(
                    "The file is cut short: it has {}, and its file system alone has {}. Get the \
                     image again.",
                    exact_size(*size),
                    exact_size(*bytes_used)
                ),
                "Perhaps a download or a copy was not finished.",
            ),
            Self::NoTrailer => error(
                "The file ends with its file system: the metadata of an image is missing, and \
                 providers refuse it.",
                "If it was made with mksquashfs, make it with gvmkit-build instead; if it was \
                 downloaded or copied, get it again.",
            ),
            Self::DamagedTrailer => damaged_end(
                "As in every image, its last eight bytes should be the length of the metadata, \
                 in digits. Perhaps a download was not finished, or something was appended.",
            ),
            Self::LengthBeyondFile { length, size } => damaged_end(&format!(
                "It claims that the metadata has {}, for which the file, with {}, is too short.",
                exact_size(*length),
                exact_size(*size)
            )),
            Self::NoMetadata => damaged_end(
                "By its last eight bytes the metadata has a length of 0, which is wrong.",
            ),
            Self::MetadataTooLong { length } => Finding::new(
                Severity::Open,
                format!(
                    "The file claims that its metadata has {}, so it was not checked.",
                    exact_size(*length)
                ),
            )
            .more(format!(
                "This page reads {} of it at most; a provider would read it all. Real metadata \
                 has a few hundred bytes: if you know nothing of so much, build the image again.",
                exact_size(LONGEST_METADATA)
            )),
            Self::TrailerWithoutCrc => error(
                "The metadata has no CRC. Providers refuse it: build the image again with today’s \
                 gvmkit-build.",
                "Images were made so before August 2020.",
            ),
            Self::WrongCrc { stored, computed } => error(
                "The CRC of the metadata does not match, and providers refuse it. Get the image \
                 again.",
                &format!(
                    "It is computed {computed:08x}, stored {stored:08x}: the metadata, the CRC or \
                     the length of the metadata is damaged, and the rest of the file may be \
                     damaged too. If you edited the metadata, build the image again."
                ),
            ),
            Self::MetadataNotUnderstood => Finding::error(
                "The metadata is not what providers expect, and they refuse it. Build the image \
                 again with gvmkit-build.",
            ),
        }
    }
}

fn damaged_end(more: &str) -> Finding {
    Finding::error("The end of the file is damaged, and providers refuse it. Get the image again.")
        .more(more)
}
