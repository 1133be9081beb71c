//! What was measured of the speed.

use crate::contestant::Contestant;
use crate::statistics::Figure;

/// One file hashed once.
#[derive(Clone, PartialEq, Debug)]
pub struct Measurement {
    pub contestant: Contestant,
    /// The file’s length in bytes, or that of all files together.
    pub size: u64,
    /// The round, counted through the whole run: what has the same number was measured
    /// one after the other.
    pub round: usize,
    /// Seconds per byte, or why there is no such number.
    pub outcome: Result<f64, String>,
}

/// All measurements of a run.
#[derive(Default)]
pub struct Record(pub Vec<Measurement>);

impl Record {
    /// Millions of bytes per second.
    pub fn speed(&self, contestant: Contestant, size: u64) -> Figure {
        self.cost(contestant, size).map(|cost| 1e-6 / cost)
    }

    /// Seconds for the whole file.
    pub fn seconds(&self, contestant: Contestant, size: u64) -> Figure {
        self.cost(contestant, size).map(|cost| cost * size as f64)
    }

    /// Milliseconds for the whole file.
    pub fn milliseconds(&self, contestant: Contestant, size: u64) -> Figure {
        self.seconds(contestant, size).map(|seconds| seconds * 1e3)
    }

    /// Seconds per byte.
    fn cost(&self, contestant: Contestant, size: u64) -> Figure {
        let rounds: Vec<_> = self
            .of(contestant, size)
            .map(|measurement| measurement.outcome.as_ref().ok().copied())
            .collect();
        Figure::of(&rounds)
    }

    /// How many times as fast the first is as the second, each on a file of its size: the
    /// median of the ratios in the rounds that had both.
    pub fn ratio(&self, first: (Contestant, u64), second: (Contestant, u64)) -> Figure {
        let ratios: Vec<_> = self
            .of(first.0, first.1)
            .filter_map(|first| {
                let mut seconds = self.of(second.0, second.1);
                let second = seconds.find(|second| second.round == first.round)?;
                Some(match (&first.outcome, &second.outcome) {
                    (Ok(first), Ok(second)) => Some(second / first),
                    _ => None,
                })
            })
            .collect();
        Figure::of(&ratios)
    }

    /// Every measurement that failed, in a line.
    pub fn failures(&self) -> Vec<String> {
        self.0
            .iter()
            .filter_map(|measurement| {
                let why = measurement.outcome.as_ref().err()?;
                Some(format!(
                    "{}, {} bytes, round {}: {why}",
                    measurement.contestant,
                    measurement.size,
                    measurement.round + 1
                ))
            })
            .collect()
    }

    fn of(&self, contestant: Contestant, size: u64) -> impl Iterator<Item = &Measurement> {
        self.0.iter().filter(move |measurement| {
            measurement.contestant == contestant && measurement.size == size
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestant::Tool;

    const FAST: Contestant = Contestant::Native(Tool::OpenSsl);
    const SLOW: Contestant = Contestant::Native(Tool::Sha3sum);

    fn record(measurements: &[(Contestant, usize, Option<f64>)]) -> Record {
        let measurement = |&(contestant, round, cost): &(_, _, Option<f64>)| Measurement {
            contestant,
            size: 1_000_000,
            round,
            outcome: cost.ok_or("no answer".to_owned()),
        };
        Record(measurements.iter().map(measurement).collect())
    }

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        let record = record(&[
            (FAST, 0, Some(1e-9)),
            (SLOW, 0, Some(2e-9)),
            (FAST, 1, Some(4e-9)),
            (SLOW, 1, Some(12e-9)),
            (FAST, 2, Some(1e-9)),
            (SLOW, 2, None),
            (FAST, 3, Some(1e-9)),
        ]);
        let size = 1_000_000;
        assert_eq!(
            record.ratio((FAST, size), (SLOW, size)),
            Figure::Median(2.5)
        );
        assert_eq!(record.ratio((FAST, size), (SLOW, 5)), Figure::Absent);
    }

    #[test]
    fn a_cost_is_a_speed_and_a_time() {
        let record = record(&[(FAST, 0, Some(4e-9))]);
        let number = |figure: Figure| figure.number().map(f64::round);
        assert_eq!(number(record.speed(FAST, 1_000_000)), Some(250.0));
        assert_eq!(number(record.milliseconds(FAST, 1_000_000)), Some(4.0));
    }

    #[test]
    fn a_failure_is_told_with_its_reason() {
        let record = record(&[(SLOW, 0, None)]);
        assert_eq!(record.speed(SLOW, 1_000_000), Figure::Failed);
        assert_eq!(
            record.failures(),
            ["sha3sum -a 224, 1000000 bytes, round 1: no answer"]
        );
    }
}
