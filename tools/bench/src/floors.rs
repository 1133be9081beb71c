//! What the page aims at, and whether it is reached.

use std::fmt;

use e2e::engine::Engine;

use crate::contestant::{Contestant, ENGINES, Giving, Tool, Work};
use crate::record::Record;
use crate::results::Results;
use crate::schedule::Schedule;
use crate::statistics::Figure;

/// An aim on one engine, or on the product if there is none.
pub struct Floor {
    pub what: String,
    pub engine: Option<Engine>,
    pub bound: Bound,
    /// Digits after the point.
    pub digits: usize,
    pub unit: &'static str,
    pub seen: Figure,
}

/// What a number should be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// Whether an aim is reached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Verdict {
    Reached,
    Missed,
    /// There is no number to tell by.
    Unknown,
}

impl Floor {
    pub fn verdict(&self) -> Verdict {
        let holds = |seen: f64| match self.bound {
            Bound::AtLeast(bound) => seen >= bound,
            Bound::AtMost(bound) => seen <= bound,
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

/// All aims.
pub fn floors(results: &Results) -> Vec<Floor> {
    let speed = results.speed.iter().flat_map(|record| {
        let schedule = &results.schedule;
        let ratios = ratios(record, schedule).into_iter();
        ratios
            .chain(growth(record, schedule))
            .chain(small(record, schedule))
    });
    speed
        .chain(memory(results))
        .chain(tasks(results))
        .chain(weights(results))
        .chain(several(results))
        .collect()
}

/// An aim on Chromium, Firefox and WebKitGTK; none where there is none.
fn on_engines(
    what: &str,
    bounds: [Option<Bound>; 3],
    seen: impl Fn(Engine) -> Figure,
) -> Vec<Floor> {
    let floors = ENGINES.into_iter().zip(bounds);
    floors
        .filter_map(|(engine, bound)| {
            Some(Floor {
                what: what.to_owned(),
                engine: Some(engine),
                bound: bound?,
                digits: 2,
                unit: "×",
                seen: seen(engine),
            })
        })
        .collect()
}

fn ratios(record: &Record, schedule: &Schedule) -> Vec<Floor> {
    let size = schedule.reference();
    let page = |engine| (Contestant::Page(engine, Work::First), size);
    let by = |work, size| move |engine| (Contestant::Page(engine, work), size);
    let tool = |tool| move |_| (Contestant::Native(tool), size);
    type Other<'a> = Box<dyn Fn(Engine) -> (Contestant, u64) + 'a>;
    let aims: [(&str, [Option<f64>; 3], Other); 5] = [
        (
            "this page ÷ a page with hash-wasm",
            [Some(2.0), Some(1.6), Some(1.5)],
            Box::new(by(Work::HashWasm, size)),
        ),
        (
            "this page ÷ a page with js-sha3",
            [Some(7.0), Some(6.0), Some(5.0)],
            Box::new(by(Work::JsSha3, Schedule::size_for_js_sha3(size))),
        ),
        (
            "this page ÷ `sha3sum -a 224`",
            [Some(1.4), Some(1.05), Some(1.0)],
            Box::new(tool(Tool::Sha3sum)),
        ),
        (
            "this page ÷ `openssl dgst -sha3-224`",
            [Some(0.85), None, None],
            Box::new(tool(Tool::OpenSsl)),
        ),
        (
            "this page ÷ the hash alone in that engine",
            [Some(0.92), Some(0.95), Some(0.92)],
            Box::new(by(Work::HashAlone, size)),
        ),
    ];
    aims.into_iter()
        .flat_map(|(what, bounds, other)| {
            let bounds = bounds.map(|bound| bound.map(Bound::AtLeast));
            on_engines(what, bounds, |engine| {
                record.ratio(page(engine), other(engine))
            })
        })
        .collect()
}

fn growth(record: &Record, schedule: &Schedule) -> Vec<Floor> {
    let Some(largest) = schedule.largest else {
        return Vec::new();
    };
    let seen = |engine| {
        let page = Contestant::Page(engine, Work::Again);
        record.ratio((page, schedule.reference()), (page, largest))
    };
    let floor = |engine| Floor {
        what: "cost per byte of 5 GB ÷ that of 1 GB".to_owned(),
        engine: Some(engine),
        bound: Bound::AtMost(1.05),
        digits: 2,
        unit: "×",
        seen: seen(engine),
    };
    ENGINES.map(floor).into()
}

fn small(record: &Record, schedule: &Schedule) -> Vec<Floor> {
    let size = schedule.sizes[0];
    let floor = |engine| Floor {
        what: "1 MB from choice to hash, first use".to_owned(),
        engine: Some(engine),
        bound: Bound::AtMost(100.0),
        digits: 0,
        unit: "ms",
        seen: record.milliseconds(Contestant::Page(engine, Work::First), size),
    };
    ENGINES.map(floor).into()
}

fn memory(results: &Results) -> Vec<Floor> {
    let Some(peaks) = &results.memory else {
        return Vec::new();
    };
    let floor = |engine| {
        let of_engine = peaks.iter().filter(|peaks| peaks.engine == engine);
        let peaks: Vec<_> = of_engine.map(|peaks| peaks.figure().number()).collect();
        let highest = if peaks.is_empty() {
            Figure::Absent
        } else {
            // One of which there is no figure could be the highest.
            let all: Option<Vec<f64>> = peaks.into_iter().collect();
            all.map_or(Figure::Failed, |all| {
                Figure::Median(all.into_iter().fold(0.0, f64::max))
            })
        };
        Floor {
            what: "peak memory over idle, the highest of all sizes".to_owned(),
            engine: Some(engine),
            bound: Bound::AtMost(64.0),
            digits: 0,
            unit: "MiB",
            seen: highest,
        }
    };
    ENGINES.map(floor).into()
}

fn tasks(results: &Results) -> Vec<Floor> {
    let Some(seen) = &results.smoothness else {
        return Vec::new();
    };
    let seen = seen.iter().filter(|seen| seen.engine == Engine::Chromium);
    seen.map(|seen| {
        let tasks: Vec<Option<f64>> = seen
            .rounds
            .iter()
            .map(|round| round.as_ref().ok()?.longest_task)
            .collect();
        Floor {
            what: "the longest task on the page (0: none over 50 ms)".to_owned(),
            engine: Some(Engine::Chromium),
            bound: Bound::AtMost(50.0),
            digits: 0,
            unit: "ms",
            seen: Figure::of(&tasks),
        }
    })
    .collect()
}

fn weights(results: &Results) -> Vec<Floor> {
    let Some(weights) = &results.weight else {
        return Vec::new();
    };
    let floor = |what: &str, bound, bytes: u64| Floor {
        what: what.to_owned(),
        engine: None,
        bound: Bound::AtMost(bound),
        digits: 1,
        unit: "KB",
        seen: Figure::Median(bytes as f64 / 1e3),
    };
    let gzipped = |is_counted: fn(&crate::weight::Weight) -> bool| {
        let counted = weights.iter().filter(|weight| is_counted(weight));
        counted.map(|weight| weight.gzipped).sum()
    };
    let one_file = weights
        .iter()
        .filter(|weight| weight.name == "gvmi-hash.html");
    vec![
        floor(
            "first load, gzipped",
            120.0,
            gzipped(|weight| weight.is_of_first_load()),
        ),
        floor(
            "the worker of it, gzipped",
            25.0,
            gzipped(|weight| weight.is_of_worker()),
        ),
        floor(
            "the one file",
            400.0,
            one_file.map(|weight| weight.bytes).sum(),
        ),
    ]
}

fn several(results: &Results) -> Vec<Floor> {
    let Some(several) = &results.several else {
        return Vec::new();
    };
    let page = |engine| Contestant::Several(engine, Giving::Together);
    let bounds = [0.78, 0.82, 0.90].map(|bound| Some(Bound::AtMost(bound)));
    let what = format!(
        "time of {} files at once ÷ one after the other",
        several.count
    );
    let in_turn = on_engines(&what, bounds, |engine| {
        several.ratio(page(engine), Contestant::Several(engine, Giving::InTurn))
    });
    let tools = [(Tool::Sha3sum, 1.15), (Tool::OpenSsl, 0.95)];
    let tools = tools.into_iter().flat_map(|(tool, bound)| {
        let what = format!("this page with {} files at once ÷ `{tool}`", several.count);
        on_engines(&what, [Some(Bound::AtLeast(bound)), None, None], |engine| {
            several.ratio(Contestant::Native(tool), page(engine))
        })
    });
    let small = ENGINES.map(|engine| Floor {
        what: "1,000 files of 4 KB at once".to_owned(),
        engine: Some(engine),
        bound: Bound::AtMost(30.0),
        digits: 1,
        unit: "s",
        seen: several.crowd(engine, |crowd| crowd.seconds),
    });
    in_turn.into_iter().chain(tools).chain(small).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(bound: Bound, seen: Figure) -> Verdict {
        let floor = Floor {
            what: String::new(),
            engine: None,
            bound,
            digits: 0,
            unit: "",
            seen,
        };
        floor.verdict()
    }

    #[test]
    fn a_floor_is_reached_from_its_bound_on() {
        let at_least = |seen| verdict(Bound::AtLeast(2.0), Figure::Median(seen));
        assert_eq!(at_least(2.0), Verdict::Reached);
        assert_eq!(at_least(1.99), Verdict::Missed);
        let at_most = |seen| verdict(Bound::AtMost(2.0), Figure::Median(seen));
        assert_eq!(at_most(2.0), Verdict::Reached);
        assert_eq!(at_most(2.01), Verdict::Missed);
    }

    #[test]
    fn without_a_number_nothing_is_reached() {
        for seen in [Figure::Failed, Figure::Absent] {
            assert_eq!(verdict(Bound::AtMost(2.0), seen), Verdict::Unknown);
        }
    }
}
