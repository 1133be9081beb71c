//! Sets of images with hostile names and URLs, read by parsers of their languages.

use std::collections::BTreeSet;

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::publish::set::{Published, SetSnippet};
use serde::Deserialize;

use crate::{hostile, script};

/// How many images a set has.
const IMAGES: usize = 100;

/// What a parser found in a set: names, hashes and URLs.
#[derive(Deserialize, PartialEq, Eq, Debug)]
#[serde(untagged)]
enum Found {
    Set(BTreeSet<(String, String, String)>),
    Nothing { error: String },
}

/// An image with a hash of its own.
struct Image {
    name: String,
    hash: ImageHash,
    url: String,
}

/// Every name once, with the URL that another has for a name.
fn images() -> Vec<Image> {
    // What is no key like others in some language, and keys about as long as YAML knows them.
    let special = ["__proto__", "constructor", "<<", "=", "1", "true", "null"].map(str::to_owned);
    let long = (340..345)
        .chain(1020..1030)
        .flat_map(|length| ["a", "€", "😀"].map(|character| character.repeat(length)));
    let names: BTreeSet<String> = hostile::texts()
        .into_iter()
        .chain(special)
        .chain(long)
        .collect();
    let urls = hostile::texts().into_iter().cycle();
    names
        .into_iter()
        .zip(urls)
        .map(|(name, url)| Image {
            hash: hash(name.as_bytes()),
            name,
            url,
        })
        .collect()
}

/// Has every set read by `parse`.
#[track_caller]
fn check(snippet: SetSnippet, parse: impl Fn(&[String]) -> Vec<Found>) {
    let images = images();
    assert!(images.len() > 10_000);
    let sets: Vec<_> = images.chunks(IMAGES).collect();
    let text = |set: &&[Image]| {
        let published = set.iter().map(|image| Published {
            name: &image.name,
            hash: image.hash,
            url: &image.url,
            size: 4096,
        });
        snippet.text(&published.collect::<Vec<_>>())
    };
    let texts: Vec<String> = sets.iter().map(text).collect();
    let found = parse(&texts);
    assert_eq!(found.len(), texts.len());
    for (found, set) in found.iter().zip(sets) {
        let Found::Set(found) = found else {
            panic!("a set was not understood: {found:?}");
        };
        for Image { name, hash, url } in set {
            let image = (name.clone(), hash.to_string(), url.trim().to_owned());
            assert!(found.contains(&image), "{image:?} was not found");
        }
        assert_eq!(found.len(), set.len());
    }
}

#[test]
fn a_set_is_python() {
    check(SetSnippet::Python, |texts| {
        script::python("yapapi", "parse_python_set.py", &texts)
    });
}

#[test]
fn a_set_is_type_script() {
    check(SetSnippet::TypeScript, |texts| {
        script::node("golem-js", "parse_typescript_set.mjs", &texts)
    });
}

#[test]
fn a_set_is_yaml_1_1() {
    check(SetSnippet::DappRunner, |texts| {
        script::python("dapp-runner", "parse_yaml_set.py", &texts)
    });
}

#[test]
fn a_set_is_yaml_1_2() {
    check(SetSnippet::DappRunner, |texts| {
        script::node("golem-js", "parse_yaml_set.mjs", &texts)
    });
}

#[test]
fn a_set_is_json_to_python() {
    check(SetSnippet::Json, |texts| {
        script::python("yapapi", "parse_json_set.py", &texts)
    });
}

#[test]
fn a_set_is_json_to_java_script() {
    check(SetSnippet::Json, |texts| {
        script::node("golem-js", "parse_json_set.mjs", &texts)
    });
}
