//! The document around the page's components.

use wasm_bindgen::JsCast;
use web_sys::{Document, FocusOptions, HtmlElement};

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
    let to = document
        .get_element_by_id(to_id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(to) = to.filter(|_| focused) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that cannot take the keyboard leaves it where it is.
        let _ = to.focus_with_options(&options);
    }
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}
