//! The offer of a newer version of the page.

use yew::prelude::*;

use crate::browser::offline::NewVersion;

/// What [`NewVersionOffer`] offers.
#[derive(Properties, PartialEq)]
pub struct NewVersionOfferProps {
    /// The newer version, if there is one.
    pub version: Option<NewVersion>,
}

/// A sentence and a button. The element that announces them is always there, as screen
/// readers want it.
#[component]
pub fn NewVersionOffer(props: &NewVersionOfferProps) -> Html {
    html! {
        <div class="new-version" role="status">
            if let Some(version) = &props.version {
                <p>
                    <span>
                        <strong>{ "A new version of this page is ready. " }</strong>
                        { "Reloading clears what you see here." }
                    </span>
                    <button id="reload" class="button" type="button" onclick={opens(version)}>
                        { "Reload" }
                    </button>
                </p>
            }
        </div>
    }
}

fn opens(version: &NewVersion) -> Callback<MouseEvent> {
    let version = version.clone();
    Callback::from(move |_| version.open())
}
