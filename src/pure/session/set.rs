//! Several images at once: their order, and what has become of all of them.

use std::cmp::Ordering;
use std::rc::Rc;

use super::entry::{ImageEntry, Standing, Status};
use super::expected::Expected;
use crate::pure::compare::Kind;
use crate::pure::text::literal::visible;

/// The order in which images are put when the user asks for it. What comes later stands at
/// the end, so that no row moves by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// As they were chosen.
    #[default]
    Chosen,
    /// By name.
    Name,
    /// The largest first.
    Size,
    /// By hash; those without one come last.
    Hash,
    /// What needs somebody comes first.
    Standing,
}

impl Order {
    /// Puts the images into this order, as they are now; what is equal in it stays as it was.
    pub(super) fn sort(self, entries: &mut [Rc<ImageEntry>]) {
        entries.sort_by(|a, b| self.compare(a, b));
    }

    fn compare(self, a: &ImageEntry, b: &ImageEntry) -> Ordering {
        let hash = |entry: &ImageEntry| {
            let hash = entry.hash().map(|hash| hash.0);
            (hash.is_none(), hash)
        };
        match self {
            Self::Chosen => a.id.0.cmp(&b.id.0),
            Self::Name => a.file.name.cmp(&b.file.name),
            Self::Size => b.file.size.cmp(&a.file.size),
            Self::Hash => hash(a).cmp(&hash(b)),
            Self::Standing => a.standing().cmp(&b.standing()),
        }
    }
}

/// What has become of several images.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tally {
    /// How many images there are.
    pub images: usize,
    /// How many of them are over, with a hash or without.
    pub over: usize,
    /// How many of them have a hash.
    pub hashed: usize,
    /// How many can be given to others; of those that the user picked, if any.
    pub good: usize,
    /// Their size together, in bytes.
    pub size: u64,
    /// How many of these bytes are over.
    pub bytes_over: u64,
    /// Seconds until all are over, once a speed is known.
    pub seconds_left: Option<f64>,
    /// Whether they are held against a text.
    pub is_compared: bool,
    /// How many have the hash that is expected.
    pub matches: usize,
    /// The names of those that need somebody, and of those that are expected and not there,
    /// each kind with its words; the worst kind comes first.
    pub troubles: Vec<Trouble>,
}

/// Images that need somebody, all for the same reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The reason: what one image does, and what several do.
    words: [&'static str; 2],
    /// Their names as they are shown.
    pub names: Vec<String>,
}

const REASONS: [(Standing, [&str; 2]); 6] = [
    (Standing::Mismatch, ["does not match", "do not match"]),
    (Standing::Failed, ["has no hash", "have no hash"]),
    (Standing::Refused, ["cannot start", "cannot start"]),
    (Standing::Unclear, ["is unclear", "are unclear"]),
    (
        Standing::Unlisted,
        ["is not in the list", "are not in the list"],
    ),
    (Standing::Cancelled, ["is cancelled", "are cancelled"]),
];

const ABSENT: [&str; 2] = ["of the list is not here", "of the list are not here"];

impl Trouble {
    /// How many there are, and why: `2 have no hash`.
    #[must_use]
    pub fn summary(&self) -> String {
        let [one, several] = self.words;
        match self.names.len() {
            1 => format!("1 {one}"),
            count => format!("{count} {several}"),
        }
    }

    /// The same with the names, of the first few.
    #[must_use]
    pub fn sentence(&self) -> String {
        const MOST: usize = 3;
        let names = self.names.iter().take(MOST).cloned().collect::<Vec<_>>();
        let more = match self.names.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}: {}{more}", self.summary(), names.join(", "))
    }
}

impl Tally {
    /// What has become of these images, which may be expected by a text.
    #[must_use]
    pub fn of(entries: &[Rc<ImageEntry>], expected: &Expected) -> Self {
        let standings: Vec<Standing> = entries.iter().map(|entry| entry.standing()).collect();
        let names_of = |standing: Standing| {
            let all = entries.iter().zip(&standings);
            all.filter(|(_, own)| **own == standing)
                .map(|(entry, _)| entry.file.name.clone())
                .collect::<Vec<_>>()
        };
        let reasons = REASONS.map(|(standing, words)| Trouble {
            words,
            names: names_of(standing),
        });
        let size = entries.iter().map(|entry| entry.file.size).sum();
        let bytes_over = entries.iter().map(|entry| bytes_over(entry)).sum::<u64>();
        let speed: f64 = entries.iter().map(|entry| speed(entry)).sum();
        let is_busy = entries.iter().any(|entry| entry.is_hashing());
        let is_compared = |entry: &ImageEntry| {
            let kind = entry.verdict.as_ref().map(|verdict| verdict.kind);
            matches!(kind, Some(Kind::Match | Kind::Mismatch | Kind::Unclear))
        };
        let absent = Trouble {
            words: ABSENT,
            names: absent(entries, expected),
        };
        Self {
            images: entries.len(),
            over: entries.iter().filter(|entry| !entry.is_hashing()).count(),
            hashed: entries.iter().filter_map(|entry| entry.hash()).count(),
            good: good(entries).count(),
            size,
            bytes_over,
            seconds_left: (is_busy && speed > 0.0)
                .then(|| size.saturating_sub(bytes_over) as f64 / speed),
            is_compared: entries.iter().any(|entry| is_compared(entry)),
            matches: standings
                .iter()
                .filter(|standing| **standing == Standing::Match)
                .count(),
            troubles: reasons
                .into_iter()
                .chain([absent])
                .filter(|trouble| !trouble.names.is_empty())
                .collect(),
        }
    }

    /// Whether any image is still to be hashed.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.over < self.images
    }

    /// How far they are, or what they came to, in a few words.
    #[must_use]
    pub fn headline(&self) -> String {
        let Self { images, over, .. } = self;
        match (self.is_busy(), self.is_compared) {
            (true, _) => format!("{over} of {images} done"),
            (false, true) => format!("{} of {images} match", self.matches),
            (false, false) => format!("{} of {images} hashed", self.hashed),
        }
    }

    /// How much of all is over, in whole per cent. 100 is kept for the end.
    #[must_use]
    pub fn percent(&self) -> u64 {
        let percent = self.bytes_over.saturating_mul(100) / self.size.max(1);
        match self.is_busy() {
            true => percent.min(99),
            false => 100,
        }
    }

    /// What a row of tabs shows: what is wrong, or how far they are.
    pub(super) fn title(&self) -> String {
        match self.troubles.first() {
            Some(trouble) => trouble.summary(),
            None => self.headline(),
        }
    }

    /// What a screen reader is told: by quarters, and all of it at the end.
    pub(super) fn announcement(&self) -> String {
        if self.is_busy() {
            let quarter = self.percent() / 25 * 25;
            return match quarter {
                0 => format!("Hashing {} images.", self.images),
                _ => format!("{quarter} per cent of {} images hashed.", self.images),
            };
        }
        let troubles = self.troubles.iter().map(Trouble::sentence);
        let said: Vec<String> = std::iter::once(self.headline()).chain(troubles).collect();
        said.join(". ") + "."
    }
}

/// The images that can be given to others; of those that the user picked, if any.
pub(super) fn good(entries: &[Rc<ImageEntry>]) -> impl Iterator<Item = &Rc<ImageEntry>> {
    let are_some_picked = entries.iter().any(|entry| entry.is_picked);
    entries
        .iter()
        .filter(move |entry| entry.standing().is_good() && entry.is_picked == are_some_picked)
}

fn bytes_over(entry: &ImageEntry) -> u64 {
    match &entry.status {
        Status::Hashing { pace, .. } => pace.bytes_hashed,
        _ => entry.file.size,
    }
}

/// In bytes per second; nothing for what is not being hashed.
fn speed(entry: &ImageEntry) -> f64 {
    match &entry.status {
        Status::Hashing { pace, .. } => pace.bytes_per_second,
        _ => 0.0,
    }
}

fn absent(entries: &[Rc<ImageEntry>], expected: &Expected) -> Vec<String> {
    // What has no hash yet may be what is expected under another name.
    if entries.iter().any(|entry| entry.is_hashing()) {
        return Vec::new();
    }
    let images: Vec<_> = entries
        .iter()
        .map(|entry| (entry.hash(), &*entry.file.path))
        .collect();
    expected.absent(&images).into_iter().map(visible).collect()
}
