//! The private root of a run: a small read-only tree with the system's programs, the interpreter, the input, and one scratch of limited
//! size. Made by init in a mount namespace of its own, so that it disappears with it.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::unistd::{Gid, Uid, chdir, chown, pivot_root};

use crate::input;
use crate::python::{Interpreter, PARTS};
use crate::wire::Order;

/// The program's work folder inside.
pub(crate) const WORK: &str = "/work";
/// The program's home folder inside.
pub(crate) const HOME: &str = "/home/program";
/// Places of the scratch that the program writes to.
pub(crate) const WRITABLE: [&str; 4] = [WORK, "/tmp", "/dev/shm", HOME];
/// The host's root while the private root is being made.
const HOST: &str = "/host";

/// System folders, shown as they are: links as links, folders read-only.
pub(crate) const SYSTEM: [&str; 9] = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix/store", "gnu/store"];
/// Parts of `/etc` that programs and libraries need and that hold no secret.
pub(crate) const ETC: [&str; 8] =
    ["ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "timezone", "fonts", "mime.types"];
/// Devices without memory of their own.
pub(crate) const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];

/// What failed, in the kernel's words.
pub(crate) type Failure = String;

fn failed(what: &str, path: &Path) -> impl Fn(nix::Error) -> Failure {
    let text = format!("{what} {}", path.display());
    move |error| format!("{text}: {error}")
}

fn io_failed(what: &str, path: &Path) -> impl Fn(io::Error) -> Failure {
    let text = format!("{what} {}", path.display());
    move |error| format!("{text}: {error}")
}

/// Makes the root and goes there. `user` owns the scratch. Returns how many of the paths to hide were visible and are hidden now.
pub(crate) fn build(order: &Order, user: Option<u32>) -> Result<usize, Failure> {
    // Links of the machine are followed as long as its root is the root.
    let interpreter = interpreter_paths(&order.interpreter);
    let hidden = hidden_names(&order.hide, &interpreter);
    enter_empty_root()?;
    system_folders()?;
    proc_folder()?;
    devices()?;
    etc_files()?;
    scratch(order, user)?;
    for (source, target) in &interpreter {
        show(&host(source), target)?;
    }
    if let Some(input) = &order.input {
        let target = Path::new(WORK).join("input");
        input::show(&host(input), &target, user.is_some())?;
    }
    let hidden = hide(&hidden)?;
    lock_mounts()?;
    umount2(HOST, MntFlags::MNT_DETACH).map_err(failed("leaving", Path::new(HOST)))?;
    fs::remove_dir(HOST).map_err(io_failed("removing", Path::new(HOST)))?;
    let flags = MsFlags::MS_REMOUNT | MsFlags::MS_BIND | MsFlags::MS_RDONLY | MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(None::<&str>, "/", None::<&str>, flags, None::<&str>).map_err(failed("making read-only", Path::new("/")))?;
    Ok(hidden)
}

/// A path of the machine, as it is reached while the root is being made.
fn host(path: &Path) -> PathBuf {
    Path::new(HOST).join(path.strip_prefix("/").unwrap_or(path))
}

fn enter_empty_root() -> Result<(), Failure> {
    let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    mount(None::<&str>, "/", None::<&str>, private, None::<&str>).map_err(failed("making private", Path::new("/")))?;
    let base = ["/tmp", "/run", "/var", "/mnt"].into_iter().map(Path::new).find(|path| path.is_dir());
    let base = base.ok_or("this machine has none of /tmp, /run, /var, /mnt to mount the private root on")?;
    tmpfs(base, "mode=755,size=1m,nr_inodes=4096")?;
    let old = base.join("host");
    fs::create_dir(&old).map_err(io_failed("making", &old))?;
    pivot_root(base, &old).map_err(failed("turning the root to", base))?;
    chdir("/").map_err(failed("going to", Path::new("/")))
}

pub(crate) fn tmpfs(target: &Path, options: &str) -> Result<(), Failure> {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    mount(Some("tmpfs"), target, Some("tmpfs"), flags, Some(options)).map_err(failed("mounting a tmpfs on", target))
}

/// Shows a file or folder of the machine at `target`. Everything below is shown too, since in a user namespace the kernel does not let a
/// mount be split from what is mounted in it.
pub(crate) fn bind(source: &Path, target: &Path) -> Result<(), Failure> {
    let flags = MsFlags::MS_BIND | MsFlags::MS_REC;
    mount(Some(source), target, None::<&str>, flags, None::<&str>).map_err(failed("binding", target))
}

/// A folder with all its parents.
pub(crate) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(io_failed("making the folder", path))
}

/// An empty file to bind a file on.
pub(crate) fn file(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    fs::write(path, content).map_err(io_failed("writing", path))
}

/// Shows `source` at `target` if it is there and not shown already.
fn show(source: &Path, target: &Path) -> Result<(), Failure> {
    let Ok(meta) = fs::metadata(source) else { return Ok(()) };
    if target.exists() {
        return Ok(());
    }
    if meta.is_dir() {
        folder(target)?
    } else {
        file(target, b"")?
    }
    bind(source, target)
}

fn system_folders() -> Result<(), Failure> {
    for name in SYSTEM {
        let (source, target) = (Path::new(HOST).join(name), Path::new("/").join(name));
        match fs::read_link(&source) {
            Ok(link) => symlink(link, &target).map_err(io_failed("linking", &target))?,
            Err(_) => show(&source, &target)?,
        }
    }
    Ok(())
}

fn proc_folder() -> Result<(), Failure> {
    let path = Path::new("/proc");
    folder(path)?;
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    mount(Some("proc"), path, Some("proc"), flags, None::<&str>).map_err(failed("mounting", path))?;
    for name in ["sys", "irq", "bus", "fs", "driver", "sysrq-trigger"] {
        let path = path.join(name);
        if path.exists() {
            bind(&path, &path)?;
            remount_read_only(&path, flags)?;
        }
    }
    // Of the whole machine, and of use to nobody inside.
    for name in ["kcore", "kmsg", "keys", "key-users", "timer_list", "sched_debug", "latency_stats", "kallsyms", "config.gz"] {
        let path = path.join(name);
        if path.exists() {
            bind(&Path::new(HOST).join("dev/null"), &path)?;
        }
    }
    Ok(())
}

fn remount_read_only(path: &Path, flags: MsFlags) -> Result<(), Failure> {
    let flags = flags | MsFlags::MS_REMOUNT | MsFlags::MS_BIND | MsFlags::MS_RDONLY;
    mount(None::<&str>, path, None::<&str>, flags, None::<&str>).map_err(failed("making read-only", path))
}

fn devices() -> Result<(), Failure> {
    folder(Path::new("/dev"))?;
    for name in DEVICES {
        show(&Path::new(HOST).join("dev").join(name), &Path::new("/dev").join(name))?;
    }
    for (name, target) in
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")]
    {
        let path = Path::new("/dev").join(name);
        symlink(target, &path).map_err(io_failed("linking", &path))?;
    }
    Ok(())
}

fn etc_files() -> Result<(), Failure> {
    for name in ETC {
        show(&Path::new(HOST).join("etc").join(name), &Path::new("/etc").join(name))?;
    }
    for (name, content) in own_etc() {
        file(&Path::new("/etc").join(name), content.as_bytes())?;
    }
    Ok(())
}

/// Files of `/etc` that are written rather than shown, so that no name of the machine is in them.
pub(crate) fn own_etc() -> [(&'static str, String); 4] {
    [
        ("passwd", format!("program:x:1000:1000::{HOME}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")),
        ("group", "program:x:1000:\nnogroup:x:65534:\n".to_owned()),
        ("hosts", "127.0.0.1 localhost\n".to_owned()),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n".to_owned()),
    ]
}

/// One tmpfs holds everything that the program may write, so that there is one limit.
fn scratch(order: &Order, user: Option<u32>) -> Result<(), Failure> {
    let base = Path::new("/scratch");
    folder(base)?;
    let bytes = order.limits.scratch_bytes;
    tmpfs(base, &format!("mode=711,size={bytes},nr_inodes={}", inodes(bytes)))?;
    for target in WRITABLE {
        let source = base.join(target.trim_start_matches('/').replace('/', "-"));
        folder(&source)?;
        let mode = if target == WORK || target == HOME { 0o755 } else { 0o1777 };
        fs::set_permissions(&source, fs::Permissions::from_mode(mode)).map_err(io_failed("opening", &source))?;
        chown(&source, user.map(Uid::from_raw), user.map(Gid::from_raw)).map_err(failed("giving away", &source))?;
        folder(Path::new(target))?;
        bind(&source, Path::new(target))?;
    }
    umount2(base, MntFlags::MNT_DETACH).map_err(failed("leaving", base))?;
    fs::remove_dir(base).map_err(io_failed("removing", base))
}

/// Files that a scratch of this size may hold: enough for small files, few enough that their bookkeeping is no way to take memory.
pub(crate) fn inodes(scratch_bytes: u64) -> u64 {
    (scratch_bytes / 16_384).clamp(1024, 262_144)
}

/// What an interpreter needs: the file or folder of the machine, and the name under which it is looked for.
pub(crate) fn interpreter_paths(interpreter: &Interpreter) -> Vec<(PathBuf, PathBuf)> {
    let parts = interpreter.prefixes.iter().flat_map(|prefix| PARTS.map(|part| prefix.join(part)));
    let names = parts.chain(interpreter.links.iter().cloned());
    names.filter_map(|name| Some((name.canonicalize().ok()?, name))).collect()
}

/// Every name under which something hidden would be visible: its own, the one behind its links, and those in folders that are shown under
/// other names than their own.
pub(crate) fn hidden_names(paths: &[PathBuf], shown: &[(PathBuf, PathBuf)]) -> Vec<PathBuf> {
    let mut names = Vec::new();
    for path in paths {
        let Ok(real) = path.canonicalize() else { continue };
        let elsewhere = shown.iter().filter_map(|(source, target)| Some(target.join(real.strip_prefix(source).ok()?)));
        names.extend(elsewhere.chain([path.clone(), real.clone()]));
    }
    names.sort();
    names.dedup();
    names
}

/// Covers paths with nothing, where they are visible.
fn hide(paths: &[PathBuf]) -> Result<usize, Failure> {
    let (empty_folder, empty_file) = (Path::new("/.hidden/folder"), Path::new("/.hidden/file"));
    if paths.is_empty() {
        return Ok(0);
    }
    folder(empty_folder)?;
    file(empty_file, b"")?;
    let mut hidden = 0;
    for path in paths {
        let Ok(meta) = fs::metadata(path) else { continue };
        bind(if meta.is_dir() { empty_folder } else { empty_file }, path)?;
        hidden += 1;
    }
    Ok(hidden)
}

/// Makes everything that was bound read-only, with all that is mounted in it; the writable places and `/proc` stay.
fn lock_mounts() -> Result<(), Failure> {
    let path = Path::new("/proc/self/mountinfo");
    let text = fs::read_to_string(path).map_err(io_failed("reading", path))?;
    for line in text.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let (Some(point), Some(options)) = (fields.get(4), fields.get(5)) else { continue };
        let point = PathBuf::from(crate::cgroup::unescape(point));
        let free = WRITABLE.iter().any(|each| point == Path::new(each)) || point == Path::new("/");
        if free || point.starts_with("/proc") || point.starts_with(HOST) {
            continue;
        }
        // Whoever has not made a mount may not take a restriction from it, so those that are there are repeated.
        let mut flags = MsFlags::MS_NOSUID;
        if !point.starts_with("/dev") {
            flags |= MsFlags::MS_NODEV;
        }
        for option in options.split(',') {
            flags |= match option {
                "nodev" => MsFlags::MS_NODEV,
                "noexec" => MsFlags::MS_NOEXEC,
                "noatime" => MsFlags::MS_NOATIME,
                "nodiratime" => MsFlags::MS_NODIRATIME,
                "relatime" => MsFlags::MS_RELATIME,
                _ => MsFlags::empty(),
            };
        }
        remount_read_only(&point, flags)?;
    }
    Ok(())
}
