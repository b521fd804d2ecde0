//! Laws that hold for whatever is drawn.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use exitrl_metrics::{ErrorKind, Metric, Mode, Options, auc, evaluate, grade_line, log_loss, pearson, qwk, rmse, spearman};
use serde_json::{Value, json};

/// Truth and scores of both classes; scores are sixteenths, so that ties occur and complements are exact.
fn scored(u: &mut Unstructured<'_>) -> Result<(Vec<f64>, Vec<f64>)> {
    let rows = u.int_in_range(2..=40)?;
    let mut truth: Vec<f64> = (0..rows).map(|_| Ok(f64::from(u.int_in_range(0..=1)?))).collect::<Result<_>>()?;
    (truth[0], truth[1]) = (0.0, 1.0);
    let scores = (0..rows).map(|_| Ok(f64::from(u.int_in_range(0..=16)?) / 16.0)).collect::<Result<_>>()?;
    Ok((truth, scores))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3)
}

#[test]
fn the_area_of_the_complement_is_the_complement_of_the_area() {
    arbtest(|u| {
        let (truth, scores) = scored(u)?;
        let value = auc(&truth, &scores, None, Mode::Strict).unwrap();
        let complement: Vec<f64> = scores.iter().map(|score| 1.0 - score).collect();
        assert!(near(auc(&truth, &complement, None, Mode::Strict).unwrap(), 1.0 - value));
        assert!((0.0..=1.0).contains(&value));
        Ok(())
    });
}

#[test]
fn measures_of_order_do_not_see_monotone_changes() {
    arbtest(|u| {
        let (truth, scores) = scored(u)?;
        let stretched: Vec<f64> = scores.iter().map(|score| (score * 3.0).exp()).collect();
        assert_eq!(auc(&truth, &scores, None, Mode::Strict), auc(&truth, &stretched, None, Mode::Strict));
        assert_eq!(spearman(&truth, &scores, Mode::Strict), spearman(&truth, &stretched, Mode::Strict));
        let moved: Vec<f64> = scores.iter().map(|score| 4.0 * score - 2.0).collect();
        if let Ok(value) = pearson(&truth, &scores, None, Mode::Strict) {
            assert!(near(value, pearson(&truth, &moved, None, Mode::Strict).unwrap()));
        }
        Ok(())
    });
}

#[test]
fn a_weight_of_two_is_the_same_row_twice() {
    arbtest(|u| {
        let (mut truth, mut scores) = scored(u)?;
        let doubled = u.choose_index(truth.len())?;
        let mut weight = vec![1.0; truth.len()];
        weight[doubled] = 2.0;
        let requests =
            [Metric::Auc, Metric::AveragePrecision, Metric::LogLoss, Metric::Rmse, Metric::Mae, Metric::Medae, Metric::Smape];
        let value = |metric, truth: &[f64], scores: &[f64], weight: Option<Vec<f64>>| {
            let options = Options { sample_weight: weight, ..Options::default() };
            evaluate(metric, &json!(truth), &json!(scores), &options, Mode::Strict).unwrap()
        };
        let weighted = requests.map(|metric| value(metric, &truth, &scores, Some(weight.clone())));
        truth.push(truth[doubled]);
        scores.push(scores[doubled]);
        for (metric, weighted) in requests.into_iter().zip(weighted) {
            assert!(near(weighted, value(metric, &truth, &scores, None)), "{metric}");
        }
        Ok(())
    });
}

/// One row of truth and prediction that fits the metric.
fn row(u: &mut Unstructured<'_>, metric: Metric) -> Result<(Value, Value)> {
    let small = |u: &mut Unstructured<'_>| u.int_in_range(0..=3_u8);
    let flag = |u: &mut Unstructured<'_>| u.int_in_range(0..=1_u8);
    let share = f64::from(u.int_in_range(0..=64_u8)?) / 64.0;
    Ok(match metric {
        Metric::Auc | Metric::AveragePrecision | Metric::LogLoss => (json!(flag(u)?), json!(share)),
        Metric::MulticlassLogLoss => (json!(flag(u)?), json!([1.0 - share, share])),
        Metric::F1 | Metric::Fbeta => (json!(flag(u)?), json!(flag(u)?)),
        Metric::MeanColumnAuc | Metric::Lrap => (json!([flag(u)?, flag(u)?]), json!([share, small(u)?])),
        Metric::MicroF1Multilabel | Metric::Dice => (json!([flag(u)?, flag(u)?]), json!([flag(u)?, flag(u)?])),
        Metric::Mapk => (json!([small(u)?, small(u)?]), json!([small(u)?, small(u)?, small(u)?])),
        Metric::Levenshtein | Metric::JaccardWords => {
            (json!("a b c d"[..usize::from(small(u)?)].to_owned()), json!("b a d"[usize::from(small(u)?)..].to_owned()))
        }
        Metric::MeanColumnRmsle => (json!([small(u)?, share]), json!([small(u)?, small(u)?])),
        _ => (json!(small(u)?), json!(small(u)?)),
    })
}

#[test]
fn the_order_of_the_rows_is_without_meaning() {
    for &metric in Metric::ALL {
        arbtest(|u| {
            let number = u.int_in_range(1..=12)?;
            let mut rows: Vec<(Value, Value, u8)> = Vec::new();
            for _ in 0..number {
                let (truth, predicted) = row(u, metric)?;
                rows.push((truth, predicted, u.int_in_range(0..=4)?));
            }
            let answer = |rows: &[(Value, Value, u8)]| {
                let column = |pick: fn(&(Value, Value, u8)) -> Value| rows.iter().map(pick).collect::<Value>();
                let weight =
                    if matches!(metric, Metric::Spearman | Metric::LogMaeGrouped) { json!(null) } else { column(|r| json!(r.2)) };
                grade_line(&json!({"metric": metric.name(), "y_true": column(|r| r.0.clone()), "y_pred": column(|r| r.1.clone()),
                    "options": {"beta": 2.0, "groups": column(|r| json!(r.2)), "sample_weight": weight}}))
            };
            let before = answer(&rows);
            for last in (1..rows.len()).rev() {
                rows.swap(last, u.int_in_range(0..=last)?);
            }
            let after = answer(&rows);
            match (before["value"].as_f64(), after["value"].as_f64()) {
                (Some(before), Some(after)) => assert!(near(before, after), "{metric}: {before} became {after}"),
                _ => assert_eq!(before["error"], after["error"], "{metric}"),
            }
            Ok(())
        })
        .size_max(400)
        .budget_ms(60);
    }
}

#[test]
fn predicting_the_truth_is_never_beaten() {
    arbtest(|u| {
        let (truth, scores) = scored(u)?;
        assert_eq!(rmse(&truth, &truth, None, Mode::Strict), Ok(0.0));
        assert_eq!(auc(&truth, &truth, None, Mode::Strict), Ok(1.0));
        assert!(log_loss(&truth, &truth, None, Mode::Strict).unwrap() <= log_loss(&truth, &scores, None, Mode::Strict).unwrap());
        let grades: Vec<i64> = scores.iter().map(|score| (score * 4.0) as i64).collect();
        match qwk(&grades, &grades, None, Mode::Strict) {
            Ok(value) => assert!(near(value, 1.0)),
            Err(error) => assert_eq!(error.kind, ErrorKind::Undefined),
        }
        Ok(())
    });
}

/// Any JSON at all, a few levels deep.
fn any(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 5 } else { 9_u8 })? {
        0 => Value::Null,
        1 => json!(u.arbitrary::<bool>()?),
        2 => json!(u.arbitrary::<i64>()?),
        3 => json!(u.arbitrary::<f64>()?),
        4 => json!(u.int_in_range(0..=2_u8)?),
        5 => json!(u.arbitrary::<&str>()?.chars().take(20).collect::<String>()),
        6 => json!({"labels": any(u, depth - 1)?}),
        _ => {
            let length = u.int_in_range(0..=4)?;
            (0..length).map(|_| any(u, depth - 1)).collect::<Result<_>>()?
        }
    })
}

#[test]
fn no_request_panics_and_every_answer_is_a_number_or_an_error() {
    let known: Vec<&str> = Metric::ALL.iter().map(|metric| metric.name()).collect();
    arbtest(|u| {
        let metric = if u.ratio(9, 10)? { json!(*u.choose(&known)?) } else { any(u, 1)? };
        let mut options = serde_json::Map::new();
        for name in ["k", "beta", "labels", "n_classes", "sample_weight", "groups", "both_empty", "other"] {
            if u.ratio(1, 5)? {
                options.insert(name.to_owned(), any(u, 2)?);
            }
        }
        let mode = *u.choose(&["strict", "compat", "other"])?;
        let line = json!({"metric": metric, "y_true": any(u, 3)?, "y_pred": any(u, 3)?, "options": options, "mode": mode});
        for line in [&line, &any(u, 3)?] {
            let answer = grade_line(line);
            let is_value = answer["value"].is_number() || answer.get("value") == Some(&Value::Null) && mode == "compat";
            let is_error = answer["error"].is_string() && answer["message"].is_string();
            assert!(is_value != is_error, "{line} was answered by {answer}");
        }
        Ok(())
    })
    .budget_ms(2000);
}
