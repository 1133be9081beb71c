//! What a check or a comparison has to say.

use yew::prelude::*;

use super::words::look;
use crate::pure::session::Check;
use crate::pure::text::finding::{Finding, Severity};
use crate::pure::text::literal::{abridged, visible};

/// How a tone is called in the document, for tests and for CSS.
pub fn tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Good => "good",
        Severity::Open => "open",
        Severity::Advice => "advice",
        Severity::Error => "bad",
    }
}

/// The finding with its sign, and what belongs below its words. The id is that of the
/// element that holds the words.
pub fn finding(id: Option<&'static str>, finding: &Finding, below: Html) -> Html {
    let (class, sign) = look(finding.severity);
    html! {
        <div key={finding.to_string()} class={classes!("message", class)} data-tone={tone(finding.severity)}>
            { sign }
            <div {id}>
                { lead(finding) }
                { more(finding.more.as_deref()) }
                { below }
            </div>
        </div>
    }
}

/// The first sentence, and the others in the weight of ordinary text.
fn lead(finding: &Finding) -> Html {
    let (first, rest) = finding.sentences();
    html! {
        <>
            <strong>{ first.to_owned() }</strong>
            <span>{ rest.to_owned() }</span>
        </>
    }
}

/// Reasons, figures and rare cases, folded.
pub fn more(more: Option<&str>) -> Html {
    match more {
        Some(more) => html! {
            <details key={more} class="more">
                <summary>{ "More" }</summary>
                <p>{ more.to_owned() }</p>
            </details>
        },
        None => Html::default(),
    }
}

/// What a provider would say of the file in the end, folded.
pub fn provider_error(check: Option<&Check>) -> Html {
    let error = check.and_then(|check| check.as_ref().err()?.provider_error.as_deref());
    match error {
        Some(error) => html! {
            <details key={abridged(error)} class="provider-error">
                <summary>{ "What a provider would say" }</summary>
                <p class="dimmed"><q><code translate="no">{ visible(&abridged(error)) }</code></q></p>
            </details>
        },
        None => Html::default(),
    }
}
