//! What comes from around the view.

use super::offline::NewVersion;
use crate::pure::session::Action;

/// What the view is told.
pub enum Notice {
    /// Something that changes the session.
    Action(Action),
    /// A drag that carries files is over the page, or has left it.
    Dragging(bool),
    /// There is a newer version of the page.
    NewVersion(NewVersion),
}
