//! The only room that touches the browser. It knows nothing of the view.
//!
//! On the page: [`controller`] stands between the view and all the rest, [`in_page`] runs
//! the jobs, [`offer`] takes what is dropped, pasted or opened with the page,
//! [`clipboard`] copies, [`memory`] remembers, [`offline`] keeps the page for use without
//! its server, [`one_file`] saves it as one file, [`host_page`] talks to the page around
//! it, [`damage`] notices when others change what is drawn. In the worker: [`in_worker`]
//! does a job. [`wire`] is what the two say to each other, [`reader`] reads files in both,
//! from a [`source`].

pub mod clipboard;
pub mod controller;
pub mod damage;
pub mod host_page;
pub mod how_to_check;
pub mod in_page;
pub mod in_worker;
pub mod listener;
pub mod memory;
pub mod offer;
pub mod offline;
pub mod one_file;
pub mod page;
pub mod reader;
pub mod source;
mod trusted;
pub mod wire;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Window};

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

fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| "there is no window".into())
}

/// Calls a method that not every browser has.
fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    function.apply(object, &arguments.iter().collect::<Array>())
}
