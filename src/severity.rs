//! How much a remark of a check matters.

/// How much a remark of a check matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// A provider or an SDK will refuse it.
    Error,
    /// It may work, but there is something that the user would want to know.
    Advice,
}
