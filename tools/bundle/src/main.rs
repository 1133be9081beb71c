//! Trunk calls this (see Trunk.toml).

#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use bundle::{compressed, weight};

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
    let product = told("TRUNK_STAGING_DIR")?;
    bundle::bundle(&told("TRUNK_SOURCE_DIR")?, &product)?;
    // Who looks at a change does not wait for the smallest form of each file.
    if env::var_os("GVMI_HASH_SERVED").is_none() {
        compressed::complete(&product)?;
        println!("{}", weight::table(&weight::all(&product)?));
    }
    Ok(())
}

fn told(variable: &str) -> Result<PathBuf, Box<dyn Error>> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| "Trunk calls this; to build the page, run `cargo xtask build`".into())
}
