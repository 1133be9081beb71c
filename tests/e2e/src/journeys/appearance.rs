//! What is seen, from the narrowest screen on, and when the program does not start.

use std::fs;
use std::path::PathBuf;

use gvmi_hash::pure::publish::snippet::Snippet;
use serde_json::json;

use super::{expect, expect_fits, expect_says};
use crate::Outcome;
use crate::images;
use crate::page::Browser;
use crate::server::product;

/// Nothing is wider than the page, from 320 to 1920 px (WCAG 1.4.10), empty or with all
/// that it can show, as long as it may be.
pub async fn no_width_is_too_narrow(browser: &Browser) -> Outcome {
    open_in_a_frame(browser).await?;
    expect_every_width_fits(browser).await?;
    let url = format!("http://localhost/{},.gvmi#", "long".repeat(45));
    browser.enter_url(&url).await?;
    expect_every_width_fits(browser).await?;
    let image = images::with_metadata(&long_metadata());
    let path = browser
        .folder
        .path()
        .join(format!("{}.gvmi", "long".repeat(60)));
    fs::write(&path, image)?;
    browser.hash(&path).await?;
    // What is dropped is refused, and the refusal stands beside the hash.
    browser
        .script(
            "const dataTransfer = new DataTransfer();
             dataTransfer.setData('text/plain', 'no file');
             document.body.dispatchEvent(
                 new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))",
            &[],
        )
        .await?;
    browser.enter("expected", &"ab".repeat(28)).await?;
    for id in ["refusal", "image-facts", "posix-size", "verdict", "link"] {
        browser.wait_for_words(id, "").await?;
    }
    browser
        .wait_for_words("url-remarks", "A comma stands")
        .await?;
    for snippet in Snippet::ALL {
        let script = "const sdk = document.getElementById('sdk');
             sdk.value = arguments[0];
             sdk.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.script(script, &[json!(snippet.key())]).await?;
        browser.wait_for_words("snippet", "long").await?;
        expect_every_width_fits(browser)
            .await
            .map_err(|why| format!("{}: {why}", snippet.key()))?;
    }
    browser
        .enter(
            "expected",
            &format!("{}  {}", "ab".repeat(28), "long".repeat(60)),
        )
        .await?;
    browser.hash(&web_page(browser)?).await?;
    browser.wait_for_words("answer", "a web page").await?;
    expect_every_width_fits(browser).await
}

/// Where the system's colours stand in place of ours, nothing is said by ours alone.
pub async fn in_the_colours_of_the_system(browser: &Browser) -> Outcome {
    const COLOURS: &str = "
        const of = (selector, property) => [...document.querySelectorAll(selector)]
            .map((element) => getComputedStyle(element)[property]);
        const differ = (...colours) => new Set(colours).size === colours.length;
        const swatches = of('.swatch', 'backgroundColor');
        const [ink] = of('.fix mark', 'color');
        const [paper] = of('.fix mark', 'backgroundColor');
        return { swatches: swatches.length > 3 && differ(...swatches), mark: paper.startsWith('rgb(') && differ(ink, paper) }";
    browser.open_page().await?;
    browser
        .devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "forced-colors", "value": "active" }] }),
        )
        .await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.enter_url("https://example.com/other.gvmi").await?;
    browser
        .wait_for_words("url-remarks", "Put this file’s name in")
        .await?;
    let seen = browser.script(COLOURS, &[]).await?;
    expect(
        "told apart",
        seen,
        json!({ "swatches": true, "mark": true }),
    )
}

fn long_metadata() -> String {
    let word = "long".repeat(60);
    json!({
        "Image": word, "WorkingDir": word, "User": word, "Cmd": [word, word],
        "Entrypoint": [word], "Env": [word, word], "Volumes": { word: {} },
    })
    .to_string()
}

/// A file of another kind, which the image check refuses.
fn web_page(browser: &Browser) -> std::io::Result<PathBuf> {
    let path = browser.folder.path().join("page.gvmi");
    fs::write(&path, "<html>")?;
    Ok(path)
}

/// Opens the page in a frame, for no window is as narrow as some screens. From then on
/// all that is done is done in the frame.
async fn open_in_a_frame(browser: &Browser) -> Outcome {
    let host = b"<!doctype html><iframe src='./' style='height: 900px'></iframe>";
    browser.server.replace("host.html", Some(host.to_vec()));
    let url = format!("{}host.html", browser.server.url());
    browser.go(&url).await?;
    browser.client.clone().enter_frame(0).await?;
    browser.started().await
}

/// The page in the frame, all of it unfolded, has room at every width.
async fn expect_every_width_fits(browser: &Browser) -> Outcome {
    for width in [320, 360, 480, 768, 1024, 1920] {
        let script = "frameElement.style.width = arguments[0] + 'px';
             for (const details of document.querySelectorAll('details')) details.open = true";
        browser.script(script, &[json!(width)]).await?;
        expect_fits(browser)
            .await
            .map_err(|why| format!("at {width} px: {why}"))?;
    }
    Ok(())
}

/// A browser that cannot run the program shows a sentence and the commands.
pub async fn without_the_program(browser: &Browser) -> Outcome {
    for file in fs::read_dir(product())? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.starts_with("app-") {
            browser.server.replace(&name, None);
        }
    }
    browser.go(&browser.server.url()).await?;
    browser
        .wait_until("the page gives up", async || {
            let said = browser.text("main").await?;
            Ok(said.contains("JavaScript and WebAssembly").then_some(()))
        })
        .await?;
    browser.press("#terminal summary").await?;
    expect_says(
        &browser.text("#terminal").await?,
        &["openssl dgst -r -sha3-224"],
    )
}
