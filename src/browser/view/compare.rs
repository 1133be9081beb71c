//! One box that takes whatever has a hash in it, and says what it means for the image.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::finding::pasted;

/// The box, and below it what it says.
pub fn compare_field(
    expected: &str,
    is_pasted: bool,
    on_expected: &Callback<String>,
    said: Html,
) -> Html {
    let on_input = on_expected.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default()
    });
    html! {
        <div class="field">
            <label for="expected">{ "Compare with" }</label>
            <textarea
                id="expected"
                rows="1"
                placeholder="A hash, a sums file, or a provider’s error"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                translate="no"
                value={expected.to_owned()}
                oninput={on_input}
            />
            { pasted(is_pasted) }
            { said }
        </div>
    }
}
