//! The peers that the page is measured beside: libraries that hash in pages.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::environments::{self, Environment, MadeBy, Places};
use crate::path;

const PEERS: Environment = Environment {
    name: "peers",
    made_by: MadeBy::Npm,
};

/// Where they are, `.tools/peers`, after getting those that are missing or pinned anew.
pub fn ready(root: &Path, path: &OsStr) -> Result<PathBuf, String> {
    if path::find("npm", path).is_none() {
        return Err("there is no npm, with which the peers are got".to_owned());
    }
    let places = Places {
        installed: root.join(".tools"),
        pins: root.join("tools/bench/pins"),
    };
    environments::install("the libraries of other pages", &[PEERS], &places, path)?;
    Ok(places.installed.join(PEERS.name))
}
