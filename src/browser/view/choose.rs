//! Where an image is chosen.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button::{button, sending};
use super::finding::finding;
use super::words::words;
use crate::browser::page::offer::{self, Offer};
use crate::pure::session::refusal::Refusal;

/// What [`choose`] shows and calls.
pub struct Choosing<'a> {
    /// How many images there are.
    pub images: usize,
    /// Whether it is the next thing to do.
    pub is_next: bool,
    /// Whether the page is a widget in a host page.
    pub is_embedded: bool,
    /// Why the latest thing offered was not taken.
    pub refusal: Option<&'a Refusal>,
    /// The user is about to choose a file.
    pub on_choosing: &'a Callback<()>,
    /// Files were chosen.
    pub on_offer: &'a Callback<Offer>,
    /// The user wants to see an example, where there is something to see.
    pub on_example: Option<&'a Callback<()>>,
}

/// The bar with the button.
pub fn choose(bar: &Choosing) -> Html {
    let on_offer = bar.on_offer.clone();
    let on_change = Callback::from(move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            on_offer.emit(offer::chosen(&input));
        }
    });
    let is_first = bar.images == 0;
    let label = match (bar.images, bar.is_embedded) {
        (0, true) => "Choose image…",
        (0, false) => "Choose images…",
        (1, _) => "Choose another image…",
        _ => "Add images…",
    };
    html! {
        <section class={classes!("choose", is_first.then_some("now"))} aria-label="Choose">
            <input
                id="image-input"
                class="visually-hidden"
                type="file"
                autocomplete="off"
                multiple={!bar.is_embedded}
                aria-describedby="image-hint"
                onclick={sending(bar.on_choosing, ())}
                onchange={on_change.clone()}
            />
            <label class={classes!("button", bar.is_next.then_some("first"))} for="image-input">
                { words(label) }
            </label>
            <p id="image-hint" class="muted">
                if bar.is_embedded {
                    <span>{ "or drop it here" }</span>
                } else {
                    <span class="wide">{ "or drop anywhere, or paste" }</span>
                }
            </p>
            if !bar.is_embedded {
                <input
                    id="folder-input"
                    class="visually-hidden"
                    type="file"
                    autocomplete="off"
                    webkitdirectory={true}
                    onclick={sending(bar.on_choosing, ())}
                    onchange={on_change}
                />
                <label class="plain folder" for="folder-input">{ "Choose a folder…" }</label>
            }
            if let Some(on_example) = bar.on_example.filter(|_| is_first) {
                <p class="end">
                    { button(
                        Some("example"),
                        "plain",
                        sending(on_example, ()),
                        "Try an example".into(),
                    ) }
                </p>
            }
            if let Some(refusal) = bar.refusal {
                { finding(Some("refusal"), &refusal.finding(), Html::default()) }
            }
        </section>
    }
}

/// Over the window while something is dragged over it.
pub fn dropping() -> Html {
    html! { <p class="dropping">{ "Drop the image to hash it" }</p> }
}
