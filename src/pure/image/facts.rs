//! The facts of an image, and what there is to say of them.

use std::ops::Range;
use std::rc::Rc;

use super::metadata::Metadata;
use super::superblock::{PADDING, Superblock};
use super::trailer;
use crate::pure::text::finding::{self, Finding};
use crate::pure::text::measure::exact_size;

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
    /// What the trailer says of the container; shared, for it may be long.
    pub metadata: Rc<Metadata>,
    /// What was seen inside, once that was looked at.
    pub inside: Option<Rc<Inside>>,
}

/// What there is to say of the file system in an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inside {
    /// What a provider’s guest makes of it.
    pub findings: Vec<Finding>,
    /// Whether all of its folders could be read.
    pub is_whole: bool,
}

/// A section of an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// What it is called.
    pub name: &'static str,
    /// Its bytes, counted from the start of the file.
    pub range: Range<u64>,
}

impl Image {
    /// The sections of the file, in order and without gaps. One may be empty.
    #[must_use]
    pub fn sections(&self) -> [Section; 5] {
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
        .map(|(name, range)| Section { name, range })
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
        !self.findings().iter().any(Finding::is_error)
    }

    /// What the user should know of it, the worst first.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = [
            self.overlap(),
            self.superblock.finding(),
            // Otherwise nobody knows where the file system ends.
            self.gap()
                .filter(|_| self.superblock.is_possible())
                .map(of_gap),
            self.metadata.without_volumes(),
            self.metadata.user_as_root(),
        ]
        .into_iter()
        .flatten()
        .collect();
        let inside = self.inside.iter();
        findings.extend(inside.flat_map(|inside| inside.findings.iter().cloned()));
        finding::sort(&mut findings);
        findings
    }

    fn overlap(&self) -> Option<Finding> {
        let (claimed, trailer) = (self.superblock.bytes_used, self.trailer_offset);
        (claimed > trailer).then(|| {
            Finding::error(
                "The file is damaged, and providers may fail to start it. Get the image again.",
            )
            .more(format!(
                "The file system claims to have {}, but the metadata begins after {} already.",
                exact_size(claimed),
                exact_size(trailer)
            ))
        })
    }
}

fn of_gap(length: u64) -> Finding {
    Finding::advice(format!(
        "Before the metadata there is something that gvmkit-build does not write: {}. \
         Get the image again.",
        exact_size(length)
    ))
    .more(
        "Perhaps two files were joined, or a transfer in text mode changed the file; providers \
         may then fail to start it.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Compressor, check};
    use super::*;
    use crate::pure::image::example;
    use crate::pure::text::finding::Severity;

    /// How much the findings matter, and whether each says what it should.
    #[track_caller]
    fn finds(image: &Image, expected: &[(Severity, &str)]) {
        let findings = image.findings();
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, (severity, says)) in findings.iter().zip(expected) {
            let text = finding.to_string();
            assert!(text.contains(says), "{text:?} does not say {says:?}");
            assert_eq!(finding.severity, *severity, "{text}");
        }
    }

    fn sections(image: &Image) -> [(&'static str, Range<u64>); 5] {
        image
            .sections()
            .map(|section| (section.name, section.range))
    }

    fn example() -> Image {
        check(&example::image()).expect("an image")
    }

    #[test]
    fn the_example_is_an_image_in_five_sections_without_a_finding() {
        let image = example();
        finds(&image, &[]);
        assert_eq!(image.crc, 0x0f35_4719);
        assert_eq!(image.metadata.env, ["A=B"]);
        assert_eq!(image.metadata.command, ["/bin/sh"]);
        assert_eq!(image.metadata.volumes, ["/golem/work"]);
        assert_eq!(image.superblock.compressor, Compressor::Lzo);
        assert_eq!(
            sections(&image),
            [
                ("file system", 0..538),
                ("padding", 538..4096),
                ("CRC", 4096..4100),
                ("metadata", 4100..4179),
                ("length", 4179..4187),
            ]
        );
    }

    #[test]
    fn a_file_system_that_reaches_into_the_trailer_is_damaged() {
        let mut image = example();
        image.superblock.bytes_used = 4096;
        finds(&image, &[]);
        image.superblock.bytes_used = 4097;
        let says = "claims to have 4,097 bytes, but the metadata begins after 4,096 bytes";
        finds(&image, &[(Severity::Error, says)]);
        let [file_system, padding, ..] = sections(&image);
        assert_eq!(file_system, ("file system", 0..4096));
        assert_eq!(padding, ("padding", 4096..4096));
    }

    #[test]
    fn an_impossible_file_system_has_no_end() {
        let mut image = example();
        image.superblock.bytes_used = 0;
        let says = "gives the file system a length or a block size that none can have";
        finds(&image, &[(Severity::Error, says)]);
    }

    #[test]
    fn bytes_that_are_no_padding_are_found() {
        let mut image = example();
        image.size = 12_379;
        for (bytes_used, trailer_offset, gap) in [
            (8192, 8192, None),
            (8191, 8191, None),
            (4097, 8192, None),
            (4096, 8192, Some("does not write: 4,096 bytes. Get")),
            (8190, 8191, Some("does not write: 1 byte. Get")),
            (96, 12_288, Some("does not write: 12,192 bytes. Get")),
        ] {
            image.superblock.bytes_used = bytes_used;
            image.trailer_offset = trailer_offset;
            let findings: Vec<_> = gap
                .map(|says| (Severity::Advice, says))
                .into_iter()
                .collect();
            finds(&image, &findings);
            let name = if gap.is_some() { "unknown" } else { "padding" };
            assert_eq!(sections(&image)[1], (name, bytes_used..trailer_offset));
        }
    }

    #[test]
    fn what_providers_cannot_mount_comes_before_advice() {
        for (compressor, name) in [
            (
                Compressor::Zstd,
                "compressed with zstd, which providers cannot mount",
            ),
            (Compressor::Lzma, "compressed with lzma, which"),
            (
                Compressor::Unknown(9),
                "compressed with unknown method 9, which",
            ),
        ] {
            let mut image = example();
            image.superblock.compressor = compressor;
            Rc::make_mut(&mut image.metadata).volumes.clear();
            assert!(!image.is_startable());
            let volume = (Severity::Advice, "“VOLUME /golem/work”");
            finds(&image, &[(Severity::Error, name), volume]);
        }
    }

    #[test]
    fn a_user_that_providers_do_not_understand_is_shown_as_it_is() {
        for (user, says) in [
            (
                "nobody",
                "user is “nobody”. Providers understand a user only as two numbers",
            ),
            ("nobody", "must drop its rights itself"),
            ("\u{202E}nobody", r"user is “\u202enobody”."),
            (
                &"nobody".repeat(1000),
                "no … (5,840 characters left out) … ",
            ),
        ] {
            let mut image = example();
            Rc::make_mut(&mut image.metadata).user = Some(user.to_owned());
            finds(&image, &[(Severity::Advice, says)]);
        }
    }
}
