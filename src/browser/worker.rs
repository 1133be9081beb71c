//! The page's side of a job: a worker that lives as long as its handle.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_file::{Blob, File, ObjectUrl};
use js_sys::{ArrayBuffer, JsString, Promise, WebAssembly};
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{
    AbortSignal, ErrorEvent, MessageEvent, RequestCache, RequestInit, Response, Window, Worker,
};

use super::{reason, wire};
use crate::failure::Failure;
use crate::job::{Event, Task};

/// The glue of the worker and its wasm, as the build leaves them beside the page.
const SCRIPT: &str = "worker.js";
const MODULE: &str = "worker_bg.wasm";

/// Appended to the glue: starts the module that the page posts. A rejected promise
/// raises no `error` event on the worker, so it is posted.
const START: &str = r#"
self.onunhandledrejection = (event) => self.postMessage(["died", String(event.reason)]);
self.onmessageerror = () => self.postMessage(["died", "it could not receive the file"]);
self.onmessage = ({ data }) => { self.onmessage = null; wasm_bindgen.initSync({ module: data }); };
"#;

/// How long a file of the worker may take to arrive.
const LOAD_MILLISECONDS: u32 = 30_000;

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
                let task = wire::encode_task(task, &file);
                Running::start(&program, &task, move |event| report(event)).map_err(no_worker)
            });
            match running {
                Ok(running) => *slot.borrow_mut() = Some(running),
                Err(failure) => report(Event::Failed(failure)),
            }
        });
        Self { _running: slot }
    }
}

/// Loads the worker's program before it is needed.
pub fn preload() {
    spawn_local(async {
        // A job will load it again and report what is wrong.
        let _ = Program::load().await;
    });
}

thread_local! {
    static PROGRAM: RefCell<Option<Rc<Program>>> = const { RefCell::new(None) };
    /// Fulfilled when the program is there.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// What a worker is made of. It starts from a `blob:`, because such a worker is
/// bound by the Content-Security-Policy of the page, if it has one; a worker with an
/// address of its own is bound only by the headers of its server.
struct Program {
    script: ObjectUrl,
    module: JsValue,
}

impl Program {
    /// Loads the program once, however often it is asked for; again only after a
    /// failure.
    async fn load() -> Result<Rc<Self>, Failure> {
        let loading = LOADING.with_borrow_mut(|loading| {
            loading
                .get_or_insert_with(|| {
                    future_to_promise(async {
                        let program = Self::fetch().await?;
                        PROGRAM.set(Some(Rc::new(program)));
                        Ok(JsValue::UNDEFINED)
                    })
                })
                .clone()
        });
        if let Err(error) = JsFuture::from(loading).await {
            LOADING.set(None);
            return Err(no_worker(error));
        }
        PROGRAM
            .with_borrow(Clone::clone)
            .ok_or_else(|| no_worker("the worker was not kept".into()))
    }

    async fn fetch() -> Result<Self, JsValue> {
        let script = fetch(SCRIPT).await?;
        let module = fetch(MODULE).await?;
        let glue: JsString = JsFuture::from(script.text()?).await?.dyn_into()?;
        let bytes: ArrayBuffer = JsFuture::from(module.array_buffer()?).await?.dyn_into()?;
        let script = Blob::new_with_options(glue.concat(&START.into()), Some("text/javascript"));
        Ok(Self {
            script: ObjectUrl::from(script),
            module: JsFuture::from(WebAssembly::compile(&bytes)).await?,
        })
    }
}

/// Fetches a file of this build, asking the server whether a cached one is current.
async fn fetch(name: &str) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(LOAD_MILLISECONDS)));
    let response = JsFuture::from(window()?.fetch_with_str_and_init(name, &options))
        .await?
        .dyn_into::<Response>()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(format!("{name} was answered with status {}", response.status()).into())
    }
}

fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| "there is no window".into())
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it is the argument of map_err"
)]
fn no_worker(error: JsValue) -> Failure {
    Failure::NoWorker {
        reason: reason(&error),
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
        task: &JsValue,
        report: impl Fn(Event) + 'static,
    ) -> Result<Self, JsValue> {
        let worker = Worker::new(&program.script)?;
        let line = Rc::new(Line {
            worker: worker.clone(),
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
        worker.post_message(&program.module)?;
        worker.post_message(task)?;
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
        on_event: impl Fn(&Self, E) + 'static,
    ) -> Closure<dyn Fn(E)> {
        let line = self.clone();
        Closure::new(move |event| on_event(&line, event))
    }

    fn hear(&self, message: &JsValue) {
        match wire::decode_event(message) {
            Some(Event::Failed(Failure::WorkerDied { reason })) => self.fail(reason),
            Some(event) => self.pass(event),
            None => self.fail(format!("it sent {message:?}")),
        }
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
