//! A function that the browser calls on an event, as long as its handle lives.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

/// Listens to one kind of event.
#[must_use = "dropping it ends the listening"]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls `on_event` with every `event` of `target`.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        on_event: impl Fn(Event) + 'static,
    ) -> Self {
        Self::with(target, event, Closure::new(on_event))
    }

    /// Not compiled anew for each function.
    fn with(target: &EventTarget, event: &'static str, closure: Closure<dyn Fn(Event)>) -> Self {
        let function = closure.as_ref().unchecked_ref();
        // Adding a listener fails for no name that is given here.
        let _ = target.add_event_listener_with_callback(event, function);
        Self {
            target: target.clone(),
            event,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, function);
    }
}
