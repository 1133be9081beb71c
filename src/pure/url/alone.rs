//! A URL amid other text: in quotes, in code, before another URL.

use super::scheme::Scheme;
use crate::pure::text::finding::Finding;

/// The scheme's name and what follows its colon. A URL that stands amid other text
/// (a whole task package, a Markdown link, a command, quotes) is taken out of it; that
/// within a blob: URL names no file.
pub fn alone(text: &str) -> Result<(&str, &str), Finding> {
    let (name, rest) = text.split_once(':').unwrap_or(("", text));
    if Scheme::of(name).is_some() || name.eq_ignore_ascii_case("blob") {
        return Ok((name, rest));
    }
    match url_within(text) {
        Some(url) => Err(not_alone(url)),
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
    Scheme::ALL.iter().find_map(|(name, _)| {
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
pub fn nothing_besides(text: &str) -> Result<(), Finding> {
    let url = lone(text);
    if url.len() == text.len() {
        return Ok(());
    }
    Err(not_alone(url))
}

fn not_alone(url: &str) -> Finding {
    Finding::error("There is more here than a URL. Only the URL belongs here.")
        .more("The hash and the code around it are added by this page.")
        .fix("Keep the URL alone", url)
}

/// The URL that the text begins with: without a scheme that stood there already when it
/// was pasted, without further URLs and without the words behind it.
fn lone(text: &str) -> &str {
    let (name, _) = text.split_once(':').unwrap_or_default();
    if Scheme::of(name).is_none() {
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
            Some((name, _)) if Scheme::of(name).is_some() => text = rest,
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

/// Whether it ends as the names of images do.
pub fn ends_in_extension(url: &str) -> bool {
    const EXTENSION: &str = ".gvmi";
    let start = url.len().checked_sub(EXTENSION.len());
    start
        .and_then(|start| url.get(start..))
        .is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION))
}
