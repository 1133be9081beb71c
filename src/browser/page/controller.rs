//! Between the view and the browser: what happens around the page becomes notices, and
//! what the session says shows around the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::awake::Awake;
use super::document;
use super::early::Early;
use super::first;
use super::host_page::{self, HeightWatch, HostPage};
use super::how_to_check;
use super::jobs::Jobs;
use super::jobs::worker;
use super::listener::Listener;
use super::memory::{self, Retention};
use super::notice::Notice;
use super::offer::{self, Offer};
use super::offline;
use super::one_file;
use crate::pure::embed::{Message, Options, Part};
use crate::pure::publish::address::{self, Address};
use crate::pure::publish::set::SetSnippet;
use crate::pure::publish::snippet::Snippet;
use crate::pure::session::paste;
use crate::pure::session::refusal::Refusal;
use crate::pure::session::{Action, Session};

/// Under this name the browser remembers which snippet the user wants.
const SNIPPET: &str = "gvmi-hash.snippet";

/// And under this one, in which form they want several images.
const SET_SNIPPET: &str = "gvmi-hash.set-snippet";

/// Under these names, and the query and the fragment of the page's address, it remembers for
/// the tab what the user typed: another link is another matter.
const TYPED: [&str; 2] = ["gvmi-hash.url", "gvmi-hash.expected"];

/// Runs the jobs, listens to what happens around the page, and shows there what the session
/// says. Dropping it ends all of that.
pub struct Controller {
    /// What is being done with the images.
    pub jobs: Jobs,
    tell: Rc<dyn Fn(Notice)>,
    /// The first worker closes the page, which must have asked its server for all that it
    /// needs.
    has_asked: Rc<Cell<bool>>,
    /// Options that come later do not change who is told.
    host_page: Option<HostPage>,
    /// The session that is shown around the page.
    shown: RefCell<Option<Session>>,
    /// What of [`TYPED`] is remembered, each under its key: a list of hashes is long, and what a
    /// job reports changes nothing of it.
    kept: RefCell<[Option<(String, String)>; 2]>,
    /// While a job runs: asks before the page is left, and keeps the screen awake.
    while_busy: RefCell<Option<(Option<Listener>, Awake)>>,
    _listeners: Vec<Listener>,
    _height: Option<HeightWatch>,
}

/// The session as the user left it, opened with the address that the page has, and what was
/// typed since.
#[must_use]
pub fn opened(early: &Early) -> Session {
    let snippet = memory::recall(Retention::Browser, SNIPPET);
    let snippet = snippet.and_then(|key| Snippet::from_key(&key));
    let snippet = Action::ChooseSnippet(snippet.unwrap_or_default());
    let address = Options::parse(&document::query()).map_or_else(follow, Action::Embed);
    let set_snippet = memory::recall(Retention::Browser, SET_SNIPPET);
    let set_snippet = set_snippet.and_then(|key| SetSnippet::from_key(&key));
    let set_snippet = Action::ChooseSetSnippet(set_snippet.unwrap_or_default());
    let session = Session::default().after(snippet).after(set_snippet);
    let session = session.after(address);
    let [url, expected] =
        TYPED.map(|name| memory::recall(Retention::Tab, &typed_key(&session, name)?));
    let url = url.filter(|url| *url != session.url());
    let expected = expected.filter(|text| *text != session.expected.text);
    let typed = url.map(Action::EnterUrl).into_iter();
    typed
        .chain(expected.map(Action::EnterExpected))
        .chain(early.typed())
        .fold(session, |session, action| session.after(action))
}

/// None for a widget, which keeps nothing, and for a page on a disk, whose memory would be
/// that of all such pages.
fn typed_key(session: &Session, name: &str) -> Option<String> {
    let keeps = session.embedding.is_none() && address::is_hosted(&document::address());
    keeps.then(|| format!("{name}{}{}", document::query(), document::fragment()))
}

/// What the fragment brings, or else the query: some programs make the one of the other.
fn follow() -> Action {
    let address = Address::parse(&document::fragment());
    Action::Follow(match address == Address::default() {
        true => Address::parse(&document::query()),
        false => address,
    })
}

impl Controller {
    /// Begins to listen for `session`, as it was opened, and takes what came before; `tell` is
    /// called with each notice.
    pub fn new(session: &Session, early: &Early, tell: impl Fn(Notice) + 'static) -> Self {
        let tell: Rc<dyn Fn(Notice)> = Rc::new(first::hold(tell));
        let send = sender(&tell);
        let looks_inside = session.shows(Part::Inside);
        let jobs = Jobs::new(session.embedding.is_none(), looks_inside, send.clone());
        let has_asked = Rc::new(Cell::new(false));
        let host_page = session.embedding.as_ref().and_then(HostPage::find);
        let take = taker(jobs.clone(), tell.clone(), has_asked.clone());
        offer::take_launches(take.clone());
        let on_fragment = send.clone();
        let mut listeners = early.hand_over(take.clone());
        listeners.extend(offer::listen(take).into_iter().flatten());
        listeners.extend(document::on_fragment(move || on_fragment(follow())));
        listeners.extend(one_file::listen());
        listeners.extend(how_to_check::listen(session.embedding.is_some()));
        listeners.extend(offline::look_out());
        if let Some(host_page) = &host_page {
            listeners.extend(host_page.listen(move |asked| {
                if let Some(options) = Options::parse(&asked) {
                    send(Action::Embed(options));
                }
            }));
            host_page.tell(&Message::Ready);
        }
        keep(looks_inside, tell.clone(), has_asked.clone());
        Self {
            jobs,
            tell,
            has_asked,
            _height: host_page.as_ref().and_then(HostPage::tell_height),
            host_page,
            shown: RefCell::default(),
            kept: RefCell::default(),
            while_busy: RefCell::default(),
            _listeners: listeners,
        }
    }

    /// The user is about to choose a file.
    pub fn stand_by(&self) {
        stand_by(&self.has_asked);
    }

    /// Takes what the user did, and remembers what the next visit begins with.
    pub fn send(&self, action: Action) {
        match action {
            Action::ChooseSnippet(snippet) => {
                memory::keep(Retention::Browser, SNIPPET, snippet.key());
            }
            Action::ChooseSetSnippet(snippet) => {
                memory::keep(Retention::Browser, SET_SNIPPET, snippet.key());
            }
            _ => {}
        }
        (self.tell)(Notice::Action(action));
    }

    /// The origin of the host page, if it is told anything of the image.
    pub fn host_origin(&self) -> Option<&str> {
        self.host_page.as_ref()?.origin()
    }

    /// Shows around the page what the session says: the title, the look that the host page
    /// wants, what it is told; remembers what a reload brings back, and asks before a job is
    /// lost.
    pub fn show(&self, session: &Session) {
        let before = self.shown.replace(Some(session.clone()));
        let before = before.as_ref();
        document::set_title(&session.title());
        self.keep_typed(session);
        self.jobs.want_inside(session.shows(Part::Inside));
        if before.is_some_and(Session::is_busy) != session.is_busy() {
            let begins = || (document::ask_before_leaving(), Awake::start());
            self.while_busy.replace(session.is_busy().then(begins));
        }
        if let Some(options) = &session.embedding
            && before.is_none_or(|before| before.embedding.as_ref() != Some(options))
        {
            host_page::wear(options);
        }
        let message = session.message();
        if let (Some(host_page), Some(message)) = (&self.host_page, &message)
            && before.and_then(Session::message).as_ref() != Some(message)
        {
            host_page.tell(message);
        }
    }

    fn keep_typed(&self, session: &Session) {
        let url = session.typed_url();
        let typed = [&*url, &session.expected.text];
        let mut all = self.kept.borrow_mut();
        for ((name, text), kept) in TYPED.into_iter().zip(typed).zip(all.iter_mut()) {
            let now = typed_key(session, name).map(|key| (key, text.to_owned()));
            if let Some((key, text)) = now.as_ref().filter(|now| kept.as_ref() != Some(now)) {
                memory::keep(Retention::Tab, key, text);
            }
            *kept = now;
        }
    }
}

fn sender(tell: &Rc<dyn Fn(Notice)>) -> impl Fn(Action) + Clone + 'static {
    let tell = tell.clone();
    move |action| tell(Notice::Action(action))
}

/// What is done with something that the user offers.
fn taker(
    jobs: Jobs,
    tell: Rc<dyn Fn(Notice)>,
    has_asked: Rc<Cell<bool>>,
) -> impl Fn(Offer) + Clone + 'static {
    move |offer| match offer {
        Offer::Dragging(is_over) => {
            if is_over {
                stand_by(&has_asked);
            }
            tell(Notice::Dragging(is_over));
        }
        Offer::Files { files, folder } => {
            jobs.take(files, folder);
            document::scroll_to("answer");
        }
        Offer::Text(text) => tell(Notice::Action(match paste::destination(&text) {
            Some(_) => Action::Paste(text),
            None => Action::Refuse(Refusal::NotAFile),
        })),
        Offer::Refused(refusal) => tell(Notice::Action(Action::Refuse(refusal))),
    }
}

fn stand_by(has_asked: &Cell<bool>) {
    if has_asked.get() {
        worker::stand_by();
    }
}

/// Has the page kept for use without its server.
fn keep(is_looked_inside: bool, tell: Rc<dyn Fn(Notice)>, has_asked: Rc<Cell<bool>>) {
    spawn_local(async move {
        let offer = move |version| tell(Notice::NewVersion(version));
        offline::keep(is_looked_inside, offer).await;
        has_asked.set(true);
    });
}
