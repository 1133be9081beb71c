//! All that a run has measured.

use bundle::weight::Weight;

use crate::loading::Loading;
use crate::record::Record;
use crate::schedule::Schedule;
use crate::several::Several;

/// The parts that were asked for.
pub struct Results {
    pub schedule: Schedule,
    /// See [`crate::texts::growth`].
    pub growth: Option<f64>,
    pub speed: Option<Record>,
    pub weight: Option<Vec<Weight>>,
    pub loading: Option<Loading>,
    pub several: Option<Several>,
}

impl Results {
    /// Every measurement that failed, in a line.
    pub fn failures(&self) -> Vec<String> {
        let speed = self.speed.iter().flat_map(Record::failures);
        let loading = self.loading.iter().flat_map(Loading::failures);
        let several = self.several.iter().flat_map(|seen| seen.record.failures());
        speed.chain(loading).chain(several).collect()
    }
}
