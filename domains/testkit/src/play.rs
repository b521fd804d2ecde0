//! Playing whole episodes.

use exitrl_domain::{ClientError, DomainClient, EpisodeId, EpisodeStart, Message, Operator, Prompt, StepResult, TurnRecord};

use crate::bench::{Bench, Stop, demand};
use crate::recorder::shortened;

/// What one episode showed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Played {
    /// The attempt prompt of every turn.
    pub(crate) prompts: Vec<Prompt>,
    /// What every turn gave.
    pub(crate) results: Vec<StepResult>,
}

impl Played {
    /// Sum of the rewards.
    pub(crate) fn total(&self) -> f64 {
        self.results.iter().map(|r| r.reward).sum()
    }

    pub(crate) fn done(&self) -> bool {
        self.results.last().is_some_and(|r| r.done)
    }
}

impl Bench {
    /// Plays an episode from its start: the script's answers in turn, over and over, until done or `max_turns` are played.
    pub(crate) fn play(&self, client: &dyn DomainClient, start: &EpisodeStart, script: &[Message]) -> Result<Played, Stop> {
        let episode = client.start(start)?;
        let played = self.play_on(client, episode, start.history.len(), script, |_| Ok(()));
        client.drop_episode(episode);
        played
    }

    /// Plays an open episode on; `between` runs before each turn.
    pub(crate) fn play_on(
        &self,
        client: &dyn DomainClient,
        episode: EpisodeId,
        played_turns: usize,
        script: &[Message],
        between: impl Fn(EpisodeId) -> Result<(), Stop>,
    ) -> Result<Played, Stop> {
        let mut played = Played { prompts: Vec::new(), results: Vec::new() };
        for turn in played_turns..client.metadata().max_turns as usize {
            played.prompts.push(client.prompt(episode, Operator::Attempt, None)?);
            between(episode)?;
            let result = self.step(client, episode, &script[turn % script.len()])?;
            let done = result.done;
            played.results.push(result);
            if done {
                break;
            }
        }
        Ok(played)
    }

    /// Plays one answer, with a reason to stop that names the answer.
    pub(crate) fn step(&self, client: &dyn DomainClient, episode: EpisodeId, action: &Message) -> Result<StepResult, Stop> {
        let answered = client.step(episode, action, self.options.step_deadline);
        answered.map_err(|e: ClientError| {
            let (text, error) = (shortened(&action.content), shortened(&e.to_string()));
            Stop::Broken(format!(
                "`step` failed on the answer {text:?}: {error}; a bad answer is an outcome (for example unparsable), not an error"
            ))
        })
    }
}

/// The turn as it stands in a history.
pub(crate) fn record(action: &Message, result: &StepResult) -> TurnRecord {
    TurnRecord { action: action.clone(), feedback: result.feedback.clone(), reward: result.reward }
}

/// Stops unless both episodes showed the same.
pub(crate) fn demand_same(one: &Played, other: &Played, told: impl Fn() -> String) -> Result<(), Stop> {
    let turn = one.prompts.iter().zip(&other.prompts).position(|(a, b)| a != b);
    demand(turn.is_none(), || format!("{}: the prompts of turn {} differ", told(), turn.unwrap_or(0)))?;
    let turn = one.results.iter().zip(&other.results).position(|(a, b)| a != b);
    demand(turn.is_none(), || {
        let turn = turn.unwrap_or(0);
        let (a, b) = (shortened(&format!("{:?}", one.results[turn])), shortened(&format!("{:?}", other.results[turn])));
        format!("{}: turn {turn} gave {a} and then {b}", told())
    })?;
    demand(one.results.len() == other.results.len(), || {
        format!("{}: one took {} turns, the other {}", told(), one.results.len(), other.results.len())
    })
}
