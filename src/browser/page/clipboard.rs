//! Puts text on the clipboard.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlDocument, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Window};

/// Copies `text`, and tells whether that worked. Pages that are framed, or opened
/// from a file, may not use the clipboard interface; the older command often works
/// there still.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    write(&window, text).await || command(&window, text).unwrap_or(false)
}

/// Selects the text of the element with this id, for the user to copy by hand.
pub fn select(id: &str) {
    let selected = || -> Option<()> {
        let window = web_sys::window()?;
        let element = window.document()?.get_element_by_id(id)?;
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.focus().ok()?;
            input.select();
            return Some(());
        }
        let selection = window.get_selection().ok()??;
        selection.select_all_children(&element).ok()
    };
    // What cannot be selected is still there to be read.
    let _ = selected();
}

async fn write(window: &Window, text: &str) -> bool {
    // Without a secure context there is no clipboard, though web-sys gives one.
    let navigator = window.navigator();
    let offered = Reflect::get(&navigator, &"clipboard".into())
        .and_then(|clipboard| Reflect::get(&clipboard, &"writeText".into()))
        .is_ok_and(|write| write.is_function());
    offered
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
}

fn command(window: &Window, text: &str) -> Result<bool, JsValue> {
    let document = window.document().ok_or("no document")?;
    let body = document.body().ok_or("no body")?;
    let focused = document.active_element();
    let area: HtmlTextAreaElement = document.create_element("textarea")?.dyn_into()?;
    area.set_value(text);
    area.set_class_name("visually-hidden");
    body.append_child(&area)?;
    area.select();
    let copied = exec_copy(&document);
    area.remove();
    if let Some(element) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Copied or not, the keyboard goes back to where it was, if it can.
        let _ = element.focus();
    }
    copied
}

fn exec_copy(document: &Document) -> Result<bool, JsValue> {
    document
        .unchecked_ref::<HtmlDocument>()
        .exec_command("copy")
}
