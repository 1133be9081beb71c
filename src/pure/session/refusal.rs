//! Why something that was offered is not taken as an image.

use std::fmt;

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
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder { name } => write!(
                f,
                "“{name}” is a folder. An image is one file: open the folder and choose the \
                 .gvmi file in it."
            ),
            Self::NotAFile => f.write_str(
                "That was not a file, a URL or a hash. Drop or paste the .gvmi file itself, or choose \
                 it with the button.",
            ),
            Self::SeveralFiles { count } => write!(
                f,
                "Those were {count} files. Each image has its own hash: take one image at a time."
            ),
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
                "“images” is a folder.",
            ),
            (Refusal::NotAFile, "Drop or paste the .gvmi file itself"),
            (
                Refusal::SeveralFiles { count: 2 },
                "take one image at a time",
            ),
            (Refusal::Gone, "Choose it again"),
        ] {
            let text = refusal.to_string();
            assert!(text.contains(says), "{text:?} does not say {says:?}");
        }
    }
}
