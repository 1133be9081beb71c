//! What the copy buttons put on the clipboard, seen by pasting it.

use std::time::Duration;

use super::expect;
use crate::Outcome;
use crate::page::Browser;

const HASH: &str = "9668071148a885ab7dc0e70c16baec54f68f7f5a9239d2853d53fe45";
const URL: &str = "https://example.org/images/a.gvmi?x=1&y=%22#'<b>";

pub async fn hash_and_code(browser: &Browser) -> Outcome {
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
    browser.enter_url(URL).await?;
    let code = browser.content("snippet").await?.unwrap_or_default();
    for (button, text) in [("#copy-hash", HASH.to_owned()), ("#copy-snippet", code)] {
        copy(browser, button).await?;
        expect(button, paste_into(browser, "expected").await?, text)?;
    }
    Ok(())
}

/// Presses a copy button, and waits until it says that it has copied.
pub async fn copy(browser: &Browser, button: &str) -> Outcome {
    browser.press(button).await?;
    browser
        .wait_until("the text is copied", Duration::from_secs(5), async || {
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
