//! A button that copies a text and says whether it did.

use std::time::Duration;

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
    /// What it is called where its label alone does not tell it from others; begins with
    /// the label.
    #[prop_or_default]
    pub name: Option<AttrValue>,
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

/// How long the button says that it has copied.
const PRAISE: Duration = Duration::from_secs(3);

/// A button that copies a text.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let outcome = use_state_eq(|| Outcome::Untried);
    let presses = use_mut_ref(|| 0_u32);
    let on_click = {
        let (outcome, presses) = (outcome.setter(), presses.clone());
        let (text, shown_in) = (props.text.clone(), props.shown_in.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(text) = text.clone() else { return };
            let (outcome, presses) = (outcome.clone(), presses.clone());
            let shown_in = shown_in.clone();
            *presses.borrow_mut() += 1;
            let press = *presses.borrow();
            spawn_local(async move {
                if !clipboard::copy(&text).await {
                    clipboard::select(&shown_in);
                    outcome.set(Outcome::Forbidden);
                    return;
                }
                outcome.set(Outcome::Copied);
                sleep(PRAISE).await;
                if *presses.borrow() == press {
                    outcome.set(Outcome::Untried);
                }
            });
        })
    };
    use_effect_with(props.text.clone(), {
        let outcome = outcome.setter();
        move |_| outcome.set(Outcome::Untried)
    });
    html! {
        <span class="copy-button">
            <button
                id={&props.id}
                class="button"
                type="button"
                aria-label={props.name.clone().filter(|_| *outcome == Outcome::Untried)}
                disabled={props.text.is_none()}
                onclick={on_click}
            >
                { match *outcome {
                    Outcome::Untried => props.label.as_str(),
                    Outcome::Copied => "Copied",
                    Outcome::Forbidden => "Selected",
                } }
            </button>
            <span class="visually-hidden" role="status">
                { match *outcome {
                    Outcome::Copied => "Copied.",
                    Outcome::Untried | Outcome::Forbidden => "",
                } }
            </span>
            if *outcome == Outcome::Forbidden {
                <span class="copy-hint" role="status">
                    { "This browser forbids copying. Press Ctrl+C, on a Mac ⌘C." }
                </span>
            }
        </span>
    }
}
