//! A browser, opened with a fresh profile, in which files are hashed.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use e2e::server::Server;
use serde_json::{Value, json};

use crate::contestant::Work;
use crate::images::TestImage;

/// The longest that a file may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// How long a user reads a page just opened. From the second to the fifth second WebKitGTK
/// fades out the scrollbar of any page that scrolls, and without a graphics card that takes
/// a third of both cores; the pages to compare with do not scroll.
pub const READING: Duration = Duration::from_secs(5);

/// How long a user looks for the file in the dialog.
const FINDING: Duration = Duration::from_secs(1);

const STOPWATCH: &str = include_str!("../pages/stopwatch.js");
const STOPWATCH_FOR_SEVERAL: &str = include_str!("../pages/stopwatch-several.js");

/// Opens a browser and has it do its works, one after the other. Each gives seconds per
/// byte, or says why not.
pub fn visit(
    engine: Engine,
    works: &[(Work, &TestImage)],
) -> Result<Vec<Result<f64, String>>, Box<dyn Error>> {
    page::in_browser(engine, Host::Plain, async |browser| {
        let others = serve_others()?;
        let mut outcomes = Vec::new();
        for &(work, image) in works {
            outcomes.push(measure(browser, &others, work, image).await?);
        }
        Ok(outcomes)
    })
}

async fn measure(
    browser: &Browser,
    others: &Server,
    work: Work,
    image: &TestImage,
) -> Result<Result<f64, String>, Box<dyn Error>> {
    match work {
        Work::First => {
            browser.open_page().await?;
            tokio::time::sleep(READING).await;
        }
        Work::Again => {}
        Work::HashWasm => open(browser, others, "hash-wasm.html").await?,
        Work::JsSha3 => open(browser, others, "js-sha3.html").await?,
        Work::HashAlone | Work::ReadAlone | Work::Worker => {
            open(browser, others, "inside.html").await?;
        }
    }
    let part = match work {
        Work::HashAlone => Some("hash"),
        Work::ReadAlone => Some("read"),
        Work::Worker => Some("whole"),
        _ => None,
    };
    let measurement = match part {
        None => time(browser, &image.path).await?,
        Some(part) => {
            let script = "window.part = arguments[0]; window.measurement = null";
            browser.script(script, &[json!(part)]).await?;
            choose_and_wait(browser, &[&image.path]).await?
        }
    };
    Ok(cost(&measurement, work, image))
}

/// Chooses a file on a page that shows its hash, as long after the dialog was opened as a
/// user takes to find it, and gives what the stopwatch says.
pub async fn time(browser: &Browser, path: &Path) -> Result<Value, Box<dyn Error>> {
    find_and_choose(browser, STOPWATCH, &[path]).await
}

/// The same with several files at once, and with another stopwatch: it is over when the
/// last of them is hashed.
pub async fn time_together(browser: &Browser, paths: &[&Path]) -> Result<Value, Box<dyn Error>> {
    find_and_choose(browser, STOPWATCH_FOR_SEVERAL, paths).await
}

async fn find_and_choose(
    browser: &Browser,
    stopwatch: &str,
    paths: &[&Path],
) -> Result<Value, Box<dyn Error>> {
    browser.script(stopwatch, &[json!(paths.len())]).await?;
    browser.open_dialog().await?;
    tokio::time::sleep(FINDING).await;
    choose_and_wait(browser, paths).await
}

async fn choose_and_wait(browser: &Browser, paths: &[&Path]) -> Result<Value, Box<dyn Error>> {
    let paths: Option<Vec<_>> = paths.iter().map(|path| path.to_str()).collect();
    let paths = paths.ok_or("the path is not Unicode")?;
    let input = browser.find("#image-input").await?;
    input.send_keys(&paths.join("\n")).await?;
    let start = Instant::now();
    loop {
        let measurement = browser.script("return window.measurement", &[]).await?;
        if !measurement.is_null() {
            return Ok(measurement);
        }
        if start.elapsed() > PATIENCE {
            return Ok(json!({ "failed": format!("it was not over after {PATIENCE:?}") }));
        }
        // Asking takes time from the processor that hashes.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn cost(measurement: &Value, work: Work, image: &TestImage) -> Result<f64, String> {
    if let Some(why) = measurement["failed"].as_str() {
        return Err(why.to_owned());
    }
    let bytes = measurement["bytes"].as_f64().unwrap_or(image.size as f64);
    let expected = match work {
        Work::HashAlone => e2e::files::hash_of_zeros(bytes as u64).to_string(),
        Work::ReadAlone => image.size.to_string(),
        _ => image.hash.clone(),
    };
    match (
        measurement["gave"].as_str(),
        measurement["seconds"].as_f64(),
    ) {
        (Some(gave), Some(seconds)) if gave == expected => Ok(seconds / bytes),
        _ => Err(format!("it gave {measurement}, not {expected}")),
    }
}

async fn open(browser: &Browser, others: &Server, page: &str) -> Result<(), Box<dyn Error>> {
    let url = format!("{}{page}", others.url());
    browser.client.goto(&url).await?;
    // A driver may come back while the page of before is still there.
    let is_there = "return location.href === arguments[0] && document.readyState === 'complete'";
    browser
        .wait_until("the page is there", async || {
            let is_there = browser.script(is_there, &[json!(url)]).await?;
            Ok((is_there == json!(true)).then_some(()))
        })
        .await
}

/// Serves the pages of others beside the product's files, at an address of its own: the
/// product's service worker has nothing to do with it.
fn serve_others() -> Result<Server, Box<dyn Error>> {
    let server = Server::start("/")?;
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let served = [
        (pages.join("hash-wasm.html"), "hash-wasm.html"),
        (pages.join("js-sha3.html"), "js-sha3.html"),
        (pages.join("reading.js"), "reading.js"),
        (pages.join("inside.html"), "inside.html"),
        (pages.join("inside.js"), "inside.js"),
        (pages.join("inside-worker.js"), "inside-worker.js"),
        (
            told("GVMI_HASH_PEERS")?.join("node_modules/hash-wasm/dist/sha3.umd.min.js"),
            "hash-wasm.js",
        ),
        (
            told("GVMI_HASH_PEERS")?.join("node_modules/js-sha3/build/sha3.min.js"),
            "js-sha3.js",
        ),
        (told("GVMI_HASH_PROBE")?.join("probe.js"), "probe.js"),
        (
            told("GVMI_HASH_PROBE")?.join("probe_bg.wasm"),
            "probe_bg.wasm",
        ),
    ];
    for (file, name) in served {
        let content = fs::read(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        server.replace(name, Some(content));
    }
    Ok(server)
}

fn told(variable: &str) -> Result<PathBuf, Box<dyn Error>> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| format!("{variable} is not set; run this as `cargo xtask bench`").into())
}
