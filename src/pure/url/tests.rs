use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use url::Url;

use super::{check as check_url, *};
use crate::pure::text::invisible::is_invisible;

/// Names for the findings, and what is in the words of each alone.
const NAMES: [(&str, &str); 44] = [
    ("About", "files that tell of an image"),
    ("BrokenEscape", "write %25"),
    ("Comma", "because QEMU takes the comma"),
    ("Credentials", "a password or a token"),
    ("Discord", "Links of Discord expire"),
    ("DownloadLimit", "gives a file only so often"),
    ("Example", " is reserved for examples"),
    ("Expiring", "signed and expires"),
    ("Folder", "Add the name of the file"),
    ("Fragment", "the part from # on"),
    ("Gftp", "only while that node runs"),
    ("GitLfs", "in Git LFS"),
    ("Good", "Good URL."),
    ("HtmlEscape", "as HTML writes the sign &"),
    ("Backslash", "The URL contains a backslash"),
    ("Invisible", "some cut the URL there"),
    ("ItselfAlone", " is the provider’s own computer"),
    ("LocalFile", "a file on your own computer"),
    ("Login", "who have logged in to "),
    ("LongFileName", " bytes, and 198 fit"),
    ("NoFileName", "“Invalid url”"),
    ("NoHost", "has no host"),
    ("NoScheme", "does not begin with https://"),
    ("NonAsciiHost", "begins with xn--"),
    ("NotAlone", "Only the URL belongs here"),
    ("NulInFileName", "which no file name can"),
    ("OfDocker", "it would begin with the name of its owner"),
    ("OtherName", "but the file that you chose is"),
    ("Packed", "Providers do not unpack"),
    ("PrivateNetwork", " is in a private network"),
    ("Registry", "Its hash is enough"),
    ("SecondColon", "golem-sdk-cli alone"),
    ("SignedForGet", "ask with HEAD first"),
    ("Slashes", "there must be two slashes"),
    ("Space", "Providers read it as %20"),
    ("Tag", "is a tag of Golem’s registry, not a URL"),
    ("TooLong", "no URL that providers take has more"),
    ("TrailingMarks", "The URL ends with “"),
    ("UnsupportedScheme", "“Unsupported scheme: "),
    ("VirusScan", "without a virus scan"),
    ("WebPage", ", not the file"),
    ("WebPage", "a page or folder of "),
    ("WrongHost", " is, as it is written, neither"),
    ("WrongPort", " is not a port"),
];

/// The finding's name. Each has its words, and no other has them.
fn name(finding: &Finding) -> &'static str {
    let text = finding.to_string();
    let names: Vec<&str> = NAMES
        .iter()
        .filter(|(_, says)| text.contains(says))
        .map(|(name, _)| *name)
        .collect();
    match names.as_slice() {
        // It quotes what the URL ends with.
        ["OtherName", "TrailingMarks"] => "OtherName",
        [name] => name,
        names => panic!("{names:?}: {text}"),
    }
}

/// The finding's name, and the URL fixed in each way there is.
fn brief(finding: &Finding) -> String {
    let mut brief = name(finding).to_owned();
    for fix in &finding.fixes {
        brief += " > ";
        brief += &fix.url;
    }
    brief
}

/// What is found besides that the URL is good.
fn findings(typed: &str) -> Vec<Finding> {
    let mut findings = check_url(typed, None);
    findings.retain(|finding| finding.severity != Severity::Good);
    findings
}

#[track_caller]
fn check(table: &[(&str, &[&str])]) {
    for (typed, expected) in table {
        let found: Vec<String> = findings(typed).iter().map(brief).collect();
        assert_eq!(found, *expected, "{typed:?}");
        for finding in findings(typed) {
            for fix in &finding.fixes {
                let after = findings(&fix.url);
                let again = after.iter().any(|other| name(other) == name(&finding));
                assert!(!again, "{finding:?} remains: {}", fix.url);
            }
        }
    }
}

#[test]
fn nothing_is_wrong_with_a_good_url() {
    let long = format!("https://cdn.golem.io/{}", "a".repeat(198));
    for good in [
        "",
        " \n",
        "https://cdn.golem.io/a.gvmi",
        " https://cdn.golem.io/a.gvmi\n",
        "http://cdn.golem.io/a.gvmi",
        "HTTPS://CDN.Golem.IO/a.gvmi",
        "https://cdn.golem.io/a.tar.gz/b",
        "https://cdn.golem.io/download?file=a.zip",
        "https://cdn.golem.io/agz",
        "https://cdn.golem.io/download?id=1",
        "https://cdn.golem.io/download/?id=1",
        "https://cdn.golem.io/a.gvmi?",
        "https://cdn.golem.io//a//b.gvmi",
        "https://cdn.golem.io/a/../b.gvmi",
        "https://cdn.golem.io./a.gvmi",
        "https://my_bucket.s3.amazonaws.com/a-b_c%20d.gvmi",
        "https://cdn.golem.io/%C3%A4.gvmi",
        "https://cdn.golem.io/ä.gvmi",
        "https://cdn.golem.io/a(1)",
        "https://cdn.golem.io/a?list=1,2",
        "https://xn--bcher-kva.example-shop.de/a.gvmi",
        "http://8.8.8.8/a.gvmi",
        "http://172.32.0.1/a.gvmi",
        "http://100.128.0.1/a.gvmi",
        "https://ipfs.io/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/a.gvmi",
        "https://github.com/o/r/raw/main/a.gvmi",
        "https://github.com/o/r/raw/main/blob/a.gvmi",
        "https://github.com/o/r/blob/main/a.gvmi?raw=true",
        "https://github.com/o/r/releases/download/v1/a.gvmi",
        "https://github.com/o/r/releases/latest/download/a.gvmi",
        "https://media.githubusercontent.com/media/o/r/main/a.gvmi",
        "https://cdn.golem.io/a.gvmi?sig=ab",
        "https://gitlab.com/g/p/-/raw/main/a.gvmi",
        "https://gitlab.com/g/p/-/raw/main/-/blob/a.gvmi",
        "https://huggingface.co/o/r/resolve/main/a.gvmi",
        "https://www.dropbox.com/s/abc/a.gvmi?dl=1",
        "https://www.dropbox.com/scl/fi/abc/a.gvmi?rlkey=k&raw=1",
        "https://www.dropbox.com/scl/fo/abc/def/a.gvmi?rlkey=k&dl=1",
        "https://onedrive.live.com/download.aspx?resid=abc",
        "https://1drv.ms/u/s!abc?download=1",
        "https://codeberg.org/o/r/media/branch/main/a.gvmi",
        "https://cdn.golem.io/a?of=b,c;d",
        "https://cdn.golem.io/a?id={1f0c-22}",
        &long,
    ] {
        check(&[(good, &[])]);
    }
}

#[test]
fn what_was_pasted_along_is_taken_off() {
    const BARE: &str = "NotAlone > https://cdn.golem.io/a.gvmi";
    for pasted in [
        "hash:sha3:6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7:https://cdn.golem.io/a.gvmi",
        "[image](https://cdn.golem.io/a.gvmi)",
        "[https://cdn.golem.io/a.gvmi](https://cdn.golem.io/a.gvmi)",
        "<https://cdn.golem.io/a.gvmi>",
        "\"https://cdn.golem.io/a.gvmi\"",
        "'https://cdn.golem.io/a.gvmi',",
        "“https://cdn.golem.io/a.gvmi”",
        "`https://cdn.golem.io/a.gvmi`",
        "curl -LO https://cdn.golem.io/a.gvmi",
        "wget 'https://cdn.golem.io/a.gvmi' -O a.gvmi",
        "image_url=\"https://cdn.golem.io/a.gvmi\",",
        "URL: https://cdn.golem.io/a.gvmi.",
        "view-source:https://cdn.golem.io/a.gvmi",
        "„https://cdn.golem.io/a.gvmi“",
        "»https://cdn.golem.io/a.gvmi«",
        "‚https://cdn.golem.io/a.gvmi‘",
        "‹https://cdn.golem.io/a.gvmi›",
        "**https://cdn.golem.io/a.gvmi**",
        "_https://cdn.golem.io/a.gvmi_",
        "| https://cdn.golem.io/a.gvmi |",
        "{https://cdn.golem.io/a.gvmi}",
        "[a](https://cdn.golem.io/a.gvmi \"an image\")",
        "<a href=https://cdn.golem.io/a.gvmi>a</a>",
    ] {
        check(&[(pasted, &[BARE])]);
    }
    for several in [
        "https://cdn.golem.io/a.gvmi https://cdn.golem.io/b.gvmi",
        "https://cdn.golem.io/a.gvmi\n\thttps://cdn.golem.io/b.gvmi",
        "https://cdn.golem.io/a.gvmi, and HTTP://cdn.golem.io/b.gvmi.",
        "\"https://cdn.golem.io/a.gvmi https://cdn.golem.io/b.gvmi\"",
        "https://cdn.golem.io/a.gvmi,https://cdn.golem.io/b.gvmi",
        "https://cdn.golem.io/a.gvmi; https://cdn.golem.io/b.gvmi",
        "https://https://cdn.golem.io/a.gvmi",
        "https://HTTP://https://cdn.golem.io/a.gvmi",
        "https:// https://cdn.golem.io/a.gvmi",
        "https:https://cdn.golem.io/a.gvmi",
        "https://cdn.golem.io/a.gvmi 6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
        "https://cdn.golem.io/a.gvmi -o a.gvmi",
        "https://cdn.golem.io/a.gvmi (12 MB)",
    ] {
        check(&[(several, &[BARE])]);
    }
    check(&[
        (
            "https://cdn.golem.io/fetch/w_1,https://golem.io/b.gvmi",
            &["SecondColon"],
        ),
        (
            "https://cdn.golem.io/a b://c.gvmi",
            &[
                "Space > https://cdn.golem.io/a%20b://c.gvmi > https://cdn.golem.io/ab://c.gvmi",
                "SecondColon",
            ],
        ),
        (
            "\"HTTP://cdn.golem.io/my image.gvmi\"",
            &["NotAlone > HTTP://cdn.golem.io/my image.gvmi"],
        ),
        (
            "https://cdn.golem.io/a\n.gvmi",
            &["Invisible > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/images/\r\n    a.gvmi",
            &["Invisible > https://cdn.golem.io/images/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/\u{200B}a\t.gvmi",
            &["Invisible > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/a\u{A0}\u{1}.gvmi",
            &["Invisible > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/\u{3164}a\u{2800}\u{115F}\u{61C}.gvmi",
            &["Invisible > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/a.gvmi.",
            &["TrailingMarks > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/a.gvmi\"",
            &["TrailingMarks > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/a.gvmi)",
            &["TrailingMarks > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/my image.gvmi",
            &["Space > https://cdn.golem.io/my%20image.gvmi > https://cdn.golem.io/myimage.gvmi"],
        ),
        // A line break in a field of one line.
        (
            "https://cdn.golem.io/images/     a.gvmi",
            &["Space > https://cdn.golem.io/images/%20%20%20%20%20a.gvmi \
               > https://cdn.golem.io/images/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/a?b=1&amp;amp;c=2&amp;d",
            &["HtmlEscape > https://cdn.golem.io/a?b=1&c=2&d"],
        ),
    ]);
}

#[test]
fn schemes() {
    check(&[
        (
            "cdn.golem.io/a.gvmi",
            &["NoScheme > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "//cdn.golem.io/a.gvmi",
            &["NoScheme > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "cdn.golem.io:8080/a.gvmi",
            &["NoScheme > https://cdn.golem.io:8080/a.gvmi"],
        ),
        (
            "localhost:8080/a.gvmi",
            &["NoScheme > https://localhost:8080/a.gvmi"],
        ),
        (
            "cdn.golem.io/of/https://golem.io/a.gvmi",
            &["NoScheme > https://cdn.golem.io/of/https://golem.io/a.gvmi"],
        ),
        ("a.gvmi", &["NoScheme"]),
        ("git@github.com:o/r.git", &["NoScheme"]),
        ("me@cdn.golem.io:/images/a.gvmi", &["NoScheme"]),
        (
            "{\"urls\":[\"https:\\/\\/cdn.golem.io\\/a.gvmi\"]}",
            &["NoScheme"],
        ),
        ("images/a.gvmi", &["NoScheme"]),
        (
            "://cdn.golem.io/a.gvmi",
            &["NoScheme > https://cdn.golem.io/a.gvmi"],
        ),
        ("file:///home/me/a.gvmi", &["LocalFile"]),
        ("FILE:///home/me/a.gvmi", &["LocalFile"]),
        ("/home/me/a.gvmi", &["LocalFile"]),
        ("~/a.gvmi", &["LocalFile"]),
        ("./a.gvmi", &["LocalFile"]),
        ("..\\a.gvmi", &["LocalFile"]),
        ("C:\\images\\a.gvmi", &["LocalFile"]),
        ("c:/images/a.gvmi", &["LocalFile"]),
        ("\\\\server\\share\\a.gvmi", &["LocalFile"]),
        ("ftp://cdn.golem.io/a.gvmi", &["UnsupportedScheme"]),
        ("ipfs://bafy/a.gvmi", &["UnsupportedScheme"]),
        ("s3://bucket/a.gvmi", &["UnsupportedScheme"]),
        ("data:;base64,aHNxcw==", &["UnsupportedScheme"]),
        ("blob:https://cdn.golem.io/9115d58c", &["UnsupportedScheme"]),
        ("htps://cdn.golem.io/a.gvmi", &["UnsupportedScheme"]),
        ("gftp://0x1a2b/0c3d", &["Gftp"]),
        ("gftp:///0c3d", &["Slashes > gftp://0c3d"]),
    ]);
}

#[test]
fn slashes_and_hosts() {
    let long_label = format!("https://{}.io/a.gvmi", "a".repeat(64));
    let long_name = format!("https://{}.io/a.gvmi", "a.".repeat(126));
    check(&[
        (
            "https:/cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https:cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https:///cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https:://cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https: // cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https:// cdn.golem.io/a.gvmi",
            &["Slashes > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https:\\\\cdn.golem.io\\a.gvmi",
            &["Backslash > https://cdn.golem.io/a.gvmi"],
        ),
        ("https:", &["NoHost"]),
        ("https://", &["NoHost"]),
        ("https://:443/a.gvmi", &["NoHost"]),
        ("https://me@/a.gvmi", &["NoHost"]),
        ("https://?a.gvmi", &["NoHost"]),
        ("https://cdn golem.io/a.gvmi", &["WrongHost"]),
        ("https://cdn..golem.io/a.gvmi", &["WrongHost"]),
        ("https://cdn.g%6Flem.io/a.gvmi", &["WrongHost"]),
        ("https://<host>/a.gvmi", &["WrongHost"]),
        ("https://1.2.3.256/a.gvmi", &["WrongHost"]),
        ("https://1.2.3.4.5/a.gvmi", &["WrongHost"]),
        ("https://cdn.09/a.gvmi", &["WrongHost"]),
        ("https://1.2.65535/a.gvmi", &[]),
        ("https://1.2.65536/a.gvmi", &["WrongHost"]),
        ("https://[::1/a.gvmi", &["WrongHost"]),
        ("https://[fe80::1%25eth0]/a.gvmi", &["WrongHost"]),
        ("https://[::1]8080/a.gvmi", &["WrongHost"]),
        ("https://cdn.golem.io:65536/a.gvmi", &["WrongPort"]),
        ("https://cdn.golem.io:0/a.gvmi", &["WrongPort"]),
        ("https://cdn.golem.io:port/a.gvmi", &["WrongPort"]),
        ("https://cdn.golem.io:+80/a.gvmi", &["WrongPort"]),
        ("https://cdn.golem.io:8443/a.gvmi", &["SecondColon"]),
        ("https://cdn.golem.io/a:b.gvmi", &["SecondColon"]),
        (
            "https://me:secret@cdn.golem.io/a.gvmi",
            &["Credentials", "SecondColon"],
        ),
        ("https://me@home@cdn.golem.io/a.gvmi", &["Credentials"]),
        ("https://token@cdn.golem.io/a.gvmi", &["Credentials"]),
        (
            "https://cdn.golem.io/a.gvmi?private_token=secret",
            &["Credentials"],
        ),
        (
            "https://raw.githubusercontent.com/o/r/main/a.gvmi?token=abc",
            &["Credentials"],
        ),
        ("https://bücher.de/a.gvmi", &["NonAsciiHost"]),
        // IDNA takes the ideographic full stop for a dot.
        ("https://golem。io/a.gvmi", &["NonAsciiHost"]),
        (&long_label, &["WrongHost"]),
        (&long_name, &["WrongHost"]),
        ("https://example.org/my-image.gvmi", &["Example"]),
        ("https://www.example.com/a.gvmi", &["Example"]),
        ("https://images.test/a.gvmi", &["Example"]),
        ("http://203.0.113.7/a.gvmi", &["Example"]),
        ("http://[2001:db8::1]/a.gvmi", &["Example", "SecondColon"]),
    ]);
}

#[test]
fn hosts_out_of_reach() {
    for host in [
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
    ] {
        check(&[(&format!("http://{host}/a.gvmi"), &["ItselfAlone"])]);
    }
    for host in ["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]"] {
        let url = format!("http://{host}/a.gvmi");
        check(&[(&url, &["ItselfAlone", "SecondColon"])]);
    }
    for host in [
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.5",
        "192.168.1.5.",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "nas",
        "nas.local",
        "nas.lan",
        "nas.home.arpa",
        "nas.fritz.box",
        "images.corp",
        "expyuzz4wqqyqhjn.onion",
        "vm.c.project.internal",
    ] {
        check(&[(&format!("http://{host}/a.gvmi"), &["PrivateNetwork"])]);
    }
    for host in [
        "[fd00::1]",
        "[fe80::1]",
        "[febf::1]",
        "[fec0::1]",
        "[::ffff:10.0.0.1]",
    ] {
        let url = format!("http://{host}/a.gvmi");
        check(&[(&url, &["PrivateNetwork", "SecondColon"])]);
    }
    check(&[("http://[2001:db9::1]/a.gvmi", &["SecondColon"])]);
}

#[test]
fn paths_and_what_follows_them() {
    let long = format!("https://cdn.golem.io/{}", "a".repeat(199));
    let long_escaped = format!("https://cdn.golem.io/{}", "%C3%A4".repeat(100));
    check(&[
        ("https://cdn.golem.io", &["NoFileName"]),
        ("https://cdn.golem.io/", &["NoFileName"]),
        ("https://cdn.golem.io/?a.gvmi", &["NoFileName"]),
        ("https://cdn.golem.io/a/..", &["NoFileName"]),
        ("https://cdn.golem.io/a/%2E%2e/", &["NoFileName"]),
        (
            "https://cdn.golem.io/a%2F%2e.",
            &["NoFileName", "TrailingMarks > https://cdn.golem.io/a%2F%2e"],
        ),
        ("https://cdn.golem.io/images/", &["Folder"]),
        (&long, &["LongFileName"]),
        (&long_escaped, &["LongFileName"]),
        ("https://cdn.golem.io/a%00.gvmi", &["NulInFileName"]),
        ("https://cdn.golem.io/a,b.gvmi", &["Comma"]),
        ("https://cdn.golem.io/a%2Cb.gvmi", &["Comma"]),
        (
            "https://cdn.golem.io/a,b.gvmi,",
            &["TrailingMarks > https://cdn.golem.io/a,b.gvmi"],
        ),
        ("https://cdn.golem.io/a,?b", &["Comma"]),
        ("https://cdn.golem.io/a,b/c.gvmi", &[]),
        ("https://cdn.golem.io/100%.gvmi", &["BrokenEscape"]),
        ("https://cdn.golem.io/a%zz.gvmi", &["BrokenEscape"]),
        (
            "https://cdn.golem.io/a.gvmi#part",
            &["Fragment > https://cdn.golem.io/a.gvmi"],
        ),
        (
            "https://cdn.golem.io/#/a.gvmi",
            &["NoFileName", "Fragment > https://cdn.golem.io/"],
        ),
    ]);
}

#[test]
fn links_that_expire() {
    for (typed, found, says) in [
        (
            "https://b.s3.amazonaws.com/a.gvmi?X-Amz-Expires=3600&X-Amz-Signature=ab",
            "SignedForGet",
            "expires, and",
        ),
        (
            "https://b.s3.amazonaws.com/a.gvmi?X-Amz-Date=20260101T000000Z&X-Amz-Expires=604800\
             &X-Amz-Signature=ab",
            "SignedForGet",
            "expires 604,800 seconds after 20260101T000000Z, and",
        ),
        (
            "https://b.s3.amazonaws.com/a.gvmi?AWSAccessKeyId=A&Signature=b&Expires=1767225600",
            "SignedForGet",
            "expires on 2026-01-01 00:00 UTC, and",
        ),
        (
            "https://b.oss-eu-central-1.aliyuncs.com/a.gvmi?OSSAccessKeyId=a&Signature=b",
            "SignedForGet",
            "expires, and",
        ),
        (
            "https://b.oss-eu-central-1.aliyuncs.com/a.gvmi?x-oss-date=20260101T000000Z\
             &x-oss-expires=600&x-oss-signature=b",
            "SignedForGet",
            "expires 600 seconds after 20260101T000000Z, and",
        ),
        (
            "https://b.cos.eu-frankfurt.myqcloud.com/a.gvmi?q-sign-time=1767222000%3B1767225600\
             &q-signature=a",
            "SignedForGet",
            "expires on 2026-01-01 00:00 UTC, and",
        ),
        (
            "https://storage.googleapis.com/b/a.gvmi?X-Goog-Signature=ab",
            "Expiring",
            "expires. Make",
        ),
        (
            "https://storage.googleapis.com/b/a.gvmi?X-Goog-Date=20260101T000000Z\
             &X-Goog-Expires=900&X-Goog-Signature=ab",
            "Expiring",
            "expires 900 seconds after 20260101T000000Z. Make",
        ),
        (
            "https://storage.googleapis.com/b/a.gvmi?GoogleAccessId=a&Expires=1767225600",
            "Expiring",
            "expires on 2026-01-01 00:00 UTC. Make",
        ),
        (
            "https://d111.cloudfront.net/a.gvmi?Policy=ey&Signature=ab&Key-Pair-Id=K1",
            "Expiring",
            "expires. Make",
        ),
        (
            "https://d111.cloudfront.net/a.gvmi?Expires=1767225600&Signature=ab",
            "Expiring",
            "expires on 2026-01-01 00:00 UTC. Make",
        ),
        (
            "https://a.blob.core.windows.net/c/a.gvmi?sv=2022-11-02&se=2030-01-01T00%3A00%3A00Z\
             &sp=r&sig=ab",
            "Expiring",
            "expires at 2030-01-01T00:00:00Z. Make",
        ),
        (
            "https://a.blob.core.windows.net/c/a.gvmi?se=%E2%80%AE2030&sig=ab",
            "Expiring",
            "expires. Make",
        ),
        (
            "https://a.blob.core.windows.net/c/a.gvmi?sv=2022-11-02&si=policy&sig=ab",
            "Expiring",
            "expires. Make",
        ),
        (
            "https://cdn.golem.io/a.gvmi?md5=ab&expires=1767225600",
            "Expiring",
            "expires on 2026-01-01 00:00 UTC. Make",
        ),
        (
            "https://cdn.discordapp.com/attachments/1/2/a.gvmi?ex=6955b900&is=69546780&hm=ab&",
            "Discord",
            "expire, this one on 2026-01-01 00:00 UTC.",
        ),
        (
            "https://media.discordapp.net/attachments/1/2/a.gvmi",
            "Discord",
            "expire, this one soon.",
        ),
    ] {
        let [finding] = findings(typed).try_into().expect(typed);
        assert_eq!(brief(&finding), found, "{typed}");
        assert_eq!(finding.severity, Severity::Advice);
        assert!(finding.lead.contains(says), "{typed}: {}", finding.lead);
        assert!(finding.lead.chars().count() <= 140, "{}", finding.lead);
    }
}

#[test]
fn files_that_are_no_images() {
    const SIGNED: &str = "https://b.s3.amazonaws.com/a.gvmi.zip?X-Amz-Signature=ab";
    for ending in [
        ".zip", ".gz", ".xz", ".zst", ".7z", ".tar", ".tar.gz", ".tar.zst", ".tgz", ".GZ",
        ".zip.gz",
    ] {
        check(&[(
            &format!("https://cdn.golem.io/a.gvmi{ending}?b=c"),
            &["Packed > https://cdn.golem.io/a.gvmi?b=c"],
        )]);
    }
    for ending in [
        ".sha3",
        ".sha256",
        ".asc",
        ".sig",
        ".descr.bin",
        ".SHA3-224",
    ] {
        check(&[(
            &format!("https://cdn.golem.io/a.gvmi{ending}"),
            &["About > https://cdn.golem.io/a.gvmi"],
        )]);
    }
    check(&[
        ("https://cdn.golem.io/a.tar.gz", &["Packed"]),
        ("https://cdn.golem.io/a.gvmi%2Ezip", &["Packed"]),
        ("https://cdn.golem.io/SHA3-224SUMS", &["About"]),
        ("https://cdn.golem.io/dim-sums", &[]),
        (
            "https://cdn.golem.io/a.gvmi.zip.asc",
            &["About > https://cdn.golem.io/a.gvmi"],
        ),
        (SIGNED, &["Packed", "SignedForGet"]),
    ]);
    let with_image = |url| {
        check_url(url, Some("b.zip"))
            .iter()
            .map(brief)
            .collect::<Vec<_>>()
    };
    assert_eq!(with_image("https://cdn.golem.io/b.zip"), ["Good"]);
    assert_eq!(
        with_image("https://cdn.golem.io/SHA3-224SUMS"),
        ["About > https://cdn.golem.io/b.zip"]
    );
    assert_eq!(
        with_image("https://cdn.golem.io/a.tar"),
        ["Packed > https://cdn.golem.io/b.zip"]
    );
}

#[test]
fn tags_are_told_from_urls_that_lack_their_scheme() {
    for tag in [
        "golem/node:20-alpine",
        "\"golem/node:20-alpine\"",
        "golem/docker-golem-hello-world:latest",
        "me_2/my.image:v1.0",
    ] {
        let [finding] = findings(tag).try_into().expect("one finding");
        let tag = tag.trim_matches('"');
        assert_eq!(brief(&finding), "Tag");
        assert!(finding.is_error() && finding.lead.chars().count() <= 140);
        let more = finding.more.expect("the code");
        for code in [
            format!("image_tag=\"{tag}\" in yapapi"),
            format!("imageTag: \"{tag}\" in golem-js and task-executor"),
            format!("image_tag: \"{tag}\" in dapp-runner"),
        ] {
            assert!(more.contains(&code), "{more}");
        }
    }
    const SCHEMELESS: &str = "NoScheme > https://";
    for (url, found) in [
        ("cdn.mydomain.org/ok.gvmi", SCHEMELESS),
        ("localhost:8000/x.gvmi", SCHEMELESS),
        ("example.org:8080/ok.gvmi", SCHEMELESS),
        ("cdn.mydomain.org/a:b", SCHEMELESS),
        ("docker.io/golem/node:20-alpine", SCHEMELESS),
        ("localhost/node:20", "NoScheme"),
        ("images/a.gvmi:1", "NoScheme"),
        ("images/a:b.gvmi", "NoScheme"),
        ("golem/node", "NoScheme"),
        ("golem/node:", "NoScheme"),
        ("/node:20", "LocalFile"),
        ("golem/images/node:20", "NoScheme"),
        ("golem/node@sha256:ab12", "NoScheme"),
        ("golem/node:20 alpine", "NoScheme"),
        // Of Docker: no user stands before it.
        ("node:20-alpine", "OfDocker"),
        ("alpine:latest", "OfDocker"),
        ("node:20", "NoScheme"),
        ("nas:8080", "NoScheme"),
        ("localhost:80a", "NoScheme"),
        ("ipfs:bafy", "UnsupportedScheme"),
        ("https://golem/node:20-alpine", "PrivateNetwork"),
    ] {
        let found = match found {
            SCHEMELESS => format!("{found}{url}"),
            found => found.to_owned(),
        };
        assert_eq!(brief(&findings(url)[0]), found, "{url}");
    }
}

#[test]
fn pages_that_are_not_the_file() {
    check(&[
        (
            "https://github.com/o/r/blob/main/images/a.gvmi#L1",
            &["WebPage > https://github.com/o/r/raw/main/images/a.gvmi"],
        ),
        ("https://github.com/o", &["WebPage"]),
        ("https://github.com/o/r", &["WebPage"]),
        ("https://github.com/o/r/", &["WebPage"]),
        ("https://github.com/o/r/?tab=readme", &["WebPage"]),
        ("https://github.com/o/r/issues/1", &["WebPage"]),
        (
            "https://github.com/o/r/blob/main/a.gvmi?raw=false",
            &["WebPage > https://github.com/o/r/raw/main/a.gvmi"],
        ),
        ("https://github.com/o/r/blob/main", &["WebPage"]),
        ("https://github.com/o/r/tree/main/images", &["WebPage"]),
        ("https://github.com/o/r/releases/tag/v1", &["WebPage"]),
        ("https://github.com/o/r/releases/latest", &["WebPage"]),
        (
            "https://raw.githubusercontent.com/o/r/refs/heads/main/a.gvmi",
            &["GitLfs > https://github.com/o/r/raw/refs/heads/main/a.gvmi"],
        ),
        (
            "https://gist.github.com/o/5f2c",
            &["WebPage > https://gist.github.com/o/5f2c/raw"],
        ),
        ("https://gist.github.com/5f2c", &["WebPage"]),
        ("https://gitlab.com/g/p/-/tree/main/images", &["WebPage"]),
        (
            "https://gitlab.com/g/s/p/-/blob/main/a.gvmi?ref_type=heads",
            &["WebPage > https://gitlab.com/g/s/p/-/raw/main/a.gvmi"],
        ),
        (
            "https://git.golem.io/g/p/-/blob/main/a.gvmi",
            &["WebPage > https://git.golem.io/g/p/-/raw/main/a.gvmi"],
        ),
        (
            "https://bitbucket.org/o/r/src/main/a.gvmi",
            &["WebPage > https://bitbucket.org/o/r/raw/main/a.gvmi"],
        ),
        (
            "https://codeberg.org/o/r/src/branch/main/a.gvmi",
            &["WebPage > https://codeberg.org/o/r/media/branch/main/a.gvmi"],
        ),
        (
            "https://codeberg.org/o/r/raw/branch/main/a.gvmi",
            &["GitLfs > https://codeberg.org/o/r/media/branch/main/a.gvmi"],
        ),
        ("https://bitbucket.org/o/r", &["WebPage"]),
        ("https://huggingface.co/o/r/tree/main", &["WebPage"]),
        (
            "https://huggingface.co/o/r/raw/main/a.gvmi",
            &["GitLfs > https://huggingface.co/o/r/resolve/main/a.gvmi"],
        ),
        (
            "https://hf.co/datasets/o/r/raw/main/a.gvmi",
            &["GitLfs > https://hf.co/datasets/o/r/resolve/main/a.gvmi"],
        ),
        (
            "https://huggingface.co/o/r/blob/main/a.gvmi",
            &["WebPage > https://huggingface.co/o/r/resolve/main/a.gvmi"],
        ),
        (
            "https://huggingface.co/datasets/o/r/blob/main/a.gvmi",
            &["WebPage > https://huggingface.co/datasets/o/r/resolve/main/a.gvmi"],
        ),
        (
            "https://drive.google.com/file/d/ID/view?usp=sharing",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.google.com/file/u/0/d/ID/view",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.google.com/a/golem.network/file/d/ID/view",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.google.com/open?id=ID",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.google.com/u/0/open?id=ID",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.google.com/file/d/ID/view?resourcekey=0-k&usp=sharing",
            &[
                "WebPage > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t\
               &resourcekey=0-k",
            ],
        ),
        ("https://drive.google.com/file/d/", &["WebPage"]),
        ("https://drive.google.com/drive/folders/ID", &["WebPage"]),
        ("https://docs.google.com/document/d/ID/edit", &["WebPage"]),
        (
            "https://drive.google.com/uc?export=download&id=ID",
            &[
                "VirusScan > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.usercontent.google.com/download?id=ID",
            &[
                "VirusScan > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            &["DownloadLimit"],
        ),
        (
            "https://www.dropbox.com/s/abc/a.gvmi",
            &["WebPage > https://www.dropbox.com/s/abc/a.gvmi?dl=1"],
        ),
        (
            "https://www.dropbox.com/scl/fi/abc/a.gvmi?rlkey=k&dl=0",
            &["WebPage > https://www.dropbox.com/scl/fi/abc/a.gvmi?rlkey=k&dl=1"],
        ),
        (
            "https://www.dropbox.com/scl/fo/abc/h?rlkey=k&dl=1",
            &["WebPage"],
        ),
        ("https://www.dropbox.com/sh/abc/def?dl=0", &["WebPage"]),
        ("https://www.dropbox.com/home/a.gvmi", &["WebPage"]),
        (
            "https://o-my.sharepoint.com/:f:/g/personal/abc?e=k",
            &["WebPage"],
        ),
        (
            "https://o-my.sharepoint.com/:u:/g/personal/abc?e=k",
            &["WebPage > https://o-my.sharepoint.com/:u:/g/personal/abc?e=k&download=1"],
        ),
        (
            "https://o.sharepoint.com/:u:/g/abc?download=1",
            &["SecondColon"],
        ),
        ("https://1drv.ms/u/s!abc", &["WebPage"]),
        ("https://onedrive.live.com/?id=abc", &["WebPage"]),
        ("https://we.tl/t-abc", &["WebPage"]),
        ("https://mega.nz/file/abc#key", &["WebPage"]),
        (
            "https://www.mediafire.com/file/abc/a.gvmi/file",
            &["WebPage"],
        ),
        ("https://archive.org/details/item", &["WebPage"]),
        (
            "https://archive.org/details/item/images/a.gvmi",
            &["WebPage > https://archive.org/download/item/images/a.gvmi"],
        ),
        ("https://archive.org/download/item/a.gvmi", &[]),
        (
            "https://docs.google.com/uc?export=download&id=ID",
            &[
                "VirusScan > https://drive.usercontent.google.com/download?id=ID&export=download&confirm=t",
            ],
        ),
        (
            "https://storage.cloud.google.com/b/images/a.gvmi?authuser=1",
            &["Login > https://storage.googleapis.com/b/images/a.gvmi"],
        ),
        ("https://storage.cloud.google.com/b", &["Login"]),
        ("https://storage.googleapis.com/b/a.gvmi", &[]),
        (
            "https://github.com/o/r/actions/runs/1/artifacts/2",
            &["Login"],
        ),
        ("https://github.com/o/r/suites/1/artifacts/2", &["Login"]),
        ("https://registry.golem.network/download/abc", &["Registry"]),
    ]);
}

#[test]
fn shares_and_consoles_are_not_the_file() {
    const TOKEN: &str = "AbCdEfGhIjKlMnO";
    for share in [
        "https://cloud.golem.io/s/AbCdEfGhIjKlMnO",
        "https://cloud.golem.io/s/AbCdEfGhIjKlMnO/",
        "https://cloud.golem.io/index.php/s/AbCdEfGhIjKlMnO",
        "https://golem.io/cloud/index.php/s/own-words",
    ] {
        let fixed = share.trim_end_matches('/');
        check(&[(share, &[&format!("WebPage > {fixed}/download")])]);
        check(&[(&format!("{fixed}/download"), &[])]);
        check(&[(&format!("{share}?path=%2Fimages"), &["WebPage"])]);
    }
    check(&[
        (
            &format!("https://cloud.golem.io/s/{TOKEN}/authenticate/showShare"),
            &["Login"],
        ),
        ("https://cloud.golem.io/index.php/f/12", &["Login"]),
        (
            "https://cloud.golem.io/apps/files/?dir=/images&openfile=12",
            &["Login"],
        ),
        ("https://cloud.golem.io/apps/files/files/12", &["Login"]),
        (
            "https://cloud.golem.io/remote.php/dav/files/me/a.gvmi",
            &["Login"],
        ),
        (
            &format!("https://cloud.golem.io/public.php/dav/files/{TOKEN}"),
            &[],
        ),
        ("https://cdn.golem.io/s/latest", &[]),
        ("https://cdn.golem.io/s/a.gvmi", &[]),
        ("https://cdn.golem.io/apps/files/a.gvmi", &[]),
        (
            "https://s3.console.aws.amazon.com/s3/object/b?prefix=ok.gvmi",
            &["Login > https://b.s3.amazonaws.com/ok.gvmi"],
        ),
        (
            "https://eu-west-1.console.aws.amazon.com/s3/object/b?region=eu-west-1\
             &prefix=images%2Fmy+image.gvmi",
            &["Login > https://b.s3.eu-west-1.amazonaws.com/images/my%20image.gvmi"],
        ),
        (
            "https://s3.console.aws.amazon.com/s3/object/my.images?region=eu-west-1&prefix=a.gvmi",
            &["Login > https://s3.eu-west-1.amazonaws.com/my.images/a.gvmi"],
        ),
        (
            "https://s3.console.aws.amazon.com/s3/object/b/images/a.gvmi?region=us-east-1",
            &["Login > https://b.s3.us-east-1.amazonaws.com/images/a.gvmi"],
        ),
        (
            "https://s3.console.aws.amazon.com/s3/object/b?region=a/b&prefix=a.gvmi",
            &["Login"],
        ),
        (
            "https://s3.console.aws.amazon.com/s3/buckets/b?prefix=images/",
            &["Login"],
        ),
        (
            "https://console.cloud.google.com/storage/browser/_details/b/images/a.gvmi;tab=live_object\
             ?project=p",
            &["Login > https://storage.googleapis.com/b/images/a.gvmi"],
        ),
        (
            "https://console.cloud.google.com/storage/browser/b/a.gvmi?project=p",
            &["Login > https://storage.googleapis.com/b/a.gvmi"],
        ),
        (
            "https://console.cloud.google.com/storage/browser/b;tab=objects",
            &["Login"],
        ),
        (
            "https://firebasestorage.googleapis.com/v0/b/b/o/images%2Fa.gvmi?token=c",
            &[
                "WebPage > https://firebasestorage.googleapis.com/v0/b/b/o/images%2Fa.gvmi?token=c&alt=media",
            ],
        ),
        (
            "https://storage.googleapis.com/storage/v1/b/b/o/a.gvmi",
            &["WebPage > https://storage.googleapis.com/storage/v1/b/b/o/a.gvmi?alt=media"],
        ),
        (
            "https://link.storjshare.io/s/abc/b/a.gvmi",
            &["WebPage > https://link.storjshare.io/raw/abc/b/a.gvmi"],
        ),
        ("https://link.storjshare.io/raw/abc/b/a.gvmi", &[]),
        (
            "https://pixeldrain.com/u/abc",
            &["WebPage > https://pixeldrain.com/api/file/abc"],
        ),
        ("https://app.box.com/s/abc", &["WebPage"]),
        ("https://app.box.com/shared/static/abc.gvmi", &[]),
        ("https://minio.golem.io:9001/browser/b/a.gvmi", &["Login"]),
        (
            "https://minio.golem.io/api/v1/buckets/b/objects/download?prefix=a.gvmi",
            &["Login"],
        ),
        ("https://cdn.golem.io/browser/b/a.gvmi", &[]),
        ("https://b.s3.eu-west-1.amazonaws.com/a.gvmi", &[]),
        ("https://pub-ab.r2.dev/a.gvmi", &[]),
        ("https://f005.backblazeb2.com/file/b/a.gvmi", &[]),
        ("https://b.fra1.digitaloceanspaces.com/a.gvmi", &[]),
    ]);
    for (host, site) in site::LOGINS.into_iter().chain(site::PAGES) {
        let host = host
            .strip_prefix('.')
            .map_or(host.to_owned(), |host| format!("a.{host}"));
        let [finding] = findings(&format!("https://{host}/b/a.gvmi"))
            .try_into()
            .expect("one finding");
        let text = finding.to_string();
        assert!(finding.is_error() && text.contains(site), "{text}");
        let says_what_to_do = ["Publish the image where", "Use a URL that"];
        assert!(
            says_what_to_do.iter().any(|words| text.contains(words)),
            "{text}"
        );
    }
    for host in ["notmega.nz", "a.mega.nz", "notpcloud.link"] {
        check(&[(&format!("https://{host}/b/a.gvmi"), &[])]);
    }
}

/// What a user typed on whom the page had failed, and the answer to it.
#[test]
fn urls_that_were_taken_for_good_ones() {
    check(&[
        (
            "https://cloud.mydomain.org/index.php/s/AbCdEfGhIjKlMnO",
            &["WebPage > https://cloud.mydomain.org/index.php/s/AbCdEfGhIjKlMnO/download"],
        ),
        (
            "https://cdn.mydomain.org/ok.gvmi.zip",
            &["Packed > https://cdn.mydomain.org/ok.gvmi"],
        ),
        (
            "https://cdn.mydomain.org/ok.gvmi.gz",
            &["Packed > https://cdn.mydomain.org/ok.gvmi"],
        ),
        (
            "https://s3.console.aws.amazon.com/s3/object/b?prefix=ok.gvmi",
            &["Login > https://b.s3.amazonaws.com/ok.gvmi"],
        ),
        ("golem/node:20-alpine", &["Tag"]),
    ]);
}

#[test]
fn what_is_said_first_fits_two_lines() {
    const LONGEST: usize = 140;
    let long = format!("https://cdn.golem.io/{}", "a".repeat(199));
    for (typed, says) in [
        ("FTP://cdn.golem.io/a.gvmi", "“Unsupported scheme: ftp”"),
        (
            "https://cdn..io/a.gvmi",
            "“cdn..io” is, as it is written, neither",
        ),
        ("https://cdn.golem.io:70000/a.gvmi", "“70000” is not a port"),
        (
            "https://github.com/o/r/blob/main/a.gvmi",
            "a page of GitHub, not the file",
        ),
        (
            "https://mega.nz/file/a",
            "a page or folder of Mega, not a file",
        ),
        (
            "https://storage.cloud.google.com/b/a.gvmi",
            "logged in to Google Cloud can",
        ),
        (
            "https://github.com/o/r/suites/1/artifacts/2",
            "Publish the image where everybody",
        ),
        (&long, "The file name has 199 bytes"),
        (
            "http://127.1/a.gvmi",
            "127.1 is the provider’s own computer",
        ),
        ("http://nas.lan/a.gvmi", "nas.lan is in a private network"),
        ("https://example.org/a.gvmi", "example.org is reserved"),
        (
            "https://me@cdn.golem.io/a.gvmi",
            "every provider can read it",
        ),
        (
            "https://cdn.golem.io/a?access_token=b",
            "a password or a token",
        ),
        ("https://cdn.golem.io/a.gvmi.,", "ends with “.,”"),
        ("C:\\a.gvmi", "Publish it on a web server"),
        (
            "https://raw.githubusercontent.com/o/r/main/a.gvmi",
            "Git LFS",
        ),
        ("https://drive.google.com/uc?id=ID", "without a virus scan"),
        (
            "https://cdn.golem.io/a?X-Amz-Signature=a",
            "A public URL is safer",
        ),
    ] {
        let [finding] = findings(typed).try_into().expect("one finding");
        let text = finding.to_string();
        assert!(text.contains(says), "{text:?} does not say {says:?}");
        assert!(finding.lead.chars().count() <= LONGEST, "{}", finding.lead);
    }
}

#[test]
fn a_good_url_is_called_good() {
    let lead = |url, image| check_url(url, image)[0].lead.clone();
    let url = "https://cdn.golem.io/a%20b.gvmi";
    assert_eq!(lead(url, None), "Good URL. It was not opened.");
    let named = "Good URL. It names this file. It was not opened.";
    assert_eq!(lead(url, Some("a b.gvmi")), named);
    let other = "https://cdn.golem.io/download?id=7";
    assert_eq!(lead(other, Some("a.gvmi")), "Good URL. It was not opened.");
    assert_eq!(check_url(" ", Some("a.gvmi")), []);
}

#[test]
fn the_name_of_another_image_is_pointed_out() {
    for (url, fixed) in [
        (
            "https://h.io/b.gvmi",
            Some("https://h.io/a%20%28%C3%A4%29.gvmi"),
        ),
        (
            "https://h.io/x/y/b.GVMI?raw=1#c",
            Some("https://h.io/x/y/a%20%28%C3%A4%29.gvmi?raw=1#c"),
        ),
        (
            "https://h.io/images/",
            Some("https://h.io/images/a%20%28%C3%A4%29.gvmi"),
        ),
        ("https://h.io/b.gvmi?X-Amz-Signature=a", None),
    ] {
        let findings = check_url(url, Some("a (ä).gvmi"));
        let found = findings
            .iter()
            .find(|finding| matches!(name(finding), "OtherName" | "Folder"))
            .expect(url);
        let fixes: Vec<&str> = found.fixes.iter().map(|fix| fix.url.as_str()).collect();
        assert_eq!(fixes, fixed.into_iter().collect::<Vec<_>>(), "{url}");
        assert_eq!(found.severity, Severity::Advice);
    }
    for url in [
        "https://h.io/a%20(%C3%A4).gvmi",
        "https://h.io/download?file=b.gvmi",
        "https://h.io/latest",
    ] {
        assert_eq!(
            name(&check_url(url, Some("a (ä).gvmi"))[0]),
            "Good",
            "{url}"
        );
    }
}

#[test]
fn one_url_is_told_from_other_text() {
    assert!(is_url(" HTTPS://h.io/a.gvmi\n") && is_url("gftp://0x1/2"));
    for text in [
        "",
        "h.io/a.gvmi",
        "file:///a",
        "see https://h.io/a",
        "https://h.io/a b",
    ] {
        assert!(!is_url(text), "{text}");
    }
}

#[test]
fn one_mark_at_the_end_is_it_and_several_are_they() {
    for (typed, label) in [
        ("https://cdn.golem.io/a.gvmi”", "Leave it out"),
        ("https://cdn.golem.io/a.gvmi”.", "Leave them out"),
    ] {
        assert_eq!(findings(typed)[0].fixes[0].label, label);
    }
}

#[test]
fn a_mark_that_the_images_name_ends_with_is_a_part_of_the_url() {
    let said = |url, image| name(&check_url(url, Some(image))[0]);
    assert_eq!(said("https://h.io/a.gvmi.", "a.gvmi."), "Good");
    assert_eq!(said("https://h.io/a.gvmi.", "a.gvmi"), "TrailingMarks");
    assert_eq!(
        said("https://h.io/a.gvmi.?x=1,", "a.gvmi."),
        "TrailingMarks"
    );
}

#[test]
fn what_is_longer_than_any_url_is_none() {
    let url = |length: usize| format!("https://cdn.golem.io/{}/a.gvmi", "a".repeat(length - 28));
    check(&[(&url(65_534), &[]), (&url(65_535), &["TooLong"])]);
    let said = too_long(&url(1 << 20)).expect("a remark").lead;
    assert!(
        said.contains("1,048,576 bytes") && said.contains("65,534"),
        "{said}"
    );
}

/// A sentence that quotes what was typed stays one.
#[test]
fn what_is_said_of_a_long_text_is_short() {
    let long = "x".repeat(60_000);
    for typed in [
        format!("{long}://cdn.golem.io/a.gvmi"),
        format!("https://{long}/a.gvmi"),
        format!("https://{long}.ä..io/a.gvmi"),
        format!("https://ä{long}.local/a.gvmi"),
        format!("https://cdn.golem.io:{long}/a.gvmi"),
        format!("https://cdn.golem.io/{long}.gvmi"),
        format!("https://cdn.golem.io/a.gvmi{}", ".,;".repeat(20_000)),
        format!("golem/{long}:1a"),
        format!("{long}:1a"),
        format!("C:/{long}"),
    ] {
        for finding in check_url(&typed, Some(&long)) {
            let length = finding.to_string().len();
            assert!(length < 1000, "{length}: {}", &finding.to_string()[..200]);
        }
    }
}

/// What a provider makes of a URL: the URL that it asks for, and the name of the file
/// (yagna, `exe-unit/components/transfer/src/location.rs`).
fn as_a_provider(url: &str) -> Result<(Url, String), String> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)hash:(//)?([^:]+):(0x)?([a-f0-9]+):(.+)").expect("a regular expression")
    });
    let word = format!("hash:sha3:{}:{}", "ab".repeat(28), url.trim());
    let captures = WORD.captures(&word).ok_or("no hash")?;
    if captures[5] != *url.trim() {
        return Err(format!("cut to {}", &captures[5]));
    }
    let url = Url::parse(&captures[5]).map_err(|error| error.to_string())?;
    if !["http", "https", "gftp"].contains(&url.scheme()) {
        return Err(format!("Unsupported scheme: {}", url.scheme()));
    }
    let path = percent_encoding::percent_decode(url.path().as_bytes()).decode_utf8_lossy();
    let name = PathBuf::from(path.as_ref())
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .ok_or("Invalid url")?;
    Ok((url, name))
}

/// URLs that are right, nearly right, or hostile: pieces that each exercise a rule, in
/// the order of a URL, with up to three characters put in anywhere.
fn urls() -> impl Strategy<Value = String> {
    let before = select(vec![
        "",
        "",
        "",
        "",
        "",
        " ",
        "\"",
        "<",
        "hash:sha3:ab:",
        "[a](",
        "curl ",
    ]);
    let scheme = select(vec![
        "https", "https", "https", "https", "http", "HTTP", "gftp", "file", "ftp", "c", "",
    ]);
    let slashes = select(vec![
        "://", "://", "://", "://", "://", ":/", ":", ":///", ":\\\\", "",
    ]);
    let user = select(vec!["", "", "", "", "me@", "me:secret@", "@", "a@b@"]);
    let host = prop_oneof![
        6 => select(vec![
            "cdn.golem.io", "example.org", "localhost", "127.1", "0x7f.1", "1.2.3.4.5", "256.1.1.1",
            "192.168.1.5", "[::1]", "[fd00::1]", "[::ffff:1.2.3.4]", "[1::2::3]", "a..b", "", ".",
            "archive.org", "storage.cloud.google.com", "github.com", "gitlab.com",
            "www.dropbox.com", "drive.google.com", "drive.usercontent.google.com", "codeberg.org",
            "o.sharepoint.com",
            "raw.githubusercontent.com", "gist.github.com", "huggingface.co", "mega.nz", "09.1",
            "s3.console.aws.amazon.com", "console.cloud.google.com", "portal.azure.com",
            "link.storjshare.io", "pixeldrain.com", "storage.googleapis.com",
            "firebasestorage.googleapis.com", "cdn.discordapp.com",
        ]).prop_map(str::to_owned),
        1 => "[a-z0-9.x-]{1,12}",
        1 => "[0-9x.]{1,12}",
        1 => r"\[[0-9a-f:.]{1,16}\]",
    ];
    let port = select(vec![
        "", "", "", "", "", ":", ":80", ":0", ":65536", ":x", ":8:8",
    ]);
    let segment = select(vec![
        "",
        "a",
        "a.gvmi",
        "o",
        "r",
        "blob",
        "raw",
        "src",
        "-",
        "s",
        "file",
        "d",
        "open",
        "uc",
        ":u:",
        ".",
        "..",
        "%2e",
        "%2E.",
        "%2F",
        "%2f..",
        "%2C",
        "a,b",
        "%zz",
        "%",
        "%ff",
        "%00",
        "details",
        "s3",
        "object",
        "storage",
        "browser",
        "_details",
        "index.php",
        "AbCdEfGhIjKlMnO",
        "u",
        "v0",
        "b",
        "a.gvmi.zip",
        "a.GVMI.sha3",
        "a.tar.gz",
        "b.gvmi.gz",
        "SHA3-224SUMS",
        "a b",
        "a https://b",
        "ä",
        "a\\b",
        "|",
        "^",
        "\u{FEFF}",
        "https://",
        "\n",
        "\t",
    ]);
    let path = prop::collection::vec(segment, 0..7).prop_map(|segments| {
        segments
            .iter()
            .map(|segment| format!("/{segment}"))
            .collect()
    });
    let path = prop_oneof![8 => path, 1 => "/[ -~]{0,12}", 1 => "/a{190,210}"];
    let after = select(vec![
        "",
        "",
        "",
        "\nhttps://b",
        "?",
        "?id=1",
        "?dl=0",
        "?dl=1",
        "?a&amp;b",
        "&amp;amp;",
        "?sig=a&se=b",
        "?prefix=a%2Fb+c",
        "?prefix=..&region=a.b",
        "?dir=a",
        "?a:b",
        "#",
        "#a",
        "?#",
        ".",
        "\"",
        ")",
        ",",
        "\n",
        " b",
        "?a\\b",
        "...",
        ".,.;",
    ]);
    let strays = prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..4);
    let strays = prop_oneof![3 => Just(Vec::new()), 1 => strays];
    let pieces = (
        before, scheme, slashes, user, host, port, path, after, strays,
    );
    pieces.prop_map(
        |(before, scheme, slashes, user, host, port, path, after, strays)| {
            let path: String = path;
            let mut url: Vec<char> =
                format!("{before}{scheme}{slashes}{user}{host}{port}{path}{after}")
                    .chars()
                    .collect();
            for (place, stray) in strays {
                url.insert(place.index(url.len() + 1), stray);
            }
            url.into_iter().collect()
        },
    )
}

/// Whether a host's name can be judged only with Unicode's tables, which the page does
/// without.
fn is_international(url: &str) -> bool {
    !url.is_ascii() || url.to_ascii_lowercase().contains("xn--")
}

fn begins_with_scheme(url: &str) -> bool {
    let (name, _) = url.split_once(':').unwrap_or_default();
    ["https", "http", "gftp"].contains(&name.to_ascii_lowercase().as_str())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_text_at_all_is_judged(text in any::<String>(), image in any::<String>()) {
        for finding in check_url(&text, Some(&image)) {
            prop_assert!(!finding.to_string().contains(is_invisible), "{finding}");
        }
    }

    #[test]
    fn nothing_that_is_said_of_a_url_is_invisible(url in urls(), image in "[a\u{202E}]{1,3}") {
        for url in [url.as_str(), "https://cdn.golem.io/a%E2%80%AE.gvmi"] {
            for finding in check_url(url, Some(&image)) {
                prop_assert!(!finding.to_string().contains(is_invisible), "{finding}");
            }
        }
    }

    #[test]
    fn a_provider_takes_what_has_no_error(url in urls()) {
        if !url.trim().is_empty() && !findings(&url).iter().any(Finding::is_error) {
            match as_a_provider(&url) {
                Ok((_, name)) => {
                    prop_assert!(!name.is_empty());
                    let parts = Parts::of(url.trim()).expect("no error");
                    prop_assert_eq!(parts.file_name(), Some(name));
                }
                Err(error) => prop_assert!(is_international(&url), "{}: {}", url, error),
            }
        }
    }

    #[test]
    fn a_provider_refuses_what_has_an_error(url in urls()) {
        for finding in findings(&url) {
            let refused = match name(&finding) {
                "NoFileName" | "NoHost" | "LocalFile" | "NoScheme" | "OfDocker" | "Tag" | "UnsupportedScheme" => {
                    true
                }
                // It takes what begins with a URL for one, with all the rest.
                "NotAlone" => !begins_with_scheme(url.trim()),
                _ => false,
            };
            if refused {
                prop_assert!(as_a_provider(&url).is_err(), "{url}");
            }
        }
    }

    #[test]
    fn addresses_are_read_as_a_provider_reads_them(
        host in prop_oneof![
            r"(0x|0)?[0-9a-f]{0,4}(\.(0x|0)?[0-9]{1,8}){0,4}",
            "(0x|0)?[0-9a-f]{1,11}",
            r"\[[0-9a-f]{0,4}:[0-9a-f:.]{1,20}\]",
        ].prop_filter("labels", |host| !host.is_empty() && !host.starts_with('.'))
    ) {
        let url = format!("http://{host}/a.gvmi");
        let findings = findings(&url);
        let says = |says: &str| findings.iter().any(|finding| name(finding) == says);
        let found = Url::parse(&url).ok();
        prop_assert_eq!(says("WrongHost"), found.is_none(), "{}", url);
        if let Some(url::Host::Ipv4(address)) = found.as_ref().and_then(Url::host) {
            let is_local = address.is_loopback() || address.octets()[0] == 0;
            let is_private = address.is_private() || address.is_link_local();
            prop_assert_eq!(says("ItselfAlone"), is_local);
            let shared = address.octets()[0] == 100 && address.octets()[1] & 0xC0 == 64;
            prop_assert_eq!(says("PrivateNetwork"), is_private || shared);
        }
    }

    #[test]
    fn a_fix_fixes_and_comes_to_an_end(
        url in urls(),
        image in select(vec![None, Some("b.gvmi"), Some("b.gvmi.gz"), Some("SHA3-224SUMS")]),
    ) {
        let mut pending = vec![(url, 0)];
        while let Some((url, presses)) = pending.pop() {
            prop_assert!(presses < 10, "no end at {url}");
            for finding in check_url(&url, image) {
                for fix in &finding.fixes {
                    let after = check_url(&fix.url, image);
                    let again = after.iter().any(|other| name(other) == name(&finding));
                    prop_assert!(!again, "{finding:?} remains: {}", fix.url);
                    pending.push((fix.url.clone(), presses + 1));
                }
            }
        }
    }
}
