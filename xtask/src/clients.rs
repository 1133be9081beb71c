//! Programs from PyPI and npm, pinned: the clients of Golem that the snippets are tested
//! with, installed into `.tools/clients`, and the peers that the page is measured beside,
//! into `.tools/peers`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::programs::{self, Variable};
use crate::time::spell;
use crate::{path, shell};

/// Whether the clients are there.
pub enum Clients {
    /// They are, and these tell the tests where.
    Installed(Vec<Variable>),
    /// They cannot be: why.
    Unavailable(String),
}

// They do not agree on the versions of what they need, so each has a folder of its own.
const CLIENTS: [Client; 5] = [
    Client {
        name: "yapapi",
        made_by: MadeBy::Pip,
    },
    Client {
        name: "golem-core",
        made_by: MadeBy::Pip,
    },
    Client {
        name: "dapp-runner",
        made_by: MadeBy::Pip,
    },
    Client {
        name: "gvmkit-build",
        made_by: MadeBy::Pip,
    },
    Client {
        name: "golem-js",
        made_by: MadeBy::Npm,
    },
];

// Libraries that hash in pages.
const PEERS: Client = Client {
    name: "peers",
    made_by: MadeBy::Npm,
};

struct Client {
    name: &'static str,
    made_by: MadeBy,
}

enum MadeBy {
    // A virtual environment with the packages of `NAME.txt`.
    Pip,
    // `node_modules` with the packages of `NAME/package-lock.json`.
    Npm,
}

const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Installs those that are missing or pinned anew, saying so.
pub fn ready(root: &Path, path: &OsStr) -> Result<Clients, String> {
    if let Some(why) = lacks(path) {
        return Ok(Clients::Unavailable(why));
    }
    if !succeeds("python3", &["-c", "import ensurepip"]) {
        println!("python3 cannot make virtual environments, which keep the clients apart.");
        programs::get(&["python3-venv"], path)?;
    }
    let places = Places {
        clients: root.join(".tools").join("clients"),
        pins: root.join("tests").join("clients").join("pins"),
    };
    install("the clients of Golem", &CLIENTS, &places)?;
    Ok(Clients::Installed(vec![
        ("GVMI_HASH_YAPAPI", places.python("yapapi")),
        ("GVMI_HASH_CLIENTS", places.clients),
    ]))
}

/// Where the peers are, after getting those that are missing or pinned anew.
pub fn peers(root: &Path, path: &OsStr) -> Result<PathBuf, String> {
    if path::find("npm", path).is_none() {
        return Err("there is no npm, with which the peers are got".to_owned());
    }
    let places = Places {
        clients: root.join(".tools"),
        pins: root.join("bench").join("pins"),
    };
    install("the libraries of other pages", &[PEERS], &places)?;
    Ok(places.clients.join(PEERS.name))
}

// What the clients run in and this system has not. Nobody's Python or Node is replaced.
fn lacks(path: &OsStr) -> Option<String> {
    let needs = [
        (
            "python3",
            "3.10 or newer",
            ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"],
        ),
        (
            "node",
            "18 or newer",
            [
                "-e",
                "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)",
            ],
        ),
    ];
    needs
        .iter()
        .find(|(program, _, arguments)| !succeeds(program, arguments))
        .map(|(program, version, _)| format!("no {program} ({version})"))
        .or_else(|| {
            path::find("npm", path)
                .is_none()
                .then(|| "no npm".to_owned())
        })
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

struct Places {
    clients: PathBuf,
    pins: PathBuf,
}

fn install(what: &str, clients: &[Client], places: &Places) -> Result<(), String> {
    let missing: Vec<_> = clients
        .iter()
        .filter(|client| !client.is_installed(places))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|client| client.name).collect();
    println!(
        "Getting {what} into .tools with pip or npm: {}.",
        names.join(", ")
    );
    let started = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = missing
            .iter()
            .map(|client| {
                scope.spawn(move || {
                    client.install(places)?;
                    println!("  {} is there, {}", client.name, spell(started.elapsed()));
                    Ok(())
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err("installing a client panicked".to_owned()))
        })
    })
}

impl Client {
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
        let folder = places.clients.join(self.name);
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
        places.clients.join(self.name).join("installed")
    }
}

impl Places {
    fn python(&self, client: &str) -> PathBuf {
        self.clients.join(client).join("bin").join("python")
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
fn a_client_is_installed_until_it_is_pinned_anew() {
    let folder = std::env::temp_dir().join(format!("gvmi-hash-clients-{}", std::process::id()));
    let places = Places {
        clients: folder.join("clients"),
        pins: folder.join("pins"),
    };
    let golem_js = &CLIENTS[4];
    let write = |path: PathBuf, text: &str| {
        let _ = fs::create_dir_all(path.parent().unwrap_or(&path));
        fs::write(path, text).expect("a file in the folder for such files");
    };
    write(golem_js.pins(&places), "version 1");
    assert!(!golem_js.is_installed(&places));
    write(golem_js.stamp(&places), "version 1");
    assert!(golem_js.is_installed(&places));
    write(golem_js.pins(&places), "version 2");
    assert!(!golem_js.is_installed(&places));
    let _ = fs::remove_dir_all(folder);
}
