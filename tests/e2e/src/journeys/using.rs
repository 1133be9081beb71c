//! What users take along: a snippet for their client of Golem, a checksum line.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::publish::publication::task_package;
use gvmi_hash::pure::publish::snippet::{CANNOT_SELF_HOST, Snippet};
use serde_json::{Value, json};

use super::copying::{copy, paste_into};
use super::{expect, expect_says};
use crate::Outcome;
use crate::images;
use crate::page::Browser;
use crate::server::product;

type Error = Box<dyn std::error::Error>;

/// With everything in it that a language has to escape.
const URL: &str = "https://images.golem.network/a's \"b\"\\${c}`d`/#{e}%20ä😀.gvmi?f=1&g=<h>";

async fn hash_the_example(browser: &Browser) -> Result<ImageHash, Error> {
    browser.press("#example").await?;
    let hash = browser.finished().await?;
    ImageHash::from_hex(&hash).ok_or(hash.into())
}

/// Chooses a snippet, and waits until it is shown.
pub async fn choose_snippet(browser: &Browser, snippet: Snippet) -> Outcome {
    let key = snippet.key();
    browser.press(&format!("#sdk option[value={key}]")).await?;
    browser
        .wait_until(key, async || {
            Ok((chosen(browser).await? == key).then_some(()))
        })
        .await
}

/// The key of the snippet that is chosen.
async fn chosen(browser: &Browser) -> Result<String, Error> {
    browser.value("sdk").await
}

async fn shown_snippet(browser: &Browser) -> Result<String, Error> {
    let shown = browser.content("snippet").await?;
    shown.ok_or("no snippet is shown".into())
}

/// Fails unless this is the text of the snippet. A manifest has the time in it, which is
/// taken from there once it is known to be one since the page was opened.
async fn expect_snippet(
    browser: &Browser,
    snippet: Snippet,
    seen: String,
    hash: &ImageHash,
) -> Outcome {
    let now = match snippet {
        Snippet::Manifest => {
            let manifest: Value = serde_json::from_str(&seen)?;
            let created = manifest["createdAt"].clone();
            // It is written in whole seconds.
            let script = "const created = Date.parse(arguments[0]);
                 return created <= Date.now() && created > performance.timeOrigin - 1000";
            let fresh = browser
                .script(script, std::slice::from_ref(&created))
                .await?;
            expect("made since the page was opened", fresh, json!(true))?;
            created.as_str().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    expect(snippet.key(), seen, snippet.text(hash, URL, &now))
}

/// Shown and copied, with line ends and all, and told what to know before.
pub async fn every_snippet(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let hash = hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    for snippet in Snippet::ALL {
        choose_snippet(browser, snippet).await?;
        let shown = shown_snippet(browser).await?;
        expect_snippet(browser, snippet, shown.clone(), &hash).await?;
        copy(browser, "#copy-snippet").await?;
        let pasted = paste_into(browser, "expected").await?;
        expect("what is copied", pasted, shown)?;
        let said = "return document.querySelector('.use-it').textContent";
        let said = browser.script(said, &[]).await?;
        let said = said.as_str().unwrap_or_default();
        expect_says(said, snippet.note().as_slice())?;
        expect_says(said, &[CANNOT_SELF_HOST])?;
    }
    Ok(())
}

/// Nothing half is shown or copied.
pub async fn no_snippet_without_hash_and_url(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let script = "return [!!document.getElementById('snippet'),
         document.getElementById('copy-snippet').disabled]";
    let nothing = json!([false, true]);
    browser.enter_url(URL).await?;
    expect(
        "without a hash",
        browser.script(script, &[]).await?,
        nothing.clone(),
    )?;
    browser.enter_url(" ").await?;
    hash_the_example(browser).await?;
    expect("without a URL", browser.script(script, &[]).await?, nothing)?;
    browser.enter_url(URL).await?;
    let both = browser.script(script, &[]).await?;
    expect("with both", both, json!([true, false]))
}

pub async fn the_choice_outlives_the_page(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    expect("at first", chosen(browser).await?.as_str(), "yapapi")?;
    choose_snippet(browser, Snippet::Manifest).await?;
    browser.open_page().await?;
    expect("later", chosen(browser).await?.as_str(), "manifest")
}

/// As in a private window, or a frame without rights. Another's word in the storage does
/// no harm either.
pub async fn without_a_memory(browser: &Browser) -> Outcome {
    let page = fs::read_to_string(product().join("index.html"))?;
    let script = "<head><script>Object.defineProperty(window, 'localStorage', {
        get() { window.refused = true; throw new DOMException('', 'SecurityError'); } })</script>";
    let forgetful = page.replacen("<head>", script, 1);
    browser.server.replace("index.html", Some(forgetful.into()));
    browser.open_page().await?;
    hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    choose_snippet(browser, Snippet::GolemJs).await?;
    expect_says(&shown_snippet(browser).await?, &["@golem-sdk/golem-js"])?;
    let refused = browser.script("return window.refused", &[]).await?;
    expect("whether the storage was asked", refused, json!(true))?;

    browser.server.replace("index.html", Some(page.into()));
    browser.open_page().await?;
    let script = "localStorage.setItem('gvmi-hash.snippet', '<b>')";
    browser.script(script, &[]).await?;
    browser.open_page().await?;
    expect("the snippet", chosen(browser).await?.as_str(), "yapapi")
}

/// The arrow keys choose, as in lists everywhere.
pub async fn by_keyboard(browser: &Browser) -> Outcome {
    const DOWN: char = '\u{E015}';
    const UP: char = '\u{E013}';
    browser.open_page().await?;
    hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    browser
        .script("document.getElementById('sdk').focus()", &[])
        .await?;
    for (key, snippet, part) in [
        (DOWN, "golem-js", "MarketOrderSpec"),
        (DOWN, "task-executor", "TaskExecutor"),
        (UP, "golem-js", "MarketOrderSpec"),
        (UP, "yapapi", "from yapapi"),
    ] {
        browser.press_key(key).await?;
        browser.wait_for_value("sdk", snippet).await?;
        browser.wait_for_words("snippet", part).await?;
    }
    Ok(())
}

/// The name and the text of the file that a button saves.
async fn download(browser: &Browser, id: &str) -> Result<(String, String), Error> {
    let script = "const link = document.getElementById(arguments[0]);
         const [, text] = link.href.match(/^data:application\\/octet-stream,(.*)$/s);
         return [link.download, decodeURIComponent(text)]";
    let download = browser.script(script, &[json!(id)]).await?;
    Ok(serde_json::from_value(download)?)
}

pub async fn download_a_snippet(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    for snippet in Snippet::ALL {
        choose_snippet(browser, snippet).await?;
        match snippet.file_name() {
            Some(name) => {
                let text = format!("{}\n", shown_snippet(browser).await?);
                let file = (name.to_owned(), text);
                expect(
                    "the file",
                    download(browser, "download-snippet").await?,
                    file,
                )?;
            }
            None => {
                let there = browser.content("download-snippet").await?;
                expect("a download", there, None)?;
            }
        }
    }
    Ok(())
}

/// The real `sha3sum` finds the image by the line, shown, copied or saved.
pub async fn the_checksum_line(browser: &Browser) -> Outcome {
    const NAME: &str = "it's my #1 \\ 100% <ä> image.gvmi";
    let image = images::real(browser.folder.path(), "lzo")?;
    fs::write(browser.folder.path().join(NAME), &image)?;
    browser.open_page().await?;
    browser.hash(&browser.folder.path().join(NAME)).await?;
    browser.press("#sums summary").await?;
    let (name, text) = download(browser, "download-checksum").await?;
    expect("the file", name, format!("{NAME}.sha3-224"))?;
    let line = browser.content("checksum").await?.unwrap_or_default();
    expect("what is saved", &text, &format!("{line}\n"))?;
    copy(browser, "#copy-checksum").await?;
    let pasted = paste_into(browser, "expected").await?;
    expect("what is copied", &pasted, &text)?;
    browser.wait_for_words("verdict", "Match.").await?;
    expect_accepted(browser.folder.path(), NAME, &text)
}

fn expect_accepted(folder: &Path, name: &str, checksum: &str) -> Outcome {
    let file = folder.join("CHECKSUM");
    fs::write(&file, checksum)?;
    let checked = Command::new("sha3sum")
        .args(["--check", "--strict"])
        .arg(&file)
        .current_dir(folder)
        .output()
        .map_err(|why| format!("sha3sum (libdigest-sha3-perl) cannot be started: {why}"))?;
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    expect("sha3sum says", said, format!("{name}: OK\n"))
}

/// From a real image to the demand of a real client: nothing in between is made up.
pub async fn yapapi_takes_the_snippet(browser: &Browser) -> Outcome {
    const NAME: &str = "my-image.gvmi";
    let image = images::real(browser.folder.path(), "lzo")?;
    let path = browser.folder.path().join(NAME);
    fs::write(&path, &image)?;
    let url = format!("{}{NAME}", browser.server.url());
    browser.open_page().await?;
    browser.hash(&path).await?;
    browser
        .wait_for_words("image-check", "A provider can start it")
        .await?;
    browser.find("#url").await?.send_keys(&url).await?;
    // No provider elsewhere takes it, which is said before it is copied.
    browser.url_is_judged().await?;
    copy(browser, "#copy-snippet").await?;
    let snippet = paste_into(browser, "expected").await?;
    expect("requests for the image", requests(browser, NAME), 0)?;

    let missing = yapapi(&snippet)?["error"].clone();
    expect_says(missing.as_str().unwrap_or_default(), &["404"])?;
    browser.server.replace(NAME, Some(image.clone()));
    let package = task_package(&hash(&image), &url);
    expect(
        "the demand",
        yapapi(&snippet)?,
        json!({ "task_package": package }),
    )?;
    expect("requests for the image", requests(browser, NAME), 2)
}

fn requests(browser: &Browser, name: &str) -> usize {
    let log = browser.server.log();
    log.iter().filter(|path| path.ends_with(name)).count()
}

/// What yapapi makes of its snippet: the task package of its demand, or an error.
fn yapapi(snippet: &str) -> Result<Value, Error> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = env::var_os("GVMI_HASH_YAPAPI").map_or_else(
        || tests.join("../.tools/clients/yapapi/bin/python"),
        PathBuf::from,
    );
    let mut yapapi = Command::new(&python)
        .arg("-B")
        .arg(tests.join("clients/scripts/yapapi_demand.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| {
            let python = python.display();
            format!("yapapi is not at {python} ({why}): `cargo xtask test` installs it")
        })?;
    let mut input = yapapi.stdin.take().ok_or("no way into yapapi")?;
    input.write_all(json!(snippet).to_string().as_bytes())?;
    drop(input);
    let output = yapapi.wait_with_output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What the browser saves, not what a link says.
pub async fn download_for_real(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    hash_the_example(browser).await?;
    browser.enter_url(URL).await?;
    choose_snippet(browser, Snippet::Manifest).await?;
    browser.press("#sums summary").await?;
    for (id, name) in [
        ("download-snippet", "manifest.json"),
        ("download-checksum", "example.gvmi.sha3-224"),
    ] {
        let (_, text) = download(browser, id).await?;
        browser.press(&format!("#{id}")).await?;
        browser.saves(name, text.as_bytes()).await?;
    }
    Ok(())
}
