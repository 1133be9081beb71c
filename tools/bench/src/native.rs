//! The programs of this machine.

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::process::Command;
use std::time::Instant;

use gvmi_hash::hash::{Hasher, ImageHasher};

use crate::contestant::Tool;
use crate::images::TestImage;

/// Seconds from the start of the program to its end.
pub fn measure(tool: Tool, image: &TestImage) -> Result<f64, String> {
    let start = Instant::now();
    let hash = match tool {
        Tool::Crate => by_the_crate(image),
        Tool::OpenSsl => by_program("openssl", &["dgst", "-r", "-sha3-224"], image),
        Tool::Rhash => by_program("rhash", &["--sha3-224"], image),
        Tool::Sha3sum => by_program("sha3sum", &["-a", "224"], image),
    }
    .map_err(|why| why.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    if hash == image.hash {
        Ok(seconds)
    } else {
        Err(format!("it gave another hash: {hash}"))
    }
}

fn by_the_crate(image: &TestImage) -> Result<String, Box<dyn Error>> {
    let mut file = File::open(&image.path)?;
    let mut hasher = ImageHasher::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish().to_string()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// All of them write the hash first.
fn by_program(
    program: &str,
    arguments: &[&str],
    image: &TestImage,
) -> Result<String, Box<dyn Error>> {
    let output = Command::new(program)
        .args(arguments)
        .arg(&image.path)
        .output()
        .map_err(|why| format!("{program} cannot be started: {why}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let text = String::from_utf8(output.stdout)?;
    Ok(text.split_whitespace().next().unwrap_or_default().into())
}
