//! The programs of this machine.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use gvmi_hash::hash::{Hasher, ImageHasher};

use crate::contestant::Tool;
use crate::images::TestImage;

/// Seconds from the start of the program to its end; it is given all files at once.
pub fn measure(tool: Tool, images: &[&TestImage]) -> Result<f64, String> {
    let start = Instant::now();
    let hashes = match tool {
        Tool::Crate => images.iter().map(|image| hash_of(&image.path)).collect(),
        Tool::OpenSsl => by_program("openssl", &["dgst", "-r", "-sha3-224"], images),
        Tool::Rhash => by_program("rhash", &["--sha3-224"], images),
        Tool::Sha3sum => by_program("sha3sum", &["-a", "224"], images),
    }
    .map_err(|why| why.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    let expected = images.iter().map(|image| &image.hash);
    if hashes.iter().eq(expected) {
        Ok(seconds)
    } else {
        Err(format!("it gave another hash: {}", hashes.join(" ")))
    }
}

/// The hash of a file, by the crate.
pub fn hash_of(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut file = File::open(path)?;
    let mut hasher = ImageHasher::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish().to_string()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// All of them write a line for each file, with the hash first.
fn by_program(
    program: &str,
    arguments: &[&str],
    images: &[&TestImage],
) -> Result<Vec<String>, Box<dyn Error>> {
    let output = Command::new(program)
        .args(arguments)
        .args(images.iter().map(|image| &image.path))
        .output()
        .map_err(|why| format!("{program} cannot be started: {why}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let text = String::from_utf8(output.stdout)?;
    let hash = |line: &str| {
        line.split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    Ok(text.lines().map(hash).collect())
}
