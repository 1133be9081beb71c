//! What stands on the page, by what is known.

use yew::prelude::*;

use super::after_publishing::after_publishing;
use super::answer::{Card, answer};
use super::code::Code;
use super::compare::compare_field;
use super::copy_button::CopyButton;
use super::finding::finding;
use super::hash::marked;
use super::inside::inside;
use super::rest::{link, part, sums};
use super::url::url_field;
use super::words::words;
use crate::after_publishing::WebUrl;
use crate::compare::{Kind, Verdict};
use crate::embed::Part;
use crate::finding::Finding;
use crate::hash::ImageHash;
use crate::image::{Defect, Fault, OtherFile};
use crate::job::ImageFile;
use crate::snippet::Snippet;
use crate::snippet::literal::{abridged, visible};
use crate::state::{Job, LookalikeJob, State};

/// The next thing to do, whose button is filled: one at most.
#[derive(Clone, Copy, PartialEq)]
pub enum Next {
    /// Choose an image, or another one.
    Choose,
    /// Copy the hash.
    CopyHash,
    /// Put the URL right.
    FixUrl,
    /// Run a command.
    Command,
    /// Wait.
    Nothing,
}

/// Everything that is drawn, and what is called.
pub struct Drawing<'a> {
    /// Everything that is known.
    pub state: &'a State,
    /// What there is to say of the URL; none before the user pauses.
    pub url_findings: Option<&'a [Finding]>,
    /// The URL was edited.
    pub on_url: &'a Callback<String>,
    /// The text to compare with was edited.
    pub on_expected: &'a Callback<String>,
    /// The user wants another snippet.
    pub on_snippet: &'a Callback<Snippet>,
    /// The user asks whether the hash is one of another kind.
    pub on_seek: &'a Callback<()>,
    /// The user wants to compare the next image with a hash.
    pub on_compare_with: &'a Callback<String>,
    /// The user ends the job.
    pub on_cancel: &'a Callback<()>,
}

impl Drawing<'_> {
    fn shows(&self, part: Part) -> bool {
        let embedding = self.state.embedding.as_ref();
        embedding.is_none_or(|options| options.shows(part))
    }

    fn is_embedded(&self) -> bool {
        self.state.embedding.is_some()
    }

    /// Why the file is no image, if it is none.
    fn no_image(&self) -> Option<&Fault> {
        match (&self.state.job, &self.state.check) {
            (Job::Hashing { .. } | Job::Hashed { .. }, Some(Err(fault))) => {
                Some(fault).filter(|fault| fault.is_no_image())
            }
            _ => None,
        }
    }

    fn is_url_wrong(&self) -> bool {
        let findings = self.url_findings.unwrap_or_default();
        findings.iter().any(Finding::is_error)
    }

    /// The next thing to do.
    pub fn next(&self) -> Next {
        let state = self.state;
        let fixes = |finding: &Finding| finding.is_error() && !finding.fixes.is_empty();
        let is_startable = |check: &Result<_, Fault>| check.as_ref().is_ok_and(crate::image::Image::is_startable);
        match &state.job {
            Job::Hashing { .. } => Next::Nothing,
            Job::Hashed { .. } if !state.is_verifier => match self.no_image().map(|fault| &fault.defect) {
                Some(Defect::OtherFile(OtherFile::GitLfsPointer { .. })) => Next::Command,
                Some(_) => Next::Choose,
                None if self.url_findings.unwrap_or_default().iter().any(fixes) => Next::FixUrl,
                None if self.is_url_wrong() => Next::Nothing,
                None if state.check.as_ref().is_some_and(|check| !is_startable(check)) => Next::Choose,
                None => Next::CopyHash,
            },
            _ => Next::Choose,
        }
    }

    /// The card.
    pub fn answer(&self, next: Next) -> Html {
        let descriptor = self.state.descriptor_report();
        let descriptor = descriptor.map(|report| html! { <p class="rest">{ words(report) }</p> });
        answer(&Card {
            state: self.state,
            check: self.state.check.as_ref().filter(|_| self.shows(Part::Check)),
            shows_hash: self.shows(Part::Hash),
            is_next: next == Next::CopyHash,
            on_cancel: self.on_cancel,
            below: [descriptor.unwrap_or_default(), self.seek()],
        })
    }

    /// Below the card: what to do with the answer.
    pub fn middle(&self, next: Next) -> Html {
        let content = match (self.state.is_verifier, self.no_image()) {
            (true, _) if self.is_embedded() => return Html::default(),
            (true, _) => self.advice_to_verifier(),
            (false, Some(fault)) => self.advice_to_chooser(fault, next),
            (false, None) => self.pair(next),
        };
        html! { <div class="middle">{ content }</div> }
    }

    /// URL and comparison on the left, code on the right.
    fn pair(&self, next: Next) -> Html {
        let state = self.state;
        let url = &state.url;
        html! {
            <div class="pair">
                if self.shows(Part::Hash) || self.shows(Part::Compare) {
                    <div>
                        if self.shows(Part::Hash) {
                            { url_field(url, self.url_findings, next == Next::FixUrl, self.on_url) }
                        }
                        if self.shows(Part::Compare) && !state.is_fixed() {
                            { compare_field(&state.expected, self.on_expected, self.compared()) }
                        }
                    </div>
                }
                if self.shows(Part::Code) {
                    <Code
                        hash={state.hash()}
                        url={url.clone()}
                        is_wrong={self.is_url_wrong()}
                        snippet={state.snippet}
                        on_snippet={self.on_snippet}
                    />
                }
            </div>
        }
    }

    /// What the text means, where the card is not about that.
    fn compared(&self) -> Html {
        let Some(verdict) = self.state.verdict().filter(|_| !self.state.is_verifier) else {
            return Html::default();
        };
        let mut said = verdict.finding.clone();
        said.lead = format!("{} {}", verdict.answer, said.lead);
        let below = html! {
            <>
                { self.digits(&verdict) }
                { self.seek() }
            </>
        };
        finding(Some("verdict"), &said, below)
    }

    /// Where two hashes differ, shown to the eye; the sentence tells how much.
    fn digits(&self, verdict: &Verdict) -> Html {
        let (Some(given), Some(own), Some(differing)) =
            (verdict.given, self.state.hash(), verdict.differing)
        else {
            return Html::default();
        };
        html! {
            <dl class="both">
                <dt>{ "In the text" }</dt>
                <dd>{ marked(None, &given, &differing) }</dd>
                <dt>{ "This file" }</dt>
                <dd>{ marked(None, &own, &differing) }</dd>
            </dl>
        }
    }

    fn seek(&self) -> Html {
        if !self.state.verdict().is_some_and(|verdict| verdict.may_be_lookalike) {
            return Html::default();
        }
        let ask = |label: &'static str| {
            let on_click = self.on_seek.reform(|_: MouseEvent| ());
            html! {
                <p>
                    <button id="seek" class="plain" type="button" onclick={on_click}>
                        { words(label) }
                    </button>
                </p>
            }
        };
        match &self.state.lookalikes {
            LookalikeJob::Unasked => ask("Is it the SHA-224 or Keccak-224 of this file?"),
            LookalikeJob::Running(pace) => {
                let size = self.state.image().map_or(0, |image| image.size);
                let percent = pace.percent(size);
                html! {
                    <p class="hint">
                        { words(format!("Computing its SHA-224 and Keccak-224: {percent} %")) }
                    </p>
                }
            }
            LookalikeJob::Failed(failure) => html! {
                <>
                    <p>{ words(failure.to_string()) }</p>
                    { ask("Try again") }
                </>
            },
            LookalikeJob::Known(_) => Html::default(),
        }
    }

    fn advice_to_verifier(&self) -> Html {
        let is_mismatch = self.state.verdict().is_some_and(|verdict| verdict.kind == Kind::Mismatch);
        if !is_mismatch {
            return html! {
                <p key="trust" class="hint">
                    { "Trust the answer as far as you trust whoever gave you the link." }
                </p>
            };
        }
        let url = WebUrl::parse(&self.state.url).map(|_| visible(self.state.url.trim()));
        html! {
            <div key="mismatch" class="pair even">
                <div>
                    <p class="label">{ "What to do" }</p>
                    <ol class="steps">
                        <li>
                            <div>
                                <p>{ "Download the image again." }</p>
                                if let Some(url) = url {
                                    <code key={url.clone()} translate="no">{ url }</code>
                                }
                            </div>
                        </li>
                        <li>
                            <div>
                                { "Choose the new file. Still another hash? Ask who sent the \
                                   link, and do not run it." }
                            </div>
                        </li>
                    </ol>
                </div>
                <div>
                    <p class="label">{ "Why this happens" }</p>
                    <ul class="muted">
                        <li>{ "The image was built again: each build has another hash." }</li>
                        <li>{ "The server still has an older image." }</li>
                        <li>{ "Somebody changed the file." }</li>
                    </ul>
                </div>
            </div>
        }
    }

    fn advice_to_chooser(&self, fault: &Fault, next: Next) -> Html {
        let what_to_do = match &fault.defect {
            Defect::OtherFile(OtherFile::GitLfsPointer { .. }) => {
                self.state.image().map(|image| git_lfs_pull(image, next)).unwrap_or_default()
            }
            Defect::OtherFile(OtherFile::Descriptor { hash, .. })
                if self.shows(Part::Compare) && !self.state.is_fixed() =>
            {
                compare_with(*hash, self.on_compare_with)
            }
            _ => Html::default(),
        };
        html! {
            <div key={fault.to_string()} class="pair even">
                <div>{ what_to_do }</div>
                <div>
                    if let Some(error) = &fault.provider_error {
                        <details class="provider-error">
                            <summary>{ "What a provider would say" }</summary>
                            <p class="dimmed"><q><code translate="no">{ abridged(error) }</code></q></p>
                        </details>
                    }
                </div>
            </div>
        }
    }

    /// The row of what is folded.
    pub fn rest(&self) -> Html {
        let state = self.state;
        let image = state.hashed_image();
        let check = state.check.as_ref();
        let is_folded = state.is_verifier || self.no_image().is_some();
        let has_pair = [Part::Hash, Part::Code].into_iter().any(|part| self.shows(part));
        html! {
            <>
                if is_folded && has_pair {
                    { part("publish", "URL and code", self.pair(Next::Nothing)) }
                }
                if self.shows(Part::Check) {
                    { part("image-facts", "What is inside", inside(check)) }
                }
                if !self.is_embedded() {
                    { part("sums", "Sums file", sums(state.hash(), image.map(|image| &*image.file_name))) }
                    { part("verifier", "Link for a verifier", link(state.hash(), &state.url)) }
                }
                if self.shows(Part::Commands) {
                    { part(
                        "after-publishing",
                        "After publishing",
                        after_publishing(state.hash(), image.map(|image| image.size), &state.url),
                    ) }
                }
            </>
        }
    }
}

fn git_lfs_pull(image: &ImageFile, next: Next) -> Html {
    let command = AttrValue::from(git_lfs_command(&image.file_name));
    html! {
        <>
            <p class="label">{ "What to do" }</p>
            <ol class="steps">
                <li>
                    <div>
                        <p>{ "Get the image itself, in the folder of the repository:" }</p>
                        <div class="command">
                            <pre translate="no">
                                <code key={command.to_string()} id="git-lfs">{ &command }</code>
                            </pre>
                            <CopyButton
                                id="copy-git-lfs"
                                class={(next == Next::Command).then_some("first")}
                                label="Copy"
                                text={command.clone()}
                                shown_in="git-lfs"
                            />
                        </div>
                    </div>
                </li>
                <li><div>{ "Choose the file again, and publish that." }</div></li>
            </ol>
        </>
    }
}

/// A name that a shell could read otherwise is not put into a command.
fn git_lfs_command(file_name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match file_name.chars().all(is_plain) && !file_name.starts_with('-') {
        true => format!("git lfs pull --include {file_name}"),
        false => "git lfs pull".to_owned(),
    }
}

fn compare_with(hash: ImageHash, on_compare_with: &Callback<String>) -> Html {
    let on_click = on_compare_with.reform(move |_: MouseEvent| hash.to_string());
    html! {
        <button id="compare-with" class="button" type="button" onclick={on_click}>
            { "Compare an image with this hash" }
        </button>
    }
}
