//! Finds the hashes in a text.

use crate::hash::ImageHash;

/// What a text holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    /// What a provider says of an image with another hash than it was told.
    ProviderError(ProviderError),
    /// Words of a provider's error, without both hashes.
    PartOfProviderError,
    /// One or more hashes of 56 hex digits.
    Hashes(Vec<Claim>),
    /// Hex digits, but not 56.
    OtherDigits(String),
    /// A word as long as a hash, with a character that is no hex digit.
    NotHex(char),
    /// Nothing of that.
    NoHash,
    /// More than is looked at.
    TooLong,
}

/// A provider's error. Both hashes in hex digits, however many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProviderError {
    /// The hash of what the provider downloaded.
    pub calculated: String,
    /// The hash that the requestor's code gave.
    pub expected: String,
    /// How many different errors the text holds, of which this is the last.
    pub errors: usize,
}

/// That a hash belongs to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The hash.
    pub hash: ImageHash,
    /// The name of the file, if the line has one.
    pub name: Option<String>,
    /// Another algorithm with hashes of 56 digits, if the line names one.
    pub other_algorithm: Option<&'static str>,
}

impl Text {
    /// The longest text that is looked at, in bytes.
    const LONGEST: usize = 256 << 10;

    /// What the text holds; nothing if it is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() > Self::LONGEST {
            return Some(Self::TooLong);
        }
        let text = without_colours(text);
        Some(
            provider_error(&text)
                .or_else(|| hashes(&text))
                .or_else(|| one_hash(&text))
                .or_else(|| longest_digits(&text))
                .or_else(|| not_hex(&text))
                .unwrap_or(Self::NoHash),
        )
    }
}

/// The text without what colours it on a terminal (ECMA-48, SGR).
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let coloured = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        plain.push_str(coloured.strip_prefix('m').unwrap_or(coloured));
    }
    plain
}

/// Both generations of the error end in the same words (yagna, `exe-unit`, `error.rs`):
/// `calculated hash X differs from the expected one Y`. A text with a part of them is
/// never taken for a plain hash: that would call right what the provider calls wrong.
fn provider_error(text: &str) -> Option<Text> {
    const CALCULATED: &str = "calculated hash";
    const EXPECTED: &str = "expected one";
    let text = text.to_ascii_lowercase();
    if !text.contains(CALCULATED) && !text.contains(EXPECTED) {
        return None;
    }
    let mut errors: Vec<(String, String)> = text
        .split(CALCULATED)
        .skip(1)
        .filter_map(|error| {
            let (calculated, expected) = error.split_once(EXPECTED)?;
            Some((first_digits(calculated)?, first_digits(expected)?))
        })
        .collect();
    let mut different: Vec<String> = errors
        .iter()
        .map(|(calculated, expected)| format!("{calculated} {expected}"))
        .collect();
    different.sort_unstable();
    different.dedup();
    let Some((calculated, expected)) = errors.pop() else {
        return Some(Text::PartOfProviderError);
    };
    Some(Text::ProviderError(ProviderError {
        calculated,
        expected,
        errors: different.len(),
    }))
}

/// The first word of `text` if it is made of hex digits. A terminal may have broken a
/// hash into lines and put a frame around them.
fn first_digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    let mut rest = text;
    loop {
        let gap = rest.find(|c: char| c.is_ascii_alphanumeric())?;
        let is_next = digits.is_empty() || rest[..gap].contains('\n');
        rest = &rest[gap..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let word = without_start(&rest[..end], "0x");
        let fits = digits.is_empty() || digits.len() + word.len() <= ImageHash::DIGITS;
        match hex(word) {
            Some(word) if is_next && fits => digits += &word,
            _ => return hex(&digits),
        }
        rest = &rest[end..];
        if digits.len() >= ImageHash::DIGITS || !rest.contains(|c: char| c.is_ascii_alphanumeric())
        {
            return hex(&digits);
        }
    }
}

/// A hash in a URL is a part of that alone, if there is another.
fn hashes(text: &str) -> Option<Text> {
    let (in_urls, mut claims): (Vec<_>, Vec<_>) = text
        .lines()
        .flat_map(claims)
        .partition(|(in_url, _)| *in_url);
    if claims.is_empty() {
        claims = in_urls;
    }
    let claims: Vec<Claim> = claims.into_iter().map(|(_, claim)| claim).collect();
    (!claims.is_empty()).then_some(Text::Hashes(claims))
}

/// Each hash of a line, and whether it stands in a URL. What is far from a hash does not
/// concern it.
fn claims(line: &str) -> impl Iterator<Item = (bool, Claim)> {
    const NEAR: usize = 300;
    words(line).filter_map(move |(start, word)| {
        let hash = ImageHash::from_hex(without_start(word, "0x"))?;
        let end = start + word.len();
        let near = line.floor_char_boundary(start.saturating_sub(NEAR))
            ..line.floor_char_boundary(end + NEAR);
        let (before, after) = (&line[near.start..start], &line[end..near.end]);
        let claim = Claim {
            hash,
            name: bsd_name(before).or_else(|| gnu_name(before, after)),
            other_algorithm: other_algorithm(before),
        };
        Some((is_in_url(before), claim))
    })
}

fn is_in_url(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || "\"'`<>()".contains(c));
    word.take(1).any(|word| word.contains("://"))
}

/// Runs of letters and digits, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let boundary = |c: char| !c.is_ascii_alphanumeric();
    text.split_inclusive(boundary)
        .scan(0, move |end, piece| {
            let start = *end;
            *end += piece.len();
            Some((start, piece.trim_end_matches(boundary)))
        })
        .filter(|(_, word)| !word.is_empty())
}

/// The name in `HASH  NAME` or `HASH *NAME`; a word alone also behind one space, which
/// the other may have become. A backslash before the hash says that the name is escaped.
fn gnu_name(before: &str, after: &str) -> Option<String> {
    let escaped = match before.trim() {
        "" => false,
        "\\" => true,
        _ => return None,
    };
    let name = after.strip_prefix([' ', '\t'])?;
    let name = match name.strip_prefix([' ', '*']) {
        Some(name) => name.trim(),
        None if name.trim().contains(char::is_whitespace) => return None,
        None => name.trim(),
    };
    let name = if escaped {
        name.replace("\\n", "\n").replace("\\\\", "\\")
    } else {
        name.to_owned()
    };
    (!name.is_empty()).then_some(name)
}

/// The name in `ALGORITHM (NAME) = HASH`.
fn bsd_name(before: &str) -> Option<String> {
    let before = before.trim_end().strip_suffix('=')?;
    let (_, name) = before.trim_end().strip_suffix(')')?.split_once('(')?;
    Some(name.to_owned())
}

/// The algorithm that the words before a hash name, if it is not SHA3-224.
fn other_algorithm(before: &str) -> Option<&'static str> {
    let label = match before.split_once('(') {
        Some((label, _)) if before.contains('=') => label,
        _ => before,
    };
    let label: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    [
        ("sha224", "SHA-224"),
        ("sha2224", "SHA-224"),
        ("sha512224", "SHA-512/224"),
        ("keccak224", "Keccak-224"),
    ]
    .into_iter()
    .find_map(|(end, name)| label.ends_with(end).then_some(name))
}

/// A hash in groups, or broken into lines.
fn one_hash(text: &str) -> Option<Text> {
    const FEWEST: usize = 6;
    let digits = hex(&bare(text))?;
    if digits.len() < FEWEST {
        return None;
    }
    Some(match ImageHash::from_hex(&digits) {
        Some(hash) => Text::Hashes(vec![Claim {
            hash,
            name: None,
            other_algorithm: None,
        }]),
        None => Text::OtherDigits(digits),
    })
}

/// A hash of another length among other words: a commit, a SHA-256.
fn longest_digits(text: &str) -> Option<Text> {
    const FEWEST: usize = 32;
    let digits = words(text)
        .filter_map(|(_, word)| hex(without_start(word, "0x")))
        .max_by_key(String::len)?;
    (digits.len() >= FEWEST).then_some(Text::OtherDigits(digits))
}

/// A slip of the pen, like the letter O in place of a zero.
fn not_hex(text: &str) -> Option<Text> {
    let word = bare(text);
    let about_a_hash = (ImageHash::DIGITS - 4..=ImageHash::DIGITS + 4).contains(&word.len());
    let wrong = word.chars().find(|c| !c.is_ascii_hexdigit())?;
    let digits = word.chars().filter(char::is_ascii_hexdigit).count();
    (about_a_hash && word.len() - digits <= 4).then_some(Text::NotHex(wrong))
}

/// The text without white space, what separates groups, and the usual names in front.
fn bare(text: &str) -> String {
    let text = without_space(text);
    let text = ["hash:", "sha3-224:", "sha3:", "0x"]
        .into_iter()
        .fold(text.as_str(), without_start);
    text.replace([':', '-'], "")
}

fn without_start<'a>(text: &'a str, start: &str) -> &'a str {
    match text.split_at_checked(start.len()) {
        Some((front, rest)) if front.eq_ignore_ascii_case(start) => rest,
        _ => text,
    }
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The word in lower case, if it is made of hex digits alone.
fn hex(word: &str) -> Option<String> {
    let all = !word.is_empty() && word.chars().all(|c| c.is_ascii_hexdigit());
    all.then(|| word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const H: &str = "9668071148a885ab7dc0e70c16baec54f68f7f5a9239d2853d53fe45";

    fn claim(name: Option<&str>) -> Claim {
        Claim {
            hash: ImageHash::from_hex(H).unwrap(),
            name: name.map(str::to_owned),
            other_algorithm: None,
        }
    }

    #[track_caller]
    fn finds(text: &str, name: Option<&str>) {
        let found = Text::parse(text);
        assert_eq!(found, Some(Text::Hashes(vec![claim(name)])), "{text:?}");
    }

    #[test]
    fn a_hash_is_found_however_it_is_written() {
        finds(H, None);
        finds(&format!(" \n{}\t", H.to_uppercase()), None);
        finds(&format!("sha3:{H}"), None);
        finds(&format!("SHA3-224: {H}"), None);
        finds(&format!("0x{H}"), None);
        finds(&format!("0X{}", H.to_uppercase()), None);
        finds(&format!("“{H}”"), None);
        let groups: Vec<&str> = (0..7).map(|i| &H[i * 8..i * 8 + 8]).collect();
        for separator in [" ", ":", "-", "\n", "  \r\n"] {
            finds(&groups.join(separator), None);
            finds(&format!("sha3: {}", groups.join(separator)), None);
        }
    }

    #[test]
    fn a_hash_is_found_in_what_holds_one() {
        finds(&format!("hash:sha3:{H}:https://example.org/a.gvmi"), None);
        finds(
            &format!(
                "await vm.repo(\n    image_hash=\"{H}\",\n    image_url=\"https://example.org/0123456789abcdef0123456789abcdef01234567/a.gvmi\",\n)"
            ),
            None,
        );
        finds(
            &format!(
                "{{\"payload\": [{{\"hash\": \"sha3:{H}\", \"urls\": [\"https://example.org/a\"]}}]}}"
            ),
            None,
        );
        finds(&format!("a_{H}.gvmi"), None);
        finds(&format!("https://example.org/{H}.gvmi"), None);
        let in_url = "2".repeat(56);
        finds(
            &format!("image_hash=\"{H}\", image_url=\"https://example.org/{in_url}.gvmi\""),
            None,
        );
    }

    #[test]
    fn a_name_is_found_beside_its_hash() {
        finds(&format!("{H}  a b.gvmi"), Some("a b.gvmi"));
        finds(&format!("{H} *a.gvmi"), Some("a.gvmi"));
        finds(&format!("{H}\ta.gvmi"), Some("a.gvmi"));
        finds(&format!("{H} a.gvmi"), Some("a.gvmi"));
        finds(&format!("{H} is the hash"), None);
        finds(&format!("\\{H}  a\\\\b.gvmi"), Some("a\\b.gvmi"));
        finds(&format!("SHA3-224 (a (1).gvmi) = {H}"), Some("a (1).gvmi"));
        finds(&format!("SHA3-224(a.gvmi)= {H}"), Some("a.gvmi"));
        let lines = format!("{}  b.gvmi\n{H}  a.gvmi\n", "0".repeat(56));
        let Some(Text::Hashes(claims)) = Text::parse(&lines) else {
            panic!("no hashes in {lines:?}");
        };
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[1], claim(Some("a.gvmi")));
    }

    #[test]
    fn another_algorithm_is_taken_at_its_word() {
        for (text, name) in [
            (format!("SHA224 (a.gvmi) = {H}"), "SHA-224"),
            (format!("SHA2-224(a)= {H}"), "SHA-224"),
            (format!("sha-224: {H}"), "SHA-224"),
            (format!("SHA512/224 (a.gvmi) = {H}"), "SHA-512/224"),
            (format!("Keccak-224: {H}"), "Keccak-224"),
        ] {
            let Some(Text::Hashes(claims)) = Text::parse(&text) else {
                panic!("no hashes in {text:?}");
            };
            assert_eq!(claims[0].other_algorithm, Some(name), "{text:?}");
        }
    }

    #[track_caller]
    fn error(text: &str, errors: usize) {
        let found = Text::parse(text);
        let expected = Text::ProviderError(ProviderError {
            calculated: H.to_owned(),
            expected: "1".repeat(56),
            errors,
        });
        assert_eq!(found, Some(expected), "{text:?}");
    }

    #[test]
    fn the_errors_of_both_generations_of_providers_are_known() {
        let ones = "1".repeat(56);
        error(
            &format!(
                "Local service error: Transfer error: Downloaded VM image is corrupted: calculated hash {H} differs from the expected one {ones}"
            ),
            1,
        );
        error(
            &format!(
                "ExeScript command exited with code 1. stderr: Incorrect hash provided or downloaded image is corrupted: calculated hash {H} differs from the expected one {ones}\", message=None"
            ),
            1,
        );
    }

    #[test]
    fn an_error_is_known_however_a_terminal_shows_it() {
        let ones = "1".repeat(56);
        error(
            &format!("Calculated hash `{H}` differs from the expected one `{ones}`."),
            1,
        );
        error(
            &format!("calculated hash 0x{H} differs from the expected one 0x{ones}"),
            1,
        );
        error(
            &format!(
                "calculated hash \u{1b}[31m{H}\u{1b}[0m differs from the expected one \u{1b}[1;32m{ones}\u{1b}[m"
            ),
            1,
        );
        error(
            &format!(
                "corrupted: calculated hash {}\n  | {} differs\nfrom the expected one {}\n│ {}\n│ end",
                &H[..20],
                &H[20..],
                &ones[..9],
                &ones[9..]
            ),
            1,
        );
    }

    #[test]
    fn of_several_errors_the_last_counts() {
        let ones = "1".repeat(56);
        let error_of =
            |a: &str, b: &str| format!("calculated hash {a} differs from the expected one {b}\n");
        let last = error_of(H, &ones);
        error(&[last.clone(), last.clone()].concat(), 1);
        error(&[error_of(&ones, &ones), error_of(H, H), last].concat(), 3);
    }

    #[test]
    fn an_error_that_is_not_whole_is_no_hash() {
        for text in [
            format!("calculated hash {H} differs"),
            format!("differs from the expected one {H}"),
            format!("calculated hash differs from the expected one {H}"),
        ] {
            assert_eq!(
                Text::parse(&text),
                Some(Text::PartOfProviderError),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_hash_is_told_for_what_it_is() {
        let other = |digits: &str| Some(Text::OtherDigits(digits.to_owned()));
        assert_eq!(Text::parse(" \n"), None);
        assert_eq!(Text::parse("hello"), Some(Text::NoHash));
        assert_eq!(
            Text::parse("https://example.org/a.gvmi"),
            Some(Text::NoHash)
        );
        assert_eq!(Text::parse(&H[..55]), other(&H[..55]));
        assert_eq!(Text::parse("779758b432"), other("779758b432"));
        let sha_256 = "ab".repeat(32);
        assert_eq!(Text::parse(&format!("sha256:{sha_256}")), other(&sha_256));
        let slip = H.replacen('0', "O", 1);
        assert_eq!(Text::parse(&slip), Some(Text::NotHex('O')));
    }

    #[test]
    fn what_is_long_is_looked_at_once_or_not_at_all() {
        let line = format!("{H} ").repeat(Text::LONGEST / 57);
        assert!(matches!(Text::parse(&line), Some(Text::Hashes(_))));
        assert_eq!(
            Text::parse(&"a".repeat(Text::LONGEST + 1)),
            Some(Text::TooLong)
        );
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            let _ = Text::parse(&text);
        }

        #[test]
        fn a_hash_is_found_among_any_words(
            before in "([^\\p{L}\\p{N}]|é|字){0,20}",
            after in "([^\\p{L}\\p{N}]|é|字){0,20}",
        ) {
            let text = format!("{before}{H}{after}");
            let Some(Text::Hashes(claims)) = Text::parse(&text) else {
                return Err(TestCaseError::fail(format!("no hashes in {text:?}")));
            };
            prop_assert_eq!(claims[0].hash, claim(None).hash);
        }
    }
}
