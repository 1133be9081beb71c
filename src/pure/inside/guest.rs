//! Whether the guest starts: what its init mounts on and writes before anything runs.

use super::path::shown;
use crate::pure::squashfs::{EntryId, Kind, Tree, limits};
use crate::pure::text::finding::Finding;

/// Folders that init does not make itself (`mount` of proc and sysfs; `fopen` below `/etc`).
const FOLDERS: [&str; 3] = ["proc", "sys", "etc"];

/// Files that init writes.
const WRITTEN: [&str; 2] = ["hosts", "resolv.conf"];

/// What keeps the guest from starting.
pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    let missing: Vec<&str> = FOLDERS
        .into_iter()
        .filter(|name| is_missing(tree, name))
        .collect();
    let mut findings: Vec<_> = of_missing(&missing).into_iter().collect();
    if let Ok(etc) = tree.resolve(tree.root(), b"/etc") {
        let written = WRITTEN
            .into_iter()
            .filter_map(|name| of_written(tree, etc, name));
        findings.extend(written);
    }
    findings
}

fn is_missing(tree: &Tree, name: &str) -> bool {
    match tree.child(tree.root(), name.as_bytes()) {
        // Where a link leads, the guest sees.
        Some(entry) => !tree.is_folder(entry) && tree.target(entry).is_none(),
        None => !tree.has_gap(tree.root()),
    }
}

fn of_missing(names: &[&str]) -> Option<Finding> {
    let (last, others) = names.split_last()?;
    let others: String = others.iter().map(|name| format!("/{name}, ")).collect();
    Some(
        Finding::error(format!(
            "A provider cannot start the image: it has no folder {others}/{last}. Build it from a \
             Docker image with gvmkit-build, or add the folder, empty."
        ))
        .more(
            "A provider’s guest mounts /proc and /sys there and writes /etc/hosts and \
             /etc/resolv.conf before anything runs, and ends without a word where it cannot. \
             Docker puts these folders into every container.",
        ),
    )
}

/// What a path is for who opens it to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Writing {
    /// It can be written, or made, or that is not known.
    Possible,
    /// It is a folder.
    Folder,
    /// Its folder is missing, or its links lead in a circle.
    Impossible,
    /// It leads out of the image: init has not made it its root yet.
    Outside,
}

fn of_written(tree: &Tree, etc: EntryId, name: &str) -> Option<Finding> {
    let entry = tree.child(etc, name.as_bytes());
    let target = entry.and_then(|entry| tree.target(entry)).map(shown);
    let target = target.unwrap_or_default();
    let more = format!(
        "Before anything runs, a provider’s guest writes /etc/{name}, and ends without a word \
         where it cannot."
    );
    let finding = match writing(tree, etc, name.as_bytes()) {
        Writing::Possible => return None,
        Writing::Folder => Finding::error(format!(
            "A provider cannot start the image: /etc/{name} is a folder. Add “RUN rmdir \
             /etc/{name}” to the Dockerfile."
        )),
        Writing::Impossible => Finding::error(format!(
            "A provider cannot start the image: /etc/{name} is a link to “{target}”, whose folder \
             is not there. Add “RUN rm /etc/{name}” to the Dockerfile."
        )),
        Writing::Outside => Finding::advice(format!(
            "/etc/{name} is a link to “{target}”, which a provider’s guest looks for outside the \
             image: it may not start. Add “RUN rm /etc/{name}” to the Dockerfile."
        )),
    };
    Some(finding.more(more))
}

/// Follows a path as init does: the root of the image is a folder among others for it, so what
/// begins with a slash, or climbs above that root, is elsewhere.
fn writing(tree: &Tree, folder: EntryId, path: &[u8]) -> Writing {
    let mut at = folder;
    let mut links = 0;
    let mut names: Vec<&[u8]> = path.split(|byte| *byte == b'/').rev().collect();
    while let Some(name) = names.pop() {
        let next = match name {
            _ if !tree.is_folder(at) => return Writing::Impossible,
            b"" | b"." => continue,
            b".." if at == tree.root() => return Writing::Outside,
            b".." => tree.parent(at),
            _ => match tree.child(at, name) {
                Some(child) => child,
                None if names.is_empty() || tree.has_gap(at) => return Writing::Possible,
                None => return Writing::Impossible,
            },
        };
        match tree.target(next) {
            None => at = next,
            Some(target) if target.starts_with(b"/") => return Writing::Outside,
            Some(target) => {
                links += 1;
                if links > limits::LINKS {
                    return Writing::Impossible;
                }
                names.extend(target.split(|byte| *byte == b'/').rev());
            }
        }
    }
    match tree.inode(at).kind {
        Kind::Folder => Writing::Folder,
        _ => Writing::Possible,
    }
}
