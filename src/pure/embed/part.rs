//! The parts of the page that a host page can ask for.

/// A part of the page, besides the choice of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Hash and URL.
    Hash,
    /// The image check.
    Check,
    /// What is inside the image.
    Inside,
    /// The snippets.
    Code,
    /// The comparison.
    Compare,
    /// The commands for after publishing.
    Commands,
}

impl Part {
    /// Every part with its name.
    pub const ALL: [(&str, Self); 6] = [
        ("hash", Self::Hash),
        ("check", Self::Check),
        ("inside", Self::Inside),
        ("code", Self::Code),
        ("compare", Self::Compare),
        ("commands", Self::Commands),
    ];

    /// The part of a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, part)| part)
    }
}
