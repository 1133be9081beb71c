//! A text as an eye reads it.

use crate::pure::text::invisible::is_invisible;

/// The text as an eye reads it: without what colours it and without what [`is_invisible`],
/// and with the slashes that JSON may escape (RFC 8259 §7).
pub(super) fn plain(text: &str) -> String {
    let text = text
        .replace("\\/", "/")
        .replace("\\u001b", "\u{1b}")
        .replace("\\u001B", "\u{1b}");
    without_controls(&text).chars().filter_map(seen).collect()
}

/// The character as an eye reads it, if it does: one kind of space for all.
pub(super) fn seen(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' => Some(character),
        _ if character.is_whitespace() => Some(' '),
        _ => (!is_invisible(character)).then_some(character),
    }
}

/// The text without what controls a terminal (ECMA-48 §5.4, CSI), also if the ESC before
/// a colour was lost.
fn without_controls(text: &str) -> String {
    let mut pieces = text.split('[');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.trim_start_matches(|c| matches!(c, '0'..='?'));
        if plain.ends_with('\u{1b}') {
            plain.pop();
            let end = end.trim_start_matches(|c| matches!(c, ' '..='/'));
            plain += end.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(end);
            continue;
        }
        match end.strip_prefix('m') {
            Some(coloured) if end.len() < piece.len() => plain += coloured,
            _ => {
                plain.push('[');
                plain += piece;
            }
        }
    }
    plain
}

/// The letters and digits of a text in lower case, and the place of each.
pub(super) fn letters(text: &str) -> (String, Vec<usize>) {
    text.char_indices()
        .filter(|(_, c)| c.is_ascii_alphanumeric())
        .map(|(place, c)| (c.to_ascii_lowercase(), place))
        .unzip()
}

/// The text without the tags of HTML that have no attributes.
pub(super) fn without_tags(text: &str) -> String {
    const LONGEST: usize = 10;
    let mut pieces = text.split('<');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_tag = |tag: &str| {
            let name = tag.trim_matches('/');
            (1..=LONGEST).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphabetic())
        };
        match piece.split_once('>') {
            Some((tag, rest)) if is_tag(tag) => plain += rest,
            _ => {
                plain.push('<');
                plain += piece;
            }
        }
    }
    plain
}
