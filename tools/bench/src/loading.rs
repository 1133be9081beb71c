//! How long a slow connection keeps the user waiting (Chromium).

use std::error::Error;

use e2e::Host;
use e2e::engine::Engine;
use e2e::page::{self, Browser};
use serde_json::json;

use crate::statistics::Figure;

/// Bytes per second, and the milliseconds until the first of them.
pub const BYTES_PER_SECOND: u32 = 200_000;
pub const LATENCY: u32 = 150;

/// How often the page is opened with a fresh profile.
const TIMES: usize = 4;

/// Seconds from the start of the navigation.
pub struct Loading {
    /// Until a file can be chosen.
    pub interactive: Figure,
    /// Until the worker's program is there, too.
    pub ready: Figure,
    pub failures: Vec<String>,
}

/// Opens the page as nginx serves it.
pub fn run() -> Loading {
    let times: Vec<_> = (1..=TIMES)
        .map(|time| {
            println!("loading: {time} of {TIMES}");
            page::in_browser(Engine::Chromium, Host::Nginx, load)
        })
        .collect();
    let figure = |which: fn(&[f64; 2]) -> f64| {
        Figure::of(
            &times
                .iter()
                .map(|time| time.as_ref().ok().map(which))
                .collect::<Vec<_>>(),
        )
    };
    Loading {
        interactive: figure(|[interactive, _]| *interactive),
        ready: figure(|[_, ready]| *ready),
        failures: times
            .iter()
            .filter_map(|time| Some(format!("loading: {}", time.as_ref().err()?)))
            .collect(),
    }
}

async fn load(browser: &Browser) -> Result<[f64; 2], Box<dyn Error>> {
    browser.devtools("Network.enable", json!({})).await?;
    let network = json!({ "offline": false, "latency": LATENCY,
        "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND });
    browser
        .devtools("Network.emulateNetworkConditions", network)
        .await?;
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await?;
    browser.open(&browser.server.url()).await?;
    browser
        .wait_until("the worker is there", async || {
            let times = browser.script(TIMES_SEEN, &[]).await?;
            let time = |index: usize| times[index].as_f64().map(|time| time / 1000.0);
            Ok(time(0).zip(time(1)).map(<[f64; 2]>::from))
        })
        .await
}

/// The program draws the button when it is ready to take a file.
const WATCH: &str = "
    new MutationObserver((_, observer) => {
        if (!document.getElementById('image-input')) return;
        window.interactive = performance.now();
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true });";

const TIMES_SEEN: &str = "
    const module = performance.getEntriesByType('resource')
        .find(({ name }) => name.endsWith('/worker_bg.wasm'));
    return [window.interactive ?? null, module?.responseEnd || null];";
