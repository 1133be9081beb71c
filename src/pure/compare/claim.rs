//! Finds the hashes in a text, and what each is said to be of.

use std::ops::Range;

use super::digits::{digits_of, hex, without_start, words};
use super::label::{bsd_name, gnu_name, other_algorithm};
use super::plain::letters;
use crate::hash::ImageHash;

/// That a hash belongs to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The hash.
    pub hash: ImageHash,
    /// The name of the file, if the line has one.
    pub name: Option<String>,
    /// Another algorithm with hashes of 56 digits, if the line names one.
    pub other_algorithm: Option<&'static str>,
    /// Whether it stands in a URL or in a path, beside other text: no program looks
    /// for it there.
    pub in_url: bool,
    /// Whether providers or SDKs refuse the hash as it is written here.
    pub is_refused: bool,
    /// Whether it is written in base64, not in hex digits.
    pub is_base64: bool,
}

/// Every hash of a text: a word of 56 hex digits, or as many in groups of equal length.
pub(super) fn claims(text: &str) -> Vec<Claim> {
    let is_alone = is_one_url(text);
    let is_refused = text.to_ascii_lowercase().contains("unsupported digest");
    hashes(text)
        .into_iter()
        .map(|(place, hash)| {
            let (before, after) = around(text, place);
            Claim {
                hash,
                name: bsd_name(before).or_else(|| gnu_name(before, after)),
                other_algorithm: other_algorithm(before),
                in_url: !is_alone && is_in_url(before, after),
                is_refused: is_refused || is_refused_behind(before),
                is_base64: false,
            }
        })
        .collect()
}

fn hashes(text: &str) -> Vec<(Range<usize>, ImageHash)> {
    let words: Vec<(usize, &str)> = words(text).collect();
    let are_groups = |(_, a): &(usize, &str), (_, b): &(usize, &str)| {
        let is_group = |word: &str| {
            let digits = digits_of(word);
            digits.len() < ImageHash::DIGITS && hex(digits).is_some()
        };
        a.len() == b.len() && is_group(a) && is_group(b)
    };
    words
        .chunk_by(are_groups)
        .filter_map(|groups| {
            let (start, _) = groups.first()?;
            let (last, group) = groups.last()?;
            let digits: String = groups.iter().map(|(_, group)| digits_of(group)).collect();
            let hash = ImageHash::from_hex(&digits)?;
            Some((*start..last + group.len(), hash))
        })
        .collect()
}

/// What stands before and behind a place in its line. What is far from it does not
/// concern it.
pub(super) fn around(text: &str, place: Range<usize>) -> (&str, &str) {
    const NEAR: usize = 2000;
    let before = &text[text.floor_char_boundary(place.start.saturating_sub(NEAR))..place.start];
    let after = &text[place.end..text.floor_char_boundary(place.end + NEAR)];
    let before = before.rsplit('\n').next().unwrap_or_default();
    (before, after.lines().next().unwrap_or_default())
}

/// Whether the text is one URL or path, and nothing else.
fn is_one_url(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'', '`', '<', '>', '“', '”']);
    let path = match text.split_once("://") {
        Some(("hash", _)) => return false,
        Some((scheme, path)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => path,
        _ if text.contains([':', '=']) => return false,
        _ => text,
    };
    let is_more = |c: char| c.is_whitespace() || "\"'`<>,;|#".contains(c);
    !path.contains(is_more) && !path.contains("://")
}

/// Whether a hash stands in a URL or a path. That of `hash://sha3:HASH` and that of a
/// link to this page do not.
pub(super) fn is_in_url(before: &str, after: &str) -> bool {
    let name_goes_on = |c: char| c.is_ascii_alphanumeric();
    let is_escaped_name = before.trim_matches(['>', ' ', '\t']) == "\\";
    let is_in_path = before.ends_with('/')
        || (before.ends_with('\\') && !is_escaped_name)
        || after
            .strip_prefix(['.', '/'])
            .is_some_and(|rest| rest.starts_with(name_goes_on));
    let Some((before_url, url)) = before.rsplit_once("://") else {
        return is_in_path;
    };
    let outside = before_url.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    if before_url[outside.len()..].eq_ignore_ascii_case("hash") || url.ends_with("#hash=") {
        return false;
    }
    let is_over = match outside.chars().next_back() {
        Some(quote @ ('"' | '\'' | '`')) => url.contains(quote),
        _ => {
            url.contains(|c: char| c.is_whitespace() || "\"'`<>”".contains(c)) || {
                // These may also be a part of a URL.
                let key = |c: char| c.is_ascii_alphanumeric() || "_=:".contains(c);
                url.rsplit_once([',', ';', '|'])
                    .is_some_and(|(_, rest)| rest.chars().all(key))
                    && !url.contains('?')
                    && !after.starts_with(['/', '-', '_', '?', '&', '%'])
            }
        }
    };
    is_in_path || !is_over
}

/// Whether providers or SDKs refuse a hash behind these words: `vm.repo` and `imageHash`
/// put `hash:sha3:` before what they are given, and a provider knows no other name of the
/// algorithm (yagna, `transfer/src/hash.rs`).
fn is_refused_behind(before: &str) -> bool {
    let form = before
        .rsplit(|c: char| c.is_whitespace() || "\"'`=(,;|“".contains(c))
        .next()
        .unwrap_or_default();
    let key =
        before[..before.len() - form.len()].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let algorithm = without_start(form, "hash:");
    let is_prefixed = algorithm.len() < form.len();
    if key.ends_with("image_hash") || key.ends_with("imageHash") {
        return form.contains(':');
    }
    let is_all_of_a_url = before
        .trim_end()
        .to_ascii_lowercase()
        .ends_with("invalid url:");
    is_all_of_a_url || is_prefixed && !["", "sha3:"].contains(&algorithm.trim_start_matches("//"))
}

/// Whether what stands behind these words is the identifier of something that Golem's logs
/// speak of: those have digits as hashes do.
pub(super) fn is_identifier(before: &str) -> bool {
    const THINGS: [&str; 10] = [
        "activity",
        "agreement",
        "allocation",
        "batch",
        "demand",
        "node",
        "offer",
        "proposal",
        "provider",
        "subscription",
    ];
    let (letters, _) = letters(before);
    let thing = letters.strip_suffix("id").unwrap_or(&letters);
    THINGS.iter().any(|name| thing.ends_with(name))
}
