//! Which program a name on PATH means, and a PATH on which the project's own tools come first.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// The user's PATH with `first` before it.
pub fn with_first(first: &Path) -> Result<OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [first.to_path_buf()]
        .into_iter()
        .chain(env::split_paths(&path));
    env::join_paths(folders).map_err(|why| {
        format!(
            "{} cannot be put on PATH ({why}), so the tools built there cannot be found; \
             move the project to a folder whose name has no such character",
            first.display()
        )
    })
}

/// The file that runs when `program` is called with this `path`.
pub fn find(program: &str, path: &OsStr) -> Option<PathBuf> {
    env::split_paths(path)
        .map(|folder| folder.join(file_name(program)))
        .find(|file| is_executable(file))
}

/// What a program's file is called on this system.
pub fn file_name(program: &str) -> String {
    format!("{program}{}", env::consts::EXE_SUFFIX)
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|meta| meta.is_file())
}
