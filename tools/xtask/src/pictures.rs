//! Pictures of the page in its states: for who changes how it looks, and for README.md and docs/.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::tools::{self, Needs};
use crate::{page, programs, steps};

/// Builds the page and takes its pictures in Chromium.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let files = files(root, args)?;
    let path = env::var_os("PATH").unwrap_or_default();
    let mut variables = programs::ready_with_chromium(&path)?;
    page::build_into(root, &root.join("dist"))?;
    let path = tools::ready(root, Needs::Page)?;
    variables.extend(steps::built(root, &path));
    // The folder is meant from where the user is.
    let files: Vec<PathBuf> = files
        .iter()
        .map(std::path::absolute)
        .collect::<Result<_, _>>()
        .map_err(|why| format!("there is no such folder: {why}"))?;
    steps::run_package(root, &path, "e2e", files, variables)
}

// The folder of the pictures, then that of the documentation if its pictures are wanted.
fn files(root: &Path, args: &[OsString]) -> Result<Vec<PathBuf>, String> {
    const README: &str = "--readme";
    let (readme, folder): (Vec<_>, Vec<_>) = args.iter().partition(|arg| *arg == README);
    let folder = match &folder[..] {
        [] => root.join("target/pictures"),
        [folder] if !folder.to_string_lossy().starts_with('-') => PathBuf::from(folder),
        _ => return Err(format!("`pictures` takes {README} and one folder")),
    };
    let readme = readme.first().map(|_| root.join("docs"));
    Ok([folder].into_iter().chain(readme).collect())
}

#[cfg(test)]
mod tests {
    use super::files;
    use std::path::{Path, PathBuf};

    #[track_caller]
    fn check(args: &str, expected: Result<&[&str], &str>) {
        let args: Vec<_> = args.split_whitespace().map(Into::into).collect();
        let expected = expected.map(|files| files.iter().map(PathBuf::from).collect());
        assert_eq!(
            files(Path::new("/root"), &args),
            expected.map_err(Into::into)
        );
    }

    #[test]
    fn the_folder_and_the_pictures_of_the_documentation_are_named_in_any_order() {
        check("", Ok(&["/root/target/pictures"]));
        check("a", Ok(&["a"]));
        check("--readme", Ok(&["/root/target/pictures", "/root/docs"]));
        check("a --readme", Ok(&["a", "/root/docs"]));
        check("--readme a", Ok(&["a", "/root/docs"]));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let refused = Err("`pictures` takes --readme and one folder");
        check("--dark", refused);
        check("a b", refused);
    }
}
