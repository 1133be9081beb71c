//! The page answers while it hashes (Chromium tells), and little memory is taken.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::expect;
use crate::Outcome;
use crate::files;
use crate::page::Browser;
use crate::process::{self, MemoryWatch};

/// No task of the page is longer than 50 ms while 1 GB is hashed. Other programs may
/// make any task long now and then; one that the page makes long is so each time.
pub async fn no_long_task(browser: &Browser) -> Outcome {
    const TIMES: usize = 3;
    let path = files::sparse(browser.folder.path(), 1_000_000_000)?;
    for time in 1..=TIMES {
        let tasks = long_tasks(browser, &path).await?;
        if tasks == json!([]) {
            break;
        }
        println!("long tasks while hashing, in milliseconds: {tasks}");
        expect("whether there is one each time", time == TIMES, false)?;
    }
    // A long task made on purpose is seen.
    browser
        .script(
            "setTimeout(() => { const end = performance.now() + 80; while (performance.now() < end); })",
            &[],
        )
        .await?;
    browser
        .wait_until(
            "the long task is seen",
            Duration::from_secs(5),
            async || {
                let tasks = browser.script("return window.tasks.length", &[]).await?;
                Ok((tasks != json!(0)).then_some(()))
            },
        )
        .await
}

/// Hashes a file on a fresh page, and gives the lengths of the tasks over 50 ms.
async fn long_tasks(browser: &Browser, path: &Path) -> Result<Value, Box<dyn std::error::Error>> {
    browser.open_page().await?;
    browser
        .script(
            "window.tasks = [];
             new PerformanceObserver((list) => {
                 for (const task of list.getEntries()) window.tasks.push(task.duration);
             }).observe({ type: 'longtask' })",
            &[],
        )
        .await?;
    browser.hash(path).await?;
    browser.script("return window.tasks", &[]).await
}

/// The memory that the browser takes beside what it has when idle is small, however long
/// the file. Slices left to its garbage collector would be more than 200 MiB in Firefox.
pub async fn memory_stays_small(browser: &Browser) -> Outcome {
    const LIMIT: u64 = 128 << 20;
    browser.open_page().await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = process::memory_of_family(browser.driver);
    expect("a browser was measured", idle > 0, true)?;
    let path = files::sparse(browser.folder.path(), 5_000_000_000)?;
    let watch = MemoryWatch::start(browser.driver, Duration::from_millis(50));
    browser.hash(&path).await?;
    let taken = watch.stop().saturating_sub(idle);
    println!(
        "memory over idle while 5 GB are hashed: {} MiB",
        taken >> 20
    );
    expect("too much memory", taken > LIMIT, false)?;
    // Memory taken on purpose is seen.
    let take = format!("window.taken = new Uint8Array({LIMIT}).fill(1)");
    browser.script(&take, &[]).await?;
    let more = process::memory_of_family(browser.driver).saturating_sub(idle);
    expect("whether memory is seen", more > LIMIT / 2, true)
}
