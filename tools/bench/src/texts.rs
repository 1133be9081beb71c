//! How long the URL check takes for a text that is no URL: a book pasted by mistake is to be gone
//! through once, and not once more for each of its pieces.

use std::hint::black_box;
use std::time::{Duration, Instant};

use gvmi_hash::pure::url;

/// What the texts are made of: each means something to the check.
const PIECES: [&str; 18] = [
    ")", "/", "/..", "%", ".", "://", "https://", "a:", "@", "[", "\n", " ", "&", "&amp;", "amp;",
    ",", ".zip", "/s",
];

/// How many bytes the shorter text has, and how many times as many the longer one.
const PAGE: usize = 1 << 10;
const TIMES: usize = 32;

/// The time for a text ÷ the time for one of a 32nd of its length ÷ 32: the largest of all pieces.
pub fn growth() -> f64 {
    let growth = PIECES.map(|piece| {
        let [page, book] = [PAGE, PAGE * TIMES].map(|length| best(piece, length).as_secs_f64());
        book / page / TIMES as f64
    });
    growth.into_iter().fold(0.0, f64::max)
}

fn best(piece: &str, length: usize) -> Duration {
    let text = piece.repeat(length / piece.len());
    let typed = [
        text.clone(),
        format!("https://cdn.golem.io/a{text}"),
        format!("https://{text}"),
        format!("https://cdn.golem.io/a?{text}"),
    ];
    let times = (0..5).map(|_| {
        let started = Instant::now();
        for typed in &typed {
            black_box(url::check(black_box(typed), None));
        }
        started.elapsed()
    });
    times.min().unwrap_or_default()
}
