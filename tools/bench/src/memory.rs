//! How much memory a browser takes while the page hashes.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use e2e::process::{self, MemoryWatch};

use crate::images::TestImages;
use crate::statistics::Figure;
use crate::visit;

/// The peaks over idle of one engine on one file.
pub struct Peaks {
    pub engine: Engine,
    pub size: u64,
    /// Bytes in each round, or why there is no such number.
    pub rounds: Vec<Result<u64, String>>,
}

impl Peaks {
    /// The median of the rounds, in MiB.
    pub fn figure(&self) -> Figure {
        let bytes = |round: &Result<u64, String>| round.as_ref().ok().map(|&bytes| bytes as f64);
        let rounds: Vec<_> = self.rounds.iter().map(bytes).collect();
        Figure::of(&rounds).map(|bytes| bytes / f64::from(1 << 20))
    }
}

/// How often memory is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// Measures each file in a fresh profile for each round.
pub fn run(engines: &[Engine], images: &TestImages, rounds: usize) -> Vec<Peaks> {
    let mut peaks = Vec::new();
    for image in &images.images {
        for &engine in engines {
            let round = |round| {
                let size = image.size;
                println!(
                    "memory: {size} bytes, {engine}, round {} of {rounds}",
                    round + 1
                );
                page::in_browser(engine, Host::Plain, async |browser| {
                    peak(browser, &image.path).await
                })
                .map_err(|why| why.to_string())
            };
            peaks.push(Peaks {
                engine,
                size: image.size,
                rounds: (0..rounds).map(round).collect(),
            });
        }
    }
    peaks
}

async fn peak(browser: &Browser, path: &Path) -> Result<u64, Box<dyn Error>> {
    browser.open_page().await?;
    tokio::time::sleep(visit::READING).await;
    let idle = process::memory_of_family(browser.driver());
    let watch = MemoryWatch::start(browser.driver(), INTERVAL);
    let measurement = visit::time(browser, path).await?;
    let peak = watch.stop();
    if let Some(why) = measurement["failed"].as_str() {
        return Err(why.into());
    }
    match (idle, peak) {
        (0, _) | (_, 0) => Err("the system says nothing of the memory of processes".into()),
        (idle, peak) => Ok(peak.saturating_sub(idle)),
    }
}
