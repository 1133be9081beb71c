//! The whole behaviour of the page: what it shows, and what changes it.

use crate::address::Address;
use crate::compare::{self, Known, Subject, Text, Verdict};
use crate::embed::{Comparison, ImageCheck, Message, Options};
use crate::failure::Failure;
use crate::hash::{ImageHash, Lookalikes};
use crate::image::{Defect, Fault, Image, OtherFile};
use crate::job::{Event, ImageFile};
use crate::measure::{self, Pace};
use crate::snippet::Snippet;

/// Everything that the page shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct State {
    /// The URL as the user typed it.
    pub url: String,
    /// What has become of the image chosen last.
    pub job: Job,
    /// Why the latest thing offered was not taken as an image.
    pub refusal: Option<Failure>,
    /// What the check of the image chosen last found, once it is done.
    pub check: Option<Result<Image, Fault>>,
    /// The image that was hashed last before the one chosen last.
    earlier: Option<Earlier>,
    /// The snippet that the user wants.
    pub snippet: Snippet,
    /// The text with which the hash is compared.
    pub expected: String,
    /// What that text holds.
    expected_text: Option<Text>,
    /// Whether a link brought an expected hash: the page is then a verifier.
    pub is_verifier: bool,
    /// Whether the image chosen last has other hashes that are taken for its own.
    pub lookalikes: LookalikeJob,
    /// What the host page asks for, if the page is a widget in one.
    pub embedding: Option<Options>,
}

/// An image that was hashed before another was chosen.
#[derive(Clone, PartialEq, Debug)]
struct Earlier {
    /// Its name as it is shown.
    name: String,
    hash: ImageHash,
}

impl Earlier {
    /// What it has to do with the hash in a descriptor.
    fn report(&self, in_descriptor: &ImageHash) -> String {
        let name = &self.name;
        if self.hash == *in_descriptor {
            return format!("The hash in it is that of {name}, which you chose before.");
        }
        format!(
            "The hash in it is not that of {name}, which you chose before. If this .descr.bin \
             belongs to that image, delete it and run gvmkit-build again: as long as it is not \
             older than the image, gvmkit-build prints the hash in it, right or wrong."
        )
    }
}

/// What has become of the search for the image's [`Lookalikes`].
#[derive(Clone, PartialEq, Debug, Default)]
pub enum LookalikeJob {
    /// The user did not ask for them.
    #[default]
    Unasked,
    /// They are being computed.
    Running(Pace),
    /// They are known.
    Known(Lookalikes),
    /// They could not be computed.
    Failed(Failure),
}

/// What has become of the image chosen last. Only a finished job has a hash.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Job {
    /// No image was chosen yet.
    #[default]
    Empty,
    /// The image is being hashed.
    Hashing {
        /// The image.
        image: ImageFile,
        /// How far it has come.
        pace: Pace,
    },
    /// The image was hashed.
    Hashed {
        /// The image.
        image: ImageFile,
        /// The hash of all its bytes.
        hash: ImageHash,
        /// How many seconds it took.
        elapsed: f64,
    },
    /// The image could not be hashed.
    Failed {
        /// The image.
        image: ImageFile,
        /// Why.
        failure: Failure,
    },
    /// The user ended the job.
    Cancelled {
        /// The image.
        image: ImageFile,
    },
}

/// What can happen to the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// The user chose an image; its job begins.
    Choose(ImageFile),
    /// The user offered something that is not an image file.
    Refuse(Failure),
    /// The running job reported.
    Report(Event),
    /// The user ended the job.
    Cancel,
    /// The user edited the URL.
    EnterUrl(String),
    /// The check of the image chosen last is done.
    Inspect(Result<Image, Fault>),
    /// The user chose a snippet.
    ChooseSnippet(Snippet),
    /// The user edited the text to compare with.
    EnterExpected(String),
    /// The user opened a link to the page.
    Follow(Address),
    /// The host page asks for something, or for something else than before.
    Embed(Options),
    /// The user asks for the image's lookalikes; their job begins.
    SeekLookalikes,
    /// The job that computes the lookalikes reported.
    ReportLookalikes(Event),
}

impl State {
    /// The page after `action`.
    #[must_use]
    pub fn after(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Choose(image) => {
                if let (Job::Hashed { image, hash, .. }, false) = (&self.job, self.is_descriptor())
                {
                    next.earlier = Some(Earlier {
                        name: image.name.clone(),
                        hash: *hash,
                    });
                }
                next.refusal = None;
                next.check = None;
                next.lookalikes = LookalikeJob::Unasked;
                next.job = Job::Hashing {
                    image,
                    pace: Pace::default(),
                };
            }
            Action::Refuse(failure) => next.refusal = Some(failure),
            Action::Report(event) => {
                next.job = self.job.after(event);
                if next.job.is_over() {
                    next.refusal = None;
                }
                if matches!(next.job, Job::Failed { .. }) {
                    // It was of bytes that may be gone.
                    next.check = None;
                }
            }
            Action::Cancel => {
                next.refusal = None;
                next.job = self.job.cancelled();
            }
            Action::EnterUrl(url) => next.url = url,
            Action::Inspect(check) => {
                if !matches!(self.job, Job::Failed { .. }) {
                    next.check = Some(check);
                }
            }
            Action::ChooseSnippet(snippet) => next.snippet = snippet,
            Action::EnterExpected(expected) if !self.is_fixed() => next.expect(expected),
            Action::EnterExpected(_) => {}
            // A host page could have its widget follow any link.
            Action::Follow(_) if self.embedding.is_some() => {}
            Action::Follow(Address { hash, url }) => {
                next.is_verifier = hash.is_some();
                if let Some(hash) = hash {
                    next.expect(hash);
                    // The URL of another link is not this image's.
                    next.url = String::new();
                }
                next.url = url.unwrap_or(next.url);
            }
            Action::Embed(options) => next.embed(options),
            Action::SeekLookalikes => next.lookalikes = LookalikeJob::Running(Pace::default()),
            Action::ReportLookalikes(event) => {
                next.lookalikes = self.lookalikes.after(event, self.hash());
            }
        }
        next
    }

    /// Only what the host page asks for anew takes the place of what the reader entered.
    fn embed(&mut self, options: Options) {
        let before = self.embedding.take().unwrap_or_default();
        if options.hash != before.hash {
            self.is_verifier = options.hash.is_some();
            self.expect(options.hash.clone().unwrap_or_default());
        }
        if options.url != before.url {
            self.url = options.url.clone().unwrap_or_default();
        }
        if options.snippet != before.snippet {
            self.snippet = options.snippet.unwrap_or(self.snippet);
        }
        self.embedding = Some(options);
    }

    fn expect(&mut self, expected: String) {
        self.expected_text = Text::parse(&expected);
        self.expected = expected;
    }

    /// What the text to compare with says of the image.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        let text = self.expected_text.as_ref()?;
        let subject = match &self.job {
            Job::Hashing { .. } => Subject::Hashing,
            Job::Hashed { image, hash, .. } if !self.is_descriptor() => Subject::Known(Known {
                hash: *hash,
                name: &image.file_name,
                docker_image: match &self.check {
                    Some(Ok(image)) => image.metadata.docker_image.as_deref(),
                    _ => None,
                },
                lookalikes: match self.lookalikes {
                    LookalikeJob::Known(lookalikes) => Some(lookalikes),
                    _ => None,
                },
            }),
            _ => Subject::Missing,
        };
        Some(compare::compare(text, &subject))
    }

    /// What the host page is told of the image chosen last, once both its job and its
    /// check are done.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        match &self.job {
            Job::Hashed { image, hash, .. } => Some(Message::Result {
                hash: *hash,
                size: image.size,
                url: self.url_of_host_page(),
                image: match self.check.as_ref()? {
                    Ok(image) if image.is_startable() => ImageCheck::Passed,
                    Err(fault) if !fault.is_certain() => ImageCheck::Unfinished,
                    _ => ImageCheck::Failed,
                },
                comparison: self.verdict().map(|verdict| match verdict {
                    Verdict::Match { .. } => Comparison::Match,
                    verdict if verdict.is_decided() => Comparison::Mismatch,
                    _ => Comparison::Open,
                }),
            }),
            Job::Failed { failure, .. } => Some(Message::Error {
                reason: failure.key(),
            }),
            _ => None,
        }
    }

    /// What the reader enters is not the host page's concern.
    fn url_of_host_page(&self) -> Option<String> {
        let url = self.embedding.as_ref()?.url.as_ref()?;
        (*url == self.url).then(|| url.clone())
    }

    /// Whether the text to compare with is the host page's, which the reader cannot change.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        let embedding = self.embedding.as_ref();
        embedding.is_some_and(|options| options.hash.is_some())
    }

    /// What the hash in a descriptor is, where something is known of it: that of the image
    /// chosen before, the expected one.
    #[must_use]
    pub fn descriptor_report(&self) -> Option<String> {
        let OtherFile::Descriptor { hash, .. } = self.other_file()? else {
            return None;
        };
        let earlier = self.earlier.as_ref().map(|earlier| earlier.report(hash));
        let expected = self.expected_report(*hash);
        let reports: Vec<String> = earlier.into_iter().chain(expected).collect();
        (!reports.is_empty()).then(|| reports.join(" "))
    }

    fn expected_report(&self, hash: ImageHash) -> Option<String> {
        let known = Known {
            hash,
            name: "",
            docker_image: None,
            lookalikes: None,
        };
        let report = match compare::compare(self.expected_text.as_ref()?, &Subject::Known(known)) {
            Verdict::Match { .. } => {
                "The hash in it is the one that is expected; whether the image has it, only the \
                 image can tell."
            }
            Verdict::Mismatch { .. } => "The hash in it is not the one that is expected.",
            _ => return None,
        };
        Some(report.to_owned())
    }

    /// Whether the file is not the image but a descriptor, whose hash is nobody's concern.
    fn is_descriptor(&self) -> bool {
        self.other_file().is_some_and(OtherFile::is_descriptor)
    }

    fn other_file(&self) -> Option<&OtherFile> {
        match &self.check {
            Some(Err(Fault {
                defect: Defect::OtherFile(file),
                ..
            })) => Some(file),
            _ => None,
        }
    }

    /// The hash, if the job is finished.
    #[must_use]
    pub fn hash(&self) -> Option<ImageHash> {
        match self.job {
            Job::Hashed { hash, .. } => Some(hash),
            _ => None,
        }
    }

    /// The image, if the job is finished.
    #[must_use]
    pub fn hashed_image(&self) -> Option<&ImageFile> {
        match &self.job {
            Job::Hashed { image, .. } => Some(image),
            _ => None,
        }
    }

    /// Whether a job is running, which would be lost if the page were left.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.job, Job::Hashing { .. })
            || matches!(self.lookalikes, LookalikeJob::Running(_))
    }

    /// What a screen reader is told. Progress is told by quarters only, so that it
    /// does not talk over the user.
    #[must_use]
    pub fn announcement(&self) -> String {
        if let Some(refusal) = &self.refusal {
            return refusal.to_string();
        }
        match &self.job {
            Job::Empty => String::new(),
            Job::Hashing { image, pace } => match pace.percent(image.size) / 25 * 25 {
                0 => format!(
                    "Hashing {}, {}.{}",
                    image.name,
                    measure::size(image.size),
                    self.check_announcement()
                ),
                quarter => format!("{quarter} per cent hashed."),
            },
            Job::Hashed { image, .. } => {
                format!(
                    "The hash of {} is ready.{}",
                    image.name,
                    self.check_announcement()
                )
            }
            Job::Failed { failure, .. } => format!("No hash. {failure}"),
            Job::Cancelled { .. } => "Cancelled.".to_owned(),
        }
    }

    fn check_announcement(&self) -> &'static str {
        match &self.check {
            None => "",
            Some(Ok(image)) if image.is_startable() => " Image check passed.",
            Some(Err(fault)) if !fault.is_certain() => " Image check not finished.",
            Some(_) => " Image check failed.",
        }
    }

    /// The title of the page, readable in a row of tabs.
    #[must_use]
    pub fn title(&self) -> String {
        const NAME: &str = "gvmi-hash: SHA3-224 of a Golem VM image";
        match &self.job {
            Job::Empty | Job::Cancelled { .. } => NAME.to_owned(),
            Job::Hashing { image, pace } => format!("{} % · gvmi-hash", pace.percent(image.size)),
            Job::Hashed { .. } => "Hash ready · gvmi-hash".to_owned(),
            Job::Failed { .. } => "No hash · gvmi-hash".to_owned(),
        }
    }
}

impl Job {
    fn is_over(&self) -> bool {
        !matches!(self, Self::Empty | Self::Hashing { .. })
    }

    /// A job that is not running takes no reports, whatever arrives.
    fn after(&self, event: Event) -> Self {
        let Self::Hashing { image, pace } = self else {
            return self.clone();
        };
        let image = image.clone();
        match event {
            Event::Ready => self.clone(),
            Event::Progress {
                bytes_hashed,
                elapsed,
            } => Self::Hashing {
                image,
                pace: pace.at(bytes_hashed, elapsed),
            },
            Event::Hashed { hash, elapsed } => Self::Hashed {
                image,
                hash,
                elapsed,
            },
            Event::Failed(failure) => Self::Failed { image, failure },
            Event::LookalikesHashed(_) => self.clone(),
        }
    }

    fn cancelled(&self) -> Self {
        match self {
            Self::Hashing { image, .. } => Self::Cancelled {
                image: image.clone(),
            },
            other => other.clone(),
        }
    }
}

impl LookalikeJob {
    /// As a job, it takes no reports when it is not running. What is of other bytes than
    /// the image's `hash` is not of the image.
    fn after(&self, event: Event, hash: Option<ImageHash>) -> Self {
        let Self::Running(pace) = self else {
            return self.clone();
        };
        match event {
            Event::Progress {
                bytes_hashed,
                elapsed,
            } => Self::Running(pace.at(bytes_hashed, elapsed)),
            Event::LookalikesHashed(lookalikes) if Some(lookalikes.of) != hash => {
                Self::Failed(Failure::Changed)
            }
            Event::LookalikesHashed(lookalikes) => Self::Known(lookalikes),
            Event::Failed(failure) => Self::Failed(failure),
            Event::Ready | Event::Hashed { .. } => self.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: ImageHash = ImageHash([7; 28]);

    fn image(name: &str) -> ImageFile {
        ImageFile::new(name, 1000)
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> State {
        then(State::default(), actions)
    }

    fn then(state: State, actions: impl IntoIterator<Item = Action>) -> State {
        actions
            .into_iter()
            .fold(state, |state, action| state.after(action))
    }

    fn progress(bytes_hashed: u64) -> Action {
        Action::Report(Event::Progress {
            bytes_hashed,
            elapsed: 1.0,
        })
    }

    fn hashed() -> Action {
        Action::Report(Event::Hashed {
            hash: HASH,
            elapsed: 2.0,
        })
    }

    #[test]
    fn a_chosen_image_is_hashed_and_shown() {
        let running = after([Action::Choose(image("a.gvmi")), progress(500)]);
        assert_eq!(running.hash(), None);
        assert_eq!(running.title(), "50 % · gvmi-hash");
        let done = running.after(hashed());
        assert_eq!(done.hash(), Some(HASH));
        assert_eq!(done.announcement(), "The hash of a.gvmi is ready.");
    }

    #[test]
    fn what_the_check_found_is_announced_with_the_hash_and_goes_with_the_image() {
        let check = || Action::Inspect(crate::image::check(&crate::example::image()));
        let state = after([Action::Choose(image("a")), check(), hashed()]);
        assert_eq!(
            state.announcement(),
            "The hash of a is ready. Image check passed."
        );
        let state = state.after(Action::Choose(image("b"))).after(hashed());
        assert_eq!(state.announcement(), "The hash of b is ready.");
        let state = state.after(Action::Inspect(crate::image::check(b"")));
        assert_eq!(
            state.announcement(),
            "The hash of b is ready. Image check failed."
        );
    }

    #[test]
    fn a_hash_without_a_running_job_is_not_shown() {
        assert_eq!(after([hashed()]).hash(), None);
        let cancelled = after([Action::Choose(image("a")), Action::Cancel, hashed()]);
        assert_eq!(cancelled.hash(), None);
        let failed = Action::Report(Event::Failed(Failure::WrongAnswer));
        assert_eq!(
            after([Action::Choose(image("a")), failed, hashed()]).hash(),
            None
        );
    }

    #[test]
    fn another_image_takes_the_place_of_the_first() {
        let state = after([
            Action::Choose(image("a")),
            hashed(),
            Action::Choose(image("b")),
        ]);
        assert_eq!(state.hash(), None);
        assert_eq!(state.announcement(), "Hashing b, 1.00 kB.");
    }

    #[test]
    fn cancel_leaves_a_finished_job_alone() {
        let state = after([Action::Choose(image("a")), hashed(), Action::Cancel]);
        assert_eq!(state.hash(), Some(HASH));
    }

    #[test]
    fn a_refusal_does_not_end_the_running_job() {
        let state = after([
            Action::Choose(image("a")),
            Action::Refuse(Failure::NotAFile),
        ]);
        assert!(matches!(state.job, Job::Hashing { .. }));
        assert_eq!(state.announcement(), Failure::NotAFile.to_string());
        let done = state.after(hashed());
        assert_eq!(done.announcement(), "The hash of a is ready.");
        let state = state.after(Action::Choose(image("b")));
        assert_eq!(state.refusal, None);
    }

    #[test]
    fn the_url_outlives_the_image() {
        let state = after([
            Action::EnterUrl("https://example.org/a.gvmi".to_owned()),
            Action::Choose(image("a")),
            hashed(),
        ]);
        assert_eq!(state.url, "https://example.org/a.gvmi");
    }

    #[test]
    fn a_link_makes_the_page_a_verifier() {
        let link = Address {
            hash: Some(HASH.to_string()),
            url: Some("https://example.org/a.gvmi".to_owned()),
        };
        let state = after([Action::Follow(link)]);
        assert!(state.is_verifier);
        assert_eq!(state.url, "https://example.org/a.gvmi");
        let waiting = |is_hashing| Verdict::Waiting {
            given: Some(HASH),
            is_hashing,
        };
        assert_eq!(state.verdict(), Some(waiting(false)));
        let state = state.after(Action::Choose(image("a")));
        assert_eq!(state.verdict(), Some(waiting(true)));
        let state = state.after(hashed());
        assert!(matches!(state.verdict(), Some(Verdict::Match { .. })));
    }

    #[test]
    fn a_link_without_hash_leaves_the_comparison_alone() {
        let expected = Action::EnterExpected("ab".to_owned());
        let state = after([expected, Action::Follow(Address::default())]);
        assert_eq!(state.expected, "ab");
        assert!(!state.is_verifier);
    }

    #[test]
    fn a_link_with_another_hash_does_not_keep_the_url_of_the_last() {
        let link = |hash: &str, url: Option<&str>| {
            Action::Follow(Address {
                hash: Some(hash.to_owned()),
                url: url.map(str::to_owned),
            })
        };
        let state = after([link("ab", Some("https://example.org/a")), link("cd", None)]);
        assert_eq!((&*state.expected, &*state.url), ("cd", ""));
    }

    #[test]
    fn the_check_of_a_file_that_changed_is_not_kept() {
        let check = || Action::Inspect(crate::image::check(b""));
        let changed = Action::Report(Event::Failed(Failure::Changed));
        let state = after([Action::Choose(image("a")), check(), changed]);
        assert_eq!(state.check, None);
        assert_eq!(state.after(check()).check, None);
    }

    #[test]
    fn a_descriptor_is_not_compared() {
        let expected = Action::EnterExpected("01".repeat(28));
        let state = after(descriptor(HASH)).after(expected);
        let verdict = state.verdict().unwrap();
        assert_eq!(verdict.tone(), compare::Tone::Open, "{verdict}");
    }

    /// A descriptor with this hash is chosen, checked and hashed.
    fn descriptor(hash: ImageHash) -> [Action; 3] {
        let numbers = [0x3_3333_3334, 0, 1_u64].map(u64::to_be_bytes).concat();
        let file = [numbers.as_slice(), &hash.0].concat();
        let check = Action::Inspect(crate::image::check(&file));
        let hashed = Action::Report(Event::Hashed {
            hash: crate::hash::hash(&file),
            elapsed: 1.0,
        });
        [Action::Choose(image("a.descr.bin")), check, hashed]
    }

    #[test]
    fn a_descriptor_is_held_against_the_image_chosen_before() {
        assert_eq!(after(descriptor(HASH)).descriptor_report(), None);
        let state = after([Action::Choose(image("a.gvmi")), hashed()]);
        assert_eq!(state.descriptor_report(), None);
        let state = then(state, descriptor(HASH));
        let same = "The hash in it is that of a.gvmi, which you chose before.";
        assert_eq!(state.descriptor_report().as_deref(), Some(same));
        // A descriptor does not take the image's place.
        let state = then(state, descriptor(ImageHash([8; 28])));
        let report = state.descriptor_report().unwrap();
        let differs = "The hash in it is not that of a.gvmi, which you chose before. If";
        assert!(report.starts_with(differs), "{report}");
    }

    #[test]
    fn a_descriptor_is_held_against_the_expected_hash() {
        let report = |expected: &str| {
            let expected = Action::EnterExpected(expected.to_owned());
            after(descriptor(HASH)).after(expected).descriptor_report()
        };
        let says = |expected: &str, words: &str| {
            let report = report(expected).expect("a report");
            assert!(report.starts_with(words), "{report}");
        };
        let same = "The hash in it is the one that is expected;";
        says(&HASH.to_string(), same);
        says(&format!("{HASH}  a.gvmi"), same);
        says(
            &"01".repeat(28),
            "The hash in it is not the one that is expected.",
        );
        let several = format!("{HASH}\n{}", "01".repeat(28));
        for unclear in ["", "no hash", "0123", &several] {
            assert_eq!(report(unclear), None);
        }
    }

    #[test]
    fn lookalikes_of_other_bytes_are_not_the_images() {
        let other = Event::LookalikesHashed(Lookalikes {
            of: ImageHash([0; 28]),
            sha_224: [1; 28],
            keccak_224: [2; 28],
        });
        let seek = [Action::Choose(image("a")), hashed(), Action::SeekLookalikes];
        let state = after(seek).after(Action::ReportLookalikes(other));
        assert_eq!(state.lookalikes, LookalikeJob::Failed(Failure::Changed));
    }

    #[test]
    fn lookalikes_belong_to_one_image() {
        let lookalikes = Lookalikes {
            of: HASH,
            sha_224: [1; 28],
            keccak_224: [2; 28],
        };
        let found = || Action::ReportLookalikes(Event::LookalikesHashed(lookalikes));
        let state = after([Action::Choose(image("a")), hashed(), found()]);
        assert_eq!(state.lookalikes, LookalikeJob::Unasked);
        let state = state.after(Action::SeekLookalikes).after(found());
        assert_eq!(state.lookalikes, LookalikeJob::Known(lookalikes));
        let state = state.after(Action::EnterExpected("01".repeat(28)));
        let is = Verdict::Lookalike(compare::Lookalike::Sha224);
        assert_eq!(state.verdict(), Some(is));
        let state = state.after(Action::Choose(image("b")));
        assert_eq!(state.lookalikes, LookalikeJob::Unasked);
        assert_eq!(state.after(found()).lookalikes, LookalikeJob::Unasked);
    }

    fn embed(query: &str) -> Action {
        Action::Embed(Options::parse(query).unwrap())
    }

    #[test]
    fn a_host_page_fills_the_widget_and_changes_only_what_it_asks_for_anew() {
        let hash = HASH.to_string();
        let asked = format!("embed&hash={hash}&url=https://a.org/a.gvmi&sdk=manifest");
        let state = after([embed(&asked)]);
        assert!(state.is_verifier);
        assert_eq!(
            (&*state.expected, state.snippet),
            (&*hash, Snippet::Manifest)
        );

        let state = state
            .after(Action::EnterUrl("https://b.org/b.gvmi".to_owned()))
            .after(embed(&format!("{asked}&theme=dark")));
        assert_eq!(state.url, "https://b.org/b.gvmi");
        let state = state.after(embed("embed&url=https://c.org/c.gvmi"));
        assert_eq!(state.url, "https://c.org/c.gvmi");
        assert!(!state.is_verifier);
        assert_eq!((&*state.expected, state.snippet), ("", Snippet::Manifest));
    }

    #[test]
    fn nobody_but_the_host_page_changes_what_a_widget_verifies() {
        let hash = HASH.to_string();
        let state = after([
            embed(&format!("embed&hash={hash}")),
            Action::EnterExpected("0".repeat(56)),
            Action::Follow(Address {
                hash: Some("0".repeat(56)),
                url: None,
            }),
        ]);
        assert_eq!(state.expected, hash);
        let state = state.after(embed("embed&parts=compare"));
        assert_eq!(
            state.after(Action::EnterExpected("ab".to_owned())).expected,
            "ab"
        );
    }

    #[test]
    fn a_host_page_is_told_of_the_image_when_all_is_known() {
        let state = after([
            embed(&format!("embed&hash={HASH}")),
            Action::Choose(image("secret.gvmi")),
            hashed(),
        ]);
        assert_eq!(state.message(), None);
        let check = Action::Inspect(crate::image::check(&crate::example::image()));
        let state = state.after(check);
        let result = |url: Option<&str>, comparison| Message::Result {
            hash: HASH,
            size: 1000,
            url: url.map(str::to_owned),
            image: ImageCheck::Passed,
            comparison: Some(comparison),
        };
        assert_eq!(state.message(), Some(result(None, Comparison::Match)));
        let state = state.after(embed(&format!("embed&hash={}&url=u", "0".repeat(56))));
        let message = state.message().unwrap();
        assert_eq!(message, result(Some("u"), Comparison::Mismatch));
        let secret = state.after(Action::EnterUrl("https://u:secret@h/".to_owned()));
        let message = secret.message().unwrap();
        assert_eq!(message, result(None, Comparison::Mismatch));
        let message = state.after(embed("embed&hash=abc")).message().unwrap();
        assert_eq!(message, result(None, Comparison::Open));
        let state = state.after(Action::Choose(image("b")));
        assert_eq!(state.message(), None);
        let failed = Action::Report(Event::Failed(Failure::Unreadable {
            reason: "secret".to_owned(),
        }));
        let error = Message::Error {
            reason: "unreadable",
        };
        assert_eq!(state.after(failed).message(), Some(error));
    }

    #[test]
    fn the_page_is_busy_while_a_job_runs() {
        assert!(!State::default().is_busy());
        let state = after([Action::Choose(image("a"))]);
        assert!(state.is_busy());
        assert!(!state.after(Action::Cancel).is_busy());
        let state = state.after(hashed());
        assert!(!state.is_busy());
        let state = state.after(Action::SeekLookalikes);
        assert!(state.is_busy());
        let failed = Event::Failed(Failure::WrongAnswer);
        assert!(!state.after(Action::ReportLookalikes(failed)).is_busy());
    }

    #[test]
    fn progress_is_announced_by_quarters() {
        let state = after([Action::Choose(image("a"))]);
        assert_eq!(state.announcement(), "Hashing a, 1.00 kB.");
        assert_eq!(
            state.after(progress(740)).announcement(),
            "50 per cent hashed."
        );
        assert_eq!(
            state.after(progress(760)).announcement(),
            "75 per cent hashed."
        );
    }
}
