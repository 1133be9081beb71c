//! Commands as one would type them.

/// The words as one line, those with special characters quoted.
pub fn line<W: AsRef<str>>(words: &[W]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word.as_ref())).collect();
    words.join(" ")
}

/// The word, in quotes if a shell would read it otherwise.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:,=+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[test]
fn only_words_that_a_shell_would_change_are_quoted() {
    assert_eq!(line(&["cargo", "test", "--", "a b"]), "cargo test -- 'a b'");
    assert_eq!(quoted("it's"), r"'it'\''s'");
    assert_eq!(quoted(""), "''");
}
