mod files;
mod score_tables;
mod search;

use std::sync::Arc;
use std::time::Duration;

use exitrl_domain::{DomainClient, Outcome};

use super::*;
use crate::config::KeepIterate;
use crate::error::RolloutError;
use crate::sampler::Completion;
use crate::sampler::scripted::{ByteEncoder, ScriptedSampler};
use crate::testing::{spelling, spelling_for, sum_in, sums, watched};

fn section(num_tasks: u64, num_samples: usize, num_iterations: usize) -> EvalSection {
    EvalSection { num_tasks, num_samples, num_iterations, ..EvalSection::default() }
}

fn run(domain: Arc<dyn DomainClient>, sampler: &mut dyn Sampler, section: &EvalSection) -> Result<EvalReport, TrainError> {
    evaluate(&[split_of(domain)], sampler, &request(section, &SamplingParams::default()), &mut |_| {})
}

fn split_of(domain: Arc<dyn DomainClient>) -> EvalSplit {
    let name = domain.metadata().name.clone();
    EvalSplit { name, named: false, stage: Stage::new(domain, Arc::new(ByteEncoder), Duration::from_secs(5)) }
}

fn request<'a>(section: &'a EvalSection, params: &'a SamplingParams) -> EvalRequest<'a> {
    EvalRequest { section, params, train_step: 7, seed: Seed::of_run(1), max_batch: 64 }
}

/// What the improve prompt shows as the current response.
fn current(prompt: &str) -> Option<&str> {
    prompt.split_once("## Current response\n").and_then(|(_, rest)| rest.lines().next())
}

/// Says 9, then 10, then 11, whatever is asked.
fn counting_from_nine() -> ScriptedSampler {
    ScriptedSampler::new(|prompt, _| current(prompt).map_or(9, |latest| latest.parse::<u64>().unwrap() + 1).to_string())
}

#[test]
fn each_improvement_starts_from_the_answer_before() {
    let mut sampler = counting_from_nine();
    let report = run(sums(1), &mut sampler, &section(20, 1, 2)).unwrap();
    // Of the first 20 held-out tasks (i + 0 for i below 10, then i + 1), two have the sum 9, one has 10, none has 11.
    assert_eq!(report.figures.accuracy, [0.1, 0.05, 0.0]);
    assert_eq!(report.figures.solved, report.figures.accuracy);
    assert_eq!(report.figures.wrong_to_right, [0, 1, 0]);
    assert_eq!(report.figures.right_to_wrong, [0, 2, 2]);
    assert_eq!(report.figures.net_corrections, [0, -1, -2]);
    assert!((report.figures.gain + 0.1).abs() < 1e-12);
    assert_eq!(sampler.calls, [20, 20, 20], "all rows are sampled together");
    let row = &report.rows.chains[9 * 3 + 1];
    assert_eq!((row.task_id.as_str(), row.k, row.text.as_str(), row.quality), ("test/9", 1, "10", 0.0));
}

#[test]
fn samples_of_a_task_draw_for_themselves_and_an_evaluation_repeats_itself() {
    let evaluate = || {
        let mut sampler = ScriptedSampler::new(|_, seed| seed.value().to_string());
        run(sums(1), &mut sampler, &section(3, 4, 1)).unwrap()
    };
    let report = evaluate();
    let texts: std::collections::HashSet<_> = report.rows.chains.iter().map(|row| row.text.clone()).collect();
    assert_eq!((report.rows.chains.len(), texts.len()), (24, 24));
    assert_eq!(report, evaluate());
}

#[test]
fn every_turn_is_improved_before_the_next_begins_and_every_budget_keeps_its_own_history() {
    // Attempts are wrong ("x"), improvements right.
    let mut sampler = ScriptedSampler::new(|prompt, _| match current(prompt) {
        None => "x".into(),
        Some(_) => ["c", "a", "t"][prompt.matches("letter").count() - 1].to_owned(),
    });
    let report = run(spelling(), &mut sampler, &section(2, 1, 1)).unwrap();
    assert_eq!(report.figures.accuracy, [0.0, 1.0]);
    assert_eq!(report.rows.chains[0].earlier, ["x", "x"]);
    assert_eq!((report.rows.chains[1].earlier.clone(), report.rows.chains[1].text.as_str()), (vec!["c".into(), "a".into()], "t"));
    // Two tasks. The first attempt is shared by both budgets; from the second turn on each has its own.
    assert_eq!(sampler.calls, [2, 2, 4, 2, 4, 2]);
}

#[test]
fn episodes_of_hundreds_of_turns_are_improved_turn_by_turn() {
    // Attempts miss the second letter, which only an improvement gets.
    let mut sampler = ScriptedSampler::new(|prompt, _| {
        let turn = prompt.matches("letter").count() - 1;
        if turn == 1 && current(prompt).is_none() { "x".into() } else { ["c", "a", "t"][turn % 3].to_owned() }
    });
    let report = run(spelling_for(200), &mut sampler, &section(1, 1, 1)).unwrap();
    assert_eq!(report.figures.accuracy, [199.0 / 200.0, 1.0]);
    assert_eq!(report.rows.chains[0].earlier.len(), 199);
    // Both budgets share the first attempt; then an attempt of each and an improvement of one, 199 times.
    assert_eq!(sampler.calls.len(), 400);
    assert_eq!(sampler.calls.iter().sum::<usize>(), 2 + 3 * 199);
}

#[test]
fn an_improvement_that_does_not_fit_the_context_leaves_the_answer_as_it_was() {
    // The attempt's prompt has 16 bytes, the improve prompt far more than 40.
    let mut sampler = counting_from_nine().with_context(40);
    let report = run(sums(1), &mut sampler, &section(10, 1, 2)).unwrap();
    assert_eq!(report.figures.accuracy, [0.1, 0.1, 0.1]);
    assert_eq!(report.figures.num_errors, 20);
    assert!(report.rows.chains[1].error.as_ref().unwrap().contains("context of 40"), "{:?}", report.rows.chains[1]);
    assert_eq!((report.rows.chains[1].text.as_str(), report.rows.chains[1].outcome), ("9", Outcome::Graded));
    assert_eq!(sampler.calls, [10]);
}

#[test]
fn a_task_whose_prompt_never_fits_is_wrong_at_every_budget() {
    let mut sampler = counting_from_nine().with_context(5);
    let report = run(sums(1), &mut sampler, &section(2, 1, 1)).unwrap();
    assert_eq!((report.figures.accuracy.clone(), report.figures.num_errors), (vec![0.0, 0.0], 4));
    assert!(report.rows.chains.iter().all(|row| row.outcome == Outcome::Truncated && row.text.is_empty()));
}

#[test]
fn an_answer_that_breaks_the_environment_is_wrong_and_can_be_improved_on() {
    let mut sampler = ScriptedSampler::new(|prompt, _| match current(prompt) {
        None => "panic".into(),
        Some("panic") => sum_in(prompt).to_string(),
        Some(other) => other.to_owned(),
    });
    let report = run(sums(1), &mut sampler, &section(3, 1, 2)).unwrap();
    assert_eq!(report.figures.accuracy, [0.0, 1.0, 1.0]);
    assert_eq!(report.rows.chains[0].outcome, Outcome::EnvironmentCrash);
    assert_eq!(report.figures.wrong_to_right, [0, 3, 3]);
}

#[test]
fn every_episode_of_an_evaluation_is_dropped() {
    let domain = watched(spelling());
    let mut sampler = ScriptedSampler::succeeding(0.5, |_| ["c".into(), "crash".into()]);
    run(domain.clone(), &mut sampler, &section(2, 8, 2)).unwrap();
    let (started, open) = domain.episodes();
    assert!(started >= 48, "{started}");
    assert_eq!(open, 0);
}

/// Notes the temperature it is asked for.
struct Thermometer(Vec<f32>);

impl Sampler for Thermometer {
    fn sample(&mut self, requests: &[SampleRequest], params: &SamplingParams) -> Result<Vec<Completion>, RolloutError> {
        self.0.push(params.temperature);
        ScriptedSampler::new(|_, _| "4".into()).sample(requests, params)
    }

    fn context_length(&self) -> usize {
        1000
    }
}

#[test]
fn evaluation_has_a_temperature_of_its_own_where_it_is_given_one() {
    let mut sampler = Thermometer(Vec::new());
    run(sums(1), &mut sampler, &section(1, 1, 0)).unwrap();
    run(sums(1), &mut sampler, &EvalSection { temperature: Some(0.0), ..section(1, 1, 0) }).unwrap();
    assert_eq!(sampler.0, [1.0, 0.0]);
}

#[test]
fn there_must_be_something_to_evaluate_on() {
    let refusal = run(sums(1), &mut counting_from_nine(), &section(0, 1, 1)).unwrap_err().to_string();
    assert!(refusal.contains("no held-out tasks") && refusal.contains("eval.num_tasks"), "{refusal}");
    let fewer = run(spelling(), &mut ScriptedSampler::new(|_, _| "c".into()), &section(50, 1, 0)).unwrap();
    assert_eq!((fewer.figures.num_tasks, fewer.figures.accuracy), (2, vec![1.0 / 3.0]), "where there are fewer, all are taken");
}

#[test]
fn figures_go_out_as_metrics_a_summary_and_rows() {
    // Two samples of task 9 (sum 9): the first says 9, then 10; the second 8, then 9.
    let mut said = 0;
    let mut sampler = ScriptedSampler::new(move |prompt, _| match current(prompt) {
        None => {
            said += 1;
            (8 + said % 2).to_string()
        }
        Some(latest) => (latest.parse::<u64>().unwrap() + 1).to_string(),
    });
    let report = run(sums(1), &mut sampler, &section(10, 2, 1)).unwrap();
    // Of 20 samples: first attempts 9 and 8 of ten tasks, so tasks 8 and 9 have one right each; then 10 and 9: task 9 again.
    assert_eq!((report.figures.accuracy.clone(), report.figures.solved_by_any.clone()), (vec![0.1, 0.05], vec![0.2, 0.1]));
    let metrics = report.metrics();
    assert_eq!(metrics.get("eval/sums/avg@2"), Some(0.1));
    assert_eq!(metrics.get("eval/sums/pass@2"), Some(0.2));
    assert_eq!(metrics.get("eval/sums/step_1/mean"), Some(0.05));
    assert_eq!(metrics.get("eval/sums/gain@1"), Some(-0.05));
    assert_eq!(metrics.get("eval/sums/net_corrections@1"), Some(-1.0));

    let summary = serde_json::to_value(&report).unwrap();
    assert_eq!((&summary["train_step"], &summary["domain"]), (&7.into(), &"sums".into()));
    assert_eq!(summary["right_to_wrong"], serde_json::json!([0, 2]));
    assert_eq!(summary.get("rows"), None);

    let mut lines = Vec::new();
    write_rows(&report.rows.chains, &mut lines).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    assert_eq!(lines.lines().count(), 40);
    let first = r#"{"task_id":"test/0","sample":0,"k":0,"text":"9","quality":0.0,"outcome":"graded"}"#;
    assert_eq!(lines.lines().next(), Some(first));
}

/// Says something that depends on the draw alone: one of four sums.
fn guessing() -> ScriptedSampler {
    ScriptedSampler::new(|_, seed| (seed.value() % 4).to_string())
}

#[test]
fn the_best_so_far_is_gone_on_from_and_accuracy_never_falls() {
    let best = EvalSection { keep: KeepIterate::Best, ..section(20, 1, 2) };
    let report = run(sums(1), &mut counting_from_nine(), &best).unwrap();
    // As in the first test, but the two tasks of sum 9 keep their 9, and are right three times.
    assert_eq!(report.figures.accuracy, [0.1, 0.15, 0.15]);
    assert_eq!((report.figures.wrong_to_right, report.figures.right_to_wrong), (vec![0, 1, 1], vec![0, 0, 0]));
    let nine = report.rows.chains.iter().filter(|row| row.task_id == "test/9");
    assert!(nine.clone().count() == 3 && nine.clone().all(|row| row.text == "9"));
    // Of equals the latest: a wrong 10 takes the place of a wrong 9.
    let zero = report.rows.chains.iter().filter(|row| row.task_id == "test/0");
    assert_eq!(zero.map(|row| row.text.as_str()).collect::<Vec<_>>(), ["9", "10", "11"]);

    let report =
        run(sums(1), &mut guessing(), &EvalSection { num_tasks: 60, num_samples: 4, num_iterations: 6, ..best }).unwrap();
    for chain in report.rows.chains.chunks(7) {
        assert!(chain.is_sorted_by(|a, b| a.quality <= b.quality), "{chain:?}");
    }
    let accuracy = &report.figures.accuracy;
    assert!(accuracy.is_sorted() && accuracy[6] > accuracy[0], "{accuracy:?}");
}

#[test]
fn a_best_answer_outlives_an_improvement_that_breaks_the_environment() {
    let mut sampler = ScriptedSampler::new(|prompt, _| match current(prompt) {
        None => sum_in(prompt).to_string(),
        Some(_) => "panic".into(),
    });
    let best = EvalSection { keep: KeepIterate::Best, ..section(2, 1, 1) };
    let report = run(sums(1), &mut sampler, &best).unwrap();
    assert_eq!((report.figures.accuracy, report.figures.num_errors), (vec![1.0, 1.0], 2));
    assert!(report.rows.chains[1].error.is_some());
}

#[test]
fn controls_spend_the_same_budget_on_attempts() {
    // The answer is 0. Attempts: 1 (the sample's own), then 0, " 0", 1; improvements always say 5.
    let mut attempts = ["1", "0", " 0", "1"].into_iter();
    let mut sampler = ScriptedSampler::new(move |prompt, _| match current(prompt) {
        None => attempts.next().unwrap().to_owned(),
        Some(_) => "5".to_owned(),
    });
    let with_controls = EvalSection { controls: true, ..section(1, 1, 3) };
    let report = run(sums(1), &mut sampler, &with_controls).unwrap();
    assert_eq!(sampler.calls, [1, 1, 1, 1, 3], "four completions to improve three times, and three more attempts");
    assert_eq!(report.rows.controls.iter().map(|row| row.k).collect::<Vec<_>>(), [1, 2, 3]);
    let controls = report.figures.controls.as_ref().unwrap();
    // One vote each at k = 1, where 1 came first; two for 0 at k = 2; two each at k = 3.
    assert_eq!(controls.majority, [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(controls.best_of, [0.0, 1.0, 1.0, 1.0]);
    assert_eq!(controls.over_majority, [0.0, 0.0, -1.0, 0.0]);
    assert_eq!(controls.over_majority_interval[2], [-1.0, -1.0]);
    let metrics = report.metrics();
    assert_eq!(metrics.get("eval/sums/step_2/majority"), Some(1.0));
    assert_eq!(metrics.get("eval/sums/step_1/best_of"), Some(1.0));
    assert_eq!(metrics.get("eval/sums/over_majority@3/high"), Some(0.0));
}

#[test]
fn controls_draw_for_themselves_and_leave_self_improvement_as_it_is() {
    let plain = section(5, 2, 2);
    let says_its_seed = || ScriptedSampler::new(|_, seed| seed.value().to_string());
    let without = run(sums(1), &mut says_its_seed(), &plain).unwrap();
    let with = run(sums(1), &mut says_its_seed(), &EvalSection { controls: true, ..plain }).unwrap();
    assert_eq!(with.rows.chains, without.rows.chains);
    let rows = with.rows.chains.iter().chain(&with.rows.controls);
    let texts: std::collections::HashSet<_> = rows.map(|row| row.text.clone()).collect();
    assert_eq!(texts.len(), 5 * 2 * (3 + 2), "no two completions share a seed");
}

#[test]
fn a_control_of_several_turns_is_a_whole_episode_of_attempts() {
    let mut sampler = ScriptedSampler::new(|prompt, _| ["c", "a", "t"][prompt.matches("letter").count() - 1].to_owned());
    let with_controls = EvalSection { controls: true, ..section(1, 1, 1) };
    let report = run(spelling(), &mut sampler, &with_controls).unwrap();
    let control = &report.rows.controls[0];
    assert_eq!((control.answer(), control.quality, report.rows.controls.len()), (vec!["c", "a", "t"], 1.0, 1));
}

#[test]
fn what_is_played_together_changes_nothing() {
    let everything = EvalSection { controls: true, ..section(7, 3, 2) };
    let params = SamplingParams::default();
    let by = |max_batch| {
        let mut sampler = guessing();
        let request = EvalRequest { max_batch, ..request(&everything, &params) };
        (evaluate(&[split_of(sums(1))], &mut sampler, &request, &mut |_| {}).unwrap(), sampler.calls)
    };
    let ((together, one_call), (apart, many_calls)) = (by(1000), by(1));
    assert_eq!(together, apart);
    assert_eq!((one_call[0], many_calls[0]), (21, 3), "all at once, or the samples of one task");
}

#[test]
fn answers_that_are_equal_but_for_white_space_are_one() {
    // Two samples; one says 1, then " 1", then 2; the other 1, 2, 1.
    let mut said = ["1", "1", " 1", "2", "2", "1"].into_iter();
    let mut sampler = ScriptedSampler::new(move |_, _| said.next().unwrap().to_owned());
    let report = run(sums(1), &mut sampler, &section(1, 2, 2)).unwrap();
    assert_eq!(report.figures.distinct_samples, [1.0, 2.0, 2.0]);
    // Iterates so far: 1 and 1; 1 and 2; 2 and 2.
    assert_eq!(report.figures.distinct_iterates, [1.0, 1.5, 2.0]);
}

#[test]
fn several_splits_are_told_apart_and_count_alike_in_their_mean() {
    // The first four sums are 0 to 3, of which saying 2 gets one right; spelling c gets a third of its word.
    let mut sampler = ScriptedSampler::new(|prompt, _| if prompt.contains("letter") { "c" } else { "2" }.to_owned());
    let named = |name: &str, domain| EvalSplit { name: name.into(), named: true, ..split_of(domain) };
    let splits = [named("easy", sums(1)), named("long", spelling())];
    let (section, params) = (section(4, 1, 1), SamplingParams::default());
    let report = evaluate(&splits, &mut sampler, &request(&section, &params), &mut |_| {}).unwrap();
    let accuracy = |index: usize| report.splits[index].figures.accuracy.clone();
    assert_eq!((accuracy(0), accuracy(1)), (vec![0.25, 0.25], vec![1.0 / 3.0, 1.0 / 3.0]));
    assert!((report.figures.accuracy[1] - (0.25 + 1.0 / 3.0) / 2.0).abs() < 1e-12);
    assert_eq!((report.figures.num_tasks, report.splits[1].figures.num_tasks), (6, 2), "spelling has two tasks only");
    let metrics = report.metrics();
    assert_eq!(metrics.get("eval/easy/avg@1"), Some(0.25));
    assert_eq!(metrics.get("eval/macro/gain@1"), Some(0.0));
    assert_eq!(metrics.get("eval/sums/avg@1"), None);
    assert!(metrics.0.keys().all(|name| crate::tracker::listed(name).is_some()), "{metrics:?}");
    assert_eq!((report.rows.chains[0].split.as_str(), report.rows.chains[11].split.as_str()), ("easy", "long"));
    let summary = serde_json::to_value(&report).unwrap();
    assert_eq!((&summary["splits"][0]["name"], &summary["num_tasks"]), (&"easy".into(), &6.into()));
    assert_eq!(serde_json::from_value::<EvalReport>(summary).unwrap(), EvalReport { rows: EvalRows::default(), ..report });
}

#[test]
fn splits_of_one_domain_draw_for_themselves() {
    let mut sampler = ScriptedSampler::new(|_, seed| seed.value().to_string());
    let named = |name: &str| EvalSplit { name: name.into(), named: true, ..split_of(sums(1)) };
    let (section, params) = (section(6, 2, 1), SamplingParams::default());
    let report = evaluate(&[named("a"), named("b")], &mut sampler, &request(&section, &params), &mut |_| {}).unwrap();
    let texts: std::collections::HashSet<_> = report.rows.chains.iter().map(|row| row.text.clone()).collect();
    assert_eq!(texts.len(), 2 * 6 * 2 * 2);
}

#[test]
fn progress_rises_to_all_samples() {
    let everything = EvalSection { controls: true, ..section(6, 2, 2) };
    let params = SamplingParams::default();
    let request = EvalRequest { max_batch: 4, ..request(&everything, &params) };
    let mut seen: Vec<EvalProgress> = Vec::new();
    evaluate(&[split_of(sums(1))], &mut guessing(), &request, &mut |progress| seen.push(*progress)).unwrap();
    // Three chunks of two tasks: three calls for iterates and one for controls each.
    assert_eq!(seen.iter().map(|p| p.chains_done).collect::<Vec<_>>(), [0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8]);
    assert!(seen.is_sorted_by(|a, b| a.share < b.share && a.tokens < b.tokens), "{seen:?}");
    assert_eq!(seen[0].chains_total, 12);
    // Four of five calls' worth of the first chunk: 3 of 5 completions of each sample, and a third of all samples.
    assert!((seen[3].share - 0.6 / 3.0).abs() < 1e-9, "{}", seen[3].share);
}
