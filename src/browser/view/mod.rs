//! Draws the state and turns what the user does into actions.

mod app;
mod drawing;

mod after_publishing;
mod answer;
mod choose;
mod code;
mod compare;
mod difference;
mod files;
mod inside;
mod new_version;
mod rest;
mod row;
mod set;
mod url;
mod widget;

mod button;
mod copy_button;
mod download;
mod field;
mod finding;
mod hash;
mod next;
mod picture;
mod redraw;
mod settled;
mod shown;
mod value;
mod words;

use std::rc::Rc;

use app::{App, Beginning};

use crate::browser::page::document;
use crate::browser::page::early::Early;

/// Draws the page into the element with the id `app`, in place of the empty page that stands
/// there until this program has started.
pub fn show() {
    yew::set_custom_panic_hook(Box::new(|panic| document::give_up(&panic.to_string())));
    // For as long as the page lives.
    std::mem::forget(document::give_up_on_errors());
    if let Some(root) = document::element("app") {
        let early = Rc::new(Early::of(&root));
        yew::Renderer::<App>::with_root_and_props(root, Beginning { early }).render();
    }
}
