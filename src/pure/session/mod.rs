//! The whole behaviour of the page: what it shows, and what changes it.

mod descriptor;
mod entry;
mod expected;
pub mod paste;
pub mod refusal;
mod set;
mod words;

use std::borrow::Cow;
use std::rc::Rc;

use crate::hash::{ImageHash, Lookalikes};
use crate::pure::compare::{Kind, Subject, Verdict};
use crate::pure::embed::{Comparison, Message, Options, Part};
use crate::pure::hashing::job::{Event, ImageFile};
use crate::pure::image::OtherFile;
use crate::pure::inside::{Contents, Seen};
use crate::pure::publish::address::Address;
use crate::pure::publish::set::{SetSnippet, url_in};
use crate::pure::publish::snippet::Snippet;
use crate::pure::text::finding::Finding;
use crate::pure::url::too_long;
use descriptor::Earlier;
use paste::Destination;
use refusal::Refusal;

pub use entry::{Check, ImageEntry, ImageId, Look, Search, Standing, Status, is_refused, outcome};
pub use expected::{Expected, Giver};
pub use set::{Order, Tally};
pub use words::{CAN_START, CANNOT_START, NOT_ALL_READ};

/// Everything that the page shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Session {
    /// The images, in the order in which they are shown.
    entries: Vec<Rc<ImageEntry>>,
    /// Which of them is shown alone; of several, none until the user opens one.
    selected: Option<ImageId>,
    /// The order in which the user put them last.
    pub order: Order,
    /// The URL that the user typed before there was an image.
    typed_url: String,
    /// The URL of the folder where several images will be, as the user typed it.
    pub folder: String,
    /// The text to compare with.
    pub expected: Expected,
    /// Where the text went that was pasted last, until something else is entered.
    pub pasted: Option<Destination>,
    /// Why the latest thing offered was not taken as an image.
    pub refusal: Option<Refusal>,
    /// How often something was refused or pasted: what is said of it is said each time.
    pub notices: u64,
    /// The snippet that the user wants.
    pub snippet: Snippet,
    /// The form in which the user wants several images.
    pub set_snippet: SetSnippet,
    /// What the host page asks for, if the page is a widget in one.
    pub embedding: Option<Options>,
    /// The image that was hashed last before the one chosen last.
    earlier: Option<Earlier>,
    /// What has become of several images: asked for many times, and counted once.
    tally: Rc<Tally>,
}

/// What can happen to the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// The user chose an image, in the place of any before; its job begins.
    Choose(ImageId, ImageFile),
    /// The user chose images beside those that are there; their jobs begin in turn.
    Add(Vec<(ImageId, ImageFile)>),
    /// An image is hashed once more, as another one with this file.
    Again(ImageId, ImageId, ImageFile),
    /// The user takes an image away.
    Remove(ImageId),
    /// The user opens one of several images, or goes back to all of them.
    Open(Option<ImageId>),
    /// The user wants several images in this order.
    Sort(Order),
    /// The user picks one of several to be taken along, or no longer.
    Pick(ImageId, bool),
    /// The user offered something that is not an image file.
    Refuse(Refusal),
    /// The job of an image reported.
    Report(ImageId, Event<ImageHash>),
    /// The user ended the job of an image.
    Cancel(ImageId),
    /// The check of an image is done.
    Inspect(ImageId, Check),
    /// The user asks for the lookalikes of an image; their job begins.
    SeekLookalikes(ImageId),
    /// The job that computes the lookalikes reported.
    ReportLookalikes(ImageId, Event<Lookalikes>),
    /// The inside of an image is being looked at.
    LookInside(ImageId),
    /// It is no longer looked at, for now.
    StopLooking(ImageId),
    /// The job that looks inside an image reported.
    ReportInside(ImageId, Event<Result<Seen, Finding>>),
    /// The user edited the URL.
    EnterUrl(String),
    /// The user edited the URL of the folder.
    EnterFolder(String),
    /// The user edited the text to compare with.
    EnterExpected(String),
    /// The user pasted a text into no field.
    Paste(String),
    /// The user chose a snippet.
    ChooseSnippet(Snippet),
    /// The user chose the form in which to have several images.
    ChooseSetSnippet(SetSnippet),
    /// The user opened a link to the page.
    Follow(Address),
    /// The host page asks for something, or for something else than before.
    Embed(Options),
}

impl Session {
    /// The page after `action`.
    #[must_use]
    pub fn after(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Choose(id, file) => next.choose(id, file),
            Action::Add(images) => next.add(images),
            Action::Again(before, id, file) => next.again(before, id, file),
            Action::Remove(id) => next.remove(id),
            Action::Open(id) => next.open(id),
            Action::Sort(order) => {
                next.order = order;
                order.sort(&mut next.entries);
            }
            Action::Pick(id, is_picked) => next.change(id, |entry| entry.is_picked = is_picked),
            Action::Refuse(refusal) => {
                next.refusal = Some(refusal);
                next.notices += 1;
            }
            Action::Report(id, event) => {
                let is_over = !matches!(event, Event::Progress { .. });
                next.change(id, |entry| entry.report(event));
                let is_shown = next.selected == Some(id);
                let goes = |refusal: &Refusal| is_over && is_shown && refusal.finding().is_error();
                next.refusal = next.refusal.filter(|refusal| !goes(refusal));
            }
            Action::Cancel(id) => {
                next.refusal = None;
                next.change(id, ImageEntry::cancel);
            }
            Action::Inspect(id, check) => next.change(id, |entry| entry.inspect(check)),
            Action::SeekLookalikes(id) => next.change(id, ImageEntry::seek_lookalikes),
            Action::ReportLookalikes(id, event) => {
                next.change(id, |entry| entry.report_lookalikes(event));
            }
            Action::LookInside(id) => next.change(id, ImageEntry::look_inside),
            Action::StopLooking(id) => next.change(id, ImageEntry::stop_looking),
            Action::ReportInside(id, event) => {
                next.change(id, |entry| entry.report_inside(event));
            }
            Action::EnterUrl(url) => next.enter_url(url),
            Action::EnterFolder(folder) => {
                next.pasted = None;
                next.folder = folder;
            }
            Action::EnterExpected(text) => next.enter_expected(text),
            Action::Paste(text) => next.paste(text),
            Action::ChooseSnippet(snippet) => next.snippet = snippet,
            Action::ChooseSetSnippet(snippet) => next.set_snippet = snippet,
            // A host page could have its widget follow any link.
            Action::Follow(_) if self.embedding.is_some() => {}
            Action::Follow(address) => next.follow(address),
            Action::Embed(options) => next.embed(options),
        }
        next.tally = match next.is_set() {
            true => Tally::of(&next.entries, &next.expected).into(),
            false => Rc::default(),
        };
        next
    }

    /// Another image takes the place of the one before; where it will be published stays.
    fn choose(&mut self, id: ImageId, file: ImageFile) {
        let url = self.url().into_owned();
        if let Some(before) = self.selected().filter(|entry| !entry.is_descriptor()) {
            let earlier = before.hash().map(|hash| Earlier {
                name: before.file.name.clone(),
                hash,
            });
            self.earlier = earlier.or(self.earlier.take());
        }
        self.refusal = None;
        self.pasted = None;
        self.entries = vec![ImageEntry::new(id, file, url).into()];
        self.typed_url.clear();
        self.selected = Some(id);
        self.judge(id);
    }

    /// What was typed of the one image that will be one of several stays its own.
    fn add(&mut self, images: Vec<(ImageId, ImageFile)>) {
        self.refusal = None;
        self.pasted = None;
        if self.entries.is_empty() && self.folder.is_empty() {
            self.folder = folder_of(&std::mem::take(&mut self.typed_url)).to_owned();
        }
        for (id, file) in images {
            self.entries
                .push(ImageEntry::new(id, file, String::new()).into());
            self.judge(id);
        }
        self.selected = None;
        self.show_the_only_one();
    }

    fn again(&mut self, before: ImageId, id: ImageId, file: ImageFile) {
        self.refusal = None;
        self.pasted = None;
        self.selected = self.selected.map(|selected| match selected == before {
            true => id,
            false => selected,
        });
        self.change(before, |entry| {
            *entry = ImageEntry::new(id, file, std::mem::take(&mut entry.url));
        });
        self.judge(id);
    }

    fn remove(&mut self, id: ImageId) {
        self.refusal = None;
        self.pasted = None;
        if let [last] = &self.entries[..]
            && last.id == id
        {
            self.typed_url = self.url_of(last).into_owned();
        }
        self.selected = self.selected.filter(|selected| *selected != id);
        self.entries.retain(|entry| entry.id != id);
        self.show_the_only_one();
    }

    fn open(&mut self, id: Option<ImageId>) {
        self.pasted = None;
        self.selected = id.filter(|id| self.entries.iter().any(|entry| entry.id == *id));
        self.show_the_only_one();
    }

    /// One image is no set, and has the URL that it had in one.
    fn show_the_only_one(&mut self) {
        if let [entry] = &self.entries[..] {
            let (id, url) = (entry.id, self.url_of(entry).into_owned());
            self.change(id, |entry| entry.url = url);
            self.selected = Some(id);
            self.folder.clear();
        }
    }

    /// What is said of an image that is not there any more changes nothing.
    fn change(&mut self, id: ImageId, change: impl FnOnce(&mut ImageEntry)) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            change(Rc::make_mut(entry));
        }
        self.judge(id);
    }

    /// Holds an image against the text to compare with, as they are now.
    fn judge(&mut self, id: ImageId) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            judge(entry, &self.expected);
        }
    }

    fn expect(&mut self, expected: Expected) {
        self.expected = expected;
        for entry in &mut self.entries {
            judge(entry, &self.expected);
        }
    }

    fn enter_url(&mut self, url: String) {
        self.pasted = None;
        match self.selected {
            Some(id) => self.change(id, |entry| entry.url = url),
            None if self.entries.is_empty() => self.typed_url = url,
            None => self.folder = url,
        }
    }

    /// What the host page expects, nobody else changes.
    fn enter_expected(&mut self, text: String) {
        self.pasted = None;
        if !self.expected.is_fixed() {
            self.expect(Expected::new(text, Giver::User));
        }
    }

    fn paste(&mut self, text: String) {
        let destination = paste::destination(&text);
        match destination {
            Some(Destination::Compare) if self.expected.is_fixed() => return,
            Some(Destination::Compare) => self.enter_expected(text.trim().to_owned()),
            Some(Destination::Url) => self.enter_url(text.trim().to_owned()),
            None => {}
        }
        self.refusal = None;
        self.pasted = destination;
        self.notices += 1;
    }

    fn follow(&mut self, Address { hash, url }: Address) {
        self.pasted = None;
        // The URL of another link is not this image's.
        let url = url.or(hash.as_ref().map(|_| String::new()));
        self.expect(match hash {
            Some(hash) => Expected::new(hash, Giver::Link),
            None => Expected::new(self.expected.text.clone(), Giver::User),
        });
        // That of one image is the folder of none.
        if let Some(url) = url.filter(|url| !self.is_set() || url.ends_with('/')) {
            self.enter_url(url);
        }
    }

    /// Only what the host page asks for anew takes the place of what the reader entered.
    fn embed(&mut self, options: Options) {
        let before = self.embedding.take().unwrap_or_default();
        if options.hash != before.hash {
            let hash = options.hash.clone().unwrap_or_default();
            self.expect(Expected::new(hash, Giver::HostPage));
        }
        if options.url != before.url {
            self.enter_url(options.url.clone().unwrap_or_default());
        }
        if options.snippet != before.snippet {
            self.snippet = options.snippet.unwrap_or(self.snippet);
        }
        self.embedding = Some(options);
    }

    /// Whether a part of the page is shown: each, unless a host page asks for some.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        let embedding = self.embedding.as_ref();
        embedding.is_none_or(|options| options.shows(part))
    }

    /// The image that is shown.
    #[must_use]
    pub fn selected(&self) -> Option<&ImageEntry> {
        self.entries
            .iter()
            .find(|entry| Some(entry.id) == self.selected)
            .map(Rc::as_ref)
    }

    /// The images, in the order in which they are shown.
    #[must_use]
    pub fn entries(&self) -> &[Rc<ImageEntry>] {
        &self.entries
    }

    /// Whether the images are shown together.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.selected.is_none() && !self.entries.is_empty()
    }

    /// What has become of several images.
    #[must_use]
    pub fn tally(&self) -> Rc<Tally> {
        self.tally.clone()
    }

    /// The URL of the image that is shown, as the user typed it or as the folder has it.
    #[must_use]
    pub fn url(&self) -> Cow<'_, str> {
        self.selected()
            .map_or(Cow::from(&self.typed_url), |entry| self.url_of(entry))
    }

    /// The URL that a reload brings back; that of the folder, where there are several images,
    /// so that it is known for one.
    #[must_use]
    pub fn typed_url(&self) -> Cow<'_, str> {
        let folder = self.folder.trim();
        match self.entries.len() {
            0 | 1 => self.url(),
            _ if folder.is_empty() || folder.ends_with('/') => Cow::from(folder),
            _ => Cow::from(format!("{folder}/")),
        }
    }

    /// The URL of an image: its own, or that in the folder. What is longer than any URL is the
    /// folder of none.
    #[must_use]
    pub fn url_of<'a>(&self, entry: &'a ImageEntry) -> Cow<'a, str> {
        let has_folder = !self.folder.trim().is_empty() && too_long(&self.folder).is_none();
        match entry.url.trim().is_empty() && has_folder {
            true => url_in(&self.folder, &entry.file.path).into(),
            false => Cow::from(&entry.url),
        }
    }

    /// The images whose files are known.
    pub fn looked_into(&self) -> impl Iterator<Item = (&ImageEntry, &Rc<Contents>)> {
        self.entries.iter().filter_map(|entry| match entry.look()? {
            Look::Seen(contents) => Some((&**entry, contents)),
            _ => None,
        })
    }

    /// The images that can be given to others, with their hashes and URLs; of those that the
    /// user picked, if any.
    #[must_use]
    pub fn good(&self) -> Vec<(&ImageEntry, ImageHash, Cow<'_, str>)> {
        set::good(&self.entries)
            .filter_map(|entry| Some((&**entry, entry.hash()?, self.url_of(entry))))
            .collect()
    }

    /// Whether somebody else than the user wants to know whether an image is the right one.
    #[must_use]
    pub fn is_verifier(&self) -> bool {
        self.expected.is_of_another()
    }

    /// What the text to compare with says of the image.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match self.selected() {
            Some(entry) => entry.verdict.clone(),
            // That the images are awaited is said of none of them.
            None => {
                let verdict = self.expected.compare(&Subject::Missing)?;
                let is_said = !self.is_set() || verdict.kind == Kind::Unusable;
                is_said.then_some(verdict)
            }
        }
    }

    /// What the host page is told of the image, once both its job and its check are done.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        let entry = self.selected()?;
        match &entry.status {
            Status::Hashed { hash, check, .. } => Some(Message::Result {
                hash: *hash,
                size: entry.file.size,
                url: self.url_of_host_page(),
                image: outcome(check.as_ref()?),
                comparison: self.verdict().map(|verdict| match verdict.kind {
                    Kind::Match => Comparison::Match,
                    Kind::Mismatch => Comparison::Mismatch,
                    Kind::Waiting | Kind::Unclear | Kind::Unusable => Comparison::Open,
                }),
            }),
            Status::Failed(failure) => Some(Message::Error {
                reason: failure.key(),
            }),
            Status::Hashing { .. } | Status::Cancelled { .. } => None,
        }
    }

    /// What the reader enters is not the host page's concern.
    fn url_of_host_page(&self) -> Option<String> {
        let url = self.embedding.as_ref()?.url.as_ref()?;
        (*url == self.url()).then(|| url.clone())
    }

    /// What the hash in a descriptor is, where something is known of it: that of the image
    /// chosen before, the expected one.
    #[must_use]
    pub fn descriptor_report(&self) -> Option<String> {
        let OtherFile::Descriptor { hash, .. } = self.selected()?.other_file()? else {
            return None;
        };
        descriptor::report(*hash, self.earlier.as_ref(), &self.expected)
    }

    /// Whether a job is running, which would be lost if the page were left.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.entries.iter().any(|entry| entry.is_busy())
    }

    /// What a screen reader is told of the images.
    #[must_use]
    pub fn announcement(&self) -> String {
        match self.selected() {
            Some(entry) => words::announcement(entry),
            None if self.is_set() => self.tally().announcement(),
            None => String::new(),
        }
    }

    /// What a screen reader is told of the latest thing that was refused or pasted.
    #[must_use]
    pub fn notice(&self) -> String {
        match (&self.refusal, self.pasted) {
            (Some(refusal), _) => refusal.to_string(),
            (None, Some(Destination::Compare)) => "Put into “Compare with”.".to_owned(),
            (None, Some(Destination::Url)) => "Put in as the URL.".to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The title of the page, readable in a row of tabs: for a verifier the verdict.
    #[must_use]
    pub fn title(&self) -> String {
        if self.is_set() {
            return format!("{} · gvmi-hash", self.tally().title());
        }
        let entry = self.selected();
        let is_hashed = entry.is_some_and(|entry| entry.hash().is_some());
        let verdict = self
            .verdict()
            .filter(|_| is_hashed && self.is_verifier())
            .map(|verdict| verdict.kind.title().to_owned());
        match verdict.or_else(|| words::title(entry?)) {
            Some(answer) => format!("{answer} · gvmi-hash"),
            None => "gvmi-hash: SHA3-224 of a Golem VM image".to_owned(),
        }
    }
}

/// The URL of the folder that a URL's file is in; what has no path is left as it is.
fn folder_of(url: &str) -> &str {
    let end = url.rfind('/').map_or(url.len(), |slash| slash + 1);
    match url[..end].ends_with("://") {
        true => url,
        false => &url[..end],
    }
}

fn judge(entry: &mut Rc<ImageEntry>, expected: &Expected) {
    let verdict = expected.compare(&entry.subject());
    if entry.verdict != verdict {
        Rc::make_mut(entry).verdict = verdict;
    }
}

#[cfg(test)]
mod tests;
