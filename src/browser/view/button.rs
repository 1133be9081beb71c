//! What buttons have in common.

use yew::prelude::*;

/// Calls with the value on each press.
pub fn sending<T: Clone + 'static>(callback: &Callback<T>, value: T) -> Callback<MouseEvent> {
    callback.reform(move |_| value.clone())
}
