//! The clients of Golem that the snippets are tested with.

use std::ffi::OsStr;
use std::path::Path;

use crate::environments::{self, Environment, Environments, MadeBy, Places};

// They do not agree on the versions of what they need, so each has a folder of its own.
const CLIENTS: [Environment; 6] = [
    Environment {
        name: "yapapi",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "golem-core",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "dapp-runner",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "gvmkit-build",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "golem-js",
        made_by: MadeBy::Npm,
    },
    Environment {
        name: "golem-js-2",
        made_by: MadeBy::Npm,
    },
];

const NODE: u32 = 18;

/// Installs those that are missing or pinned anew into `.tools/clients`, saying so.
pub fn ready(root: &Path, path: &OsStr) -> Result<Environments, String> {
    if let Some(why) = environments::lacks(NODE, path) {
        return Ok(Environments::Unavailable(why));
    }
    let places = Places::of("clients", root);
    environments::install("the clients of Golem", &CLIENTS, &places, path)?;
    Ok(Environments::Installed(vec![
        ("GVMI_HASH_YAPAPI", places.python("yapapi")),
        ("GVMI_HASH_CLIENTS", places.installed),
    ]))
}

// `pip freeze` leaves it out, and before Python 3.12 a virtual environment had it of itself.
#[test]
fn what_imports_pkg_resources_is_pinned_with_setuptools() {
    for pins in [
        include_str!("../../../tests/clients/pins/yapapi.txt"),
        include_str!("../../../tests/clients/pins/golem-core.txt"),
        include_str!("../../../tests/clients/pins/dapp-runner.txt"),
    ] {
        assert!(pins.contains("\nsetuptools=="), "{pins}");
    }
}
