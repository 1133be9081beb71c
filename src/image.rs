//! The image check: what a provider would say of a file after it has downloaded it.
//!
//! An image is a SquashFS 4.0 file system, zeros up to a multiple of 4096 bytes, and a
//! trailer: the CRC-32 of the metadata (little endian), the metadata as JSON, and its
//! length in eight digits (gvmkit-build, `metadata.rs`). The superblock at the start
//! and the trailer at the end are read; what the file system holds is not looked at.

mod build_time;
mod fault;
mod inspection;
mod metadata;
mod other_file;
mod remark;
mod superblock;
mod trailer;

use std::ops::Range;

pub use build_time::BuildTime;
pub use fault::{Defect, Fault};
pub use inspection::{Inspection, check};
pub use metadata::Metadata;
pub use other_file::{LfsTarget, OtherFile};
pub use remark::Remark;
pub use superblock::{Compressor, Superblock};

use crate::severity::Severity;

/// A file system is padded to a multiple of so many bytes (mksquashfs).
const PADDING: u64 = 4096;

/// The facts of an image whose superblock is known here and whose trailer a provider
/// accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// Its size in bytes.
    pub size: u64,
    /// What the superblock says of the file system.
    pub superblock: Superblock,
    /// Where the trailer begins, in bytes from the start.
    pub trailer_offset: u64,
    /// The CRC-32 of the metadata.
    pub crc: u32,
    /// What the trailer says of the container.
    pub metadata: Metadata,
}

/// A part of an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// Its bytes, counted from the start of the file.
    pub range: Range<u64>,
}

impl Image {
    /// The parts of the file, in order and without gaps. A part may be empty.
    #[must_use]
    pub fn parts(&self) -> [Part; 5] {
        let trailer = self.trailer_offset;
        let file_system = self.superblock.bytes_used.min(trailer);
        let between = match self.gap() {
            Some(_) => "unknown",
            None => "padding",
        };
        let crc = trailer + trailer::CRC;
        let metadata = self.size - trailer::LENGTH;
        [
            ("file system", 0..file_system),
            (between, file_system..trailer),
            ("CRC", trailer..crc),
            ("metadata", crc..metadata),
            ("length", metadata..self.size),
        ]
        .map(|(name, range)| Part { name, range })
    }

    /// How many bytes stand between the file system and the trailer, if they are not its
    /// padding, which gvmkit-build may leave out.
    fn gap(&self) -> Option<u64> {
        let trailer = self.trailer_offset;
        let length = trailer.checked_sub(self.superblock.bytes_used)?;
        let is_padding = length == 0 || (length < PADDING && trailer.is_multiple_of(PADDING));
        (!is_padding).then_some(length)
    }

    /// Whether providers can start it, as far as is known here.
    #[must_use]
    pub fn is_startable(&self) -> bool {
        let is_error = |remark: &Remark| remark.severity() == Severity::Error;
        !self.remarks().iter().any(is_error)
    }

    /// What the user should know of it, the worst first.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let (bytes_used, trailer_offset) = (self.superblock.bytes_used, self.trailer_offset);
        if bytes_used > trailer_offset {
            remarks.push(Remark::Overlap {
                bytes_used,
                trailer_offset,
            });
        }
        remarks.extend(self.superblock.remark());
        // Otherwise nobody knows where the file system ends.
        if self.superblock.is_possible() {
            remarks.extend(self.gap().map(|length| Remark::Gap { length }));
        }
        if self.metadata.volumes.is_empty() {
            remarks.push(Remark::NoVolumes);
        }
        if let Some(user) = self.metadata.user_run_as_root() {
            let user = user.to_owned();
            remarks.push(Remark::UserIsRoot { user });
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    fn parts(image: &Image) -> [(&'static str, Range<u64>); 5] {
        image.parts().map(|part| (part.name, part.range))
    }

    #[test]
    fn the_example_is_an_image_in_five_parts_without_a_remark() {
        let image = check(&example::image()).expect("an image");
        assert_eq!(image.remarks(), []);
        assert_eq!(image.crc, 0x0f35_4719);
        assert_eq!(image.metadata.env, ["A=B"]);
        assert_eq!(image.metadata.command, ["/bin/sh"]);
        assert_eq!(image.metadata.volumes, ["/golem/work"]);
        assert_eq!(image.superblock.compressor, Compressor::Lzo);
        assert_eq!(
            parts(&image),
            [
                ("file system", 0..96),
                ("padding", 96..4096),
                ("CRC", 4096..4100),
                ("metadata", 4100..4179),
                ("length", 4179..4187),
            ]
        );
    }

    #[test]
    fn a_file_system_that_reaches_into_the_trailer_is_remarked() {
        let mut image = check(&example::image()).expect("an image");
        image.superblock.bytes_used = 4096;
        assert_eq!(image.remarks(), []);
        image.superblock.bytes_used = 4097;
        let overlap = Remark::Overlap {
            bytes_used: 4097,
            trailer_offset: 4096,
        };
        assert_eq!(image.remarks(), [overlap]);
        let [file_system, padding, ..] = parts(&image);
        assert_eq!(file_system, ("file system", 0..4096));
        assert_eq!(padding, ("padding", 4096..4096));
    }

    #[test]
    fn an_impossible_file_system_has_no_end() {
        let mut image = check(&example::image()).expect("an image");
        image.superblock.bytes_used = 0;
        assert_eq!(image.remarks(), [Remark::DamagedSuperblock]);
    }

    #[test]
    fn bytes_that_are_no_padding_are_remarked() {
        let mut image = check(&example::image()).expect("an image");
        image.size = 12_379;
        for (bytes_used, trailer_offset, gap) in [
            (8192, 8192, None),
            (8191, 8191, None),
            (4097, 8192, None),
            (4096, 8192, Some(4096)),
            (8190, 8191, Some(1)),
            (96, 12_288, Some(12_192)),
        ] {
            image.superblock.bytes_used = bytes_used;
            image.trailer_offset = trailer_offset;
            let remarks: Vec<Remark> = gap
                .map(|length| Remark::Gap { length })
                .into_iter()
                .collect();
            assert_eq!(image.remarks(), remarks);
            let name = if gap.is_some() { "unknown" } else { "padding" };
            assert_eq!(parts(&image)[1], (name, bytes_used..trailer_offset));
        }
    }

    #[test]
    fn compression_volumes_and_user_are_remarked() {
        let mut image = check(&example::image()).expect("an image");
        image.superblock.compressor = Compressor::Zstd;
        image.metadata.volumes.clear();
        image.metadata.user = Some("nobody".to_owned());
        let user = "nobody".to_owned();
        assert_eq!(
            image.remarks(),
            [
                Remark::Compressor(Compressor::Zstd),
                Remark::NoVolumes,
                Remark::UserIsRoot { user },
            ]
        );
    }
}
