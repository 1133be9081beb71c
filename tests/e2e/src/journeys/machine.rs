//! What happens to a machine in the middle of a job: its clock jumps, its memory ends, its user
//! turns to another tab, or changes their mind two hundred times.

use std::fs;

use serde_json::json;

use super::expect;
use crate::Outcome;
use crate::engine::Engine;
use crate::fault::{Fault, Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::product;
use e2e::screen::wait_for;

/// In bytes: is hashed to its end.
const SIZE: u64 = 128 << 20;

/// In bytes: there is time to do something in the middle.
const LONG: u64 = 1 << 30;

fn of_machine(done: &str, size: u64) -> Fault {
    let name = format!("sparse-{size}.gvmi");
    fault(Part::Machine, done).hashed(&name, files::hash_of_zeros(size))
}

/// Every clock that a program can read, of the page and of the worker, jumps in the middle.
pub async fn the_clock_jumps(browser: &Browser) -> Outcome {
    const JUMP: &str = "
        let looked = 0;
        const jump = () => (looked += 1) > 40;
        const { now } = Performance.prototype;
        const { now: date } = Date;
        let last;
        Performance.prototype.now = function () { return later(now.call(this)); };
        Date.now = () => later(date());";
    let worker = fs::read_to_string(product().join("worker.js"))?;
    for (done, later) in [
        (
            "the clock jumps a day ahead in the middle",
            "time + (jump() ? 86400000 : 0)",
        ),
        (
            "the clock jumps a day back in the middle",
            "time - (jump() ? 86400000 : 0)",
        ),
        (
            "the clock stands still from the middle on",
            "last = jump() ? last ?? time : time",
        ),
    ] {
        let script = format!("{{ const later = (time) => {later}; {JUMP} }}");
        browser
            .server
            .tamper("worker.js", Some(format!("{script}\n{worker}").into()))?;
        browser.server.run_first(&script);
        browser.open_page().await?;
        let path = files::sparse(browser.folder.path(), SIZE)?;
        browser.choose(&path).await?;
        browser.wait_until_over().await?;
        of_machine(done, SIZE).seen(browser).await?;
    }
    Ok(())
}

/// The worker's memory cannot grow: the browser itself refuses it.
pub async fn no_more_memory(browser: &Browser) -> Outcome {
    let module = fs::read(product().join("worker_bg.wasm"))?;
    browser
        .server
        .tamper("worker_bg.wasm", Some(without_more_memory(&module)?))?;
    browser.open_page().await?;
    let path = files::sparse(browser.folder.path(), SIZE)?;
    browser.choose(&path).await?;
    browser.wait_until_over().await?;
    let done = "the worker is given no more memory than it begins with";
    of_machine(done, SIZE).seen(browser).await
}

/// The module with a memory whose most is its least (WebAssembly Core, 5.5.8).
fn without_more_memory(module: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    const MEMORY: u8 = 5;
    let mut place = 8;
    loop {
        let id = *module.get(place).ok_or("the module has no memory")?;
        let (size, length) = number(&module[place + 1..]);
        let start = place + 1 + length;
        if id == MEMORY {
            let content = &module[start..start + size];
            let (_, length) = number(&content[2..]);
            let least = &content[2..2 + length];
            let content = [&[1, 1], least, least].concat();
            let section = [&[MEMORY, content.len() as u8], &content[..]].concat();
            return Ok([&module[..place], &section, &module[start + size..]].concat());
        }
        place = start + size;
    }
}

/// A number in LEB128, and how many bytes it takes.
fn number(bytes: &[u8]) -> (usize, usize) {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return (value, index + 1);
        }
    }
    (value, bytes.len())
}

/// Begins to hash a large file.
async fn begin(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let path = files::sparse(browser.folder.path(), LONG)?;
    browser.choose(&path).await?;
    browser.progress(1).await
}

/// The user reads in another tab while a file is hashed, and comes back.
pub async fn another_tab(browser: &Browser) -> Outcome {
    begin(browser).await?;
    let page = browser.client.window().await?;
    let other = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(other).await?;
    browser
        .client
        .goto(&format!("{}icon.svg", browser.server.url()))
        .await?;
    browser.client.close_window().await?;
    browser.client.switch_to_window(page).await?;
    browser.wait_until_over().await?;
    let done = "another tab is in front, and then this one again";
    of_machine(done, LONG).seen(browser).await
}

/// As browsers do it to tabs that nobody has looked at for long.
pub async fn frozen(browser: &Browser) -> Outcome {
    begin(browser).await?;
    for state in ["frozen", "active"] {
        browser
            .devtools("Page.setWebLifecycleState", json!({ "state": state }))
            .await?;
    }
    browser.wait_until_over().await?;
    let done = "the tab is frozen, and woken again";
    of_machine(done, LONG).seen(browser).await
}

/// What was read is lost, and nothing says otherwise.
pub async fn left_and_back(browser: &Browser) -> Outcome {
    begin(browser).await?;
    browser.open(&browser.server.url()).await?;
    fault(
        Part::Machine,
        "the tab is reloaded, as after it was discarded, in the middle",
    )
    .seen(browser)
    .await?;
    // There it depends on the moment whether a page that was left can still read its file.
    if browser.engine == Engine::WebKitGtk {
        return Ok(());
    }
    begin(browser).await?;
    browser
        .client
        .goto(&format!("{}icon.svg", browser.server.url()))
        .await?;
    browser.client.back().await?;
    browser
        .wait_until("the page is there, and hashes nothing", async || {
            let state = browser.state().await?;
            Ok(["empty", "hashed", "failed"]
                .contains(&&*state)
                .then_some(()))
        })
        .await?;
    let done = "the user goes to another page in the middle, and back";
    of_machine(done, LONG).seen(browser).await
}

pub async fn two_hundred_cancels(browser: &Browser) -> Outcome {
    const ROUND: usize = 20;
    const CANCEL: &str = "
        const [count, done] = arguments;
        const state = () => document.querySelector('[data-state]').dataset.state;
        const until = (wanted) => new Promise((resolve) => {
            const look = () => state() === wanted ? resolve() : setTimeout(look, 4);
            look();
        });
        (async () => {
            for (let round = 0; round < count; round += 1) {
                document.getElementById('again').click();
                await until('hashing');
                document.getElementById('cancel').click();
                await until('cancelled');
            }
        })().then(() => done(null), (why) => done(`${why}`))";
    begin(browser).await?;
    browser.press("#cancel").await?;
    wait_for(browser, "job", Some("cancelled")).await?;
    for _ in 0..200 / ROUND {
        let failed = browser
            .client
            .execute_async(CANCEL, vec![json!(ROUND)])
            .await?;
        expect("what failed", failed, json!(null))?;
    }
    expect(
        "hashes",
        browser.script("return window.hashes", &[]).await?,
        json!(0),
    )?;
    fault(Part::User, "begins and cancels 200 times")
        .seen(browser)
        .await?;
    browser.press("#again").await?;
    browser.finished().await?;
    let name = format!("sparse-{LONG}.gvmi");
    fault(
        Part::User,
        "begins and cancels 200 times, and begins once more",
    )
    .hashed(&name, files::hash_of_zeros(LONG))
    .seen(browser)
    .await
}

/// Its size is said right, and it can be ended at any time; what is longer than 32 bits can say
/// is hashed to its end in `smoothness`.
pub async fn ten_gigabytes(browser: &Browser) -> Outcome {
    let path = files::sparse(browser.folder.path(), 10_000_000_000)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    browser.progress(1).await?;
    fault(Part::File, "10 GB, while it is hashed")
        .seen(browser)
        .await?;
    browser.press("#cancel").await?;
    wait_for(browser, "job", Some("cancelled")).await?;
    fault(Part::File, "10 GB, and cancelled")
        .seen(browser)
        .await
}
