//! The programs that the tests need of the system, browsers above all: found, or got from Debian's packages.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{path, shell};

struct Program {
    names: &'static [&'static str],
    // By which the tests learn where it is; the browsers are found by their drivers.
    variable: Option<&'static str>,
    package: &'static str,
    why: &'static str,
}

const PROGRAMS: [Program; 11] = [
    Program {
        names: &["chromium", "google-chrome"],
        variable: None,
        package: "chromium",
        why: "the page is tested in Chromium",
    },
    Program {
        names: &["chromedriver"],
        variable: Some("CHROMEDRIVER"),
        package: "chromium-driver",
        why: "lets the tests drive Chromium",
    },
    Program {
        names: &["firefox-esr", "firefox"],
        variable: None,
        package: "firefox-esr",
        why: "the page is tested in Firefox",
    },
    Program {
        names: &["WebKitWebDriver"],
        variable: Some("WEBKITDRIVER"),
        package: "webkit2gtk-driver",
        why: "lets the tests drive WebKitGTK, the nearest to Safari that runs here",
    },
    Program {
        names: &["MiniBrowser"],
        variable: Some("MINIBROWSER"),
        package: "webkit2gtk-driver",
        why: "the page is tested in WebKitGTK",
    },
    Program {
        names: &["Xvfb"],
        variable: Some("XVFB"),
        package: "xvfb",
        why: "a display for WebKitGTK, which cannot do without",
    },
    Program {
        names: &["mksquashfs"],
        variable: None,
        package: "squashfs-tools",
        why: "makes images to hash",
    },
    Program {
        names: &["sha3sum"],
        variable: None,
        package: "libdigest-sha3-perl",
        why: "reads the checksum lines that the page writes",
    },
    Program {
        names: &["rhash"],
        variable: None,
        package: "rhash",
        why: "reads the checksum lines too, and the page is measured beside it",
    },
    Program {
        names: &["curl"],
        variable: None,
        package: "curl",
        why: "is what the page's commands call",
    },
    Program {
        names: &["openssl"],
        variable: None,
        package: "openssl",
        why: "is what the page's commands call",
    },
];

/// An environment variable of the tests and the program it names.
pub type Variable = (&'static str, PathBuf);

/// Where the programs are, after getting those that are missing.
pub fn ready(path: &OsStr) -> Result<Vec<Variable>, String> {
    all_ready(&PROGRAMS.each_ref(), path)
}

/// The same of Chromium and its driver alone.
pub fn ready_with_chromium(path: &OsStr) -> Result<Vec<Variable>, String> {
    let is_chromium = |program: &&Program| program.package.starts_with("chromium");
    let chromium: Vec<_> = PROGRAMS.iter().filter(is_chromium).collect();
    all_ready(&chromium, path)
}

fn all_ready(programs: &[&'static Program], path: &OsStr) -> Result<Vec<Variable>, String> {
    let missing = missing(programs, path);
    if !missing.is_empty() {
        say(&missing);
        get(&packages(&missing), path)?;
    }
    match self::missing(programs, path).first() {
        None => Ok(found(path)),
        Some(program) => Err(format!(
            "the package {} is installed, but {} is neither on PATH nor in its usual place; \
             put it on PATH",
            program.package,
            program.names.join(" or ")
        )),
    }
}

fn missing(programs: &[&'static Program], path: &OsStr) -> Vec<&'static Program> {
    programs
        .iter()
        .copied()
        .filter(|program| find(program, path).is_none())
        .collect()
}

fn found(path: &OsStr) -> Vec<Variable> {
    PROGRAMS
        .iter()
        .filter_map(|program| Some((program.variable?, find(program, path)?)))
        .collect()
}

fn find(program: &Program, path: &OsStr) -> Option<PathBuf> {
    program
        .names
        .iter()
        .find_map(|name| path::find(name, path).or_else(|| find_beside_webkit(name)))
}

// WebKitGTK keeps MiniBrowser out of PATH: /usr/lib/ARCHITECTURE/webkit2gtk-VERSION/MiniBrowser.
fn find_beside_webkit(name: &str) -> Option<PathBuf> {
    let folders = |within: &Path| {
        let entries = fs::read_dir(within).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    folders(Path::new("/usr/lib"))
        .iter()
        .flat_map(|architecture| folders(architecture))
        .filter(|folder| folder.to_string_lossy().contains("/webkit2gtk-4."))
        .map(|folder| folder.join(name))
        .filter(|file| file.is_file())
        .max()
}

fn say(missing: &[&Program]) {
    println!("The tests need programs that were not found:");
    for program in missing {
        println!("  {} ({})", program.names.join(" or "), program.why);
    }
}

fn packages(missing: &[&Program]) -> Vec<&'static str> {
    let mut packages: Vec<_> = missing.iter().map(|program| program.package).collect();
    packages.dedup();
    packages
}

const UPDATE: &[&str] = &["apt-get", "update"];
// The variable is set by `env` because sudo drops those it is called with.
const INSTALL: &[&str] = &[
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    "install",
    "--yes",
    "--no-install-recommends",
];

/// Installs packages of Debian, or says how one does it.
pub fn get(packages: &[&str], path: &OsStr) -> Result<(), String> {
    let root = is_root();
    let commands = commands(packages, root);
    let typed = commands
        .each_ref()
        .map(|words| shell::line(words))
        .join(" && ");
    if path::find("apt-get", path).is_none() {
        return Err(format!(
            "there is no apt-get here to get them with; on Debian the command is\n\n  {typed}\n\n\
             Install the same programs, put them on PATH and run this again"
        ));
    }
    if !root && !sudo_asks_nothing() {
        return Err(format!(
            "only root may install them, and sudo cannot be had without a password; run\n\n  \
             {typed}\n\nand then this again"
        ));
    }
    println!("Getting them: {typed}");
    for words in &commands {
        run(Path::new("."), words).map_err(|why| {
            format!(
                "{why}; get the programs yourself, then run this again. Tried was\n\n  {typed}\n"
            )
        })?;
    }
    Ok(())
}

fn commands<'a>(packages: &[&'a str], root: bool) -> [Vec<&'a str>; 2] {
    let sudo: &[&str] = if root { &[] } else { &["sudo"] };
    [[sudo, UPDATE].concat(), [sudo, INSTALL, packages].concat()]
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|user| user.stdout.trim_ascii() == b"0")
}

fn sudo_asks_nothing() -> bool {
    Command::new("sudo")
        .args(["-n", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command in a folder; what it says is seen.
pub fn run(folder: &Path, words: &[&str]) -> Result<(), String> {
    let status = Command::new(words[0])
        .args(&words[1..])
        .current_dir(folder)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "`{}` failed ({status}), and what it said is above",
            shell::line(words)
        )),
        Err(why) => Err(format!("cannot start `{}`: {why}", shell::line(words))),
    }
}

#[cfg(test)]
mod tests {
    use super::{PROGRAMS, commands, packages};
    use crate::shell;

    #[track_caller]
    fn check(missing: &[usize], root: bool, expected: [&str; 2]) {
        let missing: Vec<_> = missing.iter().map(|&program| &PROGRAMS[program]).collect();
        let commands = commands(&packages(&missing), root);
        assert_eq!(commands.map(|words| shell::line(&words)), expected);
    }

    #[test]
    fn every_package_is_asked_for_once() {
        check(
            &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            false,
            [
                "sudo apt-get update",
                "sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
                 --no-install-recommends chromium chromium-driver firefox-esr webkit2gtk-driver \
                 xvfb squashfs-tools libdigest-sha3-perl rhash curl openssl",
            ],
        );
    }

    #[test]
    fn only_what_is_missing_is_asked_for_and_root_needs_no_sudo() {
        check(
            &[1, 5],
            true,
            [
                "apt-get update",
                "env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
                 --no-install-recommends chromium-driver xvfb",
            ],
        );
    }
}
