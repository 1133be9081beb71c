//! Browsers that stay open from one journey to the next: opening one takes longer than most
//! journeys.
//!
//! Each journey has servers on ports of its own, and so origins of its own: it sees nothing
//! of what a browser keeps of an origin. What a browser keeps besides (windows, their size,
//! saved files) is put back after each journey. A browser in which one failed is not used
//! again.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fantoccini::Client;
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};
use tokio::time::timeout;

use crate::engine::{Engine, Session, saved};
use crate::page::COMMAND_PATIENCE;
use crate::server::Server;

type Error = Box<dyn std::error::Error>;

/// Width and height of every window, in pixels.
const WINDOW: (u32, u32) = (1000, 1000);

/// A browser with a profile of its own.
pub struct Open {
    engine: Engine,
    /// Where the client's connection lives.
    runtime: Arc<Runtime>,
    session: Session,
    /// Takes every request that is not to this machine.
    pub proxy: Server,
    pub profile: TempDir,
}

static IDLE: Mutex<Vec<Open>> = Mutex::new(Vec::new());

impl Open {
    /// Opens a browser with a fresh profile.
    pub fn new(engine: Engine) -> Result<Self, Error> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let profile = tempfile::tempdir()?;
        let proxy = Server::start("/")?;
        let session = runtime.block_on(open(engine, &profile, &proxy.address()))?;
        Ok(Self {
            engine,
            runtime: Arc::new(runtime),
            session,
            proxy,
            profile,
        })
    }

    /// One that no journey is made in, or a new one.
    pub fn take(engine: Engine) -> Result<Self, Error> {
        let mut idle = IDLE.lock().expect("no thread panics");
        let place = idle.iter().position(|open| open.engine == engine);
        let open = place.map(|place| idle.swap_remove(place));
        drop(idle);
        open.map_or_else(|| Self::new(engine), Ok)
    }

    /// Keeps it for the next journey, if it can be made as it was.
    pub fn give_back(self) {
        let put_back = self
            .runtime
            .block_on(async { timeout(COMMAND_PATIENCE, put_back(&self.session.client)).await });
        let is_as_it_was =
            matches!(put_back, Ok(Ok(()))) && empty(&saved(self.profile.path())).is_ok();
        if is_as_it_was {
            IDLE.lock().expect("no thread panics").push(self);
        }
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    pub fn client(&self) -> &Client {
        &self.session.client
    }

    pub fn runtime(&self) -> Arc<Runtime> {
        self.runtime.clone()
    }

    /// The driver's process.
    pub fn driver(&self) -> u32 {
        self.session.driver()
    }
}

/// Closes the browsers that are kept.
pub fn close_all() {
    IDLE.lock().expect("no thread panics").clear();
}

/// WebKitGTK's driver does not always open its browser, and least of all beside another that
/// does; others hang up, once in thousands of times. But then the next does.
async fn open(engine: Engine, profile: &TempDir, proxy: &str) -> Result<Session, Error> {
    static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    const TRIES: [Duration; 5] = [
        Duration::from_secs(15),
        Duration::from_secs(30),
        Duration::from_secs(60),
        COMMAND_PATIENCE,
        COMMAND_PATIENCE,
    ];
    let tries = match engine {
        Engine::WebKitGtk => &TRIES[..],
        Engine::Chromium | Engine::Firefox => &TRIES[3..],
    };
    let _turn = match engine {
        Engine::WebKitGtk => Some(ONE_AT_A_TIME.lock().await),
        Engine::Chromium | Engine::Firefox => None,
    };
    let mut why = String::new();
    for patience in tries {
        why = match timeout(*patience, engine.open(profile.path(), proxy)).await {
            Ok(Ok(session)) => return Ok(session),
            Ok(Err(why)) => format!("its driver did not open it: {why}"),
            Err(_) => format!("its driver did not open it for {patience:?}"),
        };
        println!("{engine}: {why}");
    }
    Err(format!("{engine}: {why}").into())
}

/// Leaves one empty window of the usual size.
async fn put_back(client: &Client) -> Result<(), Error> {
    let left = client.windows().await?;
    let fresh = client.new_window(true).await?.handle;
    for window in left {
        client.switch_to_window(window).await?;
        client.close_window().await?;
    }
    client.switch_to_window(fresh).await?;
    let (width, height) = WINDOW;
    Ok(client.set_window_size(width, height).await?)
}

fn empty(folder: &std::path::Path) -> std::io::Result<()> {
    fs::read_dir(folder)?.try_for_each(|file| fs::remove_file(file?.path()))
}
