//! Which entries are trained on and which are held out. All variants of an entry number lie on one side, since they share scenario
//! and answers.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Entry;

/// Places of the entries on either side, in order of the entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) train: Vec<usize>,
    pub(crate) test: Vec<usize>,
}

/// Numbers of entries in the order of their digests.
type Shuffled = BTreeMap<Vec<u8>, u64>;

/// Divides entries so that about `test_fraction` of the numbers are held out, evenly over numbers of turns and sets of services
/// (arXiv 2509.04575, appendix A: stratified by turn count and API set). The seed decides which.
pub(crate) fn divide(entries: &[Entry], test_fraction: f64, seed: u64) -> Sides {
    // Every number counts once, by its first variant.
    let mut strata: BTreeMap<(usize, Vec<&str>), Shuffled> = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    for entry in entries {
        let number = entry.number().unwrap_or_default();
        if seen.insert(number) {
            let mut classes: Vec<&str> = entry.classes.iter().map(|class| class.name()).collect();
            classes.sort_unstable();
            let stratum = strata.entry((entry.questions.len(), classes)).or_default();
            stratum.insert(order(seed, number), number);
        }
    }
    // One run through all strata in a row: what a stratum's size leaves over passes to the next.
    let mut due = 0.0;
    let mut held_out = std::collections::HashSet::new();
    for number in strata.values().flat_map(BTreeMap::values) {
        due += test_fraction;
        if due >= 1.0 - 1e-9 {
            due -= 1.0;
            held_out.insert(*number);
        }
    }
    let mut sides = Sides::default();
    for (place, entry) in entries.iter().enumerate() {
        let side = if held_out.contains(&entry.number().unwrap_or_default()) { &mut sides.test } else { &mut sides.train };
        side.push(place);
    }
    sides
}

/// Shuffles the numbers of a stratum: by digest.
fn order(seed: u64, number: u64) -> Vec<u8> {
    Sha256::digest(format!("split/{seed}/{number}")).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::Class;

    fn entry(category: &str, number: u64, turns: usize) -> Entry {
        Entry {
            id: format!("multi_turn_{category}_{number}"),
            long: false,
            questions: vec![Some("?".to_owned()); turns],
            scenarios: exitrl_python::Value::dict([]),
            classes: vec![Class::Ticket],
            missed: BTreeMap::new(),
            excluded: Vec::new(),
            shown: None,
            ground_truth: vec![Vec::new(); turns],
        }
    }

    #[test]
    fn variants_of_a_number_lie_on_one_side_and_every_stratum_is_halved() {
        let mut entries: Vec<Entry> = (0..40).map(|number| entry("base", number, 1 + number as usize % 2)).collect();
        entries.extend((0..40).map(|number| entry("miss_func", number, 2 + number as usize % 2)));
        let sides = divide(&entries, 0.5, 7);
        assert_eq!((sides.train.len(), sides.test.len()), (40, 40));
        let is_test = |place: usize| sides.test.contains(&place);
        assert!((0..40).all(|number| is_test(number) == is_test(number + 40)));
        let single_turn_test = sides.test.iter().filter(|place| entries[**place].questions.len() == 1).count();
        assert_eq!(single_turn_test, 10);
        assert_ne!(divide(&entries, 0.5, 8), sides, "the seed decides");
        assert!(divide(&entries, 0.0, 7).test.is_empty());
        assert!(divide(&entries, 1.0, 7).train.is_empty());
    }
}
