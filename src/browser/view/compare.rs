//! One box that takes whatever has a hash in it, and says what it means for the image.

use yew::prelude::*;

use super::field::{entered, pasted};
use super::finding::finding;
use crate::pure::compare::Verdict;

/// The box, and below it what it says.
pub fn compare_field(
    expected: &str,
    is_pasted: bool,
    on_expected: &Callback<String>,
    said: Html,
) -> Html {
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
                oninput={entered(on_expected)}
            />
            { pasted(is_pasted) }
            { said }
        </div>
    }
}

/// What the text means.
pub fn compared(verdict: &Verdict, below: Html) -> Html {
    let mut said = verdict.finding.clone();
    said.lead = format!("{} {}", verdict.answer, said.lead);
    finding(Some("verdict"), &said, below)
}
