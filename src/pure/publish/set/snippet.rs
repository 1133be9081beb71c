//! A set of images as code and as data.

use super::published::{Published, unique_names};
use crate::hash::ImageHash;
use crate::pure::publish::snippet::template;
use crate::pure::text::literal::{Escapes, literal};

/// A form in which a set of images can be taken along.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SetSnippet {
    /// A dictionary of what `vm.repo` and `RepositoryVmPayload` take.
    #[default]
    Python,
    /// An object of what golem-js takes as a workload.
    TypeScript,
    /// A part of a descriptor for dapp-runner.
    DappRunner,
    /// A list of all that is known of the images.
    Json,
}

impl SetSnippet {
    /// Every form, in the order of a list to choose from.
    pub const ALL: [Self; 4] = [Self::Python, Self::TypeScript, Self::DappRunner, Self::Json];

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

    /// The form of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|snippet| snippet.key() == key)
    }

    /// The name of a file with this in it.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        self.facts().2
    }

    /// Its name, its key, and the name of its file.
    fn facts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Python => ("Python (yapapi, golem-core)", "python", "images.py"),
            Self::TypeScript => (
                "TypeScript (golem-js, task-executor)",
                "typescript",
                "images.ts",
            ),
            Self::DappRunner => ("dapp-runner (YAML)", "dapp-runner", "payloads.yaml"),
            Self::Json => ("JSON", "json", "images.json"),
        }
    }

    /// The images in this form, in their order, without a line end at its end. Where they
    /// are found by their names, the second of a name has a number behind it.
    #[must_use]
    pub fn text(self, images: &[Published]) -> String {
        match self {
            Self::Python => python(&entries(images, Escapes::Utf32)),
            Self::TypeScript => type_script(&entries(images, Escapes::Utf16)),
            Self::DappRunner => dapp_runner(&entries(images, Escapes::Utf32)),
            Self::Json => json(images),
        }
    }
}

/// An image in a mapping. Key and URL are string literals.
struct MappedImage {
    key: String,
    hash: ImageHash,
    url: String,
}

fn entries(images: &[Published], escapes: Escapes) -> Vec<MappedImage> {
    unique_names(images)
        .iter()
        .zip(images)
        .map(|(name, image)| MappedImage {
            key: literal(name, escapes),
            hash: image.hash,
            url: literal(image.url.trim(), escapes),
        })
        .collect()
}

fn python(entries: &[MappedImage]) -> String {
    let lines: String = entries
        .iter()
        .map(|MappedImage { key, hash, url }| {
            format!("    {key}: {{\"image_hash\": \"{hash}\", \"image_url\": {url}}},\n")
        })
        .collect();
    let usage = entries
        .first()
        .map_or_else(String::new, |MappedImage { key, .. }| {
            format!("\n# package = await vm.repo(**images[{key}])")
        });
    format!("images = {{\n{lines}}}{usage}")
}

fn type_script(entries: &[MappedImage]) -> String {
    let lines: String = entries
        .iter()
        .map(|MappedImage { key, hash, url }| {
            // Alone, it would set the prototype.
            let key = match key.as_str() {
                "\"__proto__\"" => "[\"__proto__\"]",
                key => key,
            };
            format!("  {key}: {{ imageHash: \"{hash}\", imageUrl: {url} }},\n")
        })
        .collect();
    format!("export const images = {{\n{lines}}} as const;")
}

fn dapp_runner(entries: &[MappedImage]) -> String {
    let payloads: String = entries
        .iter()
        .map(|MappedImage { key, hash, url }| template::payload(&yaml_key(key), hash, url))
        .collect();
    template::payloads(&payloads)
}

/// Before a key of more than 1024 characters, YAML wants a question mark (1.2 §7.4.2). It may
/// stand before any, so bytes are counted: parsers do not agree on what a character is.
fn yaml_key(literal: &str) -> String {
    const LONGEST: usize = 1024;
    match literal.len() {
        0..=LONGEST => literal.to_owned(),
        _ => format!("? {literal}\n  "),
    }
}

fn json(images: &[Published]) -> String {
    let lines: Vec<String> = images
        .iter()
        .map(|Published { name, hash, url, size }| {
            let name = literal(name, Escapes::Utf16);
            let url = literal(url.trim(), Escapes::Utf16);
            format!(
                "\n  {{ \"name\": {name}, \"hash\": \"{hash}\", \"url\": {url}, \"size\": {size} }}"
            )
        })
        .collect();
    format!("[{}\n]", lines.join(","))
}

#[cfg(test)]
mod tests {
    use std::str::Chars;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn image<'a>(name: &'a str, byte: u8, url: &'a str) -> Published<'a> {
        Published {
            name,
            hash: ImageHash([byte; 28]),
            url,
            size: 4096,
        }
    }

    #[track_caller]
    fn check(snippet: SetSnippet, expected: &str) {
        let text = snippet.text(&[
            image(
                "images/ä \"b\".gvmi",
                0xAA,
                " https://example.org/ä \"b\".gvmi\n",
            ),
            image("__proto__", 0xBB, ""),
            image("__proto__", 0xCC, "https://example.org/c\u{202E}\u{E0041}"),
        ]);
        let expected = ["AA", "BB", "CC"]
            .iter()
            .fold(expected.to_owned(), |text, byte| {
                text.replace(&format!("HASH_{byte}"), &byte.to_lowercase().repeat(28))
            });
        assert_eq!(text, expected);
    }

    #[test]
    fn a_dictionary_for_python() {
        check(
            SetSnippet::Python,
            r#"images = {
    "images/ä \"b\".gvmi": {"image_hash": "HASH_AA", "image_url": "https://example.org/ä \"b\".gvmi"},
    "__proto__": {"image_hash": "HASH_BB", "image_url": ""},
    "__proto__ (2)": {"image_hash": "HASH_CC", "image_url": "https://example.org/c\u202e\U000e0041"},
}
# package = await vm.repo(**images["images/ä \"b\".gvmi"])"#,
        );
    }

    #[test]
    fn an_object_for_type_script() {
        check(
            SetSnippet::TypeScript,
            r#"export const images = {
  "images/ä \"b\".gvmi": { imageHash: "HASH_AA", imageUrl: "https://example.org/ä \"b\".gvmi" },
  ["__proto__"]: { imageHash: "HASH_BB", imageUrl: "" },
  "__proto__ (2)": { imageHash: "HASH_CC", imageUrl: "https://example.org/c\u202e\udb40\udc41" },
} as const;"#,
        );
    }

    #[test]
    fn payloads_for_dapp_runner() {
        check(
            SetSnippet::DappRunner,
            r#"payloads:
  "images/ä \"b\".gvmi":
    runtime: "vm"
    params:
      image_hash: "HASH_AA"
      image_url: "https://example.org/ä \"b\".gvmi"
  "__proto__":
    runtime: "vm"
    params:
      image_hash: "HASH_BB"
      image_url: ""
  "__proto__ (2)":
    runtime: "vm"
    params:
      image_hash: "HASH_CC"
      image_url: "https://example.org/c\u202e\U000e0041""#,
        );
    }

    #[test]
    fn a_list_in_json() {
        check(
            SetSnippet::Json,
            r#"[
  { "name": "images/ä \"b\".gvmi", "hash": "HASH_AA", "url": "https://example.org/ä \"b\".gvmi", "size": 4096 },
  { "name": "__proto__", "hash": "HASH_BB", "url": "", "size": 4096 },
  { "name": "__proto__", "hash": "HASH_CC", "url": "https://example.org/c\u202e\udb40\udc41", "size": 4096 }
]"#,
        );
    }

    #[test]
    fn a_long_key_is_marked_for_yaml() {
        let key = |length: usize| {
            let name = "a".repeat(length - 2);
            let text = SetSnippet::DappRunner.text(&[image(&name, 0xAA, "")]);
            text.replace(&format!("\"{name}\""), "KEY")
        };
        assert!(key(1024).starts_with("payloads:\n  KEY:\n    runtime: \"vm\"\n"));
        assert!(key(1025).starts_with("payloads:\n  ? KEY\n  :\n    runtime: \"vm\"\n"));
    }

    #[test]
    fn no_images_are_an_empty_set() {
        for (snippet, expected) in [
            (SetSnippet::Python, "images = {\n}"),
            (
                SetSnippet::TypeScript,
                "export const images = {\n} as const;",
            ),
            (SetSnippet::DappRunner, "payloads: {}"),
            (SetSnippet::Json, "[\n]"),
        ] {
            assert_eq!(snippet.text(&[]), expected);
        }
    }

    #[test]
    fn a_key_names_one_form() {
        for snippet in SetSnippet::ALL {
            assert_eq!(SetSnippet::from_key(snippet.key()), Some(snippet));
        }
        assert_eq!(SetSnippet::from_key("pytho"), None);
    }

    /// Every string literal of a text, read as Python, YAML and TypeScript do.
    fn strings(mut text: &str) -> Vec<String> {
        let mut strings = Vec::new();
        while let Some((_, rest)) = text.split_once('"') {
            let (string, rest) = string(rest);
            strings.push(string);
            text = rest;
        }
        strings
    }

    /// What stands before a closing quote, and what behind it.
    fn string(text: &str) -> (String, &str) {
        let mut units = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next().filter(|c| *c != '"') {
            let escaped = (character == '\\').then(|| characters.next().unwrap());
            units.extend(match escaped {
                Some('u') => units_of_code(4, &mut characters),
                Some('U') => units_of_code(8, &mut characters),
                other => units_of(other.unwrap_or(character)),
            });
        }
        (String::from_utf16(&units).unwrap(), characters.as_str())
    }

    fn units_of_code(digits: usize, characters: &mut Chars) -> Vec<u16> {
        let code: String = characters.take(digits).collect();
        let code = u32::from_str_radix(&code, 16).unwrap();
        match u16::try_from(code) {
            // It may be half of a pair.
            Ok(unit) => vec![unit],
            Err(_) => units_of(char::from_u32(code).unwrap()),
        }
    }

    fn units_of(character: char) -> Vec<u16> {
        character.encode_utf16(&mut [0; 2]).to_vec()
    }

    /// The strings that a snippet has for an image.
    fn expected(snippet: SetSnippet, name: &str, hash: &str, url: &str) -> Vec<String> {
        match snippet {
            SetSnippet::Python => vec![name, "image_hash", hash, "image_url", url],
            SetSnippet::TypeScript => vec![name, hash, url],
            SetSnippet::DappRunner => vec![name, "vm", hash, url],
            SetSnippet::Json => vec!["name", name, "hash", hash, "url", url, "size"],
        }
        .into_iter()
        .map(str::to_owned)
        .collect()
    }

    fn images() -> impl Strategy<Value = Vec<(String, [u8; 28], String, u64)>> {
        prop::collection::vec(any::<(String, [u8; 28], String, u64)>(), 0..5)
    }

    fn published(images: &[(String, [u8; 28], String, u64)]) -> Vec<Published<'_>> {
        images
            .iter()
            .map(|(name, hash, url, size)| Published {
                name,
                hash: ImageHash(*hash),
                url,
                size: *size,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn every_form_has_every_name_hash_and_url(images in images()) {
            let images = published(&images);
            let names = unique_names(&images);
            for snippet in SetSnippet::ALL {
                let found = strings(&snippet.text(&images));
                let mut all: Vec<String> = images
                    .iter()
                    .zip(&names)
                    .flat_map(|(image, name)| {
                        let name = match snippet {
                            SetSnippet::Json => image.name,
                            _ => name,
                        };
                        expected(snippet, name, &image.hash.to_string(), image.url.trim())
                    })
                    .collect();
                if snippet == SetSnippet::Python {
                    all.extend(images.first().map(|image| image.name.to_owned()));
                }
                prop_assert_eq!(found, all, "{:?}", snippet);
            }
        }

        #[test]
        fn the_list_is_json(images in images()) {
            let images = published(&images);
            let found: Value = serde_json::from_str(&SetSnippet::Json.text(&images)).unwrap();
            let all: Value = images
                .iter()
                .map(|Published { name, hash, url, size }| {
                    json!({"name": name, "hash": hash.to_string(), "url": url.trim(), "size": size})
                })
                .collect();
            prop_assert_eq!(found, all);
        }
    }
}
