//! Characters that a text can hide.

/// Whether an eye would miss the character or see it in the wrong place: controls,
/// formats such as those of bidirectional text, line separators, unusual spaces, marks
/// that join the character before, blanks, characters of private use or of none.
#[must_use]
pub fn is_unseen(character: char) -> bool {
    // By their categories these are letters and a symbol.
    const BLANK: [char; 5] = ['\u{115F}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{FFA0}'];
    // What Rust thinks unprintable it writes as `\u{…}`: longer than `\n` or `\'`.
    let unprintable = character.escape_debug().len() > 2;
    unprintable || character.is_control() || BLANK.contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(characters: &str, unseen: bool) {
        for character in characters.chars() {
            assert_eq!(is_unseen(character), unseen, "{character:?}");
        }
    }

    #[test]
    fn letters_signs_and_the_space_are_seen() {
        check(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", false);
        check("üß你שкé€“”😀", false);
    }

    #[test]
    fn controls_and_separators_are_unseen() {
        check("\0\t\n\r\x1B\x7F\u{85}\u{A0}\u{3000}\u{2028}\u{2029}", true);
    }

    #[test]
    fn formats_marks_and_blanks_are_unseen() {
        check(
            "\u{AD}\u{200B}\u{200D}\u{202E}\u{2066}\u{FEFF}\u{E0041}",
            true,
        );
        check("\u{301}\u{FE0F}\u{34F}", true);
        check("\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}", true);
    }

    #[test]
    fn characters_of_private_use_or_of_none_are_unseen() {
        check("\u{E000}\u{F0000}\u{FDD0}\u{FFFE}\u{10FFFF}", true);
    }
}
