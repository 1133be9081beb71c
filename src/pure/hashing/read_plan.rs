//! Which bytes of the file to read next, and in which way.
//!
//! No way of reading a file is the fastest in every browser, and which one is can
//! be known only by trying. What tells is how long the hasher waits for the bytes: as
//! long as it hardly waits, there is nothing to be won by another way. Every byte is
//! hashed in order all the same: a trial is merely a shorter span.

use std::ops::Range;

use super::job::Company;

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
    /// Seconds from the arrival of its first bytes until its last byte was hashed.
    pub seconds: f64,
    /// In so many of them the hasher had nothing to hash.
    pub waited: f64,
}

/// Plans the reading of one file, span by span.
#[derive(Debug)]
pub struct ReadPlan<Way> {
    ways: Vec<Way>,
    /// For which part of the time the hasher is expected to wait in each of `ways`: for
    /// none, until the way was tried.
    waits: Vec<f64>,
    /// The way of the next span, as an index into `ways`.
    way: usize,
    /// The length of the next span, unless the file ends in it.
    length: u64,
    next: u64,
    size: u64,
}

/// The first span of a file: long enough to judge its way while the browser still begins
/// to read ahead.
const FIRST: u64 = 48 << 20;

/// The first span in another way. By a clock of 1 ms the waiting of its 32 slices is known
/// to some 7 per cent of the time. A slow way costs little, and little is left to Chromium,
/// which keeps the memory of slices until it collects its garbage.
const TRIAL: u64 = 16 << 20;

/// Each further span in the same way. A browser that reads a stream faster than it is
/// consumed has no more than this in memory.
const FURTHER: u64 = 256 << 20;

/// The hasher may wait for this part of the time before another way is tried. For streams
/// it waits for 2 to 11 per cent in Chromium, and for 18 to 35 in Firefox, where it waits
/// for 2 to 16 for slices.
const BEARABLE: f64 = 0.125;

/// A way is about as good as another if the hasher waits at most this many times as long.
/// Of ways about as good the first is taken. That a disk is slow shows in all of them.
const ABOUT_AS_GOOD: f64 = 4.0 / 3.0;

/// After every further span in a way the hasher is expected to wait this much less in the
/// ways before it: what slowed them down may be over.
const FORGETTING: f64 = 0.9;

impl<Way: Copy> ReadPlan<Way> {
    /// Plans to read `size` bytes in one of `ways`, the first of them first. In company it is
    /// the only one: there, how long a hasher waits tells of the others, and they use the time.
    ///
    /// # Panics
    ///
    /// If there is no way at all.
    #[must_use]
    pub fn new(size: u64, mut ways: Vec<Way>, company: Company) -> Self {
        assert!(!ways.is_empty(), "there must be a way to read");
        if company == Company::Others {
            ways.truncate(1);
        }
        Self {
            waits: vec![0.0; ways.len()],
            ways,
            way: 0,
            length: FIRST,
            next: 0,
            size,
        }
    }

    /// The span to read now; none when the whole file has been planned.
    pub fn next_span(&mut self) -> Option<Span<Way>> {
        if self.next == self.size {
            return None;
        }
        let start = self.next;
        self.next = start + self.length.min(self.size - start);
        Some(Span {
            range: start..self.next,
            way: self.ways[self.way],
        })
    }

    /// Takes note of how long the span planned last took.
    pub fn record(&mut self, took: Took) {
        let read_in = self.way;
        if self.length == FURTHER {
            for waits in &mut self.waits[..read_in] {
                *waits *= FORGETTING;
            }
        }
        self.waits[read_in] = took.waited / took.seconds.max(f64::MIN_POSITIVE);
        if self.waits[read_in] > BEARABLE {
            self.way = best(&self.waits);
        }
        self.length = match self.way == read_in {
            true => FURTHER,
            false => TRIAL,
        };
    }
}

/// The first that is about as good as the one with the least waiting.
fn best(waits: &[f64]) -> usize {
    let least = waits.iter().copied().fold(f64::INFINITY, f64::min);
    let is_as_good = |waits: &f64| *waits <= ABOUT_AS_GOOD * least;
    waits.iter().position(is_as_good).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file by plan, the hasher waiting for such a part of each span, by its way
    /// and number, and gives the spans.
    fn spans(size: u64, ways: usize, waits: impl Fn(usize, usize) -> f64) -> Vec<Span<usize>> {
        let mut plan = ReadPlan::new(size, (0..ways).collect(), Company::Alone);
        let mut spans = Vec::new();
        while let Some(span) = plan.next_span() {
            plan.record(Took {
                seconds: 2.0,
                waited: 2.0 * waits(span.way, spans.len()),
            });
            spans.push(span);
        }
        spans
    }

    #[test]
    fn every_byte_is_read_once_and_in_order() {
        for size in [0, 1, FIRST - 1, FIRST, FIRST + 1, (5 << 30) + 1] {
            for waits in [[0.0; 3], [0.3, 0.2, 0.1], [0.5; 3], [1.0, 0.0, f64::NAN]] {
                let mut end = 0;
                for span in spans(size, 3, |way, _| waits[way]) {
                    assert_eq!(span.range.start, end, "a gap or an overlap");
                    assert!(span.range.end > span.range.start, "an empty span");
                    end = span.range.end;
                }
                assert_eq!(end, size);
            }
        }
    }

    /// The ways and lengths in MiB of the first spans of a long file.
    fn first_spans<const N: usize>(
        ways: usize,
        waits: impl Fn(usize, usize) -> f64,
    ) -> [(usize, u64); N] {
        let spans = spans(5 << 30, ways, waits);
        std::array::from_fn(|number| {
            let Span { range, way } = &spans[number];
            (*way, (range.end - range.start) >> 20)
        })
    }

    #[test]
    fn while_the_hasher_hardly_waits_no_other_way_is_tried() {
        let spans = first_spans(2, |way, _| [0.12, 0.0][way]);
        assert_eq!(spans, [(0, 48), (0, 256), (0, 256)]);
    }

    #[test]
    fn another_way_is_tried_when_the_hasher_begins_to_wait() {
        let spans = first_spans(
            2,
            |way, number| if way == 0 && number > 0 { 0.2 } else { 0.0 },
        );
        assert_eq!(spans, [(0, 48), (0, 256), (1, 16), (1, 256), (1, 256)]);
    }

    #[test]
    fn the_way_with_the_least_waiting_reads_the_rest() {
        let spans = first_spans(3, |way, _| [0.4, 0.2, 0.3][way]);
        assert_eq!(spans, [(0, 48), (1, 16), (2, 16), (1, 16), (1, 256)]);
    }

    #[test]
    fn of_ways_about_as_good_the_first_reads_the_rest() {
        for other in [0.16, 0.2, 0.5] {
            let spans = first_spans::<21>(2, |way, _| [0.2, other][way]);
            assert_eq!(spans[..3], [(0, 48), (1, 16), (0, 16)]);
            assert_eq!(spans[3..20], [(0, 256); 17]);
        }
    }

    #[test]
    fn the_first_way_comes_back_when_it_was_slow_by_chance() {
        let spans = first_spans(2, |way, number| match (way, number) {
            (0, 0) => 0.5,
            (0, _) => 0.2,
            _ => 0.3,
        });
        let expected = [
            (0, 48),
            (1, 16),
            (1, 256),
            (1, 256),
            (1, 256),
            (0, 16),
            (0, 256),
        ];
        assert_eq!(spans, expected);
    }

    #[test]
    fn among_others_no_other_way_is_tried() {
        let mut plan = ReadPlan::new(5 << 30, vec!["first", "other"], Company::Others);
        let mut end = 0;
        while let Some(span) = plan.next_span() {
            assert_eq!((span.range.start, span.way), (end, "first"));
            end = span.range.end;
            plan.record(Took {
                seconds: 2.0,
                waited: 1.9,
            });
        }
        assert_eq!(end, 5 << 30);
    }

    #[test]
    fn a_span_too_short_to_be_timed_changes_nothing() {
        let mut plan = ReadPlan::new(1 << 30, vec!["first", "other"], Company::Alone);
        plan.next_span();
        plan.record(Took {
            seconds: 0.0,
            waited: 0.0,
        });
        assert_eq!(plan.next_span().map(|span| span.way), Some("first"));
    }
}
