//! The worker's program: how it is loaded, and made into a worker that the page's policy
//! binds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_file::{Blob, ObjectUrl};
use js_sys::{Array, ArrayBuffer, Function, JsString, Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, RequestCache, RequestInit, Response, Window, Worker};

use crate::browser::channel::js::reason;
use crate::browser::channel::js::window;
use crate::browser::page::trusted;
use crate::pure::hashing::failure::Failure;

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

thread_local! {
    static PROGRAM: RefCell<Option<Rc<Program>>> = const { RefCell::new(None) };
    /// Fulfilled when the program is there.
    static LOADING: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// What a worker is made of. It starts from a `blob:`, because such a worker is
/// bound by the Content-Security-Policy of the page, if it has one; a worker with an
/// address of its own is bound only by the headers of its server.
pub struct Program {
    script: ObjectUrl,
    module: JsValue,
}

impl Program {
    /// Loads the program once, however often it is asked for; again only after a
    /// failure.
    ///
    /// # Errors
    ///
    /// If a file of it is missing, or of another build than the page.
    pub async fn load() -> Result<Rc<Self>, Failure> {
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
            return Err(if error.is_null() {
                Failure::OtherBuild
            } else {
                no_worker(error)
            });
        }
        Self::loaded().ok_or_else(|| no_worker("the worker was not kept".into()))
    }

    /// The program, if it is there already.
    pub fn loaded() -> Option<Rc<Self>> {
        PROGRAM.with_borrow(Clone::clone)
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
/// from the server, asking it whether a cached one is current. Rejects with null if the
/// server's file is of another build.
async fn fetch(name: &str) -> Result<Response, JsValue> {
    let window = window()?;
    let bundled = Reflect::get(&window, &"bundled".into())?;
    if let Some(bundled) = bundled.dyn_ref::<Function>() {
        return bundled.call1(&window, &name.into())?.dyn_into();
    }
    let Some(integrity) = integrity(&window, name) else {
        return ask(&window, name, None).await;
    };
    match ask(&window, name, Some(&integrity)).await {
        Ok(response) => Ok(response),
        Err(_) => look_again(&window, name, &integrity).await,
    }
}

/// Browsers do not tell a wrong digest from trouble on the way. If all of the file arrives
/// when no digest is asked for, it was one or the other, and once more tells which.
async fn look_again(window: &Window, name: &str, integrity: &str) -> Result<Response, JsValue> {
    let any = ask(window, name, None).await?;
    JsFuture::from(any.array_buffer()?).await?;
    let again = ask(window, name, Some(integrity)).await;
    again.map_err(|_| JsValue::NULL)
}

/// The digest that the build has put into the page.
fn integrity(window: &Window, name: &str) -> Option<String> {
    let selector = format!("link[rel=worker][href=\"{name}\"]");
    let link = window.document()?.query_selector(&selector).ok()??;
    link.get_attribute("integrity")
}

async fn ask(window: &Window, name: &str, integrity: Option<&str>) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    options.set_signal(Some(&AbortSignal::timeout_with_u32(LOAD_MILLISECONDS)));
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
