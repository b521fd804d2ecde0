//! What a train step's groups say in numbers. Names follow the peers; docs say more.

use exitrl_domain::{Operator, Outcome};

use crate::rollout::{Group, OutcomeCounts, Rollout};
use crate::sampler::StopReason;
use crate::tracker::{Metrics, mean_if_any as mean};

/// Metrics of all groups of a train step. Rewards are set by now; means of rewards and qualities are over the rollouts that
/// count. A mean over nothing is left out.
pub fn metrics(groups: &[Group], domain: &str) -> Metrics {
    let mut metrics = Metrics::default();
    rewards(&mut metrics, groups, domain);
    group_shares(&mut metrics, groups);
    completions(&mut metrics, groups);
    failures(&mut metrics, groups);
    metrics
}

/// The first error of a train step of which every rollout failed: a domain that is gone for good.
pub fn all_failed(groups: &[Group]) -> Option<&str> {
    let mut errors = rollouts(groups).map(|rollout| rollout.error.as_deref());
    let first = errors.next()??;
    errors.all(|error| error.is_some()).then_some(first)
}

fn rollouts(groups: &[Group]) -> impl Iterator<Item = &Rollout> {
    groups.iter().flat_map(|group| &group.rollouts)
}

fn rewards(metrics: &mut Metrics, groups: &[Group], domain: &str) {
    let counted = || rollouts(groups).filter(|r| r.counts());
    let reward = mean(counted().map(|r| f64::from(r.reward)));
    metrics.set("reward/mean", reward);
    metrics.set(format!("reward/{domain}/mean"), reward);
    metrics.set("reward/std", mean(groups.iter().map(|group| f64::from(group.score()).sqrt())));
    metrics.set("quality/mean", mean(counted().map(|r| f64::from(r.quality))));
    for operator in [Operator::Attempt, Operator::Improve, Operator::Diverge] {
        let of_operator = groups.iter().filter(|group| group.instance.operator == operator);
        let qualities = of_operator.flat_map(|group| &group.rollouts).filter(|r| r.counts()).map(|r| f64::from(r.quality));
        metrics.set(format!("quality/{}/mean", operator.name()), mean(qualities));
    }
}

fn group_shares(metrics: &mut Metrics, groups: &[Group]) {
    metrics.set("group/frac_zero_std", share(groups, Group::is_uniform));
    metrics.set("group/frac_all_good", share(groups, |group| all_rewards(group, |reward| reward >= 1.0)));
    metrics.set("group/frac_all_bad", share(groups, |group| all_rewards(group, |reward| reward <= 0.0)));
}

fn all_rewards(group: &Group, holds: impl Fn(f32) -> bool) -> bool {
    group.num_counted() > 0 && group.rollouts.iter().filter(|r| r.counts()).all(|r| holds(r.reward))
}

/// Lengths in tokens, one completion a turn.
fn completions(metrics: &mut Metrics, groups: &[Group]) {
    let turns = || rollouts(groups).flat_map(|rollout| &rollout.turns);
    let cut = |stop: StopReason| stop == StopReason::MaxTokens;
    let lengths = turns().map(|turn| turn.completion.tokens.len() as f64);
    length_metrics(metrics, "", &lengths.collect::<Vec<_>>());
    let ended = turns().filter(|turn| !cut(turn.completion.stop_reason)).map(|turn| turn.completion.tokens.len() as f64);
    length_metrics(metrics, "terminated_", &ended.collect::<Vec<_>>());
    let clipped = turns().map(|turn| f64::from(u8::from(cut(turn.completion.stop_reason))));
    metrics.set("completions/clipped_ratio", mean(clipped));
    metrics.set("num_turns/mean", mean(rollouts(groups).map(|rollout| rollout.turns.len() as f64)));
}

fn length_metrics(metrics: &mut Metrics, which: &str, lengths: &[f64]) {
    metrics.set(format!("completions/mean_{which}length"), mean(lengths.iter().copied()));
    metrics.set(format!("completions/min_{which}length"), lengths.iter().copied().fold(f64::INFINITY, f64::min));
    metrics.set(format!("completions/max_{which}length"), lengths.iter().copied().fold(f64::NEG_INFINITY, f64::max));
}

fn failures(metrics: &mut Metrics, groups: &[Group]) {
    for (outcome, count) in Outcome::ALL.iter().zip(OutcomeCounts::of(groups).0) {
        metrics.set(format!("outcome/{}", outcome.name()), count as f64);
    }
    metrics.set("rollouts/errored", rollouts(groups).filter(|rollout| rollout.error.is_some()).count() as f64);
    metrics.set("rollouts/empty", rollouts(groups).filter(|rollout| rollout.completion_tokens() == 0).count() as f64);
}

fn share(groups: &[Group], holds: impl Fn(&Group) -> bool) -> f64 {
    mean(groups.iter().map(|group| f64::from(u8::from(holds(group)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{group_of_rewards, rollout_of};

    fn get(groups: &[Group], name: &str) -> Option<f64> {
        metrics(groups, "sums").get(name)
    }

    #[test]
    fn rewards_are_averaged_over_what_counts() {
        let mut mixed = group_of_rewards(&[1.0, 0.0, 0.25]);
        mixed.rollouts[2].outcome = Outcome::EnvironmentCrash;
        let groups = [mixed, group_of_rewards(&[1.0, 1.0])];
        assert_eq!(get(&groups, "reward/mean"), Some(0.75));
        assert_eq!(get(&groups, "reward/sums/mean"), Some(0.75));
        // Standard deviations 1/2 and 0.
        assert_eq!(get(&groups, "reward/std"), Some(0.25));
        assert_eq!(get(&groups, "outcome/environment_crash"), Some(1.0));
        assert_eq!(get(&groups, "outcome/graded"), Some(4.0));
    }

    #[test]
    fn groups_without_signal_are_told_apart() {
        let groups = [&[1.0, 1.0], &[0.0, 0.0], &[0.5, 0.5], &[0.0, 1.0]].map(|rewards| group_of_rewards(rewards.as_slice()));
        assert_eq!(get(&groups, "group/frac_zero_std"), Some(0.75));
        assert_eq!(get(&groups, "group/frac_all_good"), Some(0.25));
        assert_eq!(get(&groups, "group/frac_all_bad"), Some(0.25));
    }

    #[test]
    fn lengths_are_per_completion_and_cut_ones_are_told_apart() {
        // Tokens are bytes and an end of text: 2, 5 and 3 of them, the second cut.
        let mut group = group_of_rewards(&[0.0, 0.0]);
        group.rollouts = vec![rollout_of(&[("a", 0.0), ("bcde", 0.0)]), rollout_of(&[("fg", 0.0)])];
        group.rollouts[0].turns[1].completion.stop_reason = StopReason::MaxTokens;
        let groups = [group];
        assert_eq!(get(&groups, "completions/mean_length"), Some(10.0 / 3.0));
        assert_eq!(get(&groups, "completions/max_length"), Some(5.0));
        assert_eq!(get(&groups, "completions/mean_terminated_length"), Some(2.5));
        assert_eq!(get(&groups, "completions/clipped_ratio"), Some(1.0 / 3.0));
        assert_eq!(get(&groups, "num_turns/mean"), Some(1.5));
        assert_eq!(get(&groups, "rollouts/empty"), Some(0.0));
    }

    #[test]
    fn a_mean_over_nothing_is_left_out() {
        assert_eq!(get(&[], "reward/mean"), None);
        assert_eq!(get(&[group_of_rewards(&[1.0])], "quality/improve/mean"), None);
        assert_eq!(get(&[], "completions/min_length"), None);
    }

    #[test]
    fn a_train_step_of_failures_only_shows_its_first_error() {
        let failed = |text: &str| Rollout::failed(Outcome::EnvironmentCrash, text);
        let mut group = group_of_rewards(&[0.0]);
        assert_eq!(all_failed(std::slice::from_ref(&group)), None);
        group.rollouts.push(failed("gone"));
        assert_eq!(all_failed(std::slice::from_ref(&group)), None);
        group.rollouts.remove(0);
        group.rollouts.push(failed("gone again"));
        assert_eq!(all_failed(&[group]), Some("gone"));
        assert_eq!(all_failed(&[]), None);
    }
}
