//! The page: its state drawn, and what the user does sent to the browser's room.

use std::rc::Rc;

use gloo_file::File;
use yew::prelude::*;

use super::after_publishing::AfterPublishing;
use super::compare::Compare;
use super::image::Image;
use super::new_version::NewVersionOffer;
use super::publication::Publication;
use super::use_it::UseIt;
use super::widget::{Complaints, Foot};
use crate::address;
use crate::browser::controller::{self, Controller, Notice};
use crate::browser::offline::NewVersion;
use crate::browser::page;
use crate::embed::Part;
use crate::job::Event as JobEvent;
use crate::session::{Action, ImageEntry, ImageId, Session, Status};

#[derive(PartialEq)]
struct Page(Session);

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.after(action)))
    }
}

/// The page.
#[component]
pub fn App() -> Html {
    let page = use_reducer(|| Page(controller::opened()));
    let dragging = use_state_eq(|| false);
    let new_version = use_state_eq(|| None::<NewVersion>);
    let controller = use_memo((), |()| {
        let dispatch = page.dispatcher();
        let (dragging, new_version) = (dragging.setter(), new_version.setter());
        Controller::new(&page.0, move |notice| match notice {
            Notice::Action(action) => {
                pass_focus(&action);
                dispatch.dispatch(action);
            }
            Notice::Dragging(is_over) => dragging.set(is_over),
            Notice::NewVersion(version) => new_version.set(Some(version)),
        })
    });
    use_effect_with(page.clone(), {
        let controller = controller.clone();
        move |page| controller.show(&page.0)
    });

    let id = page.0.selected().map(|entry| entry.id);
    let on_file = calls(&controller, |controller, file: File| {
        controller.jobs.choose(file)
    });
    let on_choosing = calls(&controller, |controller, ()| controller.stand_by());
    let on_cancel = of_image(&controller, id, |controller, id| controller.jobs.cancel(id));
    let on_seek = of_image(&controller, id, |controller, id| {
        controller.jobs.seek_lookalikes(id)
    });
    let on_example = calls(&controller, |controller, ()| {
        page::pass_focus("example", "image-input");
        controller.jobs.choose_example();
    });
    let on_url = sends(&controller, Action::EnterUrl);
    let on_expected = sends(&controller, Action::EnterExpected);
    let on_compare_with = on_expected.reform(|expected| {
        page::reveal("expected");
        expected
    });
    let on_snippet = sends(&controller, Action::ChooseSnippet);

    let state = &page.0;
    let host_origin = controller.host_origin();
    let entry = state.selected();
    let hash = entry.and_then(ImageEntry::hash);
    let hashed_image = entry
        .filter(|entry| matches!(entry.status, Status::Hashed { .. }))
        .map(|entry| &entry.file);
    let url = AttrValue::from(state.url().to_owned());
    let link = hash.map(|hash| {
        let url = Some(state.url().trim()).filter(|url| !url.is_empty());
        AttrValue::from(address::link(&page::address(), &hash, url))
    });
    let shows = |part| {
        let embedding = state.embedding.as_ref();
        embedding.is_none_or(|options| options.shows(part))
    };
    let can_compare = shows(Part::Compare) && !state.expected.is_fixed();
    let compare = html! {
        if shows(Part::Compare) {
            <Compare
                {hash}
                size={hashed_image.map(|image| image.size)}
                expected={state.expected.text.clone()}
                is_fixed={state.expected.is_fixed()}
                url={Some(url.clone()).filter(|url| !url.is_empty() && !shows(Part::Hash))}
                verdict={state.verdict()}
                lookalikes={entry.and_then(ImageEntry::lookalikes).cloned()}
                {link}
                on_expected={&on_expected}
                {on_seek}
            />
        }
    };
    // Who follows a link with a hash wants to know nothing else first.
    let (first, last) = if state.is_verifier() {
        (compare, Html::default())
    } else {
        (Html::default(), compare)
    };
    html! {
        <>
            if let Some(options) = &state.embedding {
                <Complaints complaints={options.complaints.clone()} />
            }
            <Image
                entry={entry.cloned()}
                shows_check={shows(Part::Check)}
                descriptor_report={state.descriptor_report()}
                refusal={state.refusal.clone()}
                dragging={*dragging}
                is_embedded={state.embedding.is_some()}
                {on_choosing}
                {on_file}
                {on_cancel}
                on_expected={Some(on_compare_with).filter(|_| can_compare)}
                on_example={Some(on_example).filter(|_| !state.expected.is_fixed())}
            />
            { first }
            if shows(Part::Hash) {
                <Publication {hash} url={url.clone()} {on_url} />
            }
            if shows(Part::Code) {
                <UseIt
                    {hash}
                    file_name={hashed_image.map(|image| AttrValue::from(image.file_name.clone()))}
                    url={url.clone()}
                    snippet={state.snippet}
                    {on_snippet}
                />
            }
            { last }
            if shows(Part::Commands) {
                <AfterPublishing {hash} size={hashed_image.map(|image| image.size)} {url} />
            }
            <p class="visually-hidden" role="status">{ state.announcement() }</p>
            if state.embedding.is_some() {
                <Foot origin={host_origin.map(str::to_owned)} />
            }
            <NewVersionOffer version={(*new_version).clone().filter(|_| !state.is_busy())} />
        </>
    }
}

/// What happened takes a button away, and with it the keyboard.
fn pass_focus(action: &Action) {
    match action {
        Action::Report(_, JobEvent::Done { .. } | JobEvent::Failed(_)) | Action::Cancel(_) => {
            page::pass_focus("cancel", "image-input");
        }
        Action::SeekLookalikes(_) => page::pass_focus("seek", "expected"),
        _ => {}
    }
}

/// A callback that hands its argument to the browser's room.
fn calls<T: 'static>(
    controller: &Rc<Controller>,
    call: impl Fn(&Controller, T) + 'static,
) -> Callback<T> {
    let controller = controller.clone();
    Callback::from(move |value| call(&controller, value))
}

/// A callback about the image that is shown.
fn of_image(
    controller: &Rc<Controller>,
    id: Option<ImageId>,
    call: impl Fn(&Controller, ImageId) + 'static,
) -> Callback<()> {
    calls(controller, move |controller, ()| {
        if let Some(id) = id {
            call(controller, id);
        }
    })
}

/// A callback that sends what `action` makes of its argument.
fn sends<T: 'static>(
    controller: &Rc<Controller>,
    action: impl Fn(T) -> Action + 'static,
) -> Callback<T> {
    calls(controller, move |controller, value| {
        controller.send(action(value))
    })
}
