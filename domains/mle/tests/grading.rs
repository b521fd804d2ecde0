//! Reports equal to those of pandas and scikit-learn, on made-up competitions of the benchmark's layout and mutated submissions.
//!
//! Needs a Python with both, named by `EXITRL_MLE_PYTHON`; `EXITRL_MLE_GRADING_ROUNDS` asks for more rounds, `EXITRL_MLE_GRADING_SEED` for
//! others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;

use exitrl_mle::competition::{Competition, Graders, Mode, grade_line};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Case {
    base: PathBuf,
    competition: String,
    submission: PathBuf,
    mutation: String,
    as_sample: bool,
    report: serde_json::Map<String, Value>,
}

/// Competitions whose benchmark graders overlook ids, names or missing texts, so that both modes may rightly differ.
const OVERLOOKING: [&str; 5] = [
    "jigsaw-toxic-comment-classification-challenge",
    "new-york-city-taxi-fare-prediction",
    "nomad2018-predict-transparent-conductors",
    "text-normalization-challenge-english-language",
    "text-normalization-challenge-russian-language",
];

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The cases of the reference, or nothing where there is no Python for it.
fn cases(folder: &Path) -> Option<Vec<Case>> {
    let python = std::env::var_os("EXITRL_MLE_PYTHON")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grading_oracle.py");
    let seed = from_environment("EXITRL_MLE_GRADING_SEED", 1).to_string();
    let rounds = from_environment("EXITRL_MLE_GRADING_ROUNDS", 1).to_string();
    let output = Command::new(python)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .arg(folder.join("made"))
        .args([seed, rounds])
        .output()
        .expect("the reference starts");
    assert!(output.status.success(), "the reference failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("the reference writes UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("the reference writes JSON")).collect())
}

/// How a report differs from the reference's, field by field.
fn differences(ours: &Value, reference: &serde_json::Map<String, Value>) -> Vec<String> {
    let differs = |(name, wanted): (&String, &Value)| {
        let found = &ours[name.as_str()];
        let same = match (found.as_f64(), wanted.as_f64()) {
            // Beyond 10^6, five decimals leave the last bits of a sum.
            (Some(found), Some(wanted)) => {
                found == wanted || (wanted.abs() > 1e6 && (found - wanted).abs() <= 1e-12 * wanted.abs())
            }
            _ => found == wanted,
        };
        (!same).then(|| format!("{name}: {found} instead of {wanted}"))
    };
    reference.iter().filter_map(differs).collect()
}

#[test]
fn reports_equal_the_references_field_by_field_and_strict_scores_equal_them_where_both_are_valid() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(cases) = cases(folder.path()) else {
        println!("skipped: EXITRL_MLE_PYTHON names no Python with pandas and scikit-learn");
        return;
    };
    let mut competitions: HashMap<(PathBuf, String), Competition> = HashMap::new();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &cases {
        let competition = competitions.entry((case.base.clone(), case.competition.clone())).or_insert_with(|| {
            let (data, registry) = (case.base.join("data"), case.base.join("registry"));
            Competition::open(&data, &case.competition, Some(&registry)).expect("the folder is whole")
        });
        let compat = competition.grade(&case.submission, Mode::Compat).expect("the answers are fit");
        let strict = competition.grade(&case.submission, Mode::Strict).expect("the answers are fit");
        let ours = serde_json::to_value(&compat.report).expect("a report is JSON");
        let named = |what: String| {
            let text = std::fs::read(&case.submission)
                .map(|bytes| String::from_utf8_lossy(&bytes).chars().take(300).collect::<String>());
            format!(
                "{}, {}: {what}; error {:?}; {}\n{:?}",
                case.competition,
                case.mutation,
                compat.error,
                case.submission.display(),
                text
            )
        };
        let differences = differences(&ours, &case.report);
        if !differences.is_empty() {
            wrong.push(named(differences.join(", ")));
        }
        let counts = counts.entry(&case.competition).or_default();
        counts[0] += 1;
        counts[1] += usize::from(compat.report.valid_submission);
        counts[2] += usize::from(strict.report.valid_submission);
        assert_eq!(
            (compat.error.is_none(), strict.error.is_none()),
            (compat.report.valid_submission, strict.report.valid_submission)
        );
        let comparable = case.as_sample || !OVERLOOKING.contains(&case.competition.as_str());
        if comparable && let (Some(left), Some(right)) = (strict.report.score, compat.report.score) {
            let texts = case.competition.starts_with("text-");
            // A score half-way between two of five decimals is rounded by its last bit.
            if (left - right).abs() > 1.1e-5 && (left - right).abs() > 1e-12 * left.abs() && !texts {
                wrong.push(named(format!("strict {left}, compat {right}")));
            }
        }
    }
    for (id, [all, compat, strict]) in &counts {
        println!("{id}: {all} submissions, {compat} valid in compat mode, {strict} in strict mode");
    }
    println!("{} submissions, {} wrong", cases.len(), wrong.len());
    assert!(
        wrong.is_empty(),
        "{} of {} differ, such as\n{}",
        wrong.len(),
        cases.len(),
        wrong[..wrong.len().min(12)].join("\n\n")
    );
}

#[test]
fn lines_are_answered_with_the_fields_of_a_report_and_with_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    local(folder.path());
    let graders = Graders::new(folder.path(), None);
    let submission = folder.path().join("submission.csv");
    std::fs::write(&submission, "id,price\n2,20\n1,10\n").unwrap();
    let answer = grade_line(&graders, &json!({"competition": "prices", "submission": submission}));
    assert_eq!((&answer["score"], &answer["gold_medal"], &answer["valid_submission"]), (&json!(0.0), &json!(true), &json!(true)));
    assert_eq!(answer.as_object().unwrap().len(), 16);
    std::fs::write(&submission, "id,price\n2,20\n").unwrap();
    let answer = grade_line(&graders, &json!({"competition": "prices", "submission": submission}));
    assert_eq!((&answer["score"], &answer["error"]["kind"]), (&Value::Null, &json!("missing_id")));
    for (line, kind) in [
        (json!([1]), "bad_line"),
        (json!({"competition": "prices"}), "bad_line"),
        (json!({"competition": "prices", "submission": "x.csv", "mode": "lax"}), "bad_line"),
        (json!({"competition": "prices", "submission": "x.csv", "modus": "strict"}), "bad_line"),
        (json!({"competition": "../prices", "submission": "x.csv"}), "competition"),
        (json!({"competition": "none", "submission": "x.csv"}), "competition"),
    ] {
        assert_eq!(grade_line(&graders, &line)["error"], kind, "{line}");
    }
}

/// A competition of our own: two prices, RMSE.
fn local(data: &Path) -> PathBuf {
    let folder = data.join("prices");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("config.yaml", CONFIG);
    write("leaderboard.csv", "team,score\na,1.0\nb,5.0\nc,9.0\n");
    write("prepared/public/description.md", "# Prices\n");
    write("prepared/public/sample_submission.csv", "id,price\n1,0\n2,0\n");
    write("prepared/private/test.csv", "id,price\n1,10\n2,20\n");
    folder
}

const CONFIG: &str = "id: prices
name: \"Prices\"
competition_type: simple
awards_medals: true
prizes: null
description: prices/prepared/public/description.md
dataset:
  answers: prices/prepared/private/test.csv
  sample_submission: prices/prepared/public/sample_submission.csv
grader:
  name: rmse
  grade_fn: null
preparer: null
exitrl:
  metric: rmse
  id_column: id
  target_columns: [price]
  classes: null
  options: {}
  range: [10.0, 0.0]
  lower_is_better: true
";

#[test]
fn a_competition_of_our_own_is_graded_and_normalised_by_its_range() {
    let folder = tempfile::tempdir().unwrap();
    local(folder.path());
    let competition = Competition::open(folder.path(), "prices", None).unwrap();
    assert_eq!((competition.name(), competition.metric(), competition.is_lower_better()), ("Prices", "rmse", true));
    let submission = folder.path().join("s.csv");
    // Errors of 3 and 4: sqrt((9 + 16) / 2) = 3.5355339, on a scale from 10 to 0: 0.646446.
    std::fs::write(&submission, "price,id\n24,2.0\n13,1\n").unwrap();
    let graded = competition.grade(&submission, competition.default_mode()).unwrap();
    assert_eq!(graded.report.score, Some(3.53553));
    assert!((graded.normalised - 0.646_447).abs() < 1e-12);
    assert!(graded.report.above_median && !graded.report.any_medal);
    let missing = competition.grade(&folder.path().join("none.csv"), Mode::Strict).unwrap();
    assert_eq!((missing.report.submission_exists, missing.normalised), (false, 0.0));
}

#[test]
fn strict_mode_says_which_id_and_which_value_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    local(folder.path());
    let competition = Competition::open(folder.path(), "prices", None).unwrap();
    let submission = folder.path().join("s.csv");
    let error = |text: &str| {
        std::fs::write(&submission, text).unwrap();
        competition.grade(&submission, Mode::Strict).unwrap().error.unwrap().to_string()
    };
    assert_eq!(
        error("id,price\n1,1\n1,2\n3,4\n"),
        "duplicate_id: the ids in the column \"id\" are not those asked for (3 rows, 2 asked for): 1 occurring again: \"1\"; 1 missing: \
         \"2\"; 1 not asked for: \"3\"; predict every id of the sample submission once"
    );
    assert_eq!(
        error("id,price\n1,cheap\n2,\n"),
        "not_a_number: 1 value is no number in the column \"price\": \"cheap\" in row 1 (id \"1\"); write numbers only"
    );
    assert_eq!(
        error("id,price\n1,1\n2,NaN\n"),
        "missing_value: 1 value is missing in the column \"price\": \"NaN\" in row 2 (id \"2\"); predict every row"
    );
    assert_eq!(
        error("id,cost\n1,1\n2,2\n"),
        "missing_column: the submission lacks 1 of its columns: \"price\"; it has \"id\", \"cost\"; name the columns as in the sample \
         submission"
    );
    assert_eq!(error(""), "empty: the submission has no row; write a header and predict every row of the test file once");
}

#[cfg(unix)]
#[test]
fn strict_mode_takes_no_link_since_it_may_lead_to_the_answers() {
    let folder = tempfile::tempdir().unwrap();
    local(folder.path());
    let competition = Competition::open(folder.path(), "prices", None).unwrap();
    let submission = folder.path().join("s.csv");
    std::os::unix::fs::symlink(folder.path().join("prices/prepared/private/test.csv"), &submission).unwrap();
    let graded = competition.grade(&submission, Mode::Strict).unwrap();
    assert!(!graded.report.submission_exists);
    assert_eq!(graded.error.unwrap().kind.name(), "missing_file");
}

#[test]
fn what_is_wrong_with_the_competitions_own_files_is_said_when_it_is_opened_or_graded() {
    let check = |change: &dyn Fn(&Path), wanted: &str| {
        let folder = tempfile::tempdir().unwrap();
        let competition = local(folder.path());
        change(&competition);
        let submission = folder.path().join("s.csv");
        std::fs::write(&submission, "id,price\n1,1\n2,2\n").unwrap();
        let opened = Competition::open(folder.path(), "prices", None);
        let error = opened.and_then(|competition| competition.grade(&submission, Mode::Strict)).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    };
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n";
    let write = |name: &'static str, text: &'static str| move |folder: &Path| std::fs::write(folder.join(name), text).unwrap();
    let remove = |name: &'static str| move |folder: &Path| std::fs::remove_file(folder.join(name)).unwrap();
    check(&write("leaderboard.csv", pointer), "leaderboard.csv, is a Git LFS pointer, not the file itself; run `git lfs pull`");
    check(&write("prepared/private/test.csv", pointer), "test.csv, is a Git LFS pointer");
    check(&remove("prepared/private/test.csv"), "the file with its answers");
    check(&remove("prepared/public/sample_submission.csv"), "the file with its sample submission");
    check(&remove("leaderboard.csv"), "leaderboard.csv is missing; take it from a checkout");
    check(&remove("config.yaml"), "there is no config.yaml for it");
    check(&remove("prepared/public/description.md"), "its description");
    check(&|folder| std::fs::remove_dir_all(folder.join("prepared/public")).unwrap(), "run `mlebench prepare -c prices`");
    check(&write("leaderboard.csv", "team,points\na,1\n"), "has no column score but [\"team\", \"points\"]");
    check(&write("leaderboard.csv", "score\n"), "has no row");
    check(&write("leaderboard.csv", "score\nhigh\n"), "has the score \"high\" in row 1");
    check(&write("leaderboard.csv", "score\n9\n1\n"), "says lower_is_better = true, its leaderboard the opposite");
    check(&write("prepared/private/test.csv", "id,cost\n1,10\n"), "have no column \"price\"");
    check(&write("prepared/private/test.csv", "id,price\n"), "have no row");
    check(&write("prepared/private/test.csv", "id,price\n1,dear\n"), "have an unfit value in the column \"price\", row 1");
    check(&write("config.yaml", "id: [\n"), "config.yaml cannot be read");
    check(
        &write("config.yaml", "id: other\nname: x\ndataset: {answers: a, sample_submission: b}\n"),
        "config.yaml is of \"other\"",
    );
    check(
        &write("config.yaml", "id: prices\nname: x\ndataset: {answers: a, sample_submission: b}\n"),
        "none of the 22 lite competitions",
    );
    check(
        &|folder| std::fs::write(folder.join("config.yaml"), CONFIG.replace("metric: rmse", "metric: rms")).unwrap(),
        "no metric",
    );
    check(
        &|folder| std::fs::write(folder.join("config.yaml"), CONFIG.replace("answers: prices/", "answers: ../prices/")).unwrap(),
        "dataset.answers in",
    );
}
