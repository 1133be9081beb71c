//! What the browser remembers of the user's choices, where it may remember anything.

use web_sys::Storage;

/// The value that was kept under `key`.
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps `value` under `key`. Pages that are framed, opened from a file or private may
/// not be allowed to; then nothing is kept.
pub fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
