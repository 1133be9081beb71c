//! Where the clients are.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The folder that holds each of them in a folder of its own.
fn folder() -> PathBuf {
    env::var_os("GVMI_HASH_CLIENTS").map_or_else(
        || panic!("GVMI_HASH_CLIENTS names no folder: run `cargo xtask test`, which sets it"),
        PathBuf::from,
    )
}

/// A program in the virtual environment of a Python package.
pub fn python_program(package: &str, program: &str) -> Command {
    Command::new(folder().join(package).join("bin").join(program))
}

/// The folder with an npm package and what goes with it. A module in it or below finds them.
pub fn node_folder(package: &str) -> PathBuf {
    folder().join(package)
}
