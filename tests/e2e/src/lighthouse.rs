//! Lighthouse, which judges the page as nginx serves it.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::nginx::Nginx;
use crate::page::Browser;
use crate::site;

/// What is imitated: a phone with a slow connection and processor, or a computer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Device {
    Mobile,
    Desktop,
}

impl Device {
    pub const ALL: [Self; 2] = [Self::Mobile, Self::Desktop];

    fn options(self) -> &'static [&'static str] {
        match self {
            Self::Mobile => &[],
            Self::Desktop => &["--preset=desktop"],
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mobile => "mobile",
            Self::Desktop => "desktop",
        })
    }
}

/// What Lighthouse has found.
pub struct Report(Value);

impl Report {
    /// The score of a category, of 100.
    pub fn score(&self, category: &str) -> Result<f64, Box<dyn Error>> {
        let score = self.0["categories"][category]["score"].as_f64();
        // It has two digits.
        let score = score.map(|score| (score * 100.0).round());
        Ok(score.ok_or_else(|| format!("Lighthouse gives no score for {category}"))?)
    }

    /// What the category lost its points for: the titles of its audits.
    pub fn faults(&self, category: &str) -> Vec<&str> {
        let audits = self.0["categories"][category]["auditRefs"].as_array();
        let audits = audits.into_iter().flatten();
        audits
            .filter(|audit| audit["weight"].as_f64() > Some(0.0))
            .filter_map(|audit| {
                let audit = &self.0["audits"][audit["id"].as_str()?];
                let title = audit["title"].as_str()?;
                (audit["score"].as_f64()? < 1.0).then_some(title)
            })
            .collect()
    }

    /// The sum of the layout shifts.
    pub fn layout_shift(&self) -> Result<f64, Box<dyn Error>> {
        let shift = self.0["audits"]["cumulative-layout-shift"]["numericValue"].as_f64();
        Ok(shift.ok_or("Lighthouse saw no layout")?)
    }
}

/// Where the reports are kept.
pub fn reports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/lighthouse")
}

/// Has Lighthouse judge the page in this browser, which is Chromium, and keeps its report.
pub async fn judge(browser: &Browser, device: Device) -> Result<Report, Box<dyn Error>> {
    let nginx = Nginx::start().await?;
    fs::create_dir_all(reports())?;
    let output = reports().join(device.to_string());
    let output = output.to_str().ok_or("the path is not Unicode")?;
    let program = site::installed().join("lighthouse/node_modules/lighthouse/cli/index.js");
    let done = Command::new("node")
        .arg(program)
        .arg(nginx.url("127.0.0.1"))
        .arg(format!("--port={}", browser.debugger()?))
        .args(["--output=json", "--output=html"])
        .arg(format!("--output-path={output}"))
        // Else it gives up on a machine that has much to do.
        .arg("--max-wait-for-load=180000")
        // It would ask whether it may tell of its own errors.
        .args(["--no-enable-error-reporting", "--quiet"])
        .args(device.options())
        .output()
        .map_err(|why| format!("node cannot be started: {why}"))?;
    if !done.status.success() {
        return Err(format!("Lighthouse: {}", String::from_utf8_lossy(&done.stderr)).into());
    }
    let report = fs::read_to_string(format!("{output}.report.json"))?;
    let report: Value = serde_json::from_str(&report)?;
    match report["runtimeError"]["message"].as_str() {
        Some(why) => Err(format!("Lighthouse: {why}").into()),
        None => Ok(Report(report)),
    }
}
