//! Offline grading: a gold answer against a prediction, without a task or an episode.

use std::borrow::Cow;
use std::time::Instant;

use exitrl_domain::DomainError;
use exitrl_math_grader::{Policy, Rule, Verdict, grade};
use serde::Deserialize;
use serde_json::{Value, json};

/// Longest text quoted in an error, in characters.
const QUOTED: usize = 80;

/// Grades a case `{"gold": ..., "prediction": ..., "policy": ...}` as `{"correct", "reason", "extracted", "rung", "micros"}`.
///
/// `gold` and `prediction` are texts or numbers. A gold text that holds a box or `####` stands for what is in it. `policy` replaces the
/// configured one for this case: the name of a preset such as `"competition"`, a [`Rule`], a list of rules, or an object with the fields of
/// [`Policy`]. With `"explain": true` the verdict also has `span` (bytes of the prediction), `gold_reading`, `reading` and `fuel`. Other keys
/// are left alone, so that cases can carry ids. `micros` is the time taken, the one part of a verdict that is not the same every time.
///
/// # Errors
/// When the case is not of that form.
pub fn grade_case(case: &Value, policy: &Policy) -> Result<Value, DomainError> {
    let gold = field(case, "gold")?;
    let prediction = field(case, "prediction")?;
    let own = own_policy(case)?;
    let start = Instant::now();
    let verdict = grade(&gold, &prediction, own.as_ref().unwrap_or(policy));
    let micros = start.elapsed().as_nanos() as f64 / 1000.0;
    let mut answer = json!({
        "correct": verdict.correct,
        "reason": verdict.reason.name(),
        "extracted": verdict.extracted,
        "rung": verdict.rung.name(),
        "micros": micros,
    });
    if case.get("explain").and_then(Value::as_bool) == Some(true) {
        explain(&mut answer, &verdict);
    }
    Ok(answer)
}

fn explain(answer: &mut Value, verdict: &Verdict) {
    answer["span"] = verdict.span.as_ref().map_or(Value::Null, |span| json!([span.start, span.end]));
    answer["gold_reading"] = json!(verdict.gold_reading);
    answer["reading"] = json!(verdict.reading);
    answer["fuel"] = json!(verdict.fuel);
}

fn field<'a>(case: &'a Value, name: &str) -> Result<Cow<'a, str>, DomainError> {
    match case.get(name) {
        Some(Value::String(text)) => Ok(Cow::Borrowed(text)),
        Some(Value::Number(number)) => Ok(Cow::Owned(number.to_string())),
        seen => {
            let seen = seen.map_or("nothing".to_owned(), |value| quote(&value.to_string()));
            Err(refused(case, &format!("`{name}` is {seen}; give a text or a number")))
        }
    }
}

/// The policy that a case brings with it.
fn own_policy(case: &Value) -> Result<Option<Policy>, DomainError> {
    let Some(policy) = case.get("policy").filter(|policy| !policy.is_null()) else { return Ok(None) };
    let refuse = |why: &str| refused(case, &format!("`policy` is {}: {why}", quote(&policy.to_string())));
    let chosen = match policy {
        Value::String(name) => {
            Policy::named(name).or_else(|| Rule::deserialize(policy).ok().map(|rule| Policy::of(&[rule]))).ok_or_else(|| {
                let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
                refuse(&format!("name a policy ({}) or a rule ({})", Policy::NAMES.join(", "), rules.join(", ")))
            })?
        }
        Value::Array(_) => Policy::of(&Vec::<Rule>::deserialize(policy).map_err(|error| refuse(&error.to_string()))?),
        _ => Policy::deserialize(policy).map_err(|error| refuse(&error.to_string()))?,
    };
    if chosen.rules.is_empty() {
        return Err(refuse("it has no rule; name at least one"));
    }
    Ok(Some(chosen))
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

    fn verdict(case: Value) -> Value {
        let mut verdict = grade_case(&case, &Policy::default()).unwrap();
        assert!(verdict["micros"].is_number());
        verdict.as_object_mut().unwrap().remove("micros");
        verdict
    }

    #[test]
    fn a_case_gets_its_verdict_with_the_rung_and_a_reason() {
        assert_eq!(
            verdict(json!({"gold": "1/2", "prediction": "It is \\boxed{0.5}."})),
            json!({"correct": true, "reason": "equal", "extracted": "0.5", "rung": "exact"})
        );
        assert_eq!(
            verdict(json!({"gold": 8, "prediction": "#### 9"})),
            json!({"correct": false, "reason": "different_value", "extracted": "9", "rung": "exact"})
        );
        assert_eq!(
            verdict(json!({"gold": "8", "prediction": "I cannot say"})),
            json!({"correct": false, "reason": "no_answer", "extracted": null, "rung": "none"})
        );
    }

    #[test]
    fn an_explained_verdict_says_how_both_were_read_and_where() {
        let explained = verdict(json!({"gold": "x+1", "prediction": "\\boxed{1+x}", "explain": true}));
        assert_eq!(explained["span"], json!([0, 11]));
        assert_eq!((&explained["gold_reading"], &explained["reading"]), (&json!("(x + 1)"), &json!("(1 + x)")));
        assert!(explained["fuel"].as_u64().unwrap() > 0);
    }

    #[test]
    fn a_case_can_bring_its_own_policy() {
        let case = |policy: Value| {
            verdict(json!({"gold": "5", "prediction": "\\boxed{4}\n#### 5", "policy": policy}))["correct"].as_bool().unwrap()
        };
        assert!(case(json!("hash")));
        assert!(!case(json!(["boxed"])));
        assert!(case(json!({"rules": ["hash", "boxed"]})));
        assert!(!case(json!("boxed")));
        assert!(
            verdict(json!({"gold": "1/3", "prediction": "0.333", "policy": {"decimal_places": 3}}))["correct"].as_bool().unwrap()
        );
    }

    #[test]
    fn a_gold_solution_stands_for_its_answer() {
        assert_eq!(verdict(json!({"gold": "3 + 5 = 8, so\n#### 8", "prediction": "8"}))["correct"], true);
        assert_eq!(verdict(json!({"gold": "Thus $\\boxed{8}$.", "prediction": "8"}))["correct"], true);
    }

    #[test]
    fn a_case_of_another_form_is_refused_with_what_to_do() {
        let cases = [
            (json!({"prediction": "8"}), "`gold` is nothing; give a text or a number"),
            (json!({"gold": "8", "prediction": ["8"]}), "`prediction` is [\"8\"]"),
            (json!({"gold": "8", "prediction": "8", "policy": "guess"}), "name a policy (any, gsm8k"),
            (json!({"gold": "8", "prediction": "8", "policy": []}), "it has no rule"),
            (json!({"gold": "8", "prediction": "8", "policy": {"rules": ["boxed"], "x": 1}}), "unknown field"),
        ];
        for (case, why) in cases {
            let error = grade_case(&case, &Policy::default()).unwrap_err();
            assert!(error.message.contains(why), "{error}");
        }
    }
}
