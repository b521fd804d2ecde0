//! One JSON line for each rollout: everything that was said and how it was judged. No times, so that equal runs write equal
//! bytes.

use std::io::Write;

use exitrl_domain::{Message, Outcome};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Group, Rollout, Turn};
use crate::instance::InstanceId;
use crate::sampler::StopReason;
use crate::seed::{Purpose, Seed};

#[derive(Serialize)]
struct TraceLine<'a> {
    train_step: u64,
    group: usize,
    slot: usize,
    instance_id: InstanceId,
    task_id: &'a str,
    operator: &'static str,
    turn_index: usize,
    iterate_index: u32,
    depth: u32,
    from_buffer: bool,
    created_at: u64,
    /// Of the rollout's sampled tokens.
    seed: u64,
    turns: Vec<TraceTurn<'a>>,
    outcome: Outcome,
    quality: f32,
    reward: f32,
    advantage: f32,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct TraceTurn<'a> {
    prompt: &'a [Message],
    /// Names only.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tools: &'a [String],
    prompt_tokens: usize,
    completion: &'a str,
    completion_tokens: usize,
    logprob_sum: f64,
    stop_reason: StopReason,
    policy_version: u64,
    reward: f64,
    outcome: Outcome,
    feedback: Option<&'a str>,
}

impl<'a> TraceTurn<'a> {
    fn of(turn: &'a Turn) -> Self {
        let Turn { prompt, tools, prompt_tokens, completion, result } = turn;
        Self {
            prompt,
            tools,
            prompt_tokens: prompt_tokens.len(),
            completion: &completion.text,
            completion_tokens: completion.tokens.len(),
            logprob_sum: completion.logprobs.iter().map(|&logprob| f64::from(logprob)).sum(),
            stop_reason: completion.stop_reason,
            policy_version: completion.policy_version,
            reward: result.reward,
            outcome: result.outcome,
            feedback: result.feedback.as_deref(),
        }
    }
}

/// The line of one rollout, without a line break. `key` is the hash of all the rest. `seed` is the train step's.
pub fn trace_line(train_step: u64, seed: Seed, index: usize, group: &Group, slot: usize, rollout: &Rollout) -> String {
    let start = &group.instance.start;
    let line = TraceLine {
        train_step,
        group: index,
        slot,
        instance_id: start.id(),
        task_id: &start.task.id,
        operator: group.instance.operator.name(),
        turn_index: start.turn_index(),
        iterate_index: start.iterate_index,
        depth: start.depth,
        from_buffer: group.instance.from_buffer,
        created_at: group.instance.created_at,
        seed: super::engine::rollout_seed(seed.derive(Purpose::Group, index as u64), slot).value(),
        turns: rollout.turns.iter().map(TraceTurn::of).collect(),
        outcome: rollout.outcome,
        quality: rollout.quality,
        reward: rollout.reward,
        advantage: rollout.advantage,
        error: rollout.error.as_deref(),
    };
    with_key(&serde_json::to_string(&line).unwrap_or_else(|e| format!("{{\"trace_error\":\"{e}\"}}")))
}

/// Puts the hash of an object's text in front of its first key.
fn with_key(object: &str) -> String {
    let digest = Sha256::digest(object.as_bytes());
    let key: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{{\"key\":\"{key}\",{}", object.strip_prefix('{').unwrap_or(object))
}

/// Writes the lines of all rollouts of a train step, in group and slot order. `seed` is the train step's.
///
/// # Errors
/// When the output cannot be written.
pub fn write_traces(output: &mut dyn Write, train_step: u64, seed: Seed, groups: &[Group]) -> std::io::Result<()> {
    for (index, group) in groups.iter().enumerate() {
        for (slot, rollout) in group.rollouts.iter().enumerate() {
            writeln!(output, "{}", trace_line(train_step, seed, index, group, slot, rollout))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::TaskInstance;
    use crate::testing::{rollout_of, task};

    fn groups() -> Vec<Group> {
        let rollouts = vec![rollout_of(&[("4", 1.0)]), Rollout::failed(Outcome::EnvironmentCrash, "broke \"here\"")];
        vec![Group { instance: TaskInstance::attempt(task("t7"), 3), rollouts }]
    }

    fn lines() -> Vec<String> {
        let mut output = Vec::new();
        write_traces(&mut output, 3, Seed::of_run(1), &groups()).unwrap();
        String::from_utf8(output).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_rollout_is_one_line_that_says_what_was_said_and_how_it_was_judged() {
        let lines = lines();
        assert_eq!(lines.len(), 2);
        let good: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!((&good["task_id"], &good["slot"], &good["operator"]), (&"t7".into(), &0.into(), &"attempt".into()));
        assert_eq!(good["turns"][0]["completion"], "4");
        assert_eq!(good["turns"][0]["prompt"][0]["content"], "what?");
        assert_eq!(good["turns"][0]["feedback"], "on 4");
        assert_eq!(good["turns"][0].get("tools"), None);
        let bad: serde_json::Value = serde_json::from_str(&lines[1]).unwrap();
        assert_eq!((&bad["outcome"], &bad["error"]), (&"environment_crash".into(), &"broke \"here\"".into()));
        assert_ne!(good["seed"], bad["seed"]);
    }

    #[test]
    fn the_tools_of_a_turn_are_recorded_by_name() {
        let mut groups = groups();
        groups[0].rollouts[0].turns[0].tools = vec!["ls".to_owned(), "cat".to_owned()];
        let line = trace_line(3, Seed::of_run(1), 0, &groups[0], 0, &groups[0].rollouts[0]);
        assert!(line.contains(r#""tools":["ls","cat"],"prompt_tokens""#), "{line}");
    }

    #[test]
    fn equal_rollouts_write_equal_bytes_and_any_difference_changes_the_key() {
        assert_eq!(lines(), lines());
        let mut changed = groups();
        changed[0].rollouts[0].reward = 0.5;
        let line = trace_line(3, Seed::of_run(1), 0, &changed[0], 0, &changed[0].rollouts[0]);
        let key = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["key"].as_str().unwrap().to_owned();
        assert_ne!(key(&line), key(&lines()[0]));
        assert_eq!(key(&line).len(), 16);
    }
}
