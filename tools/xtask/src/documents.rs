//! The documentation tools in whose pages the widget is tested; mdBook is among the tools that
//! cargo builds.

use std::ffi::OsStr;
use std::path::Path;

use crate::environments::{self, Environment, Environments, MadeBy, Places};

const TOOLS: [Environment; 4] = [
    Environment {
        name: "mkdocs",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "sphinx",
        made_by: MadeBy::Pip,
    },
    Environment {
        name: "docusaurus",
        made_by: MadeBy::Npm,
    },
    Environment {
        name: "nextjs",
        made_by: MadeBy::Npm,
    },
];

// Docusaurus starts in none that is older.
const NODE: u32 = 20;

/// Installs those that are missing or pinned anew into `.tools/documents`, saying so.
pub fn ready(root: &Path, path: &OsStr) -> Result<Environments, String> {
    if let Some(why) = environments::lacks(NODE, path) {
        return Ok(Environments::Unavailable(why));
    }
    let places = Places::of("documents", root);
    environments::install("the documentation tools", &TOOLS, &places, path)?;
    Ok(Environments::Installed(vec![(
        "GVMI_HASH_DOCUMENTS",
        places.installed,
    )]))
}
