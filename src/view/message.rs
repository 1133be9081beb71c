//! A sentence that the user should not miss.

use yew::prelude::*;

use crate::compare;
use crate::severity::Severity;

/// Whether a message is good news. It stands in the icon, the colour and, always, in the
/// words.
#[derive(Clone, Copy, PartialEq)]
pub enum Tone {
    /// All is well.
    Good,
    /// It will not work.
    Bad,
    /// It may work, but.
    Advice,
    /// Nothing is decided yet.
    Open,
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Bad,
            Severity::Advice => Self::Advice,
        }
    }
}

impl From<compare::Tone> for Tone {
    fn from(tone: compare::Tone) -> Self {
        match tone {
            compare::Tone::Good => Self::Good,
            compare::Tone::Advice => Self::Advice,
            compare::Tone::Bad => Self::Bad,
            compare::Tone::Open => Self::Open,
        }
    }
}

impl Tone {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Advice => "advice",
            Self::Open => "open",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✕",
            Self::Advice => "!",
            Self::Open => "…",
        }
    }
}

/// A sentence with an icon. The id is that of the element that holds the words.
pub fn message(id: Option<&'static str>, tone: Tone, words: Html) -> Html {
    html! {
        <div class="message" data-tone={tone.name()}>
            <span class="icon" aria-hidden="true">{ tone.icon() }</span>
            <div {id}>{ words }</div>
        </div>
    }
}
