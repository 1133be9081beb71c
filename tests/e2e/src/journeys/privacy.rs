//! Nothing is uploaded.

use super::expect;
use crate::Outcome;
use crate::files;
use crate::page::Browser;

/// The server of the page and the proxy for everything else see no request between
/// the choice of the file and its hash; both see one that is made on purpose.
pub async fn no_request_while_hashing(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 100_000_000, 7)?;
    browser.open_page().await?;
    browser
        .wait_until("all is loaded", async || {
            let log = browser.server.log();
            Ok(log
                .iter()
                .any(|path| path.ends_with("inside_bg.wasm"))
                .then_some(()))
        })
        .await?;
    browser.kept().await?;
    let (here, there) = (browser.server.log(), elsewhere(browser));
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    expect("requests to the server", browser.server.log(), here.clone())?;
    expect("requests elsewhere", elsewhere(browser), there.clone())?;

    // The page may ask for nothing, so the user does.
    for address in [
        format!("{}asked", browser.server.url()),
        "http://example.test/".to_owned(),
    ] {
        browser.client.goto(&address).await?;
    }
    browser
        .wait_until("the requests are seen", async || {
            let seen =
                browser.server.log().len() > here.len() && elsewhere(browser).len() > there.len();
            Ok(seen.then_some(()))
        })
        .await
}

/// What was asked of other machines, except by the browser itself: it asks its
/// makers for news now and then, whatever page is open.
pub fn elsewhere(browser: &Browser) -> Vec<String> {
    const MAKERS: [&str; 7] = [
        "duckduckgo.com",
        "firefox.com",
        "google.com",
        "googleapis.com",
        "mozilla.com",
        "mozilla.net",
        "mozilla.org",
    ];
    let mut log = browser.proxy().log();
    log.retain(|request| !MAKERS.iter().any(|maker| host(request).ends_with(maker)));
    log
}

/// The host of a request to a proxy: `http://HOST/…`, or `HOST:443`.
fn host(request: &str) -> &str {
    let rest = request.strip_prefix("http://").unwrap_or(request);
    rest.split(['/', ':']).next().unwrap_or_default()
}
