//! What providers and SDKs will make of the URL.

use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::message::{Message, Tone};
use crate::browser::page;
use crate::image_url::{self, Mend, Remark};

/// What [`UrlRemarks`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct UrlRemarksProps {
    /// The URL as typed.
    pub url: AttrValue,
    /// The URL was mended.
    pub on_url: Callback<String>,
}

/// How long the user must pause: a half-typed URL is not a wrong one.
const PAUSE: Duration = Duration::from_millis(400);

/// The remarks about the URL, each with a button that mends what it can.
#[component]
pub fn UrlRemarks(props: &UrlRemarksProps) -> Html {
    let settled = use_state_eq(|| props.url.clone());
    let latest = use_mut_ref(AttrValue::default);
    use_effect_with(props.url.clone(), {
        let settled = settled.setter();
        move |url: &AttrValue| {
            latest.replace(url.clone());
            let url = url.clone();
            spawn_local(async move {
                sleep(PAUSE).await;
                if *latest.borrow() == url {
                    settled.set(url);
                }
            });
        }
    });
    // What is said of the text before last would be wrong of this one.
    let is_settled = *settled == props.url;
    let remarks = if is_settled {
        image_url::remarks(&props.url)
    } else {
        Vec::new()
    };
    html! {
        <div
            id="url-remarks"
            class="remarks"
            role="status"
            data-settled={is_settled.to_string()}
        >
            { for remarks.iter().map(|said| remark(said, &props.on_url)) }
        </div>
    }
}

fn remark(remark: &Remark, on_url: &Callback<String>) -> Html {
    html! {
        <Message tone={Tone::from(remark.severity())}>
            { remark.to_string() }
            if let Some(Mend { url, label }) = remark.mended() {
                <button class="link mend" type="button" onclick={on_url.reform({
                    move |_: MouseEvent| {
                        // The button goes with what it mends.
                        page::focus("url");
                        url.clone()
                    }
                })}>
                    { label }
                </button>
            }
        </Message>
    }
}
