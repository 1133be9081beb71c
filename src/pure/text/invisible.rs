//! Characters that a text can hide.

/// Whether an eye would miss the character or see it in the wrong place: controls,
/// formats such as those of bidirectional text, line separators, spaces but the usual
/// one, characters of private use and noncharacters (Unicode's categories Cc, Cf, Zl,
/// Zp, Zs, Co), and fillers and selectors that show nothing.
///
/// By hand, because Rust's `escape_debug` counts the vowel signs of Hindi and Thai
/// among them, and brings tables of several kilobytes.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    let is_noncharacter = u32::from(character) & 0xFFFE == 0xFFFE;
    is_noncharacter
        || matches!(
            character,
            '\0'..='\x1F'
                | '\x7F'..='\u{A0}'
                | '\u{AD}'
                | '\u{34F}'
                | '\u{600}'..='\u{605}'
                | '\u{61C}'
                | '\u{6DD}'
                | '\u{70F}'
                | '\u{890}'..='\u{891}'
                | '\u{8E2}'
                | '\u{115F}'..='\u{1160}'
                | '\u{1680}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{2000}'..='\u{200F}'
                | '\u{2028}'..='\u{202F}'
                | '\u{205F}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3000}'
                | '\u{3164}'
                | '\u{E000}'..='\u{F8FF}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{110BD}'
                | '\u{110CD}'
                | '\u{13430}'..='\u{1343F}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
                | '\u{F0000}'..
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(characters: &str, is_hidden: bool) {
        for character in characters.chars() {
            assert_eq!(is_invisible(character), is_hidden, "{character:?}");
        }
    }

    #[test]
    fn letters_signs_and_the_space_are_seen() {
        check(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", false);
        check("üßक्षำ你שкe\u{301}€“”😀", false);
    }

    #[test]
    fn controls_and_separators_are_invisible() {
        check("\0\t\n\r\x1B\x7F\u{85}\u{A0}\u{3000}\u{2028}\u{2029}", true);
    }

    #[test]
    fn formats_selectors_and_fillers_are_invisible() {
        check(
            "\u{AD}\u{200B}\u{200D}\u{202E}\u{2066}\u{FEFF}\u{E0041}",
            true,
        );
        check("\u{FE0F}\u{34F}", true);
        check("\u{115F}\u{1160}\u{2800}\u{3164}\u{FFA0}", true);
    }

    #[test]
    fn what_is_of_private_use_or_no_character_is_invisible() {
        check("\u{E000}\u{F0000}\u{FDD0}\u{FFFE}\u{1FFFF}\u{10FFFF}", true);
    }
}
