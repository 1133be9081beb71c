//! What stands on the screen, held against what the state says.

use serde_json::{Value, json};

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};

use gvmi_hash::hash::ImageHash;

use crate::Outcome;
use crate::page::Browser;

type Error = Box<dyn std::error::Error>;

/// Everything on the page that says otherwise than the state, a sentence each. The state
/// stands in the attributes of an element without text, which translators leave alone.
// The hash of nothing stands among what can go wrong after publishing.
const FALSE: &str = r##"
    const app = document.getElementById('app');
    const states = document.querySelectorAll('#shown');
    if (!app || app.querySelector('.not-started')) return [];
    if (states.length !== 1) return [`${states.length} states`];
    const state = states[0].dataset;
    const wrong = [];
    const differ = (what, seen, expected) => {
        if (JSON.stringify(seen) !== JSON.stringify(expected)) {
            wrong.push(`${what}: the state says ${JSON.stringify(expected)}, the page says ${
                JSON.stringify(seen)}`);
        }
    };
    const all = (id) => [...document.querySelectorAll(`[id="${id}"]`)];
    const plain = (text) => text.replace(/\s+/g, ' ').trim();
    const texts = (id) => all(id).map((element) => plain(element.textContent));
    const some = (value) => value === undefined ? [] : [plain(value)];
    const isWidget = document.documentElement.hasAttribute('data-embed');
    // What a widget does not show cannot be wrong.
    const differUnlessHidden = (what, seen, expected) => {
        if (!isWidget || seen.length > 0) differ(what, seen, expected);
    };

    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    differ('ids that stand twice', ids.filter((id, index) => ids.indexOf(id) < index), []);

    differ('the job', app.querySelector('[data-state]')?.dataset.state, state.job);
    differ('the name', texts('image-name'), some(state.name));
    differ('the title', document.title, state.title);
    differUnlessHidden('the hash', texts('hash'), some(state.hash));
    const bare = (text) => (text ?? '').replace(/\s+/g, '').toLowerCase();
    const rows = [...app.querySelectorAll('tr[data-standing]')];
    for (const row of rows) {
        const { name, hash } = row.dataset;
        differ('the name of a row', row.querySelector('th').textContent, name);
        differ(`the hash of ${name}`, row.querySelector('.hash')?.textContent, hash);
    }
    if (state.headline !== undefined) {
        differ('the headline', texts('answer-heading'), [state.headline]);
        differ('the folder', all('folder').map((field) => field.value), [state.folder]);
    }
    const known = [...rows.map((row) => row.dataset.hash), arguments[0], state.hash, state.expected, state.url, state.check, state.verdict].map(bare);
    for (const code of app.querySelectorAll('code, bdi, dd')) {
        for (const [digits] of bare(code.textContent).matchAll(/(?<![0-9a-f])[0-9a-f]{56}(?![0-9a-f])/g)) {
            if (!known.some((text) => text.includes(digits))) {
                wrong.push(`a hash that is nobody’s: ${digits} in ${code.outerHTML.slice(0, 300)}`);
            }
        }
    }
    if (state.headline === undefined) {
        differUnlessHidden('the URL', all('url').map((field) => field.value), [state.url]);
    }
    const sdk = document.getElementById('sdk')?.value
        ?? document.querySelector('[name=snippet]:checked')?.id.replace('snippet-', '');
    if (sdk !== undefined) {
        differ('the snippet', sdk, state.snippet);
        const hasCode = state.hash !== undefined && state.url.trim() !== '';
        const code = all('snippet').map((code) => code.textContent);
        differ('pieces of code', code.length, hasCode ? 1 : 0);
        if (hasCode) {
            differ('the hash is in the code', code[0]?.includes(state.hash), true);
            const url = state.url.trim();
            if (/^[\w:/.-]+$/.test(url)) differ('the URL is in the code', code[0]?.includes(url), true);
        }
    }
    const percent = some(state.percent);
    differ('the progress', [...app.querySelectorAll('progress')].map((bar) => `${bar.value}`), percent);
    const words = [...app.querySelectorAll('p, strong')].map((element) => element.textContent);
    const perCent = words.flatMap((text) => [...text.matchAll(/(\d+) %/g)].map((found) => found[1]));
    differ('per cents of before', perCent.filter((seen) =>
        seen !== state.percent && seen !== state.lookalikes), []);
    if (state.percent !== undefined) differ('the per cent', perCent.includes(state.percent), true);

    const heard = [...app.querySelectorAll('[role=status]')].map((status) => plain(status.textContent));
    const announcement = plain(state.announcement);
    if (state.percent !== undefined) {
        // The next thing to hear comes before the last one was heard; but none is of a job before.
        const before = /^The hash of .* is ready\.|^No hash\.|^Cancelled\.$/;
        differ('what is heard of a job before', heard.filter((text) => before.test(text)), []);
    } else if (announcement) {
        differ('what is heard of the job', heard.filter((text) => text === announcement), [announcement]);
    }
    const verdicts = all('verdict');
    const answers = { match: 'This is the image', mismatch: 'This is not the image' };
    differUnlessHidden('verdicts', verdicts.length, state.tone === undefined
        || state.verifier !== undefined && state.failure !== undefined ? 0 : 1);
    for (const verdict of verdicts) {
        const box = verdict.closest('[data-tone]');
        differ('the tone', box?.dataset.tone, state.tone);
        if (state.verifier !== undefined) {
            const open = state.kind === 'waiting' && state.job === 'empty'
                ? 'Choose the image to check' : 'Not compared';
            differ('the answer', texts('answer-heading'), [answers[state.kind] ?? open]);
        } else {
            differ('the answer', plain(verdict.textContent).split(plain(state.verdict)).length, 2);
        }
    }
    // A text that does not match is told in the card, too, and nothing in it looks right.
    const card = document.getElementById('answer');
    const denies = ['mismatch', 'unclear'].includes(state.kind) && state.verifier === undefined && state.job === 'hashed'
        && !card.classList.contains('no');
    differ('what the card says of the text', all('mismatch').length, denies ? 1 : 0);
    if (state.job === 'cancelled') differ('the check of a cancelled job', all('image-check').length, 0);
    for (const box of app.querySelectorAll('[data-tone]')) {
        const signs = [...box.querySelectorAll(':scope > svg > path')].map((path) => path.getAttribute('d'));
        const known = { good: 'M6.2', open: 'M2 7', advice: 'M7 1', bad: 'M3.4' }[box.dataset.tone];
        if (signs.some((sign) => !sign.startsWith(known))) {
            wrong.push(`a sign that is not ${box.dataset.tone}: ${box.outerHTML.slice(0, 300)}`);
        }
    }
    // The rest may be folded.
    const first = (said) => plain(said).split('. ')[0];
    for (const [id, said] of [['failure', state.failure], ['refusal', state.refusal]]) {
        differ(`${id}s`, all(id).length, said === undefined ? 0 : 1);
        if (said !== undefined) {
            differ(`the ${id}`, texts(id)[0]?.split(first(said)).length, 2);
        }
    }
    return wrong;
"##;

/// Waits until everything on the screen is what the state says: once each, and nothing of
/// before. The title and what is heard follow a moment later; what is stale stays so.
pub async fn expect_true(browser: &Browser) -> Outcome {
    let arguments = [json!(ImageHash::OF_NOTHING.to_string())];
    let is_true = browser
        .wait_until("the screen is what the state says", async || {
            let wrong = browser.script(FALSE, &arguments).await?;
            Ok((wrong == json!([])).then_some(()))
        })
        .await;
    let Err(why) = is_true else { return Ok(()) };
    let wrong = browser.script(FALSE, &arguments).await?;
    Err(format!("{why}: {wrong:#}").into())
}

/// Waits until the state says this of itself, whatever stands on the screen.
pub async fn wait_for(browser: &Browser, key: &str, value: Option<&str>) -> Outcome {
    const ASK: &str = "return document.getElementById('shown')?.dataset[arguments[0]] ?? null";
    let what = format!("{key} is {value:?}");
    browser
        .wait_until(&what, async || {
            let seen = browser.script(ASK, &[json!(key)]).await?;
            Ok((seen == json!(value)).then_some(()))
        })
        .await
}

/// How often the whole page was drawn anew.
pub async fn redraws(browser: &Browser) -> Result<u64, Error> {
    const ASK: &str = "return Number(document.getElementById('shown').dataset.generation)";
    let redraws = browser.script(ASK, &[]).await?;
    redraws.as_u64().ok_or("nobody counts the drawings".into())
}

/// All that is drawn, without what is others': `<font>`s, and what has `data-foreign`.
async fn drawn(browser: &Browser) -> Result<Vec<String>, Error> {
    const DRAWN: &str = r##"
        const app = document.getElementById('app').cloneNode(true);
        app.querySelector('#shown').remove();
        app.querySelectorAll('[data-foreign=inserted]').forEach((element) => element.remove());
        app.querySelectorAll('font, [data-foreign]').forEach((element) =>
            element.replaceWith(...element.childNodes));
        app.normalize();
        const lines = [];
        const walk = (node, depth) => {
            const indent = ' '.repeat(depth);
            // How long it took is another time each time.
            if (node.nodeType === 3) lines.push(indent + node.data.replace(/ · hashed in .*/, ''));
            if (!node.attributes) return;
            const attributes = [...node.attributes]
                .filter(({ name }) => !/^data-foreign|^style$/.test(name))
                .map(({ name, value }) => ` ${name}=${value}`).sort().join('');
            lines.push(`${indent}<${node.tagName.toLowerCase()}${attributes}>`);
            node.childNodes.forEach((child) => walk(child, depth + 1));
        };
        walk(app, 0);
        const live = [...document.getElementById('app').querySelectorAll('input, textarea, select')]
            .filter((field) => field.type !== 'file')
            .map((field) => `${field.id}: ${field.value} ${field.checked}`);
        return [`title: ${document.title}`, ...lines, ...live];
    "##;
    let drawn = browser.script(DRAWN, &[]).await?;
    let lines = drawn.as_array().ok_or("nothing is drawn")?;
    Ok(lines
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}

/// Waits until no look inside an image goes on.
pub async fn wait_for_look(browser: &Browser) -> Outcome {
    let over = "return document.getElementById('shown').dataset.look !== 'running'";
    browser
        .wait_until("no look inside goes on", async || {
            let is_over = browser.script(over, &[]).await?;
            Ok((is_over == json!(true)).then_some(()))
        })
        .await
}

/// Fails unless the same is drawn as in an undisturbed page, soon. Gives what is drawn once
/// it waits for no pause of its user.
pub async fn settled(
    browser: &Browser,
    expected: Option<&Vec<String>>,
) -> Result<Vec<String>, Error> {
    wait_for(browser, "settled", Some("true")).await?;
    let Some(expected) = expected else {
        // What is read of the files inside comes after everything else.
        wait_for_look(browser).await?;
        return drawn(browser).await;
    };
    let is_same = browser.wait_until("the same is drawn", async || {
        let drawn = drawn(browser).await?;
        Ok((*expected == drawn).then_some(drawn))
    });
    match is_same.await {
        Ok(drawn) => Ok(drawn),
        Err(why) => {
            expect_same(&drawn(browser).await?, expected)?;
            Err(why)
        }
    }
}

/// Fails unless the same is drawn, naming the first lines that differ.
fn expect_same(seen: &[String], expected: &[String]) -> Outcome {
    if seen == expected {
        return Ok(());
    }
    let same = seen
        .iter()
        .zip(expected)
        .take_while(|(seen, expected)| seen == expected);
    let first = same.count();
    let from = first.saturating_sub(3);
    let some = |lines: &[String]| {
        lines
            .iter()
            .skip(from)
            .take(8)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    };
    Err(format!(
        "undisturbed, the page is\n{}\n…and here it is\n{}",
        some(expected),
        some(seen)
    )
    .into())
}

impl Browser {
    /// Chooses what the image will be used in.
    pub async fn choose_snippet(&self, key: &str) -> Outcome {
        self.script(
            "const [key] = arguments, sdk = document.getElementById('sdk');
             if (!sdk) return document.getElementById(`snippet-${key}`).click();
             sdk.value = key;
             sdk.dispatchEvent(new Event('change', { bubbles: true }))",
            &[json!(key)],
        )
        .await?;
        Ok(())
    }

    /// Presses a button with the mouse; something happens before it is let go.
    pub async fn press_while(&self, id: &str, happens: impl AsyncFnOnce() -> Outcome) -> Outcome {
        let button = self.find(&format!("#{id}")).await?;
        let down = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement {
                element: button,
                duration: None,
                x: 0.,
                y: 0.,
            })
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            });
        self.client.perform_actions(down).await?;
        happens().await?;
        let up = MouseActions::new("mouse".to_owned()).then(PointerAction::Up {
            button: MOUSE_BUTTON_LEFT,
        });
        Ok(self.client.perform_actions(up).await?)
    }
}
