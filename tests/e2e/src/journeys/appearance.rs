//! What is seen, from the narrowest screen on, and when the program does not start.

use std::fs;
use std::time::Duration;

use serde_json::json;

use super::{expect, expect_says};
use crate::Outcome;
use crate::page::Browser;
use crate::server::product;

/// Nothing is wider than the page, from 320 to 1920 px (WCAG 1.4.10), with a hash, a
/// long name, a long URL and a message on it.
pub async fn no_width_is_too_narrow(browser: &Browser) -> Outcome {
    let host = b"<!doctype html><iframe src='./' style='height: 900px'></iframe>";
    browser.server.replace("host.html", Some(host.to_vec()));
    let url = format!("{}host.html", browser.server.url());
    browser.client.goto(&url).await?;
    wait_for_framed(browser, "example").await?;
    expect_no_overflow(browser).await?;
    browser
        .script(
            "const page = frames[0].document;
             const url = page.getElementById('url');
             url.value = 'https://example.org/' + 'long'.repeat(60);
             url.dispatchEvent(new InputEvent('input', { bubbles: true }));
             const input = page.getElementById('image-input');
             const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File(['abc'], 'long'.repeat(60) + '.gvmi'));
             input.files = dataTransfer.files;
             input.dispatchEvent(new Event('change', { bubbles: true }))",
            &[],
        )
        .await?;
    wait_for_framed(browser, "both").await?;
    // What was dropped is refused, and the refusal stands beside the hash.
    browser
        .script(
            "const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File(['a'], 'a'));
             dataTransfer.items.add(new File(['b'], 'b'));
             frames[0].document.body.dispatchEvent(
                 new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))",
            &[],
        )
        .await?;
    wait_for_framed(browser, "refusal").await?;
    expect_no_overflow(browser).await
}

/// Waits until the page in the frame has an element with this id.
async fn wait_for_framed(browser: &Browser, id: &str) -> Outcome {
    browser
        .wait_until(id, Duration::from_secs(20), async || {
            let script = "return !!frames[0].document.getElementById(arguments[0])";
            let there = browser.script(script, &[json!(id)]).await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await
}

async fn expect_no_overflow(browser: &Browser) -> Outcome {
    for width in [320, 360, 480, 768, 1024, 1920] {
        let overflow = browser
            .script(
                "document.querySelector('iframe').style.width = arguments[0] + 'px';
                 const page = frames[0].document;
                 page.querySelector('details').open = true;
                 const root = page.documentElement;
                 return [root.scrollWidth > root.clientWidth, root.clientWidth > 0]",
                &[json!(width)],
            )
            .await?;
        expect(
            &format!("overflow at {width} px"),
            overflow,
            json!([false, true]),
        )?;
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
    browser.client.goto(&browser.server.url()).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    expect_says(
        &browser.text("main").await?,
        &["JavaScript and WebAssembly"],
    )?;
    browser.press("summary").await?;
    expect_says(
        &browser.text("#terminal").await?,
        &["openssl dgst -r -sha3-224"],
    )
}
