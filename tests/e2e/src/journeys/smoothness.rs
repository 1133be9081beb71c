//! The page leaves the reading to its worker, and little memory is taken.

use std::time::Duration;

use super::expect;
use crate::Outcome;
use crate::engine::Engine;
use crate::files;
use crate::page::Browser;
use crate::process::{self, MemoryWatch};

type Error = Box<dyn std::error::Error>;

/// The page's own thread reads what the check needs, a few hundred bytes, and no more of a
/// large file than of a small one: the rest, and the work on it, is the worker's.
pub async fn the_page_reads_next_to_nothing(browser: &Browser) -> Outcome {
    const COUNT: &str = "
        window.read = 0;
        for (const name of ['arrayBuffer', 'bytes', 'stream', 'text']) {
            const original = Blob.prototype[name];
            if (original) Blob.prototype[name] = function () {
                window.read += this.size;
                return original.call(this);
            };
        }
        for (const name of ['readAsArrayBuffer', 'readAsBinaryString', 'readAsDataURL']) {
            const original = FileReader.prototype[name];
            FileReader.prototype[name] = function (blob) {
                window.read += blob.size;
                return original.call(this, blob);
            };
        }";
    browser.open_page().await?;
    browser.script(COUNT, &[]).await?;
    let mut read = Vec::new();
    for size in [10_000_000, 300_000_000] {
        let path = files::sparse(browser.folder.path(), size)?;
        browser.hash(&path).await?;
        let so_far = browser.script("return window.read", &[]).await?;
        read.push(so_far.as_u64().ok_or("nobody counts")?);
        browser.script("window.read = 0", &[]).await?;
    }
    expect("whether it reads at all", read[0] > 0, true)?;
    expect("what it reads of the larger one", read[1], read[0])?;
    expect("whether that is little", read[0] < 10_000, true)
}

/// The memory that the browser takes does not grow with the file, and a file that is longer
/// than 32 bits can say is hashed to its end. The program is the same in each engine, so one
/// hashes that far; what the others do with slices shows earlier.
pub async fn memory_does_not_grow_with_the_file(browser: &Browser) -> Outcome {
    const LIMIT: u64 = 128 << 20;
    // The hashes are those of `head -c SIZE /dev/zero | openssl dgst -sha3-224`.
    let (size, expected) = match browser.engine {
        Engine::Chromium => (
            (5 << 30) + 1,
            "174b9148f5fc38b856e687f836fa270f6233fdb03abfccfe690f615a",
        ),
        Engine::Firefox | Engine::WebKitGtk => (
            3 << 29,
            "ae029e670d61d01e0fb1dd4c2df2024b3156725f4f339d871b5d88a7",
        ),
    };
    browser.open_page().await?;
    let (_, small) = hash_watched(browser, 100_000_000).await?;
    let (shown, large) = hash_watched(browser, size).await?;
    expect("the hash", shown.as_str(), expected)?;
    let more = large.saturating_sub(small);
    println!(
        "{}: {} MiB more for {size} bytes than for 100 MB",
        browser.engine,
        more >> 20
    );
    expect("too much memory", more > LIMIT, false)?;
    expect_memory_seen(browser, 4 * LIMIT, small + LIMIT).await
}

/// So many bytes that are taken on purpose are seen: the browser has more than `least` then.
pub async fn expect_memory_seen(browser: &Browser, bytes: u64, least: u64) -> Outcome {
    let take = format!("window.taken = new Uint8Array({bytes}).fill(1)");
    browser.script(&take, &[]).await?;
    let taken = process::memory_of_family(browser.driver());
    expect("whether memory is seen", taken > least, true)
}

/// Hashes zeros, and gives the hash and the most memory that the browser took meanwhile.
async fn hash_watched(browser: &Browser, size: u64) -> Result<(String, u64), Error> {
    let path = files::sparse(browser.folder.path(), size)?;
    let watch = MemoryWatch::start(browser.driver(), Duration::from_millis(250));
    let hash = browser.hash(&path).await?;
    Ok((hash, watch.stop()))
}
