//! Which folders an interpreter needs: behind shims, links and virtual environments.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

/// Parts of a prefix that belong to an interpreter. The prefix itself is not shown whole: it can be a project's folder, with data beside.
pub(crate) const PARTS: [&str; 10] = ["bin", "lib", "lib64", "lib32", "libexec", "include", "share", "etc", "ssl", "pyvenv.cfg"];

/// An interpreter, and what must be visible for it to work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// The program to start, by the name under which it finds its virtual environment.
    pub executable: PathBuf,
    /// Prefixes (of the virtual environment and of the installation under it).
    pub prefixes: Vec<PathBuf>,
    /// Links on the way from the name to the program itself.
    pub links: Vec<PathBuf>,
}

impl Interpreter {
    /// Finds an interpreter. `python` is a path or a name looked for in `PATH`; `None` is `python3`.
    ///
    /// # Errors
    ///
    /// There is no such program, or it is no Python 3.
    pub fn find(python: Option<&Path>) -> Result<Interpreter, String> {
        let wanted = python.unwrap_or(Path::new("python3"));
        let program = if wanted.components().count() > 1 {
            std::path::absolute(wanted).map_err(|error| format!("{}: {error}", wanted.display()))?
        } else {
            in_path(wanted).ok_or_else(|| {
                let path = std::env::var_os("PATH").unwrap_or_default();
                format!("no program {} in PATH ({}); name one with --python", wanted.display(), path.display())
            })?
        };
        if !program.is_file() {
            return Err(format!("the Python interpreter {} is no file; name another with --python", program.display()));
        }
        match read_layout(&program) {
            Some((prefix, base)) => Ok(Interpreter::new(program, &[prefix, base])),
            None => ask(&program),
        }
    }

    fn new(executable: PathBuf, given: &[PathBuf]) -> Interpreter {
        let mut prefixes = Vec::new();
        for prefix in given {
            for each in [Some(prefix.clone()), prefix.canonicalize().ok()].into_iter().flatten() {
                if !prefixes.contains(&each) {
                    prefixes.push(each);
                }
            }
        }
        let links = hops(&executable);
        Interpreter { executable, prefixes, links }
    }
}

fn in_path(name: &Path) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|each| each.is_file())
}

/// Prefix and base prefix, from the files that the interpreter itself goes by; `None` where only the interpreter can tell.
fn read_layout(program: &Path) -> Option<(PathBuf, PathBuf)> {
    let mut magic = [0; 4];
    fs::File::open(program).ok()?.read_exact(&mut magic).ok()?;
    if magic != *b"\x7fELF" {
        return None;
    }
    let prefix = program.parent()?.parent()?;
    let (prefix, base) = match fs::read_to_string(prefix.join("pyvenv.cfg")) {
        Ok(text) => {
            let home = text.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == "home").then(|| PathBuf::from(value.trim()))
            })?;
            (prefix.to_owned(), home.parent()?.to_owned())
        }
        Err(_) => {
            let real = program.canonicalize().ok()?;
            let base = real.parent()?.parent()?.to_owned();
            (base.clone(), base)
        }
    };
    let has_library = |folder: &Path| {
        fs::read_dir(folder).is_ok_and(|entries| {
            entries
                .filter_map(Result::ok)
                .any(|entry| entry.file_name().to_string_lossy().starts_with("python3") && entry.path().join("os.py").is_file())
        })
    };
    (has_library(&base.join("lib")) || has_library(&base.join("lib64"))).then_some((prefix, base))
}

/// Runs the interpreter to hear where it is: shims are programs of any kind, and only what they start knows.
fn ask(program: &Path) -> Result<Interpreter, String> {
    let question = "import sys, json; print(json.dumps([sys.version_info[0], sys.executable, sys.prefix, sys.base_prefix, \
                    sys.exec_prefix, sys.base_exec_prefix]))";
    let output = Command::new(program)
        .args(["-I", "-c", question])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("the Python interpreter {} cannot be started: {error}", program.display()))?;
    let answer: Option<(u32, PathBuf, PathBuf, PathBuf, PathBuf, PathBuf)> = serde_json::from_slice(&output.stdout).ok();
    match answer {
        Some((3, executable, prefix, base, exec, base_exec)) if executable.is_file() => {
            Ok(Interpreter::new(executable, &[prefix, base, exec, base_exec]))
        }
        _ => Err(format!(
            "{} is no Python 3: asked where it is installed, it ended with {} and wrote {:?}",
            program.display(),
            output.status,
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).chars().take(300).collect::<String>()
        )),
    }
}

/// Every name on the way from a link to the file behind it, the file included.
fn hops(program: &Path) -> Vec<PathBuf> {
    let mut found = vec![program.to_owned()];
    let mut at = program.to_owned();
    // As many as the kernel follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&at) else { break };
        at = normal(&at.parent().unwrap_or(Path::new("/")).join(target));
        found.push(at.clone());
    }
    found.extend(program.canonicalize());
    found.dedup();
    found
}

/// A path without `.` and `..`, read as a text.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// An installation as it looks on disk, and a virtual environment over it, reached by a link.
    fn installation() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        for folder in ["real-1.2/bin", "real-1.2/lib/python3.12", "venv/bin"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("real-1.2/bin/python3.12"), b"\x7fELF...").unwrap();
        fs::write(at("real-1.2/lib/python3.12/os.py"), "").unwrap();
        symlink("real-1.2", at("current")).unwrap();
        symlink(at("current/bin/python3.12"), at("venv/bin/python")).unwrap();
        fs::write(
            at("venv/pyvenv.cfg"),
            format!("include-system-site-packages = false\nhome = {}\n", at("current/bin").display()),
        )
        .unwrap();
        root
    }

    #[test]
    fn a_virtual_environment_needs_itself_and_the_installation_by_both_names() {
        let root = installation();
        let at = |name: &str| root.path().join(name);
        let found = Interpreter::find(Some(&at("venv/bin/python"))).unwrap();
        assert_eq!(found.executable, at("venv/bin/python"));
        assert_eq!(found.prefixes, [at("venv"), at("current"), at("real-1.2")]);
        assert_eq!(found.links, [at("venv/bin/python"), at("current/bin/python3.12"), at("real-1.2/bin/python3.12")]);
    }

    #[test]
    fn a_script_in_front_of_an_interpreter_is_asked() {
        let Ok(python) = Interpreter::find(None) else {
            eprintln!("skipped: there is no python3 here");
            return;
        };
        let root = tempfile::tempdir().unwrap();
        let shim = root.path().join("shim");
        fs::write(&shim, format!("#!/bin/sh\nexec {} \"$@\"\n", python.executable.display())).unwrap();
        fs::set_permissions(&shim, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let found = Interpreter::find(Some(&shim)).unwrap();
        assert_ne!(found.executable, shim);
        assert!(found.prefixes.iter().all(|prefix| prefix.is_dir()), "{found:?}");
    }

    #[test]
    fn what_is_no_python_is_refused_with_its_own_words() {
        let root = tempfile::tempdir().unwrap();
        let other = root.path().join("other");
        fs::write(&other, "#!/bin/sh\necho I am no snake\n").unwrap();
        fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert!(Interpreter::find(Some(&other)).unwrap_err().contains("I am no snake"));
        assert!(Interpreter::find(Some(Path::new("/nowhere/python"))).unwrap_err().contains("/nowhere/python"));
        assert!(Interpreter::find(Some(Path::new("no-such-python"))).unwrap_err().contains("PATH"));
    }
}
