//! What a host page asks for: few complaints, all of which can be seen, and what is taken
//! from it is taken again when it is written down.

use std::fmt::Write;

use gvmi_hash::pure::embed::{Options, Pair, Part, Theme};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::cases::literals;
use super::{all_is_seen, text};

pub fn property(bytes: &[u8]) {
    let text = text(bytes);
    let _ = Options::parse(&text);
    let options = Options::parse(&format!("embed&{text}")).expect("options");
    assert!(
        options.complaints.len() <= MOST_COMPLAINTS,
        "{:?}",
        options.complaints
    );
    for complaint in &options.complaints {
        let complaint = complaint.to_string();
        all_is_seen(&complaint);
        assert!(complaint.len() < 2000, "too long: {complaint}");
    }
    let again = Options::parse(&query(&options)).expect("options");
    let expected = Options {
        complaints: again.complaints.clone(),
        host_scheme: again.host_scheme,
        ..options.clone()
    };
    assert_eq!(again, expected);
    let are_all_told = options.complaints.len() < MOST_COMPLAINTS;
    for complaint in again.complaints.iter().filter(|_| are_all_told) {
        assert!(options.complaints.contains(complaint), "new: {complaint}");
    }
}

/// What is asked for in vain beyond that is not told.
const MOST_COMPLAINTS: usize = 10;

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = literals(include_str!("../../../src/pure/embed/options.rs"));
    seeds.extend(literals(include_str!("../../../src/pure/embed/theme.rs")));
    seeds.push(b"parts=1,2,3,4,5,6,7,8,9,10&url=ftp://h.io/a&theme=1&sdk=1&origin=1".to_vec());
    seeds
}

/// The query that asks for these options.
fn query(options: &Options) -> String {
    let mut query = "?embed".to_owned();
    let mut ask = |key: &str, value: &str| {
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        write!(query, "&{key}={value}").expect("a string takes all");
    };
    let themes = Theme::NAMES.into_iter();
    let mut themes = themes.filter(|name| Theme::from_name(name) == Some(options.theme));
    ask("theme", themes.next().expect("a name"));
    let names = Part::ALL.into_iter();
    let shown = options.parts.iter().map(|part| {
        let mut names = names.clone().filter(|(_, known)| known == part);
        names.next().expect("a name").0
    });
    // A comma alone asks for none.
    ask(
        "parts",
        &format!(",{}", shown.collect::<Vec<_>>().join(",")),
    );
    let pair = |pair: Pair| format!("{},{}", pair.light, pair.dark);
    let paper = options.colours.paper;
    for (key, value) in [
        ("hash", options.hash.clone()),
        ("url", options.url.clone()),
        (
            "sdk",
            options.snippet.map(|snippet| snippet.key().to_owned()),
        ),
        ("background", paper.map(|paper| pair(paper.background))),
        ("text", paper.map(|paper| pair(paper.text))),
        ("accent", options.colours.accent.map(pair)),
        ("font-size", options.font_size.map(|size| size.to_string())),
        ("origin", options.origin.clone()),
    ] {
        if let Some(value) = value {
            ask(key, &value);
        }
    }
    query
}
