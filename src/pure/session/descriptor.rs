//! What the hash in a descriptor is, beside an image that was chosen before.

use crate::hash::ImageHash;
use crate::pure::compare::{Kind, Known, Subject};

use super::expected::Expected;

/// An image that was hashed before another was chosen.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Earlier {
    /// Its name as it is shown.
    pub name: String,
    pub hash: ImageHash,
}

/// What is known of the hash in a descriptor: whether it is that of the image chosen
/// before, whether it is the expected one.
pub(super) fn report(
    in_descriptor: ImageHash,
    earlier: Option<&Earlier>,
    expected: &Expected,
) -> Option<String> {
    let of_earlier = earlier.map(|earlier| of_earlier(in_descriptor, earlier));
    let of_expected = of_expected(in_descriptor, expected).map(str::to_owned);
    let reports: Vec<String> = of_earlier.into_iter().chain(of_expected).collect();
    (!reports.is_empty()).then(|| reports.join(" "))
}

fn of_earlier(in_descriptor: ImageHash, Earlier { name, hash }: &Earlier) -> String {
    if *hash == in_descriptor {
        return format!("The hash in it is that of {name}, which you chose before.");
    }
    format!(
        "The hash in it is not that of {name}, which you chose before. If this .descr.bin \
         belongs to that image, delete it and run gvmkit-build again: as long as it is not \
         older than the image, gvmkit-build prints the hash in it, right or wrong."
    )
}

fn of_expected(in_descriptor: ImageHash, expected: &Expected) -> Option<&'static str> {
    let verdict = expected.compare(&Subject::Known(Known {
        hash: in_descriptor,
        name: "",
        docker_image: None,
        lookalikes: None,
        has_trailer: None,
        url: "",
    }))?;
    match verdict.kind {
        Kind::Match => Some(
            "The hash in it is the one that is expected; whether the image has it, only the image \
             can tell.",
        ),
        Kind::Mismatch if verdict.given.is_some() => {
            Some("The hash in it is not the one that is expected.")
        }
        _ => None,
    }
}
