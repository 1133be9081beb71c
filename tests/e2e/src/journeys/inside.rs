//! What is inside an image: what a provider makes of it, and its files.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use gvmi_hash::pure::image::example;
use serde_json::{Value, json};

use super::embedding::{FRAME, HostPage, event};
use super::{expect, expect_says, starting};
use crate::Outcome;
use crate::images;
use crate::page::Browser;

type Error = Box<dyn std::error::Error>;

/// An image with what a guest needs, changed.
fn image(
    browser: &Browser,
    name: &str,
    change: impl FnOnce(&Path) -> Outcome,
) -> Result<PathBuf, Error> {
    image_with(browser, name, images::METADATA, change)
}

/// The same, with this metadata.
fn image_with(
    browser: &Browser,
    name: &str,
    metadata: &str,
    change: impl FnOnce(&Path) -> Outcome,
) -> Result<PathBuf, Error> {
    let folder = browser.folder.path().join(format!("{name}-root"));
    fs::create_dir_all(&folder)?;
    images::real(&folder, "lzo")?;
    let root = folder.join("root");
    change(&root)?;
    let image = images::file_system(&root, &folder.join("changed.squashfs"), "lzo")?;
    let path = browser.folder.path().join(format!("{name}.gvmi"));
    fs::write(&path, images::sealed(&image, metadata))?;
    Ok(path)
}

fn executable(root: &Path, path: &str, machine: u16) -> Outcome {
    let path = root.join(path);
    fs::write(&path, images::program(machine))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

async fn card(browser: &Browser) -> Result<String, Error> {
    Ok(browser.content("answer").await?.unwrap_or_default())
}

/// The program that looks inside comes even where the page closes itself at once.
pub async fn what_is_chosen_before_the_program(browser: &Browser) -> Outcome {
    starting::begin(browser).await?;
    let good = image(browser, "early", |_| Ok(()))?;
    browser.give_file(&good).await?;
    starting::go_on(browser).await?;
    browser
        .wait_for_words("image-check", "A provider can start it")
        .await
}

/// Good, bad, good again: what is said of one stands never beside another.
pub async fn what_a_provider_makes_of_it(browser: &Browser) -> Outcome {
    const ARM: u16 = 183;
    browser.open_page().await?;
    let good = image(browser, "good", |_| Ok(()))?;
    let no_proc = image(browser, "no-proc", |root| {
        Ok(fs::remove_dir(root.join("proc"))?)
    })?;
    let arm = image(browser, "arm", |root| executable(root, "bin/sh", ARM))?;
    let both = image(browser, "both", |root| executable(root, "bin/arm", ARM))?;
    for _ in 0..2 {
        for (path, check, says) in [
            (&good, "A provider can start it", ""),
            (&no_proc, "", "it has no folder /proc"),
            (&good, "A provider can start it", ""),
            (&arm, "", "The programs in the image are for ARM of 64 bits"),
            (
                &both,
                "A provider can start it",
                "“/bin/arm” is for ARM of 64 bits",
            ),
        ] {
            browser.hash(path).await?;
            if check.is_empty() {
                browser.wait_for_words("answer", says).await?;
                browser
                    .wait_for_words("answer-heading", "A provider cannot start it")
                    .await?;
            } else {
                browser.wait_for_words("image-check", check).await?;
                let card = card(browser).await?;
                expect_says(&card, &[says])?;
                let speaks_of_another = card.contains("cannot start") || card.contains("no folder");
                expect("it speaks of another image", speaks_of_another, false)?;
            }
        }
    }
    Ok(())
}

/// An image for a finding.
struct Row {
    name: &'static str,
    metadata: &'static str,
    change: fn(&Path) -> Outcome,
    /// Whether a provider cannot start it.
    is_error: bool,
    says: &'static str,
}

const RUN: &str = r#"{"Entrypoint":["/golem/run"]}"#;

/// What no finding speaks of.
fn nothing(_: &Path) -> Outcome {
    Ok(())
}

fn write_run(root: &Path, mode: u32, bytes: &[u8]) -> Outcome {
    let run = root.join("golem/run");
    fs::write(&run, bytes)?;
    fs::set_permissions(&run, fs::Permissions::from_mode(mode))?;
    Ok(())
}

const ROWS: [Row; 16] = [
    Row {
        name: "no-sys",
        metadata: "{}",
        change: |root| Ok(fs::remove_dir(root.join("sys"))?),
        is_error: true,
        says: "it has no folder /sys",
    },
    Row {
        name: "no-etc",
        metadata: "{}",
        change: |root| Ok(fs::remove_dir(root.join("etc"))?),
        is_error: true,
        says: "it has no folder /etc",
    },
    Row {
        name: "hosts",
        metadata: "{}",
        change: |root| Ok(fs::create_dir(root.join("etc/hosts"))?),
        is_error: true,
        says: "/etc/hosts is a folder",
    },
    Row {
        name: "resolv",
        metadata: "{}",
        change: |root| Ok(symlink("../run/stub.conf", root.join("etc/resolv.conf"))?),
        is_error: true,
        says: "/etc/resolv.conf is a link to “../run/stub.conf”, whose folder is not there",
    },
    Row {
        name: "outside",
        metadata: "{}",
        change: |root| Ok(symlink("/run/stub.conf", root.join("etc/resolv.conf"))?),
        is_error: false,
        says: "which a provider’s guest looks for outside the image",
    },
    Row {
        name: "directory",
        metadata: r#"{"WorkingDir":"/nowhere"}"#,
        change: nothing,
        is_error: true,
        says: "The working directory “/nowhere” is not in the image",
    },
    Row {
        name: "no-shell",
        metadata: "{}",
        change: |root| Ok(fs::remove_file(root.join("bin/sh"))?),
        is_error: false,
        says: "The image has no shell that runs: /bin/sh is not there",
    },
    Row {
        name: "name",
        metadata: r#"{"Cmd":["sh"]}"#,
        change: nothing,
        is_error: false,
        says: "is not a path, and providers do not search for it. Write “/bin/sh”",
    },
    Row {
        name: "path",
        metadata: r#"{"Cmd":["run"],"Env":["PATH=/golem"]}"#,
        change: |root| write_run(root, 0o755, b"#!/bin/sh\n"),
        is_error: false,
        says: "Write “/golem/run”",
    },
    Row {
        name: "missing",
        metadata: RUN,
        change: nothing,
        is_error: false,
        says: "The entry point “/golem/run” cannot be run: it is not there",
    },
    Row {
        name: "mode",
        metadata: RUN,
        change: |root| write_run(root, 0o644, b"#!/bin/sh\n"),
        is_error: false,
        says: "it is not executable. Add “RUN chmod +x /golem/run”",
    },
    Row {
        name: "interpreter",
        metadata: RUN,
        change: |root| write_run(root, 0o755, b"#!/usr/bin/python3\n"),
        is_error: false,
        says: "it needs the interpreter “/usr/bin/python3”, which is not there",
    },
    Row {
        name: "loader",
        metadata: RUN,
        change: |root| write_run(root, 0o755, &images::program_with_loader("/lib64/ld.so")),
        is_error: false,
        says: "it needs the loader “/lib64/ld.so”, which is not there",
    },
    Row {
        name: "user",
        metadata: r#"{"User":"golem"}"#,
        change: nothing,
        is_error: false,
        says: "root",
    },
    Row {
        name: "volume",
        metadata: r#"{"Volumes":{"/golem":{}}}"#,
        change: nothing,
        is_error: false,
        says: "The volume “/golem” hides 2 files of the image",
    },
    Row {
        name: "large",
        metadata: "{}",
        change: |root| {
            fs::create_dir_all(root.join("var/lib/apt/lists"))?;
            Ok(fs::write(
                root.join("var/lib/apt/lists/all"),
                noise(2_000_000),
            )?)
        },
        is_error: false,
        says: "smaller without what a provider does not need, above all lists and packages of apt",
    },
];

/// Bytes that do not get shorter.
fn noise(length: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(next).collect()
}

/// Each on an image that is made for it.
pub async fn every_finding(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for row in &ROWS {
        let image = image_with(browser, row.name, row.metadata, row.change)?;
        browser.hash(&image).await?;
        browser.wait_for_words("answer", row.says).await?;
        let (id, words) = match row.is_error {
            true => ("answer-heading", "A provider cannot start it"),
            false => ("image-check", "A provider can start it"),
        };
        browser.wait_for_words(id, words).await?;
    }
    Ok(())
}

async fn rows(browser: &Browser) -> Result<Value, Error> {
    let script = "return [...document.querySelectorAll('#files tbody tr')]
        .map((row) => row.querySelector('th').textContent)";
    browser.script(script, &[]).await
}

async fn wait_for_rows(browser: &Browser, expected: &[&str]) -> Outcome {
    let seen = browser
        .wait_until("the rows are there", async || {
            Ok((rows(browser).await? == json!(expected)).then_some(()))
        })
        .await;
    match seen {
        Ok(()) => Ok(()),
        Err(why) => Err(format!("{why}; the rows are {}", rows(browser).await?).into()),
    }
}

async fn press_row(browser: &Browser, name: &str) -> Outcome {
    let script = "[...document.querySelectorAll('#files button')]
        .find((button) => button.textContent === arguments[0]).click()";
    browser.script(script, &[json!(name)]).await?;
    Ok(())
}

async fn wait_for_focus(browser: &Browser, id: &str) -> Outcome {
    browser
        .wait_until(&format!("the keyboard is at {id}"), async || {
            let script = "return document.activeElement.id";
            Ok((browser.script(script, &[]).await? == json!(id)).then_some(()))
        })
        .await
}

/// Folder by folder, back, and by a search.
pub async fn the_files_of_an_image(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let image = image(browser, "files", |root| {
        fs::create_dir(root.join("many"))?;
        for number in 0..300 {
            fs::write(root.join(format!("many/file-{number}")), "")?;
        }
        fs::write(root.join("golem/large"), noise(100_000))?;
        Ok(())
    })?;
    unfold(browser, &image).await?;
    wait_for_rows(
        browser,
        &["golem/", "bin/", "etc/", "many/", "proc/", "sys/"],
    )
    .await?;
    press_row(browser, "golem/").await?;
    wait_for_rows(browser, &["large", "hello", "world"]).await?;
    wait_for_focus(browser, "shown-folder").await?;
    press_row(browser, "/").await?;
    wait_for_focus(browser, "sort-by-name").await?;
    press_row(browser, "many/").await?;
    browser
        .wait_for_words("files", "The 100 largest of 300 files and folders.")
        .await?;
    let drawn = rows(browser).await?;
    expect("the rows", drawn.as_array().map(Vec::len), Some(100))?;
    browser.enter("search", "file-299").await?;
    wait_for_rows(browser, &["/many/file-299"]).await?;
    browser.enter("search", "GOLEM/H").await?;
    wait_for_rows(browser, &["/golem/hello"]).await?;
    browser.enter("search", "no such name").await?;
    browser
        .wait_for_words("files", "No path has this in it.")
        .await
}

/// Has an image hashed that a provider can start, and unfolds what is inside.
async fn unfold(browser: &Browser, image: &Path) -> Outcome {
    browser.hash(image).await?;
    browser
        .wait_for_words("image-check", "A provider can start it")
        .await?;
    browser.press("#image-facts summary").await
}

/// Neither markup nor invisible characters do anything.
pub async fn names_are_text(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let image = image(browser, "names", |root| {
        fs::write(root.join("<img src=x onerror=alert(1)>"), "")?;
        fs::write(root.join("a\u{202E}b"), "")?;
        symlink("<b>x", root.join("link"))?;
        Ok(())
    })?;
    unfold(browser, &image).await?;
    browser.enter("search", "<img").await?;
    wait_for_rows(browser, &["/<img src=x onerror=alert(1)>"]).await?;
    browser.enter("search", "a\u{202E}").await?;
    wait_for_rows(browser, &[r"/a\u202eb"]).await?;
    browser.enter("search", "link").await?;
    wait_for_rows(browser, &["/link → <b>x"]).await?;
    let elements = "return document.querySelectorAll('#files img, #files b').length";
    expect("elements", browser.script(elements, &[]).await?, json!(0))
}

/// Nothing waits for the program that looks inside, and nothing is claimed without it.
pub async fn without_its_program(browser: &Browser) -> Outcome {
    let image = image(browser, "unseen", |root| {
        Ok(fs::remove_dir(root.join("proc"))?)
    })?;
    browser.server.stall("inside_bg.wasm");
    browser.open_page().await?;
    browser.hash(&image).await?;
    browser
        .wait_for_words("image-check", "Format is right")
        .await?;
    browser
        .wait_for_words("image-facts", "The files inside are being read.")
        .await?;
    browser.server.resume();
    browser
        .wait_for_words("answer", "it has no folder /proc")
        .await?;
    browser.server.tamper("inside.js", None)?;
    browser.open_page().await?;
    browser.hash(&image).await?;
    browser
        .wait_for_words("image-facts", "The files inside were not looked at.")
        .await?;
    browser
        .wait_for_words("image-check", "Format is right")
        .await
}

/// What could not be read is said, and nothing that looks right is.
pub async fn what_could_not_be_read(browser: &Browser) -> Outcome {
    /// Where the superblock says that the table of inodes begins.
    const INODES: usize = 64;
    /// How many names the listing of /bin has, in the example.
    const NAMES_IN_BIN: usize = 419;
    const WHOLE: &str = "a provider may fail to start it. Get the image again";
    const BIN: &str = "not, or not in full, 1 folder, first “/bin”";
    browser.open_page().await?;
    for (name, byte, says) in [("whole", INODES + 1, WHOLE), ("bin", NAMES_IN_BIN, BIN)] {
        let mut image = example::image();
        image[byte] = 0x7F;
        let path = browser.folder.path().join(format!("{name}.gvmi"));
        fs::write(&path, image)?;
        browser.hash(&path).await?;
        browser.wait_for_words("answer", says).await?;
        browser
            .wait_for_words("image-check", "Not all could be read")
            .await?;
    }
    browser.press("#image-facts summary").await?;
    press_row(browser, "bin/").await?;
    browser
        .wait_for_words("files", "1 file or folder; the rest could not be read.")
        .await
}

/// Firefox reads a file as it is by then, and not as it was hashed.
pub async fn of_another_file_than_was_hashed(browser: &Browser) -> Outcome {
    let image = image(browser, "hashed", |_| Ok(()))?;
    let metadata = images::METADATA.replacen("C.UTF-8", "D.UTF-8", 1);
    let other = image_with(browser, "other", &metadata, |_| Ok(()))?;
    let length = |path: &Path| fs::metadata(path).map(|data| data.len());
    expect("the length", length(&other)?, length(&image)?)?;
    browser.server.stall("inside_bg.wasm");
    browser.open_page().await?;
    browser.hash(&image).await?;
    browser
        .wait_for_words("image-facts", "The files inside are being read.")
        .await?;
    fs::write(&image, fs::read(other)?)?;
    browser.server.resume();
    browser
        .wait_for_words("answer", "not the one any more that was hashed")
        .await?;
    browser
        .wait_for_words("image-check", "Not all could be read")
        .await
}

async fn boxes(browser: &Browser) -> Result<Value, Error> {
    let script = "return [...document.querySelectorAll('.fills > svg')]
        .map((box) => [box.querySelector('title').textContent.split(', ')[0],
            box.getAttribute('width')])";
    browser.script(script, &[]).await
}

async fn sort_by(browser: &Browser, column: &str) -> Outcome {
    let script = "[...document.querySelectorAll('#files thead button')]
        .find((button) => button.textContent === arguments[0]).click()";
    browser.script(script, &[json!(column)]).await?;
    Ok(())
}

async fn expect_order(browser: &Browser, expected: Value) -> Outcome {
    let script = "return [...document.querySelectorAll('#files thead th')]
        .map((th) => th.getAttribute('aria-sort'))";
    expect("the order", browser.script(script, &[]).await?, expected)
}

/// To scale, folder by folder, and the same as a table in three orders.
pub async fn the_picture_and_the_table(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let image = image(browser, "picture", |root| {
        fs::remove_file(root.join("golem/hello"))?;
        fs::write(root.join("golem/half"), noise(1 << 20))?;
        fs::create_dir_all(root.join("opt/inner"))?;
        fs::write(root.join("opt/inner/quarter"), noise(1 << 19))?;
        Ok(fs::write(root.join("opt/zeros"), vec![0; 3 << 20])?)
    })?;
    browser.hash(&image).await?;
    browser.press("#image-facts summary").await?;
    wait_for_rows(
        browser,
        &["golem/", "opt/", "bin/", "etc/", "proc/", "sys/"],
    )
    .await?;
    let drawn = boxes(browser).await?;
    let names = ["The whole image", "golem", "opt", "half"];
    for (index, name) in names.into_iter().enumerate() {
        expect("a box", &drawn[index][0], &json!(name))?;
    }
    let widths = [0, 1, 2].map(|index| {
        let width = drawn[index][1]
            .as_str()
            .unwrap_or_default()
            .trim_end_matches('%');
        width.parse::<f64>().unwrap_or_default()
    });
    let is_to_scale = widths[0] == 100.0
        && (66.0..67.0).contains(&widths[1])
        && (33.0..34.0).contains(&widths[2]);
    expect(&format!("to scale: {drawn}"), is_to_scale, true)?;
    let press = "const box = [...document.querySelectorAll('.fills > svg')]
        .find((box) => box.querySelector('title').textContent.startsWith(`${arguments[0]}, `));
        box.dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    browser.script(press, &[json!("opt")]).await?;
    wait_for_rows(browser, &["inner/", "zeros"]).await?;
    sort_by(browser, "Unpacked").await?;
    wait_for_rows(browser, &["zeros", "inner/"]).await?;
    expect_order(browser, json!([null, null, "descending", null, null])).await?;
    sort_by(browser, "Name").await?;
    wait_for_rows(browser, &["inner/", "zeros"]).await?;
    expect_order(browser, json!(["ascending", null, null, null, null])).await?;
    // The first box leads back.
    browser.script(press, &[json!("opt")]).await?;
    wait_for_rows(
        browser,
        &["bin/", "etc/", "golem/", "opt/", "proc/", "sys/"],
    )
    .await?;
    let hidden = "return document.querySelector('.fills').getAttribute('aria-hidden')";
    expect(
        "the picture",
        browser.script(hidden, &[]).await?,
        json!("true"),
    )
}

/// The words of the rows of several images, by their names.
async fn words_of_rows(browser: &Browser) -> Result<Value, Error> {
    let script = "return Object.fromEntries([...document.querySelectorAll('tr[data-standing]')]
        .map((row) => [row.dataset.name, row.querySelector('.check')?.innerText.trim() ?? null]))";
    browser.script(script, &[]).await
}

/// Each is looked into once all are hashed, and two are compared.
pub async fn several_are_looked_into(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let images = [
        image(browser, "a-good", |_| Ok(()))?,
        image(browser, "b-no-proc", |root| {
            Ok(fs::remove_dir(root.join("proc"))?)
        })?,
        image(browser, "c-hint", |root| {
            fs::create_dir(root.join("opt"))?;
            fs::write(root.join("opt/new"), noise(300_000))?;
            executable(root, "bin/arm", 183)
        })?,
    ];
    let files: Vec<&str> = images.iter().filter_map(|path| path.to_str()).collect();
    browser.give_file(Path::new(&files.join("\n"))).await?;
    let expected = json!({
        "a-good.gvmi": "Starts",
        "b-no-proc.gvmi": "Cannot start",
        "c-hint.gvmi": "Starts, 1 hint",
    });
    let seen = browser
        .wait_until("each was looked into", async || {
            Ok((words_of_rows(browser).await? == expected).then_some(()))
        })
        .await;
    if let Err(why) = seen {
        return Err(format!("{why}; the rows are {}", words_of_rows(browser).await?).into());
    }
    browser.press("#changes summary").await?;
    let change = async |expected: Value| {
        let script = "return [...document.querySelectorAll('#changes tbody tr')]
            .map((row) => [...row.children].map((cell) => cell.textContent))";
        browser
            .wait_until("the changes", async || {
                let seen = browser.script(script, &[]).await?;
                Ok((seen == expected).then_some(()))
            })
            .await
    };
    change(json!([["/proc", "0 bytes", "not there"]])).await?;
    let choose = "const select = document.getElementById('change-1');
        select.selectedIndex = 2;
        select.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(choose, &[]).await?;
    browser.wait_for_words("change", "New: 300 kB.").await?;
    let first = "return document.querySelector('#changes tbody tr').textContent";
    let first = browser.script(first, &[]).await?;
    expect("the largest", first, json!("/optnot there300 kB"))
}

/// Only where its author asks for it.
pub async fn in_a_widget(browser: &Browser) -> Outcome {
    let image = image(browser, "in-a-widget", |root| {
        Ok(fs::remove_dir(root.join("proc"))?)
    })?;
    browser.open_page_at("?embed&parts=check").await?;
    browser.choose(&image).await?;
    browser
        .wait_for_words("image-check", "Format is right")
        .await?;
    browser.open_page_at("?embed&parts=inside").await?;
    browser.choose(&image).await?;
    browser
        .wait_for_words("answer", "it has no folder /proc")
        .await?;
    browser.press("#image-facts summary").await?;
    wait_for_rows(browser, &["golem/", "bin/", "etc/", "sys/"]).await
}

/// The author of a host page may ask for it later.
pub async fn in_a_changed_widget(browser: &Browser) -> Outcome {
    let image = image(browser, "in-a-changed-widget", |root| {
        Ok(fs::remove_dir(root.join("proc"))?)
    })?;
    HostPage::open(browser, "<gvmi-hash id=a parts=hash></gvmi-hash>").await?;
    event(browser, "ready", "a").await?;
    let change = "document.querySelector('gvmi-hash').setAttribute('parts', 'hash,inside')";
    browser.script(change, &[]).await?;
    browser.enter_widget(FRAME).await?;
    let is_loaded = "return performance.getEntriesByType('resource')
         .some(({ name }) => name.endsWith('/inside_bg.wasm'))";
    browser
        .wait_until("the program is asked for", async || {
            Ok((browser.script(is_loaded, &[]).await? == json!(true)).then_some(()))
        })
        .await?;
    browser.choose(&image).await?;
    browser
        .wait_for_words("answer", "it has no folder /proc")
        .await
}
