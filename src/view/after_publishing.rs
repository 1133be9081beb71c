//! How to see what the URL really serves.

use yew::prelude::*;

use super::copy_button::CopyButton;
use crate::after_publishing::{Commands, Shell, WebUrl, commands};
use crate::hash::ImageHash;

/// What [`AfterPublishing`] shows.
#[derive(Properties, PartialEq)]
pub struct AfterPublishingProps {
    /// The hash, once there is one.
    pub hash: Option<ImageHash>,
    /// The image's size in bytes, once there is a hash.
    pub size: Option<u64>,
    /// The URL as typed.
    pub url: AttrValue,
}

/// The commands, folded until they are wanted.
#[component]
pub fn AfterPublishing(props: &AfterPublishingProps) -> Html {
    html! {
        <section class="after-publishing" aria-labelledby="after-publishing-heading">
            <h2 id="after-publishing-heading">{ "After publishing" }</h2>
            <details id="after-publishing">
                <summary>{ "Check what the URL really serves" }</summary>
                <p>
                    { "Upload the image, then download it from another network. A provider \
                       compares nothing but the hash: an error page in the image’s place looks to \
                       it like a wrong hash." }
                </p>
                { match WebUrl::parse(&props.url) {
                    Some(url) => of_url(&url, props),
                    None if props.url.trim().is_empty() => html! {
                        <p class="hint">{ "Enter the URL above to have the commands." }</p>
                    },
                    None => html! {
                        <p class="hint">
                            { "There are commands only for a URL that begins with http:// or \
                               https://. With anything else they could read a file of your own \
                               computer, which says nothing of what a provider gets." }
                        </p>
                    },
                } }
                <p class="hint">
                    { "This page does not ask the URL itself: it makes no connection to anyone \
                       else’s server, and most servers forbid pages to read their files." }
                </p>
            </details>
        </section>
    }
}

fn of_url(url: &WebUrl, props: &AfterPublishingProps) -> Html {
    html! {
        <>
            { for [Shell::Posix, Shell::PowerShell].map(|shell| of_shell(shell, url, props)) }
            <h3>{ "If they print something else" }</h3>
            <ul>
                <li>
                    { "The first must give the size, because a provider, too, asks with \
                       HEAD first. Where the answer says Content-Length: 0, as those of servers \
                       that refuse HEAD do, it downloads nothing and hashes zero bytes." }
                </li>
                <li>
                    { "An error, or the hash of zero bytes, " }
                    <code>{ ImageHash::OF_NOTHING.to_string() }</code>
                    { ": the URL gave nothing." }
                </li>
                <li>
                    { "Another hash: the URL serves something else, such as an error page, an \
                       old upload, or a part of the file." }
                </li>
            </ul>
        </>
    }
}

fn of_shell(shell: Shell, url: &WebUrl, props: &AfterPublishingProps) -> Html {
    let Commands { size, content } = commands(shell, url);
    let (key, shell_name, heading) = match shell {
        Shell::Posix => (
            "posix",
            "Linux and macOS",
            "Linux, Git Bash; macOS with Homebrew’s OpenSSL",
        ),
        Shell::PowerShell => ("powershell", "PowerShell", "PowerShell"),
    };
    let command = |what, text, purpose| {
        let name = format!("command for the {purpose}, {shell_name}");
        command(format!("{key}-{what}"), text, &name)
    };
    html! {
        <>
            <h3>{ heading }</h3>
            <ol class="commands">
                <li>
                    { command("size", size, "size") }
                    { match shell {
                        Shell::Posix => {
                            "The last status line must say 200 (such as HTTP/2 200), and below \
                             it must stand "
                        }
                        Shell::PowerShell => "It must print no error, and ",
                    } }
                    { expected_size(shell, props.size) }
                </li>
                <li>
                    { command("content", content, "hash") }
                    { match shell {
                        Shell::Posix => "It must print the hash: ",
                        Shell::PowerShell => {
                            "It saves the file as check.gvmi. Choose that on this page; its hash \
                             must be: "
                        }
                    } }
                    { expected_hash(props.hash) }
                </li>
            </ol>
        </>
    }
}

fn command(id: String, command: String, name: &str) -> Html {
    let command = AttrValue::from(command);
    html! {
        <div class="command">
            <pre class="code" tabindex="0" role="region" aria-label={format!("The {name}")}>
                <code id={id.clone()}>{ &command }</code>
            </pre>
            <CopyButton
                id={format!("copy-{id}")}
                label="Copy"
                name={format!("Copy the {name}")}
                text={command}
                shown_in={id}
            />
        </div>
    }
}

fn expected_size(shell: Shell, size: Option<u64>) -> Html {
    let size = size.map_or_else(
        || "the size of your file".to_owned(),
        |size| size.to_string(),
    );
    match shell {
        Shell::Posix => html! {
            <>
                <code>{ format!("content-length: {size}") }</code>
                { " (in capitals or not)." }
            </>
        },
        Shell::PowerShell => html! { <code>{ size }</code> },
    }
}

fn expected_hash(hash: Option<ImageHash>) -> Html {
    match hash {
        Some(hash) => html! { <code>{ hash.to_string() }</code> },
        None => html! { "the one that this page will show." },
    }
}
