//! The documentation as a book, with the page beside it: a site as it is published.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::tools::{self, Needs};

// Where the book is in the site: the widget in it is the page one folder above.
const BOOK: &str = "docs";

/// Makes the site of the page that was built, and of the book.
pub fn run(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let site = site(root, args)?;
    let page = root.join("dist");
    if !page.join("embed.js").exists() {
        return Err(
            "dist/ has no page, which the book shows as a widget; build it first: \
             `cargo xtask build`"
                .to_owned(),
        );
    }
    // mdBook means a folder from where the book is, the user from where the user is.
    let site = std::path::absolute(&site)
        .map_err(|why| format!("{} is no folder: {why}", site.display()))?;
    let path = tools::ready(root, Needs::Book)?;
    // What was left of a site before would be published, too; a folder that the user names is
    // the user's.
    if args.is_empty() && site.exists() {
        fs::remove_dir_all(&site)
            .map_err(|why| format!("{} cannot be emptied: {why}", site.display()))?;
    }
    copy(&page, &site)?;
    build(root, &path, &site.join(BOOK))?;
    println!(
        "The page is in {}, the book in {BOOK}/ there.",
        site.display()
    );
    Ok(ExitCode::SUCCESS)
}

fn site(root: &Path, args: &[OsString]) -> Result<PathBuf, String> {
    match args {
        [] => Ok(root.join("target").join("docs")),
        [folder] if !folder.to_string_lossy().starts_with('-') => Ok(PathBuf::from(folder)),
        _ => Err("`docs` takes one folder, or nothing".to_owned()),
    }
}

// The page has no folders.
fn copy(page: &Path, site: &Path) -> Result<(), String> {
    let copy_all = || {
        fs::create_dir_all(site)?;
        for entry in fs::read_dir(page)? {
            let entry = entry?;
            fs::copy(entry.path(), site.join(entry.file_name()))?;
        }
        Ok(())
    };
    copy_all().map_err(|why: std::io::Error| {
        format!(
            "{} cannot be copied to {}: {why}",
            page.display(),
            site.display()
        )
    })
}

fn build(root: &Path, path: &OsStr, book: &Path) -> Result<(), String> {
    let sources = root.join("docs");
    let status = Command::new("mdbook")
        .arg("build")
        .arg(&sources)
        .arg("--dest-dir")
        .arg(book)
        .env("PATH", path)
        .status()
        .map_err(|why| format!("cannot start mdbook: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!(
            "mdbook could not make a book of {}; why is said above",
            sources.display()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::site;
    use std::path::{Path, PathBuf};

    #[track_caller]
    fn check(args: &str, expected: Result<&str, &str>) {
        let args: Vec<_> = args.split_whitespace().map(Into::into).collect();
        let expected = expected.map(PathBuf::from).map_err(str::to_owned);
        assert_eq!(site(Path::new("/root"), &args), expected);
    }

    #[test]
    fn the_site_goes_where_the_user_says_or_into_target() {
        check("", Ok("/root/target/docs"));
        check("site", Ok("site"));
        let refused = Err("`docs` takes one folder, or nothing");
        check("--open", refused);
        check("a b", refused);
    }
}
