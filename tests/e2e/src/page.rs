//! The page as a user meets it.

use std::fmt;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::engine::{Engine, Session, saved};
use crate::nginx::Nginx;
use crate::screen::expect_true;
use crate::server::Server;
use crate::{Host, Outcome};

type Error = Box<dyn std::error::Error>;

/// The longest that a journey may take.
const PATIENCE: Duration = Duration::from_secs(400);

/// The longest that opening a browser may take at first.
const OPENING_PATIENCE: Duration = Duration::from_secs(15);

/// The longest that a single command to a driver may take.
const COMMAND_PATIENCE: Duration = Duration::from_secs(40);

/// A driver did not answer a command: WebKitGTK's does that now and then, whatever
/// the page does.
#[derive(Debug)]
struct NoAnswer(String);

impl std::error::Error for NoAnswer {}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the driver did not answer for {COMMAND_PATIENCE:?}: {}",
            self.0
        )
    }
}

async fn within<T>(what: &str, command: impl Future<Output = T>) -> Result<T, NoAnswer> {
    timeout(COMMAND_PATIENCE, command)
        .await
        .map_err(|_| NoAnswer(what.to_owned()))
}

/// A browser, a server of the product at `/`, and a folder for files.
pub struct Browser {
    pub engine: Engine,
    pub client: Client,
    pub server: Server,
    /// Takes every request that is not to this machine.
    pub proxy: Server,
    /// The driver's process.
    pub driver: u32,
    pub folder: TempDir,
    /// Where the browser saves what is downloaded.
    saved: PathBuf,
}

/// Opens a browser with everything fresh, makes the journey, and closes it.
pub fn in_browser<T>(
    engine: Engine,
    host: Host,
    journey: impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<T, Error> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let outcome = make(engine, host, &journey).await;
            match outcome {
                Err(error) if error.is::<NoAnswer>() => {
                    println!("{engine}: {error}; the journey is made once more");
                    make(engine, host, &journey).await
                }
                outcome => outcome,
            }
        })
}

async fn make<T>(
    engine: Engine,
    host: Host,
    journey: &impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<T, Error> {
    timeout(PATIENCE, make_at_leisure(engine, host, journey))
        .await
        .map_err(|_| format!("not over after {PATIENCE:?}"))?
}

async fn make_at_leisure<T>(
    engine: Engine,
    host: Host,
    journey: &impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<T, Error> {
    let profile = tempfile::tempdir()?;
    let proxy = Server::start("/")?;
    let mut server = Server::start("/")?;
    if host == Host::Nginx {
        server.hand_over(Nginx::start().await?);
    }
    let session = open_browser(engine, profile.path(), &proxy.address()).await?;
    let browser = Browser {
        engine,
        client: session.client.clone(),
        server,
        proxy,
        driver: session.driver(),
        folder: tempfile::tempdir()?,
        saved: saved(profile.path()),
    };
    let outcome = journey(&browser).await;
    // A browser that does not close by itself ends with its driver.
    let _ = timeout(Duration::from_secs(10), session.client.clone().close()).await;
    outcome
}

/// WebKitGTK's driver does not always open its browser, but then the next does.
async fn open_browser(engine: Engine, profile: &Path, proxy: &str) -> Result<Session, Error> {
    for _ in 0..2 {
        if let Ok(session) = timeout(OPENING_PATIENCE, engine.open(profile, proxy)).await {
            return session;
        }
        println!(
            "{engine}: the driver did not open a browser for {OPENING_PATIENCE:?}; another does"
        );
    }
    within("opening the browser", engine.open(profile, proxy)).await?
}

impl Browser {
    /// Opens the page and waits until it can be used. It asks for the worker when it
    /// listens to everything.
    pub async fn open_page(&self) -> Result<(), Error> {
        let before = self.server.asked_by_pages("worker.js");
        self.open(&self.server.url()).await?;
        self.wait_until("the page listens", Duration::from_secs(20), async || {
            let asked = self.server.asked_by_pages("worker.js");
            Ok((asked > before).then_some(()))
        })
        .await
    }

    /// Opens the page at another address.
    pub async fn open(&self, url: &str) -> Result<(), Error> {
        within("opening the page", self.client.goto(url)).await??;
        self.client
            .wait()
            .at_most(Duration::from_secs(20))
            .for_element(Locator::Id("image-input"))
            .await?;
        Ok(())
    }

    /// Waits until the page is kept for use without its server, and gives whether the
    /// engine can do that at all.
    pub async fn kept(&self) -> Result<bool, Error> {
        let can = self.script("return !!navigator.serviceWorker", &[]).await?;
        if can != json!(true) {
            return Ok(false);
        }
        let ask = "return !!navigator.serviceWorker.controller";
        self.wait_until("the page is kept", Duration::from_secs(20), async || {
            let kept = self.script(ask, &[]).await?;
            Ok((kept == json!(true)).then_some(true))
        })
        .await
    }

    /// Presses the button that opens the file dialog. It stays closed: the driver gives the
    /// file.
    pub async fn open_dialog(&self) -> Result<(), Error> {
        self.script(
            "const input = document.getElementById('image-input');
             const keepClosed = (event) => event.preventDefault();
             input.addEventListener('click', keepClosed, { once: true, capture: true });
             input.click();",
            &[],
        )
        .await?;
        Ok(())
    }

    /// Opens the file dialog until a worker stands by for the file. From then on `workers`
    /// counts.
    pub async fn stand_by(&self) -> Result<(), Error> {
        self.script(
            "window.workers = 0;
             window.Worker = class extends Worker {
                 constructor(address) { super(address); window.workers += 1; }
             };",
            &[],
        )
        .await?;
        self.wait_until("a worker stands by", Duration::from_secs(20), async || {
            self.open_dialog().await?;
            Ok((self.workers().await? > 0).then_some(()))
        })
        .await
    }

    /// How many workers were started since before the first stood by.
    pub async fn workers(&self) -> Result<u64, Error> {
        let workers = self.script("return window.workers", &[]).await?;
        workers.as_u64().ok_or("nobody counts the workers".into())
    }

    /// Chooses a file as the file dialog does.
    pub async fn choose(&self, path: &Path) -> Result<(), Error> {
        self.open_dialog().await?;
        let path = path.to_str().ok_or("the path is not Unicode")?;
        self.script(
            "window.hashes = 0;
             new MutationObserver(() => { window.hashes += !!document.getElementById('hash'); })
                 .observe(document.getElementById('app'), {
                     subtree: true, childList: true });",
            &[],
        )
        .await?;
        let input = self.find("#image-input").await?;
        within("choosing", input.send_keys(path)).await??;
        let name = path.rsplit('/').next().unwrap_or_default();
        self.wait_until("the file is chosen", Duration::from_secs(10), async || {
            let shown = self
                .script(
                    "return document.getElementById('image-name')?.textContent",
                    &[],
                )
                .await?;
            Ok((shown == name).then_some(()))
        })
        .await?;
        expect_true(self).await
    }

    /// Chooses a file and waits for its hash.
    pub async fn hash(&self, path: &Path) -> Result<String, Error> {
        self.choose(path).await?;
        self.finished().await
    }

    /// Waits for the hash of the running job.
    pub async fn finished(&self) -> Result<String, Error> {
        let state = self.wait_until_over().await?;
        expect_true(self).await?;
        match state.as_str() {
            "hashed" => self.shown_hash().await?.ok_or("no hash is shown".into()),
            "failed" => Err(self.content("failure").await?.unwrap_or_default().into()),
            other => Err(format!("the job ended as {other}").into()),
        }
    }

    /// Waits until the running job fails, and gives its message.
    pub async fn failure(&self) -> Result<String, Error> {
        let state = self.wait_until_over().await?;
        expect_true(self).await?;
        if self.script("return window.hashes", &[]).await? != json!(0) {
            return Err("a hash was shown".into());
        }
        if state != "failed" {
            return Err(format!("the job ended as {state}").into());
        }
        let failure = self.content("failure").await?;
        failure.ok_or("no failure is shown".into())
    }

    async fn wait_until_over(&self) -> Result<String, Error> {
        self.wait_until("the job is over", Duration::from_secs(300), async || {
            Ok(Some(self.state().await?).filter(|state| state != "hashing" && state != "empty"))
        })
        .await
    }

    /// Waits until the running job is at least so many per cent done.
    pub async fn progress(&self, percent: u64) -> Result<(), Error> {
        self.wait_until("progress", Duration::from_secs(60), async || {
            let value = self
                .script(
                    "return document.querySelector('progress')?.value ?? -1",
                    &[],
                )
                .await?;
            let reached = value.as_f64().is_some_and(|value| value >= percent as f64);
            Ok(reached.then_some(()))
        })
        .await
    }

    /// Asks again and again until there is an answer.
    pub async fn wait_until<T>(
        &self,
        what: &str,
        patience: Duration,
        ask: impl AsyncFn() -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            if start.elapsed() > patience {
                let state = self.state().await?;
                return Err(
                    format!("waited {patience:?} until {what}; the page is {state}").into(),
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What has become of the image chosen last.
    pub async fn state(&self) -> Result<String, Error> {
        let state = self
            .script(
                "return document.querySelector('.image')?.dataset.state ?? 'no page'",
                &[],
            )
            .await?;
        Ok(state.as_str().unwrap_or_default().to_owned())
    }

    /// The hash on the page, as it would be copied by hand.
    pub async fn shown_hash(&self) -> Result<Option<String>, Error> {
        self.content("hash").await
    }

    /// The whole text of the element with this id, line ends included; none if there is
    /// no such element.
    pub async fn content(&self, id: &str) -> Result<Option<String>, Error> {
        let script = "return document.getElementById(arguments[0])?.textContent ?? null";
        let content = self.script(script, &[json!(id)]).await?;
        Ok(content.as_str().map(str::to_owned))
    }

    /// Waits until the element with this id says something, among other words perhaps.
    pub async fn wait_for_words(&self, id: &str, words: &str) -> Outcome {
        let start = Instant::now();
        loop {
            let content = self.content(id).await?;
            if content.as_ref().is_some_and(|text| text.contains(words)) {
                return Ok(());
            }
            if start.elapsed() > Duration::from_secs(10) {
                return Err(format!("#{id} says {content:?}, not {words:?}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What stands in a text field.
    pub async fn value(&self, id: &str) -> Result<String, Error> {
        let field = self.find(&format!("#{id}")).await?;
        Ok(within(id, field.prop("value")).await??.unwrap_or_default())
    }

    /// Waits until this stands in a text field.
    pub async fn wait_for_value(&self, id: &str, value: &str) -> Outcome {
        self.wait_until(value, Duration::from_secs(20), async || {
            let seen = self
                .script(
                    "return document.getElementById(arguments[0])?.value",
                    &[json!(id)],
                )
                .await?;
            Ok((seen == value).then_some(()))
        })
        .await
    }

    /// Puts a text into a text field at one go, as a paste does.
    pub async fn enter(&self, id: &str, text: &str) -> Outcome {
        self.script(
            "const field = document.getElementById(arguments[0]);
             field.value = arguments[1];
             field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
            &[json!(id), json!(text)],
        )
        .await?;
        expect_true(self).await
    }

    /// Enters a URL and waits until the page has judged it: what it then says moves what
    /// stands below, away from a click that is on its way.
    pub async fn enter_url(&self, url: &str) -> Outcome {
        self.enter("url", url).await?;
        self.url_is_judged().await
    }

    /// Waits until what is said of the URL is said of the URL that is there now.
    pub async fn url_is_judged(&self) -> Outcome {
        self.wait_until("the URL is judged", Duration::from_secs(5), async || {
            let script = "return document.getElementById('url-remarks').dataset.settled";
            let settled = self.script(script, &[]).await?;
            Ok((settled == "true").then_some(()))
        })
        .await
    }

    /// The id of the element that has the keyboard.
    pub async fn focused(&self) -> Result<String, Error> {
        let focused = self.script("return document.activeElement.id", &[]).await?;
        Ok(focused.as_str().unwrap_or_default().to_owned())
    }

    /// Presses and releases a key.
    pub async fn press_key(&self, value: char) -> Outcome {
        let press = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        let pressed = self.client.perform_actions(press);
        Ok(within("pressing a key", pressed).await??)
    }

    /// The element that a selector names.
    pub async fn find(&self, selector: &str) -> Result<Element, Error> {
        within(selector, self.client.find(Locator::Css(selector)))
            .await?
            .map_err(|error| format!("{selector}: {error}").into())
    }

    /// The visible text of an element.
    pub async fn text(&self, selector: &str) -> Result<String, Error> {
        let element = self.find(selector).await?;
        Ok(within(selector, element.text()).await??)
    }

    /// Presses a button.
    pub async fn press(&self, selector: &str) -> Result<(), Error> {
        let element = self.find(selector).await?;
        within(selector, element.click()).await??;
        expect_true(self).await
    }

    /// Goes into a frame, which a script gives: from then on everything is done there.
    pub async fn enter_frame(&self, frame: &str) -> Outcome {
        self.leave_frame().await?;
        let frame: ElementRef = self
            .wait_until("the frame is there", Duration::from_secs(20), async || {
                let frame = self.script(&format!("return {frame}"), &[]).await?;
                let id = frame
                    .as_object()
                    .and_then(|frame| frame.values().next()?.as_str());
                Ok(id.map(|id| id.to_owned().into()))
            })
            .await?;
        let frame = Element::from_element_id(self.client.clone(), frame);
        within("entering a frame", frame.enter_frame()).await??;
        Ok(())
    }

    /// Goes back to the page around a frame.
    pub async fn leave_frame(&self) -> Outcome {
        Ok(within("leaving a frame", self.client.enter_parent_frame()).await??)
    }

    /// Waits until the browser has saved a file of this name and of these bytes, and takes
    /// it away.
    pub async fn saves(&self, name: &str, bytes: &[u8]) -> Outcome {
        let file = self.saved.join(name);
        let start = Instant::now();
        while fs::read(&file).ok().as_deref() != Some(bytes) {
            if start.elapsed() > Duration::from_secs(30) {
                let there = self.all_saved()?;
                return Err(
                    format!("{name} was not saved with its bytes; saved: {there:?}").into(),
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(fs::remove_file(file)?)
    }

    /// The names of all files that the browser has saved, and what is in them.
    pub fn all_saved(&self) -> Result<Vec<(String, String)>, Error> {
        let read = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry?;
            let text = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
            Ok((entry.file_name().to_string_lossy().into_owned(), text))
        };
        fs::read_dir(&self.saved)?.map(read).collect()
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, arguments: &[Value]) -> Result<Value, Error> {
        let run = self.client.execute(script, arguments.to_vec());
        Ok(within(script, run).await??)
    }

    /// Sends a command of the DevTools protocol (Chromium only).
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, Error> {
        Ok(self
            .client
            .issue_cmd(DevTools {
                body: json!({ "cmd": command, "params": parameters }),
            })
            .await?)
    }
}

#[derive(Debug)]
struct DevTools {
    body: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
