use proptest::prelude::*;

use super::*;
use crate::pure::embed::ImageCheck;
use crate::pure::hashing::failure::Failure;
use crate::pure::image::Inside;
use crate::pure::inside::{Contents, Seen};
use crate::pure::text::invisible::is_invisible;

const HASH: ImageHash = ImageHash([7; 28]);

/// The image of every test, unless it says otherwise.
const ID: ImageId = ImageId(1);

fn choose(name: &str) -> Action {
    Action::Choose(ID, ImageFile::new(name, 1000))
}

fn after(actions: impl IntoIterator<Item = Action>) -> Session {
    then(Session::default(), actions)
}

fn then(session: Session, actions: impl IntoIterator<Item = Action>) -> Session {
    actions
        .into_iter()
        .fold(session, |session, action| session.after(action))
}

fn progress(bytes_hashed: u64) -> Action {
    let progress = Event::Progress {
        bytes_hashed,
        elapsed: 1.0,
    };
    Action::Report(ID, progress)
}

fn hashed() -> Action {
    done(HASH)
}

fn done(hash: ImageHash) -> Action {
    let done = Event::Done {
        outcome: hash,
        elapsed: 2.0,
    };
    Action::Report(ID, done)
}

fn failed(failure: Failure) -> Action {
    Action::Report(ID, Event::Failed(failure))
}

fn inspect(file: &[u8]) -> Action {
    Action::Inspect(ID, crate::pure::image::check(file))
}

fn inspect_example() -> Action {
    inspect(&crate::pure::image::example::image())
}

fn kind(session: &Session) -> Kind {
    session.verdict().expect("a verdict").kind
}

fn given(session: &Session) -> Option<ImageHash> {
    session.verdict()?.given
}

const LOOKALIKES: Lookalikes = Lookalikes {
    of: HASH,
    sha_224: [1; 28],
    keccak_224: [2; 28],
};

fn found(lookalikes: Lookalikes) -> Action {
    let done = Event::Done {
        outcome: lookalikes,
        elapsed: 1.0,
    };
    Action::ReportLookalikes(ID, done)
}

fn search(session: &Session) -> Option<&Search> {
    session.selected()?.lookalikes()
}

fn hash_of(session: &Session) -> Option<ImageHash> {
    session.selected().and_then(ImageEntry::hash)
}

#[test]
fn a_chosen_image_is_hashed_and_shown() {
    let running = after([choose("a.gvmi"), progress(500)]);
    assert_eq!(hash_of(&running), None);
    assert_eq!(running.title(), "50 % · gvmi-hash");
    let done = running.after(hashed());
    assert_eq!(hash_of(&done), Some(HASH));
    assert_eq!(done.announcement(), "The hash of a.gvmi is ready.");
}

#[test]
fn a_look_that_failed_is_announced() {
    let looking = after([
        choose("a"),
        inspect_example(),
        hashed(),
        Action::LookInside(ID),
    ]);
    let failed = Event::Failed(Failure::OtherBuild);
    let looked = looking.after(Action::ReportInside(ID, failed));
    assert_eq!(
        looked.announcement(),
        "The files inside were not looked at."
    );
}

#[test]
fn what_the_check_found_is_announced_with_the_hash_and_goes_with_the_image() {
    let session = after([choose("a"), inspect_example(), hashed()]);
    assert_eq!(
        session.announcement(),
        "The hash of a is ready. Image check passed."
    );
    let session = session.after(choose("b")).after(hashed());
    assert_eq!(session.announcement(), "The hash of b is ready.");
    let session = session.after(inspect(b""));
    assert_eq!(
        session.announcement(),
        "The hash of b is ready. Image check failed."
    );
}

#[test]
fn a_hash_without_a_running_job_is_not_shown() {
    assert_eq!(hash_of(&after([hashed()])), None);
    let cancelled = after([choose("a"), Action::Cancel(ID), hashed()]);
    assert_eq!(hash_of(&cancelled), None);
    let failed = after([choose("a"), failed(Failure::WrongAnswer), hashed()]);
    assert_eq!(hash_of(&failed), None);
    let other = Event::Done {
        outcome: HASH,
        elapsed: 1.0,
    };
    let of_another = after([choose("a"), Action::Report(ImageId(0), other)]);
    assert_eq!(hash_of(&of_another), None);
}

#[test]
fn another_image_takes_the_place_of_the_first() {
    let session = after([choose("a"), hashed(), choose("b")]);
    assert_eq!(hash_of(&session), None);
    assert_eq!(session.announcement(), "Hashing b, 1.00 kB.");
}

#[test]
fn cancel_leaves_a_finished_job_alone() {
    let session = after([choose("a"), hashed(), Action::Cancel(ID)]);
    assert_eq!(hash_of(&session), Some(HASH));
}

#[test]
fn a_refusal_does_not_end_the_running_job() {
    let session = after([choose("a"), Action::Refuse(Refusal::NotAFile)]);
    assert!(session.is_busy());
    assert_eq!(session.announcement(), "Hashing a, 1.00 kB.");
    assert_eq!(session.notice(), Refusal::NotAFile.to_string());
    let again = session.after(Action::Refuse(Refusal::NotAFile));
    assert!(again.notices > session.notices, "it is not said again");
    let done = session.after(hashed());
    assert_eq!(done.announcement(), "The hash of a is ready.");
    assert_eq!(done.notice(), "");
    let session = session.after(choose("b"));
    assert_eq!(session.refusal, None);
}

#[test]
fn the_url_outlives_the_image() {
    let session = after([
        Action::EnterUrl("https://example.org/a.gvmi".to_owned()),
        choose("a"),
        hashed(),
    ]);
    assert_eq!(session.url(), "https://example.org/a.gvmi");
}

#[test]
fn a_link_makes_the_page_a_verifier() {
    let link = Address {
        hash: Some(HASH.to_string()),
        url: Some("https://example.org/a.gvmi".to_owned()),
    };
    let session = after([Action::Follow(link)]);
    assert!(session.is_verifier());
    assert_eq!(session.url(), "https://example.org/a.gvmi");
    assert_eq!(
        (kind(&session), given(&session)),
        (Kind::Waiting, Some(HASH))
    );
    let session = session.after(choose("a"));
    assert_eq!(
        (kind(&session), given(&session)),
        (Kind::Waiting, Some(HASH))
    );
    assert_eq!(session.title(), "0 % · gvmi-hash");
    assert_eq!(kind(&session.after(hashed())), Kind::Match);
}

#[test]
fn a_link_without_hash_leaves_the_comparison_alone() {
    let expected = Action::EnterExpected("ab".to_owned());
    let session = after([expected, Action::Follow(Address::default())]);
    assert_eq!(session.expected.text, "ab");
    assert!(!session.is_verifier());
}

#[test]
fn a_link_with_another_hash_does_not_keep_the_url_of_the_last() {
    let link = |hash: &str, url: Option<&str>| {
        Action::Follow(Address {
            hash: Some(hash.to_owned()),
            url: url.map(str::to_owned),
        })
    };
    let session = after([link("ab", Some("https://example.org/a")), link("cd", None)]);
    assert_eq!((&*session.expected.text, &*session.url()), ("cd", ""));
}

#[test]
fn the_check_of_a_file_that_changed_is_not_kept() {
    let check = || inspect(b"");
    let session = after([choose("a"), check(), failed(Failure::Changed)]);
    for session in [session.after(check()), session] {
        assert_eq!(session.selected().and_then(ImageEntry::check), None);
    }
}

#[test]
fn a_descriptor_is_not_compared() {
    let expected = Action::EnterExpected("01".repeat(28));
    let session = after(descriptor(HASH)).after(expected);
    assert_eq!(kind(&session), Kind::Waiting);
}

/// A descriptor with this hash is chosen, checked and hashed.
fn descriptor(hash: ImageHash) -> [Action; 3] {
    let numbers = [0x3_3333_3334, 0, 1_u64].map(u64::to_be_bytes).concat();
    let file = [numbers.as_slice(), &hash.0].concat();
    let hashed = done(crate::hash::hash(&file));
    [choose("a.descr.bin"), inspect(&file), hashed]
}

#[test]
fn a_descriptor_is_held_against_the_image_chosen_before() {
    assert_eq!(after(descriptor(HASH)).descriptor_report(), None);
    let session = after([choose("a.gvmi"), hashed()]);
    assert_eq!(session.descriptor_report(), None);
    let session = then(session, descriptor(HASH));
    let same = "The hash in it is that of a.gvmi, which you chose before.";
    assert_eq!(session.descriptor_report().as_deref(), Some(same));
    // A descriptor does not take the image's place.
    let session = then(session, descriptor(ImageHash([8; 28])));
    let report = session.descriptor_report().unwrap();
    let differs = "The hash in it is not that of a.gvmi, which you chose before. If";
    assert!(report.starts_with(differs), "{report}");
}

#[test]
fn a_descriptor_is_held_against_the_expected_hash() {
    let report = |expected: &str| {
        let expected = Action::EnterExpected(expected.to_owned());
        after(descriptor(HASH)).after(expected).descriptor_report()
    };
    let says = |expected: &str, words: &str| {
        let report = report(expected).expect("a report");
        assert!(report.starts_with(words), "{report}");
    };
    let same = "The hash in it is the one that is expected;";
    says(&HASH.to_string(), same);
    says(&format!("{HASH}  a.gvmi"), same);
    says(
        &"01".repeat(28),
        "The hash in it is not the one that is expected.",
    );
    let several = format!("{HASH}\n{}", "01".repeat(28));
    for unclear in ["", "no hash", "0123", &several] {
        assert_eq!(report(unclear), None);
    }
}

#[test]
fn lookalikes_of_other_bytes_are_not_the_images() {
    let other = found(Lookalikes {
        of: ImageHash([0; 28]),
        ..LOOKALIKES
    });
    let seek = [choose("a"), hashed(), Action::SeekLookalikes(ID)];
    let session = after(seek).after(other);
    assert_eq!(search(&session), Some(&Search::Failed(Failure::Changed)));
}

#[test]
fn lookalikes_belong_to_one_image() {
    let found = || found(LOOKALIKES);
    let session = after([choose("a"), hashed(), found()]);
    assert_eq!(search(&session), Some(&Search::Unasked));
    let session = session.after(Action::SeekLookalikes(ID)).after(found());
    assert_eq!(search(&session), Some(&Search::Known(LOOKALIKES)));
    let session = session.after(Action::EnterExpected("01".repeat(28)));
    let lead = session.verdict().unwrap().finding.lead;
    assert!(lead.starts_with("This is its SHA-224"), "{lead}");
    let session = session.after(choose("b")).after(found());
    assert_eq!(search(&session), None);
    assert_eq!(search(&session.after(hashed())), Some(&Search::Unasked));
}

fn embed(query: &str) -> Action {
    Action::Embed(Options::parse(query).unwrap())
}

#[test]
fn a_host_page_fills_the_widget_and_changes_only_what_it_asks_for_anew() {
    let hash = HASH.to_string();
    let asked = format!("embed&hash={hash}&url=https://a.org/a.gvmi&sdk=manifest");
    let session = after([embed(&asked)]);
    assert!(session.is_verifier());
    assert_eq!(
        (&*session.expected.text, session.snippet),
        (&*hash, Snippet::Manifest)
    );

    let session = session
        .after(Action::EnterUrl("https://b.org/b.gvmi".to_owned()))
        .after(embed(&format!("{asked}&theme=dark")));
    assert_eq!(session.url(), "https://b.org/b.gvmi");
    let session = session.after(embed("embed&url=https://c.org/c.gvmi"));
    assert_eq!(session.url(), "https://c.org/c.gvmi");
    assert!(!session.is_verifier());
    assert_eq!(
        (&*session.expected.text, session.snippet),
        ("", Snippet::Manifest)
    );
}

#[test]
fn nobody_but_the_host_page_changes_what_a_widget_verifies() {
    let hash = HASH.to_string();
    let session = after([
        embed(&format!("embed&hash={hash}")),
        Action::EnterExpected("0".repeat(56)),
        Action::Follow(Address {
            hash: Some("0".repeat(56)),
            url: None,
        }),
    ]);
    assert_eq!(session.expected.text, hash);
    let session = session.after(embed("embed&parts=compare"));
    assert_eq!(
        session
            .after(Action::EnterExpected("ab".to_owned()))
            .expected
            .text,
        "ab"
    );
}

#[test]
fn a_host_page_is_told_of_the_image_when_all_is_known() {
    let session = after([
        embed(&format!("embed&hash={HASH}")),
        choose("secret.gvmi"),
        hashed(),
    ]);
    assert_eq!(session.message(), None);
    let session = session.after(inspect_example());
    let result = |url: Option<&str>, comparison| Message::Result {
        hash: HASH,
        size: 1000,
        url: url.map(str::to_owned),
        image: ImageCheck::Passed,
        comparison: Some(comparison),
    };
    assert_eq!(session.message(), Some(result(None, Comparison::Match)));
    let session = session.after(embed(&format!("embed&hash={}&url=u", "0".repeat(56))));
    let message = session.message().unwrap();
    assert_eq!(message, result(Some("u"), Comparison::Mismatch));
    let secret = session.after(Action::EnterUrl("https://u:secret@h/".to_owned()));
    let message = secret.message().unwrap();
    assert_eq!(message, result(None, Comparison::Mismatch));
    let message = session.after(embed("embed&hash=abc")).message().unwrap();
    assert_eq!(message, result(None, Comparison::Open));
    let session = session.after(choose("b"));
    assert_eq!(session.message(), None);
    let failed = failed(Failure::Unreadable {
        reason: "secret".to_owned(),
    });
    let error = Message::Error {
        reason: "unreadable",
    };
    assert_eq!(session.after(failed).message(), Some(error));
}

#[test]
fn the_page_is_busy_while_a_job_runs() {
    assert!(!Session::default().is_busy());
    let session = after([choose("a")]);
    assert!(session.is_busy());
    assert!(!session.after(Action::Cancel(ID)).is_busy());
    let session = session.after(hashed());
    assert!(!session.is_busy());
    let session = session.after(Action::SeekLookalikes(ID));
    assert!(session.is_busy());
    let failed = Event::Failed(Failure::WrongAnswer);
    assert!(
        !session
            .after(Action::ReportLookalikes(ID, failed))
            .is_busy()
    );
}

#[test]
fn progress_is_announced_by_quarters() {
    let session = after([choose("a")]);
    assert_eq!(session.announcement(), "Hashing a, 1.00 kB.");
    assert_eq!(
        session.after(progress(740)).announcement(),
        "50 per cent hashed."
    );
    assert_eq!(
        session.after(progress(760)).announcement(),
        "75 per cent hashed."
    );
}

#[test]
fn the_title_says_the_verdict_to_who_verifies() {
    let other = "01".repeat(28);
    for (asked, title) in [
        (HASH.to_string(), "This is the image"),
        (other.clone(), "Not the image"),
        (format!("{other}\n{HASH}"), "Not compared"),
        ("hello".to_owned(), "Not compared"),
    ] {
        let link = Action::Follow(Address {
            hash: Some(asked),
            url: None,
        });
        let session = after([link, choose("a"), inspect_example(), hashed()]);
        assert_eq!(session.title(), format!("{title} · gvmi-hash"));
        // Who entered a hash has an image of his own.
        let typed = session.after(Action::EnterExpected(other.clone()));
        assert_eq!(typed.title(), "Hash ready · gvmi-hash");
    }
}

#[test]
fn the_title_calls_no_other_file_ready() {
    let mut unmountable = crate::pure::image::example::image();
    unmountable[20] = 6;
    for (file, title) in [
        (&crate::pure::image::example::image()[..], "Hash ready"),
        (b"<html>", "Not an image"),
        (b"", "Not an image"),
        (&unmountable, "A provider cannot start it"),
        (&unmountable[..4096], "A provider cannot start it"),
    ] {
        let session = after([choose("a"), inspect(file), hashed()]);
        assert_eq!(session.title(), format!("{title} · gvmi-hash"));
    }
}

#[test]
fn a_host_page_is_told_of_a_mismatch_only_where_there_is_one() {
    let other = "01".repeat(28);
    let told = |asked: &str| {
        let query = format!("embed&hash={}", asked.replace('\n', "%0A"));
        let session = after([embed(&query), choose("a"), inspect_example(), hashed()]);
        match session.message() {
            Some(Message::Result { comparison, .. }) => comparison,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(told(&other), Some(Comparison::Mismatch));
    for unclear in [
        format!("{other}\n{HASH}"),
        HASH.to_string()[..20].to_owned(),
        format!("calculated hash {other} differs from the expected one {HASH}"),
    ] {
        assert_eq!(told(&unclear), Some(Comparison::Open), "{unclear}");
    }
}

#[test]
fn a_pasted_text_goes_where_it_belongs() {
    let paste = |text: &str| Action::Paste(text.to_owned());
    let session = after([paste("https://a.org/a.gvmi\n"), paste(&HASH.to_string())]);
    assert_eq!(&*session.url(), "https://a.org/a.gvmi");
    assert_eq!(
        session.expected,
        Expected::new(HASH.to_string(), Giver::User)
    );
    assert_eq!(session.notice(), "Put into “Compare with”.");
    assert_eq!(session.notices, 2);
    let session = session.after(choose("a"));
    assert_eq!(
        (session.pasted, &*session.url()),
        (None, "https://a.org/a.gvmi")
    );
    assert_eq!(session.after(paste("hello")).pasted, None);
    let fixed = after([
        embed(&format!("embed&hash={HASH}")),
        paste(&"01".repeat(28)),
    ]);
    assert_eq!(fixed.expected.text, HASH.to_string());
}

#[test]
fn an_error_without_a_hash_is_held_against_the_image() {
    let error = "Local service error: Error reading package metadata: Invalid ContainerConfig \
                 crc32 sum";
    let pasted = [choose("a"), Action::Paste(error.to_owned())];
    let mut damaged = crate::pure::image::example::image();
    let last_of_metadata = damaged.len() - 9;
    damaged[last_of_metadata] ^= 1;
    for (check, lead) in [
        (inspect_example(), "Your file passes this check"),
        (inspect(&damaged), "Your file fails this check."),
    ] {
        let session = then(after(pasted.clone()), [check, hashed()]);
        let verdict = session.verdict().expect("a verdict");
        assert!(verdict.finding.lead.starts_with(lead), "{verdict:?}");
        assert_eq!(verdict.kind, Kind::Unusable);
        assert_eq!(verdict.answer, "A wrong CRC at the end of the image.");
    }
}

#[test]
fn a_link_verifies_or_says_that_it_cannot_be_read() {
    const URL: &str = "https://cdn.mydomain.org/ok.gvmi";
    let hash = HASH.to_string();
    let follow = |brought: &str| {
        let link = Action::Follow(Address::parse(&brought.replace('§', &hash)));
        after([link, choose("a"), inspect_example(), hashed()])
    };
    for brought in [
        "#hash%3D§%26url%3Dhttps%3A%2F%2Fcdn.mydomain.org%2Fok.gvmi",
        "?hash=§&url=https://cdn.mydomain.org/ok.gvmi",
        "#hash=§&amp;url=https://cdn.mydomain.org/ok.gvmi",
    ] {
        let session = follow(brought);
        assert_eq!(
            session.title(),
            "This is the image · gvmi-hash",
            "{brought}"
        );
        assert_eq!((session.is_verifier(), &*session.url()), (true, URL));
        let pasted = [choose("a"), inspect_example(), hashed()];
        let text = format!("https://h/{}", brought.replace('§', &hash));
        let session = then(after(pasted), [Action::Paste(text)]);
        let kind = session.verdict().map(|verdict| verdict.kind);
        assert_eq!(kind, Some(Kind::Match), "{brought}");
        assert_eq!(session.pasted, Some(Destination::Compare));
    }
    for brought in ["#hash=", "#hash%3D§&url=https://h.io/a", "?hash:§"] {
        let session = follow(brought);
        let verdict = session.verdict().expect("a verdict");
        assert_eq!(verdict.answer, "This link cannot be read.");
        assert_eq!(verdict.kind, Kind::Unusable);
        assert_eq!(session.title(), "Not compared · gvmi-hash", "{brought}");
        let empty = after([Action::Follow(Address::parse(brought))]);
        assert!(empty.is_verifier(), "{brought}");
    }
}

#[test]
fn a_mangled_link_among_words_is_read_where_nothing_else_is_a_hash() {
    let judged = |text: String| {
        let hashed = after([choose("a"), inspect_example(), hashed()]);
        let session = hashed.after(Action::EnterExpected(text));
        session.verdict().expect("a verdict").kind
    };
    let other = "01".repeat(28);
    let link = format!("https://h/#hash%3D{HASH}");
    assert_eq!(judged(format!("see {link} for it")), Kind::Match);
    assert_eq!(judged(format!("not {other} but {link}")), Kind::Mismatch);
    let code = format!("image_hash=\"{other}\",image_url=\"https://h.io/?hash={HASH}\"");
    assert_eq!(judged(code), Kind::Unusable);
}

fn add(names: &[(u64, &str)]) -> Action {
    let image = |(id, name): &(u64, &str)| (ImageId(*id), ImageFile::new(name, 1000));
    Action::Add(names.iter().map(image).collect())
}

fn report(id: u64, hash: [u8; 28]) -> Action {
    let done = Event::Done {
        outcome: ImageHash(hash),
        elapsed: 1.0,
    };
    Action::Report(ImageId(id), done)
}

/// Three images, the first two of them hashed.
fn three() -> Session {
    after([
        add(&[(1, "a.gvmi"), (2, "b.gvmi"), (3, "c.gvmi")]),
        report(1, [1; 28]),
        report(2, [2; 28]),
    ])
}

fn standings(session: &Session) -> Vec<Standing> {
    let entries = session.entries().iter();
    entries.map(|entry| entry.standing()).collect()
}

#[test]
fn several_images_are_shown_together_until_one_is_opened() {
    let session = three();
    assert!(session.is_set());
    assert_eq!(session.title(), "2 of 3 done · gvmi-hash");
    assert_eq!(session.announcement(), "50 per cent of 3 images hashed.");
    let opened = session.after(Action::Open(Some(ImageId(2))));
    assert!(!opened.is_set());
    assert_eq!(hash_of(&opened), Some(ImageHash([2; 28])));
    let back = opened.after(Action::Open(None));
    assert_eq!(back, session);
    assert_eq!(session.after(Action::Open(Some(ImageId(9)))), session);
}

#[test]
fn what_is_said_of_one_image_is_said_of_no_other() {
    let session = then(
        three(),
        [
            Action::Report(ImageId(3), Event::Failed(Failure::Gone)),
            report(3, [3; 28]),
            report(9, [9; 28]),
            Action::Inspect(ImageId(3), crate::pure::image::check(b"")),
        ],
    );
    let hashes: Vec<_> = session.entries().iter().map(|entry| entry.hash()).collect();
    let [one, two] = [[1; 28], [2; 28]].map(|hash| Some(ImageHash(hash)));
    assert_eq!(hashes, [one, two, None]);
    let good = [Standing::Good, Standing::Good, Standing::Failed];
    assert_eq!(standings(&session), good);
    assert_eq!(session.title(), "1 has no hash · gvmi-hash");
    assert_eq!(
        session.announcement(),
        "2 of 3 hashed. 1 has no hash: c.gvmi."
    );
}

#[test]
fn an_image_that_is_begun_anew_is_another_one() {
    let failed = Action::Report(ImageId(3), Event::Failed(Failure::Gone));
    let file = ImageFile::new("c.gvmi", 2000);
    let again = Action::Again(ImageId(3), ImageId(4), file);
    let session = then(three(), [failed, again, report(3, [3; 28])]);
    assert_eq!(session.entries()[2].hash(), None);
    let session = session.after(report(4, [4; 28]));
    assert_eq!(session.entries()[2].hash(), Some(ImageHash([4; 28])));
    assert_eq!(session.entries()[2].file.size, 2000);
}

#[test]
fn the_only_image_that_is_left_is_shown_alone() {
    let session = then(
        three(),
        [
            Action::EnterFolder("https://h.io/v2".to_owned()),
            Action::Remove(ImageId(1)),
            Action::Remove(ImageId(3)),
        ],
    );
    assert!(!session.is_set());
    assert_eq!(hash_of(&session), Some(ImageHash([2; 28])));
    assert_eq!(session.url(), "https://h.io/v2/b.gvmi");
    let empty = session.after(Action::Remove(ImageId(2)));
    assert_eq!((empty.is_set(), empty.selected()), (false, None));
}

#[test]
fn an_image_has_its_own_url_or_that_in_the_folder() {
    let session = then(
        three(),
        [
            Action::EnterFolder("https://h.io/v 2/".to_owned()),
            Action::Open(Some(ImageId(2))),
            Action::EnterUrl("https://other.io/b".to_owned()),
            Action::Open(None),
        ],
    );
    let urls: Vec<_> = session
        .good()
        .iter()
        .map(|(.., url)| url.to_string())
        .collect();
    assert_eq!(urls, ["https://h.io/v 2/a.gvmi", "https://other.io/b"]);
}

#[test]
fn a_url_that_was_typed_first_is_that_of_the_folder() {
    for (typed, folder) in [
        ("https://h.io/v2/", "https://h.io/v2/"),
        ("https://h.io/v2/a.gvmi", "https://h.io/v2/"),
        ("https://h.io", "https://h.io"),
        ("h.io", "h.io"),
    ] {
        let url = Action::EnterUrl(typed.to_owned());
        let session = after([url, add(&[(1, "a.gvmi"), (2, "b.gvmi")])]);
        assert_eq!(session.folder, folder, "{typed:?}");
    }
}

#[test]
fn a_reload_brings_the_folder_back() {
    for folder in [
        "https://h.io/v2/",
        "https://h.io/v2",
        "https://h.io/v2/ ",
        "https://h.io/v2 ",
        "https://h.io",
        "",
    ] {
        let images = || add(&[(1, "a.gvmi"), (2, "b.gvmi")]);
        let folder = Action::EnterFolder(folder.to_owned());
        let before = after([images(), folder]);
        let typed = Action::EnterUrl(before.typed_url().into_owned());
        let reloaded = after([typed, images()]);
        let urls = |session: &Session| {
            let entries = session.entries().iter();
            let urls = entries.map(|entry| session.url_of(entry).into_owned());
            urls.collect::<Vec<_>>()
        };
        assert_eq!(urls(&reloaded), urls(&before));
    }
}

#[test]
fn the_folder_of_several_is_that_of_the_url_as_it_was_edited() {
    let url = |url: &str| Action::EnterUrl(url.to_owned());
    let example = [
        url("https://old.io/x"),
        choose("example.gvmi"),
        url("https://h.io/y"),
    ];
    let images = add(&[(2, "a.gvmi"), (3, "b.gvmi")]);
    let session = after(example.into_iter().chain([Action::Remove(ID), images]));
    assert_eq!(session.folder, "https://h.io/");
}

#[test]
fn a_link_to_one_image_does_not_change_the_folder_of_several() {
    let link = |url: &str| {
        Action::Follow(Address {
            hash: Some(HASH.to_string()),
            url: Some(url.to_owned()),
        })
    };
    let folder = |session: Session| session.folder;
    let session = three().after(Action::EnterFolder("https://h.io/v2/".to_owned()));
    let one = session.after(link("https://other.io/a.gvmi"));
    assert_eq!(folder(one), "https://h.io/v2/");
    let set = session.after(link("https://other.io/v3/"));
    assert_eq!(folder(set), "https://other.io/v3/");
}

#[test]
fn a_list_is_held_against_each_image() {
    let digits = |byte: u8| ImageHash([byte; 28]).to_string();
    let list = format!(
        "{}  a.gvmi\n{}  b.gvmi\n{}  x.gvmi\n",
        digits(1),
        digits(9),
        digits(8)
    );
    let session = then(three(), [Action::EnterExpected(list), report(3, [3; 28])]);
    let expected = [Standing::Match, Standing::Mismatch, Standing::Unlisted];
    assert_eq!(standings(&session), expected);
    let tally = session.tally();
    assert_eq!(tally.headline(), "1 of 3 match");
    let troubles: Vec<_> = tally.troubles.iter().map(set::Trouble::sentence).collect();
    assert_eq!(
        troubles,
        [
            "1 does not match: b.gvmi",
            "1 is not in the list: c.gvmi",
            "1 of the list is not here: x.gvmi",
        ]
    );
    assert_eq!(session.title(), "1 does not match · gvmi-hash");
    let good: Vec<_> = session
        .good()
        .iter()
        .map(|(entry, ..)| entry.id.0)
        .collect();
    assert_eq!(good, [1], "only what is expected is given to others");
    for nothing in ["", "hello"] {
        let none = session.after(Action::EnterExpected(nothing.to_owned()));
        assert_eq!(standings(&none), [Standing::Good; 3]);
        assert_eq!(none.tally().headline(), "3 of 3 hashed", "{nothing:?}");
    }
}

#[test]
fn a_hash_under_another_name_says_which() {
    let list = format!("{}  x.gvmi\n{}  y.gvmi", ImageHash([1; 28]), HASH);
    let session = three().after(Action::EnterExpected(list));
    let verdict = session.entries()[0].verdict.clone().expect("a verdict");
    assert_eq!(verdict.kind, Kind::Match);
    assert!(verdict.finding.lead.contains("x.gvmi"), "{verdict:?}");
}

#[test]
fn what_needs_somebody_comes_first_on_request() {
    let failed = Action::Report(ImageId(3), Event::Failed(Failure::Gone));
    let session = three().after(failed);
    let ids = |session: &Session| {
        let entries = session.entries().iter();
        entries.map(|entry| entry.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(&session), [1, 2, 3]);
    let by = |order| ids(&session.after(Action::Sort(order)));
    assert_eq!(by(Order::Standing), [3, 1, 2]);
    assert_eq!(by(Order::Hash), [1, 2, 3]);
    assert_eq!(by(Order::Name), [1, 2, 3]);
    // What comes later moves no row.
    let sorted = session.after(Action::Sort(Order::Standing));
    let added = sorted.after(add(&[(4, "d")]));
    let failed = Action::Report(ImageId(2), Event::Failed(Failure::Gone));
    assert_eq!(ids(&added.after(failed)), [3, 1, 2, 4]);
    assert_eq!(ids(&added.after(Action::Sort(Order::Chosen))), [1, 2, 3, 4]);
}

#[test]
fn of_some_that_are_picked_only_those_are_taken_along() {
    let good = |session: &Session| {
        let good = session.good();
        good.iter()
            .map(|(entry, ..)| entry.id.0)
            .collect::<Vec<_>>()
    };
    let session = three();
    assert_eq!(good(&session), [1, 2]);
    let picked = session.after(Action::Pick(ImageId(2), true));
    assert_eq!(good(&picked), [2]);
    assert_eq!(picked.tally().good, 1);
    // What has no hash is not taken, picked or not.
    let none = then(session.clone(), [Action::Pick(ImageId(3), true)]);
    assert_eq!(good(&none), [0; 0]);
    assert_eq!(good(&picked.after(Action::Pick(ImageId(2), false))), [1, 2]);
}

#[test]
fn what_is_left_is_told_by_what_runs() {
    let progress = |id, bytes_hashed| {
        let progress = Event::Progress {
            bytes_hashed,
            elapsed: 1.0,
        };
        Action::Report(ImageId(id), progress)
    };
    let images = add(&[(1, "a"), (2, "b"), (3, "c")]);
    let session = after([images, progress(1, 300), progress(2, 200)]);
    let tally = session.tally();
    assert_eq!((tally.size, tally.bytes_over, tally.over), (3000, 500, 0));
    assert_eq!(tally.seconds_left, Some(5.0));
    assert_eq!(tally.percent(), 16);
    assert!(session.is_busy());
}

/// Metadata of a megabyte is not copied with each key that is pressed.
#[test]
fn what_is_typed_copies_nothing_of_the_image() {
    let before = after([choose("a.gvmi"), hashed(), inspect_example()]);
    let next = then(
        before.clone(),
        [
            Action::EnterUrl("https://h.io/a.gvmi".to_owned()),
            Action::EnterExpected("ab".to_owned()),
        ],
    );
    let metadata = |session: &Session| {
        let check = session.selected().and_then(ImageEntry::check).cloned();
        check.expect("a check").expect("an image").metadata
    };
    assert!(Rc::ptr_eq(&metadata(&before), &metadata(&next)));
}

#[test]
fn what_is_longer_than_any_url_is_the_folder_of_no_image() {
    let images = ["a.gvmi", "b.gvmi"].map(|name| ImageFile::new(name, 1));
    let images = (1..).map(ImageId).zip(images).collect();
    let session = after([Action::Add(images), Action::EnterFolder("h".repeat(65_535))]);
    let urls = session.entries().iter().map(|entry| session.url_of(entry));
    assert_eq!(urls.collect::<Vec<_>>(), ["", ""]);
}

fn seen(findings: Vec<Finding>, is_whole: bool) -> Event<Result<Seen, Finding>> {
    let contents = Contents::from_parts([vec![0; 60], Vec::new()]);
    let inside = Inside { findings, is_whole };
    let outcome = Ok(Seen {
        inside,
        contents: contents.expect("a root"),
    });
    Event::Done {
        outcome,
        elapsed: 1.0,
    }
}

#[test]
fn what_is_seen_inside_decides_with_the_check() {
    let before = [choose("a.gvmi"), hashed(), inspect_example()];
    let looks = after(before).after(Action::LookInside(ID));
    let report = |findings, is_whole| {
        let session = looks.after(Action::ReportInside(ID, seen(findings, is_whole)));
        let entry = session.selected().expect("an image").clone();
        let image = entry.check().expect("a check").clone().expect("an image");
        let is_seen = matches!(entry.look(), Some(Look::Seen(_)));
        assert!(is_seen);
        let outcome = outcome(&Ok(image.clone()));
        let is_whole = image.inside.is_some_and(|inside| inside.is_whole);
        (outcome, is_whole, session.title())
    };
    let title = |title: &str| format!("{title} · gvmi-hash");
    let good = (ImageCheck::Passed, true, title("Hash ready"));
    assert_eq!(report(Vec::new(), true), good);
    let advice = Finding::advice("It is large.");
    assert_eq!(report(vec![advice.clone()], true), good);
    let (outcome, is_through, _) = report(vec![advice], false);
    assert_eq!((outcome, is_through), (ImageCheck::Passed, false));
    let error = report(
        vec![Finding::error("It has no folder /proc. Add it.")],
        true,
    );
    assert_eq!(error, (ImageCheck::Failed, true, title(CANNOT_START)));
}

#[test]
fn what_could_not_be_read_inside_is_said_with_the_check() {
    let before = [choose("a.gvmi"), hashed(), inspect_example()];
    let looks = after(before).after(Action::LookInside(ID));
    let finding = Finding::advice("It could not be read.");
    let unread = Event::Done {
        outcome: Err(finding),
        elapsed: 1.0,
    };
    for (event, says) in [
        (unread, "It could not be read."),
        (Event::Failed(Failure::Changed), "not the one any more"),
    ] {
        let session = looks.after(Action::ReportInside(ID, event));
        let entry = session.selected().expect("an image");
        let image = entry.check().expect("a check").as_ref().expect("an image");
        let [finding] = &image.findings()[..] else {
            panic!("{:?}", image.findings())
        };
        assert!(finding.lead.contains(says), "{finding}");
        assert_eq!(entry.look(), Some(&Look::Unreadable(finding.clone())));
        assert!(image.inside.as_ref().is_some_and(|inside| !inside.is_whole));
        assert!(
            session
                .announcement()
                .ends_with("Not all of it could be read.")
        );
    }
}

/// Nobody is told of what another image holds, or of what was not asked for.
#[test]
fn what_is_seen_inside_is_of_its_image_alone() {
    let error = || {
        seen(
            vec![Finding::error("It has no folder /proc. Add it.")],
            true,
        )
    };
    let before = [choose("a.gvmi"), hashed(), inspect_example()];
    let checked = after(before);
    assert_eq!(checked.after(Action::ReportInside(ID, error())), checked);
    let looks = checked.after(Action::LookInside(ID));
    let other = ImageFile::new("b.gvmi", 1000);
    for next in [
        Action::Choose(ImageId(2), other.clone()),
        Action::Again(ID, ImageId(2), other),
        Action::Remove(ID),
    ] {
        let next = looks.after(next);
        assert_eq!(next.after(Action::ReportInside(ID, error())), next);
        let late = next.after(Action::ReportInside(ImageId(2), error()));
        assert_eq!(late, next);
    }
    let stopped = looks.after(Action::StopLooking(ID));
    assert_eq!(stopped, checked);
    assert_eq!(stopped.after(Action::ReportInside(ID, error())), checked);
    let failed = Action::ReportInside(ID, Event::Failed(Failure::OtherBuild));
    let failed = looks.after(failed);
    let look = failed.selected().and_then(ImageEntry::look).cloned();
    assert_eq!(look, Some(Look::Failed(Failure::OtherBuild)));
    assert_eq!(failed.title(), checked.title());
}

proptest! {
    #[test]
    fn nothing_that_is_said_is_invisible(
        name in "[a\u{202E}\u{200B}\n.]{1,9}",
        listed in "[a\u{202E}\u{200B}.]{0,9}",
        is_folder in any::<bool>(),
    ) {
        let refusal = Refusal::Folder { name: name.clone() };
        let other = ImageHash([9; 28]);
        let list = format!("{HASH}  {listed}\n{other}  {listed}b\n\\{other}  x\\ny");
        let images = [ImageFile::new(&name, 1), ImageFile::new("b.gvmi", 1)];
        let images = (1..).map(ImageId).zip(images).collect();
        let mut session = after([Action::Add(images), Action::EnterExpected(list)]);
        if is_folder {
            session = session.after(Action::Refuse(refusal));
        }
        let cancel = Action::Cancel(ImageId(2));
        for action in [hashed(), cancel, Action::Open(Some(ID)), inspect_example()] {
            session = session.after(action);
            let verdict = session.verdict().map(|verdict| verdict.finding.to_string());
            let name = session.selected().map(|entry| entry.file.name.clone());
            let said = [session.title(), session.announcement(), session.notice()];
            for said in said.into_iter().chain(verdict).chain(name) {
                prop_assert!(!said.contains(is_invisible), "{said:?}");
            }
        }
    }
}
