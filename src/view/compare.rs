//! One box that takes whatever has a hash in it, and says what it means for the image.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::copy_button::CopyButton;
use super::message::message;
use super::settled::use_settled;
use crate::address;
use crate::browser::page;
use crate::compare::{Kind, Verdict};
use crate::hash::ImageHash;
use crate::literal;
use crate::session::Search;

/// What [`Compare`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// The image's hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The image's size in bytes, once there is a hash.
    pub size: Option<u64>,
    /// The text to compare with.
    pub expected: AttrValue,
    /// Whether it stays as the host page gave it.
    pub is_fixed: bool,
    /// The URL of the image, where no other part shows it.
    pub url: Option<AttrValue>,
    /// What it says of the image.
    pub verdict: Option<Verdict>,
    /// What has become of the search for other hashes of the image.
    pub lookalikes: Option<Search>,
    /// A link that expects the image's hash.
    pub link: Option<AttrValue>,
    /// The text was edited.
    pub on_expected: Callback<String>,
    /// The user asks whether the hash is one of another kind.
    pub on_seek: Callback<()>,
}

/// The box, and the verdict under it.
#[component]
pub fn Compare(props: &CompareProps) -> Html {
    let sentence = props.verdict.as_ref().map(all_words);
    let spoken = use_settled(&AttrValue::from(sentence.unwrap_or_default())).unwrap_or_default();
    html! {
        <section class="compare" aria-labelledby="compare-heading">
            <h2 id="compare-heading">
                { if props.is_fixed { "Is this the right image?" } else { "Compare" } }
            </h2>
            if props.is_fixed {
                <p class="label">{ "The hash that the image should have" }</p>
                <code id="expected" class="word" tabindex="-1">
                    <bdi>{ literal::visible(&props.expected) }</bdi>
                </code>
                if let Some(url) = &props.url {
                    <p class="label">{ "The URL of the image" }</p>
                    <code id="published" class="word"><bdi>{ literal::visible(url) }</bdi></code>
                }
            } else {
                { entry(props) }
            }
            if let Some(verdict) = &props.verdict {
                { verdict_message(verdict, props) }
            }
            <p class="visually-hidden" role="status">{ spoken }</p>
            if !props.is_fixed {
                { link(props.link.as_ref()) }
            }
        </section>
    }
}

fn entry(props: &CompareProps) -> Html {
    let on_input = props.on_expected.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default()
    });
    html! {
        <>
            <label class="label" for="expected">
                { "The hash that the image should have, or anything with a hash in it" }
            </label>
            <textarea
                id="expected"
                rows="3"
                placeholder="A hash, checksum lines, code, or the error of a provider"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                value={&props.expected}
                oninput={on_input}
            />
        </>
    }
}

fn link(link: Option<&AttrValue>) -> Html {
    if !address::is_hosted(&page::address()) {
        return html! {
            <p class="hint">
                { "Where this page is on the web, it makes a link for your README, with this \
                   hash: anyone who follows it can verify the image. Here it lies on your disk." }
            </p>
        };
    }
    html! {
        <>
            <p class="buttons">
                <CopyButton
                    id="copy-link"
                    label="Copy link"
                    text={link.cloned()}
                    shown_in="link"
                />
                <span class="hint">
                    { "A link for your README, with this hash and, if there is one, the URL: \
                       anyone who follows it can verify the image." }
                </span>
            </p>
            if let Some(link) = link {
                <code id="link" class="word">{ link }</code>
            }
        </>
    }
}

fn all_words(verdict: &Verdict) -> String {
    format!("{} {}", verdict.answer, verdict.finding)
}

fn verdict_message(verdict: &Verdict, props: &CompareProps) -> Html {
    let words = html! {
        <>
            <strong>{ verdict.answer }</strong>
            { " " }
            { verdict.finding.to_string() }
            { digits(verdict, props) }
            if verdict.may_be_lookalike {
                { seek(props) }
            }
        </>
    };
    message(Some("verdict"), verdict.finding.severity, words)
}

/// Where two hashes differ, shown to the eye; the sentence tells how much.
fn digits(verdict: &Verdict, props: &CompareProps) -> Html {
    match (verdict.kind, verdict.given, verdict.differing, props.hash) {
        (Kind::Waiting, Some(given), ..) if !props.is_fixed => {
            html! { <p><code>{ given.to_string() }</code></p> }
        }
        (Kind::Mismatch, Some(given), Some(differing), Some(hash)) => html! {
            <dl class="digits">
                <dt>{ if props.is_fixed { "Expected" } else { "In the text" } }</dt>
                <dd><code>{ marked(&given, &differing) }</code></dd>
                <dt>{ "Your file" }</dt>
                <dd><code>{ marked(&hash, &differing) }</code></dd>
            </dl>
        },
        _ => Html::default(),
    }
}

fn marked(hash: &ImageHash, differing: &[bool; ImageHash::DIGITS]) -> Html {
    let hash = hash.to_string();
    let digits: Vec<(char, bool)> = hash.chars().zip(differing.iter().copied()).collect();
    let runs = digits.chunk_by(|a, b| a.1 == b.1).map(|run| {
        let text: String = run.iter().map(|(digit, _)| digit).collect();
        if run[0].1 {
            html! { <mark>{ text }</mark> }
        } else {
            html! { { text } }
        }
    });
    runs.collect()
}

fn seek(props: &CompareProps) -> Html {
    let ask = |label: &str| {
        let on_click = props.on_seek.reform(|_: MouseEvent| ());
        html! {
            <p>
                <button id="seek" class="link" type="button" onclick={on_click}>{ label }</button>
            </p>
        }
    };
    match &props.lookalikes {
        None | Some(Search::Unasked) => ask("Is it the SHA-224 or Keccak-224 of my file?"),
        Some(Search::Running(pace)) => html! {
            <p class="hint">
                { "Computing the SHA-224 and Keccak-224 of your file: " }
                { pace.percent(props.size.unwrap_or_default()) }
                { " %" }
            </p>
        },
        Some(Search::Failed(failure)) => html! {
            <>
                <p>{ failure.to_string() }</p>
                { ask("Try again") }
            </>
        },
        Some(Search::Known(_)) => Html::default(),
    }
}
