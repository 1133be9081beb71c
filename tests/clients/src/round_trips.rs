//! Snippets with hostile URLs, read by parsers of their languages.

use std::collections::BTreeSet;

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::publish::snippet::Snippet;
use serde::Deserialize;

use crate::{hostile, script};

const NOW: &str = "2026-11-22T12:00:00.000Z";

/// What a parser found in a snippet.
#[derive(Deserialize, PartialEq, Eq, Debug)]
#[serde(untagged)]
enum Found {
    Snippet {
        hash: String,
        url: String,
        /// The snippet as the parser sees it, without hash and URL.
        rest: String,
    },
    Nothing {
        error: String,
    },
}

/// Each URL with a hash of its own.
fn cases() -> impl Iterator<Item = (ImageHash, String)> {
    hostile::texts()
        .into_iter()
        .map(|url| (hash(url.as_bytes()), url))
}

/// How many different URLs do not stand in their snippets as they were entered.
fn escaped(snippets: &[String]) -> usize {
    let urls: BTreeSet<_> = cases()
        .map(|(_, url)| url.trim().to_owned())
        .zip(snippets)
        .filter(|(url, snippet)| !snippet.contains(&format!("\"{url}\"")))
        .collect();
    urls.len()
}

/// Has every snippet read by `parse`. Beside hash and URL, all must say the same.
#[track_caller]
fn check(snippet: Snippet, prefix: &str, parse: impl Fn(&[String]) -> Vec<Found>) {
    let texts: Vec<String> = cases()
        .map(|(hash, url)| snippet.text(&hash, &url, NOW))
        .collect();
    assert!(escaped(&texts) > 10_000);
    let found = parse(&texts);
    assert_eq!(found.len(), texts.len());
    let Found::Snippet { rest, .. } = &found[0] else {
        panic!("an ordinary snippet was not understood: {:?}", found[0]);
    };
    for ((found, text), (hash, url)) in found.iter().zip(&texts).zip(cases()) {
        let expected = Found::Snippet {
            hash: format!("{prefix}{hash}"),
            url: url.trim().to_owned(),
            rest: rest.clone(),
        };
        assert_eq!(*found, expected, "in\n{text}");
    }
}

#[test]
fn yapapi_is_python() {
    check(Snippet::Yapapi, "", |texts| {
        script::python("yapapi", "parse_python.py", &texts)
    });
}

#[test]
fn golem_core_is_python() {
    check(Snippet::GolemCore, "", |texts| {
        script::python("golem-core", "parse_python.py", &texts)
    });
}

#[test]
fn golem_js_is_type_script() {
    check(Snippet::GolemJs, "", |texts| {
        script::node("golem-js", "parse_typescript.mjs", &texts)
    });
}

#[test]
fn task_executor_is_type_script() {
    check(Snippet::TaskExecutor, "", |texts| {
        script::node("golem-js", "parse_typescript.mjs", &texts)
    });
}

#[test]
fn dapp_runner_is_yaml_1_1() {
    check(Snippet::DappRunner, "", |texts| {
        script::python("dapp-runner", "parse_yaml.py", &texts)
    });
}

#[test]
fn dapp_runner_is_yaml_1_2() {
    check(Snippet::DappRunner, "", |texts| {
        script::node("golem-js", "parse_yaml.mjs", &texts)
    });
}

#[test]
fn the_manifest_is_json_to_python() {
    check(Snippet::Manifest, "sha3:", |texts| {
        script::python("yapapi", "parse_manifest.py", &texts)
    });
}

#[test]
fn the_manifest_is_json_to_java_script() {
    check(Snippet::Manifest, "sha3:", |texts| {
        script::node("golem-js", "parse_manifest.mjs", &texts)
    });
}
