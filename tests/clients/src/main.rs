//! What the page writes, read by those it is written for: parsers, shells, and the
//! clients of Golem themselves.
//!
//! `cargo xtask test` gets the clients into `.tools/clients` and runs this.

mod hostile;
mod installed;
mod invisible;
mod real_clients;
mod round_trips;
mod script;
mod server;
mod sets;
mod shell;
mod workflows;
