//! The worker's side of a job: it hashes the one file that it is sent.

use std::cell::Cell;
use std::panic;
use std::rc::Rc;

use gloo_file::File;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::reader::{self, Reader};
use super::source::{Asked, Source};
use super::wire;
use crate::failure::Failure;
use crate::hash::{self, Hasher, ImageHasher, LookalikeHasher, WrongAnswer};
use crate::job::{Event, Task};
use crate::read_plan::{ReadPlan, Took};
use crate::samples::Samples;

/// Checks the hasher, then waits for the file.
pub fn serve() {
    panic::set_hook(Box::new(|panic| {
        post(&Event::Failed(Failure::WorkerDied {
            reason: panic.to_string(),
        }));
    }));
    if hash::self_check().is_err() {
        post(&Event::Failed(Failure::WrongAnswer));
        return;
    }
    let waits = Rc::new(Cell::new(true));
    let stops_waiting = waits.clone();
    let on_message = Closure::once_into_js(move |message: MessageEvent| {
        stops_waiting.set(false);
        match wire::decode_task(&message.data()) {
            Some((task, file)) => {
                post(&Event::Ready);
                spawn_local(run(task, file, ask_the_page()));
            }
            None => post(&Event::Failed(Failure::WorkerDied {
                reason: "it was sent something else than a task".to_owned(),
            })),
        }
    });
    scope().set_onmessage(Some(on_message.unchecked_ref()));
    spawn_local(async move {
        if warm_up(waits).await.is_err() {
            post(&Event::Failed(Failure::WrongAnswer));
        }
    });
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
        Task::Hash => hash_file::<ImageHasher>(&source, start)
            .await
            .map(|hash| Event::Hashed {
                hash,
                elapsed: now() - start,
            }),
        Task::Lookalikes => hash_file::<LookalikeHasher>(&source, start)
            .await
            .map(Event::LookalikesHashed),
    };
    post(&result.unwrap_or_else(Event::Failed));
}

async fn hash_file<H: Hasher>(source: &Source, start: f64) -> Result<H::Hash, Failure> {
    let mut hasher = H::default();
    read_file(source, start, &mut |bytes| hasher.update(bytes)).await?;
    Ok(hasher.finish())
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

/// Takes the bytes of the file as they come.
struct Intake<'a> {
    hash: &'a mut dyn FnMut(&[u8]),
    bytes_hashed: u64,
    samples: Samples,
    /// Bytes on their way from the browser's memory into the hasher's.
    buffer: Vec<u8>,
    /// Seconds spent on them.
    seconds: f64,
    start: f64,
    last_progress: f64,
}

impl<'a> Intake<'a> {
    /// Small enough to be still in the processor's cache when it is hashed.
    const BUFFER: u32 = 64 << 10;

    /// Each report has the page drawn again, which takes from the hash where nothing but
    /// the processor draws; and no one reads numbers that change more often.
    const SECONDS_BETWEEN_REPORTS: f64 = 0.2;

    fn new(size: u64, start: f64, hash: &'a mut dyn FnMut(&[u8])) -> Self {
        Self {
            hash,
            bytes_hashed: 0,
            samples: Samples::of(size),
            buffer: vec![0; Self::BUFFER as usize],
            seconds: 0.0,
            start,
            last_progress: start,
        }
    }

    fn take(&mut self, bytes: &Uint8Array) {
        let began = now();
        let offset = self.bytes_hashed;
        let length = bytes.length();
        self.samples
            .keep(offset, u64::from(length), |range, piece| {
                bytes
                    .subarray(range.start as u32, range.end as u32)
                    .copy_to(piece);
            });
        for start in (0..length).step_by(Self::BUFFER as usize) {
            let end = length.min(start + Self::BUFFER);
            let buffer = &mut self.buffer[..(end - start) as usize];
            bytes.subarray(start, end).copy_to(buffer);
            (self.hash)(buffer);
        }
        self.bytes_hashed += u64::from(length);
        let now = now();
        self.seconds += now - began;
        self.report(now);
    }

    fn report(&mut self, now: f64) {
        if now - self.last_progress >= Self::SECONDS_BETWEEN_REPORTS {
            self.last_progress = now;
            post(&Event::Progress {
                bytes_hashed: self.bytes_hashed,
                elapsed: now - self.start,
            });
        }
    }
}

fn post(event: &Event) {
    // Nothing can be done if even this fails: the page ends a silent worker.
    let _ = scope().post_message(&wire::encode_event(event));
}

/// Seconds since the worker began.
fn now() -> f64 {
    scope()
        .performance()
        .map_or(0.0, |clock| clock.now() / 1000.0)
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
