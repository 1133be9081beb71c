//! The image check: what a provider would say of the file.

use std::fs;
use std::path::PathBuf;

use gvmi_hash::hash::hash;
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::text::measure;
use serde_json::{Value, json};

use super::copying::{copy, paste_into};
use super::{expect, expect_fits, expect_says};
use crate::Outcome;
use crate::images::{self, Specimen};
use crate::page::Browser;
use crate::published;

type Error = Box<dyn std::error::Error>;

/// Writes a file for the browser to choose.
fn file(browser: &Browser, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    let path = browser.folder.path().join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}

/// Waits for the verdict of the image check.
async fn verdict(browser: &Browser) -> Result<String, Error> {
    browser
        .wait_until("the image is checked", async || {
            let script = "return document.getElementById('answer')?.dataset.check ?? null";
            let verdict = browser.script(script, &[]).await?;
            Ok(verdict.as_str().map(str::to_owned))
        })
        .await
}

/// What is said, facts aside.
async fn messages(browser: &Browser) -> Result<String, Error> {
    let script = "return [...document.querySelectorAll('#answer, .middle .provider-error')]
         .map((part) => part.textContent).join('\\n')";
    let messages = browser.script(script, &[]).await?;
    Ok(messages.as_str().unwrap_or_default().to_owned())
}

pub async fn images_of_mksquashfs(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for (compression, judged, says) in [
        ("lzo", "good", "A provider can start it"),
        ("gzip", "good", "A provider can start it"),
        ("xz", "good", "A provider can start it"),
        ("lz4", "good", "A provider can start it"),
        (
            "zstd",
            "bad",
            "compressed with zstd, which providers cannot mount",
        ),
        (
            "lzma",
            "bad",
            "compressed with lzma, which providers cannot mount",
        ),
    ] {
        let image = images::real(browser.folder.path(), compression)?;
        let path = file(browser, &format!("{compression}.gvmi"), &image)?;
        let shown = browser.hash(&path).await?;
        expect("the hash", shown, hash(&image).to_string())?;
        expect("the verdict", verdict(browser).await?.as_str(), judged)?;
        if judged == "good" {
            browser.wait_for_words("image-check", says).await?;
        }
        expect_says(&messages(browser).await?, &[says])?;
        browser.press("#image-facts summary").await?;
        expect(
            "the facts",
            facts(browser).await?,
            json!([
                ["Docker image", "sha256:0123456789abcdef"],
                ["Working directory", "/golem"],
                ["Volumes", "/golem/input", "/golem/output"],
                ["Environment", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"],
                ["Entry point", "none"],
                ["Command", "\"/bin/sh\""],
                ["User", "1000:1000"],
                [
                    "File system",
                    format!("SquashFS 4.0, {compression}, 9 files and folders")
                ],
            ]),
        )?;
        expect_built_today(browser).await?;
        expect("the parts end", end(browser).await?, image.len() as u64)?;
    }
    Ok(())
}

/// Images that others published, where somebody has fetched them.
pub async fn published_images(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for image in &published::IMAGES {
        let path = file(browser, image.name, &image.read()?)?;
        expect("the hash", browser.hash(&path).await?.as_str(), image.hash)?;
        expect("the verdict", verdict(browser).await?.as_str(), "good")?;
        expect_says(&messages(browser).await?, &["The image has no volume."])?;
        browser.press("#image-facts summary").await?;
        let facts = all_facts(browser).await?;
        let docker_image = json!(["Docker image", image.docker_image]);
        expect("its Docker image", &facts[0], &docker_image)?;
        expect("the parts end", end(browser).await?, image.size)?;
    }
    Ok(())
}

/// The facts of the image, each with its values, but for that of this build alone.
async fn facts(browser: &Browser) -> Result<Value, Error> {
    let facts = all_facts(browser).await?;
    Ok(facts
        .into_iter()
        .filter(|fact| fact[0] != "Built")
        .collect())
}

async fn all_facts(browser: &Browser) -> Result<Vec<Value>, Error> {
    let facts = browser
        .script(
            "const facts = [];
             for (const part of document.querySelector('.facts-list').children) {
                 if (part.tagName === 'DT') facts.push([]);
                 facts.at(-1).push(part.innerText);
             }
             return facts",
            &[],
        )
        .await?;
    Ok(facts.as_array().cloned().unwrap_or_default())
}

async fn expect_built_today(browser: &Browser) -> Outcome {
    let facts = all_facts(browser).await?;
    let built = facts.iter().find(|fact| fact[0] == "Built");
    let built = built.ok_or("it is not said when the image was built")?;
    // Midnight may have passed meanwhile.
    let days = browser
        .script(
            "return [0, 1].map((days) =>
                 new Date(Date.now() - days * 86400000).toISOString().slice(0, 10))",
            &[],
        )
        .await?;
    let days: Vec<&str> = days
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(Value::as_str)
        .collect();
    expect_says(built[1].as_str().unwrap_or_default(), &days)
}

/// Where the last part of the image ends, as the table tells.
async fn end(browser: &Browser) -> Result<u64, Error> {
    let script = "const cells = [...document.querySelectorAll('.parts tr:last-child td')];
         const numbers = cells.map((cell) => cell.innerText.replace(/\\D/g, ''));
         return Number(numbers[0]) + Number(numbers[1])";
    let end = browser.script(script, &[]).await?;
    Ok(end.as_u64().unwrap_or_default())
}

/// Whatever the image check says, there is the hash.
pub async fn every_kind_of_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for specimen in images::specimens() {
        check(browser, &specimen)
            .await
            .map_err(|why| format!("{}: {why}", specimen.name))?;
    }
    Ok(())
}

async fn check(browser: &Browser, specimen: &Specimen) -> Outcome {
    let path = file(browser, &format!("{}.gvmi", specimen.name), &specimen.bytes)?;
    browser.choose(&path).await?;
    let verdict = verdict(browser).await?;
    expect("the verdict", verdict.as_str(), specimen.verdict)?;
    expect_says(&messages(browser).await?, &[specimen.says])?;
    let shown = browser.finished().await?;
    expect("the hash", shown, hash(&specimen.bytes).to_string())
}

/// What is in an image is shown as it is, and as nothing else.
pub async fn hostile_metadata(browser: &Browser) -> Outcome {
    const MARKUP: &str = "<img src=x onerror='window.ran = 1'><script>window.ran = 1</script>";
    let long = format!("LONG={}", "long".repeat(25_000));
    let metadata = json!({
        "Image": MARKUP, "WorkingDir": MARKUP, "User": MARKUP,
        "Cmd": [MARKUP, "\u{202E}dna"], "Entrypoint": [MARKUP],
        "Env": [MARKUP, "A=\u{202E}exe.gvmi\u{202C}", "B=\u{1B}[31m\n\t\0", long],
        "Volumes": { MARKUP: {}, "/\u{202E}a": {} },
    });
    let image = images::with_metadata(&metadata.to_string());
    let path = file(browser, "hostile.gvmi", &image)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    expect("the verdict", verdict(browser).await?.as_str(), "good")?;
    browser.press("#image-facts summary").await?;
    let shown = browser.content("image-facts").await?.unwrap_or_default();
    expect("values with markup", shown.matches(MARKUP).count(), 7)?;
    expect("the long value", shown.contains(&long), false)?;
    browser.press("#image-facts dd button").await?;
    browser
        .wait_until("all of the long value is shown", async || {
            let shown = browser.content("image-facts").await?.unwrap_or_default();
            Ok(shown.contains(&long).then_some(()))
        })
        .await?;
    let turned = shown.contains('\u{202E}') || !shown.contains(r"A=\u202eexe.gvmi\u202c");
    expect("a text that turns around", turned, false)?;
    let told = messages(browser).await?;
    expect("the user", told.contains(&format!("“{MARKUP}”")), true)?;
    let script = "const made = document.querySelectorAll('#app img, #app script');
         return [made.length, window.ran ?? 0]";
    let made = browser.script(script, &[]).await?;
    expect("elements made of it", made, json!([0, 0]))?;
    let script = "return [...document.querySelectorAll('.facts-list dd:not(.hint)')]
         .every((value) => getComputedStyle(value.firstElementChild).unicodeBidi === 'isolate')";
    let isolated = browser.script(script, &[]).await?;
    expect(
        "each value in a direction of its own",
        isolated,
        json!(true),
    )?;
    expect_fits(browser).await
}

/// A name that turns itself around is written out where it is shown, and copied as it is.
pub async fn hostile_name(browser: &Browser) -> Outcome {
    const NAME: &str = "a\u{202E}imvg.exe";
    const SHOWN: &str = r"a\u202eimvg.exe";
    let image = example::image();
    let path = file(browser, NAME, &image)?;
    browser.open_page().await?;
    browser.hash(&path).await?;
    expect(
        "the name",
        browser.content("image-name").await?.as_deref(),
        Some(SHOWN),
    )?;
    let told = messages(browser).await?;
    expect_says(&told, &["contains invisible characters"])?;
    browser.press("#sums summary").await?;
    let digits = hash(&image);
    let line = browser.content("checksum").await?;
    expect("the line", line, Some(format!("{digits}  {SHOWN}")))?;
    copy(browser, "#copy-checksum").await?;
    let copied = paste_into(browser, "expected").await?;
    expect("what is copied", copied, format!("{digits}  {NAME}\n"))?;
    let script = "return document.body.innerText.includes('\\u202e')";
    expect(
        "a text that turns around",
        browser.script(script, &[]).await?,
        json!(false),
    )
}

/// A megabyte of metadata is shown in part, and makes no other part of the page slow.
pub async fn endless_metadata(browser: &Browser) -> Outcome {
    let env: Vec<String> = (0..90_000).map(|number| format!("A{number}=")).collect();
    let metadata = json!({ "Env": env, "Cmd": env[..1000] });
    let path = file(
        browser,
        "endless.gvmi",
        &images::with_metadata(&metadata.to_string()),
    )?;
    browser.open_page().await?;
    browser.hash(&path).await?;
    expect("the verdict", verdict(browser).await?.as_str(), "good")?;
    browser.press("#image-facts summary").await?;
    let shown = browser.content("image-facts").await?.unwrap_or_default();
    expect_says(&shown, &["A99=", "and 89,900 more", "and 900 more"])?;
    let script = "return document.querySelectorAll('#image-facts *').length < 1000";
    expect(
        "few elements",
        browser.script(script, &[]).await?,
        json!(true),
    )?;
    browser.enter_url("https://cdn.golem.io/endless.gvmi").await
}

/// What a sentence quotes of an image does not push everything else out of sight.
pub async fn long_texts(browser: &Browser) -> Outcome {
    let long = "long ".repeat(200_000);
    browser.open_page().await?;
    for (name, metadata, says) in [
        (
            "command",
            json!({ "Cmd": long }),
            ["invalid type: string \"long long", "expected a sequence at"],
        ),
        (
            "user",
            json!({ "User": long }),
            ["user is “long long", "long long”."],
        ),
    ] {
        let image = images::with_metadata(&metadata.to_string());
        let path = file(browser, &format!("{name}.gvmi"), &image)?;
        browser.hash(&path).await?;
        verdict(browser).await?;
        let told = messages(browser).await?;
        for part in says.into_iter().chain(["characters left out"]) {
            expect_says(&told, &[part])?;
        }
        let script = "return document.documentElement.scrollHeight < 10000";
        expect("low", browser.script(script, &[]).await?, json!(true))?;
        expect_fits(browser).await?;
    }
    Ok(())
}

/// The button of a descriptor compares the next image with the hash in it, and the hash in
/// the next descriptor is held against that image.
pub async fn a_descriptor_and_its_image(browser: &Browser) -> Outcome {
    let image = images::real(browser.folder.path(), "lzo")?;
    let descriptor = images::descriptor(image.len() as u64, hash(&image));
    let descriptor = file(browser, "image.gvmi.descr.bin", &descriptor)?;
    let of_another = images::descriptor(7, hash(b"another"));
    let of_another = file(browser, "another.gvmi.descr.bin", &of_another)?;
    browser.open_page().await?;
    browser.hash(&descriptor).await?;
    expect("the verdict", verdict(browser).await?.as_str(), "fault")?;
    let told = messages(browser).await?;
    expect("an image before", told.contains("chose before"), false)?;
    browser.press("#compare-with").await?;
    let expected = browser.value("expected").await?;
    expect(
        "the hash to compare with",
        expected,
        hash(&image).to_string(),
    )?;
    expect(
        "the keyboard",
        browser.focused().await?.as_str(),
        "expected",
    )?;
    browser
        .wait_for_words("verdict", "Choose the image.")
        .await?;
    let image = file(browser, "image.gvmi", &image)?;
    browser.hash(&image).await?;
    browser.wait_for_words("verdict", "Match.").await?;
    for (descriptor, is) in [(&descriptor, "is"), (&of_another, "is not")] {
        browser.hash(descriptor).await?;
        for what in [
            "that of image.gvmi, which you chose before.",
            "the one that is expected",
        ] {
            let words = format!("The hash in it {is} {what}");
            browser.wait_for_words("answer", &words).await?;
        }
    }
    Ok(())
}

/// The check does not wait for the hash, and finds metadata farther from the start than 32
/// bits can say.
pub async fn while_the_hash_runs(browser: &Browser) -> Outcome {
    let path = browser.folder.path().join("large.gvmi");
    images::write_sparse(&path, (5 << 30) + 1)?;
    browser.open_page().await?;
    browser.choose(&path).await?;
    expect("the verdict", verdict(browser).await?.as_str(), "good")?;
    let script = "return [document.querySelector('.image').dataset.state,
         document.getElementById('answer').innerText.includes('Format is right')]";
    let seen = browser.script(script, &[]).await?;
    expect("state and check", seen, json!(["hashing", true]))
}

/// The parts of the file, drawn to scale for the eye and as a table for everyone.
pub async fn the_parts_of_an_image(browser: &Browser) -> Outcome {
    const PARTS: [(&str, u64, u64); 5] = [
        ("file system", 0, 538),
        ("padding", 538, 3558),
        ("CRC", 4096, 4),
        ("metadata", 4100, 79),
        ("length", 4179, 8),
    ];
    let path = file(browser, "example.gvmi", &example::image())?;
    browser.open_page().await?;
    browser.hash(&path).await?;
    verdict(browser).await?;
    browser.press("#image-facts summary").await?;
    let table = browser
        .script(
            "const table = document.querySelector('.parts table');
             const rows = [...table.rows].map((row) =>
                 [...row.cells].map((cell) => cell.innerText.trim()));
             const headers = [...table.querySelectorAll('th')].map((header) => header.scope);
             return [table.caption.innerText.includes('The parts of the file'), headers, rows]",
            &[],
        )
        .await?;
    let headers = json!(["col", "col", "col", "row", "row", "row", "row", "row"]);
    let rows = PARTS.map(|(name, start, length)| {
        json!([name, measure::grouped(start), measure::exact_size(length)])
    });
    let headings = json!(["Part", "From byte", "Length"]);
    let rows: Vec<Value> = std::iter::once(headings).chain(rows).collect();
    expect("the table", table, json!([true, headers, rows]))?;
    expect_to_scale(browser, &[&PARTS, &PARTS[2..]]).await
}

/// Each drawing shows its parts, which have a name, a start and a length in bytes, to scale.
async fn expect_to_scale(browser: &Browser, drawings: &[&[(&str, u64, u64)]]) -> Outcome {
    let shares = browser
        .script(
            "const drawings = document.querySelectorAll('.parts > [aria-hidden=true] svg');
             return [...drawings].map((drawing) => {
                 const whole = drawing.getBoundingClientRect();
                 return [...drawing.children].map((part) => {
                     const { left, width } = part.getBoundingClientRect();
                     return [(left - whole.left) / whole.width, width / whole.width];
                 });
             })",
            &[],
        )
        .await?;
    let shares: Vec<Vec<[f64; 2]>> = serde_json::from_value(shares)?;
    expect("drawings", shares.len(), drawings.len())?;
    for (shares, parts) in shares.iter().zip(drawings) {
        expect("parts", shares.len(), parts.len())?;
        let first = parts[0].1;
        let bytes: u64 = parts.iter().map(|(_, _, length)| length).sum();
        for (seen, (name, start, length)) in shares.iter().zip(*parts) {
            let exact = [start - first, *length].map(|part| part as f64 / bytes as f64);
            let is_near = (0..2).all(|i| (seen[i] - exact[i]).abs() < 0.005);
            if !is_near {
                return Err(format!("{name}: drawn {seen:?}, not {exact:?}").into());
            }
        }
    }
    Ok(())
}

/// The first image is read slowly, and the second is there before that ends.
pub async fn a_check_ends_with_its_image(browser: &Browser) -> Outcome {
    let first = file(browser, "first.gvmi", b"<html>")?;
    let second = file(browser, "second.gvmi", &images::with_metadata("{}"))?;
    browser.open_page().await?;
    browser
        .script(
            "const arrayBuffer = Blob.prototype.arrayBuffer;
             const held = new Promise((release) => { window.release = release; });
             window.reads = 0;
             window.ends = 0;
             const read = async (blob) => {
                 const buffer = await arrayBuffer.call(blob);
                 // By then whoever waits for it has gone on.
                 setTimeout(() => { window.ends += 1; });
                 return buffer;
             };
             Blob.prototype.arrayBuffer = async function () {
                 window.reads += 1;
                 await held;
                 return read(this);
             };
             window.read_at_once = () => {
                 Blob.prototype.arrayBuffer = function () { return read(this); };
             };",
            &[],
        )
        .await?;
    browser.choose(&first).await?;
    browser
        .wait_until("the image is read", async || {
            let reads = browser.script("return reads", &[]).await?;
            Ok((reads == json!(1)).then_some(()))
        })
        .await?;
    browser.script("read_at_once()", &[]).await?;
    browser.choose(&second).await?;
    expect("the verdict", verdict(browser).await?.as_str(), "good")?;
    browser.finished().await?;
    browser.looked_inside().await?;
    browser.script("window.ends = 0; release()", &[]).await?;
    // Its start, and its end.
    browser
        .wait_until("the first image was read", async || {
            let ends = browser.script("return ends", &[]).await?;
            Ok((ends == json!(2)).then_some(()))
        })
        .await?;
    expect("the verdict", verdict(browser).await?.as_str(), "good")
}
