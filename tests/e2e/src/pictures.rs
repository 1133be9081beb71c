//! Takes a picture of the page in each of its states, as much as is seen without scrolling.
//!
//! `cargo xtask pictures` builds the product, names the driver and runs this with the folder
//! for the pictures and, if those are wanted, the folder for the documentation's.

use std::env;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use e2e::engine::Engine;
use e2e::page::{self, Browser};
use e2e::screen::wait_for;
use e2e::server::Server;
use e2e::{Host, Outcome, browsers, images};
use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use serde_json::json;

type Error = Box<dyn std::error::Error>;

/// A state of the page, and the way to it.
struct State {
    name: &'static str,
    steps: &'static [Step],
    /// The screens that it is taken on.
    screens: &'static [Screen],
}

#[derive(Clone, Copy)]
struct Screen {
    /// Width and height in CSS pixels.
    size: (u32, u32),
    is_dark: bool,
}

const LIGHT: &[Screen] = &[laptop(false), phone(false)];
const BOTH: &[Screen] = &[laptop(false), phone(false), laptop(true), phone(true)];
const fn laptop(is_dark: bool) -> Screen {
    let size = (1366, 650);
    Screen { size, is_dark }
}

const PHONE: (u32, u32) = (375, 650);

const fn phone(is_dark: bool) -> Screen {
    Screen {
        size: PHONE,
        is_dark,
    }
}

/// What a user does, or what happens to a file.
enum Step {
    /// Opens the page with this fragment.
    Open(&'static str),
    /// Opens a host page of another origin with this content, and goes into its widget.
    OpenHostPage(&'static str),
    Enter(&'static str, &'static str),
    EnterUrl(&'static str),
    /// Chooses the example, or one of the [specimens](images::specimens), and waits for the
    /// hash.
    Hash(&'static str),
    /// Chooses a large image, and waits until so many per cent of it are hashed.
    HashLarge(u64),
    TruncateLarge,
    Cancel,
    /// Chooses several images, one of which is none, and a sums file that knows another one of
    /// them by another hash.
    HashSeveral,
}

use Step::{
    Cancel, Enter, EnterUrl, Hash, HashLarge, HashSeveral, Open, OpenHostPage, TruncateLarge,
};

/// Links to the example, and to another image.
const LINK: &str = "#hash=cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42\
    &url=https://images.golem.network/v2/example.gvmi";
const OTHER_LINK: &str = "#hash=c6655c292f4742c40a59ab3597a59843dec1696a605b600ef38dc278\
    &url=https://images.golem.network/v2/example.gvmi";
const OTHER_HASH: &str = "c6655c292f4742c40a59ab3597a59843dec1696a605b600ef38dc278";
const URL: &str = "https://images.golem.network/v2/example.gvmi";
const WEB_PAGE: &str = "https://github.com/acme/images/blob/main/example.gvmi";
const HOST_PAGE: &str = "<h1>Example</h1><p>Download example.gvmi, then see that it is the image \
    that we built:</p>
    <gvmi-hash hash=cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42></gvmi-hash>";

/// What a provider says that was given another hash than the example's.
const ERROR: &str = "Incorrect hash provided or downloaded image is corrupted: calculated hash \
    cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42 differs from the expected one \
    c6655c292f4742c40a59ab3597a59843dec1696a605b600ef38dc278";

const DONE: State = state("done", &[Open(""), Hash("example"), EnterUrl(URL)], BOTH);
const PROVIDER_ERROR: State = state(
    "provider-error",
    &[
        Open(""),
        Hash("example"),
        EnterUrl(URL),
        Enter("expected", ERROR),
    ],
    LIGHT,
);
const SEVERAL: State = state(
    "several",
    &[
        Open(""),
        HashSeveral,
        Enter("folder", "https://images.golem.network/v2/"),
    ],
    BOTH,
);
const VERIFIED: State = state("verifier-match", &[Open(LINK), Hash("example")], LIGHT);

/// What README.md and docs/ show, by the names that it has there, on screens that are no
/// larger than what is to be seen.
const IN_DOCUMENTS: [(&State, &str, (u32, u32)); 4] = [
    (&DONE, "page.png", (1200, 560)),
    (&PROVIDER_ERROR, "debugger.png", (640, 880)),
    (&VERIFIED, "verifier.png", (800, 480)),
    (&SEVERAL, "several.png", (1200, 560)),
];

const STATES: [State; 16] = [
    DONE,
    SEVERAL,
    PROVIDER_ERROR,
    state("empty", &[Open("")], LIGHT),
    state("working", &[Open(""), HashLarge(40)], LIGHT),
    state(
        "url-problem",
        &[Open(""), Hash("example"), EnterUrl(WEB_PAGE)],
        LIGHT,
    ),
    state(
        "compare-mismatch",
        &[
            Open(""),
            Hash("example"),
            EnterUrl(URL),
            Enter("expected", OTHER_HASH),
        ],
        BOTH,
    ),
    state("verifier-waiting", &[Open(LINK)], LIGHT),
    VERIFIED,
    state(
        "verifier-mismatch",
        &[Open(OTHER_LINK), Hash("example")],
        BOTH,
    ),
    state("not-an-image", &[Open(""), Hash("pointer")], LIGHT),
    state("cannot-start", &[Open(""), Hash("edited")], LIGHT),
    state("failed", &[Open(""), HashLarge(5), TruncateLarge], LIGHT),
    state("cancelled", &[Open(""), HashLarge(5), Cancel], LIGHT),
    state("widget-waiting", &[OpenHostPage(HOST_PAGE)], LIGHT),
    state("widget", &[OpenHostPage(HOST_PAGE), Hash("example")], LIGHT),
];

const fn state(name: &'static str, steps: &'static [Step], screens: &'static [Screen]) -> State {
    State {
        name,
        steps,
        screens,
    }
}

fn main() -> Outcome {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let folder = args.next().ok_or("no folder is named for the pictures")?;
    let taken = take_all(&folder, args.next().as_deref());
    browsers::close_all();
    taken
}

fn take_all(folder: &Path, documents: Option<&Path>) -> Outcome {
    fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    for state in &STATES {
        for screen in state.screens {
            let scheme = if screen.is_dark { "-dark" } else { "" };
            let name = format!("{}-{}{scheme}.png", state.name, screen.size.0);
            take(state, screen, &folder.join(name))?;
        }
    }
    let Some(documents) = documents else {
        return Ok(());
    };
    for (state, name, size) in IN_DOCUMENTS {
        let screen = Screen {
            size,
            is_dark: false,
        };
        take(state, &screen, &documents.join(name))?;
    }
    Ok(())
}

/// Takes one picture, in a window where nothing was done before.
fn take(state: &State, screen: &Screen, file: &Path) -> Outcome {
    let picture = page::in_kept_browser(Engine::Chromium, Host::Plain, async |browser| {
        // It is there as long as its page.
        let host = Server::start("/")?;
        emulate(browser, screen).await?;
        for step in state.steps {
            step.take(browser, &host).await?;
        }
        browser.script(DRAWN, &[]).await?;
        Ok(browser.client.screenshot().await?)
    })
    .map_err(|why| format!("{}: {why}", state.name))?;
    fs::write(file, picture).map_err(|why| format!("{}: {why}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

async fn emulate(browser: &Browser, screen: &Screen) -> Outcome {
    let (width, height) = screen.size;
    // A phone's scroll bars take no width.
    let is_phone = screen.size == PHONE;
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1,
        "mobile": is_phone });
    let scheme = if screen.is_dark { "dark" } else { "light" };
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    for (command, parameters) in [
        ("Emulation.setDeviceMetricsOverride", metrics),
        ("Emulation.setScrollbarsHidden", json!({ "hidden": true })),
        ("Emulation.setEmulatedMedia", media),
    ] {
        browser.devtools(command, parameters).await?;
    }
    Ok(())
}

/// Waits until the page was drawn with all that was done.
const DRAWN: &str = "return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)))";

impl Step {
    async fn take(&self, browser: &Browser, host: &Server) -> Outcome {
        match self {
            Self::Open(fragment) => browser.open_page_at(fragment).await,
            Self::OpenHostPage(content) => open_host_page(browser, host, content).await,
            Self::Enter(id, text) => browser.enter(id, text).await,
            Self::EnterUrl(url) => browser.enter_url(url).await,
            Self::Hash(name) => {
                let path = write(browser, name)?;
                browser.hash(&path).await?;
                wait_for_look(browser).await
            }
            Self::HashLarge(percent) => {
                let path = large(browser);
                images::write_sparse(&path, LARGE)?;
                browser.choose(&path).await?;
                browser.progress(*percent).await
            }
            Self::TruncateLarge => {
                let file = OpenOptions::new().write(true).open(large(browser))?;
                file.set_len(LARGE / 2)?;
                browser.failure().await.map(drop)
            }
            Self::Cancel => {
                browser.press("#cancel").await?;
                let cancelled = async || Ok((browser.state().await? == "cancelled").then_some(()));
                browser.wait_until("it is cancelled", cancelled).await
            }
            Self::HashSeveral => {
                browser.stand_by().await?;
                browser.give_file(&write_several(browser)?).await?;
                wait_for(browser, "headline", Some("6 of 8 match")).await
            }
        }
    }
}

async fn open_host_page(browser: &Browser, host: &Server, content: &str) -> Outcome {
    const FRAME: &str = "document.querySelector('gvmi-hash')?.shadowRoot?.querySelector('iframe')";
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>
         <meta name=viewport content='width=device-width'><title>Host</title>
         <style>body {{ font-family: sans-serif; max-width: 800px; margin: 16px auto; \
         padding: 0 16px }}</style>
         <script src='{}embed.js' async></script>{content}",
        browser.server.url()
    );
    host.replace("index.html", Some(page.into_bytes()));
    browser.client.goto(&host.url()).await?;
    browser.enter_widget(FRAME).await
}

/// Waits until the page has looked inside what is an image; a widget does not.
async fn wait_for_look(browser: &Browser) -> Outcome {
    let script = "const { check, look } = document.getElementById('shown').dataset;
        const isWidget = document.documentElement.hasAttribute('data-embed');
        return isWidget || check !== '' || look === 'seen'";
    browser
        .wait_until("the page has looked inside", async || {
            let has_looked = browser.script(script, &[]).await?;
            Ok((has_looked == json!(true)).then_some(()))
        })
        .await
}

fn write(browser: &Browser, name: &str) -> Result<PathBuf, Error> {
    let specimen = images::specimens()
        .into_iter()
        .find(|specimen| specimen.name == name);
    let bytes = specimen.map_or_else(example::image, |specimen| specimen.bytes);
    let path = browser.folder.path().join(format!("{name}.gvmi"));
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Writes several images and their sums file, and gives their paths, a line each.
fn write_several(browser: &Browser) -> Result<PathBuf, Error> {
    const NAMES: [&str; 7] = [
        "alpine",
        "blender",
        "fractal",
        "gpu-base",
        "node-20",
        "python-3.12",
        "ray-head",
    ];
    let mut paths = vec![write(browser, "pointer")?];
    let mut list = String::new();
    for (index, name) in (1..).zip(NAMES) {
        let mut image = example::image();
        // A byte of the padding, which nobody reads.
        image[1000] = index;
        let path = browser.folder.path().join(format!("{name}.gvmi"));
        fs::write(&path, &image)?;
        image[1001] = u8::from(name == "fractal");
        list += &format!("{}  {name}.gvmi\n", hash(&image));
        paths.push(path);
    }
    paths.sort();
    let sums = browser.folder.path().join("SHA3-224SUMS");
    fs::write(&sums, list)?;
    paths.push(sums);
    let paths: Vec<_> = paths.iter().filter_map(|path| path.to_str()).collect();
    Ok(PathBuf::from(paths.join("\n")))
}

/// Its size in bytes, long enough to be hashed for some seconds.
const LARGE: u64 = 4 << 30;

fn large(browser: &Browser) -> PathBuf {
    browser.folder.path().join("large.gvmi")
}
