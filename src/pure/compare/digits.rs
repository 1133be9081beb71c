//! Hex digits among other characters.

/// Runs of letters and digits, each with its place.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let boundary = |c: char| !c.is_ascii_alphanumeric();
    text.split_inclusive(boundary)
        .scan(0, move |end, piece| {
            let start = *end;
            *end += piece.len();
            Some((start, piece.trim_end_matches(boundary)))
        })
        .filter(|(_, word)| !word.is_empty())
}

pub(super) fn digits_of(word: &str) -> &str {
    without_start(word, "0x")
}

pub(super) fn without_start<'a>(text: &'a str, start: &str) -> &'a str {
    match text.split_at_checked(start.len()) {
        Some((front, rest)) if front.eq_ignore_ascii_case(start) => rest,
        _ => text,
    }
}

pub(super) fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The word in lower case, if it is made of hex digits alone.
pub(super) fn hex(word: &str) -> Option<String> {
    let all = !word.is_empty() && word.chars().all(|c| c.is_ascii_hexdigit());
    all.then(|| word.to_ascii_lowercase())
}
