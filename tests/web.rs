//! The hasher, the reader and the wire as a browser runs them.

#![cfg(target_arch = "wasm32")]

mod vectors {
    pub mod cavp;
}

use std::cell::RefCell;
use std::rc::Rc;

use gloo_file::File;
use gvmi_hash::browser::channel::reader::{self, Reader};
use gvmi_hash::browser::channel::source::{Asked, Piece, Source};
use gvmi_hash::browser::channel::wire;
use gvmi_hash::hash::{self, Hasher, ImageHash, ImageHasher, Lookalikes};
use gvmi_hash::pure::hashing::failure::Failure;
use gvmi_hash::pure::hashing::job::{Company, Event, Task};
use gvmi_hash::pure::hashing::read_plan::Span;
use gvmi_hash::pure::hashing::samples::Samples;
use gvmi_hash::pure::inside::Contents;
use vectors::cavp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::DomException;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn nist_short_messages() {
    assert_eq!(cavp::check_messages(cavp::SHORT_MESSAGES), 145);
}

#[wasm_bindgen_test]
fn nist_long_messages() {
    assert_eq!(cavp::check_messages(cavp::LONG_MESSAGES), 100);
}

/// A record takes 60 bytes, of which 2^30 end where 32 bits begin anew.
#[wasm_bindgen_test]
fn a_number_beyond_the_list_is_no_name() {
    let contents = Contents::from_parts([vec![0; 60], Vec::new()]).expect("a list");
    assert!(contents.item(0).is_some());
    assert_eq!(contents.item(1 << 30), None);
}

#[wasm_bindgen_test]
fn the_hasher_passes_its_self_check() {
    assert_eq!(hash::self_check(), Ok(()));
}

#[wasm_bindgen_test]
fn every_event_crosses_the_wire_unchanged() {
    let progress = wire::encode_progress((1 << 53) - 1, 0.25);
    let expected = Event::Progress {
        bytes_hashed: (1 << 53) - 1,
        elapsed: 0.25,
    };
    assert_eq!(wire::decode_event::<ImageHash>(&progress), Some(expected));
    outcome_crosses(ImageHash([0xA5; 28]));
    outcome_crosses(Lookalikes {
        of: ImageHash([3; 28]),
        sha_224: [1; 28],
        keccak_224: [2; 28],
    });
    let reason = || "NotReadableError: “no”".to_owned();
    for failure in [
        Failure::Shortened {
            size: 5 << 30,
            end: 1,
        },
        Failure::Changed,
        Failure::Gone,
        Failure::Unreadable { reason: reason() },
        Failure::WrongAnswer,
        Failure::WorkerDied { reason: reason() },
    ] {
        let message = wire::encode_failure(&failure);
        assert_eq!(wire::decode_failure(&message), Some(failure.clone()));
        let event = wire::decode_event::<ImageHash>(&message);
        assert_eq!(event, Some(Event::Failed(failure)));
    }
    assert!(wire::is_ready(&wire::encode_ready()) && !wire::is_ready(&progress));
}

fn outcome_crosses<O: wire::Outcome + PartialEq + std::fmt::Debug>(outcome: O) {
    let message = wire::encode_done(&outcome, 3.5);
    let event = Event::Done {
        outcome,
        elapsed: 3.5,
    };
    assert_eq!(wire::decode_event(&message), Some(event));
}

#[wasm_bindgen_test]
fn every_task_crosses_the_wire_unchanged() {
    let file = File::new("a.gvmi", &b"image"[..]);
    for (task, company) in [
        (Task::Hash, Company::Others),
        (Task::Lookalikes, Company::Alone),
    ] {
        let message = wire::encode_task(task, &file, company);
        let (decoded, image, among) = wire::decode_task(&message).expect("a task");
        let decoded = (decoded, image.name(), among);
        assert_eq!(decoded, (task, "a.gvmi".to_owned(), company));
    }
    for message in [
        JsValue::NULL,
        "hash".into(),
        js_sys::Array::of1(&"hash".into()).into(),
    ] {
        assert!(wire::decode_task(&message).is_none(), "{message:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_event_is_not_taken_for_one() {
    let short_hash = js_sys::Array::of3(
        &"done".into(),
        &js_sys::Uint8Array::new_with_length(27),
        &1.into(),
    );
    // Of another task.
    let lookalikes = Lookalikes {
        of: ImageHash([3; 28]),
        sha_224: [1; 28],
        keccak_224: [2; 28],
    };
    let half_a_byte = js_sys::Array::of3(&"progress".into(), &0.5.into(), &1.into());
    for message in [
        JsValue::NULL,
        "done".into(),
        js_sys::Array::new().into(),
        js_sys::Array::of1(&"done".into()).into(),
        wire::encode_done(&lookalikes, 1.0),
        short_hash.into(),
        half_a_byte.into(),
    ] {
        assert_eq!(
            wire::decode_event::<ImageHash>(&message),
            None,
            "{message:?}"
        );
    }
}

/// Asked in another way than the reader asks.
#[wasm_bindgen_test]
fn byte_streams_are_used_where_they_are_offered() {
    let ask = "try { new Blob(['']).stream().getReader({ mode: 'byob' }); return true }
               catch { return false }";
    let offered = js_sys::Function::new_no_args(ask)
        .call0(&JsValue::NULL)
        .expect("the script catches what it throws")
        .is_truthy();
    let source = Source::Here(File::new("any", &b""[..]));
    let used = reader::ways(&source)
        .iter()
        .any(|way| matches!(way, reader::Way::ByteStream { .. }));
    assert_eq!(used, offered);
}

#[wasm_bindgen_test]
async fn every_way_reads_every_byte_in_order() {
    let bytes: Vec<u8> = (0..9_000_001u32).map(|i| (i % 251) as u8).collect();
    let source = Source::Here(File::new("pattern", &bytes[..]));
    for way in reader::ways(&source) {
        let mut reader = Reader::new(&source);
        for range in [0..0, 0..1, 1..(4 << 20) + 1, (4 << 20) - 1..9_000_001] {
            let mut hasher = ImageHasher::default();
            let span = Span {
                range: range.clone(),
                way,
            };
            reader
                .read(&span, |chunk| hasher.update(&chunk.to_vec()))
                .await
                .expect("a file in memory can be read");
            let expected = hash::hash(&bytes[range.start as usize..range.end as usize]);
            assert_eq!(hasher.finish(), expected, "{way:?} {range:?}");
        }
    }
}

/// As in a worker that cannot read, but without the worker: what it asks is read here.
#[wasm_bindgen_test]
async fn what_the_page_reads_arrives_whole_and_in_order() {
    let file = File::new("pattern", &[7; 1000][..]);
    let here = Source::Here(file.clone());
    let asked = Rc::new(RefCell::new(Vec::new()));
    let page = Asked::new({
        let asked = asked.clone();
        move |number, piece| {
            asked
                .borrow_mut()
                .push(wire::encode_question(number, piece))
        }
    });
    let requests = [
        page.request(&Piece::Range(3..5)),
        page.request(&Piece::Whole),
    ];
    // The second is answered first.
    for question in asked.take().into_iter().rev() {
        let (number, piece) = wire::decode_question(&question).expect("a question");
        let answer = wire::encode_answer(number, &here.request(&piece).await);
        let (number, piece) = wire::decode_answer(&answer).expect("an answer");
        page.settle(number, piece);
    }
    for (request, length) in requests.into_iter().zip([2, 1000]) {
        let buffer = JsFuture::from(request).await.expect("bytes");
        assert_eq!(js_sys::Uint8Array::new(&buffer).length(), length);
    }
}

#[wasm_bindgen_test]
async fn what_the_page_cannot_read_is_the_same_error_in_the_worker() {
    let error = DomException::new_with_message_and_name("no", "NotReadableError").expect("one");
    let answer = wire::encode_answer(7, &Err(error.into()));
    let Some((7, Err(error))) = wire::decode_answer(&answer) else {
        panic!("no answer");
    };
    let error: DomException = error.dyn_into().expect("an exception");
    assert_eq!(
        (error.name(), error.message()),
        ("NotReadableError".into(), "no".into())
    );
}

#[wasm_bindgen_test]
async fn a_file_that_ends_early_is_reported() {
    let source = Source::Here(File::new("short", &[7; 1000][..]));
    for way in reader::ways(&source) {
        let span = Span {
            range: 0..1001,
            way,
        };
        assert_eq!(
            Reader::new(&source).read(&span, |_| ()).await,
            Err(Failure::Shortened {
                size: 1000,
                end: 1000
            }),
            "{way:?}"
        );
    }
}

/// The samples of a file with these bytes.
fn sampled(bytes: &[u8]) -> Samples {
    let mut samples = Samples::of(bytes.len() as u64);
    samples.keep(0, bytes);
    samples
}

#[wasm_bindgen_test]
async fn one_changed_byte_in_any_sample_is_a_change() {
    for size in [1, 1000, 1 << 20, (1 << 20) + 1, 3_000_000] {
        let bytes: Vec<u8> = (0..size).map(|i: u32| (i % 251) as u8).collect();
        let samples = sampled(&bytes);
        let unchanged = Source::Here(File::new("a", &bytes[..]));
        assert_eq!(reader::expect_unchanged(&unchanged, &samples).await, Ok(()));
        let ranges: Vec<_> = samples.ranges().collect();
        for range in [
            &ranges[0],
            &ranges[ranges.len() / 2],
            &ranges[ranges.len() - 1],
        ] {
            for at in [range.start, range.start.midpoint(range.end), range.end - 1] {
                let mut bytes = bytes.clone();
                bytes[at as usize] ^= 1;
                let changed = Source::Here(File::new("a", &bytes[..]));
                let seen = reader::expect_unchanged(&changed, &samples).await;
                assert_eq!(seen, Err(Failure::Changed), "byte {at} of {size}");
            }
        }
    }
}
