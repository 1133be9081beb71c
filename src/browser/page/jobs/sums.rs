//! Looks which small files are sums files, before anything is done with them.

use super::Offered;
use super::program::{HASHING, Program, close_the_page};
use crate::browser::channel::reader::Requested;
use crate::browser::channel::source::Source;
use crate::pure::compare::sums::{self, LONGEST};

/// Whether it is worth a look; among all that is in a folder, only with a name like that of
/// a sums file.
pub fn may_be(offered: &Offered, is_in_folder: bool) -> bool {
    let name = offered.name.to_ascii_lowercase();
    let is_called_so = !is_in_folder || name.contains("sums") || name.contains(".sha3");
    !offered.is_called_image() && is_called_so && (1..=LONGEST).contains(&offered.file.size())
}

/// The texts of the sums files among `files`, and the other files. What cannot be read is among
/// the others: of that the job tells that hashes it.
pub async fn apart(files: Vec<Offered>, is_in_folder: bool) -> (Vec<String>, Vec<Offered>) {
    // The page reads no file before it has closed itself, and needs this first.
    let can_read = Program::load(&HASHING).await.is_ok() && close_the_page().is_ok();
    let (mut texts, mut others) = (Vec::new(), Vec::new());
    for offered in files {
        let text = match can_read && may_be(&offered, is_in_folder) {
            true => text(&offered).await,
            false => None,
        };
        match text {
            Some(text) => texts.push(text),
            None => others.push(offered),
        }
    }
    (texts, others)
}

async fn text(offered: &Offered) -> Option<String> {
    let source = Source::Here(offered.file.clone());
    let bytes = Requested::new(&source, 0..source.size())
        .receive()
        .await
        .ok()?;
    sums::text(&bytes.to_vec())
}
