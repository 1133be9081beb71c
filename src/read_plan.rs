//! Which bytes of the file to read next, and in which way.
//!
//! No way of reading a file is the fastest in every browser, and which one is can
//! be known only by trying. While the hasher hardly waits for the bytes, there is
//! nothing to be won by another way. Every byte is hashed in order all the same: a
//! trial is merely a short span read in one way, its time taken, before the next span
//! is read in another.

use std::ops::Range;

/// A run of the file to be read in one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span<Way> {
    /// The bytes of the file, from its start.
    pub range: Range<u64>,
    /// How to read them.
    pub way: Way,
}

/// How long a span took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// Seconds from the request of its first byte until its last byte was hashed.
    pub seconds: f64,
    /// In so many of them the hasher had nothing to hash.
    pub waited: f64,
}

/// Plans the reading of one file, span by span.
#[derive(Debug)]
pub struct ReadPlan<Way> {
    ways: Vec<Way>,
    /// How many spans were read since the ways are tried; none while the first is good
    /// enough.
    tried: Option<usize>,
    /// Seconds per byte of the fastest of these spans in each of `ways`.
    fastest: Vec<f64>,
    next: u64,
    size: u64,
}

/// The first span. The hasher's code is still being optimised by the browser while the
/// first megabytes of it are hashed, so its speed says nothing about the way.
pub const WARM_UP: u64 = 64 << 20;

/// The hasher may wait for so much of the time before other ways are tried. For streams it
/// waits 5 to 10 per cent of the first span in Chromium, and 17 to 23 in Firefox.
const BEARABLE: f64 = 0.125;

/// Long enough to be timed by a clock of 1 ms, short enough that a slow way costs
/// little.
pub const TRIAL: u64 = 8 << 20;

/// The ways take turns this often, and the fastest span of each counts: what slows the
/// machine down for a moment says nothing about a way.
pub const TURNS: usize = 2;

/// The first span in another way than the first way, which is tried again after it, lest
/// it was slow by chance. Each span after such a trial is twice as long as the one before,
/// up to [`LONGEST`].
pub const PROBATION: u64 = 64 << 20;

/// The longest span. A browser that reads a stream faster than it is consumed has
/// no more than this in memory.
pub const LONGEST: u64 = 256 << 20;

/// The last of the ways that cost less than this many times the least is taken. In
/// Firefox a stream is as fast as slices while it is tried, but a tenth slower in the long
/// run; in Chromium slices cost half as much again as a stream, and much memory.
const ABOUT_THE_SAME: f64 = 1.3;

impl<Way: Copy> ReadPlan<Way> {
    /// Plans to read `size` bytes in the first of `ways` as long as the hasher hardly waits
    /// for them, and then in the best: the last unless it is seen to be slow. A file too
    /// small to repay the trials is read in the first.
    ///
    /// # Panics
    ///
    /// If there is no way at all.
    #[must_use]
    pub fn new(size: u64, ways: Vec<Way>) -> Self {
        assert!(!ways.is_empty(), "there must be a way to read");
        Self {
            fastest: vec![f64::INFINITY; ways.len()],
            ways,
            tried: None,
            next: 0,
            size,
        }
    }

    /// The span to read now; none when the whole file has been planned.
    pub fn next_span(&mut self) -> Option<Span<Way>> {
        if self.next == self.size {
            return None;
        }
        let (way, length) = self.turn();
        let start = self.next;
        self.next = start + length.min(self.size - start);
        Some(Span {
            range: start..self.next,
            way: self.ways[way],
        })
    }

    /// Takes note of how long the span planned last took.
    pub fn record(&mut self, took: Took) {
        let (way, length) = self.turn();
        match self.tried {
            Some(tried) => {
                self.fastest[way] = self.fastest[way].min(took.seconds / length as f64);
                self.tried = Some(tried + 1);
            }
            None if took.waited > BEARABLE * took.seconds && self.trials_are_repaid() => {
                self.tried = Some(0);
            }
            None => {}
        }
    }

    fn trials_are_repaid(&self) -> bool {
        let ways = self.ways.len();
        ways > 1 && self.size - self.next >= 2 * TRIAL * (TURNS * ways) as u64
    }

    /// The way whose turn it is, and for how many bytes.
    fn turn(&self) -> (usize, u64) {
        let ways = self.ways.len();
        let trials = TURNS * ways;
        match self.tried {
            None if self.next == 0 => (0, WARM_UP),
            None => (0, LONGEST),
            Some(tried) if tried < trials => (tried % ways, TRIAL),
            Some(tried) => match best(&self.fastest) {
                0 => (0, LONGEST),
                best if (tried - trials).is_multiple_of(2) => {
                    (best, probation((tried - trials) / 2))
                }
                _ => (0, TRIAL),
            },
        }
    }
}

/// The length of the span after so many trials of the first way.
fn probation(trials: usize) -> u64 {
    (0..trials).fold(PROBATION, |length, _| LONGEST.min(2 * length))
}

/// The last that costs about as much as the cheapest.
fn best(costs: &[f64]) -> usize {
    let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let is_as_good = |cost: &f64| *cost < ABOUT_THE_SAME * least;
    costs.iter().rposition(is_as_good).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A span for which the hasher waits all the time.
    fn waiting(seconds: f64) -> Took {
        Took {
            seconds,
            waited: seconds,
        }
    }

    /// Reads a file by plan with ways that cost so many seconds a byte, the hasher waiting
    /// for so much of them in the first, and gives the spans.
    fn spans_if(waited: f64, size: u64, costs: &[f64]) -> Vec<Span<usize>> {
        let mut plan = ReadPlan::new(size, (0..costs.len()).collect());
        let mut spans = Vec::new();
        while let Some(span) = plan.next_span() {
            let bytes = (span.range.end - span.range.start) as f64;
            let seconds = costs[span.way] * bytes;
            plan.record(Took {
                seconds,
                waited: waited * seconds,
            });
            spans.push(span);
        }
        spans
    }

    fn spans(size: u64, costs: &[f64]) -> Vec<Span<usize>> {
        spans_if(0.2, size, costs)
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
    const REPAID: u64 = WARM_UP + 2 * (3 * TURNS as u64 * TRIAL);

    #[test]
    fn every_byte_is_read_once_and_in_order() {
        for size in [
            0,
            1,
            WARM_UP,
            WARM_UP + 1,
            REPAID - 1,
            REPAID,
            REPAID + 1,
            (5 << 30) + 1,
        ] {
            check_covers(size, &[1e-9]);
            check_covers(size, &[2e-9, 1e-9, 3e-9]);
        }
    }

    fn mebibytes(span: &Span<usize>) -> (usize, u64) {
        (span.way, (span.range.end - span.range.start) >> 20)
    }

    /// The ways and lengths in MiB of the first spans of a long file.
    fn first_spans(count: usize, costs: &[f64]) -> Vec<(usize, u64)> {
        let spans = spans(5 << 30, costs);
        spans.iter().take(count).map(mebibytes).collect()
    }

    #[test]
    fn while_the_hasher_hardly_waits_no_other_way_is_tried() {
        let spans: Vec<_> = spans_if(0.1, 1 << 30, &[3e-9, 1e-9])
            .iter()
            .map(mebibytes)
            .collect();
        assert_eq!(spans, [(0, 64), (0, 256), (0, 256), (0, 256), (0, 192)]);
    }

    #[test]
    fn other_ways_are_tried_when_the_hasher_begins_to_wait() {
        let mut plan = ReadPlan::new(5 << 30, vec!["first", "other"]);
        let mut ways = Vec::new();
        for waited in [0.1, 0.2, 0.1, 0.1] {
            ways.extend(plan.next_span().map(|span| span.way));
            plan.record(Took {
                seconds: 1.0,
                waited,
            });
        }
        assert_eq!(ways, ["first", "first", "first", "other"]);
    }

    #[test]
    fn of_ways_about_as_fast_the_last_reads_the_rest_and_the_first_is_tried_again() {
        assert_eq!(
            first_spans(13, &[1e-9, 1.2e-9]),
            [
                (0, 64),
                (0, 8),
                (1, 8),
                (0, 8),
                (1, 8),
                (1, 64),
                (0, 8),
                (1, 128),
                (0, 8),
                (1, 256),
                (0, 8),
                (1, 256),
                (0, 8),
            ]
        );
    }

    #[test]
    fn a_slow_way_is_not_tried_again() {
        assert_eq!(
            first_spans(7, &[1e-9, 1.4e-9]),
            [(0, 64), (0, 8), (1, 8), (0, 8), (1, 8), (0, 256), (0, 256)]
        );
    }

    #[test]
    fn the_fastest_of_many_ways_reads_the_rest() {
        let ways = first_spans(9, &[3e-9, 2e-9, 1e-9]);
        assert_eq!(ways[7..], [(2, 64), (0, 8)]);
    }

    /// The ways of a plan for two, if its spans take so many seconds each.
    fn ways_after(seconds: &[f64]) -> Vec<&'static str> {
        let mut plan = ReadPlan::new(1 << 30, vec!["first", "other"]);
        let mut ways = Vec::new();
        for seconds in seconds {
            ways.extend(plan.next_span().map(|span| span.way));
            plan.record(waiting(*seconds));
        }
        ways
    }

    #[test]
    fn a_trial_slowed_down_by_chance_does_not_count() {
        let ways = ways_after(&[9.0, 1.0, 9.0, 1.0, 1.0, 1.0]);
        assert_eq!(ways[5], "other");
    }

    #[test]
    fn the_first_way_comes_back_when_it_was_slow_by_chance() {
        let ways = ways_after(&[9.0, 3.0, 1.5, 3.0, 1.5, 24.0, 1.0, 64.0, 64.0]);
        assert_eq!(ways[5..], ["other", "first", "first", "first"]);
    }

    #[test]
    fn a_machine_that_becomes_faster_changes_nothing() {
        let ways = ways_after(&[9.0, 3.0, 3.0, 3.0, 3.0, 12.0, 1.5, 24.0, 1.5]);
        assert_eq!(ways[5..], ["other", "first", "other", "first"]);
    }

    #[test]
    fn of_many_ways_none_is_taken_that_is_much_slower_than_the_fastest() {
        assert_eq!(best(&[1.0, 1.2, 1.5]), 1);
        assert_eq!(best(&[1.5, 1.2, 1.0]), 2);
    }

    #[test]
    fn a_small_file_is_read_in_the_first_way() {
        let spans = spans(REPAID - 1, &[3e-9, 2e-9, 1e-9]);
        assert!(spans.iter().all(|span| span.way == 0), "{spans:?}");
    }
}
