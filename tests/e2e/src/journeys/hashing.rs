//! The right hash, whatever the file.

use std::thread;
use std::time::Duration;

use serde_json::json;

use super::expect;
use crate::Outcome;
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
        "9668071148a885ab7dc0e70c16baec54f68f7f5a9239d2853d53fe45",
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

pub async fn five_gigabytes_and_one_byte(browser: &Browser) -> Outcome {
    let size = 5 * GIB + 1;
    let path = files::sparse(browser.folder.path(), size)?;
    let expected = thread::spawn(move || files::hash_of_zeros(size));
    browser.open_page().await?;
    let shown = browser.hash(&path).await?;
    let expected = expected.join().map_err(|_| "the native hash panicked")?;
    expect("the hash", shown, expected.to_string())
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
        .wait_until(
            "the second job is over",
            Duration::from_secs(30),
            async || {
                let states = browser.script("return window.states", &[]).await?;
                Ok((states == json!(["hashing", "hashed"])).then_some(()))
            },
        )
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

/// Notes when the next event of a kind happens, and when a worker is ended.
async fn watch_ends(browser: &Browser, event: &str) -> Outcome {
    browser
        .script(
            "const terminate = Worker.prototype.terminate;
             window.ends = [];
             Worker.prototype.terminate = function () {
                 terminate.call(this);
                 window.ends.push(performance.now());
             };
             addEventListener(arguments[0], () => { window.asked = performance.now(); },
                 { capture: true, once: true });",
            &[json!(event)],
        )
        .await?;
    Ok(())
}

/// The worker was ended within 100 ms of the event.
async fn expect_end_at_once(browser: &Browser) -> Outcome {
    let milliseconds = browser
        .script("return window.ends[0] - window.asked", &[])
        .await?;
    let at_once = milliseconds
        .as_f64()
        .is_some_and(|it| (0.0..100.0).contains(&it));
    expect("the worker ended within 100 ms", at_once, true)
}

pub async fn cancel(browser: &Browser) -> Outcome {
    let path = files::sparse(browser.folder.path(), 2 * GIB)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.progress(3).await?;
    watch_ends(browser, "click").await?;
    browser.press("#cancel").await?;
    browser
        .wait_until("the job is cancelled", Duration::from_secs(5), async || {
            Ok((browser.state().await? == "cancelled").then_some(()))
        })
        .await?;
    expect_end_at_once(browser).await?;
    expect("the hash", browser.shown_hash().await?, None)
}
