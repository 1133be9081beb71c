//! The commands that show what a URL really serves.

use std::fmt::Write;

use crate::pure::text::invisible::is_invisible;

/// A URL that a command may download from: one of http or https. With another, curl could
/// read a file of the user's own (`file:`, or since 8.13 `@`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebUrl(String);

impl WebUrl {
    /// The URL as typed, if its scheme is http or https in either case. White space around
    /// it is left out.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let (scheme, _) = url.split_once("://")?;
        let is_web = ["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web));
        is_web.then(|| Self(visible(url)))
    }
}

/// The shell that a command is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shell {
    /// sh, bash, zsh and their kin, with curl and OpenSSL 1.1.1 or newer.
    Posix,
    /// PowerShell, of Windows too, with nothing else.
    PowerShell,
}

/// Commands about one URL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commands {
    /// Shows the answer to a HEAD request, as a provider sends it: its
    /// `Content-Length` must be the image's size.
    pub size: String,
    /// In a POSIX shell this prints the hash of what the URL serves. PowerShell knows
    /// no SHA3-224: there it saves what the URL serves as `check.gvmi`.
    pub content: String,
}

/// The commands that show what `url` serves.
#[must_use]
pub fn commands(shell: Shell, WebUrl(url): &WebUrl) -> Commands {
    match shell {
        Shell::Posix => posix(url),
        Shell::PowerShell => power_shell(url),
    }
}

/// `--globoff`: brackets and braces stand for themselves. `--compressed`: a provider, too,
/// hashes what the server compressed for the way as it was before.
fn posix(url: &str) -> Commands {
    let url = url.replace('\'', r"'\''");
    Commands {
        size: format!("curl -fsSIL --globoff --url '{url}'"),
        content: format!(
            "curl -fsSL --compressed --globoff --url '{url}' | openssl dgst -sha3-224"
        ),
    }
}

/// The bar that shows its progress makes PowerShell 5.1 take minutes for 100 MB.
fn power_shell(url: &str) -> Commands {
    let url = single_quoted(url);
    Commands {
        size: format!(
            "(Invoke-WebRequest -UseBasicParsing -Method Head -Uri {url}).Headers['Content-Length']"
        ),
        content: format!(
            "& {{ $ProgressPreference = 'SilentlyContinue'; \
             Invoke-WebRequest -UseBasicParsing -Uri {url} -OutFile check.gvmi }}"
        ),
    }
}

/// PowerShell ends a single-quoted string at any of these, and reads two of them as one
/// (its language specification, §2.3.5.2).
fn single_quoted(text: &str) -> String {
    const QUOTES: [char; 5] = ['\'', '‘', '’', '‚', '‛'];
    let mut quoted = String::from("'");
    for character in text.chars() {
        if QUOTES.contains(&character) {
            quoted.push(character);
        }
        quoted.push(character);
    }
    quoted.push('\'');
    quoted
}

/// The URL with all that [`is_invisible`] percent-encoded, which means the same. Pasted as
/// it is, a line end or an escape sequence could act on the terminal before any shell
/// reads the quotes around it.
fn visible(url: &str) -> String {
    let mut visible = String::new();
    for character in url.chars() {
        if is_invisible(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                // Writing into a String cannot fail.
                let _ = write!(visible, "%{byte:02X}");
            }
        } else {
            visible.push(character);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shell: Shell, url: &str, size: &str, content: &str) {
        let commands = commands(shell, &WebUrl::parse(url).unwrap());
        assert_eq!(commands.size, size);
        assert_eq!(commands.content, content);
    }

    #[test]
    fn a_posix_shell_asks_with_curl_and_hashes_with_openssl() {
        check(
            Shell::Posix,
            " https://a.org/it's[1].gvmi\n",
            r"curl -fsSIL --globoff --url 'https://a.org/it'\''s[1].gvmi'",
            r"curl -fsSL --compressed --globoff --url 'https://a.org/it'\''s[1].gvmi' | openssl dgst -sha3-224",
        );
    }

    #[test]
    fn power_shell_needs_nothing_but_itself() {
        check(
            Shell::PowerShell,
            "https://a.org/it's‘’‚‛$x.gvmi",
            "(Invoke-WebRequest -UseBasicParsing -Method Head \
             -Uri 'https://a.org/it''s‘‘’’‚‚‛‛$x.gvmi').Headers['Content-Length']",
            "& { $ProgressPreference = 'SilentlyContinue'; \
             Invoke-WebRequest -UseBasicParsing -Uri 'https://a.org/it''s‘‘’’‚‚‛‛$x.gvmi' \
             -OutFile check.gvmi }",
        );
    }

    #[test]
    fn only_a_url_of_the_web_has_commands() {
        for url in ["http://a.org/b", " HTTPS://a.org/b\n", "hTtP://a"] {
            assert!(WebUrl::parse(url).is_some(), "{url:?}");
        }
        for url in [
            "",
            "@/etc/passwd",
            "@http://a.org",
            "-o /etc/passwd",
            "file:///etc/passwd",
            "/etc/passwd",
            "a.org/b",
            "http:a.org",
            "gftp://a/b",
            "\u{200B}https://a.org/b",
        ] {
            assert_eq!(WebUrl::parse(url), None, "{url:?}");
        }
    }

    #[test]
    fn what_is_invisible_is_percent_encoded() {
        let url = WebUrl::parse("http://a\nb\x1B[0m\u{202E}c\0").unwrap();
        for shell in [Shell::Posix, Shell::PowerShell] {
            let commands = commands(shell, &url);
            for command in [commands.size, commands.content] {
                let url = "'http://a%0Ab%1B[0m%E2%80%AEc%00'";
                assert!(command.contains(url), "{command}");
            }
        }
    }
}
