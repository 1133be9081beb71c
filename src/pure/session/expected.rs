//! The text that an image is compared with.

use crate::hash::ImageHash;
use crate::pure::compare::{self, Subject, Text, Verdict};
use crate::pure::publish::address::Link;

/// The text that an image is compared with.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Expected {
    /// As it was written.
    pub text: String,
    /// What it holds; nothing if it is blank.
    parsed: Option<Text>,
    /// Who gave it.
    pub from: Giver,
}

/// Who gave the text that an image is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Giver {
    /// The user entered it.
    #[default]
    User,
    /// A link to the page brought it.
    Link,
    /// The page around the widget asks for it, and nobody else changes it.
    HostPage,
}

impl Expected {
    /// A text to compare with.
    #[must_use]
    pub fn new(text: String, from: Giver) -> Self {
        let parsed = parsed(&text);
        Self { text, parsed, from }
    }

    /// Whether somebody else than the user wants to know whether an image is the right one:
    /// the page is a verifier then.
    #[must_use]
    pub fn is_of_another(&self) -> bool {
        self.parsed.is_some() && self.from != Giver::User
    }

    /// Whether the text stays as the host page gave it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.parsed.is_some() && self.from == Giver::HostPage
    }

    /// The names in the text that are those of none of `images`, nor have their hashes.
    #[must_use]
    pub fn absent(&self, images: &[(Option<ImageHash>, &str)]) -> Vec<&str> {
        let text = self.parsed.as_ref();
        text.map_or_else(Vec::new, |text| compare::absent(text, images))
    }

    /// What the text says of the image, if there is a text.
    #[must_use]
    pub fn compare(&self, subject: &Subject) -> Option<Verdict> {
        let verdict = compare::compare(self.parsed.as_ref()?, subject);
        Some(match self.from {
            Giver::HostPage => of_host_page(verdict),
            Giver::User | Giver::Link => verdict,
        })
    }
}

/// What a text holds; a link holds what it brings.
fn parsed(text: &str) -> Option<Text> {
    let of_link = |text: &str| match Link::of(text)? {
        Link::Brings(address) => Text::parse(&address.hash?),
        Link::Unreadable => Some(Text::UnreadableLink),
    };
    if let Some(found) = of_link(text) {
        return Some(found);
    }
    let found = Text::parse(text)?;
    let in_link = match found {
        // What is in a link among words may look like digits, or like nothing.
        Text::NoHash | Text::MaybeHashes(_) | Text::OtherDigits(_) | Text::NotHex(_) => {
            let mut words = text.split_whitespace().filter(|word| word.contains("://"));
            words.find_map(of_link)
        }
        _ => None,
    };
    Some(in_link.unwrap_or(found))
}

/// The reader of a host page cannot change what it gives.
fn of_host_page(verdict: Verdict) -> Verdict {
    use compare::Kind;
    match verdict.kind {
        Kind::Waiting | Kind::Match => verdict,
        Kind::Unusable => Verdict::new(
            Kind::Unusable,
            "This page gives no usable hash.",
            "So no image can be verified.",
        ),
        Kind::Mismatch | Kind::Unclear => {
            let author = "The expected hash is that of the author of this page.";
            let more = match &verdict.finding.more {
                Some(more) => format!("{more} {author}"),
                None => author.to_owned(),
            };
            verdict.more(more)
        }
    }
}
