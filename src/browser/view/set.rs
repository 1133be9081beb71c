//! Several images at once: a table, and what is taken of all of them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::button::{button, sending};
use super::compare::{compare_field, compared};
use super::copy_button::CopyButton;
use super::difference::{LookedInto, TwoImages};
use super::download::download;
use super::field::{select, url_input};
use super::finding::finding;
use super::hash::progress;
use super::rest::part;
use super::row::{Deed, Rows, Shown, bar};
use super::words::{self, hint, piece, words};
use crate::browser::page::document;
use crate::pure::publish::set::{Published, SetSnippet, sums};
use crate::pure::publish::{address, link};
use crate::pure::session::paste::Destination;
use crate::pure::session::{ImageEntry, ImageId, Order, Session, Tally};
use crate::pure::text::finding::{Finding, Severity};
use crate::pure::text::measure;
use crate::pure::url;

/// What is drawn of several images, and what it calls.
pub struct Set<'a> {
    /// Everything that is known.
    pub session: &'a Session,
    /// What has become of the images.
    pub tally: &'a Tally,
    /// So many groups of rows are drawn.
    pub drawn: usize,
    /// What there is to say of their URLs; none before the user pauses.
    pub url_findings: Option<&'a [Finding]>,
    /// The user does something with one of them.
    pub on_deed: &'a Callback<(ImageId, Deed)>,
    /// The user wants another order.
    pub on_order: &'a Callback<Order>,
    /// The user ends all jobs.
    pub on_cancel_all: &'a Callback<()>,
    /// The URL of the folder was edited.
    pub on_folder: &'a Callback<String>,
    /// The text to compare with was edited.
    pub on_expected: &'a Callback<String>,
    /// The user wants another snippet.
    pub on_snippet: &'a Callback<SetSnippet>,
}

/// Above the table: how far all are, or what they came to.
fn overall(set: &Set) -> Html {
    let tally = set.tally;
    html! {
        <>
            <div class="overall">
                <h2 id="answer-heading">{ words(tally.headline()) }</h2>
                if tally.is_busy() {
                    <p class="figures">
                        { piece(format!("{} %", tally.percent())) }
                        { piece(format!(
                            "{} of {}",
                            measure::size(tally.bytes_over),
                            measure::size(tally.size),
                        )) }
                        if let Some(left) = tally.seconds_left {
                            { piece(format!("{} left", measure::duration(left))) }
                        }
                    </p>
                } else {
                    <p class="figures">{ piece(measure::size(tally.size)) }</p>
                }
                <ul id="troubles" class="bad">
                    { for tally.troubles.iter().map(|trouble| {
                        let text = match tally.is_busy() {
                            true => trouble.summary(),
                            false => trouble.sentence(),
                        };
                        let on_click = sending(set.on_order, Order::Standing);
                        html! { <li>{ button(None, "plain", on_click, words(text)) }</li> }
                    }) }
                </ul>
                if tally.is_busy() {
                    { button(
                        Some("cancel-all"),
                        "button slim",
                        sending(set.on_cancel_all, ()),
                        "Cancel all".into(),
                    ) }
                }
            </div>
            if tally.is_busy() {
                { progress(tally.percent()) }
            }
            if tally.is_busy() {
                { bar(tally.percent()) }
            } else {
                <div class="bar over" />
            }
        </>
    }
}

/// So many rows are a group: they are looked at together.
const ROWS: usize = 32;

/// How many groups of so many rows are drawn: one more at a time, so that the page answers
/// meanwhile. All that were drawn once are drawn at once.
#[hook]
pub fn use_drawn(rows: usize) -> usize {
    let groups = rows.div_ceil(ROWS).max(1);
    let drawn = use_state_eq(|| 1);
    use_effect_with((*drawn, groups), {
        let setter = drawn.setter();
        move |&(now, groups)| {
            if now < groups {
                spawn_local(async move {
                    sleep(Duration::ZERO).await;
                    setter.set(now + 1);
                });
            } else {
                setter.set(groups);
            }
        }
    });
    *drawn
}

/// The card: all images in a table.
pub fn images(set: &Set) -> Html {
    let header = |order: Order, name: &'static str| {
        let chosen = set.session.order == order;
        let wanted = if chosen { Order::Chosen } else { order };
        html! {
            <th role="columnheader" scope="col" aria-sort={chosen.then_some(if order == Order::Size { "descending" } else { "ascending" })}>
                { button(None, "plain", sending(set.on_order, wanted), name.into()) }
            </th>
        }
    };
    let shown = shown(set.session.entries());
    html! {
        <section
            id="answer"
            class="images"
            tabindex="-1"
            aria-labelledby="answer-heading"
            data-state="several"
        >
            { overall(set) }
            <table role="table">
                <thead key="header" role="rowgroup">
                    <tr role="row">
                        { header(Order::Name, "Image") }
                        { header(Order::Size, "Size") }
                        { header(Order::Hash, "SHA3-224") }
                        { header(Order::Standing, "Check") }
                        <td role="columnheader">
                            <span class="visually-hidden">{ "To do" }</span>
                        </td>
                    </tr>
                </thead>
                { for shown.chunks(ROWS).take(set.drawn).enumerate().map(|(group, images)| html! {
                    <Rows key={group} images={images.to_vec()} on_deed={set.on_deed} />
                }) }
            </table>
        </section>
    }
}

/// The images, each with the name of the first before it that has the same hash.
fn shown(entries: &[Rc<ImageEntry>]) -> Vec<Shown> {
    let mut first = BTreeMap::new();
    let mut shown = Vec::new();
    for entry in entries {
        let name = &*entry.file.name;
        let first = entry
            .hash()
            .map(|hash| *first.entry(hash.0).or_insert(name));
        shown.push(Shown {
            entry: Rc::clone(entry),
            twin: first
                .filter(|first| !std::ptr::eq(*first, name))
                .map(|first| AttrValue::from(first.to_owned())),
        });
    }
    shown
}

/// Below the table: where the images will be, and what is taken of all of them.
pub fn all(set: &Set) -> Html {
    /// So many images are put together again with each hash that comes; more only at the end.
    const MOST: usize = 100;
    const SAVE: &str = "Save SHA3-224SUMS";
    let (session, tally) = (set.session, set.tally);
    let said = set.url_findings.unwrap_or_default();
    let count = match tally.good == tally.images {
        true => String::new(),
        false => format!(" ({} of {})", tally.good, tally.images),
    };
    let is_ready = tally.good > 0 && (tally.images <= MOST || !tally.is_busy());
    let good = match is_ready {
        true => session.good(),
        false => Vec::new(),
    };
    let images: Vec<Published> = good
        .iter()
        .map(|(entry, hash, url)| Published {
            name: &entry.file.path,
            hash: *hash,
            url,
            size: entry.file.size,
        })
        .collect();
    let sums = is_ready.then(|| AttrValue::from(sums(&images)));
    let has_urls = images.iter().all(|image| !image.url.trim().is_empty());
    let code = (is_ready && has_urls).then(|| AttrValue::from(session.set_snippet.text(&images)));
    let page = document::address();
    let is_hosted = address::is_hosted(&page);
    let link = (is_ready && is_hosted)
        .then(|| link::of_set(&page, &images))
        .flatten()
        .map(AttrValue::from);
    let is_wrong = said.iter().any(Finding::is_error);
    let verdict = session.verdict();
    html! {
        <>
            <section class="all" aria-label="All images">
                <div class="field">
                    <label for="folder">{ "Folder where the images will be" }</label>
                    { url_input("folder", "https://…/images/", &session.folder, is_wrong, set.on_folder) }
                </div>
                <CopyButton
                    id="copy-code"
                    label={if is_wrong && code.is_some() { "Copy code all the same" } else { "Copy code" }}
                    text={code.clone()}
                    shown_in="code-of-all"
                />
                if is_hosted {
                    <CopyButton id="copy-link" label="Copy link" text={link.clone()} shown_in="link" />
                }
                { download(
                    "save-sums",
                    format!("{SAVE}{count}"),
                    "SHA3-224SUMS".into(),
                    sums.clone(),
                    true,
                ) }
                <div id="url-remarks" data-settled={set.url_findings.is_some().to_string()}>
                    { for said.iter().map(|said| finding(None, said, Html::default())) }
                </div>
            </section>
            <div class="under">
                { compare_field(
                    &session.expected.text,
                    session.pasted == Some(Destination::Compare),
                    set.on_expected,
                    // What cannot be compared with any image.
                    verdict.map_or_else(Html::default, |said| compared(&said, Html::default())),
                ) }
            </div>
            { part("sums", "Sums file", text_of(
                "sums-of-all",
                "For those who check the images with sha3sum -a 224 -c:",
                sums,
                NOT_YET,
            )) }
            { part("code-of-set", "Code for all", code_of_all(set, code)) }
            if is_hosted {
                { part("verifier", "Link for a verifier", text_of(
                    "link",
                    "For your README: who follows this link can verify each of the images.",
                    link,
                    if is_ready {
                        "They are too many for a link. Give your readers the sums file."
                    } else {
                        NOT_YET
                    },
                )) }
            }
            { changes(session) }
        </>
    }
}

/// What changed from one image to another, where two were looked into.
fn changes(session: &Session) -> Html {
    let inside = session.looked_into().map(|(entry, contents)| LookedInto {
        id: entry.id,
        name: entry.file.name.clone().into(),
        contents: contents.clone(),
    });
    let images: Vec<_> = inside.collect();
    match images.len() {
        0 | 1 => Html::default(),
        _ => html! { <TwoImages key="changes" {images} /> },
    }
}

/// What is wrong with the URLs of the images, or else what is to be known of the first. Each
/// fix would be of one image alone.
pub fn url_findings(session: &Session) -> Vec<Finding> {
    if let Some(too_long) = url::too_long(&session.folder) {
        return vec![too_long];
    }
    if session.folder.contains(['?', '#']) {
        return vec![Finding::error(
            "A folder’s URL ends with its path. Take away what begins with “?” or “#”.",
        )];
    }
    let said = |entry: &ImageEntry| url::check(&session.url_of(entry), Some(&entry.file.file_name));
    let entries = session.entries();
    let wrong: Vec<_> = entries
        .iter()
        .filter(|entry| said(entry).iter().any(Finding::is_error))
        .collect();
    let first = wrong.first().copied().or(entries.first());
    let mut findings = first.map_or_else(Vec::new, |entry| said(entry));
    for finding in &mut findings {
        finding.fixes.clear();
        if finding.severity == Severity::Good {
            "Good URLs. They were not opened.".clone_into(&mut finding.lead);
        }
    }
    if let ([first, _, ..], Some(finding)) = (&wrong[..], findings.first_mut()) {
        let count = wrong.len();
        finding.lead = format!(
            "{} and {} more: {}",
            first.file.name,
            count - 1,
            finding.lead
        );
    }
    findings
}

/// Above one of several images: the way back to all of them.
pub fn back(session: &Session, on_back: &Callback<()>) -> Html {
    match session.entries().len() {
        0 | 1 => Html::default(),
        count => html! {
            <p class="back">
                { button(
                    Some("back"),
                    "plain",
                    sending(on_back, ()),
                    words(format!("← All {count} images")),
                ) }
            </p>
        },
    }
}

const NOT_YET: &str = "It is here as soon as there are images for it, all of them hashed.";

fn text_of(
    id: &'static str,
    what_for: &'static str,
    text: Option<AttrValue>,
    why_not: &'static str,
) -> Html {
    match text {
        Some(text) => html! {
            <>
                <p>{ what_for }</p>
                <pre class="code" tabindex="0" translate="no">
                    { words::code(id.into(), text.trim_end()) }
                </pre>
            </>
        },
        None => hint(why_not),
    }
}

fn code_of_all(set: &Set, code: Option<AttrValue>) -> Html {
    let chosen = set.session.set_snippet;
    let options = SetSnippet::ALL.map(|snippet| (snippet.key(), snippet.name()));
    let on_key = set
        .on_snippet
        .reform(move |key: String| SetSnippet::from_key(&key).unwrap_or(chosen));
    let text = match code {
        Some(text) => html! {
            <>
                <pre class="code" tabindex="0" translate="no">
                    { words::code("code-of-all".into(), &text) }
                </pre>
                <p>
                    { download(
                        "download-code",
                        format!("Download {}", chosen.file_name()),
                        chosen.file_name().into(),
                        Some(AttrValue::from(format!("{text}\n"))),
                        false,
                    ) }
                </p>
            </>
        },
        None => hint("It is here once the images are hashed and their folder’s URL is there."),
    };
    html! {
        <>
            <p>
                <label class="visually-hidden" for="sdk-of-all">{ "Use them in" }</label>
                { select("sdk-of-all", &NodeRef::default(), &options, chosen.key(), on_key) }
            </p>
            { text }
        </>
    }
}
