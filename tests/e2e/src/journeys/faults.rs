//! What goes wrong while a file is hashed: always a message, never a hash.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gvmi_hash::hash::OF_MANY_ZEROS;

use super::{expect, expect_says};
use crate::Outcome;
use crate::engine::Engine;
use crate::files;
use crate::page::Browser;
use crate::server::{Clock, product};

const SIZE: u64 = 1 << 30;

/// What the page says of a file that Chromium and WebKitGTK refuse to read on.
const REFUSED: [&str; 2] = [
    "it was changed or replaced meanwhile",
    "it was changed, moved, renamed or deleted meanwhile",
];

/// Chooses a large file and does something to it in the middle of the job.
async fn in_the_middle(
    browser: &Browser,
    change: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = files::sparse(browser.folder.path(), SIZE)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.progress(10).await?;
    change(&path)?;
    Ok(path)
}

pub async fn truncated(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        OpenOptions::new().write(true).open(path)?.set_len(SIZE / 2)
    })
    .await?;
    expect_shorter(browser).await
}

pub async fn truncated_to_almost_nothing(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        OpenOptions::new().write(true).open(path)?.set_len(1)
    })
    .await?;
    expect_shorter(browser).await
}

async fn expect_shorter(browser: &Browser) -> Outcome {
    let became_shorter = "it had 1,073,741,824 bytes and now has";
    let failure = browser.failure().await?;
    if browser.engine == Engine::Firefox {
        expect_says(&failure, &[became_shorter])
    } else {
        expect_says(&failure, &[REFUSED[0], REFUSED[1], became_shorter])
    }
}

pub async fn grown(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        OpenOptions::new()
            .write(true)
            .open(path)?
            .set_len(SIZE + (1 << 20))
    })
    .await?;
    if browser.engine == Engine::Firefox {
        // Firefox gives no sign of bytes that are appended. The hash is that of the
        // file as it was chosen.
        let hash = files::hash_of_zeros(SIZE).to_string();
        expect("the hash", browser.finished().await?, hash)
    } else {
        expect_says(&browser.failure().await?, &REFUSED)
    }
}

pub async fn rewritten_in_place(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 100_000])
    })
    .await?;
    let failure = browser.failure().await?;
    if browser.engine == Engine::Firefox {
        expect_says(&failure, &["The file was changed while it was read"])
    } else {
        expect_says(&failure, &REFUSED)
    }
}

/// No engine looks at anything but size and time, so only the samples tell; unless
/// it looked in the instant before the time was set back.
pub async fn rewritten_with_its_old_time(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        let time = fs::metadata(path)?.modified()?;
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.write_all(&[7; 100_000])?;
        file.set_modified(time)
    })
    .await?;
    let changed = "The file was changed while it was read";
    expect_says(
        &browser.failure().await?,
        &[changed, REFUSED[0], REFUSED[1]],
    )
}

pub async fn deleted(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| fs::remove_file(path)).await?;
    expect_says(&browser.failure().await?, &[REFUSED[1]])
}

/// An engine that had just looked at the file opens the folder in its place, and only then
/// cannot read it.
pub async fn replaced_by_a_folder(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        fs::remove_file(path)?;
        fs::create_dir(path)
    })
    .await?;
    expect_says(&browser.failure().await?, &REFUSED)
}

/// Chooses a file on a page whose worker was tampered with.
async fn failure_of_the_worker(browser: &Browser) -> Result<String, Box<dyn std::error::Error>> {
    let path = files::sparse(browser.folder.path(), SIZE)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.failure().await
}

const NOT_STARTED: &str = "could not be started, so nothing was read";

pub async fn the_worker_is_missing(browser: &Browser) -> Outcome {
    browser.server.tamper("worker.js", None)?;
    let failure = failure_of_the_worker(browser).await?;
    expect_says(&failure, &[NOT_STARTED])?;
    expect_says(&failure, &["worker.js was answered with status 404"])
}

pub async fn the_worker_is_not_a_program(browser: &Browser) -> Outcome {
    for (name, content) in [
        ("worker_bg.wasm", &b"<!doctype html>"[..]),
        ("worker.js", b"this is no script"),
    ] {
        let original = fs::read(product().join(name))?;
        browser.server.tamper(name, Some(content.to_vec()))?;
        expect_says(&failure_of_the_worker(browser).await?, &[NOT_STARTED])?;
        browser.server.replace(name, Some(original));
    }
    Ok(())
}

/// One bit of a round constant is wrong, as on a broken machine.
pub async fn the_worker_computes_wrongly(browser: &Browser) -> Outcome {
    const ROUND_CONSTANT: [u8; 8] = 0x8000_0000_8000_8008_u64.to_le_bytes();
    let mut module = fs::read(product().join("worker_bg.wasm"))?;
    let place = module
        .windows(8)
        .position(|bytes| bytes == ROUND_CONSTANT)
        .ok_or("the round constant is not in the module")?;
    module[place] ^= 1;
    browser.server.tamper("worker_bg.wasm", Some(module))?;
    expect_says(
        &failure_of_the_worker(browser).await?,
        &["The self-check failed"],
    )
}

/// A worker that computes wrongly only when its code is compiled well shows that while it
/// stands by. No other is asked.
pub async fn the_standby_computes_wrongly(browser: &Browser) -> Outcome {
    let mut module = fs::read(product().join("worker_bg.wasm"))?;
    let answer = OF_MANY_ZEROS.as_bytes();
    let place = module
        .windows(answer.len())
        .position(|bytes| bytes == answer)
        .ok_or("the answer is not in the module")?;
    module[place] ^= 1;
    browser.server.tamper("worker_bg.wasm", Some(module))?;
    browser.open_page().await?;
    browser.stand_by().await?;
    browser
        .wait_until("the worker has said so", async || {
            let said = browser.script("return window.said", &[]).await?;
            Ok(said.as_u64().filter(|said| *said > 0).map(drop))
        })
        .await?;
    let path = files::sparse(browser.folder.path(), SIZE)?;
    browser.choose(&path).await?;
    expect_says(&browser.failure().await?, &["The self-check failed"])?;
    expect("the workers", browser.workers().await?, 1)
}

pub async fn the_worker_dies(browser: &Browser) -> Outcome {
    for end in [
        "throw new Error('an end by the test')",
        "Promise.reject(new Error('an end by the test'))",
    ] {
        let mut script = fs::read(product().join("worker.js"))?;
        script.extend(format!(";setTimeout(() => {{ {end} }}, 1000);").bytes());
        browser.server.tamper("worker.js", Some(script))?;
        let failure = failure_of_the_worker(browser).await?;
        expect_says(&failure, &["stopped before it was done"])?;
        expect_says(&failure, &["an end by the test"])?;
    }
    Ok(())
}

pub async fn the_worker_never_answers(browser: &Browser) -> Outcome {
    browser
        .server
        .tamper("worker.js", Some(b"for (;;) {}".to_vec()))?;
    browser.server.hasten(Clock::Timer);
    let failure = failure_of_the_worker(browser).await?;
    expect_says(&failure, &[NOT_STARTED])?;
    expect_says(&failure, &["it did not answer for 20 seconds"])
}

pub async fn the_worker_never_arrives(browser: &Browser) -> Outcome {
    browser.server.stall("worker.js");
    browser.server.hasten(Clock::Loading);
    let failure = failure_of_the_worker(browser).await?;
    expect_says(&failure, &[NOT_STARTED])?;
    expect_says(&failure, &["TimeoutError", "AbortError: Fetch is aborted"])
}

/// Trouble on the way is not taken for another build; once, it is not even noticed.
pub async fn the_worker_breaks_on_the_way(browser: &Browser) -> Outcome {
    // It would have the files already.
    browser.server.replace("sw.js", None);
    for name in ["worker.js", "worker_bg.wasm"] {
        browser.server.break_off(name, usize::MAX);
        let failure = failure_of_the_worker(browser).await?;
        expect_says(&failure, &[NOT_STARTED])?;
        browser.server.break_off(name, 1);
        browser.open_page().await?;
        let (path, hash) = files::random(browser.folder.path(), 1000, 5)?;
        expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    }
    Ok(())
}

/// The server's policy allows no worker from a `blob:`.
pub async fn the_worker_is_forbidden(browser: &Browser) -> Outcome {
    browser.server.set_policy("worker-src 'self'");
    expect_says(&failure_of_the_worker(browser).await?, &[NOT_STARTED])
}

/// The server has a worker that would do, but it is not the one that the page was built
/// with.
pub async fn the_worker_is_of_another_build(browser: &Browser) -> Outcome {
    for name in ["worker.js", "worker_bg.wasm"] {
        let original = fs::read(product().join(name))?;
        // White space in a script, an empty custom section in a module.
        let more = if name == "worker.js" {
            &b" "[..]
        } else {
            &[0, 1, 0]
        };
        let other = [&original, more].concat();
        browser.server.replace(name, Some(other));
        let failure = failure_of_the_worker(browser).await?;
        expect_says(&failure, &["This page was replaced on its server"])?;
        browser.server.replace(name, Some(original));
    }
    Ok(())
}
