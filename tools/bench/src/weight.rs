//! How many bytes the page has.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::server::product;

/// A file of the product.
#[derive(Clone, PartialEq, Debug)]
pub struct Weight {
    pub name: String,
    pub bytes: u64,
    pub gzipped: u64,
}

impl Weight {
    /// Whether a page that is opened for the first time waits for it before it can hash.
    pub fn is_of_first_load(&self) -> bool {
        self.is_of_worker()
            || self.name == "index.html"
            || ["app-", "start-", "style-"]
                .iter()
                .any(|start| self.name.starts_with(start))
    }

    /// Whether it belongs to the worker.
    pub fn is_of_worker(&self) -> bool {
        self.name.starts_with("worker")
    }
}

/// The files of the product, by name.
pub fn run() -> Result<Vec<Weight>, Box<dyn Error>> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(product())? {
        let path = entry?.path();
        weights.push(Weight {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            bytes: fs::metadata(&path)?.len(),
            gzipped: gzipped(&path)?,
        });
    }
    weights.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(weights)
}

fn gzipped(path: &Path) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("gzip").arg("-9c").arg(path).output()?;
    if output.status.success() {
        Ok(output.stdout.len() as u64)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
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
                gzipped: 0,
            };
            weight.is_of_first_load()
        };
        for name in ["index.html", "app-1_bg.wasm", "style-2.css", "worker.js"] {
            assert!(is_of_first_load(name), "{name}");
        }
        for name in ["gvmi-hash.html", "sw.js", "icon.svg"] {
            assert!(!is_of_first_load(name), "{name}");
        }
    }
}
