//! Takes the bytes of a file as they come.

use js_sys::Uint8Array;

use super::scope::{now, post};
use crate::browser::channel::wire;
use crate::pure::hashing::job::Company;
use crate::pure::hashing::samples::Samples;

/// The bytes of a file, as they come.
pub struct Intake<'a> {
    hash: &'a mut dyn FnMut(&[u8]),
    /// How many there were.
    pub bytes_hashed: u64,
    /// Pieces of them, to compare with the file at the end.
    pub samples: Samples,
    /// Bytes on their way from the browser's memory into the hasher's.
    buffer: Vec<u8>,
    /// Seconds spent on them.
    pub seconds: f64,
    start: f64,
    last_progress: f64,
    seconds_between_reports: f64,
}

/// Each report has the page drawn again, which takes from the hash where nothing but the
/// processor draws; and no one reads numbers that change more often, nor those of several
/// images as often.
fn seconds_between_reports(company: Company) -> f64 {
    match company {
        Company::Alone => 0.2,
        Company::Others => 0.5,
    }
}

impl<'a> Intake<'a> {
    /// Small enough to be still in the processor's cache when it is hashed.
    pub const BUFFER: u32 = 64 << 10;

    /// Nothing yet, of a file of `size` bytes; `hash` is handed what comes.
    pub fn new(size: u64, company: Company, start: f64, hash: &'a mut dyn FnMut(&[u8])) -> Self {
        Self {
            hash,
            bytes_hashed: 0,
            samples: Samples::of(size),
            buffer: vec![0; Self::BUFFER as usize],
            seconds: 0.0,
            start,
            last_progress: start,
            seconds_between_reports: seconds_between_reports(company),
        }
    }

    /// Hands the next bytes on, and reports how far it has come when that is due.
    pub fn take(&mut self, bytes: &Uint8Array) {
        let began = now();
        let length = bytes.length();
        for start in (0..length).step_by(Self::BUFFER as usize) {
            let end = length.min(start + Self::BUFFER);
            let buffer = &mut self.buffer[..(end - start) as usize];
            bytes.subarray(start, end).copy_to(buffer);
            self.samples.keep(self.bytes_hashed, buffer);
            (self.hash)(buffer);
            self.bytes_hashed += u64::from(end - start);
        }
        let now = now();
        self.seconds += now - began;
        self.report(now);
    }

    fn report(&mut self, now: f64) {
        if now - self.last_progress >= self.seconds_between_reports {
            self.last_progress = now;
            post(&wire::encode_progress(self.bytes_hashed, now - self.start));
        }
    }
}
