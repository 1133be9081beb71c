//! What is read of damaged file systems: never a wrong name, and never more than the bounds.

use std::collections::BTreeMap;
use std::fs;

use gvmi_hash::pure::squashfs::{Damage, FileSystem, NotFound, Structure, at_once, limits};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::made::{self, COMPRESSORS};
use crate::read;
use crate::row::{Row, rows};
use crate::written::{self, FILE, FOLDER, LINK, PIPE, Written};

/// A file system that mksquashfs made of a few dozen files, and what is in it.
fn made_small(name: &str, compressor: &str) -> (Vec<u8>, Vec<Row>) {
    let root = made::folder(&format!("damage-{name}")).join("root");
    for folder in ["bin", "etc", "usr/share/doc"] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
        for number in 0..8 {
            let text = made::words(300 * number, 3);
            fs::write(root.join(folder).join(format!("file {number}")), text).expect("a file");
        }
    }
    std::os::unix::fs::symlink("../bin", root.join("usr/bin")).expect("a link");
    let image = made::mksquashfs(&root, &["-comp", compressor, "-b", "4K"]);
    let mut image = fs::read(image).expect("a file system");
    let used = u64::from_le_bytes(image[40..48].try_into().expect("eight bytes"));
    image.truncate(used as usize);
    let rows = rows(&read(&image).expect("a file system").tree);
    (image, rows)
}

/// Holds what is read of a damaged file system against the whole one: no name is another, and
/// if one is missing, that is said.
#[track_caller]
fn no_wrong_name(image: &[u8], whole: &[Row], what: &str) {
    let Ok(file_system) = read(image) else {
        return;
    };
    let tree = &file_system.tree;
    let whole: BTreeMap<_, _> = whole.iter().map(|row| (&row.path, &row.mode)).collect();
    for row in rows(tree) {
        let mode = whole.get(&row.path);
        assert_eq!(mode.copied(), Some(&row.mode), "{what}: {row:?}");
    }
    let is_whole = tree.len() == whole.len();
    assert!(
        is_whole || !tree.gaps().is_empty(),
        "{what}: names are missing"
    );
}

#[test]
fn no_flipped_bit_where_xz_has_checksums_gives_a_wrong_name() {
    let (image, whole) = made_small("flips", "xz");
    let tables = u64::from_le_bytes(image[64..72].try_into().expect("eight bytes")) as usize;
    for at in (0..96).chain(tables..image.len()) {
        for bit in 0..8 {
            let mut damaged = image.clone();
            damaged[at] ^= 1 << bit;
            no_wrong_name(&damaged, &whole, &format!("bit {bit} of byte {at}"));
        }
    }
}

#[test]
fn no_shortened_file_system_gives_a_wrong_name() {
    for compressor in ["gzip", "lzo"] {
        let (image, whole) = made_small("short", compressor);
        for end in 0..image.len() {
            no_wrong_name(
                &image[..end],
                &whole,
                &format!("{compressor}, cut at {end}"),
            );
        }
    }
}

/// A change of a file system.
#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Set(Index, Vec<u8>),
    Copy(Index, Index, usize),
    Cut(Index),
    Place(usize, u64),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), 0..8u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        2 => (any::<Index>(), vec(any::<u8>(), 1..9)).prop_map(|(at, new)| Change::Set(at, new)),
        1 => (any::<Index>(), any::<Index>(), 1..99usize)
            .prop_map(|(from, to, length)| Change::Copy(from, to, length)),
        1 => any::<Index>().prop_map(Change::Cut),
        2 => (select(vec![4, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88]), prop_oneof![
            0..9000u64,
            any::<u64>(),
            Just(u64::MAX),
        ])
        .prop_map(|(field, place)| Change::Place(field, place)),
    ]
}

impl Change {
    fn apply(&self, image: &mut Vec<u8>) {
        let length = image.len().max(1);
        match self {
            Self::Flip(at, bit) => {
                if let Some(byte) = image.get_mut(at.index(length)) {
                    *byte ^= 1 << bit;
                }
            }
            Self::Set(at, new) => put(image, at.index(length), new),
            Self::Copy(from, to, count) => {
                let piece: Vec<u8> = image
                    .iter()
                    .skip(from.index(length))
                    .take(*count)
                    .copied()
                    .collect();
                put(image, to.index(length), &piece);
            }
            Self::Cut(at) => image.truncate(at.index(length)),
            Self::Place(field, place) => put(image, *field, &place.to_le_bytes()),
        }
    }
}

fn put(image: &mut [u8], at: usize, new: &[u8]) {
    for (old, new) in image.iter_mut().skip(at).zip(new) {
        *old = *new;
    }
}

/// Reads all, contents too; what is read is held against what must hold.
fn read_all(image: &[u8]) {
    let Ok(file_system) = read(image) else {
        return;
    };
    for entry in file_system.tree.entries().take(50) {
        let mut source = image;
        let content = at_once(file_system.content(&mut source, entry, 100_000));
        assert!(content.is_ok_and(|content| content.len() <= 100_000) || !image.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn whatever_is_damaged_is_read_within_bounds(
        changes in vec(change(), 1..6),
        which in 0..=COMPRESSORS.len(),
    ) {
        static MADE: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| {
            let made = COMPRESSORS.iter().map(|compressor| made_small(compressor, compressor).0);
            made.chain([written::sample().image()]).collect()
        });
        let mut image = MADE[which].clone();
        changes.iter().for_each(|change| change.apply(&mut image));
        read_all(&image);
    }

    #[test]
    fn any_tables_are_read_within_bounds(
        inodes in vec(any::<u8>(), 0..400),
        folders in vec(any::<u8>(), 0..400),
        compressor in 1..7u16,
        is_stored in any::<bool>(),
        kind in 1..15u16,
    ) {
        let mut written = Written::new(9);
        written.compressor = compressor;
        let mut image = match is_stored {
            true => {
                written.inodes = inodes;
                written.folders = folders;
                put(&mut written.inodes, 0, &kind.to_le_bytes());
                written.image()
            }
            false => written.with_tables(&compressed(&inodes), &compressed(&folders)),
        };
        read_all(&image);
        image.pop();
        read_all(&image);
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_le_bytes(), bytes].concat()
}

#[track_caller]
fn gaps(written: &Written) -> (FileSystem, Vec<Damage>) {
    let file_system = read(&written.image()).expect("a file system");
    let gaps = file_system.tree.gaps().iter().map(|gap| gap.damage.clone());
    let gaps = gaps.collect();
    (file_system, gaps)
}

#[test]
fn a_file_system_by_hand_is_read() {
    let (file_system, gaps) = gaps(&written::sample());
    assert_eq!(gaps, []);
    let tree = &file_system.tree;
    let paths: Vec<_> = tree.entries().map(|entry| tree.path(entry)).collect();
    let expected = ["/", "/bin", "/etc", "/link", "/pipe", "/bin/sh"];
    assert_eq!(paths, expected.map(|path| path.as_bytes().to_vec()));
    let sh = tree.resolve(tree.root(), b"link").expect("a file");
    assert_eq!(tree.path(sh), b"/bin/sh");
    let image = written::sample().image();
    let content = at_once(file_system.content(&mut &image[..], sh, 4));
    assert_eq!(content.as_deref(), Ok(&b"\x7FELF"[..]));
}

#[test]
fn a_folder_in_itself_is_entered_once() {
    let mut written = Written::new(2);
    // Its own place is known before it is written.
    let (listing, length) = written.listing(&[("a", 40, 2, FOLDER), ("b", 0, 1, PIPE)]);
    written.inode(PIPE, 1, &[&1_u32.to_le_bytes()]);
    written.inodes.resize(40, 0);
    written.root = written.folder(2, 2, listing, length);
    let (file_system, gaps) = gaps(&written);
    assert_eq!(gaps, [Damage::Impossible(Structure::Inode)]);
    assert_eq!(file_system.tree.len(), 2);
    let missing = file_system.tree.resolve(file_system.tree.root(), b"/a");
    assert_eq!(missing, Err(NotFound::Unread));
}

#[test]
fn two_folders_cannot_share_a_listing() {
    let mut written = Written::new(4);
    let pipe = written.inode(PIPE, 1, &[&1_u32.to_le_bytes()]);
    let (listing, length) = written.listing(&[("pipe", pipe, 1, PIPE)]);
    let one = written.folder(2, 4, listing, length);
    let two = written.folder(3, 4, listing, length);
    let (root, root_length) = written.listing(&[("one", one, 2, FOLDER), ("two", two, 3, FOLDER)]);
    written.root = written.folder(4, 5, root, root_length);
    let (file_system, gaps) = gaps(&written);
    assert_eq!(gaps, [Damage::Impossible(Structure::Folder)]);
    assert_eq!(file_system.tree.len(), 4);
}

#[test]
fn names_that_are_none_are_not_listed() {
    for name in [".", "..", "a/b", "a\0", "/"] {
        let mut written = Written::new(2);
        let pipe = written.inode(PIPE, 1, &[&1_u32.to_le_bytes()]);
        let (listing, length) = written.listing(&[(name, pipe, 1, PIPE)]);
        written.root = written.folder(2, 3, listing, length);
        let (file_system, gaps) = gaps(&written);
        assert_eq!(gaps, [Damage::Impossible(Structure::Folder)], "{name:?}");
        assert_eq!(file_system.tree.len(), 1);
    }
    let mut written = Written::new(2);
    let pipe = written.inode(PIPE, 1, &[&1_u32.to_le_bytes()]);
    let names = ["a", "c", "b", "d"].map(|name| (name, pipe, 1, PIPE));
    let (listing, length) = written.listing(&names);
    written.root = written.folder(2, 3, listing, length);
    let (file_system, gaps) = gaps(&written);
    assert_eq!(gaps, [Damage::Impossible(Structure::Folder)]);
    assert_eq!(file_system.tree.len(), 3);
}

#[test]
fn a_file_of_impossible_length_is_not_listed() {
    for (start, size, stored) in [
        (written::DATA, u32::MAX, 10),
        (written::DATA, 10, 4097),
        (u32::MAX, 10, 10),
    ] {
        let mut written = Written::new(2);
        let file = written.file(1, start, size, stored);
        let (listing, length) = written.listing(&[("file", file, 1, FILE)]);
        written.root = written.folder(2, 3, listing, length);
        let (file_system, gaps) = gaps(&written);
        assert_eq!(gaps.len(), 1, "{start} {size} {stored}");
        assert_eq!(file_system.tree.len(), 1);
    }
}

#[test]
fn more_folders_in_one_another_than_a_path_has_are_not_entered() {
    let count = limits::DEPTH + 10;
    let mut written = Written::new(count);
    let mut inner = (0, 0);
    for number in 1..=count {
        let parent = number + 1;
        let inode = written.folder(number, parent, inner.0, inner.1);
        written.root = inode;
        inner = written.listing(&[("d", inode, number, FOLDER)]);
    }
    let (file_system, gaps) = gaps(&written);
    assert_eq!(gaps, [Damage::TooDeep]);
    assert_eq!(file_system.tree.len(), limits::DEPTH as usize + 1);
}

/// A file system with one pipe, which has all these names.
fn names_of_a_pipe(names: impl Iterator<Item = String>) -> Written {
    let mut written = Written::new(2);
    let pipe = written.inode(PIPE, 1, &[&1_u32.to_le_bytes()]);
    let names: Vec<String> = names.collect();
    let names: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), pipe, 1, PIPE))
        .collect();
    let (listing, length) = written.listing(&names);
    written.root = written.folder(2, 3, listing, length);
    written
}

#[test]
fn a_million_names_are_listed_and_no_more() {
    let written = names_of_a_pipe((0..limits::ENTRIES).map(|number| format!("{number:07}")));
    let file_system = read(&written.image()).expect("a file system");
    let tree = &file_system.tree;
    assert_eq!(tree.len(), limits::ENTRIES);
    let [gap] = tree.gaps() else {
        panic!("{:?}", tree.gaps());
    };
    assert_eq!(gap.damage, Damage::TooMany);
    assert_eq!(
        gap.damage.to_string(),
        "there are more than 1,048,576 files, or more than 33.6 MB of names"
    );
}

/// What a page gets is bounded, whether it is names that are long or the targets of links.
#[test]
fn names_and_targets_are_listed_as_far_as_there_is_room() {
    let numbers = 0..limits::NAMES / 256 + 100;
    let long_names = names_of_a_pipe(numbers.map(|number| format!("{number:0256}")));
    let count = limits::NAMES as u32 / 4000 + 100;
    let mut long_targets = Written::new(count + 1);
    let target = [b'a'; 4000];
    let rest = [1, target.len() as u32].map(u32::to_le_bytes).concat();
    let links: Vec<_> = (1..=count)
        .map(|number| {
            let inode = long_targets.inode(LINK, number, &[&rest, &target]);
            (format!("{number:07}"), inode, number)
        })
        .collect();
    let links: Vec<_> = links
        .iter()
        .map(|(name, inode, number)| (name.as_str(), *inode, *number, LINK))
        .collect();
    let (listing, length) = long_targets.listing(&links);
    long_targets.root = long_targets.folder(count + 1, count + 2, listing, length);
    for written in [long_names, long_targets] {
        let (file_system, gaps) = gaps(&written);
        assert_eq!(gaps, [Damage::TooMany]);
        let room = limits::NAMES..limits::NAMES + 4096 + 256;
        assert!(room.contains(&file_system.tree.into_names().len()));
    }
}

#[test]
fn a_table_of_gigabytes_is_not_read_to_its_end() {
    // 8192 zeros, as zlib compresses them (RFC 1950).
    let frame = [
        0x78, 0xDA, 0xED, 0xC1, 0x01, 0x0D, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0xF7, 0x4F, 0x6D, 0x0E,
        0x37, 0xA0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x77, 0x03, 0x20, 0x00, 0x00,
        0x01,
    ];
    let written = written::sample();
    let bomb = compressed(&frame).repeat(100_000);
    let inodes = [written::stored(&written.inodes), bomb.clone()].concat();
    let folders = [written::stored(&written.folders), bomb].concat();
    let file_system = read(&written.with_tables(&inodes, &folders)).expect("a file system");
    assert_eq!(file_system.tree.len(), 6);
    let only_bomb = written.with_tables(&compressed(&frame).repeat(100_000), &folders);
    assert!(read(&only_bomb).is_err());
}

#[test]
fn an_inode_of_another_name_is_not_listed() {
    for (number, parent) in [(1, 9), (5, 2)] {
        let mut written = Written::new(9);
        let folder = written.folder(number, parent, 0, 0);
        let (listing, length) = written.listing(&[("a", folder, 1, FOLDER)]);
        written.root = written.folder(2, 10, listing, length);
        let (file_system, gaps) = gaps(&written);
        assert_eq!(
            gaps,
            [Damage::Impossible(Structure::Inode)],
            "{number} {parent}"
        );
        assert_eq!(file_system.tree.len(), 1);
    }
}
