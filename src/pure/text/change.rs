//! Where a text differs from another.

/// The text in three: what it has in common with the other at its start, what is new, and
/// what it has in common at its end. Words stay whole.
#[must_use]
pub fn change<'a>(before: &str, after: &'a str) -> [&'a str; 3] {
    let same = |(a, b): &(char, char)| a == b;
    // Which characters beyond ASCII are letters would be a table of 3 KB.
    let is_in_word = |c: &char| c.is_ascii_alphanumeric() || !c.is_ascii();
    let length = |common: &[char], in_word: usize| {
        common[..common.len() - in_word]
            .iter()
            .map(|c| c.len_utf8())
            .sum::<usize>()
    };
    let common = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        let common: Vec<char> = pairs.take_while(same).map(|(_, c)| c).collect();
        let in_word = common.iter().rev().take_while(|c| is_in_word(c)).count();
        length(&common, in_word)
    };
    if before == after {
        return [after, "", ""];
    }
    let start = common(&mut before.chars().zip(after.chars()));
    let end = common(
        &mut before[start..]
            .chars()
            .rev()
            .zip(after[start..].chars().rev()),
    );
    let end = after.len() - end;
    [&after[..start], &after[start..end], &after[end..]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_new() {
        for (before, after, parts) in [
            ("a.org/blob/x", "a.org/raw/x", ["a.org/", "raw", "/x"]),
            ("http://a.org", "https://a.org", ["", "https", "://a.org"]),
            ("a/ä b", "a/ä%20b", ["a/", "ä%20b", ""]),
            ("a/b#c", "a/b", ["a/", "b", ""]),
            ("a/a", "a/a/a", ["a/", "a/a", ""]),
            ("a", "a", ["a", "", ""]),
        ] {
            assert_eq!(change(before, after), parts, "{before} -> {after}");
        }
    }
}
