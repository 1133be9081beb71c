//! The service worker, which keeps the files of the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use crate::html::replaced_once;
use crate::{compressed, digest, is_for_hosts};

const NAME: &str = "sw.js";

/// For who knows these addresses by heart: the page itself offers the same file under a
/// name of its own.
const PLAIN: [&str; 2] = ["gvmi-hash.html", "gvmi-hash.html.sha256"];

/// Tells the service worker in a folder which build the folder holds.
///
/// # Errors
///
/// If the folder cannot be read, or the service worker there was told already.
pub fn complete(folder: &Path) -> Result<(), Box<dyn Error>> {
    let path = folder.join(NAME);
    let template = fs::read_to_string(&path)?;
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|_| "a strange name")?;
        if !is_withheld(&name) {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    fs::write(path, completed(&template, &files)?)?;
    Ok(())
}

/// What no page loads under its name.
fn is_withheld(name: &str) -> bool {
    name == NAME || PLAIN.contains(&name) || is_for_hosts(name) || compressed::is_one(name)
}

fn completed(template: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<String, Box<dyn Error>> {
    let mut list = String::from("{\n");
    for (name, content) in files {
        let address = match name.as_str() {
            "index.html" => "./",
            name => name,
        };
        list += &format!("  {address:?}: {:?},\n", digest::source(content));
    }
    list += "}";
    let script = replaced_once(template, "{build}", &digest::hex(list.as_bytes()))?;
    replaced_once(&script, "{files}", &list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(page: &str) -> String {
        let files = [("index.html", page), ("worker.js", "a")]
            .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()));
        completed("\"{build}\" {files}", &files.into()).unwrap()
    }

    #[test]
    fn the_service_worker_knows_its_files_and_its_build() {
        let list = format!(
            "{{\n  \"./\": \"{}\",\n  \"worker.js\": \"{}\",\n}}",
            digest::source(b"page"),
            digest::source(b"a")
        );
        let id = digest::hex(list.as_bytes());
        assert_eq!(build("page"), format!("\"{id}\" {list}"));
    }

    #[test]
    fn another_file_makes_another_build() {
        assert_ne!(build("page"), build("other"));
        assert_eq!(build("page"), build("page"));
    }

    #[test]
    fn what_no_page_loads_is_not_kept() {
        assert!(is_withheld("sw.js"));
        assert!(is_withheld("_headers"));
        assert!(is_withheld("404.html"));
        assert!(is_withheld(".nojekyll"));
        assert!(is_withheld("package.json"));
        assert!(is_withheld("gvmi-hash.html"));
        assert!(is_withheld("index.html.gz"));
        assert!(is_withheld("worker_bg.wasm.br"));
        assert!(!is_withheld("gvmi-hash-0123456789abcdef.html"));
        assert!(!is_withheld("index.html"));
    }
}
