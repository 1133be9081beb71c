//! Waits for a file and hashes it.

use std::cell::Cell;
use std::rc::Rc;

use gloo_file::File;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::MessageEvent;

use super::intake::Intake;
use super::scope::{ask_the_page, no_task, now, post, scope, tell_of_panics};
use crate::browser::channel::reader::{self, Reader};
use crate::browser::channel::source::{Asked, Source};
use crate::browser::channel::wire::{self, Outcome};
use crate::hash::{self, Hasher, ImageHasher, LookalikeHasher, WrongAnswer};
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Company, Task};
use crate::pure::hashing::read_plan::{ReadPlan, Took};

/// Checks the hasher, then waits for the file.
pub fn serve() {
    tell_of_panics();
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
            Some((task, file, company)) => {
                post(&wire::encode_ready());
                let asked = ask_the_page();
                spawn_local(async move {
                    run(task, file, company, asked).await;
                    await_task(waits);
                });
            }
            None => post(&wire::encode_failure(&no_task())),
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

async fn run(task: Task, file: File, company: Company, asked: Rc<Asked>) {
    let start = now();
    let source = Source::of(file, asked).await;
    let result = match task {
        Task::Hash => hash_file::<ImageHasher>(&source, company, start).await,
        Task::Lookalikes => hash_file::<LookalikeHasher>(&source, company, start).await,
    };
    post(&result.unwrap_or_else(|failure| wire::encode_failure(&failure)));
}

/// The message that says what was computed.
async fn hash_file<H: Hasher>(
    source: &Source,
    company: Company,
    start: f64,
) -> Result<JsValue, Failure>
where
    H::Hash: Outcome,
{
    let mut hasher = H::default();
    read_file(source, company, start, &mut |bytes| hasher.update(bytes)).await?;
    Ok(wire::encode_done(&hasher.finish(), now() - start))
}

/// Hands the bytes of the file to `hash`. An error if they are not all of its bytes, or
/// if it is seen to have changed.
async fn read_file(
    source: &Source,
    company: Company,
    start: f64,
    hash: &mut dyn FnMut(&[u8]),
) -> Result<(), Failure> {
    let size = source.size();
    let mut intake = Intake::new(size, company, start, hash);
    let mut plan = ReadPlan::new(size, reader::ways(source), company);
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
