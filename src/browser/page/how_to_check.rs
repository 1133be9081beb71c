//! The link in the header of `index.html` to how its promise is checked.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement};

use super::document;
use super::listener::Listener;
use crate::pure::publish::address;

/// As `index.html` calls the link.
const LINK: &str = "how-to-check";

/// As `index.html` calls the folded part that it leads to.
const PART: &str = "trust";

/// Has the link open the part, and leave the page's address as it is; out of a widget,
/// which has no such part, it leads to the page itself. None if there is no link.
pub fn listen(is_embedded: bool) -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    let link: HtmlElement = document.get_element_by_id(LINK)?.dyn_into().ok()?;
    if is_embedded {
        let page = document::address();
        let part = format!("{}#{PART}", address::bare(&page));
        for (name, value) in [("href", &*part), ("target", "_blank"), ("rel", "noopener")] {
            link.set_attribute(name, value).ok()?;
        }
        return None;
    }
    if document::fragment() == format!("#{PART}") {
        open(&document);
    }
    Some(Listener::new(&link, "click", move |event| {
        event.prevent_default();
        open(&document);
    }))
}

fn open(document: &Document) {
    let part = document.get_element_by_id(PART);
    let opened = part.and_then(|part| {
        part.set_attribute("open", "").ok()?;
        part.first_element_child()?.dyn_into::<HtmlElement>().ok()
    });
    if let Some(line) = opened {
        // What cannot take the keyboard is opened all the same.
        let _ = line.focus();
    }
}
