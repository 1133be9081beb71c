//! The whole behaviour of the page: what it shows, and what changes it.

mod descriptor;
mod entry;
mod expected;
pub mod paste;
pub mod refusal;
mod words;

use crate::hash::{ImageHash, Lookalikes};
use crate::pure::compare::{Kind, Subject, Verdict};
use crate::pure::embed::{Comparison, Message, Options};
use crate::pure::hashing::job::{Event, ImageFile};
use crate::pure::image::OtherFile;
use crate::pure::publish::address::Address;
use crate::pure::publish::snippet::Snippet;
use descriptor::Earlier;
use paste::Destination;
use refusal::Refusal;

pub use entry::{Check, ImageEntry, ImageId, Search, Status, is_refused, outcome};
pub use expected::{Expected, Giver};
pub use words::CANNOT_START;

/// Everything that the page shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Session {
    /// The images; one at most, the one chosen last.
    pub entries: Vec<ImageEntry>,
    /// Which of them is shown.
    selected: Option<ImageId>,
    /// The URL that the user typed before there was an image.
    typed_url: String,
    /// The text to compare with.
    pub expected: Expected,
    /// Where the text went that was pasted last, until something else is entered.
    pub pasted: Option<Destination>,
    /// Why the latest thing offered was not taken as an image.
    pub refusal: Option<Refusal>,
    /// The snippet that the user wants.
    pub snippet: Snippet,
    /// What the host page asks for, if the page is a widget in one.
    pub embedding: Option<Options>,
    /// The image that was hashed last before the one chosen last.
    earlier: Option<Earlier>,
}

/// What can happen to the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// The user chose an image; its job begins.
    Choose(ImageId, ImageFile),
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
    /// The user edited the URL.
    EnterUrl(String),
    /// The user edited the text to compare with.
    EnterExpected(String),
    /// The user pasted a text into no field.
    Paste(String),
    /// The user chose a snippet.
    ChooseSnippet(Snippet),
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
            Action::Refuse(refusal) => next.refusal = Some(refusal),
            Action::Report(id, event) => {
                let is_over = !matches!(event, Event::Progress { .. });
                next.change(id, |entry| entry.report(event));
                next.refusal = next.refusal.filter(|_| !is_over);
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
            Action::EnterUrl(url) => next.enter_url(url),
            Action::EnterExpected(text) => next.enter_expected(text),
            Action::Paste(text) => next.paste(text),
            Action::ChooseSnippet(snippet) => next.snippet = snippet,
            // A host page could have its widget follow any link.
            Action::Follow(_) if self.embedding.is_some() => {}
            Action::Follow(address) => next.follow(address),
            Action::Embed(options) => next.embed(options),
        }
        next
    }

    /// Another image takes the place of the one before; where it will be published stays.
    fn choose(&mut self, id: ImageId, file: ImageFile) {
        let url = self.url().to_owned();
        if let Some(before) = self.selected().filter(|entry| !entry.is_descriptor()) {
            let earlier = before.hash().map(|hash| Earlier {
                name: before.file.name.clone(),
                hash,
            });
            self.earlier = earlier.or(self.earlier.take());
        }
        self.refusal = None;
        self.pasted = None;
        self.entries = vec![ImageEntry::new(id, file, url)];
        self.selected = Some(id);
    }

    /// What is said of an image that is not there any more changes nothing.
    fn change(&mut self, id: ImageId, change: impl FnOnce(&mut ImageEntry)) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            change(entry);
        }
    }

    fn enter_url(&mut self, url: String) {
        self.pasted = None;
        match self.selected {
            Some(id) => self.change(id, |entry| entry.url = url),
            None => self.typed_url = url,
        }
    }

    /// What the host page expects, nobody else changes.
    fn enter_expected(&mut self, text: String) {
        self.pasted = None;
        if !self.expected.is_fixed() {
            self.expected = Expected::new(text, Giver::User);
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
    }

    fn follow(&mut self, Address { hash, url }: Address) {
        match hash {
            Some(hash) => {
                self.expected = Expected::new(hash, Giver::Link);
                // The URL of another link is not this image's.
                self.enter_url(String::new());
            }
            None => self.expected.from = Giver::User,
        }
        if let Some(url) = url {
            self.enter_url(url);
        }
    }

    /// Only what the host page asks for anew takes the place of what the reader entered.
    fn embed(&mut self, options: Options) {
        let before = self.embedding.take().unwrap_or_default();
        if options.hash != before.hash {
            let hash = options.hash.clone().unwrap_or_default();
            self.expected = Expected::new(hash, Giver::HostPage);
        }
        if options.url != before.url {
            self.enter_url(options.url.clone().unwrap_or_default());
        }
        if options.snippet != before.snippet {
            self.snippet = options.snippet.unwrap_or(self.snippet);
        }
        self.embedding = Some(options);
    }

    /// The image that is shown.
    #[must_use]
    pub fn selected(&self) -> Option<&ImageEntry> {
        self.entries
            .iter()
            .find(|entry| Some(entry.id) == self.selected)
    }

    /// The URL as the user typed it.
    #[must_use]
    pub fn url(&self) -> &str {
        self.selected().map_or(&self.typed_url, |entry| &entry.url)
    }

    /// Whether somebody else than the user wants to know whether an image is the right one.
    #[must_use]
    pub fn is_verifier(&self) -> bool {
        self.expected.is_of_another()
    }

    /// What the text to compare with says of the image.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let subject = self
            .selected()
            .map_or(Subject::Missing, ImageEntry::subject);
        self.expected.compare(&subject)
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
        (url == self.url()).then(|| url.clone())
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
        self.entries.iter().any(ImageEntry::is_busy)
    }

    /// What a screen reader is told.
    #[must_use]
    pub fn announcement(&self) -> String {
        match (&self.refusal, self.pasted, self.selected()) {
            (Some(refusal), ..) => refusal.to_string(),
            (_, Some(Destination::Compare), _) => "Put into “Compare with”.".to_owned(),
            (_, Some(Destination::Url), _) => "Put in as the URL.".to_owned(),
            (.., Some(entry)) => words::announcement(entry),
            (.., None) => String::new(),
        }
    }

    /// The title of the page, readable in a row of tabs: for a verifier the verdict.
    #[must_use]
    pub fn title(&self) -> String {
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

#[cfg(test)]
mod tests;
