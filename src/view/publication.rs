//! The hash beside the URL, ready to be copied.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::copy_button::CopyButton;
use super::unbroken::unbroken;
use super::url_remarks::UrlRemarks;
use crate::hash::ImageHash;
use crate::publication::task_package;

/// What [`Publication`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct PublicationProps {
    /// The hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The URL as typed.
    pub url: AttrValue,
    /// The URL was edited.
    pub on_url: Callback<String>,
}

/// The hash, the URL, and both as one word.
#[component]
pub fn Publication(props: &PublicationProps) -> Html {
    let on_input = props.on_url.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlInputElement>()
            .map(|input| input.value())
            .unwrap_or_default()
    });
    let digits = props.hash.map(|hash| AttrValue::from(hash.to_string()));
    let url = Some(props.url.trim())
        .filter(|url| !url.is_empty())
        .map(|url| AttrValue::from(url.to_owned()));
    let both = props
        .hash
        .zip(url.clone())
        .map(|(hash, url)| AttrValue::from(task_package(&hash, &url)));
    html! {
        <section class="publication" aria-labelledby="publication-heading">
            <h2 id="publication-heading">{ "Hash and URL" }</h2>
            <div class="row" role="group" aria-labelledby="hash-label">
                <span class="label" id="hash-label">
                    { "Hash " }
                    { unbroken("(SHA3-224)") }
                </span>
                { hash(props.hash) }
                <CopyButton id="copy-hash" label="Copy hash" text={digits} shown_in="hash" />
            </div>
            <div class="row">
                <label class="label" for="url">{ "URL" }</label>
                <input
                    id="url"
                    type="text"
                    inputmode="url"
                    placeholder="https://example.org/my-image.gvmi"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="url-remarks"
                    value={&props.url}
                    oninput={on_input}
                />
                <CopyButton id="copy-url" label="Copy URL" text={url} shown_in="url" />
                <UrlRemarks url={props.url.clone()} on_url={props.on_url.clone()} />
            </div>
            <div class="row" role="group" aria-labelledby="both-label">
                <span class="label" id="both-label">{ "Hash and URL in one string" }</span>
                { word(props.hash, both.as_ref()) }
                <CopyButton id="copy-both" label="Copy both" text={both} shown_in="both" />
            </div>
        </section>
    }
}

/// Seven groups of eight digits, for the eye alone: the text is one word.
fn hash(hash: Option<ImageHash>) -> Html {
    const GROUP: usize = 8;
    let digits = hash.map(|hash| hash.to_string());
    let shown = digits.clone().unwrap_or_else(|| "·".repeat(7 * GROUP));
    let digits_of_groups = shown.chars().collect::<Vec<_>>();
    let groups = digits_of_groups
        .chunks(GROUP)
        .map(|group| html! { <><span>{ group.iter().collect::<String>() }</span><wbr /></> });
    html! {
        if digits.is_some() {
            <code id="hash" class="hash">{ for groups }</code>
        } else {
            <span class="hash" data-empty="" aria-hidden="true">{ for groups }</span>
            <span class="visually-hidden">{ "No hash yet." }</span>
        }
    }
}

fn word(hash: Option<ImageHash>, both: Option<&AttrValue>) -> Html {
    match (both, hash) {
        (Some(both), _) => html! { <code id="both" class="word">{ both }</code> },
        (None, Some(_)) => html! {
            <span class="word" data-empty="">{ "Enter the URL to have both in one string." }</span>
        },
        (None, None) => html! {
            <>
                <span class="word" data-empty="" aria-hidden="true">
                    { "hash:sha3:…:https://…" }
                </span>
                <span class="visually-hidden">{ "Nothing to copy yet." }</span>
            </>
        },
    }
}
