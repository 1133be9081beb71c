//! The URL check: all that it says can be seen, a fix puts right what it is offered for, and
//! whoever presses fixes comes to an end.

use gvmi_hash::pure::text::finding::Finding;
use gvmi_hash::pure::url;

use super::cases::literals;
use super::{GAP, all_is_seen, text};

pub fn property(bytes: &[u8]) {
    let text = text(bytes);
    let (image, typed) = text.split_once(GAP).unwrap_or(("", &text));
    let image = Some(image).filter(|image| is_file_name(image));
    let mut pending = vec![(typed.to_owned(), 0)];
    while let Some((typed, presses)) = pending.pop() {
        assert!(presses <= MOST_PRESSES, "no end of fixes: {typed:?}");
        let fixed = fixed(&typed, image);
        pending.extend(fixed.into_iter().map(|fixed| (fixed, presses + 1)));
    }
}

/// Nobody would press more buttons than that, one after the other.
const MOST_PRESSES: usize = 10;

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = literals(include_str!("../../../src/pure/url/tests.rs"));
    let typed = seeds.clone();
    for image in ["a.gvmi", "a (1).gvmi."] {
        let with_image = |typed| [image.as_bytes(), b"\x01", typed].concat();
        seeds.extend(typed.iter().map(|typed| with_image(typed)));
    }
    seeds
}

/// Whether a file can be called so.
fn is_file_name(name: &str) -> bool {
    !["", ".", ".."].contains(&name) && !name.contains(['/', '\0'])
}

/// What the fixes make of a URL, each.
fn fixed(typed: &str, image: Option<&str>) -> Vec<String> {
    let mut fixed = Vec::new();
    for finding in url::check(typed, image) {
        all_is_seen(&finding.to_string());
        for fix in &finding.fixes {
            all_is_seen(fix.label);
            assert!(
                !says_again(&finding, &fix.url, image),
                "{:?} makes {:?} of {typed:?}, and “{finding}” is said again",
                fix.label,
                fix.url,
            );
            fixed.push(fix.url.clone());
        }
    }
    fixed
}

fn says_again(finding: &Finding, fixed: &str, image: Option<&str>) -> bool {
    let findings = url::check(fixed, image);
    findings.iter().any(|again| again.lead == finding.lead)
}
