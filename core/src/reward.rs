//! From quality to reward: the one place that knows how a self-iteration is rewarded.

use exitrl_domain::{IterationReward, Metadata, Operator};

use crate::instance::TaskInstance;
use crate::rollout::Group;

/// Sets the reward of every rollout, by its group's operator and the domain's rule.
pub fn assign(groups: &mut [Group], metadata: &Metadata) {
    for group in groups {
        for rollout in &mut group.rollouts {
            rollout.reward = reward(&group.instance, f64::from(rollout.quality), metadata.iteration_reward) as f32;
        }
    }
}

/// The reward of an episode of this quality, in `[0, 1]` (arXiv 2509.04575, section 4 and appendix A).
///
/// Only improving is ever measured by its gain: an attempt has nothing to gain on, and a divergence that had to beat what it
/// leaves behind would never be tried.
pub fn reward(instance: &TaskInstance, quality: f64, rule: IterationReward) -> f64 {
    match (rule, instance.operator, &instance.start.latest) {
        (IterationReward::NormalizedGain, Operator::Improve, Some(latest)) => normalized_gain(latest.quality, quality),
        _ => quality,
    }
}

/// The share of the possible gain that was made: `max(0, (new - old) / (1 - old))`, and 0 where nothing was left to gain.
pub fn normalized_gain(old: f64, new: f64) -> f64 {
    let room = 1.0 - old;
    if room <= 0.0 { 0.0 } else { ((new - old) / room).max(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::PartialHistory;
    use exitrl_domain::{Iterate, Message, Task};

    fn instance(operator: Operator, old: f64) -> TaskInstance {
        let task = Task { id: "t".into(), payload: serde_json::Value::Null };
        let latest = Iterate { response: Message::assistant("old"), feedback: None, quality: old };
        let start = PartialHistory { latest: Some(latest), iterate_index: 1, ..PartialHistory::base(task) };
        TaskInstance { start, operator, from_buffer: true, created_at: 0 }
    }

    #[test]
    fn gain_is_the_share_of_the_room_that_was_left() {
        assert_eq!(normalized_gain(0.5, 0.75), 0.5);
        assert_eq!(normalized_gain(0.5, 0.4), 0.0);
        assert_eq!(normalized_gain(1.0, 1.0), 0.0);
        assert_eq!(normalized_gain(0.0, 0.25), 0.25);
    }

    #[test]
    fn only_improving_is_measured_by_its_gain_and_only_where_the_domain_says_so() {
        let gain = IterationReward::NormalizedGain;
        assert_eq!(reward(&instance(Operator::Improve, 0.5), 0.75, gain), 0.5);
        assert_eq!(reward(&instance(Operator::Diverge, 0.5), 0.75, gain), 0.75);
        assert_eq!(reward(&instance(Operator::Attempt, 0.5), 0.75, gain), 0.75);
        assert_eq!(reward(&instance(Operator::Improve, 0.5), 0.75, IterationReward::Absolute), 0.75);
    }

    #[test]
    fn keeping_a_right_answer_is_rewarded_under_the_absolute_rule() {
        assert_eq!(reward(&instance(Operator::Improve, 1.0), 1.0, IterationReward::Absolute), 1.0);
        assert_eq!(reward(&instance(Operator::Improve, 1.0), 1.0, IterationReward::NormalizedGain), 0.0);
    }
}
