//! From finished rollouts to new starts.

use exitrl_domain::{Iterate, Operator, TurnRecord};

use crate::instance::{PartialHistory, TaskInstance};
use crate::rollout::{Rollout, Turn};

/// The starts that a finished rollout gives rise to: one for each of its turns, oldest first. The start of turn t holds the
/// turns before t as history and turn t's response as the latest iterate (arXiv 2509.04575, figure 2).
///
/// Without self-iterations a later turn's start holds the turns before it and no iterate, and the instance's own turn gives none,
/// since its start is the instance itself.
///
/// Turns of the instance's own history give none: their starts came from the rollouts that they were sampled in, and have
/// scores of their own since. A rollout that does not count gives none either: nothing is known of its worth.
pub fn expand(instance: &TaskInstance, rollout: &Rollout, self_iterations: bool) -> Vec<PartialHistory> {
    if !rollout.counts() {
        return Vec::new();
    }
    let quality = f64::from(rollout.quality);
    let mut turns = instance.start.turns.clone();
    let mut starts = Vec::with_capacity(rollout.turns.len());
    for (nth, turn) in rollout.turns.iter().enumerate() {
        let iterate = || Iterate { response: turn.action(), feedback: turn.result.feedback.clone(), quality };
        let index = if nth == 0 { next_iterate(instance) } else { 1 };
        if self_iterations || nth > 0 {
            starts.push(PartialHistory {
                task: instance.start.task.clone(),
                turns: turns.clone(),
                latest: self_iterations.then(iterate),
                iterate_index: if self_iterations { index } else { 0 },
                depth: instance.start.depth + u32::from(instance.operator != Operator::Attempt),
            });
        }
        turns.push(record(turn));
    }
    starts
}

/// Iterates there are of the instance's present turn once a rollout has added its own. Later turns are first attempts.
fn next_iterate(instance: &TaskInstance) -> u32 {
    if instance.operator == Operator::Attempt { 1 } else { instance.start.iterate_index + 1 }
}

fn record(turn: &Turn) -> TurnRecord {
    TurnRecord { action: turn.action(), feedback: turn.result.feedback.clone(), reward: turn.result.reward }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rollout_of, task};
    use exitrl_domain::{Message, Outcome};

    /// Three turns "a", "b", "c", rewards 0.1, 0.2 and 0.3, feedback "on a" and so on; quality 0.6.
    fn three_turns() -> Rollout {
        let mut rollout = rollout_of(&[("a", 0.1), ("b", 0.2), ("c", 0.3)]);
        rollout.quality = 0.6;
        rollout
    }

    fn actions(start: &PartialHistory) -> Vec<&str> {
        start.turns.iter().map(|turn| turn.action.content.as_str()).collect()
    }

    #[test]
    fn a_history_of_three_turns_gives_a_start_at_each_of_them() {
        let starts = expand(&TaskInstance::attempt(task("t"), 0), &three_turns(), true);
        assert_eq!(starts.len(), 3);
        assert_eq!(starts.iter().map(actions).collect::<Vec<_>>(), [vec![], vec!["a"], vec!["a", "b"]]);
        let latest: Vec<_> = starts.iter().map(|s| s.latest.clone().unwrap()).collect();
        assert_eq!(latest[1].response, Message::assistant("b"));
        assert_eq!(latest[1].feedback.as_deref(), Some("on b"));
        assert!(latest.iter().all(|iterate| (iterate.quality - 0.6).abs() < 1e-7));
        assert_eq!(starts[2].turns[1].reward, 0.2);
        assert_eq!(starts[2].turns[1].feedback.as_deref(), Some("on b"));
        assert!(starts.iter().all(|s| (s.iterate_index, s.depth) == (1, 0)), "fresh attempts have no iteration behind them");
    }

    #[test]
    fn improving_the_second_turn_gives_starts_from_there_on_and_one_more_iteration_behind_them() {
        let parent = expand(&TaskInstance::attempt(task("t"), 0), &three_turns(), true).remove(1);
        let instance = TaskInstance { start: parent, operator: Operator::Improve, from_buffer: true, created_at: 0 };
        let starts = expand(&instance, &rollout_of(&[("B", 0.2), ("C", 0.3)]), true);
        assert_eq!(starts.iter().map(actions).collect::<Vec<_>>(), [vec!["a"], vec!["a", "B"]]);
        assert_eq!(starts.iter().map(|s| (s.iterate_index, s.depth)).collect::<Vec<_>>(), [(2, 1), (1, 1)]);
        let again = TaskInstance { start: starts[0].clone(), operator: Operator::Diverge, ..instance };
        assert_eq!(expand(&again, &rollout_of(&[("β", 0.0)]), true)[0].iterate_index, 3);
        assert_eq!(expand(&again, &rollout_of(&[("β", 0.0)]), true)[0].depth, 2);
    }

    #[test]
    fn a_rollout_that_the_environment_broke_gives_no_start() {
        let mut rollout = three_turns();
        rollout.outcome = Outcome::EnvironmentCrash;
        assert_eq!(expand(&TaskInstance::attempt(task("t"), 0), &rollout, true), []);
    }

    #[test]
    fn without_self_iterations_later_turns_give_starts_to_attempt_again_and_the_first_gives_none() {
        let starts = expand(&TaskInstance::attempt(task("t"), 0), &three_turns(), false);
        assert_eq!(starts.iter().map(actions).collect::<Vec<_>>(), [vec!["a"], vec!["a", "b"]]);
        assert!(starts.iter().all(|s| s.latest.is_none() && (s.iterate_index, s.depth) == (0, 0)));
        let again = TaskInstance { start: starts[0].clone(), operator: Operator::Attempt, from_buffer: true, created_at: 0 };
        let starts = expand(&again, &rollout_of(&[("B", 0.2), ("C", 0.3)]), false);
        assert_eq!(starts.iter().map(actions).collect::<Vec<_>>(), [vec!["a", "B"]]);
    }
}
