//! What the copy buttons put on the clipboard, seen by pasting it.

use serde_json::json;

use super::expect;
use crate::Outcome;
use crate::page::Browser;
use e2e::screen::wait_for;

const HASH: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";
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

/// Code with a URL that is typed that moment is not copied before the URL is judged.
pub async fn a_url_that_nobody_judged(browser: &Browser) -> Outcome {
    const PAGE_OF_FILE: &str = "https://github.com/o/r/blob/main/example.gvmi";
    // The pause after which it would be judged does not end.
    const TYPE: &str = "
        const after = window.setTimeout;
        window.setTimeout = (task, pause, ...rest) => pause === 400 ? 0 : after(task, pause, ...rest);
        const url = document.getElementById('url');
        url.value = arguments[0];
        url.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    const SEEN: &str = "return [document.getElementById('copy-snippet').textContent,
        document.getElementById('url-remarks').dataset.settled]";
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.script(TYPE, &[json!(PAGE_OF_FILE)]).await?;
    wait_for(browser, "url", Some(PAGE_OF_FILE)).await?;
    expect(
        "before",
        browser.script(SEEN, &[]).await?,
        json!(["Copy code", "false"]),
    )?;
    let press = "document.getElementById('copy-snippet').click()";
    browser.script(press, &[]).await?;
    browser
        .wait_until("it is judged", async || {
            let seen = browser.script(SEEN, &[]).await?;
            Ok((seen == json!(["Copy all the same", "true"])).then_some(()))
        })
        .await?;
    copy(browser, "#copy-snippet").await
}

/// Presses a copy button, and waits until it says that it has copied.
pub async fn copy(browser: &Browser, button: &str) -> Outcome {
    press_to_copy(browser, button, &["Copied"]).await
}

/// Presses a copy button, and waits until it has said one of these, which stands for three
/// seconds.
pub async fn press_to_copy(browser: &Browser, button: &str, says: &[&str]) -> Outcome {
    const LISTEN: &str = "
        const [selector, says] = arguments;
        const said = () => document.querySelector(selector)?.innerText.trim();
        window.hasSaid = false;
        window.listener?.disconnect();
        window.listener = new MutationObserver(() => { window.hasSaid ||= says.includes(said()); });
        listener.observe(document.body, { subtree: true, childList: true, characterData: true })";
    browser
        .script(LISTEN, &[json!(button), json!(says)])
        .await?;
    browser.press(button).await?;
    browser
        .wait_until("the button says what it did", async || {
            let has_said = browser.script("return window.hasSaid", &[]).await?;
            Ok((has_said == json!(true)).then_some(()))
        })
        .await
}

/// Empties a text field and pastes into it; gives what it then holds.
pub async fn paste_into(browser: &Browser, id: &str) -> Result<String, Box<dyn std::error::Error>> {
    browser.enter(id, "").await?;
    let field = browser.find(&format!("#{id}")).await?;
    field.click().await?;
    field.send_keys("\u{E009}v").await?;
    browser
        .wait_until("something is pasted", async || {
            let value = browser.value(id).await?;
            Ok((!value.is_empty()).then_some(value))
        })
        .await
}
