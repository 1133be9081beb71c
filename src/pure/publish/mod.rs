//! What a publisher takes along: hash and URL as each client of Golem reads them, links, and
//! the commands to check with.

pub mod address;
pub mod after_publishing;
pub mod publication;
pub mod snippet;
