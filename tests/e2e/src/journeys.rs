//! What users do, and what goes wrong for them.

pub mod accessibility;
pub mod appearance;
pub mod checking;
pub mod choosing;
pub mod comparing;
pub mod copying;
pub mod documents;
pub mod embedding;
pub mod entering;
pub mod faults;
pub mod hashing;
pub mod hearing;
pub mod hosting;
pub mod inside;
pub mod keyboard;
pub mod lighthouse;
pub mod machine;
pub mod mounted;
pub mod names;
pub mod offline;
pub mod oldest;
pub mod one_file;
pub mod policy;
pub mod privacy;
pub mod publishing;
pub mod refusals;
pub mod screen;
pub mod several;
pub mod smoothness;
pub mod starting;
pub mod translating;
pub mod using;

use crate::page::Browser;

/// Fails unless both are equal, naming what was compared.
pub fn expect<T: PartialEq + std::fmt::Debug>(what: &str, seen: T, expected: T) -> crate::Outcome {
    if seen == expected {
        Ok(())
    } else {
        Err(format!("{what}: expected {expected:?}, saw {seen:?}").into())
    }
}

/// Fails unless `text` contains one of `parts`.
pub fn expect_says(text: &str, parts: &[&str]) -> crate::Outcome {
    if parts.iter().any(|part| text.contains(part)) {
        Ok(())
    } else {
        Err(format!("{text:?} says nothing of {parts:?}").into())
    }
}

/// Fails if something is wider than the page, quoting it.
pub async fn expect_fits(browser: &Browser) -> crate::Outcome {
    let too_wide = browser
        .script(
            "const { clientWidth, scrollWidth } = document.documentElement;
             if (clientWidth > 0 && scrollWidth <= clientWidth) return null;
             const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             const range = document.createRange();
             while (nodes.nextNode()) {
                 range.selectNodeContents(nodes.currentNode);
                 if (range.getBoundingClientRect().right > clientWidth) break;
             }
             const text = nodes.currentNode.textContent.slice(0, 200);
             return `${scrollWidth} > ${clientWidth} px: ${text}`",
            &[],
        )
        .await?;
    expect(
        "what is wider than the page",
        too_wide,
        serde_json::Value::Null,
    )
}
