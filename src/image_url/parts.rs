//! A URL, taken apart.

use super::Remark;
use super::host::{self, Host};
use crate::unseen::is_unseen;

/// The parts of a URL, as a provider sees them (WHATWG URL Standard, by yagna's
/// `url` crate). What stands in the way of that is a remark, with the URL mended
/// where it can be.
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

/// What a provider can download from (yagna,
/// `exe-unit/components/transfer/src/transfer.rs`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// http and https.
    Http,
    /// From another Golem node.
    Gftp,
}

const SCHEMES: [(&str, Scheme); 3] = [
    ("https", Scheme::Http),
    ("http", Scheme::Http),
    ("gftp", Scheme::Gftp),
];

impl<'a> Parts<'a> {
    /// Takes a URL apart that is not empty and has no white space around it.
    pub fn of(text: &'a str) -> Result<Self, Remark> {
        nothing_besides(text)?;
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
        percent_decoded(&segments.join("/"))
            .split('/')
            .rfind(|component| !matches!(*component, "" | "."))
            .filter(|name| *name != "..")
            .map(str::to_owned)
    }
}

/// The scheme's name and what follows its colon. A URL that stands amid other text
/// (a whole task package, a Markdown link, a command, quotes) is taken out of it; that
/// within a blob: URL names no file.
fn alone(text: &str) -> Result<(&str, &str), Remark> {
    let (name, rest) = text.split_once(':').unwrap_or(("", text));
    if known(name).is_some() || name.eq_ignore_ascii_case("blob") {
        return Ok((name, rest));
    }
    match url_within(text) {
        Some(url) => Err(Remark::NotAlone {
            mended: url.to_owned(),
        }),
        None => Ok((name, rest)),
    }
}

/// The first URL amid other text, without the brackets and quotes around it.
fn url_within(text: &str) -> Option<&str> {
    const QUOTES: [&str; 7] = ["\"", "'", "`", "“„”", "‘‚’", "«»", "‹›"];
    let start = text
        .match_indices("://")
        .find_map(|(colon, _)| start_of_scheme(text, colon))?;
    let (before, url) = text.split_at_checked(start)?;
    let opening = before.chars().next_back()?;
    let quotes = QUOTES.into_iter().find(|marks| marks.contains(opening));
    let closing = match opening {
        '/' => return None,
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => ' ',
    };
    let is_end = |c: char| match quotes {
        Some(marks) => marks.contains(c),
        // No URL holds white space, a quotation mark or an angle bracket.
        None => c == closing || c.is_whitespace() || "\"<>".contains(c),
    };
    let url = url.split(is_end).next()?;
    let url = match opening {
        emphasis @ ('*' | '_' | '|') => url.trim_end_matches(emphasis),
        _ => url,
    };
    Some(without_trailing_marks(lone(url)))
}

/// Where the known scheme begins that ends with the colon there.
fn start_of_scheme(text: &str, colon: usize) -> Option<usize> {
    SCHEMES.iter().find_map(|(name, _)| {
        let start = colon.checked_sub(name.len())?;
        let found = text.get(start..colon)?;
        found.eq_ignore_ascii_case(name).then_some(start)
    })
}

fn without_trailing_marks(url: &str) -> &str {
    trailing_marks(url).map_or(url, |(url, _)| url)
}

/// The URL, and the punctuation marks after it that belong to a sentence or a piece
/// of code rather than to a URL; none if there are none.
pub fn trailing_marks(url: &str) -> Option<(&str, &str)> {
    let has_round = url.contains('(');
    let has_square = url.contains('[');
    let has_curly = url.contains('{');
    let is_stray = |mark: char| match mark {
        ')' => !has_round,
        ']' => !has_square,
        '}' => !has_curly,
        mark => "\"'`”“’‘»«›>.,;*|".contains(mark),
    };
    let bare = url.trim_end_matches(is_stray);
    let marks = url.strip_prefix(bare)?;
    (!marks.is_empty() && !bare.ends_with(['/', ':'])).then_some((bare, marks))
}

/// Several URLs, each in a line of its own perhaps, are told before their lines are
/// taken for those of one.
fn nothing_besides(text: &str) -> Result<(), Remark> {
    let url = lone(text);
    if url.len() == text.len() {
        return Ok(());
    }
    let mended = url.to_owned();
    Err(Remark::NotAlone { mended })
}

/// The URL that the text begins with: without a scheme that stood there already when it
/// was pasted, without further URLs and without the words behind it.
fn lone(text: &str) -> &str {
    let (name, _) = text.split_once(':').unwrap_or_default();
    if known(name).is_none() {
        return text;
    }
    let url = behind_schemes(text);
    let url = first_of_several(url).unwrap_or(url);
    without_words_behind(url)
}

/// The URL that was pasted behind the scheme, where one was.
fn behind_schemes(mut text: &str) -> &str {
    while let Some((_, rest)) = text.split_once(':') {
        let rest = rest.trim_start_matches(['/', ' ']);
        match rest.split_once("://") {
            Some((name, _)) if known(name).is_some() => text = rest,
            _ => break,
        }
    }
    text
}

/// The URL that a text begins with, if another follows behind white space, or behind a
/// comma or a semicolon after the file's extension: elsewhere they may be a part of it.
fn first_of_several(text: &str) -> Option<&str> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let mut urls = text.match_indices("://").filter_map(|(colon, _)| {
        let before = text.get(..start_of_scheme(text, colon)?)?;
        let is_behind = before.ends_with(char::is_whitespace)
            || before
                .strip_suffix([',', ';'])
                .is_some_and(ends_in_extension);
        (before.is_empty() || is_behind).then_some(before)
    });
    let first = urls.nth(1)?.split_whitespace().next()?;
    Some(first.trim_end_matches(is_gap))
}

/// What stands behind a space and the file's extension is most often another thing:
/// the hash, a size, an option of a command.
fn without_words_behind(url: &str) -> &str {
    match url.split_once(' ') {
        Some((first, _)) if ends_in_extension(first) => first,
        _ => url,
    }
}

fn ends_in_extension(url: &str) -> bool {
    const EXTENSION: &str = ".gvmi";
    let start = url.len().checked_sub(EXTENSION.len());
    start
        .and_then(|start| url.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION))
}

/// HTML writes `&amp;` for `&`.
fn no_html(text: &str) -> Result<(), Remark> {
    let mut parts = text.split("&amp;");
    let mut mended = parts.next().unwrap_or_default().to_owned();
    if mended.len() == text.len() {
        return Ok(());
    }
    for part in parts {
        mended.push('&');
        mended.push_str(part.trim_start_matches("amp;"));
    }
    Err(Remark::HtmlEscape { mended })
}

fn no_invisible_characters(text: &str) -> Result<(), Remark> {
    if !text.contains(is_unseen) {
        return Ok(());
    }
    // A line that was wrapped may have been indented, too.
    let lines = text.split(['\r', '\n']).map(str::trim);
    let mended = lines.collect::<String>().replace(is_unseen, "");
    Err(Remark::Invisible { mended })
}

fn known(name: &str) -> Option<Scheme> {
    let found = SCHEMES
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known));
    found.map(|(_, scheme)| *scheme)
}

fn scheme(text: &str, name: &str) -> Result<Scheme, Remark> {
    known(name).ok_or_else(|| {
        if is_path(text, name) {
            Remark::LocalFile
        } else if is_scheme(text, name) {
            let scheme = name.to_ascii_lowercase();
            Remark::UnsupportedScheme { scheme }
        } else {
            let bare = text.trim_start_matches([':', '/']);
            let mended = begins_with_host(bare)
                .then(|| format!("https://{bare}"))
                .filter(|url| Parts::of(url).is_ok());
            Remark::NoScheme { mended }
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
fn no_backslashes(text: &str) -> Result<(), Remark> {
    let (head, tail) = split_before(text, &['?', '#']);
    if head.contains('\\') {
        let mended = head.replace('\\', "/") + tail;
        return Err(Remark::Backslash { mended });
    }
    Ok(())
}

fn after_two_slashes<'a>(name: &str, rest: &'a str) -> Result<&'a str, Remark> {
    let bare = rest.trim_start_matches([':', '/', ' ']);
    match rest.strip_prefix("//") {
        _ if bare.is_empty() => Err(Remark::NoHost),
        Some(rest) if !rest.starts_with(['/', ' ']) => Ok(rest),
        _ => Err(Remark::Slashes {
            mended: format!("{name}://{bare}"),
        }),
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

fn percent_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut decoded = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = escape(part).unwrap_or((b'%', part));
        decoded.push(byte);
        decoded.extend(rest.bytes());
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Whether every per cent sign begins an escape.
pub fn is_well_escaped(text: &str) -> bool {
    text.split('%').skip(1).all(|part| escape(part).is_some())
}

/// The byte that a per cent sign before this text stands for, and the text after its
/// two digits.
fn escape(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let mut values = digits.chars().map(|digit| digit.to_digit(16));
    let byte = values.next()?? << 4 | values.next()??;
    u8::try_from(byte).ok().map(|byte| (byte, rest))
}
