//! The parts of the worker's work, each alone, called by `pages/inside-worker.js`.

#![cfg(target_arch = "wasm32")]

use gloo_file::File;
use gvmi_hash::browser::channel::reader::{self, Reader};
use gvmi_hash::browser::channel::source::Source;
use gvmi_hash::hash::{Hasher, ImageHasher};
use gvmi_hash::pure::hashing::read_plan::Span;
use wasm_bindgen::prelude::*;

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

/// Reads a file in the way that the worker begins with, looks at none of its bytes, and
/// gives their number.
///
/// # Errors
///
/// If the file cannot be read.
#[wasm_bindgen]
pub async fn read_alone(file: web_sys::File) -> Result<f64, JsValue> {
    let source = Source::Here(File::from(file));
    let way = reader::ways(&source).into_iter().next();
    let span = Span {
        range: 0..source.size(),
        way: way.ok_or("there is no way to read")?,
    };
    let mut bytes = 0;
    Reader::new(&source)
        .read(&span, |chunk| bytes += u64::from(chunk.length()))
        .await
        .map_err(|failure| failure.to_string())?;
    Ok(bytes as f64)
}
