//! A job: the hashing of one image, from its choice to its hash or its failure.

use super::failure::Failure;
use crate::pure::text::invisible::shown;

/// The file that was chosen, as the browser described it then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageFile {
    /// Its path as it is shown.
    pub name: String,
    /// Where it is in the folder that was chosen; its name alone, if none was.
    pub path: String,
    /// Its name as the file system has it, without a folder.
    pub file_name: String,
    /// Its length in bytes.
    pub size: u64,
}

impl ImageFile {
    /// A file with this path and size.
    #[must_use]
    pub fn new(path: &str, size: u64) -> Self {
        let file_name = path.rsplit('/').next().unwrap_or(path);
        Self {
            name: shown(path),
            path: path.to_owned(),
            file_name: file_name.to_owned(),
            size,
        }
    }
}

/// What a job computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// The hash of the image.
    Hash,
    /// The hashes that are taken for it by mistake.
    Lookalikes,
}

/// What a job reports that computes an `O`. `Done` and `Failed` are the last of their job.
#[derive(Clone, PartialEq, Debug)]
pub enum Event<O> {
    /// So many bytes have been hashed, so many seconds after the first was read.
    Progress {
        /// Bytes hashed so far.
        bytes_hashed: u64,
        /// Seconds since reading began.
        elapsed: f64,
    },
    /// All bytes have been hashed, and the file is still the one it was.
    Done {
        /// What was computed of the whole file.
        outcome: O,
        /// Seconds since reading began.
        elapsed: f64,
    },
    /// There is nothing, and this is why.
    Failed(Failure),
}
