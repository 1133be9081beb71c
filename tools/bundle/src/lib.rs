//! Makes the product whole from what Trunk has built: shortens the names in its programs,
//! tells the page what it was built from and the digests of what it loads and of what stands
//! in it, puts the whole page into one file, and the list of the files into the service
//! worker; then compresses what servers may send compressed.

#![forbid(unsafe_code)]

pub mod compressed;
pub mod digest;
pub mod service_worker;
pub mod weight;

mod html;
mod one_file;
mod origin;
mod page;
mod policy;
mod program;

use std::error::Error;
use std::fs;
use std::path::Path;

/// The name under which the page offers itself in one file, by the file's SHA-256 in hex
/// digits: the page says this digest, and under this name no server has other bytes.
pub fn one_file_name(digest: &str) -> String {
    format!("gvmi-hash-{digest:.16}.html")
}

/// What the program draws before anything is chosen: the page shows it until the program is
/// there. The journey `starting::the_empty_page` writes it, and holds it against the program.
pub const EMPTY: &str = "src/browser/view/empty.html";

/// Completes what Trunk has left in `folder` of the project.
///
/// # Errors
///
/// If a file is missing or not as expected.
pub fn bundle(project: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let built = fs::read_to_string(folder.join("index.html"))?;
    let built = program::shorten(&built, folder)?;
    let built = html::replaced_once(&built, "{origin}", &origin::origin(project)?)?;
    let empty = fs::read_to_string(project.join(EMPTY))?;
    let built = html::replaced_once(&built, "{empty page}", empty.trim_end())?;
    let one_file = html::without(&built, "hosted")?;
    let one_file = one_file::one_file(&one_file, &|name| read(folder, name))?;
    let digest = digest::hex(one_file.as_bytes());
    let name = one_file_name(&digest);
    fs::write(folder.join(&name), &one_file)?;
    fs::write(folder.join("gvmi-hash.html"), one_file)?;
    fs::write(
        folder.join("gvmi-hash.html.sha256"),
        format!("{digest}  gvmi-hash.html\n"),
    )?;
    let page = html::without(&built, "one file")?;
    let page = html::replaced_once(&page, "{digest of gvmi-hash.html}", &digest)?;
    let page = html::replaced_once(&page, "{name of gvmi-hash.html}", &name)?;
    let page = page::page(&page, &|name| read(folder, name))?;
    let embedding = fs::read_to_string(folder.join(EMBEDDING))?;
    let style = &page[html::between(&page, "<style>", "</style>")?];
    let embedding = html::replaced_once(&embedding, "{style}", style)?;
    fs::write(folder.join(EMBEDDING), policy::complete(&embedding)?)?;
    fs::write(folder.join("index.html"), page)?;
    let package = fs::read_to_string(folder.join(PACKAGE))?;
    let package = html::replaced_once(&package, "{version}", &origin::version(project)?)?;
    fs::write(folder.join(PACKAGE), package)?;
    service_worker::complete(folder)?;
    Ok(())
}

/// What browsers do not ask for: hosts and package managers read it. Hosts do not give out
/// files whose names begin like this.
fn is_for_hosts(name: &str) -> bool {
    ["404.html", PACKAGE].contains(&name) || name.starts_with(['.', '_'])
}

/// What npm is told of the product.
const PACKAGE: &str = "package.json";

/// The page for authors of host pages, which looks as the page does.
const EMBEDDING: &str = "embedding.html";

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    fs::read(folder.join(name)).map_err(|why| format!("{name}: {why}").into())
}
