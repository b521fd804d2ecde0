use super::*;
use crate::config::ScaleRewards;
use crate::curriculum::UniformCurriculum;
use crate::instance::PartialHistory;
use crate::rollout::{Rollout, RolloutEngine, write_traces};
use crate::sampler::SamplingParams;
use crate::sampler::scripted::{ByteEncoder, ScriptedSampler};
use crate::testing::{group_from, rollout_of, spelling, sums, task};
use exitrl_domain::Outcome;
use std::sync::Arc;
use std::time::Duration;

fn section(p: f64, p_div: f64, min: usize) -> CurriculumSection {
    CurriculumSection {
        buffer_capacity: 64,
        buffer_min_size: min,
        self_iteration_prob: p,
        divergence_prob: p_div,
        ..CurriculumSection::default()
    }
}

fn exit(section: &CurriculumSection) -> ExitCurriculum {
    ExitCurriculum::new(section, BaseTasks::new(sums(1000), 0).unwrap())
}

fn seed(train_step: u64) -> Seed {
    Seed::of_run(9).derive(Purpose::TrainStep, train_step)
}

/// A group of two rollouts of one turn each, which say `{name}0` (reward 0) and `{name}1` (reward 1): score 1/4.
fn split_group(instance: TaskInstance, name: &str) -> Group {
    let rollouts = [0.0, 1.0].map(|reward| rollout_of(&[(&format!("{name}{reward}"), reward)]));
    Group { instance, rollouts: rollouts.into() }
}

fn attempt_at(id: &str) -> TaskInstance {
    TaskInstance::attempt(task(id), 0)
}

/// A curriculum that has seen one group on each of these tasks: three entries a task, each with score 1/4.
fn fed(section: &CurriculumSection, tasks: &[&str]) -> ExitCurriculum {
    let mut curriculum = exit(section);
    let groups: Vec<_> = tasks.iter().map(|id| split_group(attempt_at(id), id)).collect();
    curriculum.observe(0, &groups);
    curriculum
}

fn saved(curriculum: &ExitCurriculum) -> Vec<u8> {
    let mut state = Vec::new();
    curriculum.write_state(&mut state).unwrap();
    state
}

#[test]
fn without_self_iteration_it_is_the_uniform_curriculum_bit_for_bit() {
    let mut exit = fed(&section(0.0, 0.5, 1), &["a", "b"]);
    let mut uniform = UniformCurriculum::new(BaseTasks::new(sums(1000), 0).unwrap());
    for train_step in 0..20 {
        let chosen = exit.select(8, train_step, seed(train_step)).unwrap();
        assert_eq!(chosen, uniform.select(8, train_step, seed(train_step)).unwrap());
    }
}

#[test]
fn a_buffer_below_its_minimum_is_never_drawn_from() {
    let chosen = fed(&section(1.0, 0.0, 4), &["a"]).select(50, 1, seed(1)).unwrap();
    assert!(chosen.iter().all(|instance| !instance.from_buffer));
    let chosen = fed(&section(1.0, 0.0, 3), &["a"]).select(50, 1, seed(1)).unwrap();
    assert!(chosen.iter().all(|instance| instance.from_buffer));
}

#[test]
fn operators_come_in_the_configured_shares() {
    // One task of three entries with equal scores: its base task (attempted) and two iterates (improved, or diverged from).
    let mut curriculum = fed(&section(0.5, 0.2, 1), &["a"]);
    let chosen = curriculum.select(3000, 1, seed(1)).unwrap();
    let share = |holds: &dyn Fn(&TaskInstance) -> bool| chosen.iter().filter(|i| holds(i)).count() as f64 / 3000.0;
    // Standard deviations are below sqrt(1/4 / 3000) = 0.0091.
    assert!((share(&|i| i.from_buffer) - 0.5).abs() < 0.04);
    assert!((share(&|i| i.operator == Operator::Improve) - 0.5 * 2.0 / 3.0 * 0.8).abs() < 0.04);
    assert!((share(&|i| i.operator == Operator::Diverge) - 0.5 * 2.0 / 3.0 * 0.2).abs() < 0.04);
    assert!(chosen.iter().all(|i| i.start.latest.is_some() || i.operator == Operator::Attempt));
    assert!(chosen.iter().all(|i| i.start.latest.is_none() || i.operator != Operator::Attempt));
}

#[test]
fn a_trained_base_task_enters_with_its_measured_score_and_its_answers_with_the_same_as_a_guess() {
    let curriculum = fed(&section(0.5, 0.0, 1), &["a"]);
    let entries = curriculum.buffer().entries();
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|entry| entry.score == 0.25));
    let measured: Vec<_> = entries.iter().filter(|entry| entry.measured).collect();
    assert_eq!(measured.len(), 1);
    assert_eq!(measured[0].start, PartialHistory::base(task("a")));
}

#[test]
fn training_on_one_turn_of_three_rescores_that_entry_only() {
    let mut curriculum = exit(&section(0.5, 0.0, 1));
    let mut group = Group { instance: attempt_at("w"), rollouts: vec![rollout_of(&[("c", 0.0), ("a", 0.0), ("t", 0.0)])] };
    group.rollouts.push(Rollout { reward: 1.0, ..rollout_of(&[("C", 0.0), ("A", 0.0), ("T", 0.0)]) });
    curriculum.observe(0, std::slice::from_ref(&group));
    assert_eq!(curriculum.buffer().len(), 1 + 3 + 3);

    let start = expand(&group.instance, &group.rollouts[0], true).remove(1);
    let instance = TaskInstance { start: start.clone(), operator: Operator::Improve, from_buffer: true, created_at: 0 };
    // Rewards 1, 1/2, 1/2, 1/2: mean 5/8, variance (9/64 + 3/64) / 4 = 3/64.
    let again = group_from(instance, &[1.0, 0.5, 0.5, 0.5]);
    curriculum.observe(1, &[again]);
    for entry in curriculum.buffer().entries() {
        let want = if entry.start == start { 3.0 / 64.0 } else { 0.25 };
        assert_eq!(entry.score, want, "{:?}", entry.start);
    }
}

#[test]
fn an_entry_that_was_given_up_meanwhile_does_not_come_back() {
    let mut curriculum = exit(&section(0.5, 0.0, 1));
    let gone = expand(&attempt_at("a"), &rollout_of(&[("x", 0.0)]), true).remove(0);
    let instance = TaskInstance { start: gone, operator: Operator::Improve, from_buffer: true, created_at: 0 };
    curriculum.observe(1, &[group_from(instance, &[0.0, 1.0])]);
    assert!(curriculum.buffer().is_empty());
}

#[test]
fn a_start_that_cannot_be_played_leaves_the_buffer() {
    let mut curriculum = fed(&section(1.0, 0.0, 1), &["a"]);
    let instance = curriculum.select(1, 1, seed(1)).unwrap().remove(0);
    let failed = || Rollout::failed(Outcome::EnvironmentCrash, "gone");
    let group = Group { instance: instance.clone(), rollouts: vec![failed(), failed()] };
    curriculum.observe(1, &[group]);
    assert_eq!(curriculum.buffer().len(), 2);
    assert!(curriculum.buffer().get(&instance.start.id()).is_none());
}

#[test]
fn a_resumed_curriculum_chooses_as_one_that_never_stopped() {
    let section = section(0.7, 0.3, 2);
    let mut lived = fed(&section, &["a", "b", "c"]);
    let mut resumed = exit(&section);
    resumed.read_state(&mut saved(&lived).as_slice()).unwrap();
    for train_step in 1..30 {
        let chosen = lived.select(4, train_step, seed(train_step)).unwrap();
        assert_eq!(chosen, resumed.select(4, train_step, seed(train_step)).unwrap());
        let groups: Vec<_> = chosen.into_iter().map(|i| split_group(i, &format!("s{train_step}"))).collect();
        lived.observe(train_step, &groups);
        resumed.observe(train_step, &groups);
        assert_eq!(lived.metrics(), resumed.metrics());
        assert_eq!(lived.events(), resumed.events());
    }
    assert_eq!(saved(&lived), saved(&resumed));
    assert!(lived.buffer().entries().iter().any(|entry| entry.start.depth > 2), "iterations went on from iterations");
}

#[test]
fn metrics_tell_what_was_chosen_and_what_is_kept() {
    let mut curriculum = fed(&section(1.0, 0.0, 1), &["a"]);
    let chosen = curriculum.select(40, 6, seed(1)).unwrap();
    let improved = chosen.iter().filter(|i| i.operator == Operator::Improve).count() as f64;
    let metrics = curriculum.metrics();
    assert_eq!(metrics.get("curriculum/frac_improve"), Some(improved / 40.0));
    assert_eq!(metrics.get("curriculum/frac_attempt"), Some(1.0 - improved / 40.0));
    assert_eq!(metrics.get("curriculum/frac_diverge"), Some(0.0));
    assert_eq!(metrics.get("curriculum/distinct_instances"), Some(1.0));
    assert_eq!(metrics.get("curriculum/depth_mean"), Some(0.0));
    assert_eq!(metrics.get("buffer/age_mean"), Some(6.0));
    assert_eq!(metrics.get("buffer/size"), Some(3.0));
    assert_eq!(metrics.get("buffer/score_mean"), Some(0.25));
    assert!((metrics.get("buffer/effective_size").unwrap() - 3.0).abs() < 1e-12);
    assert_eq!(exit(&section(0.0, 0.0, 1)).metrics().get("buffer/age_mean"), None);
}

/// The loop without a model: choose, play, reward, observe. Returns what it writes to the trace file.
fn train(curriculum: &mut ExitCurriculum, train_steps: std::ops::Range<u64>) -> Vec<u8> {
    let engine = RolloutEngine::new(spelling(), Arc::new(ByteEncoder), Duration::from_secs(5));
    let mut sampler = ScriptedSampler::succeeding(0.4, |prompt| {
        let asked = prompt.matches("letter").count() - 1;
        [["c", "a", "t"][asked].to_owned(), "x".to_owned()]
    });
    let mut traces = Vec::new();
    for train_step in train_steps {
        let instances = curriculum.select(4, train_step, seed(train_step)).unwrap();
        let params = SamplingParams::default();
        let mut groups = engine.run(&instances, 4, &mut sampler, &params, seed(train_step)).unwrap().groups;
        crate::reward::assign(&mut groups, engine.stage().domain.metadata());
        crate::advantage::assign(&mut groups, ScaleRewards::Group, false);
        curriculum.observe(train_step, &groups);
        write_traces(&mut traces, train_step, seed(train_step), &groups).unwrap();
    }
    traces
}

#[test]
fn a_loop_that_is_stopped_and_resumed_writes_the_same_bytes_as_one_that_is_not() {
    let section = section(0.8, 0.2, 5);
    let fresh = || ExitCurriculum::new(&section, BaseTasks::new(spelling(), 0).unwrap());
    let whole = train(&mut fresh(), 0..20);

    let mut first = fresh();
    let mut resumed = fresh();
    let mut pieces = train(&mut first, 0..9);
    resumed.read_state(&mut saved(&first).as_slice()).unwrap();
    pieces.extend(train(&mut resumed, 9..20));
    assert!(whole == pieces, "the resumed run went another way");

    let text = String::from_utf8(whole).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (name, value) in [("operator", "attempt"), ("operator", "improve"), ("operator", "diverge")] {
        assert!(lines.iter().any(|line| line[name] == value), "no rollout did {value}");
    }
    assert!(lines.iter().any(|line| line["turn_index"] == 2 && line["depth"].as_u64() > Some(0)));
    let gained = lines.iter().filter(|line| line["operator"] == "improve");
    assert!(gained.clone().any(|line| line["reward"] != line["quality"]), "improving is rewarded by its gain here");
}

#[path = "fidelity.rs"]
mod fidelity;
