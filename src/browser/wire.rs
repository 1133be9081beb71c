//! What worker and page say to each other, as values that a browser can pass on.
//!
//! The page posts the compiled module, then the task. The worker posts events. A worker
//! that cannot read the file asks the page for pieces of it, and the page answers. Each
//! message is an array whose first element is its name.

use gloo_file::File;
use js_sys::{Array, Number, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use super::source::Piece;
use crate::failure::Failure;
use crate::hash::{ImageHash, Lookalikes};
use crate::job::{Event, Task};

/// The task as the page posts it.
#[must_use]
pub fn encode_task(task: Task, file: &File) -> JsValue {
    let name = match task {
        Task::Hash => "hash",
        Task::Lookalikes => "lookalikes",
    };
    let file: &web_sys::File = file.as_ref();
    message(name, [file.into()])
}

/// The task that the page posted; none if the message is no task.
#[must_use]
pub fn decode_task(message: &JsValue) -> Option<(Task, File)> {
    let message: &Array = message.dyn_ref()?;
    let task = match message.get(0).as_string()?.as_str() {
        "hash" => Task::Hash,
        "lookalikes" => Task::Lookalikes,
        _ => return None,
    };
    let file: web_sys::File = message.get(1).dyn_into().ok()?;
    Some((task, File::from(file)))
}

/// An event as the worker posts it.
#[must_use]
pub fn encode_event(event: &Event) -> JsValue {
    match event {
        Event::Ready => message("ready", []),
        Event::Progress {
            bytes_hashed,
            elapsed,
        } => message("progress", [number_of(*bytes_hashed), (*elapsed).into()]),
        Event::Hashed { hash, elapsed } => message("hashed", [digest(&hash.0), (*elapsed).into()]),
        Event::LookalikesHashed(Lookalikes {
            of,
            sha_224,
            keccak_224,
        }) => message(
            "lookalikes",
            [digest(&of.0), digest(sha_224), digest(keccak_224)],
        ),
        Event::Failed(failure) => encode_failure(failure),
    }
}

/// The event that the worker posted; none if the message is no event.
#[must_use]
pub fn decode_event(message: &JsValue) -> Option<Event> {
    let message: &Array = message.dyn_ref()?;
    match message.get(0).as_string()?.as_str() {
        "ready" => Some(Event::Ready),
        "progress" => Some(Event::Progress {
            bytes_hashed: bytes(&message.get(1))?,
            elapsed: message.get(2).as_f64()?,
        }),
        "hashed" => Some(Event::Hashed {
            hash: ImageHash(digest_bytes(&message.get(1))?),
            elapsed: message.get(2).as_f64()?,
        }),
        "lookalikes" => Some(Event::LookalikesHashed(Lookalikes {
            of: ImageHash(digest_bytes(&message.get(1))?),
            sha_224: digest_bytes(&message.get(2))?,
            keccak_224: digest_bytes(&message.get(3))?,
        })),
        name => decode_failure(name, message).map(Event::Failed),
    }
}

const READ: &str = "read";
const BYTES: &str = "bytes";
const ERROR: &str = "error";

/// That the worker wants a piece of the file, and under which number.
#[must_use]
pub fn encode_question(number: u32, piece: &Piece) -> JsValue {
    let bounds = match piece {
        Piece::Range(range) => [number_of(range.start), number_of(range.end)],
        Piece::Whole => [JsValue::NULL, JsValue::NULL],
    };
    let [start, end] = bounds;
    message(READ, [number.into(), start, end])
}

/// The question that the worker posted; none if the message is none.
#[must_use]
pub fn decode_question(message: &JsValue) -> Option<(u32, Piece)> {
    let message: &Array = message.dyn_ref()?;
    if message.get(0) != READ {
        return None;
    }
    let piece = if message.get(2).is_null() {
        Piece::Whole
    } else {
        Piece::Range(bytes(&message.get(2))?..bytes(&message.get(3))?)
    };
    Some((u32::try_from(bytes(&message.get(1))?).ok()?, piece))
}

/// What the page read: an `ArrayBuffer`, or the exception that the browser raised.
#[must_use]
pub fn encode_answer(number: u32, piece: &Result<JsValue, JsValue>) -> JsValue {
    match piece {
        Ok(buffer) => message(BYTES, [number.into(), buffer.clone()]),
        Err(error) => match error.dyn_ref::<DomException>() {
            Some(error) => message(
                ERROR,
                [number.into(), error.name().into(), error.message().into()],
            ),
            None => message(
                ERROR,
                [
                    number.into(),
                    "UnknownError".into(),
                    format!("{error:?}").into(),
                ],
            ),
        },
    }
}

/// The answer that the page posted; none if the message is none.
#[must_use]
pub fn decode_answer(message: &JsValue) -> Option<(u32, Result<JsValue, JsValue>)> {
    let message: &Array = message.dyn_ref()?;
    let number = u32::try_from(bytes(&message.get(1))?).ok()?;
    let text = |index| message.get(index).as_string();
    let piece = match text(0)?.as_str() {
        BYTES => Ok(message.get(2)),
        ERROR => Err(
            DomException::new_with_message_and_name(&text(3)?, &text(2)?)
                .ok()?
                .into(),
        ),
        _ => return None,
    };
    Some((number, piece))
}

fn encode_failure(failure: &Failure) -> JsValue {
    match failure {
        Failure::Shortened { size, end } => {
            message("shortened", [number_of(*size), number_of(*end)])
        }
        Failure::Changed => message("changed", []),
        Failure::Gone => message("gone", []),
        Failure::Unreadable { reason } => message("unreadable", [reason.into()]),
        Failure::WrongAnswer => message("wrong answer", []),
        Failure::WorkerDied { reason } => message(DIED, [reason.into()]),
        // Their texts would have to stand in the worker, which never has one of them.
        Failure::Folder { .. }
        | Failure::NotAFile
        | Failure::SeveralFiles { .. }
        | Failure::NoWorker { .. }
        | Failure::OtherBuild => message(DIED, ["it failed as only the page can".into()]),
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
fn number_of(bytes: u64) -> JsValue {
    (bytes as f64).into()
}

fn bytes(value: &JsValue) -> Option<u64> {
    let number = value.as_f64()?;
    (Number::is_safe_integer(value) && number >= 0.0).then_some(number as u64)
}

fn digest(bytes: &[u8; ImageHash::BYTES]) -> JsValue {
    Uint8Array::from(&bytes[..]).into()
}

fn digest_bytes(value: &JsValue) -> Option<[u8; ImageHash::BYTES]> {
    value.dyn_ref::<Uint8Array>()?.to_vec().try_into().ok()
}
