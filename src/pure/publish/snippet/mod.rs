//! What the publisher gives to Golem: the hash and the URL, in the form that each
//! client reads.

mod checksum_line;
pub(super) mod template;

use super::publication::task_package;
use crate::hash::ImageHash;
use crate::pure::text::literal::{Escapes, literal};

pub use checksum_line::checksum_line;

/// A client of Golem, or a value that several of them take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Snippet {
    /// Code for yapapi, in Python.
    #[default]
    Yapapi,
    /// Code for `@golem-sdk/golem-js`, in TypeScript.
    GolemJs,
    /// Code for `@golem-sdk/task-executor`, in TypeScript.
    TaskExecutor,
    /// A part of a descriptor for dapp-runner, in YAML.
    DappRunner,
    /// Code for golem-core, in Python.
    GolemCore,
    /// A computation manifest, in JSON (Golem's GAP-5).
    Manifest,
    /// The value of the demand property `golem.srv.comp.task_package`.
    TaskPackage,
}

/// The clients that no snippet can help.
pub const CANNOT_SELF_HOST: &str = "ray-on-golem and the ClusterNodePayload of golem-workers \
     take images from Golem’s registry alone. golem-js before version 3 and task-executor before \
     version 2 accept no image URL, but take the manifest.";

impl Snippet {
    /// Every snippet, in the order of a list to choose from.
    pub const ALL: [Self; 7] = [
        Self::Yapapi,
        Self::GolemJs,
        Self::TaskExecutor,
        Self::DappRunner,
        Self::GolemCore,
        Self::Manifest,
        Self::TaskPackage,
    ];

    /// What a list to choose from shows.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().0
    }

    /// By what the browser's storage remembers it. Never changes.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.facts().1
    }

    /// The snippet of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|snippet| snippet.key() == key)
    }

    /// The name of a file with this snippet in it, if it makes sense as one.
    #[must_use]
    pub fn file_name(self) -> Option<&'static str> {
        match self {
            Self::DappRunner => Some("payloads.yaml"),
            Self::Manifest => Some("manifest.json"),
            _ => None,
        }
    }

    /// What to know before using it, in a sentence or two.
    #[must_use]
    pub fn note(self) -> Option<&'static str> {
        Some(self.facts().2)
    }

    /// Its name, its key, and what to know before using it.
    fn facts(self) -> (&'static str, &'static str, &'static str) {
        const EXAMPLES: &str = "Time and prices are examples: set how long you need a provider, \
            and what you would pay at most.";
        match self {
            Self::Yapapi => (
                "yapapi (Python)",
                "yapapi",
                "For yapapi 0.7 and newer. It sends a HEAD request to the URL before anything \
                 else, so the image must be online, on a server that answers HEAD.",
            ),
            Self::GolemJs => ("golem-js 3 (TypeScript)", "golem-js", EXAMPLES),
            Self::TaskExecutor => ("task-executor 2 (TypeScript)", "task-executor", EXAMPLES),
            Self::DappRunner => (
                "dapp-runner (YAML)",
                "dapp-runner",
                "Give dapp-runner payloads.yaml beside your descriptor, or paste this there, and \
                 name my-image as a node’s payload. dapp-runner sends a HEAD request to the URL \
                 before anything else, so the image must be online, on a server that answers HEAD.",
            ),
            Self::GolemCore => (
                "golem-core (Python)",
                "golem-core",
                "For golem-core 0.2 and newer. It sends a HEAD request to the URL before anything \
                 else, so the image must be online, on a server that answers HEAD.",
            ),
            Self::Manifest => (
                "Computation manifest (JSON)",
                "manifest",
                "golem-js, golem-core’s ManifestVmPayload and yapapi’s vm.manifest take it in \
                 base64; yapapi 0.13.1 wants a signature or a node descriptor with it. Ask for \
                 the capability manifest-support, by which providers say that they take manifests.",
            ),
            Self::TaskPackage => (
                "Demand property",
                "task-package",
                "The value of golem.srv.comp.task_package, for a demand put together by hand. \
                 golem.srv.comp.vm.package_format is gvmkit-squash then.",
            ),
        }
    }

    /// The snippet, without a line end at its end. White space around the URL, which a
    /// paste brings along, is left out.
    ///
    /// `now` is the time as RFC 3339 writes it; a manifest says when it was made.
    #[must_use]
    pub fn text(self, hash: &ImageHash, url: &str, now: &str) -> String {
        let url = url.trim();
        match self {
            Self::Yapapi => template::yapapi(hash, &literal(url, Escapes::Utf32)),
            Self::GolemJs => template::golem_js(hash, &literal(url, Escapes::Utf16)),
            Self::TaskExecutor => template::task_executor(hash, &literal(url, Escapes::Utf16)),
            Self::DappRunner => {
                let url = literal(url, Escapes::Utf32);
                template::payloads(&template::payload("my-image", hash, &url))
            }
            Self::GolemCore => template::golem_core(hash, &literal(url, Escapes::Utf32)),
            Self::Manifest => template::manifest(
                hash,
                &literal(url, Escapes::Utf16),
                &literal(now, Escapes::Utf16),
            ),
            Self::TaskPackage => task_package(hash, url),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: ImageHash = ImageHash([0xAB; 28]);

    #[track_caller]
    fn check(snippet: Snippet, expected: &str) {
        let text = snippet.text(
            &HASH,
            " https://example.org/ä \"b\".gvmi\n",
            "2026-11-22T12:00:00.000Z",
        );
        assert_eq!(text, expected.replace("HASH", &"ab".repeat(28)));
    }

    #[test]
    fn a_snippet_for_each_client() {
        check(
            Snippet::Yapapi,
            r#"from yapapi.payload import vm

package = await vm.repo(
    image_hash="HASH",
    image_url="https://example.org/ä \"b\".gvmi",
)"#,
        );
        check(
            Snippet::GolemJs,
            r#"import type { MarketOrderSpec } from "@golem-sdk/golem-js";

const order: MarketOrderSpec = {
  demand: {
    workload: {
      imageHash: "HASH",
      imageUrl: "https://example.org/ä \"b\".gvmi",
    },
  },
  market: {
    rentHours: 0.5,
    pricing: {
      model: "linear",
      maxStartPrice: 0.5,
      maxCpuPerHourPrice: 1.0,
      maxEnvPerHourPrice: 0.5,
    },
  },
};"#,
        );
        check(
            Snippet::TaskExecutor,
            r#"import { TaskExecutor } from "@golem-sdk/task-executor";

const executor = await TaskExecutor.create({
  demand: {
    workload: {
      imageHash: "HASH",
      imageUrl: "https://example.org/ä \"b\".gvmi",
    },
  },
  market: {
    rentHours: 0.5,
    pricing: {
      model: "linear",
      maxStartPrice: 0.5,
      maxCpuPerHourPrice: 1.0,
      maxEnvPerHourPrice: 0.5,
    },
  },
});"#,
        );
        check(
            Snippet::DappRunner,
            r#"payloads:
  my-image:
    runtime: "vm"
    params:
      image_hash: "HASH"
      image_url: "https://example.org/ä \"b\".gvmi""#,
        );
        check(
            Snippet::GolemCore,
            r#"from golem.payload import RepositoryVmPayload

payload = RepositoryVmPayload(
    image_hash="HASH",
    image_url="https://example.org/ä \"b\".gvmi",
)"#,
        );
        check(
            Snippet::Manifest,
            r#"{
  "version": "0.1.0",
  "createdAt": "2026-11-22T12:00:00.000Z",
  "expiresAt": "2100-01-01T00:00:00Z",
  "payload": [
    {
      "platform": { "arch": "x86_64", "os": "linux" },
      "urls": ["https://example.org/ä \"b\".gvmi"],
      "hash": "sha3:HASH"
    }
  ]
}"#,
        );
        check(
            Snippet::TaskPackage,
            "hash:sha3:HASH:https://example.org/ä \"b\".gvmi",
        );
    }

    #[test]
    fn a_note_says_which_values_are_examples() {
        for snippet in Snippet::ALL {
            let prices = snippet.text(&HASH, "", "").contains("maxStartPrice");
            let note = snippet.note().unwrap_or_default();
            assert_eq!(note.contains("prices are examples"), prices, "{note}");
        }
    }

    #[test]
    fn a_key_names_one_snippet() {
        for snippet in Snippet::ALL {
            assert_eq!(Snippet::from_key(snippet.key()), Some(snippet));
        }
        assert_eq!(Snippet::from_key("yapap"), None);
    }
}
