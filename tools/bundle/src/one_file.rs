//! The page in one file, which needs no server and no network.

use std::error::Error;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::compressed::gzip;
use crate::html::{attribute, between, replaced, replaced_once, tags};
use crate::page::WORKERS;
use crate::policy;

/// Stricter than that of the page of many files: nothing at all is loaded.
const POLICY: &str = "default-src 'none'; script-src '{digest of early.js}' \
     '{digest of the start}' 'wasm-unsafe-eval'; style-src '{digest of the style}'; \
     worker-src blob:; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'; \
     require-trusted-types-for 'script'; trusted-types gvmi-hash";

/// Gives the parts that stand in the file as those of a server are given: as a Response.
const BUNDLED: &str = r#"
globalThis.bundled = (name) => {
  const base64 = document.getElementById("bundled:" + name).textContent;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
};
"#;

/// Trunk's page, with everything that it loads in it.
pub fn one_file(
    built: &str,
    read: &impl Fn(&str) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut page = built.to_owned();
    let mut bundled = String::new();

    let mut script = String::new();
    for link in tags(built, "<link rel=\"modulepreload\"") {
        script = String::from_utf8(read(local(attribute(link, "href"))?)?)?;
        page = replaced_once(&page, link, "")?;
    }
    let mut wasm = "";
    for link in tags(built, "<link rel=\"preload\"") {
        wasm = local(attribute(link, "href"))?;
        page = replaced_once(&page, link, "")?;
        bundled += &part(wasm, &read(wasm)?)?;
    }
    for name in WORKERS {
        bundled += &part(name, &read(name)?)?;
    }
    for start in ["<link rel=\"worker\"", "<link rel=\"manifest\""] {
        for tag in tags(built, start) {
            page = replaced_once(&page, tag, "")?;
        }
    }
    script += BUNDLED;
    script += &format!(
        "await __wbg_init({{ module_or_path: await bundled(\"{wasm}\").arrayBuffer() }});\n"
    );
    let place = between(&page, "<script type=\"module\">", "</script>")?;
    page = replaced(&page, place, &script);
    let place = between(
        &page,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"",
        "\"",
    )?;
    page = replaced(&page, place, POLICY);
    let page = policy::complete(&page)?;
    replaced_once(&page, "</body>", &format!("{bundled}</body>"))
}

/// A part of the file that is no script of it: its bytes compressed, as text.
fn part(name: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    let text = BASE64_STANDARD.encode(gzip(bytes)?);
    Ok(format!(
        "<script type=\"text/plain\" id=\"bundled:{name}\">{text}</script>\n"
    ))
}

fn local(address: Option<&str>) -> Result<&str, Box<dyn Error>> {
    address
        .and_then(|address| address.strip_prefix("./"))
        .ok_or_else(|| "the page links to what is not beside it".into())
}
