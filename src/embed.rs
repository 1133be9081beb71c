//! The page as a widget in a page of somebody else's, the host page: what the host page
//! may ask for, and all that it is told.

mod colour;
mod message;
mod options;
mod theme;

pub use colour::Colour;
pub use message::{Comparison, ImageCheck, Message};
pub use options::{Complaint, Options, Part};
pub use theme::{Colours, Pair, Palette, Scheme, Theme};
