//! The offer of a newer version of the page.

use yew::prelude::*;

use super::button::button;
use crate::browser::page::offline::NewVersion;

/// A sentence and a button. The element that announces them is always there, as screen
/// readers want it.
pub fn new_version(version: Option<&NewVersion>) -> Html {
    html! {
        <div class="new-version" role="status">
            if let Some(version) = version {
                <p>
                    <span>{ "A new version of this page is ready. Reloading clears the hash." }</span>
                    { button(Some("reload"), "button slim", opens(version), "Reload".into()) }
                </p>
            }
        </div>
    }
}

fn opens(version: &NewVersion) -> Callback<MouseEvent> {
    let version = version.clone();
    Callback::from(move |_| version.open())
}
