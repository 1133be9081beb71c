//! A button that copies a text and says whether it did.

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use crate::browser::clipboard;

/// What [`CopyButton`] shows and copies.
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// The button's id.
    pub id: AttrValue,
    /// What the button says before it is pressed.
    pub label: AttrValue,
    /// What is copied; the button is disabled while there is nothing.
    pub text: Option<AttrValue>,
    /// The id of the element that shows the text, selected if copying is forbidden.
    pub shown_in: AttrValue,
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Untried,
    Copied,
    Forbidden,
}

/// A button that copies a text.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let outcome = use_state_eq(|| Outcome::Untried);
    let on_click = {
        let outcome = outcome.setter();
        let (text, shown_in) = (props.text.clone(), props.shown_in.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(text) = text.clone() else { return };
            let (outcome, shown_in) = (outcome.clone(), shown_in.clone());
            spawn_local(async move {
                if clipboard::copy(&text).await {
                    outcome.set(Outcome::Copied);
                } else {
                    clipboard::select(&shown_in);
                    outcome.set(Outcome::Forbidden);
                }
                sleep(std::time::Duration::from_secs(3)).await;
                outcome.set(Outcome::Untried);
            });
        })
    };
    html! {
        <span class="copy-button">
            <button
                id={&props.id}
                class="button"
                type="button"
                disabled={props.text.is_none()}
                onclick={on_click}
            >
                { match *outcome {
                    Outcome::Untried => props.label.as_str(),
                    Outcome::Copied => "Copied",
                    Outcome::Forbidden => "Press Ctrl+C",
                } }
            </button>
            <span class="visually-hidden" role="status">
                { match *outcome {
                    Outcome::Untried => "",
                    Outcome::Copied => "Copied.",
                    Outcome::Forbidden => "The browser forbids copying. The text is selected: \
                                           press Control or Command and C.",
                } }
            </span>
        </span>
    }
}
