//! axe-core finds nothing, in light and dark, narrow and wide, and large text can be read.

use std::fs;

use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use serde_json::json;

use super::{expect, one_file};
use crate::Outcome;
use crate::images::{self, Specimen};
use crate::page::Browser;
use crate::site;
use e2e::screen::wait_for;

/// Fails if axe-core finds anything against what is shown, best practices included, with all
/// that can be unfolded.
async fn expect_no_violation(browser: &Browser, state: &str) -> Outcome {
    expect_none_in_contrast(browser, state, "no-preference").await
}

/// The same for who prefers so much contrast; more of it is 7:1 (WCAG 1.4.6).
async fn expect_none_in_contrast(browser: &Browser, state: &str, contrast: &str) -> Outcome {
    const RUN: &str = "
        document.querySelectorAll('details').forEach((part) => { part.open = true; });
        // What it loads it would load from the page's server, which a policy forbids.
        const rules = { 'color-contrast-enhanced': { enabled: arguments[0] } };
        return axe.run(document, { preload: false, rules }).then(({ violations, passes }) => ({
            passed: passes.length,
            violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        }))";
    let axe = site::installed().join("axe/node_modules/axe-core/axe.min.js");
    let axe = fs::read_to_string(&axe).map_err(|why| format!("{}: {why}", axe.display()))?;
    if browser.script("return !window.axe", &[]).await? == json!(true) {
        let script = format!("{axe}; window.axe = axe");
        browser.script(&script, &[]).await?;
    }
    for scheme in ["light", "dark"] {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-contrast", "value": contrast },
        ]);
        let media = json!({ "features": features });
        browser
            .devtools("Emulation.setEmulatedMedia", media)
            .await?;
        for width in [320, 1280] {
            let size = json!({
                "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false,
            });
            browser
                .devtools("Emulation.setDeviceMetricsOverride", size)
                .await?;
            let found = browser.script(RUN, &[json!(contrast == "more")]).await?;
            if found["violations"] != json!([]) || found["passed"].as_u64() < Some(10) {
                return Err(format!("{state}, {scheme}, {width} px: {found}").into());
            }
        }
    }
    Ok(())
}

pub async fn every_state(browser: &Browser) -> Outcome {
    in_every_state(
        browser,
        async |fragment| {
            browser.client.goto("about:blank").await?;
            browser.open_page_at(fragment).await
        },
        async |state| expect_no_violation(browser, state).await,
    )
    .await
}

/// Brings the page, which is opened with a fragment, into every state, and looks at each.
async fn in_every_state(
    browser: &Browser,
    open: impl AsyncFn(&str) -> Outcome,
    look: impl AsyncFn(&str) -> Outcome,
) -> Outcome {
    let folder = browser.folder.path();
    let image = folder.join("image.gvmi");
    fs::write(&image, images::with_metadata(images::METADATA))?;
    open("").await?;
    look("empty").await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.enter_url("http://localhost/other.gvmi?a").await?;
    look("hashed, with a wrong URL").await?;

    open(&format!("#hash={}", hash(&example::image()))).await?;
    look("a verifier").await?;
    browser.hash(&image).await?;
    browser.wait_for_words("verdict", "does not have").await?;
    look("no match").await?;

    open("").await?;
    for Specimen { name, bytes, .. } in images::specimens() {
        let path = folder.join(format!("{name}.gvmi"));
        fs::write(&path, bytes)?;
        browser.choose(&path).await?;
        let checked = "return !!document.getElementById('answer')?.dataset.check || null";
        browser
            .wait_until("it is checked", async || {
                Ok(browser.script(checked, &[]).await?.as_bool())
            })
            .await?;
        look(name).await?;
    }
    let large = folder.join("large.gvmi");
    images::write_sparse(&large, 32 << 30)?;
    browser.choose(&large).await?;
    browser.progress(1).await?;
    look("hashing").await?;
    browser.press("#cancel").await?;
    look("cancelled").await?;

    open("").await?;
    let both = format!(
        "{}\n{}",
        image.display(),
        folder.join("pointer.gvmi").display()
    );
    browser.give_file(both.as_ref()).await?;
    wait_for(browser, "headline", Some("2 of 2 hashed")).await?;
    look("several").await
}

/// Where text is twice as large and the screen 320 px wide, all of it can be read: nothing
/// lies on anything, is cut off, or makes the page wider (WCAG 1.4.4 and 1.4.10).
pub async fn in_large_text(browser: &Browser) -> Outcome {
    let open = async |address: &str| -> Outcome {
        browser.leave_frame().await?;
        let host = format!("<!doctype html><iframe src='./{address}' width=320 height=650>");
        browser.server.replace("host.html", Some(host.into()));
        let url = format!("{}host.html", browser.server.url());
        browser.go(&url).await?;
        browser
            .enter_frame("document.querySelector('iframe')")
            .await?;
        let is_there = "return !!document.querySelector('#shown, #line') || null";
        browser
            .wait_until("the page is there", async || {
                Ok(browser.script(is_there, &[]).await?.as_bool())
            })
            .await
            .map(drop)
    };
    let look = async |state: &str| expect_legible(browser, state).await;
    in_every_state(browser, open, look).await?;
    for address in ["?embed", "gvmi-hash.html"] {
        open(address).await?;
        look(address).await?;
        browser.press("#example").await?;
        browser.finished().await?;
        look(&format!("{address}, hashed")).await?;
    }
    open("embedding.html").await?;
    look("the page for authors").await
}

/// The same where the browser's own text is twice as large, on a laptop.
pub async fn in_the_large_text_of_the_browser(browser: &Browser) -> Outcome {
    let of_size = async |standard: u8| {
        let sizes = json!({ "fontSizes": { "standard": standard } });
        browser.devtools("Page.setFontSizes", sizes).await
    };
    let size = json!({ "width": 1280, "height": 650, "deviceScaleFactor": 1, "mobile": false });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", size)
        .await?;
    of_size(32).await?;
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.enter_url("http://localhost/other.gvmi?a").await?;
    expect_legible(browser, "hashed, with a wrong URL").await?;
    of_size(16).await?;
    Ok(())
}

/// Fails if anything cannot be read as it stands, with all that can be unfolded. What the
/// browser does not make twice as large is made so.
async fn expect_legible(browser: &Browser, state: &str) -> Outcome {
    const ENLARGE: &str = "
        document.querySelectorAll('details').forEach((part) => { part.open = true; });
        const { style } = document.documentElement;
        style.fontSize = 'medium';
        if (parseFloat(getComputedStyle(document.documentElement).fontSize) < 32) {
            style.fontSize = '32px';
        }";
    browser.script(ENLARGE, &[]).await?;
    let wrong = browser.script(include_str!("../legible.js"), &[]).await?;
    expect(state, wrong, json!([]))
}

pub async fn in_more_contrast(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.enter_url("http://localhost/other.gvmi?a").await?;
    browser.url_is_judged().await?;
    expect_none_in_contrast(browser, "hashed, with a wrong URL", "more").await?;
    browser.enter("expected", &"ab".repeat(28)).await?;
    browser.wait_for_words("verdict", "").await?;
    expect_none_in_contrast(browser, "no match", "more").await
}

pub async fn the_widget_and_its_page(browser: &Browser) -> Outcome {
    let authors = format!("{}embedding.html", browser.server.url());
    browser.go(&authors).await?;
    expect_no_violation(browser, "the page for authors").await?;
    browser.open_page_at("?embed").await?;
    expect_no_violation(browser, "the widget").await?;
    browser.press("#example").await?;
    browser.finished().await?;
    expect_no_violation(browser, "the widget, hashed").await
}

pub async fn the_one_file(browser: &Browser) -> Outcome {
    one_file::open(browser).await?;
    expect_no_violation(browser, "the one file").await?;
    browser.press("#example").await?;
    browser.finished().await?;
    expect_no_violation(browser, "the one file, hashed").await
}
