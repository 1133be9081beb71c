//! The code to paste, for each SDK.

use yew::prelude::*;

use super::copy_button::CopyButton;
use super::download::Download;
use super::unbroken::unbroken;
use crate::browser::page;
use crate::hash::ImageHash;
use crate::snippet::{CANNOT_SELF_HOST, Snippet, checksum_line};

/// What [`UseIt`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct UseItProps {
    /// The hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The image's file name, once there is a hash.
    pub file_name: Option<AttrValue>,
    /// The URL as typed.
    pub url: AttrValue,
    /// The snippet that the user wants.
    pub snippet: Snippet,
    /// The user wants another snippet.
    pub on_snippet: Callback<Snippet>,
}

/// A snippet of the user's choice, and the checksum line.
#[component]
pub fn UseIt(props: &UseItProps) -> Html {
    let snippet = props.snippet;
    // The manifest has the time in it, which must not move while it is being copied.
    let text = use_memo(
        (props.hash, props.url.clone(), snippet),
        |(hash, url, snippet)| {
            let hash = hash.filter(|_| !url.trim().is_empty())?;
            Some(AttrValue::from(snippet.text(&hash, url, &page::now())))
        },
    );
    let text = (*text).clone();
    html! {
        <section class="use-it" aria-labelledby="use-it-heading">
            <h2 id="use-it-heading">{ "Use it" }</h2>
            <fieldset class="choices">
                <legend class="visually-hidden">{ "Where the image will be used" }</legend>
                { for Snippet::ALL.into_iter().map(|choice| {
                    choice_of(choice, snippet, &props.on_snippet)
                }) }
            </fieldset>
            { code(text.as_ref(), snippet) }
            <p class="buttons">
                <CopyButton
                    id="copy-snippet"
                    label="Copy code"
                    text={text.clone()}
                    shown_in="snippet"
                />
                if let Some(file_name) = snippet.file_name() {
                    <Download
                        id="download-snippet"
                        label={format!("Download {file_name}")}
                        {file_name}
                        text={text.map(|text| AttrValue::from(format!("{text}\n")))}
                    />
                }
            </p>
            if let Some(note) = snippet.note() {
                <p class="hint">{ note }</p>
            }
            <p class="hint">{ CANNOT_SELF_HOST }</p>
            { checksum(props.hash, props.file_name.as_ref()) }
        </section>
    }
}

fn choice_of(choice: Snippet, chosen: Snippet, on_snippet: &Callback<Snippet>) -> Html {
    let id = format!("snippet-{}", choice.key());
    html! {
        <span class="choice-of">
            <input
                id={id.clone()}
                class="visually-hidden"
                type="radio"
                name="snippet"
                checked={choice == chosen}
                onchange={on_snippet.reform(move |_: Event| choice)}
            />
            <label for={id}>{ choice.name() }</label>
        </span>
    }
}

/// Before there is anything to paste, the shape of it.
fn code(text: Option<&AttrValue>, snippet: Snippet) -> Html {
    match text {
        Some(text) => html! {
            <pre class="code" tabindex="0" role="region" aria-label="Code">
                <code id="snippet">{ text }</code>
            </pre>
        },
        None => {
            let nothing = ImageHash([0; ImageHash::BYTES]);
            let shape = snippet
                .text(&nothing, "https://…", "…")
                .replace(&nothing.to_string(), "…");
            html! {
                <>
                    <pre class="code" data-empty="" aria-hidden="true"><code>{ shape }</code></pre>
                    <p class="visually-hidden">
                        { "The code appears when there are a hash and a URL." }
                    </p>
                </>
            }
        }
    }
}

fn checksum(hash: Option<ImageHash>, file_name: Option<&AttrValue>) -> Html {
    let (hash, file_name) = match hash.zip(file_name) {
        Some(both) => both,
        None => return Html::default(),
    };
    let Some(line) = checksum_line(&hash, file_name).map(AttrValue::from) else {
        return Html::default();
    };
    html! {
        <div class="row" role="group" aria-labelledby="checksum-label">
            <span class="label" id="checksum-label">
                { "Checksum line, for " }
                { unbroken("sha3sum -c") }
            </span>
            <code id="checksum" class="word">{ line.trim_end_matches('\n') }</code>
            <span class="row-buttons">
                <Download
                    id="download-checksum"
                    label="Download"
                    name="Download the checksum line"
                    file_name={format!("{file_name}.sha3-224")}
                    text={line.clone()}
                />
                <CopyButton id="copy-checksum" label="Copy line" text={line} shown_in="checksum" />
            </span>
        </div>
    }
}
