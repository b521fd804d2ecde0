//! Local competitions as they come to lie on disk.

mod local_common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use exitrl_mle::local::{Packages, PrepareError, local_competitions, prepare};
use local_common::{all_prepared, made_up_packages};
use sha2::{Digest, Sha256};

/// Digests of every file of every competition. `EXITRL_BLESS=1` writes them anew.
const DIGESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/local_digests.txt");

fn wines() -> &'static exitrl_mle::local::LocalCompetition {
    local_competitions().iter().find(|competition| competition.id == "wine-logloss").unwrap()
}

/// Files below `folder`, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Header and rows of a CSV file.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

#[test]
fn every_file_of_every_competition_has_the_same_bytes_as_ever() {
    let Some(out) = all_prepared() else { return };
    let mut digests = String::new();
    for path in files(out.path()) {
        let name = path.strip_prefix(out.path()).unwrap().display().to_string();
        writeln!(digests, "{:x}  {name}", Sha256::digest(std::fs::read(&path).unwrap())).unwrap();
    }
    if std::env::var_os("EXITRL_BLESS").is_some() {
        std::fs::write(DIGESTS, &digests).unwrap();
    }
    let recorded = std::fs::read_to_string(DIGESTS).unwrap();
    let changed: Vec<&str> = digests.lines().filter(|line| !recorded.lines().any(|known| known == *line)).collect();
    assert!(changed.is_empty(), "not as recorded in {DIGESTS}: {changed:#?}");
    assert_eq!(digests.lines().count(), recorded.lines().count());
    assert_eq!(digests.lines().count(), 15 * 7);
}

#[test]
fn train_and_test_share_no_row_and_the_test_tells_no_answer() {
    let Some(out) = all_prepared() else { return };
    for competition in local_competitions() {
        let prepared = out.path().join(competition.id).join("prepared");
        let (train_columns, train) = table(&prepared.join("public/train.csv"));
        let (test_columns, test) = table(&prepared.join("public/test.csv"));
        let (answer_columns, answers) = table(&prepared.join("private/test.csv"));
        let (sample_columns, sample) = table(&prepared.join("public/sample_submission.csv"));
        let ids = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
        assert_eq!((ids(&test), answer_columns), (ids(&answers), sample_columns));
        assert_eq!(ids(&test), ids(&sample));
        let all: BTreeSet<String> = ids(&train).into_iter().chain(ids(&test)).collect();
        assert_eq!(all.len(), train.len() + test.len(), "{}", competition.id);
        assert_eq!(train_columns[..test_columns.len()], test_columns, "{}: the targets stand last", competition.id);
        assert!(train_columns.len() > test_columns.len());
        assert!(test.len() >= 60 && test.len() < train.len(), "{}: {} of {}", competition.id, test.len(), train.len());
    }
}

#[test]
fn no_tested_tumour_joins_the_package_file_by_its_measures() {
    let Some(out) = all_prepared() else { return };
    let packages = local_common::path_of("EXITRL_MLE_PACKAGES").unwrap();
    let known = std::fs::read_to_string(packages.join("sklearn/datasets/data/breast_cancer.csv")).unwrap();
    let measure = |cell: &str| (cell.parse::<f64>().unwrap() * 1e6).round() as i64;
    // Radius, texture and perimeter together are different for every tumour of the file.
    let known: BTreeSet<Vec<i64>> = known.lines().skip(1).map(|line| line.split(',').take(3).map(measure).collect()).collect();
    assert_eq!(known.len(), 569);
    let (_, test) = table(&out.path().join("tumour-auc/prepared/public/test.csv"));
    let joined =
        test.iter().filter(|row| known.contains(&row[1..4].iter().map(|cell| measure(cell)).collect::<Vec<_>>())).count();
    assert_eq!(joined, 0, "of {}", test.len());
}

#[test]
fn a_folder_is_replaced_only_when_asked_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut packages = Packages::in_folders(vec![made_up_packages(folder.path())]);
    let out = folder.path().join("data");
    let prepared = prepare(wines(), &mut packages, &out, false).unwrap();
    // 40 % of ten of each class.
    assert_eq!((prepared.train_rows, prepared.test_rows), (18, 12));
    let before: Vec<Vec<u8>> = files(&out).iter().map(|path| std::fs::read(path).unwrap()).collect();
    std::fs::write(prepared.folder.join("mine.txt"), "mine").unwrap();
    let error = prepare(wines(), &mut packages, &out, false).unwrap_err();
    assert!(matches!(&error, PrepareError::Exists { .. }), "{error}");
    assert!(error.to_string().contains("give --force to replace it"), "{error}");
    assert!(prepared.folder.join("mine.txt").exists());
    prepare(wines(), &mut packages, &out, true).unwrap();
    assert_eq!(files(&out).iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>(), before);
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1, "no temporary folder stays");
}

#[test]
fn missing_and_damaged_data_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let packages = made_up_packages(folder.path());
    let penguins = local_competitions().iter().find(|competition| competition.id == "penguins-mass-mae").unwrap();
    let fail = |competition| {
        prepare(competition, &mut Packages::in_folders(vec![packages.clone()]), folder.path(), false).unwrap_err().to_string()
    };
    let missing = fail(penguins);
    let looked_in = packages.display().to_string();
    for part in [
        "penguins-mass-mae",
        "palmerpenguins/data/penguins.csv",
        &looked_in,
        "pip install --no-deps palmerpenguins",
        "--packages",
    ] {
        assert!(missing.contains(part), "{part} in {missing}");
    }
    let wine_file = packages.join("sklearn/datasets/data/wine_data.csv");
    std::fs::write(&wine_file, "header\n1,2,3\n").unwrap();
    let damaged = fail(wines());
    assert!(damaged.contains("row 1 has 3 fields, 14 expected"), "{damaged}");
    std::fs::write(&wine_file, format!("header\n{},0\n", ["red"; 13].join(","))).unwrap();
    let changed = fail(wines());
    assert!(changed.contains("column alcohol of row 1 holds \"red\", not a number"), "{changed}");
    assert!(!folder.path().join("wine-logloss").exists());
}

#[test]
fn the_readme_shows_the_measured_scores_and_the_rows() {
    let readme = include_str!("../README.md");
    let measured = exitrl_mle::local::measured_scores();
    for competition in local_competitions() {
        let row = readme.lines().find(|line| line.starts_with(&format!("| {} |", competition.id))).unwrap();
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let scores = measured[competition.id];
        assert_eq!(cells[2], format!("{} ({})", competition.package, competition.licence));
        assert_eq!(cells[4], competition.metric);
        assert_eq!(cells[5..8], [scores.baseline, scores.simple, scores.strong].map(|score| format!("{score:.5}")));
        let Some(packages) = std::env::var_os("EXITRL_MLE_PACKAGES") else { continue };
        let out = tempfile::tempdir().unwrap();
        let built = prepare(competition, &mut Packages::in_folders(vec![packages.into()]), out.path(), false).unwrap();
        assert_eq!(cells[3], format!("{} / {}", built.train_rows, built.test_rows));
    }
}
