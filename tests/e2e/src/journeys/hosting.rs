//! The page served by nginx as the recipe says.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::{expect, expect_says};
use crate::Outcome;
use crate::files;
use crate::nginx::{self, Nginx};
use crate::page::Browser;
use crate::server::product;

/// The page works, and does nothing that its policy forbids.
pub async fn by_nginx(browser: &Browser) -> Outcome {
    let nginx = Nginx::start().await?;
    browser.open(&nginx.url("127.0.0.1")).await?;
    browser.press("#example").await?;
    let example = browser.finished().await?;
    expect("the digits of a hash", example.len(), 56)?;
    let (path, hash) = files::random(browser.folder.path(), 1 << 20, 9)?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;

    // The one violation, which is made on purpose and reported after any other.
    let asked = "http://example.test/";
    let ask = format!("fetch('{asked}').catch(() => 0)");
    browser.script(&ask, &[]).await?;
    let reports = browser
        .wait_until("a violation is reported", async || {
            Ok(Some(nginx.violations()?).filter(|reports| !reports.is_empty()))
        })
        .await?;
    for report in reports {
        expect_says(&report, &[asked])?;
    }
    Ok(())
}

/// What a name with a digest in it is sent with.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// What the recipe says of each kind of file.
pub async fn headers(browser: &Browser) -> Outcome {
    let nginx = Nginx::start().await?;
    browser.open(&nginx.url("127.0.0.1")).await?;
    let framed = "frame-ancestors *";
    let links = "const requests = document.getElementById('first').textContent;
        return [...document.querySelectorAll('[href^=\"./\"]')]
            .map((element) => element.getAttribute('href')).concat(requests.match(/\\.\\/[^']+/))";
    let links = browser.script(links, &[]).await?;
    let links: Vec<&str> = links
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    expect("files with a digest in their names", links.len(), 3)?;
    let rules = fs::read_to_string(product().join("_headers"))?;
    for link in links {
        // The other recipe says the same of it.
        let (kind, _) = link.rsplit_once('-').ok_or("no digest")?;
        let rule = format!("\n{}-*\n  Cache-Control: {FOREVER}\n", &kind[1..]);
        expect(&rule, rules.matches(&rule).count(), 1)?;
        expect_headers(browser, link, 200, FOREVER, framed).await?;
    }
    for name in [
        "./",
        "./index.html",
        "./worker_bg.wasm",
        "./embed.mjs",
        "./manifest.webmanifest",
        "./gvmi-hash.html",
        "./embedding.html",
    ] {
        expect_headers(browser, name, 200, "no-cache", framed).await?;
    }
    let by_itself = "default-src 'none'; connect-src 'self'";
    for name in ["./sw.js", "./worker.js", "./inside.js"] {
        expect_headers(browser, name, 200, "no-cache", by_itself).await?;
    }
    expect_headers(browser, "./app-0123456789abcdef.js", 404, "", framed).await
}

async fn expect_headers(
    browser: &Browser,
    name: &str,
    status: u16,
    caching: &str,
    policy: &str,
) -> Outcome {
    let names = [
        "access-control-allow-origin",
        "cache-control",
        "content-security-policy",
        "cross-origin-embedder-policy",
        "cross-origin-resource-policy",
        "referrer-policy",
        "x-content-type-options",
    ];
    let ask = "const [name, headers] = arguments;
               return fetch(name, { cache: 'no-store' }).then((response) =>
                   [response.status, response.headers.get('content-type').split(';')[0],
                    ...headers.map((header) => response.headers.get(header) ?? '')])";
    let seen = browser.script(ask, &[json!(name), json!(names)]).await?;
    let kind = match name.rsplit('.').next() {
        _ if status == 404 => "text/html",
        Some("js") => "application/javascript",
        Some("mjs") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        _ => "text/html",
    };
    let expected = json!([
        status,
        kind,
        "*",
        caching,
        policy,
        "require-corp",
        "cross-origin",
        "no-referrer",
        "nosniff"
    ]);
    expect(name, seen, expected)
}

/// Each file is sent as the build has compressed it, and nothing else is said of it.
pub async fn compressed(_: &Browser) -> Outcome {
    let nginx = Nginx::start().await?;
    let mut count = 0;
    for entry in fs::read_dir(product())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".gz") else {
            continue;
        };
        count += 1;
        let plain = answer(&nginx, name, "identity")?;
        expect_sent(name, &plain, None, &plain)?;
        expect_sent(name, &answer(&nginx, name, "gzip")?, Some("gzip"), &plain)?;
        if nginx::brotli().is_some() {
            let both = answer(&nginx, name, "gzip, deflate, br")?;
            expect_sent(name, &both, Some("br"), &plain)?;
        }
    }
    expect("that files are compressed", count >= 12, true)
}

/// What came for a file.
struct Answer {
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// As bytes, which a browser would not give.
fn answer(nginx: &Nginx, name: &str, accepted: &str) -> Result<Answer, Box<dyn std::error::Error>> {
    let name = if name == "index.html" { "" } else { name };
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--fail", "--include"])
        .args(["--header", &format!("Accept-Encoding: {accepted}")])
        .arg(format!("{}{name}", nginx.url("127.0.0.1")))
        .output()?;
    let end = output
        .stdout
        .windows(4)
        .position(|four| four == b"\r\n\r\n");
    let (head, body) = output.stdout.split_at(end.ok_or("no headers")? + 4);
    let headers = String::from_utf8_lossy(head);
    let headers = headers.lines().filter_map(|line| line.split_once(": "));
    Ok(Answer {
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_vec(),
    })
}

fn expect_sent(name: &str, answer: &Answer, encoding: Option<&str>, plain: &Answer) -> Outcome {
    let end = match encoding {
        None => "",
        Some("br") => ".br",
        Some(_) => ".gz",
    };
    let file = format!("{name}{end}");
    let is_file = answer.body == fs::read(product().join(&file))?;
    expect(&format!("that {file} is sent"), is_file, true)?;
    let header = |name: &str| answer.headers.get(name).map(String::as_str);
    expect(&file, header("content-encoding"), encoding)?;
    expect(&file, header("vary"), Some("Accept-Encoding"))?;
    expect(&file, said(answer), said(plain))
}

/// What must not depend on how a file is sent.
fn said(answer: &Answer) -> BTreeMap<&str, &str> {
    const OF_ONE: [&str; 6] = [
        "accept-ranges",
        "content-encoding",
        "content-length",
        "date",
        "etag",
        "last-modified",
    ];
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
    headers.filter(|(name, _)| !OF_ONE.contains(name)).collect()
}
