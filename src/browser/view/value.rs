//! A value that may be long.

use yew::prelude::*;

use super::button::button;
use super::words::verbatim;
use crate::pure::text::literal::abridged;

/// What [`Value`] shows.
#[derive(Properties, PartialEq)]
pub struct ValueProps {
    /// The value.
    pub text: AttrValue,
}

/// A value of a file; of a long one its start and its end, until all of it is asked for.
#[component]
pub fn Value(props: &ValueProps) -> Html {
    /// In characters.
    const LONGEST: usize = 1000;
    let whole = use_state_eq(|| None::<AttrValue>);
    let text = &props.text;
    let is_long = text.chars().nth(LONGEST).is_some();
    if !is_long || whole.as_ref() == Some(text) {
        return verbatim(text);
    }
    let on_click = {
        let (whole, text) = (whole.setter(), text.clone());
        Callback::from(move |_: MouseEvent| whole.set(Some(text.clone())))
    };
    html! {
        <>
            { verbatim(&abridged(text)) }
            { button(None, "plain", on_click, "Show all".into()) }
        </>
    }
}
