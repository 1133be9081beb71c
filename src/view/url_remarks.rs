//! What providers and SDKs will make of the URL.

use yew::prelude::*;

use super::message::message;
use super::settled::use_settled;
use crate::browser::page;
use crate::finding::{Finding, Fix, Severity};
use crate::image_url;

/// What [`UrlRemarks`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct UrlRemarksProps {
    /// The URL as typed.
    pub url: AttrValue,
    /// The URL was fixed.
    pub on_url: Callback<String>,
}

/// The remarks about the URL, each with buttons that fix what can be fixed.
#[component]
pub fn UrlRemarks(props: &UrlRemarksProps) -> Html {
    // What is said of the text before last would be wrong of this one.
    let settled = use_settled(&props.url);
    let mut findings = settled
        .as_deref()
        .map(|url| image_url::check(url, None))
        .unwrap_or_default();
    findings.retain(|finding| finding.severity != Severity::Good);
    html! {
        <div
            id="url-remarks"
            class="remarks"
            role="status"
            data-settled={settled.is_some().to_string()}
        >
            { for findings.iter().map(|found| finding(found, &props.on_url)) }
        </div>
    }
}

fn finding(finding: &Finding, on_url: &Callback<String>) -> Html {
    let words = html! {
        <>
            { finding.to_string() }
            { for finding.fixes.iter().cloned().map(|fix| button(fix, on_url)) }
        </>
    };
    message(None, finding.severity, words)
}

fn button(Fix { label, url }: Fix, on_url: &Callback<String>) -> Html {
    let on_click = on_url.reform(move |_: MouseEvent| {
        // The button goes with what it fixes.
        page::focus("url");
        url.clone()
    });
    html! {
        <button class="link mend" type="button" onclick={on_click}>{ label }</button>
    }
}
