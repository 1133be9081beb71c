//! What a screen reader is told: each thing once, in these words.

use std::fs;
use std::path::PathBuf;

use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use serde_json::json;

use super::choosing::HANDS;
use super::several::press;
use crate::Outcome;
use crate::images;
use crate::page::Browser;
use e2e::screen::wait_for;

type Error = Box<dyn std::error::Error>;

/// Keeps what is said from now on. A region is said as a whole when a text comes into it; one
/// that comes with its text is not heard by all screen readers, so it counts as silent.
const LISTEN: &str = "
    const live = '[role=status], [role=alert], [aria-live]';
    const text = (region) => region.textContent.replace(/\\s+/g, ' ').trim();
    window.heard = [];
    new MutationObserver((changes) => {
        const regions = new Set();
        for (const { type, target, addedNodes } of changes) {
            const came = type === 'characterData' ? [target] : [...addedNodes];
            if (!came.some((node) => node.textContent.trim())) continue;
            const region = (target.closest ? target : target.parentElement)?.closest(live);
            if (region) regions.add(region);
            for (const node of came) {
                const silent = node.matches?.(live) ? [node] : node.querySelectorAll?.(live) ?? [];
                for (const { textContent } of silent) {
                    if (textContent.trim()) window.heard.push(`silent: ${textContent}`);
                }
            }
        }
        for (const region of regions) {
            if (region.isConnected && text(region)) window.heard.push(text(region));
        }
    }).observe(document, { subtree: true, childList: true, characterData: true });";

/// What only a slow computer says of a small file.
const SLOWLY: [&str; 3] = [
    "?25 per cent hashed.",
    "?50 per cent hashed.",
    "?75 per cent hashed.",
];

/// Fails unless these texts are said after what was done, and no others, whatever comes first
/// of them. What begins with a question mark may be left out: only a slow computer says it.
async fn hears(browser: &Browser, done: &str, expected: &[&str]) -> Outcome {
    let heard = async || -> Result<Vec<String>, Error> {
        let heard = browser.script("return window.heard", &[]).await?;
        Ok(serde_json::from_value(heard)?)
    };
    let said = browser
        .wait_until("it is said", async || {
            let heard = heard().await?;
            let is_said =
                |text: &&str| text.starts_with('?') || heard.iter().any(|said| said == text);
            Ok(expected.iter().all(is_said).then_some(()))
        })
        .await;
    wait_for(browser, "settled", Some("true")).await?;
    let seen = heard().await?;
    browser.script("window.heard = []", &[]).await?;
    let mut left = expected.to_vec();
    if !expected.iter().any(|text| text.contains("per cent")) {
        left.extend(SLOWLY);
    }
    let others: Vec<_> = seen
        .iter()
        .filter(|said| {
            let index = left
                .iter()
                .position(|text| text.trim_start_matches('?') == *said);
            index.map(|index| left.remove(index)).is_none()
        })
        .collect();
    match (said, others.as_slice()) {
        (Ok(()), []) => Ok(()),
        _ => Err(format!("{done}: heard {seen:#?}, expected {expected:#?}").into()),
    }
}

/// A file for the browser to choose.
fn file(browser: &Browser, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    let path = browser.folder.path().join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Drops or pastes a text where no field is.
async fn offer(browser: &Browser, how: &str, text: &str) -> Outcome {
    let script = format!(
        "{HANDS}
         const text = new DataTransfer();
         text.setData('text/plain', arguments[0]);
         {how}(text)"
    );
    browser.script(&script, &[json!(text)]).await?;
    Ok(())
}

const NO_FILE: &str = "That was not a file, a URL or a hash. Drop or paste the .gvmi file itself, \
    or choose it with the button.";
const NO_MATCH: &str = "No match. It is the hash of another file or another build, or another kind \
    of hash of this one. 48 of 56 digits differ. Each build has its own hash.";
const OTHER_NAME: &str =
    "The URL ends with “other.gvmi”, but the file that you chose is “example.gvmi”.";

/// What a publisher hears, of one image after the other.
pub async fn one_image(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.script(LISTEN, &[]).await?;
    browser.press("#example").await?;
    browser.finished().await?;
    let hashed = [
        "?Hashing example.gvmi, 4.19 kB.",
        "?Hashing example.gvmi, 4.19 kB. Image check passed.",
        "?The hash of example.gvmi is ready.",
        "The hash of example.gvmi is ready. Image check passed.",
    ];
    hears(browser, "chosen", &hashed).await?;
    for done in ["refused", "refused again"] {
        offer(browser, "drop", "hello").await?;
        hears(browser, done, &[NO_FILE]).await?;
    }
    offer(browser, "paste", "https://a.org/other.gvmi").await?;
    hears(
        browser,
        "a URL is pasted",
        &["Put in as the URL.", OTHER_NAME],
    )
    .await?;
    browser.press("#url-remarks .fix").await?;
    let good = "Good URL. It names this file. It was not opened.";
    hears(browser, "it is fixed", &[good]).await?;
    let own = hash(&example::image()).to_string();
    browser.enter("expected", &own).await?;
    let is_match = "Match. This is the hash of your file.";
    hears(browser, "the hash is entered", &[is_match]).await?;
    offer(browser, "paste", &"ab".repeat(28)).await?;
    let pasted = ["Put into “Compare with”.", NO_MATCH];
    hears(browser, "another one is pasted", &pasted).await?;
    browser.enter("expected", "").await?;
    hears(browser, "it is taken away", &[]).await?;
    browser.press("#copy-hash").await?;
    hears(browser, "copied", &["Copied."]).await?;
    browser.enter_url("").await?;
    hears(browser, "the URL is taken away", &[]).await?;

    let page = file(browser, "page.gvmi", b"<html>")?;
    for done in ["a web page", "the same again"] {
        browser.hash(&page).await?;
        let refused = [
            "?Hashing page.gvmi, 6 bytes.",
            "?Hashing page.gvmi, 6 bytes. Image check failed.",
            "?The hash of page.gvmi is ready.",
            "The hash of page.gvmi is ready. Image check failed.",
        ];
        hears(browser, done, &refused).await?;
    }
    let large = browser.folder.path().join("large.gvmi");
    images::write_sparse(&large, 8 << 30)?;
    browser.choose(&large).await?;
    browser.progress(1).await?;
    browser.press("#cancel").await?;
    let cancelled = [
        "?Hashing large.gvmi, 8.59 GB.",
        "?Hashing large.gvmi, 8.59 GB. Image check passed.",
        "?25 per cent hashed.",
        "?50 per cent hashed.",
        "?75 per cent hashed.",
        "Cancelled.",
    ];
    hears(browser, "cancelled", &cancelled).await?;
    const FORBID: &str = "
        if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject();
        document.execCommand = () => false";
    browser.script(FORBID, &[]).await?;
    browser
        .hash(&file(browser, "example.gvmi", &example::image())?)
        .await?;
    wait_for(browser, "settled", Some("true")).await?;
    browser.script("window.heard = []", &[]).await?;
    browser.press("#sums summary").await?;
    browser.press("#copy-checksum").await?;
    let forbidden = "This browser forbids copying. Press Ctrl+C, on a Mac ⌘C.";
    hears(browser, "copying is forbidden", &[forbidden]).await
}

/// The answer comes once, whatever it is.
pub async fn a_verifier(browser: &Browser) -> Outcome {
    let link = format!("#hash={}", hash(&example::image()));
    browser.client.goto("about:blank").await?;
    browser.open_page_at(&link).await?;
    browser.script(LISTEN, &[]).await?;
    hears(browser, "opened", &[]).await?;
    let other = images::with_metadata(images::METADATA);
    for (name, bytes, answer) in [
        (
            "example.gvmi",
            example::image(),
            "Match. This is the hash of your file.",
        ),
        ("other.gvmi", other, &NO_MATCH.replace("48 of", "54 of")),
    ] {
        browser.hash(&file(browser, name, &bytes)?).await?;
        let early = format!("?The hash of {name} is ready.");
        let ready = format!("The hash of {name} is ready. Image check passed.");
        let size = gvmi_hash::pure::text::measure::size(bytes.len() as u64);
        let hashing = format!("?Hashing {name}, {size}.");
        let checked = format!("{hashing} Image check passed.");
        hears(browser, name, &[&hashing, &checked, &early, &ready, answer]).await?;
    }
    Ok(())
}

/// Of several images all is said at the end, and how far they are by quarters.
pub async fn several_images(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.script(LISTEN, &[]).await?;
    let files = [
        file(browser, "a.gvmi", &example::image())?,
        file(browser, "b.gvmi", &images::with_metadata(images::METADATA))?,
        file(browser, "c.gvmi", b"<html>")?,
    ];
    let [a, b, c] = files.each_ref().map(|path| path.to_string_lossy());
    browser.give_file(format!("{a}\n{b}\n{c}").as_ref()).await?;
    let ends = [
        "?Hashing 3 images.",
        "?25 per cent of 3 images hashed.",
        "?50 per cent of 3 images hashed.",
        "?75 per cent of 3 images hashed.",
        "?3 of 3 hashed.",
        "3 of 3 hashed. 1 cannot start: c.gvmi.",
    ];
    hears(browser, "several are chosen", &ends).await?;
    let list = format!("{}  a.gvmi", hash(&example::image()));
    offer(browser, "paste", &list).await?;
    let compared = "1 of 3 match. 1 cannot start: c.gvmi. 1 is not in the list: b.gvmi.";
    let pasted = ["Put into “Compare with”.", compared];
    hears(browser, "a list is pasted", &pasted).await?;
    press(browser, "tbody tr:last-of-type .remove").await?;
    let left = "1 of 2 match. 1 is not in the list: b.gvmi.";
    hears(browser, "one is taken away", &[left]).await
}

/// The parts of the page as Chromium tells them to a screen reader, in their order.
pub async fn names_and_roles(browser: &Browser) -> Outcome {
    const EXPECTED: &str = "\
banner “”
heading “gvmi-hash”
link “How to check”
main “”
region “Choose”
button “Choose another image…”
button “Choose a folder…”
region “example.gvmi”
heading “example.gvmi”
button “Copy hash”
textbox “URL where the image will be”
DisclosureTriangle “More”
button “Put this file’s name in https://a.org/example.gvmi”
textbox “Compare with”
combobox “Use it in”
button “Copy code”
region “Code”
DisclosureTriangle “Before you use it”
DisclosureTriangle “What is inside”
DisclosureTriangle “Sums file”
DisclosureTriangle “Link for a verifier”
DisclosureTriangle “After publishing”
contentinfo “”
DisclosureTriangle “In a terminal”
DisclosureTriangle “In your docs”
DisclosureTriangle “Install”
";
    const TELLING: [&str; 12] = [
        "banner",
        "main",
        "contentinfo",
        "heading",
        "region",
        "link",
        "button",
        "textbox",
        "combobox",
        "DisclosureTriangle",
        "table",
        "alert",
    ];
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.enter_url("https://a.org/other.gvmi").await?;
    wait_for(browser, "settled", Some("true")).await?;
    let tree = browser
        .devtools("Accessibility.getFullAXTree", json!({}))
        .await?;
    let nodes = tree["nodes"].as_array().ok_or("there is no tree")?;
    let mut lines = String::new();
    let mut left = nodes.first().into_iter().collect::<Vec<_>>();
    while let Some(node) = left.pop() {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        if node["ignored"] == json!(false) && TELLING.contains(&role) {
            let name = node["name"]["value"].as_str().unwrap_or_default();
            lines += &format!("{role} “{name}”\n");
        }
        let children = node["childIds"].as_array().into_iter().flatten().rev();
        left.extend(children.filter_map(|id| nodes.iter().find(|node| node["nodeId"] == *id)));
    }
    match lines == EXPECTED {
        true => Ok(()),
        false => Err(format!("expected\n{EXPECTED}saw\n{lines}").into()),
    }
}
