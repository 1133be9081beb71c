//! How to see what the URL really serves.

use yew::prelude::*;

use super::copy_button::CopyButton;
use super::words::{code, hint, words};
use crate::hash::ImageHash;
use crate::pure::publish::after_publishing::{Commands, Shell, WebUrl, commands};

/// The commands. They need no hash: what they must print is told once it is known.
pub fn after_publishing(hash: Option<ImageHash>, size: Option<u64>, url: &str) -> Html {
    html! {
        <>
            <p>
                { "Upload the image, then see from another network what the URL serves. An error \
                   page in its place looks to a provider like a wrong hash." }
            </p>
            { match WebUrl::parse(url) {
                Some(url) => of_url(&url, hash, size),
                None if url.trim().is_empty() => hint("Enter the URL above to have the commands."),
                None => hint("There are commands only for a URL that begins with http:// or https://."),
            } }
            <p class="hint">
                { "This page does not ask the URL itself: it makes no connection to anyone \
                   else’s server, and most servers forbid pages to read their files." }
            </p>
        </>
    }
}

fn of_url(url: &WebUrl, hash: Option<ImageHash>, size: Option<u64>) -> Html {
    html! {
        <>
            { for [Shell::Posix, Shell::PowerShell].map(|shell| of_shell(shell, url, hash, size)) }
            <details>
                <summary>{ "If they print something else" }</summary>
                <ul>
                    <li>
                        { "Another size: a provider, too, asks with HEAD first. Where the answer \
                           says Content-Length: 0, it downloads nothing and hashes zero bytes." }
                    </li>
                    <li>
                        <span>{ "An error, or the hash of zero bytes: the URL gave nothing. " }</span>
                        <code translate="no">{ ImageHash::OF_NOTHING.to_string() }</code>
                    </li>
                    <li>
                        { "Another hash: the URL serves something else, such as an error page, an \
                           old upload, or a part of the file." }
                    </li>
                </ul>
            </details>
        </>
    }
}

fn of_shell(shell: Shell, url: &WebUrl, hash: Option<ImageHash>, size: Option<u64>) -> Html {
    let Commands {
        size: of_size,
        content: of_content,
    } = commands(shell, url);
    let (key, shell_name, heading) = match shell {
        Shell::Posix => (
            "posix",
            "Linux and macOS",
            "Linux, Git Bash; macOS with Homebrew’s OpenSSL",
        ),
        Shell::PowerShell => ("powershell", "PowerShell", "PowerShell"),
    };
    let command = |what, text, purpose| {
        let name = format!(" the command for the {purpose}, {shell_name}");
        command(format!("{key}-{what}"), text, "slim", Some(name.into()))
    };
    let (size_must, content_must) = match shell {
        Shell::Posix => (
            "The last status must be 200, and below it must stand:",
            "It must print the hash:",
        ),
        Shell::PowerShell => (
            "It must print no error, and:",
            "Choose the check.gvmi that it saves on this page. Its hash must be:",
        ),
    };
    html! {
        <div key={key}>
            <h3>{ heading }</h3>
            <ol class="steps">
                <li>
                    <div>
                        { command("size", of_size, "size") }
                        <span>{ size_must }</span>
                        <span>{ " " }</span>
                        { expected_size(shell, size) }
                    </div>
                </li>
                <li>
                    <div>
                        { command("content", of_content, "hash") }
                        <span>{ content_must }</span>
                        <span>{ " " }</span>
                        { expected_hash(hash) }
                    </div>
                </li>
            </ol>
        </div>
    }
}

/// A command to copy; the class is the button's, and the name tells it from others.
pub fn command(id: String, command: String, class: &'static str, name: Option<AttrValue>) -> Html {
    let command = AttrValue::from(command);
    html! {
        <div class="command">
            <pre tabindex="0" translate="no">
                { code(id.clone().into(), &command) }
            </pre>
            <CopyButton
                id={format!("copy-{id}")}
                {class}
                label="Copy"
                {name}
                text={command}
                shown_in={id}
            />
        </div>
    }
}

fn expected_size(shell: Shell, size: Option<u64>) -> Html {
    let Some(size) = size else {
        return words("the size of your file.");
    };
    let said = match shell {
        Shell::Posix => format!("content-length: {size}"),
        Shell::PowerShell => size.to_string(),
    };
    html! { <code key={said.clone()} translate="no">{ said }</code> }
}

fn expected_hash(hash: Option<ImageHash>) -> Html {
    match hash.map(|hash| hash.to_string()) {
        Some(hash) => html! { <code key={hash.clone()} translate="no">{ hash }</code> },
        None => words("the one that this page will show."),
    }
}
