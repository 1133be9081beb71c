//! The project's commands: each gets what is missing, saying so, then builds, serves, tests, measures, documents or verifies the page.
//!
//! No dependencies: the first command of a fresh clone answers in seconds.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

mod bench;
mod book;
mod faults;
mod fuzz;
mod page;
mod pictures;
mod reproduction;
mod steps;
mod verify;

mod comparison;
mod flags;

mod clients;
mod documents;
mod environments;
mod install;
mod mounts;
mod nginx;
mod package;
mod peers;
mod programs;
mod target;
mod tools;

mod path;
mod shell;
mod time;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [ARGS...]  build the page and serve it, again after each change of a file;
                   ARGS go to `trunk serve`, for example --open or --port 9000
  build [ARGS...]  build the page for publishing, into dist/;
                   ARGS go to `trunk build --release`
  test [--complete] [quick | FILTER]
                   run every check and test; quick: what a change usually needs
                   (format, clippy, native tests, Chromium); with FILTER, only the
                   tests whose names contain it; with --complete, tests that cannot
                   be run here count as failed
  bench [--quick] [PART | ENGINE]...
                   build the page and measure it beside others that do the same;
                   PART is speed, loading, weight or several (files at once), ENGINE
                   is chromium, firefox or webkitgtk; without any, all is measured
                   and written to docs/bench.md and docs/bench.svg
  fuzz [TARGET]    try random inputs on all that reads what it is given, for ten
                   minutes, or on TARGET alone: image, squashfs, url, compare,
                   address, options or text; by libFuzzer where there is a nightly compiler
  faults           build the page and do to it and to its files all that can go wrong,
                   in three browsers; what a user then sees is written to
                   tests/faults.md
  pictures [--readme] [FOLDER]
                   build the page and take a picture of each of its states, into
                   FOLDER (without one, target/pictures); with --readme, also
                   those of README.md and docs/ anew
  docs [FOLDER]    make a book of docs/, with the page of dist/ beside it, into
                   FOLDER (without one, target/docs)
  verify COPY      build the page and compare it, byte for byte, with a copy: a
                   URL, a folder, or a gvmi-hash.html
  reproduce        build the page in another folder too, and compare both builds
                   and what is in dist/

Each command first gets what it needs and says what that is. Tools come into
.tools/, and the wasm target through rustup; only `test`, `bench`, `faults` and
`pictures` may install anything elsewhere: the programs they call.
";

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let command = args
        .next()
        .map(|command| command.to_string_lossy().into_owned());
    let rest: Vec<OsString> = args.collect();
    let done = match command.as_deref() {
        Some("serve") => root().and_then(|root| page::serve(&root, &rest)),
        Some("build") => root().and_then(|root| page::build(&root, &rest)),
        Some("bench") => root().and_then(|root| bench::run(&root, &rest)),
        Some("faults") => root().and_then(|root| faults::run(&root, &rest)),
        Some("fuzz") => root().and_then(|root| fuzz::run(&root, &rest)),
        Some("pictures") => root().and_then(|root| pictures::run(&root, &rest)),
        Some("docs") => root().and_then(|root| book::run(&root, &rest)),
        Some("verify") => root().and_then(|root| verify::run(&root, &rest)),
        Some("reproduce") => root().and_then(|root| reproduction::run(&root)),
        Some("test") => root().and_then(|root| steps::run(&root, &rest)),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(unknown) => {
            eprint!("error: there is no command `{unknown}`\n\n{HELP}");
            Ok(ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|why| {
        eprintln!("error: {why}");
        ExitCode::FAILURE
    })
}

// Asked of cargo at run time: a path compiled in would outlive a move of the checkout.
fn root() -> Result<PathBuf, String> {
    env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|xtask| PathBuf::from(xtask).ancestors().nth(2).map(PathBuf::from))
        .ok_or_else(|| {
            "cargo did not say where the project is; run this as `cargo xtask`".to_owned()
        })
}
