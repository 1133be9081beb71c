//! The commands that show what the URL really serves.

use std::fs;
use std::process::Command;

use gvmi_hash::hash::hash;

use super::copying::{copy, paste_into};
use super::{expect, expect_says};
use crate::Outcome;
use crate::images;
use crate::page::Browser;

type Error = Box<dyn std::error::Error>;

/// A shell would see a quote, a pattern, a variable and another command in it.
const NAME: &str = "it's-[1]{a,b}&$HOME;$(id).gvmi";

pub async fn no_commands_without_a_url(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#after-publishing summary").await?;
    browser
        .wait_for_words("after-publishing", "Enter the URL")
        .await?;
    expect("a command", browser.content("posix-size").await?, None)?;
    browser
        .enter_url("https://images.golem.network/a.gvmi")
        .await?;
    browser
        .wait_for_words("posix-size", "'https://images.golem.network/a.gvmi'")
        .await?;
    browser
        .wait_for_words("powershell-size", "'https://images.golem.network/a.gvmi'")
        .await?;
    browser
        .wait_for_words("after-publishing", "the size of your file")
        .await?;
    browser
        .wait_for_words(
            "after-publishing",
            "This page does not ask the URL itself: it makes no connection to anyone else’s \
             server, and most servers forbid pages to read their files.",
        )
        .await
}

/// With such URLs curl would read the user's own files.
pub async fn no_commands_for_a_file(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser.press("#after-publishing summary").await?;
    for url in ["@/etc/passwd", "file:///etc/passwd"] {
        browser.enter_url(url).await?;
        browser
            .wait_for_words(
                "after-publishing",
                "commands only for a URL that begins with",
            )
            .await?;
        for command in ["posix-size", "posix-content", "powershell-content"] {
            expect("a command", browser.content(command).await?, None)?;
        }
    }
    Ok(())
}

/// Copied into a real shell, the commands show the size and the hash that the page says.
pub async fn the_commands_in_a_shell(browser: &Browser) -> Outcome {
    let image = images::real(browser.folder.path(), "lzo")?;
    browser.server.replace(NAME, Some(image.clone()));
    let path = browser.folder.path().join("image.gvmi");
    fs::write(&path, &image)?;
    browser.open_page().await?;
    browser.hash(&path).await?;
    browser
        .enter_url(&format!("{}{NAME}", browser.server.url()))
        .await?;
    browser.press("#after-publishing summary").await?;
    let [size, hash_of_image] = expected(browser).await?;
    expect(
        "the size",
        &size,
        &format!("content-length: {}", image.len()),
    )?;
    expect("the hash", &hash_of_image, &hash(&image).to_string())?;

    let answer = run(browser, "posix-size").await?;
    expect(
        "the status",
        answer.starts_with("HTTP/1.1 200 OK\r\n"),
        true,
    )?;
    expect_says(&answer.to_ascii_lowercase(), &[&format!("\r\n{size}\r\n")])?;
    let answer = run(browser, "posix-content").await?;
    expect_says(&answer, &[&format!("= {hash_of_image}\n")])?;

    browser.server.replace(NAME, Some(b"<html>".to_vec()));
    let answer = run(browser, "posix-content").await?;
    expect("the same hash", answer.contains(&hash_of_image), false)?;

    let compressed = Command::new("gzip").arg("-c").arg(&path).output()?;
    let name = format!("{NAME}.gz");
    browser.server.replace(&name, Some(compressed.stdout));
    browser
        .enter_url(&format!("{}{name}", browser.server.url()))
        .await?;
    browser.wait_for_words("posix-content", ".gz'").await?;
    let answer = run(browser, "posix-content").await?;
    expect_says(&answer, &[&format!("= {hash_of_image}\n")])
}

/// What the page says that the commands must print.
async fn expected(browser: &Browser) -> Result<[String; 2], Error> {
    let script = "return [...document.querySelector('#after-publishing .steps').children]
         .map((step) => step.querySelector(':scope > div > code').textContent)";
    let expected = browser.script(script, &[]).await?;
    Ok(serde_json::from_value(expected)?)
}

/// Copies a command and runs it; gives what it prints.
async fn run(browser: &Browser, id: &str) -> Result<String, Error> {
    copy(browser, &format!("#copy-{id}")).await?;
    let command = paste_into(browser, "expected").await?;
    expect(
        "what is copied",
        Some(&command),
        browser.content(id).await?.as_ref(),
    )?;
    let output = Command::new("sh").args(["-c", &command]).output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{command}: {said}").into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
