//! The page without its server: a service worker (`static/offline/sw.js`) keeps the build that
//! the page is of, until the user asks for a newer one.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RequestCache, RequestInit, RequestRedirect, Response, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerState, VisibilityState, Window,
};

use super::jobs::program::{self, HASHING, LOOKING, Program};
use super::listener::Listener;
use super::trusted;
use crate::browser::channel::js::call;

/// A newer version of the page, which waits for the user.
#[derive(Clone, PartialEq)]
pub struct NewVersion(ServiceWorkerRegistration);

impl NewVersion {
    /// Opens it in place of this page. Other pages that are open stay as they are.
    pub fn open(&self) {
        match self.0.waiting() {
            Some(worker) => {
                let followed = worker.clone();
                let follow = Closure::<dyn Fn()>::new(move || {
                    if followed.state() == ServiceWorkerState::Activated {
                        reload();
                    }
                });
                let follow = follow.into_js_value();
                worker.set_onstatechange(Some(follow.unchecked_ref()));
                // A text can always be posted.
                let _ = worker.post_message(&"take over".into());
            }
            // Another page has asked for it already.
            None => reload(),
        }
    }
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // It fails only for pages that have no address.
        let _ = window.location().reload();
    }
}

/// Keeps the page for use without its server, where that is possible. `offer` is called
/// when a newer version waits, as long as the page is open. `is_looked_inside` says whether the
/// page may have to look inside an image.
pub async fn keep(is_looked_inside: bool, offer: impl Fn(NewVersion) + 'static) {
    // First what the page itself needs: a newer version might take its place. If it
    // cannot be had, a job will report that.
    let _ = if is_looked_inside {
        Program::load_and_then(&HASHING, &LOOKING).await
    } else {
        Program::load(&HASHING).await
    };
    // Browsers that forbid it leave a page that needs its server.
    let _ = register(offer).await;
}

async fn register(offer: impl Fn(NewVersion) + 'static) -> Result<(), JsValue> {
    let Some(window) = web_sys::window() else {
        return Ok(());
    };
    let Some(container) = container(&window).filter(|_| is_hosted(&window)) else {
        return Ok(());
    };
    let [waiting, network_first] = trusted::SERVICE_WORKERS;
    let develops = is_developed(&window)?;
    let script = if develops { network_first } else { waiting };
    // A page that has closed itself for a file may not register, but needs it only once.
    let kept = JsFuture::from(container.get_registration()).await?;
    let kept = kept.dyn_into::<ServiceWorkerRegistration>().ok();
    // Another page's may cover the folder of this one, too.
    let own = kept.filter(|kept| !develops && kept.scope() == folder(&window));
    let registration = match own {
        Some(kept) if is_taken_back(&window).await.unwrap_or(false) => return leave(&kept),
        Some(kept) => kept,
        None => {
            let script = trusted::script_address(script)?;
            let registration = call(&container, "register", &[script])?.dyn_into::<Promise>()?;
            JsFuture::from(registration).await?.unchecked_into()
        }
    };
    if !develops {
        watch(container, registration, offer);
    }
    Ok(())
}

/// Stands in the service worker's script in each version, and in nobody else's.
const MARK: &str = "`gvmi-hash ${FOLDER} `";

/// Whether the host offers the page no more, or something else at its address. A server in
/// trouble, or none that can be reached, does not say so.
async fn is_taken_back(window: &Window) -> Result<bool, JsValue> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    options.set_redirect(RequestRedirect::Manual);
    let [script, _] = trusted::SERVICE_WORKERS;
    let answer = JsFuture::from(window.fetch_with_str_and_init(script, &options)).await?;
    let answer: Response = answer.dyn_into()?;
    if !answer.ok() {
        // A redirect that is not followed has the status 0, and is none of a service worker's
        // script (Service Workers, "Update").
        return Ok(matches!(answer.status(), 0 | 404 | 410));
    }
    let text = JsFuture::from(answer.text()?).await?.as_string();
    Ok(!text.is_some_and(|text| text.contains(MARK)))
}

/// Has the service worker remove itself and all that it kept. The page that is open has loaded
/// what it needs.
fn leave(kept: &ServiceWorkerRegistration) -> Result<(), JsValue> {
    match kept.active() {
        Some(worker) => worker.post_message(&"leave".into()),
        None => kept.unregister().map(drop),
    }
}

fn watch(
    container: ServiceWorkerContainer,
    registration: ServiceWorkerRegistration,
    offer: impl Fn(NewVersion) + 'static,
) {
    let found = registration.clone();
    // A page without a controller did not come from the service worker: nothing newer
    // than it can wait.
    let look = move || {
        if found.waiting().is_some() && container.controller().is_some() {
            offer(NewVersion(found.clone()));
        }
    };
    look();
    let look = Closure::<dyn Fn()>::new(look).into_js_value();
    let found = registration.clone();
    let follow = move || {
        if let Some(worker) = found.installing() {
            worker.set_onstatechange(Some(look.unchecked_ref()));
        }
    };
    follow();
    let follow = Closure::<dyn Fn()>::new(follow).into_js_value();
    registration.set_onupdatefound(Some(follow.unchecked_ref()));
}

/// Looks for a newer version whenever the user comes back to the page, until the page closes
/// itself. Browsers look by themselves only when a page is opened.
pub fn look_out() -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    let shown = document.clone();
    Some(Listener::new(&document, "visibilitychange", move |_| {
        if shown.visibility_state() == VisibilityState::Visible {
            // Without a network nothing is found.
            spawn_local(async { drop(update().await) });
        }
    }))
}

async fn update() -> Result<(), JsValue> {
    let container = web_sys::window().as_ref().and_then(container);
    let Some(container) = container else {
        return Ok(());
    };
    let registration = JsFuture::from(container.get_registration()).await?;
    if program::is_closed() {
        return Ok(());
    }
    if let Some(registration) = registration.dyn_ref::<ServiceWorkerRegistration>() {
        JsFuture::from(registration.update()?).await?;
    }
    Ok(())
}

/// Not every browser and context has it, though web-sys gives one.
fn container(window: &Window) -> Option<ServiceWorkerContainer> {
    Reflect::get(&window.navigator(), &"serviceWorker".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// The address of the folder that the page is in.
fn folder(window: &Window) -> String {
    let address = window.location().href().unwrap_or_default();
    let page = address.split(['?', '#']).next().unwrap_or_default();
    let end = page.rfind('/').map_or(0, |slash| slash + 1);
    page[..end].to_owned()
}

/// Whether the page is one of its own that comes from a server: not framed, not the one
/// file.
fn is_hosted(window: &Window) -> bool {
    let is_top = window.top().ok().flatten().as_ref() == Some(window);
    let is_one_file = Reflect::has(window, &"bundled".into()).unwrap_or(false);
    let protocol = window.location().protocol();
    is_top && !is_one_file && protocol.is_ok_and(|protocol| protocol.starts_with("http"))
}

fn is_developed(window: &Window) -> Result<bool, JsValue> {
    let name = window.location().hostname()?;
    Ok(matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
}
