//! What providers and SDKs will make of the URL where an image is published.
//!
//! A provider (yagna) takes the URL out of `hash:sha3:HEX:URL`, downloads it and
//! compares the hash; it looks at no status code, so that a page that says “not found”
//! ends as a wrong hash. The Python SDKs (yapapi, golem-core) ask for the URL with
//! HEAD before that. Nothing here asks the network anything.

mod alone;
mod expiry;
mod file_name;
mod host;
mod parts;
mod scheme;
mod site;
mod tag;
mod writing;

pub use scheme::Scheme;

use crate::pure::text::finding::{self, Finding, Severity};
use crate::pure::text::measure::{exact_size, grouped};
use parts::Parts;

/// All there is to say of a URL as it was typed, the errors first; `image` is the name of
/// the file that was chosen, if there is one. Where a URL cannot be read, or is not the
/// file's, nothing else is said of it. A good one is called that. Nothing is said of an
/// empty field.
#[must_use]
pub fn check(typed: &str, image: Option<&str>) -> Vec<Finding> {
    let text = typed.trim();
    if text.is_empty() {
        return Vec::new();
    }
    if let Some(too_long) = too_long(text) {
        return vec![too_long];
    }
    let url = match Parts::of(text) {
        Ok(url) => url,
        Err(obstacle) => return vec![obstacle],
    };
    let site = site::finding(&url);
    if let Some(page) = site.clone().filter(Finding::is_error) {
        return vec![page];
    }
    let expires = expiry::finding(&url);
    let can_be_exchanged = expires.is_none();
    let names_image = image.is_some() && url.file_name().as_deref() == image;
    let mut findings: Vec<Finding> = [
        host::finding(&url.host),
        site,
        credentials(&url),
        file_name::finding(&url, image),
        file_name::not_image(&url, image, can_be_exchanged),
        writing::finding(url.text, names_image && url.text.ends_with(url.path)),
        fragment(&url),
        expires,
        gftp(&url),
        second_colon(&url),
        image.and_then(|image| file_name::of_another(&url, image, can_be_exchanged)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if findings.is_empty() {
        findings.push(good(names_image));
    }
    finding::sort(&mut findings);
    findings
}

/// The longest URL, in bytes, that the provider's HTTP client takes (`MAX_LEN` of the crate
/// http, `src/uri/mod.rs`).
const LONGEST: usize = u16::MAX as usize - 1;

/// That a text is longer than any URL, and so is none.
#[must_use]
pub fn too_long(text: &str) -> Option<Finding> {
    (text.len() > LONGEST).then(|| {
        Finding::error(format!(
            "This has {}, and no URL that providers take has more than {}. Enter the URL alone.",
            exact_size(text.len() as u64),
            grouped(LONGEST as u64)
        ))
    })
}

/// Whether a text is one URL of a scheme that providers know, and nothing else.
#[must_use]
pub fn is_url(text: &str) -> bool {
    let text = text.trim();
    let name = text.split_once("://").map_or("", |(name, _)| name);
    Scheme::of(name).is_some() && !text.contains(char::is_whitespace)
}

fn good(names_the_file: bool) -> Finding {
    let lead = if names_the_file {
        "Good URL. It names this file. It was not opened."
    } else {
        "Good URL. It was not opened."
    };
    Finding::new(Severity::Good, lead)
}

fn credentials(url: &Parts<'_>) -> Option<Finding> {
    const SECRETS: [&str; 8] = [
        "access_token",
        "api_key",
        "apikey",
        "Authorization",
        "job_token",
        "password",
        "private_token",
        "token",
    ];
    let has_secret = SECRETS.iter().any(|name| url.parameter(name).is_some());
    (url.has_credentials || has_secret).then(|| {
        Finding::advice(
            "The URL contains a user name, a password or a token, and every provider can read it.",
        )
        .more(
            "The URL is published in the demand. Use a URL without them, or credentials that you \
             can afford to make public.",
        )
    })
}

fn fragment(url: &Parts<'_>) -> Option<Finding> {
    url.fragment.map(|_| {
        Finding::advice("No client sends the part from # on to the server.")
            .more("If it belongs to the file name, write %23 for #.")
            .fix("Remove that part", parts::split_before(url.text, &['#']).0)
    })
}

fn gftp(url: &Parts<'_>) -> Option<Finding> {
    (url.scheme == Scheme::Gftp).then(|| {
        Finding::advice(
            "A gftp URL serves the file from a Golem node, only while that node runs and shares it.",
        )
        .more("yapapi and golem-core take no gftp URL as image_url.")
    })
}

/// golem-sdk-cli tries `/^(.*?)\/(.*?):(.*)$/` for an image tag before it thinks of
/// a URL.
fn second_colon(url: &Parts<'_>) -> Option<Finding> {
    let (_, rest) = url.text.split_once('/')?;
    rest.contains(':').then(|| {
        Finding::advice("golem-sdk-cli alone takes a URL with a second colon for an image tag.")
            .more("It does so in “golem-sdk manifest create”. Everything else reads the URL well.")
    })
}

#[cfg(test)]
mod tests;
