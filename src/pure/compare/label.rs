//! What a line says of the hash in it: the name of its file, the algorithm.

/// The name in `HASH  NAME` or `HASH *NAME`; a word alone also behind one space, which
/// the other may have become. A backslash before the hash says that the name is escaped.
/// A mail that is answered puts `>` before both.
pub(super) fn gnu_name(before: &str, after: &str) -> Option<String> {
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
pub(super) fn bsd_name(before: &str) -> Option<String> {
    let before = before.trim_end().strip_suffix('=')?;
    let (_, name) = before.trim_end().strip_suffix(')')?.split_once('(')?;
    Some(name.to_owned())
}

/// The algorithm that the words before a hash name, if it is not SHA3-224.
pub(super) fn other_algorithm(before: &str) -> Option<&'static str> {
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
