//! What a browser, its user or an extension refuses to the page, and files of the page that do
//! not come.

use std::fs;

use serde_json::json;

use crate::Outcome;
use crate::fault::{Fault, Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::product;

type Error = Box<dyn std::error::Error>;

/// Hashes a file on the page, and gives the fault the hash that may be seen.
async fn with_hash(browser: &Browser, fault: Fault) -> Result<Fault, Error> {
    let (path, hash) = files::random(browser.folder.path(), 3_000_000, 8)?;
    browser.hash(&path).await?;
    Ok(fault.hashed("random-3000000-8.gvmi", hash))
}

/// A script that has a function throw, or gives a promise that is rejected.
const REFUSE: &str = "
    const refuse = (name) => { throw new DOMException('by the test', name); };
    const reject = (name) => Promise.reject(new DOMException('by the test', name));
    const lack = (holder, name) => Object.defineProperty(holder, name,
        { value: undefined, configurable: true });
";

pub async fn of_storage_and_interfaces(browser: &Browser) -> Outcome {
    for (done, script) in [
        (
            "its storage (localStorage)",
            "Object.defineProperty(window, 'localStorage', { get: () => refuse('SecurityError') })",
        ),
        (
            "to store anything: the storage is full",
            "Storage.prototype.setItem = () => refuse('QuotaExceededError')",
        ),
        (
            "to keep the screen awake",
            "if (window.WakeLock) WakeLock.prototype.request = () => reject('NotAllowedError')",
        ),
        (
            "streams of files",
            "lack(window, 'ReadableStreamBYOBReader'); lack(Blob.prototype, 'stream')",
        ),
        (
            "buffers that can be given back",
            "lack(ArrayBuffer.prototype, 'transfer')",
        ),
        (
            "to tell of sizes (ResizeObserver)",
            "lack(window, 'ResizeObserver')",
        ),
    ] {
        browser.server.run_first(&format!("{{{REFUSE}{script}}}"));
        browser.open_page().await?;
        let fault = with_hash(browser, fault(Part::Browser, done)).await?;
        fault.seen(browser).await?;
    }
    for (done, script) in [(
        "workers",
        "window.Worker = function () { refuse('SecurityError') }",
    )] {
        browser.server.run_first(&format!("{{{REFUSE}{script}}}"));
        browser.open_page().await?;
        let path = files::sparse(browser.folder.path(), 1 << 20)?;
        browser.choose(&path).await?;
        browser.failure().await?;
        fault(Part::Browser, done).seen(browser).await?;
    }
    Ok(())
}

pub async fn of_the_clipboard(browser: &Browser) -> Outcome {
    const ASYNC: &str = "
        if (window.Clipboard) Clipboard.prototype.writeText = () => reject('NotAllowedError');";
    const OLD: &str = "Document.prototype.execCommand = () => false;";
    // What the button says goes after three seconds.
    const PRAISE_STAYS: &str = "const { setTimeout: after } = window;
        window.setTimeout = (task, pause, ...rest) =>
            pause === 3000 ? 0 : after(task, pause, ...rest);";
    for (done, script) in [
        ("the clipboard, by its interface", ASYNC.to_owned()),
        ("the clipboard, in every way", format!("{ASYNC}{OLD}")),
    ] {
        browser
            .server
            .run_first(&format!("{{{REFUSE}{script}{PRAISE_STAYS}}}"));
        browser.open_page().await?;
        browser.press("#example").await?;
        browser.finished().await?;
        browser.looked_inside().await?;
        browser.press("#copy-hash").await?;
        browser
            .wait_until("the button says what it did", async || {
                let said = browser.text("#copy-hash").await?;
                Ok((said != "Copy hash").then_some(()))
            })
            .await?;
        fault(Part::Browser, done)
            .hashed("example.gvmi", EXAMPLE)
            .also("#copy-hash")
            .seen(browser)
            .await?;
    }
    Ok(())
}

const EXAMPLE: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";

pub async fn of_the_service_worker(browser: &Browser) -> Outcome {
    for (done, script) in [
        (
            "a service worker",
            "if (window.ServiceWorkerContainer) {
                 ServiceWorkerContainer.prototype.register = () => reject('SecurityError');
             }",
        ),
        (
            "to know of service workers",
            "lack(Navigator.prototype, 'serviceWorker')",
        ),
    ] {
        browser.server.run_first(&format!("{{{REFUSE}{script}}}"));
        browser.open(&browser.server.hosted_url()).await?;
        let fault = with_hash(browser, fault(Part::Browser, done)).await?;
        fault.seen(browser).await?;
    }
    browser.server.run_first("");
    let own = fs::read_to_string(product().join("sw.js"))?;
    for (done, script) in [
        ("the service worker is not there", None),
        (
            "the service worker is a web page",
            Some("<!doctype html>".to_owned()),
        ),
        (
            "the service worker throws",
            Some("throw new Error('by the test')".to_owned()),
        ),
        (
            "the service worker can keep nothing: no room for a cache",
            Some(format!(
                "CacheStorage.prototype.open = () =>
                     Promise.reject(new DOMException('by the test', 'QuotaExceededError'));\n{own}"
            )),
        ),
    ] {
        browser
            .server
            .replace("sw.js", script.map(String::into_bytes));
        browser.open(&browser.server.hosted_url()).await?;
        let fault = with_hash(browser, fault(Part::Server, done)).await?;
        fault.seen(browser).await?;
    }
    Ok(())
}

/// The page says from the start what to do where its program does not come.
pub async fn of_the_program(browser: &Browser) -> Outcome {
    let names: Vec<String> = fs::read_dir(product())?
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("app-"))
        .collect();
    let named = |end: &str| -> Result<String, Error> {
        let name = names.iter().find(|name| name.ends_with(end));
        Ok(name
            .ok_or(format!("the page has no program that ends with {end}"))?
            .clone())
    };
    let (script, module) = (named(".js")?, named(".wasm")?);
    // A module may have a section of no meaning, so only its digest tells that it is another.
    for (name, what, of_another_build) in [
        (&script, "the page's script", &b"\n"[..]),
        (&module, "the page's program", &[0, 1, 0]),
    ] {
        let original = fs::read(product().join(name))?;
        for (state, content) in [
            ("is not there", None),
            ("is a web page", Some(b"<!doctype html>".to_vec())),
            (
                "is of another build",
                Some([&original, of_another_build].concat()),
            ),
        ] {
            browser.server.replace(name, content);
            open_what_does_not_start(browser).await?;
            fault(Part::Server, &format!("{what} {state}"))
                .seen(browser)
                .await?;
        }
        browser.server.replace(name, Some(original));
    }
    for (done, script) in [
        ("WebAssembly", "delete window.WebAssembly"),
        (
            "addresses of its own (blob:)",
            "URL.createObjectURL = () => { throw new Error('by the test') }",
        ),
    ] {
        browser.server.run_first(script);
        open_what_does_not_start(browser).await?;
        fault(Part::Browser, done).seen(browser).await?;
    }
    Ok(())
}

pub async fn of_the_server(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    // All that the page needs is there.
    browser.stand_by().await?;
    browser.server.stop();
    let done = "it stops once the page is open";
    let fault = with_hash(browser, fault(Part::Server, done)).await?;
    fault.seen(browser).await
}

/// Opens the page, and waits until it says why it does not start.
async fn open_what_does_not_start(browser: &Browser) -> Outcome {
    browser.go(&browser.server.url()).await?;
    browser
        .wait_until("the page says so", async || {
            let script = "return [...document.querySelectorAll('.not-started')]
                .some((words) => words.getClientRects().length && words.innerText.trim())";
            Ok((browser.script(script, &[]).await? == json!(true)).then_some(()))
        })
        .await
}
