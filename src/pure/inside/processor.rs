//! For which processor the programs are: providers have x86-64 alone.

use super::elf::{X86, X86_64, machine_name};
use super::executable::{Executable, Executables, is_executable};
use super::path::shown_entry;
use crate::pure::image::Metadata;
use crate::pure::squashfs::{EntryId, Kind, Source, Tree};
use crate::pure::text::finding::Finding;
use crate::pure::text::measure::grouped;

/// So many executable files are looked at, beside the shell and the entry point.
const SAMPLE: usize = 32;

/// What to say of programs for other processors.
pub(super) async fn finding(
    executables: &mut Executables<'_>,
    source: &mut impl Source,
    metadata: &Metadata,
) -> Option<Finding> {
    let tree = &executables.file_system.tree;
    let mut fitting = 0;
    let mut others: Vec<(EntryId, u16)> = Vec::new();
    for file in looked_at(tree, metadata) {
        match executables.executable(source, file).await {
            Executable::Elf(elf) if matches!(elf.machine, X86 | X86_64) => fitting += 1,
            Executable::Elf(elf) => others.push((file, elf.machine)),
            Executable::Script(_) | Executable::Other => {}
        }
    }
    let (first, machine) = *others.first()?;
    let (path, machine) = (shown_entry(tree, first), machine_name(machine));
    let count = grouped(others.len() as u64);
    let all = grouped((others.len() + fitting) as u64);
    Some(match fitting {
        0 => Finding::error(format!(
            "The programs in the image are for {machine}, and providers run x86-64. Build the \
             Docker image again with “--platform linux/amd64”."
        ))
        .more(format!(
            "Commands would fail with “Exec format error”. Looked at: {all}, such as “{path}”. A \
             computer with Apple silicon builds for ARM unless it is told otherwise."
        )),
        _ => Finding::advice(format!(
            "Of {all} programs that were looked at, {count} cannot run on a provider: “{path}” is \
             for {machine}, and providers run x86-64."
        ))
        .more(
            "Commands that run them fail with “Exec format error”. If they are needed, get them \
             for x86-64, or build with “--platform linux/amd64”.",
        ),
    })
}

/// The shell, the entry point, and executable files from all over the image.
fn looked_at(tree: &Tree, metadata: &Metadata) -> Vec<EntryId> {
    let entry_point = metadata.entrypoint.iter().chain(&metadata.command).next();
    let named = ["/bin/sh"]
        .into_iter()
        .chain(entry_point.map(String::as_str));
    let named = named.filter_map(|path| tree.resolve(tree.root(), path.as_bytes()).ok());
    let executable: Vec<_> = tree
        .entries()
        .filter(|file| is_program(tree, *file))
        .collect();
    let step = executable.len().div_ceil(SAMPLE).max(1);
    let sample = executable.into_iter().step_by(step);
    let mut files: Vec<EntryId> = Vec::new();
    for file in named.filter(|file| is_program(tree, *file)).chain(sample) {
        let inode = tree.inode_index(file);
        if files.iter().all(|other| tree.inode_index(*other) != inode) {
            files.push(file);
        }
    }
    files
}

fn is_program(tree: &Tree, file: EntryId) -> bool {
    const SHORTEST_ELF: u64 = 52;
    let inode = tree.inode(file);
    let is_long = matches!(inode.kind, Kind::File { size, .. } if size >= SHORTEST_ELF);
    is_long && is_executable(inode, (0, 0)) && !tree.name(file).ends_with(b".ko")
}
