//! Why there is no hash: what was seen, why it matters, and what to do.

use std::fmt;

use crate::pure::text::finding::Finding;
use crate::pure::text::measure::exact_size;

/// Why an image was not hashed. Its text is the whole message to the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The file ended before its size was reached.
    Shortened {
        /// Its size in bytes when it was chosen.
        size: u64,
        /// Where it ended.
        end: u64,
    },
    /// The file now holds other bytes than those that were hashed.
    Changed,
    /// The file that was chosen is not there any more. WebKit says this of a changed
    /// file too.
    Gone,
    /// The browser could not read on. Chromium says this of a changed file too.
    Unreadable {
        /// The browser's own words.
        reason: String,
    },
    /// Nothing came from the file for two minutes.
    Silent,
    /// The hasher failed its self-check.
    WrongAnswer,
    /// The worker could not be loaded or started.
    NoWorker {
        /// The browser's own words.
        reason: String,
    },
    /// The server has another build than the page is of.
    OtherBuild,
    /// The worker ended before its job did.
    WorkerDied {
        /// The browser's own words.
        reason: String,
    },
}

impl Failure {
    /// What was seen and what to do, and then why.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let error = |lead: &str, more: &str| Finding::error(lead).more(more);
        match self {
            Self::Shortened { size, end } => error(
                "The file became shorter while it was read. Wait until nothing writes to it, then \
                 choose it again.",
                &format!(
                    "Before, it had {} and now has {} at most: a hash would fit neither the old \
                     file nor the new one.",
                    exact_size(*size),
                    exact_size(*end)
                ),
            ),
            Self::Changed => error(
                "The file was changed while it was read. Wait until nothing writes to it, then \
                 choose it again.",
                "A hash would fit neither the old file nor the new one.",
            ),
            Self::Gone => error(
                "The file is gone: it was changed, moved, renamed or deleted meanwhile. Choose it \
                 again from where it is now.",
                "It is no longer the one that you chose.",
            ),
            Self::Unreadable { reason } => error(
                "The browser can no longer read the file: most often it was changed or replaced \
                 meanwhile. Choose it again.",
                &format!(
                    "Or its permissions were taken away, its disk was removed, or it is a cloud \
                     file that is not on this computer yet. (Reason: {reason})"
                ),
            ),
            Self::Silent => error(
                "Nothing has come from the file for two minutes. Copy it to a disk of this \
                 computer and choose it there, or choose it again.",
                "Its disk or network drive does not answer, or it is no file that has an end.",
            ),
            Self::WrongAnswer => error(
                "The self-check failed: this browser computed a wrong hash for a known message. \
                 Restart the browser, or use another one.",
                "Its hash of your file could not be trusted.",
            ),
            Self::NoWorker { reason } => error(
                "The part of this page that hashes files could not be started, so nothing was \
                 read. Reload the page, or use another browser.",
                &format!("(Reason: {reason})"),
            ),
            Self::OtherBuild => error(
                "This page was replaced on its server after you opened it, so nothing was read. \
                 Reload the page and choose the file again.",
                "The part that hashes files is of the new page: old and new might not fit \
                 together.",
            ),
            Self::WorkerDied { reason } => error(
                "The part of this page that hashes the file stopped before it was done. Choose \
                 the file again.",
                &format!("Perhaps the memory was not enough. (Reason: {reason})"),
            ),
        }
    }

    /// Whether the file is to blame, and not what reads it.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        matches!(
            self,
            Self::Shortened { .. }
                | Self::Changed
                | Self::Gone
                | Self::Unreadable { .. }
                | Self::Silent
        )
    }

    /// A word for programs. Never changes.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Shortened { .. } => "shortened",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Unreadable { .. } => "unreadable",
            Self::Silent => "silent",
            Self::WrongAnswer => "wrong-answer",
            Self::NoWorker { .. } => "no-worker",
            Self::OtherBuild => "other-build",
            Self::WorkerDied { .. } => "worker-died",
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.finding().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failure: &Failure, says: &str) {
        let text = failure.to_string();
        assert!(text.contains(says), "{text:?} does not say {says:?}");
        let lead = failure.finding().lead;
        let does = ["hoose", "Reload", "Restart"];
        assert!(
            does.iter().any(|word| lead.contains(word)),
            "{lead:?} does not say what to do"
        );
    }

    #[test]
    fn every_failure_says_what_was_seen_and_what_to_do() {
        let reason = || "NotReadableError: no".to_owned();
        let shortened = Failure::Shortened {
            size: 1000,
            end: 999,
        };
        check(
            &shortened,
            "it had 1,000 bytes and now has 999 bytes at most",
        );
        check(&shortened, "then choose it again");
        check(&Failure::Changed, "The file was changed while it was read");
        check(&Failure::Gone, "changed, moved, renamed or deleted");
        check(&Failure::Silent, "Nothing has come from the file");
        check(&Failure::WrongAnswer, "The self-check failed");
        check(&Failure::OtherBuild, "Reload the page");
        for failure in [
            Failure::Unreadable { reason: reason() },
            Failure::NoWorker { reason: reason() },
            Failure::WorkerDied { reason: reason() },
        ] {
            check(&failure, "(Reason: NotReadableError: no)");
        }
    }
}
