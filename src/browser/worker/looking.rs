//! Waits for an image and looks inside it.

use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use super::scope::{ask_the_page, no_task, now, post, scope, tell_of_panics};
use crate::browser::channel::reader::Requested;
use crate::browser::channel::source::{Asked, Source};
use crate::browser::channel::wire::{self, LookTask};
use crate::pure::hashing::failure::Failure;
use crate::pure::inside;
use crate::pure::squashfs;

/// So often the page is told that it goes on.
const TOLD_MILLISECONDS: f64 = 5_000.0;

/// Waits for one image.
pub fn serve() {
    tell_of_panics();
    let on_message =
        Closure::once_into_js(
            |message: MessageEvent| match wire::decode_look(&message.data()) {
                Some(task) => {
                    post(&wire::encode_ready());
                    let asked = ask_the_page();
                    spawn_local(look(task, asked));
                }
                None => post(&wire::encode_failure(&no_task())),
            },
        );
    scope().set_onmessage(Some(on_message.unchecked_ref()));
}

async fn look(task: LookTask, asked: Rc<Asked>) {
    let start = now();
    let mut slices = Slices {
        source: Source::of(task.file, asked).await,
        failure: None,
        start,
        told: start,
        bytes: 0,
    };
    let seen = inside::look(&mut slices, task.length, &task.metadata).await;
    post(&match slices.failure {
        // That says nothing of the image.
        Some(failure) => wire::encode_failure(&failure),
        None => wire::encode_done(&seen, now() - start),
    });
}

/// Ranges of the file, read one after the other.
struct Slices {
    source: Source,
    /// Why one could not be read.
    failure: Option<Failure>,
    /// When it began, when the page was last told how far it is, and how many bytes were read.
    start: f64,
    told: f64,
    bytes: u64,
}

impl squashfs::Source for Slices {
    async fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, String> {
        // The page ends a worker that says nothing for long.
        self.bytes = self.bytes.saturating_add(range.end - range.start);
        if now() - self.told > TOLD_MILLISECONDS {
            self.told = now();
            post(&wire::encode_progress(self.bytes, self.told - self.start));
        }
        let bytes = Requested::new(&self.source, range).receive().await;
        bytes.map(|bytes| bytes.to_vec()).map_err(|failure| {
            self.failure = Some(failure);
            String::new()
        })
    }
}
