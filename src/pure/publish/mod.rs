//! What a publisher takes along: hash and URL as each client of Golem reads them, of one image
//! or of a set, links, and the commands to check with.

pub mod address;
pub mod after_publishing;
pub mod link;
pub mod publication;
pub mod set;
pub mod snippet;
