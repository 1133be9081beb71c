//! Who hashes what, and in which order.

use std::ops::RangeInclusive;

use crate::contestant::{Tool, Work};

/// The length of the file on which the floors are held, and of the largest one.
pub const REFERENCE: u64 = 1_000_000_000;
pub const LARGEST: u64 = 5_000_000_000;

/// A thousand small files, of 4 KB each on average.
pub const SMALL: RangeInclusive<u64> = 3_501..=4_500;

/// js-sha3 takes half a minute for 1 GB; its cost per byte is the same from here on.
const LARGEST_FOR_JS_SHA3: u64 = 100_000_000;

/// Sizes and number of rounds.
pub struct Schedule {
    /// The sizes that all hash, in bytes.
    pub sizes: &'static [u64],
    /// A size that only the page hashes.
    pub largest: Option<u64>,
    pub rounds: usize,
    /// The sizes of the files that the page is given at once. No two are the same, as for
    /// all files that are made: their names and bytes follow from them.
    pub several: RangeInclusive<u64>,
}

impl Schedule {
    pub fn new(quick: bool) -> Self {
        if quick {
            Self {
                sizes: &[1_000_000, 100_000_000],
                largest: None,
                rounds: 2,
                several: 50_000_000..=50_000_003,
            }
        } else {
            Self {
                sizes: &[1_000_000, 10_000_000, 100_000_000, REFERENCE],
                largest: Some(LARGEST),
                rounds: 5,
                several: 250_000_000..=250_000_003,
            }
        }
    }

    /// The size on which ratios are told.
    pub fn reference(&self) -> u64 {
        self.sizes.last().copied().unwrap_or(REFERENCE)
    }

    /// All sizes, ascending.
    pub fn all_sizes(&self) -> Vec<u64> {
        self.sizes.iter().copied().chain(self.largest).collect()
    }

    /// What the programs hash in a round of this size.
    pub fn tools(size: u64) -> Vec<(Tool, u64)> {
        Tool::ALL.map(|tool| (tool, size)).to_vec()
    }

    /// What a browser does in a round of this size, one after the other.
    pub fn works(&self, size: u64) -> Vec<(Work, u64)> {
        let largest = self.largest.filter(|_| size == self.reference());
        Work::ALL
            .into_iter()
            .flat_map(|work| match work {
                Work::Again => [Some((work, size)), largest.map(|largest| (work, largest))],
                Work::JsSha3 => [Some((work, Self::size_for_js_sha3(size))), None],
                _ => [Some((work, size)), None],
            })
            .flatten()
            .collect()
    }

    /// What js-sha3 hashes when the others hash so many bytes.
    pub fn size_for_js_sha3(size: u64) -> u64 {
        size.min(LARGEST_FOR_JS_SHA3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_hashes_the_largest_file_and_js_sha3_a_small_one() {
        let schedule = Schedule::new(false);
        let works = schedule.works(REFERENCE);
        let largest: Vec<_> = works.iter().filter(|(_, size)| *size == LARGEST).collect();
        assert_eq!(largest, [&(Work::Again, LARGEST)]);
        assert!(works.contains(&(Work::JsSha3, 100_000_000)));
        assert_eq!(works[0], (Work::First, REFERENCE));
        assert_eq!(works.len(), Work::ALL.len() + 1);
    }

    #[test]
    fn small_sizes_are_hashed_by_all() {
        let works = Schedule::new(false).works(1_000_000);
        assert!(works.iter().all(|(_, size)| *size == 1_000_000));
        assert_eq!(works.len(), Work::ALL.len());
    }
}
