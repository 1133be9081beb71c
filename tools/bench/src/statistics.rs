//! Medians, and what several rounds of a measurement come to.

use std::fmt;

/// What several rounds of one measurement come to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Figure {
    /// The median of the rounds, at least half of which succeeded.
    Median(f64),
    /// More than half of the rounds failed.
    Failed,
    /// It was not asked for.
    Absent,
}

impl Figure {
    /// The figure of rounds, each a number or a failure (none).
    pub fn of(rounds: &[Option<f64>]) -> Self {
        let numbers: Vec<f64> = rounds.iter().flatten().copied().collect();
        match median(&numbers) {
            Some(median) if 2 * numbers.len() >= rounds.len() => Self::Median(median),
            _ if rounds.is_empty() => Self::Absent,
            _ => Self::Failed,
        }
    }

    /// The median, if there is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Median(number) => Some(number),
            Self::Failed | Self::Absent => None,
        }
    }

    /// The same with its number changed.
    pub fn map(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Median(number) => Self::Median(change(number)),
            other => other,
        }
    }
}

/// With the digits that the format asks for; "failed" is said, what was not asked for is
/// a dash.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Median(number) => write!(f, "{number:.*}", f.precision().unwrap_or(0)),
            Self::Failed => f.write_str("failed"),
            Self::Absent => f.write_str("–"),
        }
    }
}

/// The middle of some numbers, or the mean of the two in the middle; none of none.
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_whatever_the_order() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 100.0]), Some(3.5));
    }

    #[test]
    fn a_failure_is_never_a_number() {
        assert_eq!(Figure::of(&[]), Figure::Absent);
        assert_eq!(Figure::of(&[None]), Figure::Failed);
        assert_eq!(Figure::of(&[None, Some(1.0), None]), Figure::Failed);
        assert_eq!(
            Figure::of(&[None, Some(1.0), Some(2.0)]),
            Figure::Median(1.5)
        );
        assert_eq!(Figure::Failed.number(), None);
        assert_eq!(Figure::Failed.map(|number| number + 1.0), Figure::Failed);
    }

    #[test]
    fn figures_are_written_with_the_digits_asked_for() {
        assert_eq!(format!("{:.2}", Figure::Median(1.005_1)), "1.01");
        assert_eq!(format!("{}", Figure::Median(312.4)), "312");
        assert_eq!(format!("{:.2}", Figure::Failed), "failed");
        assert_eq!(Figure::Absent.to_string(), "–");
    }
}
