//! What the tests of the local competitions share.

use std::path::{Path, PathBuf};

use exitrl_mle::local::{Packages, local_competitions, prepare};

/// A path that an environment variable names, or nothing and a word on standard error.
pub(crate) fn path_of(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if path.is_none() {
        eprintln!("skipped: {variable} is not set; `eval \"$(domains/mle/tests/python/setup.sh)\"` sets it");
    }
    path
}

/// All local competitions, built below a temporary folder from the packages that `EXITRL_MLE_PACKAGES` names.
#[allow(dead_code, reason = "each test binary uses its own part of this module")]
pub(crate) fn all_prepared() -> Option<tempfile::TempDir> {
    let packages = path_of("EXITRL_MLE_PACKAGES")?;
    let out = tempfile::tempdir().unwrap();
    let mut packages = Packages::in_folders(vec![packages]);
    for competition in local_competitions() {
        prepare(competition, &mut packages, out.path(), false).unwrap();
    }
    Some(out)
}

/// A site-packages folder in which scikit-learn has thirty made-up wines, ten of each cultivar, and nothing else.
#[allow(dead_code, reason = "each test binary uses its own part of this module")]
pub(crate) fn made_up_packages(folder: &Path) -> PathBuf {
    let data = folder.join("packages/sklearn/datasets/data");
    std::fs::create_dir_all(&data).unwrap();
    let wine = |number: usize| {
        let measures: Vec<String> = (0..13).map(|place| format!("{}.{}", 1 + (number * 7 + place * 3) % 17, place)).collect();
        format!("{},{}\n", measures.join(","), number / 10)
    };
    let wines: String = (0..30).map(wine).collect();
    std::fs::write(data.join("wine_data.csv"), format!("30,13,class_0,class_1,class_2\n{wines}")).unwrap();
    folder.join("packages")
}

/// The sandbox's launcher, built by cargo: tests of this package do not build another package's programs.
#[allow(dead_code, reason = "not every test runs programs")]
pub(crate) fn launcher() -> PathBuf {
    static BUILT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let build = || {
        let arguments = ["build", "-p", "exitrl-sandbox", "--bin", "exitrl-sandbox", "--message-format=json"];
        let output =
            std::process::Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let values = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        values.filter_map(|value| value["executable"].as_str().map(PathBuf::from)).next_back().unwrap()
    };
    BUILT.get_or_init(build).clone()
}
