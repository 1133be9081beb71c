//! A job: the hashing of one image, from its choice to its hash or its failure.

use super::failure::Failure;
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::visible;

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
            name: visible(path),
            path: path.to_owned(),
            file_name: file_name.to_owned(),
            size,
        }
    }

    /// What there is to say of its name.
    #[must_use]
    pub fn finding(&self) -> Option<Finding> {
        (self.name != self.path).then(|| {
            Finding::advice(
                "The file’s name contains invisible characters, which are written out here. Rename \
                 the file.",
            )
            .more(
                "They make one name look like another: some turn the text around, so that it seems \
                 to end otherwise than it does. What is copied or saved has the name as it is.",
            )
        })
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

/// Whether other jobs run beside one, or wait for its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Company {
    /// None does when it begins.
    Alone,
    /// Some do: while it waits, they use the processor.
    Others,
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
        for (path, name) in [
            ("x\u{202E}imvg.exe", r"x\u202eimvg.exe"),
            ("a/a\nb\u{3164}", r"a/a\u000ab\u3164"),
        ] {
            let file = ImageFile::new(path, 1);
            assert_eq!((&*file.name, &*file.path), (name, path));
            let said = file.finding().expect("a remark").lead;
            assert!(
                said.contains("invisible") && said.contains("Rename"),
                "{said}"
            );
        }
        for path in ["u\u{308}ber uns.gvmi", "образ <b> 🦀.gvmi", r"a\u202e.gvmi"] {
            let file = ImageFile::new(path, 1);
            assert_eq!((&*file.name, file.finding()), (path, None));
        }
    }
}
