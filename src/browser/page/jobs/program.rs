//! The programs of workers: how they are loaded, and made into workers that the page's policy
//! binds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread::LocalKey;
use std::time::Duration;

use gloo_file::{Blob, ObjectUrl};
use js_sys::{Array, ArrayBuffer, Function, JsString, Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{AbortSignal, RequestCache, RequestInit, Response, Window, Worker};

use super::patience::within;
use crate::browser::channel::js::reason;
use crate::browser::channel::js::window;
use crate::browser::page::trusted;
use crate::pure::hashing::failure::Failure;

/// Appended to the glue: starts the module that the page posts. A rejected promise
/// raises no `error` event on the worker, so it is posted.
const START: &str = r#"
self.onunhandledrejection = (event) => self.postMessage(["died", String(event.reason)]);
self.onmessageerror = () => self.postMessage(["died", "it could not receive the file"]);
self.onmessage = ({ data }) => { self.onmessage = null; wasm_bindgen.initSync({ module: data }); };
"#;

/// How long a file of the worker may take to arrive.
const LOAD_MILLISECONDS: u32 = 30_000;

/// So long a program is kept back for the answers to what is asked for after it.
const ANSWER: Duration = Duration::from_millis(500);

/// Where a program lies, and what has become of it.
pub struct Loader {
    /// The glue of the worker and its wasm, as the build leaves them beside the page.
    script: &'static str,
    module: &'static str,
    /// The priority of its files among all that is loaded (Fetch, `RequestInit`).
    priority: &'static str,
    program: RefCell<Option<Rc<Program>>>,
    /// Fulfilled when the program is there.
    loading: RefCell<Option<Promise>>,
    /// The program that is asked for when the files of this one are on their way.
    next: Cell<Option<&'static LocalKey<Self>>>,
}

impl Loader {
    const fn new(script: &'static str, module: &'static str, priority: &'static str) -> Self {
        Self {
            script,
            module,
            priority,
            program: RefCell::new(None),
            loading: RefCell::new(None),
            next: Cell::new(None),
        }
    }
}

thread_local! {
    /// The program that hashes files.
    pub static HASHING: Loader = const { Loader::new("worker.js", "worker_bg.wasm", "auto") };
    /// The program that looks inside an image, which nobody waits for.
    pub static LOOKING: Loader = const { Loader::new("inside.js", "inside_bg.wasm", "low") };
}

/// What a worker is made of. It starts from a `blob:`, because such a worker is
/// bound by the Content-Security-Policy of the page, if it has one; a worker with an
/// address of its own is bound only by the headers of its server.
pub struct Program {
    script: ObjectUrl,
    module: JsValue,
}

impl Program {
    /// Loads a program once, however often it is asked for; again only after a
    /// failure, and not if the page has closed itself.
    ///
    /// # Errors
    ///
    /// If a file of it is missing, or of another build than the page.
    pub async fn load(loader: &'static LocalKey<Loader>) -> Result<Rc<Self>, Failure> {
        let loading = loader.with(|kept| {
            let mut loading = kept.loading.borrow_mut();
            if loading.is_none() && is_closed() {
                return None;
            }
            let begin = || {
                let [loading, _] = Self::begin(loader);
                loading
            };
            Some(loading.get_or_insert_with(begin).clone())
        });
        let loading = loading.ok_or_else(|| no_worker("it was not loaded in time".into()))?;
        if let Err(error) = JsFuture::from(loading).await {
            loader.with(|kept| kept.loading.take());
            return Err(if error.is_null() {
                Failure::OtherBuild
            } else {
                no_worker(error)
            });
        }
        Self::loaded(loader).ok_or_else(|| no_worker("the worker was not kept".into()))
    }

    /// Loads a program, and asks for the `next` before the page can close itself, but not before
    /// the files of the first are on their way.
    ///
    /// # Errors
    ///
    /// If the first cannot be loaded.
    pub async fn load_and_then(
        loader: &'static LocalKey<Loader>,
        next: &'static LocalKey<Loader>,
    ) -> Result<Rc<Self>, Failure> {
        loader.with(|kept| kept.next.set(Some(next)));
        Self::load(loader).await
    }

    /// The program, if it is there already.
    pub fn loaded(loader: &'static LocalKey<Loader>) -> Option<Rc<Self>> {
        loader.with(|kept| kept.program.borrow().clone())
    }

    /// Begins to load a program: a promise that it is there, and one that its files are on their
    /// way.
    fn begin(loader: &'static LocalKey<Loader>) -> [Promise; 2] {
        let asked = Self::ask(loader);
        let loading = future_to_promise(Self::make(loader, asked.clone()));
        [loading, asked]
    }

    async fn make(loader: &'static LocalKey<Loader>, asked: Promise) -> Result<JsValue, JsValue> {
        let [script, module] = responses(&JsFuture::from(asked).await?)?;
        let next = loader.with(|kept| kept.next.get());
        let asked = next.and_then(Self::ask_early);
        let program = Self::made_of(&script, &module).await?;
        if let Some(asked) = asked {
            // What a service worker answers once the page has closed itself is refused (CSP Level
            // 3, §4.1.3). It answers at once; nobody else is waited for.
            within(ANSWER, JsFuture::from(asked)).await;
        }
        loader.with(|kept| kept.program.replace(Some(Rc::new(program))));
        Ok(JsValue::UNDEFINED)
    }

    /// Asks for a program that nobody waits for, unless that was done; a promise that its files
    /// are on their way.
    fn ask_early(loader: &'static LocalKey<Loader>) -> Option<Promise> {
        loader.with(|kept| {
            let mut kept = kept.loading.borrow_mut();
            if kept.is_some() {
                return None;
            }
            let [loading, asked] = Self::begin(loader);
            *kept = Some(loading.clone());
            // Who needs it is told why it did not come.
            spawn_local(async { drop(JsFuture::from(loading).await) });
            Some(asked)
        })
    }

    /// Asks for both files at once: the page may close itself before the first is there.
    fn ask(loader: &'static LocalKey<Loader>) -> Promise {
        let (names, priority) = loader.with(|kept| ([kept.script, kept.module], kept.priority));
        let files = names
            .map(|name| future_to_promise(async move { Ok(fetch(name, priority).await?.into()) }));
        Promise::all(&files.into_iter().collect::<Array>())
    }

    async fn made_of(script: &Response, module: &Response) -> Result<Self, JsValue> {
        let glue: JsString = JsFuture::from(script.text()?).await?.dyn_into()?;
        let bytes: ArrayBuffer = JsFuture::from(module.array_buffer()?).await?.dyn_into()?;
        let script = Blob::new_with_options(glue.concat(&START.into()), Some("text/javascript"));
        Ok(Self {
            script: ObjectUrl::from(script),
            module: JsFuture::from(WebAssembly::compile(&bytes)).await?,
        })
    }

    /// The compiled module, for the worker to start with.
    pub fn module(&self) -> &JsValue {
        &self.module
    }

    /// Starts a worker, which waits for its module. Everything that the page needs was
    /// loaded then: it closes itself before any worker can be given a file.
    ///
    /// # Errors
    ///
    /// If the browser or a policy forbids it.
    pub fn start(&self) -> Result<Worker, JsValue> {
        close_the_page()?;
        let constructor: Function =
            Reflect::get(&js_sys::global(), &"Worker".into())?.dyn_into()?;
        let address = trusted::script_address(&self.script)?;
        Reflect::construct(&constructor, &Array::of1(&address))?.dyn_into()
    }
}

fn responses(files: &JsValue) -> Result<[Response; 2], JsValue> {
    let files: &Array = files.dyn_ref().ok_or("the files are no list")?;
    Ok([files.get(0).dyn_into()?, files.get(1).dyn_into()?])
}

thread_local! {
    static IS_CLOSED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the page has closed itself, as it does before any file is read: it may ask
/// nothing of its server any more.
pub fn is_closed() -> bool {
    IS_CLOSED.get()
}

/// Adds a policy to that of the page, and so to those of the workers it will start: no
/// server can be reached any more, the page's own included. A page cannot take back a
/// policy (CSP Level 3, §3.3).
///
/// # Errors
///
/// If there is no document to add it to.
pub fn close_the_page() -> Result<(), JsValue> {
    if is_closed() {
        return Ok(());
    }
    const POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; \
                          img-src data:";
    let document = window()?.document().ok_or("there is no document")?;
    let meta = document.create_element("meta")?;
    meta.set_attribute("http-equiv", "Content-Security-Policy")?;
    meta.set_attribute("content", POLICY)?;
    document
        .head()
        .ok_or("there is no head")?
        .append_child(&meta)?;
    IS_CLOSED.set(true);
    Ok(())
}

/// Gives a file of this build: from the page itself if it has everything in it, or else
/// from the server, which the page may have asked already, asking it whether a cached one is
/// current. Rejects with null if the server's file is of another build.
async fn fetch(name: &str, priority: &str) -> Result<Response, JsValue> {
    let window = window()?;
    let bundled = Reflect::get(&window, &"bundled".into())?;
    if let Some(bundled) = bundled.dyn_ref::<Function>() {
        return bundled.call1(&window, &name.into())?.dyn_into();
    }
    let integrity = integrity(&window, name);
    let first = match requested(&window, name) {
        Some(request) => JsFuture::from(request).await.and_then(JsCast::dyn_into),
        None => ask(&window, name, priority, integrity.as_deref()).await,
    };
    match (first, integrity) {
        (Ok(response), _) => Ok(response),
        (Err(_), Some(integrity)) => look_again(&window, name, priority, &integrity).await,
        // What was asked for early has a digest all the same.
        (Err(_), None) => ask(&window, name, priority, None).await,
    }
}

/// What the page has asked for before its program was there, once. It has the digest that the
/// build has put there, and comes whole.
fn requested(window: &Window, name: &str) -> Option<Promise> {
    let requests = Reflect::get(window, &"requests".into()).ok()?;
    let request = Reflect::get(&requests, &name.into()).ok()?.dyn_into().ok();
    let _ = Reflect::set(&requests, &name.into(), &JsValue::UNDEFINED);
    request
}

/// Browsers do not tell a wrong digest from trouble on the way. If all of the file arrives
/// when no digest is asked for, it was one or the other, and once more tells which.
async fn look_again(
    window: &Window,
    name: &str,
    priority: &str,
    integrity: &str,
) -> Result<Response, JsValue> {
    let any = ask(window, name, priority, None).await?;
    JsFuture::from(any.array_buffer()?).await?;
    let again = ask(window, name, priority, Some(integrity)).await;
    again.map_err(|_| JsValue::NULL)
}

/// The digest that the build has put into the page.
fn integrity(window: &Window, name: &str) -> Option<String> {
    let selector = format!("link[rel=worker][href=\"{name}\"]");
    let link = window.document()?.query_selector(&selector).ok()??;
    link.get_attribute("integrity")
}

async fn ask(
    window: &Window,
    name: &str,
    priority: &str,
    integrity: Option<&str>,
) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(LOAD_MILLISECONDS)));
    Reflect::set(&options, &"priority".into(), &priority.into())?;
    if let Some(integrity) = integrity {
        options.set_integrity(integrity);
    }
    let response = JsFuture::from(window.fetch_with_str_and_init(name, &options))
        .await?
        .dyn_into::<Response>()?;
    if response.ok() {
        Ok(response)
    } else {
        Err(format!("{name} was answered with status {}", response.status()).into())
    }
}

/// The failure of a worker that does not come about.
#[allow(
    clippy::needless_pass_by_value,
    reason = "it is the argument of map_err"
)]
pub fn no_worker(error: JsValue) -> Failure {
    Failure::NoWorker {
        reason: reason(&error),
    }
}
