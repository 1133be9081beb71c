//! README.md, CONTRIBUTING.md and docs/ say of the code what the code says of itself.
//!
//! What is a list or a number of the code stands there once more, for readers; here each is
//! held against the code.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gvmi_hash::hash::ImageHash;
use gvmi_hash::pure::embed::{Comparison, ImageCheck, Message, Options, Part, Theme};
use gvmi_hash::pure::image::Inspection;
use gvmi_hash::pure::publish::address::Address;
use gvmi_hash::pure::publish::snippet::Snippet;
use regex::Regex;
use serde_json::Value;

const REFERENCE: &str = "docs/reference.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// Every file in a folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

/// The documents, with their texts; bench.md is written by the benchmark.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    let names = docs.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| format!("docs/{}", name.to_string_lossy()));
    names
        .filter(|name| name.ends_with(".md") && !name.ends_with("/bench.md"))
        .chain(["README.md", "CONTRIBUTING.md"].map(str::to_owned))
        .map(|name| (name.clone(), read(&name)))
        .collect()
}

/// The one text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text
        .split_once(start)
        .unwrap_or_else(|| panic!("there is no {start:?}"));
    let (found, _) = rest
        .split_once(end)
        .unwrap_or_else(|| panic!("nothing ends {start:?}"));
    found
}

/// What an expression captures, each time that it is found.
fn all(text: &str, expression: &str) -> Vec<String> {
    let expression = Regex::new(expression).expect("an expression");
    let found = expression.captures_iter(text);
    found.map(|found| found[1].to_owned()).collect()
}

/// The words in double quotes in the list that follows a mark.
fn listed(text: &str, mark: &str) -> Vec<String> {
    let (_, rest) = text.split_once(mark).expect("the mark");
    all(between(rest, "[", "]"), "\"([a-z-]+)\"")
}

/// What stands in backticks.
fn code(text: &str) -> Vec<String> {
    all(text, "`([^`]+)`")
}

/// The rows of the table under a heading, without the one that names the columns.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, section) = text
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("there is no {heading:?}"));
    section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| {
            let line = line.trim_matches('|');
            line.split('|').map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// The row of the table under a heading that begins with a name.
fn row(heading: &str, name: &str) -> Vec<String> {
    let rows = table(&read(REFERENCE), heading);
    let row = rows.into_iter().find(|row| code(&row[0]) == [name]);
    row.unwrap_or_else(|| panic!("{heading} has no {name}"))
}

/// The names in the first column of the table under a heading.
fn names(heading: &str) -> Vec<String> {
    let rows = table(&read(REFERENCE), heading);
    rows.iter().flat_map(|row| code(&row[0])).collect()
}

fn sorted<T: Ord>(names: impl IntoIterator<Item = T>) -> Vec<T> {
    names
        .into_iter()
        .collect::<BTreeSet<T>>()
        .into_iter()
        .collect()
}

fn options(query: &str) -> Options {
    Options::parse(query).expect("a widget")
}

/// The names of the options that stand in a table of the reference with this remark.
fn options_with(remark: &str) -> Vec<String> {
    let rows = table(&read(REFERENCE), "## Options");
    let rows = rows.iter().filter(|row| match remark {
        "" => !row[0].contains('('),
        remark => row[0].contains(remark),
    });
    rows.flat_map(|row| code(&row[0])).collect()
}

#[test]
fn the_options_are_the_same_wherever_they_are_listed() {
    let element = read("static/embed/embed.js");
    let common = listed(&element, "const OPTIONS = ");
    assert_eq!(options_with(""), common);
    let only_element = all(
        between(&element, "observedAttributes() {\n      return [", "..."),
        "\"([a-z]+)\"",
    );
    assert_eq!(options_with("(element only)"), only_element);
    let around = all(
        between(&element, "const around = ", ";"),
        r#"\["([a-z]+)","#,
    );
    assert_eq!(sorted(options_with("(bare frame only)")), sorted(around));

    let page = read("static/embed/embedding.html");
    let form = between(&page, "<form id=\"options\"", "</form>");
    assert_eq!(all(form, " name=\"([a-z-]+)\""), common);
    for tag in [
        "static/embed/embedding.js",
        "tests/documents/sites/nextjs/src/markdoc/tags.js",
    ] {
        assert_eq!(listed(&read(tag), "Object.fromEntries("), common, "{tag}");
    }
}

#[test]
fn every_option_of_a_frame_is_read_and_no_other() {
    let plain = options("embed");
    for name in names("## Options") {
        let is_of_element = options_with("(element only)").contains(&name);
        // For those that take no such value, there is a complaint.
        let asked = options(&format!("embed&{name}=dark"));
        assert_eq!(asked == plain, is_of_element, "{name}");
    }
}

/// What the author can choose for an option in the form of embedding.html.
fn choices(option: &str) -> Vec<String> {
    let page = read("static/embed/embedding.html");
    let choices = between(&page, &format!("name=\"{option}\">"), "</select>");
    let choices = choices.replace(" value=\"\"", " none");
    let choice = Regex::new("<option(?: value=\"([^\"]+)\")?>([^<]+)").expect("an expression");
    let choices = choice.captures_iter(&choices);
    choices
        .map(|found| found.get(1).unwrap_or(found.get(2).expect("a text")))
        .map(|found| found.as_str().to_owned())
        .collect()
}

#[test]
fn the_values_of_options_are_those_of_the_code() {
    assert_eq!(code(&row("## Options", "theme")[1]), Theme::NAMES);
    assert_eq!(choices("theme"), Theme::NAMES[1..]);
    let parts = Part::ALL.map(|(name, _)| name);
    assert_eq!(code(&row("## Options", "parts")[1]), parts);
    let placeholder = format!("placeholder=\"{}\"", parts.join(","));
    assert!(read("static/embed/embedding.html").contains(&placeholder));
    let shown = |query| {
        let parts = options(query).parts.into_iter();
        let name = |part| Part::ALL.iter().find(|(_, known)| *known == part);
        let names: Vec<_> = parts.filter_map(|part| Some(name(part)?.0)).collect();
        names.join(",")
    };
    let without = code(&row("## Options", "parts")[2]);
    assert_eq!(without[0], shown("embed"));
    assert_eq!(without[2], shown("embed&hash=x"));
}

#[test]
fn sizes_contrasts_and_times_are_those_of_the_code() {
    let page = read("static/embed/embedding.html");
    let range = Regex::new("in pixels, ([0-9]+) to ([0-9]+)").expect("an expression");
    for text in [&row("## Options", "font-size")[1], &page] {
        let range = range.captures(text).expect("a range");
        let [least, most] = [1, 2].map(|end| range[end].parse::<u32>().expect("a number"));
        let is_taken = |size: u32| {
            options(&format!("embed&font-size={size}"))
                .font_size
                .is_some()
        };
        let taken = [least - 1, least, most, most + 1].map(is_taken);
        assert_eq!(taken, [false, true, true, false], "{least} to {most}");
    }
    for (option, query) in [
        ("accent", "embed&accent=777&theme=light"),
        ("text", "embed&text=888&background=fff"),
    ] {
        let contrast = all(&row("## Options", option)[1], "must be ([0-9]+)");
        let needed = format!("and {} is needed", contrast[0]);
        let said = options(query).complaints[0].to_string();
        assert!(said.contains(&needed), "{said}");
    }
    let element = read("static/embed/embed.js");
    let title = &row("## Options", "title")[2];
    assert!(element.contains(&title.replace(['“', '”'], "\"")));
    let seconds = all(&row("### Error", "no-answer")[1], "([0-9]+) seconds");
    assert!(element.contains(&format!("const PATIENCE = {}000;", seconds[0])));
}

fn sent(message: &Message) -> Value {
    serde_json::from_str::<Value>(&message.json()).expect("JSON")[Message::NAME].clone()
}

fn result(image: ImageCheck, comparison: Comparison) -> Value {
    sent(&Message::Result {
        hash: ImageHash([0; 28]),
        size: 1,
        url: None,
        image,
        comparison: Some(comparison),
    })
}

#[test]
fn the_messages_are_those_of_the_code() {
    use Comparison::{Match, Mismatch, Open};
    use ImageCheck::{Failed, Passed, Unfinished};
    let messages = [
        sent(&Message::Ready),
        sent(&Message::Height { pixels: 1 }),
        result(Passed, Match),
        sent(&Message::Error { reason: "gone" }),
    ];
    let kinds = messages.iter().map(|message| message["type"].clone());
    assert_eq!(kinds.collect::<Vec<_>>(), names("## Messages"));
    let mut fields = names("### Result");
    fields.extend(["version", "type"].map(str::to_owned));
    let told = messages[2].as_object().expect("an object");
    assert_eq!(sorted(told.keys().cloned()), sorted(fields));
    let words = |field: &str| code(&row("### Result", field)[1]);
    let checks = [Passed, Failed, Unfinished].map(|check| result(check, Match)["image"].clone());
    assert_eq!(checks.to_vec(), words("image"));
    let verdicts = [Match, Mismatch, Open];
    let verdicts = verdicts.map(|verdict| result(Passed, verdict)["comparison"].clone());
    assert_eq!(verdicts.to_vec(), words("comparison"));
    let version = Message::VERSION;
    let reference = read(REFERENCE);
    let versions = all(&reference, "`?version(?:`? is|:) ([0-9]+)");
    assert_eq!(sorted(versions), [version.to_string()]);
    assert!(read("static/embed/embed.js").contains(&format!("const VERSION = {version};")));
}

#[test]
fn the_reasons_of_errors_are_those_of_the_code() {
    let failure = read("src/pure/hashing/failure.rs");
    let key = between(&failure, "pub fn key(", "\n    }\n");
    let mut reasons = all(key, "=> \"([a-z-]+)\"");
    reasons.extend(all(&read("static/embed/embed.js"), "reason: \"([a-z-]+)\""));
    assert_eq!(names("### Error"), reasons);
}

/// What has come into the language since 2015, as far as it could be meant here.
const NEWER_SYNTAX: &str = concat!(
    r"\?\.[^0-9]|\?\?|\*\*|[|&]{2}=|\.#|catch \{|\basync\b|\bawait\b|[0-9]n\b|[0-9]_[0-9]",
    r"|[{,] \.\.\.\w+ \}|\{ \.\.\.|(?m)^\s*(?:static )?#?\w+(?: = .*)?;$|^\s*static \w+ =|\bimport\b",
);

#[test]
fn an_old_browser_can_read_the_element() {
    let newer = Regex::new(NEWER_SYNTAX).expect("an expression");
    let element = read("static/embed/embed.js");
    let is_code = |line: &&str| !line.trim().starts_with("//") && line.trim() != "return;";
    let code = element.lines().filter(is_code);
    let found: Vec<_> = code.filter(|line| newer.is_match(line)).collect();
    assert!(found.is_empty(), "{found:?}");
    for line in [
        "a?.b",
        "a ?? b",
        "this.#a",
        "} catch {",
        "  a;",
        "  static a = [",
        "({ ...a })",
    ] {
        assert!(newer.is_match(line), "{line}");
    }
}

#[test]
fn the_oldest_browsers_are_those_of_the_tests() {
    let browsers = |text: &str| all(text, "((?:Chromium|Firefox|Safari) [0-9.]+[0-9])");
    let reference = read(REFERENCE);
    let named = browsers(between(&reference, "## Browsers", "## Code"));
    let journey = read("tests/e2e/src/journeys/oldest.rs");
    let tested = browsers(between(&journey, "/// Takes away", "const TAKE_AWAY"));
    assert_eq!(named, tested);
}

#[test]
fn the_address_of_the_reference_is_read_as_it_says() {
    let reference = read(REFERENCE);
    let fragment = between(&reference, "    https://HOST/#", "\n");
    let Address { hash, url } = Address::parse(fragment);
    assert_eq!(hash.map(|hash| hash.len()), Some(ImageHash::DIGITS));
    assert_eq!(url.as_deref(), Some("https://example.org/my-image.gvmi"));
    assert_eq!(names("## Address"), ["hash", "url"]);
}

/// The pinned versions of the clients of Golem.
fn pins() -> BTreeSet<(String, String)> {
    let pair = Regex::new(r#"(?m)^\s*"?([@a-z/-]+)(?:==|": ")([0-9.]+)"#).expect("an expression");
    let pins = files(&root().join("tests/clients/pins")).into_iter();
    let pins = pins
        .filter(|path| path.ends_with("package.json") || path.extension() == Some("txt".as_ref()));
    pins.flat_map(|path| {
        let text = fs::read_to_string(path).expect("a text");
        let pairs = pair.captures_iter(&text);
        pairs
            .map(|pair| (pair[1].to_owned(), pair[2].to_owned()))
            .collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn the_code_for_each_sdk_is_there_in_versions_that_are_tested() {
    let reference = read(REFERENCE);
    let rows = table(&reference, "## Code");
    let listed = rows
        .iter()
        .map(|row| (code(&row[0])[0].clone(), row[1].clone()));
    let known = Snippet::ALL.map(|snippet| (snippet.key().to_owned(), snippet.name().to_owned()));
    assert_eq!(listed.collect::<Vec<_>>(), known);
    assert_eq!(choices("sdk"), Snippet::ALL.map(Snippet::key));
    let pins = pins();
    let tested = between(&reference, "## Code", "Of the later tags");
    let version = Regex::new(r"([@a-z/-]+) ([0-9]+\.[0-9.]+[0-9])").expect("an expression");
    let named: Vec<_> = version.captures_iter(tested).collect();
    assert!(named.len() > rows.len(), "{named:?}");
    for named in named {
        let pair = (named[1].to_owned(), named[2].to_owned());
        assert!(pins.contains(&pair), "{pair:?} is not among the pins");
    }
}

#[test]
fn what_is_read_of_an_image_is_what_the_docs_say() {
    let samples = read("src/pure/hashing/samples.rs");
    let trust = read("docs/trust.md");
    let pieces = between(&samples, "const COUNT: u64 = ", ";");
    assert_eq!(trust.matches(&format!(" {pieces} pieces")).count(), 2);
    assert!(samples.contains("const WHOLE: u64 = 1 << 20;"));
    assert!(trust.contains("no more than 1 MiB"));
    let start = Inspection::new(1 << 30).next_range().expect("a range");
    let said = format!("It reads {} bytes at the start", start.end);
    assert!(
        start.start == 0 && read("docs/use.md").contains(&said),
        "{said}"
    );
}

#[test]
fn the_packages_are_those_of_the_page() {
    let cargo = read("Cargo.toml");
    let sections = ["[dependencies]\n", ".dependencies]\n"]
        .map(|start| between(&cargo, start, "\n[").to_owned());
    let hash = read("hash/Cargo.toml");
    let hash = hash.split_once("[dependencies]\n").expect("a section").1;
    let mut used = all(
        &(sections.join("\n") + "\n" + hash),
        r"(?m)^([a-z0-9_-]+) = ",
    );
    // It is ours, and its packages are among them. web-sys has a section of its own.
    used.retain(|name| name != "image-hash");
    used.push("web-sys".to_owned());
    let listed = table(&read("docs/develop.md"), "## Packages");
    let listed = listed.iter().flat_map(|row| code(&row[0]));
    assert_eq!(sorted(listed), sorted(used));
}

/// What the page shows, as it stands in the sources of its view, and in the pages.
fn shown() -> String {
    let view = files(&root().join("src")).into_iter();
    let view = view.filter(|path| path.extension() == Some("rs".as_ref()));
    let pages = ["index.html", "static/embed/embedding.html"].map(|page| root().join(page));
    let texts = view
        .chain(pages)
        .map(|path| fs::read_to_string(path).expect("a text"));
    // A string that goes on in the next line.
    let broken = Regex::new(r"\\\n\s*").expect("an expression");
    broken
        .replace_all(&texts.collect::<String>(), "")
        .into_owned()
}

#[test]
fn words_in_bold_stand_on_the_page() {
    let shown = shown();
    for (name, text) in documents() {
        for words in all(&text, r"\*\*([^*]+)\*\*") {
            let quoted = [format!("\"{words}\""), format!(">{words}<")];
            let is_shown = quoted.iter().any(|quoted| shown.contains(quoted));
            assert!(is_shown, "{name}: the page shows no “{words}”");
        }
    }
}

#[test]
fn every_link_leads_to_a_file() {
    for (name, text) in documents() {
        let folder = root().join(&name);
        let folder = folder.parent().expect("a folder");
        for link in all(&text, r"\]\(([^)#]+)[^)]*\)") {
            let is_there = link.starts_with("https://") || folder.join(&link).exists();
            assert!(is_there, "{name}: there is no {link}");
        }
    }
}

#[test]
fn every_picture_is_taken_by_the_command() {
    let program = read("tests/e2e/src/pictures.rs");
    let table = between(&program, "const IN_DOCUMENTS", "];");
    let shown = documents().into_iter().flat_map(|(_, text)| {
        let pictures = all(&text, r"!\[[^\]]*\]\(([^)]+)\)").into_iter();
        pictures.map(|picture| picture.trim_start_matches("docs/").to_owned())
    });
    assert_eq!(sorted(all(table, r#""([a-z]+\.png)""#)), sorted(shown));
}

#[test]
fn every_command_is_there() {
    let commands = read("tools/xtask/src/main.rs");
    let commands = sorted(all(&commands, "Some\\(\"([a-z]+)\"\\) =>"));
    let journeys = read("tests/e2e/src/main.rs");
    for (name, text) in documents() {
        for command in all(&text, "cargo xtask ([a-z]+)") {
            assert!(commands.contains(&command), "{name}: no command {command}");
        }
        for filter in all(&text, "cargo xtask test ([a-z_:]+)") {
            let is_there = filter == "quick" || journeys.contains(&filter);
            assert!(is_there, "{name}: no journey {filter}");
        }
        for file in all(&text, "cargo test --test ([a-z_]+)") {
            let path = root().join(format!("tests/{file}.rs"));
            assert!(path.exists(), "{name}: no {file}");
        }
    }
}

#[test]
fn every_path_is_there() {
    for (name, text) in documents() {
        for path in code(&text).iter().filter(|path| is_path(path)) {
            assert!(root().join(path).exists(), "{name}: there is no {path}");
        }
    }
}

#[test]
fn the_house_is_drawn_with_every_room() {
    let drawn = all(&read("CONTRIBUTING.md"), r"(?m)^    ([a-z/]+/) ");
    for folder in ["src", "src/pure", "src/browser"] {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        let entries = entries.map(|entry| entry.expect("an entry"));
        for room in entries.filter(|entry| entry.path().is_dir()) {
            let room = format!("{folder}/{}/", room.file_name().to_string_lossy());
            assert!(drawn.contains(&room), "{room} is not drawn");
        }
    }
    for room in drawn {
        assert!(root().join(&room).is_dir(), "there is no {room}");
    }
}

/// What is built or installed is not in the repository.
fn is_path(code: &str) -> bool {
    const BUILT: [&str; 3] = [".tools", "target", "dist"];
    const KINDS: [&str; 6] = [".rs", ".toml", ".yml", ".conf", ".md", ".json"];
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let is_file = KINDS.iter().any(|kind| code.ends_with(kind));
    let folder = code.split_once('/').map_or("", |(folder, _)| folder);
    let is_in_folder = !folder.is_empty() && root().join(folder).exists();
    code.bytes().all(is_plain) && (is_file || is_in_folder) && !BUILT.contains(&folder)
}
