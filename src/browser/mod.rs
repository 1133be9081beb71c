//! All that touches the browser: two programs, the page and its worker, and the channel
//! between them.

pub mod channel;
pub mod page;
pub mod view;
pub mod worker;
