//! The parts of the worker's work, each alone, called by `pages/inside-worker.js`.

#![cfg(target_arch = "wasm32")]

use gloo_file::File;
use gvmi_hash::browser::reader::{self, Reader};
use gvmi_hash::browser::source::Source;
use gvmi_hash::hash::{Hasher, ImageHasher};
use gvmi_hash::read_plan::{ReadPlan, Took};
use wasm_bindgen::prelude::*;
use web_sys::WorkerGlobalScope;

/// As many bytes as the worker hashes at once.
const PIECE: usize = 64 << 10;

/// Hashes so many zeros that are in the wasm's memory already, and gives the hash.
#[wasm_bindgen]
pub fn hash_alone(bytes: f64) -> String {
    let piece = vec![0; PIECE];
    let mut hasher = ImageHasher::default();
    let mut left = bytes as u64;
    while left > 0 {
        let length = left.min(PIECE as u64);
        hasher.update(&piece[..length as usize]);
        left -= length;
    }
    hasher.finish().to_string()
}

/// Reads a file as the worker does, looks at none of its bytes, and gives their number.
///
/// # Errors
///
/// If the file cannot be read.
#[wasm_bindgen]
pub async fn read_alone(file: web_sys::File) -> Result<f64, JsValue> {
    let source = Source::Here(File::from(file));
    let mut plan = ReadPlan::new(source.size(), reader::ways(&source));
    let mut reader = Reader::new(&source);
    let mut bytes = 0;
    while let Some(span) = plan.next_span() {
        let began = now();
        reader
            .read(&span, |chunk| bytes += u64::from(chunk.length()))
            .await
            .map_err(|failure| failure.to_string())?;
        let seconds = now() - began;
        plan.record(Took {
            seconds,
            waited: seconds,
        });
    }
    Ok(bytes as f64)
}

/// Seconds since the worker began.
fn now() -> f64 {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    scope
        .performance()
        .map_or(0.0, |clock| clock.now() / 1000.0)
}
