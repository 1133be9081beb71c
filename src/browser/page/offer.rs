//! Files that are chosen, dropped anywhere on the page, pasted, or opened with the
//! installed page.

use gloo_file::File;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, FileList, HtmlInputElement, HtmlTextAreaElement,
};

use super::listener::Listener;
use crate::browser::channel::js::call;
use crate::pure::session::refusal::Refusal;

/// Something that the user offers to the page.
pub enum Offer {
    /// A drag that carries files is over the page, or has left it.
    Dragging(bool),
    /// At least one file.
    Files(Vec<File>),
    /// A text, for none of the text fields.
    Text(String),
    /// Something that cannot be hashed.
    Refused(Refusal),
}

/// The files chosen in `input`, which is left empty, so that choosing the same file
/// again is a choice too.
pub fn chosen(input: &HtmlInputElement) -> Vec<File> {
    let files = listed(input.files());
    input.set_value("");
    files
}

fn listed(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| {
        let file = |i| files.get(i).map(File::from);
        (0..files.length()).filter_map(file).collect()
    })
}

/// Calls `take` with whatever is dragged over the window, dropped on it or pasted into it.
pub fn listen(take: impl Fn(Offer) + Clone + 'static) -> Option<[Listener; 5]> {
    let window = web_sys::window()?;
    let on_drag = {
        let take = take.clone();
        move |event: web_sys::Event| {
            let files = carries_files(&event);
            // Only where the browser's own handling is prevented, a drop follows.
            if files || !is_text_field(&event) {
                event.prevent_default();
            }
            if files {
                take(Offer::Dragging(true));
            }
        }
    };
    let on_drop = {
        let take = take.clone();
        move |event: web_sys::Event| {
            take(Offer::Dragging(false));
            // Otherwise the browser would leave the page for what was dropped.
            if carries_files(&event) || !is_text_field(&event) {
                event.prevent_default();
                dropped(&event).into_iter().for_each(&take);
            }
        }
    };
    let on_leave = {
        let take = take.clone();
        move |event: web_sys::Event| {
            let drag: &DragEvent = event.unchecked_ref();
            // Only a drag that goes to nothing has left the window.
            if drag.related_target().is_none() {
                take(Offer::Dragging(false));
            }
        }
    };
    let on_paste = {
        let take = take.clone();
        move |event: web_sys::Event| {
            if let Some(offer) = pasted(&event) {
                event.prevent_default();
                take(offer);
            }
        }
    };
    Some([
        Listener::new(&window, "dragenter", on_drag.clone()),
        Listener::new(&window, "dragover", on_drag),
        Listener::new(&window, "dragleave", on_leave),
        Listener::new(&window, "drop", on_drop),
        Listener::new(&window, "paste", on_paste),
    ])
}

/// Calls `take` with every image that the user opens with the installed page, as long as
/// the page is open (Web App Launch Handler API; only Chromium has it).
pub fn take_launches(take: impl Fn(Offer) + Clone + 'static) {
    let consume = Closure::<dyn Fn(JsValue)>::new(move |launch: JsValue| {
        let take = take.clone();
        spawn_local(async move {
            match launched(&launch).await {
                Ok(None) => (),
                Ok(Some(offer)) => take(offer),
                Err(_) => take(Offer::Refused(Refusal::Gone)),
            }
        });
    });
    // Without a queue nothing is launched.
    let _ = Reflect::get(&js_sys::global(), &"launchQueue".into())
        .and_then(|queue| call(&queue, "setConsumer", &[consume.into_js_value()]));
}

/// A launch without files is that of the page itself.
async fn launched(launch: &JsValue) -> Result<Option<Offer>, JsValue> {
    let handles = Array::from(&Reflect::get(launch, &"files".into())?);
    let mut files = Vec::new();
    for handle in handles.iter() {
        let file: Promise = call(&handle, "getFile", &[])?.dyn_into()?;
        let file: web_sys::File = JsFuture::from(file).await?.dyn_into()?;
        files.push(File::from(file));
    }
    Ok((!files.is_empty()).then_some(Offer::Files(files)))
}

fn carries_files(event: &web_sys::Event) -> bool {
    let drag: &DragEvent = event.unchecked_ref();
    drag.data_transfer()
        .is_some_and(|transfer| holds(&transfer, "Files"))
}

fn holds(transfer: &DataTransfer, kind: &str) -> bool {
    let mut kinds = transfer.types().into_iter();
    kinds.any(|held| held.as_string().as_deref() == Some(kind))
}

fn is_text_field(event: &web_sys::Event) -> bool {
    event.target().is_some_and(|target| {
        target.has_type::<HtmlInputElement>() || target.has_type::<HtmlTextAreaElement>()
    })
}

fn dropped(event: &web_sys::Event) -> Option<Offer> {
    let drag: &DragEvent = event.unchecked_ref();
    Some(offer(&drag.data_transfer()?))
}

/// Pasted text goes where the cursor is, even if a picture of it comes along, as
/// from a spreadsheet.
fn pasted(event: &web_sys::Event) -> Option<Offer> {
    let paste: &ClipboardEvent = event.unchecked_ref();
    let transfer = paste.clipboard_data()?;
    let is_text = holds(&transfer, "text/plain");
    let leaves_it = is_text_field(event) && is_text;
    let files = transfer.files()?.length();
    (!leaves_it && (files > 0 || is_text)).then(|| offer(&transfer))
}

fn text(transfer: &DataTransfer) -> Option<String> {
    let text = transfer.get_data("text/plain").ok()?;
    (!text.trim().is_empty()).then_some(text)
}

fn offer(transfer: &DataTransfer) -> Offer {
    if let Some(name) = folder(transfer) {
        return Offer::Refused(Refusal::Folder { name });
    }
    let files = listed(transfer.files());
    match text(transfer) {
        _ if !files.is_empty() => Offer::Files(files),
        Some(text) => Offer::Text(text),
        None => Offer::Refused(Refusal::NotAFile),
    }
}

/// The name of the first folder.
fn folder(transfer: &DataTransfer) -> Option<String> {
    let items = transfer.items();
    (0..items.length())
        .filter_map(|i| items.get(i))
        .filter(|item| item.kind() == "file")
        .filter_map(|item| item.webkit_get_as_entry().ok()?)
        .find(|entry| entry.is_directory())
        .map(|entry| entry.name())
}
