//! The wasm tests of the library, run by each engine.
//!
//! wasm-bindgen's own runner serves them; the browsers are driven as everywhere
//! else here, because that runner knows no WebKitGTK.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use fantoccini::Locator;
use libtest_mimic::{Failed, Trial};

use crate::engine::{Engine, Process, free_port, wait_for_port};
use crate::page::{self, Browser};
use crate::{Host, Outcome, times};

/// One test for each engine.
pub fn trials() -> Vec<Trial> {
    let trial = |engine: Engine| {
        Trial::test(format!("{engine}::wasm"), move || {
            times::of(format!("{engine}::wasm"), || {
                page::in_kept_browser(engine, Host::Plain, run)
            })
            .map_err(|error| Failed::from(error.to_string()))
        })
    };
    [Engine::Chromium, Engine::Firefox, Engine::WebKitGtk]
        .map(trial)
        .into()
}

async fn run(browser: &Browser) -> Outcome {
    let port = free_port()?;
    let _runner = serve(port)?;
    wait_for_port(port).await?;
    browser
        .client
        .goto(&format!("http://127.0.0.1:{port}/"))
        .await?;
    let output = browser
        .client
        .wait()
        .for_element(Locator::Id("output"))
        .await?;
    let report = browser
        .wait_until("the wasm tests are over", async || {
            let text = output.text().await?;
            Ok(text.contains("test result:").then_some(text))
        })
        .await?;
    println!("{report}");
    if report.contains("test result: ok.") && report.contains("nist_long_messages ... ok") {
        Ok(())
    } else {
        Err(report.into())
    }
}

fn serve(port: u16) -> Result<Process, Box<dyn std::error::Error>> {
    let runner = env::var("WASM_BINDGEN_TEST_RUNNER").unwrap_or("wasm-bindgen-test-runner".into());
    let mut cargo = Command::new(env::var("CARGO").unwrap_or("cargo".into()));
    cargo
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .args([
            "test",
            "--package",
            "gvmi-hash",
            "--test",
            "web",
            "--release",
            "--locked",
        ])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("NO_HEADLESS", "1")
        .env("WASM_BINDGEN_TEST_ADDRESS", format!("127.0.0.1:{port}"))
        .stdout(Stdio::null());
    Ok(Process::start(&mut cargo)?)
}
