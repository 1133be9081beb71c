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
mod url;
mod widget;

mod copy_button;
mod download;
mod finding;
mod hash;
mod settled;
mod words;

pub use app::App;

/// Puts the page into the element with the id `app`, in place of the words that
/// stand there for browsers in which this program does not start.
pub fn show() {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<App>::with_root(root).render();
    }
}
