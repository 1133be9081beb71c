//! Files that are chosen, dropped anywhere on the page, pasted, or opened with the
//! installed page.

use gloo_file::File;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, FileList, FileSystemEntry, HtmlInputElement,
    HtmlTextAreaElement,
};

use super::jobs::{Offered, is_called_image};
use super::listener::Listener;
use crate::browser::channel::js::call;
use crate::pure::session::refusal::Refusal;

/// Something that the user offers to the page.
pub enum Offer {
    /// A drag that carries files is over the page, or has left it.
    Dragging(bool),
    /// At least one file, or all that is in a folder.
    Files {
        /// The files.
        files: Vec<Offered>,
        /// The name of the folder that all of them are in.
        folder: Option<String>,
    },
    /// A text, for none of the text fields.
    Text(String),
    /// Something that cannot be hashed.
    Refused(Refusal),
}

/// What is chosen in `input`, which is left empty, so that choosing the same file
/// again is a choice too.
pub fn chosen(input: &HtmlInputElement) -> Offer {
    let files = listed(input.files());
    input.set_value("");
    let folder = files.first().and_then(|file| path(file.as_ref()));
    let folder = folder.and_then(|path| Some(path.split_once('/')?.0.to_owned()));
    let files = files.into_iter().map(Offered::from).collect();
    Offer::Files { files, folder }
}

fn listed(files: Option<FileList>) -> Vec<File> {
    files.map_or_else(Vec::new, |files| {
        let file = |i| files.get(i).map(File::from);
        (0..files.length()).filter_map(file).collect()
    })
}

/// Where a file is in the folder that was chosen, the folder's name included.
fn path(file: &web_sys::File) -> Option<String> {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok()?;
    path.as_string().filter(|path| !path.is_empty())
}

impl From<File> for Offered {
    fn from(file: File) -> Self {
        let path = path(file.as_ref());
        let name = path
            .as_deref()
            .and_then(|path| Some(path.split_once('/')?.1));
        let name = name.map_or_else(|| file.name(), str::to_owned);
        Self { file, name }
    }
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
                let drag: &DragEvent = event.unchecked_ref();
                if let Some(transfer) = drag.data_transfer() {
                    offer(Carried::by(&transfer), take.clone());
                }
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
            if let Some(transfer) = pasted(&event) {
                event.prevent_default();
                offer(Carried::by(&transfer), take.clone());
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
        files.push(File::from(file).into());
    }
    let folder = None;
    Ok((!files.is_empty()).then_some(Offer::Files { files, folder }))
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

/// Pasted text goes where the cursor is, even if a picture of it comes along, as
/// from a spreadsheet.
fn pasted(event: &web_sys::Event) -> Option<DataTransfer> {
    let paste: &ClipboardEvent = event.unchecked_ref();
    let transfer = paste.clipboard_data()?;
    let is_text = holds(&transfer, "text/plain");
    let leaves_it = is_text_field(event) && is_text;
    let files = transfer.files()?.length();
    (!leaves_it && (files > 0 || is_text)).then_some(transfer)
}

/// What a drop or a paste carries; it stays when the event is over.
pub struct Carried {
    /// The files and folders (File and Directory Entries API).
    entries: Vec<FileSystemEntry>,
    files: Vec<File>,
    text: Option<String>,
}

impl Carried {
    fn by(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        let items = (0..items.length()).filter_map(|i| items.get(i));
        Self {
            entries: items
                .filter(|item| item.kind() == "file")
                .filter_map(|item| item.webkit_get_as_entry().ok()?)
                .collect(),
            files: listed(transfer.files()),
            text: transfer.get_data("text/plain").ok(),
        }
    }

    /// The same, as `static/early.js` has kept it.
    pub fn kept(kept: &JsValue) -> Self {
        let get = |name: &str| Reflect::get(kept, &name.into()).unwrap_or_default();
        let all = |name| Array::from(&get(name)).into_iter();
        Self {
            entries: all("entries").map(JsCast::unchecked_into).collect(),
            files: all("files")
                .map(|file| File::from(file.unchecked_into::<web_sys::File>()))
                .collect(),
            text: get("text").as_string(),
        }
    }
}

/// Calls `take` with what is carried.
pub fn offer(carried: Carried, take: impl Fn(Offer) + 'static) {
    let Carried {
        entries,
        files,
        text,
    } = carried;
    if entries.iter().any(FileSystemEntry::is_directory) {
        spawn_local(async move {
            take(walk(entries).await.unwrap_or(Offer::Refused(Refusal::Gone)));
        });
        return;
    }
    take(match text.filter(|text| !text.trim().is_empty()) {
        _ if !files.is_empty() => Offer::Files {
            files: files.into_iter().map(Offered::from).collect(),
            folder: None,
        },
        Some(text) => Offer::Text(text),
        None => Offer::Refused(Refusal::NotAFile),
    });
}

/// All files in folders, at all depths, by their names. Names are told from the one folder;
/// of several, each has its own in front. What the browser does not give is left out, but no
/// image.
async fn walk(entries: Vec<FileSystemEntry>) -> Result<Offer, JsValue> {
    let folders: Vec<String> = entries.iter().map(FileSystemEntry::name).collect();
    let start = match &folders[..] {
        [folder] => folder.len() + 2,
        _ => 1,
    };
    let mut left = entries;
    let mut files = Vec::<Offered>::new();
    while let Some(entry) = left.pop() {
        if entry.is_file() {
            let file = match answer(&entry, "file").await {
                Err(_) if !is_called_image(&entry.name()) => continue,
                file => file?.dyn_into::<web_sys::File>()?,
            };
            let name = entry.full_path().get(start..).map(str::to_owned);
            let name = name.unwrap_or_else(|| file.name());
            let place = files.partition_point(|before| before.name < name);
            let file = file.into();
            files.insert(place, Offered { file, name });
            continue;
        }
        let reader = call(&entry, "createReader", &[])?;
        // A reader gives some at a time, and none at the end.
        loop {
            let some = Array::from(&answer(&reader, "readEntries").await?);
            if some.length() == 0 {
                break;
            }
            left.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        }
    }
    let folder = Some(folders.join(", "));
    Ok(Offer::Files { files, folder })
}

/// What a method gives that takes two functions, one for the answer and one for an error.
async fn answer(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(object, method, &[resolve.into(), reject.clone().into()]) {
            // The promise is rejected once.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await
}
