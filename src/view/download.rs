//! A button that saves a text as a file.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use yew::prelude::*;

/// What [`Download`] shows and saves.
#[derive(Properties, PartialEq)]
pub struct DownloadProps {
    /// The button's id.
    pub id: AttrValue,
    /// What the button says.
    pub label: AttrValue,
    /// What it is called where its label alone does not tell it from others; begins with
    /// the label.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// The name of the file.
    pub file_name: AttrValue,
    /// What is saved; the button is disabled while there is nothing.
    pub text: Option<AttrValue>,
}

/// A link that looks like a button. The file stands in its address, so nothing is asked
/// of any server.
#[component]
pub fn Download(props: &DownloadProps) -> Html {
    let DownloadProps {
        id,
        label,
        name,
        file_name,
        text,
    } = props;
    match text {
        Some(text) => {
            let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
            html! {
                <a
                    {id}
                    class="button"
                    aria-label={name}
                    download={file_name}
                    href={format!("data:text/plain;charset=utf-8,{text}")}
                >
                    { label }
                </a>
            }
        }
        None => {
            html! {
                <button {id} class="button" type="button" aria-label={name} disabled=true>
                    { label }
                </button>
            }
        }
    }
}
