//! What goes wrong while a file is hashed: always a message, never a hash.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use gvmi_hash::hash::{ImageHash, OF_MANY_ZEROS};
use gvmi_hash::pure::hashing::failure::Failure;

use super::{expect, expect_says};
use crate::Outcome;
use crate::engine::Engine;
use crate::fault::{Fault, Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::{Clock, product};
use e2e::screen::wait_for;

const SIZE: u64 = 1 << 30;

/// What the page says of a file that Chromium and WebKitGTK refuse to read on. An engine that
/// had just looked at the file opens what stands in its place, and only then cannot read it.
fn refused() -> [Failure; 2] {
    let reason = String::new();
    [Failure::Gone, Failure::Unreadable { reason }]
}

fn shorter() -> Failure {
    Failure::Shortened { size: 0, end: 0 }
}

/// A fault that strikes the file in the middle of the job.
fn of_file(done: &str) -> Fault {
    fault(Part::File, &format!("{done} while it is hashed"))
}

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

/// The job ends without a hash, and the page says one of these.
async fn expect_one_of(browser: &Browser, done: &str, failures: &[Failure]) -> Outcome {
    browser.failure().await?;
    of_file(done).either(failures).seen(browser).await
}

/// Firefox says this, the others that or refuse to read on, as the moment is.
async fn expect_refused(browser: &Browser, done: &str, in_firefox: Failure) -> Outcome {
    if browser.engine == Engine::Firefox {
        return expect_one_of(browser, done, &[in_firefox]).await;
    }
    let [gone, unreadable] = refused();
    let failures = [gone, unreadable, in_firefox];
    expect_one_of(browser, done, &failures).await
}

pub async fn truncated(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        OpenOptions::new().write(true).open(path)?.set_len(SIZE / 2)
    })
    .await?;
    expect_refused(browser, "cut to half its size", shorter()).await
}

pub async fn truncated_to_almost_nothing(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        OpenOptions::new().write(true).open(path)?.set_len(1)
    })
    .await?;
    expect_refused(browser, "cut to one byte", shorter()).await
}

pub async fn grown(browser: &Browser) -> Outcome {
    const DONE: &str = "appended to";
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
        browser.finished().await?;
        let (name, hash) = (format!("sparse-{SIZE}.gvmi"), files::hash_of_zeros(SIZE));
        of_file(DONE).hashed(&name, hash).seen(browser).await
    } else {
        expect_one_of(browser, DONE, &refused()).await
    }
}

pub async fn rewritten_in_place(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[7; 100_000])
    })
    .await?;
    expect_refused(browser, "written over in place", Failure::Changed).await
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
    expect_refused(
        browser,
        "written over, and its time set back,",
        Failure::Changed,
    )
    .await
}

pub async fn deleted(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| fs::remove_file(path)).await?;
    expect_one_of(browser, "deleted", &refused()).await
}

pub async fn renamed(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        fs::rename(path, path.with_extension("elsewhere"))
    })
    .await?;
    expect_one_of(browser, "renamed", &refused()).await
}

/// As downloads and editors do it: the new file takes the old one's name at once.
pub async fn replaced_by_rename(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        let other = path.with_extension("new");
        fs::write(&other, vec![7; 1 << 20])?;
        fs::rename(other, path)
    })
    .await?;
    expect_refused(browser, "replaced by rename with a shorter file", shorter()).await
}

pub async fn replaced_by_rename_with_one_of_its_size(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        let other = path.with_extension("new");
        let mut file = fs::File::create(&other)?;
        file.write_all(&[7; 100_000])?;
        file.set_len(SIZE)?;
        fs::rename(other, path)
    })
    .await?;
    let done = "replaced by rename with another of its size";
    expect_refused(browser, done, Failure::Changed).await
}

pub async fn replaced_by_a_folder(browser: &Browser) -> Outcome {
    in_the_middle(browser, |path| {
        fs::remove_file(path)?;
        fs::create_dir(path)
    })
    .await?;
    expect_one_of(browser, "replaced by a folder", &refused()).await
}

/// What is done to a file whose job was cancelled, before it is hashed again.
pub async fn hashed_again(browser: &Browser) -> Outcome {
    type Change = fn(&Path) -> std::io::Result<()>;
    let changes: [(&str, Change, &[Failure]); 3] = [
        ("deleted", |path| fs::remove_file(path), &[Failure::Gone]),
        (
            "cut to one byte",
            |path| OpenOptions::new().write(true).open(path)?.set_len(1),
            &[],
        ),
        (
            "replaced by a folder",
            |path| {
                fs::remove_file(path)?;
                fs::create_dir(path)
            },
            &[],
        ),
    ];
    for (done, change, failures) in changes {
        let path = in_the_middle(browser, |_| Ok(())).await?;
        browser.press("#cancel").await?;
        wait_for(browser, "job", Some("cancelled")).await?;
        change(&path)?;
        browser.press("#again").await?;
        browser
            .wait_until("it is hashed again", async || {
                Ok((browser.state().await? != "cancelled").then_some(()))
            })
            .await?;
        browser.failure().await?;
        let done = format!("{done} after its job was cancelled, then hashed again");
        fault(Part::File, &done)
            .either(failures)
            .seen(browser)
            .await?;
        let _ = (fs::remove_file(&path), fs::remove_dir(&path));
    }
    Ok(())
}

/// What Linux shows as files and is no file on a disk. Whatever the system says of its size,
/// browsers give nothing of it, but Firefox, which reads on.
pub async fn what_is_no_file_on_a_disk(browser: &Browser) -> Outcome {
    let fifo = browser.folder.path().join("fifo.gvmi");
    let made = Command::new("mkfifo").arg(&fifo).status()?;
    expect("whether there is a pipe", made.success(), true)?;
    let link = browser.folder.path().join("device.gvmi");
    symlink("/dev/zero", &link)?;
    for (done, path) in [
        ("a pipe that nobody writes into (FIFO)", &*fifo),
        (
            "a device with nothing in it (/dev/null)",
            Path::new("/dev/null"),
        ),
        (
            "a device without an end (/dev/zero)",
            Path::new("/dev/zero"),
        ),
        ("a link to a device", &*link),
        (
            "a file of /proc: empty, by its size",
            Path::new("/proc/version"),
        ),
        (
            "a file of /sys: shorter than its size",
            Path::new("/sys/devices/system/cpu/online"),
        ),
    ] {
        // Firefox would read on for ever, or wait; `the_disk_is_silent` has what is seen then.
        let is_endless = path == link || path == fifo || path.ends_with("zero");
        if browser.engine == Engine::Firefox && is_endless {
            continue;
        }
        browser.open_page().await?;
        browser.choose(path).await?;
        wait_for_end(browser).await?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        fault(Part::File, done)
            .hashed(&name, ImageHash::OF_NOTHING)
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// Waits until the job is over, though it shows no progress.
async fn wait_for_end(browser: &Browser) -> Outcome {
    browser
        .wait_until("the job is over", async || {
            let state = browser.state().await?;
            Ok(["hashed", "failed"].contains(&&*state).then_some(()))
        })
        .await
}

/// Chooses a file on a page whose worker was tampered with.
async fn failure_of_the_worker(browser: &Browser) -> Result<String, Box<dyn std::error::Error>> {
    let path = files::sparse(browser.folder.path(), SIZE)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.failure().await
}

/// The row of a worker that was tampered with.
async fn seen(browser: &Browser, done: &str) -> Outcome {
    fault(Part::Worker, done).seen(browser).await
}

const NOT_STARTED: &str = "could not be started, so nothing was read";

pub async fn the_worker_is_missing(browser: &Browser) -> Outcome {
    browser.server.tamper("worker.js", None)?;
    let failure = failure_of_the_worker(browser).await?;
    expect_says(&failure, &[NOT_STARTED])?;
    expect_says(&failure, &["worker.js was answered with status 404"])?;
    seen(browser, "its script is not on the server").await
}

pub async fn the_worker_is_not_a_program(browser: &Browser) -> Outcome {
    for (name, content) in [
        ("worker_bg.wasm", &b"<!doctype html>"[..]),
        ("worker.js", b"this is no script"),
    ] {
        let original = fs::read(product().join(name))?;
        browser.server.tamper(name, Some(content.to_vec()))?;
        expect_says(&failure_of_the_worker(browser).await?, &[NOT_STARTED])?;
        seen(browser, &format!("{name} is a web page, or no program")).await?;
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
    )?;
    seen(
        browser,
        "it computes wrongly: one bit of a constant is another",
    )
    .await
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
    seen(browser, "it computes wrongly once it has run for a while").await?;
    expect("the workers", browser.workers().await?, 1)
}

pub async fn the_worker_dies(browser: &Browser) -> Outcome {
    for (done, end) in [
        ("it throws", "throw new Error('an end by the test')"),
        (
            "it rejects a promise",
            "Promise.reject(new Error('an end by the test'))",
        ),
    ] {
        let mut script = fs::read(product().join("worker.js"))?;
        // First it says that it has the file.
        script.extend(
            format!(
                ";{{ const say = self.postMessage; self.postMessage = (...said) => {{
                say.apply(self, said); setTimeout(() => {{ {end} }}, 300); }} }}"
            )
            .bytes(),
        );
        browser.server.tamper("worker.js", Some(script))?;
        let failure = failure_of_the_worker(browser).await?;
        expect_says(&failure, &["stopped before it was done"])?;
        expect_says(&failure, &["an end by the test"])?;
        seen(browser, &format!("{done} in the middle of a job")).await?;
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
    expect_says(&failure, &["it did not answer for 20 seconds"])?;
    seen(browser, "it runs and never answers").await
}

/// Nothing comes, and no error: as of a network drive whose server is down.
pub async fn the_disk_is_silent(browser: &Browser) -> Outcome {
    let script = fs::read_to_string(product().join("worker.js"))?;
    let silent = "Blob.prototype.arrayBuffer = () => new Promise(() => {});";
    browser
        .server
        .tamper("worker.js", Some(format!("{silent}\n{script}").into()))?;
    // Ten seconds of silence are over soon, and not the time that a worker has to start.
    browser.server.run_first(
        "const { setTimeout: after } = window;
         window.setTimeout = (task, pause = 0, ...rest) =>
             after(task, pause === 10000 ? 100 : pause, ...rest);",
    );
    let failure = failure_of_the_worker(browser).await?;
    expect_says(
        &failure,
        &["Nothing has come from the file for two minutes"],
    )?;
    fault(
        Part::Storage,
        "nothing comes from the disk for two minutes, and no error",
    )
    .seen(browser)
    .await
}

pub async fn the_worker_never_arrives(browser: &Browser) -> Outcome {
    browser.server.stall("worker.js");
    browser.server.hasten(Clock::Loading);
    let failure = failure_of_the_worker(browser).await?;
    expect_says(&failure, &[NOT_STARTED])?;
    expect_says(&failure, &["TimeoutError", "AbortError: Fetch is aborted"])?;
    seen(browser, "the server never sends it").await
}

/// Trouble on the way is not taken for another build; once, it is not even noticed.
pub async fn the_worker_breaks_on_the_way(browser: &Browser) -> Outcome {
    // It would have the files already.
    browser.server.replace("sw.js", None);
    for name in ["worker.js", "worker_bg.wasm"] {
        browser.server.break_off(name, usize::MAX);
        let failure = failure_of_the_worker(browser).await?;
        expect_says(&failure, &[NOT_STARTED])?;
        seen(
            browser,
            &format!("the connection breaks in the middle of {name}, each time"),
        )
        .await?;
        browser.server.break_off(name, 1);
        browser.open_page().await?;
        let (path, hash) = files::random(browser.folder.path(), 1000, 5)?;
        browser.hash(&path).await?;
        let done = format!("the connection breaks in the middle of {name}, once");
        fault(Part::Worker, &done)
            .hashed("random-1000-5.gvmi", hash)
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// The server's policy allows no worker from a `blob:`.
pub async fn the_worker_is_forbidden(browser: &Browser) -> Outcome {
    browser.server.set_policy("worker-src 'self'");
    expect_says(&failure_of_the_worker(browser).await?, &[NOT_STARTED])?;
    seen(browser, "the server's policy forbids it").await
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
        seen(
            browser,
            &format!("{name} on the server is of another build"),
        )
        .await?;
        browser.server.replace(name, Some(original));
    }
    Ok(())
}
