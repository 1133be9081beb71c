//! What stands on the page, by what is known.

use yew::prelude::*;

use super::after_publishing::after_publishing;
use super::answer::{Card, answer};
use super::code::Code;
use super::compare::compare_field;
use super::copy_button::CopyButton;
use super::finding::{finding, provider_error};
use super::hash::marked;
use super::inside::inside;
use super::rest::{link, part, sums};
use super::url::url_field;
use super::words::words;
use crate::hash::ImageHash;
use crate::pure::compare::{Kind, Verdict};
use crate::pure::embed::Part;
use crate::pure::hashing::job::ImageFile;
use crate::pure::image::{Defect, Fault, OtherFile};
use crate::pure::publish::after_publishing::WebUrl;
use crate::pure::publish::snippet::Snippet;
use crate::pure::session::paste::Destination;
use crate::pure::session::{Check, ImageEntry, Search, Session, Status};
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::visible;

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
    pub session: &'a Session,
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
        let embedding = self.session.embedding.as_ref();
        embedding.is_none_or(|options| options.shows(part))
    }

    fn is_embedded(&self) -> bool {
        self.session.embedding.is_some()
    }

    fn entry(&self) -> Option<&ImageEntry> {
        self.session.selected()
    }

    fn hash(&self) -> Option<ImageHash> {
        self.entry().and_then(ImageEntry::hash)
    }

    /// The file, once there is a hash of it.
    fn hashed_file(&self) -> Option<&ImageFile> {
        let entry = self.entry().filter(|entry| entry.hash().is_some());
        entry.map(|entry| &entry.file)
    }

    /// Why the file is no image, if it is none.
    fn no_image(&self) -> Option<&Fault> {
        let entry = self.entry();
        let entry = entry.filter(|entry| !matches!(entry.status, Status::Cancelled { .. }));
        entry?.fault().filter(|fault| fault.is_no_image())
    }

    fn is_url_wrong(&self) -> bool {
        let findings = self.url_findings.unwrap_or_default();
        findings.iter().any(Finding::is_error)
    }

    /// The next thing to do.
    pub fn next(&self) -> Next {
        let Some(ImageEntry { status, .. }) = self.entry() else {
            return Next::Choose;
        };
        let (Status::Hashed { check, .. }, false) = (status, self.session.is_verifier()) else {
            return match status {
                Status::Hashing { .. } => Next::Nothing,
                _ => Next::Choose,
            };
        };
        let errors = || {
            self.url_findings
                .unwrap_or_default()
                .iter()
                .filter(|said| said.is_error())
        };
        match check {
            Some(Err(fault)) => match &fault.defect {
                Defect::OtherFile(OtherFile::GitLfsPointer { .. }) => Next::Command,
                _ => Next::Choose,
            },
            Some(Ok(image)) if !image.is_startable() => Next::Choose,
            _ if errors().any(|said| !said.fixes.is_empty()) => Next::FixUrl,
            _ if errors().next().is_some() => Next::Nothing,
            _ => Next::CopyHash,
        }
    }

    /// The card.
    pub fn answer(&self, next: Next) -> Html {
        let descriptor = self.session.descriptor_report();
        let descriptor = descriptor.map(|report| html! { <p class="rest">{ words(report) }</p> });
        answer(&Card {
            session: self.session,
            check: self.check(),
            shows_hash: self.shows(Part::Hash),
            is_next: next == Next::CopyHash,
            on_cancel: self.on_cancel,
            below: [descriptor.unwrap_or_default(), self.seek()],
        })
    }

    fn check(&self) -> Option<&Check> {
        self.entry()?.check().filter(|_| self.shows(Part::Check))
    }

    /// Below the card: what to do with the answer.
    pub fn middle(&self, next: Next) -> Html {
        let (kind, content) = match (self.session.is_verifier(), self.no_image()) {
            (true, _) if self.is_embedded() => return Html::default(),
            (true, _) => ("verifier", self.advice_to_verifier()),
            (false, Some(fault)) => ("chooser", self.advice_to_chooser(fault, next)),
            (false, None) => ("publisher", self.pair(next)),
        };
        html! { <div key={kind} class={classes!("middle", kind)}>{ content }</div> }
    }

    /// URL and comparison on the left, code on the right.
    fn pair(&self, next: Next) -> Html {
        let session = self.session;
        let url = session.url();
        html! {
            <div class="pair">
                if self.shows(Part::Hash) || self.shows(Part::Compare) {
                    <div>
                        if self.shows(Part::Hash) {
                            { url_field(
                                url,
                                self.url_findings,
                                session.pasted == Some(Destination::Url),
                                next == Next::FixUrl,
                                self.on_url,
                            ) }
                        }
                        if self.shows(Part::Compare) && !session.expected.is_fixed() {
                            { compare_field(
                                &session.expected.text,
                                session.pasted == Some(Destination::Compare),
                                self.on_expected,
                                self.compared(),
                            ) }
                        }
                    </div>
                }
                if self.shows(Part::Code) {
                    <Code
                        hash={self.hash()}
                        url={url.to_owned()}
                        is_wrong={self.is_url_wrong()}
                        snippet={session.snippet}
                        on_snippet={self.on_snippet}
                    />
                }
            </div>
        }
    }

    /// What the text means, where the card is not about that.
    fn compared(&self) -> Html {
        let Some(verdict) = self
            .session
            .verdict()
            .filter(|_| !self.session.is_verifier())
        else {
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
        let differing = verdict
            .differing
            .filter(|differing| differing.contains(&true));
        let (Some(given), Some(own), Some(differing)) = (verdict.given, self.hash(), differing)
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
        let may_be = self
            .session
            .verdict()
            .is_some_and(|verdict| verdict.may_be_lookalike);
        let Some((entry, search)) = self
            .entry()
            .and_then(|entry| Some((entry, entry.lookalikes()?)))
            .filter(|_| may_be)
        else {
            return Html::default();
        };
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
        match search {
            Search::Unasked => ask("Is it the SHA-224 or Keccak-224 of this file?"),
            Search::Running(pace) => {
                let percent = pace.percent(entry.file.size);
                html! {
                    <p class="hint">
                        { words(format!("Computing its SHA-224 and Keccak-224: {percent} %")) }
                    </p>
                }
            }
            Search::Failed(failure) => html! {
                <>
                    <p>{ words(failure.to_string()) }</p>
                    { ask("Try again") }
                </>
            },
            Search::Known(_) => Html::default(),
        }
    }

    fn advice_to_verifier(&self) -> Html {
        let is_mismatch = self
            .session
            .verdict()
            .is_some_and(|verdict| verdict.kind == Kind::Mismatch);
        if !is_mismatch {
            return html! {
                <p key="trust" class="hint">
                    { "Trust the answer as far as you trust whoever gave you the link." }
                </p>
            };
        }
        let url = WebUrl::parse(self.session.url()).map(|_| visible(self.session.url().trim()));
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
                self.entry().map(|entry| git_lfs_pull(&entry.file, next))
            }
            Defect::OtherFile(OtherFile::Descriptor { hash, .. })
                if self.shows(Part::Compare) && !self.session.expected.is_fixed() =>
            {
                Some(compare_with(*hash, self.on_compare_with))
            }
            _ => None,
        };
        html! {
            <div key={fault.to_string()} class="pair even">
                if let Some(what_to_do) = what_to_do {
                    <div>{ what_to_do }</div>
                }
                { provider_error(self.check()) }
            </div>
        }
    }

    /// The row of what is folded.
    pub fn rest(&self) -> Html {
        let (hash, file, url) = (self.hash(), self.hashed_file(), self.session.url());
        let is_folded = self.session.is_verifier() || self.no_image().is_some();
        let has_pair = [Part::Hash, Part::Code]
            .into_iter()
            .any(|part| self.shows(part));
        html! {
            <>
                if is_folded && has_pair {
                    { part("publish", "URL and code", self.pair(Next::Nothing)) }
                }
                if self.shows(Part::Check) {
                    { part("image-facts", "What is inside", inside(self.check())) }
                }
                if !self.is_embedded() {
                    { part("sums", "Sums file", sums(hash, file.map(|file| &*file.file_name))) }
                }
                if !self.is_embedded() && !is_folded {
                    { part("verifier", "Link for a verifier", link(hash, url)) }
                }
                if self.shows(Part::Commands) && (self.is_embedded() || !is_folded) {
                    { part(
                        "after-publishing",
                        "After publishing",
                        after_publishing(hash, file.map(|file| file.size), url),
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
                                class={classes!((next == Next::Command).then_some("first"))}
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
