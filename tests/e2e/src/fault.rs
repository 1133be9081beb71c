//! The table of faults, `tests/faults.md`: what was done to the page or to a file, in which
//! engines, and what its user then saw.
//!
//! A journey says what it did and has the page read; nobody writes a row by hand. What is read
//! must be what stands in the table, and whatever it is, four things must hold of it: no hash but
//! the right one, none beside another file, no progress that stands still, no empty page.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::{env, fs};

use gvmi_hash::pure::hashing::failure::Failure;
use libtest_mimic::Trial;
use serde_json::json;

use crate::Outcome;
use crate::engine::Engine;
use crate::page::Browser;
use e2e::screen::expect_true;

/// Set by `cargo xtask faults`: what is seen is written into the table, not held against it.
const WRITE: &str = "GVMI_HASH_WRITE_FAULTS";

/// The journeys that make rows: a part of the name of each.
const JOURNEYS: [&str; 18] = [
    "::faults::",
    "::machine::",
    "::mounted::",
    "::names::",
    "::refusals::",
    "choosing::drop_what_is_no_file",
    "comparing::a_mangled_link",
    "embedding::forbidden_by_the_host_page",
    "embedding::in_too_old_a_browser",
    "embedding::no_answer",
    "hashing::another_file_in_the_middle",
    "hashing::cancel",
    "offline::half_of_a_new_version",
    "offline::without_the_server",
    "one_file::a_file_that_goes",
    "several::one_of_twelve",
    "several::two_and_twelve",
    "translating::nothing_is_left",
];

/// Whether a journey of this name makes rows.
pub fn is_in(name: &str) -> bool {
    JOURNEYS.iter().any(|part| name.contains(part))
}

/// What is struck.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    File,
    Storage,
    Name,
    Worker,
    Server,
    Browser,
    Machine,
    User,
    Widget,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::File,
        Self::Storage,
        Self::Name,
        Self::Worker,
        Self::Server,
        Self::Browser,
        Self::Machine,
        Self::User,
        Self::Widget,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::File => "The file",
            Self::Storage => "The disk that it is on",
            Self::Name => "Its name",
            Self::Worker => "The worker",
            Self::Server => "The server",
            Self::Browser => "What the browser refuses",
            Self::Machine => "Time, memory and tabs",
            Self::User => "The user",
            Self::Widget => "The widget in a host page",
        }
    }
}

/// A fault, for the table.
pub struct Fault {
    part: Part,
    done: String,
    right: BTreeMap<String, String>,
    either: Vec<String>,
    also: Vec<&'static str>,
}

/// A fault: what it strikes, and what was done. No hash may be seen after it.
pub fn fault(part: Part, done: &str) -> Fault {
    Fault {
        part,
        done: done.to_owned(),
        right: BTreeMap::new(),
        either: Vec::new(),
        also: Vec::new(),
    }
}

impl Fault {
    /// A hash that may be seen, beside this name as the page shows it, and nowhere else.
    pub fn hashed(mut self, name: &str, hash: impl ToString) -> Self {
        self.right.insert(name.to_owned(), hash.to_string());
        self
    }

    /// It depends on the moment which of these is said: both stand in the table.
    pub fn either(mut self, failures: &[Failure]) -> Self {
        let leads = failures.iter().map(|failure| failure.finding().lead);
        self.either = leads.collect();
        self
    }

    /// What else is read of the page.
    pub fn also(mut self, selector: &'static str) -> Self {
        self.also.push(selector);
        self
    }

    /// Reads the page and makes a row of it.
    pub async fn seen(self, browser: &Browser) -> Outcome {
        let done = self.done.clone();
        let seen = self.look(browser).await;
        seen.map_err(|why| format!("{done}: {why}").into())
    }

    async fn look(self, browser: &Browser) -> Outcome {
        browser.checked().await?;
        expect_true(browser).await?;
        let is_busy = async || {
            let script = "return !!document.querySelector('progress')";
            Ok::<_, Box<dyn std::error::Error>>(browser.script(script, &[]).await? == json!(true))
        };
        if is_busy().await? {
            expect_moving(browser).await?;
        }
        let read: Read = serde_json::from_value(browser.script(READ, &[json!(self.also)]).await?)?;
        let (mut words, hashes, digits) = read;
        if words.is_empty() {
            return Err("the page is empty".into());
        }
        for nonsense in ["NaN", "Infinity", "undefined", "[object"] {
            if words.contains(nonsense) {
                return Err(format!("the page says {nonsense}: {words}").into());
            }
        }
        for (name, hash) in &hashes {
            match self.right.get(name) {
                Some(right) if right == hash => {}
                Some(right) => return Err(format!("{name} has {hash}, not {right}").into()),
                None => return Err(format!("{hash} stands beside {name}").into()),
            }
        }
        for hash in digits {
            if !hashes.iter().any(|(_, known)| *known == hash) {
                return Err(format!("the answer has {hash} in it, which is no file's").into());
            }
        }
        if !self.either.is_empty() {
            let said = self.either.iter().find(|said| words.contains(*said));
            let said = said.ok_or(format!("{words:?} is none of {:?}", self.either))?;
            words = words.replace(said, &self.either.join(" — or — "));
        }
        keep(self.part, self.done, browser.engine, escaped(&cut(&words)))
    }
}

/// A bar is there that shows more after a while, or goes.
async fn expect_moving(browser: &Browser) -> Outcome {
    const BARS: &str =
        "return [...document.querySelectorAll('progress')].map((bar) => bar.value).join(' ')";
    let before = browser.script(BARS, &[]).await?;
    browser
        .wait_until("the progress goes on", async || {
            Ok((browser.script(BARS, &[]).await? != before).then_some(()))
        })
        .await
}

/// The words of the page, each hash with the name that it stands beside, and all hashes in the
/// answer.
type Read = (String, Vec<(String, String)>, Vec<String>);

const READ: &str = r#"
    const all = (selector) => [...document.querySelectorAll(selector)];
    const plain = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
    const text = (selector) => all(selector).filter((element) => element.getClientRects().length)
        .map((element) => plain(element.innerText)).join(' ');
    const digits = (text) => (text ?? '').replace(/\s+/g, '').toLowerCase();
    const answer = document.getElementById('answer');
    const stopped = text('.not-started');
    if (stopped) return [stopped, [], []];
    // Another page: a host page.
    if (!answer && document.getElementById('app')) return ['', [], []];
    if (!answer) return [plain(document.body?.innerText).slice(0, 400), [], []];
    const rows = all('tr[data-standing]').map((row) =>
        [row.dataset.name, digits(row.querySelector('.hash')?.textContent)]);
    const own = document.getElementById('hash') ?
        [[document.getElementById('image-name')?.textContent, digits(document.getElementById('hash').textContent)]] : [];
    const hashes = [...rows, ...own].filter(([, hash]) => hash);
    const isBusy = !!document.querySelector('progress');
    const said = [
        text('#answer-heading'),
        text('#answer .facts').replace(/ · hashed in .*/, ''),
        own.length ? 'its hash' : '',
        isBusy && own.length === 0 ? 'being hashed' : '',
        text('#image-check'),
        text('#mismatch'),
        text('#answer .says > p'),
        text('#troubles'),
        isBusy ? '' : text('#answer .foot > .hint'),
        text('#refusal'),
        text('#verdict > p, #verdict > strong'),
        ...arguments[0].map(text),
    ];
    const found = digits(answer.textContent).match(/(?<![0-9a-f])[0-9a-f]{56}(?![0-9a-f])/g) ?? [];
    return [said.filter(Boolean).join(' · '), hashes, found];
"#;

/// The words, and of a word that is too long for a table its ends.
fn cut(text: &str) -> String {
    const LONG: usize = 60;
    let cut = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        let ends = [
            &letters[..10.min(letters.len())],
            &letters[letters.len().saturating_sub(10)..],
        ];
        match letters.len() {
            ..=LONG => word.to_owned(),
            _ => ends.map(|end| end.iter().collect::<String>()).join("…"),
        }
    };
    text.split(' ').map(cut).collect::<Vec<_>>().join(" ")
}

/// What may stand in a cell of a table.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('`', "\\`")
        .replace('*', "\\*")
}

/// What was seen, by what was done and by engine.
type Rows = BTreeMap<(Part, String), BTreeMap<&'static str, String>>;

const ENGINES: [&str; 3] = ["Chromium", "Firefox", "WebKitGTK"];

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Chromium => ENGINES[0],
        Engine::Firefox => ENGINES[1],
        Engine::WebKitGtk => ENGINES[2],
    }
}

/// The table as it is kept.
static KEPT: LazyLock<Rows> =
    LazyLock::new(|| read(&fs::read_to_string(file()).unwrap_or_default()));

/// What was seen in this run.
static MADE: Mutex<Rows> = Mutex::new(Rows::new());

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../faults.md")
}

pub fn is_written() -> bool {
    env::var_os(WRITE).is_some()
}

fn keep(part: Part, done: String, engine: Engine, words: String) -> Outcome {
    let engine = name(engine);
    let key = (part, done);
    let kept = KEPT.get(&key).and_then(|row| row.get(engine));
    let mut made = MADE.lock().expect("no thread panics");
    let row = made.entry(key).or_default();
    let before = row.insert(engine, words.clone());
    let expected = if is_written() {
        before.as_ref()
    } else {
        kept.or(before.as_ref())
    };
    if is_written() {
        // At once: a run that is broken off leaves what it saw.
        fs::write(file(), table(&with_kept(&made)))?;
    }
    match expected {
        Some(expected) if *expected != words => Err(format!(
            "tests/faults.md has {expected:?}, and {words:?} was seen; is that right? \
             `cargo xtask faults` writes it anew"
        )
        .into()),
        None if !is_written() => Err(format!(
            "tests/faults.md has no such row; `cargo xtask faults` writes it anew; \
             {words:?} was seen"
        )
        .into()),
        _ => Ok(()),
    }
}

/// What was seen, and what stands in the table of others.
fn with_kept(made: &Rows) -> Rows {
    let mut rows = KEPT.clone();
    for (key, row) in made {
        rows.entry(key.clone()).or_default().extend(row.clone());
    }
    rows
}

/// At the end of a run: says how much of the table was seen in it, or writes it anew. Fails if
/// `is_whole`, because every journey was made, and a row was not.
pub fn finish(is_whole: bool) -> Outcome {
    let made = MADE.lock().expect("no thread panics").clone();
    if made.is_empty() {
        return Ok(());
    }
    if is_written() {
        let rows = if is_whole { made } else { with_kept(&made) };
        fs::write(file(), table(&rows))?;
        println!("tests/faults.md has {}", count(&rows));
        return Ok(());
    }
    println!(
        "tests/faults.md has {}; this run saw {}",
        count(&KEPT),
        count(&made)
    );
    let mut unseen = String::new();
    for ((_, done), row) in &*KEPT {
        let seen = made.iter().find(|((_, other), _)| other == done);
        let is_seen = |engine: &&str| seen.is_some_and(|(_, row)| row.contains_key(*engine));
        for engine in row.keys().filter(|engine| !is_seen(engine)) {
            let _ = write!(unseen, "\n  {engine}: {done}");
        }
    }
    if is_whole && !unseen.is_empty() {
        return Err(format!(
            "tests/faults.md has rows that nothing made; `cargo xtask faults` writes it anew:{unseen}"
        )
        .into());
    }
    Ok(())
}

fn count(rows: &Rows) -> String {
    let seen: usize = rows.values().map(BTreeMap::len).sum();
    format!("{} faults, {seen} rows in three engines", rows.len())
}

fn table(rows: &Rows) -> String {
    let mut text = format!(
        "# Faults\n\n\
         What was done, in which engines, and what the user then saw, in the words of the page: {}.\n\
         Written by `cargo xtask faults`, and held against the page by `cargo xtask test`.\n\n\
         In none is there a hash but the right one, a hash beside another file, progress that \
         stands still, or an empty page.\n\
         Where engines differ, each has its own words; “— or —” stands where it depends on the \
         moment.\n",
        count(rows)
    );
    for part in Part::ALL {
        let own: Vec<_> = rows
            .iter()
            .filter(|((other, _), _)| *other == part)
            .collect();
        if own.is_empty() {
            continue;
        }
        let _ = write!(
            text,
            "\n## {}\n\n| what was done | where | what the user saw |\n|---|---|---|\n",
            part.title()
        );
        for ((_, done), row) in own {
            let engines: Vec<_> = row.keys().copied().collect();
            let _ = writeln!(text, "| {done} | {} | {} |", engines.join(", "), cell(row));
        }
    }
    text
}

/// What was seen, once for all engines that show the same.
fn cell(row: &BTreeMap<&'static str, String>) -> String {
    let mut groups: Vec<(Vec<&str>, &str)> = Vec::new();
    for (engine, words) in row {
        match groups.iter_mut().find(|(_, other)| other == words) {
            Some((engines, _)) => engines.push(engine),
            None => groups.push((vec![engine], words)),
        }
    }
    match groups.as_slice() {
        [(_, words)] => (*words).to_owned(),
        groups => {
            let said =
                |(engines, words): &(Vec<&str>, &str)| format!("{}: {words}", engines.join(", "));
            groups.iter().map(said).collect::<Vec<_>>().join(BREAK)
        }
    }
}

const BREAK: &str = "<br>";

/// The rows of a table that was written.
fn read(text: &str) -> Rows {
    let mut rows = Rows::new();
    let mut part = None;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            part = Part::ALL.into_iter().find(|part| part.title() == title);
        }
        let cells = line
            .strip_prefix("| ")
            .and_then(|line| line.strip_suffix(" |"));
        let cells: Vec<_> = cells
            .into_iter()
            .flat_map(|line| line.splitn(3, " | "))
            .collect();
        let (Some(part), [done, engines, words]) = (part, cells.as_slice()) else {
            continue;
        };
        let row: BTreeMap<_, _> = ENGINES
            .into_iter()
            .filter(|engine| engines.contains(engine))
            .filter_map(|engine| Some((engine, of_engine(engine, words)?.to_owned())))
            .collect();
        if !row.is_empty() {
            rows.insert((part, (*done).to_owned()), row);
        }
    }
    rows
}

/// What an engine showed, by a cell.
fn of_engine<'a>(engine: &str, cell: &'a str) -> Option<&'a str> {
    if !cell.contains(BREAK) {
        return Some(cell);
    }
    cell.split(BREAK).find_map(|said| {
        let (engines, words) = said.split_once(": ")?;
        engines
            .split(", ")
            .any(|other| other == engine)
            .then_some(words)
    })
}

/// The test of the table itself.
pub fn trial() -> Trial {
    Trial::test("faults::the_table_is_read_as_it_was_written", || {
        let rows = specimen();
        if read(&table(&rows)) == rows {
            Ok(())
        } else {
            Err(table(&rows).into())
        }
    })
}

fn specimen() -> Rows {
    let row = |words: [&str; 3]| -> BTreeMap<_, _> {
        ENGINES.into_iter().zip(words.map(str::to_owned)).collect()
    };
    Rows::from([
        ((Part::File, "a".to_owned()), row(["x: y", "x: y", "x: y"])),
        ((Part::User, "b".to_owned()), row(["x: y", "z", "x: y"])),
    ])
}
