//! Hashes in base64, as `openssl base64` and Subresource Integrity write them.

use super::claim::{Claim, is_in_url};
use super::digits::{hex, without_space};
use super::label::other_algorithm;
use super::plain::letters;
use crate::hash::ImageHash;

/// How many characters 28 bytes have, without the two signs that may fill them up.
const CHARACTERS: usize = 38;

/// The hashes in base64, and whether they surely are such: a word may look the same. A mail
/// may have broken one into lines.
pub(super) fn find(text: &str) -> Vec<(Claim, bool)> {
    let found = in_words(text);
    match found.is_empty() && text.contains('\n') {
        true => in_words(&without_space(text)),
        false => found,
    }
}

fn in_words(text: &str) -> Vec<(Claim, bool)> {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let mut end = 0;
    text.split_inclusive(|c| !is_base64(c))
        .filter_map(|piece| {
            let start = end;
            end += piece.len();
            let word = piece.trim_end_matches(|c| !is_base64(c));
            in_word(text, start..start + word.len())
        })
        .collect()
}

fn in_word(text: &str, place: std::ops::Range<usize>) -> Option<(Claim, bool)> {
    let word = &text[place.clone()];
    let filled = word.trim_end_matches('=');
    let padding = word.len() - filled.len();
    let start = filled.len().checked_sub(CHARACTERS)?;
    let is_alone = filled[..start].is_empty() || filled[..start].ends_with(['-', '=']);
    if !is_alone || ![0, 2].contains(&padding) {
        return None;
    }
    let digits = &filled[start..];
    let hash = decoded(digits).filter(|_| hex(digits).is_none())?;
    let (before, after) = super::claim::around(text, place.start + start..place.end);
    if is_in_url(before, after) {
        return None;
    }
    let other_algorithm = other_algorithm(before);
    let (label, _) = letters(before);
    let is_labelled =
        other_algorithm.is_some() || label.ends_with("sha3224") || label.ends_with("sha3");
    let is_text = hash.0.iter().all(|byte| (b' '..=b'~').contains(byte));
    let is_whole_text = text.trim() == word;
    let claim = Claim {
        hash,
        name: None,
        other_algorithm,
        in_url: false,
        is_refused: false,
        is_base64: true,
    };
    let is_certain = is_labelled || is_whole_text && padding > 0 && !is_text;
    Some((claim, is_certain))
}

/// The 28 bytes that the characters of either alphabet stand for (RFC 4648 §4 and §5); none
/// if the bits that are left over are not zero.
fn decoded(digits: &str) -> Option<ImageHash> {
    let mut hash = ImageHash([0; ImageHash::BYTES]);
    let (mut bits, mut count, mut bytes) = (0_u32, 0, hash.0.iter_mut());
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            *bytes.next()? = (bits >> count) as u8;
            bits &= (1 << count) - 1;
        }
    }
    (bits == 0 && bytes.next().is_none()).then_some(hash)
}
