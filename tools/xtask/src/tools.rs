//! The pinned tools: which programs of which versions, found on PATH or got into `.tools`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::package::Package;
use crate::{install, path, target};

/// What the tools are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Building or serving the page.
    Page,
    /// The benchmark, which also builds the page.
    Bench,
    /// The book of the documentation.
    Book,
    /// Fuzzing by libFuzzer.
    Fuzz,
    /// The tests, which build and try all of it.
    Tests,
}

struct Tool {
    program: &'static str,
    package: &'static str,
    version: Version,
    needed_for: Needs,
    does: &'static str,
}

enum Version {
    Exactly(&'static str),
    // Trunk accepts no wasm-bindgen program but that of the locked library's version.
    AsLocked(&'static str),
}

// wasm-opt is not among them: index.html switches it off.
const TOOLS: [Tool; 7] = [
    Tool {
        program: "trunk",
        package: "trunk",
        version: Version::Exactly("0.21.14"),
        needed_for: Needs::Page,
        does: "builds and serves the page",
    },
    Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: Version::AsLocked("wasm-bindgen"),
        needed_for: Needs::Page,
        does: "writes the JavaScript that loads the wasm; Trunk calls it",
    },
    Tool {
        program: "wasm-bindgen-test-runner",
        package: "wasm-bindgen-cli",
        version: Version::AsLocked("wasm-bindgen"),
        needed_for: Needs::Tests,
        does: "runs the wasm tests in browsers",
    },
    Tool {
        program: "geckodriver",
        package: "geckodriver",
        version: Version::Exactly("0.37.1"),
        needed_for: Needs::Bench,
        does: "lets the tests drive Firefox",
    },
    Tool {
        program: "cargo-deny",
        package: "cargo-deny",
        version: Version::Exactly("0.20.2"),
        needed_for: Needs::Tests,
        does: "checks where packages come from and their licences",
    },
    Tool {
        program: "mdbook",
        package: "mdbook",
        version: Version::Exactly("0.5.4"),
        needed_for: Needs::Book,
        does: "makes a book of the documentation, and one in which the widget is tested",
    },
    Tool {
        program: "cargo-fuzz",
        package: "cargo-fuzz",
        version: Version::Exactly("0.13.1"),
        needed_for: Needs::Fuzz,
        does: "drives the fuzz targets by libFuzzer",
    },
];

/// Gets what is missing, saying what and why; gives the PATH on which every tool has its pinned version.
pub fn ready(root: &Path, needs: Needs) -> Result<OsString, String> {
    target::ready(root)?;
    let lock = fs::read_to_string(root.join("Cargo.lock")).map_err(|why| {
        format!(
            "cannot read Cargo.lock ({why}), which says the version of wasm-bindgen; \
             it belongs to the repository: get it back with `git checkout Cargo.lock`"
        )
    })?;
    let own = root.join(".tools").join("bin");
    let path = path::with_first(&own)?;

    let absent = missing(&own, &path, needs, &lock)?;
    install::all(root, &packages(&absent, &lock)?, &path)?;
    match missing(&own, &path, needs, &lock)?.first() {
        None => Ok(path),
        Some(tool) => Err(format!(
            "{} was got, but there is still no {} of its version; \
             delete .tools and run this again",
            tool.package, tool.program
        )),
    }
}

// Says which and why, as it finds them.
fn missing(
    own: &Path,
    path: &OsStr,
    needs: Needs,
    lock: &str,
) -> Result<Vec<&'static Tool>, String> {
    let mut missing = Vec::new();
    for tool in TOOLS.iter().filter(|tool| tool.needed_for(needs)) {
        let version = tool.version(lock)?;
        if let Some(seen) = unfit(tool.program, &version, own, path) {
            println!(
                "{} {version} is needed, which {}; {seen}.",
                tool.program, tool.does
            );
            missing.push(tool);
        }
    }
    Ok(missing)
}

// What was found instead of the program of this version; nothing if it was found.
fn unfit(program: &str, version: &str, own: &Path, path: &OsStr) -> Option<String> {
    let built = own.join(path::file_name(program));
    if built.exists() && version_of(&built).as_deref() != Some(version) {
        // It would hide a right one further down PATH. A copy that was cut short looks the same.
        let _ = fs::remove_file(&built);
    }
    let found = path::find(program, path).and_then(|file| version_of(&file));
    match found {
        Some(found) if found == version => None,
        Some(found) => Some(format!(
            "found {program} {found} on PATH, which stays as it is"
        )),
        None => Some("found none on PATH".to_owned()),
    }
}

fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    version_in(&String::from_utf8_lossy(&output.stdout)).map(str::to_owned)
}

// `trunk 0.21.14`, `mdbook v0.5.4` or `geckodriver 0.37.1 (…)`, and more lines.
fn version_in(answer: &str) -> Option<&str> {
    let word = answer.lines().next()?.split_whitespace().nth(1)?;
    Some(word.strip_prefix('v').unwrap_or(word))
}

fn packages(absent: &[&Tool], lock: &str) -> Result<Vec<Package>, String> {
    let mut packages: Vec<Package> = Vec::new();
    for tool in absent {
        if packages.iter().all(|package| package.name != tool.package) {
            packages.push(Package {
                name: tool.package,
                version: tool.version(lock)?,
                programs: programs(tool.package),
            });
        }
    }
    Ok(packages)
}

// All of them, whichever is absent: they share their crates, and linking one more is cheap.
fn programs(package: &str) -> Vec<&'static str> {
    TOOLS
        .iter()
        .filter(|tool| tool.package == package)
        .map(|tool| tool.program)
        .collect()
}

impl Tool {
    fn needed_for(&self, needs: Needs) -> bool {
        match needs {
            Needs::Tests => self.needed_for != Needs::Fuzz,
            Needs::Bench => matches!(self.needed_for, Needs::Bench | Needs::Page),
            Needs::Page | Needs::Book | Needs::Fuzz => self.needed_for == needs,
        }
    }

    fn version(&self, lock: &str) -> Result<String, String> {
        match self.version {
            Version::Exactly(version) => Ok(version.to_owned()),
            Version::AsLocked(package) => {
                locked(lock, package).map(str::to_owned).ok_or_else(|| {
                    format!(
                        "Cargo.lock names no package `{package}`, so the version of {} is \
                         unknown; run `cargo generate-lockfile`",
                        self.program
                    )
                })
            }
        }
    }
}

fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::{Needs, TOOLS, locked, programs, version_in};

    #[test]
    fn the_version_is_the_second_word_of_the_answer() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(
            version_in("geckodriver 0.37.1 (abc 2026)\n\nThe source code"),
            Some("0.37.1")
        );
        assert_eq!(version_in("mdbook v0.5.4\n"), Some("0.5.4"));
        assert_eq!(version_in(""), None);
        assert_eq!(version_in("trunk"), None);
    }

    #[test]
    fn cargo_lock_is_read_by_the_whole_name() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"…\"
";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "wasm"), None);
        assert_eq!(locked("name = \"wasm-bindgen\"", "wasm-bindgen"), None);
    }

    #[test]
    fn each_need_has_its_own_tools_and_no_others() {
        let tools = |needs| -> Vec<&str> {
            let tools = TOOLS.iter().filter(|tool| tool.needed_for(needs));
            tools.map(|tool| tool.program).collect()
        };
        assert_eq!(tools(Needs::Page), ["trunk", "wasm-bindgen"]);
        assert_eq!(
            tools(Needs::Bench),
            ["trunk", "wasm-bindgen", "geckodriver"]
        );
        assert_eq!(tools(Needs::Book), ["mdbook"]);
        assert_eq!(tools(Needs::Fuzz), ["cargo-fuzz"]);
        assert_eq!(tools(Needs::Tests).len(), TOOLS.len() - 1);
    }

    #[test]
    fn a_package_is_built_with_all_its_programs() {
        assert_eq!(
            programs("wasm-bindgen-cli"),
            ["wasm-bindgen", "wasm-bindgen-test-runner"]
        );
    }
}
