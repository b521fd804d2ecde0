//! Accuracy before and after, as a text table.

use super::{EvalSummary, RunData};

/// The table of a run: accuracy over k at its first and its last evaluation.
pub(super) fn table(data: &RunData) -> String {
    let (Some(before), Some(after)) = (data.evals.first(), data.evals.last()) else {
        return rewards_only(data);
    };
    let columns: Vec<&EvalSummary> = if before == after { vec![before] } else { vec![before, after] };
    let mut text =
        format!("{}: accuracy on {} held-out tasks, {} samples each\n\n  k", after.domain, after.num_tasks, after.num_samples);
    let heads: Vec<String> = columns.iter().map(|eval| format!("train step {}", eval.train_step)).collect();
    for head in &heads {
        text += &format!("   {head}");
    }
    text += if columns.len() == 2 { "    change\n" } else { "\n" };
    for k in 0..columns.iter().map(|eval| eval.accuracy.len()).max().unwrap_or(0) {
        text += &row(k, &columns, &heads);
    }
    text
}

fn row(k: usize, columns: &[&EvalSummary], heads: &[String]) -> String {
    let at = |eval: &EvalSummary| eval.accuracy.get(k).copied();
    let mut text = format!("{k:>3}");
    for (eval, head) in columns.iter().zip(heads) {
        let cell = at(eval).map_or("-".to_owned(), |accuracy| format!("{accuracy:.3}"));
        text += &format!("   {cell:>width$}", width = head.len());
    }
    if let [before, after] = columns
        && let (Some(before), Some(after)) = (at(before), at(after))
    {
        text += &format!("    {:+.3}", after - before);
    }
    text + "\n"
}

fn rewards_only(data: &RunData) -> String {
    let ends = [data.rewards.first(), data.rewards.last()].into_iter().flatten();
    let rows: String = ends.map(|(train_step, reward)| format!("  train step {train_step:>6}   reward {reward:.3}\n")).collect();
    format!("no evaluation yet\n\n{rows}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eval(train_step: u64, accuracy: &[f64]) -> EvalSummary {
        EvalSummary { train_step, domain: "math".into(), num_tasks: 4, num_samples: 1, accuracy: accuracy.to_vec() }
    }

    #[test]
    fn one_evaluation_gives_one_column() {
        let data = RunData { evals: vec![eval(0, &[0.5, 0.25])], rewards: Vec::new() };
        assert_eq!(
            table(&data).lines().skip(2).collect::<Vec<_>>(),
            ["  k   train step 0", "  0          0.500", "  1          0.250"]
        );
    }

    #[test]
    fn a_budget_that_only_one_evaluation_has_is_a_dash() {
        let data = RunData { evals: vec![eval(0, &[0.5]), eval(9, &[0.5, 0.75])], rewards: Vec::new() };
        assert_eq!(table(&data).lines().last().unwrap(), "  1              -          0.750");
    }

    #[test]
    fn without_an_evaluation_the_reward_is_shown() {
        let data = RunData { evals: Vec::new(), rewards: vec![(1, 0.125), (2, 0.2), (30, 0.75)] };
        assert_eq!(table(&data).lines().last().unwrap(), "  train step     30   reward 0.750");
    }
}
