//! The worker's side of a job: it hashes the files that it is sent, one after the other.

mod hashing;
mod intake;
mod scope;

pub use hashing::serve;
