//! Serves the built product over http and keeps a log of what was asked.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use tiny_http::{Header, Request, Response, StatusCode};

use crate::nginx::Nginx;
use crate::relay::Relay;

/// What is served in place of a file of the product; none: "not found".
pub type Replacements = HashMap<String, Option<Vec<u8>>>;

/// A request.
struct Asked {
    path: String,
    by_service_worker: bool,
}

/// A running server.
pub struct Server {
    server: Arc<tiny_http::Server>,
    relay: Relay,
    shared: Arc<Mutex<Shared>>,
    prefix: String,
    /// What serves the product in its place.
    nginx: Option<Nginx>,
}

struct Shared {
    folder: PathBuf,
    log: Vec<Asked>,
    replacements: Replacements,
    policy: Option<String>,
    drops_policy: bool,
    drops_integrity: bool,
    hastens: bool,
    stalled: Option<String>,
    /// A file that breaks on its way to a page, and how often.
    breaking: Option<(String, usize)>,
    /// Requests that are never answered.
    waiting: Vec<Request>,
}

impl Shared {
    /// Whether this answer is one of those that break off.
    fn breaks_off(&mut self, name: &str) -> bool {
        match &mut self.breaking {
            Some((breaking, times)) if breaking == name && *times > 0 => {
                *times -= 1;
                true
            }
            _ => false,
        }
    }

    /// The page without what it was told to drop.
    fn altered(&self, page: &[u8]) -> Vec<u8> {
        let mut page = String::from_utf8_lossy(page).into_owned();
        if self.drops_integrity {
            page = page.replace(" integrity=", " data-integrity=");
        }
        if self.drops_policy {
            page = page.replace("http-equiv=\"Content-Security-Policy\"", "name=\"none\"");
        }
        if self.hastens {
            page = page.replacen("<head>", &format!("<head><script>{HASTE}</script>"), 1);
        }
        page.into_bytes()
    }
}

/// What is to happen after many seconds happens in a hundredth of the time.
const HASTE: &str = "
    const { setTimeout: after } = window;
    window.setTimeout = (task, pause = 0, ...rest) =>
        after(task, pause < 10000 ? pause : pause / 100, ...rest);
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (pause) => timeout.call(AbortSignal, pause / 100);";

impl Server {
    /// Serves the product under `prefix`, which begins and ends with a slash.
    pub fn start(prefix: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let server = Arc::new(tiny_http::Server::http("127.0.0.1:0").map_err(|e| e.to_string())?);
        let target = server.server_addr().to_ip().ok_or("it has no address")?;
        let relay = Relay::start(target)?;
        let shared = Arc::new(Mutex::new(Shared {
            folder: product(),
            log: Vec::new(),
            replacements: Replacements::new(),
            policy: None,
            drops_policy: false,
            drops_integrity: false,
            hastens: false,
            stalled: None,
            breaking: None,
            waiting: Vec::new(),
        }));
        thread::spawn({
            let (server, shared, prefix) = (server.clone(), shared.clone(), prefix.to_owned());
            move || {
                for request in server.incoming_requests() {
                    answer(request, &prefix, &shared);
                }
            }
        });
        Ok(Self {
            server,
            relay,
            shared,
            prefix: prefix.to_owned(),
            nginx: None,
        })
    }

    /// Leaves the product to nginx from now on.
    pub fn hand_over(&mut self, nginx: Nginx) {
        self.nginx = Some(nginx);
    }

    /// Host and port.
    pub fn address(&self) -> String {
        self.relay.address().to_string()
    }

    /// The page's address.
    pub fn url(&self) -> String {
        if let Some(nginx) = &self.nginx {
            return nginx.url("127.0.0.1");
        }
        format!("http://{}{}", self.address(), self.prefix)
    }

    /// The page's address as that of a host that is not the developer's own machine,
    /// though browsers trust it as much.
    pub fn hosted_url(&self) -> String {
        const HOST: &str = "hosted.localhost";
        if let Some(nginx) = &self.nginx {
            return nginx.url(HOST);
        }
        let port = self.relay.address().port();
        format!("http://{HOST}:{port}{}", self.prefix)
    }

    /// Serves another folder from now on.
    pub fn deploy(&self, folder: &Path) -> io::Result<()> {
        if let Some(nginx) = &self.nginx {
            return nginx.deploy(folder);
        }
        self.shared.lock().expect("no thread panics").folder = folder.to_owned();
        Ok(())
    }

    /// Is gone from now on.
    pub fn stop(&self) {
        match &self.nginx {
            Some(nginx) => nginx.stop(),
            None => self.relay.cut(),
        }
    }

    /// Serves something else in place of a file of the worker, and a page that does not
    /// look whether the file is of its own build.
    pub fn tamper(&self, name: &str, content: Option<Vec<u8>>) -> io::Result<()> {
        let page = fs::read_to_string(product().join("index.html"))?;
        let page = page.replace("<link rel=\"worker\"", "<link rel=\"unchecked\"");
        self.replace("index.html", Some(page.into_bytes()));
        self.replace(name, content);
        Ok(())
    }

    /// Serves something else in place of a file of the product.
    pub fn replace(&self, name: &str, content: Option<Vec<u8>>) {
        let mut shared = self.shared.lock().expect("no thread panics");
        shared.replacements.insert(name.to_owned(), content);
    }

    /// Never answers a request for this file.
    pub fn stall(&self, name: &str) {
        self.shared.lock().expect("no thread panics").stalled = Some(name.to_owned());
    }

    /// Breaks off the next answers to pages that ask for this file: so many.
    pub fn break_off(&self, name: &str, times: usize) {
        let mut shared = self.shared.lock().expect("no thread panics");
        shared.breaking = Some((name.to_owned(), times));
    }

    /// Sends this Content-Security-Policy with every file.
    pub fn set_policy(&self, policy: &str) {
        self.shared.lock().expect("no thread panics").policy = Some(policy.to_owned());
    }

    /// Serves the page without the digests of what it loads.
    pub fn drop_integrity(&self) {
        self.shared
            .lock()
            .expect("no thread panics")
            .drops_integrity = true;
    }

    /// Serves a page whose clock runs fast when it waits for something.
    pub fn hasten(&self) {
        self.shared.lock().expect("no thread panics").hastens = true;
    }

    /// Serves the page without the policy that it carries.
    pub fn drop_policy(&self) {
        self.shared.lock().expect("no thread panics").drops_policy = true;
    }

    /// Every path asked for so far.
    pub fn log(&self) -> Vec<String> {
        let shared = self.shared.lock().expect("no thread panics");
        shared.log.iter().map(|asked| asked.path.clone()).collect()
    }

    /// How often pages asked for a file of the product; the service worker asks for all
    /// of them once more.
    pub fn asked_by_pages(&self, name: &str) -> usize {
        if let Some(nginx) = &self.nginx {
            return nginx.asked(name);
        }
        let path = format!("{}{name}", self.prefix);
        let shared = self.shared.lock().expect("no thread panics");
        let by_pages = |asked: &&Asked| !asked.by_service_worker && asked.path == path;
        shared.log.iter().filter(by_pages).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The thread ends with the request that it is answering.
        self.server.unblock();
    }
}

/// The folder that the build left.
pub fn product() -> PathBuf {
    env::var_os("GVMI_HASH_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"),
        PathBuf::from,
    )
}

fn answer(request: Request, prefix: &str, shared: &Mutex<Shared>) {
    let path = request.url().split('?').next().unwrap_or("").to_owned();
    let by_service_worker = is_by_service_worker(&request);
    let (content, name, policy, breaks_off) = {
        let mut shared = shared.lock().expect("no thread panics");
        shared.log.push(Asked {
            path: request.url().to_owned(),
            by_service_worker,
        });
        let name = match path.strip_prefix(prefix) {
            Some(name) if name.is_empty() || name.ends_with('/') => format!("{name}index.html"),
            Some(name) => name.to_owned(),
            None => "..".to_owned(),
        };
        if shared.stalled.as_ref() == Some(&name) {
            shared.waiting.push(request);
            return;
        }
        let content = match shared.replacements.get(&name) {
            Some(replacement) => replacement.clone(),
            None if name.contains("..") => None,
            None => fs::read(shared.folder.join(&name)).ok(),
        };
        let content = match content {
            Some(page) if name == "index.html" => Some(shared.altered(&page)),
            content => content,
        };
        let breaks_off = !by_service_worker && shared.breaks_off(&name);
        (content, name, shared.policy.clone(), breaks_off)
    };
    if breaks_off {
        break_off(request, &name, &content.unwrap_or_default());
        return;
    }
    let policy = policy.map(|policy| header("Content-Security-Policy", &policy));
    let response = match content {
        Some(content) => {
            let response = Response::from_data(content)
                .with_header(content_type(&name))
                // A page in a sandbox is of no origin, also to its own server.
                .with_header(header("Access-Control-Allow-Origin", "*"));
            let encoding = name
                .ends_with(".gz")
                .then(|| header("Content-Encoding", "gzip"));
            let headers = policy.into_iter().chain(encoding);
            headers.fold(response, Response::with_header)
        }
        None => Response::from_string("not found").with_status_code(StatusCode(404)),
    };
    // A browser that has gone away does not want its answer.
    let _ = request.respond(response);
}

/// Sends half of a file, and then what makes no sense.
fn break_off(request: Request, name: &str, content: &[u8]) {
    let half = &content[..content.len() / 2];
    let kind = content_type(name);
    let head = format!("HTTP/1.1 200 OK\r\n{kind}\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = format!("{:x}\r\n", half.len());
    let answer = [head.as_bytes(), chunk.as_bytes(), half, b"\r\nno chunk\r\n"].concat();
    let mut connection = request.into_writer();
    // A browser that has gone away does not want its answer.
    let _ = connection
        .write_all(&answer)
        .and_then(|()| connection.flush());
}

fn is_by_service_worker(request: &Request) -> bool {
    let mut headers = request.headers().iter();
    headers.any(|header| header.field.equiv("Referer") && header.value.as_str().contains("/sw.js"))
}

fn content_type(name: &str) -> Header {
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    header("Content-Type", kind)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a valid header")
}
