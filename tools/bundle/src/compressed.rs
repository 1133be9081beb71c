//! The files of the product as servers send them to browsers that take them compressed:
//! `NAME.gz` (RFC 1952) and `NAME.br` (RFC 7932) beside each. Neither has a time or a name
//! in it: the same bytes give the same file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::thread;

use brotli::enc::BrotliEncoderParams;

use crate::is_for_hosts;

/// What the name of a file ends with that is compressed by gzip.
pub const GZIP: &str = ".gz";
/// The same by Brotli.
pub const BROTLI: &str = ".br";

/// In bytes. What saves less fits into the same packets anyway.
const WORTH_IT: usize = 100;

/// Whether a file is another one, compressed.
pub fn is_one(name: &str) -> bool {
    name.ends_with(GZIP) || name.ends_with(BROTLI)
}

/// Writes the compressed files beside those of a folder.
///
/// # Errors
///
/// If the folder cannot be read or written.
pub fn complete(folder: &Path) -> io::Result<()> {
    // The one file has two names.
    let mut names = BTreeMap::<_, Vec<_>>::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_for_hosts(&name) {
            names.entry(fs::read(entry.path())?).or_default().push(name);
        }
    }
    thread::scope(|scope| {
        // All are started before the first is waited for.
        let threads: Vec<_> = names
            .iter()
            .map(|(content, names)| scope.spawn(move || write(folder, content, names)))
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().expect("no thread panics"))
    })
}

fn write(folder: &Path, content: &[u8], names: &[String]) -> io::Result<()> {
    for (end, compressed) in [(GZIP, gzip(content)?), (BROTLI, brotli(content)?)] {
        if compressed.len() + WORTH_IT > content.len() {
            continue;
        }
        for name in names {
            fs::write(folder.join(format!("{name}{end}")), &compressed)?;
        }
    }
    Ok(())
}

/// As small as gzip gets.
///
/// # Errors
///
/// None: memory takes all bytes.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut gzip = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Gzip,
        bytes,
        &mut gzip,
    )?;
    Ok(gzip)
}

fn brotli(mut bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut brotli, &parameters)?;
    Ok(brotli)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn what_is_compressed_is_the_file() {
        let text = "0123456789".repeat(100);
        let mut read = String::new();
        let gzip = gzip(text.as_bytes()).unwrap();
        GzDecoder::new(&gzip[..]).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);

        let brotli = brotli(text.as_bytes()).unwrap();
        let mut read = Vec::new();
        brotli::BrotliDecompress(&mut &brotli[..], &mut read).unwrap();
        assert_eq!(read, text.as_bytes());
    }

    /// RFC 1952, 2.3.1: the time stands at 4, and no flag asks for a name.
    #[test]
    fn nothing_tells_when_it_was_compressed() {
        let gzip = gzip(b"abc").unwrap();
        assert_eq!(gzip[3..8], [0; 5]);
    }

    #[test]
    fn files_are_compressed_that_get_smaller_and_are_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let text = "0123456789".repeat(100);
        for name in ["a.js", "b.html", "404.html", "_headers", "package.json"] {
            fs::write(folder.path().join(name), &text).unwrap();
        }
        fs::write(folder.path().join("c.css"), "0123456789").unwrap();
        complete(folder.path()).unwrap();
        let names = fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut made: Vec<_> = names.filter(|name| is_one(name)).collect();
        made.sort();
        assert_eq!(made, ["a.js.br", "a.js.gz", "b.html.br", "b.html.gz"]);
    }
}
