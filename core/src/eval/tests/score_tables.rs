//! A domain's own tables over several splits.

use super::*;

/// Attempts spell nothing, improvements everything; sums are always 1.
fn improving() -> ScriptedSampler {
    ScriptedSampler::new(|prompt, _| match (prompt.matches("letter").count(), current(prompt)) {
        (0, _) => "1".into(),
        (_, None) => "x".into(),
        (letter, Some(_)) => ["c", "a", "t"][letter - 1].to_owned(),
    })
}

fn named(name: &str, domain: Arc<dyn DomainClient>) -> EvalSplit {
    EvalSplit { name: name.into(), named: true, ..split_of(domain) }
}

/// The tables of an evaluation, errors as text.
fn tables(splits: &[EvalSplit], section: &EvalSection) -> Vec<(usize, Result<String, String>)> {
    let report = evaluate(splits, &mut improving(), &request(section, &SamplingParams::default()), &mut |_| {}).unwrap();
    let made = crate::eval::score_tables(splits, &report);
    made.into_iter().map(|(k, table)| (k, table.map_err(|error| error.to_string()))).collect()
}

#[test]
fn all_samples_of_splits_of_one_domain_are_counted_together_before_and_after_all_self_iterations() {
    let splits = [named("a", spelling()), named("other", sums(1)), named("b", spelling())];
    let failed = Err("nothing was spelt".to_owned());
    let whole = "8 of test/0 test/0 test/1 test/1 test/0 test/0 test/1 test/1\n".to_owned();
    assert_eq!(tables(&splits, &section(9, 2, 2)), [(0, failed), (2, Ok(whole))]);
}

#[test]
fn without_self_iterations_there_is_one_table_and_without_the_ability_none() {
    let alone = |domain| tables(&[split_of(domain)], &section(1, 1, 0));
    assert_eq!(alone(spelling()), [(0, Err("nothing was spelt".to_owned()))]);
    assert_eq!(alone(sums(1)), []);
    // The first split decides.
    assert_eq!(tables(&[named("a", sums(1)), named("b", spelling())], &section(1, 1, 1)), []);
}
