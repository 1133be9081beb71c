//! Commands and sums files with hostile texts in them, read by a POSIX shell, by `sha3sum`
//! and by `rhash`; and the sums files of such programs, read by us.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};

use gvmi_hash::hash::hash;
use gvmi_hash::pure::compare::{Text, sums};
use gvmi_hash::pure::publish::after_publishing::{Shell, WebUrl, commands};
use gvmi_hash::pure::publish::set::{self, Published};
use gvmi_hash::pure::text::invisible::is_invisible;
use tempfile::TempDir;

use crate::hostile;

/// In place of curl and OpenSSL: both write their arguments, each with a NUL behind it.
/// OpenSSL waits for the end of curl's output, so that it is the second.
const RECORDERS: &str = r#"
exec 3>&1
curl() { printf '%s\0' curl "$@" >&3; }
openssl() { read -r line; printf '%s\0' openssl "$@" >&3; }
"#;

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|why| panic!("cannot start {command:?}: {why}"))
}

fn percent_encoded(url: &str) -> String {
    let encoded = |character: char| match is_invisible(character) {
        true => character
            .to_string()
            .bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect(),
        false => character.to_string(),
    };
    url.trim().chars().map(encoded).collect()
}

#[test]
fn a_posix_shell_gives_curl_the_url() {
    let mut script = RECORDERS.to_owned();
    let mut expected = Vec::new();
    for text in hostile::texts() {
        let url = format!("https://{text}");
        let commands = commands(Shell::Posix, &WebUrl::parse(&url).expect("an https URL"));
        script.extend([&commands.size, "\n", &commands.content, "\n"]);
        let url = percent_encoded(&url);
        let size = ["curl", "-fsSIL", "--globoff", "--url", &url];
        let content = ["curl", "-fsSL", "--compressed", "--globoff", "--url", &url];
        let hash = ["openssl", "dgst", "-sha3-224"];
        expected.extend(
            [&size[..], &content, &hash]
                .concat()
                .iter()
                .map(ToString::to_string),
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("commands.sh");
    fs::write(&file, script).expect("a script");
    let output = run(Command::new("sh").arg(file));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let given = String::from_utf8(output.stdout).expect("URLs in UTF-8");
    for (given, expected) in given.split('\0').zip(&expected) {
        assert_eq!(given, expected);
    }
    assert_eq!(given.matches('\0').count(), expected.len());
}

/// Names that a Linux file system can hold in one folder.
fn file_names() -> BTreeSet<String> {
    let fits = |name: &String| (1..=255).contains(&name.len()) && name != "." && name != "..";
    hostile::texts()
        .iter()
        .map(|text| text.replace(['/', '\0'], "_"))
        .chain(["-", "--", "#", "\\", " ", "\n", "a\n#b", "*a"].map(str::to_owned))
        .filter(fits)
        .collect()
}

/// A folder with a file for each name, of which each has a content of its own, so that none
/// can stand for another; and their sums file.
fn folder_with(names: &BTreeSet<String>) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("files/folder")).expect("a folder for the files");
    fs::create_dir(folder.path().join("sums")).expect("a folder for the list");
    for name in names {
        fs::write(folder.path().join("files").join(name), name).expect("a file");
    }
    let images: Vec<Published> = names
        .iter()
        .map(|name| Published {
            name,
            hash: hash(name.as_bytes()),
            url: "",
            size: name.len() as u64,
        })
        .collect();
    (folder, set::sums(&images))
}

/// The names, alone and in a folder.
fn paths(names: BTreeSet<String>) -> BTreeSet<String> {
    let in_folder = names.iter().map(|name| format!("folder/{name}")).collect();
    [names, in_folder].into_iter().flatten().collect()
}

/// What a program says of a folder's files by a sums file.
fn checked(program: &[&str], folder: &Path, lines: &str) -> Output {
    let list = folder.join("sums/SHA3-224SUMS");
    fs::write(&list, lines).expect("a list");
    let stdin = File::open("/dev/null").expect("/dev/null");
    run(Command::new(program[0])
        .args(&program[1..])
        .arg(list)
        .current_dir(folder.join("files"))
        .stdin(stdin))
}

const SHA3SUM: &[&str] = &["sha3sum", "-a", "224", "--check", "--strict", "--warn"];
const RHASH: &[&str] = &["rhash", "--sha3-224", "--check", "--brief"];

/// A program finds every file by the sums file, and says so in a line that ends in `ok`.
#[track_caller]
fn check_found(program: &[&str], ok: &str, names: &BTreeSet<String>) {
    let (folder, lines) = folder_with(names);
    let output = checked(program, folder.path(), &lines);
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    assert_eq!(said.matches(ok).count(), names.len());
}

#[test]
fn sha3sum_finds_every_file_by_its_checksum_line() {
    let names = paths(file_names());
    assert!(names.len() > 20_000);
    check_found(SHA3SUM, ": OK\n", &names);
}

#[test]
fn sha3sum_tells_another_content() {
    let (folder, lines) = folder_with(&BTreeSet::from(["a\\\nb".to_owned()]));
    fs::write(folder.path().join("files/a\\\nb"), "").expect("a file");
    let output = checked(SHA3SUM, folder.path(), &lines);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "a\\\nb: FAILED\n");
}

/// Whether a sums file can say this name to RHash.
fn is_for_rhash(name: &str) -> bool {
    let is_control = |c: char| c < ' ' && !['\t', '\n', '\r'].contains(&c);
    let has_foreign = name.contains(|c| c == '\\' || is_control(c));
    !has_foreign && !name.ends_with([' ', '\t', '\r'])
}

#[test]
fn rhash_finds_every_file_that_a_line_can_say() {
    let mut names = paths(file_names());
    names.retain(|name| is_for_rhash(name));
    assert!(names.len() > 5_000);
    check_found(RHASH, " OK \n", &names);
}

#[test]
fn rhash_finds_no_file_that_a_line_cannot_say() {
    for name in ["a\\b", "a\x01b", "a ", "a\t", "a\r"] {
        assert!(!is_for_rhash(name));
        let (folder, lines) = folder_with(&BTreeSet::from([name.to_owned()]));
        let output = checked(RHASH, folder.path(), &lines);
        assert_eq!(output.status.code(), Some(1), "{name:?}: {lines:?}");
    }
}

/// A file in UTF-16, with the line ends of Windows.
fn by_power_shell(text: &str) -> Vec<u8> {
    let text = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The sums file of a program names every file with its hash, as it was written and as
/// PowerShell's `>` writes it.
#[track_caller]
fn check_understood(program: &[&str]) {
    const NAMES: [&str; 4] = ["a.gvmi", "it's (b) ä.gvmi", "folder/c d.gvmi", "e=f.gvmi"];
    let (folder, _) = folder_with(&NAMES.map(str::to_owned).into());
    let output = run(Command::new(program[0])
        .args(&program[1..])
        .args(NAMES)
        .current_dir(folder.path().join("files")));
    let written = String::from_utf8(output.stdout).expect("names in UTF-8");
    for bytes in [by_power_shell(&written), written.into_bytes()] {
        let text = sums::text(&bytes).expect("a sums file");
        let Some(Text::Hashes(claims)) = Text::parse(&text) else {
            panic!("no hashes in {text}");
        };
        let found: Vec<_> = claims.iter().map(|c| (c.name.as_deref(), c.hash)).collect();
        let expected = NAMES.map(|name| (Some(name), hash(name.as_bytes())));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn the_sums_files_of_other_programs_are_understood() {
    check_understood(&["sha3sum", "-a", "224"]);
    check_understood(&["sha3sum", "-a", "224", "--tag"]);
    check_understood(&["rhash", "--sha3-224"]);
    check_understood(&["rhash", "--bsd", "--sha3-224"]);
    check_understood(&["openssl", "dgst", "-sha3-224"]);
    check_understood(&["openssl", "dgst", "-r", "-sha3-224"]);
}
