//! Makes the product whole from what Trunk has built: tells the page what it was built
//! from and what it may load, and puts the whole page into one file. Trunk calls it (see
//! Trunk.toml).

#![forbid(unsafe_code)]

mod digest;
mod html;
mod one_file;
mod origin;
mod page;

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match told("TRUNK_SOURCE_DIR").and_then(|project| bundle(&project, &told("TRUNK_STAGING_DIR")?))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn told(variable: &str) -> Result<PathBuf, Box<dyn Error>> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| "Trunk calls this; to build the page, run `cargo xtask build`".into())
}

fn bundle(project: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let built = fs::read_to_string(folder.join("index.html"))?;
    let built = html::replaced_once(&built, "{origin}", &origin::origin(project)?)?;
    let one_file = html::without(&built, "hosted")?;
    let one_file = one_file::one_file(&one_file, &|name| read(folder, name))?;
    let digest = digest::hex(one_file.as_bytes());
    fs::write(folder.join("gvmi-hash.html"), one_file)?;
    fs::write(
        folder.join("gvmi-hash.html.sha256"),
        format!("{digest}  gvmi-hash.html\n"),
    )?;
    let page = html::without(&built, "one file")?;
    let page = html::replaced_once(&page, "{digest of gvmi-hash.html}", &digest)?;
    let page = page::page(&page, &|name| read(folder, name))?;
    fs::write(folder.join(page.start.name), page.start.script)?;
    fs::write(folder.join("index.html"), page.html)?;
    Ok(())
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    fs::read(folder.join(name)).map_err(|why| format!("{name}: {why}").into())
}
