//! A button that saves a text as a file.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use yew::prelude::*;

use super::words::words;

/// A link that looks like a button. The file stands in its address, so nothing is asked
/// of any server; it is called what it is not, for of a text Chromium wants `.txt` behind a
/// name without a dot. It is disabled while there is nothing to save, and filled where it is
/// the next thing to do.
pub fn download(
    id: &'static str,
    label: String,
    file_name: AttrValue,
    text: Option<AttrValue>,
    is_next: bool,
) -> Html {
    let class = match is_next {
        true => "button first",
        false => "button slim",
    };
    match text {
        Some(text) => {
            let text = utf8_percent_encode(&text, NON_ALPHANUMERIC);
            let address = format!("data:application/octet-stream,{text}");
            html! {
                <a {id} {class} download={file_name} href={address}>
                    { words(label) }
                </a>
            }
        }
        None => html! {
            <button {id} {class} type="button" disabled=true>{ words(label) }</button>
        },
    }
}
