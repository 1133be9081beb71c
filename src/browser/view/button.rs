//! What buttons have in common.

use yew::prelude::*;

/// A button; the class says how it looks.
pub fn button(
    id: Option<&'static str>,
    class: &'static str,
    on_click: Callback<MouseEvent>,
    label: Html,
) -> Html {
    html! { <button {id} {class} type="button" onclick={on_click}>{ label }</button> }
}

/// Calls with the value on each press.
pub fn sending<T: Clone + 'static>(callback: &Callback<T>, value: T) -> Callback<MouseEvent> {
    callback.reform(move |_| value.clone())
}
