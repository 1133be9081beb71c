//! One box that takes whatever has a hash in it, and says what it means for the image.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::copy_button::CopyButton;
use super::message::{Message, Tone};
use crate::compare::{Verdict, differing_digits};
use crate::hash::ImageHash;
use crate::state::LookalikeJob;

/// What [`Compare`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct CompareProps {
    /// The image's hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The text to compare with.
    pub expected: AttrValue,
    /// What it says of the image.
    pub verdict: Option<Verdict>,
    /// What has become of the search for other hashes of the image.
    pub lookalikes: LookalikeJob,
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
    let on_input = props.on_expected.reform(|event: InputEvent| {
        event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default()
    });
    html! {
        <section class="compare" aria-labelledby="compare-heading">
            <h2 id="compare-heading">{ "Compare" }</h2>
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
            <div role="status">
                if let Some(verdict) = &props.verdict {
                    <Message id="verdict" tone={Tone::from(verdict.tone())}>
                        { sentence(verdict) }
                        { digits(verdict, props.hash) }
                        if verdict.may_be_lookalike() {
                            { seek(&props.lookalikes, &props.on_seek) }
                        }
                    </Message>
                }
            </div>
            <p class="buttons">
                <CopyButton
                    id="copy-link"
                    label="Copy link"
                    text={props.link.clone()}
                    shown_in="link"
                />
                <span class="hint">
                    { "A link to this page that expects this hash and brings the URL, for a \
                       README: who follows it can verify the image." }
                </span>
            </p>
            if let Some(link) = &props.link {
                <code id="link" class="word">{ link }</code>
            }
        </section>
    }
}

/// The answer, which is the first sentence, stands out.
fn sentence(verdict: &Verdict) -> Html {
    let text = verdict.to_string();
    match text.split_once(". ") {
        Some((answer, rest)) => html! {
            <><strong>{ answer }{ ". " }</strong>{ rest }</>
        },
        None => html! { <strong>{ text }</strong> },
    }
}

/// Where two hashes differ, shown to the eye; the sentence tells how much.
fn digits(verdict: &Verdict, hash: Option<ImageHash>) -> Html {
    match (verdict, hash) {
        (Verdict::Waiting(given), _) => html! { <code class="digits">{ given.to_string() }</code> },
        (Verdict::Mismatch { given, .. }, Some(hash)) => {
            let differing = differing_digits(given, &hash);
            html! {
                <dl class="digits">
                    <dt>{ "In the text" }</dt>
                    <dd><code>{ marked(given, &differing) }</code></dd>
                    <dt>{ "Your file" }</dt>
                    <dd><code>{ marked(&hash, &differing) }</code></dd>
                </dl>
            }
        }
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

fn seek(lookalikes: &LookalikeJob, on_seek: &Callback<()>) -> Html {
    match lookalikes {
        LookalikeJob::Unasked => html! {
            <p>
                <button
                    id="seek"
                    class="link"
                    type="button"
                    onclick={on_seek.reform(|_: MouseEvent| ())}
                >
                    { "Is it the SHA-224 or Keccak-224 of my file?" }
                </button>
            </p>
        },
        LookalikeJob::Running(_) => html! {
            <p class="hint">{ "Computing the SHA-224 and Keccak-224 of your file…" }</p>
        },
        LookalikeJob::Failed(failure) => html! { <p>{ failure.to_string() }</p> },
        LookalikeJob::Known(_) => Html::default(),
    }
}
