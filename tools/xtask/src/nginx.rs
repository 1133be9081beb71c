//! nginx for the tests: the system's, or Debian's unpacked into `.tools/nginx`. Installed,
//! it would start to serve on port 80, now and at every start of the system.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::path;
use crate::programs::{Variable, run};

const VARIABLE: &str = "GVMI_HASH_NGINX";

/// Where nginx is, after getting it if it is missing.
pub fn ready(root: &Path, path: &OsStr) -> Result<Variable, String> {
    let folder = root.join(".tools").join("nginx");
    if let Some(program) = find(&folder, path) {
        return Ok((VARIABLE, program));
    }
    println!(
        "The tests need nginx, which serves the page as the recipe says; getting Debian's into \
         .tools/nginx."
    );
    unpack(&folder).map_err(|why| {
        format!("{why}; install nginx yourself, put it on PATH and run this again")
    })?;
    find(&folder, path)
        .map(|program| (VARIABLE, program))
        .ok_or_else(|| "Debian's package nginx has no nginx that starts".to_owned())
}

// Debian has servers in /usr/sbin, which only root has on PATH.
fn find(folder: &Path, path: &OsStr) -> Option<PathBuf> {
    [path, "/usr/sbin".as_ref(), folder.join("usr/sbin").as_ref()]
        .into_iter()
        .filter_map(|path| path::find("nginx", path))
        .find(|program| starts(program))
}

fn starts(program: &Path) -> bool {
    let answer = Command::new(program).arg("-v").output();
    answer.is_ok_and(|answer| answer.status.success())
}

fn unpack(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder)
        .map_err(|why| format!("cannot create {}: {why}", folder.display()))?;
    // The second has the types of files.
    run(folder, &["apt-get", "download", "nginx", "nginx-common"])?;
    run(
        folder,
        &[
            "sh",
            "-ec",
            "for package in *.deb; do dpkg-deb --extract $package .; done",
        ],
    )
}
