//! Sums files: what `sha3sum -a 224`, `rhash`, `openssl dgst` and their like write, as a
//! file.

use super::Text;

/// The longest file that is looked at, in bytes: room for a text of some 3,000 lines, in
/// UTF-16, too.
pub const LONGEST: u64 = 2 * Text::LONGEST as u64;

/// The text of a file with hashes in it, in UTF-8, or in UTF-16 as PowerShell's `>` writes
/// it. None for any other file.
#[must_use]
pub fn text(bytes: &[u8]) -> Option<String> {
    let text = decoded(bytes)?;
    let has_hashes = matches!(Text::parse(&text), Some(Text::Hashes(claims)) if claims.iter().any(|claim| !claim.in_url));
    (has_hashes && !text.contains('\0')).then_some(text)
}

/// The text, without its byte order mark (Unicode Standard, §23.8).
fn decoded(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => String::from_utf8(rest.to_vec()).ok(),
    }
}

fn utf_16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42  a.gvmi\r\n";

    #[test]
    fn sums_files_are_read_in_every_encoding_that_tools_write() {
        let units = |unit: fn(u16) -> [u8; 2]| LINE.encode_utf16().flat_map(unit).collect();
        let little: Vec<u8> = units(u16::to_le_bytes);
        let big: Vec<u8> = units(u16::to_be_bytes);
        for bytes in [
            LINE.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", LINE.as_bytes()].concat(),
            [b"\xFF\xFE", &little[..]].concat(),
            [b"\xFE\xFF", &big[..]].concat(),
        ] {
            assert_eq!(text(&bytes).as_deref(), Some(LINE), "{bytes:?}");
        }
    }

    #[test]
    fn the_forms_of_other_tools_are_sums_files_too() {
        let hash = LINE.get(..56).unwrap_or_default();
        for file in [
            format!("SHA3-224(a.gvmi)= {hash}\n"),
            format!("SHA3-224 (a.gvmi) = {hash}\n"),
            format!("{} *a.gvmi\n", hash.to_uppercase()),
            format!("\\{hash}  a\\nb.gvmi\n"),
            format!("{hash}\n"),
        ] {
            assert!(text(file.as_bytes()).is_some(), "{file:?}");
        }
    }

    #[test]
    fn other_files_are_none() {
        let in_url = format!(
            "see https://h.io/{}.gvmi",
            LINE.get(..56).unwrap_or_default()
        );
        let lfs = format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{}\n",
            "ab".repeat(32)
        );
        for file in ["", "hello", "<html></html>", &in_url, &lfs] {
            assert_eq!(text(file.as_bytes()), None, "{file:?}");
        }
        let image = crate::pure::image::example::image();
        assert_eq!(text(&image), None);
        assert_eq!(text(&[LINE.as_bytes(), b"\0"].concat()), None);
        assert_eq!(text(b"\xFF\xFEa"), None, "half a unit");
    }
}
