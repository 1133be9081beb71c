//! What surrounds the worker's program.

use std::panic;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::browser::channel::source::Asked;
use crate::browser::channel::wire;
use crate::pure::hashing::failure::Failure;

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

/// Has the page told of an error in this program.
pub fn tell_of_panics() {
    panic::set_hook(Box::new(|panic| {
        post(&wire::encode_failure(&Failure::WorkerDied {
            reason: panic.to_string(),
        }));
    }));
}

/// The page has sent something else than a task.
pub fn no_task() -> Failure {
    Failure::WorkerDied {
        reason: "it was sent something else than a task".to_owned(),
    }
}

/// From here on, what the page posts are pieces of the file.
pub fn ask_the_page() -> Rc<Asked> {
    let asked = Asked::new(|number, piece| {
        // The job ends with its page.
        let _ = scope().post_message(&wire::encode_question(number, piece));
    });
    let answered = asked.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        if let Some((number, piece)) = wire::decode_answer(&message.data()) {
            answered.settle(number, piece);
        }
    });
    scope().set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    asked
}
