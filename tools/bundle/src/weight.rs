//! How many bytes the product has, and a browser waits for.

use std::fs;
use std::io;
use std::path::Path;

use crate::compressed::{self, BROTLI, GZIP};

/// A file of the product, in bytes: as it is, and as servers send it by gzip and by Brotli.
#[derive(Clone, PartialEq, Debug)]
pub struct Weight {
    pub name: String,
    pub bytes: u64,
    pub gzip: u64,
    pub brotli: u64,
}

impl Weight {
    /// Whether a page that is opened for the first time waits for it before it can hash.
    pub fn is_of_first_load(&self) -> bool {
        self.name == "index.html"
            || ["app-", "worker"]
                .iter()
                .any(|start| self.name.starts_with(start))
    }
}

/// The files of the product in a folder, by name.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn all(folder: &Path) -> io::Result<Vec<Weight>> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if compressed::is_one(&name) {
            continue;
        }
        let bytes = entry.metadata()?.len();
        // What would not get smaller is sent as it is.
        let sent = |end| {
            let compressed = fs::metadata(folder.join(format!("{name}{end}")));
            compressed.map_or(bytes, |file| file.len())
        };
        weights.push(Weight {
            bytes,
            gzip: sent(GZIP),
            brotli: sent(BROTLI),
            name,
        });
    }
    weights.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(weights)
}

/// The sum of those that a first load waits for.
pub fn first_load(weights: &[Weight]) -> Weight {
    let nothing = Weight {
        name: "what a first load waits for".to_owned(),
        bytes: 0,
        gzip: 0,
        brotli: 0,
    };
    let waited_for = weights.iter().filter(|weight| weight.is_of_first_load());
    waited_for.fold(nothing, |sum, weight| Weight {
        bytes: sum.bytes + weight.bytes,
        gzip: sum.gzip + weight.gzip,
        brotli: sum.brotli + weight.brotli,
        ..sum
    })
}

/// What a first load waits for, for who has built it.
pub fn table(weights: &[Weight]) -> String {
    let mut lines = vec![format!(
        "{:32}{:>9}{:>9}{:>9}",
        "", "bytes", "gzip", "Brotli"
    )];
    let waited_for = weights.iter().filter(|weight| weight.is_of_first_load());
    for weight in waited_for.chain([&first_load(weights)]) {
        let Weight {
            name,
            bytes,
            gzip,
            brotli,
        } = weight;
        lines.push(format!("{name:32}{bytes:>9}{gzip:>9}{brotli:>9}"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_page_program_and_worker() {
        let is_of_first_load = |name: &str| {
            let weight = Weight {
                name: name.to_owned(),
                bytes: 0,
                gzip: 0,
                brotli: 0,
            };
            weight.is_of_first_load()
        };
        for name in ["index.html", "app-1_bg.wasm", "worker.js"] {
            assert!(is_of_first_load(name), "{name}");
        }
        for name in ["gvmi-hash.html", "sw.js", "icon.svg"] {
            assert!(!is_of_first_load(name), "{name}");
        }
    }

    #[test]
    fn what_is_not_compressed_is_sent_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("index.html", 900),
            ("index.html.br", 200),
            ("index.html.gz", 300),
            ("app-1.js", 10),
            ("sw.js", 1000),
        ];
        for (name, bytes) in files {
            fs::write(folder.path().join(name), vec![0; bytes]).unwrap();
        }
        assert_eq!(
            table(&all(folder.path()).unwrap()),
            "                                    bytes     gzip   Brotli
app-1.js                               10       10       10
index.html                            900      300      200
what a first load waits for           910      310      210"
        );
    }
}
