//! A driver for any compiler: changes seeds at random, and makes what fails small.

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::panic;

use super::Target;

/// No input is longer, in bytes.
const LONGEST: usize = 2000;

/// What any text can have in it.
const ANYWHERE: [&str; 24] = [
    "\u{202E}",
    "\u{200B}",
    "\u{A0}",
    "\u{1b}[31m",
    "\u{FEFF}",
    "\u{E0041}",
    "\0",
    "\r\n",
    "\n",
    "\t",
    " ",
    "%",
    "%25",
    "%0A",
    "&",
    "&amp;",
    "#",
    "?",
    "=",
    "§",
    "¤",
    "ä",
    "😀",
    "\u{1}",
];

/// The seed that `GVMI_HASH_FUZZ_SEED` gives, if it does.
///
/// # Panics
///
/// If that is no number.
#[must_use]
pub fn given_seed() -> Option<u64> {
    let seed = env::var("GVMI_HASH_FUZZ_SEED").ok()?;
    Some(seed.parse().expect("GVMI_HASH_FUZZ_SEED is a number"))
}

/// A seed that no run before had.
#[must_use]
pub fn new_seed() -> u64 {
    RandomState::new().hash_one(())
}

/// Tries inputs as long as `goes_on` says so of the number of those that were tried, prints
/// that number, and gives it. The same seed gives the same inputs.
///
/// # Panics
///
/// If the property does not hold of one of them; it prints the smallest that it finds, and
/// the seed.
pub fn drive(target: &Target, seed: u64, goes_on: impl Fn(u64) -> bool) -> u64 {
    let seeds = (target.seeds)();
    let mut random = Random(seed);
    let mut tried = 0;
    while goes_on(tried) {
        let input = random.input(&seeds);
        if !holds(target, &input) {
            fail(target, seed, input);
        }
        tried += 1;
    }
    // Past what the tests keep to themselves: how much was tried is always told.
    let _ = writeln!(
        io::stderr(),
        "fuzz {}: {tried} inputs, GVMI_HASH_FUZZ_SEED={seed}",
        target.name
    );
    tried
}

fn holds(target: &Target, input: &[u8]) -> bool {
    panic::catch_unwind(|| (target.property)(input)).is_ok()
}

fn fail(target: &Target, seed: u64, input: Vec<u8>) -> ! {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    let smallest = smallest(input, |input| !holds(target, input));
    panic::set_hook(hook);
    eprintln!(
        "fuzz {}: a property does not hold of {:?}; GVMI_HASH_FUZZ_SEED={seed}",
        target.name,
        String::from_utf8_lossy(&smallest)
    );
    (target.property)(&smallest);
    panic!("it holds when it is tried again");
}

/// The input without all that it can do without and still fail.
fn smallest(mut input: Vec<u8>, fails: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut length = input.len().next_power_of_two();
    while length > 0 {
        let mut start = 0;
        while start < input.len() {
            let end = (start + length).min(input.len());
            let shorter = [&input[..start], &input[end..]].concat();
            match fails(&shorter) {
                true => input = shorter,
                false => start = end,
            }
        }
        length /= 2;
    }
    input
}

/// Numbers that look random (SplitMix64; Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A seed, changed a few times.
    fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.one_of(seeds).clone();
        for _ in 0..self.below(7) {
            self.change(&mut input, seeds);
            input.truncate(LONGEST);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let start = self.below(input.len() + 1);
        let most = if self.below(4) == 0 { LONGEST } else { 8 };
        let length = self.below(most.min(input.len() - start) + 1);
        let piece = &input[start..start + length];
        let (end, new) = match self.below(8) {
            0 | 1 => (start, self.one_of(&ANYWHERE).as_bytes().to_vec()),
            2 => (start + length, Vec::new()),
            3 => (start, piece.repeat(1 + self.below(3))),
            4 => (start, self.one_of(seeds).clone()),
            5 => (start + length, self.one_of(seeds).clone()),
            6 => (start + length, piece.to_ascii_uppercase()),
            _ => {
                let code = self.next() as u32 >> self.below(32);
                let character = char::from_u32(code).unwrap_or_default();
                (start, character.to_string().into_bytes())
            }
        };
        input.splice(start..end, new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_inputs() {
        let seeds = [b"abc".to_vec(), b"https://h.io/".to_vec()];
        let inputs = |seed| -> Vec<Vec<u8>> {
            let mut random = Random(seed);
            (0..100).map(|_| random.input(&seeds)).collect()
        };
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
    }

    #[test]
    fn what_fails_is_made_small() {
        let fails = |input: &[u8]| input.contains(&b'x') && input.contains(&b'y');
        assert_eq!(smallest(b"abxcdefyghi".to_vec(), fails), b"xy");
    }

    #[test]
    #[should_panic(expected = "no x")]
    fn a_property_that_does_not_hold_is_found() {
        let target = Target {
            name: "x",
            property: |bytes| assert!(!bytes.contains(&b'x'), "no x"),
            seeds: || vec![b"abc".to_vec(), b"x".to_vec()],
            tried_in_tests: 0,
        };
        drive(&target, 1, |tried| tried < 1000);
    }
}
