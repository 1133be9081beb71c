//! The page's side of a job: a worker that lives as long as its handle.

use std::cell::RefCell;
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

/// How long a worker may take to say that it has taken its task.
const START_MILLISECONDS: i32 = 20_000;

thread_local! {
    /// The worker that was started for the next job, or why it could not be.
    static STANDBY: RefCell<Option<Result<Started, JsValue>>> = const { RefCell::new(None) };
}

/// Starts a worker that waits for the next job: a user who is about to choose a file finds
/// it running, and its code compiled. Nothing happens if that was tried already, or if the
/// program is not there yet.
pub fn stand_by() {
    let Some(program) = Program::loaded() else {
        return;
    };
    STANDBY.with_borrow_mut(|standby| {
        standby.get_or_insert_with(|| Started::new(&program));
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
            let program = Program::load().await;
            let Some(slot) = weak.upgrade() else {
                return;
            };
            let report: Rc<dyn Fn(Event)> = Rc::new(report);
            let running = program
                .and_then(|program| Started::standing_by_or_new(&program))
                .and_then(|started| {
                    let report = report.clone();
                    started.give(task, file, report).map_err(no_worker)
                });
            match running {
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
    /// The worker that stands by. A new one if it could not be had, which may have been by
    /// chance; but a hasher that computed wrongly once is not trusted with a file.
    fn standing_by_or_new(program: &Program) -> Result<Self, Failure> {
        if let Some(Ok(standby)) = STANDBY.take() {
            let stage = standby.line.stage.borrow().clone();
            match stage {
                Stage::StandingBy => return Ok(standby),
                Stage::Failed(Failure::WrongAnswer) => return Err(Failure::WrongAnswer),
                _ => (),
            }
        }
        Self::new(program).map_err(no_worker)
    }

    fn new(program: &Program) -> Result<Self, JsValue> {
        let worker = program.start()?;
        let line = Rc::new(Line {
            worker: worker.clone(),
            stage: RefCell::new(Stage::StandingBy),
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
        let line = &running.started.line;
        let task = wire::encode_task(task, &file);
        let file = Source::Here(file);
        line.stage
            .replace(Stage::Given(Rc::new(Job { file, report })));
        line.worker.post_message(&task)?;
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
    stage: RefCell<Stage>,
}

#[derive(Clone)]
enum Stage {
    /// There is no job yet.
    StandingBy,
    /// It failed before there was one.
    Failed(Failure),
    /// The worker was given its job, and was not heard since.
    Given(Rc<Job>),
    Working(Rc<Job>),
    Over,
}

/// What the worker was given to do.
struct Job {
    file: Source,
    report: Rc<dyn Fn(Event)>,
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

    fn job(&self) -> Option<Rc<Job>> {
        match &*self.stage.borrow() {
            Stage::Given(job) | Stage::Working(job) => Some(job.clone()),
            _ => None,
        }
    }

    /// Reads a piece of the file for a worker that cannot.
    fn read_for(self: &Rc<Self>, number: u32, piece: &Piece) {
        let Some(job) = self.job() else {
            return self.fail("it asked for a file before it had one".to_owned());
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
        if matches!(&*self.stage.borrow(), Stage::Given(_)) {
            self.fail(format!(
                "it did not answer for {} seconds",
                START_MILLISECONDS / 1000
            ));
        }
    }

    fn fail(&self, reason: String) {
        let failure = match &*self.stage.borrow() {
            Stage::Working(_) => Failure::WorkerDied { reason },
            _ => Failure::NoWorker { reason },
        };
        self.pass(Event::Failed(failure));
    }

    fn pass(&self, event: Event) {
        let stage = self.stage.borrow().clone();
        match (stage, event) {
            (Stage::Given(job) | Stage::Working(job), event) => {
                match event {
                    Event::Ready | Event::Progress { .. } => {
                        self.stage.replace(Stage::Working(job.clone()));
                    }
                    Event::Hashed { .. } | Event::LookalikesHashed(_) | Event::Failed(_) => {
                        self.hang_up();
                    }
                }
                (job.report)(event);
            }
            (Stage::StandingBy, Event::Failed(failure)) => {
                self.hang_up();
                self.stage.replace(Stage::Failed(failure));
            }
            // Without a job there is nothing else to be said.
            _ => (),
        }
    }

    fn hang_up(&self) {
        self.stage.replace(Stage::Over);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
