//! The hashing of a file, as far as it needs no browser: what a job is, which bytes to read
//! next, and why there is no hash.

pub mod failure;
pub mod job;
pub mod read_plan;
pub mod samples;
