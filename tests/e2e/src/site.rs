//! Small sites of real documentation tools, each with one line that puts the product into
//! a page: built as their authors build them, and served on an origin of their own. And our
//! own documentation, with the product beside it.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

use crate::server::{Server, product};

type Error = Box<dyn std::error::Error>;

/// A documentation tool.
#[derive(Clone, Copy)]
pub enum Tool {
    MdBook,
    MkDocs,
    Sphinx,
    Docusaurus,
    NextJs,
    /// With the product as a package of npm.
    Vite,
}

/// What the sources have in place of the product's address.
const PRODUCT: &str = "https://gvmi-hash.example/";

/// What they have in place of their own.
const SITE: &str = "https://documents.example/";

/// The sites that were built, by [`Tool`].
static BUILDS: [Mutex<Option<TempDir>>; 6] = [const { Mutex::new(None) }; 6];

/// The page with our own documentation, if that was built.
static DOCUMENTATION: Mutex<Option<TempDir>> = Mutex::new(None);

/// Removes the sites that were built.
pub fn remove_all() {
    for build in BUILDS.iter().chain([&DOCUMENTATION]) {
        build.lock().expect("no thread panics").take();
    }
}

/// The folder of a site that its tool writes.
const BUILT: &str = "built";

impl Tool {
    /// Its folder among the sources, and among the installed tools.
    fn name(self) -> &'static str {
        match self {
            Self::MdBook => "mdbook",
            Self::MkDocs => "mkdocs",
            Self::Sphinx => "sphinx",
            Self::Docusaurus => "docusaurus",
            Self::NextJs => "nextjs",
            Self::Vite => "vite",
        }
    }

    /// What builds the site in the folder that it is started in.
    fn command(self) -> Command {
        let (program, arguments): (_, &[&str]) = match self {
            Self::MdBook => (mdbook(), &["build", "--dest-dir", BUILT]),
            Self::MkDocs => (
                self.installed().join("bin/python"),
                &["-m", "mkdocs", "build", "--strict", "--site-dir", BUILT],
            ),
            Self::Sphinx => (
                self.installed().join("bin/python"),
                &["-m", "sphinx", "-W", "-d", "doctrees", ".", BUILT],
            ),
            Self::Docusaurus => (
                self.installed().join("node_modules/.bin/docusaurus"),
                &["build", "--no-minify", "--out-dir", BUILT],
            ),
            Self::NextJs => (self.installed().join("node_modules/.bin/next"), &["build"]),
            Self::Vite => (
                self.installed().join("node_modules/.bin/vite"),
                &["build", "--outDir", BUILT],
            ),
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            // They would ask for newer versions, tell what they did, and keep files elsewhere.
            .envs([
                ("NO_MKDOCS_2_WARNING", "1"),
                ("NO_UPDATE_NOTIFIER", "1"),
                ("DOCUSAURUS_NO_PERSISTENT_CACHE", "true"),
                ("NEXT_TELEMETRY_DISABLED", "1"),
            ]);
        command
    }

    /// The folder in which the site was built, once for all journeys.
    fn folder(self) -> Result<PathBuf, Error> {
        let mut build = BUILDS[self as usize].lock().expect("no thread panics");
        if build.is_none() {
            let folder = tempfile::tempdir()?;
            self.build(folder.path())?;
            *build = Some(folder);
        }
        let folder = build.as_ref().ok_or("nothing was built")?;
        Ok(folder.path().to_owned())
    }

    fn build(self, folder: &Path) -> Result<(), Error> {
        copy(&self.source(), folder, &[])?;
        let modules = self.installed().join("node_modules");
        if let Self::Vite = self {
            install_package(folder)?;
        } else if modules.exists() {
            symlink(modules, folder.join("node_modules"))?;
        }
        run(self.command().current_dir(folder))
    }

    fn installed(self) -> PathBuf {
        installed().join(self.name())
    }

    fn source(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../documents/sites")
            .join(self.name())
    }
}

/// Makes a package of the product, and does with it in a site what docs/embed.md says.
fn install_package(site: &Path) -> Result<(), Error> {
    let npm = |arguments: &[&str]| {
        run(Command::new("npm")
            .args(arguments)
            .env("npm_config_cache", site.join("cache"))
            .env("npm_config_update_notifier", "false")
            .current_dir(site))
    };
    npm(&["pack", &fs::canonicalize(product())?.to_string_lossy()])?;
    let files = fs::read_dir(site)?.filter_map(Result::ok);
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let packed = names.find(|name| name.ends_with(".tgz"));
    let packed = packed.ok_or("npm has packed nothing")?;
    npm(&["install", "--offline", "--no-audit", "--no-fund", &packed])?;
    fs::create_dir(site.join("public"))?;
    let page = "gvmi-hash.html";
    fs::copy(package(site).join(page), site.join("public").join(page))?;
    Ok(())
}

/// Where npm has put the product in a site.
fn package(site: &Path) -> PathBuf {
    site.join("node_modules/gvmi-hash")
}

/// The product as npm installs it.
pub fn installed_package() -> Result<PathBuf, Error> {
    Ok(package(&Tool::Vite.folder()?))
}

fn mdbook() -> PathBuf {
    env::var_os("MDBOOK").unwrap_or("mdbook".into()).into()
}

/// Where the documentation tools are, axe-core and Lighthouse.
pub fn installed() -> PathBuf {
    env::var_os("GVMI_HASH_DOCUMENTS").map_or_else(
        || panic!("GVMI_HASH_DOCUMENTS names no folder: run `cargo xtask test`, which sets it"),
        PathBuf::from,
    )
}

/// A built site on a server of its own.
pub struct Site {
    server: Server,
    folder: TempDir,
}

impl Site {
    /// The site of this tool, with the product at this address.
    pub fn build(tool: Tool, product: &str) -> Result<Self, Error> {
        let site = Self {
            server: Server::start("/")?,
            folder: tempfile::tempdir()?,
        };
        let words = [(PRODUCT, product), (SITE, &site.url())];
        // No address is the real one yet.
        copy(&tool.folder()?.join(BUILT), site.folder.path(), &words)?;
        site.server.deploy(site.folder.path())?;
        Ok(site)
    }

    /// The address of the page that has the line.
    pub fn url(&self) -> String {
        self.server.hosted_url()
    }

    /// A file as the tool wrote it.
    pub fn file(&self, name: &str) -> std::io::Result<String> {
        fs::read_to_string(self.folder.path().join(name))
    }
}

/// The page on a server of its own, with our own documentation under `docs/`, as both are
/// published: built once, for all journeys, by the command that its authors call.
pub fn documentation() -> Result<Server, Error> {
    let mut build = DOCUMENTATION.lock().expect("no thread panics");
    if build.is_none() {
        let folder = tempfile::tempdir()?;
        run(Command::new("cargo")
            .args(["xtask", "docs"])
            .arg(folder.path()))?;
        *build = Some(folder);
    }
    let folder = build.as_ref().ok_or("nothing was built")?;
    let server = Server::start("/")?;
    server.deploy(folder.path())?;
    Ok(server)
}

/// Runs a command, which is quiet unless it fails.
fn run(command: &mut Command) -> Result<(), Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|why| format!("{name} cannot be started: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    let [said, warned] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    Err(format!("{name} failed: {said}{warned}").into())
}

/// Copies a folder, with some words replaced in its texts.
fn copy(from: &Path, to: &Path, words: &[(&str, &str)]) -> Result<(), Error> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy(&entry.path(), &target, words)?;
        } else {
            let content = match String::from_utf8(fs::read(entry.path())?) {
                Ok(text) => words
                    .iter()
                    .fold(text, |text, (word, other)| text.replace(word, other))
                    .into_bytes(),
                Err(picture) => picture.into_bytes(),
            };
            fs::write(target, content)?;
        }
    }
    Ok(())
}
