//! What a screen reader is told of an image, and what a row of tabs shows.

use super::entry::{ImageEntry, Look, Status, is_refused, outcome};
use crate::pure::embed::ImageCheck;
use crate::pure::text::measure;

/// What the image check found, where it decides.
pub const CANNOT_START: &str = "A provider cannot start it";

/// The same, where it found nothing against it, and nothing was left to look at.
pub const CAN_START: &str = "A provider can start it";

/// What is said of an image of which some or all of what is inside could not be read.
pub const NOT_ALL_READ: &str = "Not all could be read";

/// What has become of the image. Progress is told by quarters only, so that it does not
/// talk over the user.
pub(super) fn announcement(entry: &ImageEntry) -> String {
    let file = &entry.file;
    match &entry.status {
        Status::Hashing { pace, .. } => match pace.percent(file.size) / 25 * 25 {
            0 => format!(
                "Hashing {}, {}.{}",
                file.name,
                measure::size(file.size),
                check(entry)
            ),
            quarter => format!("{quarter} per cent hashed."),
        },
        Status::Hashed {
            look: Look::Failed(_),
            ..
        } => "The files inside were not looked at.".to_owned(),
        Status::Hashed { .. } => format!("The hash of {} is ready.{}", file.name, check(entry)),
        Status::Failed(failure) => format!("No hash. {failure}"),
        Status::Cancelled { .. } => "Cancelled.".to_owned(),
    }
}

/// Whether nothing inside was missed, as far as was looked.
fn is_whole(entry: &ImageEntry) -> bool {
    let image = entry.check().and_then(|check| check.as_ref().ok());
    let inside = image.and_then(|image| image.inside.as_ref());
    inside.is_none_or(|inside| inside.is_whole)
}

fn check(entry: &ImageEntry) -> &'static str {
    match entry.check().map(outcome) {
        None => "",
        Some(ImageCheck::Passed) if !is_whole(entry) => " Not all of it could be read.",
        Some(ImageCheck::Passed) => " Image check passed.",
        Some(ImageCheck::Unfinished) => " Image check not finished.",
        Some(ImageCheck::Failed) => " Image check failed.",
    }
}

/// The answer to have in a title: what was made of the image for who verifies none.
pub(super) fn title(entry: &ImageEntry) -> Option<String> {
    Some(match &entry.status {
        Status::Cancelled { .. } => return None,
        Status::Hashing { pace, .. } => format!("{} %", pace.percent(entry.file.size)),
        Status::Failed(_) => "No hash".to_owned(),
        Status::Hashed { check, .. } => match check {
            Some(Err(fault)) if fault.is_no_image() => "Not an image",
            Some(check) if is_refused(check) => CANNOT_START,
            _ => "Hash ready",
        }
        .to_owned(),
    })
}
