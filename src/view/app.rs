//! Wires the state to the components and to the browser.

use std::rc::Rc;

use gloo_file::File;
use yew::prelude::*;

use super::image::Image;
use super::publication::Publication;
use crate::browser::offer::{Listeners, Offer};
use crate::browser::page;
use crate::browser::worker::{self, HashJob};
use crate::example;
use crate::job::{Event as JobEvent, ImageFile};
use crate::state::{Action, State};

#[derive(Default, PartialEq)]
struct Page(State);

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.after(action)))
    }
}

/// The page.
#[component]
pub fn App() -> Html {
    let page = use_reducer(Page::default);
    let job = use_mut_ref(|| None::<HashJob>);
    let dragging = use_state_eq(|| false);
    let dispatch = page.dispatcher();

    let on_file = {
        let (job, dispatch) = (job.clone(), dispatch.clone());
        Callback::from(move |file: File| {
            // The old job ends before the new one can be seen.
            *job.borrow_mut() = None;
            let image = ImageFile::new(&file.name(), file.size());
            dispatch.dispatch(Action::Choose(image));
            let report = dispatch.clone();
            let started = HashJob::start(file, move |event| {
                // The end takes the cancel button away, and with it the keyboard.
                if matches!(event, JobEvent::Hashed { .. } | JobEvent::Failed(_)) {
                    page::pass_focus("cancel", "image-input");
                }
                report.dispatch(Action::Report(event));
            });
            *job.borrow_mut() = Some(started);
        })
    };
    let on_cancel = {
        let dispatch = dispatch.clone();
        Callback::from(move |()| {
            page::pass_focus("cancel", "image-input");
            *job.borrow_mut() = None;
            dispatch.dispatch(Action::Cancel);
        })
    };
    let on_example = on_file.reform(|()| {
        // The button is about to go, and would take the keyboard with it.
        page::pass_focus("example", "image-input");
        File::new(example::NAME, &example::image()[..])
    });
    let on_url = {
        let dispatch = dispatch.clone();
        Callback::from(move |url| dispatch.dispatch(Action::EnterUrl(url)))
    };

    use_effect_with((), {
        let (on_file, dragging) = (on_file.clone(), dragging.setter());
        move |()| {
            worker::preload();
            let listeners = Listeners::new(move |offer| match offer {
                Offer::Dragging(over) => dragging.set(over),
                Offer::File(file) => on_file.emit(file),
                Offer::Refused(failure) => dispatch.dispatch(Action::Refuse(failure)),
            });
            move || drop(listeners)
        }
    });
    use_effect_with(page.0.title(), |title| page::set_title(title));

    html! {
        <>
            <Image
                job={page.0.job.clone()}
                refusal={page.0.refusal.clone()}
                dragging={*dragging}
                {on_file}
                {on_cancel}
                {on_example}
            />
            <Publication hash={page.0.hash()} url={page.0.url.clone()} {on_url} />
            <p class="visually-hidden" role="status">{ page.0.announcement() }</p>
        </>
    }
}
