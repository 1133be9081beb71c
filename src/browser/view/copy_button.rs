//! A button that copies a text and says whether it did.

use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::words::{tick, words};
use crate::browser::page::clipboard;

/// What [`CopyButton`] shows and copies.
#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    /// The button's id.
    pub id: AttrValue,
    /// What the button says before it is pressed.
    pub label: AttrValue,
    /// What a screen reader adds where the label alone does not tell it from others.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// What is copied; the button is disabled while there is nothing.
    pub text: Option<AttrValue>,
    /// The id of the element that shows the text, selected if copying is forbidden.
    pub shown_in: AttrValue,
    /// Asked when it is pressed: whether to copy, or to warn first.
    #[prop_or_default]
    pub may_copy: Option<Callback<(), bool>>,
    /// How it looks, besides being a button.
    #[prop_or_default]
    pub class: Classes,
}

#[derive(Clone, Copy, PartialEq)]
enum Copying {
    Untried,
    Copied,
    Forbidden,
}

/// How long the button says that it has copied.
const PRAISE: Duration = Duration::from_secs(3);

/// A button that copies a text.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let copying = use_state_eq(|| Copying::Untried);
    let presses = use_mut_ref(|| 0_u32);
    let on_click = {
        let (copying, presses) = (copying.setter(), presses.clone());
        let (text, shown_in) = (props.text.clone(), props.shown_in.clone());
        let may_copy = props.may_copy.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(text) = text.clone() else { return };
            if may_copy.as_ref().is_some_and(|may| !may.emit(())) {
                return;
            }
            let (copying, presses) = (copying.clone(), presses.clone());
            let shown_in = shown_in.clone();
            *presses.borrow_mut() += 1;
            let press = *presses.borrow();
            spawn_local(async move {
                if !clipboard::copy(&text).await {
                    clipboard::select(&shown_in);
                    copying.set(Copying::Forbidden);
                    return;
                }
                copying.set(Copying::Copied);
                sleep(PRAISE).await;
                if *presses.borrow() == press {
                    copying.set(Copying::Untried);
                }
            });
        })
    };
    use_effect_with(props.text.clone(), {
        let copying = copying.setter();
        move |_| copying.set(Copying::Untried)
    });
    let label = match *copying {
        Copying::Untried => html! {
            <>
                { words(props.label.clone()) }
                if let Some(name) = &props.name {
                    <span key={name.to_string()} class="visually-hidden">{ name }</span>
                }
            </>
        },
        Copying::Copied => html! { <>{ tick() }{ words("Copied") }</> },
        Copying::Forbidden => words("Selected"),
    };
    html! {
        <span class="copy-button">
            <button
                id={&props.id}
                class={classes!("button", props.class.clone())}
                type="button"
                disabled={props.text.is_none()}
                onclick={on_click}
            >
                { label }
            </button>
            <span
                class={match *copying {
                    Copying::Forbidden => "copy-hint",
                    Copying::Untried | Copying::Copied => "visually-hidden",
                }}
                role="status"
            >
                { words(match *copying {
                    Copying::Untried => "",
                    Copying::Copied => "Copied.",
                    Copying::Forbidden => {
                        "This browser forbids copying. Press Ctrl+C, on a Mac ⌘C."
                    }
                }) }
            </span>
        </span>
    }
}
