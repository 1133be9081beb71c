//! The page's program, without what it draws: what happens around it, and what it has done.
//!
//! [`controller`] stands between the view and all the rest, and tells it [`notice`]s, [`jobs`] has the images hashed
//! and checked, [`offer`] takes what is dropped, pasted or opened with the page, [`early`]
//! what was done before the program was there, [`clipboard`] copies, [`memory`] remembers,
//! [`offline`] keeps the page for use without its server, [`one_file`] saves it as one file,
//! [`host_page`] talks to the page around it, [`damage`] notices when others change what is
//! drawn, [`awake`] keeps the screen awake, [`first`] has a small image drawn once.

mod awake;
pub mod clipboard;
pub mod controller;
pub mod damage;
pub mod document;
pub mod early;
mod first;
pub mod host_page;
pub mod how_to_check;
pub mod jobs;
pub mod listener;
pub mod memory;
pub mod notice;
pub mod offer;
pub mod offline;
pub mod one_file;
mod trusted;
