//! The image check over any bytes: as a file, behind a file system, and as metadata
//! whose CRC is right. It asks for few bytes, all of them in the file, and says
//! something of whatever it sees.

use crc::{CRC_32_ISO_HDLC, Crc};
use gvmi_hash::pure::image::{self, Inspection, example};

use super::cases::literals;

pub fn property(bytes: &[u8]) {
    let file_system = &example::image()[..4096];
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(bytes);
    let length = format!("{:08}", bytes.len());
    inspect(bytes);
    inspect(&[file_system, bytes].concat());
    inspect(&[file_system, &crc.to_le_bytes(), bytes, length.as_bytes()].concat());
}

/// Metadata, other kinds of file, and the two ends of an image.
pub fn seeds() -> Vec<Vec<u8>> {
    let image = example::image();
    let mut seeds = literals(include_str!("../../../src/pure/image/metadata.rs"));
    seeds.extend(literals(include_str!("../../../src/pure/image/facts.rs")));
    seeds.extend(literals(include_str!("../../../tests/image.rs")));
    seeds.extend([image[..96].to_vec(), image[4096..].to_vec(), image]);
    seeds
}

fn inspect(file: &[u8]) {
    let mut inspection = Inspection::new(file.len() as u64);
    let mut asked = 0;
    while let Some(range) = inspection.next_range() {
        asked += range.end - range.start;
        assert!(range.start < range.end, "an empty range");
        assert!(
            asked <= 512 + 8 + (1 << 20) + 4,
            "{asked} bytes are too many"
        );
        let bytes = file.get(range.start as usize..range.end as usize);
        inspection.take(bytes.expect("a range in the file"));
    }
    let verdict = inspection.finish();
    assert_eq!(verdict, image::check(file));
    match verdict {
        Ok(image) => {
            let mut end = 0;
            for section in image.sections() {
                assert_eq!(
                    section.range.start, end,
                    "a gap before the {}",
                    section.name
                );
                end = section.range.end;
            }
            assert_eq!(end, file.len() as u64);
            assert!(
                image
                    .findings()
                    .iter()
                    .all(|finding| !finding.lead.is_empty())
            );
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}
