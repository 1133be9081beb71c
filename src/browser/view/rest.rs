//! The rest: parts that are folded in one row.

use yew::prelude::*;

use super::copy_button::CopyButton;
use super::download::download;
use super::words::{code, hint};
use crate::browser::page::document;
use crate::hash::ImageHash;
use crate::pure::publish::snippet::checksum_line;
use crate::pure::publish::{address, link};

/// A part of the row.
pub fn part(id: &'static str, name: &'static str, content: Html) -> Html {
    html! {
        <details key={id} {id} class="part">
            <summary>{ name }</summary>
            <div>{ content }</div>
        </details>
    }
}

/// The line by which `sha3sum -c` checks the image.
pub fn sums(hash: Option<ImageHash>, file_name: Option<&str>) -> Html {
    let line = hash
        .zip(file_name)
        .and_then(|(hash, name)| checksum_line(&hash, name));
    let Some((line, name)) = line.map(AttrValue::from).zip(file_name) else {
        return hint("Once there is a hash, its line for a sums file is here.");
    };
    html! {
        <>
            <p>{ "For those who check the image with sha3sum -c:" }</p>
            <p class="taken">
                { code("checksum".into(), line.trim_end_matches('\n')) }
                { download(
                    "download-checksum",
                    "Download".to_owned(),
                    format!("{name}.sha3-224").into(),
                    Some(line.clone()),
                    false,
                ) }
                <CopyButton
                    id="copy-checksum"
                    class="slim"
                    label="Copy line"
                    text={line}
                    shown_in="checksum"
                />
            </p>
        </>
    }
}

/// A link to this page that expects the hash.
pub fn link(hash: Option<ImageHash>, url: &str) -> Html {
    let address = document::address();
    if !address::is_hosted(&address) {
        return html! {
            <p class="hint">
                { "A link needs a page on the web; this one lies on your disk." }
            </p>
        };
    }
    let url = Some(url.trim()).filter(|url| !url.is_empty());
    let link = hash.map(|hash| AttrValue::from(link::of_image(&address, &hash, url)));
    let Some(link) = link else {
        return hint("Once there is a hash, a link is here that asks for an image with it.");
    };
    html! {
        <>
            <p>{ "For your README: who follows this link can verify the image." }</p>
            <p class="taken">
                { code("link".into(), &link) }
                <CopyButton
                    id="copy-link"
                    class="slim"
                    label="Copy link"
                    text={link.clone()}
                    shown_in="link"
                />
            </p>
        </>
    }
}
