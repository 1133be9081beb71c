//! The files that are hashed.

use std::env;
use std::error::Error;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::files;
use gvmi_hash::pure::image::example;
use tempfile::TempDir;

use crate::native;

/// A file and what it hashes to.
pub struct TestImage {
    pub path: PathBuf,
    pub size: u64,
    pub hash: String,
}

/// Files of several sizes, which go with their handle.
pub struct TestImages {
    pub images: Vec<TestImage>,
    _folder: TempDir,
}

/// What the rest of the system may need beside the files, in bytes.
const RESERVE: u64 = 4 << 30;

impl TestImages {
    /// Makes files of these sizes, of random bytes.
    pub fn make(sizes: &[u64]) -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir_in(place(sizes))?;
        let images = sizes
            .iter()
            .map(|&size| image(folder.path(), size))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            images,
            _folder: folder,
        })
    }

    /// The same with the start and the end of an image: beside others the page shows no hash
    /// of what is none.
    pub fn make_sealed(sizes: &[u64]) -> Result<Self, Box<dyn Error>> {
        let mut images = Self::make(sizes)?;
        for image in &mut images.images {
            seal(image)?;
        }
        Ok(images)
    }

    /// The file of this size.
    pub fn of(&self, size: u64) -> Result<&TestImage, Box<dyn Error>> {
        let mut images = self.images.iter();
        Ok(images
            .find(|image| image.size == size)
            .ok_or("there is no file of this size")?)
    }
}

/// Where files of these sizes are made: in memory if there is room.
pub fn place(sizes: &[u64]) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let needed = sizes.iter().sum::<u64>() + RESERVE;
    match room(memory) {
        Ok(room) if room >= needed => memory.to_owned(),
        _ => env::temp_dir(),
    }
}

fn image(folder: &Path, size: u64) -> Result<TestImage, Box<dyn Error>> {
    let (path, hash) = files::random(folder, size, size)?;
    Ok(TestImage {
        path,
        size,
        hash: hash.to_string(),
    })
}

/// Writes the file system's superblock over the file's start, the trailer over its end.
fn seal(image: &mut TestImage) -> Result<(), Box<dyn Error>> {
    let example = example::image();
    let (superblock, trailer) = (&example[..96], &example[4096..]);
    let length = image.size.checked_sub(trailer.len() as u64);
    let length = length.ok_or("the file is too short for an image")?;
    let file = OpenOptions::new().write(true).open(&image.path)?;
    file.write_all_at(superblock, 0)?;
    // So many bytes are those of the file system.
    file.write_all_at(&length.to_le_bytes(), 40)?;
    file.write_all_at(trailer, length)?;
    image.hash = native::hash_of(&image.path)?;
    Ok(())
}

/// How many bytes a folder in memory can take: what it says, or what memory there is.
fn room(folder: &Path) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("df")
        .args(["--output=avail", "--block-size=1"])
        .arg(folder)
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let left: u64 = text.lines().nth(1).unwrap_or_default().trim().parse()?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let available = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))
        .and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .ok_or("the system does not say how much memory is available")?;
    Ok(left.min(available << 10))
}
