//! The page, built or served by Trunk.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::flags::Flags;
use crate::tools::{self, Needs};

// As in Trunk.toml.
const ADDRESS: &str = "127.0.0.1";
const PORT: &str = "8080";

/// What Trunk is told to build the page for publishing.
pub const BUILD: [&str; 2] = ["build", "--release"];

/// Serves the page until Ctrl+C, building it again after each change.
pub fn serve(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let path = tools::ready(root, Needs::Page)?;
    let flags = Flags::find(root, &path)?;
    println!(
        "\nServing on {} once the build is done. Ctrl+C ends it.\n",
        url(args)
    );
    let mut trunk = trunk(root, &path, &flags);
    hand_over(trunk.env("GVMI_HASH_SERVED", "1").arg("serve").args(args))
}

/// Builds the page for publishing, into `dist/`.
pub fn build(root: &Path, args: &[OsString]) -> Result<ExitCode, String> {
    let path = tools::ready(root, Needs::Page)?;
    let flags = Flags::find(root, &path)?;
    hand_over(trunk(root, &path, &flags).args(BUILD).args(args))
}

/// Builds the page for publishing, into another folder.
pub fn build_into(root: &Path, folder: &Path) -> Result<(), String> {
    let path = tools::ready(root, Needs::Page)?;
    let flags = Flags::find(root, &path)?;
    let status = trunk(root, &path, &flags)
        .args(BUILD)
        .arg("--dist")
        .arg(folder)
        .status()
        .map_err(|why| format!("cannot start trunk: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the page could not be built; why is said above".to_owned())
    }
}

/// Trunk with the project's tools, to be called in the project's folder.
pub fn trunk(root: &Path, path: &OsStr, flags: &Flags) -> Command {
    let mut trunk = Command::new("trunk");
    flags.give(trunk.current_dir(root).env("PATH", path));
    // Trunk 0.21 refuses NO_COLOR=1, though https://no-color.org lets any text mean yes.
    if let Some(value) = std::env::var_os("NO_COLOR") {
        trunk.env("NO_COLOR", if value.is_empty() { "false" } else { "true" });
    }
    trunk
}

// Takes the place of this process, so that Ctrl+C and the exit code are Trunk's own.
#[cfg(unix)]
fn hand_over(command: &mut Command) -> Result<ExitCode, String> {
    use std::os::unix::process::CommandExt;
    let why = command.exec();
    Err(format!("cannot start trunk: {why}"))
}

#[cfg(not(unix))]
fn hand_over(command: &mut Command) -> Result<ExitCode, String> {
    let status = command
        .status()
        .map_err(|why| format!("cannot start trunk: {why}"))?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

fn url(args: &[OsString]) -> String {
    let address = value(args, "--address", "-a").unwrap_or_else(|| ADDRESS.to_owned());
    let port = value(args, "--port", "-p").unwrap_or_else(|| PORT.to_owned());
    if address.contains(':') {
        format!("http://[{address}]:{port}/")
    } else {
        format!("http://{address}:{port}/")
    }
}

// The forms Trunk reads: `--port 9000`, `--port=9000`, `-p 9000`, `-p=9000`, `-p9000`.
fn value(args: &[OsString], long: &str, short: &str) -> Option<String> {
    let mut args = args.iter().map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == long || arg == short {
            return args.next().map(|value| value.into_owned());
        }
        let attached = arg
            .strip_prefix(long)
            .and_then(|rest| rest.strip_prefix('='));
        let short_attached = || {
            arg.strip_prefix(short)
                .map(|rest| rest.strip_prefix('=').unwrap_or(rest))
        };
        if let Some(value) = attached.or_else(short_attached) {
            return Some(value.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::url;

    #[track_caller]
    fn check(args: &str, expected: &str) {
        let args: Vec<_> = args.split_whitespace().map(Into::into).collect();
        assert_eq!(url(&args), expected);
    }

    #[test]
    fn without_arguments_the_address_is_that_of_trunk_toml() {
        check("", "http://127.0.0.1:8080/");
        check("--open", "http://127.0.0.1:8080/");
    }

    #[test]
    fn a_port_and_an_address_are_honoured_in_every_form() {
        check("--port 9000", "http://127.0.0.1:9000/");
        check("--open --port=9000", "http://127.0.0.1:9000/");
        check("-p 9000 -a 0.0.0.0", "http://0.0.0.0:9000/");
        check("-p9000 --address=localhost", "http://localhost:9000/");
        check("-p=9000 --address ::1", "http://[::1]:9000/");
    }
}
