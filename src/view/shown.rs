//! What the state says, where tests find it and nobody changes it.

use yew::prelude::*;

use crate::compare::Tone;
use crate::state::{Job, LookalikeJob, State};

/// An element that nobody sees, with everything in its attributes that the page must say in
/// this state, and nothing else.
pub fn shown(state: &State, generation: u32) -> Html {
    let (job, image) = match &state.job {
        Job::Empty => ("empty", None),
        Job::Hashing { image, .. } => ("hashing", Some(image)),
        Job::Hashed { image, .. } => ("hashed", Some(image)),
        Job::Failed { image, .. } => ("failed", Some(image)),
        Job::Cancelled { image } => ("cancelled", Some(image)),
    };
    let percent = match &state.job {
        Job::Hashing { image, pace } => Some(pace.percent(image.size).to_string()),
        _ => None,
    };
    let lookalikes = match &state.lookalikes {
        LookalikeJob::Running(pace) => Some(
            pace.percent(image.map_or(0, |image| image.size))
                .to_string(),
        ),
        _ => None,
    };
    let verdict = state.verdict();
    let tone = verdict.as_ref().map(|verdict| match verdict.tone() {
        Tone::Good => "good",
        Tone::Advice => "advice",
        Tone::Bad => "bad",
        Tone::Open => "open",
    });
    html! {
        <div
            id="shown"
            hidden=true
            data-generation={generation.to_string()}
            data-job={job}
            data-name={image.map(|image| image.name.clone())}
            data-percent={percent}
            data-hash={state.hash().map(|hash| hash.to_string())}
            data-url={state.url.clone()}
            data-lookalikes={lookalikes}
            data-snippet={state.snippet.key()}
            data-expected={state.expected.clone()}
            data-check={state.check.as_ref().map(|check| match check {
                Ok(_) => String::new(),
                Err(fault) => fault.to_string(),
            })}
            data-tone={tone}
            data-verdict={verdict.map(|verdict| verdict.to_string())}
            data-refusal={state.refusal.as_ref().map(ToString::to_string)}
            data-failure={match &state.job {
                Job::Failed { failure, .. } => Some(failure.to_string()),
                _ => None,
            }}
            data-title={state.title()}
            data-announcement={state.announcement()}
        />
    }
}
