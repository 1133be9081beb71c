//! What the copy buttons put on the clipboard, seen by pasting it.

use super::expect;
use crate::Outcome;
use crate::page::Browser;

const HASH: &str = "9668071148a885ab7dc0e70c16baec54f68f7f5a9239d2853d53fe45";
const URL: &str = "https://example.org/images/a.gvmi?x=1&y=%22#'<b>";

pub async fn hash_url_and_both(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    copy_everything(browser).await
}

/// As in a frame, or a page opened from a file.
pub async fn without_the_clipboard_interface(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser
        .script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined })",
            &[],
        )
        .await?;
    copy_everything(browser).await
}

async fn copy_everything(browser: &Browser) -> Outcome {
    browser.press("#example").await?;
    browser.finished().await?;
    let url = browser.find("#url").await?;
    url.send_keys(URL).await?;
    expect(
        "both",
        browser.text("#both").await?,
        format!("hash:sha3:{HASH}:{URL}"),
    )?;
    expect_side_by_side(browser).await?;
    for (button, text) in [
        ("#copy-both", format!("hash:sha3:{HASH}:{URL}")),
        ("#copy-hash", HASH.to_owned()),
        ("#copy-url", URL.to_owned()),
    ] {
        browser.enter_url(URL).await?;
        copy(browser, button).await?;
        expect(button, paste_into(browser, "url").await?, text)?;
    }
    Ok(())
}

/// Hash and URL are both in sight, one next to the other.
async fn expect_side_by_side(browser: &Browser) -> Outcome {
    let gap = browser
        .script(
            "const [hash, url] = ['hash', 'url'].map((id) =>
                 document.getElementById(id).getBoundingClientRect());
             return Math.max(url.top - hash.bottom, hash.top - url.bottom)",
            &[],
        )
        .await?;
    let near = gap.as_f64().is_some_and(|gap| (0.0..120.0).contains(&gap));
    expect("hash and URL side by side", near, true)
}

/// Presses a copy button, and waits until it says that it has copied.
pub async fn copy(browser: &Browser, button: &str) -> Outcome {
    browser.press(button).await?;
    browser
        .wait_until("the text is copied", async || {
            Ok((browser.text(button).await? == "Copied").then_some(()))
        })
        .await
}

/// Empties a text field and pastes into it; gives what it then holds.
pub async fn paste_into(browser: &Browser, id: &str) -> Result<String, Box<dyn std::error::Error>> {
    browser.enter(id, "").await?;
    let field = browser.find(&format!("#{id}")).await?;
    field.click().await?;
    field.send_keys("\u{E009}v").await?;
    browser.value(id).await
}
