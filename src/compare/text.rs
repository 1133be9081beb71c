//! Finds the hashes in a text.

use crate::hash::ImageHash;

/// What a text holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    /// What a provider says of an image with another hash than it was told. Both hashes
    /// in hex digits, however many.
    ProviderError {
        /// The hash of what the provider downloaded.
        calculated: String,
        /// The hash that the requestor's code gave.
        expected: String,
    },
    /// One or more hashes of 56 hex digits.
    Hashes(Vec<Claim>),
    /// Hex digits, but not 56.
    OtherDigits(String),
    /// A word as long as a hash, with a character that is no hex digit.
    NotHex(char),
    /// Nothing of that.
    NoHash,
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
    /// What the text holds; nothing if it is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        Some(
            provider_error(text)
                .or_else(|| hashes(text))
                .or_else(|| one_hash(text))
                .or_else(|| longest_digits(text))
                .or_else(|| not_hex(text))
                .unwrap_or(Self::NoHash),
        )
    }
}

/// Both generations of the error end in the same words (yagna, `exe-unit`, `error.rs`):
/// `calculated hash X differs from the expected one Y`.
fn provider_error(text: &str) -> Option<Text> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = text.split_once("calculated hash ")?;
    let (calculated, rest) = rest.split_once(" differs from the expected one ")?;
    Some(Text::ProviderError {
        calculated: hex(&without_space(calculated))?,
        expected: broken_digits(rest)?,
    })
}

/// The digits that `text` begins with. A terminal may have broken a hash into two lines.
fn broken_digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for word in text.split(' ') {
        let end = word
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(word.len());
        if !digits.is_empty() && digits.len() + end > ImageHash::DIGITS {
            break;
        }
        digits.push_str(&word[..end]);
        if end < word.len() {
            break;
        }
    }
    hex(&digits)
}

fn hashes(text: &str) -> Option<Text> {
    let claims: Vec<Claim> = text.lines().flat_map(claims).collect();
    (!claims.is_empty()).then_some(Text::Hashes(claims))
}

fn claims(line: &str) -> impl Iterator<Item = Claim> {
    words(line).filter_map(move |(start, word)| {
        let hash = ImageHash::from_hex(without_start(word, "0x"))?;
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        Some(Claim {
            hash,
            name: bsd_name(before).or_else(|| gnu_name(before, after)),
            other_algorithm: other_algorithm(before),
        })
    })
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

/// The name in `HASH  NAME` or `HASH *NAME`. A backslash before the hash says that the
/// name is escaped.
fn gnu_name(before: &str, after: &str) -> Option<String> {
    let escaped = match before.trim() {
        "" => false,
        "\\" => true,
        _ => return None,
    };
    let name = after.strip_prefix([' ', '\t'])?;
    let name = name.strip_prefix([' ', '*']).unwrap_or(name).trim();
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
    }

    #[test]
    fn a_name_is_found_beside_its_hash() {
        finds(&format!("{H}  a b.gvmi"), Some("a b.gvmi"));
        finds(&format!("{H} *a.gvmi"), Some("a.gvmi"));
        finds(&format!("{H}\ta.gvmi"), Some("a.gvmi"));
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

    #[test]
    fn the_errors_of_both_generations_of_providers_are_known() {
        let expected = "1".repeat(56);
        for text in [
            format!(
                "Local service error: Transfer error: Downloaded VM image is corrupted: calculated hash {H} differs from the expected one {expected}"
            ),
            format!(
                "ExeScript command exited with code 1. stderr: Incorrect hash provided or downloaded image is corrupted: calculated hash {H} differs from the expected one {expected}\", message=None"
            ),
            format!(
                "corrupted: calculated\nhash {}\n{} differs\nfrom the expected one {}\n{}\n",
                &H[..20],
                &H[20..],
                &expected[..9],
                &expected[9..]
            ),
        ] {
            assert_eq!(
                Text::parse(&text),
                Some(Text::ProviderError {
                    calculated: H.to_owned(),
                    expected: expected.clone(),
                }),
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
