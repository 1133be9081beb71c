//! The table of faults, written anew by the journeys that make its rows.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::tools::{self, Needs};
use crate::{nginx, page, programs, steps};

/// Tells the journeys to write what they see.
const WRITE: &str = "GVMI_HASH_WRITE_FAULTS";

/// Builds the page and makes all faults, which writes `tests/faults.md`.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    if !args.is_empty() {
        return Err("`faults` takes nothing: the table is made in one piece".to_owned());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let mut variables = programs::ready(&path)?;
    variables.push(nginx::ready(root, &path)?);
    page::build_into(root, &root.join("dist"))?;
    let path = tools::ready(root, Needs::Tests)?;
    variables.extend(steps::built(root, &path));
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--package", "e2e", "--locked"])
        .env(WRITE, "1")
        .envs(variables);
    steps::run_cargo(root, &path, cargo)
}
