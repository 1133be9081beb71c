//! A disk that fails when a test wants it: a file system in this process (FUSE) with one file.

use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, LockOwner, OpenFlags, ReplyAttr, ReplyData, ReplyEntry, ReplyOpen,
    Request, spawn_mount,
};
use gvmi_hash::hash::{Hasher, ImageHash, ImageHasher};
use tempfile::TempDir;

/// The size of the file, in bytes.
pub const SIZE: u64 = 64 << 20;

/// The name of the file.
pub const NAME: &str = "on-the-disk.gvmi";

/// What goes wrong once the first half of the file is read.
#[derive(Clone, Copy)]
pub enum Trouble {
    /// None.
    Nothing,
    /// This error comes instead of the second half.
    Unreadable(Errno),
    /// This error comes instead of everything.
    Dead(Errno),
    /// The file cannot be opened any more: permission was taken away, say.
    Closed(Errno),
    /// There is no second half, whatever the size says.
    Short,
    /// What was read is something else when it is read again, at the same time of change.
    Rotten,
    /// Nothing comes for so long, once.
    Pause(Duration),
    /// So many bytes come in a second, from the start.
    Slow(u32),
}

/// A disk, mounted as long as its handle lives.
pub struct Disk {
    folder: TempDir,
    _mounted: BackgroundSession,
}

impl Disk {
    /// Mounts one with this trouble; needs `/dev/fuse` and the right to mount.
    pub fn mount(trouble: Trouble) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let files = Files {
            trouble,
            is_half_read: AtomicBool::new(false),
        };
        Ok(Self {
            _mounted: spawn_mount(files, folder.path(), &Config::default())?,
            folder,
        })
    }

    /// The file on it.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }
}

struct Files {
    trouble: Trouble,
    is_half_read: AtomicBool,
}

const FILE: INodeNo = INodeNo(2);

/// Nothing is kept by the system: each question comes here.
const KEPT: Duration = Duration::ZERO;

impl Files {
    fn error_of_all(&self) -> Option<Errno> {
        match self.trouble {
            Trouble::Dead(error) if self.is_half_read.load(SeqCst) => Some(error),
            _ => None,
        }
    }

    /// The bytes, or the error that comes instead. Whoever reads on from the middle has read the
    /// first half; the image check reads the end first.
    fn bytes(&self, range: std::ops::Range<u64>) -> Result<Vec<u8>, Errno> {
        const HALF: u64 = SIZE / 2;
        let is_now = range.contains(&HALF) && !self.is_half_read.swap(true, SeqCst);
        let is_over = is_now || self.is_half_read.load(SeqCst);
        let length = range.end - range.start;
        match self.trouble {
            Trouble::Unreadable(error) | Trouble::Dead(error) if is_over => return Err(error),
            Trouble::Short if is_over && range.end > HALF => return Ok(Vec::new()),
            Trouble::Rotten if is_over && range.end <= HALF => {
                return Ok(vec![0; length as usize]);
            }
            Trouble::Pause(pause) if is_now => thread::sleep(pause),
            Trouble::Slow(rate) => thread::sleep(Duration::from_secs(length) / rate),
            _ => {}
        }
        Ok(range.map(byte).collect())
    }
}

/// A byte of the file: none is zero, as what browsers give in place of missing bytes.
fn byte(place: u64) -> u8 {
    (place >> 16) as u8 | 1
}

/// The hash of the file.
pub fn hash() -> ImageHash {
    let mut hasher = ImageHasher::default();
    for start in (0..SIZE).step_by(1 << 16) {
        hasher.update(&[byte(start); 1 << 16]);
    }
    hasher.finish()
}

fn attributes(number: INodeNo) -> FileAttr {
    let (kind, size, perm) = match number {
        FILE => (FileType::RegularFile, SIZE, 0o644),
        _ => (FileType::Directory, 0, 0o755),
    };
    FileAttr {
        ino: number,
        size,
        blocks: size / 512,
        atime: UNIX_EPOCH,
        mtime: UNIX_EPOCH,
        ctime: UNIX_EPOCH,
        crtime: UNIX_EPOCH,
        kind,
        perm,
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        flags: 0,
        blksize: 4096,
    }
}

impl Filesystem for Files {
    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        match self.error_of_all() {
            Some(error) => reply.error(error),
            None if name == NAME => reply.entry(&KEPT, &attributes(FILE), Generation(0)),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.error_of_all() {
            Some(error) => reply.error(error),
            None => reply.attr(&KEPT, &attributes(number)),
        }
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        match (self.error_of_all(), self.trouble) {
            (Some(error), _) => reply.error(error),
            (None, Trouble::Closed(error)) if self.is_half_read.load(SeqCst) => reply.error(error),
            _ => reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO),
        }
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let start = offset.min(SIZE);
        match self.bytes(start..(start + u64::from(size)).min(SIZE)) {
            Ok(bytes) => reply.data(&bytes),
            Err(error) => reply.error(error),
        }
    }
}
