//! The metadata of an image: what Docker knew of the container it was made from.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

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
        let mut json = serde_json::Deserializer::from_str(text);
        let config = CONTAINER_CONFIG.deserialize(&mut json);
        let config = config.and_then(|config| json.end().map(|()| config));
        config
            .map(Self::of)
            .map_err(|error| MetadataError::NotUnderstood {
                reason: error.to_string(),
            })
    }

    /// The metadata in the values of a [`CONTAINER_CONFIG`].
    fn of(config: Vec<Option<Texts>>) -> Self {
        let texts = |name| {
            let mut fields = CONTAINER_CONFIG.fields.iter().zip(&config);
            let field = fields.find(|((of, _), _)| *of == name);
            field
                .and_then(|(_, texts)| texts.clone())
                .unwrap_or_default()
        };
        let text = |name| unless_blank(texts(name).pop());
        let mut volumes = texts("Volumes");
        volumes.sort_unstable();
        volumes.dedup();
        Self {
            docker_image: text("Image"),
            working_dir: text("WorkingDir").unwrap_or_else(|| "/".to_owned()),
            env: texts("Env"),
            entrypoint: texts("Entrypoint"),
            command: texts("Cmd"),
            user: text("User"),
            volumes,
        }
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
static CONTAINER_CONFIG: Struct = Struct {
    name: "ContainerConfig",
    fields: &[
        ("Hostname", Type::Text),
        ("Domainname", Type::Text),
        ("User", Type::Text),
        ("AttachStdin", Type::Flag),
        ("AttachStdout", Type::Flag),
        ("AttachStderr", Type::Flag),
        ("ExposedPorts", Type::Keys),
        ("Tty", Type::Flag),
        ("OpenStdin", Type::Flag),
        ("StdinOnce", Type::Flag),
        ("Env", Type::Texts),
        ("Cmd", Type::Texts),
        ("Healthcheck", Type::Struct(&HEALTH_CONFIG)),
        ("ArgsEscaped", Type::Flag),
        ("Image", Type::Text),
        ("Volumes", Type::Keys),
        ("WorkingDir", Type::Text),
        ("Entrypoint", Type::Texts),
        ("NetworkDisabled", Type::Flag),
        ("MacAddress", Type::Text),
        ("OnBuild", Type::Texts),
        ("Labels", Type::Labels),
        ("StopSignal", Type::Text),
        ("StopTimeout", Type::Number),
        ("Shell", Type::Texts),
    ],
};

static HEALTH_CONFIG: Struct = Struct {
    name: "HealthConfig",
    fields: &[
        ("Test", Type::Texts),
        ("Interval", Type::Number),
        ("Timeout", Type::Number),
        ("Retries", Type::Number),
        ("StartPeriod", Type::Number),
    ],
};

/// What serde would derive for a struct, as a table: code for each field weighs 13 KB more.
struct Struct {
    name: &'static str,
    fields: &'static [(&'static str, Type)],
}

/// The type of a field. Each may be null or absent.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Flag,
    Number,
    Texts,
    /// A map from texts to `{}`, the only value that Docker has for a key that merely exists.
    Keys,
    /// A map from texts to texts.
    Labels,
    Struct(&'static Struct),
}

/// The texts in the value of a field, in their order: in a map its keys.
type Texts = Vec<String>;

impl<'de> DeserializeSeed<'de> for &'static Struct {
    /// Of each field in the struct's order; none where the field is absent.
    type Value = Vec<Option<Texts>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_struct(self.name, &[], self)
    }
}

impl<'de> Visitor<'de> for &'static Struct {
    type Value = Vec<Option<Texts>>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        for (_, of_type) in self.fields {
            let Some(texts) = seq.next_element_seed(*of_type)? else {
                let (name, fields) = (self.name, self.fields.len());
                let expected = format!("struct {name} with {fields} elements");
                return Err(A::Error::invalid_length(values.len(), &&*expected));
            };
            values.push(Some(texts));
        }
        Ok(values)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = vec![None; self.fields.len()];
        while let Some(key) = map.next_key::<String>()? {
            let mut fields = self.fields.iter().zip(&mut values);
            match fields.find(|((name, _), _)| *name == key) {
                Some(((name, _), Some(_))) => return Err(A::Error::duplicate_field(name)),
                Some(((_, of_type), value)) => *value = Some(map.next_value_seed(*of_type)?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}

impl<'de> DeserializeSeed<'de> for Type {
    type Value = Texts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Texts, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Type {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_none<E>(self) -> Result<Texts, E> {
        Ok(Vec::new())
    }

    fn visit_unit<E>(self) -> Result<Texts, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Texts, D::Error> {
        match self {
            Self::Text => String::deserialize(value).map(|text| vec![text]),
            Self::Flag => bool::deserialize(value).map(|_| Vec::new()),
            Self::Number => i64::deserialize(value).map(|_| Vec::new()),
            Self::Texts => Vec::deserialize(value),
            Self::Keys => Keys::<String, Keys<(), ()>>::deserialize(value).map(|keys| keys.0),
            Self::Labels => Keys::<String, String>::deserialize(value).map(|keys| keys.0),
            Self::Struct(of) => of.deserialize(value).map(|_| Vec::new()),
        }
    }
}

/// A map of which the keys are wanted; the values only have to have the right type.
struct Keys<K, V>(Vec<K>, PhantomData<V>);

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
