//! An interpreter with a package whose data folder holds the answers, as packages with data sets do.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::host::Host;

/// The interpreter and the folder that a run must find empty.
pub(crate) struct Package {
    pub(crate) python: PathBuf,
    pub(crate) hide: PathBuf,
}

/// Makes a virtual environment that has two names, `environment` and the link `environment-link`, and a package in it. The answers are hidden by
/// one name and could be read by the other.
pub(crate) fn plant(host: &Host, python: &Path) -> io::Result<Package> {
    let real = host.path("environment");
    let made = Command::new(python).args(["-I", "-m", "venv", "--without-pip"]).arg(&real).current_dir("/").output()?;
    if !made.status.success() {
        return Err(io::Error::other(format!("making a virtual environment: {}", String::from_utf8_lossy(&made.stderr))));
    }
    symlink(&real, host.path("environment-link"))?;
    let version =
        fs::read_dir(real.join("lib"))?.next().ok_or_else(|| io::Error::other("a virtual environment without lib"))??;
    let inside = Path::new("lib").join(version.file_name()).join("site-packages/planted");
    let folder = real.join(&inside);
    fs::create_dir_all(folder.join("data"))?;
    fs::write(folder.join("__init__.py"), "FOLDER = __path__[0]\n")?;
    fs::write(folder.join("data/answers.csv"), format!("id,target\n1,{}\n", host.token))?;
    // A link beside the hidden folder, and one from elsewhere in the environment.
    symlink("data", folder.join("more"))?;
    symlink(folder.join("data"), real.join("share-of-planted"))?;
    let link = host.path("environment-link");
    Ok(Package { python: link.join("bin/python3"), hide: link.join(inside).join("data") })
}
