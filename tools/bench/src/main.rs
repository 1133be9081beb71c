//! Measures the built page, the pages and programs that do the same, and how far its
//! targets are reached. `cargo xtask bench` builds what is measured and calls this.

#![forbid(unsafe_code)]

mod contestant;
mod request;
mod rounds;
mod schedule;

mod images;
mod loading;
mod machine;
mod native;
mod several;
mod speed;
mod texts;
mod visit;

mod chart;
mod record;
mod report;
mod results;
mod statistics;
mod targets;

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use bundle::weight;
use e2e::server::product;

use crate::chart::{Bar, Group};
use crate::contestant::{Contestant, ENGINES, Tool, Work, name};
use crate::machine::Worth;
use crate::record::Record;
use crate::request::{Part, Request};
use crate::results::Results;
use crate::rounds::{Measure, Rounds};
use crate::schedule::Schedule;
use crate::statistics::Figure;

fn main() -> ExitCode {
    let request = match Request::of(env::args().skip(1)) {
        Ok(request) => request,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(2);
        }
    };
    match run(&request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(request: &Request) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let schedule = Schedule::new(request.quick);
    let mut rounds = Rounds::new(Worth::measure);
    let results = measure(request, schedule, &mut rounds)?;
    let Rounds {
        worst, left_out, ..
    } = rounds;
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    let about = about(&results.schedule, worst, left_out, minutes);
    let report = report::markdown(&results, &targets::targets(&results), &about);
    println!("\n{report}");
    if request.is_whole() {
        if worst.is_some_and(|worst| !worst.counts()) {
            return Err("the run counts for nothing, so nothing is written".into());
        }
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        fs::write(docs.join("bench.md"), report)?;
        fs::write(docs.join("bench.svg"), picture(&results))?;
    } else {
        println!("Only a run of everything writes docs/bench.md and docs/bench.svg.");
    }
    if results.failures().is_empty() {
        Ok(())
    } else {
        Err("some measurements failed, which are listed above".into())
    }
}

fn measure(
    request: &Request,
    schedule: Schedule,
    rounds: &mut Rounds<impl Measure>,
) -> Result<Results, Box<dyn Error>> {
    let engines = &request.engines;
    Ok(Results {
        weight: when(request, Part::Weight, || Ok(weight::all(&product())?))?,
        loading: when(request, Part::Loading, || loading::run(&schedule, rounds))?,
        growth: when(request, Part::Speed, || Ok(texts::growth()))?,
        speed: when(request, Part::Speed, || {
            speed::run(&schedule, engines, rounds)
        })?,
        several: when(request, Part::Several, || {
            several::run(&schedule, engines, rounds)
        })?,
        schedule,
    })
}

fn when<T>(
    request: &Request,
    part: Part,
    run: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<Option<T>, Box<dyn Error>> {
    request.wants(part).then(run).transpose()
}

fn about(schedule: &Schedule, worst: Option<Worth>, left_out: usize, minutes: f64) -> Vec<String> {
    let mut about = vec![
        "Made by `cargo xtask bench`, which makes it anew.\n".to_owned(),
        "![The speeds as bars](bench.svg)\n".to_owned(),
    ];
    about.extend(machine::describe());
    about.extend(worst.map(Worth::say));
    about.push(format!(
        "That was measured before and after each round. A round waited a while for a quiet machine, \
         and what was made on a busier one was made once more: {left_out} of all rounds."
    ));
    about.push(format!(
        "Speeds: rounds, in turn: {}; files of random bytes in {}. The run took {minutes:.0} \
         minutes.",
        schedule.rounds,
        images::place(schedule.sizes).display()
    ));
    about
}

fn picture(results: &Results) -> String {
    let size = results.schedule.reference();
    let groups = results.speed.as_ref().map(|record| groups(record, size));
    chart::svg(
        "SHA3-224 of 1 GB in memory, MB/s: longer is faster",
        "Each page from the choice of the file to the hash on the screen. Medians of one run.",
        &groups.unwrap_or_default(),
    )
}

fn groups(record: &Record, size: u64) -> Vec<Group> {
    let bar = |label: String, contestant, size, is_ours| Bar {
        label,
        value: match record.speed(contestant, size) {
            Figure::Median(speed) => Ok(speed),
            other => Err(other.to_string()),
        },
        is_ours,
    };
    let tools = Tool::ALL.map(|tool| {
        let contestant = Contestant::Native(tool);
        bar(contestant.to_string(), contestant, size, false)
    });
    let pages = ENGINES.map(|engine| {
        let works = [Work::First, Work::HashWasm, Work::JsSha3, Work::HashAlone];
        let bars = works.map(|work| {
            let contestant = Contestant::Page(engine, work);
            let size = Schedule::size_for(work, size);
            bar(work.to_string(), contestant, size, work == Work::First)
        });
        Group {
            heading: name(engine).to_owned(),
            bars: bars.into(),
        }
    });
    let native = Group {
        heading: "Programs on this machine".to_owned(),
        bars: tools.into(),
    };
    pages.into_iter().chain([native]).collect()
}
