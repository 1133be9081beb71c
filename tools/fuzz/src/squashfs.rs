//! The reading of file systems over any bytes: as a file; as tables, stored or compressed in any
//! way; and over a small file system. It asks for what there is, comes to an end, and gives a
//! tree, of which there is something to say.

use gvmi_hash::pure::image::{self, example};
use gvmi_hash::pure::inside;
use gvmi_hash::pure::squashfs::{FileSystem, at_once};

#[path = "../../../tests/squashfs/invariants.rs"]
mod invariants;
#[path = "../../../tests/squashfs/written.rs"]
mod written;

use invariants::Counted;
use written::Written;

pub fn property(bytes: &[u8]) {
    read(bytes);
    let mut patched = written::sample().image();
    if let Some((at, new)) = bytes.split_first_chunk() {
        let at = usize::from(u16::from_le_bytes(*at)) % patched.len();
        for (old, new) in patched[at..].iter_mut().zip(new) {
            *old = *new;
        }
        read(&patched);
    }
    let (inodes, folders) = bytes.split_at(bytes.len() / 2);
    let mut of_bytes = Written::new(9);
    of_bytes.inodes = inodes.to_vec();
    of_bytes.folders = folders.to_vec();
    read(&of_bytes.image());
    let Some((compressor, block)) = bytes.split_first() else {
        return;
    };
    of_bytes.compressor = u16::from(compressor % 6) + 1;
    let block = [&(block.len() as u16).to_le_bytes(), block].concat();
    read(&of_bytes.with_tables(&block, &block));
}

/// A file system, its parts, and blocks of each compressor.
pub fn seeds() -> Vec<Vec<u8>> {
    let sample = written::sample();
    let image = sample.image();
    let tables = [&sample.inodes[..], &sample.folders].concat();
    let mut seeds: Vec<Vec<u8>> = (0..96).step_by(8).map(|at| vec![at, 0, 0xFF]).collect();
    seeds.extend(BLOCKS.map(<[u8]>::to_vec));
    seeds.extend([image, tables, sample.inodes, sample.folders]);
    seeds
}

/// The number of a compressor less one, and `hash hash hash hash` compressed by it, as Python’s
/// zlib and lzma do, and by hand.
const BLOCKS: [&[u8]; 5] = [
    b"\x00\x78\x9c\xcb\x48\x2c\xce\x50\xc8\x40\x27\x00\x45\x5a\x06\xf9",
    b"\x01\x5d\x00\x00\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x34",
    b"\x02\x16hash \x20\x00\x11\x00\x00",
    b"\x03\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36",
    b"\x04\x5fhash \x05\x00\x50 hash",
];

fn read(file: &[u8]) {
    let mut source = Counted::new(file);
    let file_system = at_once(FileSystem::read(&mut source, file.len() as u64));
    source.check();
    match file_system {
        Ok(file_system) => {
            invariants::check(&file_system.tree);
            let metadata = image::check(&example::image()).expect("an image").metadata;
            let findings = inside::findings(&file_system, &mut source, &metadata);
            for finding in at_once(findings) {
                super::all_is_seen(&finding.to_string());
            }
        }
        Err(damage) => super::all_is_seen(&inside::unread(&damage).to_string()),
    }
}
