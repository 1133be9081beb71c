//! The worker's side of a job: it hashes the one file that it is sent.

mod hashing;
mod intake;
mod scope;

pub use hashing::serve;
