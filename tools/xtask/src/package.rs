//! One package of tools: as its authors have built it, or built by `cargo install` from its
//! published source.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{path, shell};

/// A package to get.
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
    /// Takes what its authors have built, through cargo-binstall, which compares digests. Gives
    /// whether it is there and starts.
    pub fn fetch(&self, binstall: &Path, folders: &Folders) -> Result<bool, String> {
        let mut arguments: Vec<OsString> = vec![format!("{}@{}", self.name, self.version).into()];
        // Others than the authors are not asked, and what is built is built by us, which is faster.
        arguments.extend(["--disable-strategies", "quick-install,compile"].map(OsString::from));
        arguments.extend(["--no-confirm", "--force", "--disable-telemetry"].map(OsString::from));
        arguments.extend(["--no-discover-github-token".into(), "--root".into()]);
        arguments.push(folders.root.clone().into());
        let fetched = run(binstall.as_os_str(), &arguments, &self.log(folders))?;
        let starts = |program: &&str| {
            let program = folders.root.join("bin").join(path::file_name(program));
            let answer = Command::new(program).arg("--version").output();
            answer.is_ok_and(|answer| answer.status.success())
        };
        Ok(fetched && self.programs.iter().all(starts))
    }

    /// Builds it; a failure ends with what cargo said last.
    pub fn install(&self, folders: &Folders) -> Result<(), String> {
        let log = self.log(folders);
        let mut arguments = self.arguments(folders);
        arguments.push("--locked".into());
        let mut built = run("cargo".as_ref(), &arguments, &log)?;
        if !built && self.crates_compiled(folders) == 0 {
            // Then the lock file may be at fault: a registry can lack a crate that it names.
            println!("  {self} failed before its first crate; trying without --locked");
            arguments.pop();
            built = run("cargo".as_ref(), &arguments, &log)?;
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
fn run(program: &OsStr, arguments: &[OsString], log: &Path) -> Result<bool, String> {
    let (output, errors) = File::create(log)
        .and_then(|log| Ok((log.try_clone()?, log)))
        .map_err(|why| format!("cannot write {}: {why}", log.display()))?;
    let status = Command::new(program)
        .args(arguments)
        .envs(FAST)
        .env("CARGO_TERM_COLOR", "never")
        .stdout(output)
        .stderr(errors)
        .status()
        .map_err(|why| format!("cannot start {}: {why}", program.display()))?;
    Ok(status.success())
}

fn compiled(log: &str) -> usize {
    log.lines()
        .filter(|line| line.trim_start().starts_with("Compiling "))
        .count()
}

#[cfg(unix)]
#[test]
fn what_cannot_be_fetched_or_does_not_start_is_to_be_built() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::env::temp_dir().join(format!("gvmi-hash-binstall-{}", std::process::id()));
    let folders = Folders {
        root: folder.join("root"),
        work: folder.clone(),
    };
    let package = Package {
        name: "trunk",
        version: "0.21.14".to_owned(),
        programs: vec!["trunk"],
    };
    fs::create_dir_all(folders.root.join("bin")).expect("a folder");
    // In the place of cargo-binstall: the last word is the folder of the programs.
    let fetch = |script: &str| {
        let binstall = folder.join("cargo-binstall");
        let head = "#!/bin/sh\necho $*; for root; do :; done\n";
        fs::write(&binstall, format!("{head}{script}\n")).expect("a file");
        fs::set_permissions(&binstall, fs::Permissions::from_mode(0o755)).expect("a program");
        package.fetch(&binstall, &folders)
    };
    assert_eq!(fetch("exit 1"), Ok(false));
    assert_eq!(fetch("echo cut short > $root/bin/trunk"), Ok(false));
    assert_eq!(fetch("ln -sf /bin/true $root/bin/trunk"), Ok(true));
    let said = fs::read_to_string(package.log(&folders)).unwrap_or_default();
    assert!(said.starts_with("trunk@0.21.14 --disable-strategies quick-install,compile "));
    let _ = fs::remove_dir_all(folder);
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
