//! Texts that are shown: nothing in them is invisible, and what is escaped can be read back.

use gvmi_hash::pure::text::change::change;
use gvmi_hash::pure::text::literal::{Escapes, abridged, literal, visible, visible_lines};

use super::cases::literals;
use super::{GAP, all_is_seen, text};

pub fn property(bytes: &[u8]) {
    let text = text(bytes);
    all_is_seen(&visible(&text));
    all_is_seen(&visible_lines(&text).replace('\n', ""));
    assert_eq!(
        visible_lines(&text).split('\n').count(),
        text.split('\n').count()
    );

    let json = literal(&text, Escapes::Utf16);
    all_is_seen(&json);
    assert_eq!(
        serde_json::from_str::<String>(&json).ok(),
        Some(text.clone()),
        "{json}"
    );
    let python = literal(&text, Escapes::Utf32);
    all_is_seen(&python);
    assert_eq!(read_python(&python), Some(text.clone()), "{python}");

    let short = abridged(&text);
    let (length, all) = (short.chars().count(), text.chars().count());
    assert!(short == text || length <= 200 && all > 160, "{short:?}");

    let (before, after) = text.split_once(GAP).unwrap_or(("", &text));
    assert_eq!(change(before, after).concat(), after);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = literals(include_str!("../../../src/pure/text/literal.rs"));
    seeds.extend(literals(include_str!(
        "../../../src/pure/text/invisible.rs"
    )));
    seeds.extend(literals(include_str!("../../../src/pure/text/change.rs")));
    seeds
}

/// What Python reads in a literal with the escapes `\\`, `\"`, `\uXXXX` and `\UXXXXXXXX`, of
/// which YAML reads the same; none if it is no literal.
fn read_python(literal: &str) -> Option<String> {
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut text = String::new();
    while let Some(character) = rest.next() {
        let digits = match character {
            '"' => return None,
            '\\' => match rest.next()? {
                'u' => 4,
                'U' => 8,
                escaped @ ('"' | '\\') => {
                    text.push(escaped);
                    continue;
                }
                _ => return None,
            },
            _ => {
                text.push(character);
                continue;
            }
        };
        let code: String = rest.by_ref().take(digits).collect();
        text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
    }
    Some(text)
}
