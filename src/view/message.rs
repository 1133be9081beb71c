//! A sentence that the user should not miss.

use yew::prelude::*;

use crate::finding::Severity;

fn tone(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Good => ("good", "✓"),
        Severity::Error => ("bad", "✕"),
        Severity::Advice => ("advice", "!"),
        Severity::Open => ("open", "…"),
    }
}

/// A sentence with an icon. The id is that of the element that holds the words.
pub fn message(id: Option<&'static str>, severity: Severity, words: Html) -> Html {
    let (tone, icon) = tone(severity);
    html! {
        <div class="message" data-tone={tone}>
            <span class="icon" aria-hidden="true">{ icon }</span>
            <div {id}>{ words }</div>
        </div>
    }
}
