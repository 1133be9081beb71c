//! On what the figures were measured.

use std::env;
use std::fs;
use std::process::Command;
use std::thread;

use e2e::engine::Display;
use serde_json::Value;

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
