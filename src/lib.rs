//! gvmi-hash: the SHA3-224 hash of a Golem VM image, beside its URL.
//!
//! [`pure`] knows no browser and is tested natively; [`browser`] is the rest. What each room
//! is for, and which imports which, stands in ARCHITECTURE.md.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub use image_hash as hash;

pub mod pure;

#[cfg(target_arch = "wasm32")]
pub mod browser;
