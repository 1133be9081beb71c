//! The image check: what a provider would say of a file after it has downloaded it.
//!
//! An image is a SquashFS 4.0 file system, zeros up to a multiple of 4096 bytes, and a
//! trailer: the CRC-32 of the metadata (little endian), the metadata as JSON, and its
//! length in eight digits (gvmkit-build, `metadata.rs`). The superblock at the start
//! and the trailer at the end are read here. What the file system holds is looked at elsewhere,
//! and added to the facts.

mod build_time;
pub mod example;
mod facts;
mod fault;
mod inspection;
mod metadata;
mod other_file;
mod steps;
mod superblock;
mod trailer;

pub use build_time::BuildTime;
pub use facts::{Image, Inside, Section};
pub use fault::{Defect, Fault};
pub use inspection::{Inspection, check};
pub use metadata::Metadata;
pub use other_file::{LfsTarget, OtherFile};
pub use steps::steps;
pub use superblock::{Compressor, Superblock};
