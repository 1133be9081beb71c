//! Looks whether a small file is a sums file, before anything is done with it.

use super::Offered;
use super::program::{HASHING, Program, close_the_page};
use crate::browser::channel::reader::Requested;
use crate::browser::channel::source::Source;
use crate::pure::compare::sums::{self, LONGEST};

/// Whether it is worth a look; among all that is in a folder, only with a name like that of
/// a sums file. The page must be able to close itself first: it reads no file before. As long
/// as the worker's program is on its way, it is not.
pub fn may_be(offered: &Offered, is_in_folder: bool) -> bool {
    let name = offered.name.to_ascii_lowercase();
    let is_called_so = !is_in_folder || name.contains("sums") || name.contains(".sha3");
    !offered.is_called_image()
        && is_called_so
        && (1..=LONGEST).contains(&offered.file.size())
        && Program::loaded(&HASHING).is_some()
}

/// The text of a sums file. None for any other, or if it cannot be read: of that the job
/// tells that hashes it.
pub async fn text(offered: &Offered, is_in_folder: bool) -> Option<String> {
    if !may_be(offered, is_in_folder) {
        return None;
    }
    close_the_page().ok()?;
    let source = Source::Here(offered.file.clone());
    let bytes = Requested::new(&source, 0..source.size())
        .receive()
        .await
        .ok()?;
    sums::text(&bytes.to_vec())
}
