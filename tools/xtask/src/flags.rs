//! What the page is compiled with so that its bytes are the same wherever it is built.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

// Adds to the flags in .cargo/config.toml, which RUSTFLAGS would replace.
const VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

// Each of these would take the place of the flags in .cargo/config.toml.
const OTHERS: [&str; 2] = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"];

/// Compiler flags.
pub struct Flags(String);

impl Flags {
    /// The flags for the folders in which this user's cargo keeps the sources of
    /// packages. A message of a panic names its source file, so those folders would be
    /// found in the wasm, the user's name among them.
    pub fn find(root: &Path, path: &OsStr) -> Result<Self, String> {
        fetch(root, path)?;
        let home = cargo_home().ok_or("there is neither CARGO_HOME nor a home folder")?;
        let flags = flags(&registries(&home));
        if flags.is_none() {
            println!(
                "cargo keeps its packages in {}, a name with white space; this build has other \
                 bytes than one made elsewhere.",
                home.display()
            );
        }
        Ok(Self(flags.unwrap_or_default()))
    }

    /// Has a command compile with these flags and those in .cargo/config.toml, and no others.
    pub fn give<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for other in OTHERS {
            command.env_remove(other);
        }
        command.env(VARIABLE, &self.0)
    }
}

// Before the first build the folders are not there yet.
fn fetch(root: &Path, path: &OsStr) -> Result<(), String> {
    let status = Command::new("cargo")
        .args(["fetch", "--quiet", "--locked"])
        .args(["--target", "wasm32-unknown-unknown"])
        .current_dir(root)
        .env("PATH", path)
        .status()
        .map_err(|why| format!("cannot start cargo: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "`cargo fetch` failed ({status}); what it said is above"
        ))
    }
}

/// The folder in which cargo keeps what it gets.
pub fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(env::home_dir()?.join(".cargo")))
}

fn registries(home: &Path) -> Vec<String> {
    let folders = fs::read_dir(home.join("registry").join("src"));
    let mut names: Vec<String> = folders
        .into_iter()
        .flatten()
        .flatten()
        .map(|folder| folder.path().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

// None if cargo would read one flag as two.
fn flags(registries: &[String]) -> Option<String> {
    let flag = |folder: &String| format!("--remap-path-prefix={folder}=crates");
    let flags: Vec<String> = registries.iter().map(flag).collect();
    let whole = flags.iter().all(|flag| !flag.contains(char::is_whitespace));
    whole.then(|| flags.join(" "))
}

#[test]
fn every_registry_is_renamed_unless_its_name_would_break_the_flag() {
    let check = |folders: &[&str], expected: Option<&str>| {
        let folders: Vec<String> = folders.iter().map(|&folder| folder.to_owned()).collect();
        assert_eq!(flags(&folders).as_deref(), expected);
    };
    check(&[], Some(""));
    check(
        &["/a/x-1", "/a/y-2"],
        Some("--remap-path-prefix=/a/x-1=crates --remap-path-prefix=/a/y-2=crates"),
    );
    check(&["/a b/x-1"], None);
}
