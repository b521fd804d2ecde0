//! Lines of the offline grader: how truth, predictions and options are read, and what is answered where there is no value.

use exitrl_metrics::{ErrorKind, Metric, Mode, Options, evaluate, grade_line};
use serde_json::{Value, json};

fn value(line: Value) -> f64 {
    let answer = grade_line(&line);
    answer["value"].as_f64().unwrap_or_else(|| panic!("{line} was answered by {answer}"))
}

fn error(line: Value) -> (String, String) {
    let answer = grade_line(&line);
    let text = |name: &str| answer[name].as_str().unwrap_or_else(|| panic!("{line} was answered by {answer}")).to_owned();
    (text("error"), text("message"))
}

fn kind(line: Value) -> String {
    error(line).0
}

#[test]
fn a_line_is_answered_with_a_value_or_an_error() {
    assert_eq!(grade_line(&json!({"metric": "mae", "y_true": [1, 2], "y_pred": [2, 4]})), json!({"value": 1.5}));
    let answer = grade_line(&json!({"metric": "mae", "y_true": [1, 2], "y_pred": [2]}));
    let message = "mae failed on the lengths: y_true has 2 rows, y_pred has 1; give one prediction per row";
    assert_eq!(answer, json!({"error": "length_mismatch", "message": message}));
}

#[test]
fn fields_beside_those_of_the_request_are_ignored() {
    assert_eq!(value(json!({"id": 7, "metric": "mae", "y_true": [1], "y_pred": [2], "options": null, "mode": null})), 1.0);
}

#[test]
fn a_line_that_is_no_request_says_what_is_missing() {
    assert_eq!(error(json!([1])).1, "the line failed on metric: no such field; give an object with metric, y_true and y_pred");
    assert_eq!(kind(json!({"metric": 1})), "bad_request");
    assert_eq!(kind(json!({"metric": "mae", "y_pred": [1]})), "bad_request");
    assert_eq!(kind(json!({"metric": "mae", "y_true": [1], "y_pred": [1], "mode": "lenient"})), "bad_request");
    assert_eq!(kind(json!({"metric": "MAE", "y_true": [1], "y_pred": [1]})), "unknown_metric");
    assert_eq!(kind(json!({"metric": "mae", "y_true": 1, "y_pred": [1]})), "shape");
}

#[test]
fn options_are_checked_by_name_and_type() {
    let with = |options: Value| json!({"metric": "mae", "y_true": [1], "y_pred": [1], "options": options});
    let (error, message) = error(with(json!({"weight": [1]})));
    assert_eq!(error, "bad_option");
    assert!(message.contains("unknown field `weight`"), "{message}");
    assert_eq!(kind(with(json!({"sample_weight": ["heavy"]}))), "bad_option");
    assert_eq!(kind(with(json!({"k": -1}))), "bad_option");
    assert_eq!(value(with(json!({"k": null, "sample_weight": [3]}))), 0.0);
}

#[test]
fn one_and_one_point_zero_and_true_are_one_label() {
    assert_eq!(value(json!({"metric": "accuracy", "y_true": [1, 0, 1, -0.0], "y_pred": [1.0, false, true, 0]})), 1.0);
    assert_eq!(value(json!({"metric": "accuracy", "y_true": ["1"], "y_pred": ["1.0"]})), 0.0);
    assert_eq!(kind(json!({"metric": "accuracy", "y_true": [1], "y_pred": ["1"]})), "type");
    assert_eq!(kind(json!({"metric": "accuracy", "y_true": [1], "y_pred": [1.5]})), "type");
}

#[test]
fn missing_values_are_not_finite_however_they_are_written() {
    for missing in [json!(null), json!("NaN"), json!("-inf"), json!("Infinity"), json!("")] {
        assert_eq!(kind(json!({"metric": "rmse", "y_true": [1, 2], "y_pred": [1, missing]})), "not_finite");
        assert_eq!(kind(json!({"metric": "accuracy", "y_true": [1, 2], "y_pred": [1, missing]})), "not_finite");
    }
    assert_eq!(kind(json!({"metric": "rmse", "y_true": [1], "y_pred": ["many"]})), "type");
    // Among texts, the word is a word.
    assert_eq!(value(json!({"metric": "accuracy", "y_true": ["NaN", "a"], "y_pred": ["NaN", "b"]})), 0.5);
}

#[test]
fn what_is_undefined_is_an_error_when_strict_and_null_when_compatible() {
    for (metric, y_true, y_pred, kind_when_strict) in [
        ("auc", json!([1, 1]), json!([0.1, 0.2]), "one_class"),
        ("mean_column_auc", json!([[1, 0], [1, 1]]), json!([[0.1, 0.2], [0.1, 0.2]]), "one_class"),
        ("qwk", json!([2, 2]), json!([2, 2]), "undefined"),
        ("pearson", json!([1, 2]), json!([3, 3]), "undefined"),
        ("spearman", json!([1]), json!([3]), "undefined"),
        ("r2", json!([1]), json!([3]), "undefined"),
        ("mse", json!([1e200]), json!([-1e200]), "undefined"),
    ] {
        let line = |mode: &str| json!({"metric": metric, "y_true": y_true, "y_pred": y_pred, "mode": mode});
        assert_eq!(kind(line("strict")), kind_when_strict, "{metric}");
        assert_eq!(grade_line(&line("compat")), json!({"value": null}), "{metric}");
    }
}

#[test]
fn of_two_labels_the_last_named_is_positive() {
    let line =
        |labels: Value| json!({"metric": "auc", "y_true": ["dog", "cat"], "y_pred": [0.9, 0.1], "options": {"labels": labels}});
    assert_eq!(value(line(json!(null))), 1.0);
    assert_eq!(value(line(json!(["cat", "dog"]))), 1.0);
    assert_eq!(value(line(json!(["dog", "cat"]))), 0.0);
    assert_eq!(kind(line(json!(["dog", "bird"]))), "unknown_label");
    assert_eq!(kind(line(json!(["dog", "cat", "bird"]))), "bad_option");
    // One hit of two predicted and one true: 2/3.
    let f1 = |options: Value| json!({"metric": "f1", "y_true": ["y", "n"], "y_pred": ["y", "y"], "options": options});
    assert!((value(f1(json!({"labels": ["n", "y"]}))) - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(value(f1(json!({"labels": ["y", "n"]}))), 0.0);
    assert_eq!(kind(f1(json!({}))), "unknown_label");
    assert_eq!(kind(json!({"metric": "f1", "y_true": [0, 1, 2], "y_pred": [0, 1, 1]})), "too_many_classes");
    assert_eq!(kind(json!({"metric": "fbeta", "y_true": [0, 1], "y_pred": [0, 1]})), "bad_option");
}

#[test]
fn log_loss_takes_probabilities_in_all_their_forms() {
    let two = |y_true: Value, y_pred: Value, options: Value| json!({"metric": "log_loss", "y_true": y_true, "y_pred": y_pred, "options": options});
    // -(ln 0.75 + ln 0.5) / 2
    let expected = (0.75_f64.ln() + 0.5_f64.ln()) / -2.0;
    for (y_true, y_pred) in [
        (json!([0, 1]), json!([0.25, 0.5])),
        (json!(["no", "yes"]), json!([[0.25], [0.5]])),
        (json!([false, true]), json!([[0.75, 0.25], [0.5, 0.5]])),
        (json!([[1, 0], [0, 1]]), json!([[0.75, 0.25], [0.5, 0.5]])),
    ] {
        assert!((value(two(y_true.clone(), y_pred, json!({}))) - expected).abs() < 1e-15, "{y_true}");
    }
    assert_eq!(kind(two(json!([1, 1]), json!([0.25, 0.5]), json!({}))), "one_class");
    let named = value(two(json!([1, 1]), json!([0.5, 0.5]), json!({"labels": [0, 1]})));
    assert_eq!(named, value(two(json!([1, 1]), json!([0.5, 0.5]), json!({"n_classes": 2}))));
    assert_eq!(kind(two(json!([[1, 1]]), json!([[0.5, 0.5]]), json!({}))), "shape");
    assert_eq!(kind(two(json!([0, 1, 2]), json!([0.1, 0.2, 0.3]), json!({}))), "shape");
}

#[test]
fn named_labels_are_the_order_of_the_columns() {
    let line = |mode: &str| {
        let options = json!({"labels": ["wolf", "cow", "ape"]});
        json!({"metric": "multiclass_log_loss", "y_true": ["wolf"], "y_pred": [[0.5, 0.3, 0.2]], "options": options, "mode": mode})
    };
    assert!((value(line("strict")) - 2.0_f64.ln()).abs() < 1e-15);
    // scikit-learn sorts them, and takes the last column for the wolf's.
    assert!((value(line("compat")) - 5.0_f64.ln()).abs() < 1e-15);
    let one = |labels: Value| json!({"metric": "multiclass_log_loss", "y_true": [3, 1], "y_pred": [[0.5, 0.5], [0.5, 0.5]], "options": {"labels": labels}});
    assert_eq!(kind(one(json!([1, 2]))), "unknown_label");
    assert_eq!(kind(one(json!([1, 1, 3]))), "bad_option");
    assert_eq!(kind(one(json!([1, 2, 3]))), "shape");
}

#[test]
fn grades_outside_the_named_ones_are_unknown_when_strict_and_left_out_when_compatible() {
    let line = |mode: &str| {
        let options = json!({"labels": [0, 1, 2]});
        json!({"metric": "qwk", "y_true": [0, 1, 2, 2, 0], "y_pred": [0, 2, 2, 2, 9], "options": options, "mode": mode})
    };
    assert_eq!(kind(line("strict")), "unknown_label");
    assert_eq!(value(line("compat")), 1.0 - 0.25 / 1.5);
    // Grade 1 is named and never given: 0 and 2 are two apart, which changes nothing about agreement, but 1 lies between.
    let named = |labels: Value| json!({"metric": "qwk", "y_true": [0, 2, 5], "y_pred": [0, 5, 5], "options": {"labels": labels}});
    assert_ne!(value(named(json!([0, 2, 5]))), value(named(json!([0, 1, 2, 3, 4, 5]))));
}

#[test]
fn quantities_in_columns_are_averaged_over_them() {
    let line = json!({"metric": "rmse", "y_true": [[1, 10], [1, 10]], "y_pred": [[2, 13], [2, 13]]});
    assert_eq!(value(line), 2.0);
    assert_eq!(kind(json!({"metric": "rmse", "y_true": [[1, 10], [1]], "y_pred": [[2, 13], [2, 13]]})), "shape");
    assert_eq!(kind(json!({"metric": "rmse", "y_true": [[1, 10]], "y_pred": [[2]]})), "shape");
    assert_eq!(kind(json!({"metric": "smape", "y_true": [[1, 10]], "y_pred": [[2, 3]]})), "shape");
}

#[test]
fn lists_of_flags_and_lists_of_labels_are_told_apart() {
    let line = |y_true: Value, y_pred: Value| json!({"metric": "micro_f1_multilabel", "y_true": y_true, "y_pred": y_pred});
    // Flags: one hit, two true, one predicted.
    assert!((value(line(json!([[1, 1, 0]]), json!([[0, 1, 0]]))) - 2.0 / 3.0).abs() < 1e-15);
    // Labels 5 and 1 against 1: the same counts.
    assert!((value(line(json!([[5, 1]]), json!([[1]]))) - 2.0 / 3.0).abs() < 1e-15);
    assert!((value(line(json!([["a", "b"], []]), json!([["b"], []]))) - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(kind(line(json!(["a b"]), json!(["b"]))), "shape");
    assert_eq!(value(json!({"metric": "accuracy", "y_true": [[1, 0], [0, 0]], "y_pred": [[1, 0], [0, 1]]})), 0.5);
    assert_eq!(value(json!({"metric": "macro_f1", "y_true": [[1, 0], [0, 0]], "y_pred": [[1, 0], [0, 1]]})), 0.5);
}

#[test]
fn a_single_true_label_need_not_be_a_list() {
    let line =
        |y_true: Value, k: Value| json!({"metric": "mapk", "y_true": y_true, "y_pred": [[7, 3], [4, 5]], "options": {"k": k}});
    assert_eq!(value(line(json!([3, 4]), json!(2))), 0.75);
    assert_eq!(value(line(json!([[3], [4]]), json!(null))), 0.75);
    assert_eq!(kind(line(json!([3, 4]), json!(0))), "bad_option");
}

#[test]
fn texts_and_masks_are_read_as_such() {
    assert_eq!(value(json!({"metric": "levenshtein", "y_true": [[1, 2, 3]], "y_pred": [[1, 3]]})), 1.0);
    assert_eq!(kind(json!({"metric": "levenshtein", "y_true": ["a"], "y_pred": [1]})), "type");
    assert_eq!(kind(json!({"metric": "jaccard_words", "y_true": ["a"], "y_pred": [null]})), "not_finite");
    let dice = |y_true: Value, y_pred: Value| json!({"metric": "dice", "y_true": y_true, "y_pred": y_pred, "options": {"both_empty": 0}});
    // One mask of four flags: 2 * 1 / 3. Two masks of two: (2 * 1 / 2 + 0) / 2.
    assert!((value(dice(json!([1, 0, 0, 0]), json!([1, 1, 0, 0]))) - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(value(dice(json!([[1, 0], [0, 0]]), json!([[1, 0], [0, 0]]))), 0.5);
    assert_eq!(kind(dice(json!([2]), json!([1]))), "out_of_range");
}

#[test]
fn groups_are_needed_and_weights_refused_where_they_mean_nothing() {
    let line = |options: Value| json!({"metric": "log_mae_grouped", "y_true": [1, 1], "y_pred": [2, 9], "options": options});
    assert_eq!(value(line(json!({"groups": ["a", "b"]}))), 8.0_f64.ln() / 2.0);
    assert_eq!(kind(line(json!({}))), "bad_option");
    assert_eq!(kind(line(json!({"groups": ["a"]}))), "length_mismatch");
    assert_eq!(kind(line(json!({"groups": ["a", "b"], "sample_weight": [1, 1]}))), "bad_option");
    assert_eq!(
        kind(json!({"metric": "spearman", "y_true": [1, 2], "y_pred": [1, 2], "options": {"sample_weight": [1, 1]}})),
        "bad_option"
    );
}

#[test]
fn the_same_door_is_open_to_programs() {
    let options = Options { labels: Some(vec![json!("n"), json!("y")]), ..Options::default() };
    let result = evaluate(Metric::AveragePrecision, &json!(["y", "n"]), &json!([0.5, 0.5]), &options, Mode::Strict);
    assert_eq!(result, Ok(0.5));
    let error = evaluate(Metric::AveragePrecision, &json!(["y", "n"]), &json!([0.5, 0.5]), &Options::default(), Mode::Strict)
        .unwrap_err();
    assert_eq!((error.kind, error.kind.to_string()), (ErrorKind::BadOption, "bad_option".to_owned()));
}
