//! A hash and a file name, as `sha3sum` and `rhash` check them.

use crate::hash::ImageHash;

/// The line by which `sha3sum -c` checks a file of this name, its line end included.
/// There is none for an empty name or one with a NUL, which no file system knows.
///
/// As Digest::SHA3's `sha3sum` reads it. maandree's reads it too, but for names with a
/// line end in them. RHash's reads it but for names with a backslash, which it takes for
/// a slash, with a control character, or with white space at their end: no form that it
/// reads names those.
#[must_use]
pub fn checksum_line(hash: &ImageHash, file_name: &str) -> Option<String> {
    if file_name.is_empty() || file_name.contains('\0') {
        return None;
    }
    // A bare `-` would be the standard input, maandree's skips white space, and RHash an
    // asterisk.
    let is_skipped = |c: char| c == '*' || c.is_whitespace();
    let here = if file_name == "-" || file_name.starts_with(is_skipped) {
        "./"
    } else {
        ""
    };
    // Only a line that begins with a backslash is read with escapes.
    Some(if file_name.contains('\n') {
        let escaped = file_name.replace('\\', r"\\").replace('\n', r"\n");
        format!("\\{hash}  {here}{escaped}\n")
    } else {
        format!("{hash}  {here}{file_name}\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file_name: &str, expected: Option<&str>) {
        let expected = expected.map(|line| line.replace("HASH", &"ab".repeat(28)));
        assert_eq!(checksum_line(&ImageHash([0xAB; 28]), file_name), expected);
    }

    #[test]
    fn a_checksum_line_has_escapes_only_where_a_name_has_a_line_end() {
        check("a b.gvmi", Some("HASH  a b.gvmi\n"));
        check(r"a\n.gvmi", Some("HASH  a\\n.gvmi\n"));
        check("a\\\nb", Some("\\HASH  a\\\\\\nb\n"));
    }

    #[test]
    fn a_checksum_line_names_a_file_whatever_its_name_begins_with() {
        check("-", Some("HASH  ./-\n"));
        check("--a", Some("HASH  --a\n"));
        check("\ta", Some("HASH  ./\ta\n"));
        check("*a", Some("HASH  ./*a\n"));
    }

    #[test]
    fn what_is_no_file_name_has_no_checksum_line() {
        check("", None);
        check("a\0b", None);
    }
}
