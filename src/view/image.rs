//! Where an image is chosen, and what becomes of it.

use gloo_file::File;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::image_check::ImageCheck;
use super::message::message;
use super::unbroken::unbroken;
use crate::browser::offer;
use crate::finding::Severity;
use crate::job::ImageFile;
use crate::measure::{self, Pace};
use crate::refusal::Refusal;
use crate::session::{ImageEntry, Status};

/// What [`Image`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct ImageProps {
    /// The image chosen last, and what has become of it.
    pub entry: Option<ImageEntry>,
    /// Why the latest thing offered was not taken.
    pub refusal: Option<Refusal>,
    /// Whether it is shown what the check of the image found.
    pub shows_check: bool,
    /// What is known of the hash in a descriptor.
    pub descriptor_report: Option<String>,
    /// Whether a file is being dragged over the page.
    pub dragging: bool,
    /// Whether the page is a widget in a host page.
    pub is_embedded: bool,
    /// The user is about to choose a file.
    pub on_choosing: Callback<()>,
    /// A file was chosen.
    pub on_file: Callback<File>,
    /// The user ends the job.
    pub on_cancel: Callback<()>,
    /// The user wants to compare the next image with a hash, where that can be done.
    pub on_expected: Option<Callback<String>>,
    /// The user wants to see an example, where there is something to see.
    pub on_example: Option<Callback<()>>,
}

/// The drop zone with its button, and the state of the job.
#[component]
pub fn Image(props: &ImageProps) -> Html {
    let on_change = props.on_file.clone();
    let on_change = Callback::from(move |event: Event| {
        let file = event
            .target_dyn_into::<HtmlInputElement>()
            .and_then(|input| offer::chosen(&input));
        if let Some(file) = file {
            on_change.emit(file);
        }
    });
    let status = props.entry.as_ref().map(|entry| &entry.status);
    let check = props.entry.as_ref().and_then(ImageEntry::check);
    html! {
        <section class="image" aria-labelledby="image-heading" data-state={state(status)}>
            <h2 id="image-heading">{ "Image" }</h2>
            <div class="drop-zone" data-dragging={props.dragging.then_some("")}>
                <p class="choice">
                    <input
                        id="image-input"
                        class="visually-hidden"
                        type="file"
                        aria-describedby="image-hint"
                        onclick={props.on_choosing.reform(|_| ())}
                        onchange={on_change}
                    />
                    <label class="button" for="image-input">{ choose(status) }</label>
                    <span id="image-hint" class="hint">
                        { if props.dragging {
                            "Let go to hash this file"
                        } else if props.is_embedded {
                            "or drop it here"
                        } else {
                            "or drop it anywhere on this page, or paste it"
                        } }
                    </span>
                </p>
                <div class="outcome">{ outcome(props) }</div>
                if let Some(refusal) = &props.refusal {
                    { bad_news("refusal", "Not taken. ", &refusal.to_string()) }
                }
            </div>
            if let Some(check) = check.filter(|_| props.shows_check) {
                <ImageCheck
                    check={check.clone()}
                    descriptor_report={props.descriptor_report.clone()}
                    on_expected={props.on_expected.clone()}
                />
            }
        </section>
    }
}

fn state(status: Option<&Status>) -> &'static str {
    match status {
        None => "empty",
        Some(Status::Hashing { .. }) => "hashing",
        Some(Status::Hashed { .. }) => "hashed",
        Some(Status::Failed(_)) => "failed",
        Some(Status::Cancelled { .. }) => "cancelled",
    }
}

fn choose(status: Option<&Status>) -> &'static str {
    match status {
        None => "Choose a .gvmi image…",
        _ => "Choose another image…",
    }
}

fn outcome(props: &ImageProps) -> Html {
    let Some(entry) = &props.entry else {
        return html! {
            <p class="facts">
                { "No image yet. " }
                { for props.on_example.as_ref().map(example) }
            </p>
        };
    };
    let image = &entry.file;
    match &entry.status {
        Status::Hashing { pace, .. } => hashing(image, *pace, &props.on_cancel),
        Status::Hashed { elapsed, .. } => html! {
            <>
                { name(image) }
                <p class="facts">
                    { unbroken(&measure::exact_size(image.size)) }
                    { ", hashed in " }
                    { unbroken(&measure::duration(*elapsed)) }
                    { average_speed(image.size, *elapsed) }
                </p>
            </>
        },
        Status::Failed(failure) => html! {
            <>
                { name(image) }
                { bad_news("failure", "No hash. ", &failure.to_string()) }
            </>
        },
        Status::Cancelled { .. } => html! {
            <>
                { name(image) }
                <p class="facts">{ "Cancelled before the end, so there is no hash." }</p>
            </>
        },
    }
}

fn bad_news(id: &'static str, headline: &'static str, reason: &str) -> Html {
    let words = html! {
        <>
            <strong>{ headline }</strong>
            { reason }
        </>
    };
    message(Some(id), Severity::Error, words)
}

fn example(on_example: &Callback<()>) -> Html {
    let on_click = on_example.reform(|_: MouseEvent| ());
    html! {
        <>
            <button id="example" class="link" type="button" onclick={on_click}>
                { "Try an example" }
            </button>
            { " (a tiny image, made in your browser)." }
        </>
    }
}

fn hashing(image: &ImageFile, pace: Pace, on_cancel: &Callback<()>) -> Html {
    let on_cancel = on_cancel.reform(|_: MouseEvent| ());
    html! {
        <>
            { name(image) }
            <div class="progress">
                <progress
                    aria-label="Progress of the hash"
                    max="100"
                    value={pace.percent(image.size).to_string()}
                />
                <button id="cancel" class="button" type="button" onclick={on_cancel}>
                    { "Cancel" }
                </button>
            </div>
            <p class="facts">
                { unbroken(&format!("{} %", pace.percent(image.size))) }
                { " of " }
                { unbroken(&measure::size(image.size)) }
                if let Some(left) = pace.seconds_left(image.size) {
                    { ", " }
                    { unbroken(&measure::speed(pace.bytes_per_second)) }
                    { ", " }
                    { unbroken(&measure::duration(left)) }
                    { " left" }
                }
            </p>
        </>
    }
}

fn name(image: &ImageFile) -> Html {
    html! { <p class="name"><bdi id="image-name">{ &image.name }</bdi></p> }
}

/// Meaningless for a file that was hashed faster than the clock ticks.
fn average_speed(size: u64, elapsed: f64) -> Html {
    const SHORTEST: f64 = 0.1;
    if elapsed < SHORTEST {
        return Html::default();
    }
    let speed = measure::speed(size as f64 / elapsed);
    html! { <>{ " " }{ unbroken(&format!("({speed})")) }</> }
}
