//! Trunk calls this (see Trunk.toml).

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> Result<(), Box<dyn Error>> {
    bundle::bundle(&told("TRUNK_SOURCE_DIR")?, &told("TRUNK_STAGING_DIR")?)
}

fn told(variable: &str) -> Result<PathBuf, Box<dyn Error>> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| "Trunk calls this; to build the page, run `cargo xtask build`".into())
}
