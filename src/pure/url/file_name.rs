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

/// The endings of packed files.
const PACKED: [&str; 16] = [
    ".7z", ".br", ".bz2", ".gz", ".lz4", ".lzma", ".rar", ".tar", ".tbz2", ".tgz", ".txz", ".tzst",
    ".xz", ".z", ".zip", ".zst",
];

/// The endings of files about another file: its hash, a signature, a descriptor.
const ABOUT: [&str; 20] = [
    ".asc",
    ".descr.bin",
    ".md5",
    ".minisig",
    ".sha1",
    ".sha224",
    ".sha256",
    ".sha3",
    ".sha3-224",
    ".sha512",
    ".sig",
    ".sums",
    ".torrent",
    "checksums",
    "checksums.txt",
    "md5sums",
    "sha224sums",
    "sha256sums",
    "sha3-224sums",
    "sha512sums",
];

/// That the URL ends as those of files do that are no images, unless that is the file that
/// was chosen: of that, its content tells more.
pub fn not_image(url: &Parts<'_>, image: Option<&str>, can_be_exchanged: bool) -> Option<Finding> {
    let name = url.file_name()?;
    if image == Some(&name) || url.path.ends_with('/') {
        return None;
    }
    let ending = |endings: &[&str]| ending(&name, endings).map(str::to_owned);
    let finding = match (ending(&PACKED), ending(&ABOUT)) {
        (Some(ending), _) => Finding::advice(format!(
            "“{ending}” ends the names of packed files. Providers do not unpack: publish the \
             image itself."
        ))
        .more("A provider would hash the packed file, and that is not the hash of the image."),
        (None, Some(ending)) => Finding::error(format!(
            "“{ending}” ends the names of files that tell of an image. Enter the URL of the \
             image itself."
        ))
        .more("A provider would download that file for the image, and its hash does not match."),
        (None, None) => return None,
    };
    let mut path = url.path;
    while let Some(ending) = self::ending(path, &PACKED).or_else(|| self::ending(path, &ABOUT)) {
        path = &path[..path.len() - ending.len()];
    }
    Some(match image {
        _ if !can_be_exchanged => finding,
        _ if ends_in_extension(path) => {
            let tail = &url.text[url.origin.len() + url.path.len()..];
            finding.fix(
                "Leave the ending out",
                format!("{}{path}{tail}", url.origin),
            )
        }
        Some(image) => finding.fix("Put this file’s name in", ending_with(url, image)),
        None => finding,
    })
}

/// Which of the endings the name has, as the name writes it.
fn ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| {
        let end = name.get(name.len().checked_sub(ending.len())?..)?;
        end.eq_ignore_ascii_case(ending).then_some(end)
    })
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
