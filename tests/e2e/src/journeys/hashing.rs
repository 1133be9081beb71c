//! The right hash, whatever the file.

use serde_json::json;

use super::expect;
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::Server;

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

pub async fn small_files_and_chunk_boundaries(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let chunks = [MIB, 4 * MIB];
    let boundaries = chunks
        .iter()
        .flat_map(|chunk| [chunk - 1, *chunk, chunk + 1]);
    for size in [0, 1, 143, 144, 145].into_iter().chain(boundaries) {
        let (path, hash) = files::random(browser.folder.path(), size, 1)?;
        let shown = browser.hash(&path).await?;
        expect(
            &format!("the hash of {size} bytes"),
            shown,
            hash.to_string(),
        )?;
    }
    Ok(())
}

pub async fn the_example(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#example").await?;
    expect(
        "the hash of the example",
        browser.finished().await?.as_str(),
        "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42",
    )?;
    let script = "return document.querySelector('main > [role=status]').textContent";
    let announced = browser.script(script, &[]).await?;
    expect(
        "what is announced",
        announced,
        json!("The hash of example.gvmi is ready. Image check passed."),
    )
}

pub async fn three_hundred_megabytes(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 300_000_000, 2)?;
    browser.open_page().await?;
    browser
        .script(
            "window.reports = 0;
             window.start = performance.now();
             const answer = document.getElementById('answer');
             new MutationObserver(() => { window.reports += 1; }).observe(answer, {
                 subtree: true, childList: true, attributes: true, characterData: true });",
            &[],
        )
        .await?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    let often = "return window.reports / (performance.now() - window.start) * 1000 > 20";
    let too_often = browser.script(often, &[]).await?;
    expect(
        "more than 20 changes of the page a second",
        too_often,
        json!(false),
    )
}

pub async fn under_a_path(browser: &Browser) -> Outcome {
    let server = Server::start("/tools/gvmi/")?;
    let (path, hash) = files::random(browser.folder.path(), 10_000_000, 3)?;
    browser.open(&server.url()).await?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    let elsewhere: Vec<_> = server
        .log()
        .into_iter()
        .filter(|path| !path.starts_with("/tools/gvmi/"))
        .collect();
    expect("requests outside of the path", elsewhere, vec![])
}

pub async fn the_same_file_again(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 50_000_000, 4)?;
    browser.open_page().await?;
    expect(
        "the first hash",
        browser.hash(&path).await?,
        hash.to_string(),
    )?;
    browser
        .script(
            "window.states = [];
             const image = document.querySelector('.image');
             new MutationObserver(() => window.states.push(image.dataset.state))
                 .observe(image, { attributeFilter: ['data-state'] });",
            &[],
        )
        .await?;
    browser.choose(&path).await?;
    browser
        .wait_until("the second job is over", async || {
            let states = browser.script("return window.states", &[]).await?;
            Ok((states == json!(["hashing", "hashed"])).then_some(()))
        })
        .await?;
    expect(
        "the second hash",
        browser.finished().await?,
        hash.to_string(),
    )
}

/// The second job is as far as the first was only after a while, and ends with the
/// right hash: the first is neither seen nor running any more.
pub async fn another_file_in_the_middle(browser: &Browser) -> Outcome {
    let first = files::sparse(browser.folder.path(), 2 * GIB)?;
    let (second, hash) = files::random(browser.folder.path(), 200_000_000, 5)?;
    browser.open_page().await?;
    browser.choose(&first).await?;
    browser.progress(5).await?;
    browser
        .script(
            "window.shares = [];
             new MutationObserver(() => {
                 const share = document.querySelector('progress')?.value;
                 if (share !== undefined) window.shares.push(share);
             }).observe(document.getElementById('answer'), {
                 subtree: true, childList: true, attributes: true, characterData: true });",
            &[],
        )
        .await?;
    watch_ends(browser, "change").await?;
    expect("the hash", browser.hash(&second).await?, hash.to_string())?;
    expect_end_at_once(browser).await?;
    fault(Part::User, "chooses another file while one is hashed")
        .hashed("random-200000000-5.gvmi", hash)
        .seen(browser)
        .await?;
    let rises = browser
        .script(
            "const start = window.shares.findIndex((share) => share === 0);
             const shares = window.shares.slice(start);
             return start >= 0 && shares.every((share, i) => i === 0 || share >= shares[i - 1])",
            &[],
        )
        .await?;
    expect(
        "progress from the start, and never back",
        rises,
        json!(true),
    )
}

/// Notes whether a worker is ended while the next event of a kind is dealt with.
async fn watch_ends(browser: &Browser, event: &str) -> Outcome {
    browser
        .script(
            "const terminate = Worker.prototype.terminate;
             let ends = 0;
             Worker.prototype.terminate = function () {
                 terminate.call(this);
                 ends += 1;
             };
             addEventListener(arguments[0], () => {
                 const before = ends;
                 // The next task of the page.
                 const channel = new MessageChannel();
                 channel.port1.onmessage = () => { window.endedAtOnce = ends > before; };
                 channel.port2.postMessage(null);
             }, { capture: true, once: true });",
            &[json!(event)],
        )
        .await?;
    Ok(())
}

/// The worker was ended before the page did anything else.
async fn expect_end_at_once(browser: &Browser) -> Outcome {
    let at_once = browser
        .wait_until("the event is over", async || {
            let at_once = browser
                .script("return window.endedAtOnce ?? null", &[])
                .await?;
            Ok(at_once.as_bool())
        })
        .await?;
    expect("the worker was ended at once", at_once, true)
}

/// While a hash takes longer than a user watches, the screen stays awake, and no longer.
pub async fn the_screen_stays_awake(browser: &Browser) -> Outcome {
    // What is done after a minute is done when the journey says so.
    const WATCH: &str = "
        window.locks = [];
        const { request } = WakeLock.prototype;
        WakeLock.prototype.request = async function (...kind) {
            const lock = await request.apply(this, kind);
            locks.push(lock);
            return lock;
        };
        const { setTimeout: soon } = window;
        window.setTimeout = (task, pause, ...rest) =>
            pause === 60000 ? (window.minute = task, 0) : soon(task, pause, ...rest)";
    browser.open_page().await?;
    browser.script(WATCH, &[]).await?;
    let path = files::sparse(browser.folder.path(), 8 << 30)?;
    browser.choose(&path).await?;
    browser.progress(1).await?;
    let released = async || {
        let script = "return locks.map((lock) => lock.released)";
        browser.script(script, &[]).await
    };
    expect("locks in the first minute", released().await?, json!([]))?;
    browser.script("minute()", &[]).await?;
    browser
        .wait_until("the screen stays awake", async || {
            Ok((released().await? == json!([false])).then_some(()))
        })
        .await?;
    browser.press("#cancel").await?;
    browser
        .wait_until("the screen may sleep", async || {
            Ok((released().await? == json!([true])).then_some(()))
        })
        .await
}

pub async fn cancel(browser: &Browser) -> Outcome {
    let path = files::sparse(browser.folder.path(), 2 * GIB)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.progress(3).await?;
    watch_ends(browser, "click").await?;
    browser.press("#cancel").await?;
    browser
        .wait_until("the job is cancelled", async || {
            Ok((browser.state().await? == "cancelled").then_some(()))
        })
        .await?;
    expect_end_at_once(browser).await?;
    expect("the hash", browser.shown_hash().await?, None)?;
    fault(Part::User, "cancels").seen(browser).await
}
