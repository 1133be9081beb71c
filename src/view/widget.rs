//! What surrounds the parts of the page when it is a widget in a host page.

use yew::prelude::*;

use super::message::message;
use crate::address;
use crate::browser::page;
use crate::embed::Complaint;
use crate::finding::Severity;

/// What [`Complaints`] shows.
#[derive(Properties, PartialEq)]
pub struct ComplaintsProps {
    /// What the host page asked for in vain.
    pub complaints: Vec<Complaint>,
}

/// What the author of the host page should mend.
#[component]
pub fn Complaints(props: &ComplaintsProps) -> Html {
    if props.complaints.is_empty() {
        return Html::default();
    }
    let complaint = |complaint: &Complaint| html! { <p>{ complaint.to_string() }</p> };
    let words = html! {
        <>
            <strong>{ "For the author of this page: " }</strong>
            { for props.complaints.iter().map(complaint) }
        </>
    };
    message(Some("complaints"), Severity::Advice, words)
}

/// What [`Foot`] shows.
#[derive(Properties, PartialEq)]
pub struct FootProps {
    /// The origin of the host page, if it is told anything of the image.
    pub origin: Option<AttrValue>,
}

/// What becomes of the image, and the way to the page itself.
#[component]
pub fn Foot(props: &FootProps) -> Html {
    let whole_page = address::bare(&page::address()).to_owned();
    html! {
        <p id="foot" class="hint foot">
            { "Your image stays on your computer: it is read in pieces and hashed in this frame. \
               Nothing is uploaded. " }
            if let Some(origin) = &props.origin {
                { "The page around it (" }
                <bdi>{ origin }</bdi>
                { ") learns the hash, the size and the results of the checks, never the image’s \
                   name or content. " }
            }
            <a href={whole_page} target="_blank" rel="noopener">{ "Open gvmi-hash by itself" }</a>
            { " to see how your browser enforces that." }
        </p>
    }
}
