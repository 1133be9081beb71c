//! Volumes that hide what the image has in their place.

use super::path::shown_entry;
use crate::pure::image::Metadata;
use crate::pure::squashfs::{EntryId, Kind, Tree};
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};
use crate::pure::text::measure::{grouped, size};

/// What to say of each volume that hides something.
pub(super) fn findings(tree: &Tree, metadata: &Metadata) -> Vec<Finding> {
    let volumes = metadata.volumes.iter();
    volumes
        .filter_map(|volume| of_volume(tree, volume))
        .collect()
}

fn of_volume(tree: &Tree, volume: &str) -> Option<Finding> {
    let folder = tree.resolve(tree.root(), volume.as_bytes()).ok()?;
    let hidden = hidden(tree, folder);
    let first = *hidden.iter().min()?;
    let bytes: u64 = hidden.iter().map(|file| length(tree, *file)).sum();
    let quoted = visible(&abridged(volume));
    let files = if hidden.len() == 1 { "file" } else { "files" };
    Some(
        Finding::advice(format!(
            "The volume “{quoted}” hides {} {files} of the image ({}), first “{}”. Put them \
             elsewhere in the Dockerfile.",
            grouped(hidden.len() as u64),
            size(bytes),
            shown_entry(tree, first)
        ))
        .more(
            "A provider mounts an empty folder over each volume; Docker would copy the files into \
             it. A program can copy them there when it starts.",
        ),
    )
}

/// All that lies in a folder but folders.
fn hidden(tree: &Tree, folder: EntryId) -> Vec<EntryId> {
    let mut hidden = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in tree.children(folder) {
            match tree.is_folder(entry) {
                true => folders.push(entry),
                false => hidden.push(entry),
            }
        }
    }
    hidden
}

fn length(tree: &Tree, file: EntryId) -> u64 {
    match tree.inode(file).kind {
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
