//! Ways to choose a file beside the button.

use std::fs;

use fantoccini::Locator;
use gvmi_hash::hash::hash;
use serde_json::json;

use super::{expect, expect_says};
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::files;
use crate::images;
use crate::page::Browser;
use e2e::screen::{expect_true, wait_for};

/// Defines `transfer(...files)`, `drop(transfer)` and `paste(transfer)` as a user's
/// mouse and keyboard would cause them.
pub const HANDS: &str = "
    const file = (name) => new File([Uint8Array.from({ length: 1000 }, (_, i) => i % 251)], name);
    const transfer = (...files) => {
        const transfer = new DataTransfer();
        for (const file of files) transfer.items.add(file);
        return transfer;
    };
    const drop = (dataTransfer) => {
        const target = document.querySelector('h1');
        const send = (type) => target.dispatchEvent(
            new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        send('dragenter');
        // A browser drops only where the page prevents its own handling of the drag.
        if (!send('dragover')) send('drop');
    };
    const paste = (clipboardData, target = document.body) => {
        const event = new Event('paste', { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'clipboardData', { value: clipboardData });
        return target.dispatchEvent(event);
    };
";

async fn by_hand(browser: &Browser, script: &str) -> Outcome {
    browser.script(&format!("{HANDS}{script}"), &[]).await?;
    Ok(())
}

/// What was offered is refused, in words that contain `part`.
async fn expect_refusal(browser: &Browser, part: &str) -> Outcome {
    let refusal = Locator::Id("refusal");
    browser.client.wait().for_element(refusal).await?;
    expect_says(&browser.text("#refusal").await?, &[part])
}

/// Of what [`HANDS`] drop.
pub fn hash_of_dropped_file() -> String {
    let bytes: Vec<u8> = (0..1000u32).map(|i| (i % 251) as u8).collect();
    hash(&bytes).to_string()
}

/// A worker starts when the file dialog opens, waits when it is closed again, and hashes the
/// one file that comes next, in whatever way.
pub async fn a_worker_stands_by(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.stand_by().await?;
    browser.open_dialog().await?;
    by_hand(browser, "paste(transfer(file('pasted.gvmi')))").await?;
    let seen = browser.finished().await?;
    expect("the hash", seen, hash_of_dropped_file())?;
    expect("the workers", browser.workers().await?, 1)?;
    let path = browser.folder.path().join("chosen.gvmi");
    let bytes = vec![7; 100_000];
    fs::write(&path, &bytes)?;
    let seen = browser.hash(&path).await?;
    expect("the next hash", seen, hash(&bytes).to_string())?;
    expect("the workers after that", browser.workers().await?, 2)?;
    by_hand(
        browser,
        "document.querySelector('h1').dispatchEvent(new DragEvent('dragenter', {
             dataTransfer: transfer(file('over.gvmi')), bubbles: true, cancelable: true }))",
    )
    .await?;
    expect(
        "the workers when a file is over the page",
        browser.workers().await?,
        3,
    )
}

pub async fn drop_a_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    by_hand(browser, "drop(transfer(file('dropped.gvmi')))").await?;
    expect(
        "the hash",
        browser.finished().await?,
        hash_of_dropped_file(),
    )?;
    expect(
        "the name",
        browser.text("#image-name").await?.as_str(),
        "dropped.gvmi",
    )
}

pub async fn paste_a_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    by_hand(browser, "paste(transfer(file('pasted.gvmi')))").await?;
    expect(
        "the hash",
        browser.finished().await?,
        hash_of_dropped_file(),
    )
}

/// A spreadsheet puts a picture beside the text that it copies.
pub async fn paste_text_with_a_picture(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let left_to_the_browser = browser
        .script(
            &format!(
                "{HANDS}
                 const both = transfer(file('picture.png'));
                 both.setData('text/plain', 'https://example.org/a.gvmi');
                 return paste(both, document.getElementById('url'))"
            ),
            &[],
        )
        .await?;
    expect("left to the browser", left_to_the_browser, json!(true))?;
    expect("the state", browser.state().await?.as_str(), "empty")
}

pub async fn drop_what_is_no_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    by_hand(
        browser,
        "const text = new DataTransfer(); text.setData('text/plain', 'hello'); drop(text)",
    )
    .await?;
    expect_refusal(browser, "That was not a file").await?;
    expect("the state", browser.state().await?.as_str(), "empty")?;
    fault(Part::User, "drops a text").seen(browser).await
}

/// Where the keyboard goes with each press of the Tab key, and that the buttons
/// obey it.
pub async fn by_keyboard(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    expect(
        "stops",
        tab_stops(browser, 16).await?.as_str(),
        "how-to-check image-input folder-input example url expected sdk code hints-of-code \
         image-facts sums verifier after-publishing terminal docs install",
    )?;
    browser
        .script("document.getElementById('example').focus()", &[])
        .await?;
    browser.press_key('\u{E007}').await?;
    browser.finished().await?;
    expect(
        "stops",
        tab_stops(browser, 8).await?.as_str(),
        "folder-input copy-hash url expected sdk code hints-of-code image-facts",
    )
}

async fn tab_stops(browser: &Browser, count: usize) -> Result<String, Box<dyn std::error::Error>> {
    let mut stops = Vec::new();
    for _ in 0..count {
        browser.press_key('\u{E004}').await?;
        let id = browser
            .script(
                "const focused = document.activeElement;
                 return focused.id || focused.parentElement.id",
                &[],
            )
            .await?;
        stops.push(id.as_str().unwrap_or_default().to_owned());
    }
    Ok(stops.join(" "))
}

/// What the operating system drops, not what a script makes.
pub async fn drop_a_real_file_and_a_real_folder(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 5_000_000, 6)?;
    let folder = browser.folder.path().join("images");
    std::fs::create_dir(&folder)?;
    browser.open_page().await?;
    drop_path(browser, &folder).await?;
    expect_refusal(browser, "“images” is a folder without an image").await?;
    let (_, within) = files::random(&folder, 3_000_000, 7)?;
    drop_path(browser, &folder).await?;
    expect("the hash", browser.finished().await?, within.to_string())?;
    drop_path(browser, &path).await?;
    wait_for(browser, "name", Some("random-5000000-6.gvmi")).await?;
    expect("the hash", browser.finished().await?, hash.to_string())
}

async fn drop_path(browser: &Browser, path: &std::path::Path) -> Outcome {
    for kind in ["dragEnter", "dragOver", "drop"] {
        let parameters = json!({
            "type": kind, "x": 300, "y": 300,
            "data": { "items": [], "files": [path], "dragOperationsMask": 1 },
        });
        browser
            .devtools("Input.dispatchDragEvent", parameters)
            .await?;
    }
    Ok(())
}

/// A sums file takes no image's place: what is in it is compared. It comes before the image
/// or after it, by the dialog or dropped, as tools write it.
pub async fn a_sums_file_is_compared(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let path = folder.join("image.gvmi");
    let image = images::with_metadata(images::METADATA);
    fs::write(&path, &image)?;
    let right = hash(&image).to_string();
    let utf_16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>()
    };
    browser.open_page().await?;
    browser.stand_by().await?;
    let line = format!("{right}  image.gvmi\n");
    let before = folder.join("SHA3-224SUMS");
    fs::write(&before, &line)?;
    browser.give_file(&before).await?;
    wait_for(browser, "expected", Some(line.trim())).await?;
    wait_for(browser, "job", Some("empty")).await?;
    let seen = browser.hash(&path).await?;
    expect("the hash", &seen, &right)?;
    wait_for(browser, "kind", Some("match")).await?;

    let bsd = format!("SHA3-224 (image.gvmi) = {}\r\n", "ab".repeat(28));
    let after = folder.join("image.sha3");
    fs::write(&after, utf_16(&bsd))?;
    browser.give_file(&after).await?;
    wait_for(browser, "expected", Some(bsd.trim())).await?;
    wait_for(browser, "kind", Some("mismatch")).await?;
    expect(
        "the image",
        browser.shown_hash().await?,
        Some(right.clone()),
    )?;

    let drop = format!("{HANDS} drop(transfer(new File(['{right} *image.gvmi'], 'dropped.txt')))");
    browser.script(&drop, &[]).await?;
    wait_for(browser, "kind", Some("match")).await?;
    expect_true(browser).await?;

    // Together with the image, in any order.
    let together = format!(
        "{HANDS}
         const image = file('image.gvmi');
         const sums = (hash) => new File([`${{hash}}  image.gvmi`], 'image.gvmi.sha3');
         const hash = '{}';",
        hash_of_dropped_file()
    );
    for (offered, kind) in [
        ("drop(transfer(image, sums(hash)))", "match"),
        ("paste(transfer(sums('ab'.repeat(28)), image))", "mismatch"),
    ] {
        browser
            .script(&format!("{together} {offered}"), &[])
            .await?;
        browser
            .wait_until("the hash of the dropped file", async || {
                let shown = browser.shown_hash().await?;
                Ok((shown == Some(hash_of_dropped_file())).then_some(()))
            })
            .await?;
        wait_for(browser, "kind", Some(kind)).await?;
        expect_true(browser).await?;
    }

    // A text without hashes is what it was: no image.
    let text = folder.join("notes.txt");
    fs::write(&text, "nothing to compare")?;
    let seen = browser.hash(&text).await?;
    expect("its hash", seen, hash(b"nothing to compare").to_string())
}
