//! What the hashes in a text mean for an image.

use super::claim::Claim;
use super::plain::seen;
use super::subject::{Known, Lookalike};
use super::verdict::{Kind, Verdict, differing_digits};
use crate::hash::ImageHash;
use crate::pure::text::finding::Severity;
use crate::pure::text::literal::{abridged, visible};

/// So few digits that differ are a slip: two hashes have more in common by chance never.
const SLIPS: usize = 8;

/// What hashes of 56 digits say before there is an image to compare them with.
pub(super) fn without_image(claims: &[Claim], is_hashing: bool) -> Verdict {
    match outside_urls(claims).as_slice() {
        [] => only_in_url("A"),
        [claim] if claim.hash == ImageHash::OF_NOTHING => of_nothing(),
        [claim] => Verdict {
            given: Some(claim.hash),
            ..waiting(is_hashing)
        },
        _ => waiting(is_hashing),
    }
}

/// That a text can be compared as soon as the image is hashed.
pub(super) fn waiting(is_hashing: bool) -> Verdict {
    let lead = match is_hashing {
        true => "The answer comes as soon as the image is hashed.",
        false => "Choose the image.",
    };
    Verdict::new(Kind::Waiting, "Not compared yet.", lead)
}

/// What hashes of 56 digits say of the image.
pub(super) fn of(claims: &[Claim], image: &Known) -> Verdict {
    let is_match = |claim: &&Claim| claim.hash == image.hash;
    let is_named = |claim: &&Claim| {
        let name = claim.name.as_deref();
        name.is_some_and(|name| is_called(name, image.name))
    };
    let is_own = claims.iter().any(|claim| is_match(&claim));
    let outside = outside_urls(claims);
    if outside.is_empty() || is_own && !outside.iter().any(is_match) {
        return only_in_url(if is_own { "Your file’s" } else { "A" });
    }
    // What the text calls a hash of another kind is no rival of one that it does not.
    let mut counting = outside.clone();
    counting.retain(|claim| claim.other_algorithm.is_none());
    if counting.is_empty() {
        counting = outside;
    }
    let named: Vec<&Claim> = counting.iter().copied().filter(is_named).collect();
    let own = named.iter().copied().find(is_match);
    let Some(claim) = own.or_else(|| counting.iter().copied().find(is_match)) else {
        return match (counting.as_slice(), named.as_slice()) {
            _ if is_own => one_of_several(claims.len()),
            ([claim], _) | (_, [claim, ..]) => of_another(claim, image),
            _ => unlisted(counting.len()),
        };
    };
    let listed_as = claim
        .name
        .as_deref()
        .filter(|name| !is_called(name, image.name))
        .map(|name| visible(&abridged(name)));
    let is_as_near = |other: &&Claim| is_named(other) || other.name.is_none();
    let has_rival = counting
        .iter()
        .any(|other| !is_match(other) && is_as_near(other));
    match listed_as {
        Some(listed_as) if !named.is_empty() => Verdict::new(
            Kind::Unclear,
            "The right hash, another name.",
            format!(
                "The text gives your file’s hash for “{listed_as}”, and for a file of your \
                 file’s name another. Rename the file, or correct the text."
            ),
        ),
        _ if has_rival => one_of_several(counting.len()),
        listed_as => of_own(claim, listed_as.as_deref()),
    }
}

fn outside_urls(claims: &[Claim]) -> Vec<&Claim> {
    claims.iter().filter(|claim| !claim.in_url).collect()
}

fn unlisted(count: usize) -> Verdict {
    let lead = format!(
        "None of these {count} hashes is your file’s, and none of them stands beside its name."
    );
    Verdict {
        is_unlisted: true,
        ..Verdict::new(Kind::Mismatch, "No match.", lead)
    }
}

/// The names in a list that none of `images` has, and whose hash none of them has.
pub(super) fn absent<'a>(
    claims: &'a [Claim],
    images: &[(Option<ImageHash>, &str)],
) -> Vec<&'a str> {
    let claims = outside_urls(claims);
    let is_here = |claim: &Claim, name: &str| {
        images.iter().any(|(hash, _)| *hash == Some(claim.hash))
            || images.iter().any(|(_, own)| is_called(name, own))
    };
    claims
        .into_iter()
        .filter(|claim| claim.other_algorithm.is_none())
        .filter_map(|claim| Some((claim, claim.name.as_deref()?)))
        .filter(|(claim, name)| !is_here(claim, name))
        .map(|(_, name)| name)
        .collect()
}

fn only_in_url(whose: &str) -> Verdict {
    let lead =
        format!("{whose} hash stands only in a URL or a path, where no program looks for it.");
    Verdict::new(Kind::Unusable, "Not clear.", lead).more("What counts is the hash beside the URL.")
}

fn of_nothing() -> Verdict {
    let lead = "It is that of an empty file, or of a download that gave nothing.";
    Verdict::new(Kind::Mismatch, "This is the hash of zero bytes.", lead).more(
        "Hash the image again where this one comes from. If a command or a provider printed it, \
         the URL gave nothing.",
    )
}

fn one_of_several(count: usize) -> Verdict {
    let lead = format!(
        "One of these {count} hashes is your file’s, but this page cannot tell which of them \
         counts. Paste that one alone."
    );
    Verdict::new(Kind::Unclear, "Not clear.", lead)
}

fn of_own(claim: &Claim, listed_as: Option<&str>) -> Verdict {
    let name = listed_as.map_or_else(String::new, |name| {
        format!(", which the text calls “{name}”")
    });
    let lead = format!("This is the hash of your file{name}.");
    let verdict = Verdict {
        given: Some(claim.hash),
        differing: Some([false; ImageHash::DIGITS]),
        ..Verdict::new(Kind::Match, "Match.", lead)
    };
    match (claim.is_base64, claim.is_refused) {
        (true, _) => in_base64(verdict),
        (_, true) => refused(verdict),
        _ => verdict,
    }
}

/// A match by a hash that is whole, but that nothing of Golem reads as it is written.
fn in_base64(mut verdict: Verdict) -> Verdict {
    verdict.finding.severity = Severity::Advice;
    verdict.finding.lead += " It is written in base64, and Golem takes hex digits only.";
    verdict
}

/// A match by a hash that is right, but not as it is written.
fn refused(mut verdict: Verdict) -> Verdict {
    verdict.finding.severity = Severity::Advice;
    verdict.finding.lead += " But a provider or an SDK refuses it as it is written here.";
    verdict.more(
        "vm.repo and imageHash take the 56 digits alone, a manifest’s hash and golem-sdk-cli want \
         sha3: before them, and task_package wants hash:sha3: before them.",
    )
}

fn of_another(claim: &Claim, image: &Known) -> Verdict {
    let given = claim.hash;
    if given == ImageHash::OF_NOTHING {
        return of_nothing();
    }
    if let Some(lookalike) = image.lookalike(&given) {
        return of_lookalike(lookalike);
    }
    let differing = differing_digits(&given, &image.hash);
    let places: Vec<usize> = (1..)
        .zip(differing)
        .filter_map(|(digit, differs)| differs.then_some(digit))
        .collect();
    let is_slip = places.len() <= SLIPS;
    let (lead, mut more) = match claim.other_algorithm {
        _ if is_slip => slip(&places),
        Some(name) => (
            format!(
                "The text calls this hash {name}, which Golem does not know. Look for the SHA3-224."
            ),
            "It is another kind of hash, with as many digits.".to_owned(),
        ),
        None => of_another_file(places.len(), image.lookalikes.is_some()),
    };
    if claim.is_base64 {
        more += " It was written in base64.";
    }
    Verdict {
        given: Some(given),
        differing: Some(differing),
        may_be_lookalike: !is_slip && claim.other_algorithm.is_none() && image.lookalikes.is_none(),
        is_unlisted: claim
            .name
            .as_deref()
            .is_some_and(|name| !is_called(name, image.name)),
        ..Verdict::new(Kind::Mismatch, "No match.", lead).more(more)
    }
}

/// That a hash is the image's, but of another kind.
pub(super) fn of_lookalike(lookalike: Lookalike) -> Verdict {
    let answer = "The right file, the wrong kind of hash.";
    let lead = format!(
        "This is its {lookalike}, which Golem does not know. Use its SHA3-224 in its place."
    );
    Verdict::new(Kind::Unclear, answer, lead)
}

/// What words say that may be hashes in base64: only what is the image's is surely one.
pub(super) fn of_maybe(claims: &[Claim], image: &Known) -> Verdict {
    match claims.iter().find(|claim| claim.hash == image.hash) {
        Some(claim) => of_own(claim, None),
        None => none().more(
            "If a word of 38 letters in it is meant as a hash in base64, that is not your file’s.",
        ),
    }
}

/// That there is no hash.
pub(super) fn none() -> Verdict {
    Verdict::new(
        Kind::Unusable,
        "No hash found in this text.",
        "A SHA3-224 hash has 56 hex digits (0 to 9, a to f).",
    )
}

fn slip(places: &[usize]) -> (String, String) {
    let (differ, which) = match places {
        [digit] => ("digit differs", format!("Digit {digit} differs.")),
        _ => ("digits differ", format!("Digits {} differ.", list(places))),
    };
    let lead = format!(
        "Only {} {differ} of 56: the hash was mistyped or damaged. Copy it again.",
        places.len()
    );
    (lead, format!("{which} So few do not differ by chance."))
}

fn of_another_file(count: usize, no_lookalike: bool) -> (String, String) {
    if no_lookalike {
        let lead = "It is the hash of another file, of another build or of a damaged copy.";
        let more = format!(
            "{count} of 56 digits differ, and it is not the SHA-224 or Keccak-224 of your file \
             either. Each build has its own hash. It may be yet another kind of hash."
        );
        return (lead.to_owned(), more);
    }
    let lead = "It is the hash of another file or another build, or another kind of hash of this \
                one.";
    let more = format!("{count} of 56 digits differ. Each build has its own hash.");
    (lead.to_owned(), more)
}

/// That digits are those of the Docker image.
pub(super) fn of_docker_image() -> Verdict {
    let answer = "This is the id of the Docker image.";
    let lead = "Your file was built from it, but every build from it has another hash. Use the \
                file’s SHA3-224.";
    Verdict::new(Kind::Unclear, answer, lead)
}

/// What hex digits that are not 56 say of the image.
pub(super) fn of_other_digits(digits: &str, image: &Known) -> Verdict {
    let hash = image.hash.to_string();
    if image.docker_id().is_some_and(|id| id.starts_with(digits)) {
        return of_docker_image();
    }
    if hash.starts_with(digits) || hash.ends_with(digits) {
        let lead = format!(
            "These {} digits are the beginning or the end of your file’s hash. Copy all 56.",
            digits.len()
        );
        return Verdict::new(Kind::Unclear, "Not all of the hash.", lead)
            .more("Only all 56 tell that it is the same file.");
    }
    other_length(digits.len())
}

/// That hex digits are not as many as a hash has.
pub(super) fn other_length(digits: usize) -> Verdict {
    let lead = format!("It has {digits} hex digits, not 56. Golem needs SHA3-224.");
    let verdict = Verdict::new(Kind::Unusable, "Not a SHA3-224 hash.", lead);
    match digits {
        32 => verdict.more("MD5 has as many."),
        40 => verdict.more("SHA-1 and the id of a Git commit have as many."),
        64 => verdict.more(
            "SHA-256, SHA3-256, the id of a Docker image and the descriptor’s hash of \
             gvmkit-build have as many.",
        ),
        96 => verdict.more("SHA-384 and SHA3-384 have as many."),
        128 => verdict.more("SHA-512 and SHA3-512 have as many."),
        52..=60 => verdict.more("Was it copied whole, and once?"),
        _ => verdict,
    }
}

/// Whether a list that says `listed` means the file `own`. Each may be told from another
/// folder than the other, and the list may hold paths of either kind.
fn is_called(listed: &str, own: &str) -> bool {
    let is_same = |a: &str, b: &str| {
        let (a, b) = (a.chars(), b.chars());
        a.filter_map(seen).eq(b.filter_map(seen))
    };
    if is_same(listed, own) {
        return true;
    }
    let mut listed = listed;
    while let Some(rest) = listed.strip_prefix("./").or(listed.strip_prefix(".\\")) {
        listed = rest;
    }
    let mut parts = listed.rsplit(['/', '\\']).zip(own.rsplit('/'));
    parts.all(|(listed, own)| is_same(listed, own))
}

/// The numbers as a sentence lists them.
fn list(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match numbers.split_last() {
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
