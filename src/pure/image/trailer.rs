//! The trailer: the CRC, the JSON and the length that gvmkit-build appends to a file
//! system, and that a provider reads from the end.

use std::ops::Range;

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};

use super::metadata::{Metadata, MetadataError};
use super::superblock::PADDING;

/// The length of the CRC in bytes.
pub(super) const CRC: u64 = 4;

/// The length of the last field in bytes: the length of the JSON in decimal digits.
pub(super) const LENGTH: u64 = 8;

/// The longest metadata that is read, in bytes. Real ones have a few hundred; a
/// number in the file must not make the page read and keep 100 MB.
pub(super) const LONGEST_METADATA: u64 = 1 << 20;

/// Where a trailer stands in its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Where the trailer begins, with its CRC.
    offset: u64,
    /// The length of the JSON in bytes.
    length: u64,
}

/// A trailer that a provider accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Trailer {
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// The CRC-32 of the JSON.
    pub crc: u32,
    pub metadata: Metadata,
}

/// Why a file does not end with a trailer that a provider accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TrailerError {
    /// The file is too short for the field of the length.
    NoRoom,
    /// That field holds no number; in the provider's words.
    NoNumber { reason: String },
    /// The file is too short for so long a JSON and its CRC.
    BeyondFile { length: u64 },
    /// The JSON is longer than [`LONGEST_METADATA`] and was not read.
    TooLong { length: u64 },
    /// The length is 0, so there is no JSON.
    NoJson {
        /// What stands in the CRC's place.
        stored: u32,
    },
    /// There is good JSON without a CRC before it, as before August 2020.
    WithoutCrc,
    /// The CRC is not the JSON's.
    WrongCrc {
        stored: u32,
        computed: u32,
        is_utf8: bool,
    },
    /// The CRC is right, the JSON is not.
    NotUnderstood(MetadataError),
}

impl Place {
    /// Where the trailer of a file of `size` bytes stands, by the last bytes of it.
    pub(super) fn find(size: u64, length_field: &[u8]) -> Result<Self, TrailerError> {
        if size < LENGTH {
            return Err(TrailerError::NoRoom);
        }
        let length = parse_length(length_field)?;
        let offset = size
            .checked_sub(CRC + length + LENGTH)
            .ok_or(TrailerError::BeyondFile { length })?;
        if length > LONGEST_METADATA {
            return Err(TrailerError::TooLong { length });
        }
        Ok(Self { offset, length })
    }

    /// Where the CRC and the JSON stand in the file.
    pub(super) fn crc_and_json(self) -> Range<u64> {
        self.offset..self.offset + CRC + self.length
    }

    /// Parses the bytes of the CRC and the JSON.
    pub(super) fn parse(self, crc_and_json: &[u8]) -> Result<Trailer, TrailerError> {
        let (crc, json) = crc_and_json
            .split_first_chunk()
            .unwrap_or((&[0; CRC as usize], &[]));
        let stored = u32::from_le_bytes(*crc);
        if json.is_empty() {
            return Err(TrailerError::NoJson { stored });
        }
        let computed = crc_of(json);
        match Metadata::parse(json) {
            Ok(metadata) if stored == computed => Ok(Trailer {
                offset: self.offset,
                crc: stored,
                metadata,
            }),
            Ok(_) if self.begins_without_crc(stored) => Err(TrailerError::WithoutCrc),
            Err(error) if stored == computed => Err(TrailerError::NotUnderstood(error)),
            parsed => Err(TrailerError::WrongCrc {
                stored,
                computed,
                is_utf8: parsed != Err(MetadataError::NotUtf8),
            }),
        }
    }

    /// Whether what stands in the CRC's place is the padding of the file system: the
    /// JSON begins where the padding ends, at a multiple of 4096 bytes.
    fn begins_without_crc(self, in_place_of_crc: u32) -> bool {
        in_place_of_crc == 0 || (self.offset + CRC).is_multiple_of(PADDING)
    }
}

impl TrailerError {
    /// What the provider says of it, where it says anything (ya-runtime-vm,
    /// `deploy.rs`, and the libraries that it calls).
    pub(super) fn provider_error(&self) -> Option<String> {
        let reason = match self {
            Self::NoRoom | Self::BeyondFile { .. } => "Invalid argument (os error 22)",
            Self::NoNumber { reason } => reason,
            Self::TooLong { .. } => return None,
            // The CRC of nothing is 0.
            Self::NoJson { stored: 0 } => "EOF while parsing a value at line 1 column 0",
            Self::WrongCrc { is_utf8: false, .. } => MetadataError::NotUtf8.reason(),
            Self::NoJson { .. } | Self::WithoutCrc | Self::WrongCrc { .. } => {
                "Invalid ContainerConfig crc32 sum"
            }
            Self::NotUnderstood(error) => error.reason(),
        };
        Some(format!("Error reading package metadata: {reason}"))
    }
}

/// The number, parsed as the provider does: it takes a leading `+`, which no writer
/// writes.
fn parse_length(field: &[u8]) -> Result<u64, TrailerError> {
    let no_number = |reason| TrailerError::NoNumber { reason };
    let text = str::from_utf8(field).map_err(|error| no_number(error.to_string()))?;
    let length: Result<u32, _> = text.parse();
    length
        .map(u64::from)
        .map_err(|error| no_number(error.to_string()))
}

/// CRC-32/ISO-HDLC, bit by bit: a table would make the page larger than it makes so
/// short a computation faster.
fn crc_of(json: &[u8]) -> u32 {
    const ALGORITHM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);
    ALGORITHM.checksum(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_that_of_zip_and_png() {
        assert_eq!(crc_of(b""), 0);
        assert_eq!(crc_of(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn the_length_says_where_everything_stands() {
        let place = Place::find(4187, b"00000079").expect("digits");
        assert_eq!(place.crc_and_json(), 4096..4179);
        assert_eq!(Place::find(4187, b"+0000079"), Ok(place));
    }

    #[test]
    fn a_length_is_taken_up_to_the_whole_file() {
        let length = 79;
        assert!(Place::find(91, b"00000079").is_ok());
        let error = Err(TrailerError::BeyondFile { length });
        assert_eq!(Place::find(90, b"00000079"), error);
        assert_eq!(Place::find(7, b"0000000"), Err(TrailerError::NoRoom));
    }

    #[test]
    fn a_long_metadata_is_taken_up_to_a_limit() {
        assert!(Place::find(u64::MAX, b"01048576").is_ok());
        let error = Err(TrailerError::TooLong { length: 1_048_577 });
        assert_eq!(Place::find(u64::MAX, b"01048577"), error);
    }

    #[test]
    fn a_length_that_is_no_number_is_told_in_the_providers_words() {
        for (field, provider_error) in [
            (b"0000079x", "invalid digit found in string"),
            (b"      79", "invalid digit found in string"),
            (b"-0000079", "invalid digit found in string"),
            (
                b"000000\xFF9",
                "invalid utf-8 sequence of 1 bytes from index 6",
            ),
            (
                b"0000000\xC3",
                "incomplete utf-8 byte sequence from index 7",
            ),
        ] {
            let error = Place::find(4187, field).expect_err("no number");
            assert!(matches!(error, TrailerError::NoNumber { .. }), "{error:?}");
            let says = format!("Error reading package metadata: {provider_error}");
            assert_eq!(error.provider_error(), Some(says));
        }
    }
}
