//! What the publisher gives to Golem: the hash and the URL, as one word.

use crate::hash::ImageHash;

/// The value of the demand property `golem.srv.comp.task_package`, in the one form
/// that every provider takes (yagna, `exe-unit/components/transfer/src/location.rs`).
/// White space around the URL, which a paste brings along, is left out.
#[must_use]
pub fn task_package(hash: &ImageHash, url: &str) -> String {
    format!("hash:sha3:{hash}:{}", url.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_and_url_make_one_word() {
        assert_eq!(
            task_package(&ImageHash([0xAB; 28]), " https://example.org/a.gvmi\n"),
            format!("hash:sha3:{}:https://example.org/a.gvmi", "ab".repeat(28))
        );
    }
}
