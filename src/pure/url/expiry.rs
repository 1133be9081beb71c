//! Links that expire.

use percent_encoding::percent_decode_str;

use super::parts::Parts;
use crate::pure::text::date::moment;
use crate::pure::text::finding::Finding;
use crate::pure::text::measure::grouped;

/// Where a signed URL tells when it expires.
enum Expiry {
    /// In seconds since 1970, or in a span of such that ends then.
    Seconds(&'static str),
    /// So many seconds after a date.
    After {
        date: &'static str,
        seconds: &'static str,
    },
    /// As a date.
    Date(&'static str),
    /// Nowhere.
    Untold,
}

use Expiry::{After, Date, Seconds, Untold};

/// The parameters that tell whose signature a URL has, whether that is good for one HTTP
/// method only, and where it tells when it expires.
const SIGNATURES: [(&[&str], bool, Expiry); 14] = [
    // Amazon S3 and those who follow it.
    (
        &["X-Amz-Signature"],
        true,
        After {
            date: "X-Amz-Date",
            seconds: "X-Amz-Expires",
        },
    ),
    (&["AWSAccessKeyId"], true, Seconds("Expires")),
    // Alibaba Cloud.
    (&["OSSAccessKeyId"], true, Seconds("Expires")),
    (
        &["x-oss-signature"],
        true,
        After {
            date: "x-oss-date",
            seconds: "x-oss-expires",
        },
    ),
    // Tencent Cloud.
    (&["q-signature"], true, Seconds("q-sign-time")),
    // Google Cloud.
    (
        &["X-Goog-Signature"],
        false,
        After {
            date: "X-Goog-Date",
            seconds: "X-Goog-Expires",
        },
    ),
    (&["GoogleAccessId"], false, Seconds("Expires")),
    // CloudFront.
    (&["Key-Pair-Id"], false, Seconds("Expires")),
    (&["Expires", "Signature"], false, Seconds("Expires")),
    // Azure.
    (&["sig", "se"], false, Date("se")),
    (&["sig", "si"], false, Untold),
    // nginx (`secure_link`) and content delivery networks.
    (&["expires", "md5"], false, Seconds("expires")),
    (&["expires", "signature"], false, Seconds("expires")),
    (&["expires", "token"], false, Seconds("expires")),
];

/// That the URL will be good for some time only.
pub fn finding(url: &Parts<'_>) -> Option<Finding> {
    if matches!(
        &*url.host.name,
        "cdn.discordapp.com" | "media.discordapp.net"
    ) {
        return Some(discord(url));
    }
    let (_, is_for_one_method, expiry) = SIGNATURES.iter().find(|(names, ..)| {
        let has = |name: &&str| url.parameter(name).is_some();
        names.iter().all(has)
    })?;
    let when = when(url, expiry).unwrap_or_default();
    Some(match is_for_one_method {
        true => Finding::advice(format!(
            "This URL is signed: it expires{when}, and is good for one HTTP method only."
        ))
        .more(
            "A public URL is safer. yapapi and golem-core ask with HEAD first and give up when \
             that is refused; golem-js does not ask.",
        ),
        false => Finding::advice(format!(
            "This URL is signed and expires{when}. Make sure that it lives long enough."
        ))
        .more(
            "Providers that have not downloaded the image by then cannot start it. A public URL \
             is safer.",
        ),
    })
}

/// The words for when it expires; none if the URL does not tell.
fn when(url: &Parts<'_>, expiry: &Expiry) -> Option<String> {
    match expiry {
        Seconds(name) => {
            let value = percent_decode_str(url.parameter(name)?)
                .decode_utf8()
                .ok()?;
            let end = value.rsplit(';').next()?.parse().ok()?;
            Some(format!(" on {}", moment(end)))
        }
        After { date, seconds } => {
            let seconds = grouped(url.parameter(seconds)?.parse().ok()?);
            let date = as_written(url.parameter(date)?)?;
            Some(format!(" {seconds} seconds after {date}"))
        }
        Date(name) => Some(format!(" at {}", as_written(url.parameter(name)?)?)),
        Untold => None,
    }
}

/// A date as ISO 8601 writes it.
fn as_written(date: &str) -> Option<String> {
    let date = percent_decode_str(date).decode_utf8().ok()?;
    let is_of_date = |c: char| c.is_ascii_digit() || "TZ:+-.".contains(c);
    (date.len() <= 32 && date.chars().all(is_of_date)).then(|| date.into_owned())
}

/// Discord gives attachments by links that it signs anew for each who sees the message.
fn discord(url: &Parts<'_>) -> Finding {
    let end = url
        .parameter("ex")
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .map_or_else(|| "soon".to_owned(), |end| format!("on {}", moment(end)));
    Finding::advice(format!(
        "Links of Discord expire, this one {end}. Publish the image on another host."
    ))
    .more("A provider that comes later downloads an error, and its hash does not match.")
}
