//! The three engines, and how each is driven.

use std::collections::HashSet;
use std::env;
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

/// A browser engine.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKitGtk,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKitGtk => "webkitgtk",
        })
    }
}

/// A process that ends with its handle, and with it all that it started.
pub struct Process(Child);

impl Process {
    /// Starts a command as the head of a process group of its own.
    pub fn start(command: &mut Command) -> std::io::Result<Self> {
        command.process_group(0).spawn().map(Self)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

/// A driver and the one browser that it drives.
pub struct Session {
    pub client: Client,
    driver: Process,
    _display: Option<Display>,
}

impl Session {
    /// The driver's process.
    pub fn driver(&self) -> u32 {
        self.driver.0.id()
    }
}

impl Engine {
    /// Opens a browser with a fresh profile in `profile`, which sends what is not for
    /// this machine to `proxy`.
    pub async fn open(
        self,
        profile: &Path,
        proxy: &str,
    ) -> Result<Session, Box<dyn std::error::Error>> {
        fs::create_dir_all(saved(profile))?;
        fs::write(
            profile.join("user-dirs.dirs"),
            format!("XDG_DOWNLOAD_DIR=\"{}\"\n", saved(profile).display()),
        )?;
        let port = free_port()?;
        // One each, because browsers on one display take each other's keyboard and clipboard.
        let display = (self == Self::WebKitGtk).then(Display::start).flatten();
        let mut driver = Command::new(self.driver());
        driver.envs(display.as_ref().map(Display::variable));
        driver
            .arg(format!("--port={port}"))
            // Else nobody can choose a folder in Firefox's dialog.
            .args((self == Self::Firefox).then_some("--allow-system-access"))
            // Else Chromium's finds no file whose name is not ASCII where no locale is set.
            .env("LC_ALL", "C.UTF-8")
            // A driver that is killed takes nothing of its own away: Firefox's leaves a profile
            // of 200 MB a time. Here it goes with the folder.
            .env("TMPDIR", profile)
            // WebKitGTK keeps its data where these say, and saves where a file there says.
            .env("XDG_CONFIG_HOME", profile)
            .env("XDG_DATA_HOME", profile)
            .env("XDG_CACHE_HOME", profile)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Process::start(&mut driver)
            .map_err(|error| format!("{} cannot be started: {error}", self.driver().display()))?;
        wait_for_port(port).await?;
        let mut capabilities = self.capabilities(profile);
        let proxy = json!({ "proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy,
            "noProxy": ["127.0.0.1", "hosted.localhost"] });
        capabilities.insert("proxy".to_owned(), proxy);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await?;
        Ok(Session {
            client,
            driver,
            _display: display,
        })
    }

    fn driver(self) -> PathBuf {
        let (variable, program) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKitGtk => ("WEBKITDRIVER", "WebKitWebDriver"),
        };
        env::var_os(variable).unwrap_or(program.into()).into()
    }

    fn capabilities(self, profile: &Path) -> Map<String, Value> {
        let capabilities = match self {
            Self::Chromium => json!({
                "goog:chromeOptions": {
                    "args": [
                        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                        "--no-first-run", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync",
                        "--disable-dev-shm-usage", "--window-size=1000,1000",
                        format!("--user-data-dir={}", profile.display()),
                    ],
                    "prefs": { "download.default_directory": saved(profile) },
                },
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "args": ["-headless"],
                    // 2: in the folder that the other one names.
                    "prefs": {
                        "browser.download.folderList": 2,
                        "browser.download.dir": saved(profile),
                    },
                },
            }),
            Self::WebKitGtk => json!({
                "webkitgtk:browserOptions": {
                    "binary": env::var("MINIBROWSER").unwrap_or("MiniBrowser".to_owned()),
                    "args": ["--automation"],
                },
            }),
        };
        capabilities.as_object().cloned().unwrap_or_default()
    }
}

/// Where a browser with this profile saves what its user downloads.
pub fn saved(profile: &Path) -> PathBuf {
    profile.join("saved")
}

/// Listens on a port of this machine that nothing has listened on since the tests began.
/// A browser keeps much by origin, which is a port here: no journey finds what another left.
pub fn listen() -> io::Result<TcpListener> {
    static USED: Mutex<Option<HashSet<u16>>> = Mutex::new(None);
    loop {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let mut used = USED.lock().expect("no thread panics");
        if used.get_or_insert_default().insert(port) {
            return Ok(listener);
        }
    }
}

/// A port that nothing listens on.
pub fn free_port() -> io::Result<u16> {
    Ok(listen()?.local_addr()?.port())
}

/// Waits until something listens on `port`.
pub async fn wait_for_port(port: u16) -> Result<(), String> {
    const TRIES: usize = 6000;
    for _ in 0..TRIES {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("nothing listened on port {port} in {TRIES} tries"))
}

/// A display in memory, which lasts as long as its handle. Without it WebKitGTK draws on
/// the user's.
pub struct Display {
    number: String,
    _xvfb: Process,
}

impl Display {
    /// None where there is no Xvfb.
    pub fn start() -> Option<Self> {
        let program = env::var_os("XVFB").unwrap_or("Xvfb".into());
        let mut command = Command::new(program);
        command
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut xvfb = Process::start(&mut command).ok()?;
        let output = xvfb.0.stdout.take()?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number).ok()?;
        Some(Self {
            number: format!(":{}", number.trim()),
            _xvfb: xvfb,
        })
    }

    /// What tells a program to draw on it.
    pub fn variable(&self) -> (&'static str, &str) {
        ("DISPLAY", &self.number)
    }
}
