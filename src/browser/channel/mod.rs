//! What the page and its worker have in common: what they say to each other, and how both
//! read files.

pub mod js;
pub mod reader;
pub mod source;
pub mod wire;
