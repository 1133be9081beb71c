//! What makes an image large, and what of it no provider needs.

use super::largest::Largest;
use super::path::shown_entry;
use crate::pure::squashfs::{EntryId, Tree};
use crate::pure::text::finding::Finding;
use crate::pure::text::measure::size;

/// Less than this is not worth a word, in bytes.
const LEAST: u64 = 1 << 20;

/// What is seldom needed where programs only run.
struct Leftover {
    what: &'static str,
    where_: Where,
    /// How it is left out.
    how: &'static str,
}

/// Where it is.
enum Where {
    /// In these folders.
    Paths(&'static [&'static str]),
    /// In folders of this name, anywhere.
    Folders(&'static [u8]),
    /// In folders of this name in folders of that one.
    In(&'static [u8], &'static [u8]),
    /// In files whose names end so.
    Ending(&'static [u8]),
}

const LEFTOVERS: [Leftover; 8] = [
    Leftover {
        what: "lists and packages of apt",
        where_: Where::Paths(&["/var/lib/apt/lists", "/var/cache/apt"]),
        how: "end the RUN line with “&& rm -rf /var/lib/apt/lists/* /var/cache/apt/*”",
    },
    Leftover {
        what: "packages of apk, dnf or yum",
        where_: Where::Paths(&["/var/cache/apk", "/var/cache/dnf", "/var/cache/yum"]),
        how: "“apk add --no-cache”, or “dnf clean all” on the same RUN line",
    },
    Leftover {
        what: "caches of pip, npm, yarn, Cargo or Go",
        where_: Where::Paths(&[
            "/root/.cache",
            "/root/.npm",
            "/usr/local/share/.cache",
            "/root/.cargo/registry",
            "/usr/local/cargo/registry",
            "/root/go/pkg/mod/cache",
        ]),
        how: "“pip install --no-cache-dir”, “npm ci && npm cache clean --force”, or build in a \
              stage of its own",
    },
    Leftover {
        what: "caches in node_modules",
        where_: Where::In(b"node_modules", b".cache"),
        how: "“rm -rf node_modules/.cache” on the RUN line that builds",
    },
    Leftover {
        what: "histories of Git (.git)",
        where_: Where::Folders(b".git"),
        how: "a line “.git” in .dockerignore",
    },
    Leftover {
        what: "compiled Python (__pycache__)",
        where_: Where::Folders(b"__pycache__"),
        how: "“ENV PYTHONDONTWRITEBYTECODE=1” before it is installed; it starts a little slower",
    },
    Leftover {
        what: "documentation",
        where_: Where::Paths(&["/usr/share/doc", "/usr/share/man", "/usr/share/info"]),
        how: "“rm -rf /usr/share/doc /usr/share/man /usr/share/info” on the RUN line that \
              installs",
    },
    Leftover {
        what: "static libraries (.a)",
        where_: Where::Ending(b".a"),
        how: "build in a stage of its own, and copy what runs",
    },
];

/// What no provider needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotNeeded {
    /// What it is.
    pub what: &'static str,
    /// How it is left out.
    pub how: &'static str,
    /// How many bytes smaller the image would be, about.
    pub stored: u64,
    /// The largest of it.
    pub largest: EntryId,
}

/// What no provider needs, the largest first. Nothing is counted twice.
#[must_use]
pub fn not_needed(tree: &Tree) -> Vec<NotNeeded> {
    let stored = tree.stored();
    let mut leftover_of: Vec<Option<u8>> = vec![None; tree.len()];
    let mut found: Vec<Option<NotNeeded>> = vec![None; LEFTOVERS.len()];
    let paths: Vec<_> = LEFTOVERS
        .iter()
        .map(|leftover| match leftover.where_ {
            Where::Paths(paths) => paths
                .iter()
                .filter_map(|path| tree.resolve(tree.root(), path.as_bytes()).ok())
                .filter(|entry| *entry != tree.root())
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    for entry in tree.entries().skip(1) {
        // What lies in something that is not needed is counted there.
        leftover_of[entry.index()] = leftover_of[tree.parent(entry).index()];
        if leftover_of[entry.index()].is_some() {
            continue;
        }
        let matches = |(index, leftover): (usize, &Leftover)| {
            let is_one = leftover.where_.has(tree, entry) || paths[index].contains(&entry);
            is_one.then_some(index)
        };
        let Some(index) = LEFTOVERS.iter().enumerate().find_map(matches) else {
            continue;
        };
        leftover_of[entry.index()] = Some(index as u8);
        let bytes = stored[entry.index()];
        let leftover = &LEFTOVERS[index];
        let total = found[index].get_or_insert(NotNeeded {
            what: leftover.what,
            how: leftover.how,
            stored: 0,
            largest: entry,
        });
        total.stored += bytes;
        if bytes > stored[total.largest.index()] {
            total.largest = entry;
        }
    }
    let mut largest = Largest::new();
    for found in found.into_iter().flatten().filter(|found| found.stored > 0) {
        largest.add(found.stored, found);
    }
    largest.first().collect()
}

impl Where {
    fn has(&self, tree: &Tree, entry: EntryId) -> bool {
        let name = tree.name(entry);
        match self {
            Self::Paths(_) => false,
            Self::Folders(folder) => name == *folder && tree.is_folder(entry),
            Self::In(folder, inner) => {
                name == *inner && tree.is_folder(entry) && tree.name(tree.parent(entry)) == *folder
            }
            Self::Ending(end) => name.ends_with(end) && !tree.is_folder(entry),
        }
    }
}

/// What to say of what is not needed, if that is much.
pub(super) fn finding(tree: &Tree) -> Option<Finding> {
    let not_needed = not_needed(tree);
    let sum: u64 = not_needed.iter().map(|found| found.stored).sum();
    let first = not_needed.first().filter(|_| sum >= LEAST)?;
    let each = not_needed.iter().map(|found| {
        let NotNeeded { what, how, .. } = found;
        let path = shown_entry(tree, found.largest);
        format!("{} in {what}, such as “{path}”: {how}.", size(found.stored))
    });
    Some(
        Finding::advice(format!(
            "The image could be {} smaller without what a provider does not need, above all {}.",
            size(sum),
            first.what
        ))
        .more(each.collect::<Vec<_>>().join(" ")),
    )
}
