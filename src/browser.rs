//! The only room that touches the browser. It knows nothing of the view.
//!
//! On the page: [`worker`] runs a job with the [`program`] of the worker, [`inspection`] checks the image, [`offer`] takes
//! what is dropped or pasted, [`clipboard`] copies, [`memory`] remembers. In the worker:
//! [`hashing`] does the job. [`wire`] is what the two say to each other, [`reader`] reads
//! files in both, from a [`source`].

pub mod clipboard;
pub mod hashing;
pub mod inspection;
pub mod memory;
pub mod offer;
pub mod page;
pub mod program;
pub mod reader;
pub mod source;
pub mod wire;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// What the browser said of an error, in its own words.
fn reason(error: &JsValue) -> String {
    if let Some(exception) = error.dyn_ref::<DomException>() {
        return format!("{}: {}", exception.name(), exception.message());
    }
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.to_string()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
