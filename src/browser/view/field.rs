//! What fields of text have in common.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
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

/// A field for a URL, described by the remarks on it.
pub fn url_input(
    id: &'static str,
    placeholder: &'static str,
    url: &str,
    is_wrong: bool,
    on_url: &Callback<String>,
) -> Html {
    html! {
        <input
            {id}
            type="text"
            inputmode="url"
            {placeholder}
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            translate="no"
            aria-describedby="url-remarks"
            aria-invalid={is_wrong.then_some("true")}
            value={url.to_owned()}
            oninput={entered(on_url)}
        />
    }
}

/// A list to choose one option from; each is a key and a name.
pub fn select(
    id: &'static str,
    node: &NodeRef,
    options: &[(&'static str, &'static str)],
    chosen: &'static str,
    on_key: Callback<String>,
) -> Html {
    let on_change = on_key.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        select.value()
    });
    let option = |(key, name): &(&'static str, &'static str)| {
        html! { <option value={*key} selected={*key == chosen}>{ *name }</option> }
    };
    html! {
        <select ref={node} {id} translate="no" onchange={on_change}>
            { for options.iter().map(option) }
        </select>
    }
}

/// Below a field: the text that was pasted into no field went here.
pub fn pasted(is_pasted: bool) -> Html {
    match is_pasted {
        true => html! { <p id="pasted" class="hint message">{ "Put here." }</p> },
        false => Html::default(),
    }
}
