//! The benchmark: what it measures is built here, then it is called.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::flags::Flags;
use crate::programs;
use crate::tools::{self, Needs};
use crate::{documents, nginx, page, peers, steps};

/// Builds the product and the bench's own wasm, gets the peers, and measures.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut variables = programs::ready(&path)?;
    variables.push(nginx::ready(root, &path)?);
    variables.push(("GVMI_HASH_PEERS", peers::ready(root, &path)?));
    variables.push(documents::lighthouse(root, &path)?);
    let path = tools::ready(root, Needs::Bench)?;
    let flags = Flags::find(root, &path)?;
    variables.extend(steps::built(root, &path));
    succeeds(page::trunk(root, &path, &flags).args(page::BUILD))?;
    variables.push(("GVMI_HASH_PROBE", probe(root, &path, &flags)?));
    steps::run_package(root, &path, "bench", args, variables)
}

// Compiled as the product is.
fn probe(root: &Path, path: &OsStr, flags: &Flags) -> Result<PathBuf, String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "bench-probe", "--target", TARGET])
        .current_dir(root)
        .env("PATH", path);
    succeeds(flags.give(&mut cargo))?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let folder = target.join("bench-probe");
    let module = target.join(TARGET).join("release").join("bench_probe.wasm");
    let mut bindgen = Command::new("wasm-bindgen");
    bindgen
        .args(["--target", "no-modules", "--no-typescript"])
        .args(["--out-name", "probe", "--out-dir"])
        .arg(&folder)
        .arg(module)
        .env("PATH", path);
    succeeds(&mut bindgen)?;
    Ok(folder)
}

fn succeeds(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "{program} failed ({status}), and what it said is above"
        )),
        Err(why) => Err(format!("cannot start {program}: {why}")),
    }
}
