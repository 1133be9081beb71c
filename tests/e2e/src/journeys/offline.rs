//! The page without its server, and newer versions of it.

use std::fs;
use std::path::Path;

use fantoccini::Locator;
use serde_json::json;
use tempfile::TempDir;

use super::expect;
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::files;
use crate::page::Browser;
use crate::server::{Server, product};
use e2e::screen::wait_for;

type Error = Box<dyn std::error::Error>;

const ONE_FILE: &str = "gvmi-hash.html";

/// Stands in the one file of version 2.
const SECOND_ONE_FILE: &str = "<!-- version 2 -->";

/// As the browser says it when the user comes back from another tab. WebKitGTK's driver shows
/// no window but its first.
const COME_BACK: &str =
    "Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
     document.dispatchEvent(new Event('visibilitychange'))";

pub async fn without_the_server(browser: &Browser) -> Outcome {
    works_without(browser, &browser.server.hosted_url()).await
}

pub async fn without_the_server_where_it_is_developed(browser: &Browser) -> Outcome {
    works_without(browser, &browser.server.url()).await
}

async fn works_without(browser: &Browser, url: &str) -> Outcome {
    browser.open(url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    expect_no_offer(browser).await?;
    browser.server.stop();
    browser.open(url).await?;
    // The one file is a part of the page. The page asks for nothing once it has a file.
    let read = "const [name, done] = arguments;
         fetch(name).then((response) => response.text()).then(done, (why) => done(`${why}`))";
    let expected = fs::read_to_string(product().join(ONE_FILE))?;
    let name = bundle::one_file_name(&bundle::digest::hex(expected.as_bytes()));
    let arguments = vec![json!(name)];
    let seen = browser.client.execute_async(read, arguments).await?;
    expect("whether the one file is there", seen == expected, true)?;
    for query in ["", "?anything", "index.html"] {
        browser.open(&format!("{url}{query}")).await?;
        expect_hash(browser, 1_000_000).await?;
    }
    let done = "the server is gone, and the page that was opened once is opened again";
    expect_row(browser, done, 1_000_000).await
}

/// The page in one file is saved without the server, even when the page has closed itself.
pub async fn the_one_file_is_saved_without_the_server(browser: &Browser) -> Outcome {
    browser.open(&browser.server.hosted_url()).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    browser.server.stop();
    let one_file = fs::read(product().join(ONE_FILE))?;
    browser.press("#install summary").await?;
    browser.press("#one-file").await?;
    browser.saves(ONE_FILE, &one_file).await?;
    expect_hash(browser, 1_000_000).await?;
    browser.press("#one-file").await?;
    browser.saves(ONE_FILE, &one_file).await
}

/// Beside the digest of version 1, nothing of version 2 is saved.
pub async fn the_one_file_is_of_the_build_of_the_page(browser: &Browser) -> Outcome {
    let url = browser.server.hosted_url();
    browser.open(&url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    let page = browser.client.window().await?;
    let second = another_version()?;
    browser.server.deploy(second.path())?;
    browser.press("#install summary").await?;
    save_one_file(browser).await?;
    let first = fs::read(product().join(ONE_FILE))?;
    browser.saves(ONE_FILE, &first).await?;

    // In another window version 2 takes over.
    let window = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(window).await?;
    browser.open(&url).await?;
    wait_for_offer(browser).await?;
    browser.press("#reload").await?;
    wait_for_version(browser, 2).await?;
    browser.press("#install summary").await?;
    save_one_file(browser).await?;
    let of_second = fs::read(second.path().join(ONE_FILE))?;
    browser.saves(ONE_FILE, &of_second).await?;
    browser.client.switch_to_window(page).await?;
    expect("the heading", heading(browser).await?.as_str(), named(1))?;
    expect_second_is_not_saved(browser).await
}

/// Follows the link, which may stand under the offer of a new version until the page is
/// scrolled to its end.
async fn save_one_file(browser: &Browser) -> Outcome {
    let scroll = "scrollTo(0, document.documentElement.scrollHeight)";
    browser.script(scroll, &[]).await?;
    let end = "return scrollY + innerHeight >= document.documentElement.scrollHeight - 2";
    browser
        .wait_until("the page is scrolled", async || {
            Ok((browser.script(end, &[]).await? == json!(true)).then_some(()))
        })
        .await?;
    browser.press("#one-file").await
}

/// The same without a service worker, where the browser asks the server for it.
pub async fn the_one_file_of_a_page_that_is_not_kept(browser: &Browser) -> Outcome {
    browser.server.replace("sw.js", None);
    browser.open(&browser.server.hosted_url()).await?;
    browser.press("#install summary").await?;
    browser.press("#one-file").await?;
    let first = fs::read(product().join(ONE_FILE))?;
    browser.saves(ONE_FILE, &first).await?;
    let second = another_version()?;
    browser.server.deploy(second.path())?;
    expect_second_is_not_saved(browser).await
}

/// Follows the link. A file that is saved afterwards is there, so what was to be saved before
/// is, too.
async fn expect_second_is_not_saved(browser: &Browser) -> Outcome {
    const LATER: &str = "later.txt";
    const LINK: &str = "gvmi-hash";
    let offer = "const link = document.createElement('a');
         link.id = 'later';
         link.href = 'data:text/plain,later';
         link.download = arguments[0];
         link.textContent = 'Later';
         link.style = 'position: fixed; inset: 0; z-index: 9; background: Canvas';
         document.body.append(link)";
    let before = browser.server.log().len();
    save_one_file(browser).await?;
    browser
        .wait_until("the server has said that it is gone", async || {
            let log = browser.server.log();
            let asked = log[before..].iter().any(|path| path.contains(LINK));
            Ok(asked.then_some(()))
        })
        .await?;
    browser.script(offer, &[json!(LATER)]).await?;
    browser
        .client
        .find(Locator::Id("later"))
        .await?
        .click()
        .await?;
    browser.saves(LATER, b"later").await?;
    for (name, text) in browser.all_saved()? {
        let what = format!("whether {name} is of version 2");
        expect(&what, text.contains(SECOND_ONE_FILE), false)?;
    }
    Ok(())
}

/// Version 2 is deployed while two pages of version 1 are open.
pub async fn a_new_version(browser: &Browser) -> Outcome {
    let url = browser.server.hosted_url();
    browser.open(&url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    let other = browser.client.window().await?;
    let window = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(window.clone()).await?;
    browser.open(&url).await?;

    expect_no_offer(browser).await?;
    let second = another_version()?;
    browser.server.deploy(second.path())?;
    // A browser that is just looking for itself, and has asked before, does not look anew.
    browser
        .wait_until("a new version is offered", async || {
            browser.script(COME_BACK, &[]).await?;
            Ok(browser.find("#reload").await.ok().map(drop))
        })
        .await?;
    expect_version(browser, 1).await?;
    // Until it is asked for, it goes on as it is, even after a reload.
    browser.open(&url).await?;
    expect_version(browser, 1).await?;
    wait_for_offer(browser).await?;

    // No offer while a file is hashed.
    let large = files::sparse(browser.folder.path(), 8 << 30)?;
    browser.choose(&large).await?;
    browser.progress(1).await?;
    expect_no_offer(browser).await?;
    browser.press("#cancel").await?;
    wait_for_offer(browser).await?;

    browser.press("#reload").await?;
    wait_for_version(browser, 2).await?;
    expect_version(browser, 2).await?;
    expect_no_offer(browser).await?;

    // The other page was left alone, and is offered the same.
    browser.client.switch_to_window(other).await?;
    expect_version(browser, 1).await?;
    wait_for_offer(browser).await?;
    browser.press("#reload").await?;
    wait_for_version(browser, 2).await?;
    browser.server.stop();
    browser.open(&url).await?;
    expect_version(browser, 2).await?;
    let caches = "const done = arguments[0]; caches.keys().then((keys) => done(keys.length))";
    let caches = browser.client.execute_async(caches, vec![]).await?;
    expect("the number of caches", caches, json!(1))
}

/// Who comes back to the page has it look for a newer version, but not once a worker stands
/// by: then nothing at all is asked of the server.
pub async fn looking_for_a_new_version(browser: &Browser) -> Outcome {
    browser.open(&browser.server.hosted_url()).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    let asked = browser.server.log();
    browser
        .script(
            "window.looks = 0;
             const { getRegistration } = ServiceWorkerContainer.prototype;
             ServiceWorkerContainer.prototype.getRegistration = async function () {
                 const registration = await getRegistration.call(this);
                 // By then the page has looked, if it does.
                 setTimeout(() => { window.looks += 1; });
                 return registration;
             };",
            &[],
        )
        .await?;
    browser.script(COME_BACK, &[]).await?;
    browser
        .wait_until("the page looks", async || {
            Ok((browser.server.log().len() > asked.len()).then_some(()))
        })
        .await?;
    let asked = browser.server.log();
    let last = asked.last().map(String::as_str);
    expect("what is asked", last, Some("/sw.js"))?;
    browser.stand_by().await?;
    come_back_again(browser).await?;
    expect("what is asked then", &browser.server.log(), &asked)?;
    expect_hash(browser, 1_000_000).await?;
    come_back_again(browser).await?;
    expect("what is asked with a file", browser.server.log(), asked)
}

/// Comes back to the page, and waits until it has made up its mind whether to look.
async fn come_back_again(browser: &Browser) -> Outcome {
    let looks = browser.script("return window.looks", &[]).await?;
    browser.script(COME_BACK, &[]).await?;
    browser
        .wait_until("the page has made up its mind", async || {
            let now = browser.script("return window.looks", &[]).await?;
            Ok((now != looks).then_some(()))
        })
        .await?;
    // What it asked for before this has arrived.
    browser
        .script("return fetch('./later').catch(() => 0)", &[])
        .await?;
    Ok(())
}

/// The service worker of version 2 is there already, but its files are not yet all there.
pub async fn half_of_a_new_version(browser: &Browser) -> Outcome {
    let url = browser.server.hosted_url();
    browser.open(&url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    let second = another_version()?;
    let old = fs::read(product().join("worker.js"))?;
    browser.server.replace("worker.js", Some(old));
    browser.server.deploy(second.path())?;
    browser.open(&url).await?;
    browser
        .wait_until("version 2 is asked for", async || {
            let log = browser.server.log();
            let asked = log.iter().filter(|path| *path == "/worker.js").count();
            Ok((asked > 2).then_some(()))
        })
        .await?;
    let is_refused = "const done = arguments[0];
         navigator.serviceWorker.getRegistration().then(({ installing, waiting }) =>
             done(!installing && !waiting))";
    browser
        .wait_until("version 2 is refused", async || {
            let refused = browser.client.execute_async(is_refused, vec![]).await?;
            Ok((refused == json!(true)).then_some(()))
        })
        .await?;
    expect_no_offer(browser).await?;
    browser.server.stop();
    browser.open(&url).await?;
    expect_version(browser, 1).await?;
    expect_row(
        browser,
        "half of a new version is there, and then nothing",
        1_000_001,
    )
    .await
}

/// A row of the table of faults, after a file of this size was hashed.
async fn expect_row(browser: &Browser, done: &str, size: u64) -> Outcome {
    let (_, hash) = files::random(browser.folder.path(), size, 9)?;
    fault(Part::Server, done)
        .hashed(&format!("random-{size}-9.gvmi"), hash)
        .seen(browser)
        .await
}

/// What a host gives in place of the page that it has taken back.
const SOMETHING_ELSE: &str = "<!doctype html><title>Else</title><h1>Something else</h1>";

/// A host that offers the page no more gets its address back.
pub async fn taken_back(browser: &Browser) -> Outcome {
    let foreign_script = "addEventListener('fetch', () => {})";
    for (caching, status, script) in [
        ("max-age=3600", 404, None),
        ("no-cache", 410, None),
        ("no-cache", 302, None),
        ("no-cache", 200, Some(SOMETHING_ELSE)),
        ("max-age=3600", 200, Some(foreign_script)),
    ] {
        let what = format!("{caching}, {status}, {script:?}");
        let server = Server::start("/")?;
        let url = server.hosted_url();
        server.set_caching(caching);
        browser.open(&url).await?;
        expect("whether the page is kept", browser.kept().await?, true)?;

        server.replace("index.html", Some(SOMETHING_ELSE.into()));
        server.set_status("sw.js", status);
        if let Some(script) = script {
            server.replace("sw.js", Some(script.into()));
        }
        browser.open(&url).await?;
        let left = "const done = arguments[0];
             Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])
                 .then(([names, all]) => done(names.length + all.length))";
        browser
            .wait_until("nothing is left", async || {
                let left = browser.client.execute_async(left, vec![]).await?;
                Ok((left == json!(0)).then_some(()))
            })
            .await
            .map_err(|error| format!("{what}: {error}"))?;
        expect_version(browser, 1).await?;
        browser.client.goto(&url).await?;
        browser
            .wait_until("what is there", async || {
                let heading = heading(browser).await.unwrap_or_default();
                Ok((heading == "Something else").then_some(()))
            })
            .await
            .map_err(|error| format!("{what}: {error}"))?;
    }
    Ok(())
}

/// From a server in trouble nobody can tell what it offers.
pub async fn not_taken_back(browser: &Browser) -> Outcome {
    let server = &browser.server;
    let url = server.hosted_url();
    browser.open(&url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    server.replace("index.html", Some(SOMETHING_ELSE.into()));
    for trouble in [500, 503, 403] {
        server.set_status("sw.js", trouble);
        let before = server.asked_by_pages("sw.js");
        browser.open(&url).await?;
        browser
            .wait_until("the page asks", async || {
                Ok((server.asked_by_pages("sw.js") > before).then_some(()))
            })
            .await?;
        expect("whether the page is kept", browser.kept().await?, true)?;
    }
    server.stop();
    browser.open(&url).await?;
    expect_version(browser, 1).await
}

/// A reload shows the new build at once.
pub async fn a_new_build_where_it_is_developed(browser: &Browser) -> Outcome {
    let url = browser.server.url();
    browser.open(&url).await?;
    expect("whether the page is kept", browser.kept().await?, true)?;
    let second = another_version()?;
    browser.server.deploy(second.path())?;
    browser.open(&url).await?;
    expect_version(browser, 2).await?;
    expect_no_offer(browser).await
}

/// A page of the same server may be framed by any other; it has no say there.
pub async fn not_when_framed(browser: &Browser) -> Outcome {
    let host = b"<!doctype html><iframe src='./'></iframe>";
    browser.server.replace("host.html", Some(host.to_vec()));
    let url = format!("{}host.html", browser.server.hosted_url());
    browser.client.goto(&url).await?;
    browser
        .wait_until("the framed page is ready", async || {
            let listens = "return frames[0].early === null";
            let listens = browser.script(listens, &[]).await?;
            Ok((listens == json!(true)).then_some(()))
        })
        .await?;
    let registered = "const done = arguments[0];
         if (!navigator.serviceWorker) return done(0);
         fetch('./later').catch(() => 0)
             .then(() => navigator.serviceWorker.getRegistrations())
             .then((all) => done(all.length))";
    let registered = browser.client.execute_async(registered, vec![]).await?;
    expect("the service workers", registered, json!(0))?;
    let asked = browser
        .server
        .log()
        .iter()
        .any(|path| path.contains("sw.js"));
    expect("whether one was asked for", asked, false)
}

/// Chromium finds nothing in the manifest that it does not understand, and nothing that
/// keeps it from installing the page, also when the page has closed itself.
pub async fn the_page_can_be_installed(browser: &Browser) -> Outcome {
    browser.open(&browser.server.hosted_url()).await?;
    browser.kept().await?;
    let manifest = browser.devtools("Page.getAppManifest", json!({})).await?;
    expect("errors of the manifest", &manifest["errors"], &json!([]))?;
    let read = manifest["data"].as_str().unwrap_or_default().to_owned();
    let written = fs::read_to_string(product().join("manifest.webmanifest"))?;
    expect("the manifest", read, written)?;
    expect_installable(browser).await?;
    browser.stand_by().await?;
    expect_installable(browser).await
}

async fn expect_installable(browser: &Browser) -> Outcome {
    let errors = browser
        .devtools("Page.getInstallabilityErrors", json!({}))
        .await?;
    expect(
        "what is missing",
        &errors["installabilityErrors"],
        &json!([]),
    )
}

/// As an installed page does when an image is opened with it, as far as a test can tell.
pub async fn an_image_is_opened_with_the_page(browser: &Browser) -> Outcome {
    let source = "
        const setConsumer = (consumer) => {
            window.launch = (...names) => consumer({ files: names.map((name) => (
                { getFile: async () => new File(['abc'], name) })) });
        };
        Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });";
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await?;
    browser.open_page().await?;
    browser.script("launch()", &[]).await?;
    expect("the state", browser.state().await?.as_str(), "empty")?;
    browser.script("launch('a.gvmi')", &[]).await?;
    expect(
        "the hash",
        browser.finished().await?.as_str(),
        "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
    )?;
    browser.script("launch('b.gvmi', 'c.gvmi')", &[]).await?;
    wait_for(browser, "headline", Some("3 of 3 hashed")).await
}

/// The product, with another heading and another worker.
fn another_version() -> Result<TempDir, Error> {
    let folder = tempfile::tempdir()?;
    for entry in fs::read_dir(product())? {
        let entry = entry?;
        // What is compressed is of the old version.
        if !bundle::compressed::is_one(&entry.file_name().to_string_lossy()) {
            fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/offline/sw.js");
    fs::copy(source, folder.path().join("sw.js"))?;
    let path = folder.path().join("worker.js");
    let old = fs::read(&path)?;
    let new = [&old[..], b"\n"].concat();
    fs::write(path, &new)?;
    let [first, second] = exchange_one_file(folder.path())?;
    let path = folder.path().join("index.html");
    let built = fs::read_to_string(&path)?;
    let page = built
        .replace("</svg>gvmi-hash</h1>", "</svg>gvmi-hash 2</h1>")
        .replace(&bundle::digest::source(&old), &bundle::digest::source(&new))
        .replace(
            &bundle::one_file_name(&first),
            &bundle::one_file_name(&second),
        )
        .replace(&first, &second);
    // Its policy names the script that asks for the worker.
    let [old, new] = [asking(&built)?, asking(&page)?].map(bundle::digest::source);
    fs::write(path, page.replace(&old, &new))?;
    bundle::service_worker::complete(folder.path())?;
    Ok(folder)
}

/// The script of a page that asks for what it needs first.
fn asking(page: &str) -> Result<&[u8], Error> {
    let (_, script) = page
        .split_once("<script id=\"first\">")
        .ok_or("no script")?;
    let (script, _) = script
        .split_once("</script>")
        .ok_or("no end of the script")?;
    Ok(script.as_bytes())
}

/// Puts another page in one file into a copy of the product, and gives both digests.
fn exchange_one_file(folder: &Path) -> Result<[String; 2], Error> {
    let path = folder.join(ONE_FILE);
    let mut content = fs::read(&path)?;
    let first = bundle::digest::hex(&content);
    content.extend(SECOND_ONE_FILE.bytes());
    let second = bundle::digest::hex(&content);
    fs::remove_file(folder.join(bundle::one_file_name(&first)))?;
    fs::write(folder.join(bundle::one_file_name(&second)), &content)?;
    fs::write(path, content)?;
    Ok([first, second])
}

/// The page is of this version, and so is the worker: else it would be refused.
async fn expect_version(browser: &Browser, version: u64) -> Outcome {
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        named(version),
    )?;
    expect_hash(browser, 1_000_000 + version).await
}

async fn wait_for_version(browser: &Browser, version: u64) -> Outcome {
    browser
        .wait_until("the version", async || {
            // There may be no page just now.
            let heading = heading(browser).await.unwrap_or_default();
            let is_ready = browser.find("#shown").await.is_ok();
            Ok((heading == named(version) && is_ready).then_some(()))
        })
        .await
}

fn named(version: u64) -> &'static str {
    if version == 1 {
        "gvmi-hash"
    } else {
        "gvmi-hash 2"
    }
}

async fn heading(browser: &Browser) -> Result<String, Error> {
    browser.text("h1").await
}

async fn expect_hash(browser: &Browser, size: u64) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), size, 9)?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())
}

async fn expect_no_offer(browser: &Browser) -> Outcome {
    let offered = "return !!document.getElementById('reload')";
    let offered = browser.script(offered, &[]).await?;
    expect("whether a new version is offered", offered, json!(false))
}

async fn wait_for_offer(browser: &Browser) -> Outcome {
    let offered = async || Ok(browser.find("#reload").await.ok().map(drop));
    browser
        .wait_until("a new version is offered", offered)
        .await
}
