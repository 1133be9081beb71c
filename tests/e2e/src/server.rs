//! Serves the built product over http and keeps a log of what was asked.

use std::collections::HashMap;
use std::convert::Infallible;
use std::env;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use http::HeaderMap;
use http::header::REFERER;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time;

use crate::engine;
use crate::nginx::Nginx;

/// What is served in place of a file of the product; none: "not found".
pub type Replacements = HashMap<String, Option<Vec<u8>>>;

/// A request.
struct Asked {
    path: String,
    by_service_worker: bool,
}

/// All servers of the tests answer here.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has threads")
});

/// A running server.
pub struct Server {
    address: SocketAddr,
    listening: AbortHandle,
    shared: Arc<Mutex<Shared>>,
    prefix: String,
    /// What serves the product in its place.
    nginx: Option<Nginx>,
}

struct Shared {
    folder: PathBuf,
    log: Vec<Asked>,
    replacements: Replacements,
    /// A policy, for one file or for all.
    policy: Option<(Option<String>, String)>,
    drops_policy: bool,
    drops_integrity: bool,
    /// A script that the page runs before anything else.
    first: Option<String>,
    stalled: Option<String>,
    statuses: HashMap<String, u16>,
    caching: Option<String>,
    /// A file that breaks on its way to a page, and how often.
    breaking: Option<(String, usize)>,
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
        if let Some(script) = &self.first {
            let script = format!("<head><script>{script}</script>");
            page = page.replacen("<head>", &script, 1);
        }
        page.into_bytes()
    }
}

/// What is to happen after ten seconds to a minute happens in a hundredth of the time; what
/// is to happen later than that takes too long for a user, too.
const HASTENED: &str = "const hastened = (pause) =>
    pause < 10000 || pause > 60000 ? pause : pause / 100;";

/// The clock of the page that [`Server::hasten`] hastens.
#[derive(Clone, Copy)]
pub enum Clock {
    /// By which it waits for a worker.
    Timer,
    /// By which it waits for a server.
    Loading,
}

impl Clock {
    fn script(self) -> &'static str {
        match self {
            Self::Timer => {
                "const { setTimeout: after } = window;
                 window.setTimeout = (task, pause = 0, ...rest) =>
                     after(task, hastened(pause), ...rest);"
            }
            Self::Loading => {
                "const { timeout } = AbortSignal;
                 AbortSignal.timeout = (pause) => timeout.call(AbortSignal, hastened(pause));"
            }
        }
    }
}

impl Server {
    /// Serves the product under `prefix`, which begins and ends with a slash.
    pub fn start(prefix: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let listener = engine::listen()?;
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let shared = Arc::new(Mutex::new(Shared {
            folder: product(),
            log: Vec::new(),
            replacements: Replacements::new(),
            policy: None,
            drops_policy: false,
            drops_integrity: false,
            first: None,
            stalled: None,
            statuses: HashMap::new(),
            caching: None,
            breaking: None,
        }));
        let task = listen(listener, prefix.to_owned(), shared.clone());
        Ok(Self {
            address,
            listening: RUNTIME.spawn(task).abort_handle(),
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
        self.address.to_string()
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
        let port = self.address.port();
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

    /// Is gone from now on, with all its connections.
    pub fn stop(&self) {
        if let Some(nginx) = &self.nginx {
            return nginx.stop();
        }
        self.listening.abort();
        while TcpStream::connect(self.address).is_ok() {
            thread::yield_now();
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

    /// Answers with this status in place of a file, or with the file if it is 200.
    pub fn set_status(&self, name: &str, status: u16) {
        let mut shared = self.shared.lock().expect("no thread panics");
        shared.statuses.insert(name.to_owned(), status);
    }

    /// Says for how long every file may be kept.
    pub fn set_caching(&self, caching: &str) {
        self.shared.lock().expect("no thread panics").caching = Some(caching.to_owned());
    }

    /// Does not answer a request for this file until [`Self::resume`].
    pub fn stall(&self, name: &str) {
        self.shared.lock().expect("no thread panics").stalled = Some(name.to_owned());
    }

    /// Answers what it has not answered.
    pub fn resume(&self) {
        self.shared.lock().expect("no thread panics").stalled = None;
    }

    /// Breaks off the next answers to pages that ask for this file: so many.
    pub fn break_off(&self, name: &str, times: usize) {
        let mut shared = self.shared.lock().expect("no thread panics");
        shared.breaking = Some((name.to_owned(), times));
    }

    /// Sends this Content-Security-Policy with every file.
    pub fn set_policy(&self, policy: &str) {
        self.shared.lock().expect("no thread panics").policy = Some((None, policy.to_owned()));
    }

    /// Sends this Content-Security-Policy with one file.
    pub fn set_policy_of(&self, name: &str, policy: &str) {
        let policy = (Some(name.to_owned()), policy.to_owned());
        self.shared.lock().expect("no thread panics").policy = Some(policy);
    }

    /// Serves the page without the digests of what it loads.
    pub fn drop_integrity(&self) {
        self.shared
            .lock()
            .expect("no thread panics")
            .drops_integrity = true;
    }

    /// Serves a page one clock of which runs fast when it waits for something.
    pub fn hasten(&self, clock: Clock) {
        self.run_first(&format!("{HASTENED}{}", clock.script()));
    }

    /// Serves a page that runs this script before anything else, and before it has a policy.
    pub fn run_first(&self, script: &str) {
        self.shared.lock().expect("no thread panics").first = Some(script.to_owned());
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
        self.listening.abort();
    }
}

/// The folder that the build left.
pub fn product() -> PathBuf {
    env::var_os("GVMI_HASH_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist"),
        PathBuf::from,
    )
}

/// The policy in a page of the product.
pub fn policy(page: &str) -> Result<String, Box<dyn std::error::Error>> {
    let page = fs::read_to_string(product().join(page))?;
    let (_, policy) = page
        .split_once("Policy\" content=\"")
        .ok_or("the page has no policy")?;
    let (policy, _) = policy.split_once('"').ok_or("no end of the policy")?;
    Ok(policy.to_owned())
}

/// The connections end with this task.
async fn listen(listener: std::net::TcpListener, prefix: String, shared: Arc<Mutex<Shared>>) {
    let listener = TcpListener::from_std(listener).expect("a listener that does not block");
    let mut connections = JoinSet::new();
    // A connection that fails is closed.
    while let Ok((stream, _)) = listener.accept().await {
        let (prefix, shared) = (prefix.clone(), shared.clone());
        connections.spawn(async move {
            let service = service_fn(|request| answer(request, &prefix, &shared));
            // A browser that has gone away does not want its answer.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    request: Request<Incoming>,
    prefix: &str,
    shared: &Mutex<Shared>,
) -> Result<Response<Content>, Infallible> {
    const MOMENT: Duration = Duration::from_millis(10);
    let shared = || shared.lock().expect("no thread panics");
    loop {
        if let Some(response) = shared().answer(&request, prefix) {
            return Ok(response);
        }
        while shared().stalled.is_some() {
            time::sleep(MOMENT).await;
        }
    }
}

impl Shared {
    /// The answer, if there is to be one.
    fn answer(&mut self, request: &Request<Incoming>, prefix: &str) -> Option<Response<Content>> {
        let by_service_worker = is_by_service_worker(request.headers());
        self.log.push(Asked {
            path: request.uri().to_string(),
            by_service_worker,
        });
        let name = match request.uri().path().strip_prefix(prefix) {
            Some(name) if name.is_empty() || name.ends_with('/') => format!("{name}index.html"),
            Some(name) => name.to_owned(),
            None => "..".to_owned(),
        };
        if self.stalled.as_ref() == Some(&name) {
            return None;
        }
        let status = self.statuses.get(&name).copied();
        let status = status.filter(|status| *status != 200);
        let content = match self.replacements.get(&name) {
            _ if status.is_some() => None,
            Some(replacement) => replacement.clone(),
            None if name.contains("..") => None,
            None => fs::read(self.folder.join(&name)).ok(),
        };
        let content = match content {
            Some(page) if name == "index.html" => Some(self.altered(&page)),
            content => content,
        };
        let breaks_off = !by_service_worker && self.breaks_off(&name);
        let response = match content {
            None => Response::builder()
                .status(status.unwrap_or(404))
                // Followed only after a redirect.
                .header("Location", "elsewhere")
                .body(Content::whole("not found".into())),
            Some(content) if breaks_off => Response::builder()
                .header("Content-Type", content_type(&name))
                .body(Content::half(content)),
            Some(content) => self.headers(&name, &content).body(Content::whole(content)),
        };
        Some(response.expect("valid headers"))
    }

    fn headers(&self, name: &str, content: &[u8]) -> http::response::Builder {
        // As hosts do that give a page in place of whatever they do not have.
        let content_type = match content.starts_with(b"<!doctype html>") {
            true => content_type("index.html"),
            false => content_type(name),
        };
        let mut response = Response::builder()
            .header("Content-Type", content_type)
            // A page in a sandbox is of no origin, also to its own server.
            .header("Access-Control-Allow-Origin", "*");
        if let Some((only, policy)) = &self.policy
            && only.as_deref().is_none_or(|only| only == name)
        {
            response = response.header("Content-Security-Policy", policy);
        }
        if let Some(caching) = &self.caching {
            response = response.header("Cache-Control", caching);
        }
        if name.ends_with(".gz") {
            response = response.header("Content-Encoding", "gzip");
        }
        response
    }
}

/// What is sent: all at once, or half of it before the connection breaks.
struct Content {
    bytes: Option<Bytes>,
    end: End,
}

#[derive(PartialEq)]
enum End {
    Whole,
    /// The half is still on its way.
    Sent,
    Broken,
}

impl Content {
    fn whole(content: Vec<u8>) -> Self {
        Self {
            bytes: Some(content.into()),
            end: End::Whole,
        }
    }

    fn half(mut content: Vec<u8>) -> Self {
        content.truncate(content.len() / 2);
        Self {
            bytes: Some(content.into()),
            end: End::Sent,
        }
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            End::Sent => {
                self.end = End::Broken;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Broken => Poll::Ready(Some(Err(io::ErrorKind::BrokenPipe.into()))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.bytes {
            Some(bytes) if self.end == End::Whole => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}

fn is_by_service_worker(headers: &HeaderMap) -> bool {
    let referer = headers.get(REFERER).and_then(|value| value.to_str().ok());
    referer.is_some_and(|referer| referer.contains("/sw.js"))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
