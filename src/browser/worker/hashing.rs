//! Waits for a file and hashes it.

use std::cell::Cell;
use std::panic;
use std::rc::Rc;

use gloo_file::File;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::MessageEvent;

use super::intake::Intake;
use super::scope::{now, post, scope};
use crate::browser::channel::reader::{self, Reader};
use crate::browser::channel::source::{Asked, Source};
use crate::browser::channel::wire::{self, Outcome};
use crate::hash::{self, Hasher, ImageHasher, LookalikeHasher, WrongAnswer};
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::Task;
use crate::pure::hashing::read_plan::{ReadPlan, Took};

/// Checks the hasher, then waits for the file.
pub fn serve() {
    panic::set_hook(Box::new(|panic| {
        post(&wire::encode_failure(&Failure::WorkerDied {
            reason: panic.to_string(),
        }));
    }));
    if hash::self_check().is_err() {
        post(&wire::encode_failure(&Failure::WrongAnswer));
        return;
    }
    let waits = Rc::new(Cell::new(true));
    await_task(waits.clone());
    spawn_local(async move {
        if warm_up(waits).await.is_err() {
            post(&wire::encode_failure(&Failure::WrongAnswer));
        }
    });
}

/// Waits for a task, and after it for the next one.
fn await_task(waits: Rc<Cell<bool>>) {
    let on_message = Closure::once_into_js(move |message: MessageEvent| {
        waits.set(false);
        match wire::decode_task(&message.data()) {
            Some((task, file)) => {
                post(&wire::encode_ready());
                let asked = ask_the_page();
                spawn_local(async move {
                    run(task, file, asked).await;
                    await_task(waits);
                });
            }
            None => post(&wire::encode_failure(&Failure::WorkerDied {
                reason: "it was sent something else than a task".to_owned(),
            })),
        }
    });
    scope().set_onmessage(Some(on_message.unchecked_ref()));
}

/// Hashes zeros as long as the worker `waits` for its task, but no more than some:
/// browsers compile well only what has run for a while. That code is then checked too.
async fn warm_up(waits: Rc<Cell<bool>>) -> Result<(), WrongAnswer> {
    /// The task may wait for so many bytes to be hashed.
    const AT_ONCE: usize = 256 << 10;

    let zeros = vec![0; AT_ONCE];
    let mut hasher = ImageHasher::default();
    for _ in 0..hash::MANY_ZEROS / AT_ONCE {
        pause().await;
        if !waits.get() {
            return Ok(());
        }
        for zeros in zeros.chunks(Intake::BUFFER as usize) {
            hasher.update(zeros);
        }
    }
    hash::expect(hasher.finish(), hash::OF_MANY_ZEROS)
}

/// Lets the worker hear its messages.
async fn pause() {
    let timeout = Promise::new(&mut |resolve, _| {
        // Without a clock there is no warming up.
        let _ = scope().set_timeout_with_callback(&resolve);
    });
    // The promise of a timeout is not rejected.
    let _ = JsFuture::from(timeout).await;
}

/// From here on, what the page posts are pieces of the file.
fn ask_the_page() -> Rc<Asked> {
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

async fn run(task: Task, file: File, asked: Rc<Asked>) {
    let start = now();
    let source = Source::of(file, asked).await;
    let result = match task {
        Task::Hash => hash_file::<ImageHasher>(&source, start).await,
        Task::Lookalikes => hash_file::<LookalikeHasher>(&source, start).await,
    };
    post(&result.unwrap_or_else(|failure| wire::encode_failure(&failure)));
}

/// The message that says what was computed.
async fn hash_file<H: Hasher>(source: &Source, start: f64) -> Result<JsValue, Failure>
where
    H::Hash: Outcome,
{
    let mut hasher = H::default();
    read_file(source, start, &mut |bytes| hasher.update(bytes)).await?;
    Ok(wire::encode_done(&hasher.finish(), now() - start))
}

/// Hands the bytes of the file to `hash`. An error if they are not all of its bytes, or
/// if it is seen to have changed.
async fn read_file(
    source: &Source,
    start: f64,
    hash: &mut dyn FnMut(&[u8]),
) -> Result<(), Failure> {
    let size = source.size();
    let mut intake = Intake::new(size, start, hash);
    let mut plan = ReadPlan::new(size, reader::ways(source));
    let mut reader = Reader::new(source);
    while let Some(span) = plan.next_span() {
        let hashing = intake.seconds;
        let mut began = None;
        let take = |bytes: &Uint8Array| {
            began.get_or_insert_with(now);
            intake.take(bytes);
        };
        reader.read(&span, take).await?;
        let seconds = began.map_or(0.0, |began| now() - began);
        let waited = seconds - (intake.seconds - hashing);
        plan.record(Took { seconds, waited });
    }
    if intake.bytes_hashed != size {
        return Err(Failure::Shortened {
            size,
            end: intake.bytes_hashed,
        });
    }
    reader::expect_unchanged(source, &intake.samples).await
}
