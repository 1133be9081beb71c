//! Links: what is written is read back, and what is read can be written.

use gvmi_hash::hash::ImageHash;
use gvmi_hash::pure::compare::{Kind, Known, Subject, Text, compare};
use gvmi_hash::pure::publish::address::{Address, Link};
use gvmi_hash::pure::publish::link::{of_image, of_set};
use gvmi_hash::pure::publish::set::{Published, sums};

use super::cases::literals;
use super::{GAP, OWN, text};

const PAGE: &str = "https://h.io/";

pub fn property(bytes: &[u8]) {
    let text = text(bytes);
    brings_back(&OWN, Some(&text).filter(|text| is_kept(text)));
    is_read_as_written(&Address::parse(&text));
    if let Some(Link::Brings(address)) = Link::of(&text) {
        is_read_as_written(&address);
    }
    let names: Vec<&str> = text.split(GAP).collect();
    let images: Vec<Published> = (0..).zip(&names).map(|(n, name)| image(n, name)).collect();
    set_is_brought_back(&images);
    list_is_understood(&images);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = literals(include_str!("../../../src/pure/publish/address.rs"));
    seeds.extend(literals(include_str!("../../../src/pure/publish/link.rs")));
    let set = |seed: &Vec<u8>| [&seed[..], b"\x01a.gvmi\x01b/a.gvmi"].concat();
    seeds.extend(seeds.iter().map(set).collect::<Vec<_>>());
    seeds
}

fn image(number: u8, name: &str) -> Published<'_> {
    let mut hash = OWN;
    hash.0[0] = number;
    Published {
        name,
        hash,
        url: "",
        size: 1,
    }
}

/// Writes what was read, as far as it is a hash and a URL.
fn is_read_as_written(read: &Address) {
    let hash = read.hash.as_deref().and_then(ImageHash::from_hex);
    let url = read.url.as_ref().filter(|url| is_kept(url));
    brings_back(&hash.unwrap_or(OWN), url);
}

/// Whether a URL is read as it is written: not if it is none, nor if it is encoded as a
/// whole, which is undone.
fn is_kept(url: &str) -> bool {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    !url.is_empty() && !start.starts_with("http%3a") && !start.starts_with("https%3a")
}

fn brings_back(hash: &ImageHash, url: Option<&String>) {
    let link = of_image(PAGE, hash, url.map(String::as_str));
    brings(
        &link,
        &Address {
            hash: Some(hash.to_string()),
            url: url.cloned(),
        },
    );
}

fn set_is_brought_back(images: &[Published]) {
    let hash = Some(sums(images)).filter(|sums| !sums.is_empty());
    if hash.is_some() {
        let link = of_set(PAGE, images).expect("few images");
        brings(&link, &Address { hash, url: None });
    }
}

#[track_caller]
fn brings(link: &str, expected: &Address) {
    let (_, fragment) = link.split_once('#').expect("a fragment");
    assert_eq!(Address::parse(fragment), *expected, "behind # in {link}");
    assert_eq!(
        Link::of(link),
        Some(Link::Brings(expected.clone())),
        "{link}"
    );
}

/// Of files with plain names, each is the one that their sums mean.
fn list_is_understood(images: &[Published]) {
    let is_plain = |name: &str| {
        name.ends_with(".gvmi")
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'.')
    };
    let all_are_plain = images.iter().all(|image| is_plain(image.name));
    let Some(text) = Text::parse(&sums(images)).filter(|_| all_are_plain) else {
        return;
    };
    for image in images {
        let is_same = |other: &&Published| other.name == image.name;
        let known = Subject::Known(Known {
            hash: image.hash,
            name: image.name,
            docker_image: None,
            lookalikes: None,
            has_trailer: None,
            url: "",
        });
        let expected = match images.iter().filter(is_same).count() {
            1 => Kind::Match,
            _ => continue,
        };
        assert_eq!(compare(&text, &known).kind, expected, "{}", image.name);
    }
}
