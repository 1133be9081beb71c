//! How much memory a browser takes while the page hashes.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use e2e::process::{self, MemoryWatch};

use crate::images::TestImages;
use crate::visit;

/// The peak over idle of one engine on one file.
pub struct Peak {
    pub engine: Engine,
    pub size: u64,
    /// Bytes, or why there is no such number.
    pub outcome: Result<u64, String>,
}

/// How often memory is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// Measures each file in a fresh profile.
pub fn run(engines: &[Engine], images: &TestImages) -> Vec<Peak> {
    let mut peaks = Vec::new();
    for image in &images.images {
        for &engine in engines {
            println!("memory: {} bytes, {engine}", image.size);
            let peak = page::in_browser(engine, Host::Plain, async |browser| {
                peak(browser, &image.path).await
            });
            peaks.push(Peak {
                engine,
                size: image.size,
                outcome: peak.map_err(|why| why.to_string()),
            });
        }
    }
    peaks
}

async fn peak(browser: &Browser, path: &Path) -> Result<u64, Box<dyn Error>> {
    browser.open_page().await?;
    tokio::time::sleep(visit::READING).await;
    let idle = process::memory_of_family(browser.driver);
    let watch = MemoryWatch::start(browser.driver, INTERVAL);
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
