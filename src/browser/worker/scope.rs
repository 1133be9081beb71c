//! What surrounds the worker's program.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// Posts a message to the page. Nothing can be done if even this fails: the page ends a
/// silent worker.
pub fn post(message: &JsValue) {
    let _ = scope().post_message(message);
}

/// Seconds since the worker began.
pub fn now() -> f64 {
    scope()
        .performance()
        .map_or(0.0, |clock| clock.now() / 1000.0)
}

/// The worker's global object.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
