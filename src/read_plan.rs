//! Which bytes of the file to read next, and in which way.
//!
//! No way of reading a file is the fastest in every browser, and which one is can
//! be known only by trying. Every byte is hashed in order all the same: a trial is
//! merely a short span read in one way, its time taken, before the next span is
//! read in another.

use std::ops::Range;

/// A run of the file to be read in one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span<Way> {
    /// The bytes of the file, from its start.
    pub range: Range<u64>,
    /// How to read them.
    pub way: Way,
}

/// Plans the reading of one file, span by span.
#[derive(Debug)]
pub struct ReadPlan<Way> {
    ways: Vec<Way>,
    /// Seconds per byte of each way tried so far, in the order of `ways`.
    costs: Vec<f64>,
    next: u64,
    size: u64,
    warm: bool,
}

/// The first span: the hasher's code is still being optimised by the browser
/// while it is hashed, so its time says nothing about the way.
pub const WARM_UP: u64 = 16 << 20;

/// Long enough to be timed by a clock of 1 ms, short enough that a slow way costs
/// little.
pub const TRIAL: u64 = 16 << 20;

/// The longest span. A browser that reads a stream faster than it is consumed has
/// no more than this in memory.
pub const LONGEST: u64 = 256 << 20;

/// A way gives place to one that costs less than this part of it. What a trial seems to
/// gain beyond the first way may be chance, and Chromium takes three times the memory for
/// slices that it takes for a stream (3 GB: 486 MiB and 155 MiB).
const MUCH_LESS: f64 = 0.8;

impl<Way: Copy> ReadPlan<Way> {
    /// Plans to read `size` bytes in the best of `ways`, the likeliest first.
    /// A file too small to repay the trials is read in the first.
    ///
    /// # Panics
    ///
    /// If there is no way at all.
    #[must_use]
    pub fn new(size: u64, ways: Vec<Way>) -> Self {
        assert!(!ways.is_empty(), "there must be a way to read");
        Self {
            ways,
            costs: Vec::new(),
            next: 0,
            size,
            warm: false,
        }
    }

    /// The span to read now; none when the whole file has been planned.
    pub fn next_span(&mut self) -> Option<Span<Way>> {
        if self.next == self.size {
            return None;
        }
        let start = self.next;
        self.next = start + self.span_length().min(self.size - start);
        Some(Span {
            range: start..self.next,
            way: self.way(),
        })
    }

    /// Takes note that the span planned last took so many seconds.
    pub fn record(&mut self, span: &Span<Way>, seconds: f64) {
        if !self.warm {
            self.warm = true;
        } else if self.costs.len() < self.ways.len() {
            let bytes = span.range.end - span.range.start;
            self.costs.push(seconds / bytes as f64);
        }
    }

    fn span_length(&self) -> u64 {
        let trials = TRIAL * self.ways.len() as u64;
        if self.ways.len() == 1 || self.size < 2 * (WARM_UP + trials) {
            LONGEST
        } else if !self.warm {
            WARM_UP
        } else if self.costs.len() < self.ways.len() {
            TRIAL
        } else {
            LONGEST
        }
    }

    fn way(&self) -> Way {
        if !self.warm {
            self.ways[0]
        } else if let Some(untried) = self.ways.get(self.costs.len()) {
            *untried
        } else {
            self.ways[cheapest(&self.costs)]
        }
    }
}

/// The first of which no other costs much less.
fn cheapest(costs: &[f64]) -> usize {
    (1..costs.len()).fold(0, |best, i| {
        if costs[i] < MUCH_LESS * costs[best] {
            i
        } else {
            best
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file by plan with ways that cost so many seconds a byte, and gives
    /// the spans.
    fn spans(size: u64, costs: &[f64]) -> Vec<Span<usize>> {
        let mut plan = ReadPlan::new(size, (0..costs.len()).collect());
        let mut spans = Vec::new();
        while let Some(span) = plan.next_span() {
            let bytes = (span.range.end - span.range.start) as f64;
            plan.record(&span, costs[span.way] * bytes);
            spans.push(span);
        }
        spans
    }

    #[track_caller]
    fn check_covers(size: u64, costs: &[f64]) {
        let mut end = 0;
        for span in spans(size, costs) {
            assert_eq!(span.range.start, end, "a gap or an overlap");
            assert!(span.range.end > span.range.start, "an empty span");
            end = span.range.end;
        }
        assert_eq!(end, size);
    }

    #[test]
    fn every_byte_is_read_once_and_in_order() {
        for size in [
            0,
            1,
            WARM_UP,
            2 * (WARM_UP + 3 * TRIAL) - 1,
            2 * (WARM_UP + 3 * TRIAL),
            2 * (WARM_UP + 3 * TRIAL) + 1,
            (5 << 30) + 1,
        ] {
            check_covers(size, &[1e-9]);
            check_covers(size, &[2e-9, 1e-9, 3e-9]);
        }
    }

    #[test]
    fn the_fastest_way_reads_the_rest() {
        let spans = spans(1 << 30, &[3e-9, 2e-9, 1e-9]);
        let ways: Vec<usize> = spans.iter().map(|span| span.way).collect();
        assert_eq!(ways, [0, 0, 1, 2, 2, 2, 2, 2]);
    }

    #[test]
    fn a_way_that_is_hardly_faster_gives_no_reason_to_leave_the_first() {
        let spans = spans(1 << 30, &[1.2e-9, 1e-9]);
        let ways: Vec<usize> = spans.iter().map(|span| span.way).collect();
        assert_eq!(ways[..3], [0, 0, 1]);
        assert!(ways[3..].iter().all(|way| *way == 0), "{ways:?}");
    }

    #[test]
    fn a_small_file_is_read_in_the_first_way() {
        let spans = spans(10 << 20, &[3e-9, 1e-9]);
        assert_eq!(spans.len(), 1);
        assert_eq!(spans[0].way, 0);
    }
}
