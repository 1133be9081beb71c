//! A colour that a host page gives: three numbers, never CSS text.

use std::fmt;

/// A colour in sRGB. Its text is `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Reads `#rrggbb` or `#rgb`, with or without the `#`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits: Vec<u8> = text
            .strip_prefix('#')
            .unwrap_or(text)
            .chars()
            .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [a, b, c, d, e, f] => Some(Self([a * 16 + b, c * 16 + d, e * 16 + f])),
            _ => None,
        }
    }

    /// The contrast ratio of two colours, 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever can be read better on it.
    #[must_use]
    pub fn legible(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// The relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_colours() {
        let accent = Some(Colour([0x1c, 0x00, 0xa9]));
        assert_eq!(Colour::parse("#1c00a9"), accent);
        assert_eq!(Colour::parse(" 1C00A9 "), accent);
        assert_eq!(Colour::parse("#0af"), Some(Colour([0x00, 0xaa, 0xff])));
        for text in [
            "",
            "#",
            "red",
            "#12345",
            "url(x)",
            "#fff;--x:1",
            "##fff",
            "+1+1+1",
        ] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(Colour([1, 2, 255]).to_string(), "#0102ff");
    }

    /// The examples that are usual for WCAG: black on white, and the lightest grey that
    /// passes at 4.5.
    #[test]
    fn the_contrast_is_that_of_wcag() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert!((Colour::WHITE.contrast(Colour::WHITE) - 1.0).abs() < 1e-9);
        let grey = Colour([0x76; 3]);
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.005);
        assert_eq!(grey.legible(), Colour::BLACK);
        assert_eq!(Colour([0x1c, 0x00, 0xa9]).legible(), Colour::WHITE);
    }
}
