//! Errors of providers and SDKs that have no hash in them: what each means, and what to do.

use super::claim::Claim;
use super::hashes;
use super::plain::{letters, without_tags};
use super::subject::{Known, Subject};
use super::verdict::{Kind, Verdict};
use crate::pure::text::finding::Finding;
use crate::pure::url;

/// An error of a provider or of an SDK without a hash in it.
#[derive(PartialEq, Eq, Debug)]
pub struct KnownError {
    /// By which it is known, each of them: its letters and digits in lower case. A terminal
    /// may break the words anywhere and put a frame around them.
    signs: &'static [&'static str],
    /// What it speaks of.
    about: About,
    /// What happened, in a few words.
    answer: &'static str,
    /// What that means, and what to do.
    lead: &'static str,
    /// Why, and what else it may be.
    more: &'static str,
}

/// What an error speaks of, and what is held against it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum About {
    /// The end of the image, which is in the image check.
    Trailer,
    /// How hash and URL are written in the code.
    Code,
    /// What answers at the URL.
    Server,
    /// What the image holds, or nothing that is known here.
    Inside,
}

/// Found, and the whole of what is known: what tells more stands first (yagna,
/// `exe-unit/components/transfer/src/error.rs`; ya-runtime-vm, `runtime/src/deploy.rs`,
/// `runtime/init-container/src/init.c`).
const KNOWN_ERRORS: [KnownError; 25] = [
    KnownError {
        signs: &["invalidcontainerconfigcrc32sum", "crcmismatch"],
        about: About::Trailer,
        answer: "A wrong CRC at the end of the image.",
        lead: "The metadata was changed or damaged after it was written. Build the image again, \
               and publish it with its new hash.",
        more: AFTER_THE_HASH,
    },
    KnownError {
        signs: &["invaliddigitfoundinstring", "invalidutf8sequence"],
        about: About::Trailer,
        answer: "No trailer at the end of the image.",
        lead: "The last eight bytes are no length in digits: it is cut short, or gvmkit-build did \
               not make it. Build or copy it again.",
        more: AFTER_THE_HASH,
    },
    KnownError {
        signs: &["invalidargumentoserror22", "fileistoosmall"],
        about: About::Trailer,
        answer: "The image is shorter than its trailer says.",
        lead: "Its end claims more metadata than there is: the file is cut short or damaged. Build \
               or copy it again.",
        more: AFTER_THE_HASH,
    },
    KnownError {
        signs: &["errorreadingpackagemetadata"],
        about: About::Trailer,
        answer: "Metadata that a provider cannot read.",
        lead: "What stands at the end of the image is not what providers expect. Build it again \
               with gvmkit-build.",
        more: AFTER_THE_HASH,
    },
    KnownError {
        signs: &["unsupporteddigest"],
        about: About::Code,
        answer: "The hash is not written as providers want it.",
        lead: "They know it as sha3, in lower case, with 56 digits. Copy the code for your SDK \
               again.",
        more: "SHA3, sha3-224 and sha256 are refused, and so is any other number of digits. \
               vm.repo and imageHash take the 56 digits alone, and put hash:sha3: before them.",
    },
    KnownError {
        signs: &["hexerror", "oddnumberofdigits"],
        about: About::Code,
        answer: "The hash in the code is not whole.",
        lead: "It has an odd number of digits, so one of them is missing or too much. Copy all 56 \
               again.",
        more: "Nothing was downloaded yet.",
    },
    KnownError {
        signs: &["missinghash"],
        about: About::Code,
        answer: "The code gives no hash.",
        lead: "A provider takes no image without one. Copy the hash, or the code for your SDK.",
        more: "It reads hash:sha3:, then the 56 digits, a colon and the URL.",
    },
    KnownError {
        signs: &["unsupportedscheme"],
        about: About::Code,
        answer: "A URL that providers do not download.",
        lead: "They download http, https and gftp. Write the URL in full, with https:// in front.",
        more: "Without a scheme a provider takes the text for a file of its own.",
    },
    KnownError {
        signs: &["invalidurl", "urlparseerror"],
        about: About::Code,
        answer: "The provider cannot read hash and URL.",
        lead: "Something is missing or too much around the hash, or the URL names no file. Copy \
               the code for your SDK again.",
        more: "It reads hash:sha3:, then the 56 digits, a colon and the URL. A whole line of \
               sha3sum, or sha3: before the hash in vm.repo, ends so, and so does a URL without \
               a file in it.",
    },
    KnownError {
        signs: &["rangenotsatisfiable", "clienterror416"],
        about: About::Server,
        answer: "The URL serves less than before (416).",
        lead: "The download broke off, and when the provider went on, the file was shorter. \
               Publish it under a new name, and try again.",
        more: "The file was replaced while it was downloaded, or the server takes ranges for what \
               they are not. An image that keeps its own URL, with its hash in the name, cannot \
               change under way.",
    },
    KnownError {
        signs: &[
            "404notfound",
            "notfound404",
            "clienterror404",
            "status404",
            "statuscode404",
            "http404",
            "404messagenotfound",
        ],
        about: About::Server,
        answer: "There is no file at the URL (404).",
        lead: "Open the URL in a private window: correct it where it is wrong, or upload the image.",
        more: "It is the SDK that says so: yapapi and golem-core ask for the URL with HEAD first, \
               which some servers refuse though they serve the file. A provider looks at no \
               status: it hashes the page that says “not found”, and reports another hash.",
    },
    KnownError {
        signs: &[
            "401unauthorized",
            "403forbidden",
            "clienterror401",
            "clienterror403",
            "status401",
            "status403",
            "statuscode401",
            "statuscode403",
        ],
        about: About::Server,
        answer: "The file at the URL is not public.",
        lead: "The server wants a login, or lets nobody in. Make the file public, and open the URL \
               in a private window.",
        more: "A provider looks at no status: it hashes the page that says so, and reports another \
               hash. A signed URL ends some time.",
    },
    KnownError {
        signs: &["connectionrefused", "econnrefused"],
        about: About::Server,
        answer: "Nothing answers at the URL.",
        lead: "The connection was refused: the server is down, the port is wrong, or it is not \
               reached from outside.",
        more: "For a provider, localhost and 127.0.0.1 are its own computer, and an address of your \
               network is one of its own. It does not try again.",
    },
    KnownError {
        signs: &[
            "failedresolvinghostname",
            "nodnsrecords",
            "failedtolookupaddress",
            "nameorservicenotknown",
            "getaddrinfoenotfound",
        ],
        about: About::Server,
        answer: "The host in the URL is not known.",
        lead: "Its name stands for no server on the internet. See how it is written, and whether \
               others can open it.",
        more: "A name that only your network knows is not known to providers.",
    },
    KnownError {
        signs: &[
            "certificateverifyfailed",
            "selfsignedcertificate",
            "unknownissuer",
            "invalidpeercertificate",
            "certificatehasexpired",
            "httperrorconnectionerror",
        ],
        about: About::Server,
        answer: "No safe connection to the server.",
        lead: "Providers take no certificate that is self-signed, expired or incomplete. Have the \
               server send one that curl accepts.",
        more: "A browser may forgive a chain that is not complete, or one that you once allowed; \
               a provider does not.",
    },
    KnownError {
        signs: &[
            "httperrortimeout",
            "operationtimedout",
            "connectiontimedout",
            "connectiontimeout",
            "connecttimeout",
            "timeoutwhilewaitingforresponse",
            "timeoutwhileestablishingconnection",
            "etimedout",
        ],
        about: About::Server,
        answer: "The server answers too late.",
        lead: "A provider waits 5 seconds for a connection, and 5 for an answer to begin. Publish \
               the image where it is served at once.",
        more: "It tries three times. A firewall, or a network that is not open to others, ends so, \
               too; redirects count in the time. The download itself may take as long as it needs.",
    },
    KnownError {
        signs: &["httperrorservererror", "serviceunavailable", "badgateway"],
        about: About::Server,
        answer: "The server of the URL failed.",
        lead: "It answered with an error of its own. Try again later, or publish the image on \
               another server.",
        more: "Where the error is not the server’s, it is that of what stands before it.",
    },
    KnownError {
        signs: &[
            "ioerrorother",
            "connectionreset",
            "connectionaborted",
            "unexpectedeof",
            "httperrorpayloaderror",
        ],
        about: About::Server,
        answer: "The download broke off.",
        lead: "The server or the way to it ended the connection. Try again; if every provider says \
               so, see what the URL serves.",
        more: "“Other” is all that the provider was told. The commands under “After publishing” \
               show whether the URL serves the whole image.",
    },
    KnownError {
        signs: &["httperror", "transfererror", "gftperror"],
        about: About::Server,
        answer: "The provider could not download the image.",
        lead: "The commands under “After publishing” show what the URL serves.",
        more: "If only some providers say so, it is the way from them to the server.",
    },
    KnownError {
        signs: &["execformaterror"],
        about: About::Inside,
        answer: "The image is for another processor.",
        lead: "Providers have x86-64. Build the Docker image with --platform linux/amd64, and the \
               .gvmi from that.",
        more: "Docker on a computer with ARM, such as one with Apple silicon, builds for ARM unless \
               it is told.",
    },
    KnownError {
        signs: &["nospaceleftondevice"],
        about: About::Inside,
        answer: "No space is left in the VM.",
        lead: "What is written outside volumes shares 128 MB. Write into a volume, and ask for \
               enough storage.",
        more: "A volume begins empty: what the image has at its path is hidden.",
    },
    KnownError {
        signs: &["nosuchfileordirectory"],
        about: About::Inside,
        answer: "Something is missing in the image.",
        lead: "A command needs its whole path, such as /bin/sh, and there: the program, its \
               interpreter, its working directory.",
        more: "golem-js and task-executor run strings by /bin/sh. A program built for glibc does \
               not run on Alpine. What the image has at the path of a volume is hidden.",
    },
    KnownError {
        signs: &["permissiondenied"],
        about: About::Inside,
        answer: "Something in the image may not be run.",
        lead: "Make the file executable for the image’s user, with chmod in the Dockerfile, and \
               build the image again.",
        more: "A user counts in numbers only, as 1000:1000; one by name becomes root.",
    },
    KnownError {
        signs: &["timedout", "timeouterror", "timeoutexceeded"],
        about: About::Inside,
        answer: "It did not happen in time.",
        lead: "The image is still being downloaded, or its VM does not start: it needs the folders \
               /proc, /sys and /etc.",
        more: "A large image needs a longer time-out in the SDK. A VM that cannot start says \
               nothing; an image that docker export gave has these folders.",
    },
    KnownError {
        signs: &["exescriptcommandexitedwithcode", "errorrunningprocess"],
        about: About::Inside,
        answer: "This says only that a command failed.",
        lead: "Look for “stderr” or “Transfer error” in the log, and paste the text with it.",
        more: "If it is the entrypoint: the first word of Entrypoint and Cmd must be a path, such \
               as /usr/bin/python3, to a file that may be run.",
    },
];

/// When a provider reads the trailer.
const AFTER_THE_HASH: &str = "A provider reads the end of an image after it has downloaded all of \
    it and found its hash right: a damaged file was hashed and published.";

/// The error that a text holds, if it is known; of several, what tells most.
pub(super) fn find(text: &str) -> Option<&'static KnownError> {
    let (letters, _) = letters(&without_tags(text));
    let has = |sign: &&str| letters.contains(sign);
    KNOWN_ERRORS
        .iter()
        .find(|error| error.signs.iter().any(has))
}

/// Whether a text is surely a provider's: code and lists with a hash speak of errors, too.
pub(super) fn is_of_provider(text: &str) -> bool {
    let (letters, _) = letters(&without_tags(text));
    [
        "localserviceerror",
        "transfererror",
        "errorreadingpackagemetadata",
        "exescriptcommandexited",
    ]
    .iter()
    .any(|words| letters.contains(words))
}

/// What the error says of the image and its URL. A hash beside it counts as far as it is
/// another one; that it is right makes nothing right.
pub(super) fn of(error: &KnownError, claims: &[Claim], subject: &Subject) -> Verdict {
    let Subject::Known(image) = subject else {
        return error.verdict(None);
    };
    let verdict = error.verdict(Some(image));
    if claims.is_empty() {
        return verdict;
    }
    let of_hash = hashes::of(claims, image);
    let also = |verdict: Verdict, words: &str| {
        let more = verdict.finding.more.clone().unwrap_or_default();
        verdict.more(format!("{more} {words}").trim_start())
    };
    match of_hash.kind {
        Kind::Match => also(verdict, "The hash beside the error is this file’s."),
        Kind::Mismatch => also(
            of_hash,
            &format!("The error beside it: {} {}", error.answer, error.lead),
        ),
        _ => verdict,
    }
}

impl KnownError {
    fn verdict(&self, image: Option<&Known>) -> Verdict {
        let held = image.and_then(|image| self.held_against(image));
        let (lead, more) = match held {
            Some(held) => (held, format!("{} {}", self.lead, self.more)),
            None => (self.lead, self.more.to_owned()),
        };
        Verdict::new(Kind::Unusable, self.answer, lead).more(more)
    }

    /// What the error comes to, where what is known of image and URL decides it.
    fn held_against(&self, image: &Known) -> Option<&'static str> {
        match (self.about, image.has_trailer) {
            (About::Trailer, Some(true)) => Some(
                "Your file passes this check, so the URL serves another file, and your code has \
                 its hash. Publish this one, with its hash.",
            ),
            (About::Trailer, Some(false)) => {
                Some("Your file fails this check. The image check says what is wrong with it.")
            }
            (About::Code | About::Server, _) => {
                let findings = url::check(image.url, None);
                let is_wrong = findings.iter().any(Finding::is_error);
                is_wrong.then_some(
                    "The URL that you entered cannot work: its check says why, and what to do.",
                )
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_found_by_each_of_its_signs() {
        for error in &KNOWN_ERRORS {
            for sign in error.signs {
                assert_eq!(find(sign), Some(error), "{sign}");
            }
        }
    }

    #[test]
    fn what_is_said_first_fits_two_lines() {
        for error in &KNOWN_ERRORS {
            assert!(error.lead.chars().count() <= 140, "{error:?}");
            assert!(error.answer.chars().count() <= 50, "{error:?}");
        }
    }
}
