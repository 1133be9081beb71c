//! What worker and page say to each other, as values that a browser can pass on.
//!
//! The page posts the compiled module, then the `File`. The worker posts events:
//! each is an array whose first element is its name.

use js_sys::{Array, Number, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::failure::Failure;
use crate::hash::ImageHash;
use crate::job::Event;

/// An event as the worker posts it.
#[must_use]
pub fn encode(event: &Event) -> JsValue {
    match event {
        Event::Ready => message("ready", []),
        Event::Progress {
            bytes_hashed,
            elapsed,
        } => message("progress", [number(*bytes_hashed), (*elapsed).into()]),
        Event::Hashed { hash, elapsed } => message(
            "hashed",
            [Uint8Array::from(&hash.0[..]).into(), (*elapsed).into()],
        ),
        Event::Failed(failure) => encode_failure(failure),
    }
}

/// The event that the worker posted; none if the message is no event.
#[must_use]
pub fn decode(message: &JsValue) -> Option<Event> {
    let message: &Array = message.dyn_ref()?;
    match message.get(0).as_string()?.as_str() {
        "ready" => Some(Event::Ready),
        "progress" => Some(Event::Progress {
            bytes_hashed: bytes(&message.get(1))?,
            elapsed: message.get(2).as_f64()?,
        }),
        "hashed" => Some(Event::Hashed {
            hash: hash(&message.get(1))?,
            elapsed: message.get(2).as_f64()?,
        }),
        name => decode_failure(name, message).map(Event::Failed),
    }
}

/// Only what can happen in a worker is ever posted by one.
fn encode_failure(failure: &Failure) -> JsValue {
    match failure {
        Failure::Shortened { size, end } => message("shortened", [number(*size), number(*end)]),
        Failure::Changed => message("changed", []),
        Failure::Gone => message("gone", []),
        Failure::Unreadable { reason } => message("unreadable", [reason.into()]),
        Failure::WrongAnswer => message("wrong answer", []),
        Failure::WorkerDied { reason } => message(DIED, [reason.into()]),
        other => message(DIED, [other.to_string().into()]),
    }
}

/// The name of the message that says that the worker cannot go on; the script that
/// starts the worker posts it too.
pub(super) const DIED: &str = "died";

fn decode_failure(name: &str, message: &Array) -> Option<Failure> {
    Some(match name {
        "shortened" => Failure::Shortened {
            size: bytes(&message.get(1))?,
            end: bytes(&message.get(2))?,
        },
        "changed" => Failure::Changed,
        "gone" => Failure::Gone,
        "unreadable" => Failure::Unreadable {
            reason: message.get(1).as_string()?,
        },
        "wrong answer" => Failure::WrongAnswer,
        DIED => Failure::WorkerDied {
            reason: message.get(1).as_string()?,
        },
        _ => return None,
    })
}

fn message<const N: usize>(name: &str, values: [JsValue; N]) -> JsValue {
    let message = Array::of1(&name.into());
    for value in &values {
        message.push(value);
    }
    message.into()
}

/// Exact: a browser counts the bytes of a file in numbers of 53 bits.
fn number(bytes: u64) -> JsValue {
    (bytes as f64).into()
}

fn bytes(value: &JsValue) -> Option<u64> {
    let number = value.as_f64()?;
    (Number::is_safe_integer(value) && number >= 0.0).then_some(number as u64)
}

fn hash(value: &JsValue) -> Option<ImageHash> {
    let bytes = value.dyn_ref::<Uint8Array>()?.to_vec();
    bytes.try_into().ok().map(ImageHash)
}
