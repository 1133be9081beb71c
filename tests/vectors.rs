//! The hash against vectors that others computed.

#![cfg(not(target_arch = "wasm32"))]

mod vectors {
    pub mod cavp;
}

use gvmi_hash::hash::{Hasher, ImageHash, ImageHasher, hash};
use proptest::prelude::*;
use vectors::cavp;

#[test]
fn nist_short_messages() {
    assert_eq!(cavp::check_messages(cavp::SHORT_MESSAGES), 145);
}

#[test]
fn nist_long_messages() {
    assert_eq!(cavp::check_messages(cavp::LONG_MESSAGES), 100);
}

/// SHA3VS §6.2.3: each hash is the next message, 1000 times for each listed one.
#[test]
fn nist_monte_carlo() {
    let (seed, answers) = cavp::monte_carlo();
    assert_eq!(answers.len(), 100);
    let mut message = seed;
    for answer in answers {
        for _ in 0..1000 {
            message = hash(&message).0.to_vec();
        }
        assert_eq!(message, answer);
    }
}

/// `n` bytes that count up to 250 and start again: neighbouring blocks differ.
fn pattern(n: usize) -> Vec<u8> {
    (0..n).map(|i| (i % 251) as u8).collect()
}

#[test]
fn boundaries_of_the_144_byte_block() {
    for (length, answer) in [
        (
            0,
            "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
        ),
        (
            1,
            "bdd5167212d2dc69665f5a8875ab87f23d5ce7849132f56371a19096",
        ),
        (
            143,
            "64d0e8a1be3cf30ef6727b30a6e428f7f068d44634c943d277ad8e7f",
        ),
        (
            144,
            "5be75e6a08f19913a1d8036c056cc4556b98dc90aeca3f2a0664dedc",
        ),
        (
            145,
            "90b861ac1b1598459ad8337afa9933ce2f1a6f972c57daf8fc2737e4",
        ),
        (
            287,
            "15a2f08845143cf999c3235ed78c568278a3469f9f27d6e8eed61589",
        ),
        (
            288,
            "c31edb82e0debcac85099028f8dda66900e716217b7f30e003d611bc",
        ),
        (
            289,
            "94030cc380f90034f5bf5d2e10c7e9d939152a9e5eecf5534af22948",
        ),
        (
            4096,
            "e710eeadf70563847a754d60ba7c97362b08b0eec91e08b7f628dce6",
        ),
    ] {
        assert_eq!(hash(&pattern(length)).to_string(), answer, "{length} bytes");
    }
}

#[test]
fn nist_example_messages() {
    for (message, answer) in [
        (
            b"abc".to_vec(),
            "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
        ),
        (
            vec![0xA3; 200],
            "9376816aba503f72f96ce7eb65ac095deee3be4bf9bbc2a1cb7e11e0",
        ),
        (
            vec![b'a'; 1_000_000],
            "d69335b93325192e516a912e6d19a15cb51c6ed5c15243e7a7fd653c",
        ),
    ] {
        assert_eq!(hash(&message).to_string(), answer);
    }
}

/// Zeros, as many MiB as given, one MiB at a time.
fn zeros(mebibytes: usize) -> ImageHash {
    let mut hasher = ImageHasher::default();
    for _ in 0..mebibytes {
        hasher.update(&[0; 1 << 20]);
    }
    hasher.finish()
}

#[test]
fn many_megabytes_of_zeros() {
    assert_eq!(
        zeros(32).to_string(),
        "5f40ef69775f31c65c5f0c17012ad12fea547a2089c3a1964994e5b5"
    );
    assert_eq!(
        zeros(64).to_string(),
        "a1d163ca2d13da976f715c95cf8fadabfd1276ac186a17bd6ad0673e"
    );
}

proptest! {
    #[test]
    fn a_message_has_one_hash_however_it_is_cut(
        message in proptest::collection::vec(any::<u8>(), 0..5000),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(message.len() + 1)).collect();
        cuts.sort_unstable();
        let mut hasher = ImageHasher::default();
        let mut start = 0;
        for end in cuts.into_iter().chain([message.len()]) {
            hasher.update(&message[start..end]);
            start = end;
        }
        prop_assert_eq!(hasher.finish(), hash(&message));
    }
}
