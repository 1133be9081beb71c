//! A hash in seven groups of eight digits, and the seven places that it will take.

use yew::prelude::*;

use crate::hash::ImageHash;
use crate::pure::text::measure::Pace;

const GROUPS: u64 = 7;
const DIGITS_OF_GROUP: usize = 8;

/// The hash. The groups are for the eye alone: the text has no spaces.
pub fn groups(id: Option<AttrValue>, hash: &ImageHash) -> Html {
    marked(id, hash, &[false; ImageHash::DIGITS])
}

/// The hash, with these of its digits marked.
pub fn marked(id: Option<AttrValue>, hash: &ImageHash, marks: &[bool; ImageHash::DIGITS]) -> Html {
    let digits: Vec<(char, bool)> = hash
        .to_string()
        .chars()
        .zip(marks.iter().copied())
        .collect();
    let group = |digits: &[(char, bool)]| {
        let runs = digits.chunk_by(|a, b| a.1 == b.1).map(|run| {
            let text: String = run.iter().map(|(digit, _)| digit).collect();
            match run[0].1 {
                true => html! { <mark>{ text }</mark> },
                false => html! { { text } },
            }
        });
        html! { <span>{ for runs }</span> }
    };
    let marked: String = marks
        .iter()
        .map(|mark| if *mark { '1' } else { '0' })
        .collect();
    let key = format!("{hash}{marked}");
    html! {
        <code {key} {id} class="hash" translate="no">
            { for digits.chunks(DIGITS_OF_GROUP).map(group) }
        </code>
    }
}

/// The places, filled as far as so many of `size` bytes are hashed.
pub fn places(pace: Pace, size: u64) -> Html {
    let place = |index: u64| {
        let sevenths = pace.bytes_hashed.saturating_mul(GROUPS);
        let filled = sevenths
            .saturating_sub(index.saturating_mul(size))
            .min(size);
        let share = (filled as f64 / size.max(1) as f64 * 100.0) as u64;
        html! {
            <svg viewBox="0 0 100 1" preserveAspectRatio="none">
                <rect width={share.to_string()} height="1" />
            </svg>
        }
    };
    html! { <div class="hash" aria-hidden="true">{ for (0..GROUPS).map(place) }</div> }
}

/// How far the job has come, for who cannot see the places.
pub fn progress(percent: u64) -> Html {
    html! {
        <progress
            class="visually-hidden"
            aria-label="Hashed"
            max="100"
            value={percent.to_string()}
        />
    }
}
