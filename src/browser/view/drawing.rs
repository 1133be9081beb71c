//! What stands on the page, by what is known.

use std::borrow::Cow;

use yew::prelude::*;

use super::after_publishing::{after_publishing, command};
use super::answer::{Card, answer};
use super::button::{button, sending};
use super::code::Code;
use super::compare::{compare_field, compared};
use super::files::look;
use super::finding::provider_error;
use super::hash::marked;
use super::inside::inside;
use super::next::Next;
use super::rest::{link, part, sums};
use super::url::url_field;
use super::words::{hint, verbatim, words};
use crate::hash::ImageHash;
use crate::pure::compare::{Kind, Verdict};
use crate::pure::embed::Part;
use crate::pure::hashing::job::ImageFile;
use crate::pure::image::{Defect, Fault, OtherFile, steps};
use crate::pure::publish::after_publishing::WebUrl;
use crate::pure::publish::snippet::Snippet;
use crate::pure::session::paste::Destination;
use crate::pure::session::{Check, ImageEntry, Search, Session, Status, is_refused};
use crate::pure::text::finding::Finding;
use crate::pure::url::too_long;

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
    /// The user wants the file hashed again whose job was ended.
    pub on_again: &'a Callback<()>,
    /// The user wants to see what does not match.
    pub on_mismatch: &'a Callback<()>,
    /// The user copies what has the URL in it: it is judged at once. Whether it was judged
    /// before, or is right.
    pub may_copy_url: &'a Callback<(), bool>,
}

impl Drawing<'_> {
    fn shows(&self, part: Part) -> bool {
        self.session.shows(part)
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

    /// The URL that goes into code, links and commands: nothing that is longer than any.
    fn url(&self) -> Cow<'_, str> {
        let url = self.session.url();
        match too_long(&url) {
            Some(_) => Cow::default(),
            None => url,
        }
    }

    /// The file, once there is a hash of it.
    fn hashed_file(&self) -> Option<&ImageFile> {
        let entry = self.entry().filter(|entry| entry.hash().is_some());
        entry.map(|entry| &entry.file)
    }

    /// What the image check found, where it is the answer: providers cannot start the file.
    fn refused(&self) -> Option<&Check> {
        let is_cancelled = matches!(self.entry()?.status, Status::Cancelled { .. });
        self.check()
            .filter(|check| !is_cancelled && is_refused(check))
    }

    fn is_mismatch(&self) -> bool {
        let verdict = self.session.verdict();
        verdict.is_some_and(|verdict| verdict.kind == Kind::Mismatch)
    }

    fn is_url_wrong(&self) -> bool {
        let findings = self.url_findings.unwrap_or_default();
        findings.iter().any(Finding::is_error)
    }

    /// Whether the URL is asked for where everybody sees it.
    pub fn asks_for_url(&self) -> bool {
        self.session.is_set()
            || self.shows(Part::Hash) && !self.session.is_verifier() && self.refused().is_none()
    }

    /// The next thing to do.
    pub fn next(&self) -> Next {
        let Some(ImageEntry { status, .. }) = self.entry() else {
            return Next::Choose;
        };
        let (Status::Hashed { check, .. }, false) = (status, self.session.is_verifier()) else {
            return match status {
                Status::Hashing { .. } => Next::Nothing,
                Status::Cancelled { .. } => Next::HashAgain,
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
            Some(Err(fault)) if is_pointer(fault) => Next::Command,
            Some(check) if is_refused(check) => Next::Choose,
            _ if self.is_mismatch() => Next::Choose,
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
            next,
            on_cancel: self.on_cancel,
            on_again: self.on_again,
            on_mismatch: self.on_mismatch,
            below: [descriptor.unwrap_or_default(), self.seek()],
        })
    }

    fn check(&self) -> Option<&Check> {
        self.entry()?.check().filter(|_| self.shows(Part::Check))
    }

    /// Below the card: what to do with the answer.
    pub fn middle(&self, next: Next) -> Html {
        let (kind, content) = match (self.session.is_verifier(), self.refused()) {
            (true, _) if self.is_embedded() => return Html::default(),
            (true, _) => ("verifier", self.advice_to_verifier()),
            (false, Some(check)) => ("chooser", self.advice_to_chooser(check, next)),
            (false, None) => ("publisher", self.pair(next)),
        };
        html! { <div key={kind} class={classes!("middle", kind)}>{ content }</div> }
    }

    /// URL and comparison on the left, code on the right.
    fn pair(&self, next: Next) -> Html {
        let session = self.session;
        let url = &*session.url();
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
                        url={self.url().into_owned()}
                        is_wrong={self.is_url_wrong()}
                        snippet={session.snippet}
                        on_snippet={self.on_snippet}
                        may_copy={self.may_copy_url}
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
        let below = html! {
            <>
                { self.digits(&verdict) }
                { self.seek() }
            </>
        };
        compared(&verdict, below)
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
            let on_click = sending(self.on_seek, ());
            html! { <p>{ button(Some("seek"), "plain", on_click, words(label)) }</p> }
        };
        match search {
            Search::Unasked => ask("Is it the SHA-224 or Keccak-224 of this file?"),
            Search::Running(pace) => {
                let percent = pace.percent(entry.file.size);
                hint(format!("Computing its SHA-224 and Keccak-224: {percent} %"))
            }
            Search::Failed(failure) => html! {
                <>
                    <p role="alert">{ words(failure.to_string()) }</p>
                    { ask("Try again") }
                </>
            },
            Search::Known(_) => Html::default(),
        }
    }

    fn advice_to_verifier(&self) -> Html {
        if !self.is_mismatch() {
            return html! {
                <p key="trust" class="hint">
                    { "Trust the answer as far as you trust whoever gave you the link." }
                </p>
            };
        }
        let url = self.url();
        let url = WebUrl::parse(url.trim()).map(|_| url.trim().to_owned());
        html! {
            <div key="mismatch" class="pair even">
                <div>
                    <p class="label">{ "What to do" }</p>
                    <ol class="steps">
                        <li>
                            <div>
                                <p>{ "Download the image again." }</p>
                                if let Some(url) = url {
                                    <a
                                        key={url.clone()}
                                        href={url.clone()}
                                        target="_blank"
                                        rel="noopener noreferrer"
                                    >
                                        { verbatim(&url) }
                                    </a>
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

    fn advice_to_chooser(&self, check: &Check, next: Next) -> Html {
        let fault = check.as_ref().err();
        let command = fault
            .filter(|fault| is_pointer(fault))
            .and(self.entry())
            .map(|entry| git_lfs_pull(&entry.file, next));
        let other_file = match fault.map(|fault| &fault.defect) {
            Some(Defect::OtherFile(file)) => Some(file),
            _ => None,
        };
        let takes_hash = self.shows(Part::Compare) && !self.session.expected.is_fixed();
        let compare = match other_file {
            Some(OtherFile::Descriptor { hash, .. }) if takes_hash => {
                compare_with(*hash, self.on_compare_with)
            }
            _ => Html::default(),
        };
        let steps = steps(check);
        let key: String = steps.concat() + &fault.map(ToString::to_string).unwrap_or_default();
        let step = |(index, step): (usize, &String)| {
            html! {
                <li>
                    <div>
                        <p>{ step.clone() }</p>
                        { command.clone().filter(|_| index == 0).unwrap_or_default() }
                    </div>
                </li>
            }
        };
        html! {
            <div {key} class="pair even">
                <div>
                    <p class="label">{ "What to do" }</p>
                    <ol class="steps">{ for steps.iter().enumerate().map(step) }</ol>
                    { compare }
                </div>
                <div>
                    if let Some(content) = other_file.and_then(OtherFile::content) {
                        <p class="label">{ "What the file holds" }</p>
                        <pre class="code" tabindex="0" translate="no"><code>{ content }</code></pre>
                    }
                    { provider_error(Some(check)) }
                </div>
            </div>
        }
    }

    fn inside(&self) -> Html {
        html! {
            <>
                { inside(self.check()) }
                { for self.entry().and_then(ImageEntry::look).map(look) }
            </>
        }
    }

    /// The row of what is folded.
    pub fn rest(&self) -> Html {
        let (hash, file, url) = (self.hash(), self.hashed_file(), &*self.url());
        let is_folded = self.session.is_verifier() || self.refused().is_some();
        let has_pair = [Part::Hash, Part::Code]
            .into_iter()
            .any(|part| self.shows(part));
        html! {
            <>
                if is_folded && has_pair {
                    { part("publish", "URL and code", self.pair(Next::Nothing)) }
                }
                if self.shows(Part::Check) {
                    { part("image-facts", "What is inside", self.inside()) }
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

fn is_pointer(fault: &Fault) -> bool {
    matches!(
        fault.defect,
        Defect::OtherFile(OtherFile::GitLfsPointer { .. })
    )
}

fn git_lfs_pull(image: &ImageFile, next: Next) -> Html {
    let class = match next {
        Next::Command => "first",
        _ => "",
    };
    let text = git_lfs_command(&image.file_name);
    command("git-lfs".to_owned(), text, class, None)
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
    let on_click = sending(on_compare_with, hash.to_string());
    let label = "Compare an image with this hash";
    button(Some("compare-with"), "button", on_click, label.into())
}
