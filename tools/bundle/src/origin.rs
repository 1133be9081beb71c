//! Which source the page is built from, so that the page can say so.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The version and the commit, as HTML.
pub fn origin(project: &Path) -> Result<String, Box<dyn Error>> {
    let version = version(project)?;
    let commit = match Commit::of(project) {
        None => "an unknown commit".to_owned(),
        Some(Commit { id, changed: false }) => format!("commit <code>{id}</code>"),
        Some(Commit { id, changed: true }) => format!("commit <code>{id}</code> with changes"),
    };
    Ok(format!("gvmi-hash {version}, built from {commit}."))
}

/// The version of the project.
pub fn version(project: &Path) -> Result<String, Box<dyn Error>> {
    let package = fs::read_to_string(project.join("Cargo.toml"))?;
    let version = version_of(&package).ok_or("Cargo.toml names no version")?;
    Ok(version.to_owned())
}

fn version_of(package: &str) -> Option<&str> {
    let mut lines = package.lines().skip_while(|line| *line != "[package]");
    let version = lines.find_map(|line| line.strip_prefix("version = \""))?;
    version.strip_suffix('"')
}

struct Commit {
    id: String,
    changed: bool,
}

/// What no byte of the product depends on. Whatever else was changed counts: better a
/// page that says so in vain than one that hides it.
const ASIDE: [&str; 9] = [
    ":(exclude).ci",
    ":(exclude).github",
    ":(exclude)LICENSE-*",
    ":(exclude)*.md",
    ":(exclude)deny.toml",
    ":(exclude)docs",
    ":(exclude)tools/fuzz",
    ":(exclude)static/hosting/nginx.conf",
    ":(exclude)tests",
];

impl Commit {
    /// None if the project is not a repository of its own, or there is no git to ask.
    fn of(project: &Path) -> Option<Self> {
        // The first line is the way up from here: none in the repository's own folder.
        let head = git(project, &["rev-parse", "--show-cdup", "HEAD"])?;
        let id = head.strip_prefix('\n')?.trim_end().to_owned();
        let status = [
            "--no-optional-locks",
            "status",
            "--porcelain",
            "--untracked-files=normal",
            "--",
            ".",
        ];
        let changes = git(project, &[&status[..], &ASIDE].concat())?;
        Some(Self {
            id,
            changed: !changes.is_empty(),
        })
    }
}

fn git(project: &Path, arguments: &[&str]) -> Option<String> {
    let git = Command::new("git")
        .current_dir(project)
        .args(arguments)
        .output();
    let output = git.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_version_is_that_of_the_package() {
        let package =
            "[workspace]\nversion = \"9\"\n[package]\nname = \"a\"\nversion = \"0.1.0\"\n";
        assert_eq!(version_of(package), Some("0.1.0"));
        assert_eq!(version_of("[dependencies]"), None);
    }

    /// A project in a folder of its own, which goes with it.
    struct Project(PathBuf);

    impl Project {
        fn new(name: &str) -> Self {
            let folder = format!("gvmi-hash-{name}-{}", std::process::id());
            let project = Self(std::env::temp_dir().join(folder));
            project.write("Cargo.toml", "[package]\nversion = \"1.2.3\"\n");
            project
        }

        fn write(&self, name: &str, text: &str) {
            let file = self.0.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }

        fn git(&self, arguments: &[&str]) -> String {
            let settings = [
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.org",
                "-c",
                "commit.gpgsign=false",
            ];
            git(&self.0, &[&settings[..], arguments].concat()).unwrap()
        }

        fn origin(&self) -> String {
            origin(&self.0).unwrap()
        }
    }

    impl Drop for Project {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn changes_are_told_if_they_go_into_the_page() {
        let project = Project::new("changes");
        project.git(&["init", "--quiet"]);
        project.git(&["add", "."]);
        project.git(&["commit", "--quiet", "--message", "a"]);
        let id = project.git(&["rev-parse", "HEAD"]);
        let clean = format!(
            "gvmi-hash 1.2.3, built from commit <code>{}</code>.",
            id.trim_end()
        );
        assert_eq!(project.origin(), clean);
        project.write("README.md", "a");
        project.write("tests/a.rs", "a");
        assert_eq!(project.origin(), clean);
        project.write("src/new.rs", "a");
        let changed = clean.replace("</code>.", "</code> with changes.");
        assert_eq!(project.origin(), changed);
    }

    #[test]
    fn a_repository_around_the_project_is_not_its_own() {
        let around = Project::new("around");
        around.write("inner/Cargo.toml", "[package]\nversion = \"1.2.3\"\n");
        let unknown = "gvmi-hash 1.2.3, built from an unknown commit.";
        assert_eq!(around.origin(), unknown);
        around.git(&["init", "--quiet"]);
        around.git(&["add", "."]);
        around.git(&["commit", "--quiet", "--message", "a"]);
        assert_eq!(origin(&around.0.join("inner")).unwrap(), unknown);
    }
}
