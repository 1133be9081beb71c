//! What a provider's error means: which side has the wrong hash.

use super::provider_error::ProviderError;
use super::subject::Known;
use super::verdict::{Kind, Verdict};
use crate::hash::ImageHash;

/// How a provider comes to zero bytes where a browser gets a file (yagna,
/// `transfer/src/http.rs`).
const HEAD_FIRST: &str = " A provider asks with HEAD first: where the answer says \
    Content-Length: 0, as those of servers that refuse HEAD do, it downloads nothing.";

/// What the error says of the image.
pub(super) fn of(error: &ProviderError, image: &Known) -> Verdict {
    if error.calculated == error.expected {
        return Verdict::new(
            Kind::Unusable,
            "Not clear.",
            "Both hashes in this error are the same, and no provider says so. Paste the error as \
             it was printed.",
        );
    }
    let Some(expected) = ImageHash::from_hex(&error.expected) else {
        let digits = error.expected.len();
        return Verdict::new(
            Kind::Unusable,
            "Your code has the wrong kind of hash.",
            format!(
                "It has {digits} hex digits, and the provider takes it for SHA3-{}. Put the \
                 SHA3-224 into it, which has 56.",
                digits * 4
            ),
        );
    };
    let calculated = ImageHash::from_hex(&error.calculated);
    let nothing = calculated == Some(ImageHash::OF_NOTHING);
    let got = if nothing {
        "zero bytes"
    } else {
        "something else"
    };
    let expects = match image.lookalike(&expected) {
        Some(lookalike) => format!("this file’s {lookalike}"),
        None => "another hash".to_owned(),
    };
    let (verdict, mut more) = if expected == image.hash {
        let lead = format!(
            "It expects this file’s hash, but this provider got {got} from the URL. Upload this \
             file again, and check what the URL serves."
        );
        let more = "If every provider says so, the URL serves the wrong thing: an error page, a \
             login page, a Git LFS pointer, or an old or broken upload (a provider looks at no \
             status). If only some say so, their downloads broke off.";
        (
            Verdict::new(Kind::Unclear, "Your code is right.", lead),
            more.to_owned(),
        )
    } else if calculated == Some(image.hash) {
        let lead = format!(
            "The provider downloaded this very file, but the code expects {expects}. Put the \
             file’s SHA3-224 into the code."
        );
        let answer = "The URL is right, your code is wrong.";
        (Verdict::new(Kind::Mismatch, answer, lead), String::new())
    } else {
        let lead = format!(
            "The provider got {got}, and the code expects {expects}. Choose the file that you \
             published."
        );
        let more = "Or publish this one, and put its hash into the code.";
        let answer = "Neither hash is this file’s.";
        (Verdict::new(Kind::Mismatch, answer, lead), more.to_owned())
    };
    if nothing {
        more += HEAD_FIRST;
    }
    if error.errors > 1 {
        let errors = error.errors;
        more += &format!(" The text holds {errors} different errors; this is about the last.");
    }
    let verdict = Verdict {
        may_be_lookalike: verdict.kind == Kind::Mismatch && image.lookalikes.is_none(),
        ..verdict
    };
    match more.trim_start() {
        "" => verdict,
        more => verdict.more(more),
    }
}
