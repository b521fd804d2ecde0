//! Group-relative advantages (GRPO, arXiv 2402.03300; Dr. GRPO, arXiv 2503.20783). Plain numbers, no tensors.

use crate::config::ScaleRewards;
use crate::rollout::{Group, Rollout};

/// Added to a group's standard deviation, so that rewards equal but for rounding do not become large advantages.
pub const STD_EPSILON: f64 = 1e-4;

/// Sets the advantage of every rollout: its reward less the mean of its group, over the group's standard deviation when
/// `scale` asks for it.
///
/// The standard deviation is the population's (divided by the number of rollouts), the square root of the group's score.
/// Rollouts that do not count ([`Rollout::counts`]) are left out of mean and deviation and get 0; so does every rollout of a
/// group whose rewards are all equal. With `mask_truncated`, a rollout of which a turn was cut by the length limit gets 0 as
/// well, but its reward still enters its group's mean.
pub fn assign(groups: &mut [Group], scale: ScaleRewards, mask_truncated: bool) {
    for group in groups {
        let advantages = of_group(group, scale);
        for (rollout, advantage) in group.rollouts.iter_mut().zip(advantages) {
            let masked = mask_truncated && rollout.is_truncated();
            rollout.advantage = if masked { 0.0 } else { advantage };
        }
    }
}

fn of_group(group: &Group, scale: ScaleRewards) -> Vec<f32> {
    if group.is_uniform() {
        return vec![0.0; group.rollouts.len()];
    }
    let mean = mean_reward(&group.rollouts);
    let divisor = match scale {
        ScaleRewards::Group => f64::from(group.score()).sqrt() + STD_EPSILON,
        ScaleRewards::None => 1.0,
    };
    let advantage = |r: &Rollout| if r.counts() { (f64::from(r.reward) - mean) / divisor } else { 0.0 };
    group.rollouts.iter().map(|r| advantage(r) as f32).collect()
}

fn mean_reward(rollouts: &[Rollout]) -> f64 {
    let counted = || rollouts.iter().filter(|r| r.counts());
    counted().map(|r| f64::from(r.reward)).sum::<f64>() / counted().count().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampler::StopReason;
    use crate::testing::{group_of_rewards, turn_of};
    use exitrl_domain::Outcome;

    fn advantages(group: &Group) -> Vec<f32> {
        group.rollouts.iter().map(|r| r.advantage).collect()
    }

    fn assign_one(mut group: Group, scale: ScaleRewards, mask: bool) -> Vec<f32> {
        assign(std::slice::from_mut(&mut group), scale, mask);
        advantages(&group)
    }

    #[test]
    fn one_success_in_four_stands_out_by_the_square_root_of_three() {
        // Mean 1/4, population variance 3/16: (1 - 1/4) / (sqrt(3)/4) = sqrt(3), and -1/sqrt(3) for the others.
        let got = assign_one(group_of_rewards(&[1.0, 0.0, 0.0, 0.0]), ScaleRewards::Group, false);
        let std = 3f64.sqrt() / 4.0 + STD_EPSILON;
        assert!((f64::from(got[0]) - 0.75 / std).abs() < 1e-6);
        assert!((f64::from(got[0]) - 3f64.sqrt()).abs() < 1e-3);
        assert!((f64::from(got[1]) + 0.25 / std).abs() < 1e-6);
        assert_eq!(got[1], got[3]);
    }

    #[test]
    fn dr_grpo_takes_the_mean_only() {
        let got = assign_one(group_of_rewards(&[1.0, 0.5, 0.0, 0.5]), ScaleRewards::None, false);
        assert_eq!(got, [0.5, 0.0, -0.5, 0.0]);
    }

    #[test]
    fn equal_rewards_give_exactly_nothing() {
        let third = 1.0 / 3.0;
        for scale in [ScaleRewards::Group, ScaleRewards::None] {
            assert_eq!(assign_one(group_of_rewards(&[third; 7]), scale, false), [0.0; 7]);
        }
    }

    #[test]
    fn a_crashed_rollout_neither_learns_nor_moves_the_mean_of_its_siblings() {
        let mut group = group_of_rewards(&[1.0, 0.0, 0.0]);
        group.rollouts[2].outcome = Outcome::EnvironmentCrash;
        assert_eq!(assign_one(group, ScaleRewards::None, false), [0.5, -0.5, 0.0]);
    }

    #[test]
    fn a_group_without_any_counted_rollout_gets_nothing() {
        let mut group = group_of_rewards(&[1.0, 0.0]);
        group.rollouts.iter_mut().for_each(|r| r.outcome = Outcome::GraderTimeout);
        assert_eq!(assign_one(group, ScaleRewards::Group, false), [0.0, 0.0]);
    }

    #[test]
    fn a_masked_truncation_gets_nothing_but_stays_in_the_mean() {
        let mut group = group_of_rewards(&[1.0, 0.0]);
        group.rollouts[1].turns.push(turn_of("cut", 0.0));
        group.rollouts[1].turns[0].completion.stop_reason = StopReason::MaxTokens;
        assert_eq!(assign_one(group.clone(), ScaleRewards::None, false), [0.5, -0.5]);
        assert_eq!(assign_one(group, ScaleRewards::None, true), [0.5, 0.0]);
    }
}
