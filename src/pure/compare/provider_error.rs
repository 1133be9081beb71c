//! Finds what a provider says of an image with another hash than it was told.

use std::ops::Range;

use super::digits::{digits_of, hex, words};
use super::plain::{letters, without_tags};

/// A provider's error. Both hashes in hex digits, as many in the one as in the other:
/// 56, 64, 96 or 128.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderError {
    /// The hash of what the provider downloaded.
    pub calculated: String,
    /// The hash that the requestor's code gave.
    pub expected: String,
    /// How many different errors the text holds, of which this is the last.
    pub errors: usize,
}

/// How much of a provider's error a text holds.
pub(super) enum Found {
    /// Both hashes in full.
    Whole(ProviderError),
    /// Words of it, without both hashes in full.
    Part,
}

/// Both generations of the error end in the same words (yagna, `exe-unit`, `error.rs`):
/// `calculated hash X differs from the expected one Y`. A text with a part of them is
/// never taken for a plain hash: that would call right what the provider calls wrong.
///
/// A terminal may break the words anywhere and put a frame around them, so their letters
/// are looked for.
pub(super) fn find(text: &str) -> Option<Found> {
    const CALCULATED: &str = "calculatedhash";
    const EXPECTED: &str = "expectedone";
    let text = without_tags(text);
    let (letters, places) = letters(&text);
    let has_one_of = |words: &[&str]| words.iter().any(|word| letters.contains(word));
    // With a colon, people and other tools write it of any hash.
    let is_calculated = letters.contains(CALCULATED)
        && (has_one_of(&["differs", "expected", "corrupted"]) || !text.contains("alculated hash:"));
    if !is_calculated && !has_one_of(&[EXPECTED, "differsfrom"]) {
        return None;
    }
    let starts: Vec<usize> = letters.match_indices(CALCULATED).map(|(i, _)| i).collect();
    let ends = starts.iter().skip(1).copied().chain([letters.len()]);
    let between = |range: Range<usize>| {
        let end = places.get(range.end).copied().unwrap_or(text.len());
        &text[places[range.start - 1] + 1..end]
    };
    let errors: Vec<Option<(String, String)>> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let start = start + CALCULATED.len();
            let middle = start + letters[start..end].find(EXPECTED)?;
            whole_error(
                between(start..middle),
                between(middle + EXPECTED.len()..end),
            )
        })
        .collect();
    let Some(Some((calculated, expected))) = errors.last().cloned() else {
        return Some(Found::Part);
    };
    let mut different = Vec::new();
    for error in errors.into_iter().flatten() {
        if !different.contains(&error) {
            different.push(error);
        }
    }
    Some(Found::Whole(ProviderError {
        calculated,
        expected,
        errors: different.len(),
    }))
}

/// Both hashes of an error, if they are whole: what stands behind its words is taken
/// apart here.
fn whole_error(calculated: &str, expected: &str) -> Option<(String, String)> {
    let (calculated_hash, place) = whole_hash(calculated)?;
    let (differs, _) = letters(&calculated[place.end..]);
    let (expected_hash, place) = whole_hash(expected)?;
    // The next line of a log may begin with digits, too: those of a time, an address.
    let is_broken = expected[place.clone()].contains('\n');
    let rest = expected[place.end..].trim_start_matches(' ');
    let behind_mark = rest.trim_start_matches(['.', ',', ')', ']', '|', ' ']);
    let goes_on = rest.starts_with(['-', ':', '/'])
        || behind_mark.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_whole = differs.starts_with("differs")
        && calculated_hash.len() == expected_hash.len()
        && !(is_broken && goes_on);
    is_whole.then_some((calculated_hash, expected_hash))
}

/// The hash that `text` begins with and its place, if it is as long as a provider can
/// compute one. A terminal may have broken it into lines.
fn whole_hash(text: &str) -> Option<(String, Range<usize>)> {
    const LENGTHS: [usize; 4] = [56, 64, 96, 128];
    let mut digits = String::new();
    let mut place = 0..0;
    for (start, word) in words(text) {
        if digits.is_empty() {
            place.start = start;
        } else {
            let gap = &text[place.end..start];
            if !gap.contains('\n') || gap.contains(['.', '…', ',', '[', ']', '(', ')']) {
                return None;
            }
        }
        digits += &hex(digits_of(word))?;
        place.end = start + word.len();
        if LENGTHS.contains(&digits.len()) {
            return Some((digits, place));
        }
    }
    None
}
