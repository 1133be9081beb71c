//! Whether disks can be mounted here: some faults are those of disks.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::process::{self, Command, Stdio};

use crate::path;

/// What is missing to mount one; none if nothing is.
pub fn lacks(path: &OsStr) -> Option<String> {
    let fuse = OpenOptions::new().read(true).write(true).open("/dev/fuse");
    if fuse.is_err() {
        return Some("no /dev/fuse for this user".to_owned());
    }
    let may_mount = path::find("fusermount3", path).is_some() || mounts();
    (!may_mount).then(|| "no right to mount a disk".to_owned())
}

// Only a try tells: in a container it may be forbidden to root, too.
fn mounts() -> bool {
    let folder = env::temp_dir().join(format!("gvmi-hash-mount-{}", process::id()));
    let succeeds = |command: &mut Command| {
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    };
    let mounted = fs::create_dir(&folder).is_ok()
        && succeeds(
            Command::new("mount")
                .args(["-t", "tmpfs", "none"])
                .arg(&folder),
        )
        && succeeds(Command::new("umount").arg(&folder));
    let _ = fs::remove_dir(&folder);
    mounted
}
