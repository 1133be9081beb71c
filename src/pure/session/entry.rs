//! One image, and all that is known of it.

use std::rc::Rc;

use crate::hash::{ImageHash, Lookalikes};
use crate::pure::compare::{Kind, Known, Subject, Verdict};
use crate::pure::embed::ImageCheck;
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Event, ImageFile};
use crate::pure::image::{Defect, Fault, Image, Inside, OtherFile};
use crate::pure::inside::{Contents, Seen};
use crate::pure::text::finding::Finding;
use crate::pure::text::measure::Pace;

/// Which image an entry is of: no other ever has the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageId(pub u64);

/// One image, and all that is known of it.
#[derive(Clone, PartialEq, Debug)]
pub struct ImageEntry {
    /// Which image it is.
    pub id: ImageId,
    /// The file that was chosen.
    pub file: ImageFile,
    /// Where it is published, as the user typed it.
    pub url: String,
    /// What is known of it.
    pub status: Status,
    /// What the text to compare with says of it, if there is one.
    pub verdict: Option<Verdict>,
    /// Whether the user picked it among others, to be taken along.
    pub is_picked: bool,
}

/// What an image is among others, the worst of what is known of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// It has another hash than is expected.
    Mismatch,
    /// It has no hash, and this will not change.
    Failed,
    /// Providers surely cannot start it.
    Refused,
    /// The text to compare with says neither yes nor no.
    Unclear,
    /// It is not among the images that are expected.
    Unlisted,
    /// The user ended its job.
    Cancelled,
    /// Its job has not begun.
    Waiting,
    /// It is being hashed.
    Running,
    /// It is hashed, and nothing is known against it.
    Good,
    /// It has the hash that is expected.
    Match,
}

impl Standing {
    /// Whether it can be given to others: it has a hash, and nothing speaks against it.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Self::Good | Self::Match)
    }
}

/// What the image check found.
pub type Check = Result<Image, Fault>;

/// What a check came to.
#[must_use]
pub fn outcome(check: &Check) -> ImageCheck {
    match check {
        Ok(image) if image.is_startable() => ImageCheck::Passed,
        Err(fault) if !fault.is_certain() => ImageCheck::Unfinished,
        _ => ImageCheck::Failed,
    }
}

/// Whether providers surely cannot start what was checked.
#[must_use]
pub fn is_refused(check: &Check) -> bool {
    outcome(check) == ImageCheck::Failed
}

/// What is known of an image. Only a finished job has a hash, and a failed one nothing: its
/// bytes may be gone.
#[derive(Clone, PartialEq, Debug)]
pub enum Status {
    /// It is being hashed.
    Hashing {
        /// How far it has come.
        pace: Pace,
        /// What the check found, once it is done.
        check: Option<Check>,
    },
    /// It was hashed.
    Hashed {
        /// The hash of all its bytes.
        hash: ImageHash,
        /// How many seconds it took.
        elapsed: f64,
        /// What the check found, once it is done.
        check: Option<Check>,
        /// Whether it has other hashes that are taken for its own.
        lookalikes: Search,
        /// Which files are inside, once somebody looks.
        look: Look,
    },
    /// It could not be hashed.
    Failed(Failure),
    /// The user ended its job.
    Cancelled {
        /// What the check found, once it is done.
        check: Option<Check>,
    },
}

/// What has become of the look inside an image.
#[derive(Clone, PartialEq, Debug)]
pub enum Look {
    /// Nobody has looked.
    Unasked,
    /// It goes on.
    Running,
    /// The files are known.
    Seen(Rc<Contents>),
    /// The file, or the file system in it, could not be read, and this is to be said of it.
    Unreadable(Finding),
    /// It came to nothing, and that is not the file's fault.
    Failed(Failure),
}

/// What has become of the search for an image's [`Lookalikes`].
#[derive(Clone, PartialEq, Debug)]
pub enum Search {
    /// The user did not ask for them.
    Unasked,
    /// They are being computed.
    Running(Pace),
    /// They are known.
    Known(Lookalikes),
    /// They could not be computed.
    Failed(Failure),
}

impl ImageEntry {
    /// An image whose job begins.
    #[must_use]
    pub fn new(id: ImageId, file: ImageFile, url: String) -> Self {
        let status = Status::Hashing {
            pace: Pace::default(),
            check: None,
        };
        Self {
            id,
            file,
            url,
            status,
            verdict: None,
            is_picked: false,
        }
    }

    /// What it is among others.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let verdict = self.verdict.as_ref();
        match &self.status {
            Status::Failed(_) => Standing::Failed,
            Status::Cancelled { .. } => Standing::Cancelled,
            Status::Hashing { .. } if self.check().is_some_and(is_refused) => Standing::Refused,
            Status::Hashing { pace, .. } if pace.bytes_hashed == 0 => Standing::Waiting,
            Status::Hashing { .. } => Standing::Running,
            Status::Hashed { check, .. } => match verdict.map(|verdict| verdict.kind) {
                Some(Kind::Mismatch) if !verdict.is_some_and(|verdict| verdict.is_unlisted) => {
                    Standing::Mismatch
                }
                _ if check.as_ref().is_some_and(is_refused) => Standing::Refused,
                Some(Kind::Unclear) => Standing::Unclear,
                Some(Kind::Match) => Standing::Match,
                Some(Kind::Mismatch) => Standing::Unlisted,
                Some(Kind::Waiting | Kind::Unusable) | None => Standing::Good,
            },
        }
    }

    /// Whether it is being hashed, or waits for it.
    #[must_use]
    pub fn is_hashing(&self) -> bool {
        matches!(self.status, Status::Hashing { .. })
    }

    /// The hash, if the job is finished.
    #[must_use]
    pub fn hash(&self) -> Option<ImageHash> {
        match self.status {
            Status::Hashed { hash, .. } => Some(hash),
            _ => None,
        }
    }

    /// What the check found, once it is done.
    #[must_use]
    pub fn check(&self) -> Option<&Check> {
        match &self.status {
            Status::Hashing { check, .. }
            | Status::Hashed { check, .. }
            | Status::Cancelled { check } => check.as_ref(),
            Status::Failed(_) => None,
        }
    }

    /// What has become of the search for lookalikes, once there is a hash.
    #[must_use]
    pub fn lookalikes(&self) -> Option<&Search> {
        match &self.status {
            Status::Hashed { lookalikes, .. } => Some(lookalikes),
            _ => None,
        }
    }

    /// Whether a job is running, which would be lost if the page were left.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.status, Status::Hashing { .. })
            || matches!(self.lookalikes(), Some(Search::Running(_)))
    }

    /// Why the file is no image that is known to start, if the check found that.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.check()?.as_ref().err()
    }

    /// What the file is, if the check knows it for another kind than an image.
    #[must_use]
    pub fn other_file(&self) -> Option<&OtherFile> {
        match &self.fault()?.defect {
            Defect::OtherFile(file) => Some(file),
            _ => None,
        }
    }

    /// Whether the file is not the image but a descriptor, whose hash is nobody's concern.
    #[must_use]
    pub fn is_descriptor(&self) -> bool {
        self.other_file().is_some_and(OtherFile::is_descriptor)
    }

    /// What a text is compared with.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        match &self.status {
            Status::Hashing { .. } => Subject::Hashing,
            Status::Hashed {
                hash,
                check,
                lookalikes,
                ..
            } if !self.is_descriptor() => Subject::Known(Known {
                hash: *hash,
                name: &self.file.path,
                docker_image: match check {
                    Some(Ok(image)) => image.metadata.docker_image.as_deref(),
                    _ => None,
                },
                lookalikes: match lookalikes {
                    Search::Known(lookalikes) => Some(*lookalikes),
                    _ => None,
                },
                has_trailer: match check {
                    Some(Ok(_)) => Some(true),
                    Some(Err(fault)) => fault.provider_error.as_ref().map(|_| false),
                    None => None,
                },
                url: &self.url,
            }),
            _ => Subject::Missing,
        }
    }

    /// Takes what the job reported; one that is not running reports nothing.
    pub(super) fn report(&mut self, event: Event<ImageHash>) {
        let Status::Hashing { pace, check } = &mut self.status else {
            return;
        };
        match event {
            Event::Progress {
                bytes_hashed,
                elapsed,
            } => *pace = pace.at(bytes_hashed, elapsed),
            Event::Done {
                outcome: hash,
                elapsed,
            } => {
                self.status = Status::Hashed {
                    hash,
                    elapsed,
                    check: check.take(),
                    lookalikes: Search::Unasked,
                    look: Look::Unasked,
                };
            }
            Event::Failed(failure) => self.status = Status::Failed(failure),
        }
    }

    /// Takes what the check found.
    pub(super) fn inspect(&mut self, found: Check) {
        match &mut self.status {
            Status::Hashing { check, .. }
            | Status::Hashed { check, .. }
            | Status::Cancelled { check } => *check = Some(found),
            Status::Failed(_) => {}
        }
    }

    /// Ends the job, if it is running.
    pub(super) fn cancel(&mut self) {
        if let Status::Hashing { check, .. } = &mut self.status {
            let check = check.take();
            self.status = Status::Cancelled { check };
        }
    }

    /// Which files are inside, once there is a hash.
    #[must_use]
    pub fn look(&self) -> Option<&Look> {
        match &self.status {
            Status::Hashed { look, .. } => Some(look),
            _ => None,
        }
    }

    /// Begins to look inside.
    pub(super) fn look_inside(&mut self) {
        if let Status::Hashed { look, .. } = &mut self.status {
            *look = Look::Running;
        }
    }

    /// Ends that; it may begin anew.
    pub(super) fn stop_looking(&mut self) {
        if let Status::Hashed {
            look: look @ Look::Running,
            ..
        } = &mut self.status
        {
            *look = Look::Unasked;
        }
    }

    /// Takes what was seen inside: it belongs to what the check found.
    pub(super) fn report_inside(&mut self, event: Event<Result<Seen, Finding>>) {
        let Status::Hashed {
            check: Some(Ok(image)),
            look: look @ Look::Running,
            ..
        } = &mut self.status
        else {
            return;
        };
        let unread = match event {
            Event::Progress { .. } => return,
            Event::Done {
                outcome: Ok(seen), ..
            } => {
                image.inside = Some(seen.inside.into());
                *look = Look::Seen(seen.contents.into());
                return;
            }
            Event::Done {
                outcome: Err(finding),
                ..
            } => finding,
            Event::Failed(failure) if failure.is_of_file() => Finding::advice(
                "The file is not the one any more that was hashed, or cannot be read, so the \
                 files inside were not looked at. Choose it again.",
            ),
            Event::Failed(failure) => {
                *look = Look::Failed(failure);
                return;
            }
        };
        let inside = Inside {
            findings: vec![unread.clone()],
            is_whole: false,
        };
        image.inside = Some(inside.into());
        *look = Look::Unreadable(unread);
    }

    /// Begins the search for lookalikes.
    pub(super) fn seek_lookalikes(&mut self) {
        if let Status::Hashed { lookalikes, .. } = &mut self.status {
            *lookalikes = Search::Running(Pace::default());
        }
    }

    /// Takes what that search reported. What is of other bytes than the image's is not of
    /// the image.
    pub(super) fn report_lookalikes(&mut self, event: Event<Lookalikes>) {
        let Status::Hashed {
            hash, lookalikes, ..
        } = &mut self.status
        else {
            return;
        };
        let Search::Running(pace) = lookalikes else {
            return;
        };
        *lookalikes = match event {
            Event::Progress {
                bytes_hashed,
                elapsed,
            } => Search::Running(pace.at(bytes_hashed, elapsed)),
            Event::Done { outcome, .. } if outcome.of != *hash => Search::Failed(Failure::Changed),
            Event::Done { outcome, .. } => Search::Known(outcome),
            Event::Failed(failure) => Search::Failed(failure),
        };
    }
}
