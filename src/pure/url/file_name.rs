//! The name of the file that a URL ends with.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::alone::{ends_in_extension, trailing_marks};
use super::parts::Parts;
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};

/// A provider stores `a.gvmi` as `a_HASH.gvmi`, and no file name is longer than
/// 255 bytes (yagna, `exe-unit/components/transfer/src/cache.rs`, `final_path`).
const LONGEST: usize = 255 - "_".len() - 2 * 28;

/// What stays as it is in the path of a URL.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What there is to say of the name under which a provider would keep the image.
pub fn finding(url: &Parts<'_>, image: Option<&str>) -> Option<Finding> {
    let Some(name) = url.file_name() else {
        return Some(
            Finding::error("The URL has a host but names no file after it.")
                .more("A provider would refuse it: “Invalid url”."),
        );
    };
    let bytes = name.len();
    if name.contains('\0') {
        Some(
            Finding::error("The file name contains %00, which no file name can. Rename the file.")
                .more("A provider would download the image and then fail to store it."),
        )
    } else if bytes > LONGEST {
        Some(
            Finding::error(format!(
                "The file name has {bytes} bytes, and {LONGEST} fit. Rename the file."
            ))
            .more("A provider adds the hash to it, and cannot store a name of more than 255."),
        )
    } else if name.contains(',') && trailing_marks(url.text).is_none() {
        Some(
            Finding::advice("A comma stands in the file name. To be safe, rename the file.").more(
                "Going by their source code, providers may fail to start the virtual machine \
                 then, because QEMU takes the comma for the end of the name.",
            ),
        )
    } else if url.path.ends_with('/') && url.query.is_none() {
        let folder = Finding::advice(
            "The URL ends with a slash, as those of folders do. Add the name of the file.",
        )
        .more("A provider would download what the server shows there, most often a page.");
        Some(match image {
            Some(image) => folder.fix("Add this file’s name", ending_with(url, image)),
            None => folder,
        })
    } else {
        None
    }
}

/// That the URL ends with the name of another image than the one that was chosen. The name
/// in a signed URL cannot be exchanged.
pub fn of_another(url: &Parts<'_>, image: &str, can_be_exchanged: bool) -> Option<Finding> {
    let name = url.file_name()?;
    let is_last = !url.path.ends_with('/');
    if name == image || !is_last || !ends_in_extension(&name) {
        return None;
    }
    let shown = |name: &str| visible(&abridged(name));
    let finding = Finding::advice(format!(
        "The URL ends with “{}”, but the file that you chose is “{}”.",
        shown(&name),
        shown(image)
    ))
    .more("If the server has the same image under that name, all is well.");
    Some(match can_be_exchanged {
        true => finding.fix("Put this file’s name in", ending_with(url, image)),
        false => finding,
    })
}

/// The URL with this file name in place of what follows the last slash of its path.
fn ending_with(url: &Parts<'_>, name: &str) -> String {
    let folder = url.path.rfind('/').map_or("", |slash| &url.path[..slash]);
    let tail = &url.text[url.origin.len() + url.path.len()..];
    let name = utf8_percent_encode(name, ENCODED);
    format!("{}{folder}/{name}{tail}", url.origin)
}
