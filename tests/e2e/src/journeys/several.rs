//! Several images at once.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::slice;
use std::time::Duration;

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::publish::set::{Published, SetSnippet, sums};
use serde_json::json;

use super::choosing::HANDS;
use super::smoothness::expect_memory_seen;
use super::{expect, expect_says, one_file};
use crate::Outcome;
use crate::engine::Engine;
use crate::fault::{Fault, Part, fault};
use crate::files;
use crate::images;
use crate::page::Browser;
use crate::process::{self, MemoryWatch};
use e2e::screen::{expect_true, wait_for};

type Error = Box<dyn std::error::Error>;

/// A row: the name, how the image stands, and its hash.
type Row = (String, String, Option<String>);

async fn rows(browser: &Browser) -> Result<Vec<Row>, Error> {
    let rows = browser
        .script(
            "return [...document.querySelectorAll('tr[data-standing]')]
                 .map((row) => [row.dataset.name, row.dataset.standing, row.dataset.hash ?? null])",
            &[],
        )
        .await?;
    Ok(serde_json::from_value(rows)?)
}

/// What happens to a file.
type Change = fn(&Path) -> std::io::Result<()>;

/// Images that differ in a few bytes, with their hashes, by their names.
fn many(folder: &Path, count: u64) -> Result<BTreeMap<String, ImageHash>, Error> {
    let image = images::with_metadata(images::METADATA);
    let one = |index: u64| {
        let name = format!("image-{index:03}.gvmi");
        let mut bytes = image.clone();
        // A byte of the padding, which nobody reads.
        bytes[1000..1008].copy_from_slice(&index.to_be_bytes());
        fs::write(folder.join(&name), &bytes)?;
        Ok((name, hash(&bytes)))
    };
    (0..count).map(one).collect()
}

/// Chooses files in one dialog.
async fn choose(browser: &Browser, paths: &[PathBuf]) -> Outcome {
    let paths: Vec<&str> = paths.iter().filter_map(|path| path.to_str()).collect();
    browser.give_file(Path::new(&paths.join("\n"))).await
}

fn paths(folder: &Path, hashes: &BTreeMap<String, ImageHash>) -> Vec<PathBuf> {
    hashes.keys().map(|name| folder.join(name)).collect()
}

/// Presses a button. What is shown may just be scrolled to, and WebKit's driver presses where
/// a button was before that.
pub async fn press(browser: &Browser, selector: &str) -> Outcome {
    let script = "const button = document.querySelector(arguments[0]);
         button.focus({ preventScroll: true });
         button.click()";
    browser.script(script, &[json!(selector)]).await?;
    expect_true(browser).await
}

/// Waits until nothing is hashed any more, and says this.
async fn wait_for_headline(browser: &Browser, headline: &str) -> Outcome {
    wait_for(browser, "headline", Some(headline)).await?;
    expect_true(browser).await
}

/// Each image has its own hash, in its own row.
async fn expect_hashes(browser: &Browser, hashes: &BTreeMap<String, ImageHash>) -> Outcome {
    let seen = rows(browser).await?.into_iter();
    let seen: BTreeMap<_, _> = seen.map(|(name, _, hash)| (name, hash)).collect();
    let expected = hashes.iter();
    let expected: BTreeMap<_, _> = expected
        .map(|(name, hash)| (name.clone(), Some(hash.to_string())))
        .collect();
    expect("the rows", seen, expected)
}

async fn expect_all_hashed(browser: &Browser, count: u64) -> Outcome {
    let hashes = many(browser.folder.path(), count)?;
    choose(browser, &paths(browser.folder.path(), &hashes)).await?;
    wait_for_headline(browser, &format!("{count} of {count} hashed")).await?;
    expect_hashes(browser, &hashes).await
}

pub async fn two_and_twelve_and_five_hundred(browser: &Browser) -> Outcome {
    for count in [2, 12, 500] {
        browser.open_page().await?;
        expect_all_hashed(browser, count).await?;
    }
    let hashes = many(browser.folder.path(), 500)?;
    with_hashes(fault(Part::User, "chooses 500 images at once"), &hashes)
        .seen(browser)
        .await
}

/// The fault, after which these hashes may be seen.
fn with_hashes(fault: Fault, hashes: &BTreeMap<String, ImageHash>) -> Fault {
    let all = hashes.iter();
    all.fold(fault, |fault, (name, hash)| fault.hashed(name, hash))
}

pub async fn in_the_one_file(browser: &Browser) -> Outcome {
    for count in [2, 12, 500] {
        one_file::open(browser).await?;
        expect_all_hashed(browser, count).await?;
    }
    let list = sums_of(&many(browser.folder.path(), 500)?);
    let file = browser.folder.path().join("SHA3-224SUMS");
    fs::write(&file, list)?;
    browser.give_file(&file).await?;
    wait_for_headline(browser, "500 of 500 match").await?;
    if browser.engine != Engine::WebKitGtk {
        one_file::open(browser).await?;
        expect_folder_taken(browser).await?;
    }
    one_file::expect_no_violation(browser).await
}

fn sums_of(hashes: &BTreeMap<String, ImageHash>) -> String {
    let images: Vec<_> = hashes
        .iter()
        .map(|(name, hash)| Published {
            name,
            hash: *hash,
            url: "",
            size: 0,
        })
        .collect();
    sums(&images)
}

/// What happens to one of twelve says nothing of the eleven others.
pub async fn one_of_twelve_goes_wrong(browser: &Browser) -> Outcome {
    const SIZE: u64 = 1 << 30;
    let folder = browser.folder.path();
    let hashes = many(folder, 11)?;
    let changes: [(&str, Change); 3] = [
        ("deleted", |path| fs::remove_file(path)),
        ("rewritten", |path| {
            OpenOptions::new()
                .write(true)
                .open(path)?
                .write_all(&[7; 100_000])
        }),
        ("unreadable", |path| {
            fs::remove_file(path)?;
            fs::create_dir(path)
        }),
    ];
    for (name, change) in changes {
        browser.open_page().await?;
        let folder = folder.join(name);
        fs::create_dir(&folder)?;
        let large = files::sparse(&folder, SIZE)?;
        let mut chosen = paths(browser.folder.path(), &hashes);
        chosen.insert(5, large.clone());
        choose(browser, &chosen).await?;
        browser.progress(10).await?;
        change(&large)?;
        wait_for_headline(browser, "11 of 12 hashed").await?;
        let (wrong, right): (Vec<_>, Vec<_>) = rows(browser)
            .await?
            .into_iter()
            .partition(|(_, standing, _)| standing == "Failed");
        let wrong: Vec<_> = wrong
            .into_iter()
            .map(|(name, _, hash)| (name, hash))
            .collect();
        expect(name, wrong, vec![(format!("sparse-{SIZE}.gvmi"), None)])?;
        let right: BTreeMap<_, _> = right
            .into_iter()
            .map(|(name, _, hash)| (name, hash))
            .collect();
        for (name, hash) in &hashes {
            let seen = right.get(name).cloned().flatten();
            expect(name, seen, Some(hash.to_string()))?;
        }
        let said = browser.content("troubles").await?.unwrap_or_default();
        expect_says(&said, &["1 has no hash: sparse"])?;
        let done = format!("one of twelve is {name} while they are hashed");
        with_hashes(fault(Part::File, &done), &hashes)
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// Each button of a row is that row's alone.
pub async fn added_and_removed_while_others_run(browser: &Browser) -> Outcome {
    const SIZE: u64 = 8 << 30;
    let folder = browser.folder.path();
    let hashes = many(folder, 3)?;
    let small = paths(folder, &hashes);
    let large = files::sparse(folder, SIZE)?;
    browser.open_page().await?;
    choose(browser, &[large.clone(), small[0].clone()]).await?;
    browser.progress(1).await?;
    choose(browser, &small).await?;
    wait_for(browser, "headline", Some("3 of 4 done")).await?;
    // The one that is there twice has one row.
    expect("the rows", rows(browser).await?.len(), 4)?;
    press(browser, "tr:nth-of-type(2) .remove").await?;
    wait_for(browser, "headline", Some("2 of 3 done")).await?;
    press(browser, "tr:nth-of-type(1) .cancel").await?;
    wait_for_headline(browser, "2 of 3 hashed").await?;
    let focused = browser.focused().await?;
    expect_says(&focused, &["remove-"])?;
    let standings: Vec<_> = rows(browser).await?.into_iter().map(|row| row.1).collect();
    expect(
        "the rows",
        standings,
        ["Cancelled", "Good", "Good"].map(str::to_owned).to_vec(),
    )?;
    press(browser, "tr:nth-of-type(1) .again").await?;
    wait_for(browser, "headline", Some("2 of 3 done")).await?;
    browser.progress(1).await?;
    press(browser, "#cancel-all").await?;
    wait_for_headline(browser, "2 of 3 hashed").await?;
    press(browser, "tr:nth-of-type(1) .remove").await?;
    wait_for_headline(browser, "2 of 2 hashed").await?;
    let left = hashes.into_iter().skip(1).collect();
    expect_hashes(browser, &left).await?;
    // One image is no set.
    press(browser, "tr:nth-of-type(1) .remove").await?;
    wait_for(browser, "job", Some("hashed")).await?;
    expect_true(browser).await
}

/// A row opened is the page of that image, with its own URL; the others are there as before.
pub async fn one_is_opened(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let hashes = many(folder, 3)?;
    browser.open_page().await?;
    choose(browser, &paths(folder, &hashes)).await?;
    wait_for_headline(browser, "3 of 3 hashed").await?;
    browser
        .enter("folder", "https://images.golem.network/v2")
        .await?;
    browser.url_is_judged().await?;
    press(browser, "tr:nth-of-type(2) .open").await?;
    wait_for(
        browser,
        "url",
        Some("https://images.golem.network/v2/image-001.gvmi"),
    )
    .await?;
    let shown = browser.shown_hash().await?;
    let own = hashes.get("image-001.gvmi").map(ToString::to_string);
    expect("the hash", shown, own)?;
    browser.enter_url("https://example.net/other.gvmi").await?;
    press(browser, "#back").await?;
    wait_for_headline(browser, "3 of 3 hashed").await?;
    let opened = browser.focused().await?;
    expect_says(&opened, &["open-"])?;
    let code = browser.content("code-of-all").await?.unwrap_or_default();
    for url in [
        "https://images.golem.network/v2/image-000.gvmi",
        "https://example.net/other.gvmi",
        "https://images.golem.network/v2/image-002.gvmi",
    ] {
        expect_says(&code, &[url])?;
    }
    expect_true(browser).await
}

/// What is saved is what programs check.
pub async fn a_sums_file_is_saved(browser: &Browser) -> Outcome {
    const NAME: &str = "SHA3-224SUMS";
    let folder = browser.folder.path().join("set");
    fs::create_dir(&folder)?;
    let mut hashes = many(&folder, 2)?;
    for name in ["-b c.gvmi", "  d.gvmi", "*e’s.gvmi"] {
        fs::write(folder.join(name), name)?;
        hashes.insert(name.to_owned(), hash(name.as_bytes()));
    }
    browser.open_page().await?;
    choose(browser, &paths(&folder, &hashes)).await?;
    // Three of them are no images, so that nobody is given their hashes.
    wait_for_headline(browser, "5 of 5 hashed").await?;
    hashes.retain(|name, _| name.starts_with("image"));
    let list = sums_of(&hashes);
    browser.wait_for_words("save-sums", "(2 of 5)").await?;
    expect(
        "the button",
        browser.text("#save-sums").await?.as_str(),
        "Save SHA3-224SUMS (2 of 5)",
    )?;
    browser.press("#save-sums").await?;
    browser.saves(NAME, list.as_bytes()).await?;
    press(browser, "tr[data-name='image-001.gvmi'] [type=checkbox]").await?;
    browser.wait_for_words("save-sums", "(1 of 5)").await?;
    browser.press("#save-sums").await?;
    let picked = list.lines().nth(1).unwrap_or_default();
    browser
        .saves(NAME, format!("{picked}\n").as_bytes())
        .await?;
    fs::write(folder.join(NAME), list)?;
    for program in [["sha3sum", "-a", "224"], ["rhash", "--sha3-224", "--"]] {
        let [program, option, value] = program;
        let mut command = Command::new(program);
        command.current_dir(&folder).args(["-c", NAME, option]);
        let checked = command.args((value != "--").then_some(value)).output()?;
        expect(program, checked.status.success(), true)?;
    }
    Ok(())
}

/// The link makes the page a verifier of all of them; a list says which is not there.
pub async fn a_list_verifies_them(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let mut hashes = many(folder, 3)?;
    browser.open_page().await?;
    choose(browser, &paths(folder, &hashes)).await?;
    wait_for_headline(browser, "3 of 3 hashed").await?;
    browser
        .script("document.getElementById('verifier').open = true", &[])
        .await?;
    let link = browser.content("link").await?.unwrap_or_default();
    let fragment = link.split_once('#').map_or("", |(_, fragment)| fragment);
    // From another page, so that it is not only the fragment that changes.
    browser.client.goto("about:blank").await?;
    browser.open_page_at(&format!("#{fragment}")).await?;
    let changed = folder.join("image-001.gvmi");
    fs::write(&changed, "another file")?;
    fs::remove_file(folder.join("image-002.gvmi"))?;
    choose(browser, &[folder.join("image-000.gvmi"), changed]).await?;
    wait_for_headline(browser, "1 of 2 match").await?;
    let said = browser.content("troubles").await?.unwrap_or_default();
    expect_says(&said, &["1 does not match: image-001.gvmi"])?;
    expect_says(&said, &["1 of the list is not here: image-002.gvmi"])?;
    let title = browser.script("return document.title", &[]).await?;
    expect("the title", title, json!("1 does not match · gvmi-hash"))?;

    // Together with the images, as tools write it.
    browser.open_page().await?;
    browser.stand_by().await?;
    hashes = many(folder, 3)?;
    let list = folder.join("all.sha3");
    let text = sums_of(&hashes).replace('\n', "\r\n");
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    fs::write(
        &list,
        [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>(),
    )?;
    let mut all = paths(folder, &hashes);
    all.insert(1, list);
    choose(browser, &all).await?;
    wait_for_headline(browser, "3 of 3 match").await
}

/// What programs write of them is read, chosen before the images and with them.
pub async fn what_programs_write_verifies_them(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let hashes = many(folder, 2)?;
    let images = paths(folder, &hashes);
    for program in [
        &["sha3sum", "-a", "224", "--tag"][..],
        &["sha3sum", "-a", "224"],
        &["rhash", "--sha3-224"],
        &["rhash", "--sha3-224", "--bsd"],
        &["openssl", "dgst", "-sha3-224"],
    ] {
        let wrote = Command::new(program[0])
            .args(&program[1..])
            .args(hashes.keys())
            .current_dir(folder)
            .output()?;
        expect(program[0], wrote.status.success(), true)?;
        let list = folder.join("SHA3-224SUMS");
        let text = String::from_utf8(wrote.stdout)?;
        fs::write(&list, &text)?;
        browser.open_page().await?;
        browser.stand_by().await?;
        choose(browser, slice::from_ref(&list)).await?;
        wait_for(browser, "expected", Some(text.trim_end())).await?;
        choose(browser, &images).await?;
        wait_for_headline(browser, "2 of 2 match").await?;
        browser.open_page().await?;
        browser.stand_by().await?;
        choose(browser, &[&[list], &images[..]].concat()).await?;
        wait_for_headline(browser, "2 of 2 match").await?;
    }
    Ok(())
}

/// Nothing is held of an image that is done but what is said of it.
pub async fn memory_does_not_grow_with_their_number(browser: &Browser) -> Outcome {
    const COUNT: u64 = 500;
    const SIZE: u64 = 1 << 20;
    const OF_A_WORKER: u64 = 48 << 20;
    const OF_A_ROW: u64 = 256 << 10;
    let folder = browser.folder.path();
    let mut images = Vec::new();
    for index in 0..COUNT {
        let path = folder.join(format!("{index}.gvmi"));
        let mut file = File::create(&path)?;
        file.write_all(&index.to_be_bytes())?;
        file.set_len(SIZE)?;
        images.push(path);
    }
    browser.open_page().await?;
    browser.stand_by().await?;
    let cores = browser.script("return navigator.hardwareConcurrency", &[]);
    let workers = cores.await?.as_u64().unwrap_or(1).min(8);
    let limit = OF_A_WORKER * workers + OF_A_ROW * COUNT;
    let idle = process::memory_of_family(browser.driver());
    let watch = MemoryWatch::start(browser.driver(), Duration::from_millis(250));
    choose(browser, &images).await?;
    wait_for_headline(browser, &format!("{COUNT} of {COUNT} hashed")).await?;
    let more = watch.stop().saturating_sub(idle);
    println!(
        "{}: {} MiB more for {COUNT} images of {SIZE} bytes, by {workers} workers",
        browser.engine,
        more >> 20
    );
    expect("too much memory", more > limit, false)?;
    expect_memory_seen(browser, 2 * limit, idle + limit).await
}

/// The images in a folder, at all depths, with their paths; other files are counted.
pub async fn a_folder_is_chosen(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    expect_folder_taken(browser).await?;
    browser
        .enter("folder", "https://images.golem.network/v2/")
        .await?;
    browser.wait_for_words("url-remarks", "Good URLs").await?;
    press(browser, "tr:nth-of-type(3) .open").await?;
    let url = "https://images.golem.network/v2/old/image-000.gvmi";
    wait_for(browser, "url", Some(url)).await?;
    browser.wait_for_words("url-remarks", "Good URL").await
}

async fn expect_folder_taken(browser: &Browser) -> Outcome {
    let folder = browser.folder.path().join("images");
    fs::create_dir_all(folder.join("old"))?;
    let mut hashes = many(&folder, 2)?;
    for (name, hash) in many(&folder.join("old"), 1)? {
        hashes.insert(format!("old/{name}"), hash);
    }
    fs::write(folder.join("notes.txt"), "no image")?;
    browser.choose_folder(&folder).await?;
    wait_for_headline(browser, "3 of 3 hashed").await?;
    expect_hashes(browser, &hashes).await?;
    wait_for(
        browser,
        "refusal",
        Some("3 images, 1 other file left out: only what is called .gvmi is taken from several."),
    )
    .await
}

/// Dropped beside others, pasted, and the example goes; each form of the code is there.
pub async fn dropped_and_pasted(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    let by_hand = async |script: &str| browser.script(&format!("{HANDS}{script}"), &[]).await;
    by_hand("drop(transfer(file('a.gvmi'), file('b.gvmi'), file('c.txt')))").await?;
    wait_for_headline(browser, "2 of 2 hashed").await?;
    by_hand("paste(transfer(new File(['x'.repeat(2000)], 'd.gvmi')))").await?;
    wait_for_headline(browser, "3 of 3 hashed").await?;
    // From two folders, such as what a search has found.
    by_hand("drop(transfer(new File(['x'], 'e.gvmi'), new File(['yy'], 'e.gvmi')))").await?;
    wait_for_headline(browser, "4 of 4 hashed").await?;
    let names: Vec<_> = rows(browser).await?.into_iter().map(|row| row.0).collect();
    expect(
        "the names",
        names.join(" ").as_str(),
        "a.gvmi b.gvmi d.gvmi e.gvmi",
    )?;
    // The keyboard stays where the user is.
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    let drop = format!(
        "{HANDS}
         document.getElementById('url').focus();
         drop(transfer(new File([Uint8Array.from(arguments[0])], 'other.gvmi')))"
    );
    browser.script(&drop, &[json!(example::image())]).await?;
    wait_for(browser, "name", Some("other.gvmi")).await?;
    browser.finished().await?;
    expect("the keyboard", browser.focused().await?.as_str(), "url")
}

/// Each form in which they are taken along is the one that native tests and the clients read.
pub async fn every_form_of_code(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let hashes = many(folder, 2)?;
    browser.open_page().await?;
    choose(browser, &paths(folder, &hashes)).await?;
    wait_for_headline(browser, "2 of 2 hashed").await?;
    browser
        .enter("folder", "https://images.golem.network/v2/")
        .await?;
    let size = fs::metadata(folder.join("image-000.gvmi"))?.len();
    let urls =
        ["000", "001"].map(|number| format!("https://images.golem.network/v2/image-{number}.gvmi"));
    let images: Vec<_> = hashes
        .iter()
        .zip(&urls)
        .map(|((name, hash), url)| Published {
            name,
            hash: *hash,
            url,
            size,
        })
        .collect();
    for snippet in SetSnippet::ALL {
        browser
            .script(
                "const select = document.getElementById('sdk-of-all');
                 select.value = arguments[0];
                 select.dispatchEvent(new Event('change', { bubbles: true }))",
                &[json!(snippet.key())],
            )
            .await?;
        let expected = snippet.text(&images);
        browser
            .wait_until("the code is there", async || {
                let shown = browser.content("code-of-all").await?;
                Ok((shown.as_deref() == Some(&*expected)).then_some(()))
            })
            .await?;
    }
    if browser.engine == Engine::Chromium {
        browser
            .enter("folder", "https://example.org/v2?x=1")
            .await?;
        browser
            .wait_for_words("url-remarks", "A folder’s URL ends with its path")
            .await?;
    }
    Ok(())
}
