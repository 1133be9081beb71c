//! Images as gvmkit-build makes them, and files that users take for images.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crc::{CRC_32_ISO_HDLC, Crc};
use gvmi_hash::hash::ImageHash;
use gvmi_hash::pure::image::example;

/// What gvmkit-build writes of an ordinary container.
pub const METADATA: &str = r#"{"Cmd":["/bin/sh"],"Env":["PATH=/usr/bin:/bin","LANG=C.UTF-8"],
    "Image":"sha256:0123456789abcdef","User":"1000:1000","WorkingDir":"/golem",
    "Volumes":{"/golem/input":{},"/golem/output":{}}}"#;

/// An image of two small files in a folder, and what a provider's guest needs, its file system
/// made by mksquashfs with this compression.
pub fn real(folder: &Path, compression: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let root = folder.join("root");
    fs::create_dir_all(root.join("golem"))?;
    fs::write(root.join("golem/hello"), "hello ".repeat(10_000))?;
    fs::write(root.join("golem/world"), "world\n")?;
    for name in ["proc", "sys", "etc", "bin"] {
        fs::create_dir_all(root.join(name))?;
    }
    let shell = root.join("bin/sh");
    fs::write(&shell, program(X86_64))?;
    fs::set_permissions(&shell, fs::Permissions::from_mode(0o755))?;
    of_folder(
        &root,
        &folder.join(format!("{compression}.squashfs")),
        compression,
    )
}

/// The processor of all providers, as ELF files name it.
const X86_64: u16 = 62;

/// The start of a program of 64 bits for this processor.
pub fn program(machine: u16) -> Vec<u8> {
    let mut elf = b"\x7FELF\x02\x01\x01".to_vec();
    elf.resize(64, 0);
    elf[18..20].copy_from_slice(&machine.to_le_bytes());
    elf
}

/// The same, for the processor of all providers, with the program that loads it.
pub fn program_with_loader(loader: &str) -> Vec<u8> {
    const HEADER: usize = 64;
    const PATH: usize = HEADER + 56;
    let mut elf = program(X86_64);
    elf.resize(PATH, 0);
    let mut put = |at: usize, bytes: &[u8]| elf[at..at + bytes.len()].copy_from_slice(bytes);
    put(32, &(HEADER as u64).to_le_bytes());
    put(54, &56_u16.to_le_bytes());
    put(56, &1_u16.to_le_bytes());
    put(HEADER, &3_u32.to_le_bytes());
    put(HEADER + 8, &(PATH as u64).to_le_bytes());
    put(HEADER + 32, &(loader.len() as u64).to_le_bytes());
    elf.extend(loader.bytes());
    elf
}

/// An image of what is in a folder.
pub fn of_folder(
    root: &Path,
    file_system: &Path,
    compression: &str,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let file_system = self::file_system(root, file_system, compression)?;
    Ok(sealed(&file_system, METADATA))
}

/// The file system that mksquashfs makes of what is in a folder.
pub fn file_system(
    root: &Path,
    file_system: &Path,
    compression: &str,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let made = Command::new("mksquashfs")
        .args([root, file_system])
        .args(["-comp", compression, "-noappend", "-no-progress"])
        .output()
        .map_err(|why| format!("mksquashfs (squashfs-tools) cannot be started: {why}"))?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into());
    }
    Ok(fs::read(file_system)?)
}

/// A file system with a trailer around this metadata.
pub fn sealed(file_system: &[u8], metadata: &str) -> Vec<u8> {
    const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let mut image = file_system.to_vec();
    image.extend(CHECKSUM.checksum(metadata.as_bytes()).to_le_bytes());
    image.extend(metadata.bytes());
    image.extend(format!("{:08}", metadata.len()).bytes());
    image
}

/// An image without files that has this metadata.
pub fn with_metadata(metadata: &str) -> Vec<u8> {
    sealed(&example_file_system(), metadata)
}

/// An image of `size` bytes whose file system is all zeros but for its start, so that it
/// takes no room on the disk, if the file system can do that.
pub fn write_sparse(path: &Path, size: u64) -> io::Result<()> {
    let trailer = sealed(&[], METADATA);
    let length = size - trailer.len() as u64;
    let mut start = example_file_system();
    start[40..48].copy_from_slice(&length.to_le_bytes());
    let mut file = File::create(path)?;
    file.write_all(&start)?;
    file.seek(SeekFrom::Start(length))?;
    file.write_all(&trailer)
}

fn example_file_system() -> Vec<u8> {
    example::image()[..4096].to_vec()
}

/// What gvmkit-build writes beside an image, in place of its chunks' hashes zeros.
pub fn descriptor(size: u64, hash: ImageHash) -> Vec<u8> {
    const MAGIC: u64 = 0x3_3333_3334;
    const CHUNK: u64 = 2 << 20;
    let mut descriptor = [MAGIC, size, CHUNK].map(u64::to_be_bytes).concat();
    descriptor.extend(hash.0);
    let chunks = size.div_ceil(CHUNK) as usize;
    descriptor.resize(descriptor.len() + 32 * chunks, 0);
    descriptor
}

/// The example, changed.
fn example(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut image = example::image();
    change(&mut image);
    image
}

/// A file, and what the image check makes of it.
pub struct Specimen {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// `good`, `bad` or `fault`.
    pub verdict: &'static str,
    /// A piece of the message.
    pub says: &'static str,
}

/// One file of each kind that the image check knows.
pub fn specimens() -> Vec<Specimen> {
    let specimen = |verdict| {
        move |(name, bytes, says)| Specimen {
            name,
            bytes,
            verdict,
            says,
        }
    };
    let faults = other_files().into_iter().chain(damaged_images());
    faults
        .map(specimen("fault"))
        .chain(unmountable_images().into_iter().map(specimen("bad")))
        .chain(remarkable_images().into_iter().map(specimen("good")))
        .collect()
}

type Row = (&'static str, Vec<u8>, &'static str);

fn other_files() -> Vec<Row> {
    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:\
        0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 3576181\n";
    let mut docker_save = vec![0; 10_240];
    docker_save[..13].copy_from_slice(b"manifest.json");
    docker_save[257..262].copy_from_slice(b"ustar");
    let hash = ImageHash([0xAB; ImageHash::BYTES]);
    vec![
        ("empty", vec![], "The file is empty."),
        ("pointer", POINTER.into(), "which has 3,576,181 bytes"),
        ("page", "<!doctype html>".into(), "This is a web page"),
        ("docker-save", docker_save, "as “docker save”"),
        ("gzip", b"\x1F\x8B\x08\0".into(), "compressed with gzip"),
        ("program", b"\x7FELF\x02\x01".into(), "a program for Linux"),
        (
            "descriptor",
            descriptor(5_000_000, hash),
            "claims that the image has 5,000,000 bytes and the hash abababab",
        ),
        (
            "message",
            r#"{"error":"not found"}"#.into(),
            "Its first line is “{\"error\":\"not found\"}”.",
        ),
        (
            "utf-16",
            b"\xFF\xFEh\0s\0q\0s\0".repeat(100),
            "as PowerShell’s “>” writes it",
        ),
        (
            "damaged-descriptor",
            descriptor(5_000_000, hash)[..60].to_vec(),
            "its length is wrong",
        ),
        ("text", b"hello\n".repeat(100), "This is not an image"),
        (
            "trailer-alone",
            sealed(&[7; 4096], METADATA),
            "does not begin with a SquashFS",
        ),
    ]
}

fn damaged_images() -> Vec<Row> {
    let edited = || example(|image| image[4104] ^= 1);
    vec![
        ("start", example(|i| i.truncate(50)), "has only 50 bytes"),
        (
            "seven-bytes",
            example(|i| i.truncate(7)),
            "has only 7 bytes",
        ),
        (
            "length-not-utf-8",
            example(|i| i[4186] = 0xFF),
            "invalid utf-8 sequence of 1 bytes from index 7",
        ),
        (
            "mksquashfs-alone",
            example_file_system(),
            "ends with its file system",
        ),
        (
            "big-endian",
            example(|i| i[..4].copy_from_slice(b"sqsh")),
            "a big-endian SquashFS",
        ),
        (
            "version-3-1",
            example(|i| i[28..32].copy_from_slice(&[3, 0, 1, 0])),
            "The file system is SquashFS 3.1.",
        ),
        (
            "version-5-0",
            example(|i| i[28] = 5),
            "as by a program that took it for text",
        ),
        (
            "web-page-in-front",
            example(|i| i[..6].copy_from_slice(b"<html>")),
            "does not begin with a SquashFS",
        ),
        (
            "truncated",
            example(|image| {
                image[40..48].copy_from_slice(&5_000_000_u64.to_le_bytes());
                image.truncate(4100);
            }),
            "its file system alone has 5,000,000 bytes",
        ),
        (
            "appended",
            example(|i| i.extend([b'\n'; 4096])),
            "its last eight bytes should be",
        ),
        (
            "beyond",
            example(|i| i[4179..].copy_from_slice(b"00099999")),
            "claims that the metadata has 99,999 bytes",
        ),
        (
            "no-length",
            example(|i| i[4179..].fill(b'0')),
            "a length of 0, which is wrong",
        ),
        (
            "before-2020",
            example(|image| drop(image.drain(4096..4100))),
            "The metadata has no CRC.",
        ),
        ("edited", edited(), "stored 0f354719"),
        (
            "edited-as-providers-see-it",
            edited(),
            "Error reading package metadata: Invalid ContainerConfig crc32 sum",
        ),
        (
            "command-is-no-list",
            with_metadata(r#"{"Cmd":"sh"}"#),
            "invalid type: string \"sh\", expected a sequence",
        ),
    ]
}

fn unmountable_images() -> Vec<Row> {
    vec![
        (
            "zstd",
            example(|image| image[20] = 6),
            "compressed with zstd, which providers cannot mount",
        ),
        (
            "lzma",
            example(|image| image[20] = 2),
            "compressed with lzma, which providers cannot mount",
        ),
        (
            "block-of-seven-bytes",
            example(|image| image[12..16].copy_from_slice(&7_u32.to_le_bytes())),
            "gives the file system a length or a block size that none can have",
        ),
        (
            "overlap",
            example(|image| image[41] = 0x20),
            "but the metadata begins after 4,096 bytes already",
        ),
    ]
}

fn remarkable_images() -> Vec<Row> {
    vec![
        ("no-volume", with_metadata("{}"), "The image has no volume."),
        (
            "joined",
            [example::image(), example::image()].concat(),
            "does not write: 7,745 bytes.",
        ),
        (
            "user",
            with_metadata(r#"{"User":"nobody","Volumes":{"/a":{}}}"#),
            "The image’s user is “nobody”.",
        ),
    ]
}
