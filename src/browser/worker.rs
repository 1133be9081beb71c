//! The page's side of a job: a worker that lives as long as its handle.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_file::File;
use js_sys::Array;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::program::{Program, no_worker};
use super::source::{Piece, Source};
use super::{reason, window, wire};
use crate::failure::Failure;
use crate::job::{Event, Task};

/// How long a worker may take to say that it is ready.
const START_MILLISECONDS: i32 = 20_000;

/// A running job. Dropping it ends the worker at once, and nothing that the worker
/// said before can arrive afterwards.
#[must_use = "dropping a job ends it"]
pub struct HashJob {
    _running: Rc<RefCell<Option<Running>>>,
}

impl HashJob {
    /// Starts a task on `file`. `report` is called with each event of this job, last
    /// with its result or `Failed`.
    pub fn start(task: Task, file: File, report: impl Fn(Event) + 'static) -> Self {
        let slot = Rc::new(RefCell::new(None));
        let weak = Rc::downgrade(&slot);
        spawn_local(async move {
            let program = Program::load().await;
            let Some(slot) = weak.upgrade() else {
                return;
            };
            let report = Rc::new(report);
            let running = program.and_then(|program| {
                let report = report.clone();
                Running::start(&program, task, file, move |event| report(event)).map_err(no_worker)
            });
            match running {
                Ok(running) => *slot.borrow_mut() = Some(running),
                Err(failure) => report(Event::Failed(failure)),
            }
        });
        Self { _running: slot }
    }
}

/// A worker and the closures that it calls.
struct Running {
    line: Rc<Line>,
    deadline: i32,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
    _on_deadline: Closure<dyn Fn()>,
}

impl Running {
    fn start(
        program: &Program,
        task: Task,
        file: File,
        report: impl Fn(Event) + 'static,
    ) -> Result<Self, JsValue> {
        let worker = program.start()?;
        let task = wire::encode_task(task, &file);
        let line = Rc::new(Line {
            worker: worker.clone(),
            file: Source::Here(file),
            stage: Cell::new(Stage::Starting),
            report: Box::new(report),
        });
        let on_message = line.closure(|line, message: MessageEvent| line.hear(&message.data()));
        let on_error = line.closure(|line, error: web_sys::Event| line.fail(what(&error)));
        let on_deadline = Closure::new({
            let line = line.clone();
            move || line.miss_deadline()
        });
        let deadline = window()?.set_timeout_with_callback_and_timeout_and_arguments_0(
            on_deadline.as_ref().unchecked_ref(),
            START_MILLISECONDS,
        )?;
        // From here on, dropping this ends the worker.
        let running = Self {
            line,
            deadline,
            _on_message: on_message,
            _on_error: on_error,
            _on_deadline: on_deadline,
        };
        worker.set_onmessage(Some(running._on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(running._on_error.as_ref().unchecked_ref()));
        worker.post_message(program.module())?;
        worker.post_message(&task)?;
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.line.hang_up();
        if let Ok(window) = window() {
            window.clear_timeout_with_handle(self.deadline);
        }
    }
}

/// A worker that a policy forbids raises an event that says nothing.
fn what(error: &web_sys::Event) -> String {
    error.dyn_ref::<ErrorEvent>().map_or_else(
        || "it was not allowed to start".to_owned(),
        ErrorEvent::message,
    )
}

/// The line between a worker and the page.
struct Line {
    worker: Worker,
    file: Source,
    stage: Cell<Stage>,
    report: Box<dyn Fn(Event)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Starting,
    Working,
    Over,
}

impl Line {
    fn closure<E: FromWasmAbi + 'static>(
        self: &Rc<Self>,
        on_event: impl Fn(&Rc<Self>, E) + 'static,
    ) -> Closure<dyn Fn(E)> {
        let line = self.clone();
        Closure::new(move |event| on_event(&line, event))
    }

    fn hear(self: &Rc<Self>, message: &JsValue) {
        if let Some((number, piece)) = wire::decode_question(message) {
            self.read_for(number, &piece);
            return;
        }
        match wire::decode_event(message) {
            Some(Event::Failed(Failure::WorkerDied { reason })) => self.fail(reason),
            Some(event) => self.pass(event),
            None => self.fail(format!("it sent {message:?}")),
        }
    }

    /// Reads a piece of the file for a worker that cannot.
    fn read_for(self: &Rc<Self>, number: u32, piece: &Piece) {
        let line = self.clone();
        let request = self.file.request(piece);
        spawn_local(async move {
            let piece = request.await;
            let answer = wire::encode_answer(number, &piece);
            let transferred: Array = piece.into_iter().collect();
            let posted = line
                .worker
                .post_message_with_transfer(&answer, &transferred);
            if let Err(error) = posted {
                line.fail(reason(&error));
            }
        });
    }

    fn miss_deadline(&self) {
        if self.stage.get() == Stage::Starting {
            self.fail(format!(
                "it did not answer for {} seconds",
                START_MILLISECONDS / 1000
            ));
        }
    }

    fn fail(&self, reason: String) {
        self.pass(Event::Failed(match self.stage.get() {
            Stage::Starting => Failure::NoWorker { reason },
            _ => Failure::WorkerDied { reason },
        }));
    }

    fn pass(&self, event: Event) {
        if self.stage.get() == Stage::Over {
            return;
        }
        match event {
            Event::Ready | Event::Progress { .. } => self.stage.set(Stage::Working),
            Event::Hashed { .. } | Event::LookalikesHashed(_) | Event::Failed(_) => self.hang_up(),
        }
        (self.report)(event);
    }

    fn hang_up(&self) {
        self.stage.set(Stage::Over);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
