//! A page that others change: translators of pages, and what else extensions do.
//!
//! The same steps are made on a page that nobody changes and on one that is changed: after
//! each of them, the same must be drawn, and the screen must be what the state says.

use std::cell::Cell;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::image::example;
use serde_json::json;

use super::choosing::HANDS;
use super::embedding::{FRAME, HostPage};
use super::expect;
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::files;
use crate::images;
use crate::page::Browser;
use e2e::screen::{expect_true, redraws, settled, wait_for};

type Error = Box<dyn std::error::Error>;

const TRANSLATE: &str = include_str!("../../scripts/translate.js");

const EXTENSIONS: &str = include_str!("../../scripts/extensions.js");

const URL: &str = "https://example.org/example.gvmi";

const EMPTY: &str = "empty.html";

// So large that it is still read when a busy browser answers.
const LARGE: u64 = 1 << 32;

/// After the step of this name, this script runs in the page.
type Change = (&'static str, &'static str);

/// A way through the page, on which every step leaves what it drew.
struct Tour<'a> {
    browser: &'a Browser,
    name: &'a str,
    changes: &'a [Change],
    /// What the undisturbed tour drew.
    expected: Option<&'a [Vec<String>]>,
    drawn: Vec<Vec<String>>,
}

impl Tour<'_> {
    /// The screen is true, and what an undisturbed page is after this step; then it is
    /// changed, and still true.
    async fn step(&mut self, step: &'static str) -> Outcome {
        let name = self.name;
        let browser = self.browser;
        let said = |why: Error| -> Error { format!("{name}, {step}: {why}").into() };
        expect_true(browser).await.map_err(said)?;
        let expected = self.expected.map(|expected| &expected[self.drawn.len()]);
        let seen = settled(browser, expected).await.map_err(said)?;
        expect_true(browser).await.map_err(said)?;
        self.drawn.push(seen);
        for (_, script) in self.changes.iter().filter(|(after, _)| *after == step) {
            browser
                .script(&format!("{EXTENSIONS};{script}"), &[])
                .await?;
            expect_true(browser)
                .await
                .map_err(|why| said(format!("changed: {why}").into()))?;
        }
        Ok(())
    }

    async fn compare_with(&mut self, text: &str, tone: &str, step: &'static str) -> Outcome {
        self.browser.enter("expected", text).await?;
        wait_for(self.browser, "tone", Some(tone)).await?;
        wait_for(self.browser, "expected", Some(text)).await?;
        self.step(step).await
    }

    async fn choose(&mut self, path: &Path, step: &'static str) -> Outcome {
        self.browser.choose(path).await?;
        self.is_over("hashed").await?;
        self.step(step).await
    }

    /// Waits for the end of the job and of the check.
    async fn is_over(&self, job: &str) -> Outcome {
        wait_for(self.browser, "job", Some(job)).await?;
        let checked = "return document.getElementById('shown').dataset.check !== undefined";
        self.browser
            .wait_until("the check", async || {
                let checked = self.browser.script(checked, &[]).await?;
                Ok((checked == json!(true)).then_some(()))
            })
            .await
    }
}

/// What the tours choose.
struct Images {
    other: PathBuf,
    other_hash: ImageHash,
    no_image: PathBuf,
    large: PathBuf,
}

impl Images {
    fn make(browser: &Browser) -> Result<Self, Error> {
        let folder = browser.folder.path();
        let image = images::with_metadata(images::METADATA);
        let other = folder.join("other.gvmi");
        fs::write(&other, &image)?;
        Ok(Self {
            other,
            other_hash: hash(&image),
            no_image: files::random(folder, 100_000, 1)?.0,
            large: files::sparse(folder, LARGE)?,
        })
    }
}

/// Has the browser forget what the page keeps. That is done on a page without the program,
/// which writes what it took up once more after it was drawn.
async fn forget(browser: &Browser) -> Outcome {
    browser
        .server
        .replace(EMPTY, Some(b"<!doctype html>".to_vec()));
    browser.go(&(browser.server.url() + EMPTY)).await?;
    let clear = "localStorage.clear(); sessionStorage.clear()";
    browser.script(clear, &[]).await.map(drop)
}

/// Everything that a user does on the page, and what is drawn after each step.
async fn tour(
    browser: &Browser,
    images: &Images,
    name: &str,
    changes: &[Change],
    expected: Option<&[Vec<String>]>,
) -> Result<Vec<Vec<String>>, Error> {
    let example_hash = hash(&example::image()).to_string();
    let wrong_hash = "ab".repeat(28);
    let other_hash = images.other_hash.to_string();
    let mut tour = Tour {
        browser,
        name,
        changes,
        expected,
        drawn: Vec::new(),
    };
    forget(browser).await?;
    browser.open_page().await?;
    tour.step("opened").await?;

    browser.press("#example").await?;
    tour.is_over("hashed").await?;
    tour.step("the example").await?;
    browser.enter_url(URL).await?;
    tour.step("a URL").await?;
    tour.compare_with(&example_hash, "good", "a match").await?;
    tour.compare_with(&wrong_hash, "bad", "no match").await?;
    browser.choose_snippet("golem-js").await?;
    wait_for(browser, "snippet", Some("golem-js")).await?;
    tour.step("another snippet").await?;

    tour.choose(&images.other, "another image").await?;
    tour.compare_with(&other_hash, "good", "a match of the other")
        .await?;
    browser
        .enter_url("https://github.com/golem/images/blob/main/a.gvmi")
        .await?;
    tour.step("a wrong URL").await?;
    browser.press("#url-remarks button").await?;
    browser.url_is_judged().await?;
    tour.step("a URL put right").await?;
    let drop = "const text = new DataTransfer(); text.setData('text/plain', 'no'); drop(text)";
    browser.script(&format!("{HANDS} {drop}"), &[]).await?;
    let refused = "return document.getElementById('shown').dataset.refusal !== undefined";
    browser
        .wait_until("the refusal", async || {
            Ok((browser.script(refused, &[]).await? == json!(true)).then_some(()))
        })
        .await?;
    tour.step("a refusal").await?;
    tour.choose(&images.no_image, "no image").await?;

    browser.choose(&images.large).await?;
    for percent in [1, 2, 3] {
        browser.progress(percent).await?;
        expect_true(browser)
            .await
            .map_err(|why| format!("{name}, after {percent} %: {why}"))?;
    }
    browser.press("#cancel").await?;
    wait_for(browser, "job", Some("cancelled")).await?;
    tour.step("cancelled").await?;

    let follow = "location.hash = 'hash=' + arguments[0]";
    browser.script(follow, &[json!(wrong_hash)]).await?;
    wait_for(browser, "expected", Some(&wrong_hash)).await?;
    tour.step("a link").await?;
    tour.choose(&images.other, "no match for a verifier")
        .await?;
    browser.script(follow, &[json!(other_hash)]).await?;
    wait_for(browser, "tone", Some("good")).await?;
    tour.step("a match for a verifier").await?;

    browser.choose(&images.large).await?;
    browser.progress(1).await?;
    OpenOptions::new()
        .write(true)
        .open(&images.large)?
        .set_len(LARGE / 8)?;
    wait_for(browser, "job", Some("failed")).await?;
    expect_true(browser)
        .await
        .map_err(|why| format!("{name}, failed: {why}"))?;
    fs::remove_file(&images.large)?;
    files::sparse(browser.folder.path(), LARGE)?;
    tour.choose(&images.no_image, "no image for a verifier")
        .await?;
    tour.choose(&images.other, "chosen once more").await?;

    let drop = format!("{HANDS} drop(transfer(file('a'), file('b')))");
    browser.script(&drop, &[]).await?;
    wait_for(browser, "headline", Some("1 of 3 match")).await?;
    tour.step("several").await?;
    // What is put into a small button may lie over its middle.
    let remove = "document.querySelector('tr:nth-of-type(3) .remove').click()";
    browser.script(remove, &[]).await?;
    wait_for(browser, "headline", Some("1 of 2 match")).await?;
    tour.step("one less").await?;
    browser.press("tr:nth-of-type(2) .open").await?;
    wait_for(browser, "name", Some("a")).await?;
    tour.step("one of them").await?;
    browser.press("#back").await?;
    wait_for(browser, "headline", Some("1 of 2 match")).await?;
    tour.step("all of them").await?;
    Ok(tour.drawn)
}

/// The tour undisturbed, and then with each of these changes.
async fn disturbed(browser: &Browser, all: &[(&str, &[Change])]) -> Outcome {
    let images = Images::make(browser)?;
    let expected = tour(browser, &images, "undisturbed", &[], None).await?;
    expect("drawings anew", redraws(browser).await?, 0)?;
    for (name, changes) in all {
        tour(browser, &images, name, changes, Some(&expected)).await?;
        println!("{name}: drawn anew {} times", redraws(browser).await?);
    }
    Ok(())
}

pub async fn by_a_translator(browser: &Browser) -> Outcome {
    const ON: &str = "switchOn()";
    const OFF: &str = "switchOff()";
    disturbed(
        browser,
        &[
            ("from the start", &[("opened", TRANSLATE)]),
            (
                "from the middle, on and off",
                &[
                    ("a match", ON),
                    ("another snippet", OFF),
                    ("another image", ON),
                    ("a wrong URL", OFF),
                    ("a refusal", ON),
                    ("a link", OFF),
                    ("no match for a verifier", ON),
                    ("a match for a verifier", OFF),
                    ("several", ON),
                    ("one of them", OFF),
                ],
            ),
        ],
    )
    .await
}

pub async fn by_other_extensions(browser: &Browser) -> Outcome {
    const ALL: &str = "extend('attributes', 'insert', 'wrapTexts', 'wrapElements')";
    // Yew looks at this clock, and goes on later when it has drawn for too long.
    const SLOWLY: &str = "let now = Date.now(); window.Date.now = () => now += 20";
    disturbed(
        browser,
        &[
            (
                "inserts and wrapped texts",
                &[("opened", "extend('attributes', 'insert', 'wrapTexts')")],
            ),
            ("split texts", &[("a match", "extend('splitTexts')")]),
            ("all, slowly", &[("opened", SLOWLY), ("no match", ALL)]),
        ],
    )
    .await
}

/// Copies do not take presses, and what is gone is not seen: both come back at once, and
/// whoever does it again and again is not fought for ever.
pub async fn by_copies(browser: &Browser) -> Outcome {
    const COPY: &str = "copyInPlace('#app')";
    disturbed(
        browser,
        &[(
            "copied and taken away",
            &[
                ("opened", COPY),
                ("a match", COPY),
                ("no match", "takeAway('#verdict')"),
                ("another image", "takeAway('#image-name')"),
                ("a wrong URL", COPY),
                ("a link", COPY),
                ("no match for a verifier", "takeAway('#verdict')"),
            ],
        )],
    )
    .await
}

/// The host page changes what it asks for while its reader's browser translates.
pub async fn a_widget(browser: &Browser) -> Outcome {
    const ALL: &str = "extend('wrapTexts', 'attributes', 'insert')";
    let images = Images::make(browser)?;
    let _host = HostPage::open(browser, "<gvmi-hash></gvmi-hash>").await?;
    let expected = tour_of_widget(browser, &images, "undisturbed", &[], None).await?;
    for (name, changes) in [
        ("from the start", [("opened", TRANSLATE)]),
        ("from the middle", [("no match", TRANSLATE)]),
        ("extensions", [("opened", ALL)]),
    ] {
        tour_of_widget(browser, &images, name, &changes, Some(&expected)).await?;
    }
    Ok(())
}

/// A host page with a new widget, which asks for another hash or URL after each step.
async fn tour_of_widget(
    browser: &Browser,
    images: &Images,
    name: &str,
    changes: &[Change],
    expected: Option<&[Vec<String>]>,
) -> Result<Vec<Vec<String>>, Error> {
    let (right, wrong) = (images.other_hash.to_string(), "ab".repeat(28));
    let mut tour = Tour {
        browser,
        name,
        changes,
        expected,
        drawn: Vec::new(),
    };
    let new = "const widget = document.createElement('gvmi-hash');
        widget.setAttribute('hash', arguments[0]);
        document.querySelector('gvmi-hash').replaceWith(widget)";
    browser.script(new, &[json!(wrong)]).await?;
    browser.enter_frame(FRAME).await?;
    wait_for(browser, "expected", Some(&wrong)).await?;
    tour.step("opened").await?;
    tour.choose(&images.other, "no match").await?;
    for (hash, url, tone, step) in [
        (&right, URL, "good", "a match"),
        (&wrong, URL, "bad", "no match again"),
        (&wrong, "https://example.org/b.gvmi", "bad", "another URL"),
        (&right, "", "good", "a match again"),
    ] {
        browser.leave_frame().await?;
        let ask = "const widget = document.querySelector('gvmi-hash');
            widget.setAttribute('hash', arguments[0]); widget.setAttribute('url', arguments[1])";
        browser.script(ask, &[json!(hash), json!(url)]).await?;
        browser.enter_frame(FRAME).await?;
        wait_for(browser, "url", Some(url)).await?;
        wait_for(browser, "tone", Some(tone)).await?;
        tour.step(step).await?;
    }
    browser.leave_frame().await?;
    Ok(tour.drawn)
}

/// Has a finger go up as soon as the new button is there, with a clock that makes Yew stop
/// before it is done, and counts the presses.
const RELEASE_EARLY: &str = "
    // Firefox's driver has a Date and names of its own.
    const { Date } = window;
    const { now } = Date;
    let time = now();
    Date.now = () => time += 20;
    window.presses = 0;
    document.addEventListener('click', ({ target }) =>
        window.presses += target.closest('#copy-hash') !== null, true);
    const button = document.getElementById('copy-hash');
    const { x, y } = button.getBoundingClientRect();
    const up = new PointerEvent('pointerup', { clientX: x + 5, clientY: y + 5 });
    const notYet = (event) => event !== up && event.stopImmediatePropagation();
    window.addEventListener('pointerup', notYet, true);
    const release = new MutationObserver(() => {
        if (document.getElementById('copy-hash') === button) return;
        release.disconnect();
        Date.now = now;
        window.dispatchEvent(up);
    });
    release.observe(document.body, { subtree: true, childList: true })";

/// A text that is only translated has nothing drawn anew; what the user has does not go
/// when everything is.
pub async fn what_the_user_has_stays(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    wait_for(browser, "job", Some("hashed")).await?;
    browser.script(TRANSLATE, &[]).await?;
    browser.enter_url(URL).await?;
    expect("drawings anew", redraws(browser).await?, 0)?;
    browser
        .script(
            "scrollTo(0, 100);
             const url = document.getElementById('url');
             url.focus({ preventScroll: true });
             url.setSelectionRange(3, 7);
             document.querySelector('#image-facts').open = true;",
            &[],
        )
        .await?;
    let ask = "const url = document.activeElement;
        return [url.id, url.selectionStart, url.selectionEnd, url.value, scrollY,
                document.querySelector('#image-facts').open]";
    let before = browser.script(ask, &[]).await?;
    browser
        .script(&format!("{EXTENSIONS}; takeAway('#image-name')"), &[])
        .await?;
    wait_for(browser, "generation", Some("1")).await?;
    let back = browser.wait_until("the user is back", async || {
        Ok((browser.script(ask, &[]).await? == before).then_some(()))
    });
    if back.await.is_err() {
        expect("where the user is", browser.script(ask, &[]).await?, before)?;
    }
    // In the middle of a press, too.
    let take = "document.getElementById('image-name').remove()";
    browser
        .press_while("copy-hash", async || {
            browser.script(take, &[]).await?;
            wait_for(browser, "generation", Some("2")).await?;
            // WebKitGTK copies only what is pressed while it tells of the release. The user is
            // back, and so what was open, once all is drawn.
            let is_open = "return document.getElementById('image-facts').open";
            browser
                .wait_until("the drawing has ended", async || {
                    let is_open = browser.script(is_open, &[]).await?;
                    Ok((is_open == json!(true)).then_some(()))
                })
                .await
        })
        .await?;
    browser.wait_for_words("copy-hash", "Copied").await?;
    expect("drawings anew", redraws(browser).await?, 2)?;
    // And when the finger goes up before the drawing has ended.
    browser
        .press_while("copy-hash", async || {
            let take_early = format!("{RELEASE_EARLY}; {take}");
            browser.script(&take_early, &[]).await.map(drop)
        })
        .await?;
    let pressed = browser
        .wait_until("the button is pressed", async || {
            let presses = browser.script("return presses", &[]).await?;
            Ok((presses != json!(0)).then_some(presses))
        })
        .await?;
    expect("presses", pressed, json!(1))?;
    expect("drawings anew", redraws(browser).await?, 3)?;
    // Whoever takes it away for ever is not fought for ever.
    browser
        .script(
            "new MutationObserver(() => document.getElementById('image-name')?.remove())
                 .observe(document.body, { subtree: true, childList: true });
             document.getElementById('image-name').remove()",
            &[],
        )
        .await?;
    let (seen, times) = (Cell::new(0), Cell::new(0));
    let ended = browser
        .wait_until("the fight is over", async || {
            let now = redraws(browser).await?;
            times.set(if seen.replace(now) == now {
                times.get() + 1
            } else {
                0
            });
            // A drawing may take longer than the time between two questions.
            Ok((times.get() == 20).then_some(now))
        })
        .await?;
    // The screen lacks the name from now on, so it is not held against the state.
    let enter = "const url = document.getElementById('url');
        url.value = 'https://example.org/b.gvmi';
        url.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    browser.script(enter, &[]).await?;
    wait_for(browser, "url", Some("https://example.org/b.gvmi")).await?;
    wait_for(browser, "settled", Some("true")).await?;
    expect("an end", redraws(browser).await? < ended + 10, true)
}

/// A program that has broken leaves nothing of before on the screen.
pub async fn nothing_is_left_of_a_broken_program(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    browser.finished().await?;
    browser.looked_inside().await?;
    browser
        .script(
            "document.createElement = () => { throw new Error('broken') };
             document.createTextNode = document.createElement;
             Node.prototype.cloneNode = document.createElement;",
            &[],
        )
        .await?;
    browser.enter("expected", &"ab".repeat(28)).await?;
    browser
        .wait_until("the page says so", async || {
            let says = "return document.body.innerText.includes('This page has stopped')";
            Ok((browser.script(says, &[]).await? == json!(true)).then_some(()))
        })
        .await?;
    let text = browser
        .script("return document.body.textContent", &[])
        .await?;
    let hash = hash(&example::image()).to_string();
    expect(
        "a hash of before",
        text.as_str().is_some_and(|text| text.contains(&hash)),
        false,
    )?;
    let title = browser.script("return document.title", &[]).await?;
    expect("the title", title, json!("Stopped · gvmi-hash"))?;
    let done = "to let the page draw: an extension breaks it when a hash is there";
    fault(Part::Browser, done).seen(browser).await
}
