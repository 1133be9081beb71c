//! The workers’ side of a job: one program hashes the files that it is sent, one after the other;
//! another looks inside one image.

mod hashing;
mod intake;
mod looking;
mod scope;

pub use hashing::serve as hash_files;
pub use looking::serve as look_inside;
