//! Two images compared: what came, what went, what is of another length.

use std::cmp::Ordering;
use std::fmt;

use super::contents::{Contents, Item};
use super::largest::Largest;
use crate::pure::text::measure::size;

/// What is of one image and not of another. Its text is what that comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// How many bytes the files of the image before take, compressed.
    pub before: u64,
    /// How many those of the other take.
    pub after: u64,
    /// How many paths differ. A folder that only one image has is one change, with all that
    /// lies in it.
    pub count: usize,
    /// The first hundred of them, the largest difference first.
    pub changes: Vec<Change>,
    /// Whether all folders that both have could be read. Of what could not, nothing is said.
    pub is_whole: bool,
    /// How many bytes those take that came, and those that went.
    came: u64,
    went: u64,
    /// How many are in both.
    changed: u64,
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

/// The number of a path before and after, and how many bytes it takes: where it is there.
type Sides = [Option<(u32, u64)>; 2];

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            after,
            count,
            changes: _,
            is_whole,
            came,
            went,
            changed,
        } = self;
        let rest = match is_whole {
            true => "",
            false => " Folders that could not be read are left out.",
        };
        if *count == 0 {
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
        for (what, bytes) in [("New", *came), ("Gone", *went)] {
            if bytes > 0 {
                write!(f, " {what}: {}.", size(bytes))?;
            }
        }
        match changed {
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
            count: 0,
            changes: Vec::new(),
            is_whole: true,
            came: 0,
            went: 0,
            changed: 0,
        };
        let mut largest = Largest::new();
        let mut folders = vec![(0, 0)];
        let mut compared = 0;
        while let Some(pair) = folders.get(compared).copied() {
            compared += 1;
            self.compare(later, pair, &mut difference, &mut largest, &mut folders);
        }
        let change = |[old, new]: Sides| {
            let path = old.map(|(number, _)| self.path(number));
            let path = path.or(new.map(|(number, _)| later.path(number)));
            let [before, after] = [old, new].map(|side| Some(side?.1));
            Change {
                path: path.unwrap_or_default(),
                before,
                after,
            }
        };
        difference.count = largest.count;
        difference.changes = largest.first().map(change).collect();
        difference
    }

    /// Holds a folder against the same in the later image, name by name, as both are sorted.
    fn compare(
        &self,
        later: &Self,
        (folder, later_folder): (u32, u32),
        difference: &mut Difference,
        largest: &mut Largest<Sides>,
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
            let sides = [old, new].map(|side| side.map(|(number, item)| (number, item.stored)));
            let [before, after] = sides.map(|side| side.map_or(0, |(_, stored)| stored));
            let extent = after.abs_diff(before);
            match sides {
                [None, _] => difference.came = difference.came.saturating_add(extent),
                [_, None] => difference.went = difference.went.saturating_add(extent),
                _ => difference.changed += 1,
            }
            largest.add(extent, sides);
        }
    }
}

fn is_same(one: &Item<'_>, other: &Item<'_>) -> bool {
    let are_folders = one.is_folder() && other.is_folder();
    are_folders || (one.kind, one.size, one.target) == (other.kind, other.size, other.target)
}
