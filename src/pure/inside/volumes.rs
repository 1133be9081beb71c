//! Volumes that hide what the image has in their place.

use std::mem;

use super::path::shown_entry;
use crate::pure::image::Metadata;
use crate::pure::squashfs::{EntryId, Kind, Tree};
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};
use crate::pure::text::measure::{grouped, size};

/// Of so many volumes it is said what they hide. Nobody reads more.
const MOST: usize = 8;

/// What a folder holds, with all below it, but folders.
#[derive(Clone, Copy, Default)]
struct Hidden {
    files: u64,
    /// How long they are in all.
    bytes: u64,
    first: Option<EntryId>,
}

/// What to say of the volumes that hide something.
pub(super) fn findings(tree: &Tree, metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    if metadata.volumes.is_empty() {
        return findings;
    }
    let mut hidden = hidden(tree);
    let mut others = 0;
    for volume in &metadata.volumes {
        let Ok(folder) = tree.resolve(tree.root(), volume.as_bytes()) else {
            continue;
        };
        // Another spelling of its path hides nothing more.
        let hidden = mem::take(&mut hidden[folder.index()]);
        let Some(first) = hidden.first else {
            continue;
        };
        if findings.len() < MOST {
            findings.push(of_volume(tree, volume, &hidden, first));
        } else {
            others += 1;
        }
    }
    findings.extend(of_others(others));
    findings
}

fn of_volume(tree: &Tree, volume: &str, hidden: &Hidden, first: EntryId) -> Finding {
    let quoted = visible(&abridged(volume));
    let files = if hidden.files == 1 { "file" } else { "files" };
    Finding::advice(format!(
        "The volume “{quoted}” hides {} {files} of the image ({}), first “{}”. Put them elsewhere \
         in the Dockerfile.",
        grouped(hidden.files),
        size(hidden.bytes),
        shown_entry(tree, first)
    ))
    .more(
        "A provider mounts an empty folder over each volume; Docker would copy the files into it. \
         A program can copy them there when it starts.",
    )
}

fn of_others(count: u64) -> Option<Finding> {
    let volumes = match count {
        0 => return None,
        1 => "One more volume hides".to_owned(),
        _ => format!("{} more volumes hide", grouped(count)),
    };
    Some(Finding::advice(format!("{volumes} files of the image.")))
}

/// What each folder holds, by [`EntryId::index`].
fn hidden(tree: &Tree) -> Vec<Hidden> {
    let mut hidden = vec![Hidden::default(); tree.len()];
    for entry in tree.entries().rev().filter(|entry| *entry != tree.root()) {
        let here = match tree.inode(entry).kind {
            Kind::Folder => hidden[entry.index()],
            kind => Hidden {
                files: 1,
                bytes: length(kind),
                first: Some(entry),
            },
        };
        let above = &mut hidden[tree.parent(entry).index()];
        above.files += here.files;
        above.bytes = above.bytes.saturating_add(here.bytes);
        above.first = [here.first, above.first].into_iter().flatten().min();
    }
    hidden
}

fn length(kind: Kind) -> u64 {
    match kind {
        Kind::File { size, .. } => size,
        _ => 0,
    }
}

/// Whether a volume is a folder, or lies in it.
pub(super) fn is_below(volume: &str, folder: &str) -> bool {
    let mut volume = volume.split('/').filter(|name| !name.is_empty());
    let mut folder = folder.split('/').filter(|name| !name.is_empty());
    folder.all(|name| volume.next() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_lies_in_the_folders_of_its_path() {
        for (volume, folder, expected) in [
            ("/golem/work", "/golem", true),
            ("/golem/work/", "/golem/work", true),
            ("/golem/work", "/golem/work/in", false),
            ("/golem/work", "/gol", false),
            ("/golem", "/", true),
        ] {
            assert_eq!(is_below(volume, folder), expected, "{volume} {folder}");
        }
    }
}
