//! Plausible wrong versions of right calls, to show what an improvement starts from.

use exitrl_python::{Expr, Value, parse_expression, unparse};

use super::draw::{Draw, mix};

/// A wrong version of a list of calls, as a hasty reader might make: a value changed, an argument dropped, a call left out or made twice.
/// It differs from the right one, unless there are no calls at all.
pub(crate) fn worse_calls(calls: &[String], seed: u64) -> Vec<String> {
    let mut draw = Draw::new(&format!("exitrl tool use worse 1/{}", mix(seed)));
    let place = draw.below(calls.len());
    let Some(call) = calls.get(place) else { return Vec::new() };
    let mut worse = calls.to_vec();
    let wrong = match draw.below(10) {
        // One call alone is not left out: an empty reply says nothing about the request.
        0 | 1 if worse.len() > 1 => None,
        2 | 3 => without_argument(call, &mut draw),
        _ => with_changed_value(call, &mut draw),
    };
    match wrong {
        Some(wrong) => worse[place] = wrong,
        None if worse.len() > 1 && draw.chance(75) => _ = worse.remove(place),
        None => worse.insert(place, call.clone()),
    }
    worse
}

/// The call with one of its arguments changed.
fn with_changed_value(call: &str, draw: &mut Draw) -> Option<String> {
    let mut expr = parse_expression(call).ok()?;
    let Expr::Call { args, keywords, .. } = &mut expr else { return None };
    let mut values: Vec<&mut Expr> = args.iter_mut().chain(keywords.iter_mut().map(|keyword| &mut keyword.value)).collect();
    let place = draw.below(values.len());
    let value = values.get_mut(place)?;
    change(value, draw).then(|| unparse(&expr)).filter(|changed| changed != call)
}

/// Changes a value; whether it could be.
fn change(value: &mut Expr, draw: &mut Draw) -> bool {
    match value {
        Expr::Constant(constant) => match changed(constant, draw) {
            Some(other) => {
                *constant = other;
                true
            }
            None => false,
        },
        Expr::List(items) if items.len() > 1 => {
            items.remove(draw.below(items.len()));
            true
        }
        Expr::List(items) => items.first_mut().is_some_and(|item| change(item, draw)),
        Expr::Dict(pairs) => pairs.first_mut().is_some_and(|(_, value)| change(value, draw)),
        Expr::Unary(_, inner) => {
            // The sign is what gets lost.
            let inner = std::mem::replace(&mut **inner, Expr::Constant(Value::None));
            *value = inner;
            true
        }
        _ => false,
    }
}

fn changed(value: &Value, draw: &mut Draw) -> Option<Value> {
    Some(match value {
        Value::Bool(on) => (!on).into(),
        Value::Int(number) => match draw.below(3) {
            0 => number.saturating_add(1).into(),
            1 => number.saturating_sub(1).into(),
            _ => number.saturating_mul(10).saturating_add(i64::from(*number == 0)).into(),
        },
        Value::Float(number) => (number + draw.pick(&[-1.0, 1.0, 10.0])).into(),
        Value::Str(text) => Value::str(miswritten(text, draw)),
        _ => return None,
    })
}

/// A text as it is when copied in haste: without its last word or letter, or in lower case.
fn miswritten(text: &str, draw: &mut Draw) -> String {
    let lower = text.to_lowercase();
    match (draw.below(3), text.rsplit_once(' ')) {
        (0, _) if lower != text => lower,
        (1 | 2, Some((start, _))) => start.to_owned(),
        _ if text.is_empty() => "None".to_owned(),
        _ => {
            let mut shorter = text.to_owned();
            shorter.pop();
            shorter
        }
    }
}

/// The call without one of its arguments.
fn without_argument(call: &str, draw: &mut Draw) -> Option<String> {
    let mut expr = parse_expression(call).ok()?;
    let Expr::Call { keywords, .. } = &mut expr else { return None };
    if keywords.is_empty() {
        return None;
    }
    keywords.remove(draw.below(keywords.len()));
    Some(unparse(&expr))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckRules, Prepared};
    use crate::generate::{Level, generate};

    #[test]
    fn worse_calls_differ_and_can_be_read() {
        for level in Level::ALL {
            for code in 0..500 {
                let entry = generate(level, code);
                for calls in entry.ground_truth.iter().filter(|calls| !calls.is_empty()) {
                    let worse = worse_calls(calls, code);
                    assert_ne!(worse, *calls, "{}", entry.id);
                    assert!(!worse.is_empty() && worse.iter().all(|call| parse_expression(call).is_ok()), "{worse:?}");
                    assert_eq!(worse, worse_calls(calls, code));
                }
            }
        }
        assert!(worse_calls(&[], 3).is_empty());
        assert_eq!(worse_calls(&["no call".to_owned()], 3).len(), 2);
    }

    #[test]
    fn most_worse_calls_fail() {
        let fails = |code| {
            let entry = generate(Level::OneCall, code);
            let calls = vec![vec![worse_calls(&entry.ground_truth[0], code)]];
            !Prepared::new(entry, None, crate::CallRules::default()).unwrap().check(&calls, CheckRules::default()).valid()
        };
        let failing = (0..1000).filter(|code| fails(*code)).count();
        assert!(failing > 700, "{failing}");
    }
}
