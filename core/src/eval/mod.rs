//! K-step self-improvement on held-out tasks (arXiv 2509.04575): attempt, then improve the latest answer K times.
//!
//! ```text
//! splits -> plan.rs -> chunks -> chain.rs -> rows.rs, journal.rs, files.rs -> figures.rs -> report.rs
//!                                search.rs                                     bootstrap.rs, votes.rs, score_tables.rs
//! ```

pub mod bootstrap;
mod chain;
mod figures;
mod files;
mod journal;
mod plan;
mod progress;
mod report;
mod rows;
mod score_tables;
mod search;
pub mod votes;

use std::ops::ControlFlow;

use exitrl_domain::Task;

use crate::config::{EvalSection, Scaffold};
use crate::error::TrainError;
use crate::rollout::{Failure, Stage, check_count, for_each_parallel};
use crate::sampler::{SampleRequest, Sampler, SamplingParams};
use crate::seed::{Purpose, Seed};

use chain::Chain;
pub use figures::{ControlFigures, Figures, PassAt};
pub use files::{RowFiles, controls_path, journal_path, picture_path, rows_path, setup_path};
pub use journal::{JournalRow, journal_picture};
pub use plan::EvalSplit;
use plan::{Chunk, Plan};
pub use progress::{EvalProgress, Pace};
pub use report::{EvalReport, SplitFigures};
pub use rows::{EvalRow, EvalRows, write_rows};
use rows::{Forgetful, Keeper};
pub use score_tables::{ScoreTable, score_tables};
use search::Rule;
pub use search::SearchStage;

/// What is evaluated, but for the splits and the policy.
#[derive(Debug, Clone, Copy)]
pub struct EvalRequest<'a> {
    /// The settings; its `splits` are given opened beside this.
    pub section: &'a EvalSection,
    /// How tokens are drawn; the section's temperature goes over it.
    pub params: &'a SamplingParams,
    /// Train steps that the policy has seen.
    pub train_step: u64,
    /// Names the evaluation's draws; give the same one every time, so that evaluations are compared on equal draws.
    pub seed: Seed,
    /// Samples that are taken together, about.
    pub max_batch: usize,
}

/// Is told how far an evaluation has come, before every call of the sampler, and says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(&EvalProgress) -> ControlFlow<()>;

/// Evaluates the policy behind a sampler on the first `num_tasks` held-out tasks of every split, or on all where there are fewer.
///
/// The answer after k iterations is the one that a policy with a budget of k improvements a turn comes to: each turn is attempted
/// once and improved k times, then the next turn begins. The last iterate is the answer, whether better or worse, unless the
/// settings keep the best so far or search greedily. All budgets from 0 to K are evaluated; those of one sample draw the same tokens as long as their
/// histories agree, so a single-turn task costs K + 1 completions a sample, and a later turn of a longer one (K + 1)(K + 2) / 2.
///
/// An iteration whose prompt has outgrown the context, or which a server refuses, leaves the answer as it was. An answer that the environment failed to grade
/// has quality 0.
///
/// The controls spend the same budget on attempts: for k improvements, the sample's own first attempt and k fresh ones. In a domain
/// of several turns each of them is a whole fresh episode of one attempt a turn.
///
/// `tell` hears how far it has come, before every call of the sampler.
///
/// # Errors
/// When a domain gives no held-out tasks, or the sampler fails.
pub fn evaluate(
    splits: &[EvalSplit],
    sampler: &mut dyn Sampler,
    request: &EvalRequest<'_>,
    tell: &mut dyn FnMut(&EvalProgress),
) -> Result<EvalReport, TrainError> {
    let mut watch = |progress: &EvalProgress| {
        tell(progress);
        ControlFlow::Continue(())
    };
    let report = run(splits, sampler, request, &mut Forgetful, &mut watch)?;
    report.ok_or_else(|| TrainError::Training("an evaluation that nothing stops came to no end; this is a bug".into()))
}

/// As [`evaluate`], with rows that are kept in files as soon as a chunk of tasks is done. Goes on with what the files hold of the
/// same evaluation. Gives [`None`] where `watch` stopped it.
///
/// # Errors
/// As [`evaluate`], and when the files cannot be written or hold rows of another evaluation.
pub fn evaluate_into(
    splits: &[EvalSplit],
    sampler: &mut dyn Sampler,
    request: &EvalRequest<'_>,
    files: &mut RowFiles,
    watch: Watch<'_>,
) -> Result<Option<EvalReport>, TrainError> {
    run(splits, sampler, request, files, watch)
}

fn run(
    splits: &[EvalSplit],
    sampler: &mut dyn Sampler,
    request: &EvalRequest<'_>,
    keeper: &mut dyn Keeper,
    watch: Watch<'_>,
) -> Result<Option<EvalReport>, TrainError> {
    let plan = Plan::new(splits, request)?;
    let chunks = plan.chunks();
    let (done, mut rows) = keeper.kept(&plan, &chunks)?;
    let mut player = Player { plan: &plan, request, sampler, watch, progress: EvalProgress::default(), chunk_chains: 0 };
    player.progress.chains_total = plan.num_chains();
    player.advance(chunks[..done].iter().map(|chunk| chunk.tasks.len() * plan.num_samples).sum());
    for chunk in &chunks[done..] {
        let Some(played) = player.play(chunk)? else { return Ok(None) };
        keeper.keep(&played)?;
        rows.extend(played);
    }
    Ok(Some(EvalReport::new(&plan, request, rows)))
}

/// Plays chunks.
struct Player<'a> {
    plan: &'a Plan<'a>,
    request: &'a EvalRequest<'a>,
    sampler: &'a mut dyn Sampler,
    watch: Watch<'a>,
    progress: EvalProgress,
    /// Samples of the present chunk.
    chunk_chains: usize,
}

/// What all chains of a chunk have in common.
struct Scene<'a> {
    stage: &'a Stage,
    params: SamplingParams,
    rule: Rule<'a>,
    context: usize,
    /// Whether what is tried is written down.
    journals: bool,
}

/// What was played of some chains.
#[derive(Default)]
struct Played {
    rows: Vec<EvalRow>,
    journal: Vec<JournalRow>,
}

impl Player<'_> {
    /// The rows of a chunk, in order; [`None`] where it was stopped.
    fn play(&mut self, chunk: &Chunk) -> Result<Option<EvalRows>, TrainError> {
        let (plan, section) = (self.plan, self.request.section);
        let split = &plan.splits[chunk.split];
        let stage = &split.split.stage;
        let mut params = stage.with_domain_stops(self.request.params);
        params.temperature = section.temperature.unwrap_or(params.temperature);
        let (rule, context) = (Rule::of(section), self.sampler.context_length());
        let scene = Scene { stage, params, rule, context, journals: section.scaffold == Scaffold::Greedy };
        let seed = self.split_seed(chunk.split);
        let mut chains = Vec::new();
        let mut controls = Vec::new();
        for index in chunk.tasks.clone() {
            let (task, task_seed): (&Task, Seed) = (&split.tasks[index], seed.derive(Purpose::Eval, index as u64));
            for sample in 0..plan.num_samples {
                chains.push(Chain::sample(task, index, task_seed, sample, plan.num_iterations));
                let attempts = 1..=plan.num_controls;
                controls.extend(attempts.map(|attempt| Chain::control(task, index, task_seed, sample, attempt)));
            }
        }
        let num_chains = chains.len();
        self.chunk_chains = num_chains;
        // One after the other, so that self-improvement is the same with and without controls.
        let Some(chains) = self.play_chains(chains, &scene)? else { return Ok(None) };
        let scene = Scene { journals: false, ..scene };
        let Some(controls) = self.play_chains(controls, &scene)? else { return Ok(None) };
        self.advance(num_chains);
        let mut rows = EvalRows { chains: chains.rows, controls: controls.rows, journal: chains.journal };
        rows.sort();
        if split.split.named {
            let names = rows.chains.iter_mut().chain(&mut rows.controls).map(|row| &mut row.split);
            names.chain(rows.journal.iter_mut().map(|row| &mut row.split)).for_each(|name| name.clone_from(&split.split.name));
        }
        Ok(Some(rows))
    }

    /// These samples are done.
    fn advance(&mut self, chains: usize) {
        self.progress.chains_done += chains;
        self.progress.share = self.progress.chains_done as f64 / self.progress.chains_total.max(1) as f64;
    }

    /// The first split draws as an evaluation without named splits does.
    fn split_seed(&self, split: usize) -> Seed {
        if split == 0 { self.request.seed } else { self.request.seed.derive(Purpose::Split, split as u64) }
    }

    fn play_chains(&mut self, mut chains: Vec<Chain<'_>>, scene: &Scene<'_>) -> Result<Option<Played>, TrainError> {
        let mut played = Played::default();
        while !chains.is_empty() {
            let waves = chains.iter().map(Chain::num_iterates).max().unwrap_or(0);
            for _ in 0..waves {
                // Asked before each call, so that what is played to its end is kept.
                if (self.watch)(&self.progress).is_break() {
                    return Ok(None);
                }
                self.iterate(&mut chains, scene)?;
            }
            if scene.journals {
                played.journal.extend(chains.iter().flat_map(Chain::journal));
            }
            let (done, next) = Chain::next_turns(chains);
            played.rows.extend(done);
            chains = next;
        }
        Ok(Some(played))
    }

    /// One more iterate of the present turn of every chain that has not come to the end of its budget.
    fn iterate(&mut self, chains: &mut [Chain<'_>], scene: &Scene<'_>) -> Result<(), TrainError> {
        let Scene { stage, rule, context, .. } = *scene;
        for_each_parallel(chains, stage.threads, |chain| chain.open(stage, rule, context));
        let requests: Vec<SampleRequest> = chains.iter().filter_map(Chain::request).collect();
        if requests.is_empty() {
            return Ok(());
        }
        let completions = self.sampler.sample_each(&requests, &scene.params)?;
        check_count(requests.len(), completions.len())?;
        let of_each = (self.plan.num_iterations + 1 + self.plan.num_controls) * self.progress.chains_total;
        // In an episode of several turns, of which nothing is known before, a chunk is said to be done a little early.
        let most = (self.progress.chains_done + self.chunk_chains) as f64 / self.progress.chains_total.max(1) as f64;
        self.progress.share = (self.progress.share + requests.len() as f64 / of_each as f64).min(most);
        self.progress.tokens += completions.iter().flatten().map(|completion| completion.tokens.len() as u64).sum::<u64>();
        for (chain, completion) in chains.iter_mut().filter(|chain| chain.is_waiting()).zip(completions) {
            chain.completion = Some(completion.map_err(Failure::from));
        }
        for_each_parallel(chains, stage.threads, |chain| chain.play(stage, rule));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
