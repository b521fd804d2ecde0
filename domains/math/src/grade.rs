//! Offline grading: a gold answer against a prediction, without a task or an episode.

use exitrl_domain::DomainError;
use serde_json::{Value, json};

use crate::extract::{ExtractRule, single, spoken};
use crate::problem::judge_exact;

/// Longest answer quoted in a reason, in characters.
const QUOTED: usize = 80;

/// Grades a case `{"gold": ..., "prediction": ..., "policy": ...}` as `{"correct": ..., "reason": ..., "extracted": ...}`.
///
/// `gold` and `prediction` are texts or numbers. A gold text that holds a box or `####` stands for what is in it. `policy`, one
/// [`ExtractRule`] or a list of them, replaces `rules` for this case. Other keys are left alone, so that cases can carry ids.
///
/// # Errors
/// When the case is not of that form.
pub fn grade_case(case: &Value, rules: &[ExtractRule]) -> Result<Value, DomainError> {
    let gold_text = field(case, "gold")?;
    let prediction = field(case, "prediction")?;
    let policy = policy(case)?;
    let rules = policy.as_deref().unwrap_or(rules);
    let marked = single(&gold_text, ExtractRule::Boxed).or_else(|| single(&gold_text, ExtractRule::Hash));
    let gold = marked.unwrap_or(gold_text.trim());
    Ok(match judge_exact(gold, spoken(&prediction), rules) {
        Some((found, correct)) => {
            let relation = if correct { "equals" } else { "is not" };
            let reason = format!("{} {relation} {}", quote(&found), quote(gold));
            json!({"correct": correct, "reason": reason, "extracted": found})
        }
        None => {
            let names: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
            let reason = format!("no answer was found by {}", names.join(", "));
            json!({"correct": false, "reason": reason, "extracted": null})
        }
    })
}

fn field(case: &Value, name: &str) -> Result<String, DomainError> {
    match case.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        seen => {
            let seen = seen.map_or("nothing".to_owned(), |value| quote(&value.to_string()));
            Err(refused(case, &format!("`{name}` is {seen}; give a text or a number")))
        }
    }
}

fn policy(case: &Value) -> Result<Option<Vec<ExtractRule>>, DomainError> {
    let Some(policy) = case.get("policy").filter(|policy| !policy.is_null()) else { return Ok(None) };
    let listed = if policy.is_array() { policy.clone() } else { json!([policy]) };
    match serde_json::from_value::<Vec<ExtractRule>>(listed) {
        Ok(rules) if !rules.is_empty() => Ok(Some(rules)),
        Ok(_) => Err(refused(case, "`policy` is an empty list; name at least one rule")),
        Err(e) => Err(refused(case, &format!("`policy` is {}: {e}", quote(&policy.to_string())))),
    }
}

fn refused(case: &Value, why: &str) -> DomainError {
    DomainError::request(format!("the case {} cannot be graded: {why}", quote(&case.to_string())))
}

fn quote(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}... ({} bytes)", &text[..end], text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grade(case: Value) -> Value {
        grade_case(&case, &ExtractRule::ALL).unwrap()
    }

    #[test]
    fn a_verdict_says_what_was_read_and_why_it_counts() {
        let right = grade(json!({"id": 3, "gold": "3/4", "prediction": "So it is $\\boxed{0.75}$."}));
        assert_eq!(right, json!({"correct": true, "reason": "0.75 equals 3/4", "extracted": "0.75"}));
        let wrong = grade(json!({"gold": 18, "prediction": "#### 17"}));
        assert_eq!(wrong, json!({"correct": false, "reason": "17 is not 18", "extracted": "17"}));
        let missing = grade(json!({"gold": 18, "prediction": "no idea"}));
        let reason = "no answer was found by boxed, hash, phrase, last_number";
        assert_eq!(missing, json!({"correct": false, "reason": reason, "extracted": null}));
    }

    #[test]
    fn a_whole_worked_solution_may_stand_for_the_gold_answer() {
        assert_eq!(grade(json!({"gold": "4 + 4 = 8\n#### 8", "prediction": 8}))["correct"], true);
        assert_eq!(grade(json!({"gold": "hence $\\boxed{x+1}$", "prediction": "x + 1"}))["correct"], true);
        assert_eq!(grade(json!({"gold": 145.0, "prediction": "145"}))["correct"], true);
    }

    #[test]
    fn a_policy_narrows_where_the_answer_is_read() {
        let case = |policy: Value| json!({"gold": 2, "prediction": "\\boxed{1} or rather 2", "policy": policy});
        assert_eq!(grade(case(json!("boxed")))["extracted"], "1");
        assert_eq!(grade(case(json!(["last_number", "boxed"])))["correct"], true);
        assert_eq!(grade(case(json!("hash")))["extracted"], Value::Null);
        assert_eq!(grade(case(Value::Null))["extracted"], "1");
    }

    #[test]
    fn a_case_that_cannot_be_read_is_an_error_that_says_why() {
        let cases = [
            (json!(7), "`gold` is nothing"),
            (json!({"gold": "1"}), "`prediction` is nothing"),
            (json!({"gold": ["1"], "prediction": "1"}), "`gold` is [\"1\"]"),
            (json!({"gold": "1", "prediction": "1", "policy": "box"}), "unknown variant `box`"),
            (json!({"gold": "1", "prediction": "1", "policy": []}), "empty list"),
        ];
        for (case, why) in cases {
            let error = grade_case(&case, &ExtractRule::ALL).unwrap_err();
            assert!(error.message.contains("cannot be graded") && error.message.contains(why), "{error}");
        }
    }

    #[test]
    fn no_prediction_makes_it_panic() {
        arbtest::arbtest(|u| {
            let (gold, prediction): (String, String) = u.arbitrary()?;
            let verdict = grade(json!({"gold": gold, "prediction": prediction}));
            assert!(verdict["correct"].is_boolean() && verdict["reason"].is_string());
            Ok(())
        });
    }
}
