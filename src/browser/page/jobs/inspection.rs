//! Reads what the image check wants, on the page: a few hundred bytes from the start of
//! the file and its trailer.

use std::rc::Rc;

use gloo_file::File;
use wasm_bindgen_futures::spawn_local;

use crate::browser::channel::reader::Requested;
use crate::browser::channel::source::Source;
use crate::pure::hashing::failure::Failure;
use crate::pure::image::{Fault, Image, Inspection};

/// A running check. Dropping it ends the check.
#[must_use = "dropping a job ends it"]
pub struct InspectionJob {
    _running: Rc<()>,
}

impl InspectionJob {
    /// Starts checking `file`. `report` is called with what the check found, unless the
    /// browser cannot read the file: of that the job that hashes it tells.
    pub fn start(file: File, report: impl FnOnce(Result<Image, Fault>) + 'static) -> Self {
        let running = Rc::new(());
        let weak = Rc::downgrade(&running);
        spawn_local(async move {
            let found = inspect(&Source::Here(file)).await;
            if let (Ok(check), Some(_)) = (found, weak.upgrade()) {
                report(check);
            }
        });
        Self { _running: running }
    }
}

/// What the check finds of a file.
///
/// # Errors
///
/// If the browser cannot read it.
pub async fn inspect(source: &Source) -> Result<Result<Image, Fault>, Failure> {
    let mut inspection = Inspection::new(source.size());
    while let Some(range) = inspection.next_range() {
        let bytes = Requested::new(source, range).receive().await?;
        inspection.take(&bytes.to_vec());
    }
    Ok(inspection.finish())
}
