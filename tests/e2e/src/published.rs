//! Images that others published: what is known of them. They are not ours to keep here.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// A published image: where it comes from, and what it is.
pub struct Published {
    /// Its name in the folder that [`folder`] gives.
    pub name: &'static str,
    /// The repository on GitHub that has it, in its history perhaps.
    pub repository: &'static str,
    /// Its path there.
    pub path: &'static str,
    /// Its id there, which `git cat-file blob` takes.
    pub blob: &'static str,
    pub size: u64,
    /// Its SHA3-224 by other programs.
    pub hash: &'static str,
    /// The CRC-32 of its metadata.
    pub crc: u32,
    pub trailer_offset: u64,
    /// The length of its file system in bytes.
    pub bytes_used: u64,
    /// How many inodes its file system has, by unsquashfs.
    pub inode_count: u32,
    pub docker_image: &'static str,
    pub volumes: &'static [&'static str],
}

/// The images that are read where somebody has fetched them.
pub const IMAGES: [Published; 2] = [
    Published {
        name: "alpine.gvmi",
        repository: "golemfactory/golem-js",
        path: "examples/rental-model/advanced/local-image/alpine.gvmi",
        blob: "cccb32cca854e65e0ba68404cc94699a39ac8b1f",
        size: 3_576_181,
        hash: "72407bd5bb8da8b6d2b8983ef01dc8894e3703efb3849931156f07b1",
        crc: 0xf2e7_7670,
        trailer_offset: 3_575_808,
        bytes_used: 3_574_862,
        inode_count: 536,
        docker_image: "bebb3650362c35fd316f41fa806d4ca924e4db513217792c5a3ebe97c93bbd07",
        volumes: &[],
    },
    // The commit before 1f6cc78 has it; since, there is a Git LFS pointer.
    Published {
        name: "self-test.gvmi",
        repository: "golemfactory/ya-runtime-vm",
        path: "runtime/image/self-test.gvmi",
        blob: "074e4cecef3a87f710fd5d36c5f59c2b07345b8f",
        size: 4741,
        hash: "dc1bd040d36732728248deb4bdec9585a6b0b5afc7f2cfd1925ec8f1",
        crc: 0x3fbd_31f0,
        trailer_offset: 4096,
        bytes_used: 1940,
        inode_count: 16,
        docker_image: "sha256:c3416b591bffe28a939b1eb8b5a08d8912b2d1aaa1932f5c7d76451bd493d4b8",
        volumes: &[],
    },
];

/// The folder with the images, if there is one.
#[must_use]
pub fn folder() -> Option<OsString> {
    env::var_os("GVMI_HASH_PUBLISHED_IMAGES")
}

impl Published {
    /// Its bytes.
    ///
    /// # Errors
    ///
    /// What is missing, and where it can be had.
    pub fn read(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let folder = folder().ok_or("GVMI_HASH_PUBLISHED_IMAGES names no folder")?;
        let file = Path::new(&folder).join(self.name);
        let (repository, path, blob) = (self.repository, self.path, self.blob);
        fs::read(&file).map_err(|why| {
            let file = file.display();
            format!("{file}: {why}. It is blob {blob} of {repository}, {path}.").into()
        })
    }
}
