//! What commands need: the folder that they run in, a shell, the entry point.

use super::executable::{Executables, Obstacle};
use super::path::shown;
use super::volumes;
use crate::pure::image::Metadata;
use crate::pure::squashfs::{EntryId, NotFound, Source, Tree};
use crate::pure::text::finding::Finding;
use crate::pure::text::literal::{abridged, visible};

const ROOT: (u32, u32) = (0, 0);

/// What to say of a working directory that is not there.
pub(super) fn working_directory(tree: &Tree, metadata: &Metadata) -> Option<Finding> {
    let path = metadata.working_dir.as_str();
    let is_folder = match tree.resolve(tree.root(), path.as_bytes()) {
        Ok(entry) => tree.is_folder(entry),
        Err(NotFound::Unread) => true,
        Err(NotFound::Missing | NotFound::Loop) => false,
    };
    // The guest makes the folders that a volume lies in.
    let is_made = metadata
        .volumes
        .iter()
        .any(|volume| volumes::is_below(volume, path));
    if is_folder || is_made {
        return None;
    }
    let path = visible(&abridged(path));
    Some(
        Finding::error(format!(
            "The working directory “{path}” is not in the image, so every command fails. Add “RUN \
             mkdir -p {path}” to the Dockerfile."
        ))
        .more(
            "A provider’s guest enters it before each command, and says “No such file or \
             directory” otherwise.",
        ),
    )
}

/// What to say of an image without a shell.
pub(super) async fn shell(
    executables: &mut Executables<'_>,
    source: &mut impl Source,
) -> Option<Finding> {
    let root = executables.file_system.tree.root();
    let obstacle = executables.obstacle(source, root, b"/bin/sh", ROOT).await?;
    Some(
        Finding::advice(format!(
            "The image has no shell that runs: /bin/sh {}. Begin the Dockerfile with an image that \
             has one, such as alpine or debian.",
            obstacle.words()
        ))
        .more(
            "golem-js and the task executor run a command that is one text by “/bin/sh -c”. \
             Without a shell, only commands as lists of a path and its arguments work.",
        ),
    )
}

/// What to say of an entry point that cannot be run.
pub(super) async fn entry_point(
    executables: &mut Executables<'_>,
    source: &mut impl Source,
    metadata: &Metadata,
) -> Option<Finding> {
    let name = metadata.entrypoint.iter().chain(&metadata.command).next()?;
    let tree = &executables.file_system.tree;
    let quoted = visible(&abridged(name));
    let more = "It is what Entrypoint and Cmd begin with, and what a provider runs if it is asked \
                to start the entry point; commands of a requestor do not need it.";
    if !name.contains('/') {
        let advice = match in_path(tree, metadata, name) {
            Some(path) => format!("Write “{}” in the Dockerfile.", shown(&path)),
            None => "Write its whole path in the Dockerfile.".to_owned(),
        };
        return Some(
            Finding::advice(format!(
                "The entry point “{quoted}” is not a path, and providers do not search for it. \
                 {advice}"
            ))
            .more(more),
        );
    }
    // Otherwise that is what there is to say.
    let folder = tree
        .resolve(tree.root(), metadata.working_dir.as_bytes())
        .ok()?;
    let user = user(metadata);
    let obstacle = executables
        .obstacle(source, folder, name.as_bytes(), user)
        .await?;
    Some(
        Finding::advice(format!(
            "The entry point “{quoted}” cannot be run: it {}. {}",
            obstacle.words(),
            obstacle.remedy(&quoted)
        ))
        .more(more),
    )
}

impl Obstacle {
    fn words(&self) -> String {
        match self {
            Self::Missing => "is not there".to_owned(),
            Self::NoFile => "is no file".to_owned(),
            Self::NotExecutable => "is not executable".to_owned(),
            Self::NoInterpreter(path) if path.ends_with(b"\r") => {
                "ends its lines as Windows does, so that its interpreter is not found".to_owned()
            }
            Self::NoInterpreter(path) => {
                format!(
                    "needs the interpreter “{}”, which is not there",
                    shown(path)
                )
            }
            Self::NoLoader(path) => {
                format!("needs the loader “{}”, which is not there", shown(path))
            }
        }
    }

    fn remedy(&self, path: &str) -> String {
        match self {
            Self::Missing | Self::NoFile => "Copy the program there in the Dockerfile.".to_owned(),
            Self::NotExecutable => format!("Add “RUN chmod +x {path}” to the Dockerfile."),
            Self::NoInterpreter(interpreter) if interpreter.ends_with(b"\r") => {
                "Save it with line ends of Unix (LF).".to_owned()
            }
            Self::NoInterpreter(_) => "Install the interpreter in the Dockerfile.".to_owned(),
            Self::NoLoader(_) => "Build the program for the C library of the image (musl in \
                                  Alpine, glibc in Debian), or link it statically."
                .to_owned(),
        }
    }
}

/// Who runs commands: two numbers, or root (ya-runtime-vm, `deploy.rs`).
fn user(metadata: &Metadata) -> (u32, u32) {
    let ids = metadata
        .user
        .as_deref()
        .and_then(|user| user.split_once(':'));
    let ids = ids.and_then(|(uid, gid)| uid.parse().ok().zip(gid.parse().ok()));
    ids.unwrap_or(ROOT)
}

/// Where a shell would find a program of this name.
fn in_path(tree: &Tree, metadata: &Metadata, name: &str) -> Option<Vec<u8>> {
    const USUAL: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let path = metadata
        .env
        .iter()
        .find_map(|line| line.strip_prefix("PATH="));
    let found = path
        .unwrap_or(USUAL)
        .split(':')
        .map(|folder| format!("{folder}/{name}"));
    let is_there = |path: &String| {
        let entry: Result<EntryId, _> = tree.resolve(tree.root(), path.as_bytes());
        path.starts_with('/') && entry.is_ok_and(|entry| !tree.is_folder(entry))
    };
    found.into_iter().find(is_there).map(String::into_bytes)
}
