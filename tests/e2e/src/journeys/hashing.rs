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
    )
}

pub async fn three_hundred_megabytes(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 300_000_000, 2)?;
    browser.open_page().await?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())
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

pub async fn another_file_in_the_middle(browser: &Browser) -> Outcome {
    let long = files::sparse(browser.folder.path(), 2 * GIB)?;
    let (short, hash) = files::random(browser.folder.path(), 1000, 5)?;
    browser.open_page().await?;
    browser.choose(&long).await?;
    browser.progress(3).await?;
    expect("the hash", browser.hash(&short).await?, hash.to_string())?;
    // Whatever the first job might still say would be on the page by now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    expect("the hash", browser.finished().await?, hash.to_string())
}

pub async fn cancel(browser: &Browser) -> Outcome {
    let path = files::sparse(browser.folder.path(), 2 * GIB)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.progress(3).await?;
    let milliseconds = browser
        .client
        .execute_async(
            "const [done] = arguments;
             const image = document.querySelector('.image');
             const start = performance.now();
             new MutationObserver(() => {
                 if (image.dataset.state === 'cancelled') done(performance.now() - start);
             }).observe(image, { attributeFilter: ['data-state'] });
             document.getElementById('cancel').click();",
            vec![],
        )
        .await?;
    let milliseconds = milliseconds.as_f64().ok_or("no time")?;
    expect("cancelled within 100 ms", milliseconds < 100.0, true)?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    expect("the state", browser.state().await?.as_str(), "cancelled")?;
    expect("the hash", browser.shown_hash().await?, None)
}
