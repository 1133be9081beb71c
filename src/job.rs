//! A job: the hashing of one image, from its choice to its hash or its failure.

use crate::failure::Failure;
use crate::hash::ImageHash;

/// The file that was chosen, as the browser described it then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
}

/// What a job reports. `Hashed` and `Failed` are the last of their job.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The worker runs, and its hasher answered the known question rightly.
    Ready,
    /// So many bytes have been hashed, so many seconds after the first was read.
    Progress {
        /// Bytes hashed so far.
        bytes_hashed: u64,
        /// Seconds since reading began.
        elapsed: f64,
    },
    /// All bytes have been hashed, and the file is still the one it was.
    Hashed {
        /// The hash of the whole file.
        hash: ImageHash,
        /// Seconds since reading began.
        elapsed: f64,
    },
    /// There is no hash, and this is why.
    Failed(Failure),
}
