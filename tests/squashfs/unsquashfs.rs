//! What unsquashfs says of a file system.

use std::path::Path;
use std::process::Command;

use crate::row::Row;

/// Its listing, in the order of the paths.
pub fn rows(image: &Path) -> Vec<Row> {
    let said = Command::new("unsquashfs")
        .args(["-lln", "-d", ""])
        .arg(image)
        .env("TZ", "UTC")
        .output()
        .unwrap_or_else(|why| panic!("unsquashfs (squashfs-tools) cannot be started: {why}"));
    let complaint = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "unsquashfs: {complaint}");
    let lines = said.stdout.split(|byte| *byte == b'\n');
    let mut rows: Vec<_> = lines.filter(|line| !line.is_empty()).map(row).collect();
    rows.sort();
    rows
}

/// `-rwxr-xr-x 0/0   12 2026-11-29 15:24 /a/f`, `crw-rw-rw- 0/0   1, 3 …`, `… /l -> x`.
fn row(line: &[u8]) -> Row {
    let (mode, rest) = word(line);
    let (owner, mut rest) = word(rest);
    let number = |word: &str| word.trim_matches(',').parse::<u64>().ok();
    let kind = mode.chars().next().expect("a letter");
    let size = match kind {
        'b' | 'c' => {
            // Either `1, 3` or `1118467,112`.
            let comma = rest.iter().position(|byte| *byte == b',').expect("a comma");
            let (major, minor) = rest.split_at(comma);
            let (minor, behind) = word(&minor[1..]);
            rest = behind;
            let major = String::from_utf8_lossy(major).trim().to_owned();
            number(&major)
                .zip(number(&minor))
                .map(|(major, minor)| major << 8 | minor)
        }
        _ => {
            let (size, behind) = word(rest);
            rest = behind;
            (kind == '-').then(|| number(&size).expect("a size"))
        }
    };
    let (_date, rest) = word(rest);
    let (_time, rest) = word(rest);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let arrow = b" -> ";
    let split = rest.windows(arrow.len()).position(|window| window == arrow);
    let (path, target) = match split.filter(|_| kind == 'l') {
        Some(at) => (&rest[..at], Some(rest[at + arrow.len()..].to_vec())),
        None => (rest, None),
    };
    let path = if path.is_empty() { b"/" } else { path };
    Row {
        path: path.to_vec(),
        mode,
        owner,
        size,
        target,
    }
}

fn word(line: &[u8]) -> (String, &[u8]) {
    let start = line.iter().position(|byte| *byte != b' ').unwrap_or(0);
    let line = &line[start..];
    let end = line
        .iter()
        .position(|byte| *byte == b' ')
        .unwrap_or(line.len());
    (
        String::from_utf8_lossy(&line[..end]).into_owned(),
        &line[end..],
    )
}
