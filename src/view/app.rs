//! Wires the state to the components and to the browser.

use std::cell::Cell;
use std::rc::Rc;

use gloo_file::File;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::choose::{Choosing, choose, dropping};
use super::drawing::{Drawing, Next};
use super::new_version::new_version;
use super::settled::use_settled;
use super::widget::{complaints, foot};
use super::words::words;
use crate::address::{self, Address};
use crate::browser::host_page::{self, HostPage};
use crate::browser::in_page::jobs::Jobs;
use crate::browser::in_page::worker;
use crate::browser::memory::{self, Span};
use crate::browser::offer::{self, Offer};
use crate::browser::offline::{self, NewVersion};
use crate::browser::{how_to_check, one_file, page};
use crate::embed::{Message, Options};
use crate::image_url;
use crate::job::Event;
use crate::paste::{self, Destination};
use crate::refusal::Refusal;
use crate::session::{Action, Session};
use crate::snippet::Snippet;

/// Under this name the browser remembers which snippet the user wants.
const SNIPPET: &str = "gvmi-hash.snippet";

#[derive(PartialEq)]
struct Page(Session);

/// Under these names, and the fragment of the page's address, it remembers for the tab what
/// the user typed: another link is another matter.
const TYPED: [&str; 2] = ["gvmi-hash.url", "gvmi-hash.expected"];

impl Page {
    /// The page as the user left it, opened with the address that it has.
    fn open() -> Self {
        let snippet = memory::recall(Span::Browser, SNIPPET).and_then(|key| Snippet::from_key(&key));
        let snippet = Action::ChooseSnippet(snippet.unwrap_or_default());
        let address = Options::parse(&page::query()).map_or_else(follow, Action::Embed);
        let session = Session::default().after(snippet).after(address);
        let [url, expected] = kept(&session);
        let url = url.filter(|url| url != session.url()).map(Action::EnterUrl);
        let expected = expected.filter(|text| *text != session.expected.text);
        let typed = url.into_iter().chain(expected.map(Action::EnterExpected));
        Self(typed.fold(session, |session, action| session.after(action)))
    }
}

/// What the user typed before a reload. A widget keeps nothing, nor does a page on a disk,
/// whose memory would be that of all such pages.
fn kept(session: &Session) -> [Option<String>; 2] {
    TYPED.map(|name| memory::recall(Span::Tab, &typed_key(session, name)?))
}

fn keep([url, expected]: [&str; 2], session: &Session) {
    for (name, text) in TYPED.into_iter().zip([url, expected]) {
        if let Some(key) = typed_key(session, name) {
            memory::keep(Span::Tab, &key, text);
        }
    }
}

fn typed_key(session: &Session, name: &str) -> Option<String> {
    let keeps = session.embedding.is_none() && address::is_hosted(&page::address());
    keeps.then(|| format!("{name}{}", page::fragment()))
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

/// The page.
#[component]
pub fn App() -> Html {
    let page = use_reducer(Page::open);
    let dragging = use_state_eq(|| false);
    let new_version_ready = use_state_eq(|| None::<NewVersion>);
    let dispatch = page.dispatcher();

    let jobs = (*use_memo((), |()| {
        let dispatch = dispatch.clone();
        Jobs::new(move |action| {
            // The end takes a button away, and with it the keyboard.
            match action {
                Action::Report(_, Event::Done { .. } | Event::Failed(_)) | Action::Cancel(_) => {
                    page::pass_focus("cancel", "image-input");
                }
                Action::SeekLookalikes(_) => page::pass_focus("seek", "answer"),
                _ => {}
            }
            dispatch.dispatch(action);
        })
    }))
    .clone();
    let id = page.0.selected().map(|entry| entry.id);
    let on_file = {
        let jobs = jobs.clone();
        Callback::from(move |file: File| jobs.choose(file))
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
        let jobs = jobs.clone();
        Callback::from(move |()| {
            if let Some(id) = id {
                jobs.cancel(id);
            }
        })
    };
    let on_seek = {
        let jobs = jobs.clone();
        Callback::from(move |()| {
            if let Some(id) = id {
                jobs.seek_lookalikes(id);
            }
        })
    };
    let on_example = Callback::from(move |()| {
        page::pass_focus("example", "image-input");
        jobs.choose_example();
    });
    let on_url = acts(&dispatch, Action::EnterUrl);
    let on_expected = acts(&dispatch, Action::EnterExpected);
    let on_compare_with = on_expected.reform(|expected| {
        page::reveal("expected");
        expected
    });
    let on_snippet = acts(&dispatch, |snippet: Snippet| {
        memory::keep(Span::Browser, SNIPPET, snippet.key());
        Action::ChooseSnippet(snippet)
    });

    use_effect_with((), {
        let (on_file, dragging) = (on_file.clone(), dragging.setter());
        let (on_choosing, has_asked) = (on_choosing.clone(), has_asked.clone());
        let new_version = new_version_ready.setter();
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
                Offer::File(file) => {
                    on_file.emit(file);
                    page::reveal("answer");
                }
                Offer::Text(text) => dispatch.dispatch(match paste::destination(&text) {
                    Some(_) => Action::Paste(text),
                    None => Action::Refuse(Refusal::NotAFile),
                }),
                Offer::Refused(refusal) => dispatch.dispatch(Action::Refuse(refusal)),
            };
            offer::take_launches(take.clone());
            let listeners = offer::listen(take);
            let one_file = one_file::listen();
            let lookout = offline::look_out();
            move || drop((listeners, fragments, one_file, lookout))
        }
    });
    let host_page = use_host_page(&page);
    let session = &page.0;
    use_effect_with(session.title(), |title| page::set_title(title));
    let is_embedded = session.embedding.is_some();
    use_effect_with(is_embedded, |is_embedded| {
        let listener = how_to_check::listen(*is_embedded);
        move || drop(listener)
    });
    use_effect_with(session.is_busy(), |is_busy| {
        let listener = is_busy.then(page::ask_before_leaving);
        move || drop(listener)
    });
    use_effect_with(
        (session.url().to_owned(), session.expected.text.clone()),
        {
            let session = session.clone();
            move |(url, expected)| keep([url, expected], &session)
        },
    );
    use_effect_with(session.pasted, |pasted| match pasted {
        Some(Destination::Url) => page::reveal("url"),
        Some(Destination::Compare) => page::reveal("expected"),
        None => {}
    });

    let settled = use_settled(&AttrValue::from(session.url().to_owned()));
    let file_name = session.selected().map(|entry| &*entry.file.file_name);
    let url_findings = settled.map(|url| image_url::check(&url, file_name));
    let verdict = session.verdict();
    let spoken = verdict.map(|verdict| format!("{} {}", verdict.answer, verdict.finding));
    let spoken = use_settled(&AttrValue::from(spoken.unwrap_or_default())).unwrap_or_default();
    let drawing = Drawing {
        session,
        url_findings: url_findings.as_deref(),
        on_url: &on_url,
        on_expected: &on_expected,
        on_snippet: &on_snippet,
        on_seek: &on_seek,
        on_compare_with: &on_compare_with,
        on_cancel: &on_cancel,
    };
    let next = drawing.next();
    let choosing = Choosing {
        is_first: session.selected().is_none(),
        is_next: next == Next::Choose,
        is_embedded,
        refusal: session.refusal.as_ref(),
        on_choosing: &on_choosing,
        on_file: &on_file,
        on_example: Some(&on_example).filter(|_| !session.expected.is_fixed()),
    };
    html! {
        <>
            if let Some(options) = &session.embedding {
                { complaints(&options.complaints) }
            }
            { choose(&choosing) }
            { drawing.answer(next) }
            { drawing.middle(next) }
            { drawing.rest() }
            <p class="visually-hidden" role="status">{ words(session.announcement()) }</p>
            <p class="visually-hidden" role="status">{ words(spoken) }</p>
            if is_embedded {
                { foot((*host_page).as_ref().and_then(HostPage::origin)) }
            }
            { new_version((*new_version_ready).as_ref().filter(|_| !session.is_busy())) }
            if *dragging {
                { dropping() }
            }
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
