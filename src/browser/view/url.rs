//! The URL, and what providers and SDKs will make of it.

use yew::prelude::*;

use super::field::{pasted, url_input};
use super::finding::finding;
use super::words::words;
use crate::browser::page::document;
use crate::pure::text::change::change;
use crate::pure::text::finding::{Finding, Fix};
use crate::pure::text::literal::{abridged, visible};

/// The field; the findings are of what stands in it, none before the user pauses.
pub fn url_field(
    url: &str,
    findings: Option<&[Finding]>,
    is_pasted: bool,
    is_next: bool,
    on_url: &Callback<String>,
) -> Html {
    let said = findings.unwrap_or_default();
    let is_wrong = said.iter().any(Finding::is_error);
    // Only the first fix is the next thing to do.
    let first = said.iter().position(|finding| !finding.fixes.is_empty());
    html! {
        <div class="field">
            <label for="url">{ "URL where the image will be" }</label>
            { url_input("url", "https://…/image.gvmi", url, is_wrong, on_url) }
            { pasted(is_pasted) }
            <div id="url-remarks" data-settled={findings.is_some().to_string()}>
                { for said.iter().enumerate().map(|(index, said)| {
                    let is_next = is_next && first == Some(index);
                    let fixes = said.fixes.iter().enumerate();
                    let fixes = fixes.map(|(index, fix)| {
                        button(fix, url, is_next && index == 0, on_url)
                    });
                    finding(None, said, fixes.collect())
                }) }
            </div>
            if url.trim().is_empty() {
                <p class="hint message">
                    { words("Checked by the rules of providers. It is not opened.") }
                </p>
            }
        </div>
    }
}

/// The fix of the URL `before`, with what it changes marked.
fn button(fix: &Fix, before: &str, is_next: bool, on_url: &Callback<String>) -> Html {
    let [start, new, end] = change(before.trim(), &fix.url).map(|piece| visible(&abridged(piece)));
    let url = fix.url.clone();
    let on_click = on_url.reform(move |_: MouseEvent| {
        // The button goes with what it fixes.
        document::focus("url");
        url.clone()
    });
    html! {
        <button
            key={fix.url.clone()}
            class={classes!("button", "fix", is_next.then_some("first"))}
            type="button"
            onclick={on_click}
        >
            <span>{ fix.label }</span>
            <code translate="no">{ start }<mark>{ new }</mark>{ end }</code>
        </button>
    }
}
