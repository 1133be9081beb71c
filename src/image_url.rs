//! What providers and SDKs will make of the URL where an image is published.
//!
//! A provider (yagna) takes the URL out of `hash:sha3:HEX:URL`, downloads it and
//! compares the hash; it looks at no status code, so that a page that says “not found”
//! ends as a wrong hash. The Python SDKs (yapapi, golem-core) ask for the URL with
//! HEAD before that. No remark here asks the network anything.

mod host;
mod parts;
mod site;

use std::fmt;

use crate::severity::Severity;
use host::Reach;
use parts::{Parts, Scheme};

/// What there is to say of a URL. Its text is the whole message to the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// A line break or another character that is not seen stands in it.
    Invisible {
        /// The URL without them.
        mended: String,
    },
    /// It stands amid other text, which may be another URL.
    NotAlone {
        /// The URL alone, the first of several.
        mended: String,
    },
    /// It is a file on the user's own computer.
    LocalFile,
    /// It begins with the host.
    NoScheme {
        /// The URL with https, if that is all that is missing.
        mended: Option<String>,
    },
    /// No provider can download from it.
    UnsupportedScheme {
        /// Its scheme, in lower case.
        scheme: String,
    },
    /// Too few or too many slashes follow the scheme.
    Slashes {
        /// The URL with two.
        mended: String,
    },
    /// An ampersand is written as HTML does.
    HtmlEscape {
        /// The URL with the ampersand alone.
        mended: String,
    },
    /// A backslash stands where a slash should.
    Backslash {
        /// The URL with slashes.
        mended: String,
    },
    /// There is no host.
    NoHost,
    /// No host can have this name or address.
    WrongHost {
        /// The host as typed.
        host: String,
    },
    /// It is no port.
    WrongPort {
        /// The port as typed.
        port: String,
    },
    /// It is a page about the file, not the file.
    WebPage {
        /// Whose page.
        site: &'static str,
        /// The URL of the file, where it can be told.
        mended: Option<String>,
    },
    /// Only a user who has logged in can download from it.
    Login {
        /// Where to.
        site: &'static str,
        /// The URL of the file for everybody, if it has one.
        mended: Option<String>,
    },
    /// The path names no file.
    NoFileName,
    /// No provider can store a file with a NUL in its name.
    NulInFileName,
    /// No provider can store a file with so long a name.
    LongFileName {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The host is whatever computer asks.
    ItselfAlone {
        /// The host.
        host: String,
    },
    /// The host is in a private network.
    PrivateNetwork {
        /// The host.
        host: String,
    },
    /// The host is one that is reserved for examples.
    Example {
        /// The host.
        host: String,
    },
    /// The file comes from a Golem node.
    Gftp,
    /// A name or a password stands before the host.
    Credentials,
    /// A comma stands in the file name.
    Comma,
    /// The path ends with a slash.
    Folder,
    /// Punctuation marks stand at the end.
    TrailingMarks {
        /// The marks.
        marks: String,
        /// The URL without them.
        mended: String,
    },
    /// A space stands in it, or what a line break became when it was pasted into a field
    /// of one line.
    Space {
        /// The URL with `%20`.
        escaped: String,
        /// The URL without spaces.
        joined: String,
    },
    /// A per cent sign stands alone.
    BrokenEscape,
    /// The host has letters beyond ASCII.
    NonAsciiHost,
    /// It has a part that clients keep for themselves.
    Fragment {
        /// The URL without it.
        mended: String,
    },
    /// It gives the pointer where the repository keeps the file in Git LFS.
    GitLfs {
        /// The URL that gives the file in both cases.
        mended: String,
    },
    /// Google Drive answers with a page where the file is large.
    VirusScan {
        /// The URL that gives the file.
        mended: Option<String>,
    },
    /// Google Drive gives a file only so many times a day.
    DownloadLimit,
    /// It was signed for one method and a while (Amazon S3 and its kin).
    SignedForGet,
    /// It was signed for a while (Google Cloud Storage, Azure Blob Storage,
    /// Amazon CloudFront).
    Expiring,
    /// The image is in Golem's own registry.
    Registry,
    /// One tool takes it for an image tag.
    SecondColon,
}

/// What one press of a button makes of the URL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mend {
    /// The whole new URL.
    pub url: String,
    /// What the button says.
    pub label: &'static str,
}

/// All there is to say of a URL as it was typed, the errors first. Where a URL cannot
/// be read, or is not the file's, nothing else is said of it. Nothing is said of an
/// empty field.
#[must_use]
pub fn remarks(typed: &str) -> Vec<Remark> {
    let text = typed.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let url = match Parts::of(text) {
        Ok(url) => url,
        Err(obstacle) => return vec![obstacle],
    };
    let site = site::remark(&url);
    if let Some(page @ (Remark::WebPage { .. } | Remark::Login { .. })) = site {
        return vec![page];
    }
    let (mut errors, advice): (Vec<Remark>, Vec<Remark>) = [
        host(&url),
        site,
        credentials(&url),
        file_name(&url),
        writing(&url),
        fragment(&url),
        signature(&url),
        gftp(&url),
        second_colon(&url),
    ]
    .into_iter()
    .flatten()
    .partition(|remark| remark.severity() == Severity::Error);
    errors.extend(advice);
    errors
}

fn host(url: &Parts<'_>) -> Option<Remark> {
    let host = url.host.name.clone();
    match url.host.reach {
        Reach::ItselfAlone => Some(Remark::ItselfAlone { host }),
        Reach::ItsNetwork => Some(Remark::PrivateNetwork { host }),
        Reach::Nobody => Some(Remark::Example { host }),
        Reach::Everybody if !host.is_ascii() => Some(Remark::NonAsciiHost),
        Reach::Everybody => None,
    }
}

fn credentials(url: &Parts<'_>) -> Option<Remark> {
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
    (url.has_credentials || has_secret).then_some(Remark::Credentials)
}

fn file_name(url: &Parts<'_>) -> Option<Remark> {
    /// A provider stores `a.gvmi` as `a_HASH.gvmi`, and no file name is longer than
    /// 255 bytes (yagna, `exe-unit/components/transfer/src/cache.rs`, `final_path`).
    const LONGEST: usize = 255 - "_".len() - 2 * 28;
    let Some(name) = url.file_name() else {
        return Some(Remark::NoFileName);
    };
    let bytes = name.len();
    if name.contains('\0') {
        Some(Remark::NulInFileName)
    } else if bytes > LONGEST {
        Some(Remark::LongFileName { bytes })
    } else if name.contains(',') && parts::trailing_marks(url.text).is_none() {
        Some(Remark::Comma)
    } else if url.path.ends_with('/') && url.query.is_none() {
        Some(Remark::Folder)
    } else {
        None
    }
}

/// What seems to have been written otherwise than it was meant.
fn writing(url: &Parts<'_>) -> Option<Remark> {
    if url.text.contains(' ') {
        Some(Remark::Space {
            escaped: url.text.replace(' ', "%20"),
            joined: url.text.replace(' ', ""),
        })
    } else if let Some((bare, marks)) = parts::trailing_marks(url.text) {
        Some(Remark::TrailingMarks {
            marks: marks.to_owned(),
            mended: bare.to_owned(),
        })
    } else if parts::is_well_escaped(url.text) {
        None
    } else {
        Some(Remark::BrokenEscape)
    }
}

fn fragment(url: &Parts<'_>) -> Option<Remark> {
    url.fragment.map(|_| Remark::Fragment {
        mended: parts::split_before(url.text, &['#']).0.to_owned(),
    })
}

fn signature(url: &Parts<'_>) -> Option<Remark> {
    let has = |name| url.parameter(name).is_some();
    if has("X-Amz-Signature")
        || has("AWSAccessKeyId")
        || has("OSSAccessKeyId")
        || has("x-oss-signature")
        || has("q-signature")
    {
        Some(Remark::SignedForGet)
    } else if has("X-Goog-Signature")
        || has("GoogleAccessId")
        || has("Key-Pair-Id")
        || (has("sig") && (has("se") || has("si")))
    {
        Some(Remark::Expiring)
    } else {
        None
    }
}

fn gftp(url: &Parts<'_>) -> Option<Remark> {
    (url.scheme == Scheme::Gftp).then_some(Remark::Gftp)
}

/// golem-sdk-cli tries `/^(.*?)\/(.*?):(.*)$/` for an image tag before it thinks of
/// a URL.
fn second_colon(url: &Parts<'_>) -> Option<Remark> {
    let (_, rest) = url.text.split_once('/')?;
    rest.contains(':').then_some(Remark::SecondColon)
}

impl Remark {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Invisible { .. }
            | Self::NotAlone { .. }
            | Self::LocalFile
            | Self::NoScheme { .. }
            | Self::UnsupportedScheme { .. }
            | Self::Slashes { .. }
            | Self::HtmlEscape { .. }
            | Self::Backslash { .. }
            | Self::NoHost
            | Self::WrongHost { .. }
            | Self::WrongPort { .. }
            | Self::WebPage { .. }
            | Self::Login { .. }
            | Self::NoFileName
            | Self::NulInFileName
            | Self::LongFileName { .. }
            | Self::ItselfAlone { .. } => Severity::Error,
            _ => Severity::Advice,
        }
    }

    /// The URL as it was probably meant, where that can be told: in one way, or in
    /// several to choose from.
    #[must_use]
    pub fn mends(&self) -> Vec<Mend> {
        let mend = |url: &str, label| {
            let url = url.to_owned();
            vec![Mend { url, label }]
        };
        let perhaps = |url: &Option<String>, label| {
            url.as_deref().map_or_else(Vec::new, |url| mend(url, label))
        };
        match self {
            Self::Invisible { mended } => mend(mended, "Remove them"),
            Self::NotAlone { mended } => mend(mended, "Keep the URL alone"),
            Self::NoScheme { mended } => perhaps(mended, "Put https:// before it"),
            Self::Slashes { mended } => mend(mended, "Write two slashes"),
            Self::HtmlEscape { mended } => mend(mended, "Write &"),
            Self::Backslash { mended } => mend(mended, "Write slashes"),
            Self::WebPage { mended, .. } => perhaps(mended, "Use the file’s own URL"),
            Self::Login { mended, .. } => perhaps(mended, "Use the public URL"),
            Self::TrailingMarks { marks, mended } if marks.chars().nth(1).is_some() => {
                mend(mended, "Leave them out")
            }
            Self::TrailingMarks { mended, .. } => mend(mended, "Leave it out"),
            Self::Space { escaped, joined } => {
                let mut mends = mend(escaped, "Write %20 for a space");
                mends.extend(mend(joined, "Leave spaces out"));
                mends
            }
            Self::Fragment { mended } => mend(mended, "Remove that part"),
            Self::GitLfs { mended } => mend(mended, "Use the URL that gives the file"),
            Self::VirusScan { mended } => perhaps(mended, "Use the URL that gives the file"),
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invisible { .. } => {
                "The URL contains a line break or an invisible character, pasted along \
                 perhaps. Programs differ in what they make of that: some cut the URL there, \
                 some ask for another file."
            }
            Self::NotAlone { .. } => {
                "There is more here than a URL. Only the URL belongs here: the hash and the \
                 code around it are added by this page."
            }
            Self::LocalFile => {
                "This is a file on your own computer, where no provider can fetch it. Publish \
                 it on a web server and give its https URL. (golem-js 3 alone can send a \
                 file:/// URL itself, and then needs no hash.)"
            }
            Self::NoScheme { .. } => {
                "The URL does not begin with https:// or http://. A provider would refuse it: \
                 “Unsupported scheme”."
            }
            Self::UnsupportedScheme { scheme } => {
                return write!(
                    f,
                    "Providers download over https and http, not over {scheme}. They would \
                     refuse it: “Unsupported scheme: {scheme}”."
                );
            }
            Self::Slashes { .. } => {
                "After the scheme and its colon there must be two slashes, and then the host. \
                 Providers forgive some of what differs, yapapi and golem-core nothing."
            }
            Self::HtmlEscape { .. } => {
                "The URL contains “&amp;”, as HTML writes the sign &. Servers would not \
                 understand what follows it."
            }
            Self::Backslash { .. } => {
                "The URL contains a backslash. Providers read it as a slash, yapapi and \
                 golem-core do not: they would refuse it or ask for another file."
            }
            Self::NoHost => "The URL has no host: nothing tells where the file is.",
            Self::WrongHost { host } => {
                return write!(
                    f,
                    "“{host}” is, as it is written, neither the name nor the address of a host. \
                     Providers and SDKs would refuse it, or read it each in their own way."
                );
            }
            Self::WrongPort { port } => {
                return write!(
                    f,
                    "“{port}” is not a port: ports are numbers from 1 to 65535."
                );
            }
            Self::WebPage {
                site,
                mended: Some(_),
            } => {
                return write!(
                    f,
                    "This is a page of {site} about the file, not the file. A provider would \
                     download the page and find that the hash does not match."
                );
            }
            Self::WebPage { site, mended: None } => {
                return write!(
                    f,
                    "This is a page or folder of {site}, not a file. A provider would download \
                     what it gives in the file’s place and find that the hash does not match. \
                     Use a URL that gives the file itself."
                );
            }
            Self::Login {
                site,
                mended: Some(_),
            } => {
                return write!(
                    f,
                    "From this URL only those who have logged in to {site} can download. A \
                     provider would download the page for logging in, and find that its hash \
                     is wrong. If the file is public, it has another URL."
                );
            }
            Self::Login { site, mended: None } => {
                return write!(
                    f,
                    "From this URL only those who have logged in to {site} can download. A \
                     provider would get an error or a page, and find that the hash does not match. \
                     Publish the image where everybody can download it."
                );
            }
            Self::NoFileName => {
                "The URL has a host but names no file after it. A provider would refuse it: \
                 “Invalid url”."
            }
            Self::NulInFileName => {
                "The file name contains %00, which no file name can. A provider would download \
                 the image and then fail to store it. Rename the file."
            }
            Self::LongFileName { bytes } => {
                return write!(
                    f,
                    "The file name has {bytes} bytes. A provider adds the hash to it, and \
                     cannot store a name of more than 255. Rename the file: 198 bytes fit."
                );
            }
            Self::ItselfAlone { host } => {
                return write!(
                    f,
                    "For a provider, {host} is the provider’s own computer, not yours. Publish \
                     the image on a server that the internet can reach."
                );
            }
            Self::PrivateNetwork { host } => {
                return write!(
                    f,
                    "{host} is in a private network: only providers in the same network can \
                     reach it. For all others, publish the image where the internet can reach \
                     it."
                );
            }
            Self::Example { host } => {
                return write!(
                    f,
                    "{host} is reserved for examples and tests. If it does not serve your \
                     image, enter the host that does."
                );
            }
            Self::Gftp => {
                "A gftp URL serves the file from a Golem node: it lives only while that node \
                 runs and shares it. yapapi and golem-core take no gftp URL as image_url."
            }
            Self::Credentials => {
                "The URL contains a user name, a password or a token, and the URL is published \
                 in the demand: every provider can read it. Use a URL without, or credentials \
                 that you can afford to make public."
            }
            Self::Comma => {
                "A comma stands in the file name. Going by their source code, providers may \
                 fail to start the virtual machine then, because QEMU takes the comma for the \
                 end of the name. To be safe, rename the file."
            }
            Self::Folder => {
                "The URL ends with a slash, as those of folders do. A provider would download \
                 what the server shows there, most often a page. Add the name of the file."
            }
            Self::TrailingMarks { marks, .. } => {
                return write!(
                    f,
                    "The URL ends with “{marks}”, copied along perhaps. A provider would take it for a \
                     part of the URL."
                );
            }
            Self::Space { .. } => {
                "The URL contains a space, from a line break perhaps. Providers read it as \
                 %20, but shells and other programs end the URL there."
            }
            Self::BrokenEscape => {
                "The URL contains a % without two hexadecimal digits after it. Servers differ \
                 in what they make of that; if the sign itself is meant, write %25."
            }
            Self::NonAsciiHost => {
                "The host has letters beyond ASCII. Clients turn it into a name that begins \
                 with xn--; to be safe, use that name."
            }
            Self::Fragment { .. } => {
                "No client sends the part from # on to the server. If it belongs to the file \
                 name, write %23 for #."
            }
            Self::GitLfs { .. } => {
                "If the repository keeps the image in Git LFS, this URL gives a short text \
                 that points to it, not the image."
            }
            Self::VirusScan { .. } => {
                "Instead of a large file, Google Drive answers with a page that asks whether \
                 to download it without a virus scan. A provider would take the page. Better \
                 use another host."
            }
            Self::DownloadLimit => {
                "Google Drive gives a file only so often; then it answers with a page that \
                 says so, and a provider would take the page. If many providers will use the \
                 image, use another host."
            }
            Self::SignedForGet => {
                "This URL is signed: it expires, and is good for one HTTP method only. yapapi \
                 and golem-core ask with HEAD first and give up when that is refused; golem-js \
                 does not ask. A public URL is safer."
            }
            Self::Expiring => {
                "This URL is signed and expires. Providers that have not downloaded the image \
                 by then cannot start it: make sure that it lives long enough."
            }
            Self::Registry => {
                "This image is in Golem’s own registry. Its hash is enough there: the SDKs \
                 find the URL themselves."
            }
            Self::SecondColon => {
                "The URL contains a colon after the scheme’s. golem-sdk-cli alone takes such \
                 a URL for an image tag (“golem-sdk manifest create”); everything else reads \
                 it well."
            }
        })
    }
}

#[cfg(test)]
mod tests;
