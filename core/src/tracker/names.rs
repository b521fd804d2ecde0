//! Every metric once. `docs/metrics.md` says what each means; a test holds the page to this list.

/// Names in `metrics.jsonl`. A part in braces stands for a domain, an outcome, or a number.
pub const METRICS: &[&str] = &[
    "reward/mean",
    "reward/std",
    "reward/{domain}/mean",
    "quality/mean",
    "quality/{operator}/mean",
    "group/frac_zero_std",
    "group/frac_all_good",
    "group/frac_all_bad",
    "kl",
    "mismatch_kl/mean",
    "mismatch_kl/max",
    "entropy",
    "clip_ratio/low_mean",
    "clip_ratio/high_mean",
    "clip_ratio/region_mean",
    "completions/mean_length",
    "completions/min_length",
    "completions/max_length",
    "completions/mean_terminated_length",
    "completions/min_terminated_length",
    "completions/max_terminated_length",
    "completions/clipped_ratio",
    "num_turns/mean",
    "rollouts/errored",
    "rollouts/empty",
    "outcome/{kind}",
    "loss",
    "optim/grad_norm",
    "optim/lr",
    "diversity/factor_mean",
    "diversity/factor_max",
    "diversity/frac_capped",
    "diversity/distance_mean",
    "diversity/pairwise_mean",
    "buffer/size",
    "buffer/score_mean",
    "buffer/score_max",
    "buffer/score_min",
    "buffer/age_mean",
    "buffer/effective_size",
    "buffer/frac_measured",
    "buffer/frac_replaced",
    "curriculum/depth_mean",
    "curriculum/frac_attempt",
    "curriculum/frac_improve",
    "curriculum/frac_diverge",
    "curriculum/frac_from_buffer",
    "curriculum/turn_index_mean",
    "curriculum/distinct_instances",
    "curriculum/start_distance_mean",
    "warm_start/loss",
    "eval/{domain}/avg@{n}",
    "eval/{domain}/pass@{m}",
    "eval/{domain}/step_{k}/mean",
    "eval/{domain}/step_{k}/low",
    "eval/{domain}/step_{k}/high",
    "eval/{domain}/step_{k}/wrong_to_right",
    "eval/{domain}/step_{k}/right_to_wrong",
    "eval/{domain}/step_{k}/distinct",
    "eval/{domain}/step_{k}/majority",
    "eval/{domain}/step_{k}/best_of",
    "eval/{domain}/gain@{K}",
    "eval/{domain}/gain@{K}/low",
    "eval/{domain}/gain@{K}/high",
    "eval/{domain}/net_corrections@{K}",
    "eval/{domain}/distinct_iterates@{K}",
    "eval/{domain}/over_majority@{K}",
    "eval/{domain}/over_majority@{K}/low",
    "eval/{domain}/over_majority@{K}/high",
    "eval/{domain}/errors",
];

/// Names in `timing.jsonl`, which differs from run to run and so is kept apart.
pub const TIMINGS: &[&str] = &[
    "time/step",
    "time/generate",
    "time/grade",
    "time/diversity",
    "time/train",
    "perf/tokens_per_second",
    "perf/sampled_tokens_per_second",
];

/// The listed name that a metric's name fits, with the parts in braces filled in.
pub fn listed(name: &str) -> Option<&'static str> {
    METRICS.iter().chain(TIMINGS).copied().find(|pattern| fits(pattern, name))
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('{') {
        None => pattern == name,
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            let Some(filled) = name.strip_prefix(before) else { return false };
            let ends = filled.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|at| !filled[..*at].contains('/'));
            ends.into_iter().any(|end| fits(after, &filled[end..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_filled_in_parts_are_recognised() {
        assert_eq!(listed("reward/mean"), Some("reward/mean"));
        assert_eq!(listed("reward/math/mean"), Some("reward/{domain}/mean"));
        assert_eq!(listed("eval/math/step_3/mean"), Some("eval/{domain}/step_{k}/mean"));
        assert_eq!(listed("eval/math/avg@16"), Some("eval/{domain}/avg@{n}"));
        assert_eq!(listed("outcome/grader_timeout"), Some("outcome/{kind}"));
        assert_eq!(listed("reward/median"), None);
        assert_eq!(listed("outcome/"), None);
    }

    #[test]
    fn the_page_of_metrics_explains_every_name_and_no_other() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md")).unwrap();
        let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let mut explained: Vec<&str> = rows.collect();
        let mut listed: Vec<&str> = METRICS.iter().chain(TIMINGS).copied().collect();
        explained.sort_unstable();
        listed.sort_unstable();
        assert_eq!(explained, listed);
    }
}
