//! What a user should know of an image that a provider accepts.

use std::fmt;

use super::superblock::Compressor;
use crate::measure::exact_size;
use crate::severity::Severity;
use crate::snippet::literal::{abridged, visible};

/// What a user should know of an image, though a provider would not refuse it at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// The superblock says what is true of no file system.
    DamagedSuperblock,
    /// Providers cannot mount a file system that is compressed so.
    Compressor(Compressor),
    /// The file system claims to go on where the trailer stands.
    Overlap {
        /// The length of the file system in bytes, as it claims.
        bytes_used: u64,
        /// Where the trailer begins.
        trailer_offset: u64,
    },
    /// There is something between the file system and the trailer.
    Gap {
        /// How many bytes.
        length: u64,
    },
    /// There is no volume.
    NoVolumes,
    /// The user is not given in numbers.
    UserIsRoot {
        /// The user.
        user: String,
    },
}

impl Remark {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::DamagedSuperblock | Self::Compressor(_) | Self::Overlap { .. } => Severity::Error,
            Self::Gap { .. } | Self::NoVolumes | Self::UserIsRoot { .. } => Severity::Advice,
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DamagedSuperblock => f.write_str(
                "The start of the file is damaged: it gives the file system a length or a block \
                 size that none can have. Providers would download the image and then fail to \
                 start it. Get the image again.",
            ),
            Self::Compressor(compressor) => write!(
                f,
                "The file system is compressed with {compressor}, which providers cannot \
                 mount: they would download the image and then fail to start it. Build it \
                 again with another compression, such as xz."
            ),
            Self::Overlap {
                bytes_used,
                trailer_offset,
            } => write!(
                f,
                "The file system claims to have {}, but the metadata begins after {} already. \
                 The file is damaged, and providers may fail to start it. Get the image again.",
                exact_size(*bytes_used),
                exact_size(*trailer_offset)
            ),
            Self::Gap { length } => write!(
                f,
                "Between the file system and the metadata there is something that gvmkit-build \
                 does not write: {}. Perhaps two files were joined, or a transfer in text mode \
                 changed the file; providers may then fail to start it. Get the image again.",
                exact_size(*length)
            ),
            Self::NoVolumes => f.write_str(
                "The image has no volume. Files can be sent to and fetched from volumes only: \
                 if your program does that, add a line such as “VOLUME /golem/work” to the \
                 Dockerfile and build the image again.",
            ),
            Self::UserIsRoot { user } => write!(
                f,
                "The image’s user is “{}”. Providers understand a user only as two numbers, \
                 such as “1000:1000”, so commands will run as root. Today’s gvmkit-build leaves \
                 the user out of images anyway: a program that should not run as root must drop \
                 its rights itself.",
                visible(&abridged(user))
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(remark: &Remark, severity: Severity, says: &str) {
        assert_eq!(remark.severity(), severity);
        let text = remark.to_string();
        assert!(text.contains(says), "{text:?} does not say {says:?}");
    }

    #[test]
    fn every_remark_says_what_was_seen_and_what_it_means() {
        let zstd = Remark::Compressor(Compressor::Zstd);
        check(
            &zstd,
            Severity::Error,
            "compressed with zstd, which providers cannot mount",
        );
        let lzma = Remark::Compressor(Compressor::Lzma);
        check(&lzma, Severity::Error, "compressed with lzma, which");
        let unknown = Remark::Compressor(Compressor::Unknown(9));
        check(
            &unknown,
            Severity::Error,
            "compressed with unknown method 9, which",
        );
        let overlap = Remark::Overlap {
            bytes_used: 4097,
            trailer_offset: 4096,
        };
        let says = "claims to have 4,097 bytes, but the metadata begins after 4,096 bytes";
        check(&overlap, Severity::Error, says);
        let says = "gives the file system a length or a block size that none can have";
        check(&Remark::DamagedSuperblock, Severity::Error, says);
        let gap = Remark::Gap { length: 4097 };
        let says = "something that gvmkit-build does not write: 4,097 bytes. Perhaps";
        check(&gap, Severity::Advice, says);
        check(&Remark::NoVolumes, Severity::Advice, "“VOLUME /golem/work”");
        let user = "nobody".to_owned();
        let says = "user is “nobody”. Providers understand a user only as two numbers";
        let remark = Remark::UserIsRoot { user };
        check(&remark, Severity::Advice, says);
        check(&remark, Severity::Advice, "must drop its rights itself");
        let user = "\u{202E}nobody".to_owned();
        let says = r"user is “\u202enobody”.";
        check(&Remark::UserIsRoot { user }, Severity::Advice, says);
        let user = "nobody".repeat(1000);
        let says = "no … (5,840 characters left out) … ";
        check(&Remark::UserIsRoot { user }, Severity::Advice, says);
    }
}
