//! What the runs say of the methods: means over seeds, and differences with their intervals.

use std::collections::BTreeMap;

use serde::Serialize;

use super::AblateError;
use super::collect::RunRecord;
use super::stats::{Interval, Spread, mean, paired, spread};
use crate::config::Method;
use crate::seed::{Purpose, Seed};

/// Resamples of a bootstrap.
const RESAMPLES: usize = 4000;

/// Everything that the report says in numbers. Accuracies are shares, from 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// The budget and the measure that all runs share.
    pub setting: Setting,
    /// The policy that training began with: the evaluations at train step 0, one a seed.
    pub base: Option<Arm>,
    /// Each method over its finished runs.
    pub arms: Vec<Arm>,
    /// Each pair of methods, over the seeds that both have.
    pub comparisons: Vec<Comparison>,
    /// Whether all methods of a seed began with the same answers to the held-out tasks, byte for byte; [`None`] where no seed has
    /// two.
    pub same_start: Option<bool>,
    /// Each finished run.
    pub runs: Vec<Run>,
    /// Runs that have not come to their last train step, and are left out of all other figures.
    pub unfinished: Vec<String>,
}

/// What all runs share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting {
    /// The domain's name.
    pub domain: String,
    /// Held-out tasks.
    pub num_tasks: u64,
    /// Samples of each.
    pub num_samples: u64,
    /// Improvements after the first attempt (K).
    pub num_iterations: usize,
    /// Train steps.
    pub max_steps: u64,
    /// Groups of a train step.
    pub groups_per_step: usize,
    /// Rollouts of a group.
    pub group_size: usize,
    /// Rollouts of a run.
    pub rollouts: u64,
    /// Resamples of each interval.
    pub resamples: usize,
}

/// One method.
#[derive(Debug, Clone, Serialize)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Seeds of its runs.
    pub seeds: Vec<u64>,
    /// Accuracy after k improvements, for k = 0..K.
    pub accuracy: Vec<Spread>,
    /// Accuracy at K less that at k = 0 (Delta_K).
    pub gain: Spread,
    /// Self-iterations behind the starts of groups, averaged over train steps; 0 for a method without.
    pub training_depth: Option<Spread>,
    /// That depth as a whole number of improvements, at most K.
    pub depth_k: Option<usize>,
    /// The gain with its interval.
    pub last_over_first: Option<Interval>,
    /// Accuracy at K less that at `depth_k`.
    pub last_over_depth: Option<Interval>,
}

/// One method against another, paired by seed and task.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The method.
    pub arm: String,
    /// What is taken off.
    pub against: String,
    /// Seeds that both have.
    pub seeds: Vec<u64>,
    /// Difference of accuracy at k = 0.
    pub first: Option<Interval>,
    /// Difference of accuracy at K.
    pub last: Option<Interval>,
    /// Difference of the gains (Delta_K).
    pub gain: Option<Interval>,
}

/// One run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// Its method.
    pub arm: String,
    /// Its seed.
    pub seed: u64,
    /// Its folder.
    pub folder: String,
    /// Accuracy at k = 0.
    pub first: f64,
    /// Accuracy at K.
    pub last: f64,
    /// Seconds spent in train steps, without warm start and evaluations.
    pub train_seconds: f64,
}

impl Figures {
    /// Works the figures out from what was collected.
    ///
    /// # Errors
    /// When no run is finished, or runs cannot be compared.
    pub fn of(records: &[RunRecord]) -> Result<Self, AblateError> {
        let (finished, open): (Vec<&RunRecord>, Vec<&RunRecord>) = records.iter().partition(|record| record.finished);
        let unfinished: Vec<String> = open.iter().map(|record| format!("{}, seed {}", record.arm, record.seed)).collect();
        let Some(first) = finished.first() else {
            let begun =
                if unfinished.is_empty() { "none was begun".to_owned() } else { format!("begun: {}", unfinished.join("; ")) };
            return Err(AblateError::Nothing(format!(
                "no run of the ablation is finished ({begun}); run it without --report-only"
            )));
        };
        let setting = setting(first)?;
        for record in &finished {
            check_like(first, &setting, record)?;
        }
        let arms = by_arm(&finished);
        let names: Vec<&String> = arms.iter().map(|(name, _)| name).collect();
        let pairs =
            names.iter().enumerate().flat_map(|(index, against)| names[index + 1..].iter().map(move |arm| (*arm, *against)));
        let runs_of = |name: &String| arms.iter().find(|(arm, _)| arm == name).map_or(&[][..], |(_, runs)| runs.as_slice());
        Ok(Self {
            comparisons: pairs.map(|(arm, against)| compare((arm, runs_of(arm)), (against, runs_of(against)))).collect(),
            base: base(&finished),
            same_start: same_start(&finished),
            runs: finished.iter().map(|record| run(record)).collect(),
            arms: arms.iter().filter_map(|(name, runs)| arm(name, runs)).collect(),
            setting,
            unfinished,
        })
    }
}

fn setting(record: &RunRecord) -> Result<Setting, AblateError> {
    let config = &record.config;
    let eval = record.evals.last().filter(|eval| eval.accuracy.len() > 1).ok_or_else(|| {
        let folder = record.folder.display();
        AblateError::Nothing(format!("{folder} has no evaluation with self-iterations; set eval.num_iterations to at least 1"))
    })?;
    let rollouts = (config.rollout.groups_per_step * config.rollout.group_size) as u64 * config.max_steps;
    Ok(Setting {
        domain: eval.domain.clone(),
        num_tasks: eval.num_tasks,
        num_samples: eval.num_samples,
        num_iterations: eval.accuracy.len() - 1,
        max_steps: config.max_steps,
        groups_per_step: config.rollout.groups_per_step,
        group_size: config.rollout.group_size,
        rollouts,
        resamples: RESAMPLES,
    })
}

/// Runs are compared only if they played as much and were asked the same.
fn check_like(first: &RunRecord, setting: &Setting, record: &RunRecord) -> Result<(), AblateError> {
    let same_tasks = first.last.keys().eq(record.last.keys());
    if *setting == self::setting(record)? && same_tasks {
        return Ok(());
    }
    Err(AblateError::Nothing(format!(
        "{} and {} played another number of rollouts or were asked other held-out tasks, so they cannot be compared; remove one of \
         them or run it again",
        first.folder.display(),
        record.folder.display()
    )))
}

/// Finished runs by arm, in the order of the records.
fn by_arm<'r>(finished: &[&'r RunRecord]) -> Vec<(String, Vec<&'r RunRecord>)> {
    let mut arms: Vec<(String, Vec<&RunRecord>)> = Vec::new();
    for record in finished {
        match arms.iter_mut().find(|(name, _)| *name == record.arm) {
            Some((_, runs)) => runs.push(record),
            None => arms.push((record.arm.clone(), vec![record])),
        }
    }
    arms
}

fn run(record: &RunRecord) -> Run {
    let accuracy = record.evals.last().map_or(&[][..], |eval| eval.accuracy.as_slice());
    let at = |place: Option<&f64>| place.copied().unwrap_or(f64::NAN);
    Run {
        arm: record.arm.clone(),
        seed: record.seed,
        folder: record.folder.display().to_string(),
        first: at(accuracy.first()),
        last: at(accuracy.last()),
        train_seconds: record.train_seconds,
    }
}

/// Mean training depth of a run: over its train steps, of the mean depth of their starts.
fn training_depth(record: &RunRecord) -> f64 {
    let points = record.series.get("curriculum/depth_mean").map_or(&[][..], Vec::as_slice);
    mean(&points.iter().map(|(_, depth)| *depth).collect::<Vec<_>>()).unwrap_or(0.0)
}

/// Accuracies of some evaluations over k, and their gains.
fn curve(accuracies: &[&[f64]]) -> Option<(Vec<Spread>, Spread)> {
    let length = accuracies.first()?.len();
    let at = |k: usize| accuracies.iter().map(|accuracy| accuracy.get(k).copied()).collect::<Option<Vec<_>>>();
    let spreads = (0..length).map(|k| spread(&at(k)?)).collect::<Option<Vec<_>>>()?;
    let gains: Vec<f64> = at(0)?.iter().zip(at(length - 1)?).map(|(first, last)| last - first).collect();
    Some((spreads, spread(&gains)?))
}

fn arm(name: &str, runs: &[&RunRecord]) -> Option<Arm> {
    let accuracies: Vec<&[f64]> = runs.iter().filter_map(|run| Some(run.evals.last()?.accuracy.as_slice())).collect();
    let (accuracy, gain) = curve(&accuracies)?;
    let last = accuracy.len() - 1;
    let training_depth = spread(&runs.iter().map(|run| training_depth(run)).collect::<Vec<_>>())?;
    let depth_k = (training_depth.mean.round() as usize).min(last);
    Some(Arm {
        name: name.to_owned(),
        seeds: runs.iter().map(|run| run.seed).collect(),
        last_over_first: interval(&by_task(runs, 0), &by_task(runs, last)),
        last_over_depth: interval(&by_task(runs, depth_k), &by_task(runs, last)),
        accuracy,
        gain,
        training_depth: Some(training_depth),
        depth_k: Some(depth_k),
    })
}

/// The policy before training: it is the same for all methods of a seed, so one of them stands for all.
fn base(finished: &[&RunRecord]) -> Option<Arm> {
    let mut by_seed: BTreeMap<u64, &[f64]> = BTreeMap::new();
    for record in finished {
        if let Some(eval) = record.evals.first().filter(|eval| eval.train_step == 0) {
            by_seed.entry(record.seed).or_insert(&eval.accuracy);
        }
    }
    let (accuracy, gain) = curve(&by_seed.values().copied().collect::<Vec<_>>())?;
    Some(Arm {
        name: "base".into(),
        seeds: by_seed.into_keys().collect(),
        accuracy,
        gain,
        training_depth: None,
        depth_k: None,
        last_over_first: None,
        last_over_depth: None,
    })
}

fn same_start(finished: &[&RunRecord]) -> Option<bool> {
    let mut marks: BTreeMap<u64, Vec<Option<u64>>> = BTreeMap::new();
    for record in finished {
        marks.entry(record.seed).or_default().push(record.start);
    }
    let several: Vec<&Vec<Option<u64>>> = marks.values().filter(|marks| marks.len() > 1).collect();
    let same = |marks: &&Vec<Option<u64>>| marks[0].is_some() && marks.iter().all(|mark| *mark == marks[0]);
    (!several.is_empty()).then(|| several.iter().all(same))
}

/// Accuracy of each task after k improvements, run by run.
fn by_task(runs: &[&RunRecord], k: usize) -> Vec<Vec<f64>> {
    runs.iter().map(|run| run.last.values().map(|by_k| by_k.get(k).copied().unwrap_or(f64::NAN)).collect()).collect()
}

fn interval(before: &[Vec<f64>], after: &[Vec<f64>]) -> Option<Interval> {
    // One stream for all intervals: equal data give equal intervals.
    paired(before, after, RESAMPLES, Seed::of_run(0).derive(Purpose::Resample, 0))
}

fn compare(arm: (&str, &[&RunRecord]), against: (&str, &[&RunRecord])) -> Comparison {
    let seeds: Vec<u64> = arm.1.iter().map(|run| run.seed).filter(|seed| against.1.iter().any(|run| run.seed == *seed)).collect();
    let both = [against.1, arm.1].map(|runs| -> Vec<&RunRecord> {
        seeds.iter().filter_map(|seed| runs.iter().find(|run| run.seed == *seed).copied()).collect()
    });
    let last = both[0].first().and_then(|run| Some(run.last.values().next()?.len() - 1)).unwrap_or(0);
    let at = |k: usize| both.each_ref().map(|runs| by_task(runs, k));
    let ([before_0, after_0], [before_last, after_last]) = (at(0), at(last));
    let gains = |first: &[Vec<f64>], last: &[Vec<f64>]| -> Vec<Vec<f64>> {
        first.iter().zip(last).map(|(first, last)| first.iter().zip(last).map(|(f, l)| l - f).collect()).collect()
    };
    Comparison {
        arm: arm.0.to_owned(),
        against: against.0.to_owned(),
        seeds,
        first: interval(&before_0, &after_0),
        last: interval(&before_last, &after_last),
        gain: interval(&gains(&before_0, &before_last), &gains(&after_0, &after_last)),
    }
}

/// Whether a name is a method's, and not that of a file.
pub(super) fn about(name: &str) -> Option<&'static str> {
    Method::named(name).map(Method::about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablate::testing::record;

    fn figures() -> Figures {
        // Two tasks, k = 0 and 1.
        let records = [
            record("grpo", 1, &[[0.0, 0.5], [0.5, 0.5]], &[]),
            record("grpo", 2, &[[0.5, 0.5], [0.5, 0.5]], &[]),
            record("exit", 1, &[[0.5, 1.0], [0.5, 1.0]], &[0.0, 1.0, 1.0, 2.0]),
            record("exit", 2, &[[0.5, 1.0], [0.5, 1.0]], &[1.0, 1.0, 1.0, 1.0]),
        ];
        Figures::of(&records).unwrap()
    }

    #[test]
    fn methods_are_averaged_over_their_seeds() {
        let figures = figures();
        let grpo = &figures.arms[0];
        assert_eq!((grpo.name.as_str(), grpo.seeds.as_slice()), ("grpo", [1, 2].as_slice()));
        // Seed 1: (0 + .5) / 2 and .5; seed 2: .5 and .5.
        assert_eq!((grpo.accuracy[0].mean, grpo.accuracy[1].mean, grpo.gain.mean), (0.375, 0.5, 0.125));
        let exit = &figures.arms[1];
        assert_eq!((exit.training_depth.unwrap().mean, exit.depth_k), (1.0, Some(1)));
        assert_eq!((exit.last_over_first.unwrap().estimate, exit.last_over_depth.unwrap().estimate), (0.5, 0.0));
        assert_eq!((grpo.training_depth.unwrap().mean, grpo.depth_k), (0.0, Some(0)));
        let base = figures.base.unwrap();
        assert_eq!((base.accuracy[0].mean, base.seeds), (0.25, vec![1, 2]));
        assert_eq!((figures.setting.rollouts, figures.same_start), (4 * 8 * 8, Some(true)));
    }

    #[test]
    fn pairs_are_compared_seed_by_seed_and_task_by_task() {
        let comparisons = figures().comparisons;
        assert_eq!(comparisons.len(), 1);
        let one = &comparisons[0];
        assert_eq!((one.arm.as_str(), one.against.as_str(), one.seeds.as_slice()), ("exit", "grpo", [1, 2].as_slice()));
        // At k = 0: seed 1 gains .5 and 0, seed 2 nothing. At K: always .5.
        assert_eq!((one.first.unwrap().estimate, one.last.unwrap().estimate, one.gain.unwrap().estimate), (0.125, 0.5, 0.375));
        assert!(one.last.unwrap().is_clear());
    }

    #[test]
    fn another_start_of_the_same_seed_is_told() {
        let mut records = [record("grpo", 1, &[[0.0, 0.5]], &[]), record("exit", 1, &[[0.0, 0.5]], &[])];
        records[1].start = Some(99);
        assert_eq!(Figures::of(&records).unwrap().same_start, Some(false));
        assert_eq!(Figures::of(&records[..1]).unwrap().same_start, None);
    }

    #[test]
    fn unfinished_runs_are_named_and_left_out() {
        let mut records = [record("grpo", 1, &[[0.0, 0.5]], &[]), record("exit", 1, &[[0.0, 0.5]], &[])];
        records[1].finished = false;
        let figures = Figures::of(&records).unwrap();
        assert_eq!((figures.arms.len(), figures.unfinished.as_slice()), (1, ["exit, seed 1".to_owned()].as_slice()));
        records[0].finished = false;
        assert!(Figures::of(&records).unwrap_err().to_string().contains("begun: grpo, seed 1"));
    }

    #[test]
    fn runs_of_another_budget_are_not_compared() {
        let mut records = [record("grpo", 1, &[[0.0, 0.5]], &[]), record("exit", 1, &[[0.0, 0.5]], &[])];
        records[1].config.rollout.group_size = 16;
        assert!(Figures::of(&records).unwrap_err().to_string().contains("cannot be compared"));
    }
}
