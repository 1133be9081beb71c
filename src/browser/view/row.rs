//! One image among several: a row of the table.

use std::rc::Rc;

use yew::prelude::*;

use super::answer::{findings, inside, what_it_is};
use super::button::sending;
use super::copy_button::CopyButton;
use super::hash::groups;
use super::words::{look, verbatim, words};
use crate::pure::session::{ImageEntry, ImageId, NOT_ALL_READ, Standing, Status, is_refused};
use crate::pure::text::finding::Severity;
use crate::pure::text::measure::{self, Pace};

/// What the user does with one of several images.
#[derive(Clone, Copy, PartialEq)]
pub enum Deed {
    /// Show it alone.
    Open,
    /// Take it along, or no longer.
    Pick(bool),
    /// End its job.
    Cancel,
    /// Begin with it anew.
    Again,
    /// Take it away.
    Remove,
}

/// An image as it is shown in a row.
#[derive(Clone)]
pub struct Shown {
    /// The image.
    pub entry: Rc<ImageEntry>,
    /// The name of an image before it with the same hash.
    pub twin: Option<AttrValue>,
}

/// An entry that anything is new of is another value, for the one that is drawn is held here.
impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entry, &other.entry) && self.twin == other.twin
    }
}

/// What [`Rows`] shows and calls.
#[derive(Properties, PartialEq)]
pub struct RowsProps {
    /// The images.
    pub images: Vec<Shown>,
    /// The user does something with an image.
    pub on_deed: Callback<(ImageId, Deed)>,
}

/// Some rows: those of a thousand images are not all looked at with everything that is new
/// of one.
#[component]
pub fn Rows(props: &RowsProps) -> Html {
    let row = |image| row(image, &props.on_deed);
    html! { <tbody role="rowgroup">{ for props.images.iter().map(row) }</tbody> }
}

fn row(image: &Shown, on_deed: &Callback<(ImageId, Deed)>) -> Html {
    let entry = &*image.entry;
    let button = |what, label, deed| button(entry, on_deed, what, label, deed);
    let named = |what, label, deed| button(what, named(entry, label), deed);
    let standing = entry.standing();
    let number = entry.id.0;
    html! {
        <tr
            key={number}
            role="row"
            data-standing={format!("{standing:?}")}
            data-name={entry.file.name.clone()}
            data-hash={usable(entry).map(|hash| hash.to_string())}
        >
            <th role="rowheader" scope="row">
                { pick(entry, on_deed) }
                { button("open", verbatim(&entry.file.name), Deed::Open) }
            </th>
            <td role="cell" class="number muted">{ words(measure::size(entry.file.size)) }</td>
            <td role="cell">{ hash_or_why_not(entry) }</td>
            <td role="cell">{ check(entry, standing, image.twin.as_ref()) }</td>
            <td role="cell" class="deeds">
                { match standing {
                    _ if entry.is_hashing() => named("cancel", "Cancel", Deed::Cancel),
                    Standing::Failed | Standing::Cancelled => {
                        named("again", "Try again", Deed::Again)
                    }
                    Standing::Mismatch | Standing::Refused | Standing::Unclear
                    | Standing::Unlisted => named("why", "Why?", Deed::Open),
                    _ => Html::default(),
                } }
                if let Some(hash) = usable(entry).filter(|_| standing.is_good()) {
                    <CopyButton
                        id={format!("copy-{number}")}
                        class="plain"
                        label="Copy"
                        name={format!(" the hash of {}", entry.file.name)}
                        text={AttrValue::from(hash.to_string())}
                        shown_in={format!("hash-{number}")}
                    />
                }
                { button("remove", remove(entry), Deed::Remove) }
            </td>
        </tr>
    }
}

/// Picks the image to be taken along.
fn pick(entry: &ImageEntry, on_deed: &Callback<(ImageId, Deed)>) -> Html {
    let (id, is_picked) = (entry.id, entry.is_picked);
    html! {
        <input
            id={id_of("pick", id)}
            type="checkbox"
            aria-label={format!("Pick {}", entry.file.name)}
            checked={is_picked}
            onchange={on_deed.reform(move |_: Event| (id, Deed::Pick(!is_picked)))}
        />
    }
}

/// The id of a button of an image.
pub fn id_of(what: &str, id: ImageId) -> String {
    format!("{what}-{}", id.0)
}

fn button(
    entry: &ImageEntry,
    on_deed: &Callback<(ImageId, Deed)>,
    what: &'static str,
    label: Html,
    deed: Deed,
) -> Html {
    let id = entry.id;
    let on_click = sending(on_deed, (id, deed));
    html! {
        <button key={what} id={id_of(what, id)} class={classes!("plain", what)} type="button" onclick={on_click}>
            { label }
        </button>
    }
}

/// A label that says to a screen reader which image it is for.
fn named(entry: &ImageEntry, label: &'static str) -> Html {
    let name = &entry.file.name;
    html! {
        <>
            { words(label) }
            <span key={name.clone()} class="visually-hidden">{ format!(" {name}") }</span>
        </>
    }
}

fn remove(entry: &ImageEntry) -> Html {
    html! {
        <>
            <span aria-hidden="true">{ "×" }</span>
            <span key={entry.file.name.clone()} class="visually-hidden">
                { format!("Remove {}", entry.file.name) }
            </span>
        </>
    }
}

/// The hash of what can be started.
fn usable(entry: &ImageEntry) -> Option<crate::hash::ImageHash> {
    let is_refused = entry.check().is_some_and(is_refused);
    entry.hash().filter(|_| !is_refused)
}

fn hash_or_why_not(entry: &ImageEntry) -> Html {
    match (&entry.status, usable(entry)) {
        (_, Some(hash)) => groups(Some(id_of("hash", entry.id).into()), &hash),
        (Status::Failed(failure), _) => {
            words(format!("No hash. {}", failure.finding().sentences().0))
        }
        (Status::Cancelled { .. }, _) => words("No hash: cancelled"),
        (Status::Hashing { pace, .. }, _) if is_running(entry) => run(*pace, entry.file.size),
        (Status::Hashing { .. }, _) => words("Waiting"),
        (Status::Hashed { .. }, _) => words("No hash to use"),
    }
}

/// Whether its job has begun, whatever was found of it meanwhile.
fn is_running(entry: &ImageEntry) -> bool {
    matches!(&entry.status, Status::Hashing { pace, .. } if pace.bytes_hashed > 0)
}

fn run(pace: Pace, size: u64) -> Html {
    let percent = pace.percent(size);
    let left = pace.seconds_left(size).map(measure::duration);
    let left = left.map_or_else(String::new, |left| format!(" · {left} left"));
    html! {
        <div class="run">
            { bar(percent.into()) }
            { words(format!("{percent} %{left}")) }
        </div>
    }
}

/// A bar that is filled so far, for the eye alone.
pub fn bar(percent: u64) -> Html {
    html! {
        <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width={percent.to_string()} height="1" />
        </svg>
    }
}

fn check(entry: &ImageEntry, standing: Standing, twin: Option<&AttrValue>) -> Html {
    let Some((severity, text)) = judgement(entry, standing, twin) else {
        return Html::default();
    };
    let (class, sign) = look(severity);
    html! { <p key={text.clone()} class={classes!("check", class)}>{ sign }{ words(text) }</p> }
}

/// What is to be known of it, in a few words.
fn judgement(
    entry: &ImageEntry,
    standing: Standing,
    twin: Option<&AttrValue>,
) -> Option<(Severity, String)> {
    let answer = || {
        let verdict = entry.verdict.as_ref();
        let answer = verdict.map_or("", |verdict| verdict.answer);
        answer.trim_end_matches('.').to_owned()
    };
    Some(match standing {
        Standing::Mismatch | Standing::Unclear => (Severity::Error, answer()),
        Standing::Failed => (Severity::Error, "Failed".to_owned()),
        Standing::Refused => match entry.check()? {
            Ok(_) => (Severity::Error, "Cannot start".to_owned()),
            check @ Err(_) => (Severity::Error, what_it_is(check).to_owned()),
        },
        Standing::Unlisted => (Severity::Advice, "Not in the list".to_owned()),
        Standing::Cancelled => return None,
        Standing::Good if twin.is_some() => (Severity::Advice, format!("Same hash as {}", twin?)),
        Standing::Match => (Severity::Good, answer()),
        Standing::Waiting | Standing::Running | Standing::Good => {
            let check = entry.check()?;
            let hints = findings(check).into_iter().chain(entry.file.finding());
            let hints = hints.count();
            let (severity, hints) = match hints {
                0 => (Severity::Good, ""),
                1 => (Severity::Advice, ", 1 hint"),
                _ => (Severity::Advice, ", hints"),
            };
            match (check, inside(check)) {
                (Ok(_), Some(inside)) if inside.is_whole => (severity, format!("Starts{hints}")),
                (Ok(_), Some(_)) => (Severity::Advice, format!("{NOT_ALL_READ}{hints}")),
                (Ok(_), None) => (Severity::Good, format!("Format is right{hints}")),
                (Err(_), _) => (Severity::Open, "Format not checked".to_owned()),
            }
        }
    })
}
