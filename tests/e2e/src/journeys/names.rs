//! Names that mislead, or that no form of text can hold: each file has its own hash beside a
//! name that is shown as what it is.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::text::literal::visible;
use serde_json::json;

use super::choosing::HANDS;
use crate::Outcome;
use crate::engine::Engine;
use crate::fault::{Part, fault};
use crate::images;
use crate::page::Browser;
use e2e::screen::wait_for;

/// Files of the disk with these names.
pub async fn of_files(browser: &Browser) -> Outcome {
    let longest = format!("{}.gvmi", "n".repeat(250));
    for (done, name) in [
        ("255 bytes, as long as Linux allows", &*longest),
        ("turns its end around (U+202E)", "a\u{202E}imvg.exe"),
        (
            "has characters that nobody sees (U+200B, U+FEFF)",
            "a\u{200B}b\u{FEFF}.gvmi",
        ),
        ("is HTML", "<img src=x onerror=alert(1)>.gvmi"),
        (
            "is a command of a shell",
            "$(reboot) `id`; 'x' \"y\" \\.gvmi",
        ),
        ("is nothing but an extension", ".gvmi"),
        ("has letters of two marks (NFD)", "e\u{301}o\u{308}.gvmi"),
    ] {
        browser.open_page().await?;
        let path = browser.folder.path().join(name);
        let mut image = images::with_metadata(images::METADATA);
        // A byte of the padding, which nobody reads.
        image[1000] = name.len() as u8;
        fs::write(&path, &image)?;
        browser.hash(&path).await?;
        browser.looked_inside().await?;
        fault(Part::Name, done)
            .hashed(&visible(name), hash(&image))
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// Names that only a script can give to a file, or that drivers take for something else.
pub async fn of_what_is_dropped(browser: &Browser) -> Outcome {
    let image = example::image();
    for (done, name, seen) in [
        ("has a line end in it", "'a\\nb.gvmi'", visible("a\nb.gvmi")),
        (
            "has half of a character (a lone surrogate)",
            "'a\\ud800b.gvmi'",
            "a\u{FFFD}b.gvmi".to_owned(),
        ),
        ("has U+0000 in it", "'a\\0b.gvmi'", visible("a\0b.gvmi")),
        ("is empty", "''", String::new()),
        (
            "begins and ends with spaces",
            "'  a.gvmi  '",
            "  a.gvmi  ".to_owned(),
        ),
        (
            "has 10,000 letters",
            "'n'.repeat(10000) + '.gvmi'",
            format!("{}.gvmi", "n".repeat(10_000)),
        ),
    ] {
        browser.open_page().await?;
        let script =
            format!("{HANDS} drop(transfer(new File([Uint8Array.from(arguments[0])], {name})))");
        browser.script(&script, &[json!(image)]).await?;
        browser.finished().await?;
        browser.looked_inside().await?;
        fault(Part::Name, done)
            .hashed(&seen, hash(&image))
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// A name of bytes that are no UTF-8; no driver can say it, so its folder is chosen.
pub async fn not_of_unicode(browser: &Browser) -> Outcome {
    let folder = browser.folder.path().join("images");
    fs::create_dir(&folder)?;
    let image = example::image();
    fs::write(folder.join(OsStr::from_bytes(b"a\xFFb.gvmi")), &image)?;
    fs::write(folder.join("other.gvmi"), b"other")?;
    browser.open_page().await?;
    browser.choose_folder(&folder).await?;
    // Chromium offers only the one of Unicode.
    let over = match browser.engine {
        Engine::Chromium => ("job", "hashed"),
        Engine::Firefox | Engine::WebKitGtk => ("headline", "2 of 2 hashed"),
    };
    wait_for(browser, over.0, Some(over.1)).await?;
    fault(
        Part::Name,
        "is of bytes that are no UTF-8, in a folder with another",
    )
    .hashed("a\u{FFFD}b.gvmi", hash(&image))
    .hashed("other.gvmi", hash(b"other"))
    .seen(browser)
    .await
}
