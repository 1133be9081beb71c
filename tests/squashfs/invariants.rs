//! What must hold of whatever is read, and of what is asked for.

use std::ops::Range;

use gvmi_hash::pure::squashfs::{Kind, Source, Tree, limits};

/// A file in memory that counts what is asked of it.
pub struct Counted<'a> {
    file: &'a [u8],
    asked: u64,
}

impl<'a> Counted<'a> {
    pub fn new(file: &'a [u8]) -> Self {
        Self { file, asked: 0 }
    }

    /// Holds what was asked for, for the tables alone, against what there is: four tables, a
    /// piece of each too many at most.
    #[track_caller]
    pub fn check(&self) {
        let most = 4 * (self.file.len() as u64).min(limits::TABLE + (2 << 20)) + 1000;
        assert!(self.asked <= most, "{} bytes were asked for", self.asked);
    }
}

impl Source for Counted<'_> {
    async fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, String> {
        assert!(range.start <= range.end, "{range:?} is no range");
        assert!(range.end - range.start <= 1 << 20, "{range:?} is too long");
        self.asked += range.end - range.start;
        let bytes = self.file.get(range.start as usize..range.end as usize);
        Ok(bytes.expect("a range in the file").to_vec())
    }
}

/// Panics if a tree is none.
#[track_caller]
pub fn check(tree: &Tree) {
    assert!((1..=limits::ENTRIES).contains(&tree.len()));
    assert!(tree.inode_count() <= tree.len());
    let mut found = 1;
    for entry in tree.entries() {
        let parent = tree.parent(entry);
        if entry == tree.root() {
            assert_eq!((parent, tree.name(entry)), (entry, &b""[..]));
        } else {
            assert!(parent < entry && tree.is_folder(parent), "{parent:?}");
            assert_eq!(tree.child(parent, tree.name(entry)), Some(entry));
        }
        assert!(tree.inode_index(entry) < tree.inode_count());
        let children: Vec<_> = tree.children(entry).collect();
        found += children.len();
        assert!(children.is_empty() || tree.is_folder(entry));
        let names: Vec<_> = children.iter().map(|child| tree.name(*child)).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for (child, name) in children.iter().zip(names) {
            assert_eq!(tree.parent(*child), entry);
            assert!((1..=256).contains(&name.len()) && name != b"." && name != b"..");
            assert!(
                !name.iter().any(|byte| [0, b'/'].contains(byte)),
                "{name:?}"
            );
        }
        if let Some(target) = tree.target(entry) {
            assert!(!target.is_empty());
            // It comes to an end.
            let _ = tree.resolve(parent, target);
        }
    }
    assert_eq!(found, tree.len(), "each name is in one folder");
    for gap in tree.gaps() {
        assert!(tree.is_folder(gap.folder) && tree.has_gap(gap.folder));
        assert!(!gap.damage.to_string().is_empty());
    }
    let whole: u64 = files(tree).map(|(_, stored)| stored).sum();
    assert_eq!(tree.stored()[0], whole, "each file is counted once");
}

/// The size and the compressed size of each file, once.
pub fn files(tree: &Tree) -> impl Iterator<Item = (u64, u64)> {
    let mut is_seen = vec![false; tree.inode_count()];
    tree.entries().filter_map(move |entry| {
        let is_seen = std::mem::replace(&mut is_seen[tree.inode_index(entry)], true);
        match tree.inode(entry).kind {
            Kind::File { size, stored } if !is_seen => Some((size, stored)),
            _ => None,
        }
    })
}
