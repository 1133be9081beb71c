//! Whether a copy of the page that somebody serves is what this source gives.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::comparison::{Comparison, Finding, files};
use crate::{page, path};

// What the builder of the page leaves for servers and npm and not for a browser. Those that
// read it do not serve it under its name.
const FOR_SERVERS: [&str; 3] = ["_headers", "404.html", "package.json"];
const COMPRESSED: [&str; 2] = [".br", ".gz"];
const ONE_FILE: &str = "gvmi-hash.html";
const PAGE: &str = "index.html";

/// Builds the page and compares it with the copy at a URL or in a folder.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let [copy] = args else {
        return Err("`verify` takes the URL of a copy, or its folder or file".to_owned());
    };
    let copy = Copy::named(&copy.to_string_lossy())?;
    let comparison = compare(&copy, &build(root)?)?;
    Ok(exit_code(comparison.is_same()))
}

/// Builds the page once and compares it with each of these folders.
pub fn folders(root: &Path, folders: &[PathBuf]) -> Result<ExitCode, String> {
    let built = build(root)?;
    Ok(exit_code(are_same(&built, folders)?))
}

// All are compared, even after one that is not the same.
fn are_same(built: &Path, folders: &[PathBuf]) -> Result<bool, String> {
    let mut all = true;
    for folder in folders {
        println!("\nThe copy in {}:", folder.display());
        all &= compare(&Copy::Folder(folder.clone()), built)?.is_same();
    }
    Ok(all)
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let built = root.join("target").join("verify");
    page::build_into(root, &built)?;
    Ok(built)
}

fn exit_code(is_same: bool) -> ExitCode {
    if is_same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

// Says what it finds.
fn compare(copy: &Copy, built: &Path) -> Result<Comparison, String> {
    let comparison = copy.compare(built)?;
    println!("\n{comparison}");
    if comparison.is_same() {
        println!("{}", same(&comparison));
        return Ok(comparison);
    }
    println!("{}", other(&comparison));
    if let (Some(copy), Some(built)) = (copy.origin(), origin(&read_text(&built.join(PAGE))))
        && copy != built
    {
        println!(
            "The copy says: {copy}\nThis one says: {built}\n\
             Check out the commit of the copy and run this again."
        );
    }
    Ok(comparison)
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
                names.retain(|name| is_for_browsers(name));
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

fn is_for_browsers(name: &str) -> bool {
    !FOR_SERVERS.contains(&name) && !COMPRESSED.iter().any(|end| name.ends_with(end))
}

// The page is asked for as a browser asks for it.
fn address(site: &str, name: &str) -> String {
    let name = if name == PAGE { "" } else { name };
    format!("{site}{name}")
}

fn get(url: &str) -> Result<Option<Vec<u8>>, String> {
    // The status is written behind the body.
    let answer = Command::new(path::file_name("curl"))
        .args(["--silent", "--show-error", "--location", "--globoff"])
        .args(["--max-time", "120", "--write-out", "%{http_code}"])
        .args(["--url", url])
        .output()
        .map_err(|why| format!("cannot start curl, which gets the copy: {why}"))?;
    if !answer.status.success() {
        let said = String::from_utf8_lossy(&answer.stderr);
        return Err(format!("cannot get {url}: {}", said.trim_end()));
    }
    match answer.stdout.split_last_chunk() {
        Some((body, b"200")) => Ok(Some(body.to_vec())),
        Some((_, b"404" | b"410")) => Ok(None),
        Some((_, status)) => {
            let status = String::from_utf8_lossy(status);
            Err(format!("{url} was answered with status {status}"))
        }
        None => Err(format!("curl does not say how {url} was answered")),
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Copy) {
        assert_eq!(Copy::named(url), Ok(expected));
    }

    #[test]
    fn a_url_names_a_site_or_the_one_file() {
        let site = || Copy::Site("https://example.org/a/".to_owned());
        check("https://example.org/a", site());
        check("https://example.org/a/", site());
        check("https://example.org/a/index.html", site());
        check("https://example.org/a/?b#hash=c", site());
        let file = "https://example.org/a/gvmi-hash.html";
        check(file, Copy::FileOfSite(file.to_owned()));
        let other = "https://example.org/not-index.html";
        check(other, Copy::FileOfSite(other.to_owned()));
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        let why = Copy::named("/no/such/place").unwrap_err();
        assert!(why.starts_with("cannot read /no/such/place: "), "{why}");
    }

    /// A folder that goes with its handle.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let folder = format!("gvmi-hash-{name}-{}", std::process::id());
            let folder = Self(std::env::temp_dir().join(folder));
            fs::create_dir_all(&folder.0).expect("a folder");
            for (name, text) in files {
                fs::write(folder.0.join(name), text).expect("a file");
            }
            folder
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Serves these files until the test program ends, and gives its address.
    fn serve(files: &'static [(&str, &str)]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number");
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut line = String::new();
                let _ = BufReader::new(&stream).read_line(&mut line);
                let name = line.split(' ').nth(1).unwrap_or_default();
                let found = files.iter().find(|(path, _)| *path == name);
                let (status, text) = match found {
                    Some((_, "broken")) => ("500 Internal Server Error", ""),
                    Some((_, text)) => ("200 OK", *text),
                    None => ("404 Not Found", "not found"),
                };
                let length = text.len();
                let _ = write!(
                    stream,
                    "HTTP/1.0 {status}\r\nContent-Length: {length}\r\n\r\n{text}"
                );
            }
        });
        format!("http://{address}")
    }

    const BUILT: [(&str, &str); 8] = [
        ("404.html", "1"),
        ("_headers", "1"),
        ("gvmi-hash.html", "1"),
        (
            "index.html",
            "<p id=\"origin\">built from <code>a</code>.</p>",
        ),
        ("worker.js", "1"),
        ("worker_bg.wasm", "1"),
        ("package.json", "1"),
        ("worker.js.br", "1"),
    ];

    #[test]
    fn a_site_is_asked_for_every_file_that_a_browser_may_load() {
        let built = Folder::new("verify-site", &BUILT);
        let url = serve(&[
            ("/a/", BUILT[3].1),
            ("/a/gvmi-hash.html", "1"),
            ("/a/worker.js", "2"),
        ]);
        let copy = Copy::at(&format!("{url}/a"));
        let comparison = copy.compare(&built.0).expect("a comparison");
        assert_eq!(
            comparison.to_string(),
            "same     gvmi-hash.html\nsame     index.html\n\
             DIFFERS  worker.js\nMISSING  worker_bg.wasm\n"
        );
        assert_eq!(
            other(&comparison),
            "The copy is not what this source gives: 1 different, 1 missing."
        );
        assert_eq!(copy.origin().as_deref(), Some("built from a."));

        let one_file = Copy::at(&format!("{url}/a/gvmi-hash.html"));
        let comparison = one_file.compare(&built.0).expect("a comparison");
        assert_eq!(
            same(&comparison),
            "The copy is what this source gives, byte for byte."
        );
    }

    #[test]
    fn a_server_that_fails_is_no_verdict() {
        let built = Folder::new("verify-broken", &BUILT);
        let url = serve(&[("/", "broken")]);
        let file = format!("{url}/gvmi-hash.html");
        let missing = Copy::at(&file).compare(&built.0).expect("a comparison");
        assert_eq!(missing.to_string(), "MISSING  gvmi-hash.html\n");
        let why = get(&format!("{url}/")).unwrap_err();
        assert_eq!(why, format!("{url}/ was answered with status 500"));
        let why = get("http://127.0.0.1:1/").unwrap_err();
        assert!(why.starts_with("cannot get http://127.0.0.1:1/: "), "{why}");
    }

    #[test]
    fn a_folder_and_a_file_are_read() {
        let built = Folder::new("verify-built", &BUILT);
        let copy = Folder::new("verify-copy", &[("renamed.html", "1")]);
        let file = copy.0.join("renamed.html");
        let named = Copy::named(&file.to_string_lossy()).expect("a file");
        assert!(named.compare(&built.0).expect("a comparison").is_same());
        let whole = Copy::named(&copy.0.to_string_lossy()).expect("a folder");
        let comparison = whole.compare(&built.0).expect("a comparison");
        assert_eq!(
            other(&comparison),
            "The copy is not what this source gives: 8 missing, 1 not of this build."
        );
        let folders = |names: [&Folder; 2]| names.map(|folder| folder.0.clone());
        assert_eq!(are_same(&built.0, &folders([&built, &built])), Ok(true));
        assert_eq!(are_same(&built.0, &folders([&built, &copy])), Ok(false));
        assert_eq!(are_same(&built.0, &folders([&copy, &built])), Ok(false));
        let itself = Copy::Folder(built.0.clone());
        let comparison = itself.compare(&built.0).expect("a comparison");
        assert_eq!(
            same(&comparison),
            "All 8 files of the copy are what this source gives, byte for byte."
        );
    }
}
