//! The page before its program is there, and how the program takes its place.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use gvmi_hash::hash::hash;
use serde_json::json;

use super::choosing::{HANDS, hash_of_dropped_file};
use super::expect;
use crate::Outcome;
use crate::images;
use crate::page::Browser;
use crate::server::product;
use e2e::screen::wait_for;

type Error = Box<dyn std::error::Error>;

/// The program, which the server holds back.
fn program() -> Result<String, Error> {
    for entry in fs::read_dir(product())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("app-") && name.ends_with(".wasm") {
            return Ok(name);
        }
    }
    Err("the product has no program".into())
}

fn empty_page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(bundle::EMPTY)
}

/// What is drawn, without what only the program needs: one element a line.
const DRAWN: &str = "
    const drawn = document.getElementById('app').cloneNode(true);
    drawn.querySelector('#shown').remove();
    return drawn.innerHTML.trim().replaceAll(/>(?=<(section|div|figure|details|p|label)\\b)/g, '>\\n')";

/// What stands before the program is what it draws. With GVMI_HASH_WRITE_EMPTY set that is
/// written anew.
pub async fn the_empty_page(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    wait_for(browser, "settled", Some("true")).await?;
    let drawn = browser.script(DRAWN, &[]).await?;
    let drawn = format!("{}\n", drawn.as_str().ok_or("nothing is drawn")?);
    if env::var_os("GVMI_HASH_WRITE_EMPTY").is_some() {
        return Ok(fs::write(empty_page(), drawn)?);
    }
    expect("the empty page", fs::read_to_string(empty_page())?, drawn)
}

/// Opens the page, and leaves its program on the way.
pub async fn begin(browser: &Browser) -> Outcome {
    browser.server.stall(&program()?);
    browser.go(&browser.server.url()).await?;
    browser
        .wait_until("the empty page is there", async || {
            Ok(browser.find("#image-input").await.ok().map(drop))
        })
        .await?;
    expect_started(browser, false).await
}

/// Lets the program arrive.
pub async fn go_on(browser: &Browser) -> Outcome {
    browser.server.resume();
    browser.started().await
}

async fn expect_started(browser: &Browser, expected: bool) -> Outcome {
    let started = "return !!document.getElementById('shown')";
    let started = browser.script(started, &[]).await?;
    expect("whether the program is there", started, json!(expected))
}

/// The browser asks for nothing twice that a first load waits for.
pub async fn everything_is_asked_for_once(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    let program = program()?;
    let glue = program.replace("_bg.wasm", ".js");
    for name in ["", &program, &glue, "worker.js", "worker_bg.wasm"] {
        expect(name, browser.server.asked_by_pages(name), 1)?;
    }
    Ok(())
}

/// What is chosen, typed and pasted into fields stays, and so does the keyboard.
pub async fn what_is_done_before(browser: &Browser) -> Outcome {
    const URL: &str = "https://images.example.org/a.gvmi";
    begin(browser).await?;
    let image = images::with_metadata(images::METADATA);
    let path = browser.folder.path().join("early.gvmi");
    fs::write(&path, &image)?;
    let hash = hash(&image);
    browser.give_file(&path).await?;
    let told = "return getComputedStyle(document.querySelector('.starting.late')).visibility";
    browser
        .wait_until("it is told that it is kept", async || {
            Ok((browser.script(told, &[]).await? == json!("visible")).then_some(()))
        })
        .await?;
    browser
        .find("#expected")
        .await?
        .send_keys(&hash.to_string())
        .await?;
    browser.find("#url").await?.send_keys(URL).await?;
    go_on(browser).await?;
    expect("the hash", browser.finished().await?, hash.to_string())?;
    wait_for(browser, "url", Some(URL)).await?;
    wait_for(browser, "kind", Some("match")).await?;
    let focused = "return document.activeElement.id";
    expect(
        "the keyboard",
        browser.script(focused, &[]).await?,
        json!("url"),
    )
}

pub async fn what_is_dropped_before(browser: &Browser) -> Outcome {
    begin(browser).await?;
    let sums = format!("{}  early.gvmi", hash_of_dropped_file());
    let dropped =
        format!("drop(transfer(file('early.gvmi'), new File(['{sums}'], 'early.gvmi.sha3-224')))");
    by_hand(browser, &dropped).await?;
    go_on(browser).await?;
    browser.finished().await?;
    let name = browser.text("#image-name").await?;
    expect("the name", name.as_str(), "early.gvmi")?;
    wait_for(browser, "expected", Some(&sums)).await?;
    wait_for(browser, "kind", Some("match")).await
}

pub async fn what_is_pasted_before(browser: &Browser) -> Outcome {
    const URL: &str = "https://images.example.org/b.gvmi";
    begin(browser).await?;
    let paste = format!(
        "const text = new DataTransfer(); text.setData('text/plain', '{URL}'); paste(text)"
    );
    by_hand(browser, &paste).await?;
    go_on(browser).await?;
    wait_for(browser, "url", Some(URL)).await
}

/// Events of another's script that carry nothing are no reason to say that the page cannot run.
pub async fn what_carries_nothing_before(browser: &Browser) -> Outcome {
    begin(browser).await?;
    let send = "for (const name of ['dragenter', 'dragover', 'drop', 'paste']) {
             document.body.dispatchEvent(new Event(name, { bubbles: true }));
         }
         return document.documentElement.dataset.early";
    let said = browser.script(send, &[]).await?;
    expect("what is said of the page", said, json!("empty"))?;
    go_on(browser).await
}

pub async fn the_example_before(browser: &Browser) -> Outcome {
    begin(browser).await?;
    let press = "document.getElementById('example').click()";
    browser.script(press, &[]).await?;
    go_on(browser).await?;
    browser.finished().await.map(drop)
}

/// The dialog is open while the program takes the place of what opened it.
pub async fn what_is_chosen_meanwhile(browser: &Browser) -> Outcome {
    begin(browser).await?;
    let before = "window.before = document.getElementById('image-input')";
    browser.script(before, &[]).await?;
    go_on(browser).await?;
    let chosen = "const files = new DataTransfer();
         files.items.add(new File(['abc'], 'late.gvmi'));
         before.files = files.files;
         before.dispatchEvent(new Event('change'))";
    browser.script(chosen, &[]).await?;
    browser.finished().await?;
    let name = browser.text("#image-name").await?;
    expect("the name", name.as_str(), "late.gvmi")
}

async fn by_hand(browser: &Browser, what: &str) -> Outcome {
    browser.script(&format!("{HANDS} {what}"), &[]).await?;
    Ok(())
}

/// Where the parts stand that are on the screen.
const PLACES: &str = "
    const ids = ['url', 'expected', 'sdk', 'answer', 'image-facts', 'terminal'];
    const parts = ['h1', '.choose', 'label[for=image-input]', ...ids.map((id) => `#${id}`)];
    return parts.map((part) => {
        const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
        return [part, x, y, width, height].map((n) => n.toFixed?.(0) ?? n).join(' ');
    })";

/// Nothing moves when the program takes the place of the empty page.
pub async fn nothing_moves(browser: &Browser) -> Outcome {
    for (width, height) in [(1366, 650), (768, 950), (375, 650)] {
        browser.client.set_window_size(width, height).await?;
        begin(browser).await?;
        let before = browser.script(PLACES, &[]).await?;
        go_on(browser).await?;
        wait_for(browser, "settled", Some("true")).await?;
        let after = browser.script(PLACES, &[]).await?;
        expect(&format!("the places, {width} wide"), after, before)?;
    }
    Ok(())
}

/// As browsers measure it (Layout Instability), which only Chromium does.
pub async fn layout_shift(browser: &Browser) -> Outcome {
    const HASH: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";
    let shift = "const done = arguments[0];
         new PerformanceObserver((list) => done(
             list.getEntries().reduce((sum, { value }) => sum + value, 0)))
             .observe({ type: 'layout-shift', buffered: true });
         setTimeout(() => done(0), 300)";
    for (width, height) in [(1366, 650), (768, 950), (375, 650)] {
        browser.client.set_window_size(width, height).await?;
        for brought in ["", &format!("linked#hash={HASH}")] {
            // With another query it is another page.
            let url = format!("{}?{width}{brought}", browser.server.url());
            browser.open(&url).await?;
            wait_for(browser, "settled", Some("true")).await?;
            let sum = browser.client.execute_async(shift, vec![]).await?;
            if sum.as_f64().is_none_or(|sum| sum >= 0.02) {
                return Err(format!("a shift of {sum} at {width}, {brought}").into());
            }
        }
    }
    Ok(())
}
