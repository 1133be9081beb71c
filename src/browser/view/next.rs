//! What there is to do next.

/// The next thing to do, whose button is filled: one at most.
#[derive(Clone, Copy, PartialEq)]
pub enum Next {
    /// Choose an image, or another one.
    Choose,
    /// Copy the hash.
    CopyHash,
    /// Put the URL right.
    FixUrl,
    /// Hash a file again, whose job was ended.
    HashAgain,
    /// Run a command.
    Command,
    /// Wait.
    Nothing,
}
