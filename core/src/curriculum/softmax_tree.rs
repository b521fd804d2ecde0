//! Weighted draws in logarithmic time.

/// Slots below one stored node: their joint node is made from their scores when it is needed, which saves most of the memory.
const BLOCK: usize = 8;

/// Draws slots in proportion to `exp(kappa * score)`; setting a score and drawing take O(log n).
///
/// A binary tree whose leaves are the slots. Every node holds the greatest score below it and the sum of the weights below it,
/// taken relative to that greatest score: nothing overflows, and the likeliest slot never underflows, at any kappa. Nodes
/// depend on their leaves only, never on the order of updates or the room for more, so a tree rebuilt from its scores draws
/// exactly the same.
#[derive(Debug, Clone)]
pub(super) struct SoftmaxTree {
    kappa: f64,
    /// By slot; minus infinity where it is empty.
    scores: Vec<f32>,
    /// A heap whose leaves are blocks of scores.
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
    /// A tree without slots.
    pub(super) fn new(kappa: f64) -> Self {
        Self { kappa, scores: vec![f32::NEG_INFINITY; BLOCK], nodes: vec![EMPTY; 2] }
    }

    /// The inverse temperature.
    pub(super) fn kappa(&self) -> f64 {
        self.kappa
    }

    /// Sets a slot's score, or empties it. The tree grows to hold the slot.
    pub(super) fn set(&mut self, slot: usize, score: Option<f32>) {
        while slot >= self.scores.len() {
            self.double();
        }
        self.scores[slot] = score.unwrap_or(f32::NEG_INFINITY);
        let block = slot / BLOCK;
        let mut at = self.nodes.len() / 2 + block;
        self.nodes[at] = self.block(block)[1];
        while at > 1 {
            at /= 2;
            self.nodes[at] = self.join(self.nodes[2 * at], self.nodes[2 * at + 1]);
        }
    }

    /// Puts the whole tree below the left of a new root; the right is empty.
    fn double(&mut self) {
        self.scores.resize(2 * self.scores.len(), f32::NEG_INFINITY);
        let mut nodes = vec![EMPTY; 2 * self.nodes.len()];
        nodes[1] = self.nodes[1];
        let mut level = 1;
        while level < self.nodes.len() {
            nodes[2 * level..3 * level].copy_from_slice(&self.nodes[level..2 * level]);
            level *= 2;
        }
        self.nodes = nodes;
    }

    /// The heap over one block of slots.
    fn block(&self, block: usize) -> [Node; 2 * BLOCK] {
        let mut heap = [EMPTY; 2 * BLOCK];
        for (leaf, &score) in heap[BLOCK..].iter_mut().zip(&self.scores[block * BLOCK..]) {
            if score > f32::NEG_INFINITY {
                *leaf = Node { greatest: f64::from(score), sum: 1.0 };
            }
        }
        for at in (1..BLOCK).rev() {
            heap[at] = self.join(heap[2 * at], heap[2 * at + 1]);
        }
        heap
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
        let root = self.nodes[1];
        if root.sum == 0.0 {
            return None;
        }
        let (block, target) = self.descend(&self.nodes, point * root.sum);
        let (slot, _) = self.descend(&self.block(block), target);
        Some(block * BLOCK + slot)
    }

    /// The leaf of a heap in which a target falls that counts from its left end, and the target relative to that leaf.
    fn descend(&self, heap: &[Node], mut target: f64) -> (usize, f64) {
        let leaves = heap.len() / 2;
        let mut node = 1;
        while node < leaves {
            let (left, right) = (heap[2 * node], heap[2 * node + 1]);
            let greatest = heap[node].greatest;
            let left_share = self.scaled(left, greatest);
            // Rounding may leave a target at the very end; then it belongs to the last slot that has any weight.
            let go_left = target < left_share || self.scaled(right, greatest) == 0.0;
            let (child, rest) = if go_left { (left, target) } else { (right, target - left_share) };
            target = rest / self.shrink(child.greatest, greatest);
            node = 2 * node + usize::from(!go_left);
        }
        (node - leaves, target)
    }

    /// How many equally likely slots would be as spread out: `(sum of weights)^2 / sum of squared weights`; 0 of none.
    pub(super) fn effective_size(&self) -> f64 {
        let root = self.nodes[1];
        let filled = self.scores.iter().filter(|score| **score > f32::NEG_INFINITY);
        let squares: f64 = filled.map(|score| self.shrink(f64::from(*score), root.greatest).powi(2)).sum();
        if squares == 0.0 { 0.0 } else { root.sum * root.sum / squares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbtest::arbtest;

    fn tree(scores: &[f32], kappa: f64) -> SoftmaxTree {
        let mut tree = SoftmaxTree::new(kappa);
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
        assert!((tree(&[0.0, 3f32.ln()], 1.0).effective_size() - 1.6).abs() < 1e-6);
    }

    #[test]
    fn a_tree_rebuilt_from_its_scores_draws_the_same_as_one_that_grew() {
        arbtest(|u| {
            let size = u.int_in_range(1..=20usize)?;
            let mut scores = vec![None; size];
            let mut grown = SoftmaxTree::new(10.0);
            for _ in 0..u.int_in_range(0..=60)? {
                let slot = u.choose_index(size)?;
                scores[slot] = u.ratio(4, 5)?.then_some(f32::from(u.int_in_range(0..=1000u16)?) / 4000.0);
                grown.set(slot, scores[slot]);
            }
            let mut rebuilt = SoftmaxTree::new(10.0);
            scores.iter().enumerate().for_each(|(slot, score)| rebuilt.set(slot, *score));
            assert_eq!(grown.nodes[1], rebuilt.nodes[1]);
            let point = f64::from(u.arbitrary::<u32>()?) / 4_294_967_296.0;
            assert_eq!(grown.at(point), rebuilt.at(point));
            assert!(grown.at(point).is_none_or(|slot| scores[slot].is_some()));
            Ok(())
        });
    }

    #[test]
    fn room_for_more_slots_changes_nothing() {
        let scores = [0.2, 0.0, 0.25, 0.125];
        let small = tree(&scores, 10.0);
        let mut large = tree(&scores, 10.0);
        large.set(1000, Some(0.25));
        large.set(1000, None);
        for i in 0..1000 {
            assert_eq!(small.at(f64::from(i) / 1000.0), large.at(f64::from(i) / 1000.0));
        }
    }
}
