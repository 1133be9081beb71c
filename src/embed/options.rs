//! What the host page asks for: in the address, `?embed&hash=HEX&url=URL…`, and later in
//! messages of the same form.

use std::fmt;

use super::colour::Colour;
use super::theme::{Colours, Pair, Paper, Scheme, Theme};
use crate::address::value;
use crate::snippet::Snippet;

/// What the host page asks for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// The hash that the image is expected to have, as it was written.
    pub hash: Option<String>,
    /// The URL of the image.
    pub url: Option<String>,
    /// The snippet to begin with.
    pub snippet: Option<Snippet>,
    /// The parts to show.
    pub parts: Vec<Part>,
    /// The theme.
    pub theme: Theme,
    /// Colours in place of the theme's.
    pub colours: Colours,
    /// The size of ordinary text, in CSS pixels.
    pub font_size: Option<u8>,
    /// The origin of the host page. Only a page of it is told anything of the image.
    pub origin: Option<String>,
    /// What of all this was asked for in vain.
    pub complaints: Vec<Complaint>,
}

/// A part of the page, besides the choice of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Hash and URL.
    Hash,
    /// The image check.
    Check,
    /// The snippets.
    Code,
    /// The comparison.
    Compare,
    /// The commands for after publishing.
    Commands,
}

impl Part {
    /// Every part with its name.
    pub const ALL: [(&str, Self); 5] = [
        ("hash", Self::Hash),
        ("check", Self::Check),
        ("code", Self::Code),
        ("compare", Self::Compare),
        ("commands", Self::Commands),
    ];

    fn from_name(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, part)| part)
    }
}

/// Why something that the host page asked for is not done. Its text is the whole message,
/// to the author of the host page.
#[derive(Clone, PartialEq, Debug)]
pub enum Complaint {
    /// There is no such theme.
    Theme(String),
    /// There is no such snippet.
    Snippet(String),
    /// There is no such part.
    Part(String),
    /// It is no colour, or not two with a comma between them.
    Colour {
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
    },
    /// Background or text is given without the other.
    HalfOfPaper,
    /// It could hardly be read.
    Contrast {
        /// The option.
        option: &'static str,
        /// How much contrast it would have, in tenths.
        tenths: u32,
        /// How much it needs.
        needed: &'static str,
    },
    /// It is no size for text.
    FontSize(String),
    /// It is no origin.
    Origin(String),
}

impl std::error::Error for Complaint {}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Theme(name) => write!(
                f,
                "There is no theme “{name}”, so the reader’s own is followed. Themes are {}.",
                Theme::NAMES.join(", ")
            ),
            Self::Snippet(key) => write!(
                f,
                "There is no code for “{key}”, so the list begins as ever. The value of sdk is \
                 one of {}.",
                Snippet::ALL.map(Snippet::key).join(", ")
            ),
            Self::Part(name) => write!(
                f,
                "There is no part “{name}”, so it is left out. Parts are {}, with commas \
                 between them.",
                Part::ALL.map(|(name, _)| name).join(", ")
            ),
            Self::Colour { option, value } => write!(
                f,
                "The value of {option}, “{value}”, is no colour, so the theme’s is kept. Write \
                 it as #1c00a9, or as #1c00a9,#aaa2ff for light and dark."
            ),
            Self::HalfOfPaper => f.write_str(
                "background and text belong together, and only one of them is given, so the \
                 theme’s are kept.",
            ),
            Self::Contrast {
                option,
                tenths,
                needed,
            } => write!(
                f,
                "The colour that {option} gives could hardly be read: its contrast to the \
                 background is {}.{}, and {needed} is needed, so the theme’s is kept. Two \
                 colours with a comma between them are for light and dark.",
                tenths / 10,
                tenths % 10
            ),
            Self::FontSize(value) => write!(
                f,
                "The value of font-size, “{value}”, is no whole number from {} to {}, so the \
                 reader’s own size is kept.",
                FONT_SIZES.start(),
                FONT_SIZES.end()
            ),
            Self::Origin(value) => write!(
                f,
                "The value of origin, “{value}”, is no origin such as https://docs.example.org, \
                 so the page around this one is told nothing of the image."
            ),
        }
    }
}

/// What can be read and still fits.
const FONT_SIZES: std::ops::RangeInclusive<u8> = 12..=24;

impl Options {
    /// Reads the query of an address, with or without its `?`; none without the key
    /// `embed`. Unknown keys are ignored.
    #[must_use]
    pub fn parse(query: &str) -> Option<Self> {
        let query = query.strip_prefix('?').unwrap_or(query);
        let is_embedded = query
            .split('&')
            .any(|pair| pair == "embed" || pair.starts_with("embed="));
        is_embedded.then(|| Self::of(query))
    }

    fn of(query: &str) -> Self {
        let mut asked = Asked {
            query,
            complaints: Vec::new(),
        };
        let theme = asked
            .read("theme", Theme::from_name, Complaint::Theme)
            .unwrap_or_default();
        let hash = value(query, "hash");
        Self {
            url: value(query, "url"),
            snippet: asked.read("sdk", Snippet::from_key, Complaint::Snippet),
            parts: asked.parts(hash.is_some()),
            colours: asked.colours(theme),
            font_size: asked.read("font-size", font_size, Complaint::FontSize),
            // A page opened from a disk has the origin "null", which cannot be named.
            origin: asked
                .read("origin", origin, Complaint::Origin)
                .filter(|origin| origin != "null"),
            hash,
            theme,
            complaints: asked.complaints,
        }
    }

    /// Light or dark, also where a background of its own decides that.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        let is_dark = |background: Colour| background.legible() == Colour::WHITE;
        match self.colours.paper.map(|paper| paper.background) {
            Some(Pair { light, dark }) if is_dark(light) == is_dark(dark) => match is_dark(light) {
                true => Scheme::Dark,
                false => Scheme::Light,
            },
            _ => self.theme.scheme,
        }
    }

    /// Whether a part is shown.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

/// A query, and what of it was asked for in vain.
struct Asked<'a> {
    query: &'a str,
    complaints: Vec<Complaint>,
}

impl Asked<'_> {
    fn read<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        complaint: impl Fn(String) -> Complaint,
    ) -> Option<T> {
        let value = value(self.query, key)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.complaints.push(complaint(value));
        }
        parsed
    }

    /// Who brings an expected hash has a verifier, whatever else is shown.
    fn parts(&mut self, is_verifier: bool) -> Vec<Part> {
        let Some(names) = value(self.query, "parts") else {
            return match is_verifier {
                true => vec![Part::Compare, Part::Check],
                false => vec![Part::Hash, Part::Check, Part::Code],
            };
        };
        let mut parts = Vec::new();
        for name in names.split(',').map(str::trim) {
            match Part::from_name(name) {
                Some(part) => parts.push(part),
                None => self.complaints.push(Complaint::Part(name.to_owned())),
            }
        }
        if is_verifier {
            parts.push(Part::Compare);
        }
        parts
    }

    fn colours(&mut self, theme: Theme) -> Colours {
        let background = self.pair("background");
        let text = self.pair("text");
        let paper = match (background, text) {
            (Some(background), Some(text)) => {
                let paper = Paper { background, text };
                let contrast = paper.contrast(theme.scheme);
                self.legible("text", contrast, (Paper::CONTRAST, "7"))
                    .then_some(paper)
            }
            (None, None) => None,
            _ => {
                self.complaints.push(Complaint::HalfOfPaper);
                None
            }
        };
        let colours = Colours {
            accent: None,
            paper,
        };
        let accent = self.pair("accent").filter(|accent| {
            let contrast = colours.contrast(*accent, theme);
            self.legible("accent", contrast, (Colours::CONTRAST, "4.5"))
        });
        Colours { accent, paper }
    }

    fn pair(&mut self, option: &'static str) -> Option<Pair> {
        self.read(option, Pair::parse, |value| Complaint::Colour {
            option,
            value,
        })
    }

    /// The contrast that is needed is given as a number and in words.
    fn legible(
        &mut self,
        option: &'static str,
        contrast: f64,
        (least, needed): (f64, &'static str),
    ) -> bool {
        let is_legible = contrast >= least;
        if !is_legible {
            self.complaints.push(Complaint::Contrast {
                option,
                // A contrast is never rounded up (WCAG 1.4.3).
                tenths: (contrast * 10.0) as u32,
                needed,
            });
        }
        is_legible
    }
}

fn font_size(text: &str) -> Option<u8> {
    let size = text.strip_suffix("px").unwrap_or(text).parse().ok()?;
    FONT_SIZES.contains(&size).then_some(size)
}

/// As browsers write an origin (RFC 6454 §6.2), or as a URL that ends with it.
fn origin(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let is_host = |host: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        !host.is_empty() && host.bytes().all(plain)
    };
    (text == "null" || host.is_some_and(is_host)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::embed::Palette;

    fn options(query: &str) -> Options {
        Options::parse(query).unwrap()
    }

    /// The complaints about a query, as they are read.
    fn complaints(query: &str) -> Vec<String> {
        let complaints = options(query).complaints;
        complaints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_key_embed_makes_a_widget() {
        for query in ["", "?", "?hash=ab", "?embedded", "?x=embed", "?xembed=1"] {
            assert_eq!(Options::parse(query), None, "{query}");
        }
        for query in ["?embed", "embed", "?embed=", "?embed=1", "?url=x&embed"] {
            assert!(Options::parse(query).is_some(), "{query}");
        }
    }

    #[test]
    fn without_options_it_is_the_tool_for_publishers() {
        let parts = vec![Part::Hash, Part::Check, Part::Code];
        assert_eq!(
            options("?embed"),
            Options {
                parts,
                ..Options::default()
            }
        );
    }

    #[test]
    fn with_a_hash_it_is_a_verifier() {
        let verifier = options("?embed&hash=AB&url=https%3A%2F%2Fa.org%2Fb+c.gvmi%3Fd%26e");
        assert_eq!(verifier.hash.as_deref(), Some("AB"));
        assert_eq!(verifier.url.as_deref(), Some("https://a.org/b+c.gvmi?d&e"));
        assert_eq!(verifier.parts, [Part::Compare, Part::Check]);
        assert!(options("?embed&hash=AB&parts=code").shows(Part::Compare));
    }

    #[test]
    fn every_option_is_read() {
        let asked = options(
            "?embed&theme=golem-dark&sdk=golem-js&parts=hash,%20commands&accent=%23fff\
             &background=000&text=eeeeee&font-size=18px&origin=https://docs.example.org:8080/\
             &unknown=1",
        );
        assert_eq!(asked.theme.palette, Palette::Golem);
        assert_eq!(asked.theme.scheme, Scheme::Dark);
        assert_eq!(asked.snippet, Some(Snippet::GolemJs));
        assert_eq!(asked.parts, [Part::Hash, Part::Commands]);
        assert_eq!(asked.colours.accent, Pair::parse("fff"));
        let paper = asked.colours.paper.unwrap();
        assert_eq!(paper.text.light, Colour([0xee; 3]));
        assert_eq!(asked.font_size, Some(18));
        assert_eq!(
            asked.origin.as_deref(),
            Some("https://docs.example.org:8080")
        );
        assert_eq!(asked.complaints, []);
    }

    #[test]
    fn what_is_asked_for_in_vain_is_said() {
        for (query, said) in [
            (
                "?embed&theme=purple",
                "There is no theme “purple”, so the reader’s own is followed. Themes are auto, \
                 light, dark, golem, golem-light, golem-dark.",
            ),
            (
                "?embed&sdk=rust",
                "There is no code for “rust”, so the list begins as ever. The value of sdk is \
                 one of yapapi, golem-js, task-executor, dapp-runner, golem-core, manifest, \
                 task-package.",
            ),
            (
                "?embed&parts=hash,all",
                "There is no part “all”, so it is left out. Parts are hash, check, code, \
                 compare, commands, with commas between them.",
            ),
            (
                "?embed&accent=red;}",
                "The value of accent, “red;}”, is no colour, so the theme’s is kept. Write it \
                 as #1c00a9, or as #1c00a9,#aaa2ff for light and dark.",
            ),
            (
                "?embed&text=000",
                "background and text belong together, and only one of them is given, so the \
                 theme’s are kept.",
            ),
            (
                "?embed&theme=light&accent=777777",
                "The colour that accent gives could hardly be read: its contrast to the \
                 background is 4.4, and 4.5 is needed, so the theme’s is kept. Two colours with \
                 a comma between them are for light and dark.",
            ),
            (
                "?embed&text=888&background=fff",
                "The colour that text gives could hardly be read: its contrast to the \
                 background is 3.5, and 7 is needed, so the theme’s is kept. Two colours with \
                 a comma between them are for light and dark.",
            ),
            (
                "?embed&font-size=1em",
                "The value of font-size, “1em”, is no whole number from 12 to 24, so the \
                 reader’s own size is kept.",
            ),
            (
                "?embed&origin=docs.example.org",
                "The value of origin, “docs.example.org”, is no origin such as \
                 https://docs.example.org, so the page around this one is told nothing of the \
                 image.",
            ),
        ] {
            assert_eq!(complaints(query), [said]);
        }
    }

    #[test]
    fn an_accent_is_held_against_the_background_that_there_is() {
        let accent = |query| options(query).colours.accent;
        assert_eq!(accent("?embed&accent=1c00a9"), None);
        assert!(accent("?embed&accent=1c00a9,aaa2ff").is_some());
        assert!(accent("?embed&accent=1c00a9&theme=light").is_some());
        assert!(accent("?embed&accent=ff0&background=000&text=fff").is_some());
    }

    #[test]
    fn a_background_decides_what_is_light_and_dark_upon_it() {
        let scheme = |query| options(query).scheme();
        assert_eq!(scheme("?embed&theme=dark"), Scheme::Dark);
        assert_eq!(scheme("?embed&background=123&text=fff"), Scheme::Dark);
        let yellow = "?embed&theme=dark&background=ffe&text=000";
        assert_eq!(scheme(yellow), Scheme::Light);
        let both = "?embed&background=fff,000&text=000,fff";
        assert_eq!(scheme(both), Scheme::Auto);
    }

    #[test]
    fn an_origin_is_no_more_than_that() {
        for text in [
            "https://",
            "https://a.org/path",
            "https://a@b.org",
            "https://a.org?x",
            "javascript:alert(1)",
            "*",
            "ftp://a.org",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
        for text in ["http://[::1]:80", "https://xn--a.org", "http://a_b.c"] {
            assert_eq!(origin(text).as_deref(), Some(text));
        }
        let from_a_disk = options("?embed&origin=null");
        assert_eq!((from_a_disk.origin, from_a_disk.complaints), (None, vec![]));
    }

    proptest! {
        #[test]
        fn no_query_is_too_strange(query in any::<String>()) {
            let _ = Options::parse(&format!("embed&{query}"));
        }
    }
}
