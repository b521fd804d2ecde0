//! Turns, rollouts and groups: the values that pass from the engine to the learner and the curriculum.

use exitrl_domain::{Message, Outcome, StepResult};
use serde::Serialize;

use crate::instance::TaskInstance;
use crate::sampler::{Completion, StopReason, TokenId};

/// One sampled turn of an episode and what the domain answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The prompt as messages.
    pub prompt: Vec<Message>,
    /// Names of the tools that it offered; their schemas are long, and the domain's own.
    pub tools: Vec<String>,
    /// The prompt as tokens.
    pub prompt_tokens: Vec<TokenId>,
    /// What the policy said, with its log-probabilities.
    pub completion: Completion,
    /// What the domain answered.
    pub result: StepResult,
}

impl Turn {
    /// The completion as the message the domain was given.
    pub fn action(&self) -> Message {
        Message::assistant(self.completion.text.clone())
    }

    /// How an episode that ends with this turn ended.
    ///
    /// A completion that was cut by the length limit is played like any other, and graded if an answer can be found in it. Only
    /// where none can, the cut is to blame; so it is where an episode used up its turns without coming to an end.
    pub fn outcome(&self) -> Outcome {
        let cut = self.completion.stop_reason == StopReason::MaxTokens;
        match self.result.outcome {
            Outcome::Unparsable if cut => Outcome::Truncated,
            Outcome::Graded | Outcome::Unparsable if !self.result.done => Outcome::Truncated,
            outcome => outcome,
        }
    }
}

/// Whether an outcome says anything of the policy: a failed environment does not.
pub fn outcome_counts(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Graded | Outcome::Unparsable | Outcome::Truncated | Outcome::ToolError | Outcome::SandboxKilled)
}

/// One sampled episode from a start to its end, inside a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// The turns sampled here; turns of the start's history are not repeated.
    pub turns: Vec<Turn>,
    /// How the episode ended.
    pub outcome: Outcome,
    /// Sum of turn rewards over the whole episode, rescaled to `[0, 1]` by the domain's fixed range.
    pub quality: f32,
    /// What the objective trains on.
    pub reward: f32,
    /// Group-relative advantage; one value for all completion tokens.
    pub advantage: f32,
    /// Why the rollout could not be finished; such a rollout is data, its siblings go on.
    pub error: Option<String>,
}

impl Rollout {
    /// A rollout that could not be played: no turns, nothing to learn from.
    pub fn failed(outcome: Outcome, error: impl Into<String>) -> Self {
        Self { turns: Vec::new(), outcome, quality: 0.0, reward: 0.0, advantage: 0.0, error: Some(error.into()) }
    }

    /// Whether the rollout counts in its group's advantage and score: an environment that failed says nothing of the policy.
    pub fn counts(&self) -> bool {
        outcome_counts(self.outcome)
    }

    /// Whether a turn was cut by the length limit.
    pub fn is_truncated(&self) -> bool {
        self.turns.iter().any(|turn| turn.completion.stop_reason == StopReason::MaxTokens)
    }

    /// Tokens sampled over all turns.
    pub fn completion_tokens(&self) -> usize {
        self.turns.iter().map(|turn| turn.completion.tokens.len()).sum()
    }
}

/// The rollouts of one task instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they were rolled out from.
    pub instance: TaskInstance,
    /// G rollouts, in slot order.
    pub rollouts: Vec<Rollout>,
}

impl Group {
    /// How many rollouts count in the group's advantage and score.
    pub fn num_counted(&self) -> usize {
        self.rollouts.iter().filter(|r| r.counts()).count()
    }

    /// Learnability: the population variance of the rewards of the rollouts that count, in `[0, 0.25]`
    /// (arXiv 2509.04575, section 4; the population form is our reading, so that 0/1 rewards give p(1 - p)).
    pub fn score(&self) -> f32 {
        let rewards: Vec<f64> = self.rollouts.iter().filter(|r| r.counts()).map(|r| f64::from(r.reward)).collect();
        if rewards.is_empty() {
            return 0.0;
        }
        let n = rewards.len() as f64;
        let mean = rewards.iter().sum::<f64>() / n;
        (rewards.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / n) as f32
    }

    /// Whether every rollout that counts got the same reward: such a group teaches nothing.
    pub fn is_uniform(&self) -> bool {
        let mut rewards = self.rollouts.iter().filter(|r| r.counts()).map(|r| r.reward);
        let first = rewards.next();
        rewards.all(|r| Some(r) == first)
    }
}

/// How many rollouts ended in each outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OutcomeCounts(pub [u64; Outcome::ALL.len()]);

impl OutcomeCounts {
    /// Counts over all rollouts of all groups.
    pub fn of(groups: &[Group]) -> Self {
        let mut counts = Self::default();
        for rollout in groups.iter().flat_map(|group| &group.rollouts) {
            counts.0[rollout.outcome as usize] += 1;
        }
        counts
    }
}
