//! What surrounds the parts of the page when it is a widget in a host page.

use yew::prelude::*;

use super::finding::finding;
use super::words::verbatim;
use crate::pure::embed::Complaint;
use crate::pure::text::finding::Finding;

/// What the author of the host page should fix.
pub fn complaints(complaints: &[Complaint]) -> Html {
    if complaints.is_empty() {
        return Html::default();
    }
    let complaint = |complaint: &Complaint| html! { <p>{ complaint.to_string() }</p> };
    let said = Finding::advice("For the author of this page.");
    let said = finding(
        Some("complaints"),
        &said,
        complaints.iter().map(complaint).collect(),
    );
    let key: String = complaints.iter().map(Complaint::to_string).collect();
    html! { <div {key}>{ said }</div> }
}

/// What the host page learns, if it is told anything.
pub fn foot(origin: Option<&str>) -> Html {
    match origin {
        Some(origin) => html! {
            <p id="foot" class="hint">
                <span>{ "The page around this (" }</span>
                { verbatim(origin) }
                <span>
                    { ") learns the hash, the size and the results, never the image’s name or \
                       content." }
                </span>
            </p>
        },
        None => Html::default(),
    }
}
