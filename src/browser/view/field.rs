//! What fields of text have in common.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Calls with the text that the user has entered.
pub fn entered(on_text: &Callback<String>) -> Callback<InputEvent> {
    on_text.reform(|event: InputEvent| {
        // A text area has its text under the same name.
        let field = event
            .target()
            .map(JsCast::unchecked_into::<HtmlInputElement>);
        field.map(|field| field.value()).unwrap_or_default()
    })
}

/// Below a field: the text that was pasted into no field went here.
pub fn pasted(is_pasted: bool) -> Html {
    match is_pasted {
        true => html! { <p id="pasted" class="hint message">{ "Put here." }</p> },
        false => Html::default(),
    }
}
