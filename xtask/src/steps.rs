//! The checks and tests, one after the other, until one fails.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::environments::Environments;
use crate::flags::Flags;
use crate::programs::{self, Variable};
use crate::time::spell;
use crate::tools::{self, Needs};
use crate::{clients, documents, nginx, page, path, shell};

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

// The rest can do without this one,
const CLIENTS: &str = "clients";
// and this one without its tests of such names: what needs a client, and the documents.
const BROWSERS: &str = "browser tests";
const YAPAPI: &str = "using::yapapi_takes_the_snippet";
const DOCUMENTS: &str = "documents::";

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
    step(Kind::Test, BROWSERS, "cargo test --package e2e --locked"),
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
    let no_clients = given(
        CLIENTS,
        clients::ready(root, &path)?,
        complete,
        &mut variables,
    )?;
    let no_documents = given(
        DOCUMENTS,
        documents::ready(root, &path)?,
        complete,
        &mut variables,
    )?;
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
        let left_out = left_out(step, no_clients.as_deref(), no_documents.as_deref());
        let command = command(step, filter.as_deref(), &left_out);
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
        println!("{heading}: passed in {}", spell(time));
        outcomes.push(if left_out.is_empty() {
            Outcome::Passed(time)
        } else {
            Outcome::PassedInPart(time, left_out)
        });
    }
    println!("\n{}", table(&steps, &outcomes));
    Ok(ExitCode::SUCCESS)
}

// Gives the tests what was installed for them, or gives why they cannot be run; in a complete
// run they must be.
fn given(
    tests: &str,
    environments: Environments,
    complete: bool,
    variables: &mut Vec<Variable>,
) -> Result<Option<String>, String> {
    match environments {
        Environments::Installed(places) => {
            variables.extend(places);
            Ok(None)
        }
        Environments::Unavailable(why) if complete => {
            Err(format!("the tests `{tests}` cannot be run: there is {why}"))
        }
        Environments::Unavailable(why) => Ok(Some(why)),
    }
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
    let programs = [
        ("GECKODRIVER", "geckodriver"),
        ("WASM_BINDGEN_TEST_RUNNER", "wasm-bindgen-test-runner"),
        ("MDBOOK", "mdbook"),
    ];
    let programs = programs
        .into_iter()
        .filter_map(|(variable, program)| Some((variable, path::find(program, path)?)));
    [("GVMI_HASH_DIST", root.join("dist"))]
        .into_iter()
        .chain(programs)
        .collect()
}

fn chosen(filter: Option<&str>) -> Vec<&'static Step> {
    STEPS
        .iter()
        .filter(|step| filter.is_none() || step.kind != Kind::Check)
        .collect()
}

// Tests of a step that cannot be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct LeftOut<'a> {
    // What their names contain.
    tests: &'static str,
    why: &'a str,
}

fn left_out<'a>(
    step: &Step,
    no_clients: Option<&'a str>,
    no_documents: Option<&'a str>,
) -> Vec<LeftOut<'a>> {
    [(YAPAPI, no_clients), (DOCUMENTS, no_documents)]
        .into_iter()
        .filter(|_| step.name == BROWSERS)
        .filter_map(|(tests, why)| Some(LeftOut { tests, why: why? }))
        .collect()
}

fn command<'a>(step: &Step, filter: Option<&'a str>, left_out: &[LeftOut]) -> Vec<&'a str> {
    let mut words: Vec<&str> = step.command.split(' ').collect();
    let filter = filter.filter(|_| step.kind == Kind::Test);
    if filter.is_some() || !left_out.is_empty() {
        words.push("--");
        words.extend(filter);
    }
    words.extend(left_out.iter().flat_map(|left| ["--skip", left.tests]));
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
        BROWSERS | CLIENTS => {
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
    // Something is missing here that some of its tests need.
    PassedInPart(Duration, Vec<LeftOut<'a>>),
    Failed(Duration),
    // Something is missing here.
    Impossible(&'a str),
}

impl Outcome<'_> {
    fn time(&self) -> Duration {
        match self {
            Self::Passed(time) | Self::PassedInPart(time, _) | Self::Failed(time) => *time,
            Self::Impossible(_) => Duration::ZERO,
        }
    }
}

fn table(steps: &[&Step], outcomes: &[Outcome]) -> String {
    let result = |number: usize| match outcomes.get(number) {
        None => "not run".to_owned(),
        Some(Outcome::Passed(time)) => spell(*time),
        Some(Outcome::PassedInPart(time, left_out)) => left_out
            .iter()
            .fold(spell(*time), |result, LeftOut { tests, why }| {
                format!("{result}, `{tests}` NOT RUN: {why}")
            }),
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

    use super::{
        BROWSERS, CLIENTS, Outcome, Request, STEPS, YAPAPI, again, chosen, command, given,
        left_out, request, table,
    };
    use crate::environments::Environments;
    use crate::shell;

    fn commands(filter: Option<&str>) -> Vec<String> {
        chosen(filter)
            .iter()
            .map(|step| shell::line(&command(step, filter, &[])))
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
            let again = again(step, &command(step, None, &[]), &variables);
            match step.name {
                "page" => assert_eq!(again, "cargo xtask build"),
                "packages" => assert_eq!(again, format!("PATH=.tools/bin:$PATH {}", step.command)),
                BROWSERS | CLIENTS => {
                    assert_eq!(again, format!("XVFB='/a b/Xvfb' {}", step.command))
                }
                _ => assert_eq!(again, step.command),
            }
        }
    }

    const NO_PYTHON: &str = "no python3 (3.11 or newer)";
    const NO_NODE: &str = "no node (20 or newer)";

    #[test]
    fn what_is_lacking_leaves_out_the_tests_that_need_it_and_no_others() {
        let line = |step, filter, clients, documents| {
            shell::line(&command(step, filter, &left_out(step, clients, documents)))
        };
        for step in &STEPS {
            let expected = match step.name {
                BROWSERS => format!(
                    "{} -- --skip using::yapapi_takes_the_snippet --skip documents::",
                    step.command
                ),
                _ => step.command.to_owned(),
            };
            assert_eq!(line(step, None, Some(NO_PYTHON), Some(NO_PYTHON)), expected);
            assert_eq!(line(step, None, None, None), step.command);
        }
        let Some(browsers) = STEPS.iter().find(|step| step.name == BROWSERS) else {
            panic!("there is no step {BROWSERS}");
        };
        assert_eq!(
            line(browsers, None, Some(NO_PYTHON), None),
            "cargo test --package e2e --locked -- --skip using::yapapi_takes_the_snippet"
        );
        assert_eq!(
            line(browsers, Some("drop"), None, Some(NO_NODE)),
            "cargo test --package e2e --locked -- drop --skip documents::"
        );
    }

    #[test]
    fn the_journey_that_is_left_out_without_clients_is_there() {
        let (module, journey) = YAPAPI.split_once("::").expect("a module and a function");
        assert_eq!(module, "using");
        let journeys = include_str!("../../tests/e2e/src/journeys/using.rs");
        assert!(journeys.contains(&format!("pub async fn {journey}(")));
    }

    #[test]
    fn a_complete_run_fails_without_what_it_needs() {
        let unavailable = || Environments::Unavailable("no npm".to_owned());
        let mut variables = Vec::new();
        assert_eq!(
            given("clients", unavailable(), false, &mut variables),
            Ok(Some("no npm".to_owned()))
        );
        assert_eq!(
            given("clients", unavailable(), true, &mut variables),
            Err("the tests `clients` cannot be run: there is no npm".to_owned())
        );
        assert_eq!(variables, []);
    }

    #[test]
    fn the_table_says_which_tests_of_a_step_were_not_run() {
        let first = |no_clients, no_documents| {
            let browsers: Vec<_> = STEPS.iter().filter(|step| step.name == BROWSERS).collect();
            let left_out = left_out(browsers[0], no_clients, no_documents);
            let outcomes = [Outcome::PassedInPart(Duration::from_secs(61), left_out)];
            let table = table(&browsers, &outcomes);
            table.lines().next().map(str::to_owned)
        };
        assert_eq!(
            first(None, Some(NO_NODE)).as_deref(),
            Some("browser tests  1 min 1 s, `documents::` NOT RUN: no node (20 or newer)")
        );
        assert_eq!(
            first(Some(NO_PYTHON), Some(NO_PYTHON)).as_deref(),
            Some(
                "browser tests  1 min 1 s, `using::yapapi_takes_the_snippet` NOT RUN: \
                 no python3 (3.11 or newer), `documents::` NOT RUN: no python3 (3.11 or newer)"
            )
        );
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
