//! The page of many files.

use std::error::Error;

use crate::digest;
use crate::html::{between, replaced_once};

/// The worker's files, which have the same names in every build. The page loads them
/// only if they are those of its own build.
const WORKER: [&str; 2] = ["worker.js", "worker_bg.wasm"];

/// The page with its policy, and with the digests of what it loads itself.
pub fn page(
    built: &str,
    read: &impl Fn(&str) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let script = between(built, "<script type=\"module\">", "</script>")?;
    let script = format!("'{}'", digest::source(built[script].as_bytes()));
    let mut page = replaced_once(built, "'{inline script}'", &script)?;
    for name in WORKER {
        let placeholder = format!("{{integrity of {name}}}");
        page = replaced_once(&page, &placeholder, &digest::source(&read(name)?))?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_script_and_the_page_its_worker() {
        let built = "<meta content=\"script-src '{inline script}'\">\
                     <link integrity=\"{integrity of worker.js}\">\
                     <link integrity=\"{integrity of worker_bg.wasm}\">\
                     <script type=\"module\">abc</script>";
        let page = page(built, &|name| Ok(name.into())).unwrap();
        let expected = built
            .replace("{inline script}", &digest::source(b"abc"))
            .replace("{integrity of worker.js}", &digest::source(b"worker.js"))
            .replace(
                "{integrity of worker_bg.wasm}",
                &digest::source(b"worker_bg.wasm"),
            );
        assert_eq!(page, expected);
    }
}
