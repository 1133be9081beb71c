//! Who hashes what, and how often.

use std::ops::RangeInclusive;

use crate::contestant::Work;

/// The lengths of the files on which targets are held.
pub const SMALL: u64 = 1_000_000;
pub const USUAL: u64 = 100_000_000;
pub const LARGE: u64 = 1_000_000_000;

/// A thousand small files, of 4 KB each on average.
pub const CROWD: RangeInclusive<u64> = 3_501..=4_500;

/// js-sha3 takes half a minute for 1 GB; its cost per byte is the same from here on.
const LARGEST_FOR_JS_SHA3: u64 = USUAL;

/// Sizes and number of rounds.
pub struct Schedule {
    /// The sizes that all hash, in bytes, ascending.
    pub sizes: &'static [u64],
    pub rounds: usize,
    /// How often the page is loaded, and judged by Lighthouse.
    pub loads: usize,
    /// The sizes of the files that the page is given at once. No two are the same, as for
    /// all files that are made: their names and bytes follow from them.
    pub several: RangeInclusive<u64>,
}

impl Schedule {
    pub fn new(quick: bool) -> Self {
        if quick {
            Self {
                sizes: &[SMALL, USUAL],
                rounds: 1,
                loads: 1,
                several: 50_000_000..=50_000_003,
            }
        } else {
            Self {
                sizes: &[SMALL, 10_000_000, USUAL, LARGE],
                rounds: 3,
                loads: 3,
                several: 250_000_000..=250_000_003,
            }
        }
    }

    /// The size on which ratios are told.
    pub fn reference(&self) -> u64 {
        self.sizes.last().copied().unwrap_or(LARGE)
    }

    /// What this work is given when the others are given so many bytes.
    pub fn size_for(work: Work, size: u64) -> u64 {
        match work {
            Work::JsSha3 => size.min(LARGEST_FOR_JS_SHA3),
            _ => size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_js_sha3_is_given_less() {
        for work in Work::ALL {
            let expected = if work == Work::JsSha3 { USUAL } else { LARGE };
            assert_eq!(Schedule::size_for(work, LARGE), expected);
            assert_eq!(Schedule::size_for(work, SMALL), SMALL);
        }
    }
}
