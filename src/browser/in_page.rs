//! The page's side of a job: it starts a worker and ends it.
//!
//! [`jobs`] owns what is done with the images: a [`worker`] for each job, made from its
//! [`program`], and the [`inspection`] of the file.

mod inspection;
pub mod jobs;
pub mod program;
pub mod worker;
