//! The schemes of URLs.

/// What a provider can download from (yagna,
/// `exe-unit/components/transfer/src/transfer.rs`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// http and https.
    Http,
    /// From another Golem node.
    Gftp,
}

impl Scheme {
    /// Every name of a scheme.
    pub const ALL: [(&str, Self); 3] = [
        ("https", Self::Http),
        ("http", Self::Http),
        ("gftp", Self::Gftp),
    ];

    /// The scheme of a name, in either case.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let found = Self::ALL
            .iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known));
        found.map(|(_, scheme)| *scheme)
    }
}
