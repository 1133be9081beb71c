//! Why something that was offered is not taken as an image.

use std::fmt;

use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};

/// Why something that was offered is not taken as an image. Its text is the whole message
/// to the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It is a folder.
    Folder {
        /// The folder's name.
        name: String,
    },
    /// It holds no file: a link, a piece of text.
    NotAFile,
    /// It is several files at once that may be images.
    SeveralFiles {
        /// How many.
        count: usize,
    },
    /// It is a file that is not there any more.
    Gone,
    /// An image has the path of one before it, in whose place it was taken.
    SamePath {
        /// How many did.
        count: usize,
    },
    /// Beside images there were other files, which were left out.
    OtherFiles {
        /// How many images were taken.
        images: usize,
        /// How many files were not.
        others: usize,
    },
}

impl Refusal {
    /// The message, and how much it matters.
    #[must_use]
    pub fn finding(&self) -> Finding {
        match self {
            Self::OtherFiles { .. } | Self::SamePath { .. } => Finding::advice(self.to_string()),
            _ => Finding::error(self.to_string()),
        }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { name } => write!(
                f,
                "“{}” is a folder without an image: no file in it is called .gvmi. Choose the \
                 image itself.",
                visible(&abridged(name))
            ),
            Self::NotAFile => f.write_str(
                "That was not a file, a URL or a hash. Drop or paste the .gvmi file itself, or choose \
                 it with the button.",
            ),
            Self::SeveralFiles { count } => write!(
                f,
                "Those were {count} files. Each image has its own hash: take one image at a time."
            ),
            Self::SamePath { count: 1 } => {
                f.write_str("1 image took the place of one with the same name.")
            }
            Self::SamePath { count } => {
                write!(f, "{count} images took the place of those with the same names.")
            }
            Self::OtherFiles { images, others } => {
                let count = |count: usize, word: &str| match count {
                    1 => format!("1 {word}"),
                    _ => format!("{count} {word}s"),
                };
                write!(
                    f,
                    "{}, {} left out: only what is called .gvmi is taken from several.",
                    count(*images, "image"),
                    count(*others, "other file")
                )
            }
            Self::Gone => f.write_str(
                "The file is not there any more: it was moved, renamed or deleted. Choose it \
                 again from the place where it is now.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do_instead() {
        for (refusal, says) in [
            (
                Refusal::Folder {
                    name: "images".to_owned(),
                },
                "“images” is a folder without an image",
            ),
            (
                Refusal::Folder {
                    name: "a\u{202E}b".to_owned(),
                },
                r"“a\u202eb” is a folder",
            ),
            (Refusal::NotAFile, "Drop or paste the .gvmi file itself"),
            (
                Refusal::SeveralFiles { count: 2 },
                "take one image at a time",
            ),
            (Refusal::Gone, "Choose it again"),
            (Refusal::SamePath { count: 1 }, "1 image took the place"),
            (Refusal::SamePath { count: 2 }, "those with the same names"),
            (
                Refusal::OtherFiles {
                    images: 12,
                    others: 1,
                },
                "12 images, 1 other file left out",
            ),
        ] {
            let text = refusal.to_string();
            assert!(text.contains(says), "{text:?} does not say {says:?}");
        }
    }
}
