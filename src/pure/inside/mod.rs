//! What a provider’s guest makes of the file system inside an image (ya-runtime-vm,
//! `runtime/init-container/src/init.c`): whether it starts, whether commands find what they
//! need, and what makes the image large.
//!
//! Nothing is claimed that was not looked at: where a folder could not be read, nothing in it is
//! said to be missing.

mod contents;
mod difference;
mod elf;
mod executable;
mod guest;
mod largest;
mod path;
mod picture;
mod processor;
mod size;
mod start;
mod volumes;

pub use contents::{Contents, FileOrder, Item, ItemKind, Listing};
pub use difference::{Change, Difference};
pub use path::text_of;
pub use picture::Cell;
pub use size::{NotNeeded, not_needed};

use executable::Executables;
use path::shown_entry;

use super::image::{Inside, Metadata};
use super::squashfs::{Damage, FileSystem, Source, Tree};
use super::text::finding::{self, Finding};
use super::text::measure::grouped;

/// What was seen inside an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// What there is to say of it.
    pub inside: Inside,
    /// Its files.
    pub contents: Contents,
}

/// Looks inside an image whose file system lies in the first `length` bytes.
///
/// # Errors
///
/// What to say of a file system that cannot be read at all.
pub async fn look(
    source: &mut impl Source,
    length: u64,
    metadata: &Metadata,
) -> Result<Seen, Finding> {
    let file_system = FileSystem::read(source, length).await;
    let file_system = file_system.map_err(|damage| unread(&damage))?;
    Ok(Seen {
        inside: Inside {
            findings: findings(&file_system, source, metadata).await,
            is_whole: file_system.tree.gaps().is_empty(),
        },
        contents: Contents::of(file_system.tree),
    })
}

/// What there is to say of an image’s file system, the worst first. Reads the first bytes of a
/// few dozen executables.
pub async fn findings(
    file_system: &FileSystem,
    source: &mut impl Source,
    metadata: &Metadata,
) -> Vec<Finding> {
    let tree = &file_system.tree;
    let mut executables = Executables::new(file_system);
    let mut findings = guest::findings(tree);
    findings.extend(processor::finding(&mut executables, source, metadata).await);
    findings.extend(start::working_directory(tree, metadata));
    findings.extend(start::shell(&mut executables, source).await);
    findings.extend(start::entry_point(&mut executables, source, metadata).await);
    findings.extend(volumes::findings(tree, metadata));
    findings.extend(size::finding(tree));
    findings.extend(of_gaps(tree));
    findings.extend(file_system.damage.first().map(of_damage));
    finding::sort(&mut findings);
    findings
}

/// What to say of a file system that cannot be read at all.
#[must_use]
pub fn unread(damage: &Damage) -> Finding {
    let lead = match damage {
        // That says nothing against it.
        Damage::TooLong(_) | Damage::TooMany | Damage::TooDeep => {
            "What is inside the image could not be read."
        }
        _ => {
            "The file system inside the image could not be read, and a provider may fail to start \
             it. Get the image again, or build it again."
        }
    };
    Finding::advice(lead).more(format!("Why: {damage}."))
}

fn of_gaps(tree: &Tree) -> Option<Finding> {
    let gaps = tree.gaps();
    let first = gaps.first()?;
    let count = grouped(gaps.len() as u64);
    let folders = if gaps.len() == 1 { "folder" } else { "folders" };
    let path = shown_entry(tree, first.folder);
    Some(
        Finding::advice(format!(
            "Not all that is inside the image could be read: not, or not in full, {count} \
             {folders}, first “{path}”. What they hold is not judged."
        ))
        .more(format!("Why: {}.", first.damage)),
    )
}

fn of_damage(damage: &Damage) -> Finding {
    Finding::advice(
        "Not all users, groups and compressed sizes of the files inside the image could be read.",
    )
    .more(format!("Why: {damage}."))
}
