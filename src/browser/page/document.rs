//! The document around the page's components, and its address.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Document, Element, FocusOptions, HtmlElement};
use web_sys::{HtmlInputElement, HtmlTextAreaElement, Location, MouseEvent};

use super::listener::Listener;
use crate::browser::channel::js::call;

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

/// Gives the keyboard to an element, without scrolling, if nothing has it.
pub fn keep_focus(id: &str) {
    let Some(document) = document() else { return };
    let body = document.body().map(Element::from);
    if document
        .active_element()
        .is_none_or(|focused| Some(focused) == body)
    {
        focus(id);
    }
}

/// Gives the keyboard from a button in a table to that of the next row, or else of the row
/// before, or else to another element, if the first has it.
pub fn pass_focus_on(from_id: &str, else_id: &str) {
    let row = element(from_id).and_then(|button| button.closest("tr").ok()?);
    let neighbour = row.and_then(|row| {
        row.next_element_sibling()
            .or_else(|| row.previous_element_sibling())
    });
    let (what, _) = from_id.rsplit_once('-').unwrap_or_default();
    let button = neighbour.and_then(|row| row.query_selector(&format!("[id^={what}-]")).ok()?);
    let to_id = button.map_or_else(|| else_id.to_owned(), |button| button.id());
    pass_focus(from_id, &to_id);
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

/// Scrolls an element into view; the keyboard stays where it is.
pub fn scroll_to(id: &str) {
    let nearest = Object::new();
    // A fresh object takes any property, and what is there can be scrolled to.
    let _ = Reflect::set(&nearest, &"block".into(), &"nearest".into());
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let _ = call(&element, "scrollIntoView", &[nearest.into()]);
    }
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

/// The element with an id.
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Where the user is in a part of the page, so that it can be drawn anew around them. What
/// it speaks of are elements with ids.
pub struct Standpoint {
    /// What has the keyboard, and the selection in it.
    focus: Option<(String, Option<(u32, u32)>)>,
    /// The press that goes on.
    press: Option<Rc<Press>>,
    /// What is unfolded.
    open: Vec<String>,
    /// How far the page is scrolled, in pixels.
    scroll: (f64, f64),
}

impl Standpoint {
    /// Where the user is in `part`.
    pub fn of(part: &Element) -> Self {
        let focused = document()
            .and_then(|document| document.active_element())
            .filter(|focused| part.contains(Some(focused)) && !focused.id().is_empty());
        let window = web_sys::window();
        let scroll = |coordinate: fn(&web_sys::Window) -> Result<f64, JsValue>| {
            window.as_ref().and_then(|window| coordinate(window).ok())
        };
        Self {
            focus: focused.map(|focused| (focused.id(), selection(&focused))),
            press: ids(part, "[id]:active:is(button, input, a, label, summary)")
                .pop()
                .map(Press::follow),
            open: ids(part, "details[id][open]"),
            scroll: (
                scroll(|window| window.scroll_x()).unwrap_or_default(),
                scroll(|window| window.scroll_y()).unwrap_or_default(),
            ),
        }
    }

    /// Brings the user back there.
    pub fn restore(self) {
        for id in self.open {
            // Only a name that cannot be an attribute's would be refused.
            let _ = element(&id).map(|details| details.set_attribute("open", ""));
        }
        if let Some((id, selection)) = self.focus {
            focus(&id);
            if let Some((start, end)) = selection {
                select(&id, start, end);
            }
        }
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(self.scroll.0, self.scroll.1);
        }
        if let Some(press) = self.press {
            press.is_back.set(true);
            press.finish();
        }
    }
}

fn ids(part: &Element, selector: &str) -> Vec<String> {
    let found = part.query_selector_all(selector).ok();
    let found = found.map(|found| Array::from(&found)).unwrap_or_default();
    let id = |element: JsValue| element.unchecked_into::<Element>().id();
    found.iter().map(id).collect()
}

fn selection(field: &Element) -> Option<(u32, u32)> {
    let (start, end) = match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => (input.selection_start(), input.selection_end()),
        None => {
            let area = field.dyn_ref::<HtmlTextAreaElement>()?;
            (area.selection_start(), area.selection_end())
        }
    };
    Some((start.ok()??, end.ok()??))
}

fn select(id: &str, start: u32, end: u32) {
    let Some(field) = element(id) else { return };
    // What has no selection had none before.
    let _ = match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.set_selection_range(start, end),
        None => field
            .unchecked_ref::<HtmlTextAreaElement>()
            .set_selection_range(start, end),
    };
}

/// A press that began on an element which is drawn anew: a browser presses nothing that went
/// while the finger was on it.
struct Press {
    id: String,
    is_back: Cell<bool>,
    /// Where the finger went up, in pixels of the window: it may do so before the element is
    /// back.
    released: Cell<Option<(f32, f32)>>,
}

impl Press {
    fn follow(id: String) -> Rc<Self> {
        let press = Rc::new(Self {
            id,
            is_back: Cell::default(),
            released: Cell::default(),
        });
        let followed = press.clone();
        let on_release = Closure::once_into_js(move |event: MouseEvent| {
            let point = (event.client_x() as f32, event.client_y() as f32);
            followed.released.set(Some(point));
            // Not later: some browsers copy only while they tell of the release.
            followed.finish();
        });
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        // Without it the press is lost, which is what a browser does.
        let _ = web_sys::window().map(|window| {
            window.add_event_listener_with_callback_and_add_event_listener_options(
                "pointerup",
                on_release.unchecked_ref(),
                &once,
            )
        });
        press
    }

    fn finish(&self) {
        let (true, Some((x, y))) = (self.is_back.get(), self.released.get()) else {
            return;
        };
        let released = document().and_then(|document| document.element_from_point(x, y));
        let pressed = element(&self.id)
            .filter(|pressed| pressed.contains(released.as_deref()))
            .and_then(|pressed| pressed.dyn_into::<HtmlElement>().ok());
        if let Some(pressed) = pressed {
            pressed.click();
        }
    }
}

/// Takes everything away that the program drew, and shows the sentence of `index.html`
/// instead: what a broken program leaves standing is of before.
pub fn give_up(reason: &str) {
    web_sys::console::error_1(&reason.into());
    // Whatever is drawn yet is drawn into an element that nobody sees.
    let _ = element("app").map(|app| app.remove());
    let _ = element("stopped").map(|stopped| stopped.remove_attribute("hidden"));
    set_title("Stopped · gvmi-hash");
}

/// Gives up, too, when an error goes through the middle of the program: what it was about
/// to do will never be done.
pub fn give_up_on_errors() -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::new(&window, "error", |event| {
        let error = event
            .dyn_ref()
            .map(web_sys::ErrorEvent::error)
            .filter(|error| !error.is_instance_of::<web_sys::DomException>());
        let stack = error.and_then(|error| Reflect::get(&error, &"stack".into()).ok()?.as_string());
        if let Some(stack) = stack.filter(|stack| stack.contains("wasm")) {
            give_up(&stack);
        }
    }))
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

fn location() -> Option<Location> {
    web_sys::window().map(|window| window.location())
}
