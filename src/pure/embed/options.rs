//! What the host page asks for: in the address, `?embed&hash=HEX&url=URL…`, and later in
//! messages of the same form.

use super::complaint::Complaint;
use super::font_size::font_size;
use super::part::Part;
use super::theme::{ColourScheme, Colours, Pair, Paper, Theme};
use crate::pure::compare::{Kind, Subject, Text, compare};
use crate::pure::publish::address::value;
use crate::pure::publish::snippet::Snippet;
use crate::pure::url;

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
    /// Whether the host page is light or dark, where the theme leaves that to it.
    pub host_scheme: ColourScheme,
    /// Colours in place of the theme's.
    pub colours: Colours,
    /// The size of ordinary text, in CSS pixels.
    pub font_size: Option<u8>,
    /// The origin of the host page. Only a page of it is told anything of the image.
    pub origin: Option<String>,
    /// What of all this was asked for in vain.
    pub complaints: Vec<Complaint>,
}

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
        let mut asked = Wishes {
            query,
            complaints: Vec::new(),
        };
        let theme = asked
            .read("theme", Theme::from_name, Complaint::theme)
            .unwrap_or_default();
        let url = value(query, "url");
        let hash = value(query, "hash").filter(|hash| !hash.trim().is_empty());
        if let Some(hash) = hash.as_ref().filter(|hash| !holds_hash(hash)) {
            asked.complain(|| Complaint::hash(hash));
        }
        let parts = asked.parts(hash.is_some());
        let unchecked = url.as_deref().filter(|_| !parts.contains(&Part::Hash));
        if let Some(fault) = unchecked.and_then(fault_of) {
            asked.complain(|| fault);
        }
        Self {
            url,
            snippet: asked.read("sdk", Snippet::from_key, Complaint::snippet),
            parts,
            colours: asked.colours(theme),
            font_size: asked.read("font-size", font_size, Complaint::font_size),
            // A page opened from a disk has the origin "null", which cannot be named.
            origin: asked
                .read("origin", origin, Complaint::origin)
                .filter(|origin| origin != "null"),
            host_scheme: match value(query, "scheme").as_deref() {
                Some("light") => ColourScheme::Light,
                Some("dark") => ColourScheme::Dark,
                _ => ColourScheme::Auto,
            },
            hash,
            theme,
            complaints: asked.complaints,
        }
    }

    /// Light or dark: as the background has it, as the theme has it, or as the host page.
    #[must_use]
    pub fn scheme(&self) -> ColourScheme {
        self.colours.scheme(match self.theme.scheme {
            ColourScheme::Auto => self.host_scheme,
            scheme => scheme,
        })
    }

    /// Whether a part is shown.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

/// A query, and what of it was asked for in vain.
struct Wishes<'a> {
    query: &'a str,
    complaints: Vec<Complaint>,
}

impl Wishes<'_> {
    /// The author of the host page fixes one after the other, and the browser draws them all.
    fn complain(&mut self, complaint: impl FnOnce() -> Complaint) {
        const MOST: usize = 10;
        if self.complaints.len() < MOST {
            self.complaints.push(complaint());
        }
    }

    fn read<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        complaint: impl Fn(&str) -> Complaint,
    ) -> Option<T> {
        let value = value(self.query, key)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.complain(|| complaint(&value));
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
        let names = names.split(',').map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            match Part::from_name(name) {
                Some(part) if parts.contains(&part) => {}
                Some(part) => parts.push(part),
                None => self.complain(|| Complaint::part(name)),
            }
        }
        // What is found inside stands with the image check.
        let looks_inside = parts.contains(&Part::Inside);
        for (part, is_needed) in [(Part::Compare, is_verifier), (Part::Check, looks_inside)] {
            if is_needed && !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }

    fn colours(&mut self, theme: Theme) -> Colours {
        let Theme { palette, scheme } = theme;
        let paper = self.paper(scheme);
        let colours = Colours {
            accent: None,
            paper,
        };
        let accent = self.pair("accent").filter(|accent| {
            let contrast = colours.contrast(*accent, palette, scheme);
            self.legible("accent", contrast, (Colours::CONTRAST, "5"))
        });
        Colours {
            accent: accent.or_else(|| colours.instead_of_accent(palette, scheme)),
            paper,
        }
    }

    fn paper(&mut self, scheme: ColourScheme) -> Option<Paper> {
        let is_given = |option| value(self.query, option).is_some();
        if is_given("background") != is_given("text") {
            self.complain(Complaint::half_of_paper);
            return None;
        }
        let (background, text) = (self.pair("background"), self.pair("text"));
        let paper = Paper {
            background: background?,
            text: text?,
        };
        let contrast = paper.contrast(scheme);
        self.legible("text", contrast, (Paper::CONTRAST, "7"))
            .then_some(paper)
    }

    fn pair(&mut self, option: &'static str) -> Option<Pair> {
        self.read(option, Pair::parse, |value| {
            Complaint::colour(option, value)
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
            self.complain(|| Complaint::contrast(option, contrast, needed));
        }
        is_legible
    }
}

fn fault_of(url: &str) -> Option<Complaint> {
    let findings = url::check(url, None);
    let error = findings.iter().find(|finding| finding.is_error())?;
    Some(Complaint::url(url, error))
}

fn holds_hash(text: &str) -> bool {
    let kind = Text::parse(text).map(|text| compare(&text, &Subject::Missing).kind);
    matches!(kind, Some(Kind::Waiting | Kind::Mismatch))
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
    use crate::pure::embed::{Colour, Palette};

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
        let verifier = options("?embed&hash=sha3:AB&url=https%3A%2F%2Fa.org%2Fb+c.gvmi%3Fd%26e");
        assert_eq!(verifier.hash.as_deref(), Some("sha3:AB"));
        assert_eq!(verifier.url.as_deref(), Some("https://a.org/b+c.gvmi?d&e"));
        assert_eq!(verifier.parts, [Part::Compare, Part::Check]);
        assert!(options("?embed&hash=AB&parts=code").shows(Part::Compare));
        assert_eq!(
            options("?embed&parts=inside").parts,
            [Part::Inside, Part::Check]
        );
    }

    #[test]
    fn every_option_is_read() {
        let asked = options(
            "?embed&theme=golem-dark&sdk=golem-js&parts=hash,%20commands&accent=%23fff\
             &background=000&text=eeeeee&font-size=18px&origin=https://docs.example.org:8080/\
             &unknown=1",
        );
        assert_eq!(asked.theme.palette, Palette::Golem);
        assert_eq!(asked.theme.scheme, ColourScheme::Dark);
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
                "?embed&hash=abc",
                "The value of hash, “abc”, holds no SHA3-224 hash, which has 56 hex digits, so \
                 no image can match it.",
            ),
            (
                "?embed&theme=purple",
                "There is no theme “purple”, so it is as with auto. Themes are auto, \
                 light, dark, golem, golem-light, golem-dark.",
            ),
            (
                "?embed&sdk=rust",
                "There is no code for “rust”, so the usual code is shown first. The value of \
                 sdk is one of yapapi, golem-js, task-executor, dapp-runner, golem-core, manifest, \
                 task-package.",
            ),
            (
                "?embed&parts=hash,all",
                "There is no part “all”, so it is left out. Parts are hash, check, \
                 inside, code, compare, commands, with commas between them.",
            ),
            (
                "?embed&accent=red;}",
                "The value of accent, “red;}”, is not a colour, so the theme’s is kept. Write it \
                 as #1c00a9, or as #1c00a9,#aaa2ff for light and dark.",
            ),
            (
                "?embed&text=red",
                "background and text belong together, and only one of them is given, so the \
                 theme’s are kept.",
            ),
            (
                "?embed&theme=light&accent=777777",
                "The colour that accent gives has too little contrast: to the \
                 background it is 4.4, and 5 is needed, so the theme’s is kept. Two colours \
                 with a comma between them are for light and dark.",
            ),
            (
                "?embed&text=888&background=fff",
                "The colour that text gives has too little contrast: to the \
                 background it is 3.5, and 7 is needed, so the theme’s is kept. Two colours \
                 with a comma between them are for light and dark.",
            ),
            (
                "?embed&font-size=1em",
                "The value of font-size, “1em”, is not a whole number from 12 to 24, so the \
                 reader’s own size is kept.",
            ),
            (
                "?embed&origin=docs.example.org",
                "The value of origin, “docs.example.org”, is not an origin such as \
                 https://docs.example.org, so the page around this one is told nothing of the \
                 image.",
            ),
        ] {
            assert_eq!(complaints(query), [said]);
        }
    }

    #[test]
    fn a_url_that_cannot_work_is_said_where_no_part_says_it() {
        let hash = "0".repeat(56);
        let said = complaints(&format!("?embed&hash={hash}&url=my.net/a%20b.gvmi"));
        assert!(
            said[0].starts_with("The value of url is “my.net/a b.gvmi”. "),
            "{said:?}"
        );
        assert_eq!(complaints("?embed&url=my.net/a%20b.gvmi").len(), 0);
        let good = format!("?embed&hash={hash}&url=https://a.net/a.gvmi");
        assert_eq!(complaints(&good).len(), 0);
    }

    #[test]
    fn an_accent_is_held_against_the_background_that_there_is() {
        let accent = |query| options(query).colours.accent;
        assert_eq!(accent("?embed&accent=1c00a9"), None);
        assert!(accent("?embed&accent=1c00a9,aaa2ff").is_some());
        assert!(accent("?embed&accent=1c00a9&theme=light").is_some());
        assert_eq!(
            accent("?embed&accent=ff0&background=000&text=fff"),
            Pair::parse("ff0")
        );
        // Black on black where it is dark, and it is: the background says so.
        let unread = "?embed&theme=light&accent=fff,111&background=111&text=fff";
        assert_eq!(complaints(unread).len(), 1);
        let unread = "?embed&theme=light&background=000,111&text=fff,111";
        assert_eq!(complaints(unread).len(), 1);
    }

    #[test]
    fn an_accent_of_the_theme_gives_way_to_a_background() {
        let text = Pair::parse("fff");
        assert_eq!(
            options("?embed&background=555&text=fff").colours.accent,
            text
        );
        assert_eq!(
            options("?embed&background=111&text=fff").colours.accent,
            None
        );
    }

    #[test]
    fn a_complaint_shows_no_more_than_it_must() {
        let said = &complaints(&format!("?embed&theme=\u{202E}{}", "x".repeat(4000)))[0];
        let shown = format!("“\\u202e{}…”", "x".repeat(59));
        assert!(said.contains(&shown), "{said}");
        assert_eq!(complaints("?embed&font-size=%2B18").len(), 1);
        assert_eq!(complaints("?embed&parts=hash,").len(), 0);
        assert_eq!(complaints("?embed&background=red&text=000").len(), 1);
        assert_eq!(options("?embed&hash=%20"), options("?embed"));
    }

    #[test]
    fn however_much_is_asked_for_little_is_said() {
        let unknown = format!("?embed&url=x&parts={}", "x,".repeat(500_000));
        assert_eq!(complaints(&unknown).len(), 10);
        for option in [
            "url",
            "hash",
            "theme",
            "sdk",
            "accent",
            "font-size",
            "origin",
        ] {
            let endless = format!("?embed&parts=check&{option}={}", "x,".repeat(500_000));
            let said = complaints(&endless).concat();
            assert!(!said.is_empty() && said.len() < 1000, "{option}: {said}");
        }
        let parts = format!("?embed&parts={}", "hash,".repeat(200_000));
        assert_eq!(options(&parts).parts, [Part::Hash]);
    }

    #[test]
    fn a_background_decides_what_is_light_and_dark_upon_it() {
        let scheme = |query| options(query).scheme();
        assert_eq!(scheme("?embed&theme=dark"), ColourScheme::Dark);
        assert_eq!(scheme("?embed&background=123&text=fff"), ColourScheme::Dark);
        let yellow = "?embed&theme=dark&background=ffe&text=000";
        assert_eq!(scheme(yellow), ColourScheme::Light);
        let both = "?embed&background=fff,000&text=000,fff";
        assert_eq!(scheme(both), ColourScheme::Auto);
        assert_eq!(scheme("?embed&scheme=dark"), ColourScheme::Dark);
        assert_eq!(
            scheme("?embed&scheme=dark&theme=golem-light"),
            ColourScheme::Light
        );
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

    /// Colours that are as likely legible as not.
    fn any_pair() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9a-f]{6}",
            "[0-9a-f]{3},[0-9a-f]{3}",
            "0{3}|f{3}",
            "000,fff"
        ]
    }

    proptest! {
        #[test]
        fn what_is_worn_can_be_read(
            theme in prop::sample::select(&Theme::NAMES[..]),
            background in any_pair(), text in any_pair(), accent in any_pair(),
        ) {
            let query = format!(
                "embed&theme={theme}&background={background}&text={text}&accent={accent}"
            );
            let worn = options(&query);
            if let Some(paper) = worn.colours.paper {
                prop_assert!(paper.contrast(worn.scheme()) >= Paper::CONTRAST);
            }
            if let Some(accent) = worn.colours.accent {
                let palette = worn.theme.palette;
                let contrast = worn.colours.contrast(accent, palette, worn.scheme());
                prop_assert!(contrast >= Colours::CONTRAST);
            }
        }

        #[test]
        fn no_query_is_too_strange(query in any::<String>()) {
            let _ = Options::parse(&format!("embed&{query}"));
        }
    }
}
