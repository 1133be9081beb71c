//! Reads what the check needs of a file, and judges it.

use std::ops::Range;

use super::facts::Image;
use super::fault::{Defect, Fault};
use super::other_file::OtherFile;
use super::superblock::{PADDING, SUPERBLOCK, Superblock, SuperblockError};
use super::trailer::{CRC, LENGTH, Place, Trailer, TrailerError};

/// How many bytes are read of the start: enough for a superblock, and to recognise
/// other files.
const HEAD: u64 = 512;

/// A check in progress: it says which bytes it wants, and takes them.
#[derive(Debug)]
pub struct Inspection {
    size: u64,
    head: Option<Head>,
    trailer: TrailerSearch,
}

/// What the start of a file is.
#[derive(Debug)]
enum Head {
    Superblock(Superblock),
    OtherFile(OtherFile),
    Unknown(SuperblockError),
}

/// How far the trailer has been read.
#[derive(Debug)]
enum TrailerSearch {
    Unread,
    Found(Place),
    Read(Result<Trailer, TrailerError>),
}

impl Inspection {
    /// Begins the check of a file of `size` bytes.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self {
            size,
            head: None,
            trailer: TrailerSearch::Unread,
        }
    }

    /// Which bytes of the file to hand to [`Inspection::take`] next; a little more than
    /// 1 MiB in all. None when nothing more is needed.
    #[must_use]
    pub fn next_range(&self) -> Option<Range<u64>> {
        let range = match (&self.head, &self.trailer) {
            (None, _) => 0..self.size.min(HEAD),
            (_, TrailerSearch::Unread) => self.size.saturating_sub(LENGTH)..self.size,
            (_, TrailerSearch::Found(place)) => place.crc_and_json(),
            (_, TrailerSearch::Read(_)) => return None,
        };
        (!range.is_empty()).then_some(range)
    }

    /// Takes the bytes of the range that was wanted.
    pub fn take(&mut self, bytes: &[u8]) {
        if self.head.is_none() {
            self.head = Some(Head::parse(bytes, self.size));
            return;
        }
        self.trailer = match &self.trailer {
            TrailerSearch::Unread => match Place::find(self.size, bytes) {
                Ok(place) => TrailerSearch::Found(place),
                Err(error) => TrailerSearch::Read(Err(error)),
            },
            TrailerSearch::Found(place) => TrailerSearch::Read(place.parse(bytes)),
            TrailerSearch::Read(_) => return,
        };
    }

    /// The verdict. What was not taken is judged as missing from the file.
    ///
    /// # Errors
    ///
    /// A [`Fault`] if a provider cannot start the file, or it was not read in full.
    pub fn finish(self) -> Result<Image, Fault> {
        let size = self.size;
        let head = self.head.unwrap_or_else(|| Head::parse(&[], size));
        let trailer = match self.trailer {
            TrailerSearch::Read(trailer) => trailer,
            TrailerSearch::Unread | TrailerSearch::Found(_) => Err(TrailerError::NoRoom),
        };
        let provider_error = match &trailer {
            Ok(_) => None,
            Err(error) => error.provider_error(),
        };
        let superblock = match &head {
            Head::Superblock(superblock) => Some(superblock.clone()),
            Head::OtherFile(_) | Head::Unknown(_) => None,
        };
        judge(size, head, trailer).map_err(|defect| Fault {
            defect,
            superblock,
            provider_error,
        })
    }
}

/// Checks a file that is in memory.
///
/// # Errors
///
/// A [`Fault`] if a provider cannot start it, or it was not read in full.
pub fn check(file: &[u8]) -> Result<Image, Fault> {
    let mut inspection = Inspection::new(file.len() as u64);
    while let Some(range) = inspection.next_range() {
        inspection.take(&file[range.start as usize..range.end as usize]);
    }
    inspection.finish()
}

impl Head {
    fn parse(head: &[u8], size: u64) -> Self {
        match Superblock::parse(head) {
            Ok(superblock) => Self::Superblock(superblock),
            Err(error) => match OtherFile::recognise(head, size) {
                Some(file) => Self::OtherFile(file),
                None => Self::Unknown(error),
            },
        }
    }
}

fn judge(size: u64, head: Head, trailer: Result<Trailer, TrailerError>) -> Result<Image, Defect> {
    const SHORTEST: u64 = SUPERBLOCK as u64 + CRC + LENGTH;
    let superblock = match head {
        _ if size == 0 => return Err(Defect::Empty),
        Head::OtherFile(file) if trailer.is_err() => return Err(Defect::OtherFile(file)),
        _ if size < SHORTEST => return Err(Defect::TooShort { size }),
        Head::OtherFile(_) => return Err(Defect::NoFileSystem),
        Head::Unknown(error) => return Err(without_superblock(error, size, trailer.is_ok())),
        Head::Superblock(superblock) => superblock,
    };
    match trailer {
        Ok(trailer) => Ok(Image {
            size,
            trailer_offset: trailer.offset,
            crc: trailer.crc,
            metadata: trailer.metadata.into(),
            superblock,
            inside: None,
        }),
        Err(error) => Err(without_trailer(error, size, superblock.bytes_used)),
    }
}

fn without_superblock(error: SuperblockError, size: u64, has_trailer: bool) -> Defect {
    match error {
        SuperblockError::NoMagic if has_trailer => Defect::NoFileSystem,
        SuperblockError::NoMagic => Defect::UnknownFormat,
        SuperblockError::BigEndian => Defect::BigEndian,
        SuperblockError::TooShort => Defect::TooShort { size },
        SuperblockError::OtherVersion { major, minor } if (1..=3).contains(&major) => {
            Defect::OtherVersion { major, minor }
        }
        SuperblockError::OtherVersion { .. } => Defect::DamagedStart,
    }
}

fn without_trailer(error: TrailerError, size: u64, bytes_used: u64) -> Defect {
    let ends_in_padding = || size.div_ceil(PADDING) <= bytes_used.div_ceil(PADDING);
    match error {
        // A right CRC shows that the end of the file is its end.
        TrailerError::NotUnderstood(_) => Defect::MetadataNotUnderstood,
        _ if bytes_used > size => Defect::Truncated { bytes_used, size },
        TrailerError::NoNumber { .. } if ends_in_padding() => Defect::NoTrailer,
        TrailerError::NoRoom | TrailerError::NoNumber { .. } => Defect::DamagedTrailer,
        TrailerError::BeyondFile { length } => Defect::LengthBeyondFile { length, size },
        TrailerError::NoJson { .. } => Defect::NoMetadata,
        TrailerError::TooLong { length } => Defect::MetadataTooLong { length },
        TrailerError::WithoutCrc => Defect::TrailerWithoutCrc,
        TrailerError::WrongCrc {
            stored, computed, ..
        } => Defect::WrongCrc { stored, computed },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pure::image::example;

    const METADATA: Range<usize> = 4100..4179;

    /// Its number in the superblock.
    const ZSTD: u8 = 6;

    /// The example image, changed.
    fn image(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut image = example::image();
        change(&mut image);
        image
    }

    /// A file with this file system and a trailer around this JSON.
    fn sealed(file_system: &[u8], json: &str) -> Vec<u8> {
        const CHECKSUM: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
        let mut file = file_system.to_vec();
        file.extend(CHECKSUM.checksum(json.as_bytes()).to_le_bytes());
        file.extend(json.bytes());
        file.extend(format!("{:08}", json.len()).bytes());
        file
    }

    #[track_caller]
    fn expect(file: &[u8], defect: Defect, provider_says: Option<&str>, says: &str) {
        let fault = check(file).expect_err("a fault");
        let provider_error = provider_says.map(|e| format!("Error reading package metadata: {e}"));
        let text = fault.to_string();
        assert!(text.contains(says), "{text:?} does not say {says:?}");
        assert_eq!(fault.defect, defect);
        assert_eq!(fault.provider_error, provider_error);
    }

    const NO_DIGITS: Option<&str> = Some("invalid digit found in string");
    const NO_SEEK: Option<&str> = Some("Invalid argument (os error 22)");
    const BAD_CRC: Option<&str> = Some("Invalid ContainerConfig crc32 sum");

    #[test]
    fn a_file_without_an_image_in_it_is_told_by_its_start() {
        let says = "The file is empty. Get the image again. Perhaps it was dragged out of an \
                    archive that was not unpacked";
        expect(b"", Defect::Empty, NO_SEEK, says);
        let defect = Defect::TooShort { size: 7 };
        expect(b"hsqs\0\0\0", defect, NO_SEEK, "has only 7 bytes");
        let defect = Defect::TooShort { size: 107 };
        expect(&image(|i| i.truncate(107)), defect, NO_DIGITS, "too few");
        let defect = Defect::OtherFile(OtherFile::WebPage);
        expect(b"<html></html>", defect, NO_DIGITS, "This is a web page");
        let defect = Defect::UnknownFormat;
        expect(
            &[7; 1000],
            defect,
            NO_DIGITS,
            "neither begins with a SquashFS",
        );
    }

    #[test]
    fn a_file_system_that_is_none_is_told_though_the_trailer_is_right() {
        let file = image(|i| i[0] = b'H');
        expect(
            &file,
            Defect::NoFileSystem,
            None,
            "does not begin with a SquashFS",
        );
        let file = image(|i| i[..4].copy_from_slice(b"sqsh"));
        expect(&file, Defect::BigEndian, None, "a big-endian SquashFS");
        let file = image(|i| i[28..32].copy_from_slice(&[3, 0, 1, 0]));
        let defect = Defect::OtherVersion { major: 3, minor: 1 };
        expect(&file, defect, None, "The file system is SquashFS 3.1.");
        for version in [
            [0, 0, 0, 0],
            [4, 0, 1, 0],
            [5, 0, 0, 0],
            [0xEF, 0xBF, 0xBD, 0],
        ] {
            let file = image(|i| i[28..32].copy_from_slice(&version));
            let says = "as by a program that took it for text";
            expect(&file, Defect::DamagedStart, None, says);
        }
        for start in [&b"<html>"[..], b"\x1F\x8B\x08"] {
            let file = image(|i| i[..start.len()].copy_from_slice(start));
            let says = "The file ends as an image does";
            expect(&file, Defect::NoFileSystem, None, says);
        }
    }

    #[test]
    fn an_unfinished_download_is_told_by_the_length_of_the_file_system() {
        let long = |i: &mut Vec<u8>| i[40..48].copy_from_slice(&4187_u64.to_le_bytes());
        let cut = image(|i| {
            long(i);
            i.truncate(4186);
        });
        let defect = Defect::Truncated {
            bytes_used: 4187,
            size: 4186,
        };
        let says = "has 4,186 bytes, and its file system alone has 4,187 bytes";
        expect(&cut, defect, NO_DIGITS, says);
        assert!(
            check(&image(long)).is_ok(),
            "nothing is cut off before a right trailer"
        );
    }

    #[test]
    fn a_missing_trailer_and_a_damaged_one_are_told_apart() {
        let says = "ends with its file system";
        for size in [550, 4096] {
            expect(
                &image(|i| i.truncate(size)),
                Defect::NoTrailer,
                NO_DIGITS,
                says,
            );
        }
        let damaged = Defect::DamagedTrailer;
        let says = "its last eight bytes should be";
        expect(
            &image(|i| i.truncate(4097)),
            damaged.clone(),
            NO_DIGITS,
            says,
        );
        expect(&image(|i| i.push(b'\n')), damaged.clone(), NO_DIGITS, says);
        let file = image(|i| i[4186] = 0xFF);
        let provider_says = Some("invalid utf-8 sequence of 1 bytes from index 7");
        expect(&file, damaged, provider_says, says);
    }

    #[test]
    fn a_length_is_held_against_the_file_and_a_limit() {
        let file = image(|i| i[4179..].copy_from_slice(b"00004176"));
        let defect = Defect::LengthBeyondFile {
            length: 4176,
            size: 4187,
        };
        let says = "claims that the metadata has 4,176 bytes, for which the file, with 4,187";
        expect(&file, defect, NO_SEEK, says);
        let file = image(|i| {
            i.splice(96..96, vec![0; 2 << 20]);
            let digits = i.len() - 8;
            i[digits..].copy_from_slice(b"01048577");
        });
        let defect = Defect::MetadataTooLong { length: 1_048_577 };
        expect(&file, defect, None, "it was not checked");
    }

    #[test]
    fn a_length_of_0_is_wrong_whatever_the_crc_is() {
        let says = "the metadata has a length of 0, which is wrong";
        let file = image(|i| i[4179..].fill(b'0'));
        expect(&file, Defect::NoMetadata, BAD_CRC, says);
        let file = sealed(&example::image()[..4096], "");
        let no_value = Some("EOF while parsing a value at line 1 column 0");
        expect(&file, Defect::NoMetadata, no_value, says);
    }

    #[test]
    fn only_what_was_not_read_in_full_is_uncertain() {
        let mut too_long = image(|i| {
            i.splice(96..96, vec![0; 2 << 20]);
            let digits = i.len() - 8;
            i[digits..].copy_from_slice(b"01048577");
        });
        let is_certain = |file: &[u8]| check(file).expect_err("a fault").is_certain();
        assert!(!is_certain(&too_long));
        too_long[20] = ZSTD;
        assert!(is_certain(&too_long), "no provider mounts zstd");
        for file in [&b""[..], b"<html>", &image(|i| i[4096] ^= 1)] {
            assert!(is_certain(file));
        }
    }

    #[test]
    fn the_superblock_is_told_though_the_rest_is_wrong() {
        let file = image(|i| {
            i[20] = ZSTD;
            i.truncate(4096);
        });
        let fault = check(&file).expect_err("a fault");
        assert_eq!(fault.defect, Defect::NoTrailer);
        let besides = fault.findings()[1].to_string();
        assert!(besides.contains("compressed with zstd"), "{besides}");
        let superblock = fault.superblock.expect("a superblock");
        assert_eq!(superblock.bytes_used, 538);

        let fault = check(&image(|i| i[4096] ^= 1)).expect_err("a fault");
        assert_eq!(fault.findings().len(), 1);
        assert!(fault.superblock.is_some());
        let fault = check(&image(|i| i[0] = b'H')).expect_err("a fault");
        assert_eq!(fault.superblock, None);
    }

    #[test]
    fn a_trailer_without_a_crc_is_told_from_a_wrong_crc() {
        let old = image(|i| drop(i.drain(4096..4100)));
        let says = "before August 2020";
        expect(&old, Defect::TrailerWithoutCrc, BAD_CRC, says);
        let unaligned = image(|i| i[4096..4100].fill(0));
        expect(&unaligned, Defect::TrailerWithoutCrc, BAD_CRC, says);
        let defect = Defect::WrongCrc {
            stored: 0x0F35_4718,
            computed: 0x0F35_4719,
        };
        let says = "It is computed 0f354719, stored 0f354718:";
        expect(&image(|i| i[4096] ^= 1), defect, BAD_CRC, says);
    }

    #[test]
    fn metadata_that_is_not_understood_is_told_in_the_providers_words() {
        let file_system = &example::image()[..4096];
        let reason = "invalid type: string \"sh\", expected a sequence at line 1 column 11";
        let defect = Defect::MetadataNotUnderstood;
        let says = "is not what providers expect";
        let file = sealed(file_system, r#"{"Cmd":"sh"}"#);
        expect(&file, defect, Some(reason), says);

        let file = image(|i| i[METADATA.start] = 0xFF);
        let fault = check(&file).expect_err("a fault");
        assert!(matches!(fault.defect, Defect::WrongCrc { .. }), "{fault:?}");
        let says = "Error reading package metadata: stream did not contain valid UTF-8";
        assert_eq!(fault.provider_error.as_deref(), Some(says));
    }

    /// The ranges that are asked for when the file has these bytes.
    fn ranges(file: &[u8]) -> Vec<Range<u64>> {
        let mut inspection = Inspection::new(file.len() as u64);
        let mut ranges = Vec::new();
        while let Some(range) = inspection.next_range() {
            inspection.take(&file[range.start as usize..range.end as usize]);
            ranges.push(range);
        }
        ranges
    }

    #[test]
    fn no_more_is_read_than_needed() {
        assert_eq!(ranges(&example::image()), [0..512, 4179..4187, 4096..4179]);
        assert_eq!(ranges(b""), []);
        assert_eq!(ranges(b"<html>"), [0..6, 0..6]);
        let too_long = image(|i| i[4179..].copy_from_slice(b"99999999"));
        assert_eq!(ranges(&too_long), [0..512, 4179..4187]);
    }

    #[test]
    fn bytes_that_were_not_asked_for_do_no_harm() {
        for bytes in [&[][..], &[0; 3], &[b'9'; 10_000]] {
            let mut inspection = Inspection::new(4187);
            for _ in 0..5 {
                inspection.take(bytes);
            }
            assert!(inspection.finish().is_err());
        }
        let defect = Inspection::new(4187).finish().map_err(|fault| fault.defect);
        assert_eq!(defect, Err(Defect::UnknownFormat));
    }
}
