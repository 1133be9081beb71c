//! All that a run has measured.

use crate::loading::Loading;
use crate::memory::Peaks;
use crate::record::Record;
use crate::schedule::Schedule;
use crate::several::Several;
use crate::smoothness::Smoothness;
use crate::weight::Weight;

/// The parts that were asked for.
pub struct Results {
    pub schedule: Schedule,
    pub speed: Option<Record>,
    pub memory: Option<Vec<Peaks>>,
    pub smoothness: Option<Vec<Smoothness>>,
    pub weight: Option<Vec<Weight>>,
    pub loading: Option<Loading>,
    pub several: Option<Several>,
}

impl Results {
    /// Every measurement that failed, in a line.
    pub fn failures(&self) -> Vec<String> {
        let speed = self.speed.iter().flat_map(Record::failures);
        let memory = self.memory.iter().flatten().flat_map(|peaks| {
            let what = format!("memory: {}, {} bytes", peaks.engine, peaks.size);
            failed(what, &peaks.rounds)
        });
        let smoothness = self.smoothness.iter().flatten().flat_map(|seen| {
            let what = format!("smoothness: {}", seen.engine);
            failed(what, &seen.rounds)
        });
        let loading = self.loading.iter().flat_map(|seen| seen.failures.clone());
        let several = self.several.iter().flat_map(Several::failures);
        speed
            .chain(memory)
            .chain(smoothness)
            .chain(loading)
            .chain(several)
            .collect()
    }
}

fn failed<T>(what: String, rounds: &[Result<T, String>]) -> impl Iterator<Item = String> {
    let failed = rounds.iter().filter_map(|round| round.as_ref().err());
    failed.map(move |why| format!("{what}: {why}"))
}
