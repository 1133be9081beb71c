//! Which characters are invisible, against what Python knows of Unicode.

use std::collections::HashSet;

use gvmi_hash::pure::text::invisible::is_invisible;

use crate::script;

/// Letters, marks and a symbol that show nothing.
fn blanks() -> HashSet<char> {
    let ranges = [
        '\u{180B}'..='\u{180F}',
        '\u{FE00}'..='\u{FE0F}',
        '\u{E0100}'..='\u{E01EF}',
    ];
    "\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{2800}\u{3164}\u{FFA0}"
        .chars()
        .chain(ranges.into_iter().flatten())
        .collect()
}

#[test]
fn what_has_no_shape_is_invisible_and_nothing_else() {
    let blanks = blanks();
    let categories: Vec<String> = script::python("yapapi", "categories.py", &());
    assert_eq!(categories.len(), 0x11_0000);
    for (code, category) in (0..).zip(&categories) {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let expected = match category.as_str() {
            "Cc" | "Cf" | "Zl" | "Zp" | "Co" => true,
            "Zs" => character != ' ',
            // Not assigned yet: either may be right.
            "Cn" => continue,
            _ => blanks.contains(&character),
        };
        assert_eq!(
            is_invisible(character),
            expected,
            "U+{code:04X}, {category}"
        );
    }
}
