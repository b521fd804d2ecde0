//! Competitions of our own whose predictions have every form: numbers, probabilities, labels, flags, rankings, texts, groups.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::path::Path;

use exitrl_mle::competition::{Competition, CompetitionError, Graded, Mode};

/// A competition with a rule, answers and a leaderboard of two places.
fn competition(data: &Path, rule: &str, answers: &str, lower_is_better: bool) -> Result<Competition, CompetitionError> {
    let folder = data.join("toy");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let range = if lower_is_better { "[10.0, 0.0]" } else { "[0.0, 1.0]" };
    write(
        "config.yaml",
        &format!(
            "id: toy\nname: Toy\ndataset:\n  answers: toy/prepared/private/answers.csv\n  sample_submission: \
             toy/prepared/public/sample.csv\nexitrl:\n  id_column: id\n  range: {range}\n  lower_is_better: {lower_is_better}\n{rule}"
        ),
    );
    write("leaderboard.csv", if lower_is_better { "score\n0.1\n9\n" } else { "score\n0.9\n0.1\n" });
    write("prepared/public/description.md", "# Toy\n");
    write("prepared/public/sample.csv", "id\n");
    write("prepared/private/answers.csv", answers);
    Competition::open(data, "toy", None)
}

fn grade(rule: &str, answers: &str, lower_is_better: bool, submission: &str) -> Graded {
    let data = tempfile::tempdir().unwrap();
    let competition = competition(data.path(), rule, answers, lower_is_better).unwrap();
    let path = data.path().join("submission.csv");
    std::fs::write(&path, submission).unwrap();
    let graded = competition.grade(&path, Mode::Strict).unwrap();
    assert_eq!(competition.grade(&path, Mode::Compat).unwrap().report.score, graded.report.score, "our own have no quirks");
    graded
}

fn error(graded: &Graded) -> (&str, &str) {
    let error = graded.error.as_ref().expect("the submission is wrong");
    (error.kind.name(), &error.message)
}

#[test]
fn probabilities_per_class_may_have_answers_in_a_column_per_class_or_in_one_of_labels() {
    let submission = "id,red,blue\n1,0.25,0.75\n2,0.5,0.5\n";
    // Rows: -ln 0.75 and -ln 0.5, mean (0.287682 + 0.693147) / 2 = 0.490415.
    let columns = "  metric: multiclass_log_loss\n  target_columns: [red, blue]\n";
    assert_eq!(grade(columns, "id,red,blue\n1,0,1\n2,1,0\n", true, submission).report.score, Some(0.49041));
    let labels = "  metric: multiclass_log_loss\n  target_columns: [colour]\n  classes: [red, blue]\n";
    assert_eq!(grade(labels, "id,colour\n1,blue\n2,red\n", true, submission).report.score, Some(0.49041));
    let off = grade(labels, "id,colour\n1,blue\n2,red\n", true, "id,red,blue\n1,0.25,0.5\n2,0.5,0.5\n");
    assert_eq!(
        error(&off),
        ("row_sum", "the probabilities of 1 rows do not sum to 1: 0.75 in row 1 (id \"1\"); divide each row by its sum")
    );
    let high = grade(columns, "id,red,blue\n1,0,1\n2,1,0\n", true, "id,red,blue\n1,1.25,-0.25\n2,0.5,0.5\n");
    assert_eq!(error(&high).0, "out_of_range");
}

#[test]
fn labels_are_whole_numbers_or_texts_and_only_known_ones_where_they_are_named() {
    let numbers = "  metric: accuracy\n  target_columns: [digit]\n  classes: [0, 1, 2]\n";
    let answers = "id,digit\na,0\nb,1\nc,2\nd,2\n";
    assert_eq!(grade(numbers, answers, false, "id,digit\nb,1.0\na,0\nc,1\nd,2\n").report.score, Some(0.75));
    let unknown = grade(numbers, answers, false, "id,digit\nb,9\na,0\nc,1\nd,2\n");
    assert_eq!(
        error(&unknown),
        (
            "unknown_label",
            "1 value is no label of this competition in the column \"digit\": \"9\" in row 1 (id \"b\"); write one of its labels"
        )
    );
    assert_eq!(error(&grade(numbers, answers, false, "id,digit\nb,1.5\na,0\nc,1\nd,2\n")).0, "unknown_label");
    assert_eq!(error(&grade(numbers, answers, false, "id,digit\nb,one\na,0\nc,1\nd,2\n")).0, "not_a_number");
    assert_eq!(error(&grade(numbers, answers, false, "id,digit\nb,\na,0\nc,1\nd,2\n")).0, "missing_value");
    let texts = "  metric: macro_f1\n  target_columns: [weather]\n";
    // F1 of rain 2/3, of sun 2/3 and of fog 1: mean 7/9.
    let graded = grade(texts, "id,weather\n1,rain\n2,rain\n3,sun\n4,fog\n", false, "id,weather\n1,rain\n2,sun\n3,sun\n4,fog\n");
    assert_eq!(graded.report.score, Some(0.77778));
    let kappa = "  metric: qwk\n  target_columns: [grade]\n";
    assert_eq!(grade(kappa, "id,grade\n1,0\n2,0\n3,1\n4,1\n", false, "id,grade\n1,0\n2,1\n3,1\n4,1\n").report.score, Some(0.5));
    let one = grade(kappa, "id,grade\n1,0\n2,0\n", false, "id,grade\n1,0\n2,0\n");
    assert_eq!((error(&one).0, one.normalised), ("undefined", 0.0));
}

#[test]
fn flags_are_zero_or_one_in_each_column() {
    let rule = "  metric: micro_f1_multilabel\n  target_columns: [even, prime]\n";
    let answers = "id,even,prime\n2,1,1\n3,0,1\n4,1,0\n";
    // Three flags found of four that are set, and one that is not: F1 = 2 * 3 / (2 * 3 + 1 + 1).
    assert_eq!(grade(rule, answers, false, "id,even,prime\n2,1,0\n3,0,1\n4,1,1\n").report.score, Some(0.75));
    assert_eq!(error(&grade(rule, answers, false, "id,even,prime\n2,1,0.5\n3,0,1\n4,1,1\n")).0, "unknown_label");
}

#[test]
fn scores_of_several_columns_are_averaged() {
    let rule = "  metric: mean_column_auc\n  target_columns: [even, prime]\n";
    // The first column orders right (1), the second ties (0.5).
    let graded = grade(rule, "id,even,prime\n2,1,1\n3,0,0\n", false, "id,prime,even\n3,0.5,0.1\n2,0.5,0.9\n");
    assert_eq!(graded.report.score, Some(0.75));
    let range = grade(rule, "id,even,prime\n2,1,1\n3,0,0\n", false, "id,prime,even\n3,0.5,7\n2,0.5,9\n");
    assert_eq!(error(&range).0, "out_of_range");
    let free = format!("{rule}  unit_range: false\n");
    assert_eq!(
        grade(&free, "id,even,prime\n2,1,1\n3,0,0\n", false, "id,prime,even\n3,0.5,7\n2,0.5,9\n").report.score,
        Some(0.75)
    );
}

#[test]
fn rankings_are_labels_parted_by_blanks() {
    let rule = "  metric: mapk\n  target_columns: [digit]\n  classes: [0, 1, 2]\n  options: {k: 2}\n";
    let answers = "id,digit\n1,0\n2,1\n3,2\n";
    // First, second and third place: (1 + 1/2 + 0) / 3.
    assert_eq!(grade(rule, answers, false, "id,digit\n1,0 1\n2,0  1\n3,0 1 2\n").report.score, Some(0.5));
    assert_eq!(error(&grade(rule, answers, false, "id,digit\n1,0 1\n2,\n3,0 1\n")).0, "missing_value");
    assert_eq!(error(&grade(rule, answers, false, "id,digit\n1,0 1\n2,0;1\n3,0 1\n")).0, "unknown_label");
}

#[test]
fn texts_and_groups_reach_the_metric() {
    let distance = "  metric: levenshtein\n  target_columns: [word]\n";
    // One edit and three edits.
    assert_eq!(grade(distance, "id,word\n1,cat\n2,dog\n", true, "id,word\n1,cut\n2,\n").report.score, Some(2.0));
    let grouped = "  metric: log_mae_grouped\n  target_columns: [y]\n  group_column: kind\n  options: null\n";
    // Group a errs by 1 (ln 1 = 0), group b by e (1): mean 0.5.
    let graded = grade(grouped, "id,y,kind\n1,0,a\n2,0,b\n", true, "id,y\n1,1\n2,2.718281828459045\n");
    assert_eq!(graded.report.score, Some(0.5));
    let negative = grade("  metric: rmsle\n  target_columns: [y]\n", "id,y\n1,1\n2,2\n", true, "id,y\n1,-0.5\n2,2\n");
    assert_eq!(
        error(&negative),
        ("out_of_range", "1 value is less than 0 in the column \"y\": \"-0.5\" in row 1 (id \"1\"); write numbers of at least 0")
    );
}

#[test]
fn ids_that_occur_more_than_once_in_the_answers_are_matched_in_their_order() {
    let rule = "  metric: mae\n  target_columns: [y]\n";
    let answers = "id,y\na,1\na,2\nb,3\n";
    assert_eq!(grade(rule, answers, true, "id,y\nb,3\na,1\na,2\n").report.score, Some(0.0));
    let many: String = (0..9).map(|number| format!("x{number},1\n")).collect();
    let (kind, message) = {
        let graded = grade(rule, answers, true, &format!("id,y\na,1\na,1\na,1\n{many}"));
        let (kind, message) = error(&graded);
        (kind.to_owned(), message.to_owned())
    };
    assert_eq!(kind, "duplicate_id");
    assert!(message.contains("9 not asked for: \"x0\", \"x1\", \"x2\", \"x3\", \"x4\" and 4 more"), "{message}");
}

#[test]
fn answers_that_are_unfit_for_the_metric_are_the_competitions_fault() {
    let fault = |rule: &str, answers: &str| {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("s.csv");
        std::fs::write(&path, "id,y\n1,1\n").unwrap();
        let opened = competition(data.path(), rule, answers, true);
        opened.and_then(|competition| competition.grade(&path, Mode::Strict)).unwrap_err().message
    };
    let classes = "  metric: multiclass_log_loss\n  target_columns: [a, b]\n";
    assert!(fault(classes, "id,a,b\n1,1,1\n").contains("have not exactly one class in row 1"));
    assert!(fault(classes, "id,a,b\n1,0.5,0.5\n").contains("unfit value in the column \"a\", row 1"));
    let labels = "  metric: multiclass_log_loss\n  target_columns: [y]\n  classes: [a, b]\n";
    assert!(fault(labels, "id,y\n1,c\n").contains("a class in row 1 that the configuration does not name"));
    assert!(fault("  metric: rmse\n  target_columns: []\n", "id,y\n1,1\n").contains("exitrl.target_columns is empty"));
    assert!(fault("  metric: rmse\n  target_columns: [y]\n  extra: 1\n", "id,y\n1,1\n").contains("config.yaml cannot be read"));
    assert!(
        fault("  metric: rmse\n  target_columns: [y]\n  options: {kk: 1}\n", "id,y\n1,1\n")
            .contains("config.yaml cannot be read")
    );
}
