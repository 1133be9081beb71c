//! Measures the speed of all contestants, in turn.

use std::error::Error;

use e2e::engine::Engine;

use crate::contestant::{Contestant, Tool, Work};
use crate::images::TestImages;
use crate::record::{Measurement, Record};
use crate::rounds::{Measure, Rounds};
use crate::schedule::Schedule;
use crate::{native, visit};

/// Runs the schedule. Programs and engines follow each other within a round, so that what slows
/// the machine for a while slows all of them.
pub fn run(
    schedule: &Schedule,
    engines: &[Engine],
    rounds: &mut Rounds<impl Measure>,
) -> Result<Record, Box<dyn Error>> {
    let images = TestImages::make(schedule.sizes)?;
    let mut record = Record::default();
    let mut number = 0;
    for &size in schedule.sizes {
        let works = Work::ALL.map(|work| (work, Schedule::size_for(work, size)));
        let made = rounds.make(schedule.rounds, |round| {
            println!(
                "speed: {size} bytes, round {} for {}",
                round + 1,
                schedule.rounds
            );
            number += 1;
            let mut measured = Vec::new();
            for tool in Tool::ALL {
                measured.push(by_tool(tool, size, number, &images)?);
            }
            for &engine in engines {
                measured.extend(in_browser(engine, &works, number, &images)?);
            }
            Ok(measured)
        })?;
        record.0.extend(made.into_iter().flatten());
    }
    Ok(record)
}

fn by_tool(
    tool: Tool,
    size: u64,
    round: usize,
    images: &TestImages,
) -> Result<Measurement, Box<dyn Error>> {
    let image = images.of(size)?;
    Ok(Measurement {
        contestant: Contestant::Native(tool),
        size,
        round,
        outcome: native::measure(tool, &[image]).map(|seconds| seconds / size as f64),
    })
}

/// A browser that fails fails for all its works.
fn in_browser(
    engine: Engine,
    works: &[(Work, u64)],
    round: usize,
    images: &TestImages,
) -> Result<Vec<Measurement>, Box<dyn Error>> {
    let given = works
        .iter()
        .map(|&(work, size)| Ok((work, images.of(size)?)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let outcomes =
        visit::visit(engine, &given).unwrap_or_else(|why| vec![Err(why.to_string()); works.len()]);
    let measurement = |(&(work, size), outcome)| Measurement {
        contestant: Contestant::Page(engine, work),
        size,
        round,
        outcome,
    };
    Ok(works.iter().zip(outcomes).map(measurement).collect())
}
