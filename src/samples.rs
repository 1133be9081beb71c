//! Pieces of the file that are kept while it is hashed and compared with what the
//! file holds at the end.
//!
//! Not every browser tells when a file is rewritten while it is read. A rewritten
//! image differs in its superblock (build time, size) and in its trailer, and
//! almost surely somewhere else, so a few samples show nearly every rewrite, for
//! the price of a few milliseconds.

use std::ops::Range;

/// The length of a sample in bytes: SquashFS pads to this boundary.
pub const SAMPLE: u64 = 4096;

/// How many samples are taken of a large file.
pub const COUNT: u64 = 32;

/// The samples of one file.
#[derive(Debug)]
pub struct Samples {
    ranges: Vec<Range<u64>>,
    kept: Vec<Vec<u8>>,
}

impl Samples {
    /// Samples spread evenly over a file of `size` bytes, its first and last bytes
    /// among them. A file shorter than all samples together is kept whole.
    #[must_use]
    pub fn of(size: u64) -> Self {
        let ranges = if size <= COUNT * SAMPLE {
            (0..size)
                .step_by(SAMPLE as usize)
                .map(|start| start..(start + SAMPLE).min(size))
                .collect()
        } else {
            (0..COUNT)
                .map(|i| spread(size - SAMPLE, i))
                .map(|start| start..start + SAMPLE)
                .collect()
        };
        Self {
            ranges,
            kept: Vec::new(),
        }
    }

    /// The parts of the samples that lie in the `length` bytes at `offset`, as
    /// ranges counted from `offset`. Bytes come in order, so these are to be handed
    /// to [`Samples::keep`] before the next bytes are asked about.
    #[must_use]
    pub fn wanted(&self, offset: u64, length: u64) -> Vec<Range<u64>> {
        let end = offset + length;
        self.ranges
            .iter()
            .filter(|sample| sample.start < end && offset < sample.end)
            .map(|sample| sample.start.max(offset) - offset..sample.end.min(end) - offset)
            .collect()
    }

    /// Keeps the bytes of a wanted range that begins at `start` of the file.
    pub fn keep(&mut self, start: u64, bytes: &[u8]) {
        let continues = self
            .ranges
            .get(self.kept.len().wrapping_sub(1))
            .is_some_and(|sample| sample.start < start && start < sample.end);
        match self.kept.last_mut() {
            Some(sample) if continues => sample.extend_from_slice(bytes),
            _ => self.kept.push(bytes.to_vec()),
        }
    }

    /// Each sample: where it stands in the file, and the bytes that were hashed.
    pub fn kept(&self) -> impl Iterator<Item = (Range<u64>, &[u8])> {
        self.ranges
            .iter()
            .cloned()
            .zip(self.kept.iter().map(Vec::as_slice))
    }
}

/// The start of sample `i`, `last_start * i / 31` without the product, which may exceed a u64.
fn spread(last_start: u64, i: u64) -> u64 {
    const STEPS: u64 = COUNT - 1;
    last_start / STEPS * i + last_start % STEPS * i / STEPS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept of `file` when it comes in chunks of `chunk` bytes.
    fn samples(file: &[u8], chunk: usize) -> Samples {
        let mut samples = Samples::of(file.len() as u64);
        for (i, bytes) in file.chunks(chunk).enumerate() {
            let offset = (i * chunk) as u64;
            for range in samples.wanted(offset, bytes.len() as u64) {
                let part = &bytes[range.start as usize..range.end as usize];
                samples.keep(offset + range.start, part);
            }
        }
        samples
    }

    #[test]
    fn a_sample_holds_the_bytes_of_its_place_however_the_file_is_cut() {
        let file: Vec<u8> = (0..300_000u32).map(|i| (i % 251) as u8).collect();
        for chunk in [1, 7, 4095, 4096, 4097, 100_000, 300_000] {
            let samples = samples(&file, chunk);
            assert_eq!(samples.kept().count() as u64, COUNT);
            for (range, bytes) in samples.kept() {
                assert_eq!(bytes, &file[range.start as usize..range.end as usize]);
            }
        }
    }

    #[test]
    fn the_first_and_the_last_byte_are_in_a_sample() {
        for size in [1, 4096, 4097, COUNT * SAMPLE, COUNT * SAMPLE + 1, u64::MAX] {
            let samples = Samples::of(size);
            assert_eq!(samples.ranges.first().map(|sample| sample.start), Some(0));
            assert_eq!(samples.ranges.last().map(|sample| sample.end), Some(size));
        }
        assert!(Samples::of(0).ranges.is_empty());
    }

    #[test]
    fn a_small_file_is_kept_whole() {
        let file = vec![7; 100_000];
        let kept: usize = samples(&file, 4096)
            .kept()
            .map(|(_, bytes)| bytes.len())
            .sum();
        assert_eq!(kept, file.len());
    }
}
