//! The document around the page's components, and its address.

use js_sys::Date;
use wasm_bindgen::prelude::*;
use web_sys::{Document, FocusOptions, HtmlElement, Location};

use super::listener::Listener;

/// Sets the title, which a row of tabs shows.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Gives the keyboard from the one element to the other, without scrolling, if the
/// first has it.
pub fn pass_focus(from_id: &str, to_id: &str) {
    let Some(document) = document() else { return };
    let focused = document
        .active_element()
        .is_some_and(|focused| focused.id() == from_id);
    if focused {
        focus(to_id);
    }
}

/// Gives the keyboard to an element, without scrolling.
pub fn focus(id: &str) {
    give_focus(id, true);
}

/// Gives the keyboard to an element and scrolls it into view; the part that it is folded
/// in is opened.
pub fn reveal(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    let part = element.and_then(|element| element.closest("details").ok()?);
    if let Some(part) = part {
        // A part that stays closed keeps the keyboard out.
        let _ = part.set_attribute("open", "");
    }
    give_focus(id, false);
}

/// Has the browser ask the user before the page is left, as long as the handle lives.
pub fn ask_before_leaving() -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::new(&window, "beforeunload", |event| {
        event.prevent_default()
    }))
}

fn give_focus(id: &str, prevent_scroll: bool) {
    let element = document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let options = FocusOptions::new();
        options.set_prevent_scroll(prevent_scroll);
        // An element that cannot take the keyboard leaves it where it is.
        let _ = element.focus_with_options(&options);
    }
}

/// The page's address.
pub fn address() -> String {
    location().and_then(|l| l.href().ok()).unwrap_or_default()
}

/// The fragment of the page's address, which begins with `#` unless it is empty.
pub fn fragment() -> String {
    location().and_then(|l| l.hash().ok()).unwrap_or_default()
}

/// The query of the page's address, which begins with `?` unless it is empty.
pub fn query() -> String {
    location().and_then(|l| l.search().ok()).unwrap_or_default()
}

/// The document's root element.
pub fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// The time now, as RFC 3339 writes it.
pub fn now() -> String {
    String::from(Date::new_0().to_iso_string())
}

/// Calls a function whenever a link changes the fragment.
pub fn on_fragment(on_change: impl Fn() + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::new(&window, "hashchange", move |_| on_change()))
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

fn location() -> Option<Location> {
    web_sys::window().map(|window| window.location())
}
