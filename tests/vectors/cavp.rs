//! Reads NIST's response files (SHA3VS, the byte-oriented messages) and holds the
//! hash against them. The files are part of the test program, so that the same
//! tests run where there is no file system.

use gvmi_hash::hash::hash;

pub const SHORT_MESSAGES: &str = include_str!("SHA3_224ShortMsg.rsp");
pub const LONG_MESSAGES: &str = include_str!("SHA3_224LongMsg.rsp");
#[cfg(not(target_arch = "wasm32"))]
const MONTE_CARLO: &str = include_str!("SHA3_224Monte.rsp");

/// Holds the hash against every message of a file, and gives their number.
pub fn check_messages(file: &str) -> usize {
    let lengths = values(file, "Len").map(|bits| bits.parse::<usize>().expect("a length") / 8);
    let messages = values(file, "Msg").map(bytes);
    let answers = values(file, "MD").map(bytes);
    let mut count = 0;
    for ((length, message), answer) in lengths.zip(messages).zip(answers) {
        assert_eq!(
            hash(&message[..length]).0.to_vec(),
            answer,
            "{length} bytes"
        );
        count += 1;
    }
    count
}

/// The seed of the Monte Carlo test, and its answers in order.
#[cfg(not(target_arch = "wasm32"))]
pub fn monte_carlo() -> (Vec<u8>, Vec<Vec<u8>>) {
    let seed = values(MONTE_CARLO, "Seed").next().expect("a seed");
    (bytes(seed), values(MONTE_CARLO, "MD").map(bytes).collect())
}

fn values<'a>(file: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    file.lines()
        .filter_map(|line| line.split_once(" = "))
        .filter_map(move |(name, value)| (name == key).then_some(value.trim()))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex digits"))
        .collect()
}
