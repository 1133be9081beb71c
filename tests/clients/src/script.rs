//! Scripts in other languages: values go in and come out as JSON.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::installed;

/// Runs a script of this name with the Python of a package's virtual environment.
#[track_caller]
pub fn python<T: DeserializeOwned>(package: &str, name: &str, input: &impl Serialize) -> T {
    // -B: nothing is written beside the scripts.
    let mut python = installed::python_program(package, "python");
    run(python.arg("-B").arg(path(name)), input)
}

/// Runs a script of this name with Node and the modules in a package's folder.
#[track_caller]
pub fn node<T: DeserializeOwned>(package: &str, name: &str, input: &impl Serialize) -> T {
    let mut node = Command::new("node");
    // Modules are looked for beside the script, where they are not.
    let folder = installed::node_folder(package);
    node.env("PACKAGES", folder.join("package.json"));
    run(node.arg(path(name)), input)
}

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts");
    folder.join(name)
}

#[track_caller]
fn run<T: DeserializeOwned>(command: &mut Command, input: &impl Serialize) -> T {
    // A file, because a pipe would have to be written and read at the same time.
    let folder = tempfile::tempdir().expect("a folder for the input");
    let file = folder.path().join("input.json");
    serde_json::to_writer(File::create(&file).expect("a file for the input"), input)
        .expect("input that is JSON");
    let output = command
        .stdin(File::open(&file).expect("the input again"))
        .output()
        .unwrap_or_else(|why| panic!("cannot start {command:?}: {why}"));
    assert!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| {
        panic!(
            "{command:?} wrote no JSON of the right form ({why}):\n{}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}
