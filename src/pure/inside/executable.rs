//! Executables in an image: whether they can be run, and what they need for that.

use super::elf::{self, Elf};
use crate::pure::squashfs::{EntryId, FileSystem, Inode, Kind, NotFound, Source};

/// So many bytes at the start of a program are looked at: the program headers, and the path of
/// its loader, lie there.
const HEAD: u64 = 4096;

/// A first line has so many bytes at most (Linux, `BINPRM_BUF_SIZE`).
const FIRST_LINE: usize = 256;

/// A script’s interpreter may be a script itself, so often (Linux, `exec_binprm`).
const INTERPRETERS: u32 = 4;

/// What a file is for who runs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Executable {
    Elf(Elf),
    /// A script, with the path of its interpreter.
    Script(Vec<u8>),
    /// Anything else, or not to be read.
    Other,
}

/// Why a program cannot be run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Obstacle {
    /// It is not there.
    Missing,
    /// It is a folder, a device, or the like.
    NoFile,
    /// Its mode forbids it.
    NotExecutable,
    /// What runs it is not there.
    NoInterpreter(Vec<u8>),
    /// What loads it is not there.
    NoLoader(Vec<u8>),
}

/// The programs of an image, each looked at once.
pub(super) struct Executables<'a> {
    pub file_system: &'a FileSystem,
    /// A few dozen.
    known: Vec<(usize, Executable)>,
}

impl<'a> Executables<'a> {
    pub fn new(file_system: &'a FileSystem) -> Self {
        Self {
            file_system,
            known: Vec::new(),
        }
    }

    /// What a file is.
    pub async fn executable(&mut self, source: &mut impl Source, file: EntryId) -> Executable {
        let inode = self.file_system.tree.inode_index(file);
        let mut known = self.known.iter();
        if let Some((_, executable)) = known.find(|(known, _)| *known == inode) {
            return executable.clone();
        }
        let content = self.file_system.content(source, file, HEAD).await;
        let executable = content.map_or(Executable::Other, |head| Executable::of(&head));
        self.known.push((inode, executable.clone()));
        executable
    }

    /// Why the program at a path cannot be run by this user, as far as is known.
    pub async fn obstacle(
        &mut self,
        source: &mut impl Source,
        folder: EntryId,
        path: &[u8],
        user: (u32, u32),
    ) -> Option<Obstacle> {
        let tree = &self.file_system.tree;
        let mut file = match tree.resolve(folder, path) {
            Ok(file) => file,
            Err(NotFound::Unread) => return None,
            Err(NotFound::Missing | NotFound::Loop) => return Some(Obstacle::Missing),
        };
        let inode = tree.inode(file);
        if !matches!(inode.kind, Kind::File { .. }) {
            return Some(Obstacle::NoFile);
        }
        if !is_executable(inode, user) {
            return Some(Obstacle::NotExecutable);
        }
        for _ in 0..INTERPRETERS {
            let (needed, obstacle): (_, fn(Vec<u8>) -> Obstacle) =
                match self.executable(source, file).await {
                    Executable::Script(path) => (path, Obstacle::NoInterpreter),
                    Executable::Elf(Elf {
                        loader: Some(path), ..
                    }) => (path, Obstacle::NoLoader),
                    Executable::Elf(_) | Executable::Other => return None,
                };
            match tree.resolve(folder, &needed) {
                Ok(needed) => file = needed,
                Err(NotFound::Unread) => return None,
                Err(NotFound::Missing | NotFound::Loop) => return Some(obstacle(needed)),
            }
        }
        None
    }
}

impl Executable {
    fn of(head: &[u8]) -> Self {
        if let Some(elf) = elf::parse(head) {
            return Self::Elf(elf);
        }
        let Some(line) = head.strip_prefix(b"#!") else {
            return Self::Other;
        };
        let line = &line[..line.len().min(FIRST_LINE - 2)];
        let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        // A carriage return is a part of the path for Linux.
        let mut words = line.split(|byte| matches!(byte, b' ' | b'\t'));
        match words.find(|word| !word.is_empty()) {
            Some(path) => Self::Script(path.to_vec()),
            None => Self::Other,
        }
    }
}

/// Whether a user may run a file. Root may where anybody may.
pub(super) fn is_executable(inode: &Inode, (uid, gid): (u32, u32)) -> bool {
    let bits = match uid {
        0 => 0o111,
        _ if inode.user == Some(uid) => 0o100,
        _ if inode.group == Some(gid) => 0o010,
        _ => 0o001,
    };
    let is_known = inode.user.is_some() && inode.group.is_some();
    inode.permissions & bits != 0 || !is_known
}
