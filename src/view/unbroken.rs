//! Words that stay on one line.

use yew::prelude::*;

/// A number with its unit, or a term: where lines are short, neither is parted.
pub fn unbroken(words: &str) -> Html {
    html! { <span class="unbroken">{ words }</span> }
}
