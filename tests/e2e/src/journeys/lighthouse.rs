//! Lighthouse has nothing against the page. Its score for performance is a time of the clock,
//! and so a part of the benchmark.

use super::expect;
use crate::Outcome;
use crate::page::Browser;
use e2e::lighthouse::{Device, judge};

pub async fn mobile(browser: &Browser) -> Outcome {
    expect_perfect(browser, Device::Mobile).await
}

pub async fn desktop(browser: &Browser) -> Outcome {
    expect_perfect(browser, Device::Desktop).await
}

async fn expect_perfect(browser: &Browser, device: Device) -> Outcome {
    let report = judge(browser, device).await?;
    for category in ["accessibility", "best-practices", "seo"] {
        let faults = report.faults(category);
        expect(&format!("{device}, {category}: faults"), faults, vec![])?;
        let what = format!("{device}, {category}: score");
        expect(&what, report.score(category)?, 100.0)?;
    }
    let shift = report.layout_shift()?;
    let what = format!("{device}: whether {shift} of layout shift is next to nothing");
    expect(&what, shift < 0.02, true)
}
