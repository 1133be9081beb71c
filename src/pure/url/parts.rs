//! A URL, taken apart.

use percent_encoding::percent_decode_str;

use super::alone::{self, alone};
use super::host::{self, Host};
use super::scheme::Scheme;
use super::tag;
use crate::pure::text::finding::Finding;
use crate::pure::text::invisible::is_invisible;
use crate::pure::text::literal::abridged;

/// The parts of a URL, as a provider sees them (WHATWG URL Standard, by yagna's
/// `url` crate). What stands in the way of that is a finding, with the fixed URL
/// where there is one.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The whole URL.
    pub text: &'a str,
    /// All before the path.
    pub origin: &'a str,
    /// What it is downloaded with.
    pub scheme: Scheme,
    /// Whether anything stands before an `@` and the host.
    pub has_credentials: bool,
    /// Where it is downloaded from.
    pub host: Host,
    /// Empty, or from its first slash on.
    pub path: &'a str,
    /// What follows the question mark.
    pub query: Option<&'a str>,
    /// What follows the `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Takes a URL apart that is not empty and has no white space around it.
    pub fn of(text: &'a str) -> Result<Self, Finding> {
        alone::nothing_besides(text)?;
        no_invisible_characters(text)?;
        let (name, rest) = alone(text)?;
        let scheme = scheme(text, name)?;
        no_html(text)?;
        no_backslashes(text)?;
        let rest = after_two_slashes(name, rest)?;

        let (authority, tail) = split_before(rest, &['/', '?', '#']);
        let (path_and_query, fragment) = split_at_mark(tail, '#');
        let (path, query) = split_at_mark(path_and_query, '?');
        let (user_info, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
        Ok(Self {
            text,
            origin: text.strip_suffix(tail).unwrap_or(text),
            scheme,
            has_credentials: !user_info.is_empty(),
            host: host::parse(host_and_port, scheme)?,
            path,
            query,
            fragment,
        })
    }

    /// The segments of the path, without the slash that it begins with.
    pub fn segments(&self) -> Vec<&'a str> {
        self.path.split('/').skip(1).collect()
    }

    /// Whether the query sets a parameter to this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.parameter(name) == Some(value)
    }

    /// The value of the first parameter of this name in the query.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        self.query?
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// The name under which a provider keeps the image: the last segment of the
    /// path, decoded (yagna, `exe-unit/components/transfer/src/location.rs`,
    /// `file_name`). Where there is none, it refuses the URL.
    pub fn file_name(&self) -> Option<String> {
        let mut segments = Vec::new();
        for segment in self.path.split('/') {
            match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
                "." => {}
                ".." => {
                    segments.pop();
                }
                _ => segments.push(segment),
            }
        }
        let path = segments.join("/");
        percent_decode_str(&path)
            .decode_utf8_lossy()
            .split('/')
            .rfind(|component| !matches!(*component, "" | "."))
            .filter(|name| *name != "..")
            .map(str::to_owned)
    }
}

/// HTML writes `&amp;` for `&`.
fn no_html(text: &str) -> Result<(), Finding> {
    let mut parts = text.split("&amp;");
    let mut fixed = parts.next().unwrap_or_default().to_owned();
    if fixed.len() == text.len() {
        return Ok(());
    }
    for part in parts {
        fixed.push('&');
        fixed.push_str(part.trim_start_matches("amp;"));
    }
    Err(
        Finding::error("The URL contains “&amp;”, as HTML writes the sign &.")
            .more("Servers would not understand what follows it.")
            .fix("Write &", fixed),
    )
}

fn no_invisible_characters(text: &str) -> Result<(), Finding> {
    if !text.contains(is_invisible) {
        return Ok(());
    }
    // A line that was wrapped may have been indented, too.
    let lines = text.split(['\r', '\n']).map(str::trim);
    let fixed = lines.collect::<String>().replace(is_invisible, "");
    Err(
        Finding::error("The URL contains a line break or an invisible character.")
            .more(
                "Programs differ in what they make of it: some cut the URL there, some ask for \
                 another file.",
            )
            .fix("Remove them", fixed),
    )
}

fn scheme(text: &str, name: &str) -> Result<Scheme, Finding> {
    Scheme::of(name).ok_or_else(|| {
        if is_path(text, name) {
            Finding::error(
                "This is a file on your own computer, where no provider can fetch it.",
            )
            .more("Publish it on a web server and enter its https URL. golem-js 3 alone can send a file:/// URL itself, and then needs no hash.")
        } else if let Some(tag) = tag::finding(text) {
            tag
        } else if is_scheme(text, name) {
            let scheme = abridged(&name.to_ascii_lowercase());
            Finding::error(format!(
                "Providers download over https and http, not over {scheme}."
            ))
            .more(format!(
                "They would refuse the URL: “Unsupported scheme: {scheme}”."
            ))
        } else {
            let bare = text.trim_start_matches([':', '/']);
            let fixed = begins_with_host(bare)
                .then(|| format!("https://{bare}"))
                .filter(|url| Parts::of(url).is_ok());
            let finding = Finding::error("The URL does not begin with https:// or http://.")
                .more("A provider would refuse it: “Unsupported scheme”.");
            match fixed {
                Some(fixed) => finding.fix("Put https:// before it", fixed),
                None => finding,
            }
        }
    })
}

/// Whether it is a path or a URL of a file on the user's own computer.
fn is_path(text: &str, scheme: &str) -> bool {
    let is_drive = scheme.len() == 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_rooted = text.starts_with(['/', '~', '\\']) && !text.starts_with("//");
    let is_relative = ["./", "../", ".\\", "..\\"]
        .iter()
        .any(|start| text.starts_with(start));
    is_drive || is_rooted || is_relative || scheme.eq_ignore_ascii_case("file")
}

/// Whether what stands before the first colon is a scheme (RFC 3986, 3.1) and not a
/// host with a port.
fn is_scheme(text: &str, name: &str) -> bool {
    let has_port = text
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix(':'))
        .is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '-')
        && !has_port
}

/// Whether “https://” is all that is missing.
fn begins_with_host(text: &str) -> bool {
    let (host, path) = split_before(text, &['/']);
    !path.is_empty() && !host.contains([' ', '@']) && host.contains(['.', ':'])
}

/// Programs differ in whether a backslash before the query is a slash.
fn no_backslashes(text: &str) -> Result<(), Finding> {
    let (head, tail) = split_before(text, &['?', '#']);
    if head.contains('\\') {
        let fixed = head.replace('\\', "/") + tail;
        return Err(
            Finding::error("The URL contains a backslash, where a slash belongs.")
                .more(
                    "Providers read it as a slash; yapapi and golem-core would refuse the URL or \
                     ask for another file.",
                )
                .fix("Write slashes", fixed),
        );
    }
    Ok(())
}

fn after_two_slashes<'a>(name: &str, rest: &'a str) -> Result<&'a str, Finding> {
    let bare = rest.trim_start_matches([':', '/', ' ']);
    match rest.strip_prefix("//") {
        _ if bare.is_empty() => Err(host::missing()),
        Some(rest) if !rest.starts_with(['/', ' ']) => Ok(rest),
        _ => Err(Finding::error(
            "After the scheme and its colon there must be two slashes, and then the host.",
        )
        .more("Providers forgive some of what differs, yapapi and golem-core nothing.")
        .fix("Write two slashes", format!("{name}://{bare}"))),
    }
}

/// The text before the first of these marks, and the text from there on.
pub fn split_before<'a>(text: &'a str, marks: &[char]) -> (&'a str, &'a str) {
    text.find(marks)
        .and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""))
}

/// The text before a mark and the text after it.
fn split_at_mark(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Whether every per cent sign begins an escape.
pub fn is_well_escaped(text: &str) -> bool {
    let is_hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let begins_escape = |part: &str| part.get(..2).is_some_and(is_hex);
    text.split('%').skip(1).all(begins_escape)
}
