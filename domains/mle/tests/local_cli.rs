//! The program `exitrl-mle`, from empty folder to graded submission, with thirty made-up wines in place of the real ones.

mod local_common;

use std::path::Path;
use std::process::{Command, Output};

use local_common::made_up_packages;

fn exitrl_mle(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_exitrl-mle")).current_dir(folder).args(arguments).output().unwrap()
}

/// Exit code, standard output, standard error.
fn told(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = exitrl_mle(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with the packages `packages` and the wines built below `data`.
fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    made_up_packages(folder.path());
    let build = ["prepare-local", "--packages", "packages", "--out", "data", "--only", "wine-logloss"];
    let (code, _, progress) = told(folder.path(), &build);
    assert_eq!(code, 0, "{progress}");
    assert!(
        progress.starts_with("[1/1] wine-logloss: 18 rows to train on, 12 to predict\nbuilt 1 of 1 competitions in data"),
        "{progress}"
    );
    folder
}

/// The answers, with `sure` given to the right class and the rest shared by the two others.
fn submission(folder: &Path, sure: f64) {
    let answers = std::fs::read_to_string(folder.join("data/wine-logloss/prepared/private/test.csv")).unwrap();
    let cell = |cell: &str| match cell {
        "1" => sure.to_string(),
        "0" => ((1.0 - sure) / 2.0).to_string(),
        other => other.to_owned(),
    };
    let lines = answers.lines().map(|line| format!("{}\n", line.split(',').map(cell).collect::<Vec<_>>().join(",")));
    std::fs::write(folder.join("submission.csv"), lines.collect::<String>()).unwrap();
}

const GRADE: [&str; 5] = ["grade", "--data", "data", "--competition", "wine-logloss"];

#[test]
fn a_good_submission_is_reported_with_its_medal() {
    let folder = prepared();
    // -ln(0.98) = 0.02020; on the range from 1.5 to 0 that is 1 - 0.02020 / 1.5 = 0.98653.
    submission(folder.path(), 0.98);
    let (code, report, errors) = told(folder.path(), &[&GRADE[..], &["submission.csv"]].concat());
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(report.contains("score      0.02020 (multiclass_log_loss, smaller is better)"), "{report}");
    assert!(report.contains("normalised 0.98653 (0 at 1.5, 1 at 0)"), "{report}");
    assert!(report.contains("medal      gold (gold 0.07"), "{report}");
    assert!(report.contains("median     above 0."), "{report}");
}

#[test]
fn a_report_as_json_has_the_benchmarks_fields_and_no_other() {
    let folder = prepared();
    submission(folder.path(), 0.98);
    let (code, report, _) = told(folder.path(), &[&GRADE[..], &["submission.csv", "--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(code, 0);
    assert_eq!((report["score"].as_f64(), report["gold_medal"].as_bool()), (Some(0.0202), Some(true)));
    assert_eq!(report.as_object().unwrap().len(), 16);
}

#[test]
fn a_bad_submission_fails_and_says_what_to_mend() {
    let folder = prepared();
    submission(folder.path(), 0.98);
    let path = folder.path().join("submission.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let first = text.lines().nth(1).unwrap();
    std::fs::write(&path, text.replace(&format!("{first}\n"), "")).unwrap();
    let (code, report, error) = told(folder.path(), &[&GRADE[..], &["submission.csv", "--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["score"], &report["valid_submission"]), (1, &serde_json::Value::Null, &false.into()));
    let id = first.split(',').next().unwrap();
    assert!(report["error"]["message"].as_str().unwrap().contains(id), "{report}");
    assert!(error.starts_with("error: the submission submission.csv has no score: ") && error.contains(id), "{error}");
}

#[test]
fn a_list_shows_what_can_be_graded_and_why_not() {
    let folder = prepared();
    // As `mlebench prepare` leaves a competition whose leaderboard is elsewhere.
    let other = folder.path().join("data/spooky-author-identification/prepared");
    std::fs::create_dir_all(other.join("public")).unwrap();
    std::fs::create_dir_all(other.join("private")).unwrap();
    let (code, list, _) = told(folder.path(), &["list", "--data", "data"]);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!((code, lines.len()), (0, 3), "{list}");
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(lines[0]), ["competition", "metric", "better", "train", "test", "graded", "here"]);
    assert_eq!(words(lines[1])[..6], ["spooky-author-identification", "-", "-", "-", "-", "no:"]);
    assert_eq!(words(lines[2]), ["wine-logloss", "multiclass_log_loss", "smaller", "18", "12", "yes"]);
    let (code, table, error) = told(folder.path(), &["grade-sample", "--data", "data"]);
    assert_eq!(code, 1);
    // A third for each class: ln 3.
    assert!(table.lines().any(|line| line.starts_with("wine-logloss") && line.contains("1.09861")), "{table}");
    assert!(
        error.contains("spooky-author-identification") && error.contains("1 of 2 sample submissions do not grade"),
        "{error}"
    );
    let (code, _, _) = told(folder.path(), &["grade-sample", "--data", "data", "--competition", "wine-logloss"]);
    assert_eq!(code, 0);
}

#[test]
fn what_is_missing_does_not_keep_the_rest_from_being_built() {
    let folder = tempfile::tempdir().unwrap();
    made_up_packages(folder.path());
    let build = ["prepare-local", "--packages", "packages", "--out", "data", "--only", "penguins-mass-mae,wine-logloss"];
    let (code, _, progress) = told(folder.path(), &build);
    assert_eq!(code, 1);
    assert!(folder.path().join("data/wine-logloss/prepared").is_dir());
    assert!(
        progress.contains("[1/2] penguins-mass-mae: error: ") && progress.contains("install --no-deps palmerpenguins"),
        "{progress}"
    );
    assert!(progress.contains("built 1 of 2 competitions in data"), "{progress}");
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, error) = told(folder.path(), &["prepare-local", "--out", "data", "--packages", ".", "--only", "wine"]);
    assert_eq!(code, 2);
    assert!(error.contains("--only names \"wine\"") && error.contains("wine-logloss"), "{error}");
    let (code, _, error) = told(folder.path(), &["list", "--data", "nowhere"]);
    assert_eq!(code, 1);
    assert!(error.contains("the data folder nowhere could not be read"), "{error}");
    let (code, _, error) = told(folder.path(), &["list", "--data", "."]);
    assert!(code == 1 && error.contains("holds no competition") && error.contains("exitrl-mle prepare-local --out ."), "{error}");
    let (code, _, error) = told(folder.path(), &["prepare-local", "--out", "data", "--python", "./no-python"]);
    assert!(code == 1 && error.contains("./no-python did not say where its packages are"), "{error}");
}
