//! Stands before a server, so that the server can be gone from one moment to the next,
//! with all the connections that browsers keep open.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::engine;

/// A port that leads to a server, until it is cut.
pub struct Relay {
    address: SocketAddr,
    /// None once it is cut.
    streams: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Relay {
    /// Opens a port that leads to `target`.
    pub fn start(target: SocketAddr) -> io::Result<Self> {
        let listener = engine::listen()?;
        let address = listener.local_addr()?;
        let streams = Arc::new(Mutex::new(Some(Vec::new())));
        thread::spawn({
            let streams = streams.clone();
            move || {
                for stream in listener.incoming().flatten() {
                    let mut streams = streams.lock().expect("no thread panics");
                    let Some(streams) = streams.as_mut() else {
                        return;
                    };
                    // A connection that fails is closed, as by a server.
                    if let Ok(both) = connect(stream, target) {
                        streams.extend(both);
                    }
                    // tiny_http counts a thread as idle until it has woken up: of two
                    // connections at once, it may leave one without a thread.
                    thread::sleep(Duration::from_millis(20));
                }
            }
        });
        Ok(Self { address, streams })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends all connections; there will be no others.
    pub fn cut(&self) {
        let streams = self.streams.lock().expect("no thread panics").take();
        for stream in streams.into_iter().flatten() {
            // It may be over already.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // The thread ends with the connection that it is waiting for.
        let _ = TcpStream::connect(self.address);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.cut();
    }
}

fn connect(near: TcpStream, target: SocketAddr) -> io::Result<[TcpStream; 2]> {
    let far = TcpStream::connect(target)?;
    for (from, to) in [(&near, &far), (&far, &near)] {
        let (mut from, mut to) = (from.try_clone()?, to.try_clone()?);
        thread::spawn(move || {
            // Whichever end is closed closes the other.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok([near, far])
}
