//! What the page and its worker run, made lighter: a wasm and its glue each.
//!
//! The names under which the two know each other end with digests, which tell apart what
//! has the same name in two packages. Numbers do that too, and compress. Custom sections,
//! such as the names of functions, no browser needs (WebAssembly Core, §2.5).

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use crate::digest;
use crate::html::{attribute, replaced_once, tags};
use crate::one_file::local;

/// How wasm-bindgen begins the names.
const START: &[u8] = b"__wbg_";

/// How many digits of a digest it ends them with.
const DIGITS: usize = 16;

/// The length of what a wasm begins with (WebAssembly Core, §5.5.16).
const PREAMBLE: usize = 8;

/// The number of a custom section (WebAssembly Core, §5.5.2).
const CUSTOM: u8 = 0;

/// Makes the two programs in the folder of the built page lighter. Gives the page with the
/// digests of what it loads now.
pub fn lighten(built: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut page = built.to_owned();
    let mut links = Vec::new();
    for start in ["<link rel=\"modulepreload\"", "<link rel=\"preload\""] {
        links.extend(tags(built, start));
    }
    let [glue, wasm] = links[..] else {
        return Err("the page loads something else than a program and its glue".into());
    };
    let app = [
        local(attribute(glue, "href"))?,
        local(attribute(wasm, "href"))?,
    ];
    for [glue, wasm] in [app, ["worker.js", "worker_bg.wasm"]] {
        let program = Program {
            glue: fs::read(folder.join(glue))?,
            wasm: fs::read(folder.join(wasm))?,
        };
        let program = program.with_numbers()?.without_custom_sections()?;
        fs::write(folder.join(glue), program.glue)?;
        fs::write(folder.join(wasm), program.wasm)?;
    }
    for (link, name) in links.iter().zip(app) {
        let digest = attribute(link, "integrity").ok_or("the page has no digest")?;
        let content = fs::read(folder.join(name))?;
        page = replaced_once(&page, digest, &digest::source(&content))?;
    }
    Ok(page)
}

/// A wasm and its glue.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Program {
    glue: Vec<u8>,
    wasm: Vec<u8>,
}

impl Program {
    /// Every name keeps its length, so that in the wasm nothing moves. An error if the wasm
    /// has a name that the glue has not.
    fn with_numbers(&self) -> Result<Self, Box<dyn Error>> {
        let mut numbers = BTreeMap::new();
        for place in names(&self.glue) {
            let next = numbers.len();
            numbers.entry(&self.glue[place]).or_insert(next);
        }
        Ok(Self {
            glue: numbered(&self.glue, &numbers)?,
            wasm: numbered(&self.wasm, &numbers)?,
        })
    }

    /// An error if the wasm ends within a section.
    fn without_custom_sections(self) -> Result<Self, Box<dyn Error>> {
        const CUT_SHORT: &str = "the wasm is cut short";
        let (preamble, mut rest) = self.wasm.split_at_checked(PREAMBLE).ok_or(CUT_SHORT)?;
        let mut wasm = preamble.to_vec();
        while !rest.is_empty() {
            let (length, header) = length(&rest[1..])?;
            let end = 1 + header + length;
            let (section, after) = rest.split_at_checked(end).ok_or(CUT_SHORT)?;
            if section[0] != CUSTOM {
                wasm.extend(section);
            }
            rest = after;
        }
        Ok(Self { wasm, ..self })
    }
}

/// An unsigned LEB128 number of 32 bits at most (WebAssembly Core, §5.2.2), and how many
/// bytes it has.
fn length(bytes: &[u8]) -> Result<(usize, usize), Box<dyn Error>> {
    let mut number = 0;
    for (i, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok((number, i + 1));
        }
    }
    Err("the wasm has no length where one belongs".into())
}

fn numbered(bytes: &[u8], numbers: &BTreeMap<&[u8], usize>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut numbered = bytes.to_vec();
    for place in names(bytes) {
        let name = &bytes[place.clone()];
        let number = numbers
            .get(name)
            .ok_or_else(|| format!("no glue for {}", String::from_utf8_lossy(name)))?;
        let number = format!("{number:0DIGITS$}");
        numbered[place.end - DIGITS..place.end].copy_from_slice(number.as_bytes());
    }
    Ok(numbered)
}

/// Where the names that end with a digest stand, in order.
fn names(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    std::iter::from_fn(move || {
        // In a wasm the length of a name stands before it, and may look like a letter.
        let start = end + find(&bytes[end..], START)?;
        let length = bytes[start..].iter().take_while(|&&byte| is_part(byte));
        end = start + length.count();
        Some(start..end)
    })
    .filter(|place| ends_with_digest(&bytes[place.clone()]))
}

fn find(bytes: &[u8], text: &[u8]) -> Option<usize> {
    bytes.windows(text.len()).position(|window| window == text)
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn ends_with_digest(name: &[u8]) -> bool {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.split_last_chunk::<DIGITS>()
        .is_some_and(|(start, digits)| start.ends_with(b"_") && digits.iter().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(glue: &str, wasm: &str) -> Program {
        Program {
            glue: glue.into(),
            wasm: wasm.into(),
        }
    }

    #[test]
    fn numbers_take_the_place_of_digests() {
        let given = program(
            "{ __wbg_a_0123456789abcdef: 1, __wbg_a_0123456789abcde0: 2, __wbg_b: 3 }",
            "\u{0}7__wbg_a_0123456789abcde0\u{0}\u{1}7__wbg_a_0123456789abcdef",
        );
        let expected = program(
            "{ __wbg_a_0000000000000000: 1, __wbg_a_0000000000000001: 2, __wbg_b: 3 }",
            "\u{0}7__wbg_a_0000000000000001\u{0}\u{1}7__wbg_a_0000000000000000",
        );
        assert_eq!(given.with_numbers().unwrap(), expected);
    }

    #[test]
    fn custom_sections_are_left_out() {
        let given = program("", "preamble\u{1}\u{2}ab\u{0}\u{1}c\u{3}\u{0}");
        let expected = program("", "preamble\u{1}\u{2}ab\u{3}\u{0}");
        assert_eq!(given.without_custom_sections().unwrap(), expected);

        let long = [b"preamble\x00\xc8\x01", &[b'a'; 200][..], b"\x01\x01d"];
        let given = Program {
            glue: Vec::new(),
            wasm: long.concat(),
        };
        let expected = program("", "preamble\u{1}\u{1}d");
        assert_eq!(given.without_custom_sections().unwrap(), expected);
    }

    #[test]
    fn a_wasm_that_is_cut_short_is_an_error() {
        for wasm in ["pream", "preamble\u{1}", "preamble\u{1}\u{2}a"] {
            assert!(program("", wasm).without_custom_sections().is_err());
        }
    }

    #[test]
    fn what_has_no_digest_stays() {
        let given = program(
            "__wbg_a __wbg_a_0123456789abcdeg __wbg_a_0123456789abcdef_\n",
            "__wbindgen_a_0123456789abcdef",
        );
        assert_eq!(given.with_numbers().unwrap(), given);
    }

    #[test]
    fn a_wasm_of_another_glue_is_an_error() {
        let given = program("", "__wbg_a_0123456789abcdef");
        assert!(given.with_numbers().is_err());
    }
}
