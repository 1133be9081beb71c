//! The page answers while it hashes, and its memory stays the same (Chromium).

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::expect;
use crate::Outcome;
use crate::files;
use crate::page::Browser;
use crate::process;

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

/// The peak of the page's process is the same for 0.5 GB and for 5 GB.
pub async fn memory_does_not_grow_with_the_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let small = peak_of(browser, 500_000_000).await?;
    let large = peak_of(browser, 5_000_000_000).await?;
    println!(
        "peak memory of the page's process: {} MiB for 0.5 GB, {} MiB for 5 GB",
        small >> 20,
        large >> 20
    );
    expect("a process was measured", small > 0, true)?;
    // The browser collects garbage when it likes. A hundredth of the file is left to it.
    const TOLERANCE: u64 = 48 << 20;
    expect(
        "memory grown with the file",
        large > small + TOLERANCE,
        false,
    )
}

async fn peak_of(browser: &Browser, size: u64) -> Result<u64, Box<dyn std::error::Error>> {
    let path = files::sparse(browser.folder.path(), size)?;
    browser.choose(&path).await?;
    let mut peak = 0;
    while browser.state().await? != "hashed" {
        peak = peak.max(resident_memory(browser.driver));
        tokio::time::sleep(Duration::from_millis(50)).await;
        if browser.state().await? == "failed" {
            return Err(browser.text("#failure").await?.into());
        }
    }
    Ok(peak)
}

/// The resident bytes of the largest renderer process below `ancestor`.
fn resident_memory(ancestor: u32) -> u64 {
    process::family(ancestor)
        .into_iter()
        .filter(|process| is_renderer(*process))
        .filter_map(|process| process::status(process, "VmRSS:"))
        .map(|kibibytes| kibibytes << 10)
        .max()
        .unwrap_or(0)
}

fn is_renderer(process: u32) -> bool {
    fs::read(format!("/proc/{process}/cmdline"))
        .is_ok_and(|line| String::from_utf8_lossy(&line).contains("--type=renderer"))
}
