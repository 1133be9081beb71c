//! Measures the page with several files at once, beside the same files one after the other.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use serde_json::Value;

use crate::contestant::{Contestant, Giving, Tool};
use crate::images::{TestImage, TestImages};
use crate::record::{Measurement, Record};
use crate::rounds::{Measure, Rounds};
use crate::schedule::{CROWD, Schedule};
use crate::statistics::Figure;
use crate::{native, visit};

/// The programs that are given the same files.
pub const TOOLS: [Tool; 2] = [Tool::Sha3sum, Tool::OpenSsl];

/// What was seen.
pub struct Several {
    /// A few large files: how many, and their bytes together.
    pub count: usize,
    pub size: u64,
    /// Each measurement is of all large files, or of all of the crowd.
    pub record: Record,
}

impl Several {
    /// Seconds for the large files.
    pub fn seconds(&self, contestant: Contestant) -> Figure {
        self.record.seconds(contestant, self.size)
    }

    /// The time of the first ÷ that of the second, within each round.
    pub fn ratio(&self, first: Contestant, second: Contestant) -> Figure {
        self.record.ratio((second, self.size), (first, self.size))
    }

    /// Seconds for a thousand small files at once.
    pub fn crowd(&self, engine: Engine) -> Figure {
        let page = Contestant::Several(engine, Giving::Together);
        self.record.seconds(page, CROWD.sum())
    }
}

/// Measures the large files in rounds, then the small ones once. Everything in a round is done
/// one after the other, and in every other round the other way round.
pub fn run(
    schedule: &Schedule,
    engines: &[Engine],
    rounds: &mut Rounds<impl Measure>,
) -> Result<Several, Box<dyn Error>> {
    let sizes: Vec<u64> = schedule.several.clone().collect();
    let mut record = Record::default();
    let large = TestImages::make_sealed(&sizes)?;
    let made = rounds.make(schedule.rounds, |round| {
        println!("several: round {} for {}", round + 1, schedule.rounds);
        let order = order(engines, round).into_iter();
        Ok(order
            .map(|contestant| measure(contestant, &large, round))
            .collect::<Vec<_>>())
    })?;
    record.0.extend(made.into_iter().flatten());
    drop(large);
    let crowd = TestImages::make_sealed(&CROWD.collect::<Vec<_>>())?;
    for &engine in engines {
        let made = rounds.make(1, |_| {
            println!("several: a thousand small files, {engine}");
            let page = Contestant::Several(engine, Giving::Together);
            Ok(measure(page, &crowd, 0))
        })?;
        record.0.extend(made);
    }
    Ok(Several {
        count: sizes.len(),
        size: sizes.iter().sum(),
        record,
    })
}

/// Who hashes in this round, one after the other.
fn order(engines: &[Engine], round: usize) -> Vec<Contestant> {
    let pages = engines
        .iter()
        .flat_map(|&engine| Giving::ALL.map(|giving| Contestant::Several(engine, giving)));
    let mut order: Vec<_> = TOOLS
        .map(Contestant::Native)
        .into_iter()
        .chain(pages)
        .collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

fn measure(contestant: Contestant, images: &TestImages, round: usize) -> Measurement {
    let images: Vec<&TestImage> = images.images.iter().collect();
    let size = images.iter().map(|image| image.size).sum();
    let seconds = match contestant {
        Contestant::Native(tool) => native::measure(tool, &images),
        Contestant::Several(engine, Giving::Together) => {
            in_page(engine, async |browser| together(browser, &images).await)
        }
        Contestant::Several(engine, Giving::InTurn) => {
            in_page(engine, async |browser| in_turn(browser, &images).await)
        }
        Contestant::Page(..) => Err("it is not measured here".to_owned()),
    };
    Measurement {
        contestant,
        size,
        round,
        outcome: seconds.map(|seconds| seconds / size as f64),
    }
}

/// Opens the page in a fresh profile, for a user who reads it first.
fn in_page<T>(
    engine: Engine,
    journey: impl AsyncFn(&Browser) -> Result<T, Box<dyn Error>>,
) -> Result<T, String> {
    page::in_browser(engine, Host::Plain, async |browser| {
        browser.open_page().await?;
        tokio::time::sleep(visit::READING).await;
        journey(browser).await
    })
    .map_err(|why| why.to_string())
}

/// Gives all files at once; seconds until the last hash.
async fn together(browser: &Browser, images: &[&TestImage]) -> Result<f64, Box<dyn Error>> {
    let paths: Vec<&Path> = images.iter().map(|image| image.path.as_path()).collect();
    let measurement = visit::time_together(browser, &paths).await?;
    let seconds = seconds(&measurement)?;
    let gave: Vec<(String, String)> = serde_json::from_value(measurement["gave"].clone())?;
    expect_hashes(gave, images)?;
    Ok(seconds)
}

/// Gives each file when the one before is hashed; seconds from a choice to its hash, summed.
async fn in_turn(browser: &Browser, images: &[&TestImage]) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for image in images {
        let measurement = visit::time(browser, &image.path).await?;
        sum += seconds(&measurement)?;
        if measurement["gave"] != image.hash.as_str() {
            return Err(format!("it gave {}, not {}", measurement["gave"], image.hash).into());
        }
    }
    Ok(sum)
}

fn seconds(measurement: &Value) -> Result<f64, Box<dyn Error>> {
    match measurement["failed"].as_str() {
        Some(why) => Err(why.into()),
        None => Ok(measurement["seconds"]
            .as_f64()
            .ok_or("the stopwatch gave no time")?),
    }
}

/// Each file has its own hash, in its own row.
fn expect_hashes(gave: Vec<(String, String)>, images: &[&TestImage]) -> Result<(), Box<dyn Error>> {
    if gave.len() != images.len() {
        return Err(format!("it gave {} rows for {} files", gave.len(), images.len()).into());
    }
    let gave: BTreeMap<_, _> = gave.into_iter().collect();
    for image in images {
        let name = image.path.file_name().unwrap_or_default().to_string_lossy();
        let said = gave.get(&*name);
        if said != Some(&image.hash) {
            return Err(format!("it gave {said:?} for {name}, not {}", image.hash).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Contestant = Contestant::Several(Engine::Chromium, Giving::Together);
    const OTHER: Contestant = Contestant::Several(Engine::Chromium, Giving::InTurn);

    #[test]
    fn every_other_round_is_the_other_way_round() {
        let order = |round| order(&[Engine::Chromium], round);
        let tools = TOOLS.map(Contestant::Native);
        assert_eq!(order(0), [tools[0], tools[1], PAGE, OTHER]);
        assert_eq!(order(1), [OTHER, PAGE, tools[1], tools[0]]);
        assert_eq!(order(2), order(0));
    }

    #[test]
    fn a_ratio_is_that_of_the_times() {
        let size = 1_000_000;
        let small = CROWD.sum();
        let seen = [(PAGE, size, 3.0), (OTHER, size, 4.0), (PAGE, small, 9.0)];
        let measurement = |(contestant, size, seconds)| Measurement {
            contestant,
            size,
            round: 0,
            outcome: Ok(seconds / size as f64),
        };
        let several = Several {
            count: 4,
            size,
            record: Record(seen.map(measurement).into()),
        };
        assert_eq!(several.seconds(PAGE), Figure::Median(3.0));
        assert_eq!(several.ratio(PAGE, OTHER), Figure::Median(0.75));
        assert_eq!(several.crowd(Engine::Chromium), Figure::Median(9.0));
        assert_eq!(several.crowd(Engine::Firefox), Figure::Absent);
    }

    #[test]
    fn a_hash_in_the_wrong_row_is_none() {
        let image = |name: &str, hash: &str| TestImage {
            path: name.into(),
            size: 1,
            hash: hash.to_owned(),
        };
        let images = [image("a.gvmi", "01"), image("b.gvmi", "02")];
        let images: Vec<_> = images.iter().collect();
        let row = |name: &str, hash: &str| (name.to_owned(), hash.to_owned());
        let holds = |gave: &[_]| expect_hashes(gave.to_vec(), &images).is_ok();
        assert!(holds(&[row("b.gvmi", "02"), row("a.gvmi", "01")]));
        assert!(!holds(&[row("a.gvmi", "02"), row("b.gvmi", "01")]));
        assert!(!holds(&[row("a.gvmi", "01"), row("b.gvmi", "No hash")]));
        assert!(!holds(&[row("a.gvmi", "01")]));
    }
}
