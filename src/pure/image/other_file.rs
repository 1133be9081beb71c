//! Files that are taken for images by mistake, and how they begin.

use crate::hash::ImageHash;
use crate::pure::text::finding::Finding;
use crate::pure::text::invisible::is_invisible;
use crate::pure::text::literal::{abridged, visible};
use crate::pure::text::measure::exact_size;

/// A file of another kind, which came in place of the image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OtherFile {
    /// What Git holds in place of a large file that it keeps elsewhere (Git LFS,
    /// `docs/spec.md`).
    GitLfsPointer {
        /// The file that it points to, if that could be made out.
        target: Option<LfsTarget>,
    },
    /// HTML or XML: most often a server's error message, or the page around a download.
    WebPage,
    /// Text in UTF-16.
    Utf16Text,
    /// A few words: a server's error message, as JSON perhaps, or a file beside the image.
    ShortText {
        /// The first of its lines that is not blank.
        first_line: String,
    },
    /// A tar archive, such as `docker save` and `docker export` write.
    Tar,
    /// A file of another format, compressed as a whole.
    Compressed {
        /// The format.
        format: &'static str,
    },
    /// A program for Linux.
    Program,
    /// What gvmkit-build writes beside an image, `.descr.bin`, for the registry.
    Descriptor {
        /// The image's size in bytes.
        size: u64,
        /// The image's hash.
        hash: ImageHash,
    },
    /// What begins as a descriptor does, and has another length.
    DamagedDescriptor,
}

/// The file that a Git LFS pointer stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LfsTarget {
    /// Its SHA-256, 64 hex digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl OtherFile {
    /// Which kind a file of `size` bytes is that begins with `head`, if it is known.
    pub(super) fn recognise(head: &[u8], size: u64) -> Option<Self> {
        const COMPRESSED: [(&[u8], &str); 5] = [
            (b"\x1F\x8B", "gzip"),
            (b"PK\x03\x04", "zip"),
            (b"\xFD7zXZ\0", "xz"),
            (b"\x28\xB5\x2F\xFD", "zstd"),
            (b"BZh", "bzip2"),
        ];
        const LFS_VERSIONS: [&[u8]; 2] = [
            b"version https://git-lfs",
            b"version https://hawser.github.com/spec/v1",
        ];
        let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        if LFS_VERSIONS.iter().any(|version| text.starts_with(version)) {
            let target = LfsTarget::parse(text);
            return Some(Self::GitLfsPointer { target });
        }
        if is_markup(text) {
            return Some(Self::WebPage);
        }
        if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
            return Some(Self::Utf16Text);
        }
        if head.get(257..262) == Some(b"ustar") {
            return Some(Self::Tar);
        }
        if head.starts_with(b"\x7FELF") {
            return Some(Self::Program);
        }
        COMPRESSED
            .iter()
            .find(|(magic, _)| head.starts_with(magic))
            .map(|&(_, format)| Self::Compressed { format })
            .or_else(|| descriptor(head, size))
            .or_else(|| short_text(text).filter(|_| head.len() as u64 == size))
    }

    /// Whether gvmkit-build made it to describe an image.
    #[must_use]
    pub fn is_descriptor(&self) -> bool {
        matches!(self, Self::Descriptor { .. } | Self::DamagedDescriptor)
    }
}

impl LfsTarget {
    fn parse(pointer: &[u8]) -> Option<Self> {
        let text = str::from_utf8(pointer).ok()?;
        let value = |key| text.lines().find_map(|line| line.strip_prefix(key));
        let sha256 = value("oid sha256:")?;
        let size = value("size ")?.parse().ok()?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        is_hash.then(|| Self {
            sha256: sha256.to_owned(),
            size,
        })
    }
}

fn is_markup(text: &[u8]) -> bool {
    let second = match text.trim_ascii_start() {
        [b'<', second, ..] => *second,
        _ => return false,
    };
    second.is_ascii_alphabetic() || matches!(second, b'!' | b'?')
}

/// A text of which an eye can read everything.
fn short_text(text: &[u8]) -> Option<OtherFile> {
    let is_read = |c| matches!(c, '\t' | '\n' | '\r') || !is_invisible(c);
    let text = str::from_utf8(text).ok()?.trim();
    let first_line = text.lines().next()?.to_owned();
    text.chars()
        .all(is_read)
        .then_some(OtherFile::ShortText { first_line })
}

/// A descriptor of gvmkit-build (`chunks.rs`): a magic number, the image's size and
/// the size of its chunks, big endian, the image's hash, and a SHA-256 of each chunk.
fn descriptor(head: &[u8], size: u64) -> Option<OtherFile> {
    const MAGIC: u64 = 0x3_3333_3334;
    let (magic, rest) = split_number(head)?;
    (magic == MAGIC).then(|| whole_descriptor(rest, size).unwrap_or(OtherFile::DamagedDescriptor))
}

fn whole_descriptor(behind_magic: &[u8], size: u64) -> Option<OtherFile> {
    const HEADER: u64 = 52;
    const CHUNK_HASH: u64 = 32;
    let (image_size, rest) = split_number(behind_magic)?;
    let (chunk_size, rest) = split_number(rest)?;
    let hash = rest.first_chunk()?;
    if chunk_size == 0 {
        return None;
    }
    let chunk_hashes = image_size.div_ceil(chunk_size).checked_mul(CHUNK_HASH)?;
    (size.checked_sub(HEADER) == Some(chunk_hashes)).then_some(OtherFile::Descriptor {
        size: image_size,
        hash: ImageHash(*hash),
    })
}

fn split_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u64::from_be_bytes(*number), rest))
}

impl OtherFile {
    /// What it is, and what to do.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let error = |lead: &str, more: &str| Finding::error(lead).more(more);
        match self {
            Self::GitLfsPointer { target } => {
                let of_target = target.as_ref().map_or_else(String::new, |target| {
                    format!(
                        ", which has {} and the SHA-256 {}",
                        exact_size(target.size),
                        target.sha256
                    )
                });
                error(
                    "This is a Git LFS pointer: a short text in place of the image. Run “git lfs \
                     pull”, then choose the file again.",
                    &format!(
                        "It stands for the image{of_target}. Providers would download it in the \
                         image’s place. A page of the repository has a button that downloads the \
                         image."
                    ),
                )
            }
            Self::WebPage => error(
                "This is a web page (HTML or XML), not an image. Download the image itself.",
                "Perhaps it is a server’s error message, or the page on which the download \
                 stands: a text editor shows what it says.",
            ),
            Self::Utf16Text => error(
                "The file begins as text in UTF-16 does, as PowerShell’s “>” writes it. Choose \
                 the .gvmi file.",
                "If an image was sent through “>”, it is damaged: let the program write the file \
                 itself, as with “curl -o”. Providers cannot start it.",
            ),
            Self::ShortText { first_line } => error(
                "This is a short text, not an image. Choose the .gvmi file, or download it again.",
                &format!(
                    "Its first line is “{}”. A server may have given it in the image’s place.",
                    visible(&abridged(first_line))
                ),
            ),
            Self::Tar => error(
                "This is a tar archive, as “docker save” and “docker export” write it. Make an \
                 image from the Docker image with gvmkit-build.",
                "Providers cannot start it.",
            ),
            Self::Compressed { format } => error(
                &format!(
                    "This file is compressed with {format}. Unpack it and choose the .gvmi file."
                ),
                "Providers do not unpack what they download. If it holds a Docker image, make an \
                 image from that with gvmkit-build first.",
            ),
            Self::Program => error(
                "This is a program for Linux (ELF), not an image. Choose the .gvmi file.",
                "A program gets into an image through Docker and gvmkit-build.",
            ),
            Self::Descriptor { size, hash } => error(
                "This is a descriptor (.descr.bin), which gvmkit-build writes beside an image. \
                 Choose the .gvmi file itself.",
                &format!(
                    "It claims that the image has {} and the hash {hash}.",
                    exact_size(*size)
                ),
            ),
            Self::DamagedDescriptor => error(
                "This is a descriptor (.descr.bin), which gvmkit-build writes beside an image. \
                 Choose the .gvmi file itself.",
                "It is damaged, for its length is wrong. Delete it: gvmkit-build writes a new one.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], file: &OtherFile, says: &str) {
        let size = head.len() as u64;
        assert_eq!(OtherFile::recognise(head, size).as_ref(), Some(file));
        let text = file.finding().to_string();
        assert!(text.contains(says), "{text:?} does not say {says:?}");
    }

    fn pointer(sha256: &str) -> String {
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 3576181\n")
    }

    #[test]
    fn a_git_lfs_pointer_names_the_file_that_it_stands_for() {
        let sha256 = "0123456789abcdef".repeat(4);
        let says = format!("which has 3,576,181 bytes and the SHA-256 {sha256}. Providers");
        let target = Some(LfsTarget {
            sha256: sha256.clone(),
            size: 3_576_181,
        });
        let file = OtherFile::GitLfsPointer { target };
        check(pointer(&sha256).as_bytes(), &file, &says);

        let file = OtherFile::GitLfsPointer { target: None };
        let says = "It stands for the image. Providers would download it";
        check(pointer("<b>").as_bytes(), &file, says);
        for head in [
            &b"version https://git-lfs"[..],
            b"version https://hawser.github.com/spec/v1",
            b"\xEF\xBB\xBFversion https://git-lfs.github.com/spec/v1",
        ] {
            check(head, &file, "Run “git lfs pull”");
        }
    }

    #[test]
    fn a_web_page_is_recognised_behind_white_space_and_a_byte_order_mark() {
        for head in [
            &b"<!DOCTYPE html>"[..],
            b"\n  <html>",
            b"\xEF\xBB\xBF\r\n<?xml version=\"1.0\"?><Error>",
        ] {
            check(head, &OtherFile::WebPage, "a web page (HTML or XML)");
        }
        for head in [&b"<\x80\0"[..], b"<1", b"< html>", b"<"] {
            let file = OtherFile::recognise(head, 1000);
            assert_eq!(file, None, "{head:?}");
        }
    }

    #[test]
    fn text_in_utf_16_is_told_by_its_byte_order_mark() {
        for head in [&b"\xFF\xFE<\0!\0"[..], b"\xFE\xFF\0N\0o"] {
            check(head, &OtherFile::Utf16Text, "as PowerShell’s “>” writes it");
        }
        assert_eq!(OtherFile::recognise(b"\xFF", 1), None);
    }

    #[test]
    fn a_few_words_are_told_from_the_start_of_a_longer_file() {
        for (text, first_line) in [
            ("Not Found", "Not Found"),
            ("{\n\t\"error\": \"nicht übrig\"\r\n}", "{"),
            (
                "\u{FEFF}\r\n  FROM alpine:3\r\nRUN true\r\n",
                "FROM alpine:3",
            ),
        ] {
            let says = format!("Its first line is “{first_line}”. A server");
            let first_line = first_line.to_owned();
            check(text.as_bytes(), &OtherFile::ShortText { first_line }, &says);
        }
        let first_line = "no ".repeat(100) + "image";
        let says = "no … (145 characters left out) … ";
        let file = first_line.clone();
        check(file.as_bytes(), &OtherFile::ShortText { first_line }, says);
        for head in [&b"hsqs\0\0\0"[..], b"\xC3", b"", b" \n"] {
            assert_eq!(OtherFile::recognise(head, head.len() as u64), None);
        }
        assert_eq!(OtherFile::recognise(b"Not Found", 10), None);
    }

    #[test]
    fn archives_and_programs_are_named() {
        let mut tar = vec![0; 512];
        tar[..13].copy_from_slice(b"manifest.json");
        tar[257..262].copy_from_slice(b"ustar");
        check(&tar, &OtherFile::Tar, "as “docker save”");
        check(b"\x7FELF\x02", &OtherFile::Program, "a program for Linux");
        for (head, format) in [
            (&b"\x1F\x8B\x08"[..], "gzip"),
            (b"PK\x03\x04", "zip"),
            (b"\xFD7zXZ\0", "xz"),
            (b"\x28\xB5\x2F\xFD", "zstd"),
            (b"BZh9", "bzip2"),
        ] {
            let says = format!("compressed with {format}. ");
            check(head, &OtherFile::Compressed { format }, &says);
        }
    }

    fn descriptor_of(size: u64, chunk_size: u64, chunks: usize) -> Vec<u8> {
        let numbers = [0x3_3333_3334, size, chunk_size].map(u64::to_be_bytes);
        let mut file = numbers.concat();
        file.extend([0xAB; ImageHash::BYTES]);
        file.resize(file.len() + 32 * chunks, 0);
        file
    }

    #[test]
    fn a_descriptor_tells_of_the_image_that_it_describes() {
        let hash = ImageHash([0xAB; ImageHash::BYTES]);
        let size = 2_000_001;
        let file = OtherFile::Descriptor { size, hash };
        let says = format!("has 2,000,001 bytes and the hash {hash}.");
        check(&descriptor_of(size, 1_000_000, 3), &file, &says);
    }

    #[test]
    fn a_descriptor_has_one_hash_for_each_chunk() {
        for descriptor in [
            descriptor_of(2_000_001, 1_000_000, 2),
            descriptor_of(2_000_001, 1_000_000, 4),
            descriptor_of(2_000_001, 0, 3),
            descriptor_of(u64::MAX, 1, 3),
            descriptor_of(0, 1, 0)[..51].to_vec(),
        ] {
            check(
                &descriptor,
                &OtherFile::DamagedDescriptor,
                "its length is wrong",
            );
        }
        let other_magic = &descriptor_of(0, 1, 0)[1..];
        assert_eq!(OtherFile::recognise(other_magic, 51), None);
    }

    #[test]
    fn an_image_is_no_other_file() {
        let image = crate::pure::image::example::image();
        assert_eq!(OtherFile::recognise(&image, image.len() as u64), None);
    }
}
