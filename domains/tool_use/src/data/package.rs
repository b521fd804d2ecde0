//! The benchmark's package as its user has it: a wheel file, an unpacked package, or only its data folder.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use exitrl_domain::DomainError;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

/// The data folder inside a package.
const DATA: &str = "bfcl_eval/data";
/// Largest file that is read, so that a strange archive cannot fill the memory.
const MAX_BYTES: u64 = 256 << 20;

/// Where the benchmark's files are read from.
pub(crate) struct Package {
    path: PathBuf,
    files: Files,
    /// SHA-256 of every file read, by name.
    digests: RefCell<Vec<(String, String)>>,
}

enum Files {
    /// The folder that holds `bfcl_eval`.
    Root(PathBuf),
    /// The data folder alone: no sources beside it.
    DataOnly(PathBuf),
    Wheel(RefCell<ZipArchive<BufReader<File>>>),
}

impl Package {
    /// Opens a wheel, an unpacked package (the folder that holds `bfcl_eval`, or `bfcl_eval` itself) or a data folder.
    ///
    /// # Errors
    /// Where the path is none of these.
    pub(crate) fn open(path: &Path) -> Result<Self, DomainError> {
        let files = if path.is_dir() {
            folder(path).ok_or_else(|| {
                DomainError::data(format!(
                    "{} holds no multi-turn data of BFCL: neither `{DATA}` nor `data` nor a file BFCL_v4_multi_turn_base.json was \
                     found in it; give the data folder of bfcl-eval, its unpacked package or its wheel",
                    path.display()
                ))
            })?
        } else {
            Files::Wheel(RefCell::new(open_wheel(path)?))
        };
        Ok(Self { path: path.to_owned(), files, digests: RefCell::default() })
    }

    /// A file of the data folder; [`None`] where there is none of that name.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub(crate) fn data(&self, name: &str) -> Result<Option<String>, DomainError> {
        match &self.files {
            Files::DataOnly(folder) => self.read_file(&folder.join(name), name),
            Files::Root(_) | Files::Wheel(_) => self.source(&format!("{DATA}/{name}")),
        }
    }

    /// A file of the package by its path from the folder that holds `bfcl_eval`; [`None`] where it is not there, as in a data folder.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub(crate) fn source(&self, name: &str) -> Result<Option<String>, DomainError> {
        match &self.files {
            Files::DataOnly(_) => Ok(None),
            Files::Root(root) => self.read_file(&root.join(name), name),
            Files::Wheel(archive) => {
                let mut archive = archive.borrow_mut();
                let mut file = match archive.by_name(name) {
                    Ok(file) => file,
                    Err(zip::result::ZipError::FileNotFound) => return Ok(None),
                    Err(error) => return Err(self.unreadable(name, &error)),
                };
                self.read(&mut file, name).map(Some)
            }
        }
    }

    fn read_file(&self, path: &Path, name: &str) -> Result<Option<String>, DomainError> {
        match File::open(path) {
            Ok(mut file) => self.read(&mut file, name).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unreadable(name, &error)),
        }
    }

    fn read(&self, file: &mut impl Read, name: &str) -> Result<String, DomainError> {
        let mut text = String::new();
        file.take(MAX_BYTES).read_to_string(&mut text).map_err(|error| self.unreadable(name, &error))?;
        let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        self.digests.borrow_mut().push((name.to_owned(), digest));
        Ok(text)
    }

    fn unreadable(&self, name: &str, error: &dyn std::fmt::Display) -> DomainError {
        DomainError::data(format!(
            "{name} of {} cannot be read: {error}; check the file or get the package anew",
            self.path.display()
        ))
    }

    /// The package's version, from its metadata folder beside it; [`None`] where that is not there.
    pub(crate) fn version(&self) -> Option<String> {
        let versions: Vec<String> = match &self.files {
            Files::DataOnly(_) => return None,
            Files::Root(root) => std::fs::read_dir(root)
                .ok()?
                .flatten()
                .filter_map(|entry| version_in(&entry.file_name().to_string_lossy()))
                .collect(),
            Files::Wheel(archive) => {
                let archive = archive.borrow();
                archive.file_names().flatten().filter_map(|name| version_in(name.split('/').next()?)).collect()
            }
        };
        versions.into_iter().next()
    }

    /// Names and SHA-256 digests of the files read so far.
    pub(crate) fn digests(&self) -> Vec<(String, String)> {
        self.digests.borrow().clone()
    }

    /// The path as given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn version_in(folder: &str) -> Option<String> {
    folder.strip_prefix("bfcl_eval-")?.strip_suffix(".dist-info").map(str::to_owned)
}

fn folder(path: &Path) -> Option<Files> {
    let has_data =
        |folder: &Path| super::VERSIONS.iter().any(|version| folder.join(super::question_file(version, "base")).is_file());
    if has_data(&path.join(DATA)) {
        return Some(Files::Root(path.to_owned()));
    }
    if path.file_name().is_some_and(|name| name == "bfcl_eval") && has_data(&path.join("data")) {
        return Some(Files::Root(
            path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned(),
        ));
    }
    if !has_data(path) {
        return None;
    }
    // A data folder that still lies in its package has the sources beside it.
    let root = path.ancestors().nth(2).filter(|root| root.join(DATA).is_dir() && path.ends_with(DATA));
    Some(root.map_or_else(|| Files::DataOnly(path.to_owned()), |root| Files::Root(root.to_owned())))
}

fn open_wheel(path: &Path) -> Result<ZipArchive<BufReader<File>>, DomainError> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| {
        DomainError::data(format!("the data {shown} cannot be opened: {error}; give a folder or a wheel of bfcl-eval"))
    })?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| {
        DomainError::data(format!("the data {shown} is neither a folder nor a wheel: {error}; give either of bfcl-eval"))
    })
}
