//! Drives the built product in real browsers: the journeys (`main.rs`) and the benchmark
//! stand on it.

pub mod browsers;
pub mod engine;
pub mod files;
pub mod images;
pub mod lighthouse;
pub mod nginx;
pub mod page;
pub mod process;
pub mod published;
pub mod screen;
pub mod server;
pub mod site;

use std::pin::Pin;

use page::Browser;

/// What a test comes to: nothing, or a sentence.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// What is done in a browser.
pub type Journey = fn(&Browser) -> Pin<Box<dyn Future<Output = Outcome> + '_>>;

/// What serves the product.
#[derive(Clone, Copy, PartialEq)]
pub enum Host {
    /// The tests' own server.
    Plain,
    /// nginx, by `static/hosting/nginx.conf`.
    Nginx,
}
