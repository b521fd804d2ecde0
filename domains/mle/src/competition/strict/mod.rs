//! Grading with every id, row and value checked: the same for all competitions, by the metric's form of predictions.

mod cells;
mod ids;

use exitrl_metrics::{Metric, MetricError, Mode, Options};
use serde_json::Value;

use super::compat::{SUM_TOLERANCE, examples, undefined};
use super::error::{ErrorKind, SubmissionError};
use super::rule::{Quirks, Rule};
use super::table::{Column, Table};
use cells::{Cells, Reading};

/// The predictions of the rows that count, column by column, in the order of the answers.
struct Matched<'a> {
    rule: &'a Rule,
    submission: &'a Table,
    answers: &'a Table,
    /// Rows of the submission and of the answers, side by side.
    rows: Vec<(usize, usize)>,
}

/// Grades strictly.
///
/// # Errors
/// When a column or id is missing or too many, or a value is none that the metric can take.
pub(crate) fn grade(rule: &Rule, submission: &Table, answers: &Table) -> Result<f64, SubmissionError> {
    if submission.rows() == 0 {
        let message = "the submission has no row; write a header and predict every row of the test file once";
        return Err(SubmissionError::new(ErrorKind::Empty, message));
    }
    let predicted_columns = predicted_columns(rule, answers);
    ids::require_columns(rule, submission, &predicted_columns)?;
    let mut rows = ids::matched(rule, submission, answers)?;
    if rule.skip_negative {
        let sum =
            |row: usize| rule.target_columns.iter().filter_map(|name| answers.column(name)).map(|c| c.number(row)).sum::<f64>();
        rows.retain(|&(_, wanted)| sum(wanted) >= 0.0);
    }
    let matched = Matched { rule, submission, answers, rows };
    matched.score(&predicted_columns)
}

/// The columns of a submission that hold predictions.
fn predicted_columns(rule: &Rule, answers: &Table) -> Vec<String> {
    if form(rule) == Form::Probabilities && !rule.classes.is_empty() {
        return rule.classes.clone();
    }
    answer_columns(rule, answers)
}

/// The columns of the answers that hold answers.
pub(crate) fn answer_columns(rule: &Rule, answers: &Table) -> Vec<String> {
    match rule.target_columns.as_slice() {
        [] => answers.names().into_iter().filter(|name| *name != rule.id_column).map(str::to_owned).collect(),
        columns => columns.to_vec(),
    }
}

/// What predictions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One number per target column.
    Numbers,
    /// One probability per class, each in a column.
    Probabilities,
    /// One label.
    Label,
    /// 0 or 1 per target column.
    Flags,
    /// A score per target column, for labels that are 0 or 1.
    Scores,
    /// Labels parted by blanks, the most likely first.
    Ranking,
    /// Any text.
    Text,
}

fn form(rule: &Rule) -> Form {
    match rule.metric.name() {
        "multiclass_log_loss" => Form::Probabilities,
        "accuracy" if rule.quirks == Some(Quirks::TextAccuracy) => Form::Text,
        "accuracy" | "balanced_accuracy" | "top1_error" | "f1" | "fbeta" | "macro_f1" | "micro_f1" | "mcc" | "qwk" => Form::Label,
        "micro_f1_multilabel" => Form::Flags,
        "lrap" => Form::Scores,
        "mapk" => Form::Ranking,
        "levenshtein" | "jaccard_words" => Form::Text,
        "dice" => Form::Flags,
        _ => Form::Numbers,
    }
}

impl Matched<'_> {
    fn score(&self, columns: &[String]) -> Result<f64, SubmissionError> {
        let result = match form(self.rule) {
            Form::Numbers => return self.score_numbers(columns),
            Form::Probabilities => return self.score_probabilities(columns),
            Form::Label => self.labels(&columns[0]),
            Form::Text if self.rule.metric == Metric::Accuracy => return self.share_of_equal_texts(&columns[0]),
            Form::Text => self.texts(&columns[0]),
            Form::Ranking => self.rankings(&columns[0]),
            Form::Flags => self.matrix(columns, Reading::Flag),
            Form::Scores => self.matrix(columns, Reading::Number),
        };
        let (truth, predicted) = result?;
        self.evaluate(truth, predicted)
    }

    fn evaluate(&self, truth: Vec<Value>, predicted: Vec<Value>) -> Result<f64, SubmissionError> {
        let options = self.options();
        let result =
            exitrl_metrics::evaluate(self.rule.metric, &Value::Array(truth), &Value::Array(predicted), &options, Mode::Strict);
        result.map_err(|e| undefined(&e))
    }

    fn options(&self) -> Options {
        let mut options = self.rule.options.clone();
        let groups = self.rule.group_column.as_ref().and_then(|name| self.answers.column(name));
        if let Some(groups) = groups {
            options.groups = Some(self.rows.iter().map(|&(_, wanted)| Value::from(groups.raw(wanted))).collect());
        }
        options
    }

    fn cells<'a>(&'a self, column: &'a Column) -> Cells<'a> {
        Cells { id: self.submission.column(&self.rule.id_column), column, rows: &self.rows }
    }

    fn predicted(&self, name: &str) -> Result<&Column, SubmissionError> {
        self.submission.column(name).ok_or_else(|| SubmissionError::new(ErrorKind::MissingColumn, format!("no column {name:?}")))
    }

    /// Answers as numbers; that they are was checked when they were read.
    fn truth(&self, name: &str) -> Vec<f64> {
        let column = self.answers.column(name);
        self.rows.iter().map(|&(_, wanted)| column.map_or(f64::NAN, |column| column.number(wanted))).collect()
    }

    fn score_numbers(&self, columns: &[String]) -> Result<f64, SubmissionError> {
        let metric = self.rule.metric;
        let reading = match metric {
            Metric::LogLoss => Reading::Unit,
            _ if self.rule.unit_range => Reading::Unit,
            Metric::Rmsle | Metric::MeanColumnRmsle => Reading::NotNegative,
            _ => Reading::Number,
        };
        let mut truth = Vec::with_capacity(columns.len());
        let mut predicted = Vec::with_capacity(columns.len());
        for name in columns {
            predicted.push(self.cells(self.predicted(name)?).numbers(reading)?);
            truth.push(self.truth(name));
        }
        let of = |result: Result<f64, MetricError>| result.map_err(|e| undefined(&e));
        match metric {
            Metric::MeanColumnAuc => of(exitrl_metrics::mean_column_auc(&truth, &predicted, None, Mode::Strict)),
            Metric::MeanColumnRmsle => of(exitrl_metrics::mean_column_rmsle(&truth, &predicted, None, Mode::Strict)),
            Metric::Auc => of(exitrl_metrics::auc(&truth[0], &predicted[0], None, Mode::Strict)),
            Metric::LogLoss => of(exitrl_metrics::log_loss(&truth[0], &predicted[0], None, Mode::Strict)),
            Metric::Rmse => of(exitrl_metrics::rmse(&truth[0], &predicted[0], None, Mode::Strict)),
            _ => self.evaluate(values(&truth[0]), values(&predicted[0])),
        }
    }

    fn score_probabilities(&self, classes: &[String]) -> Result<f64, SubmissionError> {
        let mut columns = Vec::with_capacity(classes.len());
        for name in classes {
            columns.push(self.cells(self.predicted(name)?).numbers(Reading::Unit)?);
        }
        let rows: Vec<Vec<f64>> = (0..self.rows.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
        let sums = rows.iter().map(|row| row.iter().sum::<f64>());
        let off: Vec<(usize, f64)> = sums.enumerate().filter(|(_, sum)| (sum - 1.0).abs() > SUM_TOLERANCE).collect();
        if !off.is_empty() {
            return Err(self.cells(self.predicted(&classes[0])?).wrong_sums(&off));
        }
        let truth = self.classes_of_answers(classes);
        exitrl_metrics::multiclass_log_loss(&truth, &rows, None, Mode::Strict).map_err(|e| undefined(&e))
    }

    /// The class of each row, from a column per class or from one column of labels.
    fn classes_of_answers(&self, classes: &[String]) -> Vec<usize> {
        if classes.iter().all(|name| self.answers.column(name).is_some()) {
            let flags: Vec<Vec<f64>> = classes.iter().map(|name| self.truth(name)).collect();
            return (0..self.rows.len()).map(|row| flags.iter().position(|column| column[row] == 1.0).unwrap_or(0)).collect();
        }
        let column = self.rule.target_columns.first().and_then(|name| self.answers.column(name));
        let class = |wanted: usize| column.and_then(|column| classes.iter().position(|class| class == column.raw(wanted)));
        self.rows.iter().map(|&(_, wanted)| class(wanted).unwrap_or(0)).collect()
    }

    fn labels(&self, name: &str) -> Result<(Vec<Value>, Vec<Value>), SubmissionError> {
        let answers = self.answers.column(name);
        let truth: Vec<Value> = self.rows.iter().filter_map(|&(_, wanted)| Some(cells::label(answers?.raw(wanted)))).collect();
        let are_numbers = truth.iter().all(Value::is_number);
        let predicted = self.cells(self.predicted(name)?).labels(are_numbers, &self.rule.classes)?;
        Ok((truth, predicted))
    }

    fn texts(&self, name: &str) -> Result<(Vec<Value>, Vec<Value>), SubmissionError> {
        let (answers, given) = (self.answers.column(name), self.predicted(name)?);
        let truth = self.rows.iter().filter_map(|&(_, wanted)| Some(Value::from(answers?.raw(wanted)))).collect();
        Ok((truth, self.rows.iter().map(|&(row, _)| Value::from(given.raw(row))).collect()))
    }

    /// A text is as good as any other here, even one that reads as a missing value.
    fn share_of_equal_texts(&self, name: &str) -> Result<f64, SubmissionError> {
        let (truth, predicted) = self.texts(name)?;
        exitrl_metrics::accuracy(&truth, &predicted, None, Mode::Strict).map_err(|e| undefined(&e))
    }

    fn rankings(&self, name: &str) -> Result<(Vec<Value>, Vec<Value>), SubmissionError> {
        let answers = self.answers.column(name);
        let truth = self.rows.iter().filter_map(|&(_, wanted)| Some(cells::ranking(answers?.raw(wanted)))).collect();
        Ok((truth, self.cells(self.predicted(name)?).rankings(&self.rule.classes)?))
    }

    fn matrix(&self, columns: &[String], reading: Reading) -> Result<(Vec<Value>, Vec<Value>), SubmissionError> {
        let mut predicted = Vec::with_capacity(columns.len());
        for name in columns {
            predicted.push(self.cells(self.predicted(name)?).numbers(reading)?);
        }
        let truth: Vec<Vec<f64>> = columns.iter().map(|name| self.truth(name)).collect();
        let whole = |value: f64| if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) };
        let rows = |columns: &[Vec<f64>], as_value: fn(f64) -> Value| {
            (0..self.rows.len()).map(|row| Value::Array(columns.iter().map(|column| as_value(column[row])).collect())).collect()
        };
        Ok((rows(&truth, whole), rows(&predicted, if reading == Reading::Flag { whole } else { Value::from })))
    }
}

fn values(numbers: &[f64]) -> Vec<Value> {
    numbers.iter().map(|&number| Value::from(number)).collect()
}

/// Checks that the answers are fit for grading.
///
/// # Errors
/// What is wrong with them: a missing column, no row, or a value that the metric cannot take.
pub(crate) fn check_answers(rule: &Rule, answers: &Table) -> Result<(), String> {
    if answers.rows() == 0 {
        return Err("have no row; prepare the competition again".to_owned());
    }
    let missing =
        |name: &str| format!("have no column {name:?} but {}; prepare the competition again", examples(&answers.names()));
    answers.column(&rule.id_column).ok_or_else(|| missing(&rule.id_column))?;
    let columns = answer_columns(rule, answers);
    for name in columns.iter().chain(&rule.group_column) {
        answers.column(name).ok_or_else(|| missing(name))?;
    }
    match form(rule) {
        Form::Probabilities => check_classes(rule, answers, &predicted_columns(rule, answers)),
        Form::Numbers | Form::Flags | Form::Scores => {
            columns.iter().filter_map(|name| answers.column(name)).try_for_each(|column| check_numbers(column, |_| true))
        }
        Form::Label | Form::Ranking | Form::Text => Ok(()),
    }
}

fn check_classes(rule: &Rule, answers: &Table, classes: &[String]) -> Result<(), String> {
    let columns: Vec<&Column> = classes.iter().filter_map(|name| answers.column(name)).collect();
    if columns.len() == classes.len() {
        columns.iter().try_for_each(|column| check_numbers(column, |value| value == 0.0 || value == 1.0))?;
        let bad = (0..answers.rows()).find(|&row| columns.iter().filter(|column| column.number(row) == 1.0).count() != 1);
        return bad
            .map_or(Ok(()), |row| Err(format!("have not exactly one class in row {}; prepare the competition again", row + 1)));
    }
    let Some(column) = rule.target_columns.first().and_then(|name| answers.column(name)) else {
        return Err("have neither a column per class nor one of labels; prepare the competition again".to_owned());
    };
    match (0..answers.rows()).find(|&row| !classes.iter().any(|class| class == column.raw(row))) {
        None => Ok(()),
        Some(row) => Err(format!("have a class in row {} that the configuration does not name; correct `classes`", row + 1)),
    }
}

fn check_numbers(column: &Column, fits: impl Fn(f64) -> bool) -> Result<(), String> {
    let bad = (0..column.rows()).find(|&row| !(column.number(row).is_finite() && fits(column.number(row))));
    match bad {
        None => Ok(()),
        Some(row) => {
            Err(format!("have an unfit value in the column {:?}, row {}; prepare the competition again", column.name(), row + 1))
        }
    }
}
