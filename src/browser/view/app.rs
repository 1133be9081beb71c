//! The page: its session drawn, and what the user does sent to the browser's room.

use std::rc::Rc;

use yew::prelude::*;

use super::choose::{Choosing, choose, dropping};
use super::drawing::Drawing;
use super::new_version::new_version;
use super::next::Next;
use super::redraw::use_redraw;
use super::row::{Deed, id_of};
use super::set::{self, Set, use_drawn};
use super::settled::use_settled;
use super::shown::shown;
use super::widget::{complaints, foot};
use super::words::told;
use crate::browser::page::controller::{self, Controller};
use crate::browser::page::document;
use crate::browser::page::early::Early;
use crate::browser::page::jobs::Jobs;
use crate::browser::page::notice::Notice;
use crate::browser::page::offer::Offer;
use crate::browser::page::offline::NewVersion;
use crate::pure::compare::Kind;
use crate::pure::hashing::job::Event;
use crate::pure::session::paste::Destination;
use crate::pure::session::{Action, ImageId, Session};
use crate::pure::text::finding::Finding;
use crate::pure::url;

struct Page(Session);

/// Each action makes another one, so what is in them need not be compared.
impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.after(action)))
    }
}

/// What [`App`] begins with.
#[derive(Properties)]
pub struct Beginning {
    /// What the user did before.
    pub early: Rc<Early>,
}

impl PartialEq for Beginning {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.early, &other.early)
    }
}

/// The page.
#[component]
pub fn App(Beginning { early }: &Beginning) -> Html {
    let generation = use_redraw();
    let page = use_reducer(|| Page(controller::opened(early)));
    let dragging = use_state_eq(|| false);
    let newer = use_state_eq(|| None::<NewVersion>);
    let controller = use_memo((), |()| {
        let dispatch = page.dispatcher();
        let (dragging, newer) = (dragging.setter(), newer.setter());
        Controller::new(&page.0, early, move |notice| match notice {
            Notice::Action(action) => {
                pass_focus(&action);
                dispatch.dispatch(action);
            }
            Notice::Dragging(is_over) => dragging.set(is_over),
            Notice::NewVersion(version) => newer.set(Some(version)),
        })
    });
    use_effect_with(page.clone(), {
        let controller = controller.clone();
        move |page| controller.show(&page.0)
    });

    use_effect_with((), {
        let early = early.clone();
        move |()| early.restore()
    });

    let id = page.0.selected().map(|entry| entry.id);
    let on_offer = calls(&controller, |controller, offer: Offer| {
        if let Offer::Files { files, folder } = offer {
            controller.jobs.take(files, folder);
        }
    });
    let on_choosing = calls(&controller, |controller, ()| controller.stand_by());
    let on_cancel = of_image(&controller, id, |controller, id| controller.jobs.cancel(id));
    let on_again = of_image(&controller, id, |controller, id| {
        document::pass_focus("again", "image-input");
        controller.jobs.hash_again(id);
    });
    let on_seek = of_image(&controller, id, |controller, id| {
        controller.jobs.seek_lookalikes(id)
    });
    let on_example = calls(&controller, |controller, ()| {
        document::pass_focus("example", "image-input");
        controller.jobs.choose_example();
    });
    let on_url = sends(&controller, Action::EnterUrl);
    let on_expected = sends(&controller, Action::EnterExpected);
    let on_compare_with = on_expected.reform(|expected| {
        document::reveal("expected");
        expected
    });
    let on_mismatch = Callback::from(|()| document::reveal("expected"));
    let on_snippet = sends(&controller, Action::ChooseSnippet);
    let on_folder = sends(&controller, Action::EnterFolder);
    let on_order = sends(&controller, Action::Sort);
    let on_set_snippet = sends(&controller, Action::ChooseSetSnippet);
    let on_cancel_all = calls(&controller, |controller, ()| controller.jobs.cancel_all());
    let on_back = calls(&controller, |controller, ()| controller.jobs.open(None));
    // The same with each drawing, so that a row is not drawn anew for it.
    let on_deed = use_memo((), |()| {
        calls(&controller, |controller, (id, deed)| {
            do_with(&controller.jobs, id, deed);
        })
    });

    let session = &page.0;
    let pasted = session.pasted.map(|pasted| match pasted {
        // What it says of several images stands above them.
        Destination::Compare if session.is_set() => "answer",
        Destination::Url if session.is_set() => "folder",
        Destination::Url => "url",
        Destination::Compare => "expected",
    });
    use_effect_with(pasted, |pasted| {
        let _ = pasted.map(document::reveal);
    });

    let tally = session.is_set().then(|| session.tally());
    let url = match tally {
        Some(_) => session.folder.clone(),
        None => session.url().into_owned(),
    };
    let opened = session.selected().map(|entry| entry.id);
    let opened = opened.filter(|_| session.entries().len() > 1);
    let before = use_mut_ref(|| (None, false));
    use_effect_with((opened, session.is_set()), move |now| {
        match (before.replace(*now), *now) {
            ((before, _), (Some(opened), _)) if before != Some(opened) => {
                document::reveal("answer");
            }
            ((Some(before), _), (None, true)) => document::reveal(&id_of("open", before)),
            // What had the keyboard went with what was drawn before.
            ((_, was_set), (_, is_set)) if was_set != is_set => document::keep_focus("answer"),
            _ => {}
        }
    });
    let drawn = use_drawn(session.entries().len());
    let settled = use_settled(&AttrValue::from(url));
    let file_name = session.selected().map(|entry| &*entry.file.file_name);
    let count = tally.as_ref().map(|tally| tally.images);
    let url_findings = use_memo(
        (settled.text, file_name.map(str::to_owned), count),
        |(url, _, count)| {
            let url = url.as_ref()?;
            Some(match count {
                Some(_) => set::url_findings(session),
                None => url::check(url, file_name),
            })
        },
    );
    let is_url_settled = url_findings.is_some();
    let may_copy_url = {
        let (url, file_name) = (session.url().into_owned(), file_name.map(str::to_owned));
        Callback::from(move |()| {
            settled.at_once.emit(());
            is_url_settled
                || !url::check(&url, file_name.as_deref())
                    .iter()
                    .any(Finding::is_error)
        })
    };
    // Whoever waits for a hash hears of that.
    let verdict = session
        .verdict()
        .filter(|verdict| verdict.kind != Kind::Waiting || session.entries().is_empty());
    let spoken = verdict.map(|verdict| format!("{} {}", verdict.answer, verdict.finding));
    let spoken = use_settled(&AttrValue::from(spoken.unwrap_or_default())).text;
    let drawing = Drawing {
        session,
        url_findings: (*url_findings).as_deref(),
        on_url: &on_url,
        on_expected: &on_expected,
        on_snippet: &on_snippet,
        on_seek: &on_seek,
        on_compare_with: &on_compare_with,
        on_cancel: &on_cancel,
        on_again: &on_again,
        on_mismatch: &on_mismatch,
        may_copy_url: &may_copy_url,
    };
    let next = drawing.next();
    let of_url = drawing.url_findings.filter(|_| drawing.asks_for_url());
    let of_url = of_url.unwrap_or_default().iter().map(|said| &*said.lead);
    // What is true for a moment only is not told.
    let of_url = use_settled(&AttrValue::from(of_url.collect::<Vec<_>>().join(" "))).text;
    let announcement = use_settled(&AttrValue::from(session.announcement())).text;
    let told_all = [&spoken, &of_url, &announcement]
        .into_iter()
        .all(Option::is_some);
    let is_settled = is_url_settled && told_all;
    if tally.as_ref().is_some_and(|tally| !tally.is_busy()) {
        // The button goes with this drawing, whatever ended the last job.
        document::pass_focus("cancel-all", "answer");
    }
    let choosing = Choosing {
        images: session.entries().len(),
        is_next: next == Next::Choose && tally.is_none(),
        is_embedded: session.embedding.is_some(),
        refusal: session.refusal.as_ref(),
        on_choosing: &on_choosing,
        on_offer: &on_offer,
        on_example: Some(&on_example).filter(|_| !session.is_verifier()),
    };
    html! {
        // A list: a key counts only in one.
        <>
            <key={generation}>
                { shown(session, generation, is_settled) }
                if let Some(options) = &session.embedding {
                    { complaints(&options.complaints) }
                }
                { choose(&choosing) }
                { match &tally {
                    Some(tally) => {
                        let set = Set {
                            session,
                            tally,
                            drawn,
                            url_findings: (*url_findings).as_deref(),
                            on_deed: &on_deed,
                            on_order: &on_order,
                            on_cancel_all: &on_cancel_all,
                            on_folder: &on_folder,
                            on_expected: &on_expected,
                            on_snippet: &on_set_snippet,
                        };
                        html! {
                            <>
                                { set::images(&set) }
                                { set::all(&set) }
                            </>
                        }
                    }
                    None => html! {
                        <>
                            { set::back(session, &on_back) }
                            { drawing.answer(next) }
                            { drawing.middle(next) }
                            { drawing.rest() }
                        </>
                    },
                } }
                { told(id.map_or(0, |id| id.0), announcement.unwrap_or_default()) }
                { told(session.notices, session.notice().into()) }
                { told(0, of_url.unwrap_or_default()) }
                { told(0, spoken.unwrap_or_default()) }
                if session.embedding.is_some() {
                    { foot(controller.host_origin()) }
                }
                { new_version((*newer).as_ref().filter(|_| !session.is_busy())) }
                if *dragging {
                    { dropping() }
                }
            </>
        </>
    }
}

fn do_with(jobs: &Jobs, id: ImageId, deed: Deed) {
    match deed {
        Deed::Open => jobs.open(Some(id)),
        Deed::Pick(is_picked) => jobs.pick(id, is_picked),
        Deed::Cancel => jobs.cancel(id),
        Deed::Again => {
            document::pass_focus(&id_of("again", id), "answer");
            jobs.hash_again(id);
        }
        Deed::Remove => {
            document::pass_focus_on(&id_of("remove", id), "image-input");
            jobs.remove(id);
        }
    }
}

/// What happened takes a button away, and with it the keyboard.
fn pass_focus(action: &Action) {
    match action {
        Action::Report(id, Event::Done { .. } | Event::Failed(_)) | Action::Cancel(id) => {
            document::pass_focus("cancel", "image-input");
            document::pass_focus(&id_of("cancel", *id), &id_of("remove", *id));
        }
        Action::SeekLookalikes(_) => document::pass_focus("seek", "answer"),
        _ => {}
    }
}

/// A callback that hands its argument to the browser's room.
fn calls<T: 'static>(controller: &Rc<Controller>, call: fn(&Controller, T)) -> Callback<T> {
    let controller = controller.clone();
    Callback::from(move |value| call(&controller, value))
}

/// A callback about the image that is shown.
fn of_image(
    controller: &Rc<Controller>,
    id: Option<ImageId>,
    call: fn(&Controller, ImageId),
) -> Callback<()> {
    let controller = controller.clone();
    Callback::from(move |()| {
        if let Some(id) = id {
            call(&controller, id);
        }
    })
}

/// A callback that sends what `action` makes of its argument.
fn sends<T: 'static>(controller: &Rc<Controller>, action: fn(T) -> Action) -> Callback<T> {
    let controller = controller.clone();
    Callback::from(move |value| controller.send(action(value)))
}
