//! The checks and tests: two lanes side by side, then the browsers, until one step fails.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::environments::Environments;
use crate::flags::Flags;
use crate::programs::{self, Variable};
use crate::time::spell;
use crate::tools::{self, Needs};
use crate::{clients, documents, mounts, nginx, page, path, shell};

struct Step {
    name: &'static str,
    command: &'static str,
    kind: Kind,
    lane: Lane,
    // Whether it is a part of the quick run.
    is_quick: bool,
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

// Steps of one lane run one after the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    Debug,
    // Beside the other: cargo locks the folder of each profile by itself.
    Release,
    // When the others are done: they need what is built, and both cores.
    Browsers,
}

// The rest can do without this one,
const CLIENTS: &str = "clients";
// and this one without its tests of such names: what needs a client, the documents, or axe-core
// and Lighthouse, which are got with them.
const BROWSERS: &str = "browser tests";
const YAPAPI: &str = "using::yapapi_takes_the_snippet";
const DOCUMENTS: &str = "documents::";
const ACCESSIBILITY: &str = "accessibility::";
const LIGHTHOUSE: &str = "lighthouse::";
// What needs disks that fail.
const MOUNTED: &str = "mounted::";

// The browser tests of the quick run.
const QUICK_FILTER: &str = "chromium::";

const STEPS: [Step; 10] = [
    quick(
        Kind::Check,
        "format",
        Lane::Debug,
        "cargo fmt --all --check",
    ),
    quick(
        Kind::Check,
        "clippy, host",
        Lane::Debug,
        "cargo clippy --workspace --all-targets --locked -- -D warnings",
    ),
    quick(
        Kind::Check,
        "clippy, wasm",
        Lane::Debug,
        "cargo clippy --package gvmi-hash --package bench-probe --lib --bins --test web \
         --target wasm32-unknown-unknown --locked -- -D warnings",
    ),
    quick(
        Kind::Test,
        "host tests",
        Lane::Debug,
        "cargo test --workspace --exclude e2e --exclude clients --locked",
    ),
    step(
        Kind::Test,
        CLIENTS,
        Lane::Debug,
        "cargo test --package clients --locked",
    ),
    step(
        Kind::Check,
        "packages",
        Lane::Debug,
        "cargo deny --workspace check bans licenses sources",
    ),
    quick(Kind::Build, "page", Lane::Release, "trunk build --release"),
    quick(
        Kind::Build,
        "wasm tests",
        Lane::Release,
        "cargo test --package gvmi-hash --test web --release --locked \
         --target wasm32-unknown-unknown --no-run",
    ),
    step(
        Kind::Check,
        "same bytes",
        Lane::Release,
        "cargo xtask reproduce",
    ),
    quick(
        Kind::Test,
        BROWSERS,
        Lane::Browsers,
        "cargo test --package e2e --locked",
    ),
];

const fn step(kind: Kind, name: &'static str, lane: Lane, command: &'static str) -> Step {
    Step {
        name,
        command,
        kind,
        lane,
        is_quick: false,
    }
}

const fn quick(kind: Kind, name: &'static str, lane: Lane, command: &'static str) -> Step {
    Step {
        is_quick: true,
        ..step(kind, name, lane, command)
    }
}

/// Runs every step, or those that the arguments choose, and prints how long each took.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let request = request(args)?;
    // These first: what only the user can get is asked for before minutes of building.
    let path = env::var_os("PATH").unwrap_or_default();
    let mut variables = programs::ready(&path)?;
    variables.push(nginx::ready(root, &path)?);
    let no_clients = given(
        CLIENTS,
        clients::ready(root, &path)?,
        request.complete,
        &mut variables,
    )?;
    let no_documents = given(
        DOCUMENTS,
        documents::ready(root, &path)?,
        request.complete,
        &mut variables,
    )?;
    let no_mounts = mounts::lacks(&path);
    let path = tools::ready(root, Needs::Tests)?;
    let flags = Flags::find(root, &path)?;
    variables.extend(built(root, &path));
    println!("{}", request.part.say());
    Run {
        root,
        path: &path,
        flags: &flags,
        variables: &variables,
        part: &request.part,
        steps: chosen(&request.part),
        no_clients: no_clients.as_deref(),
        no_documents: no_documents.as_deref(),
        no_mounts: no_mounts.as_deref(),
        outcomes: Mutex::new(Vec::new()),
        passed: AtomicU64::new(0),
    }
    .finish()
}

// All that a step needs, and what became of those that had their turn.
struct Run<'a> {
    root: &'a Path,
    path: &'a OsStr,
    flags: &'a Flags,
    variables: &'a [Variable],
    part: &'a Part,
    steps: Vec<&'static Step>,
    no_clients: Option<&'a str>,
    no_documents: Option<&'a str>,
    // Never a failure: few containers let anybody mount a disk.
    no_mounts: Option<&'a str>,
    outcomes: Mutex<Vec<(&'static str, Outcome<'a>)>>,
    // How many tests passed in the steps before the browsers'.
    passed: AtomicU64,
}

impl<'a> Run<'a> {
    fn finish(self) -> Result<ExitCode, String> {
        let started = Instant::now();
        let run = &self;
        let [debug, release] = thread::scope(|scope| {
            [Lane::Debug, Lane::Release]
                .map(|lane| scope.spawn(move || run.follow(lane)))
                .map(|lane| {
                    lane.join()
                        .unwrap_or_else(|_| Err("a lane broke".to_owned()))
                })
        });
        let done = debug
            .and(release)
            .and_then(|()| self.follow(Lane::Browsers));
        let outcomes = self.outcomes.lock().map_err(|_| "a lane broke")?;
        println!("\n{}", table(&self.steps, &outcomes, started.elapsed()));
        done.map(|()| ExitCode::SUCCESS)
    }

    fn follow(&self, lane: Lane) -> Result<(), String> {
        for step in self.steps.iter().filter(|step| step.lane == lane) {
            if self.has_failed() {
                return Ok(());
            }
            let (outcome, done) = self.take(step);
            if let Ok(mut outcomes) = self.outcomes.lock() {
                outcomes.push((step.name, outcome));
            }
            done?;
        }
        Ok(())
    }

    fn has_failed(&self) -> bool {
        let failed = |(_, outcome): &(_, Outcome)| matches!(outcome, Outcome::Failed(_));
        self.outcomes
            .lock()
            .is_ok_and(|outcomes| outcomes.iter().any(failed))
    }

    fn take(&self, step: &Step) -> (Outcome<'a>, Result<(), String>) {
        if let (CLIENTS, Some(why)) = (step.name, self.no_clients) {
            println!("\n{}: NOT RUN: {why}", step.name);
            return (Outcome::Impossible(why), Ok(()));
        }
        let left_out = left_out(step, self.no_clients, self.no_documents, self.no_mounts);
        let command = command(step, self.part, &left_out);
        println!("\n{}: {}", step.name, shell::line(&command));
        let started = Instant::now();
        let succeeds = self.succeeds(step, &command);
        let time = started.elapsed();
        match succeeds {
            Ok(true) => {
                println!("{}: passed in {}", step.name, spell(time));
                let outcome = if left_out.is_empty() {
                    Outcome::Passed(time)
                } else {
                    Outcome::PassedInPart(time, left_out)
                };
                (outcome, Ok(()))
            }
            Ok(false) => {
                let again = again(step, &command, self.variables);
                let why = format!(
                    "the step `{}` failed, so what follows it was not run. \
                     To run it again:\n\n  {again}\n",
                    step.name
                );
                (Outcome::Failed(time), Err(why))
            }
            Err(why) => (Outcome::Failed(time), Err(why)),
        }
    }

    // The output of steps that run side by side is printed when they end.
    fn succeeds(&self, step: &Step, command: &[&str]) -> Result<bool, String> {
        let mut process = match command[0] {
            "trunk" => page::trunk(self.root, self.path, self.flags),
            program => Command::new(program),
        };
        self.flags
            .give(&mut process)
            .args(&command[1..])
            .current_dir(self.root)
            .env("PATH", self.path)
            .envs(self.variables.iter().cloned());
        let status = match step.lane {
            Lane::Browsers => {
                if self.part.filter().is_some() && self.passed.load(Relaxed) == 0 {
                    process.env(MUST_MATCH, "1");
                }
                process.status()
            }
            Lane::Debug | Lane::Release => at_the_end(process).map(|(status, said)| {
                self.passed.fetch_add(passed(&said), Relaxed);
                status
            }),
        };
        let status =
            status.map_err(|why| format!("cannot start `{}`: {why}", shell::line(command)))?;
        Ok(status.success())
    }
}

// Tells the browser tests that one of theirs has to match the filter: no other test did.
const MUST_MATCH: &str = "GVMI_HASH_MUST_MATCH";

// How many tests passed, by what cargo's test runners print.
fn passed(said: &str) -> u64 {
    said.lines()
        .filter_map(|line| line.strip_prefix("test result: ok. "))
        .filter_map(|rest| rest.split_once(" passed")?.0.parse::<u64>().ok())
        .sum()
}

fn at_the_end(mut process: Command) -> io::Result<(ExitStatus, String)> {
    let (mut output, input) = io::pipe()?;
    process.stdout(input.try_clone()?).stderr(input);
    let mut child = process.spawn()?;
    // It holds the other ends of the pipe.
    drop(process);
    let mut said = Vec::new();
    output.read_to_end(&mut said)?;
    let status = child.wait()?;
    let said = String::from_utf8_lossy(&said).into_owned();
    println!("\n{}", said.trim_end());
    Ok((status, said))
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
    part: Part,
    // Whether a step that cannot be run is a failure.
    complete: bool,
}

// What is run.
#[derive(PartialEq, Eq, Debug)]
enum Part {
    Everything,
    // What a change usually needs.
    Quick,
    // Tests whose names contain this.
    Named(String),
}

impl Part {
    fn filter(&self) -> Option<&str> {
        match self {
            Self::Named(filter) => Some(filter),
            Self::Everything | Self::Quick => None,
        }
    }

    fn say(&self) -> String {
        match self {
            Self::Everything => "All checks and tests.".to_owned(),
            Self::Quick => {
                "Format, clippy, the native tests, and the journeys in Chromium; all else is left \
                 out."
                    .to_owned()
            }
            Self::Named(filter) => format!(
                "Only tests whose names contain `{filter}`; format and clippy are left out."
            ),
        }
    }
}

fn request(args: &[OsString]) -> Result<Request, String> {
    const COMPLETE: &str = "--complete";
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let complete = words.first().is_some_and(|word| word == COMPLETE);
    let part = match &words[usize::from(complete)..] {
        [] => Part::Everything,
        [quick] if quick == "quick" => Part::Quick,
        [filter] if !filter.starts_with('-') => Part::Named(filter.to_string()),
        _ => {
            return Err(format!(
                "`test` takes {COMPLETE} or nothing, then `quick`, a part of a test's name or \
                 nothing; it was given `{}`",
                words.join(" ")
            ));
        }
    };
    Ok(Request { part, complete })
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

/// Runs the program of one of the project's packages, with what it needs.
pub fn run_package(
    root: &Path,
    path: &OsStr,
    package: &str,
    args: impl IntoIterator<Item = impl AsRef<OsStr>>,
    variables: Vec<Variable>,
) -> Result<ExitCode, String> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--locked", "--package", package, "--"])
        .args(args)
        .envs(variables);
    run_cargo(root, path, cargo)
}

/// Runs cargo in the project with these tools, and ends as it ends.
pub fn run_cargo(root: &Path, path: &OsStr, mut cargo: Command) -> Result<ExitCode, String> {
    let status = cargo
        .current_dir(root)
        .env("PATH", path)
        .status()
        .map_err(|why| format!("cannot start cargo: {why}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn chosen(part: &Part) -> Vec<&'static Step> {
    let is_in = |step: &&Step| match part {
        Part::Everything => true,
        Part::Quick => step.is_quick,
        Part::Named(_) => step.kind != Kind::Check,
    };
    STEPS.iter().filter(is_in).collect()
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
    no_mounts: Option<&'a str>,
) -> Vec<LeftOut<'a>> {
    [
        (YAPAPI, no_clients),
        (DOCUMENTS, no_documents),
        (ACCESSIBILITY, no_documents),
        (LIGHTHOUSE, no_documents),
        (MOUNTED, no_mounts),
    ]
    .into_iter()
    .filter(|_| step.name == BROWSERS)
    .filter_map(|(tests, why)| Some(LeftOut { tests, why: why? }))
    .collect()
}

fn command<'a>(step: &Step, part: &'a Part, left_out: &[LeftOut]) -> Vec<&'a str> {
    let mut words: Vec<&str> = step.command.split(' ').collect();
    let filter = match part {
        Part::Quick => Some(QUICK_FILTER).filter(|_| step.name == BROWSERS),
        part => part.filter().filter(|_| step.kind == Kind::Test),
    };
    if filter.is_some() || !left_out.is_empty() {
        words.push("--");
        words.extend(filter);
    }
    words.extend(left_out.iter().flat_map(|left| ["--skip", left.tests]));
    words
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

fn table(steps: &[&Step], outcomes: &[(&str, Outcome)], total: Duration) -> String {
    let outcome = |step: &Step| {
        let mut outcomes = outcomes.iter();
        let (_, outcome) = outcomes.find(|(name, _)| *name == step.name)?;
        Some(outcome)
    };
    let result = |step| match outcome(step) {
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
        .map(|step| format!("{:<14} {}\n", step.name, result(step)))
        .collect();
    format!("{rows}{:<14} {}", "total", spell(total))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::{
        BROWSERS, CLIENTS, Lane, Outcome, Part, Request, STEPS, YAPAPI, again, chosen, command,
        given, left_out, passed, request, table,
    };
    use crate::environments::Environments;
    use crate::shell;

    fn commands(part: &Part) -> Vec<String> {
        chosen(part)
            .iter()
            .map(|step| shell::line(&command(step, part, &[])))
            .collect()
    }

    fn named(filter: &str) -> Part {
        Part::Named(filter.to_owned())
    }

    #[test]
    fn without_a_filter_every_step_runs_as_written() {
        let written: Vec<_> = STEPS.iter().map(|step| step.command).collect();
        assert_eq!(commands(&Part::Everything), written);
    }

    #[test]
    fn a_filter_leaves_out_the_checks_and_goes_to_the_tests() {
        assert_eq!(
            commands(&named("drop a")),
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
    fn the_quick_run_has_what_a_change_usually_needs() {
        let steps: Vec<_> = chosen(&Part::Quick).iter().map(|step| step.name).collect();
        assert_eq!(
            steps,
            [
                "format",
                "clippy, host",
                "clippy, wasm",
                "host tests",
                "page",
                "wasm tests",
                BROWSERS
            ]
        );
        assert_eq!(
            commands(&Part::Quick).last().map(String::as_str),
            Some("cargo test --package e2e --locked -- chromium::")
        );
    }

    #[test]
    fn the_browsers_come_last() {
        let last = STEPS
            .last()
            .map(|step| (step.name, step.lane == Lane::Browsers));
        assert_eq!(last, Some((BROWSERS, true)));
        let browsers = STEPS.iter().filter(|step| step.lane == Lane::Browsers);
        assert_eq!(browsers.count(), 1);
    }

    #[test]
    fn what_is_no_name_is_refused_with_what_was_seen() {
        let given = |words: &[&str]| request(&words.iter().map(Into::into).collect::<Vec<_>>());
        let wanted = |part, complete| Ok(Request { part, complete });
        assert_eq!(given(&[]), wanted(Part::Everything, false));
        assert_eq!(given(&["drop"]), wanted(named("drop"), false));
        assert_eq!(given(&["quick"]), wanted(Part::Quick, false));
        assert_eq!(given(&["--complete"]), wanted(Part::Everything, true));
        assert_eq!(given(&["--complete", "drop"]), wanted(named("drop"), true));
        assert_eq!(
            given(&["a", "--nocapture"]).unwrap_err(),
            "`test` takes --complete or nothing, then `quick`, a part of a test's name or nothing; \
             it was given `a --nocapture`"
        );
    }

    #[test]
    fn each_step_says_how_to_run_it_again() {
        let variables = [("XVFB", PathBuf::from("/a b/Xvfb"))];
        for step in &STEPS {
            let again = again(step, &command(step, &Part::Everything, &[]), &variables);
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
        let line = |step, part: &Part, clients, documents| {
            shell::line(&command(
                step,
                part,
                &left_out(step, clients, documents, None),
            ))
        };
        let all = Part::Everything;
        for step in &STEPS {
            let expected = match step.name {
                BROWSERS => format!(
                    "{} -- --skip using::yapapi_takes_the_snippet --skip documents:: \
                     --skip accessibility:: --skip lighthouse::",
                    step.command
                ),
                _ => step.command.to_owned(),
            };
            assert_eq!(line(step, &all, Some(NO_PYTHON), Some(NO_PYTHON)), expected);
            assert_eq!(line(step, &all, None, None), step.command);
        }
        let Some(browsers) = STEPS.iter().find(|step| step.name == BROWSERS) else {
            panic!("there is no step {BROWSERS}");
        };
        assert_eq!(
            line(browsers, &all, Some(NO_PYTHON), None),
            "cargo test --package e2e --locked -- --skip using::yapapi_takes_the_snippet"
        );
        let no_mounts = left_out(browsers, None, None, Some("no /dev/fuse for this user"));
        assert_eq!(
            shell::line(&command(browsers, &all, &no_mounts)),
            "cargo test --package e2e --locked -- --skip mounted::"
        );
        assert_eq!(
            line(browsers, &named("drop"), None, Some(NO_NODE)),
            "cargo test --package e2e --locked -- drop --skip documents:: --skip accessibility:: \
             --skip lighthouse::"
        );
    }

    #[test]
    fn the_journey_that_is_left_out_without_clients_is_there() {
        let (module, journey) = YAPAPI.split_once("::").expect("a module and a function");
        assert_eq!(module, "using");
        let journeys = include_str!("../../../tests/e2e/src/journeys/using.rs");
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
            let left_out = left_out(browsers[0], no_clients, no_documents, None);
            let outcome = Outcome::PassedInPart(Duration::from_secs(61), left_out);
            let table = table(&browsers, &[(BROWSERS, outcome)], Duration::ZERO);
            table.lines().next().map(str::to_owned)
        };
        assert_eq!(
            first(None, Some(NO_NODE)).as_deref(),
            Some(
                "browser tests  1 min 1 s, `documents::` NOT RUN: no node (20 or newer), \
                 `accessibility::` NOT RUN: no node (20 or newer), \
                 `lighthouse::` NOT RUN: no node (20 or newer)"
            )
        );
        assert_eq!(
            first(Some(NO_PYTHON), Some(NO_PYTHON)).as_deref(),
            Some(
                "browser tests  1 min 1 s, `using::yapapi_takes_the_snippet` NOT RUN: \
                 no python3 (3.11 or newer), `documents::` NOT RUN: no python3 (3.11 or newer), \
                 `accessibility::` NOT RUN: no python3 (3.11 or newer), \
                 `lighthouse::` NOT RUN: no python3 (3.11 or newer)"
            )
        );
    }

    #[test]
    fn the_table_never_shows_a_step_that_was_not_run_as_passed() {
        let outcomes = [
            ("page", Outcome::Failed(Duration::from_secs(61))),
            ("host tests", Outcome::Passed(Duration::from_millis(400))),
            (CLIENTS, Outcome::Impossible("no npm")),
        ];
        assert_eq!(
            table(&chosen(&named("")), &outcomes, Duration::from_secs(62)),
            "host tests     0.4 s\n\
             clients        NOT RUN: no npm\n\
             page           failed after 1 min 1 s\n\
             wasm tests     not run\n\
             browser tests  not run\n\
             total          1 min 2 s"
        );
    }

    #[test]
    fn the_passed_tests_are_counted() {
        let said = "test a ... ok\n\n\
                    test result: ok. 12 passed; 0 failed; 0 ignored; finished in 0.65s\n\
                    test result: ok. 0 passed; 0 failed; 0 ignored; finished in 0.00s\n\
                    test result: ok. 3 passed; 0 failed; 1 ignored; finished in 0.65s\n";
        assert_eq!(passed(said), 15);
        assert_eq!(passed("test result: ok. 0 passed; 0 failed"), 0);
    }
}
