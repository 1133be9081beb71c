//! What the browser remembers of the user's choices, where it may remember anything.

use web_sys::Storage;

/// How long something is remembered.
#[derive(Clone, Copy)]
pub enum Retention {
    /// Until the tab is closed; no other tab knows of it.
    Tab,
    /// Until the user clears it.
    Browser,
}

/// The value that was kept under `key`.
pub fn recall(retention: Retention, key: &str) -> Option<String> {
    storage(retention)?.get_item(key).ok()?
}

/// Keeps `value` under `key`. Pages that are framed, opened from a file or private may
/// not be allowed to; then nothing is kept.
pub fn keep(retention: Retention, key: &str, value: &str) {
    if let Some(storage) = storage(retention) {
        let _ = storage.set_item(key, value);
    }
}

fn storage(retention: Retention) -> Option<Storage> {
    let window = web_sys::window()?;
    match retention {
        Retention::Tab => window.session_storage().ok()?,
        Retention::Browser => window.local_storage().ok()?,
    }
}
