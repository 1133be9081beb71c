//! Where the bytes of a file system come from.

use std::future::Future;
use std::ops::Range;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::damage::Damage;

/// What can be asked for ranges of a file, one at a time: slices in a browser, a file natively,
/// bytes in memory.
pub trait Source {
    /// The bytes of `range`, counted from the start of the file: all of them.
    ///
    /// # Errors
    ///
    /// Why they cannot be read, in the words of who reads.
    fn read(&mut self, range: Range<u64>) -> impl Future<Output = Result<Vec<u8>, String>>;
}

/// A file that is in memory.
impl Source for &[u8] {
    async fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, String> {
        let bytes = usize::try_from(range.start)
            .ok()
            .zip(usize::try_from(range.end).ok())
            .and_then(|(start, end)| self.get(start..end));
        bytes.map(<[u8]>::to_vec).ok_or("the file ends".to_owned())
    }
}

/// What a future gives whose source never waits, as natively.
pub fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Reads a range, and makes sure that all of it came.
pub(super) async fn bytes(source: &mut impl Source, range: Range<u64>) -> Result<Vec<u8>, Damage> {
    let length = range.end - range.start;
    let unreadable = |reason| Damage::Unreadable { reason };
    let bytes = source.read(range).await.map_err(unreadable)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(unreadable("the file became shorter".to_owned()))
    }
}
