//! Looks whether a small file is a sums file, before anything is done with it.

use gloo_file::File;

use super::program::{Program, close_the_page};
use crate::browser::channel::reader::Requested;
use crate::browser::channel::source::Source;
use crate::pure::compare::sums::{self, LONGEST};

/// Whether it is worth a look. The page must be able to close itself first: it reads no file
/// before. As long as the worker's program is on its way, it is not.
pub fn may_be(file: &File) -> bool {
    let is_called_image = file.name().to_lowercase().ends_with(".gvmi");
    !is_called_image && (1..=LONGEST).contains(&file.size()) && Program::loaded().is_some()
}

/// The text of a sums file. None for any other, or if it cannot be read: of that the job
/// tells that hashes it.
pub async fn text(file: &File) -> Option<String> {
    if !may_be(file) {
        return None;
    }
    close_the_page().ok()?;
    let source = Source::Here(file.clone());
    let bytes = Requested::new(&source, 0..file.size())
        .receive()
        .await
        .ok()?;
    sums::text(&bytes.to_vec())
}
