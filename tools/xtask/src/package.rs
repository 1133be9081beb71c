//! One package of tools, built by `cargo install` from its published source.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// A package to build.
pub struct Package {
    /// Its name.
    pub name: &'static str,
    /// Its exact version.
    pub version: String,
    /// Those of its programs that are wanted.
    pub programs: Vec<&'static str>,
}

/// Where a build leaves its files.
pub struct Folders {
    /// The programs go to `bin` in here.
    pub root: PathBuf,
    /// Logs, and what cargo makes on the way.
    pub work: PathBuf,
}

// The tools run for a second or two per build of the page, and optimising them would cost minutes:
// Trunk takes 8 min 40 s with its own profile, 2 min 58 s with this one, wasm-bindgen then 51 s
// (2 cores). Side by side they take 3 min 30 s instead of 3 min 50 s, because type checking one of
// Trunk's crates keeps a single core busy for 43 s.
const FAST: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "4"),
];

const LOG_LINES_SHOWN: usize = 20;

impl Package {
    /// Builds it; a failure ends with what cargo said last.
    pub fn install(&self, folders: &Folders) -> Result<(), String> {
        let log = self.log(folders);
        let mut arguments = self.arguments(folders);
        arguments.push("--locked".into());
        let mut built = cargo(&arguments, &log)?;
        if !built && self.crates_compiled(folders) == 0 {
            // Then the lock file may be at fault: a registry can lack a crate that it names.
            println!("  {self} failed before its first crate; trying without --locked");
            arguments.pop();
            built = cargo(&arguments, &log)?;
        }
        if !built {
            return Err(self.failure(&arguments, &log));
        }
        // Hundreds of megabytes that only another build of the same version could use.
        let _ = fs::remove_dir_all(self.target(folders));
        Ok(())
    }

    /// How far a build is.
    pub fn crates_compiled(&self, folders: &Folders) -> usize {
        compiled(&fs::read_to_string(self.log(folders)).unwrap_or_default())
    }

    fn log(&self, folders: &Folders) -> PathBuf {
        folders.work.join(format!("{}.log", self.name))
    }

    fn target(&self, folders: &Folders) -> PathBuf {
        folders.work.join(self.name)
    }

    fn arguments(&self, folders: &Folders) -> Vec<OsString> {
        // Their default features are TLS for downloads, and all they would download is on PATH.
        // --force: cargo's own records may name a program that is gone or does not run.
        let mut arguments: Vec<OsString> = ["install", self.name, "--version", &self.version]
            .into_iter()
            .chain(["--no-default-features", "--force"])
            .chain(self.programs.iter().flat_map(|program| ["--bin", program]))
            .map(OsString::from)
            .collect();
        arguments.extend(["--root".into(), folders.root.clone().into()]);
        arguments.extend(["--target-dir".into(), self.target(folders).into()]);
        arguments
    }

    fn failure(&self, arguments: &[OsString], log: &Path) -> String {
        let text = fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = &lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..];
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        format!(
            "{self} could not be built; `cargo {}` ended with\n\n{}\n\nand all it said is in {}",
            shell::line(&words),
            tail.join("\n"),
            log.display()
        )
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

// Whether it succeeded.
fn cargo(arguments: &[OsString], log: &Path) -> Result<bool, String> {
    let (output, errors) = File::create(log)
        .and_then(|log| Ok((log.try_clone()?, log)))
        .map_err(|why| format!("cannot write {}: {why}", log.display()))?;
    let status = Command::new("cargo")
        .args(arguments)
        .envs(FAST)
        .env("CARGO_TERM_COLOR", "never")
        .stdout(output)
        .stderr(errors)
        .status()
        .map_err(|why| format!("cannot start cargo: {why}"))?;
    Ok(status.success())
}

fn compiled(log: &str) -> usize {
    log.lines()
        .filter(|line| line.trim_start().starts_with("Compiling "))
        .count()
}

#[test]
fn progress_counts_compiled_crates_and_nothing_else() {
    let log = "\
    Updating index
  Downloaded syn v2.0.119
   Compiling libc v0.2.186
   Compiling syn v2.0.119
error: could not compile `syn`
";
    assert_eq!(compiled(log), 2);
}
