//! Programs of PyPI and npm that the tests call, installed in pinned versions into folders of
//! their own in `.tools`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::programs::{self, Variable};
use crate::time::spell;
use crate::{path, shell};

/// Whether the environments are there.
pub enum Environments {
    /// They are, and these tell the tests where.
    Installed(Vec<Variable>),
    /// They cannot be: why.
    Unavailable(String),
}

/// A folder with packages of PyPI or npm that agree on the versions of what they need.
pub struct Environment {
    /// The name of the folder, and of its pins.
    pub name: &'static str,
    /// What installs the packages.
    pub made_by: MadeBy,
}

/// What installs an environment.
#[derive(PartialEq, Eq)]
pub enum MadeBy {
    /// A virtual environment with the packages of `NAME.txt`.
    Pip,
    /// `node_modules` with the packages of `NAME/package-lock.json`.
    Npm,
}

const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// The folders of one kind of environments.
pub struct Places {
    /// The environments.
    pub installed: PathBuf,
    /// Their pins.
    pub pins: PathBuf,
}

/// What the environments run in and this system has not; `node` is the oldest version that
/// will do. Nobody's Python or Node is replaced.
pub fn lacks(node: u32, path: &OsStr) -> Option<String> {
    let old_python = "import sys; sys.exit(sys.version_info < (3, 11))";
    if !succeeds("python3", &["-c", old_python]) {
        return Some("no python3 (3.11 or newer)".to_owned());
    }
    let old_node = format!("process.exit(parseInt(process.versions.node) < {node} ? 1 : 0)");
    if !succeeds("node", &["-e", &old_node]) {
        return Some(format!("no node ({node} or newer)"));
    }
    let no_npm = path::find("npm", path).is_none();
    no_npm.then(|| "no npm".to_owned())
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Installs those that are missing or pinned anew, saying so; `what` are all of them.
pub fn install(
    what: &str,
    environments: &[Environment],
    places: &Places,
    path: &OsStr,
) -> Result<(), String> {
    let missing: Vec<_> = environments
        .iter()
        .filter(|environment| !environment.is_installed(places))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let virtual_ones = missing
        .iter()
        .any(|environment| environment.made_by == MadeBy::Pip);
    if virtual_ones && !succeeds("python3", &["-c", "import ensurepip"]) {
        println!("python3 cannot make virtual environments, which keep {what} apart.");
        programs::get(&["python3-venv"], path)?;
    }
    let names: Vec<_> = missing.iter().map(|environment| environment.name).collect();
    println!(
        "Getting {what} into .tools with pip or npm: {}.",
        names.join(", ")
    );
    let started = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = missing
            .iter()
            .map(|environment| {
                scope.spawn(move || {
                    environment.install(places)?;
                    let time = spell(started.elapsed());
                    println!("  {} is there, {time}", environment.name);
                    Ok(())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err("installing an environment panicked".to_owned()))
        })
    })
}

impl Environment {
    // The stamp is written last: what was cut short or pinned otherwise is made again.
    fn is_installed(&self, places: &Places) -> bool {
        let stamp = fs::read(self.stamp(places));
        let starts = match self.made_by {
            MadeBy::Pip => succeeds(&places.python(self.name).to_string_lossy(), &["--version"]),
            MadeBy::Npm => true,
        };
        starts && stamp.is_ok_and(|stamp| Some(stamp) == fs::read(self.pins(places)).ok())
    }

    fn install(&self, places: &Places) -> Result<(), String> {
        let folder = places.installed.join(self.name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)
            .map_err(|why| format!("cannot create {}: {why}", folder.display()))?;
        match self.made_by {
            MadeBy::Pip => self.install_with_pip(places, &folder)?,
            MadeBy::Npm => self.install_with_npm(places, &folder)?,
        }
        copy(&self.pins(places), &self.stamp(places))
    }

    fn install_with_pip(&self, places: &Places, folder: &Path) -> Result<(), String> {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
        run(Command::new(places.python(self.name))
            .args(["-m", "pip", "install", "--disable-pip-version-check"])
            .arg("--requirement")
            .arg(self.pins(places)))
    }

    fn install_with_npm(&self, places: &Places, folder: &Path) -> Result<(), String> {
        for name in NPM_FILES {
            copy(&places.pins.join(self.name).join(name), &folder.join(name))?;
        }
        run(Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder))
    }

    fn pins(&self, places: &Places) -> PathBuf {
        match self.made_by {
            MadeBy::Pip => places.pins.join(format!("{}.txt", self.name)),
            MadeBy::Npm => places.pins.join(self.name).join("package-lock.json"),
        }
    }

    fn stamp(&self, places: &Places) -> PathBuf {
        places.installed.join(self.name).join("installed")
    }
}

impl Places {
    /// Those of this kind, in the project at `root`.
    pub fn of(kind: &str, root: &Path) -> Self {
        Self {
            installed: root.join(".tools").join(kind),
            pins: root.join("tests").join(kind).join("pins"),
        }
    }

    /// The Python of an environment.
    pub fn python(&self, environment: &str) -> PathBuf {
        self.installed.join(environment).join("bin").join("python")
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|why| format!("cannot copy {} to {}: {why}", from.display(), to.display()))
}

// Quiet, unless it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let words: Vec<_> = [command.get_program()]
        .into_iter()
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let line = shell::line(&words);
    let output = command
        .output()
        .map_err(|why| format!("cannot start `{line}`: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "`{line}` failed ({}):\n\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

#[test]
fn an_environment_is_installed_until_it_is_pinned_anew() {
    let folder = std::env::temp_dir().join(format!("gvmi-hash-pins-{}", std::process::id()));
    let places = Places::of("clients", &folder);
    let environment = Environment {
        name: "golem-js",
        made_by: MadeBy::Npm,
    };
    let write = |path: PathBuf, text: &str| {
        let _ = fs::create_dir_all(path.parent().unwrap_or(&path));
        fs::write(path, text).expect("a file in the folder for such files");
    };
    write(environment.pins(&places), "version 1");
    assert!(!environment.is_installed(&places));
    write(environment.stamp(&places), "version 1");
    assert!(environment.is_installed(&places));
    write(environment.pins(&places), "version 2");
    assert!(!environment.is_installed(&places));
    let _ = fs::remove_dir_all(folder);
}
