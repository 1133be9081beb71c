//! Rounds of measurements, of which only those count that a machine made which did nothing else.

use std::error::Error;

use crate::machine::Worth;

/// Says what the machine is worth now.
pub trait Measure: FnMut() -> Result<Worth, Box<dyn Error>> {}

impl<M: FnMut() -> Result<Worth, Box<dyn Error>>> Measure for M {}

/// Makes rounds, and says what they are worth.
pub struct Rounds<M> {
    measure: M,
    /// The least that the machine was worth in a round that is kept, if there was one.
    pub worst: Option<Worth>,
    /// How many rounds were made once more.
    pub left_out: usize,
}

impl<M: Measure> Rounds<M> {
    /// None yet; `measure` says what the machine is worth now.
    pub fn new(measure: M) -> Self {
        Self {
            measure,
            worst: None,
            left_out: 0,
        }
    }

    /// Makes `wanted` rounds. One before or after which the machine had too much else to do is
    /// made once more, as long as no more than half as many are made in addition; where that is
    /// not enough, it is kept, and the run counts for nothing.
    pub fn make<T>(
        &mut self,
        wanted: usize,
        mut make: impl FnMut(usize) -> Result<T, Box<dyn Error>>,
    ) -> Result<Vec<T>, Box<dyn Error>> {
        let (mut kept, mut busy) = (Vec::new(), Vec::new());
        // What was made ready since took its time, too.
        let mut latest = None;
        for round in 0..wanted + wanted.div_ceil(2) {
            if kept.len() == wanted {
                break;
            }
            let before = match latest {
                Some(latest) => latest,
                None => (self.measure)()?,
            };
            let made = make(round)?;
            let after = (self.measure)()?;
            latest = Some(after);
            let worth = before.or_worse(after);
            match worth.counts() {
                true => kept.push((worth, made)),
                false => busy.push((worth, made)),
            }
        }
        let missing = wanted - kept.len();
        self.left_out += busy.len() - missing;
        kept.extend(busy.into_iter().take(missing));
        Ok(kept
            .into_iter()
            .map(|(worth, made)| {
                self.worst = Some(self.worst.map_or(worth, |worst| worst.or_worse(worth)));
                made
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(worths: &[f64]) -> (Vec<usize>, bool, usize) {
        let mut worths = worths.iter().copied().map(Worth);
        let mut rounds = Rounds::new(|| Ok(worths.next().unwrap_or(Worth(9.0))));
        let made = rounds.make(2, Ok).unwrap();
        (made, rounds.worst.unwrap().counts(), rounds.left_out)
    }

    #[test]
    fn a_round_on_a_busy_machine_is_made_once_more() {
        assert_eq!(rounds(&[1.0, 1.1, 1.2]), (vec![0, 1], true, 0));
        assert_eq!(rounds(&[1.3, 1.1, 1.2, 1.2]), (vec![1, 2], true, 1));
        assert_eq!(rounds(&[1.0, 1.3, 1.2, 1.2]), (vec![2, 0], false, 1));
    }
}
