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
use crate::hash::{ImageHash, Lookalikes};
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Event, Task};

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

/// What a job computes, and how it crosses the wire.
pub trait Outcome: Sized {
    /// The task that computes it.
    const TASK: Task;

    /// As the worker posts it.
    fn encode(&self) -> JsValue;

    /// What the worker posted; none if it is something else.
    fn decode(value: &JsValue) -> Option<Self>;
}

impl Outcome for ImageHash {
    const TASK: Task = Task::Hash;

    fn encode(&self) -> JsValue {
        digest(&self.0)
    }

    fn decode(value: &JsValue) -> Option<Self> {
        digest_bytes(value).map(Self)
    }
}

impl Outcome for Lookalikes {
    const TASK: Task = Task::Lookalikes;

    fn encode(&self) -> JsValue {
        let Self {
            of,
            sha_224,
            keccak_224,
        } = self;
        Array::of3(&digest(&of.0), &digest(sha_224), &digest(keccak_224)).into()
    }

    fn decode(value: &JsValue) -> Option<Self> {
        let values: &Array = value.dyn_ref()?;
        Some(Self {
            of: ImageHash(digest_bytes(&values.get(0))?),
            sha_224: digest_bytes(&values.get(1))?,
            keccak_224: digest_bytes(&values.get(2))?,
        })
    }
}

const READY: &str = "ready";
const PROGRESS: &str = "progress";
const DONE: &str = "done";

/// That the worker has its task, and its hasher answered the known question rightly.
#[must_use]
pub fn encode_ready() -> JsValue {
    message(READY, [])
}

/// Whether the worker posted that.
#[must_use]
pub fn is_ready(message: &JsValue) -> bool {
    let message: Option<&Array> = message.dyn_ref();
    message.is_some_and(|message| message.get(0) == READY)
}

/// How far the worker has come.
#[must_use]
pub fn encode_progress(bytes_hashed: u64, elapsed: f64) -> JsValue {
    message(PROGRESS, [number_of(bytes_hashed), elapsed.into()])
}

/// What the worker computed.
#[must_use]
pub fn encode_done(outcome: &impl Outcome, elapsed: f64) -> JsValue {
    message(DONE, [outcome.encode(), elapsed.into()])
}

/// The event that the worker posted; none if the message is no event of such a job.
#[must_use]
pub fn decode_event<O: Outcome>(message: &JsValue) -> Option<Event<O>> {
    let message: &Array = message.dyn_ref()?;
    match message.get(0).as_string()?.as_str() {
        PROGRESS => Some(Event::Progress {
            bytes_hashed: bytes(&message.get(1))?,
            elapsed: message.get(2).as_f64()?,
        }),
        DONE => Some(Event::Done {
            outcome: O::decode(&message.get(1))?,
            elapsed: message.get(2).as_f64()?,
        }),
        name => decode_failure_named(name, message).map(Event::Failed),
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

/// Why the worker cannot go on.
#[must_use]
pub fn encode_failure(failure: &Failure) -> JsValue {
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
        Failure::NoWorker { .. } | Failure::OtherBuild => {
            message(DIED, ["it failed as only the page can".into()])
        }
    }
}

/// The name of the message that says that the worker cannot go on; the script that
/// starts the worker posts it too.
pub(super) const DIED: &str = "died";

/// Why the worker says that it cannot go on; none if the message says something else.
#[must_use]
pub fn decode_failure(message: &JsValue) -> Option<Failure> {
    let message: &Array = message.dyn_ref()?;
    decode_failure_named(&message.get(0).as_string()?, message)
}

fn decode_failure_named(name: &str, message: &Array) -> Option<Failure> {
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
