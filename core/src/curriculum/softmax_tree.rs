//! Weighted draws in logarithmic time.

/// Draws slots in proportion to `exp(kappa * score)`; setting a score and drawing take O(log n).
///
/// A binary tree whose leaves are the slots. Every node holds the greatest score below it and the sum of the weights below it,
/// taken relative to that greatest score: nothing overflows, and the likeliest slot never underflows, at any kappa. Nodes
/// depend on their leaves only, never on the order of updates, so a tree rebuilt from its scores draws exactly the same.
#[derive(Debug, Clone)]
pub(super) struct SoftmaxTree {
    kappa: f64,
    leaves: usize,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    greatest: f64,
    /// Sum of `exp(kappa * (score - greatest))` over the filled leaves; 0 where all are empty.
    sum: f64,
}

const EMPTY: Node = Node { greatest: f64::NEG_INFINITY, sum: 0.0 };

impl SoftmaxTree {
    /// A tree of empty slots.
    pub(super) fn new(slots: usize, kappa: f64) -> Self {
        let leaves = slots.max(1).next_power_of_two();
        Self { kappa, leaves, nodes: vec![EMPTY; 2 * leaves] }
    }

    /// The inverse temperature.
    pub(super) fn kappa(&self) -> f64 {
        self.kappa
    }

    /// Sets a slot's score, or empties it.
    pub(super) fn set(&mut self, slot: usize, score: Option<f64>) {
        let mut at = self.leaves + slot;
        self.nodes[at] = score.map_or(EMPTY, |greatest| Node { greatest, sum: 1.0 });
        while at > 1 {
            at /= 2;
            self.nodes[at] = self.join(self.nodes[2 * at], self.nodes[2 * at + 1]);
        }
    }

    fn join(&self, left: Node, right: Node) -> Node {
        let greatest = left.greatest.max(right.greatest);
        Node { greatest, sum: self.scaled(left, greatest) + self.scaled(right, greatest) }
    }

    /// A node's sum relative to another greatest score.
    fn scaled(&self, node: Node, greatest: f64) -> f64 {
        if node.sum == 0.0 { 0.0 } else { node.sum * self.shrink(node.greatest, greatest) }
    }

    fn shrink(&self, from: f64, to: f64) -> f64 {
        (self.kappa * (from - to)).exp()
    }

    /// The slot at a point of the unit interval, on which every filled slot has a stretch as long as its chance.
    /// [`None`] where all slots are empty.
    pub(super) fn at(&self, point: f64) -> Option<usize> {
        let mut node = 1;
        if self.nodes[node].sum == 0.0 {
            return None;
        }
        let mut target = point * self.nodes[node].sum;
        while node < self.leaves {
            let (left, right) = (self.nodes[2 * node], self.nodes[2 * node + 1]);
            let greatest = self.nodes[node].greatest;
            let left_share = self.scaled(left, greatest);
            // Rounding may leave a target at the very end; then it belongs to the last slot that has any weight.
            let go_left = target < left_share || self.scaled(right, greatest) == 0.0;
            let (child, rest) = if go_left { (left, target) } else { (right, target - left_share) };
            target = rest / self.shrink(child.greatest, greatest);
            node = 2 * node + usize::from(!go_left);
        }
        Some(node - self.leaves)
    }

    /// How many equally likely slots would be as spread out: `(sum of weights)^2 / sum of squared weights`; 0 of none.
    pub(super) fn effective_size(&self) -> f64 {
        let root = self.nodes[1];
        let filled = self.nodes[self.leaves..].iter().filter(|leaf| leaf.sum > 0.0);
        let squares: f64 = filled.map(|leaf| self.shrink(leaf.greatest, root.greatest).powi(2)).sum();
        if squares == 0.0 { 0.0 } else { root.sum * root.sum / squares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    fn tree(scores: &[f64], kappa: f64) -> SoftmaxTree {
        let mut tree = SoftmaxTree::new(scores.len(), kappa);
        for (slot, &score) in scores.iter().enumerate() {
            tree.set(slot, Some(score));
        }
        tree
    }

    /// The share of the unit interval that each slot owns, on a fine grid.
    fn shares(tree: &SoftmaxTree, slots: usize) -> Vec<f64> {
        let points = 100_000;
        let mut shares = vec![0.0; slots];
        for i in 0..points {
            shares[tree.at((f64::from(i) + 0.5) / f64::from(points)).unwrap()] += 1.0 / f64::from(points);
        }
        shares
    }

    #[test]
    fn chances_are_those_of_the_softmax() {
        // kappa = 10 on scores 0, 0.1, 0.25: weights 1, e, e^2.5, which sum to 15.9008.
        let got = shares(&tree(&[0.0, 0.1, 0.25], 10.0), 3);
        for (got, want) in got.iter().zip([0.062_89, 0.170_95, 0.766_16]) {
            assert!((got - want).abs() < 1e-4, "{got} is not {want}");
        }
    }

    #[test]
    fn kappa_of_nothing_draws_uniformly_and_an_enormous_one_takes_the_greatest() {
        assert!(shares(&tree(&[0.0, 0.1, 0.25], 0.0), 3).iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-4));
        assert_eq!(shares(&tree(&[0.0, 0.25, 0.1], 1e9), 3)[0], 0.0);
        assert_eq!(tree(&[0.0, 0.25, 0.1], 1e9).at(0.999), Some(1));
    }

    #[test]
    fn empty_slots_are_never_drawn() {
        let mut tree = tree(&[0.2, 0.2, 0.2], 10.0);
        tree.set(2, None);
        tree.set(0, None);
        assert_eq!((tree.at(0.0), tree.at(0.999_999_999)), (Some(1), Some(1)));
        tree.set(1, None);
        assert_eq!(tree.at(0.5), None);
        assert_eq!(tree.effective_size(), 0.0);
    }

    #[test]
    fn effective_size_counts_equal_slots_fully_and_a_lone_one_as_one() {
        assert!((tree(&[0.1; 6], 10.0).effective_size() - 6.0).abs() < 1e-12);
        assert!((tree(&[0.0, 0.0, 0.25], 1e4).effective_size() - 1.0).abs() < 1e-12);
        // Weights 1 and 3: (1 + 3)^2 / (1 + 9) = 1.6.
        assert!((tree(&[0.0, 3f64.ln()], 1.0).effective_size() - 1.6).abs() < 1e-12);
    }

    #[test]
    fn a_tree_rebuilt_from_its_scores_draws_the_same_as_one_that_grew() {
        arbtest(|u| {
            let size = u.int_in_range(1..=20usize)?;
            let mut scores = vec![None; size];
            let mut grown = SoftmaxTree::new(size, 10.0);
            for _ in 0..u.int_in_range(0..=60)? {
                let slot = u.choose_index(size)?;
                scores[slot] = u.ratio(4, 5)?.then_some(f64::from(u.int_in_range(0..=1000u32)?) / 4000.0);
                grown.set(slot, scores[slot]);
            }
            let mut rebuilt = SoftmaxTree::new(size, 10.0);
            scores.iter().enumerate().for_each(|(slot, score)| rebuilt.set(slot, *score));
            assert_eq!(grown.nodes, rebuilt.nodes);
            let point = f64::from(u.arbitrary::<u32>()?) / 4_294_967_296.0;
            assert!(grown.at(point).is_none_or(|slot| scores[slot].is_some()));
            Ok(())
        });
    }
}
