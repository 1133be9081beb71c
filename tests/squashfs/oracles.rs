//! What is read, held against what others read of the same.

use std::fs;
use std::path::Path;

use gvmi_hash::pure::image;
use gvmi_hash::pure::squashfs::{FileSystem, Kind, at_once};

use crate::made::{self, COMPRESSORS};
use crate::published;
use crate::row::rows;
use crate::{backhand, invariants, read, unsquashfs};

/// Holds what is read of a file system against both oracles.
#[track_caller]
fn compare(path: &Path) -> (FileSystem, Vec<u8>) {
    let (file_system, image) = compare_with_unsquashfs(path);
    same(
        &rows(&file_system.tree),
        &backhand::rows(&image),
        "backhand",
    );
    (file_system, image)
}

#[track_caller]
fn compare_with_unsquashfs(path: &Path) -> (FileSystem, Vec<u8>) {
    let image = fs::read(path).expect("a file system");
    let file_system = read(&image).expect("a file system");
    assert_eq!(file_system.tree.gaps(), []);
    assert_eq!(file_system.damage, []);
    let ours = rows(&file_system.tree);
    same(&ours, &unsquashfs::rows(path), "unsquashfs");
    whole_is_the_sum(&file_system, &image);
    (file_system, image)
}

#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(ours: &[T], theirs: &[T], whose: &str) {
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert_eq!(ours, theirs, "ours and that of {whose}");
    }
    assert_eq!(ours.len(), theirs.len(), "ours and those of {whose}");
}

/// All files together take what lies between the superblock and the inode table, but for the
/// options of the compressor.
#[track_caller]
fn whole_is_the_sum(file_system: &FileSystem, image: &[u8]) {
    const MOST_OPTIONS: u64 = 24;
    let stored: u64 = invariants::files(&file_system.tree)
        .map(|(_, stored)| stored)
        .sum();
    let table: [u8; 8] = image[64..72].try_into().expect("eight bytes");
    let data = u64::from_le_bytes(table) - 96;
    let rest = data.checked_sub(stored);
    assert!(
        rest.is_some_and(|rest| rest <= MOST_OPTIONS),
        "{stored} of {data}"
    );
}

/// Holds the content of each file against what mksquashfs was given.
#[track_caller]
fn compare_contents(file_system: &FileSystem, mut image: &[u8], root: &Path) {
    use std::os::unix::ffi::OsStrExt;
    let tree = &file_system.tree;
    let mut compared = 0;
    for entry in tree.entries() {
        let Kind::File { size, .. } = tree.inode(entry).kind else {
            continue;
        };
        let path = tree.path(entry);
        let path = root.join(std::ffi::OsStr::from_bytes(&path[1..]));
        let theirs = fs::read(&path).expect("the file");
        assert_eq!(theirs.len() as u64, size);
        for most in [0, 18, 4096, u64::MAX] {
            let ours = at_once(file_system.content(&mut image, entry, most));
            let ours = ours.expect("the content");
            let most = theirs.len().min(most as usize);
            assert!(ours == theirs[..most], "{}: {most} bytes", path.display());
        }
        compared += 1;
    }
    assert!(compared > 700, "{compared} files");
}

#[track_caller]
fn compare_made(name: &str, options: &[&[&str]]) {
    let root = made::folder(name).join("root");
    fs::create_dir(&root).expect("a folder");
    made::fill(&root);
    for options in options {
        let path = made::mksquashfs(&root, &[*options, &made::pseudo()].concat());
        let (file_system, image) = compare(&path);
        compare_contents(&file_system, &image, &root);
    }
}

#[test]
fn every_compressor_is_read_in_small_blocks_without_fragments() {
    for compressor in COMPRESSORS {
        compare_made(
            "small",
            &[&["-comp", compressor, "-b", "4K", "-no-fragments"]],
        );
    }
}

#[test]
fn every_compressor_is_read_in_large_blocks_with_fragments() {
    for compressor in COMPRESSORS {
        compare_made("large", &[&["-comp", compressor, "-b", "1M"]]);
    }
}

#[test]
fn every_way_to_lay_out_a_file_system_is_read() {
    compare_made(
        "layout",
        &[
            &["-b", "8K", "-always-use-fragments"],
            &["-b", "64K", "-no-exports", "-no-sparse"],
            &["-b", "128K", "-no-duplicates"],
            &["-b", "256K", "-noI", "-noD", "-noF"],
            &["-b", "512K", "-noI", "-tailends"],
            &["-comp", "xz", "-Xbcj", "x86"],
            &["-comp", "lz4", "-Xhc"],
            &["-comp", "lzo", "-Xalgorithm", "lzo1x_1"],
        ],
    );
}

#[test]
fn extended_attributes_are_passed_over() {
    let folder = made::folder("attributes");
    let paths = ["a/".to_owned(), "a/b".to_owned(), "c".to_owned()];
    let attributes = [("user.one", "1"), ("user.two", &"2".repeat(3000))];
    let image = folder.join("image.squashfs");
    made::of_tar(
        &image,
        &made::tar(paths.clone(), &attributes),
        &["-comp", "lzo"],
    );
    let (with, bytes) = compare(&image);
    assert_eq!(with.tree.len(), 4);
    let attributes_table = &bytes[56..64];
    assert_ne!(attributes_table, [0xFF; 8], "there are none");
    made::of_tar(&image, &made::tar(paths, &[]), &["-comp", "lzo"]);
    let (without, _) = compare(&image);
    assert_eq!(rows(&with.tree), rows(&without.tree));
}

#[test]
fn a_hundred_thousand_files_are_read() {
    let folder = made::folder("many");
    let image = folder.join("image.squashfs");
    let paths = (0..100).flat_map(|folder| {
        let files = (0..1000).map(move |file| format!("{folder}/a file of many: {file}"));
        std::iter::once(format!("{folder}/")).chain(files)
    });
    // To look for duplicates, mksquashfs holds each file against each other of its length.
    made::of_tar(
        &image,
        &made::tar(paths, &[]),
        &["-comp", "lzo", "-Xalgorithm", "lzo1x_1", "-no-duplicates"],
    );
    let (file_system, image) = compare(&image);
    let tree = &file_system.tree;
    assert_eq!((tree.len(), tree.inode_count()), (100_101, 100_101));
    let file = tree.resolve(tree.root(), b"/77/a file of many: 777");
    let mut source = &image[..];
    let text = file_system.content(&mut source, file.expect("a file"), 100);
    assert_eq!(at_once(text).expect("a text"), b"77/a file of many: 777");
}

#[test]
fn the_longest_links_are_read() {
    let root = made::folder("links").join("root");
    fs::create_dir(&root).expect("a folder");
    for length in [255, 256, 4095] {
        let target = "l".repeat(length);
        std::os::unix::fs::symlink(target, root.join(length.to_string())).expect("a link");
    }
    // The crate takes no more than 255 bytes.
    let (file_system, _) = compare_with_unsquashfs(&made::mksquashfs(&root, &[]));
    assert_eq!(file_system.tree.len(), 4);
}

#[test]
fn an_empty_file_system_is_read() {
    let root = made::folder("nothing").join("root");
    fs::create_dir(&root).expect("a folder");
    for compressor in COMPRESSORS {
        let (file_system, _) = compare(&made::mksquashfs(&root, &["-comp", compressor]));
        assert_eq!(file_system.tree.len(), 1);
    }
}

#[test]
fn what_several_files_share_is_divided() {
    let root = made::folder("shared").join("root");
    fs::create_dir(&root).expect("a folder");
    let noise = made::noise(30_000, 1);
    for (name, bytes) in [
        ("a", &noise[..4096]),
        ("b", &noise[..4096]),
        ("c", &noise[5000..5600]),
        ("d", &noise[6000..7800]),
    ] {
        fs::write(root.join(name), bytes).expect("a file");
    }
    fs::hard_link(root.join("d"), root.join("e")).expect("a hard link");
    let (file_system, _) = compare(&made::mksquashfs(&root, &["-b", "4K"]));
    let tree = &file_system.tree;
    let of = |name: &[u8]| tree.child(tree.root(), name).expect("a name");
    let stored = |name: &[u8]| match tree.inode(of(name)).kind {
        Kind::File { stored, .. } => stored,
        _ => 0,
    };
    assert_eq!((stored(b"a"), stored(b"b")), (2048, 2048));
    assert_eq!(
        (stored(b"c"), stored(b"d"), stored(b"e")),
        (600, 1800, 1800)
    );
    let sums = tree.stored();
    assert_eq!(sums[0], 4096 + 2400);
    assert_eq!((sums[of(b"d").index()], sums[of(b"e").index()]), (1800, 0));
}

#[test]
#[ignore = "needs the images: GVMI_HASH_PUBLISHED_IMAGES=FOLDER"]
fn published_images() {
    for published in &published::IMAGES {
        let file = published.read().expect("a published image");
        let image = image::check(&file).expect("an image");
        assert_eq!(image.superblock.inode_count, published.inode_count);
        let file_system = read(&file[..image.trailer_offset as usize]);
        let file_system = file_system.expect("a file system");
        let tree = &file_system.tree;
        assert_eq!(tree.gaps(), []);
        assert_eq!(tree.inode_count(), published.inode_count as usize);
        let path = made::folder("published").join(published.name);
        fs::write(&path, &file).expect("a copy");
        same(&rows(tree), &unsquashfs::rows(&path), "unsquashfs");
        same(&rows(tree), &backhand::rows(&file), "backhand");
        whole_is_the_sum(&file_system, &file);
    }
}
