//! A hash from elsewhere, held against the image's.

use std::fs;
use std::path::PathBuf;

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::publish::snippet::Snippet;
use serde_json::json;

use super::choosing::HANDS;
use super::copying::{copy, paste_into};
use super::using::choose_snippet;
use super::{expect, privacy};
use crate::Outcome;
use crate::fault::{Part, fault};
use crate::page::Browser;

type Error = Box<dyn std::error::Error>;

const HASH: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";
const SHA_224: &str = "970349876e895acc913d3a46a940ff168ad82f8256ca9ff99548ceda";
const OTHER_HASH: &str = "abababababababababababababababababababababababababababab";
const URL: &str = "https://images.golem.network/a.gvmi?x=1&y=%22#'<b>";

async fn hash_the_example(browser: &Browser) -> Outcome {
    browser.press("#example").await?;
    expect("the hash", browser.finished().await?.as_str(), HASH)
}

/// The example as a file to choose, under a name.
fn example_file(browser: &Browser, name: &str) -> Result<PathBuf, Error> {
    let path = browser.folder.path().join(name);
    fs::write(&path, example::image())?;
    Ok(path)
}

/// The verdict has this tone and says this.
async fn expect_verdict(browser: &Browser, tone: &str, words: &str) -> Outcome {
    browser.wait_for_words("verdict", words).await?;
    let script = "return document.getElementById('verdict').closest('[data-tone]').dataset.tone";
    let seen = browser.script(script, &[]).await?;
    expect("the tone", seen, json!(tone))
}

/// Puts a text into the box and looks at the verdict.
async fn compare(browser: &Browser, text: &str, tone: &str, words: &str) -> Outcome {
    browser.enter("expected", text).await?;
    expect_verdict(browser, tone, words)
        .await
        .map_err(|why| format!("{text:?}: {why}").into())
}

pub async fn the_same_hash(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    compare(browser, HASH, "open", "Choose the image").await?;
    hash_the_example(browser).await?;
    expect_verdict(browser, "good", "Match. This is the hash of your file.").await?;
    for text in [
        HASH.to_uppercase(),
        format!("sha3:{HASH}"),
        format!("  {}\n{}\n", &HASH[..28], &HASH[28..]),
        Snippet::GolemJs.text(&hash(&example::image()), URL, ""),
    ] {
        compare(browser, &text, "good", "Match.").await?;
    }
    let refused = format!("image_hash=\"sha3:{HASH}\"");
    compare(browser, &refused, "advice", "Match.").await?;
    let in_url = format!("image_hash=\"\", image_url=\"https://images.golem.network/{HASH}.gvmi\"");
    compare(browser, &in_url, "bad", "Not clear.").await?;
    browser.enter("expected", "").await?;
    expect("a verdict", browser.content("verdict").await?, None)
}

/// The digits that differ are marked, in both hashes, and no other.
pub async fn another_hash(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    let slips = HASH.replacen("cb3a", "c55a", 1).replacen("3d42", "3d4e", 1);
    compare(browser, &slips, "bad", "Only 3 digits differ of 56").await?;
    expect_verdict(browser, "bad", "Digits 2, 3 and 56 differ.").await?;
    let marks = json!([["55", "e"], ["b3", "2"]]);
    expect("the marked digits", marked(browser).await?, marks)?;
    let another = "It is the hash of another file or another build";
    compare(browser, OTHER_HASH, "bad", another).await?;
    let differing = HASH.chars().zip(OTHER_HASH.chars());
    let differing = differing.filter(|(a, b)| a != b).count();
    let words = format!("{differing} of 56 digits differ");
    expect_verdict(browser, "bad", &words).await?;
    let [given, own]: [Vec<String>; 2] = serde_json::from_value(marked(browser).await?)?;
    expect("digits of the text", given.concat().len(), differing)?;
    expect("digits of the file", own.concat().len(), differing)
}

/// The marked runs of digits, of the text's hash and of the file's.
async fn marked(browser: &Browser) -> Result<serde_json::Value, Error> {
    let script = "return [...document.querySelectorAll('#verdict dd')].map((hash) =>
         [...hash.querySelectorAll('mark')].map((mark) => mark.textContent))";
    browser.script(script, &[]).await
}

/// One press tells whether it is another kind of hash of the same file.
pub async fn the_wrong_kind_of_hash(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    compare(browser, SHA_224, "bad", "No match.").await?;
    browser.press("#seek").await?;
    let right = "The right file, the wrong kind of hash. This is its SHA-224";
    expect_verdict(browser, "bad", right).await?;
    let neither = "it is not the SHA-224 or Keccak-224 of your file either";
    compare(browser, OTHER_HASH, "bad", neither).await?;
    expect("the button", browser.content("seek").await?, None)?;
    let other = browser.folder.path().join("other.gvmi");
    fs::write(&other, "other")?;
    browser.hash(&other).await?;
    compare(browser, SHA_224, "bad", "No match.").await?;
    browser.find("#seek").await.map(drop)
}

pub async fn no_hash_of_the_image(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    let of_nothing = ImageHash::OF_NOTHING.to_string();
    let sha_256 = "0123456789abcdef".repeat(4);
    for (text, words) in [
        (of_nothing.as_str(), "This is the hash of zero bytes"),
        (&sha_256, "It has 64 hex digits, not 56"),
        (&HASH[..20], "Not all of the hash."),
        (&HASH.replace('0', "O"), "“O” is not a hex digit"),
        ("hello", "No hash found"),
    ] {
        compare(browser, text, "bad", words).await?;
    }
    Ok(())
}

/// The errors of both generations of providers, and which side is wrong.
pub async fn the_error_of_a_provider(browser: &Browser) -> Outcome {
    const OLD: &str = "Local service error: Transfer error: Downloaded VM image is corrupted:";
    const NEW: &str = "Incorrect hash provided or downloaded image is corrupted:";
    let of_nothing = ImageHash::OF_NOTHING.to_string();
    browser.open_page().await?;
    hash_the_example(browser).await?;
    for error in [OLD, NEW] {
        for (calculated, expected, words) in [
            (
                OTHER_HASH,
                HASH,
                "Your code is right. It expects this file’s hash",
            ),
            (
                &of_nothing,
                HASH,
                "this provider got zero bytes from the URL",
            ),
            (HASH, OTHER_HASH, "The URL is right, your code is wrong."),
            (OTHER_HASH, SHA_224, "Neither hash is this file’s."),
        ] {
            let text = format!(
                "[2026-11-22T12:00:00Z ERROR] {error} calculated hash {calculated} \
                 differs from the expected one {expected}\n"
            );
            compare(browser, &text, "bad", words).await?;
        }
    }
    Ok(())
}

pub async fn lists_with_names(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    for (list, tone, words) in [
        (
            format!("{OTHER_HASH}  a.gvmi\n{HASH}  example.gvmi\n"),
            "good",
            "Match. This is the hash of your file.",
        ),
        (
            format!("SHA3-224 (example.gvmi) = {HASH}\n"),
            "good",
            "Match. This is the hash of your file.",
        ),
        (
            format!("{HASH} *images/a.gvmi\n"),
            "good",
            "which the text calls “images/a.gvmi”",
        ),
        (
            format!("{HASH}  a.gvmi\n{OTHER_HASH}  example.gvmi\n"),
            "bad",
            "The right hash, another name.",
        ),
        (
            format!("{OTHER_HASH}  a.gvmi\n{SHA_224}  b.gvmi\n"),
            "bad",
            "None of these 2 hashes is your file’s",
        ),
    ] {
        compare(browser, &list, tone, words).await?;
    }
    Ok(())
}

/// What is pasted into the box stays there, even if a picture comes along.
pub async fn paste_into_the_box(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    copy(browser, "#copy-hash").await?;
    expect(
        "the box",
        paste_into(browser, "expected").await?.as_str(),
        HASH,
    )?;
    expect_verdict(browser, "good", "Match.").await?;
    let paste = format!(
        "{HANDS}
         const both = transfer(file('picture.png'));
         both.setData('text/plain', 'hash');
         return paste(both, document.getElementById('expected'))"
    );
    let left_to_the_browser = browser.script(&paste, &[]).await?;
    expect("left to the browser", left_to_the_browser, json!(true))?;
    let name = browser.content("image-name").await?;
    expect("the image", name.as_deref(), Some("example.gvmi"))
}

/// Opens the page with a fragment in its address.
async fn follow(browser: &Browser, fragment: &str) -> Outcome {
    // Only another page makes the browser load this one anew.
    browser.client.goto("about:blank").await?;
    browser
        .open(&format!("{}{fragment}", browser.server.url()))
        .await
}

/// The heading of the answer.
async fn heading(browser: &Browser) -> Result<String, Error> {
    browser.text("#answer-heading").await
}

/// Who follows a link chooses a file and has the answer.
pub async fn a_link_with_a_hash(browser: &Browser) -> Outcome {
    follow(
        browser,
        &format!("#hash={HASH}&url=https://images.golem.network/a.gvmi"),
    )
    .await?;
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "Choose the image to check",
    )?;
    expect_verdict(browser, "open", "whether it has the hash").await?;
    expect("the box", browser.value("expected").await?.as_str(), HASH)?;
    let url = browser.value("url").await?;
    expect(
        "the URL",
        url.as_str(),
        "https://images.golem.network/a.gvmi",
    )?;
    let wrong = browser.folder.path().join("wrong.gvmi");
    fs::write(&wrong, "wrong")?;
    browser.hash(&wrong).await?;
    expect_verdict(browser, "bad", "does not have the hash").await?;
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "This is not the image",
    )?;
    browser.hash(&example_file(browser, "right.gvmi")?).await?;
    expect_verdict(browser, "good", "has the hash that your link asks for").await?;
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "This is the image",
    )
}

/// What mail programs, chats and Markdown make of a link is undone, or it is said that the link
/// cannot be read.
pub async fn a_mangled_link(browser: &Browser) -> Outcome {
    let url = "https://images.golem.network/a.gvmi";
    for mangled in [
        format!("#hash%3D{HASH}%26url%3Dhttps%3A%2F%2Fimages.golem.network%2Fa.gvmi"),
        format!("?hash={HASH}&url={url}"),
        format!("#hash={HASH}&amp;url={url}"),
        format!("#hash={HASH}&url={url}%3E."),
    ] {
        follow(browser, &mangled).await?;
        expect_verdict(browser, "open", "whether it has the hash").await?;
        expect("the box", browser.value("expected").await?.as_str(), HASH)?;
        expect("the URL", browser.value("url").await?.as_str(), url)?;
    }
    let half_encoded = format!("#hash%3D{HASH}&url={url}");
    for cut in ["#hash=", &half_encoded] {
        follow(browser, cut).await?;
        expect_verdict(browser, "bad", "This link cannot be read.").await?;
        browser.hash(&example_file(browser, "right.gvmi")?).await?;
        expect_verdict(browser, "bad", "This link cannot be read.").await?;
        let title = browser.script("return document.title", &[]).await?;
        expect("the title", title, json!("Not compared · gvmi-hash"))?;
        let done = match cut {
            "#hash=" => "follows a link whose hash was cut off",
            _ => "follows a link of which half is encoded",
        };
        fault(Part::User, done)
            .hashed("right.gvmi", HASH)
            .seen(browser)
            .await?;
    }
    Ok(())
}

/// Errors in which no hash is, and parts of a hash, are called what they are.
pub async fn what_is_no_whole_hash(browser: &Browser) -> Outcome {
    const CRC: &str = "Local service error: Error reading package metadata: Invalid \
        ContainerConfig crc32 sum";
    let agreement = format!(
        "agreement {}, batch 17: deploy failed: Local service error: Transfer error: HTTP error: \
         client error: 416 Range Not Satisfiable",
        "46a81739".repeat(8)
    );
    browser.open_page().await?;
    compare(browser, CRC, "bad", "A wrong CRC at the end of the image.").await?;
    hash_the_example(browser).await?;
    expect_verdict(browser, "bad", "Your file passes this check").await?;
    compare(browser, &agreement, "bad", "416").await?;
    let (start, end) = (&HASH[..10], &HASH[46..]);
    let agrees = "It agrees as far as it goes.";
    compare(browser, &format!("{start}…{end}"), "bad", agrees).await?;
    compare(
        browser,
        &format!("{end}…{start}"),
        "bad",
        "It does not agree.",
    )
    .await
}

/// As when two links stand in one README, and the page is open already.
pub async fn one_link_after_the_other(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "Your image",
    )?;
    hash_the_example(browser).await?;
    for (hash, tone, words) in [
        (OTHER_HASH, "bad", "does not have the hash"),
        (HASH, "good", "has the hash that"),
    ] {
        let script = "location.hash = 'hash=' + arguments[0]";
        browser.script(script, &[json!(hash)]).await?;
        expect_verdict(browser, tone, words).await?;
        expect("the box", browser.value("expected").await?.as_str(), hash)?;
    }
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "This is the image",
    )
}

/// The page's own link brings hash and URL to who follows it.
pub async fn the_link_of_the_page(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    browser.press("#verifier summary").await?;
    copy(browser, "#copy-link").await?;
    let link = paste_into(browser, "expected").await?;
    expect(
        "the link shown",
        browser.content("link").await?.as_ref(),
        Some(&link),
    )?;
    let fragment = link.strip_prefix(&browser.server.url());
    follow(browser, fragment.ok_or("a link to another page")?).await?;
    expect("the URL", browser.value("url").await?.as_str(), URL)?;
    browser
        .hash(&example_file(browser, "example.gvmi")?)
        .await?;
    expect_verdict(browser, "good", "has the hash that your link asks for").await
}

/// Whatever a stranger writes into a link is shown, and does nothing.
pub async fn a_hostile_link(browser: &Browser) -> Outcome {
    const MARKUP: &str = "<img src=x onerror='window.ran=1'><script>window.ran=1</script>";
    let encoded: String = MARKUP.bytes().map(|byte| format!("%{byte:02X}")).collect();
    follow(
        browser,
        // The last sign says that the bracket before it is no end of a sentence.
        &format!("#hash={encoded}&url=javascript:window.ran=1//{encoded}&"),
    )
    .await?;
    expect(
        "the heading",
        heading(browser).await?.as_str(),
        "Not compared",
    )?;
    expect("the box", browser.value("expected").await?.as_str(), MARKUP)?;
    let url = format!("javascript:window.ran=1//{MARKUP}");
    expect("the URL", browser.value("url").await?, url.clone())?;
    browser
        .wait_for_words("url-remarks", "not over javascript")
        .await?;
    browser
        .hash(&example_file(browser, "example.gvmi")?)
        .await?;
    browser.press("#publish summary").await?;
    choose_snippet(browser, Snippet::TaskPackage).await?;
    expect(
        "the code",
        browser.content("snippet").await?,
        Some(format!("hash:sha3:{HASH}:{url}")),
    )?;
    let script = "return [document.querySelectorAll('main img, main script').length,
         [...document.querySelectorAll('a')].filter((a) => a.protocol === 'javascript:').length,
         window.ran ?? 0]";
    let made = browser.script(script, &[]).await?;
    expect("what was made of it", made, json!([0, 0, 0]))
}

/// Nobody hears of image, hash and URL, be it by a link that brings them.
pub async fn nothing_is_asked(browser: &Browser) -> Outcome {
    follow(
        browser,
        &format!("#hash={SHA_224}&url={}a.gvmi", browser.server.url()),
    )
    .await?;
    // The service worker has its files then.
    browser.kept().await?;
    browser
        .hash(&example_file(browser, "example.gvmi")?)
        .await?;
    let (asked, elsewhere) = (browser.server.log(), privacy::elsewhere(browser));
    let told: Vec<_> = asked.iter().filter(|path| path.contains(SHA_224)).collect();
    expect("requests with the hash", told, vec![])?;
    browser.press("#doubts summary").await?;
    browser.press("#seek").await?;
    expect_verdict(browser, "bad", "SHA-224").await?;
    browser.press("#publish summary").await?;
    browser
        .enter_url("https://github.com/o/r/blob/main/a.gvmi")
        .await?;
    browser.wait_for_words("url-remarks", "GitHub").await?;
    browser.press("#image-facts summary").await?;
    expect("requests", browser.server.log(), asked)?;
    expect("requests elsewhere", privacy::elsewhere(browser), elsewhere)
}
