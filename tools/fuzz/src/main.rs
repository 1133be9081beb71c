//! Drives the targets without libFuzzer, or writes their seeds for it.

use std::env;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fuzz::{TARGETS, Target, drive, given_seed, new_seed};

fn main() -> Result<(), String> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["seeds", folder] => write_seeds(Path::new(folder))
            .map_err(|why| format!("cannot write the seeds into {folder}: {why}")),
        [seconds, ref names @ ..] => run(seconds, names),
        [] => Err("it takes a number of seconds, and names of targets".to_owned()),
    }
}

/// Drives each of the targets, or of those named, for its part of the time.
fn run(seconds: &str, names: &[&str]) -> Result<(), String> {
    let seconds: u64 = seconds
        .parse()
        .map_err(|_| format!("{seconds} is no number of seconds"))?;
    let known = TARGETS.map(|target| target.name);
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        let known = known.join(", ");
        return Err(format!("there is no target {unknown}; targets are {known}"));
    }
    let names = if names.is_empty() { &known } else { names };
    let time = Duration::from_secs(seconds) / names.len() as u32;
    for target in names.iter().filter_map(|name| Target::named(name)) {
        let started = Instant::now();
        let seed = given_seed().unwrap_or_else(new_seed);
        drive(target, seed, |_| started.elapsed() < time);
    }
    Ok(())
}

/// Writes each seed into a file of its own, in a folder for each target.
fn write_seeds(folder: &Path) -> std::io::Result<()> {
    for target in &TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(number.to_string()), seed)?;
        }
    }
    Ok(())
}
