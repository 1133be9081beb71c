//! The documentation tools in whose pages the widget is tested, and axe-core and Lighthouse, which
//! judge pages; mdBook is among the tools that cargo builds.

use std::ffi::OsStr;
use std::path::Path;

use crate::environments::{self, Environment, Environments, MadeBy, Places};
use crate::programs::Variable;

const TOOLS: [Environment; 7] = [
    Environment {
        name: "axe",
        made_by: MadeBy::Npm,
    },
    LIGHTHOUSE,
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
    Environment {
        name: "vite",
        made_by: MadeBy::Npm,
    },
];

const LIGHTHOUSE: Environment = Environment {
    name: "lighthouse",
    made_by: MadeBy::Npm,
};

// Docusaurus starts in none that is older.
const NODE: u32 = 20;

/// Installs those that are missing or pinned anew into `.tools/documents`, saying so.
pub fn ready(root: &Path, path: &OsStr) -> Result<Environments, String> {
    if let Some(why) = environments::lacks(NODE, path) {
        return Ok(Environments::Unavailable(why));
    }
    let places = Places::of("documents", root);
    let what = "the documentation tools, axe-core and Lighthouse";
    environments::install(what, &TOOLS, &places, path)?;
    Ok(Environments::Installed(vec![places.variable()]))
}

/// The same of Lighthouse alone, which needs only npm.
pub fn lighthouse(root: &Path, path: &OsStr) -> Result<Variable, String> {
    let places = Places::of("documents", root);
    environments::install("Lighthouse", &[LIGHTHOUSE], &places, path)?;
    Ok(places.variable())
}

impl Places {
    fn variable(self) -> Variable {
        ("GVMI_HASH_DOCUMENTS", self.installed)
    }
}
