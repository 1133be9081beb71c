//! The metadata of an image: what Docker knew of the container it was made from.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};

/// What a provider and a user want to know of an image's metadata.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metadata {
    /// What the image was made from: a Docker image id, or a name from old writers. Not blank.
    pub docker_image: Option<String>,
    /// Where commands run; `/` unless set.
    pub working_dir: String,
    /// The environment of commands: `NAME=value` each.
    pub env: Vec<String>,
    /// What `start-entrypoint` starts, followed by the command (ya-runtime-vm, `lib.rs`).
    pub entrypoint: Vec<String>,
    /// Docker's command: the arguments of the entry point, or what is started without one.
    pub command: Vec<String>,
    /// Who runs commands. Not blank.
    pub user: Option<String>,
    /// Where folders for files that go in and out are mounted, in order of the alphabet.
    pub volumes: Vec<String>,
}

/// Why a provider does not understand the metadata.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum MetadataError {
    /// The bytes are not UTF-8, which a provider finds before it looks at the CRC.
    NotUtf8,
    /// They are no JSON, or JSON of another shape.
    NotUnderstood {
        /// Where and why, in the words of the provider's parser, serde_json. It is 1.0.109 on
        /// the provider and a later one here: they refuse the same, but may write a number
        /// otherwise (`1e+20`, `-0.0`) and give another column for a broken `\u`.
        reason: String,
    },
}

impl MetadataError {
    /// What the provider says.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::NotUtf8 => "stream did not contain valid UTF-8",
            Self::NotUnderstood { reason } => reason,
        }
    }
}

impl Metadata {
    /// Parses the JSON of a trailer: takes and refuses what the provider does.
    pub(super) fn parse(json: &[u8]) -> Result<Self, MetadataError> {
        let text = str::from_utf8(json).map_err(|_| MetadataError::NotUtf8)?;
        serde_json::from_str(text)
            .map(ContainerConfig::into_metadata)
            .map_err(|error| MetadataError::NotUnderstood {
                reason: error.to_string(),
            })
    }

    /// What to know of an image without volumes.
    pub(super) fn without_volumes(&self) -> Option<Finding> {
        self.volumes.is_empty().then(|| {
            Finding::advice(
                "The image has no volume. Files can be sent to and fetched from volumes only.",
            )
            .more(
                "If your program does that, add a line such as “VOLUME /golem/work” to the \
                 Dockerfile and build the image again.",
            )
        })
    }

    /// What to know of a user that providers do not understand.
    pub(super) fn user_as_root(&self) -> Option<Finding> {
        let user = visible(&abridged(self.user_run_as_root()?));
        Some(
            Finding::advice(format!(
                "The image’s user is “{user}”. Providers understand a user only as two numbers, \
                 such as “1000:1000”, so commands will run as root."
            ))
            .more(
                "Today’s gvmkit-build leaves the user out of images anyway: a program that should \
                 not run as root must drop its rights itself.",
            ),
        )
    }

    /// The user, if it is not root and providers do not understand it: they run commands as
    /// root then.
    /// They understand two numbers, `uid:gid` (ya-runtime-vm, `deploy.rs`).
    #[must_use]
    pub fn user_run_as_root(&self) -> Option<&str> {
        let is_number = |id: &str| id.parse::<u32>().is_ok();
        let user = self.user.as_deref()?.trim();
        let is_understood = user
            .split_once(':')
            .is_some_and(|(uid, gid)| is_number(uid) && is_number(gid));
        let is_root = user.split(':').all(|id| matches!(id, "" | "0" | "root"));
        (!is_understood && !is_root).then_some(user)
    }
}

/// Docker's type for this (`ContainerConfig` of bollard-stubs 1.41.0, which the
/// provider uses): the same name, fields, order and types, for these decide what is
/// understood and what is said when it is not.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "some fields only have to have the right type")]
struct ContainerConfig {
    hostname: Option<String>,
    domainname: Option<String>,
    user: Option<String>,
    attach_stdin: Option<bool>,
    attach_stdout: Option<bool>,
    attach_stderr: Option<bool>,
    exposed_ports: Option<Keys<String, Nothing>>,
    tty: Option<bool>,
    open_stdin: Option<bool>,
    stdin_once: Option<bool>,
    env: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    healthcheck: Option<HealthConfig>,
    args_escaped: Option<bool>,
    image: Option<String>,
    volumes: Option<Keys<String, Nothing>>,
    working_dir: Option<String>,
    entrypoint: Option<Vec<String>>,
    network_disabled: Option<bool>,
    mac_address: Option<String>,
    on_build: Option<Vec<String>>,
    labels: Option<Keys<String, String>>,
    stop_signal: Option<String>,
    stop_timeout: Option<i64>,
    shell: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "the fields only have to have the right type")]
struct HealthConfig {
    test: Option<Vec<String>>,
    interval: Option<i64>,
    timeout: Option<i64>,
    retries: Option<i64>,
    start_period: Option<i64>,
}

/// The only value that Docker has for a key that merely exists: `{}`.
type Nothing = Keys<(), ()>;

/// A map of which the keys are wanted; the values only have to have the right type.
struct Keys<K, V>(Vec<K>, PhantomData<V>);

impl<V> Keys<String, V> {
    /// Each key once, in order of the alphabet.
    fn in_order(self) -> Vec<String> {
        let mut keys = self.0;
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Keys<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Self(Vec::new(), PhantomData))
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Keys<K, V> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some((key, _)) = map.next_entry::<K, V>()? {
            self.0.push(key);
        }
        Ok(self)
    }
}

impl ContainerConfig {
    fn into_metadata(self) -> Metadata {
        Metadata {
            docker_image: unless_blank(self.image),
            working_dir: unless_blank(self.working_dir).unwrap_or_else(|| "/".to_owned()),
            env: self.env.unwrap_or_default(),
            entrypoint: self.entrypoint.unwrap_or_default(),
            command: self.cmd.unwrap_or_default(),
            user: unless_blank(self.user),
            volumes: self.volumes.map(Keys::in_order).unwrap_or_default(),
        }
    }
}

/// What is blank counts as not set: so for a working directory on the provider
/// (ya-runtime-vm, `lib.rs`), and nobody is called so.
fn unless_blank(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_understood() {
        let json = br#"{"Cmd": ["sh"], "Entrypoint": ["/a", "b"], "Env": ["A=B", "C="],
            "Image": "d3adb33f", "User": "1:2", "WorkingDir": "/work", "Tty": null,
            "Volumes": {"/b": {}, "/a": {}, "/b": {}}, "GVMKIT": {"version": [1, {"a": null}]}}"#;
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let metadata = Metadata {
            docker_image: Some("d3adb33f".to_owned()),
            working_dir: "/work".to_owned(),
            env: owned(&["A=B", "C="]),
            entrypoint: owned(&["/a", "b"]),
            command: owned(&["sh"]),
            user: Some("1:2".to_owned()),
            volumes: owned(&["/a", "/b"]),
        };
        assert_eq!(Metadata::parse(json), Ok(metadata));
    }

    #[test]
    fn what_is_not_set_has_the_providers_default() {
        let metadata = Metadata {
            docker_image: None,
            working_dir: "/".to_owned(),
            env: Vec::new(),
            entrypoint: Vec::new(),
            command: Vec::new(),
            user: None,
            volumes: Vec::new(),
        };
        assert_eq!(Metadata::parse(b"{}"), Ok(metadata.clone()));
        let json = br#"{"Volumes": null, "WorkingDir": "", "User": "", "Image": ""}"#;
        assert_eq!(Metadata::parse(json), Ok(metadata.clone()));
        let json = br#"{"WorkingDir": " \t\u00a0", "User": " ", "Image": "\n"}"#;
        assert_eq!(Metadata::parse(json), Ok(metadata));
    }

    #[test]
    fn what_is_not_understood_is_said_in_the_providers_words() {
        for (json, says) in [
            (&b""[..], "EOF while parsing a value at line 1 column 0"),
            (b"{} {}", "trailing characters at line 1 column 4"),
            (
                b"7",
                "invalid type: integer `7`, expected struct ContainerConfig at line 1 column 1",
            ),
            (
                br#"{"Cmd":"sh"}"#,
                "invalid type: string \"sh\", expected a sequence at line 1 column 11",
            ),
            (
                br#"{"Tty":true,"Tty":true}"#,
                "duplicate field `Tty` at line 1 column 17",
            ),
            (
                br#"{"Volumes":{"/a":null}}"#,
                "invalid type: null, expected a map at line 1 column 21",
            ),
            (b"{\"User\":\"\xFF\"}", "stream did not contain valid UTF-8"),
        ] {
            let error = Metadata::parse(json).expect_err(says);
            assert_eq!(error.reason(), says);
        }
    }

    #[test]
    fn a_user_is_understood_only_as_two_numbers() {
        let metadata = |user: &str| Metadata {
            user: Some(user.to_owned()),
            ..Metadata::parse(b"{}").expect("an empty object")
        };
        for user in ["root", "0", "0:", "root:root", "0:root", "root:0"] {
            assert_eq!(metadata(user).user_run_as_root(), None);
        }
        for user in ["", "0:0", "1000:1000", " 1000:1000 "] {
            assert_eq!(metadata(user).user_run_as_root(), None);
        }
        for user in [
            "1000",
            "1000:",
            "nobody",
            "1000:users",
            "root:users",
            "1000:1:2",
            "4294967296:0",
        ] {
            assert_eq!(metadata(user).user_run_as_root(), Some(user));
        }
    }
}
