//! What providers and SDKs will make of the URL.

use yew::prelude::*;

use super::message::{Tone, message};
use super::settled::use_settled;
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

/// The remarks about the URL, each with buttons that mend what can be mended.
#[component]
pub fn UrlRemarks(props: &UrlRemarksProps) -> Html {
    // What is said of the text before last would be wrong of this one.
    let settled = use_settled(&props.url);
    let remarks = settled
        .as_deref()
        .map(image_url::remarks)
        .unwrap_or_default();
    html! {
        <div
            id="url-remarks"
            class="remarks"
            role="status"
            data-settled={settled.is_some().to_string()}
        >
            { for remarks.iter().map(|said| remark(said, &props.on_url)) }
        </div>
    }
}

fn remark(remark: &Remark, on_url: &Callback<String>) -> Html {
    let words = html! {
        <>
            { remark.to_string() }
            { for remark.mends().into_iter().map(|mend| button(mend, on_url)) }
        </>
    };
    message(None, Tone::from(remark.severity()), words)
}

fn button(Mend { url, label }: Mend, on_url: &Callback<String>) -> Html {
    let on_click = on_url.reform(move |_: MouseEvent| {
        // The button goes with what it mends.
        page::focus("url");
        url.clone()
    });
    html! {
        <button class="link mend" type="button" onclick={on_click}>{ label }</button>
    }
}
