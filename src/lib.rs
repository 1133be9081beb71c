//! gvmi-hash: the SHA3-224 hash of a Golem VM image, beside its URL.
//!
//! A file directly in `src/` is pure: it knows no browser, and is tested natively.
//! `browser/` is the only room that touches the browser, `view/` draws.
//! Imports run one way: `bin` → `view` → `browser` → the pure files.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub use image_hash as hash;

pub mod read_plan;
pub mod samples;

pub mod failure;
pub mod finding;
pub mod job;
pub mod refusal;

pub mod image;
pub mod image_url;

pub mod after_publishing;
pub mod compare;
pub mod invisible;
mod literal;
pub mod publication;
pub mod snippet;

pub mod address;
pub mod embed;
pub mod example;
pub mod measure;
pub mod paste;
pub mod session;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod view;
