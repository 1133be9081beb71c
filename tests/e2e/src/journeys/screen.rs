//! The answer first: what the user came for is on the screen, and the largest thing there.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use gvmi_hash::pure::image::example;
use serde_json::{Value, json};

use super::choosing::HANDS;
use super::{expect, expect_says};
use crate::Outcome;
use crate::files;
use crate::page::Browser;
use e2e::screen::wait_for;

type Error = Box<dyn std::error::Error>;

const HASH: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";
const OTHER_HASH: &str = "abababababababababababababababababababababababababababab";
const URL: &str = "https://images.golem.network/v2/example.gvmi";

/// What can be asked of the page as it is seen, and of each screen that a page has: laptops,
/// a tablet, a host page's column, phones.
// What fits is measured in a frame of the screen's size, which every engine has. What a
// browser prefers, light or dark, only Chromium can be told; the page's own switch for host
// pages gives the same colours.
const EYES: &str = "
    const screens = [[1366, 650], [1920, 950], [768, 950], [800, 650], [375, 650], [320, 568]];
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const isOnScreen = (selector) => {
        const { top, bottom, left, right, width, height } = box(selector);
        return width > 0 && height > 0 && top >= 0 && left >= 0
            && bottom <= innerHeight && right <= innerWidth;
    };
    const isSeen = (element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 1 && height > 1 && element.checkVisibility();
    };
    // The elements with words of their own that are seen.
    const spoken = () => [...document.body.querySelectorAll('*')].filter((element) =>
        isSeen(element) && [...element.childNodes].some((node) =>
            node.nodeType === 3 && node.data.trim()));
    const resize = (width, height) =>
        Object.assign(frameElement.style, { width: `${width}px`, height: `${height}px` });
    // Everything that is wrong on some screen, a sentence each.
    const wrongOnScreens = (look) => {
        const wrong = [];
        // Colours move nothing: one small screen and one large are enough.
        for (const [scheme, sizes] of [['light', screens], ['dark', [screens[0], screens[4]]]]) {
            document.documentElement.dataset.scheme = scheme;
            for (const [width, height] of sizes) {
                resize(width, height);
                const claim = (what, holds) => {
                    if (!holds) wrong.push(`${what}, at ${width} x ${height}, ${scheme}`);
                };
                const { clientWidth, scrollWidth } = document.documentElement;
                claim('the size', innerWidth === width && innerHeight === height);
                claim('nothing is wider than the page', scrollWidth <= clientWidth);
                const { left, right } = box('#app > .choose');
                claim('it is in the middle', width < 720
                    || Math.abs(left - (width - right)) < 2);
                look(claim, width, height);
            }
        }
        return wrong;
    };
    // How many groups of a hash stand in each of its lines.
    const groupsInLines = (hash) => {
        const counts = {};
        for (const group of hash.children) {
            const top = Math.round(group.getBoundingClientRect().top);
            counts[top] = (counts[top] ?? 0) + 1;
        }
        return Object.values(counts).join();
    };
";

async fn see(browser: &Browser, script: &str) -> Result<Value, Error> {
    browser.script(&format!("{EYES}{script}"), &[]).await
}

/// Fails if what `look` claims does not hold on some screen.
async fn expect_on_screens(browser: &Browser, what: &str, look: &str) -> Outcome {
    let script = format!("return wrongOnScreens((claim, width, height) => {{ {look} }})");
    let wrong = see(browser, &script).await?;
    expect(&format!("{what}: what is wrong"), wrong, json!([]))
}

/// Opens the page in a frame, whose size is a screen's, with what its address ends in.
async fn open_in_a_frame(browser: &Browser, address: &str) -> Outcome {
    let host = format!(
        "<!doctype html><iframe src='./{address}' style='border: 0; width: 1366px; \
         height: 650px'></iframe>"
    );
    browser.server.replace("host.html", Some(host.into_bytes()));
    let url = format!("{}host.html", browser.server.url());
    browser.go(&url).await?;
    browser
        .enter_frame("document.querySelector('iframe')")
        .await?;
    browser.started().await
}

/// Makes the window show so much of the page.
async fn resize(browser: &Browser, [width, height]: [u64; 2]) -> Outcome {
    let metrics = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
    });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    Ok(())
}

/// A file for the browser to choose.
fn file(browser: &Browser, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    let path = browser.folder.path().join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Opens the page with a fragment in its address.
async fn follow(browser: &Browser, fragment: &str) -> Outcome {
    browser.client.goto("about:blank").await?;
    browser
        .open(&format!("{}{fragment}", browser.server.url()))
        .await
}

/// Without scrolling there are the hash and its button, on a tablet the URL, too, and on a
/// laptop the code; and that a text does not match.
pub async fn a_publisher_sees_the_hash(browser: &Browser) -> Outcome {
    const LOOK: &str = "
        const needed = ['#hash', '#copy-hash',
            ...width < 768 ? [] : ['#url'], ...width < 1366 ? [] : ['pre', '#copy-snippet']];
        for (const selector of needed) claim(selector, isOnScreen(selector));
        claim('the whole hash', box('#hash > :last-child').bottom <= box('#answer').bottom);
        claim('even lines', ['7', '4,3', '3,3,1'].includes(groupsInLines(document.getElementById('hash'))));
    ";
    open_in_a_frame(browser, "").await?;
    browser
        .hash(&file(browser, "example.gvmi", &example::image())?)
        .await?;
    for url in ["", URL] {
        browser.enter_url(url).await?;
        expect_on_screens(browser, "a hash", LOOK).await?;
    }
    browser.enter("expected", OTHER_HASH).await?;
    browser.wait_for_words("mismatch", "No match").await?;
    let look = format!("{LOOK} claim('no match', isOnScreen('#mismatch'))");
    expect_on_screens(browser, "another hash", &look).await
}

/// How the promise is checked is in sight for who asks, by the link here or by that of a widget.
pub async fn how_to_check_is_in_sight(browser: &Browser) -> Outcome {
    for fragment in ["#trust", ""] {
        open_in_a_frame(browser, fragment).await?;
        wait_for(browser, "job", Some("empty")).await?;
        if fragment.is_empty() {
            let press = "document.getElementById('how-to-check').click()";
            browser.script(press, &[]).await?;
        }
        let look = "
            const { top, bottom } = box('#trust p');
            const { open } = document.getElementById('trust');
            claim(`how to check: ${[top, bottom, open, scrollY, location.hash]}`, isOnScreen('#trust p'));
        ";
        expect_on_screens(browser, "how to check", look).await?;
    }
    Ok(())
}

/// What no provider can start is the answer, with what to do; the hash is not for the taking.
pub async fn a_refused_file_is_the_answer(browser: &Browser) -> Outcome {
    open_in_a_frame(browser, "").await?;
    for (specimen, words) in [
        ("edited", "A provider cannot start it"),
        ("pointer", "Not the image, a pointer to it"),
        ("page", "Not an image, a web page"),
    ] {
        let bytes = crate::images::specimens()
            .into_iter()
            .find(|one| one.name == specimen)
            .map(|one| one.bytes);
        let bytes = bytes.ok_or("no such specimen")?;
        let path = file(browser, &format!("{specimen}.gvmi"), &bytes)?;
        browser.hash(&path).await?;
        browser.wait_for_words("answer-heading", words).await?;
        let look = "
            claim('what it is', isOnScreen('#answer-heading'));
            claim('what to do', isOnScreen('.steps > :first-child p'));
            claim('no hash', !isSeen(document.getElementById('hash')));
            claim('no URL', !isSeen(document.getElementById('url')));
        ";
        expect_on_screens(browser, specimen, look).await?;
    }
    Ok(())
}

/// The verdict is near the top and the largest text; nothing that looks right stands with a
/// verdict that is not a match, and what to do then is in sight.
pub async fn a_verifier_sees_the_verdict(browser: &Browser) -> Outcome {
    let path = file(browser, "example.gvmi", &example::image())?;
    for (asked, invitation, words, title) in [
        (HASH, INVITATION, "This is the image", "This is the image"),
        (
            OTHER_HASH,
            INVITATION,
            "This is not the image",
            "Not the image",
        ),
        ("hello", "Not compared", "Not compared", "Not compared"),
    ] {
        open_in_a_frame(browser, &format!("#hash={asked}&url={URL}")).await?;
        expect_verdict_first(browser, invitation).await?;
        let folded = "return [isSeen(document.getElementById('url')), \
                      !!document.getElementById('example')]";
        expect(
            "the URL, the example",
            see(browser, folded).await?,
            json!([false, false]),
        )?;
        browser.hash(&path).await?;
        browser.wait_for_words("answer-heading", words).await?;
        let said = browser.script("return document.title", &[]).await?;
        expect_says(said.as_str().unwrap_or_default(), &[title])?;
        expect_verdict_first(browser, words).await?;
        if asked == OTHER_HASH {
            let look =
                "if (width > 320) claim('what to do', isOnScreen('.steps > :first-child p'))";
            expect_on_screens(browser, words, look).await?;
            let link = "const { href, rel, target } = document.querySelector('.steps a');
                 return [href, rel, target]";
            expect(
                "the link to the image",
                browser.script(link, &[]).await?,
                json!([URL, "noopener noreferrer", "_blank"]),
            )?;
        }
    }
    Ok(())
}

/// The same in a page of somebody else.
pub async fn a_widget_sees_the_verdict(browser: &Browser) -> Outcome {
    let path = file(browser, "example.gvmi", &example::image())?;
    for (asked, words) in [
        (HASH, "This is the image"),
        (OTHER_HASH, "This is not the image"),
    ] {
        open_in_a_frame(browser, &format!("?embed&hash={asked}")).await?;
        browser.hash(&path).await?;
        browser.wait_for_words("answer-heading", words).await?;
        expect_verdict_first(browser, words).await?;
    }
    Ok(())
}

const INVITATION: &str = "Choose the image to check";

async fn expect_verdict_first(browser: &Browser, words: &str) -> Outcome {
    const LOOK: &str = "
        const heading = document.getElementById('answer-heading');
        const size = (element) => parseFloat(getComputedStyle(element).fontSize);
        claim('the heading', heading.textContent === words);
        claim('near the top', box('#answer-heading').bottom < 300);
        claim('the largest text', spoken().every((element) =>
            heading.contains(element) || size(element) < size(heading)));
        const probe = document.body.appendChild(document.createElement('i'));
        const colour = (name) => {
            probe.style.color = `var(${name})`;
            return getComputedStyle(probe).color;
        };
        const greens = ['--good', '--good-bg'].map(colour);
        probe.remove();
        const isGreen = [...document.body.querySelectorAll('*')].some((element) => {
            const style = getComputedStyle(element);
            return isSeen(element) && ['color', 'backgroundColor', 'borderTopColor', 'fill']
                .some((property) => greens.includes(style[property]));
        });
        claim('green for a match alone', isGreen === (words === 'This is the image'));
        for (const hash of document.querySelectorAll('.both .hash')) {
            claim('even lines', ['7', '4,3'].includes(groupsInLines(hash)));
        }
    ";
    let look = format!("const words = '{words}'; {LOOK}");
    expect_on_screens(browser, words, &look).await
}

/// From the choice to the hash, or to what is instead of it.
pub async fn nothing_jumps(browser: &Browser) -> Outcome {
    let (random, _) = files::random(browser.folder.path(), 300_000_000, 2)?;
    let large = browser.folder.path().join("large.gvmi");
    fs::rename(random, &large)?;
    let page = file(browser, "page.gvmi", b"<!doctype html>")?;
    for screen in [[1366, 650], [375, 650]] {
        resize(browser, screen).await?;
        browser.open_page().await?;
        watch_shifts(browser).await?;
        browser.press("#example").await?;
        browser.finished().await?;
        expect_still(browser, "the example").await?;
        for (name, path) in [("a web page", &page), ("300 MB", &large)] {
            browser.open_page().await?;
            watch_shifts(browser).await?;
            browser.hash(path).await?;
            expect_still(browser, &format!("{name} at {screen:?}")).await?;
        }
    }
    // A jump made on purpose is seen.
    let jump = "document.querySelector('.choose').style.marginTop = '200px'";
    browser.script(jump, &[]).await?;
    expect(
        "whether a jump is seen",
        expect_still(browser, "").await.is_err(),
        true,
    )
}

async fn watch_shifts(browser: &Browser) -> Outcome {
    browser
        .script(
            "window.shifts = [];
             new PerformanceObserver((list) => {
                 for (const { value, sources } of list.getEntries()) {
                     const moved = sources.map(({ node }) =>
                         node?.outerHTML ?? node?.textContent ?? 'gone');
                     window.shifts.push([value, moved.map((text) => text.slice(0, 80))]);
                 }
             }).observe({ type: 'layout-shift' })",
            &[],
        )
        .await?;
    Ok(())
}

async fn expect_still(browser: &Browser, what: &str) -> Outcome {
    // A shift is told with the next frame.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let shifts = browser.script("return window.shifts", &[]).await?;
    let sum: f64 = shifts
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|shift| shift[0].as_f64())
        .sum();
    match sum < 0.02 {
        true => Ok(()),
        false => Err(format!("{what}: layout shifts of {sum}: {shifts}").into()),
    }
}

/// A drag is shown wherever the page is scrolled, and what is dropped is answered in sight.
pub async fn dragging_and_dropping_is_seen(browser: &Browser) -> Outcome {
    open_in_a_frame(browser, "").await?;
    see(browser, "resize(375, 400)").await?;
    browser
        .script(
            &format!(
                "{HANDS}
                 scrollTo(0, document.documentElement.scrollHeight);
                 document.body.dispatchEvent(new DragEvent('dragenter', {{
                     dataTransfer: transfer(file('a')), bubbles: true, cancelable: true }}))"
            ),
            &[],
        )
        .await?;
    browser
        .wait_until("the drag is shown", async || {
            let script = "return document.querySelector('.dropping')
                 && scrollY > 0 && isOnScreen('.dropping') || null";
            Ok(see(browser, script).await?.as_bool())
        })
        .await?;
    browser
        .script(&format!("{HANDS}drop(transfer(file('a.gvmi')))"), &[])
        .await?;
    browser.finished().await?;
    // WebKit scrolls a moment after it was told to.
    browser
        .wait_until("the answer is seen, and no drag", async || {
            let script = "return isOnScreen('#answer-heading')
                 && !document.querySelector('.dropping') || null";
            Ok(see(browser, script).await?.as_bool())
        })
        .await
        .map(drop)
}

/// One thing is the next to do, and its button alone is filled.
pub async fn one_filled_button(browser: &Browser) -> Outcome {
    let image = file(browser, "example.gvmi", &example::image())?;
    let pointer = file(
        browser,
        "pointer.gvmi",
        b"version https://git-lfs.github.com/spec/v1\n",
    )?;
    browser.open_page().await?;
    expect_filled(browser, "Choose images…").await?;
    browser
        .choose(&files::sparse(browser.folder.path(), 8 << 30)?)
        .await?;
    browser.progress(1).await?;
    expect_filled(browser, "").await?;
    browser.press("#cancel").await?;
    expect_filled(browser, "Hash it again").await?;
    browser.press("#again").await?;
    browser.progress(1).await?;
    expect_filled(browser, "").await?;
    browser.hash(&image).await?;
    expect_filled(browser, "Copy hash").await?;
    browser.enter("expected", OTHER_HASH).await?;
    expect_filled(browser, "Choose another image…").await?;
    browser.enter("expected", HASH).await?;
    expect_filled(browser, "Copy hash").await?;
    browser
        .enter_url("https://github.com/o/r/blob/main/example.gvmi")
        .await?;
    expect_filled(browser, "Use the file’s own URL").await?;
    browser
        .wait_for_words("copy-snippet", "Copy all the same")
        .await?;
    browser.press("#url-remarks .fix").await?;
    browser.url_is_judged().await?;
    expect_filled(browser, "Copy hash").await?;
    browser.hash(&pointer).await?;
    expect_filled(browser, "Copy").await?;
    follow(browser, &format!("#hash={HASH}")).await?;
    expect_filled(browser, "Choose images…").await?;
    browser.hash(&image).await?;
    expect_filled(browser, "Choose another image…").await
}

async fn expect_filled(browser: &Browser, words: &str) -> Outcome {
    let what = format!("the filled buttons, of which {words:?} is one");
    let filled = async || {
        see(
            browser,
            "return [...document.querySelectorAll('.button.first:not(:disabled)')]
                 .filter(isSeen).map((button) => button.innerText.split('\\n')[0]).join()",
        )
        .await
    };
    let is_so = browser
        .wait_until(&what, async || Ok((filled().await? == words).then_some(())))
        .await;
    if is_so.is_err() {
        let seen = filled().await?;
        expect(&what, seen.as_str().unwrap_or_default(), words)?;
    }
    Ok(())
}

/// No text is longer than two lines where it stands, on a laptop.
pub async fn texts_are_short(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    resize(browser, [1366, 650]).await?;
    expect_short(browser, "empty").await?;
    for specimen in crate::images::specimens() {
        let path = file(browser, &format!("{}.gvmi", specimen.name), &specimen.bytes)?;
        browser.hash(&path).await?;
        expect_short(browser, specimen.name).await?;
    }
    browser
        .hash(&file(browser, "example.gvmi", &example::image())?)
        .await?;
    for url in [
        URL,
        "http://localhost/a,b.gvmi",
        "https://github.com/o/r/blob/main/a.gvmi",
        "https://u:p@images.golem.network/a b.gvmi#c",
        "htp://x",
    ] {
        browser.enter_url(url).await?;
        expect_short(browser, url).await?;
    }
    for text in ["hello", OTHER_HASH, HASH, &HASH[..20]] {
        browser.enter("expected", text).await?;
        browser.wait_for_words("verdict", "").await?;
        expect_short(browser, text).await?;
    }
    Ok(())
}

async fn expect_short(browser: &Browser, what: &str) -> Outcome {
    let long = see(
        browser,
        "const lines = (first, last) => {
             const range = document.createRange();
             range.setStartBefore(first);
             range.setEndAfter(last);
             const tops = [...range.getClientRects()].map(({ bottom }) => Math.round(bottom / 8));
             return new Set(tops).size;
         };
         const texts = [...document.querySelectorAll('p, li, summary')]
             .filter((element) => isSeen(element) && !element.querySelector('p, ol, div, code'))
             .map((element) => [element, element]);
         const findings = [...document.querySelectorAll('.message > div > strong')]
             .filter(isSeen).map((strong) => [strong, strong.nextSibling]);
         return [...texts, ...findings].filter(([first, last]) => lines(first, last) > 2)
             .map(([first, last]) => first.textContent + last.textContent)",
    )
    .await?;
    expect(&format!("long texts, {what}"), long, json!([]))
}

/// What is pasted beside the fields goes into the one that it is for, and a reload keeps it.
pub async fn what_is_pasted_or_typed_is_kept(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for (text, field) in [(URL, "url"), (HASH, "expected")] {
        let paste = format!(
            "{HANDS}
             const text = new DataTransfer();
             text.setData('text/plain', arguments[0] + '\\n');
             paste(text)"
        );
        browser.script(&paste, &[json!(text)]).await?;
        browser.wait_for_value(field, text).await?;
        browser.wait_for_words("pasted", "Put here").await?;
        expect("the keyboard", browser.focused().await?.as_str(), field)?;
    }
    browser.reload().await?;
    browser.started().await?;
    browser.wait_for_value("url", URL).await?;
    browser.wait_for_value("expected", HASH).await?;
    // Another link is another matter.
    follow(browser, &format!("#hash={OTHER_HASH}")).await?;
    expect("the URL", browser.value("url").await?.as_str(), "")
}

/// A page that hashes is not left without a word.
pub async fn leaving_asks_while_a_hash_runs(browser: &Browser) -> Outcome {
    const LEAVES: &str = "const event = new Event('beforeunload', { cancelable: true });
         return dispatchEvent(event)";
    browser.open_page().await?;
    expect("at first", browser.script(LEAVES, &[]).await?, json!(true))?;
    browser
        .choose(&files::sparse(browser.folder.path(), 8 << 30)?)
        .await?;
    browser.progress(1).await?;
    expect(
        "while it runs",
        browser.script(LEAVES, &[]).await?,
        json!(false),
    )?;
    browser.press("#cancel").await?;
    expect(
        "afterwards",
        browser.script(LEAVES, &[]).await?,
        json!(true),
    )
}

/// A URL that ends in another file's name is pointed out, and one press puts the name in.
pub async fn the_url_of_another_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser
        .hash(&file(browser, "example.gvmi", &example::image())?)
        .await?;
    browser
        .enter_url("https://images.golem.network/v2/other.gvmi")
        .await?;
    browser.wait_for_words("url-remarks", "other.gvmi").await?;
    browser.press("#url-remarks .fix").await?;
    browser.wait_for_value("url", URL).await?;
    browser
        .wait_for_words("url-remarks", "Good URL. It names this file.")
        .await
}
