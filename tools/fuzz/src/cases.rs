//! The cases of the tests, as seeds: every string literal in their code.

/// What is written between quotation marks in a piece of Rust, with its escapes read. Where
/// a quotation mark is no end of a literal, the rest is still a seed as good as another.
pub fn literals(code: &str) -> Vec<Vec<u8>> {
    let mut literals = Vec::new();
    let mut rest = code;
    while let Some((_, behind)) = rest.split_once('"') {
        let (literal, behind) = literal(behind);
        literals.push(literal.into_bytes());
        rest = behind;
    }
    literals.retain(|literal| !literal.is_empty());
    literals
}

/// The literal that the code begins with, behind its quotation mark, and what follows it.
fn literal(code: &str) -> (String, &str) {
    let mut literal = String::new();
    let mut rest = code.chars();
    while let Some(character) = rest.next() {
        match character {
            '"' => break,
            '\\' => match rest.next() {
                Some('n') => literal.push('\n'),
                Some('r') => literal.push('\r'),
                Some('t') => literal.push('\t'),
                Some('0') => literal.push('\0'),
                Some('u') => {
                    let (code, behind) = rest.as_str().split_once('}').unwrap_or_default();
                    let code = u32::from_str_radix(code.trim_start_matches('{'), 16);
                    literal.extend(code.ok().and_then(char::from_u32));
                    rest = behind.chars();
                }
                Some('\n') => rest = rest.as_str().trim_start().chars(),
                other => literal.extend(other),
            },
            _ => literal.push(character),
        }
    }
    (literal, rest.as_str())
}

#[test]
fn the_literals_of_a_code_are_read() {
    let code = "check(\"a\\\"b\\n\", \"\");\nlet c = \"d\\u{202E} \\\n    e\";";
    assert_eq!(
        literals(code),
        ["a\"b\n".as_bytes(), "d\u{202E} e".as_bytes()]
    );
}
