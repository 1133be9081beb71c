//! What a comparison came to.

use crate::hash::ImageHash;
use crate::pure::text::finding::{Finding, Severity};

/// What a text with a hash in it means for an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Yes, no, or why neither.
    pub kind: Kind,
    /// The answer, in a few words.
    pub answer: &'static str,
    /// What the answer means, and what to do.
    pub finding: Finding,
    /// The one hash that was compared, or will be.
    pub given: Option<ImageHash>,
    /// Which of the digits of `given` are not the image's.
    pub differing: Option<[bool; ImageHash::DIGITS]>,
    /// Whether computing the image's [`crate::hash::Lookalikes`] could explain more.
    pub may_be_lookalike: bool,
    /// Whether the text speaks of other files alone: neither the image's name nor its hash
    /// stands in it.
    pub is_unlisted: bool,
}

/// Whether a text says that the image is the right one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// There is no hash of the image yet.
    Waiting,
    /// The text gives the image's hash.
    Match,
    /// The text gives another hash.
    Mismatch,
    /// The text was held against the image, and says neither.
    Unclear,
    /// Nothing in the text can be held against an image.
    Unusable,
}

impl Kind {
    /// The answer for who verifies an image, once that is hashed.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Match => "This is the image",
            Self::Mismatch => "Not the image",
            Self::Waiting | Self::Unclear | Self::Unusable => "Not compared",
        }
    }
}

impl Verdict {
    /// A verdict without a hash of its own to show.
    #[must_use]
    pub fn new(kind: Kind, answer: &'static str, lead: impl Into<String>) -> Self {
        let severity = match kind {
            Kind::Match => Severity::Good,
            Kind::Waiting => Severity::Open,
            Kind::Mismatch | Kind::Unclear | Kind::Unusable => Severity::Error,
        };
        Self {
            kind,
            answer,
            finding: Finding::new(severity, lead),
            given: None,
            differing: None,
            may_be_lookalike: false,
            is_unlisted: false,
        }
    }

    /// The same with these words for who wants to know more.
    #[must_use]
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.finding = self.finding.more(more);
        self
    }
}

/// Which of the 56 hex digits differ.
#[must_use]
pub(super) fn differing_digits(a: &ImageHash, b: &ImageHash) -> [bool; ImageHash::DIGITS] {
    std::array::from_fn(|digit| {
        let byte = a.0[digit / 2] ^ b.0[digit / 2];
        let half = if digit % 2 == 0 { byte >> 4 } else { byte & 15 };
        half != 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_that_differ_are_told_one_by_one() {
        let a = ImageHash([0x12; 28]);
        let mut b = a;
        b.0[0] = 0x13;
        b.0[27] = 0x92;
        let differing = differing_digits(&a, &b);
        let places: Vec<usize> = (0..56).filter(|&digit| differing[digit]).collect();
        assert_eq!(places, [1, 54]);
    }
}
