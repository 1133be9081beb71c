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
    /// Seconds that each of `ways` took for the fastest of its trials so far.
    seconds: Vec<f64>,
    trials_made: usize,
    next: u64,
    size: u64,
    warm: bool,
}

/// The first span: the hasher's code is still being optimised by the browser
/// while it is hashed, so its time says nothing about the way.
pub const WARM_UP: u64 = 16 << 20;

/// Long enough to be timed by a clock of 1 ms, short enough that a slow way costs
/// little.
pub const TRIAL: u64 = 8 << 20;

/// The ways take turns this often, and the fastest trial of each counts: what slows the
/// machine down for a moment says nothing about a way.
pub const TURNS: usize = 2;

/// The longest span. A browser that reads a stream faster than it is consumed has
/// no more than this in memory.
pub const LONGEST: u64 = 256 << 20;

/// A way gives place to a later one that costs less than this many times as much. In
/// Firefox a stream is as fast as slices while it is tried, but a tenth slower in the long
/// run; in Chromium slices cost half as much again as a stream.
const ABOUT_THE_SAME: f64 = 1.25;

impl<Way: Copy> ReadPlan<Way> {
    /// Plans to read `size` bytes in the best of `ways`: first the one for short files,
    /// last the one for long files. A file too small to repay the trials is read in the
    /// first.
    ///
    /// # Panics
    ///
    /// If there is no way at all.
    #[must_use]
    pub fn new(size: u64, ways: Vec<Way>) -> Self {
        assert!(!ways.is_empty(), "there must be a way to read");
        Self {
            seconds: vec![f64::INFINITY; ways.len()],
            ways,
            trials_made: 0,
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
    pub fn record(&mut self, seconds: f64) {
        if !self.warm {
            self.warm = true;
        } else if self.is_trying() {
            let fastest = &mut self.seconds[self.trials_made % self.ways.len()];
            *fastest = fastest.min(seconds);
            self.trials_made += 1;
        }
    }

    fn trials(&self) -> usize {
        TURNS * self.ways.len()
    }

    fn is_trying(&self) -> bool {
        self.trials_made < self.trials()
    }

    fn span_length(&self) -> u64 {
        let repaid = 2 * (WARM_UP + TRIAL * self.trials() as u64);
        if self.ways.len() == 1 || self.size < repaid {
            LONGEST
        } else if !self.warm {
            WARM_UP
        } else if self.is_trying() {
            TRIAL
        } else {
            LONGEST
        }
    }

    fn way(&self) -> Way {
        self.ways[if !self.warm {
            0
        } else if self.is_trying() {
            self.trials_made % self.ways.len()
        } else {
            best(&self.seconds)
        }]
    }
}

/// The last that costs about as much as the one that was best before it, or less.
fn best(costs: &[f64]) -> usize {
    (1..costs.len()).fold(0, |best, i| {
        if costs[i] < ABOUT_THE_SAME * costs[best] {
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
            plan.record(costs[span.way] * bytes);
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

    /// The shortest file that is read in three ways.
    const REPAID: u64 = 2 * (WARM_UP + 3 * TURNS as u64 * TRIAL);

    #[test]
    fn every_byte_is_read_once_and_in_order() {
        for size in [0, 1, WARM_UP, REPAID - 1, REPAID, REPAID + 1, (5 << 30) + 1] {
            check_covers(size, &[1e-9]);
            check_covers(size, &[2e-9, 1e-9, 3e-9]);
        }
    }

    fn ways(spans: &[Span<usize>]) -> Vec<usize> {
        spans.iter().map(|span| span.way).collect()
    }

    #[test]
    fn the_fastest_way_reads_the_rest() {
        let spans = spans(1 << 30, &[3e-9, 2e-9, 1e-9]);
        assert_eq!(ways(&spans), [0, 0, 1, 2, 0, 1, 2, 2, 2, 2, 2]);
    }

    #[test]
    fn of_ways_about_as_fast_the_last_reads_the_rest() {
        let as_good = spans(1 << 30, &[1e-9, 1.2e-9]);
        assert_eq!(ways(&as_good), [0, 0, 1, 0, 1, 1, 1, 1, 1]);
        let slow = spans(1 << 30, &[1e-9, 1.3e-9]);
        assert_eq!(ways(&slow), [0, 0, 1, 0, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn a_trial_slowed_down_by_chance_does_not_count() {
        let mut plan = ReadPlan::new(1 << 30, vec!["short", "long"]);
        for seconds in [9.0, 1.0, 9.0, 1.0, 1.0] {
            plan.next_span();
            plan.record(seconds);
        }
        assert_eq!(plan.next_span().map(|span| span.way), Some("long"));
    }

    #[test]
    fn a_small_file_is_read_in_the_first_way() {
        let spans = spans(REPAID - 1, &[3e-9, 2e-9, 1e-9]);
        assert_eq!(ways(&spans), [0]);
    }
}
