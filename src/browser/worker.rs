//! The page's side of a job: a worker that lives as long as its handle.

use std::cell::{Cell, OnceCell, RefCell};
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

thread_local! {
    /// The worker that was started for the next job.
    static STANDBY: RefCell<Option<Started>> = const { RefCell::new(None) };
}

/// Starts a worker that waits for the next job: a user who is about to choose a file finds
/// it running, and its code compiled. Nothing happens if one was started for that already,
/// or if the program is not there yet.
pub fn stand_by() {
    let Some(program) = Program::loaded() else {
        return;
    };
    STANDBY.with_borrow_mut(|standby| {
        if standby.is_none() {
            // A job that finds none starts one itself, and says why if that fails.
            *standby = Started::new(&program).ok();
        }
    });
}

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
            let started = Started::standing_by_or_new().await;
            let Some(slot) = weak.upgrade() else {
                return;
            };
            let report: Rc<dyn Fn(Event)> = Rc::new(report);
            let given = started.and_then(|started| {
                let report = report.clone();
                started.give(task, file, report).map_err(no_worker)
            });
            match given {
                Ok(running) => *slot.borrow_mut() = Some(running),
                Err(failure) => report(Event::Failed(failure)),
            }
        });
        Self { _running: slot }
    }
}

/// A worker without a job, and the closures that it calls. Dropping it ends the worker.
struct Started {
    line: Rc<Line>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

impl Started {
    async fn standing_by_or_new() -> Result<Self, Failure> {
        match STANDBY.take().filter(|standby| !standby.line.is_over()) {
            Some(standby) => Ok(standby),
            None => Self::new(&*Program::load().await?).map_err(no_worker),
        }
    }

    fn new(program: &Program) -> Result<Self, JsValue> {
        let worker = program.start()?;
        let line = Rc::new(Line {
            worker: worker.clone(),
            stage: Cell::new(Stage::Starting),
            job: OnceCell::new(),
        });
        let on_message = line.closure(|line, message: MessageEvent| line.hear(&message.data()));
        let on_error = line.closure(|line, error: web_sys::Event| line.fail(what(&error)));
        let started = Self {
            line,
            _on_message: on_message,
            _on_error: on_error,
        };
        worker.set_onmessage(Some(started._on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(started._on_error.as_ref().unchecked_ref()));
        worker.post_message(program.module())?;
        Ok(started)
    }

    fn give(self, task: Task, file: File, report: Rc<dyn Fn(Event)>) -> Result<Running, JsValue> {
        let line = self.line.clone();
        let on_deadline = Closure::<dyn Fn()>::new(move || line.miss_deadline());
        let deadline = window()?.set_timeout_with_callback_and_timeout_and_arguments_0(
            on_deadline.as_ref().unchecked_ref(),
            START_MILLISECONDS,
        )?;
        let running = Running {
            started: self,
            deadline,
            _on_deadline: on_deadline,
        };
        running.started.line.give(task, file, report)?;
        Ok(running)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.line.hang_up();
    }
}

/// A worker with a job.
struct Running {
    started: Started,
    deadline: i32,
    _on_deadline: Closure<dyn Fn()>,
}

impl Drop for Running {
    fn drop(&mut self) {
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
    stage: Cell<Stage>,
    /// None while the worker stands by.
    job: OnceCell<Job>,
}

/// What the worker was given to do.
struct Job {
    file: Source,
    report: Rc<dyn Fn(Event)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Starting,
    Working,
    Over,
}

impl Line {
    fn give(&self, task: Task, file: File, report: Rc<dyn Fn(Event)>) -> Result<(), JsValue> {
        let message = wire::encode_task(task, &file);
        let file = Source::Here(file);
        self.job.get_or_init(|| Job { file, report });
        self.worker.post_message(&message)
    }

    fn is_over(&self) -> bool {
        self.stage.get() == Stage::Over
    }

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
        let Some(job) = self.job.get() else {
            return;
        };
        let line = self.clone();
        let request = job.file.request(piece);
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
        if self.is_over() {
            return;
        }
        match event {
            Event::Ready | Event::Progress { .. } => self.stage.set(Stage::Working),
            Event::Hashed { .. } | Event::LookalikesHashed(_) | Event::Failed(_) => self.hang_up(),
        }
        if let Some(job) = self.job.get() {
            (job.report)(event);
        }
    }

    fn hang_up(&self) {
        self.stage.set(Stage::Over);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
