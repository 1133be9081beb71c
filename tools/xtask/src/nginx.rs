//! nginx for the tests: the system's, or Debian's unpacked into `.tools/nginx`. Installed,
//! it would start to serve on port 80, now and at every start of the system.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::path;
use crate::programs::{Variable, run};

const VARIABLE: &str = "GVMI_HASH_NGINX";

const BROTLI: &str = "libnginx-mod-http-brotli-static";

/// Where nginx is, after getting it if it is missing, or its module for Brotli.
pub fn ready(root: &Path, path: &OsStr) -> Result<Variable, String> {
    let folder = root.join(".tools").join("nginx");
    if let Some(program) = find(&folder, path).find(|program| has_brotli(program)) {
        return Ok((VARIABLE, program));
    }
    println!(
        "The tests need nginx, which serves the page as the recipe says, with its module for \
         Brotli; getting Debian's into .tools/nginx."
    );
    let unpacked = unpack(&folder);
    let found = find(&folder, path).max_by_key(|program| has_brotli(program));
    match (found, unpacked) {
        (Some(program), unpacked) => {
            if let Err(why) = unpacked {
                println!("{why}; so what nginx sends by Brotli is not tested.");
            }
            Ok((VARIABLE, program))
        }
        (None, Err(why)) => Err(format!(
            "{why}; install nginx yourself, put it on PATH and run this again"
        )),
        (None, Ok(())) => Err("Debian's package nginx has no nginx that starts".to_owned()),
    }
}

// Debian has servers in /usr/sbin, which only root has on PATH.
fn find(folder: &Path, path: &OsStr) -> impl Iterator<Item = PathBuf> {
    [path, "/usr/sbin".as_ref(), folder.join("usr/sbin").as_ref()]
        .map(|path| path::find("nginx", path))
        .into_iter()
        .flatten()
        .filter(|program| starts(program))
}

// Where Debian puts it, seen from /usr/sbin/nginx.
fn has_brotli(program: &Path) -> bool {
    let system = program.ancestors().nth(3);
    system.is_some_and(|system| {
        system
            .join("usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
            .is_file()
    })
}

fn starts(program: &Path) -> bool {
    let answer = Command::new(program).arg("-v").output();
    answer.is_ok_and(|answer| answer.status.success())
}

fn unpack(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder)
        .map_err(|why| format!("cannot create {}: {why}", folder.display()))?;
    // The second has the types of files. The last was made for the first.
    run(
        folder,
        &["apt-get", "download", "nginx", "nginx-common", BROTLI],
    )?;
    run(
        folder,
        &[
            "sh",
            "-ec",
            "for package in *.deb; do dpkg-deb --extract $package .; done",
        ],
    )
}
