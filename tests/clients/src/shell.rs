//! Commands and checksum lines with hostile texts in them, read by a POSIX shell and
//! by `sha3sum`.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};

use gvmi_hash::hash::hash;
use gvmi_hash::pure::publish::after_publishing::{Shell, WebUrl, commands};
use gvmi_hash::pure::publish::snippet::checksum_line;
use gvmi_hash::pure::text::invisible::is_invisible;

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

fn sha3sum(folder: &Path, lines: &str) -> Output {
    let list = folder.join("sums/SUMS");
    fs::write(&list, lines).expect("a list");
    let stdin = File::open("/dev/null").expect("/dev/null");
    run(Command::new("sha3sum")
        .args(["--check", "--strict", "--warn", "--quiet"])
        .arg(list)
        .current_dir(folder.join("files"))
        .stdin(stdin))
}

#[test]
fn sha3sum_finds_every_file_by_its_checksum_line() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("files")).expect("a folder for the files");
    fs::create_dir(folder.path().join("sums")).expect("a folder for the list");
    let mut lines = String::new();
    let names = file_names();
    assert!(names.len() > 10_000);
    for name in &names {
        // Each has a content of its own, so that none can stand for another.
        fs::write(folder.path().join("files").join(name), name).expect("a file");
        lines.extend(checksum_line(&hash(name.as_bytes()), name));
    }
    let output = sha3sum(folder.path(), &lines);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.is_empty(), "{said}");

    let wrong = checksum_line(&hash(b"another"), "a\\\nb").expect("a line");
    fs::write(folder.path().join("files/a\\\nb"), "").expect("a file");
    let output = sha3sum(folder.path(), &wrong);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "a\\\nb: FAILED\n");
}
