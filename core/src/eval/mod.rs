//! K-step self-improvement on held-out tasks (arXiv 2509.04575): attempt, then improve the latest answer K times.

mod chain;
mod report;

use exitrl_domain::{ClientError, DomainError, Split, Task};

use crate::config::EvalSection;
use crate::error::TrainError;
use crate::rollout::{RolloutEngine, Stage, check_count, for_each_parallel};
use crate::sampler::{SampleRequest, Sampler, SamplingParams};
use crate::seed::{Purpose, Seed};

use chain::Chain;
pub use report::{EvalReport, EvalRow};

/// Evaluates the policy behind a sampler on the first `num_tasks` held-out tasks, or on all where there are fewer.
///
/// The answer after k steps is the one that a policy with a budget of k improvements a turn comes to: each turn is attempted
/// once and improved k times, then the next turn begins. The last iterate is the answer, whether better or worse. All budgets
/// from 0 to K are evaluated; those of one sample draw the same tokens as long as their histories agree, so a single-turn task
/// costs K + 1 completions a sample, and a later turn of a longer one (K + 1)(K + 2) / 2.
///
/// A step whose prompt has outgrown the context leaves the answer as it was. An answer that the environment failed to grade
/// has quality 0. `seed` names the evaluation; give the same one every time, so that evaluations are compared on equal draws.
///
/// # Errors
/// When the domain gives no held-out tasks, or the sampler fails.
pub fn evaluate(
    engine: &RolloutEngine,
    sampler: &mut dyn Sampler,
    section: &EvalSection,
    params: &SamplingParams,
    train_step: u64,
    seed: Seed,
) -> Result<EvalReport, TrainError> {
    let stage = engine.stage();
    let tasks = held_out(stage, section.num_tasks)?;
    let mut params = stage.with_domain_stops(params);
    params.temperature = section.temperature.unwrap_or(params.temperature);
    let mut chains = first_turns(&tasks, section, seed);
    let mut rows = Vec::new();
    while !chains.is_empty() {
        for _ in 0..=section.num_iterations {
            iterate(stage, &mut chains, sampler, &params)?;
        }
        let (done, next) = Chain::next_turns(chains);
        rows.extend(done);
        chains = next;
    }
    rows.sort_by_key(|row: &EvalRow| (row.task, row.sample, row.k));
    Ok(EvalReport::new(&stage.domain.metadata().name, section, train_step, tasks.len(), rows))
}

fn held_out(stage: &Stage, wanted: u64) -> Result<Vec<Task>, ClientError> {
    let count = stage.domain.task_count(Split::Test)?.min(wanted);
    if count == 0 {
        let text = format!(
            "no held-out tasks to evaluate on: {wanted} were asked for of {}; set `eval.num_tasks` and check the test split",
            stage.domain.describe()
        );
        return Err(DomainError::data(text).into());
    }
    (0..count).map(|index| stage.domain.task(Split::Test, index)).collect()
}

fn first_turns<'a>(tasks: &'a [Task], section: &EvalSection, seed: Seed) -> Vec<Chain<'a>> {
    let mut chains = Vec::with_capacity(tasks.len() * section.num_samples);
    for (index, task) in tasks.iter().enumerate() {
        let task_seed = seed.derive(Purpose::Eval, index as u64);
        let budgets = (0..=section.num_iterations).collect::<Vec<_>>();
        chains.extend((0..section.num_samples).map(|sample| Chain::new(task, index, task_seed, sample, budgets.clone())));
    }
    chains
}

/// One more iterate of the present turn of every chain that has not come to the end of its budget.
fn iterate(
    stage: &Stage,
    chains: &mut [Chain<'_>],
    sampler: &mut dyn Sampler,
    params: &SamplingParams,
) -> Result<(), TrainError> {
    let context = sampler.context_length();
    for_each_parallel(chains, stage.threads, |chain| chain.open(stage, context));
    let requests: Vec<SampleRequest> = chains.iter().filter_map(Chain::request).collect();
    if requests.is_empty() {
        return Ok(());
    }
    let completions = sampler.sample(&requests, params)?;
    check_count(requests.len(), completions.len())?;
    for (chain, completion) in chains.iter_mut().filter(|chain| chain.is_waiting()).zip(completions) {
        chain.completion = Some(completion);
    }
    for_each_parallel(chains, stage.threads, |chain| chain.play(stage));
    Ok(())
}

#[cfg(test)]
mod tests;
