use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::hash::{Hasher, ImageHash, LookalikeHasher, Lookalikes, hash};
use crate::pure::publish::snippet::Snippet;
use crate::pure::text::finding::Severity;

const DOCKER_IMAGE: &str = "779758b432779758b432779758b432779758b432779758b432779758b4320123";

fn lookalikes() -> Lookalikes {
    let mut hasher = LookalikeHasher::default();
    hasher.update(b"image");
    hasher.finish()
}

fn image() -> Known<'static> {
    Known {
        hash: hash(b"image"),
        name: "a.gvmi",
        docker_image: Some(DOCKER_IMAGE),
        lookalikes: None,
        has_trailer: None,
        url: "",
    }
}

/// What is said of a text in which § stands for the image's hash and ¤ for another.
fn verdict_of(text: &str, subject: Subject) -> Verdict {
    let text = text
        .replace('§', &image().hash.to_string())
        .replace('¤', &hash(b"other").to_string());
    compare(&Text::parse(&text).unwrap(), &subject)
}

/// All that is said.
fn words(verdict: &Verdict) -> String {
    format!("{} {}", verdict.answer, verdict.finding)
}

#[track_caller]
fn says(text: &str, subject: Subject, severity: Severity, says: &str) {
    let verdict = verdict_of(text, subject);
    let words = words(&verdict);
    assert!(words.contains(says), "{words:?} does not say {says:?}");
    assert_eq!(verdict.finding.severity, severity, "{words}");
}

#[track_caller]
fn bad(text: &str, sentence: &str) {
    says(text, Subject::Known(image()), Severity::Error, sentence);
}

#[track_caller]
fn good(text: &str, sentence: &str) {
    says(text, Subject::Known(image()), Severity::Good, sentence);
}

#[test]
fn the_same_hash_is_a_match() {
    let own = "Match. This is the hash of your file.";
    good("§", own);
    good(&image().hash.to_string().to_uppercase(), own);
    for text in [
        "§  out/a.gvmi",
        "§ *C:\\out\\a.gvmi",
        "¤  b.gvmi\n§  a.gvmi",
        "§  b.gvmi\n§  a.gvmi",
        "\\§  out\\\\a.gvmi",
        "§\n§",
    ] {
        good(text, own);
    }
    good("§  b.gvmi", "which the text calls “b.gvmi”");
}

#[test]
fn every_snippet_is_judged_by_its_hash() {
    const URL: &str = "https://example.org/a.gvmi";
    let own = image().hash;
    let other = hash(b"other");
    let in_url = format!("https://example.org/{own}.gvmi");
    for snippet in Snippet::ALL {
        let text = |hash: &ImageHash, url: &str| snippet.text(hash, url, "");
        good(&text(&own, URL), "Match. This is the hash of your file.");
        good(
            &text(&own, &in_url),
            "Match. This is the hash of your file.",
        );
        good(
            &text(&own, &format!("https://example.org/{other}.gvmi")),
            "Match.",
        );
        bad(&text(&other, URL), "No match.");
        bad(
            &text(&other, &in_url),
            "Not clear. Your file’s hash stands only in a URL",
        );
        let with = |hash: &str| text(&other, &in_url).replace(&other.to_string(), hash);
        for hash in ["", "TODO"] {
            bad(
                &with(hash),
                "Not clear. Your file’s hash stands only in a URL",
            );
        }
        bad(&with(&"ab".repeat(32)), "It has 64 hex digits, not 56.");
        bad(&with(&own.to_string()[..55]), "Not all of the hash.");
    }
}

#[test]
fn a_hash_in_a_form_that_is_refused_is_still_a_match() {
    let refused = "Match. This is the hash of your file. But a provider or an SDK refuses it";
    for text in [
        "hash:sha3-224:§:https://example.org/a.gvmi",
        "image_hash=\"sha3:§\"",
    ] {
        says(text, Subject::Known(image()), Severity::Advice, refused);
    }
}

#[test]
fn another_hash_is_no_match() {
    let other = hash(b"other").to_string();
    bad(&other, "It is the hash of another file or another build");
    bad(
        "SHA224 (a.gvmi) = ¤",
        "The text calls this hash SHA-224, which Golem does not know",
    );
    let mut slip = image().hash;
    slip.0[3] ^= 1;
    bad(
        &slip.to_string(),
        "Only 1 digit differs of 56: the hash was mistyped",
    );
    bad(&slip.to_string(), "Digit 8 differs.");
    slip.0[0] ^= 0x10;
    slip.0[27] ^= 0x11;
    bad(&slip.to_string(), "Digits 1, 8, 55 and 56 differ.");
    let lines = "¤  b.gvmi\n¤  c.gvmi";
    bad(lines, "None of these 2 hashes is your file’s");
}

#[test]
fn the_hash_of_zero_bytes_is_named_with_and_without_an_image() {
    let nothing = ImageHash::OF_NOTHING.to_string();
    bad(&nothing, "This is the hash of zero bytes");
    bad(
        &format!("SHA3-224(stdin)= {nothing}"),
        "If a command or a provider printed it, the URL gave nothing.",
    );
    says(
        &nothing,
        Subject::Missing,
        Severity::Error,
        "This is the hash of zero bytes",
    );
    let image = Known {
        hash: ImageHash::OF_NOTHING,
        ..image()
    };
    says(&nothing, Subject::Known(image), Severity::Good, "Match.");
}

#[test]
fn a_lookalike_is_named_once_it_was_computed() {
    let sha_224 = ImageHash(lookalikes().sha_224).to_string();
    let verdict = verdict_of(&sha_224, Subject::Known(image()));
    assert!(verdict.may_be_lookalike);
    let image = Known {
        lookalikes: Some(lookalikes()),
        ..image()
    };
    let right_file = "The right file, the wrong kind of hash. This is its SHA-224";
    says(&sha_224, Subject::Known(image), Severity::Error, right_file);
    let keccak_224 = ImageHash(lookalikes().keccak_224).to_string();
    says(
        &keccak_224,
        Subject::Known(image),
        Severity::Error,
        "This is its Keccak-224",
    );
    let verdict = verdict_of(&hash(b"other").to_string(), Subject::Known(image));
    assert!(!verdict.may_be_lookalike);
    let words_of_other = words(&verdict);
    assert!(words_of_other.contains("not the SHA-224 or Keccak-224"));
    assert!(words_of_other.contains("be yet another kind of hash"));
    let labelled = format!("SHA512-224(a.gvmi)= {}", hash(b"other"));
    for lookalikes in [None, Some(lookalikes())] {
        let image = Known {
            lookalikes,
            ..image
        };
        let verdict = verdict_of(&labelled, Subject::Known(image));
        assert!(!verdict.may_be_lookalike);
        assert!(words(&verdict).contains("calls this hash SHA-512/224"));
    }
}

#[test]
fn digits_that_are_no_sha3_224_are_named() {
    let own = image().hash.to_string();
    for (text, words) in [
        (DOCKER_IMAGE, "the id of the Docker image"),
        (
            &format!("sha256:{DOCKER_IMAGE}"),
            "the id of the Docker image",
        ),
        (&DOCKER_IMAGE[..10], "the id of the Docker image"),
        (
            &format!(" -- Docker image id: sha256:{DOCKER_IMAGE}"),
            "the id of the Docker image",
        ),
        (
            &format!(" -- descriptor hash: {}", "ab".repeat(32)),
            "the descriptor’s hash of gvmkit-build",
        ),
        (&own[..20], "Not all of the hash. These 20 digits"),
        (&own[1..], "Not all of the hash. These 55 digits"),
        (
            &"ab".repeat(32),
            "It has 64 hex digits, not 56. Golem needs SHA3-224. SHA-256",
        ),
        (&"ab".repeat(27), "Was it copied whole"),
        ("hello", "No hash found in this text"),
        (&own.replacen(&own[..1], "O", 1), "“O” is not a hex digit"),
        (
            &own.replacen(&own[..1], "\u{430}", 1),
            "“\u{430}” (U+0430) is not a hex digit",
        ),
    ] {
        bad(text, words);
    }
}

/// The error of a provider.
fn error(calculated: &str, expected: &str) -> String {
    format!("calculated hash {calculated} differs from the expected one {expected}")
}

#[test]
fn a_providers_error_tells_which_side_is_wrong() {
    let nothing = &*ImageHash::OF_NOTHING.to_string();
    let third = &*hash(b"b").to_string();
    let [ab, cd] = &["ab", "cd"].map(|digits| digits.repeat(32));
    for (calculated, expected, words) in [
        (
            "¤",
            "§",
            "Your code is right. It expects this file’s hash, but this provider got something else",
        ),
        (nothing, "§", "this provider got zero bytes"),
        (nothing, "§", "A provider asks with HEAD first"),
        (
            "§",
            "¤",
            "The URL is right, your code is wrong. The provider downloaded this very file, but the code expects another hash",
        ),
        ("¤", third, "Neither hash is this file’s"),
        ("§", "§", "Both hashes in this error are the same"),
        ("¤", "¤", "Both hashes in this error are the same"),
        (
            ab,
            cd,
            "It has 64 hex digits, and the provider takes it for SHA3-256",
        ),
    ] {
        bad(&error(calculated, expected), words);
    }
    let knowing = Subject::Known(Known {
        lookalikes: Some(lookalikes()),
        ..image()
    });
    let text = error("§", &ImageHash(lookalikes().sha_224).to_string());
    says(
        &text,
        knowing,
        Severity::Error,
        "the code expects this file’s SHA-224",
    );
}

#[test]
fn what_could_be_a_lookalike_is_worth_a_search() {
    let may = |text: &str| verdict_of(text, Subject::Known(image())).may_be_lookalike;
    assert!(may("¤") && may(&error("§", "¤")) && may(&error("¤", &hash(b"b").to_string())));
    let mut slip = image().hash;
    slip.0[3] ^= 1;
    assert!(!may(&error("¤", "§")) && !may(&slip.to_string()));
}

#[test]
fn what_is_not_clear_is_no_match() {
    for (text, words) in [
        (
            "§  b.gvmi\n¤  a.gvmi",
            "your file’s hash for “b.gvmi”, and for a file of your file’s name",
        ),
        (
            "image_hash=\"¤\"\n§  a.gvmi",
            "this page cannot tell which of them counts",
        ),
        (
            "image_hash=\"¤\"\n§  b.gvmi",
            "this page cannot tell which of them counts",
        ),
        ("old ¤\nnew §", "One of these 2 hashes is your file’s"),
        ("¤  a.gvmi\n§", "One of these 2 hashes is your file’s"),
        (
            "¤  old/a.gvmi\n§  new/a.gvmi",
            "One of these 2 hashes is your file’s",
        ),
        (
            "b.gvmi,¤\na.gvmi,§",
            "this page cannot tell which of them counts",
        ),
        (
            "b.gvmi: ¤\na.gvmi: §",
            "this page cannot tell which of them counts",
        ),
        (
            "a.gvmi,,¤\nb.gvmi,https://example.org/b.gvmi,§",
            "this page cannot tell which of them counts",
        ),
        ("¤\nhttps://example.org/§.gvmi", "Not clear."),
        ("differs from the expected one §", "Paste all of it"),
    ] {
        bad(text, words);
    }
}

#[test]
fn a_hash_of_another_kind_is_no_rival() {
    for [label, end] in [
        ["-224(a.gvmi)= ", ""],
        ["-224 (a.gvmi) = ", "\n"],
        ["-224: ", ""],
    ] {
        let text = |sha2, sha3| format!("SHA{label}{sha2}{end}\nSHA3{label}{sha3}{end}");
        good(&text("¤", "§"), "Match. This is the hash of your file.");
        bad(&text("§", "¤"), "Not clear. One of these 2 hashes");
    }
}

#[test]
fn a_name_cannot_turn_the_sentence_around() {
    let own = image().hash;
    good(&format!("{own}  \u{202E}b.gvmi"), "“b.gvmi”");
    good("\\§  b\\n.gvmi", "“b\\u000a.gvmi”");
    let image = Known {
        name: "\u{2764}\u{FE0F}.gvmi",
        ..image()
    };
    let text = format!("{own}  \u{2764}\u{FE0F}.gvmi");
    says(
        &text,
        Subject::Known(image),
        Severity::Good,
        "of your file.",
    );
}

#[test]
fn before_there_is_a_hash_nothing_is_decided() {
    for text in ["§", "§ a\n§ b"] {
        says(text, Subject::Missing, Severity::Open, "Choose the image.");
        says(
            text,
            Subject::Hashing,
            Severity::Open,
            "as soon as the image is hashed",
        );
    }
}

#[test]
fn only_a_hash_that_was_compared_is_told_as_a_yes_or_a_no() {
    for (text, kind) in [
        ("§", Kind::Match),
        ("¤", Kind::Mismatch),
        ("¤  b.gvmi\n¤  c.gvmi", Kind::Mismatch),
        (&error("§", "¤"), Kind::Mismatch),
        (&error("¤", "§"), Kind::Unclear),
        ("old ¤\nnew §", Kind::Unclear),
        (DOCKER_IMAGE, Kind::Unclear),
        (&image().hash.to_string()[..20], Kind::Unclear),
        ("hello", Kind::Unusable),
    ] {
        let verdict = verdict_of(text, Subject::Known(image()));
        assert_eq!(verdict.kind, kind, "{text}");
    }
}

#[test]
fn a_verdict_carries_the_digits_that_differ() {
    let mut slip = image().hash;
    slip.0[3] ^= 1;
    let verdict = verdict_of(&slip.to_string(), Subject::Known(image()));
    assert_eq!(verdict.given, Some(slip));
    let differing = verdict.differing.expect("digits");
    assert!((0..56).all(|digit| differing[digit] == (digit == 7)));
}

#[test]
fn what_is_said_first_fits_two_lines() {
    for text in [
        "§",
        "¤",
        &ImageHash::OF_NOTHING.to_string(),
        "image_hash=\"sha3:§\"",
        "§  b.gvmi\n¤  a.gvmi",
        "¤ §",
        &error(&ImageHash::OF_NOTHING.to_string(), "§"),
        &error("§", "¤"),
        DOCKER_IMAGE,
        &"ab".repeat(32),
    ] {
        let verdict = verdict_of(text, Subject::Known(image()));
        assert!(verdict.finding.lead.chars().count() <= 140, "{verdict:?}");
    }
}

/// The errors that stand in a file of cases, and what is said of each.
const ERRORS: [(&str, &str); 24] = [
    (
        "Local service error: Transfer error: HTTP error: io error: Other",
        "The download broke off.",
    ),
    (
        "Local service error: Error reading package metadata: Invalid ContainerConfig crc32 sum",
        "A wrong CRC at the end of the image.",
    ),
    (
        "Local service error: Error reading package metadata: invalid digit found in string",
        "No trailer at the end of the image.",
    ),
    (
        "Local service error: Transfer error: Unsupported digest: SHA3",
        "The hash is not written as providers want it.",
    ),
    (
        "Local service error: Transfer error: Invalid url: hash:sha3:",
        "The provider cannot read hash and URL.",
    ),
    (
        "agreement 46a81739c6ee7c1d5ed084e7de843a7ed79435cd445513e4dd5c4e5ac395fb4b, batch 17: \
         deploy failed: Local service error: Transfer error: HTTP error: client error: 416 Range \
         Not Satisfiable",
        "The URL serves less than before (416).",
    ),
    (
        "Error reading package metadata: invalid utf-8 sequence of 1 bytes from index 0",
        "No trailer at the end of the image.",
    ),
    (
        "Error reading package metadata: Invalid argument (os error 22)",
        "The image is shorter than its trailer says.",
    ),
    (
        "Error reading package metadata: expected value at line 1 column 1",
        "Metadata that a provider cannot read.",
    ),
    (
        "Transfer error: Unsupported digest: Unsupported digest: sha3-224",
        "The hash is not written as providers want it.",
    ),
    (
        "Unsupported digest sha3 of length 160",
        "The hash is not written as providers want it.",
    ),
    (
        "Transfer error: Hex error: Odd number of digits",
        "The hash in the code is not whole.",
    ),
    ("Transfer error: Missing hash", "The code gives no hash."),
    (
        "Transfer error: Unsupported scheme: ipfs",
        "A URL that providers do not download.",
    ),
    (
        "Transfer error: HTTP error: connection error: x",
        "No safe connection to the server.",
    ),
    (
        "Transfer error: HTTP error: timeout: operation timed out",
        "The server answers too late.",
    ),
    (
        "HTTP error: io error: Os { code: 111, kind: ConnectionRefused }",
        "Nothing answers at the URL.",
    ),
    (
        "404, message='Not Found', url=URL('https://example.org/a.gvmi')",
        "There is no file at the URL (404).",
    ),
    (
        "HTTP error: client error: 404 Not Found",
        "There is no file at the URL (404).",
    ),
    (
        "/bin/app: Exec format error",
        "The image is for another processor.",
    ),
    (
        "write: No space left on device",
        "No space is left in the VM.",
    ),
    (
        "execve: No such file or directory (os error 2)",
        "Something is missing in the image.",
    ),
    (
        "sh: permission denied: /app",
        "Something in the image may not be run.",
    ),
    (
        "ExeScript command exited with code 1",
        "This says only that a command failed.",
    ),
];

#[test]
fn an_error_without_a_hash_is_named() {
    for (error, answer) in ERRORS {
        for subject in [Subject::Missing, Subject::Hashing, Subject::Known(image())] {
            for text in [
                error.to_owned(),
                format!("[2026-11-22T12:00:00Z ERROR exe_unit] {error}\n12:00:01 next line"),
                format!("\u{1b}[31m{error}\u{1b}[0m"),
            ] {
                let verdict = verdict_of(&text, subject);
                assert_eq!(verdict.answer, answer, "{text:?}");
                assert_eq!(verdict.kind, Kind::Unusable, "{text:?}");
                assert!(verdict.finding.lead.chars().count() <= 140, "{verdict:?}");
            }
        }
    }
}

#[test]
fn an_error_without_a_hash_is_named_at_every_width_of_a_terminal() {
    for (error, answer) in ERRORS {
        for width in 8..100 {
            let lines: Vec<&str> = (0..error.len())
                .step_by(width)
                .map(|start| &error[start..error.len().min(start + width)])
                .collect();
            let text = lines.join("\n│ ");
            assert_eq!(
                verdict_of(&text, Subject::Missing).answer,
                answer,
                "{text:?}"
            );
        }
    }
}

#[test]
fn an_error_without_a_hash_is_held_against_image_and_url() {
    let of = |error: &str, has_trailer, url| {
        let image = Known {
            has_trailer,
            url,
            ..image()
        };
        let verdict = verdict_of(error, Subject::Known(image));
        assert!(verdict.finding.lead.chars().count() <= 140, "{verdict:?}");
        verdict.finding.lead
    };
    let trailer = "Error reading package metadata: Invalid ContainerConfig crc32 sum";
    let good = "https://cdn.mydomain.org/a.gvmi";
    for (error, has_trailer, url, lead) in [
        (
            trailer,
            Some(true),
            good,
            "Your file passes this check, so the URL serves another file",
        ),
        (
            trailer,
            Some(false),
            good,
            "Your file fails this check. The image check says",
        ),
        (trailer, None, good, "The metadata was changed or damaged"),
        (
            "Connection refused",
            None,
            "http://localhost/a.gvmi",
            "The URL that you entered cannot work",
        ),
        (
            "Connection refused",
            None,
            good,
            "The connection was refused",
        ),
        ("Connection refused", None, "", "The connection was refused"),
        (
            "Unsupported scheme: ipfs",
            None,
            "ipfs://a/a.gvmi",
            "The URL that you entered cannot work",
        ),
    ] {
        let said = of(error, has_trailer, url);
        assert!(said.starts_with(lead), "{error}: {said}");
    }
}

#[test]
fn a_hash_beside_an_error_is_no_match_and_may_be_none() {
    let error = "Local service error: Transfer error: HTTP error: client error: 416 Range Not \
                 Satisfiable";
    let own = verdict_of(&format!("{error}\nhash §"), Subject::Known(image()));
    assert_eq!(own.kind, Kind::Unusable);
    assert!(words(&own).contains("The hash beside the error is this file’s."));
    let other = verdict_of(&format!("{error}\nhash ¤"), Subject::Known(image()));
    assert_eq!(other.kind, Kind::Mismatch);
    assert!(words(&other).contains("The URL serves less than before (416)."));
    // Code and lists speak of errors, too.
    let code = "except TimeoutError: repo(image_hash=\"§\")";
    good(code, "Match.");
    good("§  404-not-found.gvmi", "Match.");
}

#[test]
fn an_identifier_in_a_log_is_no_hash() {
    let id = "46a81739c6ee7c1d5ed084e7de843a7ed79435cd445513e4dd5c4e5ac395fb4b";
    for text in [
        format!("agreement {id}, batch 17: deploy failed"),
        format!("agreement_id={id}"),
        format!("{{\"activityId\": \"{id}\"}}"),
        format!("provider 0x{} failed", &id[..40]),
    ] {
        bad(&text, "No hash found in this text.");
    }
}

/// The hash of `ok.gvmi`, whose shortened forms stand in a file of cases.
const OK: &str = "df276cde31956929f8333bc7f3a29915d61585e5395ac98e51f71182";

fn ok() -> Known<'static> {
    Known {
        hash: ImageHash::from_hex(OK).unwrap(),
        ..image()
    }
}

#[test]
fn a_shortened_hash_tells_another_image_and_never_the_right_one() {
    for (text, extent) in [
        ("df276cde31…8e51f71182", "first 10 and last 10 digits"),
        ("df276c...1182", "first 6 and last 4 digits"),
        ("df276c..1182", "first 6 and last 4 digits"),
        ("0xDF276C…1182", "first 6 and last 4 digits"),
        ("sha3:df276c[...]1182", "first 6 and last 4 digits"),
        (
            "the hash is `df276c…1182`, I think",
            "first 6 and last 4 digits",
        ),
        ("df276cde31…", "first 10 digits"),
        ("sha3: df276cde31...", "first 10 digits"),
        ("…8e51f71182", "last 10 digits"),
    ] {
        says(
            text,
            Subject::Known(ok()),
            Severity::Error,
            &format!("It agrees as far as it goes. The {extent} are your file’s. This is no proof"),
        );
        let verdict = verdict_of(text, Subject::Known(ok()));
        assert_eq!(verdict.kind, Kind::Unclear, "{text}");
        let verdict = verdict_of(text, Subject::Known(image()));
        assert_eq!(verdict.kind, Kind::Mismatch, "{text}");
        assert!(verdict.may_be_lookalike);
        let says = format!("It does not agree. The {extent} are not your file’s");
        assert!(words(&verdict).contains(&says), "{verdict:?}");
        let verdict = verdict_of(text, Subject::Missing);
        assert_eq!(verdict.kind, Kind::Unusable, "{text}");
        assert_eq!(verdict.answer, "Only a part of a hash.");
    }
    let list = "df276c…1182  ok.gvmi\n11aa11…1111  other.gvmi";
    let verdict = verdict_of(list, Subject::Known(ok()));
    assert_eq!(verdict.kind, Kind::Unclear);
    assert!(words(&verdict).contains("Of one of these 2, the first 6"));
    let verdict = verdict_of(list, Subject::Known(image()));
    assert!(words(&verdict).contains("None of these 2 shortened hashes"));
    assert!(verdict.is_unlisted);
}

#[test]
fn a_shortened_hash_of_another_kind_is_named() {
    let shortened = |digits: &str| format!("{}…{}", &digits[..8], &digits[digits.len() - 8..]);
    bad(
        &shortened(DOCKER_IMAGE),
        "This is the id of the Docker image.",
    );
    let knowing = Subject::Known(Known {
        lookalikes: Some(lookalikes()),
        ..image()
    });
    let sha_224 = shortened(&ImageHash(lookalikes().sha_224).to_string());
    says(&sha_224, knowing, Severity::Error, "This is its SHA-224");
}

#[test]
fn what_is_no_shortened_hash_is_not_taken_for_one() {
    for text in [
        "decade…facade",
        "2020...2021",
        "1…2",
        "see a1b2c3d..e4f5a6b in the log",
        "https://example.org/compare/a1b2c3d4...e4f5a6b7",
        "sha256:a1b2c3d4…e4f5a6b7",
        "agreement a1b2c3d4…e4f5a6b7",
        "wait…",
    ] {
        bad(text, "No hash found in this text.");
    }
}

/// The hash of `ok.gvmi` in base64.
const IN_BASE64: &str = "3yds3jGVaSn4MzvH86KZFdYVheU5WsmOUfcRgg";

#[test]
fn a_hash_in_base64_is_whole() {
    for form in [
        "*",
        "*==",
        "sha3-224-*==",
        "sha3-224-*",
        "SHA3-224: *==",
        "sha3:*",
        "integrity=\"sha3-224-*==\"",
        "hash=*==",
        "the hash is *== I think",
    ] {
        let text = form.replace('*', IN_BASE64);
        let verdict = verdict_of(&text, Subject::Known(ok()));
        assert_eq!(verdict.kind, Kind::Match, "{text}");
        assert_eq!(verdict.given, Some(ok().hash));
        assert!(words(&verdict).contains("written in base64"), "{verdict:?}");
    }
    // A bit is left over, so it is that of nothing.
    let odd = format!("sha3-224-{}h==", &IN_BASE64[..37]);
    let verdict = verdict_of(&odd, Subject::Known(ok()));
    assert_eq!(verdict.kind, Kind::Unusable, "{verdict:?}");
    let broken = format!("{}\n{}==", &IN_BASE64[..20], &IN_BASE64[20..]);
    let verdict = verdict_of(&broken, Subject::Known(ok()));
    assert_eq!(verdict.kind, Kind::Match);
}

#[test]
fn another_hash_in_base64_is_no_match_where_it_surely_is_one() {
    let of = |text: &str| verdict_of(text, Subject::Known(image()));
    for form in ["*==", "sha3-224-*==", "sha3-224-*", "SHA3-224: *=="] {
        let verdict = of(&form.replace('*', IN_BASE64));
        assert_eq!(verdict.kind, Kind::Mismatch, "{form}");
        assert!(words(&verdict).contains("It was written in base64."));
    }
    let sha_224 = of(&format!("sha224-{IN_BASE64}=="));
    assert!(words(&sha_224).contains("The text calls this hash SHA-224"));
    for word in [
        IN_BASE64,
        "pneumonoultramicroscopicsilicovolcanoA",
        "someLongIdentifierOfAProgram2ThatEndsQ",
        "hash: someLongIdentifierOfAProgram2ThatEndsQ",
        // Base64 of a text of 28 letters.
        "dGhpcyB0ZXh0IGhhcyAyOCBsZXR0ZXJzLi4uLg==",
    ] {
        let verdict = of(word);
        assert_eq!(verdict.kind, Kind::Unusable, "{word}: {verdict:?}");
        assert_eq!(verdict.answer, "No hash found in this text.");
        assert!(words(&verdict).contains("hash in base64"), "{verdict:?}");
    }
    for word in [
        "pneumonoultramicroscopicsilicovolcanoconiosis",
        "abcdefghijklmnopqrstuvwxyzabcdefghijkl",
        &IN_BASE64[..37],
        "3yds3jGVaSn4MzvH86KZFdYVheU5WsmOUfcRgg=",
    ] {
        let verdict = of(word);
        assert_eq!(verdict.answer, "No hash found in this text.", "{word}");
    }
}

/// What texts with hashes are made of; `*` is the image's hash, `+` another.
const PIECES: [&str; 46] = [
    "*",
    "+",
    "*",
    "+",
    "calculated hash ",
    " differs from the expected one ",
    "expected one",
    "image is corrupted: ",
    "Calculated hash: ",
    "\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    "\u{A0}",
    "\u{1b}[K",
    "\u{1b}[31m",
    "[0m",
    "[",
    "m",
    "\\u001b[1m",
    "<b>",
    "</",
    "<",
    ">",
    "> ",
    "\"",
    "'",
    "=",
    ":",
    "(",
    ") = ",
    "SHA224 (",
    "SHA3-224",
    "sha3:",
    "hash:",
    "hash://",
    "#hash=",
    "0x",
    "https://",
    "/",
    "a.gvmi",
    "é字",
    "\u{202E}",
    "…",
    "ab",
];

proptest! {
    #[test]
    fn nothing_matches_without_the_hash(
        pieces in prop::collection::vec(select(&PIECES[..]), 0..16),
        cut in 0..56_usize,
    ) {
        let own = image().hash.to_string();
        let cut_off = &own[..cut];
        let other = hash(b"other").to_string();
        for (digits, may_match) in [(own.as_str(), true), (cut_off, false)] {
            let text = pieces.concat().replace('*', digits).replace('+', &other);
            let verdict =
                Text::parse(&text).map(|text| compare(&text, &Subject::Known(image())));
            let is_match = verdict.as_ref().is_some_and(|verdict| verdict.kind == Kind::Match);
            let is_error = text.contains("expected one");
            prop_assert!(!is_match || (may_match && !is_error), "{text:?}: {verdict:?}");
        }
    }
}

/// Base64 of either alphabet, by the definition (RFC 4648 §4).
fn in_base64(bytes: &[u8], ends: [char; 2]) -> String {
    let signs: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(ends)
        .collect();
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    bits.chunks(6)
        .map(|six| {
            let value = (0..6).fold(0, |value, i| value << 1 | six.get(i).unwrap_or(&0));
            signs[usize::from(value)]
        })
        .collect()
}

proptest! {
    #[test]
    fn a_hash_in_base64_is_that_hash(
        bytes in any::<[u8; 28]>(),
        is_url_safe in any::<bool>(),
        form in select(&["*", "*==", "sha3-224-*==", "sha3-224-*"][..]),
        bit in 0..224_usize,
    ) {
        let ends = if is_url_safe { ['-', '_'] } else { ['+', '/'] };
        let text = form.replace('*', &in_base64(&bytes, ends));
        let mut other = bytes;
        other[bit / 8] ^= 1 << (bit % 8);
        for (hash, is_it) in [(bytes, true), (other, false)] {
            let image = Known { hash: ImageHash(hash), ..image() };
            let verdict = compare(&Text::parse(&text).unwrap(), &Subject::Known(image));
            prop_assert_eq!(verdict.kind == Kind::Match, is_it, "{}: {:?}", &text, verdict);
        }
    }

    #[test]
    fn no_part_of_a_hash_is_a_match(
        bytes in any::<[u8; 28]>(),
        start in 0..56_usize,
        rest in 0..56_usize,
        mark in select(&["…", "...", "..", "", " "][..]),
    ) {
        let hash = ImageHash(bytes);
        let digits = hash.to_string();
        let end = rest % (56 - start);
        let text = format!("{}{mark}{}", &digits[..start], &digits[56 - end..]);
        let image = Known { hash, ..image() };
        let verdict = Text::parse(&text).map(|text| compare(&text, &Subject::Known(image)));
        let kind = verdict.as_ref().map(|verdict| verdict.kind);
        prop_assert!(!matches!(kind, Some(Kind::Match)), "{text}: {verdict:?}");
        let is_shortened = mark != " " && !mark.is_empty() && start >= 4 && end >= 4;
        prop_assert!(!is_shortened || kind != Some(Kind::Mismatch), "{text}: {verdict:?}");
    }
}

#[test]
fn a_path_in_a_list_is_that_of_the_image_or_ends_with_its_name() {
    let hash = ImageHash([1; 28]);
    let other = ImageHash([2; 28]);
    for (listed, own, is_named) in [
        ("x.gvmi", "x.gvmi", true),
        ("out/x.gvmi", "x.gvmi", true),
        (r"out\x.gvmi", "x.gvmi", true),
        ("x.gvmi", "old/x.gvmi", true),
        ("old/x.gvmi", "old/x.gvmi", true),
        ("./old/x.gvmi", "old/x.gvmi", true),
        ("images/old/x.gvmi", "old/x.gvmi", true),
        (r"C:\images\old\x.gvmi", "old/x.gvmi", true),
        ("old/x.gvmi", "images/old/x.gvmi", true),
        ("new/x.gvmi", "old/x.gvmi", false),
        ("y.gvmi", "old/x.gvmi", false),
    ] {
        let one = format!("{other}  {listed}\n");
        for list in [format!("{one}{other}  z.gvmi\n"), one] {
            let text = Text::parse(&list).expect("a text");
            let image = Known {
                hash,
                name: own,
                docker_image: None,
                lookalikes: None,
                has_trailer: None,
                url: "",
            };
            let verdict = compare(&text, &Subject::Known(image));
            assert_eq!(verdict.kind, Kind::Mismatch);
            assert_eq!(verdict.is_unlisted, !is_named, "{list:?}, {own:?}");
        }
    }
}
