//! File systems that mksquashfs makes, and what it is given.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The compressors that providers can mount.
pub const COMPRESSORS: [&str; 4] = ["gzip", "lzo", "xz", "lz4"];

/// What no user but root can make, as mksquashfs is told: devices, a pipe, a socket, and other
/// users, modes and times.
const PSEUDO: [&str; 9] = [
    "null c 666 0 0 1 3",
    "disk b 660 5 6 259 70000",
    "pipe i 644 0 7 f",
    "socket i 600 100000 7 s",
    "dev d 755 0 0",
    "dev/tty c 620 1 2 4 300",
    "small m 4751 1000 2000",
    "large m 2640 4294967294 3",
    "folder m 1777 65534 65534",
];

/// A folder of this name for a test alone, empty.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("squashfs")
        .join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Makes a file system of a folder; gives its file.
pub fn mksquashfs(root: &Path, options: &[&str]) -> PathBuf {
    let image = root.with_extension("squashfs");
    let mut command = Command::new("mksquashfs");
    command
        .arg(root)
        .arg(&image)
        .args(["-noappend", "-no-progress"]);
    run(command.args(options).stdin(Stdio::null()), &[]);
    image
}

/// Makes a file system of a tar archive.
pub fn of_tar(image: &Path, tar: &[u8], options: &[&str]) {
    let mut command = Command::new("mksquashfs");
    command
        .arg("-")
        .arg(image)
        .args(["-tar", "-noappend", "-no-progress"]);
    run(command.args(options).stdin(Stdio::piped()), tar);
}

fn run(command: &mut Command, input: &[u8]) {
    let mut started = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| panic!("mksquashfs (squashfs-tools) cannot be started: {why}"));
    if let Some(mut stdin) = started.stdin.take() {
        stdin.write_all(input).expect("it takes its input");
    }
    let said = started.wait_with_output().expect("it ends");
    let complaint = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "mksquashfs: {complaint}");
}

/// The options that add what no user but root can make.
pub fn pseudo() -> Vec<&'static str> {
    PSEUDO.iter().flat_map(|line| ["-p", line]).collect()
}

/// Bytes that look random, the same each time (xorshift; Marsaglia 2003).
pub fn noise(length: usize, mut seed: u32) -> Vec<u8> {
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Bytes that can be compressed, though not to nothing.
pub fn words(length: usize, seed: u32) -> Vec<u8> {
    let words = ["image ", "hash ", "provider\n", "volume ", "trailer "];
    let words = noise(length, seed).into_iter().flat_map(|byte| {
        let word = words[usize::from(byte) % words.len()];
        word.bytes()
    });
    words.take(length).collect()
}

/// Fills a folder with all that a file system can hold, and that a user may make.
pub fn fill(root: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(root.join(name), bytes).expect("a file");
    fs::create_dir(root.join("folder")).expect("a folder");
    fs::create_dir(root.join("empty")).expect("a folder");
    write("nothing", b"");
    write("small", b"#!/bin/sh\necho small\n");
    for length in [4095, 4096, 4097, 131_072, 131_073] {
        write(&format!("folder/{length}"), &words(length, length as u32));
    }
    write("large", &words((1 << 20) + 77, 7));
    write("noise", &noise(150_000, 8));
    write("folder/twin", &words((1 << 20) + 77, 7));
    write("folder/tail-twin", b"#!/bin/sh\necho small\n");
    let sparse = File::create(root.join("sparse")).expect("a file");
    sparse.set_len(5_000_000).expect("a length");
    sparse
        .write_all_at(&words(9000, 9), 2_500_000)
        .expect("bytes");
    let zeros = File::create(root.join("zeros")).expect("a file");
    zeros.set_len(1 << 20).expect("a length");
    for name in ["hard", "folder/harder"] {
        fs::hard_link(root.join("small"), root.join(name)).expect("a hard link");
    }
    let links = [
        ("link", "small"),
        ("folder/up", "../folder/up/.././up"),
        ("absolute", "/folder/4095"),
        ("nowhere", "is/not/there"),
        ("round", "round"),
    ];
    for (name, target) in links {
        symlink(target, root.join(name)).expect("a link");
    }
    symlink("long/".repeat(50), root.join("far")).expect("a link");
    write(&"n".repeat(255), b"long");
    let odd = root.join(OsStr::from_bytes(b"odd \xFF\xC3 \x7F\t\x01\xE2\x80\xAE"));
    fs::write(odd, b"odd").expect("a file");
    fs::create_dir(root.join("many")).expect("a folder");
    for number in 0..700 {
        write(&format!("many/one of a few hundred files: {number}"), b"");
    }
    let deep: PathBuf = root.join("deep").join("d/".repeat(300));
    fs::create_dir_all(deep).expect("folders");
    let no_one = fs::Permissions::from_mode(0o000);
    fs::set_permissions(root.join("empty"), no_one).expect("permissions");
}

/// A tar archive (POSIX.1-2001, pax) of folders, and of files whose text is their path, each with
/// these extended attributes.
pub fn tar(paths: impl IntoIterator<Item = String>, attributes: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = Vec::new();
    let records: String = attributes
        .iter()
        .map(|(key, value)| record(key, value))
        .collect();
    for path in paths {
        if !records.is_empty() {
            member(&mut tar, "pax", b'x', records.as_bytes());
        }
        match path.strip_suffix('/') {
            Some(folder) => member(&mut tar, folder, b'5', b""),
            None => member(&mut tar, &path, b'0', path.as_bytes()),
        }
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

/// `length SCHILY.xattr.key=value`, the length of all of it.
fn record(key: &str, value: &str) -> String {
    let rest = format!(" SCHILY.xattr.{key}={value}\n");
    let length = (1..).find(|length: &usize| length.to_string().len() + rest.len() == *length);
    format!("{}{rest}", length.expect("a length"))
}

fn member(tar: &mut Vec<u8>, name: &str, kind: u8, content: &[u8]) {
    let mut header = [0; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_bytes());
    put(100, b"0000755\x000000000\x000000000\0");
    put(
        124,
        format!("{:011o}\x0000000000000\0        ", content.len()).as_bytes(),
    );
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend(header);
    tar.extend(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
}
