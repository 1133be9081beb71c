//! What of the page arrives when, and what Lighthouse makes of that (Chromium).

use std::error::Error;
use std::fmt;

use e2e::Host;
use e2e::engine::Engine;
use e2e::lighthouse::{self, Device};
use e2e::page::{self, Browser};
use serde_json::json;

use crate::rounds::{Measure, Rounds};
use crate::schedule::Schedule;
use crate::statistics::Figure;

/// What a visit goes over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Connection {
    bytes_per_second: u32,
    /// Milliseconds until the first byte of an answer.
    latency: u32,
}

/// The connection on which the targets are held.
pub const SLOW: Connection = Connection {
    bytes_per_second: 200_000,
    latency: 150,
};

const FAST: Connection = Connection {
    bytes_per_second: 1_250_000,
    latency: 40,
};

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabits = f64::from(self.bytes_per_second) / 125_000.0;
        write!(f, "{megabits} Mbit/s, {} ms", self.latency)
    }
}

/// Whether the page was never opened before, or is kept by its service worker.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Visit {
    First,
    Second,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "first visit",
            Self::Second => "second visit",
        })
    }
}

/// What a visitor waits for.
#[derive(Clone, Copy)]
pub enum Moment {
    FirstPaint,
    ChoicePossible,
    WorkerThere,
    AppThere,
}

impl Moment {
    pub const ALL: [Self; 4] = [
        Self::FirstPaint,
        Self::ChoicePossible,
        Self::WorkerThere,
        Self::AppThere,
    ];
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirstPaint => "first paint",
            Self::ChoicePossible => "choice possible",
            Self::WorkerThere => "worker’s program there",
            Self::AppThere => "app there",
        })
    }
}

/// Milliseconds from the start of the navigation, by [`Moment`].
type Moments = [f64; 4];

/// What was seen.
pub struct Loading {
    visits: Vec<Visited>,
    scores: Vec<Score>,
}

/// A visit, or why there was none.
type Visited = (Connection, Visit, Result<Moments, String>);

/// A score for performance, of 100.
type Score = (Device, Result<f64, String>);

impl Loading {
    /// The visits that were made, in the order of the table.
    pub const VISITS: [(Connection, Visit); 4] = [
        (SLOW, Visit::First),
        (SLOW, Visit::Second),
        (FAST, Visit::First),
        (FAST, Visit::Second),
    ];

    /// Milliseconds until this moment.
    pub fn until(&self, moment: Moment, connection: Connection, visit: Visit) -> Figure {
        let visits = self.visits.iter();
        let visits = visits.filter(|seen| (seen.0, seen.1) == (connection, visit));
        let times = visits.map(|(.., seen)| seen.as_ref().ok().map(|seen| seen[moment as usize]));
        Figure::of(&times.collect::<Vec<_>>())
    }

    /// Lighthouse’s score for performance.
    pub fn score(&self, device: Device) -> Figure {
        let scores = self.scores.iter().filter(|(of, _)| *of == device);
        let scores = scores.map(|(_, score)| score.as_ref().ok().copied());
        Figure::of(&scores.collect::<Vec<_>>())
    }

    /// Every measurement that failed, in a line.
    pub fn failures(&self) -> Vec<String> {
        let visits = self.visits.iter().filter_map(|(connection, visit, seen)| {
            let why = seen.as_ref().err()?;
            Some(format!("loading: {connection}, {visit}: {why}"))
        });
        let scores = self.scores.iter().filter_map(|(device, score)| {
            let why = score.as_ref().err()?;
            Some(format!("loading: Lighthouse, {device}: {why}"))
        });
        visits.chain(scores).collect()
    }
}

/// Opens the page as nginx serves it, each time with a fresh profile.
pub fn run(
    schedule: &Schedule,
    rounds: &mut Rounds<impl Measure>,
) -> Result<Loading, Box<dyn Error>> {
    let made = rounds.make(schedule.loads, |round| {
        println!("loading: round {} for {}", round + 1, schedule.loads);
        Ok(once())
    })?;
    let (visits, scores): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    Ok(Loading {
        visits: visits.concat(),
        scores: scores.concat(),
    })
}

/// A visit of each kind, and what each device is given.
fn once() -> (Vec<Visited>, Vec<Score>) {
    let (mut all, mut scores) = (Vec::new(), Vec::new());
    for connection in [SLOW, FAST] {
        let visits = page::in_browser(Engine::Chromium, Host::Nginx, async |browser| {
            visit_twice(browser, connection).await
        });
        for (index, visit) in [Visit::First, Visit::Second].into_iter().enumerate() {
            let seen = visits.as_ref().map(|visits| visits[index]);
            all.push((connection, visit, seen.map_err(ToString::to_string)));
        }
    }
    for device in Device::ALL {
        let score = page::in_browser(Engine::Chromium, Host::Plain, async |browser| {
            lighthouse::judge(browser, device)
                .await?
                .score("performance")
        });
        scores.push((device, score.map_err(|why| why.to_string())));
    }
    (all, scores)
}

async fn visit_twice(
    browser: &Browser,
    connection: Connection,
) -> Result<[Moments; 2], Box<dyn Error>> {
    let Connection {
        bytes_per_second,
        latency,
    } = connection;
    let network = json!({ "offline": false, "latency": latency,
        "downloadThroughput": bytes_per_second, "uploadThroughput": bytes_per_second });
    browser.devtools("Network.enable", json!({})).await?;
    browser
        .devtools("Network.emulateNetworkConditions", network)
        .await?;
    let watch = json!({ "source": WATCH });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await?;
    // Where it is developed, the server's files go before those that are kept.
    let url = browser.server.hosted_url();
    let first = visit(browser, &url).await?;
    browser.kept().await?;
    browser.client.goto("about:blank").await?;
    Ok([first, visit(browser, &url).await?])
}

async fn visit(browser: &Browser, url: &str) -> Result<Moments, Box<dyn Error>> {
    browser.open(url).await?;
    browser
        .wait_until("all is there", async || {
            let seen = browser.script(SEEN, &[]).await?;
            let seen = seen.as_array().into_iter().flatten();
            let seen: Option<Vec<f64>> = seen.map(serde_json::Value::as_f64).collect();
            Ok(seen.and_then(|seen| seen.try_into().ok()))
        })
        .await
}

/// When elements are first there: the one that takes a file, and one of the program's own.
const WATCH: &str = "
    window.seen = {};
    new MutationObserver((_, observer) => {
        for (const id of ['image-input', 'shown'])
            if (document.getElementById(id)) window.seen[id] ??= performance.now();
        if (window.seen.shown) observer.disconnect();
    }).observe(document, { childList: true, subtree: true });";

/// By [`Moment`]; a file is not chosen on what is not drawn.
const SEEN: &str = "
    const paint = performance.getEntriesByName('first-paint')[0]?.startTime;
    const worker = performance.getEntriesByType('resource')
        .find(({ name }) => name.endsWith('/worker_bg.wasm'))?.responseEnd;
    const { 'image-input': input, shown } = window.seen;
    return [paint, Math.max(paint, input), worker || null, shown].map((time) => time ?? null);";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_visit_has_its_own_figures_and_failures() {
        let moments = Moment::ALL.map(|moment| f64::from(moment as u8 + 1));
        let seen = Loading {
            visits: vec![
                (SLOW, Visit::First, Ok(moments)),
                (SLOW, Visit::Second, Err("no answer".to_owned())),
            ],
            scores: vec![(Device::Desktop, Ok(99.0))],
        };
        let until = |moment, visit| seen.until(moment, SLOW, visit);
        assert_eq!(until(Moment::AppThere, Visit::First), Figure::Median(4.0));
        assert_eq!(until(Moment::AppThere, Visit::Second), Figure::Failed);
        assert_eq!(seen.score(Device::Desktop), Figure::Median(99.0));
        assert_eq!(seen.score(Device::Mobile), Figure::Absent);
        assert_eq!(
            seen.failures(),
            ["loading: 1.6 Mbit/s, 150 ms, second visit: no answer"]
        );
    }
}
