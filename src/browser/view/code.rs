//! The code to paste, for each SDK.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::copy_button::CopyButton;
use super::download::download;
use super::field::select;
use crate::browser::page::document;
use crate::hash::ImageHash;
use crate::pure::publish::snippet::{CANNOT_SELF_HOST, Snippet};
use crate::pure::text::literal::{visible, visible_lines};

/// What [`Code`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct CodeProps {
    /// The hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The URL as typed.
    pub url: AttrValue,
    /// Whether providers or SDKs would refuse the URL.
    pub is_wrong: bool,
    /// The snippet that the user wants.
    pub snippet: Snippet,
    /// The user wants another snippet.
    pub on_snippet: Callback<Snippet>,
    /// The user copies; whether the URL was judged, or is right.
    pub may_copy: Callback<(), bool>,
}

/// A snippet of the user's choice.
#[component]
pub fn Code(props: &CodeProps) -> Html {
    let snippet = props.snippet;
    // The manifest has the time in it, which must not move while it is being copied.
    let text = use_memo(
        (props.hash, props.url.clone(), snippet),
        |(hash, url, snippet)| {
            let hash = hash.filter(|_| !url.trim().is_empty())?;
            Some(AttrValue::from(snippet.text(&hash, url, &document::now())))
        },
    );
    let text = (*text).clone();
    let select = use_node_ref();
    // What the user chose last is not what the attributes say first.
    use_effect_with((select.clone(), snippet), |(select, snippet)| {
        if let Some(select) = select.cast::<HtmlSelectElement>() {
            select.set_value(snippet.key());
        }
    });
    let label = match props.is_wrong && text.is_some() {
        true => "Copy all the same",
        false => "Copy code",
    };
    html! {
        <div class="use-it">
            <figure class="code">
                <figcaption>
                    <label>
                        <span class="visually-hidden">{ "Use it in" }</span>
                        { choice(snippet, &select, &props.on_snippet) }
                    </label>
                    <CopyButton
                        id="copy-snippet"
                        class="slim"
                        {label}
                        text={text.clone()}
                        shown_in="snippet"
                        may_copy={props.may_copy.clone()}
                    />
                </figcaption>
                { code(text.as_ref(), props) }
            </figure>
            if let Some(file_name) = snippet.file_name() {
                <p class="below-code">
                    { download(
                        "download-snippet",
                        format!("Download {file_name}"),
                        file_name.into(),
                        text.map(|text| AttrValue::from(format!("{text}\n"))),
                        false,
                    ) }
                </p>
            }
            <details key={snippet.key()} id="hints-of-code" class="below-code hint">
                <summary>{ "Before you use it" }</summary>
                if let Some(note) = snippet.note() {
                    <p>{ note }</p>
                }
                <p>{ CANNOT_SELF_HOST }</p>
            </details>
        </div>
    }
}

fn choice(chosen: Snippet, node: &NodeRef, on_snippet: &Callback<Snippet>) -> Html {
    let options = Snippet::ALL.map(|snippet| (snippet.key(), snippet.name()));
    let on_key = on_snippet.reform(move |key: String| Snippet::from_key(&key).unwrap_or(chosen));
    select("sdk", node, &options, chosen.key(), on_key)
}

/// Before there is anything to paste, the shape of it.
fn code(text: Option<&AttrValue>, props: &CodeProps) -> Html {
    const NOTHING: ImageHash = ImageHash([0; ImageHash::BYTES]);
    let hash = props.hash.unwrap_or(NOTHING).to_string();
    let place = |words: &'static str| html! { <i>{ words }</i> };
    let of_hash = match props.hash {
        Some(_) => html! { <b>{ &hash }</b> },
        None => place("the hash"),
    };
    let typed = props.url.trim();
    let (url, of_url) = match typed {
        "" => ("https://…".to_owned(), place("your URL")),
        _ => {
            let url = visible(typed);
            let class = (text.is_some() && props.is_wrong).then_some("bad");
            (url.clone(), html! { <b {class}>{ url }</b> })
        }
    };
    let shape = match text {
        Some(text) => text.to_string(),
        None => {
            let url = if typed.is_empty() { &*url } else { typed };
            props.snippet.text(&props.hash.unwrap_or(NOTHING), url, "…")
        }
    };
    let marks = [(&*hash, of_hash), (&*url, of_url)];
    let shape = visible_lines(&shape);
    let key = format!("{shape}{}", props.is_wrong);
    html! {
        <pre id="code" tabindex="0" role="region" aria-label="Code" translate="no">
            <code {key} id={text.map(|_| "snippet")}>{ pieces(&shape, &marks) }</code>
        </pre>
    }
}

/// The text with something else in the place of some of its pieces.
fn pieces(text: &str, marks: &[(&str, Html)]) -> Html {
    let found = marks.iter().filter(|(piece, _)| !piece.is_empty());
    let found = found.filter_map(|(piece, html)| Some((text.find(piece)?, piece, html)));
    match found.min_by_key(|(place, ..)| *place) {
        Some((place, piece, html)) => html! {
            <>
                { text[..place].to_owned() }
                { html.clone() }
                { pieces(&text[place + piece.len()..], marks) }
            </>
        },
        None => html! { { text.to_owned() } },
    }
}
