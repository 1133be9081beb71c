//! What is said of the URL, and when.

use serde_json::json;

use super::copying::paste_into;
use super::{expect, expect_says};
use crate::Outcome;
use crate::page::Browser;

type Error = Box<dyn std::error::Error>;

/// A URL of which there is nothing to say.
const GOOD: &str = "https://images.golem.network/a.gvmi";

/// What is said of the URL once the page has judged it: tone and words of each remark.
async fn remarks(browser: &Browser) -> Result<Vec<(String, String)>, Error> {
    browser.url_is_judged().await?;
    let remarks = browser
        .script(
            "return [...document.querySelectorAll('#url-remarks .message')]
                 .map((message) => [message.dataset.tone, message.innerText.trim()])",
            &[],
        )
        .await?;
    Ok(serde_json::from_value(remarks)?)
}

/// Enters a URL and gives what is said of it.
async fn judge(browser: &Browser, url: &str) -> Result<Vec<(String, String)>, Error> {
    browser.enter("url", url).await?;
    remarks(browser).await
}

/// The URL that is there is called good, and nothing else is said of it.
async fn expect_good(browser: &Browser) -> Outcome {
    let said = "Good URL. It was not opened.".to_owned();
    expect(
        "remarks",
        remarks(browser).await?,
        vec![("good".to_owned(), said)],
    )
}

/// Each half of the URL would be wrong if it were all.
pub async fn remarks_come_after_a_pause(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser
        .script(
            "window.remarked = [];
             const remarks = document.getElementById('url-remarks');
             new MutationObserver(() => {
                 const text = remarks.textContent;
                 if (text) window.remarked.push(text);
             }).observe(remarks, { subtree: true, childList: true, characterData: true });
             // The pauses that the page asks for.
             window.pauses = [];
             const wait = window.setTimeout;
             window.setTimeout = (task, pause, ...rest) => {
                 window.pauses.push(pause);
                 return wait(task, pause, ...rest);
             };
             const url = document.getElementById('url');
             const whole = arguments[0];
             const type = (length) => {
                 url.value = whole.slice(0, length);
                 url.dispatchEvent(new InputEvent('input', { bubbles: true }));
                 if (length < whole.length) wait(type, 50, length + 1);
             };
             type(1)",
            &[json!("https://github.com/o/r/blob/main/a.gvmi")],
        )
        .await?;
    browser.wait_for_words("url-remarks", "GitHub").await?;
    let seen = browser
        .script(
            "return [window.remarked.map((text) => text.includes('page of GitHub')),
                 window.pauses.some((pause) => pause >= 350 && pause <= 1000)]",
            &[],
        )
        .await?;
    expect(
        "what was said, and a pause before",
        seen,
        json!([[true], true]),
    )
}

/// What was wrong with the old text is not said of the new one, not for a moment.
pub async fn the_text_of_a_moment_ago_is_not_judged(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let [(_, said)] = &judge(browser, "htp://example").await?[..] else {
        return Err("a wrong scheme is one remark".into());
    };
    expect_says(said, &["not over htp"])?;
    browser
        .script(
            "window.remarked = [];
             const remarks = document.getElementById('url-remarks');
             new MutationObserver(() => window.remarked.push(remarks.textContent))
                 .observe(document.body, { subtree: true, childList: true, attributes: true })",
            &[],
        )
        .await?;
    browser.enter("url", GOOD).await?;
    expect_good(browser).await?;
    let script = "return window.remarked.length > 0
         && window.remarked.every((text) => !text || text.startsWith('Good URL'))";
    let silent = browser.script(script, &[]).await?;
    expect(
        "nothing of before is said from then on",
        silent,
        json!(true),
    )
}

pub async fn an_empty_field_says_nothing(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    expect("remarks", remarks(browser).await?, vec![])?;
    for empty in ["", "   "] {
        expect("remarks", judge(browser, "a b").await?.len(), 1)?;
        expect("remarks", judge(browser, empty).await?, vec![])?;
    }
    Ok(())
}

/// One press, and the URL is right; the keyboard is where it can be seen.
pub async fn a_button_fixes_the_url(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    for (typed, fixed) in [
        (
            "https://github.com/o/r/blob/main/a.gvmi",
            "https://github.com/o/r/raw/main/a.gvmi",
        ),
        (
            "https://images.golem.network/a b.gvmi",
            "https://images.golem.network/a%20b.gvmi",
        ),
        ("images.golem.network/a.gvmi", GOOD),
    ] {
        expect("remarks", judge(browser, typed).await?.len(), 1)?;
        browser.press("#url-remarks .fix").await?;
        expect("the URL", browser.value("url").await?.as_str(), fixed)?;
        expect("the keyboard", browser.focused().await?.as_str(), "url")?;
        expect_good(browser).await?;
    }
    Ok(())
}

/// A mail program broke the URL into two lines. What browsers make of that in a field of
/// one line differs: no space, one, or several. Either way one press fixes it.
pub async fn a_wrapped_url_is_pasted(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    browser
        .enter("expected", "https://images.golem.network/\n     a.gvmi")
        .await?;
    let field = browser.find("#expected").await?;
    field.click().await?;
    for keys in ["\u{E009}a", "\u{E009}c"] {
        field.send_keys(keys).await?;
    }
    let pasted = paste_into(browser, "url").await?;
    if pasted.contains(' ') {
        let [(tone, said)] = &remarks(browser).await?[..] else {
            return Err(format!("one remark was expected about {pasted:?}").into());
        };
        expect("the tone", tone.as_str(), "advice")?;
        expect_says(said, &["a space, from a line break perhaps"])?;
        browser.press("#url-remarks .fix + .fix").await?;
    }
    expect("the URL", browser.value("url").await?.as_str(), GOOD)?;
    expect_good(browser).await
}

/// What will not work comes before what may, and looks otherwise.
pub async fn errors_and_advice_are_told_apart(browser: &Browser) -> Outcome {
    browser.open_page().await?;
    let remarks = judge(browser, "http://localhost/a,b.gvmi").await?;
    let [(first, error), (second, advice)] = &remarks[..] else {
        return Err(format!("two remarks were expected, not {remarks:?}").into());
    };
    expect("tones", [first.as_str(), second], ["bad", "advice"])?;
    expect_says(error, &["localhost is the provider’s own computer"])?;
    expect_says(advice, &["A comma stands in the file name."])?;
    let colours = browser
        .script(
            "const signs = [...document.querySelectorAll('#url-remarks .message > svg')];
             const different = (values) => new Set(values).size;
             return [different(signs.map((sign) => getComputedStyle(sign).color)),
                 different(signs.map((sign) => sign.innerHTML))]",
            &[],
        )
        .await?;
    expect("two colours, two signs", colours, json!([2, 2]))
}
