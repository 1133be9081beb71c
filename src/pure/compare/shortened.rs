//! Hashes of which explorers and chats show the beginning and the end alone.

use super::claim::{around, is_identifier, is_in_url};
use super::digits::{digits_of, hex, words};
use super::hashes;
use super::plain::letters;
use super::subject::Known;
use super::verdict::{Kind, Verdict};
use crate::hash::ImageHash;

/// What is left of a hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shortened {
    /// Its first hex digits; none if it begins with the mark.
    start: String,
    /// Its last hex digits; none if it ends with the mark.
    end: String,
}

/// The marks for what was left out.
const MARKS: [&str; 3] = ["…", "...", ".."];

/// So few digits are a number or a word.
const FEWEST: usize = 6;

/// The shortened hashes in a text.
pub(super) fn find(text: &str) -> Vec<Shortened> {
    let words: Vec<(usize, &str)> = words(text).collect();
    let is_sentence = text.split_whitespace().nth(2).is_some();
    let found: Vec<_> = words
        .windows(2)
        .filter_map(|pair| {
            let [(start, first), (end, last)] = [pair[0], pair[1]];
            let gap = &text[start + first.len()..end];
            let mark = gap.trim_matches(['[', ']', '(', ')']);
            let is_range = mark == ".." && is_sentence;
            if !MARKS.contains(&mark) || is_range {
                return None;
            }
            let shortened = Shortened::of(first, last)?;
            let (before, after) = around(text, start..end + last.len());
            let is_hash = !is_in_url(before, after) && !is_of_something_else(before);
            is_hash.then_some(shortened)
        })
        .collect();
    match (found.is_empty(), words.as_slice()) {
        (true, [.., (start, word)]) => open(text, *start, word).into_iter().collect(),
        _ => found,
    }
}

/// A hash without its end, or without its beginning, alone but for what it is called.
fn open(text: &str, start: usize, word: &str) -> Option<Shortened> {
    let (before, after) = (&text[..start], &text[start + word.len()..]);
    let (label, _) = letters(before);
    if !["", "hash", "sha3", "sha3224"].contains(&&*label) {
        return None;
    }
    let is_mark = |gap: &str| MARKS.contains(&gap.trim());
    match (is_mark(before), is_mark(after)) {
        (true, false) if after.trim().is_empty() => Shortened::of("", word),
        (false, true) => Shortened::of(word, ""),
        _ => None,
    }
}

/// Whether these words say that what follows is no hash of an image.
fn is_of_something_else(before: &str) -> bool {
    const OTHERS: [&str; 5] = ["sha256", "sha512", "sha1", "md5", "commit"];
    let (label, _) = letters(before);
    is_identifier(before) || OTHERS.iter().any(|name| label.ends_with(name))
}

impl Shortened {
    /// Two words that are hex digits, and no numbers or words of a language.
    fn of(start: &str, end: &str) -> Option<Self> {
        const FEWEST_AT_AN_END: usize = 4;
        let digits = |word: &str| match word {
            "" => Some(String::new()),
            _ => hex(digits_of(word)).filter(|digits| digits.len() >= FEWEST_AT_AN_END),
        };
        let shortened = Self {
            start: digits(start)?,
            end: digits(end)?,
        };
        let both = format!("{}{}", shortened.start, shortened.end);
        let is_mixed = both.contains(|c: char| c.is_ascii_digit())
            && both.contains(|c: char| c.is_ascii_alphabetic());
        (is_mixed && (FEWEST..ImageHash::DIGITS).contains(&both.len())).then_some(shortened)
    }

    fn agrees_with(&self, digits: &str) -> bool {
        digits.starts_with(&self.start) && digits.ends_with(&self.end)
    }

    /// How much is left: `first 10 and last 10 digits`.
    fn extent(&self) -> String {
        match (self.start.len(), self.end.len()) {
            (start, 0) => format!("first {start} digits"),
            (0, end) => format!("last {end} digits"),
            (start, end) => format!("first {start} and last {end} digits"),
        }
    }
}

/// What shortened hashes say before there is an image: they can tell another one alone.
pub(super) fn without_image() -> Verdict {
    Verdict::new(
        Kind::Unusable,
        "Only a part of a hash.",
        "It can tell another image, but never that this is the right one. Ask for all 56 digits.",
    )
}

/// What shortened hashes say of the image: never that it is the right one.
pub(super) fn of(shortened: &[Shortened], image: &Known) -> Verdict {
    let own = image.hash.to_string();
    let agreeing = shortened.iter().find(|hash| hash.agrees_with(&own));
    if let Some(hash) = agreeing {
        let which = match shortened.len() {
            1 => "The".to_owned(),
            count => format!("Of one of these {count}, the"),
        };
        let lead = format!(
            "{which} {} are your file’s. This is no proof: ask for all 56.",
            hash.extent()
        );
        return Verdict::new(Kind::Unclear, "It agrees as far as it goes.", lead).more(
            "Only all 56 tell that it is the same file: one whose hash agrees in a few digits \
                 can be made on purpose.",
        );
    }
    let is_of = |digits: &str| shortened.iter().any(|hash| hash.agrees_with(digits));
    if image.docker_id().is_some_and(|id| is_of(&id)) {
        return hashes::of_docker_image();
    }
    if let Some(lookalike) = image.lookalike_by(|hash| is_of(&hash.to_string())) {
        return hashes::of_lookalike(lookalike);
    }
    let which = match shortened {
        [one] => format!("The {} are not your file’s", one.extent()),
        several => format!(
            "None of these {} shortened hashes is your file’s",
            several.len()
        ),
    };
    Verdict {
        may_be_lookalike: image.lookalikes.is_none(),
        is_unlisted: shortened.len() > 1,
        ..Verdict::new(
            Kind::Mismatch,
            "It does not agree.",
            format!(
                "{which}: it is the hash of another file or another build, or another kind of hash."
            ),
        )
    }
}
