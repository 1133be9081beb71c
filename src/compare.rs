//! Compares the image's hash with whatever the user has that holds one: a hash alone,
//! checksum lines, a snippet, a provider's error.

mod text;
mod verdict;

pub use text::Text;
pub use verdict::{Lookalike, Tone, Verdict};

use crate::hash::{ImageHash, Lookalikes};

/// What is known of the image that a text is compared with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Known<'a> {
    /// The image's hash.
    pub hash: ImageHash,
    /// The image's file name.
    pub name: &'a str,
    /// The Docker image that it was built from, as its metadata says.
    pub docker_image: Option<&'a str>,
    /// The hashes that are taken for the image's by mistake, once they are computed.
    pub lookalikes: Option<Lookalikes>,
}

/// What a text is compared with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Subject<'a> {
    /// There is no image.
    Missing,
    /// The image is being hashed.
    Hashing,
    /// The image is hashed.
    Known(Known<'a>),
}

/// What `text` says of the image.
#[must_use]
pub fn compare(text: &Text, subject: &Subject) -> Verdict {
    verdict::of(text, subject)
}

/// Which of the 56 hex digits differ.
#[must_use]
pub fn differing_digits(a: &ImageHash, b: &ImageHash) -> [bool; ImageHash::DIGITS] {
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
