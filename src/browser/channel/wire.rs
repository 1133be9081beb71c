//! What worker and page say to each other, as values that a browser can pass on.
//!
//! The page posts the compiled module, then the task. The worker posts events. A worker
//! that cannot read the file asks the page for pieces of it, and the page answers. Each
//! message is an array whose first element is its name.

use std::rc::Rc;

use gloo_file::File;
use js_sys::{Array, Number, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use super::source::Piece;
use crate::hash::{ImageHash, Lookalikes};
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Company, Event, Task};
use crate::pure::image::{Inside, Metadata};
use crate::pure::inside::{Contents, Seen};
use crate::pure::text::finding::{Finding, Severity};

/// The task as the page posts it.
#[must_use]
pub fn encode_task(task: Task, file: &File, company: Company) -> JsValue {
    let name = match task {
        Task::Hash => "hash",
        Task::Lookalikes => "lookalikes",
    };
    let file: &web_sys::File = file.as_ref();
    message(name, [file.into(), (company == Company::Others).into()])
}

/// The task that the page posted; none if the message is no task.
#[must_use]
pub fn decode_task(message: &JsValue) -> Option<(Task, File, Company)> {
    let message: &Array = message.dyn_ref()?;
    let task = match message.get(0).as_string()?.as_str() {
        "hash" => Task::Hash,
        "lookalikes" => Task::Lookalikes,
        _ => return None,
    };
    let file: web_sys::File = message.get(1).dyn_into().ok()?;
    let company = match message.get(2).as_bool()? {
        true => Company::Others,
        false => Company::Alone,
    };
    Some((task, File::from(file), company))
}

/// The name of the message that has a worker look inside an image.
const LOOK: &str = "look";

/// An image to look into.
#[derive(Clone)]
pub struct LookTask {
    /// The file.
    pub file: File,
    /// How many bytes stand before its trailer.
    pub length: u64,
    /// What its trailer says of what is started, and where.
    pub metadata: Rc<Metadata>,
}

/// What to look into, as the page posts it.
#[must_use]
pub fn encode_look(look: &LookTask) -> JsValue {
    let file: &web_sys::File = look.file.as_ref();
    let metadata = &*look.metadata;
    let lists = [
        &metadata.env,
        &metadata.entrypoint,
        &metadata.command,
        &metadata.volumes,
    ];
    let [env, entrypoint, command, volumes] = lists.map(|list| texts(list));
    message(
        LOOK,
        [
            file.into(),
            number_of(look.length),
            metadata.working_dir.as_str().into(),
            metadata.user.as_deref().into(),
            env,
            entrypoint,
            command,
            volumes,
        ],
    )
}

/// What the page wants looked into; none if the message says something else.
#[must_use]
pub fn decode_look(message: &JsValue) -> Option<LookTask> {
    let message: &Array = message.dyn_ref()?;
    if message.get(0) != LOOK {
        return None;
    }
    let file: web_sys::File = message.get(1).dyn_into().ok()?;
    let list = |index| texts_of(&message.get(index));
    Some(LookTask {
        file: File::from(file),
        length: bytes(&message.get(2))?,
        metadata: Rc::new(Metadata {
            docker_image: None,
            working_dir: message.get(3).as_string()?,
            user: message.get(4).as_string(),
            env: list(5)?,
            entrypoint: list(6)?,
            command: list(7)?,
            volumes: list(8)?,
        }),
    })
}

fn texts(texts: &[String]) -> JsValue {
    let array: Array = texts
        .iter()
        .map(|text| JsValue::from(text.as_str()))
        .collect();
    array.into()
}

fn texts_of(value: &JsValue) -> Option<Vec<String>> {
    let array: &Array = value.dyn_ref()?;
    array.iter().map(|text| text.as_string()).collect()
}

/// What a job computes, and how it crosses the wire.
pub trait Outcome: Sized {
    /// As the worker posts it.
    fn encode(&self) -> JsValue;

    /// What the worker posted; none if it is something else.
    fn decode(value: &JsValue) -> Option<Self>;
}

impl Outcome for ImageHash {
    fn encode(&self) -> JsValue {
        digest(&self.0)
    }

    fn decode(value: &JsValue) -> Option<Self> {
        digest_bytes(value).map(Self)
    }
}

impl Outcome for Lookalikes {
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

impl Outcome for Result<Seen, Finding> {
    fn encode(&self) -> JsValue {
        match self {
            Ok(Seen { inside, contents }) => {
                let findings: Array = inside.findings.iter().map(encode_finding).collect();
                let [records, names] = contents.parts().map(Uint8Array::from);
                let is_whole = inside.is_whole.into();
                Array::of4(&findings, &is_whole, &records, &names).into()
            }
            Err(finding) => encode_finding(finding),
        }
    }

    fn decode(value: &JsValue) -> Option<Self> {
        let values: &Array = value.dyn_ref()?;
        let Some(findings) = values.get(0).dyn_ref::<Array>().cloned() else {
            return decode_finding(value).map(Err);
        };
        let findings = findings.iter().map(|finding| decode_finding(&finding));
        let part = |index| Some(values.get(index).dyn_ref::<Uint8Array>()?.to_vec());
        Some(Ok(Seen {
            inside: Inside {
                findings: findings.collect::<Option<_>>()?,
                is_whole: values.get(1).as_bool()?,
            },
            contents: Contents::from_parts([part(2)?, part(3)?])?,
        }))
    }
}

const SEVERITIES: [Severity; 4] = [
    Severity::Good,
    Severity::Open,
    Severity::Advice,
    Severity::Error,
];

/// None of what is inside can be put right on the page.
fn encode_finding(finding: &Finding) -> JsValue {
    let severity = f64::from(finding.severity as u8);
    let more = finding.more.as_deref();
    Array::of3(
        &severity.into(),
        &finding.lead.as_str().into(),
        &more.into(),
    )
    .into()
}

fn decode_finding(value: &JsValue) -> Option<Finding> {
    let values: &Array = value.dyn_ref()?;
    let severity = usize::try_from(bytes(&values.get(0))?).ok()?;
    let finding = Finding::new(*SEVERITIES.get(severity)?, values.get(1).as_string()?);
    Some(match values.get(2).as_string() {
        Some(more) => finding.more(more),
        None => finding,
    })
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
        Failure::NoWorker { .. } | Failure::OtherBuild | Failure::Silent => {
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
