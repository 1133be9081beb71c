//! What the session says, where tests find it and nobody changes it.

use yew::prelude::*;

use super::answer::data_state;
use super::finding::tone;
use crate::pure::compare::Kind;
use crate::pure::session::{ImageEntry, Look, Search, Session, Status};
use crate::pure::text::measure::Pace;

/// An element that nobody sees, with everything in its attributes that the page must say
/// now, the number of the tree that is drawn, and whether all is drawn that waits for the
/// user to pause.
pub fn shown(session: &Session, generation: u32, is_settled: bool) -> Html {
    let entry = session.selected();
    let status = entry.map(|entry| &entry.status);
    let tally = session.is_set().then(|| session.tally());
    let job = match status {
        None if tally.is_some() => "several",
        _ => data_state(entry),
    };
    let percent = |pace: &Pace| Some(pace.percent(entry?.file.size).to_string());
    let hashed = match status {
        Some(Status::Hashing { pace, .. }) => percent(pace),
        _ => tally
            .as_ref()
            .filter(|tally| tally.is_busy())
            .map(|tally| tally.percent().to_string()),
    };
    let lookalikes = match entry.and_then(ImageEntry::lookalikes) {
        Some(Search::Running(pace)) => percent(pace),
        _ => None,
    };
    let failure = match status {
        Some(Status::Failed(failure)) => Some(failure.to_string()),
        _ => None,
    };
    let check = entry.and_then(ImageEntry::check).map(|check| match check {
        Ok(_) => String::new(),
        Err(fault) => fault.to_string(),
    });
    let verdict = session.verdict();
    let kind = verdict.as_ref().map(|verdict| match verdict.kind {
        Kind::Waiting => "waiting",
        Kind::Match => "match",
        Kind::Mismatch => "mismatch",
        Kind::Unclear => "unclear",
        Kind::Unusable => "unusable",
    });
    let look = entry.and_then(ImageEntry::look).map(|look| match look {
        Look::Unasked => "unasked",
        Look::Running => "running",
        Look::Seen(_) => "seen",
        Look::Unreadable(_) => "unreadable",
        Look::Failed(_) => "failed",
    });
    html! {
        <div
            id="shown"
            hidden=true
            data-generation={generation.to_string()}
            data-settled={is_settled.to_string()}
            data-job={job}
            data-folder={session.folder.clone()}
            data-headline={tally.map(|tally| tally.headline())}
            data-name={entry.map(|entry| entry.file.name.clone())}
            data-percent={hashed}
            data-lookalikes={lookalikes}
            data-hash={entry.and_then(ImageEntry::hash).map(|hash| hash.to_string())}
            data-check={check}
            data-look={look}
            data-failure={failure}
            data-refusal={session.refusal.as_ref().map(ToString::to_string)}
            data-url={session.url().into_owned()}
            data-snippet={session.snippet.key()}
            data-expected={session.expected.text.clone()}
            data-verifier={session.is_verifier().then_some("")}
            data-kind={kind}
            data-tone={verdict.as_ref().map(|verdict| tone(verdict.finding.severity))}
            data-verdict={verdict.map(|verdict| format!("{} {}", verdict.answer, verdict.finding.lead))}
            data-title={session.title()}
            data-announcement={session.announcement()}
        />
    }
}
