//! Rounds of measurements, of which only those count that a machine made which did nothing else.

use std::error::Error;

use crate::machine::Worth;

/// Says what the machine is worth now.
pub trait Measure: FnMut() -> Result<Worth, Box<dyn Error>> {}

impl<M: FnMut() -> Result<Worth, Box<dyn Error>>> Measure for M {}

/// How often, at most, the machine is measured before a round is made all the same.
const PATIENCE: usize = 12;

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

    /// Makes `wanted` rounds, each once the machine has nothing else to do, or after [`PATIENCE`].
    /// One before or after which it had too much else to do is made once more, as long as no more
    /// than half as many are made in addition; where that is not enough, it is kept, and the run
    /// counts for nothing.
    pub fn make<T>(
        &mut self,
        wanted: usize,
        mut make: impl FnMut(usize) -> Result<T, Box<dyn Error>>,
    ) -> Result<Vec<T>, Box<dyn Error>> {
        let (mut kept, mut busy) = (Vec::new(), Vec::new());
        // What was made ready since the last call took its time, too.
        let mut latest: Option<Worth> = None;
        for round in 0..wanted + wanted.div_ceil(2) {
            if kept.len() == wanted {
                break;
            }
            let before = match latest {
                Some(latest) if latest.counts() => latest,
                _ => self.wait_for_quiet()?,
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

    /// What the machine is worth once it is worth enough, or when it was measured often enough.
    /// Once is enough in a run that counts for nothing already.
    fn wait_for_quiet(&mut self) -> Result<Worth, Box<dyn Error>> {
        let mut worth = (self.measure)()?;
        if self.worst.is_some_and(|worst| !worst.counts()) {
            return Ok(worth);
        }
        for _ in 1..PATIENCE {
            if worth.counts() {
                break;
            }
            println!("the machine is busy: waiting");
            worth = (self.measure)()?;
        }
        Ok(worth)
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
        assert_eq!(rounds(&[1.0, 1.3, 1.2, 1.2, 1.2]), (vec![1, 2], true, 1));
        assert_eq!(rounds(&[1.0, 1.3, 1.2, 1.3]), (vec![0, 1], false, 1));
    }

    #[test]
    fn a_round_is_made_when_the_machine_does_nothing_else() {
        assert_eq!(rounds(&[1.3, 1.4, 1.1, 1.2, 1.2]), (vec![0, 1], true, 0));
        // Of a machine that is never quiet, there are rounds all the same.
        assert_eq!(rounds(&[]), (vec![0, 1], false, 1));
    }
}
