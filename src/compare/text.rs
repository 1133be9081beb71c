//! Finds the hashes in a text.

use std::ops::Range;

use crate::hash::ImageHash;
use crate::invisible::is_invisible;

/// What a text holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Text {
    /// What a provider says of an image with another hash than it was told.
    ProviderError(ProviderError),
    /// Words of a provider's error, without both hashes in full.
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
        let text = plain(text);
        let text = text.trim();
        if let Some(error) = provider_error(text) {
            return Some(error);
        }
        let claims = claims(text);
        if claims.iter().any(|claim| !claim.in_url) {
            return Some(Self::Hashes(claims));
        }
        let in_urls = (!claims.is_empty()).then_some(Self::Hashes(claims));
        Some(
            one_hash(text)
                .or_else(|| not_hex(text))
                .or_else(|| longest_digits(text))
                .or(in_urls)
                .unwrap_or(Self::NoHash),
        )
    }
}

/// The text as an eye reads it: without what colours it and without what [`is_invisible`],
/// and with the slashes that JSON may escape (RFC 8259 §7).
fn plain(text: &str) -> String {
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

/// Both generations of the error end in the same words (yagna, `exe-unit`, `error.rs`):
/// `calculated hash X differs from the expected one Y`. A text with a part of them is
/// never taken for a plain hash: that would call right what the provider calls wrong.
///
/// A terminal may break the words anywhere and put a frame around them, so their letters
/// are looked for.
fn provider_error(text: &str) -> Option<Text> {
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
        return Some(Text::PartOfProviderError);
    };
    let mut different: Vec<_> = errors.into_iter().flatten().collect();
    different.sort_unstable();
    different.dedup();
    Some(Text::ProviderError(ProviderError {
        calculated,
        expected,
        errors: different.len(),
    }))
}

/// The letters and digits of a text in lower case, and the place of each.
fn letters(text: &str) -> (String, Vec<usize>) {
    text.char_indices()
        .filter(|(_, c)| c.is_ascii_alphanumeric())
        .map(|(place, c)| (c.to_ascii_lowercase(), place))
        .unzip()
}

/// The text without the tags of HTML that have no attributes.
fn without_tags(text: &str) -> String {
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

/// Every hash of a text: a word of 56 hex digits, or as many in groups of equal length.
fn claims(text: &str) -> Vec<Claim> {
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
fn around(text: &str, place: Range<usize>) -> (&str, &str) {
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
fn is_in_url(before: &str, after: &str) -> bool {
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
/// A mail that is answered puts `>` before both.
fn gnu_name(before: &str, after: &str) -> Option<String> {
    let escaped = match before.trim_matches(['>', ' ', '\t']) {
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
        unescaped(name)
    } else {
        name.to_owned()
    };
    (!name.is_empty()).then_some(name)
}

fn unescaped(name: &str) -> String {
    let mut escaped = name.chars();
    let mut name = String::new();
    while let Some(character) = escaped.next() {
        name.push(match character {
            '\\' => match escaped.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            _ => character,
        });
    }
    name
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

/// A hash broken into lines anywhere, or digits in groups.
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
            in_url: false,
            is_refused: false,
        }]),
        None => Text::OtherDigits(digits),
    })
}

/// A hash of another length among other words: a commit, a SHA-256. Those in a URL are
/// not what the text is about.
fn longest_digits(text: &str) -> Option<Text> {
    const FEWEST: usize = 32;
    words(text)
        .filter_map(|(start, word)| {
            let digits = hex(digits_of(word)).filter(|digits| digits.len() >= FEWEST)?;
            let (before, after) = around(text, start..start + word.len());
            (!is_in_url(before, after)).then_some(digits)
        })
        .max_by_key(String::len)
        .map(Text::OtherDigits)
}

/// A slip of the pen, like the letter O in place of a zero.
fn not_hex(text: &str) -> Option<Text> {
    // Beyond ASCII, letters stand in a word; punctuation and frames (U+2000 to U+303F) do not.
    let boundary = |c: char| match c {
        '\0'..='\u{BF}' => !c.is_ascii_alphanumeric(),
        _ => matches!(c, '\u{2000}'..='\u{303F}'),
    };
    text.split(boundary)
        .find_map(wrong_digit)
        .or_else(|| wrong_digit(&bare(text)))
        .map(Text::NotHex)
}

/// The first character that is no hex digit, in a word about as long as a hash with few
/// of them.
fn wrong_digit(word: &str) -> Option<char> {
    const MOST: usize = 8;
    let word = digits_of(word);
    let about_a_hash = ImageHash::DIGITS - 4..=ImageHash::DIGITS + 4;
    let mut wrong = word.chars().filter(|c| !c.is_ascii_hexdigit());
    let first = wrong.next()?;
    let is_hash = ImageHash::from_hex(word.trim_matches(|c: char| !c.is_ascii())).is_some();
    let is_slip = !is_hash && about_a_hash.contains(&word.chars().count()) && wrong.count() < MOST;
    is_slip.then_some(first)
}

/// The text without white space, what separates groups or marks the end of a line, and
/// the usual names in front.
fn bare(text: &str) -> String {
    let text = without_space(text);
    let text = ["hash:", "sha3-224:", "sha3:", "0x"]
        .into_iter()
        .fold(text.as_str(), without_start);
    let text = text.replace("\\x", "");
    text.replace([':', '-', '>', '\\', '=', '"'], "")
}

fn digits_of(word: &str) -> &str {
    without_start(word, "0x")
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
            in_url: false,
            is_refused: false,
        }
    }

    /// The claim outside URLs, which must be the only one.
    #[track_caller]
    fn found(text: &str) -> Claim {
        let Some(Text::Hashes(mut claims)) = Text::parse(text) else {
            panic!("no hashes in {text:?}");
        };
        claims.retain(|claim| !claim.in_url);
        assert_eq!(claims.len(), 1, "{text:?}");
        claims.remove(0)
    }

    #[track_caller]
    fn finds(text: &str, name: Option<&str>) {
        assert_eq!(found(text), claim(name), "{text:?}");
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
        for separator in [
            " ", ":", "-", ".", "_", ", ", "·", "\n", "  \r\n", "\n> ", "\\\n",
        ] {
            let hash = groups.join(separator);
            finds(&hash, None);
            finds(&format!("sha3: {hash}"), None);
            finds(&format!("SHA3-224 {hash}"), None);
            finds(&format!("hash = {hash}"), None);
        }
        let bytes: Vec<&str> = (0..28).map(|i| &H[i * 2..i * 2 + 2]).collect();
        finds(&format!("0x{}", bytes.join(", 0x")), None);
        finds(&format!("\\x{}", bytes.join("\\x")), None);
        // As `openssl dgst -c` prints it.
        let line = format!("SHA3-224(a.gvmi)= {}", bytes.join(":"));
        finds(&line, Some("a.gvmi"));
        for end in ["\n", "\n> ", "\\\n", "=\n", "\"\n\""] {
            finds(&format!("{}{end}{}", &H[..40], &H[40..]), None);
        }
    }

    #[test]
    fn what_is_invisible_does_not_part_a_hash() {
        for unseen in [
            "\u{200B}", "\u{AD}", "\u{FEFF}", "\u{202E}", "\0", "\u{1b}[K",
        ] {
            finds(&format!("{unseen}{}{unseen}{}", &H[..10], &H[10..]), None);
        }
        finds(&format!("{}\u{A0}{}", &H[..28], &H[28..]), None);
        finds(&format!("{H}\u{A0} a\u{A0}b.gvmi"), Some("a b.gvmi"));
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
        finds(&format!("'https://example.org/{H}'"), None);
        finds(&format!(" -- image link (for use in SDK): {H}"), None);
        finds(&format!("Image link (for use in SDK): {H}"), None);
    }

    #[test]
    fn a_hash_in_a_url_is_a_part_of_that() {
        let in_url = "2".repeat(56);
        for url in [
            "\"https://example.org/*.gvmi\"",
            "'https://example.org/my images/*.gvmi'",
            "\"https:\\/\\/example.org\\/*.gvmi\"",
            "https://example.org/a,b;c/*.gvmi",
            "https://example.org/a_(1)/*.gvmi",
            "https://example.org/a.gvmi?version=*",
            "\"https://example.org/a.gvmi?1,*\"",
            "example.org/*",
            "https://example.org/my images/*",
            "https://example.org/a.gvmi?1,*",
            "example.org/a_*.gvmi",
            "images/build-*/rootfs.gvmi",
            "C:\\images\\*\\rootfs.gvmi",
            "/images/a_*.gvmi",
        ] {
            let url = url.replace('*', &in_url);
            finds(&format!("image_hash={H} image_url={url}"), None);
        }
    }

    #[test]
    fn a_hash_behind_a_url_is_no_part_of_it() {
        for text in [
            format!("a.gvmi,https://example.org/a.gvmi,{H}"),
            format!("a.gvmi;https://example.org/a.gvmi;{H}"),
            format!("|a.gvmi|https://example.org/a.gvmi|{H}|"),
            format!("vm.repo(image_url=https://example.org/a.gvmi,image_hash={H})"),
            format!("new: hash://sha3:{H}:https://example.org/a.gvmi"),
            format!("see https://example.org/page/#hash={H}&url=https://example.org/a.gvmi"),
        ] {
            finds(&text, None);
        }
    }

    #[test]
    fn a_form_that_is_refused_is_known() {
        for (text, is_refused) in [
            (format!("hash:sha3:{H}:https://example.org/a"), false),
            (format!("hash://sha3:0x{H}:https://example.org/a"), false),
            (format!("hash:sha3:sha3:{H}:https://example.org/a"), true),
            (format!("hash:SHA3:{H}:https://example.org/a"), true),
            (format!("hash:sha3-224:{H}:https://example.org/a"), true),
            (format!("hash:sha224:{H}:https://example.org/a"), true),
            (format!("{{\"hash\": \"sha3:{H}\"}}"), false),
            (
                format!("golem-sdk manifest create a --image-hash sha3:{H}"),
                false,
            ),
            (format!("image_hash: \"{H}\""), false),
            (format!("image_hash=\"sha3:{H}\""), true),
            (format!("imageHash: 'sha3:{H}'"), true),
            (
                format!("image_hash: hash:sha3:{H}:https://example.org/a"),
                true,
            ),
            (format!("Invalid url: {H}"), true),
            (
                format!("Invalid url: hash:sha3:{H}:https://example.org/"),
                false,
            ),
            (format!("image_hash: **{H}**"), false),
            (format!("Unsupported digest: SHA3\n{H}"), true),
        ] {
            assert_eq!(found(&text).is_refused, is_refused, "{text:?}");
        }
    }

    #[test]
    fn a_name_is_found_beside_its_hash() {
        finds(&format!("{H}  a b.gvmi"), Some("a b.gvmi"));
        finds(&format!("{H} *a.gvmi"), Some("a.gvmi"));
        finds(&format!("{H}\ta.gvmi"), Some("a.gvmi"));
        finds(&format!("{H} a.gvmi"), Some("a.gvmi"));
        finds(&format!("{H} is the hash"), None);
        finds(&format!("\\{H}  a\\\\b.gvmi"), Some("a\\b.gvmi"));
        finds(&format!("\\{H}  a\\\\nb\\n.gvmi"), Some("a\\nb\n.gvmi"));
        finds(&format!("> {H}  a.gvmi"), Some("a.gvmi"));
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
        for [start, end] in [
            ["**", "**"],
            ["<b>", "</b>"],
            ["[31m", "[0m"],
            ["\u{1b}[38:5:1m", "\u{1b}[K"],
            ["\\u001b[1m", "\\u001b[0m"],
        ] {
            error(
                &format!(
                    "calculated hash {start}{H}{end} differs from the expected one {start}{ones}{end}"
                ),
                1,
            );
        }
        error(
            &format!("calculated  hash\u{A0}{H}  differs from the expected\u{A0}one  {ones}"),
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
    fn an_error_is_known_at_every_width_of_a_terminal() {
        let ones = "1".repeat(56);
        for corrupted in [
            "Downloaded VM image is corrupted:",
            "Incorrect hash provided or downloaded image is corrupted:",
        ] {
            for length in 0..160 {
                let text = format!(
                    "{} Local service error: Transfer error: {corrupted} calculated hash {H} \
                     differs from the expected one {ones}",
                    "e".repeat(length)
                );
                for width in [72, 80, 100, 120, 132] {
                    error(&broken_anywhere(&text, width), 1);
                    error(&broken_at_words(&text, width), 1);
                }
            }
        }
    }

    fn broken_anywhere(text: &str, width: usize) -> String {
        let lines: Vec<&str> = (0..text.len())
            .step_by(width)
            .map(|start| &text[start..text.len().min(start + width)])
            .collect();
        lines.join("\n")
    }

    fn broken_at_words(text: &str, width: usize) -> String {
        let mut broken = String::new();
        let mut column = 0;
        for word in text.split(' ') {
            let fits = column + word.len() <= width;
            broken.push(if fits { ' ' } else { '\n' });
            column = if fits { column } else { 0 } + word.len() + 1;
            broken += word;
        }
        broken
    }

    #[test]
    fn an_error_with_a_hash_that_is_cut_is_not_whole() {
        let ones = "1".repeat(56);
        for length in (0..56).chain([57]) {
            let cut: String = H.chars().cycle().take(length).collect();
            for (calculated, expected) in [(cut.as_str(), ones.as_str()), (&ones, &cut)] {
                for end in [
                    "",
                    "…",
                    "...",
                    "\n2026-11-22 10:00 next line",
                    "…\n22.11.2026 10:00:00 next line",
                    "\n22.11.2026 10:00:00 next line",
                    "\n127.0.0.1 next line",
                    "\n[10.532] next line",
                    "\n(22) next line",
                    "\n22| next line",
                ] {
                    let text = format!(
                        "calculated hash {calculated}{end} differs from the expected one \
                         {expected}{end}"
                    );
                    assert_eq!(
                        Text::parse(&text),
                        Some(Text::PartOfProviderError),
                        "{text}"
                    );
                }
            }
        }
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
            format!("image is corrupted: calculated hash {H}"),
            format!("calculated hash {H}"),
            format!(
                "calculated hash {} differs from the expected one {H}",
                &H[..30]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}",
                &H[..30]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}…",
                &H[..20]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}...\n{H}",
                &H[..20]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}\n2026-11-22",
                &H[..52]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}\n20261122 10:00",
                &H[..48]
            ),
            format!(
                "calculated hash {H} differs from the expected one {}",
                "ab".repeat(32)
            ),
            format!(
                "calculated hash <b>{}</b> differs from the expected one <b>{H}</b>",
                &H[..55]
            ),
            format!(
                "calculated hash \u{1b}[1m{H}\u{1b}[0m differs from the expected one \u{1b}[1m{}\u{1b}[0m",
                &H[..55]
            ),
            format!("12:00 hash {H} differs from the expected\n12:00 one {H}"),
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
        let slip = H.replace('0', "O");
        assert_eq!(Text::parse(&slip), Some(Text::NotHex('O')));
        assert_eq!(
            Text::parse(&format!("{slip}  a.gvmi")),
            Some(Text::NotHex('O'))
        );
        assert_eq!(
            Text::parse(&format!("image_hash=\"{slip}\",")),
            Some(Text::NotHex('O'))
        );
        let cyrillic = format!("{}\u{430}{}", &H[..46], &H[47..]);
        assert_eq!(Text::parse(&cyrillic), Some(Text::NotHex('\u{430}')));
        let hash_in_url = format!("https://example.org/{H}.gvmi");
        assert_eq!(
            Text::parse(&format!(
                "image_hash=\"{sha_256}\", image_url=\"{hash_in_url}\""
            )),
            other(&sha_256)
        );
        assert_eq!(
            Text::parse(&format!(
                "image_hash=\"{}\", image_url=\"{hash_in_url}\"",
                &H[..55]
            )),
            other(&H[..55])
        );
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
