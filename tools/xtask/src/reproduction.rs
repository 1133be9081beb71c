//! The page built once more in other surroundings, which its bytes must not show.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::flags;
use crate::path;
use crate::verify;

// What the project's own builds and tools leave in it.
const LEFT: [&str; 4] = [".git", ".tools", "dist", "target"];

/// Builds the page in another folder, with another home of cargo, and compares it, and the
/// `dist` that is there, with a build in this one.
pub fn run(root: &Path) -> Result<ExitCode, String> {
    let surroundings = Surroundings::make(root)?;
    println!(
        "Building the page in {} as well.",
        surroundings.project().display()
    );
    let own = root.join(".tools").join("bin");
    let status = Command::new("cargo")
        .args(["xtask", "build"])
        .current_dir(surroundings.project())
        .env("CARGO_HOME", surroundings.cargo_home())
        .env("PATH", path::with_first(&own)?)
        .env_remove("CARGO_TARGET_DIR")
        .status()
        .map_err(|why| format!("cannot start cargo: {why}"))?;
    if !status.success() {
        return Err("the page could not be built there; why is said above".to_owned());
    }
    let mut copies = vec![surroundings.project().join("dist")];
    let dist = root.join("dist");
    if dist.exists() {
        copies.push(dist);
    } else {
        println!("There is no dist here to be compared as well: `cargo xtask build` makes it.");
    }
    verify::folders(root, &copies)
}

// A folder that goes with its handle.
struct Surroundings(PathBuf);

impl Surroundings {
    fn make(root: &Path) -> Result<Self, String> {
        let folder = env::temp_dir().join(format!("gvmi-hash-elsewhere-{}", std::process::id()));
        let made = Self(folder);
        made.fill(root)
            .map_err(|why| format!("cannot copy the project into {}: {why}", made.0.display()))?;
        Ok(made)
    }

    fn project(&self) -> PathBuf {
        self.0.join("a folder")
    }

    fn cargo_home(&self) -> PathBuf {
        self.0.join("cargo")
    }

    fn fill(&self, root: &Path) -> std::io::Result<()> {
        copy(root, &self.project())?;
        if let Some(repository) = repository(root) {
            // The commit is told from the same repository.
            fs::write(
                self.project().join(".git"),
                format!("gitdir: {repository}\n"),
            )?;
        }
        // Nothing is downloaded again, but the sources are unpacked to another place.
        let registry = self.cargo_home().join("registry");
        fs::create_dir_all(&registry)?;
        if let Some(home) = flags::cargo_home() {
            for name in ["cache", "index"] {
                link(&home.join("registry").join(name), &registry.join(name))?;
            }
            let settings = home.join("config.toml");
            if settings.exists() {
                link(&settings, &self.cargo_home().join("config.toml"))?;
            }
        }
        Ok(())
    }
}

impl Drop for Surroundings {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn repository(root: &Path) -> Option<String> {
    if !root.join(".git").exists() {
        return None;
    }
    let git = Command::new("git")
        .args(["rev-parse", "--absolute-git-dir"])
        .current_dir(root)
        .output()
        .ok()?;
    let folder = String::from_utf8(git.stdout).ok()?;
    git.status.success().then(|| folder.trim_end().to_owned())
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if !LEFT.iter().any(|name| entry.file_name() == *name) {
                copy(&entry.path(), &copied)?;
            }
        } else if entry.file_name() != ".git" {
            fs::copy(entry.path(), copied)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, from: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, from)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("only Unix has the links it takes"))
}
