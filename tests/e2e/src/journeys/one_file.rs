//! The page in one file, opened from the disk.

use std::fs;
use std::process::Command;

use gvmi_hash::pure::hashing::failure::Failure;
use gvmi_hash::pure::publish::snippet::Snippet;
use serde_json::json;

use super::using::choose_snippet;
use super::{expect, expect_says};
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::product;

/// Opens a copy of the file, alone in its folder.
pub async fn open(browser: &Browser) -> Outcome {
    let alone = browser.folder.path().join("alone");
    fs::create_dir_all(&alone)?;
    let file = alone.join("gvmi-hash.html");
    fs::copy(product().join("gvmi-hash.html"), &file)?;
    browser.open(&format!("file://{}", file.display())).await?;
    browser
        .script(
            "window.violations = [];
             document.addEventListener('securitypolicyviolation', (event) =>
                 window.violations.push(event.violatedDirective + ' ' + event.blockedURI))",
            &[],
        )
        .await?;
    Ok(())
}

pub async fn expect_no_violation(browser: &Browser) -> Outcome {
    let violations = browser.script("return window.violations", &[]).await?;
    expect("violations of the policy", violations, json!([]))
}

/// From a few bytes to more than any buffer, and checked.
pub async fn hashes_and_checks(browser: &Browser) -> Outcome {
    open(browser).await?;
    for size in [0, 1, 4187, 20_000_001] {
        let (path, hash) = files::random(browser.folder.path(), size, 1)?;
        expect("hash", browser.hash(&path).await?, hash.to_string())?;
    }
    expect_says(&browser.text("#answer").await?, &["This is not an image"])?;
    expect_no_violation(browser).await
}

/// What the page asks for is not there to be had, and it says nothing of it.
pub async fn everything_on_it_works(browser: &Browser) -> Outcome {
    open(browser).await?;
    browser.press("#example").await?;
    let hash = browser.finished().await?;
    browser
        .find("#url")
        .await?
        .send_keys("https://example.net/a.gvmi")
        .await?;
    choose_snippet(browser, Snippet::Manifest).await?;
    browser
        .wait_for_words("snippet", &format!("sha3:{hash}"))
        .await?;
    let expected = browser.find("#expected").await?;
    expected.send_keys(&hash).await?;
    browser.wait_for_words("verdict", "Match.").await?;
    browser.press("#copy-hash").await?;
    expect("a link", browser.content("copy-link").await?, None)?;
    browser.press("#verifier summary").await?;
    expect_says(&browser.text("#verifier").await?, &["lies on your disk."])?;
    expect_no_violation(browser).await
}

pub async fn a_file_that_goes_while_it_is_hashed(browser: &Browser) -> Outcome {
    open(browser).await?;
    let path = files::sparse(browser.folder.path(), 2_000_000_000)?;
    browser.choose(&path).await?;
    browser.progress(5).await?;
    fs::remove_file(&path)?;
    fs::write(&path, b"another")?;
    expect_says(
        &browser.failure().await?,
        &[
            "became shorter",
            "no longer the one",
            "can no longer read",
            // WebKit gives zeros for a while in place of what is gone.
            "was changed while it was read",
        ],
    )?;
    let reason = String::new();
    let failures = [
        Failure::Gone,
        Failure::Unreadable { reason },
        Failure::Shortened { size: 0, end: 0 },
        Failure::Changed,
    ];
    let done = "deleted, and another of its name written, while the one-file page hashes it";
    fault(Part::File, done)
        .either(&failures)
        .seen(browser)
        .await
}

/// The page of many files offers it, with the digest that sha256sum computes.
pub async fn the_page_offers_it_with_its_digest(browser: &Browser) -> Outcome {
    let beside = fs::read_to_string(product().join("gvmi-hash.html.sha256"))?;
    let computed = Command::new("sha256sum")
        .arg("gvmi-hash.html")
        .current_dir(product())
        .output()?;
    expect(
        "digest beside it",
        &*beside,
        &*String::from_utf8(computed.stdout)?,
    )?;
    browser.open_page().await?;
    browser.press("#install summary").await?;
    let digest = beside.split(' ').next().unwrap_or_default();
    expect_says(&browser.text("#install").await?, &[digest])?;
    let link = browser.find("#one-file").await?.prop("href").await?;
    let offered = bundle::one_file_name(digest);
    let url = format!("{}{offered}", browser.server.url());
    expect("link", link, Some(url))?;
    let [plain, offered] = ["gvmi-hash.html", &offered].map(|name| fs::read(product().join(name)));
    expect("whether both are the same", plain? == offered?, true)
}
