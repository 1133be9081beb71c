//! The Rust target that the page is compiled for.

use std::path::Path;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Gets the target if the compiler lacks it, saying so.
pub fn ready(root: &Path) -> Result<(), String> {
    if has_target(root)? {
        return Ok(());
    }
    let command = format!("rustup target add {TARGET}");
    println!("The page is compiled for {TARGET}, which the Rust compiler lacks: {command}");
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .current_dir(root)
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "`{command}` failed ({status}); what it said is above"
        )),
        Err(why) => Err(format!(
            "the page is compiled for {TARGET}, which the Rust compiler lacks, and rustup \
             cannot be started to get it ({why}); install rustup, then run `{command}`"
        )),
    }
}

// Asked of the compiler, not of rustup: a distribution's own Rust may have it too.
fn has_target(root: &Path) -> Result<bool, String> {
    let rustc = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(root)
        .output()
        .map_err(|why| {
            format!("cannot start rustc ({why}), which compiles the page; put it on PATH")
        })?;
    let folder = String::from_utf8_lossy(&rustc.stdout);
    Ok(rustc.status.success() && Path::new(folder.trim_end()).is_dir())
}
