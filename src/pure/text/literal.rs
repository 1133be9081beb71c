//! A text as a string literal that shows all that is in it.

use std::fmt::Write;

use super::invisible::is_invisible;
use super::measure::grouped;

/// How a language escapes a character beyond U+FFFF.
#[derive(Clone, Copy)]
pub enum Escapes {
    /// `\ud83d\ude00`: JSON (RFC 8259 §7) and TypeScript.
    Utf16,
    /// `\U0001f600`: Python and YAML (1.1 and 1.2 §5.7).
    Utf32,
}

/// The text in double quotes, with escapes for what [`is_invisible`].
pub fn literal(text: &str, escapes: Escapes) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            _ if !is_invisible(character) => literal.push(character),
            _ => escape(character, escapes, &mut literal),
        }
    }
    literal.push('"');
    literal
}

/// The text without quotes, for an eye that must not be misled: with JSON's escapes for
/// what [`is_invisible`], and for nothing else.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        if is_invisible(character) {
            escape(character, Escapes::Utf16, &mut visible);
        } else {
            visible.push(character);
        }
    }
    visible
}

/// The same of a text of several lines, which it keeps.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    lines.join("\n")
}

/// The text itself, or if it has more than 160 characters its start and its end, for a
/// sentence that quotes what may be long.
pub fn abridged(text: &str) -> String {
    const KEPT: usize = 80;
    let count = text.chars().count();
    if count <= 2 * KEPT {
        return text.to_owned();
    }
    let mut abridged: String = text.chars().take(KEPT).collect();
    let left_out = grouped((count - 2 * KEPT) as u64);
    // Writing into a String cannot fail.
    let _ = write!(abridged, " … ({left_out} characters left out) … ");
    let end = text.char_indices().rev().nth(KEPT - 1);
    abridged.extend(end.and_then(|(start, _)| text.get(start..)));
    abridged
}

fn escape(character: char, escapes: Escapes, literal: &mut String) {
    let code = u32::from(character);
    // Writing into a String cannot fail.
    let _ = match escapes {
        Escapes::Utf32 if code > 0xFFFF => write!(literal, "\\U{code:08x}"),
        _ => character
            .encode_utf16(&mut [0; 2])
            .iter()
            .try_for_each(|unit| write!(literal, "\\u{unit:04x}")),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        for escapes in [Escapes::Utf16, Escapes::Utf32] {
            assert_eq!(literal(text, escapes), expected);
        }
    }

    #[test]
    fn what_can_be_seen_stands_as_it_is() {
        check(
            "https://a.org/~b?c='d'#$e",
            r#""https://a.org/~b?c='d'#$e""#,
        );
        check("Grüße 你好 שלום 😀", r#""Grüße 你好 שלום 😀""#);
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        check(r#"a"b\"#, r#""a\"b\\""#);
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        check(
            "\0\n\u{85}\u{2028}\u{202E}",
            r#""\u0000\u000a\u0085\u2028\u202e""#,
        );
    }

    #[test]
    fn a_visible_text_is_changed_only_where_it_cannot_be_seen() {
        assert_eq!(visible("A=\u{202E}\n\0"), r"A=\u202e\u000a\u0000");
        assert_eq!(visible_lines("A=\u{202E}\n\0"), "A=\\u202e\n\\u0000");
        assert_eq!(
            visible("u\u{308}ber образ <b> 🦀"),
            "u\u{308}ber образ <b> 🦀"
        );
        let seen = "PATH=\"C:\\a b\" e\u{301} שלום 😀";
        assert_eq!(visible(seen), seen);
    }

    #[test]
    fn a_long_text_keeps_its_start_and_its_end() {
        let text = format!("{}{}", "é".repeat(80), "z".repeat(80));
        assert_eq!(abridged(&text), text);
        let long = text.replacen('z', &"-".repeat(1235), 1);
        let start = "é".repeat(80);
        let end = format!("-{}", "z".repeat(79));
        assert_eq!(
            abridged(&long),
            format!("{start} … (1,234 characters left out) … {end}")
        );
    }

    #[test]
    fn beyond_the_basic_plane_the_languages_differ() {
        let tag = "\u{E0041}";
        assert_eq!(literal(tag, Escapes::Utf16), r#""\udb40\udc41""#);
        assert_eq!(literal(tag, Escapes::Utf32), r#""\U000e0041""#);
    }
}
