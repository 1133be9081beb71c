//! The widget in pages of real documentation tools, our own documentation among them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::expect;
use super::privacy::elsewhere;
use crate::Outcome;
use crate::files;
use crate::page::{Browser, COMMAND_PATIENCE};
use crate::server::product;
use crate::site::{self, Site, Tool};

type Error = Box<dyn std::error::Error>;

/// What WebDriver calls an element by.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Whether React has taken over the links that the server sent.
const HYDRATED: &str = "[...document.links].some((link) =>
    Object.keys(link).some((key) => key.startsWith('__reactProps')))";

/// The line in Markdown, between pages that are each loaded anew, in themes to choose from.
pub async fn mdbook(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::MdBook)?;
    expect_line(&site.file("index.html")?, "async=\"\"")?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    expect_follows_theme(browser, &["#mdbook-theme-toggle", "#mdbook-theme-navy"]).await?;
    press_link(browser, "Something else").await?;
    expect_no_widget(browser).await?;
    press_link(browser, "The image").await?;
    expect_hashes(browser, 2).await
}

/// The line in Markdown, in a theme that changes pages without loading them.
pub async fn mkdocs_material(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::MkDocs)?;
    expect_line(&site.file("index.html")?, "async")?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    let toggle = "[data-md-component=palette] label:not([hidden])";
    expect_follows_theme(browser, &[toggle]).await?;
    // It follows links by itself once it knows the pages.
    let knows = "performance.getEntriesByType('resource')
        .some(({ name }) => name.endsWith('sitemap.xml'))";
    expect_survives_navigation(browser, knows).await
}

/// The line as raw HTML in reStructuredText, between pages that are each loaded anew.
pub async fn sphinx_read_the_docs(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::Sphinx)?;
    expect_line(&site.file("index.html")?, "async")?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    press_link(browser, "Something else").await?;
    expect_no_widget(browser).await?;
    press_link(browser, "A manual").await?;
    expect_hashes(browser, 2).await
}

/// The line in MDX, which makes React components of it.
pub async fn docusaurus(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::Docusaurus)?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    expect_follows_theme(browser, &[".navbar button[class*=toggleButton]"]).await?;
    expect_survives_navigation(browser, HYDRATED).await
}

/// A tag of Markdoc with a component of React, in the versions of Golem's documentation.
pub async fn nextjs_markdoc(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::NextJs)?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    expect_follows_theme(browser, &["nav button"]).await?;
    expect_survives_navigation(browser, HYDRATED).await
}

/// The product as a package of npm, in a bundle, with its page among what the site serves as it
/// is: nobody else is asked for anything.
pub async fn vite(browser: &Browser) -> Outcome {
    let site = build(browser, Tool::Vite)?;
    open(browser, &site).await?;
    expect_hashes(browser, 1).await?;
    expect("what is asked elsewhere", browser.server.log(), Vec::new())
}

/// The package holds what the product holds, but what was compressed for servers.
pub async fn the_package(_: &Browser) -> Outcome {
    let package = site::installed_package()?;
    let names = |folder: &Path| -> Result<BTreeSet<String>, Error> {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    };
    let mut expected = names(&product())?;
    expected.retain(|name| !bundle::compressed::is_one(name));
    expect("the files", names(&package)?, expected.clone())?;
    for name in expected {
        let is_same = fs::read(package.join(&name))? == fs::read(product().join(&name))?;
        expect(&name, is_same, true)?;
    }
    let told: Value = serde_json::from_slice(&fs::read(package.join("package.json"))?)?;
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let project = fs::read_to_string(project)?;
    for key in ["name", "version", "description", "license"] {
        let line = format!("\n{key} = {}\n", told[key]);
        expect(&line, project.matches(&line).count(), 1)?;
    }
    Ok(())
}

/// Our own documentation, with the page beside it: the widget in it hashes, every link in it
/// leads to something, and nothing comes from anybody else.
pub async fn our_docs(browser: &Browser) -> Outcome {
    let before = elsewhere(browser);
    let server = site::documentation()?;
    let book = format!("{}docs/", server.hosted_url());
    browser.go(&format!("{book}embed.html")).await?;
    // Frames are loaded when they come near to what is seen.
    let scroll = "document.querySelector('gvmi-hash').scrollIntoView()";
    browser.script(scroll, &[]).await?;
    expect_hashes(browser, 1).await?;
    let seen = browser.script(FOLLOWED, &[json!(book)]).await?;
    expect("links that lead nowhere", &seen["broken"], &json!([]))?;
    expect("what others are to give", &seen["foreign"], &json!([]))?;
    expect("the pages", &seen["pages"], &json!(pages()?))?;
    expect("requests elsewhere", elsewhere(browser), before)
}

/// Opens the pages of a book that can be reached from its first one, as a browser without
/// script sees them; gives their names, the links in them to what is not there, and what of
/// them is to be loaded from another origin.
const FOLLOWED: &str = r#"
return (async () => {
    const book = arguments[0];
    const pages = new Map();
    const broken = [];
    const foreign = [];
    const open = async (address) => {
        const response = await fetch(address);
        const isPage = response.headers.get("content-type")?.startsWith("text/html");
        const text = await response.text();
        const page = isPage && new DOMParser().parseFromString(text, "text/html");
        return { isThere: response.ok, page };
    };
    const opened = (address) => {
        if (!pages.has(address)) pages.set(address, open(address));
        return pages.get(address);
    };
    const queue = [book + "index.html"];
    const queued = new Set(queue);
    for (const here of queue) {
        const { page } = await opened(here);
        for (const element of page ? page.querySelectorAll("[href], [src]") : []) {
            const written = element.getAttribute("href") ?? element.getAttribute("src");
            const target = new URL(written, here);
            const fragment = decodeURIComponent(target.hash.slice(1));
            target.hash = "";
            if (target.origin !== location.origin) {
                const isLoaded = !element.matches("a") && target.protocol !== "data:";
                if (isLoaded) foreign.push(`${here}: ${written}`);
                continue;
            }
            const { isThere, page: other } = await opened(target.href);
            const hasPlace = !fragment || other?.getElementById(fragment);
            if (!isThere || !hasPlace) broken.push(`${here}: ${written}`);
            const isOfBook = target.href.startsWith(book) && other;
            if (isOfBook && !queued.has(target.href)) {
                queued.add(target.href);
                queue.push(target.href);
            }
        }
    }
    const found = queue.map((address) => address.slice(book.length)).sort();
    return { pages: found, broken, foreign };
})()
"#;

/// What mdBook makes of the documents: a page of each, the first of them once more, and the
/// list of all.
fn pages() -> Result<Vec<String>, Error> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut pages = vec!["index.html".to_owned(), "toc.html".to_owned()];
    for entry in fs::read_dir(docs)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let page = name.strip_suffix(".md").filter(|name| *name != "SUMMARY");
        pages.extend(page.map(|page| format!("{page}.html")));
    }
    pages.sort();
    Ok(pages)
}

fn build(browser: &Browser, tool: Tool) -> Result<Site, Error> {
    Site::build(tool, &browser.server.url())
}

/// The tool has left the line as it was written, but for the way `async` is.
fn expect_line(page: &str, asynchronous: &str) -> Outcome {
    let script = format!("/embed.js\" {asynchronous}></script>");
    let element = "<gvmi-hash url=\"https://files.example/image.gvmi\"></gvmi-hash>";
    for part in [script.as_str(), element] {
        expect(part, page.matches(part).count(), 1)?;
    }
    Ok(())
}

async fn open(browser: &Browser, site: &Site) -> Outcome {
    browser.go(&site.url()).await?;
    Ok(())
}

/// Chooses a file in the widget; its hash arrives on the page around it, once, and the
/// widget needs no scroll bar.
async fn expect_hashes(browser: &Browser, seed: u64) -> Outcome {
    let (path, hash) = files::random(browser.folder.path(), 100_000, seed)?;
    browser
        .script(
            "window.results = [];
             window.keep ??= ({ detail }) => window.results.push(detail.hash);
             document.addEventListener('result', window.keep, true)",
            &[],
        )
        .await?;
    widget(browser).await?.enter_frame().await?;
    browser.started().await?;
    expect("the hash", browser.hash(&path).await?, hash.to_string())?;
    expect_no_scroll_bar(browser).await?;
    leave(browser).await?;
    let results = browser
        .wait_until("the result arrives", async || {
            let results = browser.script("return window.results", &[]).await?;
            Ok(Some(results).filter(|results| *results != json!([])))
        })
        .await?;
    expect("the results", results, json!([hash.to_string()]))
}

async fn expect_no_scroll_bar(browser: &Browser) -> Outcome {
    let ask = "const { clientHeight, scrollHeight } = document.documentElement;
               return clientHeight > 0 && scrollHeight <= clientHeight";
    browser
        .wait_until("all of the widget is seen", async || {
            let fits = browser.script(ask, &[]).await?;
            Ok((fits == json!(true)).then_some(()))
        })
        .await
}

/// The page becomes dark as its reader asks, and the widget with it.
async fn expect_follows_theme(browser: &Browser, buttons: &[&str]) -> Outcome {
    wait_for_text_colour(browser, "dark").await?;
    for button in buttons {
        browser.press(button).await?;
    }
    wait_for_text_colour(browser, "light").await
}

async fn wait_for_text_colour(browser: &Browser, colour: &str) -> Outcome {
    widget(browser).await?.enter_frame().await?;
    let ask = "const [red, green, blue] =
                   getComputedStyle(document.body).color.match(/[\\d.]+/g).map(Number);
               return red + green + blue > 3 * 128 ? 'light' : 'dark'";
    browser
        .wait_until(&format!("the widget's text is {colour}"), async || {
            let seen = browser.script(ask, &[]).await?;
            Ok((seen == colour).then_some(()))
        })
        .await?;
    leave(browser).await
}

/// The widget comes with its page and goes with it, though no page is loaded anew, also
/// for a reader who came to another page first. `listens` is true once its links do.
async fn expect_survives_navigation(browser: &Browser, listens: &str) -> Outcome {
    press_link(browser, "Something else").await?;
    expect_no_widget(browser).await?;
    browser.reload().await?;
    browser
        .wait_until("the links are listened to", async || {
            let listens = browser.script(&format!("return {listens}"), &[]).await?;
            Ok((listens == json!(true)).then_some(()))
        })
        .await?;
    browser.script("window.loaded = 'once'", &[]).await?;
    press_link(browser, "The image").await?;
    expect_hashes(browser, 2).await?;
    press_link(browser, "Something else").await?;
    expect_no_widget(browser).await?;
    browser.client.back().await?;
    expect_hashes(browser, 3).await?;
    let loaded = browser.script("return window.loaded", &[]).await?;
    expect("how often a page was loaded", loaded, json!("once"))
}

async fn press_link(browser: &Browser, words: &str) -> Outcome {
    let link = browser
        .client
        .wait()
        .at_most(COMMAND_PATIENCE)
        .for_element(fantoccini::Locator::LinkText(words))
        .await?;
    Ok(link.click().await?)
}

async fn expect_no_widget(browser: &Browser) -> Outcome {
    browser
        .wait_until("the other page is there", async || {
            let ask = "return document.body.textContent.includes('Nothing is hashed here.')
                           && !document.querySelector('gvmi-hash')";
            let there = browser.script(ask, &[]).await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await
}

/// The widget's frame on the page, once it is seen: WebKitGTK's driver loses a frame that it
/// enters while it loads.
async fn widget(browser: &Browser) -> Result<Element, Error> {
    let ask =
        "const frame = document.querySelector('gvmi-hash')?.shadowRoot?.querySelector('iframe');
               return frame && getComputedStyle(frame).opacity === '1' ? frame : null";
    let frame = browser
        .wait_until("the widget is seen", async || {
            let frame = browser.script(ask, &[]).await?;
            Ok(frame[ELEMENT].as_str().map(str::to_owned))
        })
        .await?;
    Ok(Element::from_element_id(
        browser.client.clone(),
        ElementRef::from(frame),
    ))
}

/// Back to the page around the widget.
async fn leave(browser: &Browser) -> Outcome {
    Ok(browser.client.enter_parent_frame().await?)
}
