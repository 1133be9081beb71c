use proptest::prelude::*;

use super::*;

const H: &str = "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42";

/// What a text holds, in which § stands for the hash.
fn parse(text: &str) -> Option<Text> {
    Text::parse(&text.replace('§', H))
}

fn claim(name: Option<&str>) -> Claim {
    Claim {
        hash: ImageHash::from_hex(H).unwrap(),
        name: name.map(str::to_owned),
        other_algorithm: None,
        in_url: false,
        is_refused: false,
        is_base64: false,
    }
}

/// The claim outside URLs, which must be the only one.
#[track_caller]
fn found(text: &str) -> Claim {
    let Some(Text::Hashes(mut claims)) = parse(text) else {
        panic!("no hashes in {text:?}");
    };
    claims.retain(|claim| !claim.in_url);
    assert_eq!(claims.len(), 1, "{text:?}");
    claims.remove(0)
}

#[track_caller]
fn finds(text: &str, name: Option<&str>) {
    assert_eq!(found(text), claim(name), "{text:?}");
}

#[test]
fn a_hash_is_found_however_it_is_written() {
    finds(H, None);
    finds(&format!(" \n{}\t", H.to_uppercase()), None);
    finds("sha3:§", None);
    finds("SHA3-224: §", None);
    finds("0x§", None);
    finds(&format!("0X{}", H.to_uppercase()), None);
    finds("“§”", None);
    let groups: Vec<&str> = (0..7).map(|i| &H[i * 8..i * 8 + 8]).collect();
    for separator in [
        " ", ":", "-", ".", "_", ", ", "·", "\n", "  \r\n", "\n> ", "\\\n",
    ] {
        let hash = groups.join(separator);
        finds(&hash, None);
        finds(&format!("sha3: {hash}"), None);
        finds(&format!("SHA3-224 {hash}"), None);
        finds(&format!("hash = {hash}"), None);
    }
    let bytes: Vec<&str> = (0..28).map(|i| &H[i * 2..i * 2 + 2]).collect();
    finds(&format!("0x{}", bytes.join(", 0x")), None);
    finds(&format!("\\x{}", bytes.join("\\x")), None);
    // As `openssl dgst -c` prints it.
    let line = format!("SHA3-224(a.gvmi)= {}", bytes.join(":"));
    finds(&line, Some("a.gvmi"));
    for end in ["\n", "\n> ", "\\\n", "=\n", "\"\n\""] {
        finds(&format!("{}{end}{}", &H[..40], &H[40..]), None);
    }
}

#[test]
fn what_is_invisible_does_not_part_a_hash() {
    for unseen in [
        "\u{200B}", "\u{AD}", "\u{FEFF}", "\u{202E}", "\0", "\u{1b}[K",
    ] {
        finds(&format!("{unseen}{}{unseen}{}", &H[..10], &H[10..]), None);
    }
    finds(&format!("{}\u{A0}{}", &H[..28], &H[28..]), None);
    finds(&format!("{H}\u{A0} a\u{A0}b.gvmi"), Some("a b.gvmi"));
}

#[test]
fn a_hash_is_found_in_what_holds_one() {
    finds("hash:sha3:§:https://example.org/a.gvmi", None);
    finds(
        "await vm.repo(\n    image_hash=\"§\",\n    image_url=\"https://example.org/0123456789abcdef0123456789abcdef01234567/a.gvmi\",\n)",
        None,
    );
    finds(
        "{\"payload\": [{\"hash\": \"sha3:§\", \"urls\": [\"https://example.org/a\"]}]}",
        None,
    );
    finds("a_§.gvmi", None);
    finds("https://example.org/§.gvmi", None);
    finds("'https://example.org/§'", None);
    finds(" -- image link (for use in SDK): §", None);
    finds("Image link (for use in SDK): §", None);
}

#[test]
fn a_hash_in_a_url_is_a_part_of_that() {
    let in_url = "2".repeat(56);
    for url in [
        "\"https://example.org/*.gvmi\"",
        "'https://example.org/my images/*.gvmi'",
        "\"https:\\/\\/example.org\\/*.gvmi\"",
        "https://example.org/a,b;c/*.gvmi",
        "https://example.org/a_(1)/*.gvmi",
        "https://example.org/a.gvmi?version=*",
        "\"https://example.org/a.gvmi?1,*\"",
        "example.org/*",
        "https://example.org/my images/*",
        "https://example.org/a.gvmi?1,*",
        "example.org/a_*.gvmi",
        "images/build-*/rootfs.gvmi",
        "C:\\images\\*\\rootfs.gvmi",
        "/images/a_*.gvmi",
    ] {
        let url = url.replace('*', &in_url);
        finds(&format!("image_hash={H} image_url={url}"), None);
    }
}

#[test]
fn a_hash_behind_a_url_is_no_part_of_it() {
    for text in [
        "a.gvmi,https://example.org/a.gvmi,§",
        "a.gvmi;https://example.org/a.gvmi;§",
        "|a.gvmi|https://example.org/a.gvmi|§|",
        "vm.repo(image_url=https://example.org/a.gvmi,image_hash=§)",
        "new: hash://sha3:§:https://example.org/a.gvmi",
        "see https://example.org/page/#hash=§&url=https://example.org/a.gvmi",
    ] {
        finds(text, None);
    }
}

#[test]
fn a_form_that_is_refused_is_known() {
    for (text, is_refused) in [
        ("hash:sha3:§:https://example.org/a", false),
        ("hash://sha3:0x§:https://example.org/a", false),
        ("hash:sha3:sha3:§:https://example.org/a", true),
        ("hash:SHA3:§:https://example.org/a", true),
        ("hash:sha3-224:§:https://example.org/a", true),
        ("hash:sha224:§:https://example.org/a", true),
        ("{\"hash\": \"sha3:§\"}", false),
        ("golem-sdk manifest create a --image-hash sha3:§", false),
        ("image_hash: \"§\"", false),
        ("image_hash=\"sha3:§\"", true),
        ("imageHash: 'sha3:§'", true),
        ("image_hash: hash:sha3:§:https://example.org/a", true),
        ("Invalid url: §", true),
        ("Invalid url: hash:sha3:§:https://example.org/", false),
        ("image_hash: **§**", false),
        ("Unsupported digest: SHA3\n§", true),
    ] {
        assert_eq!(found(text).is_refused, is_refused, "{text:?}");
    }
}

#[test]
fn a_name_is_found_beside_its_hash() {
    finds("§  a b.gvmi", Some("a b.gvmi"));
    finds("§ *a.gvmi", Some("a.gvmi"));
    finds("§\ta.gvmi", Some("a.gvmi"));
    finds("§ a.gvmi", Some("a.gvmi"));
    finds("§ is the hash", None);
    finds("\\§  a\\\\b.gvmi", Some("a\\b.gvmi"));
    finds("\\§  a\\\\nb\\n.gvmi", Some("a\\nb\n.gvmi"));
    finds("> §  a.gvmi", Some("a.gvmi"));
    finds("SHA3-224 (a (1).gvmi) = §", Some("a (1).gvmi"));
    finds("SHA3-224(a.gvmi)= §", Some("a.gvmi"));
    let lines = format!("{}  b.gvmi\n{H}  a.gvmi\n", "0".repeat(56));
    let Some(Text::Hashes(claims)) = parse(&lines) else {
        panic!("no hashes in {lines:?}");
    };
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[1], claim(Some("a.gvmi")));
}

#[test]
fn another_algorithm_is_taken_at_its_word() {
    for (text, name) in [
        ("SHA224 (a.gvmi) = §", "SHA-224"),
        ("SHA2-224(a)= §", "SHA-224"),
        ("sha-224: §", "SHA-224"),
        ("SHA512/224 (a.gvmi) = §", "SHA-512/224"),
        ("Keccak-224: §", "Keccak-224"),
    ] {
        let Some(Text::Hashes(claims)) = parse(text) else {
            panic!("no hashes in {text:?}");
        };
        assert_eq!(claims[0].other_algorithm, Some(name), "{text:?}");
    }
}

#[track_caller]
fn error(text: &str, errors: usize) {
    let found = parse(text);
    let expected = Text::ProviderError(ProviderError {
        calculated: H.to_owned(),
        expected: "1".repeat(56),
        errors,
    });
    assert_eq!(found, Some(expected), "{text:?}");
}

#[test]
fn the_errors_of_both_generations_of_providers_are_known() {
    let ones = "1".repeat(56);
    error(
        &format!(
            "Local service error: Transfer error: Downloaded VM image is corrupted: calculated hash {H} differs from the expected one {ones}"
        ),
        1,
    );
    error(
        &format!(
            "ExeScript command exited with code 1. stderr: Incorrect hash provided or downloaded image is corrupted: calculated hash {H} differs from the expected one {ones}\", message=None"
        ),
        1,
    );
}

#[test]
fn an_error_is_known_however_a_terminal_shows_it() {
    let ones = "1".repeat(56);
    error(
        &format!("Calculated hash `{H}` differs from the expected one `{ones}`."),
        1,
    );
    error(
        &format!("calculated hash 0x{H} differs from the expected one 0x{ones}"),
        1,
    );
    error(
        &format!(
            "calculated hash \u{1b}[31m{H}\u{1b}[0m differs from the expected one \u{1b}[1;32m{ones}\u{1b}[m"
        ),
        1,
    );
    for [start, end] in [
        ["**", "**"],
        ["<b>", "</b>"],
        ["[31m", "[0m"],
        ["\u{1b}[38:5:1m", "\u{1b}[K"],
        ["\\u001b[1m", "\\u001b[0m"],
    ] {
        error(
            &format!(
                "calculated hash {start}{H}{end} differs from the expected one {start}{ones}{end}"
            ),
            1,
        );
    }
    error(
        &format!("calculated  hash\u{A0}{H}  differs from the expected\u{A0}one  {ones}"),
        1,
    );
    error(
        &format!(
            "corrupted: calculated hash {}\n  | {} differs\nfrom the expected one {}\n│ {}\n│ end",
            &H[..20],
            &H[20..],
            &ones[..9],
            &ones[9..]
        ),
        1,
    );
}

#[test]
fn an_error_is_known_at_every_width_of_a_terminal() {
    let ones = "1".repeat(56);
    for corrupted in [
        "Downloaded VM image is corrupted:",
        "Incorrect hash provided or downloaded image is corrupted:",
    ] {
        for length in 0..160 {
            let text = format!(
                "{} Local service error: Transfer error: {corrupted} calculated hash {H} \
                 differs from the expected one {ones}",
                "e".repeat(length)
            );
            for width in [72, 80, 100, 120, 132] {
                error(&broken_anywhere(&text, width), 1);
                error(&broken_at_words(&text, width), 1);
            }
        }
    }
}

fn broken_anywhere(text: &str, width: usize) -> String {
    let lines: Vec<&str> = (0..text.len())
        .step_by(width)
        .map(|start| &text[start..text.len().min(start + width)])
        .collect();
    lines.join("\n")
}

fn broken_at_words(text: &str, width: usize) -> String {
    let mut broken = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let fits = column + word.len() <= width;
        broken.push(if fits { ' ' } else { '\n' });
        column = if fits { column } else { 0 } + word.len() + 1;
        broken += word;
    }
    broken
}

#[test]
fn an_error_with_a_hash_that_is_cut_is_not_whole() {
    let ones = "1".repeat(56);
    for length in (0..56).chain([57]) {
        let cut: String = H.chars().cycle().take(length).collect();
        for (calculated, expected) in [(cut.as_str(), ones.as_str()), (&ones, &cut)] {
            for end in [
                "",
                "…",
                "...",
                "\n2026-11-22 10:00 next line",
                "…\n22.11.2026 10:00:00 next line",
                "\n22.11.2026 10:00:00 next line",
                "\n127.0.0.1 next line",
                "\n[10.532] next line",
                "\n(22) next line",
                "\n22| next line",
            ] {
                let text = format!(
                    "calculated hash {calculated}{end} differs from the expected one \
                     {expected}{end}"
                );
                assert_eq!(parse(&text), Some(Text::PartOfProviderError), "{text}");
            }
        }
    }
}

#[test]
fn of_several_errors_the_last_counts() {
    let ones = "1".repeat(56);
    let error_of =
        |a: &str, b: &str| format!("calculated hash {a} differs from the expected one {b}\n");
    let last = error_of(H, &ones);
    error(&[last.clone(), last.clone()].concat(), 1);
    error(&[error_of(&ones, &ones), error_of(H, H), last].concat(), 3);
}

#[test]
fn an_error_that_is_not_whole_is_no_hash() {
    // The second sign stands for the first so many digits of the hash.
    for (text, cut) in [
        ("calculated hash § differs", 0),
        ("differs from the expected one §", 0),
        ("calculated hash differs from the expected one §", 0),
        ("image is corrupted: calculated hash §", 0),
        ("calculated hash §", 0),
        ("calculated hash ¶ differs from the expected one §", 30),
        ("calculated hash § differs from the expected one ¶", 30),
        ("calculated hash § differs from the expected one ¶…", 20),
        (
            "calculated hash § differs from the expected one ¶...\n§",
            20,
        ),
        (
            "calculated hash § differs from the expected one ¶\n2026-11-22",
            52,
        ),
        (
            "calculated hash § differs from the expected one ¶\n20261122 10:00",
            48,
        ),
        ("calculated hash § differs from the expected one §¶", 8),
        (
            "calculated hash <b>¶</b> differs from the expected one <b>§</b>",
            55,
        ),
        (
            "calculated hash \u{1b}[1m§\u{1b}[0m differs from the expected one \u{1b}[1m¶\u{1b}[0m",
            55,
        ),
        ("12:00 hash § differs from the expected\n12:00 one §", 0),
    ] {
        let text = text.replace('¶', &H[..cut]);
        assert_eq!(parse(&text), Some(Text::PartOfProviderError), "{text:?}");
    }
}

#[test]
fn what_is_no_hash_is_told_for_what_it_is() {
    let other = |digits: &str| Some(Text::OtherDigits(digits.to_owned()));
    assert_eq!(parse(" \n"), None);
    assert_eq!(parse("hello"), Some(Text::NoHash));
    assert_eq!(parse("https://example.org/a.gvmi"), Some(Text::NoHash));
    assert_eq!(parse(&H[..55]), other(&H[..55]));
    assert_eq!(parse("779758b432"), other("779758b432"));
    let sha_256 = "ab".repeat(32);
    assert_eq!(parse(&format!("sha256:{sha_256}")), other(&sha_256));
    let slip = H.replace('0', "O");
    assert_eq!(parse(&slip), Some(Text::NotHex('O')));
    assert_eq!(parse(&format!("{slip}  a.gvmi")), Some(Text::NotHex('O')));
    assert_eq!(
        parse(&format!("image_hash=\"{slip}\",")),
        Some(Text::NotHex('O'))
    );
    let cyrillic = format!("{}\u{430}{}", &H[..46], &H[47..]);
    assert_eq!(parse(&cyrillic), Some(Text::NotHex('\u{430}')));
    let hash_in_url = "https://example.org/§.gvmi";
    assert_eq!(
        parse(&format!(
            "image_hash=\"{sha_256}\", image_url=\"{hash_in_url}\""
        )),
        other(&sha_256)
    );
    assert_eq!(
        parse(&format!(
            "image_hash=\"{}\", image_url=\"{hash_in_url}\"",
            &H[..55]
        )),
        other(&H[..55])
    );
}

#[test]
fn what_is_long_is_looked_at_once_or_not_at_all() {
    let line = "§ ".repeat(Text::LONGEST / 57);
    assert!(matches!(parse(&line), Some(Text::Hashes(_))));
    assert_eq!(parse(&"a".repeat(Text::LONGEST + 1)), Some(Text::TooLong));
}

#[test]
fn a_mark_before_a_hash_is_no_slip_in_it() {
    for before in ["#:\\", "#", "?#=", "~ "] {
        let text = parse(&format!("{before}{H}"));
        assert!(matches!(text, Some(Text::Hashes(_))), "{before}: {text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn a_hash_is_found_among_any_words(
        before in "([^\\p{L}\\p{N}§]|é|字){0,20}",
        after in "([^\\p{L}\\p{N}§]|é|字){0,20}",
    ) {
        let text = format!("{before}{H}{after}");
        let Some(Text::Hashes(claims)) = parse(&text) else {
            return Err(TestCaseError::fail(format!("no hashes in {text:?}")));
        };
        prop_assert_eq!(claims[0].hash, claim(None).hash);
    }
}

/// Once for each of its pieces would be minutes.
#[test]
fn a_book_of_ranges_is_gone_through_once() {
    for piece in ["1..2", "ab12..34cd ", "1…2", "7."] {
        let book = piece.repeat(Text::LONGEST / piece.len());
        assert_ne!(parse(&book), None, "{piece}");
    }
}
