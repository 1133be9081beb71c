//! Ten minutes of fuzzing: by libFuzzer where there is a nightly compiler, or else by the driver of the targets' own.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::steps;
use crate::tools::{self, Needs};

const SECONDS: usize = 600;

// The package of the targets.
const PACKAGE: &str = "fuzz";

/// Fuzzes all targets, or the one that is named.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    if args.len() > 1 {
        return Err("`fuzz` takes the name of one target, or nothing".to_owned());
    }
    match nightly() {
        Some(nightly) => {
            let path = tools::ready(root, Needs::Fuzz)?;
            LibFuzzer {
                root,
                path: &path,
                nightly: &nightly,
            }
            .run(args.first())
        }
        None => {
            println!(
                "There is no nightly compiler for libFuzzer, so the targets drive themselves."
            );
            let path = env::var_os("PATH").unwrap_or_default();
            let args = [vec![SECONDS.to_string().into()], args.to_vec()].concat();
            steps::run_package(root, &path, PACKAGE, args, Vec::new())
        }
    }
}

fn nightly() -> Option<String> {
    let rustup = Command::new("rustup").args(["toolchain", "list"]).output();
    nightly_in(&String::from_utf8_lossy(&rustup.ok()?.stdout)).map(str::to_owned)
}

// `nightly-x86_64-unknown-linux-gnu (default)`, a line for each toolchain.
fn nightly_in(list: &str) -> Option<&str> {
    let mut names = list.lines().filter_map(|line| line.split(' ').next());
    names.find(|name| name.starts_with("nightly"))
}

struct LibFuzzer<'a> {
    root: &'a Path,
    path: &'a OsStr,
    nightly: &'a str,
}

impl LibFuzzer<'_> {
    // What leads to new places is kept in target/fuzz for the next time, and so is what fails.
    fn run(&self, named: Option<&OsString>) -> Result<ExitCode, String> {
        let folder = self.root.join("target").join("fuzz");
        let seeds = folder.join("seeds");
        let args = [OsStr::new("seeds"), seeds.as_os_str()];
        let written = steps::run_package(self.root, self.path, PACKAGE, args, Vec::new())?;
        if written != ExitCode::SUCCESS {
            return Ok(written);
        }
        let names = match named {
            Some(name) if seeds.join(name).is_dir() => vec![name.clone()],
            Some(name) => return Err(format!("there is no target {}", name.display())),
            None => names_in(&seeds).map_err(|why| format!("cannot read the seeds: {why}"))?,
        };
        if !self.succeeds("build", &[], None)? {
            return Ok(ExitCode::FAILURE);
        }
        for name in &names {
            let corpus = folder.join("corpus").join(name);
            for folder in [&corpus, &folder.join("failed")] {
                fs::create_dir_all(folder).map_err(|why| format!("cannot keep inputs: {why}"))?;
            }
            let mut failed = OsString::from("-artifact_prefix=");
            failed.push(folder.join("failed").join(name));
            let args = [
                corpus.into_os_string(),
                seeds.join(name).into_os_string(),
                "--".into(),
                format!("-max_total_time={}", SECONDS / names.len()).into(),
                "-max_len=2000".into(),
                failed,
            ];
            if !self.succeeds("run", &args, Some(name))? {
                return Ok(ExitCode::FAILURE);
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    // Of a run, only what it says of a failure and how many inputs it tried is of interest.
    fn succeeds(
        &self,
        command: &str,
        args: &[OsString],
        target: Option<&OsString>,
    ) -> Result<bool, String> {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["fuzz", command, "--fuzz-dir", "tools/fuzz/libfuzzer"])
            // The page's code is safe, and a sanitizer finds no more in it.
            .args(["--target-dir", "target/fuzz/build", "--sanitizer", "none"])
            .arg("any")
            .args(args)
            .current_dir(self.root)
            .env("PATH", self.path)
            .env("RUSTUP_TOOLCHAIN", self.nightly);
        let cannot_start = |why| format!("cannot start cargo fuzz: {why}");
        let Some(target) = target else {
            return Ok(cargo.status().map_err(cannot_start)?.success());
        };
        let output = cargo.env("GVMI_HASH_FUZZ", target).output();
        let output = output.map_err(cannot_start)?;
        let said = String::from_utf8_lossy(&output.stderr);
        match said.lines().find(|line| line.starts_with("Done ")) {
            Some(done) if output.status.success() => {
                println!("fuzz {}: {done}", target.display());
            }
            _ => eprintln!("{said}"),
        }
        Ok(output.status.success())
    }
}

fn names_in(folder: &Path) -> std::io::Result<Vec<OsString>> {
    let entries = fs::read_dir(folder)?;
    let mut names: Vec<OsString> = entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    Ok(names)
}

#[test]
fn a_nightly_compiler_is_found_by_its_name() {
    let list = "stable-x86_64 (default)\nnightly-2026-05-19-x86_64\n1.95.0-x86_64 (active)\n";
    assert_eq!(nightly_in(list), Some("nightly-2026-05-19-x86_64"));
    assert_eq!(nightly_in("stable-x86_64 (default)\n"), None);
}
