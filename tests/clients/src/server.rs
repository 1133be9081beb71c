//! Serves one image over http, as the publisher's host would.
//!
//! By hand, because servers of the usual kind refuse a path that is not ASCII, and
//! curl sends it as it was typed.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The path at which there is nothing.
pub const MISSING: &str = "/missing.gvmi";

/// A server that runs until the tests end. It has the image at every path but one.
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(image: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::<Mutex<Vec<String>>>::default();
        thread::spawn({
            let log = log.clone();
            move || {
                for stream in listener.incoming().flatten() {
                    // A client may go before its answer comes.
                    let _ = answer(stream, &image, &log);
                }
            }
        });
        Self { address, log }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The method of every request so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().expect("no thread panics").clone()
    }
}

fn answer(mut stream: TcpStream, image: &[u8], log: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (method, path) = (words.next(), words.next());
    log.lock()
        .expect("no thread panics")
        .extend(method.map(str::to_owned));
    let (status, body) = match path {
        Some(MISSING) => ("404 Not Found", &[][..]),
        _ => ("200 OK", image),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    match method {
        Some("HEAD") => Ok(()),
        _ => stream.write_all(body),
    }
}
