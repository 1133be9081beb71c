//! The page in the oldest browsers that it is made for, as `docs/reference.md` names them: what
//! one of them did not have yet is taken away before anything of the page runs.

use std::fs;

use serde_json::json;

use super::embedding::{FRAME, HostPage, event, hash_in};
use super::expect;
use crate::Outcome;
use crate::files;
use crate::page::Browser;
use crate::server::product;
use e2e::screen::wait_for;

/// Takes away what came after Chromium 128, Firefox 128 or Safari 17.5, to any of the three, as
/// far as it could be of use here (by the tables of MDN); and keeps what is thrown.
const TAKE_AWAY: &str = r#"
const NEWER = `
  Promise.try Iterator RegExp.escape Math.f16round Math.sumPrecise Float16Array
  Uint8Array.fromBase64 Uint8Array.fromHex Uint8Array.prototype.toBase64
  Uint8Array.prototype.toHex Uint8Array.prototype.setFromBase64 Uint8Array.prototype.setFromHex
  Error.isError Error.captureStackTrace JSON.rawJSON JSON.isRawJSON Temporal DisposableStack
  AsyncDisposableStack SuppressedError Map.prototype.getOrInsert Map.prototype.getOrInsertComputed
  Atomics.pause Intl.DurationFormat WebAssembly.JSTag WebAssembly.Suspending
  WebAssembly.promising URL.parse trustedTypes Document.prototype.startViewTransition
  Element.prototype.moveBefore Document.prototype.moveBefore ReadableStream.from
  ReadableStreamBYOBReader ReadableByteStreamController navigation scheduler cookieStore
  CookieStore requestIdleCallback cancelIdleCallback launchQueue showOpenFilePicker
  showSaveFilePicker CloseWatcher DataTransferItem.prototype.getAsFileSystemHandle
  Element.prototype.setHTML Document.parseHTML Sanitizer EditContext Blob.prototype.bytes
  Response.prototype.bytes Request.prototype.bytes Highlight CSS.highlights
  Document.prototype.caretPositionFromPoint HTMLDialogElement.prototype.requestClose
  Element.prototype.ariaNotify Document.prototype.ariaNotify Navigator.prototype.userAgentData
  WorkerNavigator.prototype.userAgentData fetchLater Observable EventTarget.prototype.when
`.trim().split(/\s+/);
const helpers = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
for (const name of Object.getOwnPropertyNames(helpers)) delete helpers[name];
if (self.ReadableStream) {
  delete ReadableStream.prototype[Symbol.asyncIterator];
  delete ReadableStream.prototype.values;
  // Safari's fill no buffer of the reader's.
  const { getReader } = ReadableStream.prototype;
  ReadableStream.prototype.getReader = function (options) {
    if (options?.mode === "byob") throw new TypeError("byob");
    return getReader.call(this);
  };
}
for (const path of NEWER) {
  const names = path.split(".");
  const last = names.pop();
  const holder = names.reduce((holder, name) => holder?.[name], self);
  if (holder) delete holder[last];
}
self.thrown ??= [];
addEventListener("error", ({ message }) => message && thrown.push(message));
addEventListener("unhandledrejection", ({ reason }) => thrown.push(`${reason}`));
self.isOld = true;
"#;

/// An image is hashed by the page, and by the widget.
pub async fn hashes(browser: &Browser) -> Outcome {
    let worker = fs::read_to_string(product().join("worker.js"))?;
    let worker = format!("{{{TAKE_AWAY}}}\n{worker}");
    browser.server.tamper("worker.js", Some(worker.into()))?;
    // Without Trusted Types nobody can require them.
    browser.server.drop_policy();
    browser.server.run_first(&format!("{{{TAKE_AWAY}}}"));
    browser.open_page().await?;
    browser.press("#example").await?;
    expect("the digits", browser.finished().await?.len(), 56)?;
    browser.enter_url("https://example.org/a.gvmi").await?;
    wait_for(browser, "url", Some("https://example.org/a.gvmi")).await?;
    let (path, hash) = files::random(browser.folder.path(), 9_000_000, 3)?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    expect_old(browser).await?;

    let page = browser.server.url();
    let content = format!(
        "<script>{{{TAKE_AWAY}}}</script><script src='{page}embed.js'></script>
         <gvmi-hash id=a hash={hash}></gvmi-hash>"
    );
    HostPage::open_under("", browser, &content).await?;
    event(browser, "ready", "a").await?;
    hash_in(browser, FRAME, &path).await?;
    let result = event(browser, "result", "a").await?;
    expect(
        "the verdict",
        &result["detail"]["comparison"],
        &json!("match"),
    )?;
    expect_old(browser).await?;
    browser.enter_frame(FRAME).await?;
    expect_old(browser).await?;
    browser.leave_frame().await
}

/// It was taken away, and nobody missed it.
async fn expect_old(browser: &Browser) -> Outcome {
    let seen = "return [self.isOld, 'Iterator' in self, 'parse' in URL, thrown]";
    let seen = browser.script(seen, &[]).await?;
    expect("what is missed", seen, json!([true, false, false, []]))
}
