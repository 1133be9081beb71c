//! Files to be hashed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use gvmi_hash::hash::{Hasher, ImageHash, ImageHasher};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

const MEBIBYTE: usize = 1 << 20;

/// Writes `size` random bytes, the same for each seed, and gives path and hash.
pub fn random(folder: &Path, size: u64, seed: u64) -> io::Result<(PathBuf, ImageHash)> {
    let path = folder.join(format!("random-{size}-{seed}.gvmi"));
    let mut file = BufWriter::new(File::create(&path)?);
    let mut random = SmallRng::seed_from_u64(seed);
    let mut hasher = ImageHasher::default();
    let mut chunk = vec![0; MEBIBYTE];
    let mut left = size;
    while left > 0 {
        let length = left.min(MEBIBYTE as u64) as usize;
        random.fill_bytes(&mut chunk[..length]);
        file.write_all(&chunk[..length])?;
        hasher.update(&chunk[..length]);
        left -= length as u64;
    }
    file.flush()?;
    Ok((path, hasher.finish()))
}

/// Makes a file of `size` zeros that takes no room on the disk, if the file system
/// can do that.
pub fn sparse(folder: &Path, size: u64) -> io::Result<PathBuf> {
    let path = folder.join(format!("sparse-{size}.gvmi"));
    File::create(&path)?.set_len(size)?;
    Ok(path)
}

/// The hash of `size` zeros.
pub fn hash_of_zeros(size: u64) -> ImageHash {
    let zeros = vec![0; MEBIBYTE];
    let mut hasher = ImageHasher::default();
    let mut left = size;
    while left > 0 {
        let length = left.min(MEBIBYTE as u64);
        hasher.update(&zeros[..length as usize]);
        left -= length;
    }
    hasher.finish()
}
