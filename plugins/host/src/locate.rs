//! Where a plugin is.

use std::collections::BTreeMap;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::HostError;

const SERVER: &str = "exitrl-serve-domain";

/// A plugin that can be opened by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailablePlugin {
    /// The name that [`crate::DomainSpec::plugin`] takes.
    pub name: String,
    /// The file it stands for.
    pub path: PathBuf,
}

/// Every plugin that can be opened by its name, in the order of the names. Of two with one name the first found counts, as when
/// opening.
pub fn available() -> Vec<AvailablePlugin> {
    available_in(&places())
}

/// The file of a plugin given as a path or a name.
pub(crate) fn locate(plugin: &str) -> Result<PathBuf, HostError> {
    let path = Path::new(plugin);
    match path.components().count() {
        1 if path.extension().is_some() => Err(HostError::NoDirectory { path: plugin.to_owned() }),
        0 | 1 => find(plugin, places()),
        _ => existing(path),
    }
}

/// Whether a file is a dynamic library by its name.
pub(crate) fn is_dylib(path: &Path) -> bool {
    path.extension().is_some_and(|e| ["so", "dylib", "dll"].iter().any(|known| e.eq_ignore_ascii_case(known)))
}

/// Whether a file is a program or a script that we know how to run.
pub(crate) fn is_runnable(path: &Path) -> bool {
    is_python(path) || is_executable(path)
}

/// What to run for a plugin in a process of its own.
pub(crate) fn command_line(path: &Path, args: &[String]) -> Result<(OsString, Vec<OsString>), HostError> {
    let args = args.iter().map(OsString::from);
    if is_dylib(path) {
        return Ok((server(path)?.into(), std::iter::once(path.into()).chain(args).collect()));
    }
    if is_python(path) {
        return Ok(("python3".into(), std::iter::once(path.into()).chain(args).collect()));
    }
    Ok((path.into(), args.collect()))
}

fn is_python(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("py"))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("exe"))
}

fn existing(path: &Path) -> Result<PathBuf, HostError> {
    let seen = match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => return Ok(path.to_owned()),
        Ok(_) => "it is no file".to_owned(),
        Err(e) => e.to_string(),
    };
    let here = std::env::current_dir().unwrap_or_default();
    Err(HostError::NoFile { path: path.to_owned(), seen, here })
}

fn file_name(name: &str) -> String {
    format!("{DLL_PREFIX}exitrl_plugin_{}{DLL_SUFFIX}", name.replace('-', "_"))
}

fn find(name: &str, places: Vec<PathBuf>) -> Result<PathBuf, HostError> {
    let file = file_name(name);
    let found = places.iter().map(|place| place.join(&file)).find(|path| path.is_file());
    found.ok_or_else(|| HostError::NotFound { name: name.to_owned(), file, package: name.replace('_', "-"), places })
}

fn available_in(places: &[PathBuf]) -> Vec<AvailablePlugin> {
    let (head, tail) = (format!("{DLL_PREFIX}exitrl_plugin_"), DLL_SUFFIX);
    let mut found = BTreeMap::new();
    for entry in places.iter().filter_map(|place| place.read_dir().ok()).flatten().flatten() {
        let file = entry.file_name();
        let name = file.to_str().and_then(|f| f.strip_prefix(&head)).and_then(|f| f.strip_suffix(tail));
        if let Some(name) = name {
            found.entry(name.to_owned()).or_insert_with(|| entry.path());
        }
    }
    found.into_iter().map(|(name, path)| AvailablePlugin { name, path }).collect()
}

/// The folders in which names are looked up, first to last.
fn places() -> Vec<PathBuf> {
    let listed = std::env::var_os("EXITRL_PLUGIN_PATH").unwrap_or_default();
    let listed = std::env::split_paths(&listed).filter(|place| !place.as_os_str().is_empty()).collect::<Vec<_>>();
    let here = ["release", "debug"].map(|profile| Path::new(".").join("target").join(profile));
    beside_executable().into_iter().chain(listed).chain(here).collect()
}

/// The running program's folder and the one above it: tests run one folder below what cargo builds.
fn beside_executable() -> Vec<PathBuf> {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().skip(1).take(2).filter(|place| !place.as_os_str().is_empty()).map(Path::to_owned).collect()
}

fn server(path: &Path) -> Result<PathBuf, HostError> {
    let places = beside_executable();
    let found = places.iter().map(|place| place.join(format!("{SERVER}{EXE_SUFFIX}"))).find(|program| program.is_file());
    found.ok_or_else(|| HostError::NoServer { path: path.to_owned(), places })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(folder: &Path, file: &str) -> PathBuf {
        let path = folder.join(file);
        std::fs::write(&path, "").unwrap();
        path
    }

    #[test]
    fn a_name_is_looked_up_in_each_place_in_turn_and_hyphens_do_not_matter() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let places = || vec![first.path().to_owned(), second.path().to_owned()];
        let later = touch(second.path(), &file_name("my_domain"));
        assert_eq!(find("my-domain", places()).unwrap(), later);
        let sooner = touch(first.path(), &file_name("my_domain"));
        assert_eq!(find("my_domain", places()).unwrap(), sooner);
    }

    #[test]
    fn a_name_that_is_not_found_lists_every_place_and_how_to_build_it() {
        let places = vec![PathBuf::from("/nowhere/a"), PathBuf::from("/nowhere/b")];
        let error = find("word_games", places).unwrap_err().to_string();
        let file = file_name("word_games");
        for part in ["\"word_games\"", &file, "\n  /nowhere/a\n  /nowhere/b\n", "cargo build -p exitrl-plugin-word-games"] {
            assert!(error.contains(part), "{error} should say {part}");
        }
    }

    #[test]
    fn plugins_are_listed_once_by_name_and_other_files_are_not() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let math = touch(first.path(), &file_name("math"));
        touch(second.path(), &file_name("math"));
        let chess = touch(second.path(), &file_name("chess"));
        touch(second.path(), "libexitrl_plugin_math.d");
        touch(second.path(), "libserde.so");
        let listed = available_in(&[first.path().to_owned(), PathBuf::from("/nowhere"), second.path().to_owned()]);
        let plugin = |name: &str, path| AvailablePlugin { name: name.to_owned(), path };
        assert_eq!(listed, [plugin("chess", chess), plugin("math", math)]);
    }

    #[test]
    fn a_bare_file_name_is_refused_because_the_system_would_search_for_it() {
        let error = locate("libmath.so").unwrap_err().to_string();
        assert!(error.contains("has no directory") && error.contains("write ./libmath.so"), "{error}");
    }

    #[test]
    fn a_path_that_leads_nowhere_says_where_it_started() {
        let error = locate("./no/such/libmath.so").unwrap_err().to_string();
        let here = std::env::current_dir().unwrap().display().to_string();
        for part in ["./no/such/libmath.so", "No such file", &here] {
            assert!(error.contains(part), "{error} should say {part}");
        }
    }

    #[test]
    fn scripts_are_run_by_python_and_programs_by_themselves() {
        let args = ["--fast".to_owned()];
        let python = command_line(Path::new("./my.py"), &args).unwrap();
        assert_eq!(python, ("python3".into(), vec!["./my.py".into(), "--fast".into()]));
        assert_eq!(command_line(Path::new("./my"), &args).unwrap(), ("./my".into(), vec!["--fast".into()]));
    }
}
