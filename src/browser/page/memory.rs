//! What the browser remembers of the user's choices, where it may remember anything.

use web_sys::Storage;

/// How long something is remembered.
#[derive(Clone, Copy)]
pub enum Span {
    /// Until the tab is closed; no other tab knows of it.
    Tab,
    /// Until the user clears it.
    Browser,
}

/// The value that was kept under `key`.
pub fn recall(span: Span, key: &str) -> Option<String> {
    storage(span)?.get_item(key).ok()?
}

/// Keeps `value` under `key`. Pages that are framed, opened from a file or private may
/// not be allowed to; then nothing is kept.
pub fn keep(span: Span, key: &str, value: &str) {
    if let Some(storage) = storage(span) {
        let _ = storage.set_item(key, value);
    }
}

fn storage(span: Span) -> Option<Storage> {
    let window = web_sys::window()?;
    match span {
        Span::Tab => window.session_storage().ok()?,
        Span::Browser => window.local_storage().ok()?,
    }
}
