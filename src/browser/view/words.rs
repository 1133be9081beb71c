//! Words that change, and the signs beside them.

use yew::prelude::*;

use crate::pure::text::finding::Severity;
use crate::pure::text::literal::{visible, visible_lines};

/// Words in an element of their own, which is replaced as a whole when they change: a
/// translator of pages takes text nodes out of the document, and what is written into one
/// later is never seen.
pub fn words(text: impl Into<AttrValue>) -> Html {
    // Not compiled anew for each kind of text.
    fn words(text: AttrValue) -> Html {
        html! { <span key={text.to_string()}>{ text }</span> }
    }
    words(text.into())
}

/// The same as one of several figures.
pub fn piece(text: String) -> Html {
    let text = words(text);
    html! { <span>{ text }</span> }
}

/// The same in a sentence that helps.
pub fn hint(text: impl Into<AttrValue>) -> Html {
    let text = words(text);
    html! { <p class="hint">{ text }</p> }
}

/// The same in an element for screen readers alone, who are told it, and told it once more
/// where the number is another one.
pub fn told(number: u64, text: AttrValue) -> Html {
    html! {
        <p class="visually-hidden" role="status">
            <span key={format!("{number} {text}")}>{ text }</span>
        </p>
    }
}

/// The same for what is no language: names, hashes, URLs. What is invisible is written out.
pub fn verbatim(text: &str) -> Html {
    let text = visible(text);
    html! { <bdi key={text.clone()} translate="no">{ text }</bdi> }
}

/// The same for lines that are copied or saved, which have them as they are.
pub fn code(id: AttrValue, text: &str) -> Html {
    let text = visible_lines(text);
    html! { <code key={text.clone()} {id} translate="no">{ text }</code> }
}

/// How a severity looks: the class of its colour, and the sign, which is never alone.
pub fn look(severity: Severity) -> (&'static str, Html) {
    let (class, path) = match severity {
        Severity::Good => ("good", TICK),
        Severity::Open => ("open", DOTS),
        Severity::Advice => ("know", "M7 1h2v9H7zM7 12h2v2.5H7z"),
        Severity::Error => ("bad", CROSS),
    };
    (class, sign(path))
}

/// A sign that something was done.
pub fn tick() -> Html {
    sign(TICK)
}

/// The sign of a verdict, as large as its words.
pub fn large_sign(severity: Severity) -> Html {
    let path = match severity {
        Severity::Good => LARGE_TICK,
        Severity::Error => LARGE_CROSS,
        Severity::Advice | Severity::Open => return Html::default(),
    };
    html! {
        <svg key={path} viewBox="0 0 48 48" aria-hidden="true">
            <path fill-rule="evenodd" d={path} />
        </svg>
    }
}

const TICK: &str = "M6.2 13 1.6 8.4 3 7l3.2 3.2L13 3.4l1.4 1.4z";
const CROSS: &str =
    "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z";
const DOTS: &str = "M2 7h2v2H2zM7 7h2v2H7zM12 7h2v2h-2z";
const LARGE_TICK: &str = "M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48zm-3.5 35.5L10.2 25.2l3.5-3.5 \
    6.8 6.8 14-14 3.5 3.5z";
const LARGE_CROSS: &str = "M24 0a24 24 0 1 0 0 48 24 24 0 0 0 0-48zM15.5 12 24 20.5 32.5 12l3.5 \
    3.5L27.5 24l8.5 8.5-3.5 3.5L24 27.5 15.5 36 12 32.5l8.5-8.5L12 15.5z";

fn sign(path: &'static str) -> Html {
    html! {
        <svg key={path} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
        </svg>
    }
}
