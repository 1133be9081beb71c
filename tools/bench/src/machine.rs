//! On what the figures were measured, and what it is worth.

use std::env;
use std::error::Error;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::Instant;

use e2e::engine::Display;
use serde_json::Value;

use crate::contestant::Tool;
use crate::images::{TestImage, TestImages};
use crate::native;
use crate::statistics::median;

/// How many times as long `openssl` takes for two files at once as for one of them: 1.0 where
/// two cores are two, and more where other programs take their time.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
pub struct Worth(pub f64);

impl Worth {
    /// Over this a round counts for nothing.
    const LIMIT: f64 = 1.25;

    /// Measures it three times.
    pub fn measure() -> Result<Self, Box<dyn Error>> {
        let images = TestImages::make(&[200_000_000, 200_000_001])?;
        let [one, other] = images.images.as_slice() else {
            return Err("two files were not made".into());
        };
        let mut ratios = Vec::new();
        for _ in 0..3 {
            let alone = native::measure(Tool::OpenSsl, &[one])?;
            ratios.push(at_once([one, other])? / alone);
        }
        Ok(Self(median(&ratios).ok_or("nothing was measured")?))
    }

    /// The lesser of both.
    pub fn or_worse(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    pub fn counts(self) -> bool {
        self.0 <= Self::LIMIT
    }

    /// In a sentence.
    pub fn say(self) -> String {
        let Self(ratio) = self;
        let verdict = if self.counts() {
            "so the run counts"
        } else {
            "so **this run counts for nothing**: other programs took the processor’s time"
        };
        format!(
            "What the machine was worth at the worst: `openssl` took {ratio:.2} times as long for \
             two files at once as for one (at most {:.2} is asked for), {verdict}.",
            Self::LIMIT
        )
    }
}

/// Seconds until both are done.
fn at_once(images: [&TestImage; 2]) -> Result<f64, String> {
    let start = Instant::now();
    let done = thread::scope(|scope| {
        images
            .map(|image| scope.spawn(move || native::measure(Tool::OpenSsl, &[image])))
            .map(|thread| {
                let failed = |_| Err("openssl was not waited for".to_owned());
                thread.join().unwrap_or_else(failed)
            })
    });
    let seconds = start.elapsed().as_secs_f64();
    done.into_iter().try_for_each(|done| done.map(drop))?;
    Ok(seconds)
}

/// Date, machine and versions, as lines of Markdown.
pub fn describe() -> Vec<String> {
    let mut lines = vec![format!(
        "{}; {}, {} cores.",
        answer("date", &["-u", "+%-d %B %Y"]),
        processor(),
        thread::available_parallelism().map_or(0, usize::from)
    )];
    let versions = [
        answer("chromedriver", &["--version"]),
        answer("firefox-esr", &["--version"]),
        answer(&browser(), &["--version"]),
        answer("openssl", &["version"]),
        answer("rhash", &["--version"]),
        format!("sha3sum {}", answer("sha3sum", &["--version"])),
        answer("rustc", &["--version"]),
        format!("sha3 {}", locked("sha3")),
        format!("hash-wasm {}", pinned("hash-wasm")),
        format!("js-sha3 {}", pinned("js-sha3")),
    ];
    lines.push(format!("Versions: {}.", versions.join(", ")));
    lines
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown processor".to_owned(), |(_, name)| {
            name.to_owned()
        })
}

fn browser() -> String {
    env::var("MINIBROWSER").unwrap_or("MiniBrowser".to_owned())
}

/// The first line that a program writes, without what stands in brackets.
fn answer(program: &str, arguments: &[&str]) -> String {
    // Some of them want a display to say even that.
    let display = Display::start();
    let output = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .envs(display.as_ref().map(Display::variable))
        .output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    first_line(&text.unwrap_or_default()).unwrap_or_else(|| format!("{program} of unknown version"))
}

fn first_line(text: &str) -> Option<String> {
    let line = text.lines().next()?.split(" (").next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn locked(package: &str) -> &'static str {
    let lock = include_str!("../../../Cargo.lock");
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .unwrap_or("of unknown version")
}

fn pinned(package: &str) -> String {
    let pins: Value =
        serde_json::from_str(include_str!("../pins/peers/package.json")).unwrap_or_default();
    let version = pins["dependencies"][package].as_str();
    version.unwrap_or("of unknown version").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_is_worth_nothing() {
        assert!(Worth(1.25).counts());
        let busy = Worth(1.0).or_worse(Worth(1.26));
        assert!(!busy.counts());
        assert!(busy.say().contains("1.26 times"), "{}", busy.say());
        assert!(busy.say().contains("counts for nothing"), "{}", busy.say());
    }

    #[test]
    fn a_version_is_told_without_its_build() {
        assert_eq!(
            first_line("ChromeDriver 156.0 (abc-def)\nmore"),
            Some("ChromeDriver 156.0".to_owned())
        );
        assert_eq!(first_line(""), None);
    }

    #[test]
    fn the_pinned_versions_are_known() {
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        assert!(is_number(locked("sha3")));
        assert!(is_number(&pinned("hash-wasm")) && is_number(&pinned("js-sha3")));
    }
}
