//! What to do with a file that providers cannot start.

use super::facts::Image;
use super::fault::{Defect, Fault};
use super::other_file::OtherFile;
use crate::pure::text::literal::{abridged, visible};
use crate::pure::text::measure;

/// What there is to do, one step after the other, where providers cannot start the file.
#[must_use]
pub fn steps(check: &Result<Image, Fault>) -> Vec<String> {
    match check {
        Ok(image) if !image.superblock.compressor.is_mountable() => {
            of("Build the image again with today’s gvmkit-build.", NEW)
        }
        Ok(image) => match of_inside(image) {
            Some(step) => of(step, NEW),
            None => of(GET, NEW),
        },
        Err(fault) => fault.defect.steps(),
    }
}

/// What to do about what is inside, if nothing else is wrong: it stands behind what was seen.
fn of_inside(image: &Image) -> Option<String> {
    let first = image.findings().into_iter().next()?;
    let inside = image.inside.as_ref()?;
    let (_, step) = first.sentences();
    let is_inside = first.is_error() && inside.findings.contains(&first);
    (is_inside && !step.is_empty()).then(|| step.trim_start().to_owned())
}

const GET: &str = "Get the image again, or build it again.";
const NEW: &str = "Choose the new file.";

fn of(first: impl Into<String>, second: impl Into<String>) -> Vec<String> {
    vec![first.into(), second.into()]
}

impl Defect {
    fn steps(&self) -> Vec<String> {
        match self {
            Self::OtherFile(file) => file.steps(),
            Self::UnknownFormat => of(
                "Find the .gvmi file that gvmkit-build made.",
                "Choose that file.",
            ),
            Self::NoTrailer => of(
                "Make the image with gvmkit-build, not mksquashfs alone.",
                NEW,
            ),
            Self::BigEndian
            | Self::OtherVersion { .. }
            | Self::TrailerWithoutCrc
            | Self::MetadataNotUnderstood => {
                of("Build the image again with today’s gvmkit-build.", NEW)
            }
            Self::Empty | Self::TooShort { .. } | Self::Truncated { .. } => {
                of("Get the image again, to its end.", NEW)
            }
            _ => of(GET, NEW),
        }
    }
}

impl OtherFile {
    fn steps(&self) -> Vec<String> {
        match self {
            Self::GitLfsPointer { target } => of(
                "Get the image itself, in the folder of the repository:",
                match target {
                    Some(target) => format!(
                        "Choose the file again. It should have {}.",
                        measure::size(target.size)
                    ),
                    None => "Choose the file again.".to_owned(),
                },
            ),
            Self::WebPage => of(
                "Open the file in a text editor: it may say what is wrong.",
                "Download the image itself, and choose that.",
            ),
            Self::Utf16Text => of("Let the program write the file, as with “curl -o”.", NEW),
            Self::ShortText { .. } => of(
                "Read what the file says: it may be a server’s error.",
                "Download the image again, and choose that.",
            ),
            Self::Tar => of(
                "Make an image from the Docker image with gvmkit-build.",
                "Choose the .gvmi file that it writes.",
            ),
            Self::Compressed { .. } => {
                of("Unpack the file.", "Choose the .gvmi file that was in it.")
            }
            Self::Program => of(
                "Put the program into a Docker image, then use gvmkit-build.",
                "Choose the .gvmi file.",
            ),
            Self::Descriptor { .. } | Self::DamagedDescriptor => {
                vec!["Choose the .gvmi file that lies beside it.".to_owned()]
            }
        }
    }

    /// What the file holds, as far as that is known and worth a look.
    #[must_use]
    pub fn content(&self) -> Option<String> {
        match self {
            Self::GitLfsPointer {
                target: Some(target),
            } => Some(format!(
                "oid sha256:{}\nsize {}",
                target.sha256, target.size
            )),
            Self::ShortText { first_line } => Some(visible(&abridged(first_line))),
            Self::Descriptor { size, hash } => Some(format!(
                "image size {}\nimage hash {hash}",
                measure::grouped(*size)
            )),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::ImageHash;
    use crate::pure::image::LfsTarget;

    #[test]
    fn the_last_step_is_to_choose_the_right_file() {
        let target = LfsTarget {
            sha256: "0".repeat(64),
            size: 1_931_476_992,
        };
        let defect = Defect::OtherFile(OtherFile::GitLfsPointer {
            target: Some(target),
        });
        let last = defect.steps().pop();
        let says = "Choose the file again. It should have 1.93 GB.";
        assert_eq!(last.as_deref(), Some(says));
        for defect in [
            Defect::Empty,
            Defect::UnknownFormat,
            Defect::NoTrailer,
            Defect::MetadataNotUnderstood,
            Defect::NoFileSystem,
            Defect::OtherFile(OtherFile::WebPage),
            Defect::OtherFile(OtherFile::Tar),
            Defect::OtherFile(OtherFile::DamagedDescriptor),
        ] {
            let last = defect.steps().pop().unwrap_or_default();
            assert!(last.to_lowercase().contains("choose"), "{defect:?}: {last}");
        }
    }

    #[test]
    fn what_is_known_of_the_content_is_shown_and_nothing_invisible() {
        let hash = ImageHash([0xAB; ImageHash::BYTES]);
        let descriptor = OtherFile::Descriptor { size: 5000, hash };
        let says = format!("image size 5,000\nimage hash {hash}");
        assert_eq!(descriptor.content(), Some(says));
        let text = OtherFile::ShortText {
            first_line: "not\u{202E} found".to_owned(),
        };
        let shown = text.content().unwrap_or_default();
        assert!(
            shown.ends_with("found") && !shown.contains('\u{202E}'),
            "{shown}"
        );
        assert_eq!(OtherFile::WebPage.content(), None);
    }
}
