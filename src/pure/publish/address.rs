//! What a link to the page brings along: an expected hash and a URL, in the fragment of the
//! page's address, which no server sees. Mail programs, chats and Markdown encode, wrap and
//! cut links; what they did is undone where it is certain.

use percent_encoding::percent_decode_str;

use crate::hash::ImageHash;

/// What the page's address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Address {
    /// The hash that the image is expected to have, as it was written; all of the fragment or
    /// query if it was meant to bring one and is [`Link::Unreadable`].
    pub hash: Option<String>,
    /// The URL of the image.
    pub url: Option<String>,
}

impl Address {
    /// Reads a fragment or a query, `#hash=HEX&url=URL`, both percent-encoded, in any order.
    /// Other keys are ignored.
    #[must_use]
    pub fn parse(brought: &str) -> Self {
        match Link::behind_page(brought) {
            Some(Link::Brings(address)) => address,
            Some(Link::Unreadable) => Self {
                hash: Some(brought.to_owned()),
                url: None,
            },
            None => Self::default(),
        }
    }
}

/// What a text is that is a link to the page, or what comes behind the page in one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    /// It brings something.
    Brings(Address),
    /// It was meant to bring a hash, and nobody can tell which.
    Unreadable,
}

/// How many programs may have wrapped or encoded a link, one after the other.
const MOST: usize = 4;

/// What becomes of `&` in HTML that is not read as such.
const AMPERSANDS: [&str; 3] = ["amp;", "#38;", "#x26;"];

/// Programs that put their own address before a link: the end of the host, the start of the
/// path, and the key whose value is the link.
const WRAPPERS: [(&str, &str, &str); 6] = [
    ("safelinks.protection.outlook.com", "/", "url"),
    ("google.com", "/url", "q"),
    ("google.com", "/url", "url"),
    ("slack-redir.net", "/link", "url"),
    ("facebook.com", "/l.php", "u"),
    ("youtube.com", "/redirect", "q"),
];

impl Link {
    /// What a text brings that is one link, with the marks around it or without; none for any
    /// other text, and for a URL of something else.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.contains(char::is_whitespace) {
            return None;
        }
        Self::in_layers(text, MOST)
    }

    fn in_layers(text: &str, layers: usize) -> Option<Self> {
        if text.starts_with(['#', '?']) {
            return Self::behind_page(text);
        }
        let url = without_marks(text)?;
        let found = match unwrapped(url) {
            Some(inner) => inner.and_then(|inner| Self::in_layers(&inner, layers.checked_sub(1)?)),
            // A part of some other page may be called so.
            None => Self::in_url(url).filter(|found| *found != Self::Unreadable),
        };
        let brings_hash = |found: &Self| !matches!(found, Self::Brings(Address { hash: None, .. }));
        let signs = ["#hash=", "*hash=", "/?hash=", ".html?hash="];
        let is_meant = || signs.iter().any(|sign| decoded(url, MOST).contains(sign));
        let found = found.filter(brings_hash);
        found.or_else(|| is_meant().then_some(Self::Unreadable))
    }

    fn in_url(url: &str) -> Option<Self> {
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
        let in_query = || {
            let (page, query) = rest.split_once('?')?;
            // Of other files the query is their own.
            let is_page =
                page.ends_with('/') || page.ends_with(".html") || page.matches('/').count() == 2;
            Self::behind_page(query).filter(|_| is_page)
        };
        Self::behind_page(fragment).or_else(in_query)
    }

    /// What stands behind the page in its address: a fragment or a query, with its sign or
    /// without.
    pub(super) fn behind_page(text: &str) -> Option<Self> {
        let mut pairs = text.trim_start_matches(['#', '?']);
        pairs = pairs.strip_prefix("%23").unwrap_or(pairs);
        let pairs = without_tail(pairs);
        Self::of_pairs(pairs)
            .or_else(|| Self::of_encoded_pairs(pairs))
            .or_else(|| is_meant(pairs).then_some(Self::Unreadable))
    }

    /// As the page writes it: pairs of which each value is encoded.
    fn of_pairs(pairs: &str) -> Option<Self> {
        let mut found = ["hash", "url"].map(|key| values(pairs, key));
        let is_clear = found.iter().all(|values| values.len() <= 1);
        let [hash, url] = found.each_mut().map(Vec::pop);
        let hash = hash.map(|hash| decoded_again(hash, is_encoded_list));
        let url = url.map(|url| decoded_again(url, is_encoded_url));
        match (&hash, &url) {
            (None, None) => None,
            (None, _) if is_meant(pairs) => Some(Self::Unreadable),
            _ if !is_clear => Some(Self::Unreadable),
            _ => Some(Self::Brings(Address { hash, url })),
        }
    }

    /// With its signs encoded, too, once or several times. What was encoded before may have
    /// been encoded again or not; where that makes a difference, it is not read.
    fn of_encoded_pairs(pairs: &str) -> Option<Self> {
        let mut pairs = pairs.to_owned();
        for _ in 0..MOST {
            let is_encoded = ["hash%", "url%"].iter().any(|key| pairs.starts_with(key));
            if !is_encoded || pairs.contains('=') {
                return None;
            }
            let is_once = ["hash%3d", "url%3d"]
                .iter()
                .any(|key| pairs.to_ascii_lowercase().starts_with(key));
            let is_ambiguous = pairs.contains("%25");
            pairs = percent_decode_str(&pairs).decode_utf8().ok()?.into_owned();
            if !is_once {
                continue;
            }
            return Some(match is_ambiguous {
                false => Self::of_decoded_pairs(&pairs),
                true => match pairs.strip_prefix("hash=").is_some_and(is_encoded_list) {
                    true => Self::of_pairs(&pairs).unwrap_or(Self::Unreadable),
                    false => Self::Unreadable,
                },
            });
        }
        None
    }

    /// With nothing encoded any more: a sign in a value cannot be told from one between two,
    /// nor one at its end from one of the sentence around the link.
    fn of_decoded_pairs(pairs: &str) -> Self {
        if without_tail(pairs).len() < pairs.len() || pairs.ends_with([')', ']', '}']) {
            return Self::Unreadable;
        }
        let mut address = Address::default();
        for pair in pairs.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match name_of(name) {
                "hash" => &mut address.hash,
                "url" => &mut address.url,
                _ => return Self::Unreadable,
            };
            if place.is_some() || value.is_empty() {
                return Self::Unreadable;
            }
            *place = Some(value.to_owned());
        }
        match address.hash {
            Some(_) => Self::Brings(address),
            None => Self::Unreadable,
        }
    }
}

/// The value of a key in `key=value&key=value`, percent-decoded; none if it is missing or
/// empty. A plus sign is a plus sign.
#[must_use]
pub fn value(pairs: &str, key: &str) -> Option<String> {
    values(pairs, key).into_iter().next()
}

/// The page's address without what it brings along.
#[must_use]
pub fn bare(page: &str) -> &str {
    page.split(['?', '#']).next().unwrap_or(page)
}

/// Whether others can follow a link to `page`: not if it lies on the user's disk.
#[must_use]
pub fn is_hosted(page: &str) -> bool {
    page.starts_with("http://") || page.starts_with("https://")
}

fn values(pairs: &str, key: &str) -> Vec<String> {
    pairs
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, value)| name_of(name) == key && !value.is_empty())
        .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
        .collect()
}

/// The name of a pair without what is left of the sign before it.
fn name_of(mut name: &str) -> &str {
    while let Some(rest) = AMPERSANDS.iter().find_map(|sign| name.strip_prefix(sign)) {
        name = rest;
    }
    name
}

/// Whether a text begins as a sums file does that is still percent-encoded: in one that is
/// not, two spaces stand behind the first hash.
fn is_encoded_list(text: &str) -> bool {
    let parts = text.split_at_checked(ImageHash::DIGITS);
    parts.is_some_and(|(hash, rest)| {
        ImageHash::from_hex(hash).is_some() && rest.starts_with("%20%20")
    })
}

/// Whether a text is a URL that is still percent-encoded as a whole, and certainly so: not
/// where it has an escape in it that was encoded, too.
fn is_encoded_url(text: &str) -> bool {
    let start = text.get(..14).unwrap_or_default().to_ascii_lowercase();
    let is_url = start.starts_with("https%3a%2f%2f") || start.starts_with("http%3a%2f%2f");
    is_url && !text.contains("%25")
}

/// A value without what it was encoded once more than it should be.
fn decoded_again(value: String, is_encoded: fn(&str) -> bool) -> String {
    match is_encoded(&value) {
        true => decoded(&value, 1),
        false => value,
    }
}

/// Whether a hash was meant, by its key in any of the pairs but that of the URL.
fn is_meant(pairs: &str) -> bool {
    pairs
        .split('&')
        .filter(|pair| !name_of(pair).starts_with("url="))
        .any(|pair| {
            let pair = decoded(pair, MOST).to_ascii_lowercase();
            let mut places = pair.match_indices("hash");
            places.any(|(start, key)| {
                !pair[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
                    && !pair[start + key.len()..].starts_with(|c: char| c.is_ascii_alphabetic())
            })
        })
}

fn decoded(text: &str, times: usize) -> String {
    (0..times).fold(text.to_owned(), |text, _| {
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    })
}

/// Without what belongs to the sentence around a link: a full stop, a closing bracket, a
/// quotation mark, as they are or as a browser writes them in an address.
pub(super) fn without_tail(link: &str) -> &str {
    const MARKS: [&str; 21] = [
        ".",
        ",",
        ";",
        ":",
        "!",
        "?",
        "*",
        "'",
        "\"",
        "`",
        ">",
        "”",
        "’",
        "»",
        "%22",
        "%27",
        "%3E",
        "%60",
        "%C2%BB",
        "%E2%80%9D",
        "%E2%80%99",
    ];
    const BRACKETS: [[char; 2]; 3] = [['(', ')'], ['[', ']'], ['{', '}']];
    let count = |bracket| link.matches(bracket).count();
    let mut too_many = BRACKETS.map(|[open, close]| count(close).saturating_sub(count(open)));
    let mut link = link;
    loop {
        let mark = MARKS.iter().find_map(|mark| link.strip_suffix(mark));
        let mut brackets = BRACKETS.iter().zip(&mut too_many);
        let bracket = brackets.find_map(|([_, close], too_many)| {
            let rest = link.strip_suffix(*close)?;
            *too_many = too_many.checked_sub(1)?;
            Some(rest)
        });
        match mark.or(bracket) {
            Some(rest) => link = rest,
            None => return link,
        }
    }
}

/// The URL in a word, without the marks of HTML, Markdown or a chat around it; none where a
/// hash could stand beside it.
fn without_marks(word: &str) -> Option<&str> {
    const CLOSING: [(char, &[char]); 5] = [
        ('<', &['>', '|']),
        ('"', &['"']),
        ('\'', &['\'']),
        ('`', &['`']),
        ('“', &['”']),
    ];
    /// In whatever form it is written.
    const FEWEST_IN_A_HASH: usize = 30;
    let places = ["https://", "http://", "file://"].map(|scheme| word.find(scheme));
    let (before, url) = word.split_at(places.into_iter().flatten().min()?);
    let mark = before.chars().next_back();
    let closing = CLOSING.iter().find(|(open, _)| Some(*open) == mark);
    let url = match closing {
        Some((_, closing)) => url.split(*closing).next()?,
        None => url,
    };
    let beside = before
        .chars()
        .chain(word[before.len() + url.len()..].chars());
    let count = beside.filter(char::is_ascii_alphanumeric).count();
    (count < FEWEST_IN_A_HASH).then_some(url)
}

/// The link in that of a program that wrapped it; `Some(None)` if it cannot be taken out.
fn unwrapped(url: &str) -> Option<Option<String>> {
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let is_of = |domain: &str| {
        let rest = host.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if is_of("urldefense.com") || is_of("urldefense.proofpoint.com") {
        return Some(of_proofpoint(path));
    }
    let query = path
        .split('#')
        .next()?
        .split_once('?')
        .map(|(_, query)| query);
    let mut inner = WRAPPERS
        .iter()
        .filter(|(domain, start, _)| is_of(domain) && path.starts_with(start))
        .map(|(.., key)| value(query?, key));
    let first = inner.next()?;
    Some(first.or_else(|| inner.flatten().next()))
}

/// Version 2 writes `-` for `%` and `_` for `/`; version 3 writes `*` for what it takes out,
/// and says behind the link what that was, in base64: here only for one `#` or nothing.
fn of_proofpoint(path: &str) -> Option<String> {
    if let Some(link) = path.strip_prefix("/v3/__") {
        let (link, taken_out) = link.split_once("__;")?;
        let is_known = match link.matches('*').count() {
            0 => taken_out.starts_with('!'),
            1 => taken_out.starts_with("Iw!"),
            _ => false,
        };
        return is_known.then(|| link.replace('*', "#"));
    }
    let query = path.strip_prefix("/v2/url?")?;
    let mut pairs = query.split('&');
    let link = pairs.find_map(|pair| name_of(pair).strip_prefix("u="))?;
    let link = link.replace('-', "%").replace('_', "/");
    Some(percent_decode_str(&link).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::pure::publish::link::of_image;

    const HASH: &str = "df276cde31956929f8333bc7f3a29915d61585e5395ac98e51f71182";
    const URL: &str = "https://cdn.mydomain.org/ok.gvmi";

    fn brings(hash: &str, url: Option<&str>) -> Option<Link> {
        Some(Link::Brings(Address {
            hash: Some(hash.to_owned()),
            url: url.map(str::to_owned),
        }))
    }

    #[test]
    fn a_link_written_by_hand_is_understood() {
        let address = Address::parse("#url=https://example.org/a+b.gvmi?x=1&sdk=x&hash=sha3:AB");
        assert_eq!(address.hash.as_deref(), Some("sha3:AB"));
        let url = address.url.as_deref();
        assert_eq!(url, Some("https://example.org/a+b.gvmi?x=1"));
        for nothing in ["", "#", "#trust", "?utm_source=hashnode", "#url"] {
            assert_eq!(Address::parse(nothing), Address::default());
        }
        let url_alone = Address::parse("#url=https://h.io/hash.gvmi");
        assert_eq!(url_alone.url.as_deref(), Some("https://h.io/hash.gvmi"));
        assert_eq!(url_alone.hash, None);
    }

    #[test]
    fn nobody_else_can_follow_a_link_to_a_disk() {
        assert!(is_hosted("https://h/") && is_hosted("http://127.0.0.1:8080/"));
        assert!(!is_hosted("file:///home/me/gvmi-hash.html"));
    }

    /// What links become on their way; § stands for the hash.
    #[test]
    fn what_programs_do_to_a_link_is_undone() {
        for arrived in [
            "#hash%3D§%26url%3Dhttps%3A%2F%2Fcdn.mydomain.org%2Fok.gvmi",
            "?hash=§&url=https://cdn.mydomain.org/ok.gvmi",
            "#hash=§&amp;url=https://cdn.mydomain.org/ok.gvmi",
            "#hash=§&amp;amp;url=https://cdn.mydomain.org/ok.gvmi",
            "#hash=§&#38;url=https://cdn.mydomain.org/ok.gvmi",
            "#hash%3d§%26url%3dhttps://cdn.mydomain.org/ok.gvmi",
            "#hash%3D§&url%3Dhttps://cdn.mydomain.org/ok.gvmi",
            "#hash%253D§%2526url%253Dhttps%253A%252F%252Fcdn.mydomain.org%252Fok.gvmi",
            "#hash=§&url=https%253A%252F%252Fcdn.mydomain.org%252Fok.gvmi",
            "#hash=§&url=https://cdn.mydomain.org/ok.gvmi).",
            "#hash=§&url=https://cdn.mydomain.org/ok.gvmi%3E",
            "#hash=§&url=https://cdn.mydomain.org/ok.gvmi%22",
            "#url=https://cdn.mydomain.org/ok.gvmi&hash=§.",
            "?%23hash=§&url=https://cdn.mydomain.org/ok.gvmi",
            "https://h/#hash=§&url=https://cdn.mydomain.org/ok.gvmi",
            "https://h/?hash=§&url=https://cdn.mydomain.org/ok.gvmi",
            "<https://h/#hash=§&amp;url=https://cdn.mydomain.org/ok.gvmi|our_image>",
            "[our_image](https://h/#hash=§&url=https://cdn.mydomain.org/ok.gvmi)",
            "href=\"https://h/#hash=§&amp;url=https://cdn.mydomain.org/ok.gvmi\">image</a>",
            "“https://h/#hash=§&url=https://cdn.mydomain.org/ok.gvmi”",
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fh%2F%23hash%3D§%26url%3Dhttps%3A%2F%2Fcdn.mydomain.org%2Fok.gvmi&data=05%7C01&sdata=x%3D&reserved=0",
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fh%2F%23hash%3D§%26url%3Dhttps%3A%2F%2Fcdn.mydomain.org%2Fok.gvmi&amp;data=05",
            "https://www.google.com/url?sa=D&q=https://h/%23hash%3D§%26url%3Dhttps://cdn.mydomain.org/ok.gvmi&usg=x",
            "https://slack-redir.net/link?url=https%3A%2F%2Fh%2F%23hash%3D§%26url%3Dhttps%3A%2F%2Fcdn.mydomain.org%2Fok.gvmi",
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__h_-23hash-3D§-26url-3Dhttps-3A__cdn.mydomain.org_ok.gvmi&d=DwMFaQ",
            "https://urldefense.com/v3/__https://h/*hash=§&url=https://cdn.mydomain.org/ok.gvmi__;Iw!!abc$",
        ] {
            let arrived = arrived.replace('§', HASH);
            assert_eq!(Link::of(&arrived), brings(HASH, Some(URL)), "{arrived}");
        }
    }

    #[test]
    fn what_cannot_be_undone_is_said() {
        for arrived in [
            "#hash",
            "#hash=",
            "#hash=&url",
            "#hash%3D",
            "#hash=§&hash=11",
            "#hash%3D§&url=https://h.io/a.gvmi",
            "#hash%3D§%26url%3Dhttps%3A%2F%2Fh.io%2Fa%2520b.gvmi",
            "#hash%3D§%26url%3Dhttps%3A%2F%2Fh.io%2Fa%3Fx%26y",
            "#hash:§",
            "?Hash=§",
            "https://h/#hash%3D",
            "https://www.google.com/url?q=https://h/#hash=§&url=https://h.io/a.gvmi",
            "https://urldefense.com/v3/__https://h/*hash=§&url=https*3A//h.io/a__;IyU!!abc$",
            "https://safe.example.org/?link=https%3A%2F%2Fh%2F%23hash%3D§",
        ] {
            let arrived = arrived.replace('§', HASH);
            assert_eq!(Link::of(&arrived), Some(Link::Unreadable), "{arrived}");
            let parsed = Address::parse(&arrived);
            if arrived.starts_with(['#', '?']) {
                assert_eq!(parsed.hash.as_deref(), Some(&*arrived));
            }
        }
    }

    #[test]
    fn what_is_no_link_to_the_page_is_none() {
        for text in [
            "",
            "hello",
            HASH,
            "hash=§",
            "# hash of the image §",
            "https://h.io/a.gvmi",
            "https://h.io/§.gvmi",
            "https://h.io/a.gvmi?hash=§",
            "https://h.io/wiki#Hash",
            "https://www.google.com/url?q=https://h.io/a.gvmi",
            "hash:sha3:§:https://h.io/a.gvmi",
            "{\"hash\":\"sha3:§\",\"urls\":[\"https://h.io/?hash=11\"]}",
        ] {
            let text = text.replace('§', HASH);
            assert_eq!(Link::of(&text), None, "{text}");
        }
    }

    #[test]
    fn a_book_of_brackets_is_gone_through_once() {
        let book = format!("https://h/#hash={HASH}{}", ")".repeat(1 << 20));
        assert_eq!(Link::of(&book), brings(HASH, None));
    }

    #[test]
    fn a_list_in_a_link_is_brought_as_it_was_written() {
        let list = format!("{HASH}  a b.gvmi\n{HASH}  b%20c.gvmi\n");
        let once = utf8_percent_encode(&list, UNRESERVED).to_string();
        let twice = utf8_percent_encode(&once, UNRESERVED).to_string();
        for arrived in [
            format!("#hash={once}"),
            format!("#hash={once})."),
            format!("#hash={twice}"),
            format!("#hash%3D{twice}"),
        ] {
            assert_eq!(Link::of(&arrived), brings(&list, None), "{arrived}");
        }
    }

    #[test]
    fn a_url_that_looks_like_a_list_is_kept_as_it_was_written() {
        let url = format!("{HASH}%20%20a.gvmi");
        let link = of_image("https://h/", &ImageHash([7; 28]), Some(&url));
        let read = brings(&ImageHash([7; 28]).to_string(), Some(&url));
        assert_eq!(Link::of(&link), read);
    }

    /// What encoders of all programs leave as it is.
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');

    fn encoded(text: &str) -> String {
        utf8_percent_encode(text, UNRESERVED).to_string()
    }

    /// Encodes a link without its escapes.
    fn encoded_once(text: &str) -> String {
        const KEPT: &AsciiSet = &UNRESERVED.remove(b'%');
        utf8_percent_encode(text, KEPT).to_string()
    }

    fn with_fragment(link: &str, change: impl Fn(&str) -> String) -> String {
        let (page, fragment) = link.split_once('#').unwrap_or((link, ""));
        format!("{page}#{}", change(fragment))
    }

    type Program = fn(&str) -> String;

    /// What happens to a link on its way.
    const PROGRAMS: [Program; 18] = [
        str::to_owned,
        |link| link.replace('&', "&amp;"),
        |link| with_fragment(link, encoded),
        |link| with_fragment(link, encoded_once),
        |link| with_fragment(link, |fragment| encoded(&encoded(fragment))),
        |link| with_fragment(link, |fragment| encoded(&encoded_once(fragment))),
        |link| link.replacen('#', "?", 1),
        |link| format!("{link})"),
        |link| format!("{link}.)"),
        |link| format!("{link}%22"),
        |link| format!("{link}%3E"),
        |link| format!("{link}»,"),
        |link| format!("<{link}>"),
        |link| format!("[link]({link})"),
        |link| {
            let link = encoded(link);
            format!("https://eur01.safelinks.protection.outlook.com/?url={link}&data=1")
        },
        |link| format!("https://www.google.com/url?sa=D&q={}&usg=1", encoded(link)),
        |link| {
            let link = encoded(link).replace('-', "%2D").replace('_', "%5F");
            let link = link.replace("%2F", "_").replace('%', "-");
            format!("https://urldefense.proofpoint.com/v2/url?u={link}&d=1")
        },
        |link| {
            let taken_out = if link.contains('#') { "Iw" } else { "" };
            let link = link.replace('#', "*");
            format!("https://urldefense.com/v3/__{link}__;{taken_out}!!x$")
        },
    ];

    proptest! {
        #[test]
        fn a_link_is_read_as_it_was_or_not_at_all(
            hash in any::<[u8; 28]>(),
            url in prop::option::of(prop_oneof![
                ".+",
                "https://[a-z.]{1,9}/[a-zA-Z0-9%&=?#+./()\"'>: -]{1,20}",
            ]),
            first in select(&PROGRAMS[..]),
            second in select(&PROGRAMS[..]),
        ) {
            let hash = ImageHash(hash);
            let link = of_image("https://h/", &hash, url.as_deref());
            let arrived = second(&first(&link));
            let read = Link::of(&arrived);
            let exact = brings(&hash.to_string(), url.as_deref());
            let is_right = read == exact || read == Some(Link::Unreadable);
            prop_assert!(is_right, "{arrived}: {read:?}, not {exact:?}");
        }

        #[test]
        fn a_plain_url_survives_every_program(
            hash in any::<[u8; 28]>(),
            url in "https://[a-z.]{1,9}/[a-zA-Z0-9./_-]{0,20}[a-z]",
            program in select(&PROGRAMS[..]),
        ) {
            let hash = ImageHash(hash);
            let arrived = program(&of_image("https://h/", &hash, Some(&url)));
            prop_assert_eq!(Link::of(&arrived), brings(&hash.to_string(), Some(&url)), "{}", arrived);
        }

        #[test]
        fn a_mark_that_a_url_ends_with_is_kept(url in "https://h/[a-z]{1,3}[.,;:!?*'\"`>”’»)}\\]]{1,3}") {
            let link = of_image("https://h/", &ImageHash([7; 28]), Some(&url));
            let read = brings(&ImageHash([7; 28]).to_string(), Some(&url));
            prop_assert_eq!(Link::of(&link), read.clone(), "{}", link);
            prop_assert_eq!(Link::of(&format!("<{link}>).")), read, "{}", link);
        }

        #[test]
        fn no_fragment_is_too_strange(fragment in any::<String>()) {
            let _ = Address::parse(&fragment);
            let _ = Link::of(&fragment);
        }
    }
}
