//! Labelled pairs from JSON lines.

use std::path::Path;

use serde_json::Value;

/// A pair with the mark that a careful human gives it.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) category: String,
    pub(crate) gold: String,
    pub(crate) prediction: String,
    pub(crate) expected: bool,
    /// Digits after the point that the row's own settings ask of decimals.
    pub(crate) decimal_places: Option<u32>,
    /// Whether the row's own settings allow variables to be renamed.
    pub(crate) rename_variables: bool,
}

/// Every object of a file; none where the file is not there yet.
fn objects(path: &Path) -> Vec<Value> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => panic!("reading labelled cases from {}: {error}", path.display()),
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("line {} of {} is no JSON object: {error}", at + 1, path.display()))
        })
        .collect()
}

fn text(row: &Value, field: &str) -> String {
    row[field].as_str().unwrap_or_else(|| panic!("the row {row} has no text in {field:?}")).to_owned()
}

/// `prefix`, `unit` times `count` and a suffix, which may itself repeat: how a huge text is written down.
fn grown(recipe: &Value) -> String {
    let part = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let many = |value: &Value| part(&value["unit"]).repeat(value["count"].as_u64().unwrap_or(0) as usize);
    let end = &recipe["suffix_gen"];
    let suffix = match recipe["suffix"].as_str() {
        Some(suffix) => suffix.to_owned(),
        None => part(&end["head"]) + &many(end) + &part(&end["tail"]),
    };
    part(&recipe["prefix"]) + &many(recipe) + &suffix
}

/// The labelled pairs of a file; rows whose label is null are left out, for there the marker was unsure.
pub(crate) fn labelled(path: &Path) -> Vec<Row> {
    let mut rows = Vec::new();
    for row in objects(path) {
        let label = if row["expected"].is_null() { &row["label"] } else { &row["expected"] };
        let Some(expected) = label.as_bool() else { continue };
        let category = row["category"].as_str().or_else(|| row["set"].as_str()).unwrap_or("other").to_owned();
        let prediction = if row["prediction_gen"].is_object() { grown(&row["prediction_gen"]) } else { text(&row, "prediction") };
        let config = &row["config"];
        rows.push(Row {
            id: text(&row, "id"),
            category,
            gold: text(&row, "gold"),
            prediction,
            expected,
            decimal_places: config["float_rounding"].as_u64().map(|places| places as u32),
            rename_variables: config["strict"].as_bool() == Some(false),
        });
    }
    rows
}

/// Gold answers as pairs with themselves.
pub(crate) fn golds(path: &Path) -> Vec<Row> {
    let pair = |row: Value| {
        let gold = text(&row, "answer");
        let category = row["subject"].as_str().unwrap_or("other").to_owned();
        Row {
            id: text(&row, "id"),
            category,
            prediction: format!("${gold}$"),
            gold,
            expected: true,
            decimal_places: None,
            rename_variables: false,
        }
    };
    objects(path).into_iter().map(pair).collect()
}
