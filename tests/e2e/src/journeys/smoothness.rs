//! The page leaves the reading to its worker, and little memory is taken.

use std::thread;
use std::time::Duration;

use super::expect;
use crate::Outcome;
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

/// The memory that the browser takes does not grow with the file, here one that is longer
/// than 32 bits can say. Slices left to its garbage collector would be more than 200 MiB in
/// Firefox.
pub async fn five_gigabytes_take_no_more_memory(browser: &Browser) -> Outcome {
    const LIMIT: u64 = 128 << 20;
    const SIZE: u64 = (5 << 30) + 1;
    let expected = thread::spawn(|| files::hash_of_zeros(SIZE));
    browser.open_page().await?;
    let (_, small) = hash_watched(browser, 100_000_000).await?;
    let (shown, large) = hash_watched(browser, SIZE).await?;
    let expected = expected.join().map_err(|_| "the native hash panicked")?;
    expect("the hash", shown, expected.to_string())?;
    let more = large.saturating_sub(small);
    println!(
        "{}: {} MiB more for 5 GiB than for 100 MB",
        browser.engine,
        more >> 20
    );
    expect("too much memory", more > LIMIT, false)?;
    // Memory taken on purpose is seen.
    let take = format!("window.taken = new Uint8Array({}).fill(1)", 4 * LIMIT);
    browser.script(&take, &[]).await?;
    let taken = process::memory_of_family(browser.driver());
    expect("whether memory is seen", taken > small + LIMIT, true)
}

/// Hashes zeros, and gives the hash and the most memory that the browser took meanwhile.
async fn hash_watched(browser: &Browser, size: u64) -> Result<(String, u64), Error> {
    let path = files::sparse(browser.folder.path(), size)?;
    let watch = MemoryWatch::start(browser.driver(), Duration::from_millis(50));
    let hash = browser.hash(&path).await?;
    Ok((hash, watch.stop()))
}
