//! Where an image is chosen.

use gloo_file::File;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::finding::finding;
use super::words::words;
use crate::browser::page::offer;
use crate::pure::session::refusal::Refusal;
use crate::pure::text::finding::Finding;

/// What [`choose`] shows and calls.
pub struct Choosing<'a> {
    /// Whether nothing was chosen yet.
    pub is_first: bool,
    /// Whether it is the next thing to do.
    pub is_next: bool,
    /// Whether the page is a widget in a host page.
    pub is_embedded: bool,
    /// Why the latest thing offered was not taken.
    pub refusal: Option<&'a Refusal>,
    /// The user is about to choose a file.
    pub on_choosing: &'a Callback<()>,
    /// Files were chosen.
    pub on_files: &'a Callback<Vec<File>>,
    /// The user wants to see an example, where there is something to see.
    pub on_example: Option<&'a Callback<()>>,
}

/// The bar with the button.
pub fn choose(bar: &Choosing) -> Html {
    let on_files = bar.on_files.clone();
    let on_change = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            on_files.emit(offer::chosen(&input));
        }
    });
    let label = match bar.is_first {
        true => "Choose image…",
        false => "Choose another image…",
    };
    html! {
        <section class={classes!("choose", bar.is_first.then_some("now"))} aria-label="Choose">
            <input
                id="image-input"
                class="visually-hidden"
                type="file"
                multiple={!bar.is_embedded}
                aria-describedby="image-hint"
                onclick={bar.on_choosing.reform(|_| ())}
                onchange={on_change}
            />
            <label class={classes!("button", bar.is_next.then_some("first"))} for="image-input">
                { words(label) }
            </label>
            <p id="image-hint" class="muted">
                if bar.is_embedded {
                    <span>{ "or drop it here" }</span>
                } else {
                    <span>{ "or " }</span>
                    <span class="wide">{ "drop it anywhere, or " }</span>
                    <span>{ "paste" }</span>
                }
            </p>
            if let Some(on_example) = bar.on_example.filter(|_| bar.is_first) {
                <p class="end">
                    <button
                        id="example"
                        class="plain"
                        type="button"
                        onclick={on_example.reform(|_: MouseEvent| ())}
                    >
                        { "Try an example" }
                    </button>
                </p>
            }
            if let Some(refusal) = bar.refusal {
                { finding(Some("refusal"), &Finding::error(refusal.to_string()), Html::default()) }
            }
        </section>
    }
}

/// Over the window while something is dragged over it.
pub fn dropping() -> Html {
    html! { <p class="dropping">{ "Drop the image to hash it" }</p> }
}
