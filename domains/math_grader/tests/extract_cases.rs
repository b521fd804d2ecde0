//! Labelled pairs from a folder that the user names: what is extracted has to be the answer that the label is about.
//!
//! `EXITRL_MATH_CASES` names the folder that holds `open.jsonl`, `math_verify_cases.jsonl` and `real_responses.jsonl`.

use std::path::PathBuf;

use exitrl_math_grader::extract::{Found, GoldKind, Policy, Rule, find, gold};
use serde_json::Value;

fn rows(name: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("EXITRL_MATH_CASES") else {
        println!("skipped: EXITRL_MATH_CASES names no folder");
        return None;
    };
    let path = PathBuf::from(folder).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("reading {}: {e}", path.display()));
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect())
}

fn field<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn prediction(row: &Value) -> String {
    if let Some(text) = row["prediction"].as_str() {
        return text.to_owned();
    }
    let made = &row["prediction_gen"];
    let count = |v: &Value| usize::try_from(v["count"].as_u64().unwrap_or(0)).expect("a count");
    let body = field(made, "prefix").to_owned() + &field(made, "unit").repeat(count(made));
    if let Some(suffix) = made["suffix"].as_str() {
        return body + suffix;
    }
    let end = &made["suffix_gen"];
    body + field(end, "head") + &field(end, "unit").repeat(count(end)) + field(end, "tail")
}

fn of_gold(text: &str) -> (String, GoldKind) {
    let text = gold(text).text(text).into_owned();
    let kind = GoldKind::of(&text);
    (text, kind)
}

fn text_of(found: Option<&Found>, response: &str) -> String {
    found.map_or_else(|| "-".to_owned(), |f| f.text(response).into_owned())
}

/// A number written in digits with thousands, a decimal point, a fraction or `\frac`.
fn value(text: &str) -> Option<f64> {
    let mut text = text.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac");
    for junk in
        ["\\!", "{,}", "\\,", "\\$", "$", "\\%", "%", "£", " ", "\\ ", ",", "percent", "pct", "pounds", "dollars", "hours"]
    {
        text = text.replace(junk, "");
    }
    let text = text.trim_end_matches('.');
    if let Some((a, b)) = text.split_once('/') {
        return Some(a.parse::<f64>().ok()? / b.parse::<f64>().ok()?);
    }
    if let Some(at) = text.find("\\frac{") {
        let sign = if text[..at] == *"-" { -1.0 } else { 1.0 };
        let (a, b) = text[at + 6..].strip_suffix('}')?.split_once("}{")?;
        return Some(sign * a.parse::<f64>().ok()? / b.parse::<f64>().ok()?);
    }
    text.parse().ok()
}

#[test]
fn every_real_response_gives_the_number_that_its_label_is_about() {
    let Some(rows) = rows("real_responses.jsonl") else { return };
    let (mut wrong, mut judged) = (0, 0);
    for row in &rows {
        let (gold, kind) = of_gold(field(row, "gold"));
        let Some(wanted) = value(&gold) else { continue };
        let response = prediction(row);
        let found = find(&response, kind, &Policy::default());
        let text = text_of(found.as_ref(), &response);
        // A unit after the number is a part of its own.
        let number = found.as_ref().map_or("-", |f| &response[f.parts[0].clone()]);
        let right = value(number).is_some_and(|v| (v - wanted).abs() <= 1e-9 * wanted.abs().max(1.0));
        judged += 1;
        if right != row["label"].as_bool().unwrap_or(false) {
            wrong += 1;
            println!(
                "{} gold {gold:?} label {} extracted {text:?} by {:?}",
                field(row, "id"),
                row["label"],
                found.map(|f| f.rule)
            );
        }
    }
    println!("{judged} judged, {wrong} wrong");
    assert!(judged > 1500 && wrong == 0, "{wrong} of {judged}");
}

#[test]
fn boxes_of_real_responses_are_found_by_the_rule_for_boxes() {
    let Some(rows) = rows("real_responses.jsonl") else { return };
    for row in &rows {
        let response = prediction(row);
        if response.contains("\\boxed{") {
            let found = find(&response, GoldKind::Other, &Policy::default());
            assert_eq!(found.map(|f| f.rule), Some(Rule::Boxed), "{}", field(row, "id"));
        }
    }
}

#[test]
fn labelled_pairs_with_plain_numbers_agree_with_their_labels() {
    for (name, least) in [("open.jsonl", 60), ("math_verify_cases.jsonl", 40)] {
        let Some(rows) = rows(name) else { return };
        let (mut wrong, mut judged) = (0, 0);
        for row in &rows {
            let Some(expected) = row["expected"].as_bool() else { continue };
            let (gold, kind) = of_gold(field(row, "gold"));
            let response = prediction(row);
            let found = find(&response, kind, &Policy::default());
            let text = text_of(found.as_ref(), &response);
            if std::env::var_os("EXITRL_MATH_SHOW").is_some() {
                let tail: String = response.chars().rev().take(150).collect::<Vec<_>>().into_iter().rev().collect();
                let text: String = text.chars().take(90).collect();
                println!(
                    "{} {expected} {kind:?} {gold:?} <- {text:?} by {:?} in {tail:?}",
                    field(row, "id"),
                    found.as_ref().map(|f| f.rule)
                );
            }
            // Mixed numbers, lists and endless decimals need a parser.
            let plain = |t: &str| !t.contains("...") && !t.contains(", ") && value(t).is_some();
            if !plain(&gold) || !plain(&text) || gold.contains(",2") || gold.starts_with("3\\") {
                continue;
            }
            let (Some(wanted), Some(got)) = (value(&gold), value(&text)) else { continue };
            judged += 1;
            if ((got - wanted).abs() <= 1e-9 * wanted.abs()) != expected && !gold.contains('%') {
                wrong += 1;
                println!("MISS {} gold {gold:?} expected {expected} extracted {text:?}", field(row, "id"));
            }
        }
        println!("{name}: {judged} judged, {wrong} wrong");
        assert!(judged > least && wrong <= 6, "{name}: {wrong} of {judged}");
    }
}

#[test]
fn real_gold_answers_are_found_again_in_every_place() {
    let Some(rows) = rows("gold_answers.jsonl") else { return };
    let places = [
        "{}",
        "${}$",
        "$\\boxed{{}}$.",
        "Thus\n\\[\n\\boxed{{}}\n\\]",
        "So it is \\boxed{{}}.",
        "The answer is ${}$.",
        "**Final Answer**\n\n${}$",
        "<answer>{}</answer>",
        "<think>no</think>\n\\({}\\)",
        "So we get \\[{}.\\]",
    ];
    let mut wrong = 0;
    for row in &rows {
        let raw = field(row, "answer");
        let (bare, kind) = of_gold(raw);
        for place in places {
            let response = place.replace("{}", raw);
            let response = if place.contains("boxed") { place.replace("{{}}", &format!("{{{raw}}}")) } else { response };
            let found = find(&response, kind, &Policy::default());
            let text = text_of(found.as_ref(), &response);
            // For a choice the letter is found, the parser compares the same letter.
            if text != bare && !(kind == GoldKind::Choice && bare.contains(&text)) {
                wrong += 1;
                println!("{bare:?} {kind:?} in {place:?}: {text:?} by {:?}", found.map(|f| f.rule));
            }
        }
    }
    println!("{} golds in {} places, {wrong} wrong", rows.len(), places.len());
}
