//! How many bytes of the image each file takes: of what several share, each its part.

use super::content::Fragment;
use super::inode::Data;
use super::metadata::Indexed;
use super::tree::{Inode, Kind};

/// What the files take, until all are known.
#[derive(Default)]
pub(super) struct Shares(Vec<Share>);

/// A part of what several files have together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Share {
    whole: Whole,
    inode: u32,
    weight: u32,
}

/// What is divided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    /// The blocks of a file, which begin here and take so many bytes: equal files have the same.
    Blocks { start: u64, stored: u64 },
    /// The fragment of this number.
    Fragment(u32),
}

impl Shares {
    /// Adds the file with this inode.
    pub fn add(&mut self, inode: u32, data: &Data<'_>) {
        let (start, stored) = (data.start, data.stored());
        let blocks = (stored > 0).then_some((Whole::Blocks { start, stored }, 1));
        let tail = data.tail.map(|t| (Whole::Fragment(t.fragment), t.length));
        let shares = blocks.into_iter().chain(tail);
        self.0.extend(shares.map(|(whole, weight)| Share {
            whole,
            inode,
            weight,
        }));
    }

    /// Gives each file its part.
    pub fn give(mut self, inodes: &mut [Inode], fragments: Option<&Indexed>) {
        self.0.sort_unstable();
        for together in self.0.chunk_by(|a, b| a.whole == b.whole) {
            let whole = match together[0].whole {
                Whole::Blocks { stored, .. } => stored,
                Whole::Fragment(number) => {
                    let fragment = fragments.and_then(|all| Fragment::find(all, number));
                    fragment.map_or(0, Fragment::stored)
                }
            };
            let weights = together.iter().map(|share| share.weight.into());
            for (share, part) in together.iter().zip(parts(whole, weights)) {
                if let Kind::File { stored, .. } = &mut inodes[share.inode as usize].kind {
                    *stored = stored.saturating_add(part);
                }
            }
        }
    }
}

/// Divides a number by weights, to the last byte: of weights that come to 4 GiB at most.
fn parts(whole: u64, weights: impl Iterator<Item = u64> + Clone) -> impl Iterator<Item = u64> {
    let sum: u64 = weights.clone().sum::<u64>().max(1);
    let mut weighed = 0;
    let mut given = 0;
    weights.map(move |weight| {
        weighed += weight;
        let until = whole / sum * weighed + (whole % sum).saturating_mul(weighed) / sum;
        let part = until - given;
        given = until;
        part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_as_large_as_the_whole() {
        let of = |whole, weights: &[u64]| parts(whole, weights.iter().copied()).collect::<Vec<_>>();
        assert_eq!(of(10, &[1, 1, 1]), [3, 3, 4]);
        assert_eq!(of(100, &[1, 0, 3]), [25, 0, 75]);
        assert_eq!(of(u64::MAX, &[1, 1]), [u64::MAX / 2, u64::MAX / 2 + 1]);
        assert_eq!(of(5, &[0]), [0]);
        assert!(of(5, &[]).is_empty());
    }
}
