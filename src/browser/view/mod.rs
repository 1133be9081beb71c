//! Draws the state and turns what the user does into actions.

mod app;
mod drawing;

mod after_publishing;
mod answer;
mod choose;
mod code;
mod compare;
mod inside;
mod new_version;
mod rest;
mod row;
mod set;
mod url;
mod widget;

mod copy_button;
mod download;
mod field;
mod finding;
mod hash;
mod next;
mod redraw;
mod settled;
mod shown;
mod words;

use crate::browser::page::document;

pub use app::App;

/// Puts the page into the element with the id `app`, in place of the words that
/// stand there for browsers in which this program does not start.
pub fn show() {
    yew::set_custom_panic_hook(Box::new(|panic| document::give_up(&panic.to_string())));
    // For as long as the page lives.
    std::mem::forget(document::give_up_on_errors());
    if let Some(root) = document::element("app") {
        yew::Renderer::<App>::with_root(root).render();
    }
}
