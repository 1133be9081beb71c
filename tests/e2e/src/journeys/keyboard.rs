//! Every path through the page with the keyboard alone.

use std::fs;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use serde_json::json;

use crate::Outcome;
use crate::images;
use crate::page::Browser;
use e2e::screen::{expect_true, wait_for};

const SHIFT: char = '\u{E008}';
const TAB: char = '\u{E004}';
const ENTER: &str = "\u{E007}";
const SPACE: &str = " ";

/// What is walked to with the Tab key, what is typed there, what is there then, and where
/// the keyboard is then; all by selectors.
type Step = (&'static str, &'static str, &'static str, &'static str);

/// A publisher's.
const PUBLISHER: [Step; 8] = [
    ("#example", ENTER, "#hash", "#image-input"),
    ("#copy-hash", ENTER, "#copy-hash svg", "#copy-hash"),
    ("#url", "http://a.org/b.gvmi", "#url-remarks .fix", "#url"),
    (
        "#url-remarks .fix",
        ENTER,
        "#url-remarks:not(:has(.fix))",
        "#url",
    ),
    ("#expected", "abc", "#verdict", "#expected"),
    (
        "#image-facts > summary",
        ENTER,
        "#image-facts[open]",
        "#image-facts > summary",
    ),
    (
        "#image-facts > summary",
        SPACE,
        "#image-facts:not([open])",
        "#image-facts > summary",
    ),
    ("#how-to-check", ENTER, "#trust[open]", "#trust > summary"),
];

/// Of who chose a file that is no image.
const REFUSED: [Step; 1] = [(
    "details.job > summary",
    ENTER,
    "details.job[open] #hash",
    "details.job > summary",
)];

/// Of who waits for a hash.
const HASHING: [Step; 2] = [
    ("#cancel", ENTER, "#again", "#image-input"),
    ("#again", ENTER, "#cancel", "#image-input"),
];

/// A verifier's, after a file that does not match.
const VERIFIER: [Step; 2] = [
    (
        "#doubts > summary",
        ENTER,
        "#doubts[open]",
        "#doubts > summary",
    ),
    (
        "#publish > summary",
        ENTER,
        "#publish[open]",
        "#publish > summary",
    ),
];

/// Of who has three images.
const SEVERAL: [Step; 6] = [
    (
        "thead th:first-child button",
        ENTER,
        "[aria-sort]",
        "[aria-sort] button",
    ),
    ("[id^=pick-]", SPACE, "[id^=pick-]:checked", "[id^=pick-]"),
    ("[id^=open-]", ENTER, "#back", "#answer"),
    ("#back", ENTER, ".images", "[id^=open-]"),
    (
        "[id^=remove-]",
        ENTER,
        "tbody tr:nth-child(2):last-child",
        "[id^=remove-]",
    ),
    ("#folder", "https://a.org/", "#copy-code:enabled", "#folder"),
];

/// Of who has images that take long.
const SEVERAL_HASHING: [Step; 2] = [
    (
        "[id^=cancel-]:not(#cancel-all)",
        ENTER,
        "[id^=again-]",
        "[id^=remove-]",
    ),
    (
        "#cancel-all",
        ENTER,
        "#answer:not(:has(#cancel-all))",
        "#answer",
    ),
];

/// All can be done, it is seen where the keyboard is, and it is never nowhere.
pub async fn every_path(browser: &Browser) -> Outcome {
    let folder = browser.folder.path();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).map(|()| path)
    };
    let page = file("page.gvmi", b"<html>")?;
    let image = file("image.gvmi", &images::with_metadata(images::METADATA))?;
    let own = file("example.gvmi", &example::image())?;
    let large = folder.join("large.gvmi");
    images::write_sparse(&large, 8 << 30)?;

    browser.open_page().await?;
    walk(browser, &PUBLISHER).await?;
    browser.hash(&page).await?;
    walk(browser, &REFUSED).await?;
    browser.choose(&large).await?;
    walk(browser, &HASHING).await?;

    browser.client.goto("about:blank").await?;
    let link = format!("#hash={}", hash(&example::image()));
    browser.open_page_at(&link).await?;
    browser.hash(&image).await?;
    walk(browser, &VERIFIER).await?;

    browser.client.goto("about:blank").await?;
    browser.open_page().await?;
    let [image, own, page, large] = [&image, &own, &page, &large].map(|path| path.display());
    browser
        .give_file(format!("{image}\n{own}\n{page}").as_ref())
        .await?;
    wait_for(browser, "headline", Some("3 of 3 hashed")).await?;
    walk(browser, &SEVERAL).await?;

    browser.client.goto("about:blank").await?;
    browser.open_page().await?;
    let longer = folder.join("longer.gvmi");
    images::write_sparse(&longer, 8 << 30)?;
    browser
        .give_file(format!("{large}\n{}", longer.display()).as_ref())
        .await?;
    walk(browser, &SEVERAL_HASHING).await
}

async fn walk(browser: &Browser, steps: &[Step]) -> Outcome {
    for (stop, keys, then, focus) in steps {
        step(browser, stop, keys, then, focus)
            .await
            .map_err(|why| format!("{stop}: {why}"))?;
    }
    Ok(())
}

async fn step(browser: &Browser, stop: &str, keys: &str, then: &str, focus: &str) -> Outcome {
    const HAS: &str = "return !!document.querySelector(arguments[0]) || null";
    const IS_AT: &str = "return document.activeElement.matches(arguments[0]) || null";
    let holds = async |script: &str, selector: &str| -> Outcome {
        let asked = browser
            .wait_until(selector, async || {
                Ok(browser.script(script, &[json!(selector)]).await?.as_bool())
            })
            .await;
        let Err(why) = asked else { return Ok(()) };
        let seen = "return document.activeElement.outerHTML.slice(0, 200)";
        let seen = browser.script(seen, &[]).await?;
        Err(format!("{why}; the keyboard is at {seen}").into())
    };
    holds(HAS, stop).await?;
    go_to(browser, stop).await?;
    for key in keys.chars() {
        browser.press_key(key).await?;
    }
    holds(HAS, then).await?;
    holds(IS_AT, focus).await?;
    expect_true(browser).await
}

/// Presses Tab, or Shift and Tab, until the keyboard is at the first such element.
async fn go_to(browser: &Browser, stop: &str) -> Outcome {
    const LOOK: &str = "
        const at = document.activeElement;
        const stop = document.querySelector(arguments[0]);
        const isNowhere = at === document.body;
        const way = at === stop ? 'there'
            : !isNowhere && at.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING
                ? 'back' : 'on';
        if (isNowhere || at.id === 'answer') return [way, true];
        const seen = at.matches('.visually-hidden') ? at.nextElementSibling : at;
        const { outlineStyle, outlineWidth } = getComputedStyle(seen);
        const { top, bottom } = seen.getBoundingClientRect();
        return [way, outlineStyle !== 'none' && parseFloat(outlineWidth) > 1
            && bottom > 0 && top < innerHeight]";
    const MOST: usize = 60;
    for count in 0..MOST {
        let seen = browser
            .wait_until("it is seen where the keyboard is", async || {
                let look = browser.script(LOOK, &[json!(stop)]).await?;
                Ok((count == 0 || look[1] == json!(true)).then_some(look))
            })
            .await;
        let Ok(look) = seen else {
            let at = "return document.activeElement.outerHTML.slice(0, 200)";
            let at = browser.script(at, &[]).await?;
            return Err(format!("nobody sees that the keyboard is at {at}").into());
        };
        match look[0].as_str() {
            Some("there") => return Ok(()),
            Some("back") => {
                let press = [
                    KeyAction::Down { value: SHIFT },
                    KeyAction::Down { value: TAB },
                    KeyAction::Up { value: TAB },
                    KeyAction::Up { value: SHIFT },
                ];
                let keys = KeyActions::new("keyboard".to_owned());
                let keys = press.into_iter().fold(keys, KeyActions::then);
                browser.client.perform_actions(keys).await?;
            }
            _ => browser.press_key(TAB).await?,
        }
    }
    Err(format!("it is not reached with {MOST} presses").into())
}
