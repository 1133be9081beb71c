//! The comparison: nothing is a match but the whole hash, all that is said can be seen, and
//! how the lines of a text end changes nothing.

use gvmi_hash::hash::ImageHash;
use gvmi_hash::pure::compare::{Kind, Known, Subject, Text, Verdict, compare, sums};

use super::cases::literals;
use super::{OWN, all_is_seen, text};

const IMAGE: Known<'static> = Known {
    hash: OWN,
    name: "a.gvmi",
    docker_image: Some("779758b432779758b432779758b432779758b432779758b432779758b4320123"),
    lookalikes: None,
    has_trailer: None,
    url: "https://h.io/a.gvmi",
};

pub fn property(bytes: &[u8]) {
    let text = text(bytes);
    let _ = sums::text(bytes);
    for subject in [Subject::Missing, Subject::Hashing, Subject::Known(IMAGE)] {
        let Some(verdict) = verdict(&text, &subject) else {
            assert_eq!(text.trim(), "", "nothing is said of it");
            return;
        };
        all_is_seen(verdict.answer);
        all_is_seen(&verdict.finding.to_string());
        if verdict.kind == Kind::Match {
            assert!(matches!(subject, Subject::Known(_)), "a match of no image");
            assert!(holds_whole(&text, &OWN), "a match by a part");
        }
        let with_blank_lines = format!("{text}\n\r\n \t\n");
        assert_eq!(
            self::verdict(&with_blank_lines, &subject).as_ref(),
            Some(&verdict)
        );
        if !text.contains('\r') {
            let in_crlf = text.replace('\n', "\r\n");
            assert_eq!(self::verdict(&in_crlf, &subject), Some(verdict), "in CRLF");
        }
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    [
        include_str!("../../../src/pure/compare/tests.rs"),
        include_str!("../../../src/pure/compare/text/tests.rs"),
        include_str!("../../../src/pure/compare/known_error.rs"),
    ]
    .into_iter()
    .flat_map(literals)
    .chain(base64(&OWN).map(String::into_bytes))
    .collect()
}

fn verdict(text: &str, subject: &Subject) -> Option<Verdict> {
    Text::parse(text).map(|text| compare(&text, subject))
}

/// Whether every digit of a hash stands in a text, one behind the other and with no other
/// letters between them but the `0x` and `\x` of groups; or else its base64. What colours a
/// terminal's text may stand anywhere.
fn holds_whole(text: &str, hash: &ImageHash) -> bool {
    let letters = |is_kept: fn(&char) -> bool| text.chars().filter(is_kept).collect::<String>();
    let in_base64 = letters(|c| c.is_ascii_alphanumeric() || "+/-_".contains(*c));
    let hex = letters(char::is_ascii_alphanumeric).to_ascii_lowercase();
    let holds = |letters: &str, word: &str| match text.contains('[') {
        true => stands_in_order(word, letters),
        false => letters.contains(word),
    };
    let digits = hash.to_string();
    let in_groups = [hex.replace("0x", ""), hex.replace('x', ""), hex];
    in_groups.iter().any(|hex| holds(hex, &digits))
        || base64(hash).iter().any(|word| holds(&in_base64, word))
}

fn stands_in_order(word: &str, letters: &str) -> bool {
    let mut letters = letters.chars();
    word.chars()
        .all(|digit| letters.any(|letter| letter == digit))
}

/// The hash in both alphabets of RFC 4648, without the signs that fill it up.
fn base64(hash: &ImageHash) -> [String; 2] {
    let sextets = (0..ImageHash::BYTES * 8).step_by(6).map(|start| {
        let bit = |place: usize| match hash.0.get(place / 8) {
            Some(byte) => usize::from(byte >> (7 - place % 8) & 1),
            None => 0,
        };
        (start..start + 6).fold(0, |sextet, place| sextet << 1 | bit(place))
    });
    let sextets: Vec<usize> = sextets.collect();
    ["+/", "-_"].map(|signs| {
        let alphabet: Vec<char> = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain(signs.chars())
            .collect();
        sextets.iter().map(|sextet| alphabet[*sextet]).collect()
    })
}
