//! Reads spans of a file, keeping the next bytes on their way while the caller
//! hashes the current ones.

use std::collections::VecDeque;
use std::ops::Range;

use gloo_file::Blob;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, ReadableStreamByobReader};

use super::source::{Piece, Source};
use crate::browser::channel::js::reason;
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::read_plan::Span;
use crate::pure::hashing::samples::Samples;

/// A way of reading.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    /// A byte stream that fills one buffer again and again, so nothing is allocated.
    ByteStream {
        /// The length of the buffer.
        chunk: u32,
    },
    /// Slices, requested before the slices in front of them are hashed.
    SlicesAhead {
        /// The length of a slice.
        chunk: u32,
    },
}

/// So many bytes are on their way while a slice is hashed, but at least one slice: enough
/// for the hasher not to wait where a slice passes through the page's busy thread.
const BYTES_AHEAD: u32 = 4 << 20;

/// The ways that this browser offers, in the order in which they are tried: first the best
/// for short files. That is the one that costs the processor least, too.
pub fn ways(source: &Source) -> Vec<Way> {
    let stream = Way::ByteStream { chunk: 4 << 20 };
    let slices = |chunk| Way::SlicesAhead { chunk };
    let empty = source.slice(&(0..0));
    if empty.is_some_and(|empty| byte_reader(&empty).is_ok()) {
        vec![stream, slices(512 << 10)]
    } else {
        vec![slices(1 << 20), slices(4 << 20)]
    }
}

/// Reads a file span by span.
pub struct Reader<'a> {
    source: &'a Source,
    /// What the last stream filled, for the next to fill: streams of their own buffers would
    /// leave them to the garbage collector.
    buffer: Option<ArrayBuffer>,
}

impl<'a> Reader<'a> {
    /// Reads `source`.
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            buffer: None,
        }
    }

    /// Reads a span and hands its bytes to `take`, in order.
    ///
    /// # Errors
    ///
    /// If the browser cannot read on, or gives fewer bytes than the span has.
    pub async fn read(
        &mut self,
        span: &Span<Way>,
        take: impl FnMut(&Uint8Array),
    ) -> Result<(), Failure> {
        let range = &span.range;
        match span.way {
            Way::ByteStream { chunk } => {
                let kept = self.buffer.take();
                let buffer = kept
                    .filter(|kept| kept.byte_length() == chunk)
                    .unwrap_or_else(|| ArrayBuffer::new(chunk));
                self.buffer = read_stream(self.source, range, buffer, take).await?;
                Ok(())
            }
            Way::SlicesAhead { chunk } => read_slices(self.source, range, chunk, take).await,
        }
    }
}

/// A range of a file, on its way.
pub struct Requested<'a> {
    source: &'a Source,
    range: Range<u64>,
    promised: JsFuture,
}

impl<'a> Requested<'a> {
    /// Asks for `range` of `source`.
    pub fn new(source: &'a Source, range: Range<u64>) -> Self {
        Self {
            promised: source.request(&Piece::Range(range.clone())),
            source,
            range,
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    ///
    /// As [`Reader::read`].
    pub async fn receive(self) -> Result<Uint8Array, Failure> {
        let bytes = self.promised.await.map_err(|error| unreadable(&error))?;
        let bytes = Uint8Array::new(&bytes);
        expect_length(self.source, &self.range, u64::from(bytes.length()))?;
        Ok(bytes)
    }
}

/// Reads the samples again and compares them. Chromium and WebKit refuse to read a file
/// whose time of change is another than at its choice; Firefox gives what is there now, and
/// no sign of bytes that were appended, by any interface that does not read the whole file.
///
/// # Errors
///
/// If the file holds something else now, or as [`Reader::read`].
pub async fn expect_unchanged(source: &Source, samples: &Samples) -> Result<(), Failure> {
    if source.size() == 0 {
        return expect_empty(source).await;
    }
    // All are on their way before the first is waited for.
    let last = last_as_text(source);
    let requests: Vec<_> = samples
        .ranges()
        .map(|range| Requested::new(source, range))
        .collect();
    let mut found = Vec::new();
    for requested in requests {
        found.push(requested.receive().await?.to_vec());
    }
    if !samples.are(&found) {
        return Err(Failure::Changed);
    }
    match last {
        Some(last) => expect_end(source.size(), last).await,
        None => Ok(()),
    }
}

/// Begins to read the last byte as a text. In place of bytes that are missing, a disk that gives
/// fewer than the file's size being enough, WebKit gives zeros, but no letters.
fn last_as_text(source: &Source) -> Option<JsFuture> {
    let size = source.size();
    let last = source.slice(&(size - 1..size))?;
    let last: &web_sys::Blob = last.as_ref();
    Some(JsFuture::from(last.text()))
}

/// Expects a file of `size` bytes to have its last one.
async fn expect_end(size: u64, last: JsFuture) -> Result<(), Failure> {
    let text = last.await.map_err(|error| unreadable(&error))?;
    match text.as_string().as_deref() {
        Some("") => Err(Failure::Shortened {
            size,
            end: size - 1,
        }),
        _ => Ok(()),
    }
}

/// Asks whether an empty file is still there, and still empty. A slice of no bytes
/// would be given even of a file that is gone, and of a folder.
async fn expect_empty(source: &Source) -> Result<(), Failure> {
    let bytes = source
        .request(&Piece::Whole)
        .await
        .map_err(|error| unreadable(&error))?;
    match Uint8Array::new(&bytes).length() {
        0 => Ok(()),
        _ => Err(Failure::Changed),
    }
}

async fn read_slices(
    source: &Source,
    range: &Range<u64>,
    chunk: u32,
    mut take: impl FnMut(&Uint8Array),
) -> Result<(), Failure> {
    let mut requests =
        chunks(range.clone(), u64::from(chunk)).map(|range| Requested::new(source, range));
    let ahead = (BYTES_AHEAD / chunk).max(1) as usize;
    let mut on_their_way: VecDeque<_> = requests.by_ref().take(ahead).collect();
    while let Some(requested) = on_their_way.pop_front() {
        on_their_way.extend(requests.next());
        let bytes = requested.receive().await?;
        take(&bytes);
        give_back(&bytes.buffer());
    }
    Ok(())
}

/// Has the memory of a buffer freed now, not when the browser next collects its garbage:
/// Firefox hashes 1 GB in slices with 17 MiB then, not with 490, and finds the memory for
/// the next slice still in the processor's cache. Chromium does not free it, and collects
/// it even later, which is one reason more to read a stream there.
fn give_back(buffer: &ArrayBuffer) {
    // A browser that cannot do this (`ArrayBuffer.prototype.transfer`, ECMAScript 2024)
    // collects it later.
    let _ = buffer.transfer_with_length(0);
}

/// Gives the buffer back that it filled, unless the browser keeps it.
async fn read_stream(
    source: &Source,
    range: &Range<u64>,
    mut buffer: ArrayBuffer,
    mut take: impl FnMut(&Uint8Array),
) -> Result<Option<ArrayBuffer>, Failure> {
    let blob = source.slice(range).ok_or_else(|| Failure::Unreadable {
        reason: "a stream cannot be had from the page".to_owned(),
    })?;
    let reader = byte_reader(&blob).map_err(|error| unreadable(&error))?;
    let mut length = 0;
    loop {
        let view = Uint8Array::new(&buffer);
        let result = match JsFuture::from(reader.read_with_array_buffer_view(&view)).await {
            Ok(result) => result,
            Err(error) => return Err(why_the_stream_broke(source, &error).await),
        };
        let done = Reflect::get(&result, &"done".into()).is_ok_and(|done| done.is_truthy());
        let bytes = Reflect::get(&result, &"value".into()).and_then(JsCast::dyn_into);
        if done {
            expect_length(source, range, length)?;
            return Ok(bytes.ok().map(|bytes: Uint8Array| bytes.buffer()));
        }
        let bytes: Uint8Array = bytes.map_err(|error| unreadable(&error))?;
        length += u64::from(bytes.length());
        take(&bytes);
        buffer = bytes.buffer();
    }
}

/// Chromium calls every fault of a stream a network error, but gives the reason when
/// a slice of the file is read.
async fn why_the_stream_broke(source: &Source, error: &JsValue) -> Failure {
    match source.request(&Piece::Range(0..1)).await {
        Ok(_) => unreadable(error),
        Err(error) => unreadable(&error),
    }
}

fn chunks(range: Range<u64>, chunk: u64) -> impl Iterator<Item = Range<u64>> {
    let end = range.end;
    let mut start = range.start;
    std::iter::from_fn(move || {
        let chunk = start..end.min(start + chunk);
        start = chunk.end;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// `new ReadableStreamBYOBReader` throws where a browser has no byte streams.
fn byte_reader(blob: &Blob) -> Result<ReadableStreamByobReader, JsValue> {
    let blob: &web_sys::Blob = blob.as_ref();
    ReadableStreamByobReader::new(&blob.stream())
}

fn expect_length(source: &Source, range: &Range<u64>, length: u64) -> Result<(), Failure> {
    if length == range.end - range.start {
        Ok(())
    } else {
        Err(Failure::Shortened {
            size: source.size(),
            end: range.start + length,
        })
    }
}

fn unreadable(error: &JsValue) -> Failure {
    let name = error.dyn_ref().map(DomException::name);
    match name.as_deref() {
        // Firefox says "aborted" of a file that is gone.
        Some("NotFoundError" | "AbortError") => Failure::Gone,
        _ => Failure::Unreadable {
            reason: reason(error),
        },
    }
}
