//! The page as a widget in a page of somebody else's, the host page: what the host page
//! may ask for, and all that it is told.

mod colour;
mod complaint;
mod font_size;
mod message;
mod options;
mod part;
mod theme;

pub use colour::Colour;
pub use complaint::Complaint;
pub use message::{Comparison, ImageCheck, Message};
pub use options::Options;
pub use part::Part;
pub use theme::{ColourScheme, Colours, Pair, Palette, Theme};
