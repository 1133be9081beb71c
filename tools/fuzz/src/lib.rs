//! What has to hold of whatever is read from outside: properties over any bytes, and two
//! drivers that look for bytes of which one does not hold, [`drive`] and libFuzzer.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod address;
mod cases;
mod compare;
mod drive;
mod image;
mod options;
mod squashfs;
mod text;
mod url;

use gvmi_hash::hash::ImageHash;
use gvmi_hash::pure::text::invisible::is_invisible;

pub use drive::{drive, given_seed, new_seed};

/// A part of the product that reads what it is given.
pub struct Target {
    /// What it is called.
    pub name: &'static str,
    /// Panics if a property does not hold of these bytes.
    pub property: fn(&[u8]),
    /// What inputs are made of.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs the tests try: some ten seconds' worth.
    pub tried_in_tests: u64,
}

/// All of them.
pub const TARGETS: [Target; 7] = [
    Target {
        name: "image",
        property: image::property,
        seeds: image::seeds,
        tried_in_tests: 100_000,
    },
    Target {
        name: "url",
        property: url::property,
        seeds: url::seeds,
        tried_in_tests: 500_000,
    },
    Target {
        name: "compare",
        property: compare::property,
        seeds: compare::seeds,
        tried_in_tests: 80_000,
    },
    Target {
        name: "address",
        property: address::property,
        seeds: address::seeds,
        tried_in_tests: 100_000,
    },
    Target {
        name: "options",
        property: options::property,
        seeds: options::seeds,
        tried_in_tests: 200_000,
    },
    Target {
        name: "squashfs",
        property: squashfs::property,
        seeds: squashfs::seeds,
        tried_in_tests: 50_000,
    },
    Target {
        name: "text",
        property: text::property,
        seeds: text::seeds,
        tried_in_tests: 300_000,
    },
];

impl Target {
    /// The target of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        const ALL: &[Target] = &TARGETS;
        ALL.iter().find(|target| target.name == name)
    }
}

/// The hash that § stands for in an input.
const OWN: ImageHash = ImageHash([
    0xdf, 0x27, 0x6c, 0xde, 0x31, 0x95, 0x69, 0x29, 0xf8, 0x33, 0x3b, 0xc7, 0xf3, 0xa2, 0x99, 0x15,
    0xd6, 0x15, 0x85, 0xe5, 0x39, 0x5a, 0xc9, 0x8e, 0x51, 0xf7, 0x11, 0x82,
]);

/// Stands between the parts of an input that has several.
const GAP: char = '\u{1}';

/// The bytes as a text in which § is a hash, and ¤ one of which a single digit differs.
fn text(bytes: &[u8]) -> String {
    let mut other = OWN;
    other.0[27] ^= 1;
    String::from_utf8_lossy(bytes)
        .replace('§', &OWN.to_string())
        .replace('¤', &other.to_string())
}

/// Panics if an eye would miss something in words that are shown.
#[track_caller]
fn all_is_seen(words: &str) {
    let invisible = words.chars().find(|c| is_invisible(*c));
    assert_eq!(invisible, None, "is shown in {words:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    // One change passes or fails alike wherever it is tested: what is new is looked for by
    // `cargo xtask fuzz`.
    const SEED: u64 = 20_261_129;

    #[track_caller]
    fn holds(name: &str) {
        let target = Target::named(name).expect("a target");
        let seed = given_seed().unwrap_or(SEED);
        drive(target, seed, |tried| tried < target.tried_in_tests);
    }

    #[test]
    fn image() {
        holds("image");
    }

    #[test]
    fn url() {
        holds("url");
    }

    #[test]
    fn compare() {
        holds("compare");
    }

    #[test]
    fn address() {
        holds("address");
    }

    #[test]
    fn options() {
        holds("options");
    }

    #[test]
    fn squashfs() {
        holds("squashfs");
    }

    #[test]
    fn text() {
        holds("text");
    }

    #[test]
    fn no_two_targets_have_one_name_and_each_has_seeds() {
        for target in &TARGETS {
            let same = TARGETS.iter().filter(|other| other.name == target.name);
            assert_eq!(same.count(), 1, "{}", target.name);
            assert!((target.seeds)().len() > 10, "{}", target.name);
        }
    }
}
