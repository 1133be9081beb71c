//! What is said of file systems: each finding on one that mksquashfs makes for it.

#![cfg(not(target_arch = "wasm32"))]

#[expect(dead_code, reason = "the tests of the reader have the rest")]
#[path = "squashfs/made.rs"]
mod made;

use std::cmp::Reverse;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crc::{CRC_32_ISO_HDLC, Crc};
use gvmi_hash::pure::image::{self, Metadata, example};
use gvmi_hash::pure::inside::{self, Contents, FileOrder, ItemKind, not_needed, text_of};
use gvmi_hash::pure::squashfs::{Damage, FileSystem, at_once};
use gvmi_hash::pure::text::finding::{Finding, Severity};

const X86_64: u16 = 62;
const AARCH64: u16 = 183;

/// The start of a program of 64 bits for this processor, with what loads it.
fn program(machine: u16, loader: &str) -> Vec<u8> {
    let mut elf = b"\x7FELF\x02\x01\x01".to_vec();
    elf.resize(64 + 56 + 200, 0);
    let mut put = |at: usize, bytes: &[u8]| elf[at..at + bytes.len()].copy_from_slice(bytes);
    put(18, &machine.to_le_bytes());
    put(32, &64_u64.to_le_bytes());
    put(54, &56_u16.to_le_bytes());
    put(56, &u16::from(!loader.is_empty()).to_le_bytes());
    put(64, &3_u32.to_le_bytes());
    put(72, &120_u64.to_le_bytes());
    put(96, &(loader.len() as u64 + 1).to_le_bytes());
    put(120, loader.as_bytes());
    elf
}

/// A folder to fill.
struct Root<'a>(&'a Path);

impl Root<'_> {
    fn folder(&self, path: &str) {
        fs::create_dir_all(self.0.join(path)).expect("a folder");
    }

    fn file(&self, path: &str, mode: u32, bytes: &[u8]) {
        let file = self.0.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, bytes).expect("a file");
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("permissions");
    }

    fn link(&self, path: &str, target: &str) {
        symlink(target, self.0.join(path)).expect("a link");
    }

    fn remove(&self, path: &str) {
        let path = self.0.join(path);
        let removed = match path.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
        removed.expect("it goes");
    }
}

fn metadata(json: &str) -> Metadata {
    let mut file = example::image()[..4096].to_vec();
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(json.as_bytes());
    file.extend(crc.to_le_bytes());
    file.extend(json.bytes());
    file.extend(format!("{:08}", json.len()).bytes());
    let image = image::check(&file).expect("an image");
    (*image.metadata).clone()
}

/// The findings of what is said to be an ordinary image, changed.
fn findings(name: &str, json: &str, change: impl FnOnce(&Root<'_>)) -> Vec<Finding> {
    let root = made::folder(&format!("inside-{name}")).join("root");
    let folder = Root(&root);
    for path in ["proc", "sys", "etc", "app", "usr/lib"] {
        folder.folder(path);
    }
    folder.file("lib/ld-musl-x86_64.so.1", 0o755, &program(X86_64, ""));
    folder.file(
        "bin/busybox",
        0o755,
        &program(X86_64, "/lib/ld-musl-x86_64.so.1"),
    );
    folder.link("bin/sh", "/bin/busybox");
    folder.file("etc/hosts", 0o644, b"");
    change(&folder);
    let image = fs::read(made::mksquashfs(&root, &["-comp", "lzo"])).expect("a file system");
    let mut source = &image[..];
    let file_system = at_once(FileSystem::read(&mut source, image.len() as u64));
    let file_system = file_system.expect("a file system");
    at_once(inside::findings(&file_system, &mut source, &metadata(json)))
}

/// Expects one finding, which says this.
#[track_caller]
fn one(name: &str, json: &str, severity: Severity, says: &str, change: impl FnOnce(&Root<'_>)) {
    let findings = findings(name, json, change);
    let [finding] = &findings[..] else {
        panic!("{name}: {findings:?}");
    };
    let text = finding.to_string();
    assert!(
        text.contains(says),
        "{name}: {text:?} does not say {says:?}"
    );
    assert_eq!(finding.severity, severity, "{name}: {text}");
}

#[track_caller]
fn none(name: &str, json: &str, change: impl FnOnce(&Root<'_>)) {
    assert_eq!(findings(name, json, change), [], "{name}");
}

use Severity::{Advice, Error};

#[test]
fn an_ordinary_image_has_no_finding() {
    none("ordinary", "{}", |_| ());
    let json = r#"{"Cmd":["/bin/sh"],"WorkingDir":"/app","Volumes":{"/golem/work":{}}}"#;
    none("ordinary", json, |_| ());
}

#[test]
fn what_the_guest_mounts_on_and_writes_has_to_be_there() {
    let says = "cannot start the image: it has no folder /proc, /sys. Build";
    one("no-proc", "{}", Error, says, |root| {
        root.remove("proc");
        root.remove("sys");
    });
    one("no-etc", "{}", Error, "it has no folder /etc.", |root| {
        root.remove("etc")
    });
    one("file", "{}", Error, "it has no folder /sys.", |root| {
        root.remove("sys");
        root.file("sys", 0o644, b"");
    });
    one(
        "hosts",
        "{}",
        Error,
        "/etc/hosts is a folder. Add “RUN rmdir",
        |root| {
            root.remove("etc/hosts");
            root.folder("etc/hosts");
        },
    );
    let says = "/etc/resolv.conf is a link to “../run/systemd/resolv.conf”, whose folder is not";
    one("resolv", "{}", Error, says, |root| {
        root.link("etc/resolv.conf", "../run/systemd/resolv.conf");
    });
    none("made", "{}", |root| {
        root.folder("run/systemd");
        root.link("etc/resolv.conf", "../run/systemd/resolv.conf");
    });
    for (target, name) in [("/run/resolv.conf", "absolute"), ("../../run/a", "above")] {
        one(
            name,
            "{}",
            Advice,
            "looks for outside the image: it may not start",
            |root| {
                root.folder("run");
                root.link("etc/resolv.conf", target);
            },
        );
    }
    one("through", "{}", Advice, "outside the image", |root| {
        root.folder("run");
        root.folder("var");
        root.link("var/run", "/run");
        root.link("etc/resolv.conf", "../var/run/resolv.conf");
    });
    one("round", "{}", Error, "whose folder is not there", |root| {
        root.link("etc/resolv.conf", "resolv.conf");
    });
}

#[test]
fn programs_for_another_processor_do_not_run() {
    let says = "are for ARM of 64 bits, and providers run x86-64. Build the Docker image again \
                with “--platform linux/amd64”";
    one("arm", "{}", Error, says, |root| {
        root.file("lib/ld-musl-x86_64.so.1", 0o755, &program(AARCH64, ""));
        root.file(
            "bin/busybox",
            0o755,
            &program(AARCH64, "/lib/ld-musl-x86_64.so.1"),
        );
    });
    let says = "Of 3 programs that were looked at, 1 cannot run on a provider: “/app/tool” is for";
    one("some", "{}", Advice, says, |root| {
        root.file("app/tool", 0o755, &program(AARCH64, ""));
    });
    none("not-executable", "{}", |root| {
        root.file("app/data", 0o644, &program(AARCH64, ""));
    });
    none("old", "{}", |root| {
        root.file("app/tool", 0o755, &program(3, ""))
    });
}

#[test]
fn a_shell_is_looked_for_through_links() {
    one(
        "scratch",
        "{}",
        Advice,
        "no shell that runs: /bin/sh is not there",
        |root| {
            root.remove("bin/sh");
        },
    );
    one("dangling", "{}", Advice, "/bin/sh is not there", |root| {
        root.remove("bin/sh");
        root.link("bin/sh", "dash");
    });
    let says = "/bin/sh needs the loader “/lib/ld-musl-x86_64.so.1”, which is not there";
    one("loader", "{}", Advice, says, |root| {
        root.remove("lib/ld-musl-x86_64.so.1")
    });
    none("merged", "{}", |root| {
        root.remove("bin/sh");
        root.file("usr/bin/dash", 0o755, &program(X86_64, ""));
        root.link("usr/bin/sh", "dash");
        root.link("bin/sh", "../usr/bin/sh");
    });
}

#[test]
fn an_entry_point_has_to_be_a_program() {
    let run = r#"{"Entrypoint":["/app/run"],"Cmd":["-v"]}"#;
    let missing = "The entry point “/app/run” cannot be run: it is not there";
    one("missing", run, Advice, missing, |_| ());
    one("folder", run, Advice, "it is no file", |root| {
        root.folder("app/run")
    });
    let says = "it is not executable. Add “RUN chmod +x /app/run”";
    one("mode", run, Advice, says, |root| {
        root.file("app/run", 0o644, b"#!/bin/sh\n")
    });
    let user = r#"{"Entrypoint":["/app/run"],"User":"1000:1000"}"#;
    one("user", user, Advice, "not executable", |root| {
        root.file("app/run", 0o700, b"#!/bin/sh\n");
    });
    none("script", run, |root| {
        root.file("app/run", 0o755, b"#! /bin/sh -e\n")
    });
    let says = "it needs the interpreter “/usr/bin/python3”, which is not there";
    one("python", run, Advice, says, |root| {
        root.file("app/run", 0o755, b"#!/usr/bin/python3\n");
    });
    one(
        "windows",
        run,
        Advice,
        "ends its lines as Windows does",
        |root| {
            root.file("app/run", 0o755, b"#!/bin/sh\r\n");
        },
    );
    let says = "needs the loader “/lib64/ld-linux-x86-64.so.2”, which is not there. Build the \
                program for the C library of the image";
    one("glibc", run, Advice, says, |root| {
        root.file(
            "app/run",
            0o755,
            &program(X86_64, "/lib64/ld-linux-x86-64.so.2"),
        );
    });
    let says = "“busybox” is not a path, and providers do not search for it. Write “/bin/busybox”";
    one("name", r#"{"Cmd":["busybox"]}"#, Advice, says, |_| ());
    let says = "“nothing” is not a path, and providers do not search for it. Write its whole path";
    one("unknown", r#"{"Cmd":["nothing"]}"#, Advice, says, |_| ());
    let relative = r#"{"Entrypoint":["./run"],"WorkingDir":"/app"}"#;
    none("relative", relative, |root| {
        root.file("app/run", 0o755, b"#!/bin/sh\n")
    });
}

#[test]
fn commands_need_the_working_directory() {
    let json = r#"{"WorkingDir":"/golem/work"}"#;
    let says = "The working directory “/golem/work” is not in the image, so every command fails";
    one("no-directory", json, Error, says, |_| ());
    one("no-folder", json, Error, says, |root| {
        root.file("golem/work", 0o755, b"")
    });
    let json = r#"{"WorkingDir":"/golem/work","Volumes":{"/golem/work/in":{}}}"#;
    none("made-by-volume", json, |_| ());
}

#[test]
fn volumes_hide_what_the_image_has_in_their_place() {
    let json = r#"{"Volumes":{"/golem/in":{},"/golem/out":{}}}"#;
    let says = "The volume “/golem/in” hides 3 files of the image (3.02 kB), first “/golem/in/a”";
    one("volume", json, Advice, says, |root| {
        root.file("golem/in/a", 0o644, &made::words(3000, 1));
        root.file("golem/in/b/c", 0o644, &made::words(17, 1));
        root.link("golem/in/b/d", "c");
        root.folder("golem/out/empty");
    });
}

#[test]
fn a_folder_is_said_to_be_hidden_once_however_its_path_is_spelled() {
    let json = r#"{"Volumes":{"/a":{},"/a/":{},"/a/.":{},"/link":{},"/a/../a":{}}}"#;
    let says = "The volume “/a” hides 1 file of the image (0 bytes), first “/a/b”";
    one("spellings", json, Advice, says, |root| {
        root.file("a/b", 0o644, b"");
        root.link("link", "a");
    });
    none("file", r#"{"Volumes":{"/etc/hosts":{}}}"#, |_| ());
}

#[test]
fn of_many_volumes_the_first_are_told_and_all_are_counted() {
    for (count, last) in [
        (
            8,
            "The volume “/golem/7” hides 1 file of the image (7 bytes)",
        ),
        (9, "One more volume hides files of the image."),
        (1008, "1,000 more volumes hide files of the image."),
    ] {
        let volumes: Vec<_> = (0..count)
            .map(|number| format!(r#""/golem/{number}":{{}}"#))
            .collect();
        let json = format!(r#"{{"Volumes":{{{}}}}}"#, volumes.join(","));
        let findings = findings("volumes", &json, |root| {
            for number in 0..count {
                root.file(&format!("golem/{number}/file"), 0o644, &vec![0; number]);
            }
        });
        assert_eq!(findings.len(), count.min(9));
        let told = findings[findings.len() - 1].to_string();
        assert!(told.starts_with(last), "{told}");
    }
}

#[test]
fn what_no_provider_needs_is_counted_as_it_is_stored() {
    let noise = made::noise(900_000, 5);
    let says = "could be 2.50 MB smaller without what a provider does not need, above all lists \
                and packages of apt. 1.10 MB in lists and packages of apt, such as \
                “/var/lib/apt/lists”: end the RUN line";
    let fill = |root: &Root<'_>| {
        root.file("var/lib/apt/lists/one", 0o644, &noise);
        root.file("var/cache/apt/two", 0o644, &noise[..200_000]);
        root.file("app/.git/objects/pack", 0o644, &noise[1..700_000]);
        root.file("app/.git/__pycache__/x.pyc", 0o644, &noise[2..200_002]);
        root.file("app/lib.a", 0o644, &noise[3..500_003]);
        root.file("app/kept", 0o644, &noise[4..100_004]);
    };
    one("large", "{}", Advice, says, fill);
    none("small", "{}", |root| {
        root.file("app/.git/pack", 0o644, &noise[..500_000])
    });
    let image = made::folder("inside-sizes").join("root");
    fill(&Root(&image));
    let image = fs::read(made::mksquashfs(&image, &[])).expect("a file system");
    let file_system = at_once(FileSystem::read(&mut &image[..], image.len() as u64));
    let tree = file_system.expect("a file system").tree;
    let found: Vec<_> = not_needed(&tree).iter().map(|found| found.what).collect();
    let expected = [
        "lists and packages of apt",
        "histories of Git (.git)",
        "static libraries (.a)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_could_not_be_read_is_said_and_not_judged() {
    let root = made::folder("inside-damaged").join("root");
    let folder = Root(&root);
    for path in ["bin", "proc", "sys", "etc"] {
        folder.folder(path);
    }
    let image = made::mksquashfs(&root, &["-noI"]);
    let mut image = fs::read(image).expect("a file system");
    // A byte of the header of the root’s listing: how many names follow.
    let at = u64::from_le_bytes(image[72..80].try_into().expect("eight bytes")) as usize;
    assert_eq!(image[at + 2], 3, "four names");
    image[at + 3] = 0xFF;
    let mut source = &image[..];
    let file_system = at_once(FileSystem::read(&mut source, image.len() as u64));
    let file_system = file_system.expect("a file system");
    let metadata = metadata(r#"{"WorkingDir":"/app","Entrypoint":["/app/run"]}"#);
    let findings = at_once(inside::findings(&file_system, &mut source, &metadata));
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    let says = "not, or not in full, 1 folder, first “/”. What they hold is not judged. Why: a \
                folder’s listing says what none can say.";
    assert!(finding.to_string().ends_with(says), "{finding}");
    let unread = inside::unread(&Damage::NoSuperblock).to_string();
    assert_eq!(
        unread,
        "The file system inside the image could not be read, and a provider may fail to start it. \
         Get the image again, or build it again. Why: it does not begin as SquashFS 4.0 does."
    );
}

#[test]
fn the_files_are_listed_folder_by_folder_and_found_by_their_paths() {
    let root = made::folder("inside-files").join("root");
    let folder = Root(&root);
    folder.file("usr/bin/Large", 0o4755, &made_of_noise(50_000));
    folder.file("usr/bin/small", 0o644, b"1");
    folder.folder("usr/empty");
    folder.link("usr/link", "bin/small");
    let image = fs::read(made::mksquashfs(&root, &["-comp", "lzo", "-all-root"]));
    let image = image.expect("a file system");
    let mut source = &image[..];
    let metadata = metadata("{}");
    let seen = inside::look(&mut source, image.len() as u64, &metadata);
    let contents = at_once(seen).expect("a file system").contents;
    let parts = contents.parts().map(<[u8]>::to_vec);
    assert_eq!(Contents::from_parts(parts).as_ref(), Some(&contents));
    let path = |number| String::from_utf8(contents.path(number)).expect("a text");
    let paths = |numbers: Vec<u32>| numbers.into_iter().map(path).collect::<Vec<_>>();
    assert_eq!(paths(contents.list(0, FileOrder::Stored).first), ["/usr"]);
    let [usr] = contents.list(0, FileOrder::Stored).first[..] else {
        panic!("one folder")
    };
    let in_usr = contents.list(usr, FileOrder::Stored).first;
    assert_eq!(
        paths(in_usr.clone()),
        ["/usr/bin", "/usr/empty", "/usr/link"]
    );
    let in_bin = contents.list(in_usr[0], FileOrder::Stored).first;
    assert_eq!(paths(in_bin.clone()), ["/usr/bin/Large", "/usr/bin/small"]);
    assert_eq!(
        paths(contents.list(in_usr[1], FileOrder::Stored).first),
        [""; 0]
    );
    assert_eq!(
        paths(contents.search("large", FileOrder::Stored).first),
        ["/usr/bin/Large"]
    );
    assert_eq!(
        paths(contents.search("BIN/", FileOrder::Stored).first),
        ["/usr/bin/Large", "/usr/bin/small"]
    );
    assert_eq!(contents.search("nothing", FileOrder::Stored).count, 0);
    assert!(!contents.has_gap());
    let large = contents.item(in_bin[0]).expect("a file");
    assert_eq!((large.size, large.permissions), (50_000, 0o4755));
    assert!(large.stored >= 50_000, "{}", large.stored);
    assert_eq!((large.user, large.group), (Some(0), Some(0)));
    let link = contents.item(in_usr[2]).expect("a link");
    assert_eq!(
        (link.kind, link.target),
        (ItemKind::Link, &b"bin/small"[..])
    );
    assert_eq!(contents.item(contents.count()), None);
}

#[test]
fn nothing_speaks_against_the_example() {
    let image = image::check(&example::image()).expect("an image");
    let bytes = example::image();
    let mut source = &bytes[..];
    let seen = inside::look(&mut source, image.trailer_offset, &image.metadata);
    let seen = at_once(seen).expect("a file system");
    assert_eq!(seen.inside.findings, []);
    assert!(seen.inside.is_whole);
    let numbers = 0..seen.contents.count();
    let paths: Vec<_> = numbers.map(|n| path_of(&seen.contents, n)).collect();
    assert_eq!(paths, ["/", "/bin", "/etc", "/proc", "/sys", "/bin/sh"]);
}

/// Names of bytes that are no text are told apart.
#[test]
fn what_is_no_text_is_written_out() {
    for (name, text) in [
        (&b"a\xFFb"[..], r"a\xffb"),
        (b"a\xFEb", r"a\xfeb"),
        ("ä".as_bytes(), "ä"),
        (b"\xE2\x82", r"\xe2\x82"),
        (b"", ""),
    ] {
        assert_eq!(text_of(name), text);
    }
}

#[test]
fn what_is_no_list_of_files_is_none() {
    assert_eq!(Contents::from_parts([Vec::new(), Vec::new()]), None);
    assert_eq!(Contents::from_parts([vec![0; 59], Vec::new()]), None);
    // A folder that lies in itself, with names that are not there.
    let contents = Contents::from_parts([vec![0xFF; 120], Vec::new()]).expect("a list");
    assert_eq!(contents.item(1), None);
    assert_eq!(contents.list(1, FileOrder::Stored).first, Vec::<u32>::new());
    assert_eq!(contents.path(1), b"/");
}

/// The files of a folder that is filled so.
fn contents(name: &str, fill: impl FnOnce(&Root<'_>)) -> Contents {
    let root = made::folder(&format!("inside-{name}")).join("root");
    fill(&Root(&root));
    let image = fs::read(made::mksquashfs(&root, &["-no-fragments", "-all-root"]));
    let image = image.expect("a file system");
    let mut source = &image[..];
    let metadata = metadata("{}");
    let seen = inside::look(&mut source, image.len() as u64, &metadata);
    at_once(seen).expect("a file system").contents
}

fn path_of(contents: &Contents, number: u32) -> String {
    String::from_utf8(contents.path(number)).expect("a text")
}

#[test]
fn the_files_are_listed_in_the_order_that_is_asked_for() {
    let contents = contents("order", |root| {
        root.file("c", 0o644, &[0; 90_000]);
        root.file("b", 0o644, &made_of_noise(50_000));
        root.file("a/z", 0o644, b"z");
    });
    let in_order = |order| -> Vec<String> {
        let numbers = contents.list(0, order).first.into_iter();
        numbers.map(|number| path_of(&contents, number)).collect()
    };
    assert_eq!(in_order(FileOrder::Name), ["/a", "/b", "/c"]);
    assert_eq!(in_order(FileOrder::Stored), ["/b", "/a", "/c"]);
    assert_eq!(in_order(FileOrder::Size), ["/c", "/b", "/a"]);
    let found = contents.search("/", FileOrder::Name);
    let found: Vec<_> = found.first.iter().map(|n| path_of(&contents, *n)).collect();
    assert_eq!(found, ["/a", "/a/z", "/b", "/c"]);
}

#[test]
fn all_names_of_a_link_share_its_target() {
    let target = "long/".repeat(800);
    let contents = contents("targets", |root| {
        root.folder("");
        root.link("link", &target);
        for number in 0..50 {
            let name = root.0.join(number.to_string());
            fs::hard_link(root.0.join("link"), name).expect("a hard link");
        }
    });
    assert_eq!(contents.count(), 52);
    for number in 1..52 {
        let link = contents.item(number).expect("a link");
        assert_eq!(link.target, target.as_bytes());
    }
    // mksquashfs writes two inodes for them.
    assert!(
        contents.length() < 4 * target.len(),
        "{}",
        contents.length()
    );
}

#[test]
fn a_folder_that_was_not_read_is_known() {
    const KIND: usize = 4 * 4;
    let has_gap = |kind| {
        let mut records = vec![0; 120];
        records[60 + KIND] = kind as u8;
        let contents = Contents::from_parts([records, Vec::new()]).expect("a list");
        contents.has_gap()
    };
    assert!(has_gap(ItemKind::FolderWithGap));
    assert!(!has_gap(ItemKind::Folder));
}

#[test]
fn of_many_files_the_first_are_listed_and_all_are_counted() {
    let contents = contents("many", |root| {
        for number in 0..450_usize {
            let length = (number * 7) % 450;
            root.file(&format!("many/{number:03}"), 0o644, &vec![0; length]);
        }
    });
    let [many] = contents.list(0, FileOrder::Name).first[..] else {
        panic!("one folder")
    };
    for order in [FileOrder::Name, FileOrder::Stored, FileOrder::Size] {
        let mut all: Vec<u32> = (many + 1..contents.count()).collect();
        all.sort_by_key(|number| {
            let item = contents.item(*number).expect("a file");
            Reverse(match order {
                FileOrder::Name => 0,
                FileOrder::Stored => item.stored,
                FileOrder::Size => item.size,
            })
        });
        let listing = contents.list(many, order);
        assert_eq!(listing, contents.search("many/", order));
        assert_eq!(listing.count, 450);
        all.truncate(100);
        assert_eq!(listing.first, all, "{order:?}");
    }
}

#[test]
fn a_picture_is_to_scale() {
    let contents = contents("picture", |root| {
        root.file("usr/lib/one", 0o644, &made_of_noise(60_000));
        root.file("usr/two", 0o644, &made_of_noise(30_000));
        root.file("opt/three", 0o644, &made_of_noise(9000));
        for number in 0..3 {
            root.file(
                &format!("small-{number}"),
                0o644,
                &made_of_noise(100 + number),
            );
        }
        root.folder("empty");
    });
    let picture = contents.picture(0);
    let drawn: Vec<_> = picture
        .iter()
        .map(|cell| {
            let path = cell.number.map(|number| path_of(&contents, number));
            (path.unwrap_or_default(), cell.row, cell.start, cell.stored)
        })
        .collect();
    let expected = [
        ("/", 0, 0, 99_303),
        ("/usr", 1, 0, 90_000),
        ("/opt", 1, 90_000, 9000),
        ("", 1, 99_000, 303),
        ("/usr/lib", 2, 0, 60_000),
        ("/usr/two", 2, 60_000, 30_000),
        ("/opt/three", 2, 90_000, 9000),
        ("/usr/lib/one", 3, 0, 60_000),
    ];
    assert_eq!(
        drawn,
        expected.map(|(path, row, start, stored)| (path.to_owned(), row, start, stored))
    );
    let empty = contents.search("empty", FileOrder::Name);
    assert_eq!(contents.picture(empty.first[0]), []);
    assert_eq!(contents.picture(contents.count()), []);
}

#[test]
fn two_images_are_compared_path_by_path() {
    let before = contents("before", |root| {
        root.file("usr/kept", 0o644, &made_of_noise(5000));
        root.file("usr/grown", 0o644, &made_of_noise(1000));
        root.file("usr/lib/gone", 0o644, &made_of_noise(7000));
        root.file("was-file", 0o644, &made_of_noise(100));
        root.link("link", "usr");
    });
    let after = contents("after", |root| {
        root.file("usr/kept", 0o644, &made_of_noise(5000));
        root.file("usr/grown", 0o644, &made_of_noise(4000));
        root.file("usr/share/new", 0o644, &made_of_noise(9000));
        root.file("usr/share/newer", 0o644, &made_of_noise(500));
        root.file("was-file/inside", 0o644, &made_of_noise(200));
        root.link("link", "elsewhere");
    });
    let changes = |one: &Contents, other: &Contents| {
        let difference = one.difference(other);
        let changes = difference.changes.into_iter();
        let text = |path| String::from_utf8(path).expect("a text");
        let rows: Vec<_> = changes.map(|c| (text(c.path), c.before, c.after)).collect();
        (difference.before, difference.after, rows)
    };
    let row = |path: &str, before, after| (path.to_owned(), before, after);
    let expected = vec![
        row("/usr/share", None, Some(9500)),
        row("/usr/lib", Some(7000), None),
        row("/usr/grown", Some(1000), Some(4000)),
        row("/was-file", Some(100), Some(200)),
        row("/link", Some(0), Some(0)),
    ];
    assert_eq!(changes(&before, &after), (13_100, 18_700, expected));
    let (_, _, back) = changes(&after, &before);
    assert_eq!(back[0], row("/usr/share", Some(9500), None));
    assert_eq!(changes(&before, &before), (13_100, 13_100, Vec::new()));
    for (one, other, text) in [
        (
            &before,
            &after,
            "The files take 5.60 kB more than before. New: 9.50 kB. Gone: 7.00 kB. Changed: 3 paths.",
        ),
        (
            &before,
            &before,
            "No path came or went, and no file is of another length. What files of the same \
             length hold is not compared.",
        ),
    ] {
        assert_eq!(one.difference(other).to_string(), text);
    }
}

#[test]
fn of_many_changes_the_largest_are_kept_and_all_are_counted() {
    let before = contents("few", |root| root.folder(""));
    let after = contents("more", |root| {
        for number in 0..250 {
            let place = number * 7 % 250;
            root.file(&format!("{place:03}"), 0o644, &made_of_noise(place + 1));
        }
    });
    for (difference, text) in [
        (before.difference(&after), "more than before. New: 31.4 kB."),
        (
            after.difference(&before),
            "less than before. Gone: 31.4 kB.",
        ),
    ] {
        assert_eq!(difference.count, 250);
        let paths = difference.changes.iter();
        let paths = paths.map(|change| String::from_utf8_lossy(&change.path).into_owned());
        let largest = (150..250).rev().map(|place| format!("/{place:03}"));
        assert!(paths.eq(largest));
        assert_eq!(
            difference.to_string(),
            format!("The files take 31.4 kB {text}")
        );
    }
}

/// Of a folder that could not be read nobody knows what is not in it.
#[test]
fn what_could_not_be_read_has_not_gone() {
    let whole = contents("whole", |root| {
        root.file("kept", 0o644, b"kept");
        root.file("unread", 0o644, b"unread");
    });
    let read = contents("read", |root| {
        root.file("kept", 0o644, b"kept");
        root.file("new", 0o644, b"new");
    });
    // What stands after four numbers of 32 bits is the kind of the root.
    const KIND: usize = 16;
    let [mut records, names] = read.parts().map(<[u8]>::to_vec);
    records[KIND] = ItemKind::FolderWithGap as u8;
    let gap = Contents::from_parts([records, names]).expect("a list");
    for (one, other) in [(&whole, &gap), (&gap, &whole)] {
        let difference = one.difference(other);
        let paths = difference.changes.iter().map(|change| &*change.path);
        assert_eq!(paths.collect::<Vec<_>>(), [b"/new"]);
        let text = difference.to_string();
        assert!(
            text.ends_with(" Folders that could not be read are left out."),
            "{text}"
        );
    }
}

/// Bytes that do not get shorter.
fn made_of_noise(length: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(next).collect()
}
