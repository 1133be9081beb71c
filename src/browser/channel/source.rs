//! Where the bytes of a file come from: from the file, or from the page.
//!
//! WebKitGTK gives a worker of a page that was itself opened from a file nothing of the
//! files that the user chooses there; the page can read them. Such a worker asks the
//! page for every piece.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use gloo_file::{Blob, File};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DomException;

/// What is read of a file at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// These bytes.
    Range(Range<u64>),
    /// All of it. Browsers look whether an empty file is still there only for this.
    Whole,
}

/// A file, and how its bytes are had.
#[derive(Clone)]
pub enum Source {
    /// They are read here.
    Here(File),
    /// The page reads them.
    Page(PageReader),
}

/// Asks the page for pieces of the file that it has sent.
#[derive(Clone)]
pub struct PageReader {
    size: u64,
    asked: Rc<Asked>,
}

/// The pieces that the page was asked for and has not given yet.
pub struct Asked {
    ask: Ask,
    count: Cell<u32>,
    waiting: RefCell<Vec<Waiting>>,
}

/// Asks the page for a piece, under a number.
type Ask = Box<dyn Fn(u32, &Piece)>;

struct Waiting {
    number: u32,
    resolve: Function,
    reject: Function,
}

impl Asked {
    /// Nothing yet; `ask` asks the page for a piece under a number.
    pub fn new(ask: impl Fn(u32, &Piece) + 'static) -> Rc<Self> {
        Rc::new(Self {
            ask: Box::new(ask),
            count: Cell::default(),
            waiting: RefCell::default(),
        })
    }

    /// Takes what the page has given under a number: the bytes or the error.
    pub fn settle(&self, number: u32, piece: Result<JsValue, JsValue>) {
        let Some(waiting) = self.take(number) else {
            return;
        };
        // These are the functions of a promise, which throw nothing.
        let _ = match piece {
            Ok(bytes) => waiting.resolve.call1(&JsValue::NULL, &bytes),
            Err(error) => waiting.reject.call1(&JsValue::NULL, &error),
        };
    }

    fn take(&self, number: u32) -> Option<Waiting> {
        let mut waiting = self.waiting.borrow_mut();
        let index = waiting.iter().position(|one| one.number == number)?;
        Some(waiting.swap_remove(index))
    }

    /// Asks for a piece: a promise of an `ArrayBuffer`.
    pub fn request(&self, piece: &Piece) -> Promise {
        let number = self.count.get();
        self.count.set(number.wrapping_add(1));
        let promise = Promise::new(&mut |resolve, reject| {
            let waiting = Waiting {
                number,
                resolve,
                reject,
            };
            self.waiting.borrow_mut().push(waiting);
        });
        (self.ask)(number, piece);
        promise
    }
}

/// Whether the page has the origin of a server. One opened from a file has not.
fn is_hosted() -> bool {
    Reflect::get(&js_sys::global(), &"origin".into())
        .ok()
        .and_then(|origin| origin.as_string())
        .is_some_and(|origin| origin.starts_with("http"))
}

impl Source {
    /// The way to read `file` in a worker: the page is asked where the worker is given
    /// nothing but the page is.
    pub async fn of(file: File, asked: Rc<Asked>) -> Self {
        let size = file.size();
        let here = Self::Here(file);
        if is_hosted() {
            return here;
        }
        let page = Self::Page(PageReader { size, asked });
        let first = if size == 0 {
            Piece::Whole
        } else {
            Piece::Range(0..1)
        };
        let is_refused = |error: &JsValue| {
            error
                .dyn_ref()
                .is_some_and(|error: &DomException| error.name() == "NotReadableError")
        };
        match here.request(&first).await {
            Err(error) if is_refused(&error) && page.request(&first).await.is_ok() => page,
            _ => here,
        }
    }

    /// The file's size in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Here(file) => file.size(),
            Self::Page(page) => page.size,
        }
    }

    /// A part of the file as a blob, if it is read here. (`File::slice` would wrap it
    /// into another `File`.)
    pub fn slice(&self, range: &Range<u64>) -> Option<Blob> {
        match self {
            Self::Here(file) => Some(Blob::slice(file, range.start, range.end)),
            Self::Page(_) => None,
        }
    }

    /// Begins to read a piece, to an `ArrayBuffer`.
    pub fn request(&self, piece: &Piece) -> JsFuture {
        JsFuture::from(match (self, piece) {
            (Self::Here(file), Piece::Whole) => {
                let file: &web_sys::File = file.as_ref();
                file.array_buffer()
            }
            (Self::Here(file), Piece::Range(range)) => {
                let blob = Blob::slice(file, range.start, range.end);
                let blob: &web_sys::Blob = blob.as_ref();
                blob.array_buffer()
            }
            (Self::Page(page), piece) => page.asked.request(piece).unchecked_into(),
        })
    }
}
