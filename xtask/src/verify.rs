//! Whether a copy of the page that somebody serves is what this source gives.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::comparison::{Comparison, Finding, files};
use crate::{page, path};

// What the builder of the page leaves for a server and not for a browser. Those that
// read it do not serve it.
const FOR_SERVERS: &str = "_headers";
const ONE_FILE: &str = "gvmi-hash.html";
const PAGE: &str = "index.html";

/// Builds the page and compares it with the copy at a URL or in a folder.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let [copy] = args else {
        return Err("`verify` takes the URL of a copy, or its folder or file".to_owned());
    };
    let copy = Copy::named(&copy.to_string_lossy())?;
    let built = root.join("target").join("verify");
    page::build_into(root, &built)?;
    let comparison = copy.compare(&built)?;
    println!("\n{comparison}");
    if comparison.is_same() {
        println!("{}", same(&comparison));
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", other(&comparison));
    if let (Some(copy), Some(built)) = (copy.origin(), origin(&read_text(&built.join(PAGE)))) {
        println!("The copy says: {copy}\nThis one says: {built}");
    }
    Ok(ExitCode::FAILURE)
}

// Where a copy is, and how much of one.
#[derive(PartialEq, Eq, Debug)]
enum Copy {
    Folder(PathBuf),
    File(PathBuf),
    // Ends with a slash.
    Site(String),
    FileOfSite(String),
}

impl Copy {
    fn named(name: &str) -> Result<Self, String> {
        if name.starts_with("http://") || name.starts_with("https://") {
            return Ok(Self::at(name));
        }
        let place = PathBuf::from(name);
        match fs::metadata(&place) {
            Ok(meta) if meta.is_dir() => Ok(Self::Folder(place)),
            Ok(_) => Ok(Self::File(place)),
            Err(why) => Err(format!("cannot read {name}: {why}")),
        }
    }

    // Whatever a copy of the one file is called, the page itself is called index.html.
    fn at(url: &str) -> Self {
        let end = url.find(['?', '#']).unwrap_or(url.len());
        let url = &url[..end];
        match url.strip_suffix(PAGE).filter(|site| site.ends_with('/')) {
            Some(site) => Self::Site(site.to_owned()),
            None if url.ends_with(".html") => Self::FileOfSite(url.to_owned()),
            None => Self::Site(format!("{}/", url.trim_end_matches('/'))),
        }
    }

    fn compare(&self, built: &Path) -> Result<Comparison, String> {
        let one_file = [ONE_FILE.to_owned()];
        match self {
            Self::Folder(folder) => Comparison::of_folders(built, folder),
            Self::File(file) => Comparison::of(built, &one_file, |_| {
                fs::read(file)
                    .map(Some)
                    .map_err(|why| format!("cannot read {}: {why}", file.display()))
            }),
            Self::Site(site) => {
                let mut names = files(built)?;
                names.retain(|name| name != FOR_SERVERS);
                Comparison::of(built, &names, |name| get(&address(site, name)))
            }
            Self::FileOfSite(url) => Comparison::of(built, &one_file, |_| get(url)),
        }
    }

    // What the copy says it was built from.
    fn origin(&self) -> Option<String> {
        let html = match self {
            Self::Folder(folder) => read_text(&folder.join(PAGE)),
            Self::File(file) => read_text(file),
            Self::Site(url) | Self::FileOfSite(url) => {
                String::from_utf8(get(url).ok()??).unwrap_or_default()
            }
        };
        origin(&html)
    }
}

// The page is asked for as a browser asks for it.
fn address(site: &str, name: &str) -> String {
    let name = if name == PAGE { "" } else { name };
    format!("{site}{name}")
}

fn get(url: &str) -> Result<Option<Vec<u8>>, String> {
    let folder = std::env::temp_dir();
    let file = folder.join(format!("gvmi-hash-verify-{}", std::process::id()));
    let answer = Command::new(path::file_name("curl"))
        .args(["--silent", "--show-error", "--location", "--globoff"])
        .args(["--max-time", "120", "--write-out", "%{http_code}"])
        .arg("--output")
        .arg(&file)
        .args(["--url", url])
        .output()
        .map_err(|why| format!("cannot start curl, which gets the copy: {why}"))?;
    let bytes = fs::read(&file).unwrap_or_default();
    let _ = fs::remove_file(&file);
    if !answer.status.success() {
        let said = String::from_utf8_lossy(&answer.stderr);
        return Err(format!("cannot get {url}: {}", said.trim_end()));
    }
    match answer.stdout.as_slice() {
        b"200" => Ok(Some(bytes)),
        b"404" | b"410" => Ok(None),
        status => {
            let status = String::from_utf8_lossy(status);
            Err(format!("{url} was answered with status {status}"))
        }
    }
}

fn read_text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

// The words of the page's last paragraph.
fn origin(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<p id=\"origin\">")?;
    let (words, _) = rest.split_once("</p>")?;
    Some(words.replace("<code>", "").replace("</code>", ""))
}

fn same(comparison: &Comparison) -> String {
    match comparison.count(Finding::Same) {
        1 => "The copy is what this source gives, byte for byte.".to_owned(),
        count => {
            format!("All {count} files of the copy are what this source gives, byte for byte.")
        }
    }
}

fn other(comparison: &Comparison) -> String {
    let counts: Vec<String> = [
        (Finding::Differs, "different"),
        (Finding::Missing, "missing"),
        (Finding::Extra, "not of this build"),
    ]
    .into_iter()
    .map(|(finding, words)| (comparison.count(finding), words))
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{count} {words}"))
    .collect();
    format!(
        "The copy is not what this source gives: {}.",
        counts.join(", ")
    )
}
