//! The answer: what the user came for, in one card.

use yew::prelude::*;

use super::button::{button, sending};
use super::copy_button::CopyButton;
use super::finding::{finding, more, provider_error};
use super::hash::{groups, marked, places, progress};
use super::next::Next;
use super::words::{large_sign, look, piece, verbatim, words};
use crate::hash::ImageHash;
use crate::pure::compare::{Kind, Verdict};
use crate::pure::embed::ImageCheck;
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::ImageFile;
use crate::pure::image::{Defect, Inside, OtherFile};
use crate::pure::session::{
    CAN_START, CANNOT_START, Check, ImageEntry, NOT_ALL_READ, Session, Status, is_refused, outcome,
};
use crate::pure::text::finding::{Finding, Severity};
use crate::pure::text::literal::{abridged, visible};
use crate::pure::text::measure::{self, Pace};

/// What the card draws, and what it calls.
pub struct Card<'a> {
    /// Everything that is known.
    pub session: &'a Session,
    /// What the image check found, where it is shown.
    pub check: Option<&'a Check>,
    /// Whether the hash is shown where nothing is verified.
    pub shows_hash: bool,
    /// The next thing to do.
    pub next: Next,
    /// The user ends the job.
    pub on_cancel: &'a Callback<()>,
    /// The user wants the file hashed again whose job was ended.
    pub on_again: &'a Callback<()>,
    /// The user wants to see what does not match.
    pub on_mismatch: &'a Callback<()>,
    /// What stands below what the image check found, and below a verdict.
    pub below: [Html; 2],
}

/// The card.
pub fn answer(card: &Card) -> Html {
    let entry = card.session.selected();
    let verdict = card
        .session
        .verdict()
        .filter(|_| card.session.is_verifier());
    let (class, content) = match (
        verdict,
        entry.map(|entry| (entry, &entry.status)),
        card.check,
    ) {
        (_, Some((entry, Status::Failed(failure))), _) => {
            ("verdict no", failed(&entry.file, failure))
        }
        (Some(verdict), ..) => (verdict_class(verdict.kind), verified(card, &verdict)),
        (None, Some((entry, Status::Hashing { .. } | Status::Hashed { .. })), Some(check))
            if is_refused(check) =>
        {
            ("verdict no", refused(card, entry, check))
        }
        _ => ("", publisher(card, entry)),
    };
    html! {
        <section
            id="answer"
            class={classes!("answer", "image", class)}
            tabindex="-1"
            aria-labelledby="answer-heading"
            data-state={data_state(entry)}
            data-check={card.check.map(data_check)}
        >
            { content }
        </section>
    }
}

/// How a state is called in the document, for tests and for CSS.
pub fn data_state(entry: Option<&ImageEntry>) -> &'static str {
    match entry.map(|entry| &entry.status) {
        None => "empty",
        Some(Status::Hashing { .. }) => "hashing",
        Some(Status::Hashed { .. }) => "hashed",
        Some(Status::Failed(_)) => "failed",
        Some(Status::Cancelled { .. }) => "cancelled",
    }
}

fn data_check(check: &Check) -> &'static str {
    match check {
        Ok(image) if image.is_startable() => "good",
        Ok(_) => "bad",
        Err(_) => "fault",
    }
}

/// For who has an image and wants its hash: seven places, which fill and become the hash.
fn publisher(card: &Card, entry: Option<&ImageEntry>) -> Html {
    let Some(ImageEntry { file, status, .. }) = entry else {
        return in_places(
            html! {
                <>
                    <h2 id="answer-heading" class="muted">{ words("Your image") }</h2>
                    <p class="facts muted">{ words("any size, read where it lies") }</p>
                    { no_check() }
                </>
            },
            no_hash(card),
            caption(match card.shows_hash {
                true => "Its SHA3-224 hash will stand here.",
                false => "What is found will stand here.",
            }),
        );
    };
    match status {
        Status::Hashing { pace, .. } => in_places(
            with_check(card, named(file, None)),
            html! {
                <>
                    { places(*pace, file.size) }
                    { progress(pace.percent(file.size).into()) }
                    <span>{ cancel(card) }</span>
                </>
            },
            with_findings(card, figures(*pace, file.size)),
        ),
        Status::Hashed { hash, elapsed, .. } => in_places(
            with_check(card, named(file, Some(*elapsed))),
            known(card, hash),
            with_findings(
                card,
                match card.shows_hash {
                    true => caption("SHA3-224 of the whole file"),
                    false => Html::default(),
                },
            ),
        ),
        // What the check found is no answer any more.
        Status::Cancelled { .. } | Status::Failed(_) => in_places(
            html! { <>{ named(file, None) }{ no_check() }</> },
            html! {
                <>
                    if card.shows_hash {
                        { places(Pace::default(), 0) }
                    }
                    <span>{ again(card) }</span>
                </>
            },
            caption("Cancelled, so there is no hash."),
        ),
    }
}

fn in_places(file: Html, hash: Html, foot: Html) -> Html {
    html! {
        <>
            <div class="file">{ file }</div>
            <div class="take">{ hash }</div>
            <div class="foot">{ foot }</div>
        </>
    }
}

fn with_check(card: &Card, file: Html) -> Html {
    html! {
        <>
            { file }
            { match (compared(card), card.check) {
                (Some(answer), _) => not_the_same(card, answer),
                (None, Some(check)) => check_line(check),
                (None, None) => no_check(),
            } }
        </>
    }
}

/// What a comparison came to that found anything but the same hash, in a few words.
fn compared(card: &Card) -> Option<&'static str> {
    let verdict = card.session.verdict()?;
    let is_told = matches!(verdict.kind, Kind::Mismatch | Kind::Unclear);
    is_told.then(|| verdict.answer.trim_end_matches('.'))
}

/// In the place of what would look right above it.
fn not_the_same(card: &Card, answer: &'static str) -> Html {
    let (class, sign) = look(Severity::Error);
    html! {
        <p key={answer} id="mismatch" class={classes!("check", class)}>
            { sign }
            { button(None, "plain", sending(card.on_mismatch, ()), answer.into()) }
        </p>
    }
}

/// Keeps the line of the check where it has one of its own.
fn no_check() -> Html {
    html! { <p key="none" class="check">{ words("\u{a0}") }</p> }
}

fn with_findings(card: &Card, foot: Html) -> Html {
    let mut findings = card.check.map(findings).unwrap_or_default();
    findings.extend(of_name(card));
    let others = findings
        .iter()
        .filter(|found| found.severity != Severity::Advice);
    html! {
        <>
            { foot }
            { hints(&findings) }
            { for others.map(|found| finding(None, found, Html::default())) }
            { provider_error(card.check) }
            { card.below[0].clone() }
        </>
    }
}

fn named(image: &ImageFile, elapsed: Option<f64>) -> Html {
    /// In seconds: what took less was there at once.
    const NOTEWORTHY: f64 = 0.1;
    let size = measure::size(image.size);
    let facts = match elapsed.filter(|elapsed| *elapsed >= NOTEWORTHY) {
        Some(elapsed) => format!("{size} · hashed in {}", measure::duration(elapsed)),
        None => size,
    };
    html! {
        <>
            <h2 id="answer-heading">{ name(image) }</h2>
            <p class="facts muted">{ words(facts) }</p>
        </>
    }
}

fn name(image: &ImageFile) -> Html {
    html! { <bdi key={image.name.clone()} id="image-name" translate="no">{ &image.name }</bdi> }
}

fn caption(text: &'static str) -> Html {
    html! { <p key={text} class="hint">{ text }</p> }
}

fn no_hash(card: &Card) -> Html {
    match card.shows_hash {
        true => html! {
            <>
                { places(Pace::default(), 0) }
                { copy_hash(None, false) }
            </>
        },
        false => Html::default(),
    }
}

fn known(card: &Card, hash: &ImageHash) -> Html {
    match card.shows_hash {
        true => html! {
            <>
                { groups(Some("hash".into()), hash) }
                { copy_hash(Some(hash), card.next == Next::CopyHash) }
            </>
        },
        false => Html::default(),
    }
}

fn copy_hash(hash: Option<&ImageHash>, is_next: bool) -> Html {
    html! {
        <CopyButton
            id="copy-hash"
            class={classes!(is_next.then_some("first"))}
            label="Copy hash"
            text={hash.map(|hash| AttrValue::from(hash.to_string()))}
            shown_in="hash"
        />
    }
}

fn cancel(card: &Card) -> Html {
    let on_click = sending(card.on_cancel, ());
    button(Some("cancel"), "button", on_click, "Cancel".into())
}

fn again(card: &Card) -> Html {
    let class = match card.next {
        Next::HashAgain => "button first",
        _ => "button",
    };
    let on_click = sending(card.on_again, ());
    button(Some("again"), class, on_click, "Hash it again".into())
}

fn figures(pace: Pace, size: u64) -> Html {
    html! {
        <p class="figures">
            <strong>{ words(format!("{} %", pace.percent(size))) }</strong>
            { piece(format!("{} of {}", measure::size(pace.bytes_hashed), measure::size(size))) }
            if let Some(left) = pace.seconds_left(size) {
                <span class="wide">{ words(measure::speed(pace.bytes_per_second)) }</span>
                { piece(format!("{} left", measure::duration(left))) }
            }
        </p>
    }
}

/// What there is to say of the file's name.
fn of_name(card: &Card) -> Option<Finding> {
    card.session.selected()?.file.finding()
}

/// What the image check has to say.
pub fn findings(check: &Check) -> Vec<Finding> {
    match check {
        Ok(image) => image.findings(),
        Err(fault) => fault.findings(),
    }
}

/// By which findings are told from others.
fn key(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect()
}

/// What was seen inside the image, once that was looked at.
pub fn inside(check: &Check) -> Option<&Inside> {
    check.as_ref().ok()?.inside.as_deref()
}

/// The check in a few words: no more than was looked at.
fn check_line(check: &Check) -> Html {
    let (severity, text) = match outcome(check) {
        ImageCheck::Passed => match inside(check) {
            None => (Severity::Good, "Format is right"),
            Some(inside) if inside.is_whole => (Severity::Good, CAN_START),
            Some(_) => (Severity::Advice, NOT_ALL_READ),
        },
        ImageCheck::Unfinished => (Severity::Open, "Format not checked"),
        ImageCheck::Failed => (Severity::Error, CANNOT_START),
    };
    let (class, sign) = look(severity);
    html! { <p key={text} id="image-check" class={classes!("check", class)}>{ sign }{ words(text) }</p> }
}

/// What the user would want to know, in one line until it is wanted.
fn hints(findings: &[Finding]) -> Html {
    let advice = || {
        findings
            .iter()
            .filter(|found| found.severity == Severity::Advice)
    };
    let summary = match advice().collect::<Vec<_>>().as_slice() {
        [] => return Html::default(),
        [hint] => format!("1 hint: {}", hint.sentences().0.trim_end_matches('.')),
        hints => format!("{} hints", hints.len()),
    };
    html! {
        <details key={key(findings)} id="hints">
            <summary>{ summary }</summary>
            { for advice().map(|advice| finding(None, advice, Html::default())) }
        </details>
    }
}

/// For who chose what no provider can start: what it is; what to do stands below. The hash
/// is there, but not for the taking.
fn refused(card: &Card, entry: &ImageEntry, check: &Check) -> Html {
    let image = &entry.file;
    let hash = match &entry.status {
        Status::Hashed { .. } if !card.shows_hash => Html::default(),
        Status::Hashed { hash, .. } => html! {
            <details key="hash" class="rest job">
                <summary>{ "Show the hash all the same" }</summary>
                <p class="dimmed">{ groups(Some("hash".into()), hash) }</p>
            </details>
        },
        _ => job(card),
    };
    let mut findings = findings(check).into_iter();
    let first = findings.next().unwrap_or_else(|| Finding::error(""));
    html! {
        <>
            { headline(Severity::Error, what_it_is(check)) }
            { says(image, first.sentences().0, first.more.as_deref()) }
            { card.below[0].clone() }
            { for findings.chain(of_name(card)).map(|found| html! {
                <div class="rest">{ finding(None, &found, Html::default()) }</div>
            }) }
            { hash }
        </>
    }
}

/// What the file is, in a few words.
pub fn what_it_is(check: &Check) -> &'static str {
    let Err(fault) = check else {
        return CANNOT_START;
    };
    match &fault.defect {
        Defect::Empty => "An empty file",
        Defect::TooShort { .. } | Defect::Truncated { .. } => "Not the whole image",
        Defect::OtherFile(file) => match file {
            OtherFile::GitLfsPointer { .. } => "Not the image, a pointer to it",
            OtherFile::WebPage => "Not an image, a web page",
            OtherFile::Utf16Text | OtherFile::ShortText { .. } => "Not an image, a text",
            OtherFile::Tar => "Not an image, a tar archive",
            OtherFile::Compressed { .. } => "Not an image, a packed file",
            OtherFile::Program => "Not an image, a program",
            OtherFile::Descriptor { .. } | OtherFile::DamagedDescriptor => {
                "Not the image, its descriptor"
            }
        },
        Defect::UnknownFormat => "Not an image",
        _ => CANNOT_START,
    }
}

fn failed(image: &ImageFile, why: &Failure) -> Html {
    let why = why.finding();
    html! {
        <>
            { headline(Severity::Error, "No hash") }
            <div id="failure">{ says(image, &why.lead, why.more.as_deref()) }</div>
        </>
    }
}

fn headline(severity: Severity, text: &'static str) -> Html {
    html! {
        <h2 key={text} id="answer-heading">
            { large_sign(severity) }
            <span>{ text }</span>
        </h2>
    }
}

/// The file, and then what there is to say of it.
fn says(image: &ImageFile, lead: &str, reasons: Option<&str>) -> Html {
    html! {
        <div key={format!("{}{lead}", image.name)} class="says">
            <p>
                <strong>{ name(image) }</strong>
                <span>{ format!(" ({}). {lead}", measure::size(image.size)) }</span>
            </p>
            { more(reasons) }
        </div>
    }
}

fn verdict_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Match => "verdict yes",
        Kind::Mismatch => "verdict no",
        Kind::Waiting | Kind::Unclear | Kind::Unusable => "verdict open",
    }
}

/// For who wants to know whether it is the right image: yes or no.
fn verified(card: &Card, verdict: &Verdict) -> Html {
    let entry = card.session.selected();
    let image = entry.map(|entry| &entry.file);
    let asks = match card.session.expected.is_fixed() {
        true => "this page",
        false => "your link",
    };
    let (severity, headline_text) = match (verdict.kind, entry) {
        (Kind::Match, _) => (Severity::Good, "This is the image"),
        (Kind::Mismatch, _) => (Severity::Error, "This is not the image"),
        (Kind::Waiting, None) => (Severity::Open, "Choose the image to check"),
        (Kind::Waiting | Kind::Unclear | Kind::Unusable, _) => (Severity::Open, "Not compared"),
    };
    let is_cancelled = matches!(
        entry.map(|entry| &entry.status),
        Some(Status::Cancelled { .. })
    );
    let is_simple = verdict.given.is_some() && verdict.finding.severity != Severity::Advice;
    let said = match (verdict.kind, entry.map(|entry| &entry.status)) {
        (Kind::Match, _) => format!(" has the hash that {asks} asks for."),
        (Kind::Mismatch, _) if is_simple => {
            format!(" does not have the hash that {asks} asks for.")
        }
        (Kind::Waiting, Some(Status::Hashing { .. })) => " is being hashed.".to_owned(),
        _ if is_cancelled => " was not hashed to its end.".to_owned(),
        (Kind::Waiting, _) => format!("You will see whether it has the hash that {asks} asks for."),
        _ => format!(" {}", verdict.answer),
    };
    html! {
        <>
            { headline(severity, headline_text) }
            <div id="verdict" data-tone={super::finding::tone(verdict.finding.severity)}>
                <p class="says" key={image.map_or_else(String::new, |image| image.name.clone()) + &said}>
                    if let Some(image) = image {
                        <strong>{ name(image) }</strong>
                        <span>{ format!(" ({})", measure::size(image.size)) }</span>
                    }
                    <span>{ said }</span>
                </p>
                { both(card, verdict) }
                if verdict.may_be_lookalike {
                    { doubts(card, verdict) }
                } else if verdict.kind != Kind::Waiting
                    && !(verdict.kind == Kind::Match && is_simple)
                {
                    <div class="rest" key={verdict.finding.to_string()}>
                        <span>{ &verdict.finding.lead }</span>
                        { more(verdict.finding.more.as_deref()) }
                    </div>
                }
            </div>
            { job(card) }
            { for card.check.filter(|_| !is_cancelled)
                .map(|check| verified_check(check, verdict.kind)) }
            { for of_name(card).map(|found| html! {
                <div class="rest">{ finding(None, &found, Html::default()) }</div>
            }) }
            { card.below[0].clone() }
        </>
    }
}

/// What else the hash may be, folded: what to do about it stands below the card.
fn doubts(card: &Card, verdict: &Verdict) -> Html {
    html! {
        <details key={verdict.finding.to_string()} id="doubts" class="rest">
            <summary>{ "More" }</summary>
            <p>{ verdict.finding.to_string() }</p>
            { card.below[1].clone() }
        </details>
    }
}

/// What is expected, and what the file has.
fn both(card: &Card, verdict: &Verdict) -> Html {
    let session = card.session;
    let is_fixed = session.expected.is_fixed();
    let asked = if is_fixed { "This page" } else { "Your link" };
    let own = session.selected().and_then(ImageEntry::hash);
    let none = [false; ImageHash::DIGITS];
    let differing = verdict.differing.as_ref().unwrap_or(&none);
    let expected = match &verdict.given {
        Some(given) => marked(Some("asked".into()), given, differing),
        None => {
            let text = visible(&abridged(&session.expected.text));
            html! { <code key={text.clone()} id="asked" translate="no">{ text }</code> }
        }
    };
    let own = match (own, session.selected().map(|entry| (entry, &entry.status))) {
        (Some(hash), _) => marked(Some("hash".into()), &hash, differing),
        (None, Some((entry, Status::Hashing { pace, .. }))) => places(*pace, entry.file.size),
        _ => places(Pace::default(), 0),
    };
    let url = session
        .embedding
        .as_ref()
        .and_then(|options| options.url.as_deref());
    html! {
        <dl class="both rest">
            <dt>{ words(asked) }</dt>
            <dd>{ expected }</dd>
            <dt>{ "This file" }</dt>
            <dd>{ own }</dd>
            if let Some(url) = url.filter(|_| is_fixed) {
                <dt>{ "URL" }</dt>
                <dd><code id="published" translate="no">{ verbatim(url) }</code></dd>
            }
        </dl>
    }
}

/// How far the job has come, where that is not the answer yet.
fn job(card: &Card) -> Html {
    match card
        .session
        .selected()
        .map(|entry| (&entry.file, &entry.status))
    {
        Some((image, Status::Hashing { pace, .. })) => html! {
            <div key="hashing" class="rest job">
                { progress(pace.percent(image.size).into()) }
                { cancel(card) }
                { figures(*pace, image.size) }
            </div>
        },
        Some((_, Status::Cancelled { .. })) => html! {
            <p key="cancelled" class="rest">{ again(card) }</p>
        },
        _ => Html::default(),
    }
}

/// What the image check found, without a sign of success beside another answer. What to do
/// with another image is worth more than that it is one.
fn verified_check(check: &Check, verdict: Kind) -> Html {
    let findings = findings(check);
    let line = match (is_refused(check), check, verdict) {
        (false, Ok(_), Kind::Mismatch) if findings.is_empty() => return Html::default(),
        (false, Ok(_), Kind::Mismatch) => Html::default(),
        (false, Ok(_), Kind::Waiting | Kind::Unclear | Kind::Unusable) => {
            html! { <p id="image-check">{ "It is a Golem image." }</p> }
        }
        _ => check_line(check),
    };
    html! {
        <div key={key(&findings) + verdict_class(verdict)} class="rest">
            { line }
            { for findings.iter().map(|found| finding(None, found, Html::default())) }
        </div>
    }
}
