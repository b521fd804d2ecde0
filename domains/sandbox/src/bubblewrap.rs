//! Namespaces and private root by bubblewrap, where our own launcher cannot make them; limits, seccomp and Landlock are ours all the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use std::os::unix::process::CommandExt;

use crate::input::fits_whole;
use crate::root::{DEVICES, ETC, HOME, SYSTEM, WORK, hidden_names, interpreter_paths};
use crate::wire::Order;

/// Where the launcher's own program is inside.
const SELF: &str = "/.exitrl-sandbox";

/// The command that makes the walls and runs the init process in them. Its standard input becomes the line to init.
///
/// # Errors
///
/// There is no bubblewrap.
pub(crate) fn command(order: &Order, user: Option<u32>) -> Result<Command, String> {
    let program =
        find().ok_or("bubblewrap (bwrap) is not in /usr/bin, /bin or /usr/local/bin; install the package bubblewrap")?;
    let this = std::env::current_exe().map_err(|error| format!("finding the launcher's own program: {error}"))?;
    let mut command = Command::new(program);
    command.env_clear().process_group(0);
    if let Some(user) = user {
        // Started by root, bubblewrap would keep root's rights over files.
        command.uid(user).gid(user);
    }
    command.args(["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--as-pid-1", "--new-session"]);
    command.args(["--clearenv", "--hostname", "sandbox", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000"]);
    for name in SYSTEM {
        let path = Path::new("/").join(name);
        match std::fs::read_link(&path) {
            Ok(link) => command.arg("--symlink").args([&link, &path]),
            Err(_) => command.arg("--ro-bind-try").args([&path, &path]),
        };
    }
    let etc = ETC.iter().map(|name| Path::new("/etc").join(name));
    for path in etc {
        command.arg("--ro-bind-try").args([&path, &path]);
    }
    command.args(["--proc", "/proc", "--dir", "/dev"]);
    for name in DEVICES {
        let path = Path::new("/dev").join(name);
        command.arg("--dev-bind-try").args([&path, &path]);
    }
    // Before the interpreter, which may lie below /tmp or the home folder.
    for folder in [WORK, "/tmp", "/dev/shm", HOME] {
        command.args(["--size", &order.limits.scratch_bytes.to_string(), "--tmpfs", folder]);
    }
    let interpreter = interpreter_paths(&order.interpreter);
    for (source, target) in &interpreter {
        // A link in a folder that is shown is shown with it.
        if !interpreter.iter().any(|(_, other)| other != target && target.starts_with(other)) {
            command.arg("--ro-bind").args([source, target]);
        }
    }
    if let Some(input) = &order.input {
        if !fits_whole(input, false)? {
            let input = input.display();
            return Err(format!(
                "the input folder {input} holds a socket, pipe or device, which bubblewrap would show; remove it"
            ));
        }
        command.arg("--ro-bind").arg(input).arg(Path::new(WORK).join("input"));
    }
    for path in hidden_names(&order.hide, &interpreter).iter().filter(|path| path.exists()) {
        if path.is_dir() {
            command.args(["--size", "4096", "--tmpfs"]).arg(path).arg("--remount-ro").arg(path);
        } else {
            command.args(["--ro-bind", "/dev/null"]).arg(path);
        }
    }
    command.arg("--ro-bind").arg(&this).arg(SELF).args(["--chdir", WORK, "--", SELF, "init"]);
    Ok(command)
}

fn find() -> Option<PathBuf> {
    ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"].into_iter().map(PathBuf::from).find(|path| path.is_file())
}
