//! Pieces of the file that are kept while it is hashed and compared with what the
//! file holds at the end.
//!
//! Not every browser tells when a file is rewritten while it is read. A rewritten
//! image differs in its superblock (build time, size) and in its trailer, and
//! almost surely somewhere else, so a few samples show nearly every rewrite, for
//! the price of some milliseconds. A short file is compared whole, which is one request
//! to the browser in place of many.

use std::ops::Range;

/// The length of a sample of a long file in bytes: SquashFS pads to this boundary.
const SAMPLE: u64 = 4096;

/// How many samples are taken of a long file.
const COUNT: u64 = 32;

/// The longest file in bytes that is kept whole. To read a file of 1 MB once more, and not
/// [`COUNT`] pieces of it, makes Chromium some 10 milliseconds faster and Firefox 2 slower;
/// of longer files the pieces are read faster.
const WHOLE: u64 = 1 << 20;

/// The samples of one file.
#[derive(Debug)]
pub struct Samples(Vec<Sample>);

/// A piece of the file.
#[derive(Debug)]
struct Sample {
    range: Range<u64>,
    /// Its bytes so far.
    bytes: Vec<u8>,
}

impl Samples {
    /// Samples spread evenly over a file of `size` bytes, its first and last bytes
    /// among them. A file of at most [`WHOLE`] bytes is one sample.
    #[must_use]
    pub fn of(size: u64) -> Self {
        let (count, length) = match size {
            0 => (0, 0),
            1..=WHOLE => (1, size),
            _ => (COUNT, SAMPLE),
        };
        let sample = |start| Sample {
            range: start..start + length,
            bytes: Vec::with_capacity(length as usize),
        };
        Self(
            (0..count)
                .map(|i| sample(spread(size - length, i)))
                .collect(),
        )
    }

    /// Keeps what `bytes`, which stand at `offset` of the file, have of the samples. To be called
    /// for all bytes of the file, in order.
    pub fn keep(&mut self, offset: u64, bytes: &[u8]) {
        let end = offset + bytes.len() as u64;
        for Sample { range, bytes: kept } in &mut self.0 {
            if range.start < end && offset < range.end {
                let part = range.start.max(offset)..range.end.min(end);
                let part = (part.start - offset) as usize..(part.end - offset) as usize;
                kept.extend_from_slice(&bytes[part]);
            }
        }
    }

    /// Where the samples stand in the file.
    pub fn ranges(&self) -> impl Iterator<Item = Range<u64>> {
        self.0.iter().map(|sample| sample.range.clone())
    }

    /// Whether `found`, which was read at the [`Self::ranges`] in their order, is what was hashed.
    #[must_use]
    pub fn are(&self, found: &[Vec<u8>]) -> bool {
        let is_same = |(kept, found): (&Sample, &Vec<u8>)| are_equal(&kept.bytes, found);
        self.0.len() == found.len() && self.0.iter().zip(found).all(is_same)
    }
}

/// Compares eight bytes at a time: this runs once a file, before any browser has compiled it well.
/// Byte by byte, `WebKit` takes 6 to 12 milliseconds for 1 MB.
fn are_equal(one: &[u8], other: &[u8]) -> bool {
    let ((one, end_of_one), (other, end_of_other)) = (one.as_chunks(), other.as_chunks());
    let is_same =
        |(one, other): (&[u8; 8], &[u8; 8])| u64::from_ne_bytes(*one) == u64::from_ne_bytes(*other);
    let are_as_many = one.len() == other.len();
    are_as_many && end_of_one == end_of_other && one.iter().zip(other).all(is_same)
}

/// The start of sample `i`, `last_start * i / 31` without the product, which may exceed a u64.
fn spread(last_start: u64, i: u64) -> u64 {
    const STEPS: u64 = COUNT - 1;
    last_start / STEPS * i + last_start % STEPS * i / STEPS
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    /// What is kept of `file` when it comes in chunks of `chunk` bytes.
    fn samples(file: &[u8], chunk: usize) -> Samples {
        let mut samples = Samples::of(file.len() as u64);
        for (i, bytes) in file.chunks(chunk).enumerate() {
            let offset = (i * chunk) as u64;
            samples.keep(offset, bytes);
        }
        samples
    }

    /// What stands in `file` where the samples do.
    fn read(file: &[u8], samples: &Samples) -> Vec<Vec<u8>> {
        samples
            .ranges()
            .map(|range| file[range.start as usize..range.end as usize].to_vec())
            .collect()
    }

    #[test]
    fn a_sample_holds_the_bytes_of_its_place_however_the_file_is_cut() {
        let size = WHOLE as u32 + 300_000;
        let file: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
        for chunk in [1, 7, 4095, 4096, 4097, 100_000, file.len()] {
            let samples = samples(&file, chunk);
            let starts: Vec<_> = samples.ranges().map(|range| range.start).collect();
            let gaps: Vec<_> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let gap = (u64::from(size) - SAMPLE) / (COUNT - 1);
            assert_eq!(gaps.len() as u64, COUNT - 1);
            assert!(gaps.iter().all(|seen| (gap..=gap + 1).contains(seen)));
            let mut found = read(&file, &samples);
            assert!(samples.are(&found));
            found.last_mut().unwrap()[0] ^= 1;
            assert!(!samples.are(&found));
        }
    }

    #[test]
    fn any_other_byte_of_a_sample_is_seen() {
        let file: Vec<u8> = (0..1027u32).map(|i| (i % 251) as u8).collect();
        let samples = samples(&file, 64);
        assert!(samples.are(slice::from_ref(&file)));
        for i in 0..file.len() {
            let mut other = file.clone();
            other[i] ^= 1;
            assert!(!samples.are(&[other]), "byte {i}");
        }
        for other in [&file[..1026], &file[..1024], &file[..1016], &[]] {
            assert!(!samples.are(&[other.to_vec()]), "{} bytes", other.len());
        }
        assert!(!samples.are(&[[&file[..], &[0]].concat()]));
        assert!(!samples.are(&[]));
        assert!(!samples.are(&[file.clone(), file]));
    }

    #[test]
    fn the_first_and_the_last_byte_are_in_a_sample() {
        for size in [1, SAMPLE, SAMPLE + 1, WHOLE, WHOLE + 1, u64::MAX] {
            let samples = Samples::of(size);
            let ranges: Vec<_> = samples.ranges().collect();
            assert_eq!(ranges.first().map(|range| range.start), Some(0));
            assert_eq!(ranges.last().map(|range| range.end), Some(size));
        }
        assert_eq!(Samples::of(0).ranges().count(), 0);
    }

    #[test]
    fn a_short_file_is_one_sample() {
        let file: Vec<u8> = (0..100_000u32).map(|i| (i % 251) as u8).collect();
        for chunk in [7, 4096, file.len()] {
            let samples = samples(&file, chunk);
            assert_eq!(samples.ranges().next(), Some(0..100_000));
            assert!(samples.are(slice::from_ref(&file)));
        }
        assert_eq!(Samples::of(WHOLE).ranges().count(), 1);
        assert_eq!(Samples::of(WHOLE + 1).ranges().count() as u64, COUNT);
    }
}
