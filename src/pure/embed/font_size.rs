//! The size of ordinary text.

use std::ops::RangeInclusive;

/// What can be read and still fits.
pub(super) const FONT_SIZES: RangeInclusive<u8> = 12..=24;

/// Reads a size in CSS pixels, with or without the unit.
pub(super) fn font_size(text: &str) -> Option<u8> {
    let digits = text.strip_suffix("px").unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().ok()?;
    FONT_SIZES.contains(&size).then_some(size)
}
