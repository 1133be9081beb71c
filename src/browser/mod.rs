//! All that touches the browser: three programs, the page and its workers, and the
//! channel between them.

pub mod channel;
pub mod page;
pub mod view;
pub mod worker;
