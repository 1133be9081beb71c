//! The image check against the provider's own type and way of reading, over images
//! that are generated and damaged; and what it finds in published ones.
//!
//! The parser of the JSON is serde_json on both sides, in our version: the provider's,
//! 1.0.109, writes some numbers otherwise in its errors.

#![cfg(not(target_arch = "wasm32"))]

#[path = "e2e/src/published.rs"]
mod published;

use std::ops::Range;

use bollard_stubs::models::ContainerConfig;
use crc::{CRC_32_ISO_HDLC, Crc};
use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::image::{Compressor, Defect, Fault, Image, Inspection, Metadata};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What a provider says of a file (ya-runtime-vm, `deploy.rs`): the same steps in the
/// same order, with the same type.
fn provider(file: &[u8]) -> Result<ContainerConfig, String> {
    let no_seek = || "Invalid argument (os error 22)".to_owned();
    let from_end = |n: usize| file.len().checked_sub(n).ok_or_else(no_seek);
    let digits = &file[from_end(8)?..];
    let text = str::from_utf8(digits).map_err(|error| error.to_string())?;
    let length: u32 = text
        .parse()
        .map_err(|error: std::num::ParseIntError| error.to_string())?;
    let length = length as usize;
    let (crc, json) = file[from_end(12 + length)?..file.len() - 8].split_at(4);
    let json = str::from_utf8(json).map_err(|_| "stream did not contain valid UTF-8".to_owned())?;
    if crc != checksum(json) {
        return Err("Invalid ContainerConfig crc32 sum".to_owned());
    }
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn checksum(json: &str) -> [u8; 4] {
    Crc::<u32>::new(&CRC_32_ISO_HDLC)
        .checksum(json.as_bytes())
        .to_le_bytes()
}

/// Checks a file and holds what is asked for against what may be.
fn inspect(file: &[u8]) -> Result<Image, Fault> {
    let mut inspection = Inspection::new(file.len() as u64);
    let mut asked = 0;
    while let Some(range) = inspection.next_range() {
        asked += range.end - range.start;
        assert!(range.start < range.end, "an empty range");
        assert!(
            asked <= 512 + 8 + (1 << 20) + 4,
            "{asked} bytes are too many"
        );
        let bytes = file.get(range.start as usize..range.end as usize);
        inspection.take(bytes.expect("a range in the file"));
    }
    inspection.finish()
}

/// Checks a file and holds the verdict against the provider's.
fn check(file: &[u8]) -> Result<Image, Fault> {
    let verdict = inspect(file);
    match &verdict {
        Ok(image) => {
            let config = provider(file).expect("a right trailer");
            check_metadata(&image.metadata, config);
            let mut end = 0;
            for section in image.sections() {
                assert_eq!(
                    section.range.start, end,
                    "a gap before the {}",
                    section.name
                );
                end = section.range.end;
            }
            assert_eq!(end, file.len() as u64);
            assert!(
                image
                    .findings()
                    .iter()
                    .all(|finding| !finding.lead.is_empty())
            );
        }
        Err(fault) => {
            assert!(!fault.to_string().is_empty());
            let says = provider(file).map_err(|e| format!("Error reading package metadata: {e}"));
            if !is_too_long(fault) {
                assert_eq!(fault.provider_error, says.err(), "{fault:?}");
            }
        }
    }
    verdict
}

fn check_metadata(metadata: &Metadata, config: ContainerConfig) {
    let mut volumes: Vec<String> = config.volumes.unwrap_or_default().into_keys().collect();
    volumes.sort();
    assert_eq!(metadata.volumes, volumes);
    // As its `run_command` has the working directory (ya-runtime-vm, `lib.rs`).
    let is_not_blank = |text: &String| !text.trim().is_empty();
    assert_eq!(metadata.docker_image, config.image.filter(is_not_blank));
    assert_eq!(metadata.env, config.env.unwrap_or_default());
    assert_eq!(metadata.entrypoint, config.entrypoint.unwrap_or_default());
    assert_eq!(metadata.command, config.cmd.unwrap_or_default());
    assert_eq!(metadata.user, config.user.filter(is_not_blank));
    let working_dir = config.working_dir.filter(is_not_blank);
    assert_eq!(metadata.working_dir, working_dir.unwrap_or("/".to_owned()));
}

fn is_too_long(fault: &Fault) -> bool {
    matches!(fault.defect, Defect::MetadataTooLong { .. })
}

/// The example's file system with a trailer around this JSON.
fn sealed(json: &str) -> Vec<u8> {
    let mut file = example::image()[..4096].to_vec();
    file.extend(checksum(json));
    file.extend(json.bytes());
    file.extend(format!("{:08}", json.len()).bytes());
    file
}

const KEYS: [&str; 33] = [
    "Hostname",
    "Domainname",
    "User",
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
    "ExposedPorts",
    "Tty",
    "OpenStdin",
    "StdinOnce",
    "Env",
    "Cmd",
    "Healthcheck",
    "ArgsEscaped",
    "Image",
    "Volumes",
    "WorkingDir",
    "Entrypoint",
    "NetworkDisabled",
    "MacAddress",
    "OnBuild",
    "Labels",
    "StopSignal",
    "StopTimeout",
    "Shell",
    // Of Healthcheck, and unknown ones.
    "Test",
    "Interval",
    "Timeout",
    "Retries",
    "StartPeriod",
    "GVMKIT",
    "env",
    "",
];

/// Any JSON value, the shapes that Docker uses among them.
fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        select(vec![
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1e999",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "\"\"",
            "\" \\t\"",
            "\"\\u00e9\"",
            "\"\\ud800\"",
            "{}",
            "[]",
            "[\"a\",\"b\"]",
            "{\"/a\":{}}",
            "{\"a\":\"b\"}",
            "{\"a\":{\"b\":{}}}",
        ])
        .prop_map(str::to_owned),
        "\"[a-z/=é ]{0,6}\"",
    ];
    scalar.prop_recursive(3, 12, 4, |value| {
        prop_oneof![
            vec(value.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            object(value),
        ]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let member = (select(KEYS.to_vec()), value).prop_map(|(key, value)| format!("{key:?}:{value}"));
    vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(", ")))
}

/// A document: an object mostly; or as many values as the type has fields, which is
/// understood too.
fn document() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => object(value()),
        1 => value(),
        1 => vec(select(vec!["null", "\"a\"", "[]", "{}", "true"]), 24..27)
            .prop_map(|values| format!("[{}]", values.join(","))),
    ]
}

#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    ForgeLength(u32),
    ForgeBytesUsed(u64),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 0..8u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), vec(any::<u8>(), 1..20)).prop_map(|(at, new)| Damage::Insert(at, new)),
        (any::<Index>(), 1..20usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        prop_oneof![0..5000u32, 0..100_000_000u32].prop_map(Damage::ForgeLength),
        prop_oneof![0..5000u64, any::<u64>()].prop_map(Damage::ForgeBytesUsed),
    ]
}

impl Damage {
    fn apply(self, file: &mut Vec<u8>) {
        match self {
            Self::Flip(at, bit) if !file.is_empty() => {
                let at = at.index(file.len());
                file[at] ^= 1 << bit;
            }
            Self::Flip(..) => {}
            Self::Cut(at) => file.truncate(at.index(file.len() + 1)),
            Self::Insert(at, new) => {
                let at = at.index(file.len() + 1);
                file.splice(at..at, new);
            }
            Self::Remove(at, count) => {
                let start = at.index(file.len() + 1);
                file.drain(start..file.len().min(start + count));
            }
            Self::ForgeLength(length) => {
                file.truncate(file.len().saturating_sub(8));
                file.extend(format!("{length:08}").bytes());
            }
            Self::ForgeBytesUsed(bytes_used) => {
                if let Some(field) = file.get_mut(40..48) {
                    field.copy_from_slice(&bytes_used.to_le_bytes());
                }
            }
        }
    }
}

const CRC_AND_JSON: Range<usize> = 4096..4179;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn metadata_is_understood_just_as_the_provider_understands_it(json in document()) {
        let verdict = check(&sealed(&json));
        prop_assert_eq!(verdict.is_ok(), provider(&sealed(&json)).is_ok());
    }

    #[test]
    fn damaged_metadata_is_understood_just_as_the_provider_understands_it(
        json in document(),
        at in any::<Index>(),
        new in select(vec!["", "\"", ",", "{", "]", "\\", "\0", "x", "1"]),
    ) {
        let mut chars: Vec<String> = json.chars().map(String::from).collect();
        let at = at.index(chars.len());
        chars[at] = new.to_owned();
        check(&sealed(&chars.concat())).ok();
    }

    #[test]
    fn a_damaged_image_is_judged_as_the_provider_judges_it(damages in vec(damage(), 1..4)) {
        let mut file = example::image();
        damages.into_iter().for_each(|damage| damage.apply(&mut file));
        check(&file).ok();
    }

    #[test]
    fn any_bytes_are_judged(file in vec(any::<u8>(), 0..600)) {
        prop_assert!(check(&file).is_err());
    }

    #[test]
    fn any_superblock_is_judged(
        superblock in vec(any::<u8>(), 92),
        (block_size, block_log) in prop_oneof![
            (0..32u16).prop_map(|log| (1 << log, log)),
            (any::<u32>(), 0..32u16),
        ],
        compressor in 0..9u16,
        bytes_used in prop_oneof![0..200u64, 4000..4200u64, any::<u64>()],
    ) {
        let mut file = example::image();
        file[4..96].copy_from_slice(&superblock);
        file[28..32].copy_from_slice(&[4, 0, 0, 0]);
        file[12..16].copy_from_slice(&block_size.to_le_bytes());
        file[20..22].copy_from_slice(&compressor.to_le_bytes());
        file[22..24].copy_from_slice(&block_log.to_le_bytes());
        file[40..48].copy_from_slice(&bytes_used.to_le_bytes());
        let image = check(&file).expect("a right trailer");
        let is_block = (4096..=1 << 20).contains(&block_size) && block_size == 1 << block_log;
        let is_mountable = is_block
            && [1, 3, 4, 5].contains(&compressor)
            && (96..=4096).contains(&bytes_used);
        prop_assert_eq!(image.is_startable(), is_mountable);
    }
}

#[test]
fn every_flipped_bit_of_crc_and_metadata_is_noticed() {
    for at in CRC_AND_JSON {
        for bit in 0..8 {
            let mut file = example::image();
            file[at] ^= 1 << bit;
            let fault = check(&file).expect_err("a fault");
            assert!(matches!(fault.defect, Defect::WrongCrc { .. }), "{fault:?}");
        }
    }
}

#[test]
fn every_shortened_image_is_noticed() {
    let image = example::image();
    for end in 0..image.len() {
        assert!(check(&image[..end]).is_err(), "cut at {end}");
    }
}

#[test]
#[ignore = "needs the images: GVMI_HASH_PUBLISHED_IMAGES=FOLDER"]
fn published_images() {
    for published in &published::IMAGES {
        let file = published.read().expect("a published image");
        assert_eq!(hash(&file).to_string(), published.hash);
        let image = check(&file).expect("an image");
        assert_eq!(image.size, published.size);
        assert_eq!(image.crc, published.crc);
        assert_eq!(image.trailer_offset, published.trailer_offset);
        assert_eq!(image.superblock.bytes_used, published.bytes_used);
        assert_eq!(image.superblock.inode_count, published.inode_count);
        assert_eq!(image.superblock.compressor, Compressor::Lzo);
        let docker_image = image.metadata.docker_image.as_deref();
        assert_eq!(docker_image, Some(published.docker_image));
        assert_eq!(image.metadata.volumes, published.volumes);
        let [finding] = image.findings().try_into().expect("one finding");
        assert!(finding.lead.contains("no volume"), "{finding}");
    }
}

#[test]
fn blank_values_are_read_as_the_provider_reads_them() {
    for blank in ["", " ", r" \t\u00a0"] {
        for key in ["WorkingDir", "User", "Image"] {
            let json = format!(r#"{{"{key}":"{blank}"}}"#);
            assert!(check(&sealed(&json)).is_ok(), "{json}");
        }
    }
}

#[test]
fn metadata_is_read_up_to_1_mib() {
    let json = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert!(check(&sealed(&json(1 << 20))).is_ok());
    let fault = check(&sealed(&json((1 << 20) + 1))).expect_err("a fault");
    assert!(is_too_long(&fault), "{fault:?}");
}
