//! Texts of a competition's folder: its description for the model, its configuration for the grader.

use super::spec::{Answer, LocalCompetition};

/// What every description says about the rows.
const NOISE: &str = "Measured values carry a little noise, and rows stand in no order. Row ids mean nothing.";

/// The description that stands in the public folder. `sample` is the head of the sample submission.
pub(super) fn description(competition: &LocalCompetition, train: usize, test: usize, sample: &str) -> String {
    let (id, title, source) = (competition.id, competition.title, competition.source);
    let text = competition.text.trim_end();
    let direction = if competition.lower_is_better { "Smaller is better." } else { "Greater is better." };
    format!(
        "# {title}\n\n{text}\n- `id`: name of the row, to be repeated in the submission\n\n{NOISE}\n\n\
         ## Files\n\n- `train.csv`: {train} rows with features and target\n- `test.csv`: {test} rows with features only\n\
         - `sample_submission.csv`: a submission in the right format, with a constant answer\n\n\
         ## Metric\n\n{} {direction}\n\n## Submission\n\nWrite `submission.csv`: the header and one row for each row of `test.csv`, \
         in any order. {}\n\n```\n{sample}...\n```\n\n## Source\n\n{source}. Split, noise and row ids are ours; the competition's id \
         is `{id}`.\n",
        metric(competition),
        form(competition),
    )
}

fn metric(competition: &LocalCompetition) -> &'static str {
    match competition.metric {
        "auc" => "Area under the ROC curve between the predicted score and the target.",
        "mean_column_auc" => "Mean over the four target columns of the area under the ROC curve.",
        "log_loss" => "Log loss: the mean of -ln of the probability given to what happened.",
        "multiclass_log_loss" => "Multi-class log loss: the mean of -ln of the probability given to the right class.",
        "accuracy" => "Accuracy: the share of rows whose label is right.",
        "mapk" => {
            "Mean average precision at 3: a row is worth 1 if your first label is right, 1/2 if the second is, 1/3 if the third is, \
             and 0 otherwise."
        }
        "micro_f1_multilabel" => "Micro-averaged F1 over all cells of the four target columns.",
        "macro_f1" => {
            "Macro F1: the F1 score of each class, averaged with equal weight, so rare classes count as much as common ones."
        }
        "qwk" => {
            "Quadratic weighted kappa: agreement with the true grades, where a miss counts with the square of its distance; 1 is \
             perfect, 0 is chance."
        }
        "rmse" => "Root mean squared error.",
        "mae" => "Mean absolute error.",
        _ => "Root mean squared logarithmic error: the root of the mean of (ln(1 + prediction) - ln(1 + truth))^2.",
    }
}

fn form(competition: &LocalCompetition) -> String {
    match competition.answer {
        Answer::OneHot { .. } => "Give a probability for each class; the probabilities of a row add up to 1.".to_owned(),
        Answer::Ranked { most, .. } => format!("Give up to {most} labels parted by one blank, the most likely first."),
        Answer::Columns { classes: [], .. } => match competition.metric {
            "auc" | "log_loss" | "mean_column_auc" => "Give numbers between 0 and 1.".to_owned(),
            "micro_f1_multilabel" => "Give 0 or 1 in each column.".to_owned(),
            "rmsle" => "Give a number that is not negative.".to_owned(),
            _ => "Give a number.".to_owned(),
        },
        Answer::Columns { classes, .. } => format!("Give one of these labels: {}.", classes.join(", ")),
    }
}

/// The configuration in MLE-bench's shape, with our section `exitrl` that says how to grade without Python.
pub(super) fn config(competition: &LocalCompetition, targets: &[&str]) -> String {
    let LocalCompetition { id, title, metric, lower_is_better, range: [worst, best], .. } = competition;
    let list = |names: &[&str]| format!("[{}]", names.join(", "));
    let classes = match competition.answer.classes() {
        [] => "null".to_owned(),
        // Quoted: labels are texts, even where all their characters are digits.
        classes => format!("[{}]", classes.iter().map(|class| format!("{class:?}")).collect::<Vec<_>>().join(", ")),
    };
    let options = match competition.answer {
        Answer::Ranked { most, .. } => format!("{{k: {most}}}"),
        _ => "{}".to_owned(),
    };
    let targets = list(targets);
    format!(
        "id: {id}\nname: \"{title}\"\ncompetition_type: simple\nawards_medals: true\nprizes: null\n\
         description: {id}/prepared/public/description.md\ndataset:\n  answers: {id}/prepared/private/test.csv\n  \
         sample_submission: {id}/prepared/public/sample_submission.csv\ngrader:\n  name: {metric}\n  grade_fn: null\npreparer: null\n\
         exitrl:\n  metric: {metric}\n  id_column: id\n  target_columns: {targets}\n  classes: {classes}\n  options: {options}\n  \
         range: [{worst:?}, {best:?}]\n  lower_is_better: {lower_is_better}\n"
    )
}
