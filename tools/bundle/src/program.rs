//! The programs, and the JavaScript beside each that loads it and calls the browser for it:
//! its glue. wasm-bindgen gives whatever the glue has for the program a long name with 16
//! random digits, and each stands in both files. Here they become numbers; and the glue loses
//! its comments and indentation.

use std::error::Error;
use std::fs;
use std::path::Path;

use crate::digest;
use crate::html::{attribute, replaced_once, tags};

/// Shortens the page's program and those of the workers. Gives the page with the new names and
/// digests of its program's files.
///
/// # Errors
///
/// If a file is missing or not as expected.
pub fn shorten(page: &str, folder: &Path) -> Result<String, Box<dyn Error>> {
    for worker in ["worker", "inside"] {
        let [wasm, glue] = shortened(folder, worker)?;
        fs::write(folder.join(format!("{worker}_bg.wasm")), wasm)?;
        fs::write(folder.join(format!("{worker}.js")), glue)?;
    }

    let links = ["<link rel=\"preload\"", "<link rel=\"modulepreload\""];
    let links = links.map(|start| tags(page, start).next().ok_or("the page has no program"));
    let [wasm_link, glue_link] = [links[0]?, links[1]?];
    let old = attribute(glue_link, "href").and_then(|address| address.strip_prefix("./"));
    let old = old.and_then(|name| name.strip_suffix(".js"));
    let old = old.ok_or("the page’s program is not beside it")?;
    let files = shortened(folder, old)?;
    // Browsers keep what has such a name for good.
    let new = format!("app-{:.16}", digest::hex(&files.concat()));
    let mut page = page.to_owned();
    for ((link, end), file) in [(wasm_link, "_bg.wasm"), (glue_link, ".js")]
        .iter()
        .zip(files)
    {
        let integrity = attribute(link, "integrity").ok_or("the program has no digest")?;
        page = replaced_once(&page, integrity, &digest::source(&file))?;
        fs::remove_file(folder.join(format!("{old}{end}")))?;
        fs::write(folder.join(format!("{new}{end}")), file)?;
    }
    Ok(page.replace(old, &new))
}

/// A program and its glue.
fn shortened(folder: &Path, name: &str) -> Result<[Vec<u8>; 2], Box<dyn Error>> {
    let wasm = fs::read(folder.join(format!("{name}_bg.wasm")))?;
    let mut glue = fs::read_to_string(folder.join(format!("{name}.js")))?;
    let (wasm, names) = with_numbers(&wasm).ok_or("a program is not as wasm-bindgen writes it")?;
    for (number, name) in names.iter().enumerate() {
        glue = replaced_once(&glue, &format!(" {name}: "), &format!(" {number}: "))?;
    }
    let glue = trimmed(&glue).ok_or("a glue is not as wasm-bindgen writes it")?;
    Ok([wasm, glue.into_bytes()])
}

/// Without lines of comments, empty lines and indentation; none if a text or code could be lost
/// with them. That each line stays one keeps what ends a statement.
fn trimmed(glue: &str) -> Option<String> {
    let mut kept = String::new();
    let mut is_comment = false;
    for line in glue.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if is_comment {
            is_comment = match line.split_once("*/") {
                None => true,
                Some((_, "")) => false,
                Some(_) => return None,
            };
        } else if line.matches('`').count() % 2 == 1 {
            return None;
        } else if !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    (!is_comment).then_some(kept)
}

/// A module of WebAssembly (Core Specification 2.0, 5.5) whose imports, all of them functions,
/// are called by their numbers, and the names that they had. It is without custom sections:
/// these have names, too.
fn with_numbers(wasm: &[u8]) -> Option<(Vec<u8>, Vec<String>)> {
    const PREAMBLE: &[u8] = b"\0asm\x01\0\0\0";
    const CUSTOM: u8 = 0;
    const IMPORT: u8 = 2;
    let mut names = Vec::new();
    let mut module = PREAMBLE.to_vec();
    let mut rest = Reader(wasm.strip_prefix(PREAMBLE)?);
    while let Some(id) = rest.byte() {
        let section = rest.bytes()?;
        match id {
            CUSTOM => {}
            IMPORT => {
                let section = imports(section, &mut names)?;
                module.push(id);
                write_bytes(&mut module, &section);
            }
            _ => {
                module.push(id);
                write_bytes(&mut module, section);
            }
        }
    }
    Some((module, names))
}

fn imports(section: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    const FUNCTION: u8 = 0;
    let mut rest = Reader(section);
    let count = rest.number()?;
    let mut section = Vec::new();
    write_number(&mut section, count);
    for number in 0..count {
        write_bytes(&mut section, rest.bytes()?);
        names.push(String::from_utf8(rest.bytes()?.to_vec()).ok()?);
        write_bytes(&mut section, number.to_string().as_bytes());
        if rest.byte()? != FUNCTION {
            return None;
        }
        section.push(FUNCTION);
        write_number(&mut section, rest.number()?);
    }
    rest.0.is_empty().then_some(section)
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// In LEB128.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// As many as a number before them says.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

fn write_number(module: &mut Vec<u8>, mut number: u32) {
    while number > 0x7F {
        module.push(number as u8 | 0x80);
        number >>= 7;
    }
    module.push(number as u8);
}

fn write_bytes(module: &mut Vec<u8>, bytes: &[u8]) {
    write_number(module, bytes.len() as u32);
    module.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two imports, a custom section, and a section of 200 bytes that stays.
    fn module(names: [&str; 2]) -> Vec<u8> {
        let mut imports = vec![2];
        for (number, name) in names.iter().enumerate() {
            write_bytes(&mut imports, b"./worker_bg.js");
            write_bytes(&mut imports, name.as_bytes());
            imports.extend([0, number as u8]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (id, section) in [(2, &imports[..]), (0, b"\x04name"), (11, &[7; 200])] {
            module.push(id);
            write_bytes(&mut module, section);
        }
        module
    }

    #[test]
    fn imports_are_called_by_their_numbers() {
        let names = ["__wbg_add_1", "__wbg_get_2"];
        let (numbered, found) = with_numbers(&module(names)).unwrap();
        assert_eq!(found, names);
        let custom = [&[0, 5][..], b"\x04name"].concat();
        let expected = module(["0", "1"]);
        let at = expected.windows(7).position(|bytes| bytes == custom);
        let at = at.unwrap();
        assert_eq!(numbered, [&expected[..at], &expected[at + 7..]].concat());
    }

    #[test]
    fn what_is_cut_short_or_no_module_is_refused() {
        let module = module(["a", "b"]);
        let ends = [8, 8 + 2 + 2 * 19 + 1, 8 + 2 + 2 * 19 + 1 + 7];
        for length in 0..module.len() {
            let is_whole = with_numbers(&module[..length]).is_some();
            assert_eq!(is_whole, ends.contains(&length), "{length}");
        }
        assert!(with_numbers(b"<html>").is_none());
    }

    #[test]
    fn glue_loses_its_comments_and_indentation() {
        let glue = "/* @ts-self-types */\n/**\n * @param {string} a\n */\n\n    \
                    function f(a) {\n        // why\n        return `${a} // b`; // c\n    }";
        let expected = "function f(a) {\nreturn `${a} // b`; // c\n}\n";
        assert_eq!(trimmed(glue).as_deref(), Some(expected));
        for lost in ["a = `\n  b`;", "/* a", "/* a */ b();", "/*\n*/ b();"] {
            assert_eq!(trimmed(lost), None, "{lost}");
        }
    }

    #[test]
    fn the_page_asks_for_the_files_under_their_new_names() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["app-1", "worker", "inside"] {
            let path = |end| folder.path().join(format!("{name}{end}"));
            fs::write(path("_bg.wasm"), module(["__wbg_a_1", "__wbg_b_2"])).unwrap();
            fs::write(path(".js"), "{ __wbg_b_2: b, __wbg_a_1: a }").unwrap();
        }
        let page = "<link rel=\"modulepreload\" href=\"./app-1.js\" integrity=\"sha384-1\">\
                    <link rel=\"preload\" href=\"./app-1_bg.wasm\" integrity=\"sha384-2\">\
                    <script>import './app-1.js'; './app-1_bg.wasm'</script>";
        let page = shorten(page, folder.path()).unwrap();
        let glue = "{ 1: b, 0: a }\n";
        let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(read("worker.js"), glue.as_bytes());
        let wasm = read("worker_bg.wasm");
        let stem = format!(
            "app-{:.16}",
            digest::hex(&[&wasm, glue.as_bytes()].concat())
        );
        assert_eq!(read(&format!("{stem}.js")), glue.as_bytes());
        assert_eq!(read(&format!("{stem}_bg.wasm")), wasm);
        let expected = format!(
            "<link rel=\"modulepreload\" href=\"./{stem}.js\" integrity=\"{}\">\
             <link rel=\"preload\" href=\"./{stem}_bg.wasm\" integrity=\"{}\">\
             <script>import './{stem}.js'; './{stem}_bg.wasm'</script>",
            digest::source(glue.as_bytes()),
            digest::source(&wasm)
        );
        assert_eq!(page, expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
    }
}
