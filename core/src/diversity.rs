//! The diversity bonus of full Exploratory Iteration (arXiv 2509.04575, section 4; after Chung et al. 2025): novel successes count
//! more, novel failures are pushed down more. Plain numbers, no tensors.
//!
//! ```text
//! texts of the rollouts -> embeddings e_i -> distances |e_i - mean| -> factors d_i -> advantage_i * d_i
//! ```

use crate::embedder::{Embedded, Embedder};
use crate::error::ModelError;
use crate::rollout::{Group, Rollout};
use crate::tracker::{Metrics, mean_if_any as mean};

/// A group whose distances to the mean lie within this has no spread to speak of: all its factors are 1. Embeddings have a length of
/// about 1, rounding moves their distances by less than a hundredth of this.
pub const RANGE_FLOOR: f64 = 1e-4;

/// Multiplies advantages by how novel their rollouts are in their group.
pub struct Diversity {
    embedder: Box<dyn Embedder>,
    /// No factor is larger.
    cap: f64,
}

impl Diversity {
    /// A bonus with factors of at most `cap`, by the distances of this embedder.
    pub fn new(embedder: Box<dyn Embedder>, cap: f64) -> Self {
        Self { embedder, cap }
    }

    /// Multiplies every advantage by its factor and gives the metrics of it. To be called on finished advantages, after their
    /// division by the group's standard deviation.
    ///
    /// What is embedded of a rollout is what the policy said in it: its sampled turns, joined by line breaks. Only rollouts that
    /// count ([`Rollout::counts`]) are embedded, and only in groups of which some advantage is not 0: nothing could change in the
    /// others. Beside these the starts of all groups are embedded, for the metric of how far apart they are: the text of the latest
    /// iterate, or the task's id where there is none.
    ///
    /// # Errors
    /// When a text cannot be embedded.
    pub fn weigh(&self, groups: &mut [Group]) -> Result<Metrics, ModelError> {
        let moved: Vec<usize> = (0..groups.len()).filter(|&at| can_move(&groups[at])).collect();
        let mut texts: Vec<String> = groups.iter().map(start_text).collect();
        texts.extend(moved.iter().flat_map(|&at| counted(&groups[at])).map(rollout_text));
        let embedded = Embedded::of(&*self.embedder, &texts)?;
        let vectors = embedded.vectors();
        let (starts, mut rest) = vectors.split_at(groups.len());
        let mut seen = Seen::default();
        for at in moved {
            let (points, after) = rest.split_at(groups[at].num_counted());
            rest = after;
            let distances = distances_to_mean(points);
            let factors = factors(&distances);
            for (rollout, factor) in groups[at].rollouts.iter_mut().filter(|r| r.counts()).zip(&factors) {
                rollout.advantage = (f64::from(rollout.advantage) * factor.min(self.cap)) as f32;
            }
            seen.factors.extend(factors);
            seen.distances.extend(distances);
            seen.pairwise.extend(mean_pairwise(points));
        }
        Ok(seen.metrics(self.cap, mean_pairwise(starts)))
    }
}

fn can_move(group: &Group) -> bool {
    group.rollouts.iter().any(|rollout| rollout.advantage != 0.0)
}

fn counted(group: &Group) -> impl Iterator<Item = &Rollout> {
    group.rollouts.iter().filter(|rollout| rollout.counts())
}

fn rollout_text(rollout: &Rollout) -> String {
    rollout.turns.iter().map(|turn| turn.completion.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn start_text(group: &Group) -> String {
    let start = &group.instance.start;
    start.latest.as_ref().map_or_else(|| start.task.id.clone(), |latest| latest.response.content.clone())
}

/// What was measured over all groups of a train step.
#[derive(Default)]
struct Seen {
    /// Before the cap.
    factors: Vec<f64>,
    distances: Vec<f64>,
    /// One for each group.
    pairwise: Vec<f64>,
}

impl Seen {
    fn metrics(&self, cap: f64, start_distance: Option<f64>) -> Metrics {
        let capped = || self.factors.iter().map(|factor| factor.min(cap));
        let mut metrics = Metrics::default();
        metrics.set("diversity/factor_mean", mean(capped()));
        metrics.set("diversity/factor_max", capped().fold(f64::NEG_INFINITY, f64::max));
        metrics.set("diversity/frac_capped", mean(self.factors.iter().map(|factor| f64::from(u8::from(*factor > cap)))));
        metrics.set("diversity/distance_mean", mean(self.distances.iter().copied()));
        metrics.set("diversity/pairwise_mean", mean(self.pairwise.iter().copied()));
        metrics.set("curriculum/start_distance_mean", start_distance.unwrap_or(f64::NAN));
        metrics
    }
}

/// `|e_i - mean|` of each point, Euclidean.
fn distances_to_mean(points: &[&[f32]]) -> Vec<f64> {
    let dim = points.first().map_or(0, |point| point.len());
    let at = |axis: usize| mean(points.iter().map(|point| f64::from(point[axis])));
    let centre: Vec<f64> = (0..dim).map(at).collect();
    let squared = |point: &&[f32]| point.iter().zip(&centre).map(|(x, c)| (f64::from(*x) - c).powi(2)).sum::<f64>();
    points.iter().map(|point| squared(point).sqrt()).collect()
}

/// `d_i`: distances to the mean over their range. The smallest is not taken off first, so factors are at least 0, may be far above 1,
/// and have a range of exactly 1. All 1 where the range is below [`RANGE_FLOOR`].
fn factors(distances: &[f64]) -> Vec<f64> {
    let max = distances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let min = distances.iter().copied().fold(f64::INFINITY, f64::min);
    let range = max - min;
    if range < RANGE_FLOOR { vec![1.0; distances.len()] } else { distances.iter().map(|distance| distance / range).collect() }
}

/// Mean Euclidean distance over all pairs; nothing for fewer than two points.
fn mean_pairwise(points: &[&[f32]]) -> Option<f64> {
    let distance = |(a, b): (&[f32], &[f32])| a.iter().zip(b).map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>().sqrt();
    let pairs = points.iter().enumerate().flat_map(|(at, a)| points[at + 1..].iter().map(move |b| (*a, *b)));
    (points.len() > 1).then(|| mean(pairs.map(distance)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advantage;
    use crate::config::ScaleRewards;
    use crate::embedder::HashedNgrams;
    use crate::testing::{group_of_rewards, rollout_of};
    use exitrl_domain::{Iterate, Message, Outcome};

    /// A text of numbers is its own embedding.
    struct Literal;

    impl Embedder for Literal {
        fn dim(&self) -> usize {
            2
        }
        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError> {
            let numbers = |text: &&str| text.split_whitespace().map(|word| word.parse().unwrap_or(0.0)).collect::<Vec<f32>>();
            Ok(texts.iter().map(|text| [numbers(text), vec![0.0; 2]].concat()[..2].to_vec()).collect())
        }
    }

    fn group(rollouts: &[(&str, f32)]) -> Group {
        let mut group = group_of_rewards(&[]);
        group.rollouts = rollouts.iter().map(|(text, reward)| rollout_of(&[(text, f64::from(*reward))])).collect();
        group
    }

    /// Weighs one group, with advantages that are the reward less the mean.
    fn weigh(mut group: Group, cap: f64) -> (Vec<f32>, Metrics) {
        advantage::assign(std::slice::from_mut(&mut group), ScaleRewards::None, false);
        let metrics = Diversity::new(Box::new(Literal), cap).weigh(std::slice::from_mut(&mut group)).unwrap();
        (group.rollouts.iter().map(|rollout| rollout.advantage).collect(), metrics)
    }

    #[test]
    fn the_formula_by_hand() {
        // On a line at 0, 0, 0 and 4: mean 1, distances 1, 1, 1, 3, range 2, so factors 1/2, 1/2, 1/2, 3/2.
        let (advantages, metrics) = weigh(group(&[("0", 1.0), ("0", 0.0), ("0", 0.0), ("4", 1.0)]), 5.0);
        assert_eq!(advantages, [0.25, -0.25, -0.25, 0.75]);
        let get = |name: &str| metrics.get(name);
        assert_eq!(get("diversity/factor_mean"), Some(0.75));
        assert_eq!(get("diversity/factor_max"), Some(1.5));
        assert_eq!(get("diversity/frac_capped"), Some(0.0));
        assert_eq!(get("diversity/distance_mean"), Some(1.5));
        // Three of the six pairs are 4 apart.
        assert_eq!(get("diversity/pairwise_mean"), Some(2.0));
        // One start has no pair.
        assert_eq!(get("curriculum/start_distance_mean"), None);
    }

    #[test]
    fn the_smallest_distance_is_not_taken_off_and_large_factors_are_capped() {
        // On a line at -10, -10, 8 and 12: mean 0, distances 10, 10, 8, 12, range 4: 2.5, 2.5, 2, 3.
        let rollouts = [("-10", 1.0), ("-10", 0.0), ("8", 0.0), ("12", 1.0)];
        assert_eq!(weigh(group(&rollouts), 5.0).0, [1.25, -1.25, -1.0, 1.5]);
        let (advantages, metrics) = weigh(group(&rollouts), 2.25);
        assert_eq!(advantages, [1.125, -1.125, -1.0, 1.125]);
        assert_eq!((metrics.get("diversity/factor_max"), metrics.get("diversity/frac_capped")), (Some(2.25), Some(0.75)));
    }

    #[test]
    fn only_rollouts_that_count_are_in_mean_and_range() {
        let mut with_a_crash = group(&[("0", 1.0), ("0", 0.0), ("100", 0.0), ("0", 0.0), ("4", 1.0)]);
        with_a_crash.rollouts[2].outcome = Outcome::EnvironmentCrash;
        assert_eq!(weigh(with_a_crash, 5.0).0, [0.25, -0.25, 0.0, -0.25, 0.75]);
    }

    #[test]
    fn all_turns_of_a_rollout_are_embedded() {
        // The points (0, 0), (0, 0) and (0, 3): distances 1, 1, 2 to the mean (0, 1).
        let mut group = group(&[("0", 1.0), ("0 0", 0.0), ("0", 0.0)]);
        group.rollouts[2] = rollout_of(&[("0", 0.0), ("3", 0.0)]);
        let (_, metrics) = weigh(group, 5.0);
        assert!((metrics.get("diversity/distance_mean").unwrap() - 4.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn groups_without_advantages_are_not_embedded_but_starts_are() {
        let mut groups = [group(&[("0", 1.0), ("7", 1.0)]), group(&[("0", 1.0), ("3", 0.0)]), group(&[])];
        std::sync::Arc::make_mut(&mut groups[0].instance.start.task).id = "0 2".into();
        let latest = |text: &str| Some(Iterate { response: Message::assistant(text), feedback: None, quality: 0.0 });
        groups[1].instance.start.latest = latest("0 5");
        groups[2].instance.start.latest = latest("0 8");
        advantage::assign(&mut groups, ScaleRewards::None, false);
        let metrics = Diversity::new(Box::new(Literal), 5.0).weigh(&mut groups).unwrap();
        assert_eq!(metrics.get("diversity/pairwise_mean"), Some(3.0));
        // Starts at 2, 5 and 8: 3, 6 and 3 apart.
        assert_eq!(metrics.get("curriculum/start_distance_mean"), Some(4.0));
        let metrics = Diversity::new(Box::new(Literal), 5.0).weigh(&mut groups[..1]).unwrap();
        assert!(metrics.0.is_empty(), "{metrics:?}");
    }

    #[test]
    fn two_rollouts_are_equally_far_from_their_mean_so_nothing_changes() {
        assert_eq!(weigh(group(&[("0.1 0.7", 1.0), ("0.3 0.2", 0.0)]), 5.0).0, [0.5, -0.5]);
    }

    #[test]
    fn the_range_of_factors_is_one_and_equal_distances_give_ones() {
        arbtest::arbtest(|u| {
            let count = u.int_in_range(2..=9)?;
            let mut points = vec![[0f32; 3]; count];
            for axis in points.iter_mut().flatten() {
                *axis = u.int_in_range(-1000..=1000)? as f32 / 500.0;
            }
            let points: Vec<&[f32]> = points.iter().map(<[f32; 3]>::as_slice).collect();
            let distances = distances_to_mean(&points);
            let factors = factors(&distances);
            let (min, max) = factors.iter().fold((f64::INFINITY, 0f64), |(min, max), f| (min.min(*f), max.max(*f)));
            let spread = distances.iter().fold(0f64, |most, d| most.max((d - distances[0]).abs()));
            if spread > RANGE_FLOOR {
                assert!((max - min - 1.0).abs() < 1e-9, "{factors:?}");
            }
            assert!(min >= 0.0);
            let same = vec![points[0]; count];
            assert!(super::factors(&distances_to_mean(&same)).iter().all(|factor| *factor == 1.0));
            Ok(())
        });
    }

    #[test]
    fn no_sign_is_flipped_and_identical_texts_change_nothing() {
        arbtest::arbtest(|u| {
            let count = u.int_in_range(2..=8)?;
            let mut rollouts = Vec::new();
            for _ in 0..count {
                let text: String = u.arbitrary()?;
                rollouts.push((text, f32::from(u.int_in_range(0..=4u8)?) / 4.0));
            }
            let rollouts: Vec<(&str, f32)> = rollouts.iter().map(|(text, reward)| (text.as_str(), *reward)).collect();
            let same: Vec<(&str, f32)> = rollouts.iter().map(|(_, reward)| (rollouts[0].0, *reward)).collect();
            for (rollouts, identical) in [(rollouts, false), (same, true)] {
                let mut before = group(&rollouts);
                advantage::assign(std::slice::from_mut(&mut before), ScaleRewards::Group, false);
                let mut after = before.clone();
                Diversity::new(Box::new(HashedNgrams), 5.0).weigh(std::slice::from_mut(&mut after)).unwrap();
                for (before, after) in before.rollouts.iter().zip(&after.rollouts) {
                    assert!(before.advantage * after.advantage >= 0.0);
                    assert!(after.advantage.abs() <= before.advantage.abs() * 5.000_001);
                    assert!(!identical || before.advantage == after.advantage);
                }
            }
            Ok(())
        });
    }
}
