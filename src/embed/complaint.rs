//! What the author of the host page is told.

use std::fmt;

use super::font_size::FONT_SIZES;
use super::part::Part;
use super::theme::Theme;
use crate::finding::Finding;
use crate::literal::visible;
use crate::snippet::Snippet;

/// Why something that the host page asked for is not done. Its text is the whole message,
/// to the author of the host page.
#[derive(Clone, PartialEq, Debug)]
pub enum Complaint {
    /// There is no hash in it that an image could have.
    Hash(String),
    /// The URL cannot work, and no part says so.
    Url {
        /// The URL.
        url: String,
        /// Why.
        finding: Finding,
    },
    /// There is no such theme.
    Theme(String),
    /// There is no such snippet.
    Snippet(String),
    /// There is no such part.
    Part(String),
    /// It is no colour, or not two with a comma between them.
    Colour {
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
    },
    /// Background or text is given without the other.
    HalfOfPaper,
    /// It could hardly be read.
    Contrast {
        /// The option.
        option: &'static str,
        /// How much contrast it would have, in tenths.
        tenths: u32,
        /// How much it needs.
        needed: &'static str,
    },
    /// It is no size for text.
    FontSize(String),
    /// It is no origin.
    Origin(String),
}

impl std::error::Error for Complaint {}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(text) => write!(
                f,
                "The value of hash, “{}”, holds no SHA3-224 hash, which has 56 hex digits, so \
                 no image can match it.",
                quoted(text)
            ),
            Self::Url { url, finding } => {
                write!(f, "The value of url is “{}”. {finding}", quoted(url))
            }
            Self::Theme(name) => write!(
                f,
                "There is no theme “{}”, so it is as with auto. Themes are {}.",
                quoted(name),
                Theme::NAMES.join(", ")
            ),
            Self::Snippet(key) => write!(
                f,
                "There is no code for “{}”, so the usual code is shown first. The value of \
                 sdk is one of {}.",
                quoted(key),
                Snippet::ALL.map(Snippet::key).join(", ")
            ),
            Self::Part(name) => write!(
                f,
                "There is no part “{}”, so it is left out. Parts are {}, with commas \
                 between them.",
                quoted(name),
                Part::ALL.map(|(name, _)| name).join(", ")
            ),
            Self::Colour { option, value } => write!(
                f,
                "The value of {option}, “{}”, is not a colour, so the theme’s is kept. Write it as \
                 #1c00a9, or as #1c00a9,#aaa2ff for light and dark.",
                quoted(value)
            ),
            Self::HalfOfPaper => f.write_str(
                "background and text belong together, and only one of them is given, so the \
                 theme’s are kept.",
            ),
            Self::Contrast {
                option,
                tenths,
                needed,
            } => write!(
                f,
                "The colour that {option} gives has too little contrast: to the background it is {}.{}, and {needed} is needed, so the theme’s is kept. Two \
                 colours with a comma between them are for light and dark.",
                tenths / 10,
                tenths % 10
            ),
            Self::FontSize(value) => write!(
                f,
                "The value of font-size, “{}”, is not a whole number from {} to {}, so the \
                 reader’s own size is kept.",
                quoted(value),
                FONT_SIZES.start(),
                FONT_SIZES.end()
            ),
            Self::Origin(value) => write!(
                f,
                "The value of origin, “{}”, is not an origin such as https://docs.example.org, so \
                 the page around this one is told nothing of the image.",
                quoted(value)
            ),
        }
    }
}

/// As much of a value as shows which one it is, with nothing invisible in it.
fn quoted(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = value.chars().take(LONGEST).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    visible(&shown)
}
