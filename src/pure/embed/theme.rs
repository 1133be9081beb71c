//! How the widget looks, as the host page wants it.

use super::colour::Colour;

/// A theme: whose colours, and light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    /// Whose colours.
    pub palette: Palette,
    /// Light or dark.
    pub scheme: ColourScheme,
}

/// Whose colours the widget has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Palette {
    /// Those of the page itself.
    #[default]
    Own,
    /// Those of Golem's documentation.
    Golem,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColourScheme {
    /// As the reader's browser has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The names of all themes.
    pub const NAMES: [&str; 6] = [
        "auto",
        "light",
        "dark",
        "golem",
        "golem-light",
        "golem-dark",
    ];

    /// The theme of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let theme = |palette, scheme| Some(Self { palette, scheme });
        match name {
            "auto" => theme(Palette::Own, ColourScheme::Auto),
            "light" => theme(Palette::Own, ColourScheme::Light),
            "dark" => theme(Palette::Own, ColourScheme::Dark),
            "golem" => theme(Palette::Golem, ColourScheme::Auto),
            "golem-light" => theme(Palette::Golem, ColourScheme::Light),
            "golem-dark" => theme(Palette::Golem, ColourScheme::Dark),
            _ => None,
        }
    }
}

/// A colour where the widget is light, and where it is dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Where it is light.
    pub light: Colour,
    /// Where it is dark.
    pub dark: Colour,
}

impl Pair {
    /// Reads one colour for both, or two with a comma between them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (light, dark) = text.split_once(',').unwrap_or((text, text));
        Some(Self {
            light: Colour::parse(light)?,
            dark: Colour::parse(dark)?,
        })
    }

    /// What can be read on it.
    #[must_use]
    pub fn legible(self) -> Self {
        Self {
            light: self.light.legible(),
            dark: self.dark.legible(),
        }
    }

    /// The lower of the contrasts of two pairs, where the widget can have them.
    fn contrast(self, other: Self, scheme: ColourScheme) -> f64 {
        let light = self.light.contrast(other.light);
        let dark = self.dark.contrast(other.dark);
        match scheme {
            ColourScheme::Auto => light.min(dark),
            ColourScheme::Light => light,
            ColourScheme::Dark => dark,
        }
    }
}

/// Colours that the host page gives in place of the theme's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Colours {
    /// For buttons and headings.
    pub accent: Option<Pair>,
    /// Behind everything, and for text upon it.
    pub paper: Option<Paper>,
}

/// A background, and the colour of text upon it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paper {
    /// The background.
    pub background: Pair,
    /// The text.
    pub text: Pair,
}

impl Palette {
    /// The background, as `style.css` has it.
    const fn background(self) -> Pair {
        let dark = match self {
            Self::Own => Colour([0x10, 0x12, 0x1c]),
            Self::Golem => Colour([0x0c, 0x14, 0x21]),
        };
        Pair {
            light: Colour::WHITE,
            dark,
        }
    }

    /// The accent, as `style.css` has it.
    const fn accent(self) -> Pair {
        let dark = match self {
            Self::Own => Colour([0xaa, 0xa2, 0xff]),
            Self::Golem => Colour([0x9d, 0xb1, 0xff]),
        };
        Pair {
            light: Colour([0x1c, 0x00, 0xa9]),
            dark,
        }
    }
}

impl Paper {
    /// The contrast of the text that every shade between text and background needs.
    pub const CONTRAST: f64 = 7.0;

    /// The contrast between text and background.
    #[must_use]
    pub fn contrast(&self, scheme: ColourScheme) -> f64 {
        self.text.contrast(self.background, self.scheme(scheme))
    }

    /// Light or dark as the background decides it, or else as given.
    #[must_use]
    fn scheme(&self, otherwise: ColourScheme) -> ColourScheme {
        let is_dark = |background: Colour| background.legible() == Colour::WHITE;
        match (
            is_dark(self.background.light),
            is_dark(self.background.dark),
        ) {
            (true, true) => ColourScheme::Dark,
            (false, false) => ColourScheme::Light,
            _ => otherwise,
        }
    }
}

impl Colours {
    /// The contrast that an accent needs for 4.5 (WCAG 1.4.3) also on what is not quite
    /// the background: panels.
    pub const CONTRAST: f64 = 5.0;

    /// Light or dark as the background decides it, or else as given.
    #[must_use]
    pub fn scheme(&self, otherwise: ColourScheme) -> ColourScheme {
        self.paper
            .map_or(otherwise, |paper| paper.scheme(otherwise))
    }

    /// The contrast between `accent` and the background that there is.
    #[must_use]
    pub fn contrast(&self, accent: Pair, palette: Palette, scheme: ColourScheme) -> f64 {
        let background = self
            .paper
            .map_or(palette.background(), |paper| paper.background);
        accent.contrast(background, self.scheme(scheme))
    }

    /// The accent that takes the place of the theme's, if that is not legible.
    #[must_use]
    pub fn instead_of_accent(&self, palette: Palette, scheme: ColourScheme) -> Option<Pair> {
        let contrast = self.contrast(palette.accent(), palette, scheme);
        self.paper
            .filter(|_| contrast < Self::CONTRAST)
            .map(|paper| paper.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_theme_of_its_own() {
        let themes = Theme::NAMES.map(|name| Theme::from_name(name).unwrap());
        for (index, theme) in themes.iter().enumerate() {
            assert!(!themes[..index].contains(theme));
        }
        assert_eq!(Theme::from_name("auto"), Some(Theme::default()));
        assert_eq!(Theme::from_name("Dark"), None);
    }

    #[test]
    fn one_colour_is_for_both() {
        let both = Pair::parse("#123456").unwrap();
        assert_eq!(both.light, both.dark);
        let two = Pair::parse("#123456, #abcdef").unwrap();
        assert_eq!(two.dark, Colour([0xab, 0xcd, 0xef]));
        assert_eq!(Pair::parse("#123456,"), None);
        assert_eq!(Pair::parse("#1,#2,#3"), None);
    }

    #[test]
    fn the_colours_are_those_of_the_style() {
        let style = include_str!("../../browser/view/style.css");
        for palette in [Palette::Own, Palette::Golem] {
            let Pair { light, dark } = palette.background();
            let background = format!("--bg: light-dark({light}, {dark});");
            let Pair { light, dark } = palette.accent();
            let accent = format!("--accent: light-dark({light}, {dark});");
            for rule in [background, accent] {
                assert_eq!(style.matches(&rule).count(), 1, "{rule}");
            }
        }
    }

    #[test]
    fn the_contrast_is_asked_for_where_the_widget_can_be() {
        let accent = Pair::parse("#1c00a9").unwrap();
        let contrast = |scheme| Colours::default().contrast(accent, Palette::Own, scheme);
        assert!(contrast(ColourScheme::Light) > Colours::CONTRAST);
        assert!(contrast(ColourScheme::Dark) < 2.0);
        assert!(contrast(ColourScheme::Auto) < 2.0);
    }
}
