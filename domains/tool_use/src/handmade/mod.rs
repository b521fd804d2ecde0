//! Entries of our own in the benchmark's form, for trying things out and for tests without the benchmark's data.

use exitrl_domain::DomainError;

use crate::data::{Category, Entry, parse_entries};

/// Questions and answers by category.
const FILES: [(Category, &str, &str); 3] = [
    (Category::Base, include_str!("BFCL_v4_multi_turn_base.json"), include_str!("possible_answer/BFCL_v4_multi_turn_base.json")),
    (
        Category::MissFunc,
        include_str!("BFCL_v4_multi_turn_miss_func.json"),
        include_str!("possible_answer/BFCL_v4_multi_turn_miss_func.json"),
    ),
    (
        Category::MissParam,
        include_str!("BFCL_v4_multi_turn_miss_param.json"),
        include_str!("possible_answer/BFCL_v4_multi_turn_miss_param.json"),
    ),
];

/// All hand-made entries: 18 of `base`, and for some of them a variant in `miss_func` and one in `miss_param`.
///
/// # Errors
/// Where the files that are part of the program could not be read, which a test rules out.
pub(crate) fn handmade() -> Result<Vec<Entry>, DomainError> {
    let mut entries = Vec::new();
    for (category, questions, answers) in FILES {
        entries.extend(parse_entries(category, questions, answers)?);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::Class;
    use crate::{CallRules, CheckRules, Prepared};
    use std::collections::HashSet;

    fn prepared() -> Vec<Prepared> {
        let entries = handmade().unwrap();
        entries.into_iter().map(|entry| Prepared::new(entry, None, CallRules::default()).unwrap()).collect()
    }

    fn right_calls(entry: &Entry) -> crate::Calls {
        entry.ground_truth.iter().map(|calls| calls.iter().map(|call| vec![call.clone()]).collect()).collect()
    }

    #[test]
    fn there_are_thirty_over_all_services() {
        let entries = handmade().unwrap();
        assert_eq!(entries.len(), 30);
        let classes: HashSet<Class> = entries.iter().flat_map(|entry| entry.classes.clone()).collect();
        assert_eq!(classes.len(), Class::ALL.len());
        assert!(entries.iter().all(|entry| (1..=6).contains(&entry.questions.len())));
        let ids: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), 30);
    }

    #[test]
    fn the_right_calls_pass_and_get_no_errors() {
        let rules = CheckRules { keep_going: true, strict_irrelevance: true, ..CheckRules::default() };
        for prepared in prepared() {
            let verdict = prepared.check(&right_calls(&prepared.entry), rules);
            assert!(verdict.valid(), "{}: {:?}", prepared.entry.id, verdict.failure);
            for answer in verdict.results.iter().flatten().flatten() {
                let is_error = answer.starts_with("Error") || answer.contains("\"error\"") || answer.contains("'error'");
                assert!(!is_error, "{}: {answer}", prepared.entry.id);
            }
            let last = verdict.states.last().unwrap();
            let stateless = prepared.entry.classes == [Class::named("MathAPI").unwrap()];
            assert!(stateless || *last != prepared.start.states(), "{}: nothing changes", prepared.entry.id);
        }
    }

    #[test]
    fn a_call_left_out_fails() {
        for prepared in prepared() {
            let right = right_calls(&prepared.entry);
            for turn in 0..right.len() {
                for nth in 0..right[turn].len() {
                    let mut calls = right.clone();
                    calls[turn].remove(nth);
                    assert!(
                        !prepared.check(&calls, CheckRules::default()).valid(),
                        "{}: {:?}",
                        prepared.entry.id,
                        right[turn][nth]
                    );
                }
            }
        }
    }

    #[test]
    fn variants_share_their_scenario_with_the_entry_of_their_number() {
        let entries = handmade().unwrap();
        let base = |number| entries.iter().find(|entry| entry.id == format!("multi_turn_base_{number}")).unwrap();
        for entry in &entries {
            let base = base(entry.number().unwrap());
            assert_eq!((&entry.scenarios, &entry.classes), (&base.scenarios, &base.classes), "{}", entry.id);
            let calls = |entry: &Entry| entry.ground_truth.concat();
            assert_eq!(calls(entry), calls(base), "{}", entry.id);
            if Category::of_id(&entry.id) == Some(Category::MissFunc) {
                let (turn, names) = entry.missed.iter().next().unwrap();
                assert!(entry.questions[*turn].is_none() && entry.ground_truth[*turn - 1].is_empty());
                assert!(names.iter().all(|name| entry.ground_truth[*turn].iter().any(|call| call.starts_with(name.as_str()))));
                assert!(
                    names
                        .iter()
                        .all(|name| !entry.ground_truth[..*turn].concat().iter().any(|call| call.starts_with(name.as_str())))
                );
            }
        }
    }
}
