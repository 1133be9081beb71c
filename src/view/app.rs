//! Wires the state to the components and to the browser.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_file::File;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::after_publishing::AfterPublishing;
use super::compare::Compare;
use super::image::Image;
use super::new_version::NewVersionOffer;
use super::publication::Publication;
use super::redraw::use_redraw;
use super::shown::shown;
use super::use_it::UseIt;
use super::widget::{Complaints, Foot};
use crate::address::{self, Address};
use crate::browser::host_page::{self, HostPage};
use crate::browser::inspection::InspectionJob;
use crate::browser::memory;
use crate::browser::offer::{self, Offer};
use crate::browser::offline::{self, NewVersion};
use crate::browser::worker::{self, HashJob};
use crate::browser::{one_file, page};
use crate::embed::{Message, Options, Part};
use crate::example;
use crate::job::{Event as JobEvent, ImageFile, Task};
use crate::snippet::Snippet;
use crate::state::{Action, State};

/// Under this name the browser remembers which snippet the user wants.
const SNIPPET: &str = "gvmi-hash.snippet";

#[derive(PartialEq)]
struct Page(State);

impl Page {
    /// The page as the user left it, opened with the address that it has.
    fn open() -> Self {
        let snippet = memory::recall(SNIPPET).and_then(|key| Snippet::from_key(&key));
        let snippet = Action::ChooseSnippet(snippet.unwrap_or_default());
        let address = Options::parse(&page::query()).map_or_else(follow, Action::Embed);
        Self(State::default().after(snippet).after(address))
    }
}

impl Reducible for Page {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.after(action)))
    }
}

fn follow() -> Action {
    Action::Follow(Address::parse(&page::fragment()))
}

/// All that is done with the image chosen last. It ends when another takes its place.
struct Work {
    file: File,
    hashing: Option<HashJob>,
    _inspection: Rc<RefCell<Option<InspectionJob>>>,
    lookalikes: Option<HashJob>,
}

impl Work {
    fn start(file: File, dispatch: &UseReducerDispatcher<Page>) -> Self {
        let inspection = Rc::<RefCell<Option<InspectionJob>>>::default();
        let (report, slot, inspected) = (dispatch.clone(), inspection.clone(), file.clone());
        let hashing = HashJob::start(Task::Hash, file.clone(), move |event| {
            // A worker that is ready shows that the page has closed itself.
            if event == JobEvent::Ready {
                let report = report.clone();
                let job = InspectionJob::start(inspected.clone(), move |check| {
                    report.dispatch(Action::Inspect(check));
                });
                slot.replace(Some(job));
            }
            // The end takes the cancel button away, and with it the keyboard.
            if matches!(event, JobEvent::Hashed { .. } | JobEvent::Failed(_)) {
                page::pass_focus("cancel", "image-input");
            }
            report.dispatch(Action::Report(event));
        });
        Self {
            file,
            hashing: Some(hashing),
            _inspection: inspection,
            lookalikes: None,
        }
    }

    fn seek_lookalikes(&mut self, dispatch: &UseReducerDispatcher<Page>) {
        let report = dispatch.clone();
        let job = HashJob::start(Task::Lookalikes, self.file.clone(), move |event| {
            report.dispatch(Action::ReportLookalikes(event));
        });
        self.lookalikes = Some(job);
    }
}

/// The page.
#[component]
pub fn App() -> Html {
    let generation = use_redraw();
    let page = use_reducer(Page::open);
    let work = use_mut_ref(|| None::<Work>);
    let dragging = use_state_eq(|| false);
    let new_version = use_state_eq(|| None::<NewVersion>);
    let dispatch = page.dispatcher();

    let on_file = {
        let (work, dispatch) = (work.clone(), dispatch.clone());
        Callback::from(move |file: File| {
            // The old work ends before the new image can be seen.
            *work.borrow_mut() = None;
            let image = ImageFile::new(&file.name(), file.size());
            dispatch.dispatch(Action::Choose(image));
            *work.borrow_mut() = Some(Work::start(file, &dispatch));
        })
    };
    // The first worker closes the page, which must have asked its server for all that it needs.
    let has_asked = use_memo((), |()| Cell::new(false));
    let on_choosing = {
        let has_asked = has_asked.clone();
        Callback::from(move |()| {
            if has_asked.get() {
                worker::stand_by();
            }
        })
    };
    let on_cancel = {
        let (work, dispatch) = (work.clone(), dispatch.clone());
        Callback::from(move |()| {
            page::pass_focus("cancel", "image-input");
            if let Some(work) = work.borrow_mut().as_mut() {
                work.hashing = None;
            }
            dispatch.dispatch(Action::Cancel);
        })
    };
    let on_seek = {
        let dispatch = dispatch.clone();
        Callback::from(move |()| {
            // The button is about to go, and would take the keyboard with it.
            page::pass_focus("seek", "expected");
            dispatch.dispatch(Action::SeekLookalikes);
            if let Some(work) = work.borrow_mut().as_mut() {
                work.seek_lookalikes(&dispatch);
            }
        })
    };
    let on_example = on_file.reform(|()| {
        page::pass_focus("example", "image-input");
        File::new(example::NAME, &example::image()[..])
    });
    let on_url = acts(&dispatch, Action::EnterUrl);
    let on_expected = acts(&dispatch, Action::EnterExpected);
    let on_compare_with = on_expected.reform(|expected| {
        page::reveal("expected");
        expected
    });
    let on_snippet = acts(&dispatch, |snippet: Snippet| {
        memory::keep(SNIPPET, snippet.key());
        Action::ChooseSnippet(snippet)
    });

    use_effect_with((), {
        let (on_file, dragging) = (on_file.clone(), dragging.setter());
        let (on_choosing, has_asked) = (on_choosing.clone(), has_asked.clone());
        let new_version = new_version.setter();
        move |()| {
            spawn_local(async move {
                offline::keep(move |version| new_version.set(Some(version))).await;
                has_asked.set(true);
            });
            let on_fragment = dispatch.clone();
            let fragments = page::on_fragment(move || on_fragment.dispatch(follow()));
            let take = move |offer| match offer {
                Offer::Dragging(over) => {
                    if over {
                        on_choosing.emit(());
                    }
                    dragging.set(over);
                }
                Offer::File(file) => on_file.emit(file),
                Offer::Refused(failure) => dispatch.dispatch(Action::Refuse(failure)),
            };
            offer::take_launches(take.clone());
            let listeners = offer::listen(take);
            let one_file = one_file::listen();
            let lookout = offline::look_out();
            move || drop((listeners, fragments, one_file, lookout))
        }
    });
    let host_page = use_host_page(&page);
    use_effect_with(page.0.title(), |title| page::set_title(title));

    let state = &page.0;
    let host_origin = (*host_page).as_ref().and_then(HostPage::origin);
    let hash = state.hash();
    let hashed_image = state.hashed_image();
    let url = AttrValue::from(state.url.clone());
    let link = hash.map(|hash| {
        let url = Some(state.url.trim()).filter(|url| !url.is_empty());
        AttrValue::from(address::link(&page::address(), &hash, url))
    });
    let shows = |part| {
        let embedding = state.embedding.as_ref();
        embedding.is_none_or(|options| options.shows(part))
    };
    let can_compare = shows(Part::Compare) && !state.is_fixed();
    let compare = html! {
        if shows(Part::Compare) {
            <Compare
                {hash}
                size={hashed_image.map(|image| image.size)}
                expected={state.expected.clone()}
                is_fixed={state.is_fixed()}
                url={Some(url.clone()).filter(|url| !url.is_empty() && !shows(Part::Hash))}
                verdict={state.verdict()}
                lookalikes={state.lookalikes.clone()}
                {link}
                on_expected={&on_expected}
                {on_seek}
            />
        }
    };
    // Who follows a link with a hash wants to know nothing else first.
    let (first, last) = if state.is_verifier {
        (compare, Html::default())
    } else {
        (Html::default(), compare)
    };
    html! {
        <>
        <key={generation}>
            { shown(state, generation) }
            if let Some(options) = &state.embedding {
                <Complaints complaints={options.complaints.clone()} />
            }
            <Image
                job={state.job.clone()}
                check={state.check.clone().filter(|_| shows(Part::Check))}
                descriptor_report={state.descriptor_report()}
                refusal={state.refusal.clone()}
                dragging={*dragging}
                is_embedded={state.embedding.is_some()}
                {on_choosing}
                {on_file}
                {on_cancel}
                on_expected={Some(on_compare_with).filter(|_| can_compare)}
                on_example={Some(on_example).filter(|_| !state.is_fixed())}
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
        </>
    }
}

/// Listens to the host page, if there is one, tells it what it may know, and looks as it
/// wants. Options that come later do not change who is told.
#[hook]
fn use_host_page(page: &UseReducerHandle<Page>) -> Rc<Option<HostPage>> {
    let dispatch = page.dispatcher();
    let host_page = use_memo((), |()| page.0.embedding.as_ref().and_then(HostPage::find));
    use_effect_with(page.0.embedding.clone(), |options| {
        if let Some(options) = options {
            host_page::wear(options);
        }
    });
    use_effect_with((), {
        let host_page = host_page.clone();
        move |()| {
            let talk = host_page.as_ref().as_ref().map(|host_page| {
                let listener = host_page.listen(move |asked| {
                    if let Some(options) = Options::parse(&asked) {
                        dispatch.dispatch(Action::Embed(options));
                    }
                });
                host_page.tell(&Message::Ready);
                (listener, host_page.tell_height())
            });
            move || drop(talk)
        }
    });
    use_effect_with(page.0.message(), {
        let host_page = host_page.clone();
        move |message| {
            if let (Some(host_page), Some(message)) = (host_page.as_ref(), message) {
                host_page.tell(message);
            }
        }
    });
    host_page
}

/// A callback that dispatches what `action` makes of its argument.
fn acts<T: 'static>(
    dispatch: &UseReducerDispatcher<Page>,
    action: impl Fn(T) -> Action + 'static,
) -> Callback<T> {
    let dispatch = dispatch.clone();
    Callback::from(move |value| dispatch.dispatch(action(value)))
}
