//! The results as Markdown.

use std::iter::once;

use bundle::weight::{self, Weight};
use e2e::engine::Engine;
use gvmi_hash::pure::text::measure::grouped;

use crate::contestant::{Contestant, ENGINES, Giving, Tool, Work, name};
use crate::loading::{Loading, Moment};
use crate::record::Record;
use crate::results::Results;
use crate::schedule::Schedule;
use crate::several::{self, Several};
use crate::statistics::Figure;
use crate::targets::{Bound, Target, Unit};

/// A table of Markdown: the first column is text, the others are numbers.
pub struct Table {
    pub heading: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let numbers = self.heading.len().saturating_sub(1);
        let mut text = line(&self.heading);
        text.push_str(&format!("|---|{}\n", "--:|".repeat(numbers)));
        text.extend(self.rows.iter().map(|row| line(row)));
        text
    }
}

fn cells(first: &str, others: impl IntoIterator<Item = String>) -> Vec<String> {
    once(first.to_owned()).chain(others).collect()
}

/// The whole report; `about` says on what it was measured.
pub fn markdown(results: &Results, targets: &[Target], about: &[String]) -> String {
    let schedule = &results.schedule;
    let mut text = format!("# How fast it is\n\n{}\n", about.join("\n"));
    let mut section = |heading: &str, words: &str, table: Table| {
        text.push_str(&format!("\n## {heading}\n\n{words}\n\n"));
        text.push_str(&table.markdown());
    };
    section("Targets", TARGETS, targets_table(targets));
    if let Some(record) = &results.speed {
        section("Speed", &speed_words(schedule), speed(record, schedule));
        let size = schedule.reference();
        section("Inside the worker", INSIDE, inside(record, size));
    }
    if let Some(weights) = &results.weight {
        section("Weight", WEIGHT, weight(weights));
    }
    if let Some(seen) = &results.loading {
        section("Loading", LOADING, loading(seen));
    }
    if let Some(seen) = &results.several {
        let words = several_words(seen, schedule.rounds);
        section("Several files", &words, several(seen));
    }
    let failures = results.failures();
    if !failures.is_empty() {
        text.push_str("\n## Measurements that failed\n\n");
        text.extend(failures.iter().map(|failure| format!("- {failure}\n")));
    }
    text
}

const TARGETS: &str = "\
Ratios are medians of the ratios of measurements that followed each other within a round; \
the page is that of a first use, in a fresh profile, six seconds after it was opened and one \
after its file dialog was: a user takes that long, and WebKitGTK to draw a scrollbar that \
fades. Visits are those of the slow connection.";

const INSIDE: &str = "\
Seconds for the file. Reading alone is in the way that the worker begins with. Were nothing \
hidden, both together would take what reading and hashing take alone, one after the other.";

const WEIGHT: &str = "In bytes: as it is, and as servers send it.";

const LOADING: &str = "\
Milliseconds from the start of a visit, medians: in Chromium with a fresh profile, the page as \
nginx serves it by `static/hosting/nginx.conf`. A second visit is answered by the service \
worker. What is chosen before the app is there is kept for it.";

fn speed_words(schedule: &Schedule) -> String {
    let reference = words_of(schedule.reference());
    format!(
        "MB/s (10⁶ bytes), medians. The last column: how many times as fast as it the page \
         is in the same engine, natively the page in Chromium, on {reference}. A page is \
         timed from the choice of the file to the hash on the screen, a program from its \
         start to its end; js-sha3 was given at most 100 MB."
    )
}

fn several_words(seen: &Several, rounds: usize) -> String {
    let times = several::TOOLS.map(|tool| {
        let seconds = seen.seconds(Contestant::Native(tool));
        format!("`{tool}` took {seconds:.2} s")
    });
    format!(
        "Seconds from the choice to the last hash on the screen, medians of {rounds}: {count} \
         files of {size} at once, in as many workers as there are cores, and one after the \
         other, each chosen when the one before was hashed; each time in a fresh profile. For \
         the same files {times}. Ratios are those of times, within a round. The 1,000 files \
         were given once.",
        count = seen.count,
        size = words_of(seen.size / seen.count as u64),
        times = times.join(", "),
    )
}

/// A size in words: 1 MB, 10 MB, 1 GB.
fn words_of(size: u64) -> String {
    if size >= 1_000_000_000 {
        format!("{} GB", size / 1_000_000_000)
    } else {
        format!("{} MB", size / 1_000_000)
    }
}

fn targets_table(targets: &[Target]) -> Table {
    let row = |target: &Target| {
        let (sign, bound) = match target.bound {
            Bound::AtLeast(bound) => ("≥", bound),
            Bound::AtMost(bound) => ("≤", bound),
        };
        let Unit(unit, digits) = target.unit;
        vec![
            target.what.clone(),
            target.engine.map_or("", name).to_owned(),
            format!("{sign} {bound:.digits$} {unit}"),
            format!("{:.digits$}", target.seen),
            target.verdict().to_string(),
        ]
    };
    Table {
        heading: ["", "engine", "target", "seen", ""]
            .map(str::to_owned)
            .into(),
        rows: targets.iter().map(row).collect(),
    }
}

fn speed(record: &Record, schedule: &Schedule) -> Table {
    let sizes = schedule.sizes;
    let row = |contestant: Contestant, engine: Engine| {
        let speeds = sizes.iter().map(|&size| record.speed(contestant, size));
        let page = (Contestant::Page(engine, Work::First), schedule.reference());
        let size = match contestant {
            Contestant::Page(_, work) => Schedule::size_for(work, page.1),
            _ => page.1,
        };
        let ratio = record.ratio(page, (contestant, size));
        let speeds = speeds.map(|speed| speed.to_string());
        cells(
            &contestant.to_string(),
            speeds.chain([format!("{ratio:.2}")]),
        )
    };
    let native = Tool::ALL.map(|tool| row(Contestant::Native(tool), Engine::Chromium));
    let pages = ENGINES.into_iter().flat_map(|engine| {
        let works = [Work::First, Work::Again, Work::HashWasm, Work::JsSha3];
        works.map(|work| row(Contestant::Page(engine, work), engine))
    });
    let sizes = sizes.iter().map(|&size| words_of(size));
    Table {
        heading: cells("", sizes.chain(["page ÷ it".to_owned()])),
        rows: native.into_iter().chain(pages).collect(),
    }
}

fn inside(record: &Record, size: u64) -> Table {
    let row = |engine| {
        let seconds = |work| record.seconds(Contestant::Page(engine, work), size);
        let works = [Work::HashAlone, Work::ReadAlone, Work::Worker];
        let [hash, read, both] = works.map(seconds);
        let hidden = hidden(hash, read, both).to_string();
        let times = [hash, read, both, seconds(Work::Again)].map(|time| format!("{time:.2}"));
        cells(name(engine), times.into_iter().chain([hidden]))
    };
    let parts = ["the hash alone", "reading alone", "both", "the page"];
    let hidden = "% of reading hidden";
    Table {
        heading: cells(
            &words_of(size),
            parts.into_iter().chain([hidden]).map(str::to_owned),
        ),
        rows: ENGINES.map(row).into(),
    }
}

/// How much of the reading, in per cent, costs no time.
fn hidden(hash: Figure, read: Figure, both: Figure) -> Figure {
    match (hash.number(), read.number(), both.number()) {
        (Some(hash), Some(read), Some(both)) => {
            Figure::Median((100.0 * (hash + read - both) / read).clamp(0.0, 100.0))
        }
        _ if [hash, read, both].contains(&Figure::Failed) => Figure::Failed,
        _ => Figure::Absent,
    }
}

fn weight(weights: &[Weight]) -> Table {
    let row = |name: &str, weight: &Weight| {
        cells(
            name,
            [weight.bytes, weight.gzip, weight.brotli].map(grouped),
        )
    };
    let sum = weight::first_load(weights);
    let rows = weights.iter().map(|weight| row(&weight.name, weight));
    Table {
        heading: cells("", ["bytes", "gzip", "Brotli"].map(str::to_owned)),
        rows: rows
            .chain([row(&format!("**{}**", sum.name), &sum)])
            .collect(),
    }
}

fn loading(seen: &Loading) -> Table {
    let row = |(connection, visit)| {
        let times = Moment::ALL.map(|moment| seen.until(moment, connection, visit).to_string());
        cells(&format!("{connection}: {visit}"), times)
    };
    Table {
        heading: cells("", Moment::ALL.map(|moment| moment.to_string())),
        rows: Loading::VISITS.map(row).into(),
    }
}

fn several(seen: &Several) -> Table {
    let row = |engine| {
        let [together, in_turn] = Giving::ALL.map(|giving| Contestant::Several(engine, giving));
        let tools = several::TOOLS.map(|tool| seen.ratio(Contestant::Native(tool), together));
        let figures = [
            seen.seconds(together),
            seen.seconds(in_turn),
            seen.ratio(together, in_turn),
        ];
        let figures = figures.into_iter().chain(tools).chain([seen.crowd(engine)]);
        cells(name(engine), figures.map(|figure| format!("{figure:.2}")))
    };
    let words = [
        "at once",
        "one after the other",
        "at once ÷ one after the other",
    ];
    let tools = several::TOOLS.map(|tool| format!("`{tool}` ÷ at once"));
    let words = words.map(str::to_owned).into_iter().chain(tools);
    Table {
        heading: cells("", words.chain(["1,000 files of 4 KB".to_owned()])),
        rows: ENGINES.map(row).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_row() {
        let table = Table {
            heading: cells("", ["a", "b"].map(str::to_owned)),
            rows: vec![cells("x", ["1", "2"].map(str::to_owned))],
        };
        assert_eq!(
            table.markdown(),
            "|  | a | b |\n|---|--:|--:|\n| x | 1 | 2 |\n"
        );
    }

    #[test]
    fn sizes_are_written_for_readers() {
        assert_eq!(words_of(100_000_000), "100 MB");
        assert_eq!(words_of(1_000_000_000), "1 GB");
    }

    #[test]
    fn what_is_hidden_is_what_reading_does_not_add() {
        let median = Figure::Median;
        let hidden = |both| hidden(median(3.0), median(2.0), median(both)).number();
        assert_eq!(hidden(5.0), Some(0.0));
        assert_eq!(hidden(4.0), Some(50.0));
        assert_eq!(hidden(2.9), Some(100.0));
        assert_eq!(
            super::hidden(median(3.0), Figure::Failed, median(4.0)),
            Figure::Failed
        );
    }
}
