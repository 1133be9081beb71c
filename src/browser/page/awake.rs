//! Keeps the screen awake while images are hashed for longer than a user watches.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::VisibilityState;
use yew::platform::time::sleep;

use super::listener::Listener;
use crate::browser::channel::js::{call, window};

/// What takes no longer is watched.
const WATCHED: Duration = Duration::from_secs(60);

/// The screen stays awake while this lives, once it has lived for a minute.
#[must_use = "dropping it lets the screen sleep"]
pub struct Awake {
    lock: Rc<Lock>,
    /// Browsers release a lock when its page is hidden.
    _on_visible: Option<Listener>,
}

#[derive(Default)]
struct Lock {
    /// Whether the minute is over. A page that is hidden then is given none.
    is_due: Cell<bool>,
    /// A `WakeLockSentinel` (W3C Screen Wake Lock), once there is one.
    granted: RefCell<Option<JsValue>>,
}

impl Awake {
    /// Begins the minute.
    pub fn start() -> Self {
        let lock = Rc::<Lock>::default();
        let first = ask(Rc::downgrade(&lock));
        spawn_local(async move {
            sleep(WATCHED).await;
            first.await;
        });
        Self {
            _on_visible: ask_when_visible(&lock),
            lock,
        }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let Some(lock) = self.lock.granted.take() {
            release(&lock);
        }
    }
}

fn ask_when_visible(lock: &Rc<Lock>) -> Option<Listener> {
    let document = window().ok()?.document()?;
    let lock = Rc::downgrade(lock);
    Some(Listener::new(
        &document.clone(),
        "visibilitychange",
        move |_| {
            let is_due = |lock: Rc<Lock>| lock.is_due.get();
            if lock.upgrade().is_some_and(is_due)
                && document.visibility_state() == VisibilityState::Visible
            {
                spawn_local(ask(lock.clone()));
            }
        },
    ))
}

/// Asks for a lock as long as somebody lives who wants it. A browser that has none, or gives
/// none now, lets the screen sleep: the hash goes on.
async fn ask(lock: Weak<Lock>) {
    match lock.upgrade() {
        Some(lock) => lock.is_due.set(true),
        None => return,
    }
    if let Ok(granted) = request().await {
        match lock.upgrade() {
            Some(lock) => drop(lock.granted.replace(Some(granted))),
            None => release(&granted),
        }
    }
}

async fn request() -> Result<JsValue, JsValue> {
    let locks = Reflect::get(&window()?.navigator(), &"wakeLock".into())?;
    let promise: Promise = call(&locks, "request", &["screen".into()])?.dyn_into()?;
    JsFuture::from(promise).await
}

fn release(lock: &JsValue) {
    // A lock that is released already stays so.
    let _ = call(lock, "release", &[]);
}
