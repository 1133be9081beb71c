//! The page as a user meets it.

use std::fmt;
use std::fs;
use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use gvmi_hash::pure::text::literal::visible;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::browsers::Open;
use crate::engine::{Engine, saved};
use crate::nginx::Nginx;
use crate::screen::expect_true;
use crate::server::Server;
use crate::{Host, Outcome};

type Error = Box<dyn std::error::Error>;

/// How often a journey asks for a sign before it gives up. Between two times it waits as the
/// browser took to answer, so a slow machine is waited for longer: no clock decides.
const PATIENCE: usize = 4000;

/// The least time between two times.
const MOMENT: Duration = Duration::from_millis(20);

/// Marks the page that is left.
const MARK: &str = "window.isOfBefore = true";

/// So long at most: what goes by meanwhile is not seen.
const PAUSE: Duration = Duration::from_millis(300);

/// When a driver is taken for dead: no machine needs as long for one command.
pub const COMMAND_PATIENCE: Duration = Duration::from_secs(100);

/// The same for all commands of a journey.
const JOURNEY_PATIENCE: Duration = Duration::from_secs(900);

/// What a driver was told to do, and did not.
#[derive(Debug)]
struct NotDone {
    what: String,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Silent(Duration),
    Refused(CmdError),
}

impl NotDone {
    /// The page was drawn anew in between, or is not drawn yet: WebKitGTK takes what it has
    /// skipped (`content-visibility`) for nothing until its next frame.
    fn is_of_a_moment(&self, engine: Engine) -> bool {
        let Why::Refused(why) = &self.why else {
            return false;
        };
        let is_skipped = engine == Engine::WebKitGtk && why.is_element_not_interactable();
        why.is_stale_element_reference() || is_skipped
    }
}

impl std::error::Error for NotDone {}

impl fmt::Display for NotDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = &self.what;
        match &self.why {
            Why::Silent(patience) => write!(f, "no answer for {patience:?}: {what}"),
            Why::Refused(CmdError::Standard(why)) => {
                write!(f, "{}: {what} ({})", why.error, why.message)
            }
            Why::Refused(why) => write!(f, "{why}: {what}"),
        }
    }
}

async fn within<T>(
    what: &str,
    command: impl Future<Output = Result<T, CmdError>>,
) -> Result<T, NotDone> {
    let done = timeout(COMMAND_PATIENCE, command).await;
    let done = done.map_or_else(
        |_| Err(Why::Silent(COMMAND_PATIENCE)),
        |done| done.map_err(Why::Refused),
    );
    done.map_err(|why| NotDone {
        what: what.to_owned(),
        why,
    })
}

/// A browser, a server of the product at `/`, and a folder for files.
pub struct Browser {
    pub engine: Engine,
    pub client: Client,
    pub server: Server,
    pub folder: TempDir,
    open: Open,
}

/// Makes a journey in a browser of its own, with a fresh profile.
pub fn in_browser<T>(
    engine: Engine,
    host: Host,
    journey: impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<T, Error> {
    let (done, _) = make(Open::new(engine)?, host, &journey)
        .or_else(|why| once_more(engine, host, &journey, why))?;
    Ok(done)
}

/// Makes a journey in a browser that others were made in before.
pub fn in_kept_browser<T>(
    engine: Engine,
    host: Host,
    journey: impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<T, Error> {
    let (done, open) = make(Open::take(engine)?, host, &journey)
        .or_else(|why| once_more(engine, host, &journey, why))?;
    open.give_back();
    Ok(done)
}

/// WebKitGTK's driver is given another chance, for what it does is no fault of the page.
fn once_more<T>(
    engine: Engine,
    host: Host,
    journey: &impl AsyncFn(&Browser) -> Result<T, Error>,
    why: Error,
) -> Result<(T, Open), Error> {
    if engine != Engine::WebKitGtk || !is_the_drivers(&why) {
        return Err(why);
    }
    println!("{engine}: {why}; the journey is made once more");
    make(Open::new(engine)?, host, journey)
}

/// WebKitGTK's driver is silent now and then, or gives up without a word, whatever the page does.
/// That an element is missing or cannot be pressed is the page's doing, of which it gives no word
/// either.
fn is_the_drivers(error: &Error) -> bool {
    let refused = match error.downcast_ref().map(|NotDone { why, .. }| why) {
        Some(Why::Silent(_)) => return true,
        Some(Why::Refused(refused)) => Some(refused),
        None => error.downcast_ref(),
    };
    let Some(CmdError::Standard(refused)) = refused else {
        return false;
    };
    let is_the_pages = matches!(
        refused.error,
        ErrorStatus::NoSuchElement
            | ErrorStatus::ElementClickIntercepted
            | ErrorStatus::ElementNotInteractable
    );
    refused.message.trim().is_empty() && !is_the_pages
}

fn make<T>(
    open: Open,
    host: Host,
    journey: &impl AsyncFn(&Browser) -> Result<T, Error>,
) -> Result<(T, Open), Error> {
    open.runtime().block_on(async {
        let mut server = Server::start("/")?;
        if host == Host::Nginx {
            server.hand_over(Nginx::start().await?);
        }
        let browser = Browser {
            engine: open.engine(),
            client: open.client().clone(),
            server,
            folder: tempfile::tempdir()?,
            open,
        };
        let done = timeout(JOURNEY_PATIENCE, journey(&browser))
            .await
            .map_err(|_| NotDone {
                what: "the journey is not over".to_owned(),
                why: Why::Silent(JOURNEY_PATIENCE),
            })??;
        Ok((done, browser.open))
    })
}

impl Browser {
    /// Takes every request that is not to this machine.
    pub fn proxy(&self) -> &Server {
        &self.open.proxy
    }

    /// The driver's process.
    pub fn driver(&self) -> u32 {
        self.open.driver()
    }

    /// Opens the page and waits until it can be used: it takes what was done before when it
    /// listens to everything.
    pub async fn open_page(&self) -> Result<(), Error> {
        self.open_page_at("").await
    }

    /// The same with a fragment, as a link to the page has it.
    pub async fn open_page_at(&self, fragment: &str) -> Result<(), Error> {
        self.open(&(self.server.url() + fragment)).await?;
        let listens = "return globalThis.early === null";
        self.wait_until("the page listens", async || {
            let listens = self.script(listens, &[]).await?;
            Ok((listens == json!(true)).then_some(()))
        })
        .await
    }

    /// Opens the page at another address.
    pub async fn open(&self, url: &str) -> Result<(), Error> {
        self.go(url).await?;
        self.started().await
    }

    /// Goes to any page. A driver may come back while the one of before is still there.
    pub async fn go(&self, url: &str) -> Outcome {
        self.leave_frame().await?;
        self.script(MARK, &[]).await?;
        within("opening the page", self.client.goto(url)).await?;
        self.left().await
    }

    /// Loads the page anew.
    pub async fn reload(&self) -> Outcome {
        self.leave_frame().await?;
        self.script(MARK, &[]).await?;
        within("loading the page anew", self.client.refresh()).await?;
        self.left().await
    }

    async fn left(&self) -> Outcome {
        self.wait_until("the page of before is gone", async || {
            let is_gone = self.script("return !window.isOfBefore", &[]).await?;
            Ok((is_gone == json!(true)).then_some(()))
        })
        .await
    }

    /// Waits until the program has taken the place of the empty page.
    pub async fn started(&self) -> Result<(), Error> {
        let is_there = "return !!document.getElementById('shown')";
        self.wait_until("the program is there", async || {
            let is_there = self.script(is_there, &[]).await?;
            Ok((is_there == json!(true)).then_some(()))
        })
        .await
    }

    /// Waits until the page is kept for use without its server, and gives whether the
    /// engine can do that at all.
    pub async fn kept(&self) -> Result<bool, Error> {
        let can = self.script("return !!navigator.serviceWorker", &[]).await?;
        if can != json!(true) {
            return Ok(false);
        }
        let ask = "return !!navigator.serviceWorker.controller";
        self.wait_until("the page is kept", async || {
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
    /// counts them, and `said` what they say.
    pub async fn stand_by(&self) -> Result<(), Error> {
        self.script(
            "window.workers = 0;
             window.said = 0;
             window.Worker = class extends Worker {
                 constructor(address) {
                     super(address);
                     window.workers += 1;
                     this.addEventListener('message', () => { window.said += 1; });
                 }
             };",
            &[],
        )
        .await?;
        self.wait_until("a worker stands by", async || {
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

    /// Chooses a file with the button, and waits for nothing.
    pub async fn give_file(&self, path: &Path) -> Outcome {
        let path = path.to_str().ok_or("the path is not Unicode")?;
        let input = self.find("#image-input").await?;
        Ok(within("choosing", input.send_keys(path)).await?)
    }

    /// Chooses a file as the file dialog does.
    pub async fn choose(&self, path: &Path) -> Result<(), Error> {
        // The empty page before has the same input.
        self.started().await?;
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
        self.give_file(Path::new(path)).await?;
        let name = visible(path.rsplit('/').next().unwrap_or_default());
        self.wait_until("the file is chosen", async || {
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
        self.checked().await?;
        expect_true(self).await?;
        match state.as_str() {
            "hashed" => self.shown_hash().await?.ok_or("no hash is shown".into()),
            "failed" => Err(self.content("failure").await?.unwrap_or_default().into()),
            other => Err(format!("the job ended as {other}").into()),
        }
    }

    /// Waits until the image that is hashed is checked, and in each row that is good: that runs
    /// beside the job, and may end after it.
    pub async fn checked(&self) -> Outcome {
        const CHECKED: &str = "
            const { job, check } = document.getElementById('shown')?.dataset ?? {};
            return (job !== 'hashed' || check !== undefined)
                && [...document.querySelectorAll('tr[data-standing=Good]')]
                    .every((row) => row.querySelector('.check'))";
        self.wait_until("what is hashed is checked", async || {
            let checked = self.script(CHECKED, &[]).await?;
            Ok((checked == json!(true)).then_some(()))
        })
        .await
    }

    /// Waits until the page has looked inside the image that is hashed.
    pub async fn looked_inside(&self) -> Result<(), Error> {
        self.wait_until("the look inside is over", async || {
            let look = "return document.getElementById('shown')?.dataset.look ?? null";
            let look = self.script(look, &[]).await?;
            let is_over = look == "seen" || look == "unreadable" || look == "failed";
            Ok(is_over.then_some(()))
        })
        .await
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

    /// Waits until the running job is over, and gives how it ended.
    pub async fn wait_until_over(&self) -> Result<String, Error> {
        loop {
            let far = self.share().await?;
            let state = self
                .wait_until("the job is over or goes on", async || {
                    let state = self.state().await?;
                    let goes_on = state == "hashing" || state == "empty";
                    Ok((!goes_on || self.share().await? != far).then_some(state))
                })
                .await?;
            if state != "hashing" && state != "empty" {
                return Ok(state);
            }
        }
    }

    /// How much of the image is hashed, in per cent, while it is.
    async fn share(&self) -> Result<Option<f64>, Error> {
        let share = "return document.querySelector('progress')?.value ?? null";
        Ok(self.script(share, &[]).await?.as_f64())
    }

    /// Waits until the running job is at least so many per cent done.
    pub async fn progress(&self, percent: u64) -> Result<(), Error> {
        self.wait_until("progress", async || {
            let share = self.share().await?;
            Ok(share.filter(|share| *share >= percent as f64).map(drop))
        })
        .await
    }

    /// Asks again and again until there is an answer.
    pub async fn wait_until<T>(
        &self,
        what: &str,
        ask: impl AsyncFn() -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        for _ in 0..PATIENCE {
            let asked = Instant::now();
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            // Three times as long as the browser took to answer: it has other things to do.
            tokio::time::sleep((asked.elapsed() * 3).clamp(MOMENT, PAUSE)).await;
        }
        let state = self.state().await?;
        Err(format!("asked {PATIENCE} times whether {what}; the page is {state}").into())
    }

    /// What has become of the image chosen last.
    pub async fn state(&self) -> Result<String, Error> {
        let state = self
            .script(
                "return document.querySelector('[data-state]')?.dataset.state ?? 'no page'",
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
        let said = self
            .wait_until(&format!("#{id} says {words:?}"), async || {
                let content = self.content(id).await?;
                Ok(content.filter(|text| text.contains(words)).map(drop))
            })
            .await;
        let Err(why) = said else { return Ok(()) };
        let content = self.content(id).await?;
        Err(format!("{why}; #{id} says {content:?}").into())
    }

    /// What stands in a text field.
    pub async fn value(&self, id: &str) -> Result<String, Error> {
        let field = self.find(&format!("#{id}")).await?;
        Ok(within(id, field.prop("value")).await?.unwrap_or_default())
    }

    /// Waits until this stands in a text field.
    pub async fn wait_for_value(&self, id: &str, value: &str) -> Outcome {
        self.wait_until(value, async || {
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
        self.wait_until("the URL is judged", async || {
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
        Ok(within("pressing a key", pressed).await?)
    }

    /// The element that a selector names.
    pub async fn find(&self, selector: &str) -> Result<Element, Error> {
        Ok(within(selector, self.client.find(Locator::Css(selector))).await?)
    }

    /// The visible text of an element.
    pub async fn text(&self, selector: &str) -> Result<String, Error> {
        self.with(selector, async |element| element.text().await)
            .await
    }

    /// Presses a button.
    pub async fn press(&self, selector: &str) -> Outcome {
        self.with(selector, async |element| element.click().await)
            .await?;
        expect_true(self).await
    }

    /// Does something with the element that a selector names, as soon as that can be done.
    async fn with<T>(
        &self,
        selector: &str,
        act: impl AsyncFn(&Element) -> Result<T, CmdError>,
    ) -> Result<T, Error> {
        const TRIES: usize = 10;
        let mut tries = 1..TRIES;
        loop {
            let element = self.find(selector).await?;
            match within(selector, act(&element)).await {
                Err(why) if why.is_of_a_moment(self.engine) && tries.next().is_some() => {
                    tokio::time::sleep(PAUSE).await;
                }
                done => return Ok(done?),
            }
        }
    }

    /// Goes into a frame, which a script gives: from then on everything is done there.
    pub async fn enter_frame(&self, frame: &str) -> Outcome {
        self.leave_frame().await?;
        let frame: ElementRef = self
            .wait_until("the frame is there", async || {
                let frame = self.script(&format!("return {frame}"), &[]).await?;
                let id = frame
                    .as_object()
                    .and_then(|frame| frame.values().next()?.as_str());
                Ok(id.map(|id| id.to_owned().into()))
            })
            .await?;
        let frame = Element::from_element_id(self.client.clone(), frame);
        within("entering a frame", frame.enter_frame()).await?;
        Ok(())
    }

    /// Goes into the frame of a widget, and waits until its program is there. A frame that is
    /// entered while it loads may be another one by then.
    pub async fn enter_widget(&self, frame: &str) -> Outcome {
        self.enter_frame(frame).await?;
        self.wait_until("the widget is there", async || {
            let is_there = self.find("#shown").await.is_ok();
            if !is_there {
                self.enter_frame(frame).await?;
            }
            Ok(is_there.then_some(()))
        })
        .await
    }

    /// Goes back to the page around a frame.
    pub async fn leave_frame(&self) -> Outcome {
        Ok(within("leaving a frame", self.client.enter_parent_frame()).await?)
    }

    /// Waits until the browser has saved a file of this name and of these bytes, and takes
    /// it away.
    pub async fn saves(&self, name: &str, bytes: &[u8]) -> Outcome {
        let file = saved(self.open.profile.path()).join(name);
        let is_saved = async || Ok((fs::read(&file).ok().as_deref() == Some(bytes)).then_some(()));
        let what = format!("{name} is saved with its bytes");
        let waited = self.wait_until(&what, is_saved).await;
        waited.map_err(|why| format!("{why}; saved: {:?}", self.all_saved_names()))?;
        Ok(fs::remove_file(file)?)
    }

    fn all_saved_names(&self) -> Vec<String> {
        let saved = self.all_saved().unwrap_or_default();
        let say = |(name, text): (String, String)| format!("{name}, {} bytes", text.len());
        saved.into_iter().map(say).collect()
    }

    /// The names of all files that the browser has saved, and what is in them.
    pub fn all_saved(&self) -> Result<Vec<(String, String)>, Error> {
        let read = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry?;
            let text = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
            Ok((entry.file_name().to_string_lossy().into_owned(), text))
        };
        fs::read_dir(saved(self.open.profile.path()))?
            .map(read)
            .collect()
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str, arguments: &[Value]) -> Result<Value, Error> {
        let run = self.client.execute(script, arguments.to_vec());
        Ok(within(script, run).await?)
    }

    /// The port on which the browser takes the DevTools protocol (Chromium only).
    pub fn debugger(&self) -> Result<u16, Error> {
        let capabilities = self.client.capabilities();
        let options = capabilities.and_then(|all| all.get("goog:chromeOptions"));
        let address = options.and_then(|options| options["debuggerAddress"].as_str());
        let (_, port) = address
            .and_then(|address| address.rsplit_once(':'))
            .ok_or("the browser names no port for the DevTools protocol")?;
        Ok(port.parse()?)
    }

    /// Sends a command of the DevTools protocol (Chromium only).
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value, Error> {
        self.vendor(
            "goog/cdp/execute",
            json!({ "cmd": command, "params": parameters }),
        )
        .await
    }

    /// Sends a command that only this driver knows.
    async fn vendor(&self, path: &'static str, body: Value) -> Result<Value, Error> {
        Ok(self.client.issue_cmd(VendorCommand { path, body }).await?)
    }

    /// Chooses a folder as its dialog does (not in WebKitGTK, whose driver knows of none).
    pub async fn choose_folder(&self, folder: &Path) -> Outcome {
        let path = folder.to_str().ok_or("the path is not Unicode")?;
        if self.engine != Engine::Firefox {
            let input = self.find("#folder-input").await?;
            return Ok(within("choosing", input.send_keys(path)).await?);
        }
        // Its driver chooses files alone, so another hand takes the folder in the dialog.
        let context = async |name| self.vendor("moz/context", json!({ "context": name })).await;
        context("chrome").await?;
        self.script(include_str!("folder_dialog.js"), &[json!(path)])
            .await?;
        context("content").await?;
        let label = self.find("label[for=folder-input]").await?;
        within("choosing", label.click()).await?;
        // Any other command meanwhile would be taken for a refusal.
        let is_asked = async || self.client.get_alert_text().await.is_ok();
        self.wait_until("Firefox asks", async || Ok(is_asked().await.then_some(())))
            .await?;
        self.wait_until("it is answered", async || {
            Ok((!is_asked().await).then_some(()))
        })
        .await
    }
}

#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
