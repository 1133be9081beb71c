//! A worker that lives as long as the handle of its job.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::thread::LocalKey;
use std::time::Duration;

use gloo_file::File;
use js_sys::Array;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::platform::time::sleep;

use super::program::{HASHING, LOOKING, Loader, Program, no_worker};
use crate::browser::channel::js::reason;
use crate::browser::channel::js::window;
use crate::browser::channel::source::{Piece, Source};
use crate::browser::channel::wire::{self, LookTask, Outcome};
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Company, Event, Task};
use crate::pure::inside::Seen;
use crate::pure::text::finding::Finding;

/// How long a worker may take to say that it has taken its task.
const START_MILLISECONDS: i32 = 20_000;

/// For so many of these a job may be silent. They are counted, because a computer that sleeps
/// wakes up long after any one of them.
const SILENT: u32 = 12;
const WHILE: Duration = Duration::from_secs(10);

thread_local! {
    /// The worker that was started for the next job, or why it could not be.
    static STANDBY: RefCell<Option<Result<Started, JsValue>>> = const { RefCell::new(None) };
}

/// Starts a worker that waits for the next job: a user who is about to choose a file finds
/// it running, and its code compiled. Nothing happens if that was tried already, or if the
/// program is not there yet.
pub fn stand_by() {
    let Some(program) = Program::loaded(&HASHING) else {
        return;
    };
    STANDBY.with_borrow_mut(|standby| {
        standby.get_or_insert_with(|| Started::new(&program));
    });
}

/// A running job. Dropping it ends the worker at once, and nothing that the worker
/// said before can arrive afterwards.
#[must_use = "dropping a job ends it"]
pub struct Job {
    running: Rc<RefCell<Option<Running>>>,
}

impl Job {
    /// Starts to compute an `O` of `file`, as `task` has it, in such company. `on_ready` is
    /// called when the worker has the file, and `report` with each event of this job, last with
    /// `Done` or `Failed`.
    pub fn start<O: Outcome + 'static>(
        (task, file): (Task, File),
        company: Company,
        on_ready: impl Fn() + 'static,
        report: impl Fn(Event<O>) + 'static,
    ) -> Self {
        let task = wire::encode_task(task, &file, company);
        let assignment = Assignment {
            file: Source::Here(file),
            on_ready: Box::new(on_ready),
            report: Box::new(report),
        };
        Self::begin(&HASHING, Started::standing_by_or_new, task, assignment)
    }

    /// Starts to look inside an image.
    pub fn look(look: LookTask, report: impl Fn(Event<Result<Seen, Finding>>) + 'static) -> Self {
        let task = wire::encode_look(&look);
        let assignment = Assignment {
            file: Source::Here(look.file),
            on_ready: Box::new(|| {}),
            report: Box::new(report),
        };
        let start = |program: &Program| Started::new(program).map_err(no_worker);
        Self::begin(&LOOKING, start, task, assignment)
    }

    fn begin<O: Outcome + 'static>(
        loader: &'static LocalKey<Loader>,
        start: fn(&Program) -> Result<Started, Failure>,
        task: JsValue,
        assignment: Assignment<O>,
    ) -> Self {
        let assignment = Rc::new(assignment);
        let give = {
            let assignment = assignment.clone();
            move |program: &Program| {
                let started = start(program)?;
                started.give(&task, assignment.clone()).map_err(no_worker)
            }
        };
        // A worker that is there reads while the page is drawn, which takes as long as to hash
        // some ten megabytes.
        let failed = match Program::loaded(loader).map(|program| give(&program)) {
            Some(Ok(running)) => {
                let running = Rc::new(RefCell::new(Some(running)));
                return Self { running };
            }
            Some(Err(failure)) => Some(failure),
            None => None,
        };
        let running = Rc::new(RefCell::new(None));
        let slot = Rc::downgrade(&running);
        // Who begins a job hears of its end only when they have it.
        spawn_local(async move {
            let program = match failed {
                Some(failure) => Err(failure),
                None => Program::load(loader).await,
            };
            let Some(slot) = slot.upgrade() else {
                return;
            };
            match program.and_then(|program| give(&program)) {
                Ok(running) => *slot.borrow_mut() = Some(running),
                Err(failure) => assignment.fail(failure),
            }
        });
        Self { running }
    }

    /// Ends a job that is done, and has its worker stand by for the next one: its code is
    /// compiled, and its hasher was checked.
    pub fn hand_over(self) {
        let started = self.running.take().map(|running| running.started);
        let is_idle = |started: &Started| matches!(&*started.line.duty.borrow(), Duty::StandingBy);
        if let Some(idle) = started.filter(is_idle) {
            STANDBY.set(Some(Ok(idle)));
        }
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
            let duty = standby.line.duty.borrow().clone();
            match duty {
                Duty::StandingBy => return Ok(standby),
                Duty::Failed(Failure::WrongAnswer) => return Err(Failure::WrongAnswer),
                _ => (),
            }
        }
        Self::new(program).map_err(no_worker)
    }

    fn new(program: &Program) -> Result<Self, JsValue> {
        let worker = program.start()?;
        let line = Rc::new(Line {
            worker: worker.clone(),
            duty: RefCell::new(Duty::StandingBy),
            was_heard: Cell::default(),
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

    fn give(self, task: &JsValue, assignment: Rc<dyn Assigned>) -> Result<Running, JsValue> {
        let line = self.line.clone();
        let on_deadline = Closure::<dyn Fn()>::new(move || line.miss_deadline());
        let deadline = window()?.set_timeout_with_callback_and_timeout_and_arguments_0(
            on_deadline.as_ref().unchecked_ref(),
            START_MILLISECONDS,
        )?;
        let running = Running {
            started: self,
            _deadline: Deadline {
                timeout: deadline,
                _on_deadline: on_deadline,
            },
        };
        let line = &running.started.line;
        let given = assignment.clone();
        line.duty.replace(Duty::Given(assignment));
        line.worker.post_message(task)?;
        spawn_local(end_silence(Rc::downgrade(line), Rc::downgrade(&given)));
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
    _deadline: Deadline,
}

/// The time by which a worker must have taken its task, as long as it lives.
struct Deadline {
    timeout: i32,
    _on_deadline: Closure<dyn Fn()>,
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Ok(window) = window() {
            window.clear_timeout_with_handle(self.timeout);
        }
    }
}

/// Ends a job that works on and says nothing for two minutes: its disk gives nothing, and no
/// progress would ever be shown.
async fn end_silence(line: Weak<Line>, job: Weak<dyn Assigned>) {
    let mut silent = 0;
    while silent < SILENT {
        sleep(WHILE).await;
        let (Some(line), true) = (line.upgrade(), job.strong_count() > 0) else {
            return;
        };
        silent = if line.was_heard.take() { 0 } else { silent + 1 };
    }
    if let Some(line) = line.upgrade() {
        line.end(Failure::Silent);
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
    duty: RefCell<Duty>,
    /// Whether the worker said anything of late.
    was_heard: Cell<bool>,
}

#[derive(Clone)]
enum Duty {
    /// There is no job yet, or none any more.
    StandingBy,
    /// It failed before there was one.
    Failed(Failure),
    /// The worker was given its job, and was not heard since.
    Given(Rc<dyn Assigned>),
    Working(Rc<dyn Assigned>),
    Over,
}

/// What the worker was given to do.
struct Assignment<O> {
    file: Source,
    on_ready: Box<dyn Fn()>,
    report: Box<dyn Fn(Event<O>)>,
}

/// The same, whatever is computed.
trait Assigned {
    fn file(&self) -> &Source;
    fn is_ready(&self);
    fn fail(&self, failure: Failure);
    /// What a message of the worker says; none if it is no event of this job.
    fn hear(self: Rc<Self>, message: &JsValue) -> Option<Heard>;
}

/// An event of a job; after the last, the worker has none.
struct Heard {
    is_last: bool,
    tell: Box<dyn FnOnce()>,
}

impl<O: Outcome + 'static> Assigned for Assignment<O> {
    fn file(&self) -> &Source {
        &self.file
    }

    fn is_ready(&self) {
        (self.on_ready)();
    }

    fn fail(&self, failure: Failure) {
        (self.report)(Event::Failed(failure));
    }

    fn hear(self: Rc<Self>, message: &JsValue) -> Option<Heard> {
        let event = wire::decode_event(message)?;
        Some(Heard {
            is_last: !matches!(event, Event::Progress { .. }),
            tell: Box::new(move || (self.report)(event)),
        })
    }
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
        self.was_heard.set(true);
        if let Some((number, piece)) = wire::decode_question(message) {
            return self.read_for(number, &piece);
        }
        match wire::decode_failure(message) {
            Some(Failure::WorkerDied { reason }) => return self.fail(reason),
            Some(failure) => return self.end(failure),
            None => {}
        }
        // Without a job there is nothing else to be said.
        let Some(job) = self.job() else { return };
        let is_ready = wire::is_ready(message);
        match job.clone().hear(message) {
            None if !is_ready => self.fail(format!("it sent {message:?}")),
            Some(Heard {
                is_last: true,
                tell,
            }) => {
                self.duty.replace(Duty::StandingBy);
                tell();
            }
            heard => {
                self.duty.replace(Duty::Working(job.clone()));
                heard.map_or_else(|| job.is_ready(), |heard| (heard.tell)());
            }
        }
    }

    fn job(&self) -> Option<Rc<dyn Assigned>> {
        match &*self.duty.borrow() {
            Duty::Given(job) | Duty::Working(job) => Some(job.clone()),
            _ => None,
        }
    }

    /// Reads a piece of the file for a worker that cannot.
    fn read_for(self: &Rc<Self>, number: u32, piece: &Piece) {
        let Some(job) = self.job() else {
            return self.fail("it asked for a file before it had one".to_owned());
        };
        let line = self.clone();
        let request = job.file().request(piece);
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
        if matches!(&*self.duty.borrow(), Duty::Given(_)) {
            self.fail(format!(
                "it did not answer for {} seconds",
                START_MILLISECONDS / 1000
            ));
        }
    }

    fn fail(&self, reason: String) {
        let failure = match &*self.duty.borrow() {
            Duty::Working(_) => Failure::WorkerDied { reason },
            _ => Failure::NoWorker { reason },
        };
        self.end(failure);
    }

    /// Ends the worker and tells why.
    fn end(&self, failure: Failure) {
        let duty = self.duty.borrow().clone();
        match duty {
            Duty::Given(job) | Duty::Working(job) => {
                self.hang_up();
                job.fail(failure);
            }
            Duty::StandingBy => {
                self.hang_up();
                self.duty.replace(Duty::Failed(failure));
            }
            Duty::Failed(_) | Duty::Over => {}
        }
    }

    fn hang_up(&self) {
        self.duty.replace(Duty::Over);
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
