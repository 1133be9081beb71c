//! What should be reached, and whether it is.

use std::fmt;

use bundle::weight::{self, Weight};
use e2e::engine::Engine;
use e2e::lighthouse::Device;

use crate::contestant::{Contestant, ENGINES, Giving, Tool, Work};
use crate::loading::{self, Loading, Moment, Visit};
use crate::record::Record;
use crate::results::Results;
use crate::schedule::{LARGE, SMALL, USUAL};
use crate::several::Several;
use crate::statistics::Figure;

/// A target on one engine, or on the product if there is none.
pub struct Target {
    pub what: String,
    pub engine: Option<Engine>,
    pub bound: Bound,
    pub unit: Unit,
    pub seen: Figure,
}

/// What a number should be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

use Bound::{AtLeast, AtMost};

/// What is counted, and with how many digits after the point.
#[derive(Clone, Copy)]
pub struct Unit(pub &'static str, pub usize);

const TIMES: Unit = Unit("×", 2);
const MILLISECONDS: Unit = Unit("ms", 0);
const SECONDS: Unit = Unit("s", 1);
const KILOBYTES: Unit = Unit("KB", 1);
const POINTS: Unit = Unit("of 100", 0);

/// Whether a target is reached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Verdict {
    Reached,
    Missed,
    /// There is no number to tell by.
    Unknown,
}

impl Target {
    pub fn verdict(&self) -> Verdict {
        let holds = |seen: f64| match self.bound {
            AtLeast(bound) => seen >= bound,
            AtMost(bound) => seen <= bound,
        };
        match self.seen.number() {
            Some(seen) if holds(seen) => Verdict::Reached,
            Some(_) => Verdict::Missed,
            None => Verdict::Unknown,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reached => "reached",
            Self::Missed => "**not reached**",
            Self::Unknown => "**not known**",
        })
    }
}

/// The targets of all that was measured.
pub fn targets(results: &Results) -> Vec<Target> {
    let speed = results.speed.iter().flat_map(speed);
    let loading = results.loading.iter().flat_map(loading);
    let weight = results.weight.iter().flat_map(|weights| weight(weights));
    let several = results.several.iter().flat_map(several);
    let growth = results.growth.iter().map(|growth| {
        let what = "URL check: a text of 32 KB ÷ 32 texts of 1 KB, the worst of 18";
        product(what, AtMost(8.0), TIMES, Figure::Median(*growth))
    });
    speed
        .chain(growth)
        .chain(loading)
        .chain(weight)
        .chain(several)
        .filter(|target| target.seen != Figure::Absent)
        .collect()
}

/// A target on each engine.
fn on_engines(
    what: &str,
    bounds: [Bound; 3],
    unit: Unit,
    seen: impl Fn(Engine) -> Figure,
) -> Vec<Target> {
    let target = |(engine, bound)| Target {
        engine: Some(engine),
        ..product(what, bound, unit, seen(engine))
    };
    ENGINES.into_iter().zip(bounds).map(target).collect()
}

fn chromium(what: &str, bound: Bound, unit: Unit, seen: Figure) -> Target {
    Target {
        engine: Some(Engine::Chromium),
        ..product(what, bound, unit, seen)
    }
}

fn product(what: &str, bound: Bound, unit: Unit, seen: Figure) -> Target {
    Target {
        what: what.to_owned(),
        engine: None,
        bound,
        unit,
        seen,
    }
}

fn speed(record: &Record) -> Vec<Target> {
    let page = |engine| Contestant::Page(engine, Work::First);
    let ratio = |work, size| {
        move |engine| record.ratio((page(engine), size), (Contestant::Page(engine, work), size))
    };
    let alone = "this page ÷ the hash alone in that engine, 1 GB";
    let by_peer = "this page ÷ a page with hash-wasm,";
    let small = |engine| record.milliseconds(page(engine), SMALL);
    [
        on_engines(
            alone,
            [0.92, 0.85, 0.72].map(AtLeast),
            TIMES,
            ratio(Work::HashAlone, LARGE),
        ),
        on_engines(
            &format!("{by_peer} 1 GB"),
            [1.4, 1.4, 1.15].map(AtLeast),
            TIMES,
            ratio(Work::HashWasm, LARGE),
        ),
        on_engines(
            &format!("{by_peer} 100 MB"),
            [1.2, 1.2, 1.0].map(AtLeast),
            TIMES,
            ratio(Work::HashWasm, USUAL),
        ),
        on_engines(
            "1 MB from choice to hash",
            [40.0, 40.0, 60.0].map(AtMost),
            MILLISECONDS,
            small,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn loading(seen: &Loading) -> Vec<Target> {
    let visits = [
        (Visit::First, Moment::FirstPaint, 700.0),
        (Visit::First, Moment::ChoicePossible, 700.0),
        (Visit::First, Moment::AppThere, 1600.0),
        (Visit::First, Moment::WorkerThere, 1900.0),
        (Visit::Second, Moment::FirstPaint, 150.0),
    ];
    let visits = visits.map(|(visit, moment, bound)| {
        let what = format!("{visit}: {moment}");
        let time = seen.until(moment, loading::SLOW, visit);
        chromium(&what, AtMost(bound), MILLISECONDS, time)
    });
    let scores = [(Device::Mobile, 95.0), (Device::Desktop, 99.0)];
    let scores = scores.map(|(device, bound)| {
        let what = format!("Lighthouse, performance, {device}");
        chromium(&what, AtLeast(bound), POINTS, seen.score(device))
    });
    visits.into_iter().chain(scores).collect()
}

fn weight(weights: &[Weight]) -> Vec<Target> {
    let bytes = weight::first_load(weights).brotli as f64;
    let seen = Figure::Median(bytes / 1e3);
    vec![product(
        "first load, by Brotli",
        AtMost(200.0),
        KILOBYTES,
        seen,
    )]
}

fn several(seen: &Several) -> Vec<Target> {
    let count = seen.count;
    let page = |engine| Contestant::Several(engine, Giving::Together);
    let in_turn = |engine| Contestant::Several(engine, Giving::InTurn);
    let tools = [(Tool::Sha3sum, 1.15), (Tool::OpenSsl, 0.95)];
    let tools = tools.map(|(tool, bound)| {
        let what = format!("this page with {count} files at once ÷ `{tool}`");
        let ratio = seen.ratio(Contestant::Native(tool), page(Engine::Chromium));
        chromium(&what, AtLeast(bound), TIMES, ratio)
    });
    let mut targets = on_engines(
        &format!("time of {count} files at once ÷ one after the other"),
        [0.78, 0.82, 0.90].map(AtMost),
        TIMES,
        |engine| seen.ratio(page(engine), in_turn(engine)),
    );
    targets.extend(tools);
    targets.extend(on_engines(
        "1,000 files of 4 KB at once",
        [AtMost(30.0); 3],
        SECONDS,
        |engine| seen.crowd(engine),
    ));
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(bound: Bound, seen: Figure) -> Verdict {
        product("", bound, TIMES, seen).verdict()
    }

    #[test]
    fn a_target_is_reached_from_its_bound_on() {
        let at_least = |seen| verdict(AtLeast(2.0), Figure::Median(seen));
        assert_eq!(at_least(2.0), Verdict::Reached);
        assert_eq!(at_least(1.99), Verdict::Missed);
        let at_most = |seen| verdict(AtMost(2.0), Figure::Median(seen));
        assert_eq!(at_most(2.0), Verdict::Reached);
        assert_eq!(at_most(2.01), Verdict::Missed);
    }

    #[test]
    fn without_a_number_nothing_is_reached() {
        for seen in [Figure::Failed, Figure::Absent] {
            assert_eq!(verdict(AtMost(2.0), seen), Verdict::Unknown);
        }
    }
}
