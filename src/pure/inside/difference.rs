//! Two images compared: what came, what went, what is of another length.

use std::cmp::{Ordering, Reverse};
use std::fmt;

use super::contents::{Contents, Item};
use crate::pure::text::measure::size;

/// What is of one image and not of another. Its text is what that comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// How many bytes the files of the image before take, compressed.
    pub before: u64,
    /// How many those of the other take.
    pub after: u64,
    /// What differs, the largest difference first. A folder that only one image has is one
    /// change, with all that lies in it.
    pub changes: Vec<Change>,
    /// Whether all folders that both have could be read. Of what could not, nothing is said.
    pub is_whole: bool,
}

/// A path that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The path from the root.
    pub path: Vec<u8>,
    /// How many bytes it takes in the image before, compressed, if it is there.
    pub before: Option<u64>,
    /// How many in the other.
    pub after: Option<u64>,
}

impl Change {
    /// How many bytes it takes more or fewer.
    fn extent(&self) -> u64 {
        let bytes = Option::unwrap_or_default;
        bytes(self.after).abs_diff(bytes(self.before))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            after,
            changes,
            is_whole,
        } = self;
        let rest = match is_whole {
            true => "",
            false => " Folders that could not be read are left out.",
        };
        if changes.is_empty() {
            return write!(
                f,
                "No path came or went, and no file is of another length. What files of the same \
                 length hold is not compared.{rest}"
            );
        }
        let than = match after.cmp(before) {
            Ordering::Less => " less than before",
            Ordering::Equal => ", as before",
            Ordering::Greater => " more than before",
        };
        let extent = match after.abs_diff(*before) {
            0 => size(*after),
            extent => size(extent),
        };
        write!(f, "The files take {extent}{than}.")?;
        let sum = |is_one: fn(&Change) -> bool| {
            let ones = changes.iter().filter(|change| is_one(change));
            ones.map(Change::extent).fold(0, u64::saturating_add)
        };
        for (what, bytes) in [
            ("New", sum(|change| change.before.is_none())),
            ("Gone", sum(|change| change.after.is_none())),
        ] {
            if bytes > 0 {
                write!(f, " {what}: {}.", size(bytes))?;
            }
        }
        let is_changed = |change: &&Change| change.before.is_some() && change.after.is_some();
        match changes.iter().filter(is_changed).count() {
            0 => {}
            1 => f.write_str(" Changed: 1 path.")?,
            count => write!(f, " Changed: {count} paths.")?,
        }
        f.write_str(rest)
    }
}

impl Contents {
    /// What is otherwise in a later image. A file of the same length counts as the same: what it
    /// takes of a block that it shares depends on its neighbours.
    #[must_use]
    pub fn difference(&self, later: &Self) -> Difference {
        let stored = |contents: &Self| contents.item(0).map_or(0, |root| root.stored);
        let mut difference = Difference {
            before: stored(self),
            after: stored(later),
            changes: Vec::new(),
            is_whole: true,
        };
        let mut folders = vec![(0, 0)];
        while let Some((before, after)) = folders.pop() {
            self.compare(before, later, after, &mut difference, &mut folders);
        }
        let changes = &mut difference.changes;
        changes.sort_by_cached_key(|change| (Reverse(change.extent()), change.path.clone()));
        difference
    }

    /// Holds a folder against the same in the later image, name by name, as both are sorted.
    fn compare(
        &self,
        folder: u32,
        later: &Self,
        later_folder: u32,
        difference: &mut Difference,
        folders: &mut Vec<(u32, u32)>,
    ) {
        let has_gap = |of: &Self, number| of.item(number).is_some_and(|item| item.has_gap());
        // Nobody knows whether it is there.
        let [hides_old, hides_new] = [has_gap(later, later_folder), has_gap(self, folder)];
        difference.is_whole &= !hides_old && !hides_new;
        let mut before = self.children(folder).peekable();
        let mut after = later.children(later_folder).peekable();
        loop {
            let [old, new] = [(self, before.peek()), (later, after.peek())].map(|(of, number)| {
                let number = *number?;
                Some((number, of.item(number)?))
            });
            let order = match (&old, &new) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((_, old)), Some((_, new))) => old.name.cmp(new.name),
            };
            let old = old.filter(|_| order.is_le());
            let new = new.filter(|_| order.is_ge());
            if order.is_le() {
                before.next();
            }
            if order.is_ge() {
                after.next();
            }
            if let (Some((old, one)), Some((new, other))) = (&old, &new) {
                if one.is_folder() && other.is_folder() {
                    folders.push((*old, *new));
                }
                if is_same(one, other) {
                    continue;
                }
            }
            if (new.is_none() && hides_old) || (old.is_none() && hides_new) {
                continue;
            }
            let path = old.map(|(number, _)| self.path(number));
            let path = path.or(new.map(|(number, _)| later.path(number)));
            difference.changes.push(Change {
                path: path.unwrap_or_default(),
                before: old.map(|(_, item)| item.stored),
                after: new.map(|(_, item)| item.stored),
            });
        }
    }
}

fn is_same(one: &Item<'_>, other: &Item<'_>) -> bool {
    let are_folders = one.is_folder() && other.is_folder();
    are_folders || (one.kind, one.size, one.target) == (other.kind, other.size, other.target)
}
