//! A job: the hashing of one image, from its choice to its hash or its failure.

use crate::failure::Failure;
use crate::invisible::is_invisible;

/// The file that was chosen, as the browser described it then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageFile {
    /// Its name as it is shown.
    pub name: String,
    /// Its name as the file system has it, without a folder.
    pub file_name: String,
    /// Its length in bytes.
    pub size: u64,
}

impl ImageFile {
    /// A file with this name and size. What [`is_invisible`] would let a name show as
    /// another; it is replaced.
    #[must_use]
    pub fn new(name: &str, size: u64) -> Self {
        let shown = |c: char| match is_invisible(c) {
            true => char::REPLACEMENT_CHARACTER,
            false => c,
        };
        Self {
            name: name.chars().map(shown).collect(),
            file_name: name.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_shows_as_what_it_is() {
        let name = |name| ImageFile::new(name, 0).name;
        assert_eq!(name("x\u{202E}imvg.exe"), "x\u{FFFD}imvg.exe");
        assert_eq!(name("a\nb\u{3164}"), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(name("u\u{308}ber uns.gvmi"), "u\u{308}ber uns.gvmi");
        assert_eq!(name("образ <b> 🦀.gvmi"), "образ <b> 🦀.gvmi");
    }
}
