//! Several packages got into the project's `.tools`: fetched, or built side by side, with progress
//! one can read.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::package::{Folders, Package};
use crate::path;
use crate::time::spell;

const PROGRESS_EVERY: Duration = Duration::from_secs(15);

/// Gets all of them, through cargo-binstall where that is on `path`, and builds the others; one
/// that fails does not stop the others, whose work would be lost.
pub fn all(root: &Path, packages: &[Package], path: &OsStr) -> Result<(), String> {
    if packages.is_empty() {
        return Ok(());
    }
    let folders = Folders {
        root: root.join(".tools"),
        work: root.join("target").join("tools"),
    };
    fs::create_dir_all(&folders.work).map_err(|why| {
        format!(
            "cannot create {}, where tools are built: {why}",
            folders.work.display()
        )
    })?;
    let packages = match path::find("cargo-binstall", path) {
        Some(binstall) => not_fetched(&binstall, packages, &folders)?,
        None => packages.iter().collect(),
    };
    if packages.is_empty() {
        return Ok(());
    }
    println!(
        "Building {} into .tools with `cargo install`; this takes minutes, once: Trunk, the \
         longest, 3 on 2 cores that have nothing else to do.",
        names(packages.iter().copied())
    );
    thread::scope(|scope| {
        let (report, reports) = mpsc::channel();
        for &package in &packages {
            let (report, folders) = (report.clone(), &folders);
            scope.spawn(move || report.send((package, package.install(folders))));
        }
        drop(report);
        follow(&packages, &reports, &folders)
    })
}

// Those that are still to be built.
fn not_fetched<'a>(
    binstall: &Path,
    packages: &'a [Package],
    folders: &Folders,
) -> Result<Vec<&'a Package>, String> {
    println!(
        "Fetching {} into .tools through cargo-binstall; this takes seconds.",
        names(packages.iter())
    );
    let started = Instant::now();
    let mut missing = Vec::new();
    for package in packages {
        if package.fetch(binstall, folders)? {
            println!("  {package} is there, {}", spell(started.elapsed()));
        } else {
            println!("  {package} could not be fetched, so it is built");
            missing.push(package);
        }
    }
    Ok(missing)
}

type Report<'a> = (&'a Package, Result<(), String>);

fn follow<'a>(
    packages: &[&'a Package],
    reports: &Receiver<Report<'a>>,
    folders: &Folders,
) -> Result<(), String> {
    let started = Instant::now();
    let mut running = packages.to_vec();
    let mut failed = Vec::new();
    loop {
        match reports.recv_timeout(PROGRESS_EVERY) {
            Ok((package, result)) => {
                running.retain(|other| other.name != package.name);
                match result {
                    Ok(()) => println!("  {package} is built, {}", spell(started.elapsed())),
                    Err(why) => {
                        eprintln!("\n{why}\n");
                        failed.push(package);
                    }
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                println!(
                    "  building {}; {}",
                    progress(&running, folders),
                    spell(started.elapsed())
                );
            }
            Err(RecvTimeoutError::Disconnected) if failed.is_empty() => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!(
                    "without {} nothing can go on; why it could not be built is said above",
                    names(failed.into_iter())
                ));
            }
        }
    }
}

fn progress(running: &[&Package], folders: &Folders) -> String {
    let each: Vec<String> = running
        .iter()
        .map(|package| {
            format!(
                "{package}: {} crates so far",
                package.crates_compiled(folders)
            )
        })
        .collect();
    each.join(", ")
}

fn names<'a>(packages: impl Iterator<Item = &'a Package>) -> String {
    let names: Vec<String> = packages.map(Package::to_string).collect();
    names.join(" and ")
}
