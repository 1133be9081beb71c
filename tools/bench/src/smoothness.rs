//! Whether the page keeps moving while it hashes.

use std::error::Error;
use std::path::Path;

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use serde_json::Value;

use crate::images::TestImages;
use crate::statistics::median;
use crate::visit;

/// What was seen on one engine.
pub struct Smoothness {
    pub engine: Engine,
    /// Each round, or why there is none.
    pub rounds: Vec<Result<Motion, String>>,
}

/// What was seen while a file was hashed.
#[derive(Clone, PartialEq, Debug)]
pub struct Motion {
    pub frames: Frames,
    /// The longest task of the page over 50 ms, in milliseconds, or zero; none where the
    /// browser does not tell.
    pub longest_task: Option<f64>,
}

/// Frames that were drawn, and those that were not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Frames {
    pub drawn: usize,
    pub dropped: usize,
    /// The longest time from one to the next, in milliseconds.
    pub longest: f64,
}

impl Frames {
    /// What the times at which frames were drawn, in milliseconds, say. The usual distance
    /// is the median.
    pub fn of(times: &[f64]) -> Option<Self> {
        let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let usual = median(&gaps).filter(|usual| *usual > 0.0)?;
        let dropped = gaps
            .iter()
            .map(|gap| ((gap / usual).round() as usize).saturating_sub(1));
        Some(Self {
            drawn: times.len(),
            dropped: dropped.sum(),
            longest: gaps.iter().copied().fold(0.0, f64::max),
        })
    }
}

/// Watches each engine for some rounds.
pub fn run(
    engines: &[Engine],
    images: &TestImages,
    size: u64,
    rounds: usize,
) -> Result<Vec<Smoothness>, Box<dyn Error>> {
    let image = images.of(size)?;
    let of = |&engine: &Engine| Smoothness {
        engine,
        rounds: (0..rounds)
            .map(|round| {
                println!("smoothness: {engine}, round {} of {rounds}", round + 1);
                page::in_browser(engine, Host::Plain, async |browser| {
                    motion(browser, &image.path).await
                })
                .map_err(|why| why.to_string())
            })
            .collect(),
    };
    Ok(engines.iter().map(of).collect())
}

async fn motion(browser: &Browser, path: &Path) -> Result<Motion, Box<dyn Error>> {
    browser.open_page().await?;
    tokio::time::sleep(visit::READING).await;
    browser.script(WATCH_TASKS, &[]).await?;
    let measurement = visit::time(browser, path).await?;
    if let Some(why) = measurement["failed"].as_str() {
        return Err(why.into());
    }
    let tasks = browser.script("return window.tasks", &[]).await?;
    let frames = Frames::of(&numbers(&measurement["frames"]))
        .ok_or("there were no frames while it hashed")?;
    let longest_task = tasks
        .is_array()
        .then(|| numbers(&tasks).into_iter().fold(0.0, f64::max));
    Ok(Motion {
        frames,
        longest_task,
    })
}

/// Only Chromium tells of long tasks.
const WATCH_TASKS: &str = "
    window.countsFrames = true;
    window.tasks = null;
    if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
        window.tasks = [];
        new PerformanceObserver((list) => {
            for (const task of list.getEntries()) window.tasks.push(task.duration);
        }).observe({ type: 'longtask' });
    }";

/// The numbers of a list.
pub fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_is_missing_is_dropped() {
        let frames = Frames::of(&[0.0, 16.0, 33.0, 50.0, 99.0, 116.0]);
        let expected = Frames {
            drawn: 6,
            dropped: 2,
            longest: 49.0,
        };
        assert_eq!(frames, Some(expected));
    }

    #[test]
    fn without_frames_nothing_is_said() {
        assert_eq!(Frames::of(&[]), None);
        assert_eq!(Frames::of(&[5.0]), None);
    }
}
