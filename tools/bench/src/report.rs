//! The results as Markdown.

use e2e::engine::Engine;
use gvmi_hash::pure::text::measure::grouped;

use crate::contestant::{Contestant, ENGINES, Giving, Tool, Work, name};
use crate::floors::{Bound, Floor};
use crate::loading::{BYTES_PER_SECOND, LATENCY, Loading};
use crate::memory::Peaks;
use crate::record::Record;
use crate::results::Results;
use crate::schedule::Schedule;
use crate::several::{self, Several};
use crate::smoothness::{Motion, Smoothness};
use crate::statistics::Figure;
use crate::weight::Weight;

/// A table of Markdown.
pub struct Table {
    pub heading: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The first column is text, the others are numbers.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let numbers = self.heading.len().saturating_sub(1);
        let mut text = line(&self.heading);
        text.push_str(&format!("|---|{}\n", "--:|".repeat(numbers)));
        text.extend(self.rows.iter().map(|row| line(row)));
        text
    }
}

/// The whole report; `about` says on what it was measured.
pub fn markdown(results: &Results, floors: &[Floor], about: &[String]) -> String {
    let mut text = format!(
        "# How fast, how large, how smooth\n\n{}\n",
        about.join("\n")
    );
    let mut section = |heading: &str, words: &str, table: Table| {
        text.push_str(&format!("\n## {heading}\n\n"));
        if !words.is_empty() {
            text.push_str(&format!("{words}\n\n"));
        }
        text.push_str(&table.markdown());
    };
    section("Aims", AIMS, floors_table(floors));
    if let Some(record) = &results.speed {
        let schedule = &results.schedule;
        section("Speed", &speed_words(schedule), speed(record, schedule));
        section("A small file", SMALL, small(record, schedule));
        section(
            "Inside the worker",
            INSIDE,
            inside(record, schedule.reference()),
        );
    }
    if let Some(peaks) = &results.memory {
        section(
            "Memory",
            &memory_words(peaks),
            memory(peaks, &results.schedule),
        );
    }
    if let Some(seen) = &results.smoothness {
        section("Smoothness", &smoothness_words(seen), smoothness(seen));
    }
    if let Some(weights) = &results.weight {
        section("Weight", "In bytes; gzipped by `gzip -9`.", weight(weights));
    }
    if let Some(seen) = &results.loading {
        section("Loading", &loading_words(), loading(seen));
    }
    if let Some(seen) = &results.several {
        let rounds = results.schedule.rounds;
        section(
            "Several files",
            &several_words(seen, rounds),
            several_table(seen),
        );
    }
    let failures = results.failures();
    if !failures.is_empty() {
        text.push_str("\n## Measurements that failed\n\n");
        text.extend(failures.iter().map(|failure| format!("- {failure}\n")));
    }
    text
}

const AIMS: &str = "\
Ratios are medians of the ratios of measurements that followed each other within a round; \
the page is that of a first use, in a fresh profile, six seconds after it was opened and one \
after its file dialog was: a user takes that long, and WebKitGTK to draw a scrollbar that \
fades.";

const SMALL: &str = "\
Milliseconds from the choice of the file to the hash on the screen.";

const INSIDE: &str = "\
Seconds for the file. Reading alone is in the way that the worker begins with. Were nothing \
hidden, both together would take what reading and hashing take alone, one after the other.";

fn speed_words(schedule: &Schedule) -> String {
    let reference = words_of(schedule.reference());
    format!(
        "MB/s (10⁶ bytes), medians. The last column: how many times as fast as it the page \
         is in the same engine, natively the page in Chromium, on {reference}. A page is \
         timed from the choice of the file to the hash on the screen, a program from its \
         start to its end; js-sha3 was given at most 100 MB."
    )
}

fn memory_words(peaks: &[Peaks]) -> String {
    let rounds = peaks.first().map_or(0, |peaks| peaks.rounds.len());
    format!(
        "MiB of all processes of the browser, at the peak while the file is hashed, over what \
         they had when the page was open: medians of {rounds}, each in a fresh profile. What \
         processes share counts once."
    )
}

fn smoothness_words(seen: &[Smoothness]) -> String {
    let rounds = seen.first().map_or(0, |seen| seen.rounds.len());
    format!(
        "While the bar moves: medians of {rounds}, each in a fresh profile. Long tasks are those \
         over 50 ms, of which only Chromium tells."
    )
}

fn loading_words() -> String {
    format!(
        "Chromium, the page as nginx serves it by `static/hosting/nginx.conf`, over a connection of \
         {:.1} Mbit/s and {LATENCY} ms.",
        f64::from(BYTES_PER_SECOND) * 8e-6
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

fn floors_table(floors: &[Floor]) -> Table {
    let row = |floor: &Floor| {
        let (sign, bound) = match floor.bound {
            Bound::AtLeast(bound) => ("≥", bound),
            Bound::AtMost(bound) => ("≤", bound),
        };
        let (digits, unit) = (floor.digits, floor.unit);
        vec![
            floor.what.clone(),
            floor
                .engine
                .map_or(String::new(), |engine| name(engine).into()),
            format!("{sign} {bound:.digits$} {unit}"),
            format!("{:.digits$}", floor.seen),
            floor.verdict().to_string(),
        ]
    };
    Table {
        heading: heading(&["", "engine", "aim", "seen", ""]),
        rows: floors.iter().map(row).collect(),
    }
}

fn speed(record: &Record, schedule: &Schedule) -> Table {
    let sizes = schedule.all_sizes();
    let row = |contestant: Contestant, engine: Engine| {
        let mut cells = vec![contestant.to_string()];
        cells.extend(
            sizes
                .iter()
                .map(|&size| record.speed(contestant, size).to_string()),
        );
        let page = (Contestant::Page(engine, Work::First), schedule.reference());
        let size = match contestant {
            Contestant::Page(_, Work::JsSha3) => Schedule::size_for_js_sha3(page.1),
            _ => page.1,
        };
        cells.push(format!("{:.2}", record.ratio(page, (contestant, size))));
        cells
    };
    let native = Tool::ALL.map(|tool| row(Contestant::Native(tool), Engine::Chromium));
    let pages = ENGINES.into_iter().flat_map(|engine| {
        let works = [Work::First, Work::Again, Work::HashWasm, Work::JsSha3];
        works.map(|work| row(Contestant::Page(engine, work), engine))
    });
    let sizes = sizes.iter().map(|&size| words_of(size));
    Table {
        heading: [String::new()]
            .into_iter()
            .chain(sizes)
            .chain(["page ÷ it".to_owned()])
            .collect(),
        rows: native.into_iter().chain(pages).collect(),
    }
}

fn small(record: &Record, schedule: &Schedule) -> Table {
    let sizes: Vec<u64> = schedule
        .sizes
        .iter()
        .copied()
        .filter(|size| *size <= 10_000_000)
        .collect();
    let row = |engine, work| {
        let contestant = Contestant::Page(engine, work);
        let times = sizes
            .iter()
            .map(|&size| record.milliseconds(contestant, size).to_string());
        [contestant.to_string()].into_iter().chain(times).collect()
    };
    Table {
        heading: [String::new()]
            .into_iter()
            .chain(sizes.iter().map(|&size| words_of(size)))
            .collect(),
        rows: ENGINES
            .into_iter()
            .flat_map(|engine| [row(engine, Work::First), row(engine, Work::Again)])
            .collect(),
    }
}

fn inside(record: &Record, size: u64) -> Table {
    let row = |engine| {
        let seconds = |work| {
            record
                .milliseconds(Contestant::Page(engine, work), size)
                .map(|time| time / 1e3)
        };
        let (hash, read) = (seconds(Work::HashAlone), seconds(Work::ReadAlone));
        let both = seconds(Work::Worker);
        vec![
            name(engine).to_owned(),
            format!("{hash:.2}"),
            format!("{read:.2}"),
            format!("{both:.2}"),
            format!("{:.0} %", hidden(hash, read, both)),
            format!("{:.2}", seconds(Work::Again)),
        ]
    };
    Table {
        heading: heading(&[
            &words_of(size),
            "the hash alone",
            "reading alone",
            "both",
            "of reading is hidden",
            "the page",
        ]),
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

fn memory(peaks: &[Peaks], schedule: &Schedule) -> Table {
    let sizes = schedule.all_sizes();
    let row = |engine| {
        let cell = |&size: &u64| {
            let mut peaks = peaks.iter();
            let peaks = peaks.find(|peaks| peaks.engine == engine && peaks.size == size);
            peaks.map_or(Figure::Absent, Peaks::figure).to_string()
        };
        let cells = sizes.iter().map(cell);
        [name(engine).to_owned()].into_iter().chain(cells).collect()
    };
    Table {
        heading: [String::new()]
            .into_iter()
            .chain(sizes.iter().map(|&size| words_of(size)))
            .collect(),
        rows: ENGINES.map(row).into(),
    }
}

fn smoothness(seen: &[Smoothness]) -> Table {
    let row = |seen: &Smoothness| {
        let of = |number: fn(&Motion) -> Option<f64>| {
            let rounds = seen.rounds.iter();
            let known: Vec<_> = rounds
                .filter_map(|round| match round {
                    Ok(motion) => number(motion).map(Some),
                    Err(_) => Some(None),
                })
                .collect();
            Figure::of(&known)
        };
        vec![
            name(seen.engine).to_owned(),
            of(|motion| Some(motion.frames.drawn as f64)).to_string(),
            of(|motion| Some(motion.frames.dropped as f64)).to_string(),
            format!("{} ms", of(|motion| Some(motion.frames.longest))),
            match of(|motion| motion.longest_task) {
                Figure::Median(0.0) => "none".to_owned(),
                Figure::Median(longest) => format!("{longest:.0} ms"),
                other => other.to_string(),
            },
        ]
    };
    Table {
        heading: heading(&[
            "",
            "frames drawn",
            "dropped",
            "longest from one to the next",
            "longest long task",
        ]),
        rows: seen.iter().map(row).collect(),
    }
}

fn weight(weights: &[Weight]) -> Table {
    let row = |name: &str, bytes: u64, gzipped: u64| {
        vec![name.to_owned(), grouped(bytes), grouped(gzipped)]
    };
    let mut rows: Vec<_> = weights
        .iter()
        .map(|weight| row(&weight.name, weight.bytes, weight.gzipped))
        .collect();
    let first_load = || weights.iter().filter(|weight| weight.is_of_first_load());
    rows.push(row(
        "**what a first load waits for**",
        first_load().map(|weight| weight.bytes).sum(),
        first_load().map(|weight| weight.gzipped).sum(),
    ));
    Table {
        heading: heading(&["", "bytes", "gzipped"]),
        rows,
    }
}

fn loading(seen: &Loading) -> Table {
    let row = |what: &str, figure: Figure| vec![what.to_owned(), format!("{figure:.2} s")];
    Table {
        heading: heading(&["from the start of a first visit until", ""]),
        rows: vec![
            row("a file can be chosen", seen.interactive),
            row("the worker's program is there", seen.ready),
        ],
    }
}

fn several_table(seen: &Several) -> Table {
    let row = |engine| {
        let [together, in_turn] = Giving::ALL.map(|giving| Contestant::Several(engine, giving));
        let tools = several::TOOLS.map(Contestant::Native);
        let crowd = |number: fn(&several::Crowd) -> f64| seen.crowd(engine, number);
        let mut cells = vec![
            name(engine).to_owned(),
            format!("{:.2}", seen.seconds(together)),
            format!("{:.2}", seen.seconds(in_turn)),
            format!("{:.2}", seen.ratio(together, in_turn)),
        ];
        cells.extend(tools.map(|tool| format!("{:.2}", seen.ratio(tool, together))));
        cells.push(format!("{:.1}", crowd(|crowd| crowd.seconds)));
        cells.push(crowd(|crowd| crowd.longest).to_string());
        cells
    };
    let tools = several::TOOLS.map(|tool| format!("`{tool}` ÷ at once"));
    let words = [
        "",
        "at once",
        "one after the other",
        "at once ÷ one after the other",
    ];
    let small = [
        "1,000 files of 4 KB",
        "ms from one frame to the next, at most",
    ];
    Table {
        heading: heading(&words)
            .into_iter()
            .chain(tools)
            .chain(heading(&small))
            .collect(),
        rows: ENGINES.map(row).into(),
    }
}

fn heading(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_row() {
        let table = Table {
            heading: heading(&["", "a", "b"]),
            rows: vec![heading(&["x", "1", "2"])],
        };
        assert_eq!(
            table.markdown(),
            "|  | a | b |\n|---|--:|--:|\n| x | 1 | 2 |\n"
        );
    }

    #[test]
    fn sizes_are_written_for_readers() {
        assert_eq!(words_of(100_000_000), "100 MB");
        assert_eq!(words_of(5_000_000_000), "5 GB");
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
