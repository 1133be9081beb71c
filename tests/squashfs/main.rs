//! What is read of SquashFS file systems, held against unsquashfs, against the crate backhand and
//! against the files that mksquashfs was given; and what is read of damaged ones.

#![cfg(not(target_arch = "wasm32"))]

mod backhand;
mod damage;
mod invariants;
mod made;
mod oracles;
#[expect(dead_code, reason = "the check of images has the rest")]
#[path = "../e2e/src/published.rs"]
mod published;
mod row;
mod unsquashfs;
mod written;

use gvmi_hash::pure::squashfs::{Damage, FileSystem, at_once};

use invariants::Counted;

/// Reads a file system in memory, and holds what is asked for against what may be.
fn read(image: &[u8]) -> Result<FileSystem, Damage> {
    let mut source = Counted::new(image);
    let read = at_once(FileSystem::read(&mut source, image.len() as u64));
    source.check();
    if let Ok(file_system) = &read {
        invariants::check(&file_system.tree);
    }
    read
}
