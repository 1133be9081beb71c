//! What the author of the host page is told: why something that it asks for is not done.

use std::fmt;

use super::font_size::FONT_SIZES;
use super::part::Part;
use super::theme::Theme;
use crate::pure::publish::snippet::Snippet;
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::visible;

/// Why something that the host page asked for is not done. Its text is the whole message,
/// to the author of the host page.
#[derive(Clone, PartialEq, Debug)]
pub struct Complaint(String);

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is made of a value that the host page gives in vain.
impl Complaint {
    pub(super) fn hash(text: &str) -> Self {
        Self(format!(
            "The value of hash, “{}”, holds no SHA3-224 hash, which has 56 hex digits, so no \
             image can match it.",
            quoted(text)
        ))
    }

    /// The URL cannot work, and no part says so.
    pub(super) fn url(url: &str, finding: &Finding) -> Self {
        Self(format!("The value of url is “{}”. {finding}", quoted(url)))
    }

    pub(super) fn theme(name: &str) -> Self {
        Self(format!(
            "There is no theme “{}”, so it is as with auto. Themes are {}.",
            quoted(name),
            Theme::NAMES.join(", ")
        ))
    }

    pub(super) fn snippet(key: &str) -> Self {
        Self(format!(
            "There is no code for “{}”, so the usual code is shown first. The value of sdk is one \
             of {}.",
            quoted(key),
            Snippet::ALL.map(Snippet::key).join(", ")
        ))
    }

    pub(super) fn part(name: &str) -> Self {
        Self(format!(
            "There is no part “{}”, so it is left out. Parts are {}, with commas between them.",
            quoted(name),
            Part::ALL.map(|(name, _)| name).join(", ")
        ))
    }

    pub(super) fn colour(option: &str, value: &str) -> Self {
        Self(format!(
            "The value of {option}, “{}”, is not a colour, so the theme’s is kept. Write it as \
             #1c00a9, or as #1c00a9,#aaa2ff for light and dark.",
            quoted(value)
        ))
    }

    /// Background or text is given without the other.
    pub(super) fn half_of_paper() -> Self {
        Self(
            "background and text belong together, and only one of them is given, so the theme’s \
             are kept."
                .to_owned(),
        )
    }

    /// The colour could hardly be read. A contrast is never rounded up (WCAG 1.4.3).
    pub(super) fn contrast(option: &str, contrast: f64, needed: &str) -> Self {
        let tenths = (contrast * 10.0) as u32;
        Self(format!(
            "The colour that {option} gives has too little contrast: to the background it is \
             {}.{}, and {needed} is needed, so the theme’s is kept. Two colours with a comma \
             between them are for light and dark.",
            tenths / 10,
            tenths % 10
        ))
    }

    pub(super) fn font_size(value: &str) -> Self {
        Self(format!(
            "The value of font-size, “{}”, is not a whole number from {} to {}, so the reader’s \
             own size is kept.",
            quoted(value),
            FONT_SIZES.start(),
            FONT_SIZES.end()
        ))
    }

    pub(super) fn origin(value: &str) -> Self {
        Self(format!(
            "The value of origin, “{}”, is not an origin such as https://docs.example.org, so the \
             page around this one is told nothing of the image.",
            quoted(value)
        ))
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
