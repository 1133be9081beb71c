//! The checks and tests, one after the other, until one fails.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::clients::{self, Clients};
use crate::flags::Flags;
use crate::programs::{self, Variable};
use crate::time::spell;
use crate::tools::{self, Needs};
use crate::{nginx, page, path, shell};

struct Step {
    name: &'static str,
    command: &'static str,
    kind: Kind,
}

// What a filter makes of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    // It is left out: nothing in it has a test's name.
    Check,
    // It runs as ever: the browser tests need what it builds.
    Build,
    // It runs the tests whose names contain the filter.
    Test,
}

// The one step that the rest can do without.
const CLIENTS: &str = "clients";

const STEPS: [Step; 10] = [
    step(Kind::Check, "format", "cargo fmt --all --check"),
    step(
        Kind::Check,
        "clippy, host",
        "cargo clippy --workspace --all-targets --locked -- -D warnings",
    ),
    step(
        Kind::Check,
        "clippy, wasm",
        "cargo clippy --package gvmi-hash --package bench-probe --lib --bins --test web \
         --target wasm32-unknown-unknown --locked -- -D warnings",
    ),
    step(
        Kind::Check,
        "packages",
        "cargo deny --workspace check bans licenses sources",
    ),
    step(
        Kind::Test,
        "host tests",
        "cargo test --workspace --exclude e2e --exclude clients --locked",
    ),
    step(Kind::Test, CLIENTS, "cargo test --package clients --locked"),
    step(Kind::Build, "page", "trunk build --release"),
    step(Kind::Check, "same bytes", "cargo xtask reproduce"),
    step(
        Kind::Build,
        "wasm tests",
        "cargo test --package gvmi-hash --test web --release --locked \
         --target wasm32-unknown-unknown --no-run",
    ),
    step(
        Kind::Test,
        "browser tests",
        "cargo test --package e2e --locked",
    ),
];

const fn step(kind: Kind, name: &'static str, command: &'static str) -> Step {
    Step {
        name,
        command,
        kind,
    }
}

/// Runs every step, or with a filter those that have tests of such a name, and prints how long each took.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let Request { filter, complete } = request(args)?;
    // These first: what only the user can get is asked for before minutes of building.
    let path = env::var_os("PATH").unwrap_or_default();
    let mut variables = programs::ready(&path)?;
    variables.push(nginx::ready(root, &path)?);
    let no_clients = match clients::ready(root, &path)? {
        Clients::Installed(clients) => {
            variables.extend(clients);
            None
        }
        Clients::Unavailable(why) if complete => {
            return Err(format!(
                "the step `{CLIENTS}` cannot be run: there is {why}"
            ));
        }
        Clients::Unavailable(why) => Some(why),
    };
    let path = tools::ready(root, Needs::Tests)?;
    let flags = Flags::find(root, &path)?;
    variables.extend(built(root, &path));
    let steps = chosen(filter.as_deref());
    if let Some(filter) = &filter {
        println!("Only tests whose names contain `{filter}`; format and clippy are left out.");
    }

    let mut outcomes = Vec::new();
    for (before, step) in steps.iter().enumerate() {
        let heading = format!("[{}/{}] {}", before + 1, steps.len(), step.name);
        if let (CLIENTS, Some(why)) = (step.name, &no_clients) {
            println!("\n{heading}: NOT RUN: {why}");
            outcomes.push(Outcome::Impossible(why));
            continue;
        }
        let command = with_filter(step, filter.as_deref());
        println!("\n{heading}: {}", shell::line(&command));
        let started = Instant::now();
        let passed = succeeds(root, &path, &flags, &variables, &command)?;
        let time = started.elapsed();
        if !passed {
            outcomes.push(Outcome::Failed(time));
            println!("\n{}", table(&steps, &outcomes));
            return Err(format!(
                "the step `{}` failed, so what follows it was not run. \
                 To run it again:\n\n  {}\n",
                step.name,
                again(step, &command, &variables)
            ));
        }
        outcomes.push(Outcome::Passed(time));
        println!("{heading}: passed in {}", spell(time));
    }
    println!("\n{}", table(&steps, &outcomes));
    Ok(ExitCode::SUCCESS)
}

// What the user asked for.
#[derive(PartialEq, Eq, Debug)]
struct Request {
    filter: Option<String>,
    // Whether a step that cannot be run is a failure.
    complete: bool,
}

fn request(args: &[OsString]) -> Result<Request, String> {
    const COMPLETE: &str = "--complete";
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let complete = words.first().is_some_and(|word| word == COMPLETE);
    match &words[usize::from(complete)..] {
        [] => Ok(Request {
            filter: None,
            complete,
        }),
        [filter] if !filter.starts_with('-') => Ok(Request {
            filter: Some(filter.to_string()),
            complete,
        }),
        _ => Err(format!(
            "`test` takes {COMPLETE} or nothing, then a part of a test's name or nothing; it was \
             given `{}`",
            words.join(" ")
        )),
    }
}

/// Where the product will be, and the programs that drive the tests.
pub fn built(root: &Path, path: &OsStr) -> Vec<Variable> {
    let drivers = [
        ("GECKODRIVER", "geckodriver"),
        ("WASM_BINDGEN_TEST_RUNNER", "wasm-bindgen-test-runner"),
    ];
    let drivers = drivers
        .into_iter()
        .filter_map(|(variable, program)| Some((variable, path::find(program, path)?)));
    [("GVMI_HASH_DIST", root.join("dist"))]
        .into_iter()
        .chain(drivers)
        .collect()
}

fn chosen(filter: Option<&str>) -> Vec<&'static Step> {
    STEPS
        .iter()
        .filter(|step| filter.is_none() || step.kind != Kind::Check)
        .collect()
}

fn with_filter<'a>(step: &Step, filter: Option<&'a str>) -> Vec<&'a str> {
    let mut words: Vec<&str> = step.command.split(' ').collect();
    if let (Kind::Test, Some(filter)) = (step.kind, filter) {
        words.extend(["--", filter]);
    }
    words
}

fn succeeds(
    root: &Path,
    path: &OsStr,
    flags: &Flags,
    variables: &[Variable],
    command: &[&str],
) -> Result<bool, String> {
    let mut process = match command[0] {
        "trunk" => page::trunk(root, path, flags),
        program => Command::new(program),
    };
    let status = flags
        .give(&mut process)
        .args(&command[1..])
        .current_dir(root)
        .env("PATH", path)
        .envs(variables.iter().cloned())
        .status()
        .map_err(|why| format!("cannot start `{}`: {why}", shell::line(command)))?;
    Ok(status.success())
}

// Trunk and some tests need what this program gives them; the rest can be run as they are.
fn again(step: &Step, command: &[&str], variables: &[Variable]) -> String {
    match step.name {
        "page" => "cargo xtask build".to_owned(),
        "packages" => format!("PATH=.tools/bin:$PATH {}", shell::line(command)),
        "browser tests" | CLIENTS => {
            let mut words: Vec<String> = variables
                .iter()
                .map(|(name, value)| format!("{name}={}", shell::quoted(&value.to_string_lossy())))
                .collect();
            words.push(shell::line(command));
            words.join(" ")
        }
        _ => shell::line(command),
    }
}

// What became of a step that had its turn.
enum Outcome<'a> {
    Passed(Duration),
    Failed(Duration),
    // Something is missing here.
    Impossible(&'a str),
}

impl Outcome<'_> {
    fn time(&self) -> Duration {
        match self {
            Self::Passed(time) | Self::Failed(time) => *time,
            Self::Impossible(_) => Duration::ZERO,
        }
    }
}

fn table(steps: &[&Step], outcomes: &[Outcome]) -> String {
    let result = |number: usize| match outcomes.get(number) {
        None => "not run".to_owned(),
        Some(Outcome::Passed(time)) => spell(*time),
        Some(Outcome::Failed(time)) => format!("failed after {}", spell(*time)),
        Some(Outcome::Impossible(why)) => format!("NOT RUN: {why}"),
    };
    let rows: String = steps
        .iter()
        .enumerate()
        .map(|(number, step)| format!("{:<14} {}\n", step.name, result(number)))
        .collect();
    let total = outcomes.iter().map(Outcome::time).sum();
    format!("{rows}{:<14} {}", "total", spell(total))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::{CLIENTS, Outcome, Request, STEPS, again, chosen, request, table, with_filter};
    use crate::shell;

    fn commands(filter: Option<&str>) -> Vec<String> {
        chosen(filter)
            .iter()
            .map(|step| shell::line(&with_filter(step, filter)))
            .collect()
    }

    #[test]
    fn without_a_filter_every_step_runs_as_written() {
        let written: Vec<_> = STEPS.iter().map(|step| step.command).collect();
        assert_eq!(commands(None), written);
    }

    #[test]
    fn a_filter_leaves_out_the_checks_and_goes_to_the_tests() {
        assert_eq!(
            commands(Some("drop a")),
            [
                "cargo test --workspace --exclude e2e --exclude clients --locked -- 'drop a'",
                "cargo test --package clients --locked -- 'drop a'",
                "trunk build --release",
                "cargo test --package gvmi-hash --test web --release --locked \
                 --target wasm32-unknown-unknown --no-run",
                "cargo test --package e2e --locked -- 'drop a'",
            ]
        );
    }

    #[test]
    fn what_is_no_name_is_refused_with_what_was_seen() {
        let given = |words: &[&str]| request(&words.iter().map(Into::into).collect::<Vec<_>>());
        let wanted = |filter: Option<&str>, complete| {
            let filter = filter.map(str::to_owned);
            Ok(Request { filter, complete })
        };
        assert_eq!(given(&[]), wanted(None, false));
        assert_eq!(given(&["drop"]), wanted(Some("drop"), false));
        assert_eq!(given(&["--complete"]), wanted(None, true));
        assert_eq!(given(&["--complete", "drop"]), wanted(Some("drop"), true));
        assert_eq!(
            given(&["a", "--nocapture"]).unwrap_err(),
            "`test` takes --complete or nothing, then a part of a test's name or nothing; it was \
             given `a --nocapture`"
        );
    }

    #[test]
    fn each_step_says_how_to_run_it_again() {
        let variables = [("XVFB", PathBuf::from("/a b/Xvfb"))];
        for step in &STEPS {
            let again = again(step, &with_filter(step, None), &variables);
            match step.name {
                "page" => assert_eq!(again, "cargo xtask build"),
                "packages" => assert_eq!(again, format!("PATH=.tools/bin:$PATH {}", step.command)),
                "browser tests" | CLIENTS => {
                    assert_eq!(again, format!("XVFB='/a b/Xvfb' {}", step.command))
                }
                _ => assert_eq!(again, step.command),
            }
        }
    }

    #[test]
    fn the_table_never_shows_a_step_that_was_not_run_as_passed() {
        let outcomes = [
            Outcome::Passed(Duration::from_millis(400)),
            Outcome::Impossible("no npm"),
            Outcome::Failed(Duration::from_secs(61)),
        ];
        assert_eq!(
            table(&chosen(Some("")), &outcomes),
            "host tests     0.4 s\n\
             clients        NOT RUN: no npm\n\
             page           failed after 1 min 1 s\n\
             wasm tests     not run\n\
             browser tests  not run\n\
             total          1 min 1 s"
        );
    }
}
