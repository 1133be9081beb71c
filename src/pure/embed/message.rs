//! What the widget tells the host page, and nothing else: not the file's name, not its
//! content, not what its metadata says.

use crate::hash::ImageHash;
use crate::pure::text::literal::{Escapes, literal};

/// A message to the host page.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// The widget listens.
    Ready,
    /// The widget's content is so high.
    Height {
        /// In CSS pixels.
        pixels: u32,
    },
    /// An image was hashed; once more when what is said of it changes.
    Result {
        /// The image's hash.
        hash: ImageHash,
        /// The image's size in bytes.
        size: u64,
        /// The URL that stands in the widget.
        url: Option<String>,
        /// What the image check found.
        image: ImageCheck,
        /// What the comparison came to, if there was something to compare with.
        comparison: Option<Comparison>,
    },
    /// An image could not be hashed.
    Error {
        /// [`crate::pure::hashing::failure::Failure::key`].
        reason: &'static str,
    },
}

/// What the image check found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImageCheck {
    /// Nothing speaks against it, as far as was looked at.
    Passed,
    /// A provider cannot start it.
    Failed,
    /// The check could not be finished.
    Unfinished,
}

/// What the comparison came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// It is the expected hash.
    Match,
    /// It is not.
    Mismatch,
    /// That cannot be said.
    Open,
}

impl Message {
    /// The version of the messages. They stay as they are as long as it does.
    pub const VERSION: u32 = 1;

    /// The name that all messages are under.
    pub const NAME: &str = "gvmi-hash";

    /// Whether it tells nothing of the image.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Ready | Self::Height { .. })
    }

    /// The message in JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let content = match self {
            Self::Ready => r#""type":"ready""#.to_owned(),
            Self::Height { pixels } => format!(r#""type":"height","height":{pixels}"#),
            Self::Result {
                hash,
                size,
                url,
                image,
                comparison,
            } => format!(
                r#""type":"result","hash":"{hash}","size":{size},"url":{},"image":"{}","comparison":{}"#,
                or_null(url.as_deref()),
                image.word(),
                or_null(comparison.map(Comparison::word)),
            ),
            Self::Error { reason } => format!(r#""type":"error","reason":"{reason}""#),
        };
        let (name, version) = (Self::NAME, Self::VERSION);
        format!(r#"{{"{name}":{{"version":{version},{content}}}}}"#)
    }
}

fn or_null(text: Option<&str>) -> String {
    text.map_or("null".to_owned(), |text| literal(text, Escapes::Utf16))
}

impl ImageCheck {
    fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unfinished => "unfinished",
        }
    }
}

impl Comparison {
    fn word(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Mismatch => "mismatch",
            Self::Open => "open",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sent(message: &Message) -> Value {
        serde_json::from_str(&message.json()).unwrap()
    }

    #[test]
    fn a_message_is_json_under_one_name() {
        assert_eq!(
            sent(&Message::Ready),
            json!({ "gvmi-hash": { "version": 1, "type": "ready" } })
        );
        assert_eq!(
            sent(&Message::Height { pixels: 640 }),
            json!({ "gvmi-hash": { "version": 1, "type": "height", "height": 640 } })
        );
        assert_eq!(
            sent(&Message::Error { reason: "changed" }),
            json!({ "gvmi-hash": { "version": 1, "type": "error", "reason": "changed" } })
        );
    }

    #[test]
    fn a_result_says_what_the_table_says() {
        let result = |url: Option<&str>, comparison| Message::Result {
            hash: ImageHash([0xAB; 28]),
            size: u64::from(u32::MAX) + 1,
            url: url.map(str::to_owned),
            image: ImageCheck::Passed,
            comparison,
        };
        let url = "https://a.org/\"\\\u{202E}\n</script>";
        assert_eq!(
            sent(&result(Some(url), Some(Comparison::Match))),
            json!({ "gvmi-hash": {
                "version": 1, "type": "result", "hash": "ab".repeat(28),
                "size": 4_294_967_296_u64, "url": url, "image": "passed",
                "comparison": "match",
            } })
        );
        let content = &sent(&result(None, None))["gvmi-hash"];
        assert_eq!(content["url"], Value::Null);
        assert_eq!(content["comparison"], Value::Null);
    }

    #[test]
    fn only_what_says_nothing_of_the_image_is_for_everyone() {
        assert!(Message::Ready.is_public());
        assert!(Message::Height { pixels: 1 }.is_public());
        assert!(!Message::Error { reason: "changed" }.is_public());
    }
}
