//! The page as a widget in a page of another origin.

use std::fs;
use std::path::{Path, PathBuf};

use gvmi_hash::hash::{Hasher, ImageHash, ImageHasher};
use serde_json::{Value, json};

use super::copying::paste_into;
use super::{expect, expect_says};
use crate::Outcome;
use crate::engine::Engine;
use crate::fault::{Part, fault};
use crate::files;
use crate::images;
use crate::page::Browser;
use crate::server::{Server, policy, product};

type Error = Box<dyn std::error::Error>;

const URL: &str = "https://example.org/a.gvmi";

/// The frame of the first widget, for a script.
pub const FRAME: &str = "document.querySelector('gvmi-hash').shadowRoot.querySelector('iframe')";

/// Waits until the page was drawn a few times.
const FRAMES: &str = "return new Promise((done) => {
    let left = 5;
    const draw = () => (left -= 1) ? requestAnimationFrame(draw) : done();
    draw();
})";

/// Lets happen what the element does without an answer, as if its patience were over.
const OVERDUE: &str =
    "const tasks = [...due.values()]; due.clear(); for (const task of tasks) task()";

/// A host page: a server of its own, and so an origin of its own.
pub struct HostPage(Server);

impl HostPage {
    /// Opens a page with this content, which keeps a record of all events of elements
    /// in it and of all messages.
    pub async fn open(browser: &Browser, content: &str) -> Result<Self, Error> {
        let element = format!(
            "<script src='{}embed.js' async></script>",
            browser.server.url()
        );
        Self::open_under("", browser, &format!("{element}{content}")).await
    }

    /// The same under a policy, if any, and without the element unless the content brings it.
    pub async fn open_under(policy: &str, browser: &Browser, content: &str) -> Result<Self, Error> {
        let server = Server::start("/")?;
        if !policy.is_empty() {
            server.set_policy(policy);
        }
        let page = format!(
            "<!doctype html><meta charset=utf-8><title>Host</title><script>
               // What the element does without an answer it does when the journey says so.
               window.due = new Map();
               const {{ setTimeout: soon, clearTimeout: forget }} = window;
               window.setTimeout = (task, pause = 0, ...rest) => {{
                 if (pause !== 15000) return soon(task, pause, ...rest);
                 const number = -1 - due.size;
                 due.set(number, task);
                 return number;
               }};
               window.clearTimeout = (number) => due.delete(number) || forget(number);
               window.events = []; window.messages = [];
               for (const type of ['ready', 'result', 'error'])
                 document.addEventListener(type, (event) => events.push(
                   {{ type, from: event.target.id, detail: event.detail }}), true);
               addEventListener('message', ({{ data }}) => messages.push(data));
               // What the console says, and what was thrown.
               window.said = []; window.thrown = [];
               const {{ error }} = console;
               console.error = (...words) => (said.push(words.join(' ')), error(...words));
               addEventListener('error', ({{ message }}) => message && thrown.push(message));
               addEventListener('unhandledrejection', ({{ reason }}) => thrown.push(`${{reason}}`));
             </script>{content}"
        );
        server.replace("index.html", Some(page.into_bytes()));
        browser.go(&server.url()).await?;
        Ok(Self(server))
    }

    fn origin(&self) -> String {
        format!("http://{}", self.0.address())
    }
}

/// An image that a provider can start, and its hash.
fn startable(browser: &Browser) -> Result<(PathBuf, ImageHash), Error> {
    let image = images::with_metadata(images::METADATA);
    let path = browser.folder.path().join("startable.gvmi");
    fs::write(&path, &image)?;
    let mut hasher = ImageHasher::default();
    hasher.update(&image);
    Ok((path, hasher.finish()))
}

/// Chooses an image in a frame, waits until it is hashed, and goes back to the host page.
pub async fn hash_in(browser: &Browser, frame: &str, path: &Path) -> Outcome {
    // Another document may still be there.
    browser
        .wait_until("the widget is there", async || {
            browser.enter_frame(frame).await?;
            Ok(browser.find("#shown").await.ok().map(drop))
        })
        .await?;
    browser.choose(path).await?;
    browser
        .wait_until("the image is hashed", async || {
            Ok((browser.state().await? == "hashed").then_some(()))
        })
        .await?;
    browser.leave_frame().await
}

/// Waits for an event, and gives what it says.
pub async fn event(browser: &Browser, kind: &str, from: &str) -> Result<Value, Error> {
    browser
        .wait_until(kind, async || {
            let events = browser.script("return window.events", &[]).await?;
            let all = events.as_array().cloned().unwrap_or_default();
            let mut matching = all
                .into_iter()
                .filter(|event| event["type"] == kind && event["from"] == from);
            Ok(matching.next_back())
        })
        .await
}

async fn messages(browser: &Browser) -> Result<Vec<Value>, Error> {
    let messages = browser.script("return window.messages", &[]).await?;
    Ok(messages.as_array().cloned().unwrap_or_default())
}

/// The text of an element in a frame.
async fn text_in(browser: &Browser, frame: &str, selector: &str) -> Result<String, Error> {
    browser.enter_frame(frame).await?;
    let text = browser.text(selector).await?;
    browser.leave_frame().await?;
    Ok(text)
}

/// The hash in a frame, folded perhaps.
async fn hash_in_frame(browser: &Browser, frame: &str) -> Result<Option<String>, Error> {
    browser.enter_frame(frame).await?;
    let hash = browser.shown_hash().await?;
    browser.leave_frame().await?;
    Ok(hash)
}

/// The reader's way through a publisher's page: the element, an image, the event.
pub async fn the_element_tells_the_result(browser: &Browser) -> Outcome {
    let host = HostPage::open(
        browser,
        &format!("<gvmi-hash id=a url='{URL}' sdk=golem-js></gvmi-hash>"),
    )
    .await?;
    event(browser, "ready", "a").await?;
    let (path, hash) = startable(browser)?;
    hash_in(browser, FRAME, &path).await?;
    let result = event(browser, "result", "a").await?;
    let detail = json!({
        "hash": hash.to_string(), "size": fs::metadata(&path)?.len(), "url": URL,
        "image": "passed", "comparison": null,
    });
    expect("what the host page learns", &result["detail"], &detail)?;
    expect_says(
        &text_in(browser, FRAME, "#snippet").await?,
        &["GolemNetwork", "imageUrl"],
    )?;
    expect_says(&text_in(browser, FRAME, "#foot").await?, &[&host.origin()])?;
    expect_nothing_of(browser, &path).await
}

/// No message and no event has the file's name in it.
async fn expect_nothing_of(browser: &Browser, path: &Path) -> Outcome {
    let name = path.file_name().and_then(|name| name.to_str());
    let said = browser
        .script("return JSON.stringify([events, messages])", &[])
        .await?;
    let said = said.as_str().unwrap_or_default();
    match name {
        Some(name) if said.contains(name) => Err(format!("{name} stands in {said}").into()),
        _ => Ok(()),
    }
}

/// With an expected hash it is a verifier, also of the hash that the host page asks for
/// later.
pub async fn a_verifier_follows_its_attributes(browser: &Browser) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 100_000, 1)?;
    let other = "0".repeat(56);
    HostPage::open(
        browser,
        &format!("<gvmi-hash id=a hash={other} url='{URL}'></gvmi-hash>"),
    )
    .await?;
    event(browser, "ready", "a").await?;
    hash_in(browser, FRAME, &path).await?;
    let result = event(browser, "result", "a").await?;
    expect(
        "the verdict",
        &result["detail"]["comparison"],
        &json!("mismatch"),
    )?;
    expect("the check", &result["detail"]["image"], &json!("failed"))?;
    expect_says(
        &text_in(browser, FRAME, "#answer").await?,
        &["This is not the image"],
    )?;

    browser
        .script(
            "const widget = document.querySelector('gvmi-hash');
             widget.setAttribute('hash', arguments[0]);
             widget.removeAttribute('url')",
            &[json!(hash.to_string())],
        )
        .await?;
    browser
        .wait_until("another verdict", async || {
            let result = event(browser, "result", "a").await?;
            let detail = &result["detail"];
            Ok((detail["comparison"] == "match" && detail["url"].is_null()).then_some(()))
        })
        .await?;
    expect_says(
        &text_in(browser, FRAME, "#answer").await?,
        &["This is the image"],
    )?;
    expect_nothing_of(browser, &path).await
}

/// A bare frame needs no script of ours; without `origin` it tells nothing of the image.
pub async fn a_bare_frame(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let frame = "document.querySelector('iframe')";
    let host = HostPage::open(browser, &format!("<iframe src='{page}?embed'></iframe>")).await?;
    let (path, hash) = files::random(browser.folder.path(), 100_000, 2)?;
    hash_in(browser, frame, &path).await?;
    let shown = hash_in_frame(browser, frame).await?;
    expect("the hash", shown, Some(hash.to_string()))?;
    for message in messages(browser).await? {
        let kind = &message["gvmi-hash"]["type"];
        if kind != "ready" && kind != "height" {
            return Err(format!("without an origin the host page was told {message}").into());
        }
    }

    browser
        .script(
            "document.querySelector('iframe').src = arguments[0]",
            &[json!(format!("{page}?embed&origin={}", host.origin()))],
        )
        .await?;
    browser
        .wait_until("the frame is new", async || {
            browser.enter_widget(frame).await?;
            Ok((browser.state().await? == "empty").then_some(()))
        })
        .await?;
    hash_in(browser, frame, &path).await?;
    browser
        .wait_until("the result", async || {
            let messages = messages(browser).await?;
            let mut results = messages.iter().map(|message| &message["gvmi-hash"]);
            Ok(results
                .find(|message| message["hash"] == hash.to_string())
                .map(drop))
        })
        .await?;
    expect_nothing_of(browser, &path).await
}

/// Each element hears its own frame alone.
pub async fn two_widgets(browser: &Browser) -> Outcome {
    HostPage::open(
        browser,
        "<gvmi-hash id=a></gvmi-hash><gvmi-hash id=b></gvmi-hash>",
    )
    .await?;
    event(browser, "ready", "a").await?;
    let (path, _) = files::random(browser.folder.path(), 100_000, 3)?;
    hash_in(browser, FRAME, &path).await?;
    event(browser, "result", "a").await?;
    let others = browser
        .script(
            "return events.filter(({ type, from }) => type !== 'ready' && from === 'b').length",
            &[],
        )
        .await?;
    expect("events of the other widget", others, json!(0))
}

/// Who is not the host page changes nothing: a frame beside the widget, of the host page's
/// own origin even; nor who is not the widget: another page in its frame.
pub async fn lookalike_messages(browser: &Browser) -> Outcome {
    const INTRUDER: &str = "<!doctype html><script>
        const say = (window, content) => window.postMessage(
          { 'gvmi-hash': { version: 1, ...content } }, '*');
        onmessage = () => {
          for (const type of ['ready', 'result', 'error']) say(parent, { type, reason: 'forged' });
          say(parent, { type: 'height', height: 7 });
          for (const frame of parent.targets ?? []) say(frame,
            { type: 'options', options: 'embed&url=https://evil.example/' });
          parent.postMessage('said', '*');
        };
        // In the frame of the widget it speaks as soon as it is there.
        if (location.hash === '#now') onmessage();
      </script>";
    let page = browser.server.url();
    let host = HostPage::open(browser, "").await?;
    host.0
        .replace("intruder.html", Some(INTRUDER.as_bytes().to_vec()));
    let foreign = Server::start("/")?;
    foreign.replace(
        "index.html",
        Some(INTRUDER.replace("parent.targets", "null").into_bytes()),
    );
    let content = format!(
        "<gvmi-hash id=a></gvmi-hash><iframe id=intruder src='intruder.html'></iframe>
         <iframe id=bare src='{page}?embed&url={URL}&origin={}'></iframe>",
        host.origin()
    );
    let insert = "document.body.innerHTML = arguments[0]";
    browser.script(insert, &[json!(content)]).await?;
    event(browser, "ready", "a").await?;
    let bare = "document.getElementById('bare')";
    browser.enter_widget(bare).await?;
    browser.wait_for_value("url", URL).await?;
    browser.leave_frame().await?;

    let say = format!(
        "window.targets = [{FRAME}.contentWindow, {bare}.contentWindow];
         document.getElementById('intruder').contentWindow.postMessage('go', '*')"
    );
    browser.script(&say, &[]).await?;
    wait_for_words_of_intruder(browser, 1).await?;
    expect_nothing_happened(browser).await?;
    browser.enter_frame(bare).await?;
    expect("the URL", browser.value("url").await?.as_str(), URL)?;
    browser.enter_frame(FRAME).await?;
    expect(
        "the URL in the element",
        browser.value("url").await?.as_str(),
        "",
    )?;
    browser.leave_frame().await?;
    // What was said to no avail is heard when the host page itself says it.
    let say = format!(
        "{bare}.contentWindow.postMessage({{ 'gvmi-hash':
           {{ version: 1, type: 'options', options: 'embed&url=https://c.example/' }} }}, '*')"
    );
    browser.script(&say, &[]).await?;
    browser.enter_frame(bare).await?;
    browser.wait_for_value("url", "https://c.example/").await?;
    browser.leave_frame().await?;

    let elsewhere = format!("{FRAME}.contentWindow.location = arguments[0]");
    let address = format!("{}#now", foreign.url());
    browser.script(&elsewhere, &[json!(address)]).await?;
    wait_for_words_of_intruder(browser, 2).await?;
    expect_nothing_happened(browser).await
}

async fn wait_for_words_of_intruder(browser: &Browser, times: usize) -> Outcome {
    browser
        .wait_until("the intruder has spoken", async || {
            let messages = messages(browser).await?;
            let said = messages.iter().filter(|message| **message == "said");
            Ok((said.count() == times).then_some(()))
        })
        .await
}

/// The element was ready once, and has the height of its content.
async fn expect_nothing_happened(browser: &Browser) -> Outcome {
    let heard = browser
        .script(
            "return [events.map(({ type }) => type),
                 document.querySelector('gvmi-hash').getBoundingClientRect().height > 100]",
            &[],
        )
        .await?;
    expect("events, height", heard, json!([["ready"], true]))
}

/// What is asked for between the making of the frame and its readiness is not lost.
pub async fn a_theme_before_it_is_ready(browser: &Browser) -> Outcome {
    HostPage::open(
        browser,
        "<gvmi-hash id=a></gvmi-hash><script>
           customElements.whenDefined('gvmi-hash').then(() => {
             document.getElementById('a').setAttribute('theme', 'dark');
             window.early = events.length === 0;
           })
         </script>",
    )
    .await?;
    event(browser, "ready", "a").await?;
    let early = browser.script("return window.early", &[]).await?;
    expect("asked before it was ready", early, json!(true))?;
    expect_background(browser, "rgb(16, 18, 28)").await
}

/// The host page turns dark and light while it is open, in many ways.
pub async fn the_theme_follows(browser: &Browser) -> Outcome {
    const STYLE: &str = "<style>.dark { background: #111; color: #eee }
        body { color: oklch(0.2 0 0) }
        .dim body { color: color(srgb 0.9 0.9 0.9); transition: color 50ms }</style>";
    HostPage::open(
        browser,
        &format!("{STYLE}<div><gvmi-hash id=a></gvmi-hash></div>"),
    )
    .await?;
    event(browser, "ready", "a").await?;
    expect_background(browser, "rgb(255, 255, 255)").await?;
    for (script, background) in [
        ("document.body.className = 'dark'", "rgb(16, 18, 28)"),
        ("document.body.className = ''", "rgb(255, 255, 255)"),
        (
            "document.querySelector('div').className = 'dark'",
            "rgb(16, 18, 28)",
        ),
        (
            "document.querySelector('style').remove()",
            "rgb(255, 255, 255)",
        ),
        (
            "document.body.insertAdjacentHTML('beforeend', arguments[0])",
            "rgb(16, 18, 28)",
        ),
        (
            "document.querySelector('div').className = ''",
            "rgb(255, 255, 255)",
        ),
        (
            "document.documentElement.className = 'dim'",
            "rgb(16, 18, 28)",
        ),
        (
            "document.querySelector('gvmi-hash').setAttribute('theme', 'light')",
            "rgb(255, 255, 255)",
        ),
        (
            "document.querySelector('gvmi-hash').setAttribute('theme', 'golem')",
            "rgb(12, 20, 33)",
        ),
        (
            "const widget = document.querySelector('gvmi-hash');
             widget.setAttribute('background', '#fff8e0');
             widget.setAttribute('text', '#222')",
            "rgb(255, 248, 224)",
        ),
    ] {
        browser.script(script, &[json!(STYLE)]).await?;
        expect_background(browser, background)
            .await
            .map_err(|error| format!("{script}: {error}"))?;
    }
    Ok(())
}

async fn expect_background(browser: &Browser, expected: &str) -> Outcome {
    browser.enter_frame(FRAME).await?;
    browser
        .wait_until("the colour", async || {
            let seen = browser
                .script(
                    "return getComputedStyle(document.body).backgroundColor",
                    &[],
                )
                .await?;
            Ok((seen == expected).then_some(()))
        })
        .await
        .map_err(|error| format!("{expected}: {error}"))?;
    browser.leave_frame().await
}

/// The frame is as high as its content, whatever appears there.
pub async fn the_height_follows(browser: &Browser) -> Outcome {
    HostPage::open(browser, "<gvmi-hash id=a></gvmi-hash><p id=end>End</p>").await?;
    event(browser, "ready", "a").await?;
    let empty = settled_height(browser).await?;
    let (path, _) = startable(browser)?;
    hash_in(browser, FRAME, &path).await?;
    let hashed = settled_height(browser).await?;
    // Its place was kept.
    if hashed < empty {
        return Err(format!("{empty} px without an image, {hashed} with one").into());
    }
    browser
        .script(
            "document.querySelector('gvmi-hash').style.width = '320px'",
            &[],
        )
        .await?;
    let narrow = settled_height(browser).await?;
    if narrow <= hashed {
        return Err(format!("{hashed} px if wide, {narrow} if narrow").into());
    }
    Ok(())
}

/// The height of the widget, once it does not change any more; neither direction scrolls.
async fn settled_height(browser: &Browser) -> Result<f64, Error> {
    let ask = "return document.querySelector('gvmi-hash').getBoundingClientRect().height";
    browser
        .wait_until("the height is settled", async || {
            let before = browser.script(ask, &[]).await?;
            browser.script(FRAMES, &[]).await?;
            let after = browser.script(ask, &[]).await?;
            browser.enter_frame(FRAME).await?;
            let overflow = browser
                .script(
                    "const { scrollHeight, clientHeight, scrollWidth, clientWidth } =
                         document.documentElement;
                     return [scrollHeight - clientHeight, scrollWidth - clientWidth]",
                    &[],
                )
                .await?;
            browser.leave_frame().await?;
            let fits = overflow == json!([0, 0]);
            Ok((before == after && fits).then(|| after.as_f64()).flatten())
        })
        .await
}

/// The hash can be copied in a frame of another origin, or is selected to be copied.
pub async fn copying(browser: &Browser) -> Outcome {
    HostPage::open(browser, "<gvmi-hash id=a></gvmi-hash>").await?;
    event(browser, "ready", "a").await?;
    let (path, _) = startable(browser)?;
    hash_in(browser, FRAME, &path).await?;
    browser.enter_frame(FRAME).await?;
    super::copying::press_to_copy(browser, "#copy-hash", &["Copied", "Selected"]).await
}

/// With the element its frame and so its job go, quietly; put back, it begins anew.
pub async fn removal(browser: &Browser) -> Outcome {
    HostPage::open(
        browser,
        "<main><gvmi-hash id=a></gvmi-hash></main><gvmi-hash id=b></gvmi-hash>",
    )
    .await?;
    event(browser, "ready", "a").await?;
    let path = files::sparse(browser.folder.path(), 1 << 30)?;
    browser.enter_frame(FRAME).await?;
    browser.choose(&path).await?;
    browser.leave_frame().await?;
    browser
        .script(
            "window.widget = document.querySelector('gvmi-hash');
             for (const type of ['result', 'error'])
               widget.addEventListener(type, () => events.push({ type: `late ${type}` }));
             widget.remove()",
            &[],
        )
        .await?;
    // The job would be over by now: another of the same file is, which began later.
    hash_in(browser, FRAME, &path).await?;
    event(browser, "result", "b").await?;
    browser.script(OVERDUE, &[]).await?;
    let heard = "return events.filter(({ type, from }) => type !== 'ready' && from !== 'b').length";
    expect("events", browser.script(heard, &[]).await?, json!(0))?;
    let back = "window.events = [];
         document.querySelector('main').append(widget);
         return widget.getBoundingClientRect().height";
    expect("reserved", browser.script(back, &[]).await?, json!(352))?;
    event(browser, "ready", "a").await?;
    browser.enter_frame(FRAME).await?;
    expect("the page", browser.state().await?.as_str(), "empty")?;
    let (small, hash) = files::random(browser.folder.path(), 100_000, 5)?;
    hash_in(browser, FRAME, &small).await?;
    let result = event(browser, "result", "a").await?;
    expect("hash", &result["detail"]["hash"], &json!(hash.to_string()))?;
    // What listened before it went does not listen any more.
    let ready = "return events.filter(({ type, from }) => type === 'ready' && from === 'a').length";
    expect(
        "how often it is ready",
        browser.script(ready, &[]).await?,
        json!(1),
    )
}

/// Inside a shadow root, in a page whose policy knows our origin and nothing else.
pub async fn under_a_strict_policy(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let origin = page.trim_end_matches('/');
    let host = Server::start("/")?;
    host.set_policy(&format!(
        "default-src 'none'; script-src 'self' {origin}; frame-src {origin}; img-src data:; \
         base-uri 'none'; form-action 'none'"
    ));
    let html = format!(
        "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><div id=outer></div>
         <script src=host.js></script><script src='{page}embed.js' async></script>"
    );
    host.replace("index.html", Some(html.into_bytes()));
    host.replace(
        "host.js",
        Some(
            b"window.events = [];
              document.addEventListener('securitypolicyviolation', (event) =>
                events.push({ type: 'violation', detail: event.violatedDirective }));
              const root = outer.attachShadow({ mode: 'open' });
              const widget = document.createElement('gvmi-hash');
              widget.id = 'a';
              for (const type of ['ready', 'result', 'error'])
                widget.addEventListener(type, ({ detail }) =>
                  events.push({ type, from: 'a', detail }));
              root.append(widget);"
                .to_vec(),
        ),
    );
    browser.go(&host.url()).await?;
    event(browser, "ready", "a").await?;
    let (path, hash) = files::random(browser.folder.path(), 100_000, 6)?;
    let frame = "document.getElementById('outer').shadowRoot.querySelector('gvmi-hash')
                     .shadowRoot.querySelector('iframe')";
    hash_in(browser, frame, &path).await?;
    let result = event(browser, "result", "a").await?;
    expect("hash", &result["detail"]["hash"], &json!(hash.to_string()))?;
    let violations = "return events.filter(({ type }) => type === 'violation')";
    expect(
        "violations",
        browser.script(violations, &[]).await?,
        json!([]),
    )
}

/// From the host page's own folder it is the page in one file, also where nobody says so;
/// and the host page cannot look into the frame.
pub async fn from_the_same_origin(browser: &Browser) -> Outcome {
    let host = HostPage::open(browser, "").await?;
    for name in ["gvmi-hash.html", "embed.js"] {
        host.0.replace(name, Some(fs::read(product().join(name))?));
    }
    let (path, hash) = files::random(browser.folder.path(), 100_000, 7)?;
    for attributes in ["", "src=gvmi-hash.html"] {
        let page = format!(
            "<script>window.events = []; window.messages = [];
               for (const type of ['ready', 'result', 'error'])
                 document.addEventListener(type, (event) => events.push(
                   {{ type, from: event.target.id, detail: event.detail }}), true);
             </script><script src=embed.js></script>
             <gvmi-hash id=a url='{URL}' {attributes}></gvmi-hash>"
        );
        host.0.replace("own.html", Some(page.into_bytes()));
        let address = format!("{}own.html", host.0.url());
        browser.go(&address).await?;
        event(browser, "ready", "a").await?;
        let look = format!("return {FRAME}.contentDocument");
        expect(
            "what is seen",
            browser.script(&look, &[]).await?,
            Value::Null,
        )?;
        hash_in(browser, FRAME, &path).await?;
        let result = event(browser, "result", "a").await?;
        expect("hash", &result["detail"]["hash"], &json!(hash.to_string()))?;
        let dark = "document.querySelector('gvmi-hash').setAttribute('theme', 'dark')";
        browser.script(dark, &[]).await?;
        expect_background(browser, "rgb(16, 18, 28)").await?;
    }
    expect_nothing_of(browser, &path).await
}

/// In a sandbox the page hashes all the same. WebKit takes the page of many files, if the
/// sandbox gives it no origin, for one of another server than its own files; it then says
/// what to do.
pub async fn in_a_sandbox(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let one_file = format!("{page}gvmi-hash.html");
    let frame = "document.querySelector('iframe')";
    for (sandbox, page) in [
        ("allow-scripts allow-same-origin allow-downloads", &page),
        ("allow-scripts", &one_file),
        ("allow-scripts", &page),
    ] {
        let content = format!("<iframe sandbox='{sandbox}' src='{page}?embed'></iframe>");
        HostPage::open(browser, &content).await?;
        let refused = sandbox == "allow-scripts" && !page.ends_with(".html");
        if refused && browser.engine == Engine::WebKitGtk {
            let said = text_in(browser, frame, "body").await?;
            expect_says(&said, &["open this page by itself"])?;
            continue;
        }
        let (path, hash) = files::random(browser.folder.path(), 3_000_000, 8)?;
        hash_in(browser, frame, &path)
            .await
            .map_err(|error| format!("{page} in {sandbox}: {error}"))?;
        let shown = hash_in_frame(browser, frame).await?;
        expect("the hash", shown, Some(hash.to_string()))?;
    }
    Ok(())
}

/// Where something else is in the widget's place, the host page hears of it, and the
/// reader sees what is there.
pub async fn no_widget(browser: &Browser) -> Outcome {
    let host = HostPage::open(browser, "").await?;
    host.0
        .replace("else.html", Some(b"Something else".to_vec()));
    let insert = "document.body.innerHTML = '<gvmi-hash id=a src=\"else.html\"></gvmi-hash>'";
    browser.script(insert, &[]).await?;
    wait_for_patience(browser).await?;
    // Nobody waits for what is not there.
    let out_and_in = "const element = document.getElementById('a');
         element.remove();
         const left = due.size;
         document.body.append(element);
         return left";
    let left = browser.script(out_and_in, &[]).await?;
    expect("what waits without the element", left, json!(0))?;
    wait_for_patience(browser).await?;
    let events = browser.script("return events.length", &[]).await?;
    expect("events before", events, json!(0))?;
    browser.script(OVERDUE, &[]).await?;
    expect_no_answer(browser).await?;
    browser
        .wait_until("what is there instead", async || {
            let said = text_in(browser, FRAME, "body").await.unwrap_or_default();
            Ok(said.contains("Something else").then_some(()))
        })
        .await
}

/// The host page hears that the widget did not answer.
async fn expect_no_answer(browser: &Browser) -> Outcome {
    let error = event(browser, "error", "a").await?;
    expect(
        "the reason",
        &error["detail"],
        &json!({ "reason": "no-answer" }),
    )
}

async fn wait_for_patience(browser: &Browser) -> Outcome {
    browser
        .wait_until("the element waits for an answer", async || {
            let waits = browser.script("return due.size > 0", &[]).await?;
            Ok((waits == json!(true)).then_some(()))
        })
        .await
}

/// An element with what its author has written for readers without it.
fn with_link(attributes: &str) -> String {
    format!("<gvmi-hash id=a {attributes}>Open the <a href='#tool'>tool</a>.</gvmi-hash>")
}

/// Whether what stands between the tags is seen and can be used; whether the widget is.
async fn seen(browser: &Browser) -> Result<Value, Error> {
    let look = "const widget = document.querySelector('gvmi-hash');
         const link = widget.querySelector('a');
         const box = link.getClientRects()[0];
         const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
         const frame = widget.shadowRoot?.querySelector('iframe');
         const isShown = frame && getComputedStyle(frame).opacity === '1' && frame.offsetHeight > 100;
         return [box ? hit === link || 'covered' : false, !!isShown]";
    browser.script(look, &[]).await
}

async fn expect_text(browser: &Browser, what: &str) -> Outcome {
    expect(what, seen(browser).await?, json!([true, false]))
}

async fn expect_widget(browser: &Browser, what: &str) -> Outcome {
    browser
        .wait_until(what, async || {
            Ok((seen(browser).await? == json!([false, true])).then_some(()))
        })
        .await
}

/// One line of the console says what is wrong, nothing is thrown, and the host page hears of it
/// once.
async fn expect_complaint(browser: &Browser, words: &[&str]) -> Outcome {
    expect_no_answer(browser).await?;
    expect_said(browser, words).await?;
    let told = browser
        .script("return [events.length, thrown]", &[])
        .await?;
    expect("events, exceptions", told, json!([1, []]))
}

async fn expect_said(browser: &Browser, words: &[&str]) -> Outcome {
    let said = browser.script("return said", &[]).await?;
    let said: Vec<&str> = said
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let ours: Vec<_> = said
        .iter()
        .filter(|line| line.starts_with("gvmi-hash: "))
        .collect();
    expect("lines of the console", ours.len(), 1)?;
    for word in words {
        expect_says(ours[0], &[word])?;
    }
    Ok(())
}

/// Whatever is in the widget's place or is not, what the author wrote for that is seen until the
/// widget has answered.
pub async fn no_answer(browser: &Browser) -> Outcome {
    let (gone, silent) = (Server::start("/")?, Server::start("/")?);
    gone.stop();
    silent.stall("index.html");
    let page = browser.server.url();
    for (what, src) in [
        ("a server that is gone", gone.url()),
        ("a server that never answers", silent.url()),
        ("no such file", format!("{page}nothing.html")),
        ("something else", format!("{page}icon.svg")),
    ] {
        HostPage::open(browser, "").await?;
        let insert = "document.body.innerHTML = arguments[0]";
        let content = with_link(&format!("src='{src}'"));
        browser.script(insert, &[json!(content)]).await?;
        wait_for_patience(browser)
            .await
            .map_err(|error| format!("{what}: {error}"))?;
        expect_text(browser, &format!("{what}, at first")).await?;
        browser.script(OVERDUE, &[]).await?;
        expect_complaint(browser, &[&src, "15 seconds"]).await?;
        expect_text(browser, what).await?;
        row(browser, &format!("{what} in its place")).await?;
        // Another address is another chance.
        let elsewhere = "document.getElementById('a').setAttribute('src', arguments[0])";
        browser.script(elsewhere, &[json!(page)]).await?;
        event(browser, "ready", "a").await?;
        expect_widget(browser, "the widget, at last").await?;
    }
    HostPage::open(browser, &with_link("src='javascript:alert(1)'")).await?;
    expect_complaint(browser, &["javascript:alert(1)", "src"]).await?;
    expect_text(browser, "no address").await?;
    row(browser, "its address is a script").await
}

async fn row(browser: &Browser, done: &str) -> Outcome {
    fault(Part::Widget, done).seen(browser).await
}

/// Who answers late is seen all the same.
pub async fn a_late_answer(browser: &Browser) -> Outcome {
    let hasty = "<script>
         const { setTimeout: hooked } = window;
         window.setTimeout = (task, pause, ...rest) =>
             pause === 15000 ? soon(task, 0) : hooked(task, pause, ...rest);
       </script>";
    HostPage::open(browser, &format!("{hasty}{}", with_link(""))).await?;
    event(browser, "error", "a").await?;
    event(browser, "ready", "a").await?;
    expect_widget(browser, "the widget").await?;
    let (path, _) = files::random(browser.folder.path(), 100_000, 4)?;
    hash_in(browser, FRAME, &path).await?;
    event(browser, "result", "a").await.map(drop)
}

/// The policy of the host page forbids the frame, or the script.
pub async fn forbidden_by_the_host_page(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let origin = page.trim_end_matches('/');
    let own = "'self' 'unsafe-inline'";
    let content = format!(
        "{}<script src='{page}embed.js' async></script>",
        with_link("")
    );
    for (done, policy) in [
        (
            "the host page's policy names no frames",
            format!("default-src {own}; script-src {own} {origin}"),
        ),
        (
            "the host page's policy allows other frames",
            format!("frame-src https://example.org; script-src {own} {origin}"),
        ),
    ] {
        HostPage::open_under(&policy, browser, &content).await?;
        event(browser, "error", "a")
            .await
            .map_err(|error| format!("{policy}: {error}"))?;
        expect_complaint(browser, &[&format!("add {origin} to frame-src")]).await?;
        expect_text(browser, &policy).await?;
        row(browser, done).await?;
        let waits = browser.script("return due.size", &[]).await?;
        expect("what waits", waits, json!(0))?;
    }
    let policy = format!("default-src {own}");
    HostPage::open_under(&policy, browser, &content).await?;
    expect_text(browser, "without the script").await?;
    row(browser, "the host page's policy forbids its script").await
}

/// As a module, where no script is the current one.
pub async fn as_a_module(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let imported = format!("<script>import('{page}embed.mjs')</script>");
    let module = format!("<script type=module src='{page}embed.mjs'></script>");
    for loader in [module, imported] {
        HostPage::open_under("", browser, &format!("{loader}{}", with_link(""))).await?;
        event(browser, "ready", "a")
            .await
            .map_err(|error| format!("{loader}: {error}"))?;
        expect_widget(browser, &loader).await?;
    }
    let wrong = format!("<script type=module src='{page}embed.js'></script>");
    HostPage::open_under("", browser, &format!("{wrong}{}", with_link(""))).await?;
    expect_complaint(browser, &["load embed.mjs"]).await?;
    expect_text(browser, "embed.js as a module").await?;
    // Told where the page is, it needs no more.
    HostPage::open_under(
        "",
        browser,
        &format!("{wrong}{}", with_link(&format!("src='{page}'"))),
    )
    .await?;
    event(browser, "ready", "a").await?;
    expect_widget(browser, "embed.js as a module, with src").await
}

/// A browser without what the element needs shows what the author wrote, and nothing is thrown.
pub async fn in_too_old_a_browser(browser: &Browser) -> Outcome {
    for (name, missing) in [
        (
            "no custom elements",
            "Object.defineProperty(self, 'customElements', { value: undefined })",
        ),
        (
            "no IntersectionObserver",
            "delete self.IntersectionObserver",
        ),
        ("no URL.canParse", "delete URL.canParse"),
        (
            "no adoptedStyleSheets",
            "delete Document.prototype.adoptedStyleSheets",
        ),
    ] {
        let page = browser.server.url();
        let content = format!(
            "<script>{missing}</script>{}<script src='{page}embed.js'></script>",
            with_link("")
        );
        HostPage::open_under("", browser, &content).await?;
        expect_said(browser, &["too old"])
            .await
            .map_err(|error| format!("{missing}: {error}"))?;
        expect_text(browser, missing).await?;
        row(browser, &format!("the browser is too old: {name}")).await?;
        let thrown = browser.script("return thrown", &[]).await?;
        expect("exceptions", thrown, json!([]))?;
    }
    Ok(())
}

/// Before the widget has its colours nothing of it is seen, but its space is there.
pub async fn no_flash(browser: &Browser) -> Outcome {
    browser.server.stall("worker.js");
    let app = fs::read_dir(product())?.filter_map(Result::ok);
    let app = app.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let app = app
        .into_iter()
        .find(|name| name.starts_with("app-") && name.ends_with(".wasm"));
    browser.server.stall(&app.ok_or("there is no app")?);
    HostPage::open(browser, "<gvmi-hash id=a></gvmi-hash><p id=end>End</p>").await?;
    let look = format!("return [getComputedStyle({FRAME}).opacity, {FRAME}.offsetHeight]");
    browser
        .wait_until("the element is there", async || {
            let seen = browser.script(&look, &[]).await;
            Ok(seen
                .is_ok_and(|seen| seen == json!(["0", 352]))
                .then_some(()))
        })
        .await
}

/// The reader can neither bring another hash into a verifier, nor is the origin of the host
/// page what it says later; and no link that the frame is led to counts.
pub async fn a_verifier_stays_one(browser: &Browser) -> Outcome {
    let page = browser.server.url();
    let host = HostPage::open(browser, "").await?;
    let expected = "0".repeat(56);
    let content = format!(
        "<iframe src='{page}?embed&hash={expected}&origin={}'></iframe>",
        host.origin()
    );
    let insert = "document.body.innerHTML = arguments[0]";
    browser.script(insert, &[json!(content)]).await?;
    let frame = "document.querySelector('iframe')";
    let (_, hash) = files::random(browser.folder.path(), 1, 1)?;
    let descriptor = browser.folder.path().join("a.descr.bin");
    fs::write(&descriptor, images::descriptor(1, hash))?;
    hash_in(browser, frame, &descriptor).await?;
    let lead = format!(
        "{frame}.contentWindow.location = '{page}?embed&hash={expected}&origin={}#hash={hash}';
         {frame}.contentWindow.postMessage({{ 'gvmi-hash': {{ version: 1, type: 'options',
           options: 'embed&hash={expected}&url={URL}&origin=https://trusted.example' }} }}, '*')",
        host.origin()
    );
    browser.script(&lead, &[]).await?;
    browser.enter_frame(frame).await?;
    browser.wait_for_words("published", URL).await?;
    expect_says(&browser.text("#foot").await?, &[&host.origin()])?;
    let asked = browser.content("asked").await?.unwrap_or_default();
    expect_says(&asked, &[&expected])?;
    let offered = "return !!document.getElementById('compare-with')";
    expect("offered", browser.script(offered, &[]).await?, json!(false))?;
    browser.leave_frame().await
}

/// What cannot be done is said, to the one who can mend it.
pub async fn bad_values_are_said(browser: &Browser) -> Outcome {
    HostPage::open(
        browser,
        "<gvmi-hash id=a theme=purple accent='red;--bg:url(//evil.example)' unknown=1
           sdk='<img src=x onerror=alert(1)>'></gvmi-hash>",
    )
    .await?;
    event(browser, "ready", "a").await?;
    let complaints = text_in(browser, FRAME, "#complaints").await?;
    for part in [
        "theme “purple”",
        "red;--bg:url(//evil.example)",
        "<img src=x",
    ] {
        expect_says(&complaints, &[part])?;
    }
    expect_background(browser, "rgb(255, 255, 255)").await
}

/// The page for authors shows the widget with the options in its form, and what it gives
/// to paste has them too, whatever they are.
pub async fn the_line_to_paste(browser: &Browser) -> Outcome {
    const HOSTILE: &str = "https://example.org/a'\"><img src=x>&amp;{{b}}{%c%}+d\\e`f.gvmi";
    let page = browser.server.url();
    browser.go(&format!("{page}embedding.html")).await?;
    // Frames are loaded when they come near to what is seen.
    let scroll = "document.getElementById('preview').scrollIntoView()";
    browser.script(scroll, &[]).await?;
    event_of_preview(browser, "ready").await?;
    for (id, value) in [("option-url", HOSTILE), ("option-parts", "hash")] {
        browser.enter(id, value).await?;
    }
    let preview = "document.getElementById('preview').shadowRoot.querySelector('iframe')";
    browser.enter_frame(preview).await?;
    browser.wait_for_value("url", HOSTILE).await?;
    let (path, hash) = files::random(browser.folder.path(), 100_000, 9)?;
    browser.choose(&path).await?;
    browser.leave_frame().await?;
    event_of_preview(browser, &hash.to_string()).await?;

    let lines = [line(browser, "html").await?, line(browser, "frame").await?];
    let markdoc = line(browser, "markdoc").await?;
    let attribute = format!("url={}", json!(HOSTILE));
    expect_says(&markdoc, &[&attribute])?;

    for (line, frame) in lines
        .iter()
        .zip([FRAME, "document.querySelector('iframe')"])
    {
        HostPage::open(browser, line).await?;
        browser.enter_widget(frame).await?;
        browser.wait_for_value("url", HOSTILE).await?;
        let parts =
            "return [...document.querySelectorAll('section')].map((part) => part.className)";
        let parts = browser.script(parts, &[]).await?;
        expect("parts", parts, json!(["choose now", "answer image"]))?;
        browser.leave_frame().await?;
    }
    Ok(())
}

/// Also without the clipboard interface, as on plain http.
pub async fn copying_the_line(browser: &Browser) -> Outcome {
    let page = format!("{}embedding.html", browser.server.url());
    let without = "Object.defineProperty(navigator, 'clipboard', { value: undefined })";
    for prepare in ["", without] {
        browser.go(&page).await?;
        browser.script(prepare, &[]).await?;
        let line = line(browser, "html").await?;
        browser.press("#copy").await?;
        browser.wait_for_words("copied", "Copied.").await?;
        let pasted = paste_into(browser, "option-url").await?;
        expect("what is pasted", pasted, line)?;
    }
    Ok(())
}

/// What it loads itself, and the preview in it.
pub async fn the_page_for_authors_obeys_its_policy(browser: &Browser) -> Outcome {
    const NAME: &str = "embedding.html";
    const REPORTS: &str = "/reports";
    let policy = policy(NAME)?;
    browser
        .server
        .set_policy_of(NAME, &format!("{policy}; report-uri {REPORTS}"));
    let url = format!("{}{NAME}", browser.server.url());
    browser.go(&url).await?;
    let scroll = "document.getElementById('preview').scrollIntoView()";
    browser.script(scroll, &[]).await?;
    event_of_preview(browser, "ready").await?;
    // The one violation, which is made on purpose and reported after any other.
    let forbidden = "new Image().src = 'https://example.org/forbidden'";
    browser.script(forbidden, &[]).await?;
    let reports = async || {
        let log = browser.server.log();
        let reports = log.iter().filter(|path| *path == REPORTS).count();
        Ok(Some(reports).filter(|reports| *reports > 0))
    };
    let reports = browser
        .wait_until("a violation is reported", reports)
        .await?;
    expect("violations", reports, 1)
}

async fn event_of_preview(browser: &Browser, words: &str) -> Outcome {
    browser.wait_for_words("events", words).await
}

/// What the page for authors gives to paste for a tool.
async fn line(browser: &Browser, tool: &str) -> Result<String, Error> {
    browser.press(&format!("label[for=tool-{tool}]")).await?;
    Ok(browser.content("line").await?.unwrap_or_default())
}
