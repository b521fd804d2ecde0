//! Which iterate the next one starts from, and how: the scaffolds of an evaluation.

use exitrl_domain::{Operator, Outcome};
use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::config::{EvalSection, GreedySection, KeepIterate, Scaffold};
use crate::seed::{Purpose, Seed};

/// What a scaffold knows of an iterate of the present turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    /// The iterate it was made from; none of a draft.
    pub(super) parent: Option<usize>,
    pub(super) outcome: Outcome,
    pub(super) quality: f64,
}

impl Seen {
    /// Whether the environment could judge it, be the judgement good or bad.
    fn works(&self) -> bool {
        self.outcome == Outcome::Graded
    }
}

/// What an iterate was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchStage {
    /// A fresh attempt.
    Draft,
    /// To better one that works.
    Improve,
    /// To mend one that does not.
    Debug,
    /// Another approach.
    Diverge,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) stage: SearchStage,
    /// The iterate to start from; none for a draft.
    pub(super) parent: Option<usize>,
}

impl Choice {
    const DRAFT: Self = Self { stage: SearchStage::Draft, parent: None };

    pub(super) fn operator(self) -> Operator {
        match self.stage {
            SearchStage::Draft => Operator::Attempt,
            SearchStage::Improve | SearchStage::Debug => Operator::Improve,
            SearchStage::Diverge => Operator::Diverge,
        }
    }
}

/// How iterates are chosen, for all chains of an evaluation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule<'a> {
    Iterate(KeepIterate),
    Greedy(&'a GreedySection),
}

impl<'a> Rule<'a> {
    pub(super) fn of(section: &'a EvalSection) -> Self {
        match section.scaffold {
            Scaffold::Iterate => Self::Iterate(section.keep),
            Scaffold::Greedy => Self::Greedy(&section.greedy),
        }
    }

    /// What to try after these, oldest first. `seed` is that of the iterate to come.
    pub(super) fn next(self, seen: &[Seen], seed: Seed) -> Choice {
        match self {
            Self::Greedy(section) => greedy(section, seen, seed),
            Self::Iterate(_) if seen.is_empty() => Choice::DRAFT,
            Self::Iterate(_) => Choice { stage: SearchStage::Improve, parent: Some(self.answer(seen)) },
        }
    }

    /// Which of these, of which there is at least one, is the answer. Of equals the latest.
    pub(super) fn answer(self, seen: &[Seen]) -> usize {
        let last = seen.len() - 1;
        let rank = |at: usize| match self {
            Self::Iterate(KeepIterate::Last) => (false, 0.0),
            Self::Iterate(KeepIterate::Best) => (false, seen[at].quality),
            Self::Greedy(_) => (seen[at].works(), seen[at].quality),
        };
        (0..last).rev().fold(last, |best, at| if rank(at) > rank(best) { at } else { best })
    }
}

/// Drafts first; then what failed last is mended, a few times in a row; else the best so far is bettered or diverged from.
fn greedy(section: &GreedySection, seen: &[Seen], seed: Seed) -> Choice {
    let Some(last) = seen.last() else { return Choice::DRAFT };
    let drafts = seen.iter().filter(|seen| seen.parent.is_none()).count();
    if drafts < section.num_drafts {
        return Choice::DRAFT;
    }
    if !last.works() && failures_behind(seen, seen.len() - 1) <= section.max_debug_depth {
        return Choice { stage: SearchStage::Debug, parent: Some(seen.len() - 1) };
    }
    let best = Rule::Greedy(section).answer(seen);
    if !seen[best].works() {
        return Choice::DRAFT;
    }
    let diverges = seed.derive(Purpose::Search, 0).rng().random::<f64>() < section.divergence_prob;
    Choice { stage: if diverges { SearchStage::Diverge } else { SearchStage::Improve }, parent: Some(best) }
}

/// How many iterates in a line failed, back from this one and with it.
fn failures_behind(seen: &[Seen], from: usize) -> usize {
    let line = std::iter::successors(Some(from), |at| seen[*at].parent);
    line.take_while(|at| !seen[*at].works()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(parent: Option<usize>, quality: f64) -> Seen {
        Seen { parent, outcome: Outcome::Graded, quality }
    }

    fn failed(parent: Option<usize>) -> Seen {
        Seen { parent, outcome: Outcome::ToolError, quality: 0.0 }
    }

    fn next(section: &GreedySection, seen: &[Seen]) -> (SearchStage, Option<usize>) {
        let choice = Rule::Greedy(section).next(seen, Seed::of_run(1));
        (choice.stage, choice.parent)
    }

    const NEVER_DIVERGES: GreedySection = GreedySection { num_drafts: 1, max_debug_depth: 2, divergence_prob: 0.0 };

    #[test]
    fn a_greedy_search_drafts_improves_the_best_and_debugs_what_failed() {
        let mut seen = vec![];
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Draft, None));
        seen.push(worked(None, 0.5));
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Improve, Some(0)));
        seen.push(worked(Some(0), 0.4));
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Improve, Some(0)), "the first is still the best");
        seen.push(failed(Some(0)));
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Debug, Some(2)));
        seen.push(failed(Some(2)));
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Debug, Some(3)));
        seen.push(failed(Some(3)));
        assert_eq!(next(&NEVER_DIVERGES, &seen), (SearchStage::Improve, Some(0)), "two attempts to mend it were enough");
    }

    #[test]
    fn where_nothing_works_a_new_draft_is_made() {
        let section = GreedySection { max_debug_depth: 0, ..NEVER_DIVERGES };
        assert_eq!(next(&section, &[failed(None)]), (SearchStage::Draft, None));
    }

    #[test]
    fn drafts_come_before_everything_else() {
        let section = GreedySection { num_drafts: 3, ..NEVER_DIVERGES };
        assert_eq!(next(&section, &[worked(None, 0.9), failed(None)]), (SearchStage::Draft, None));
        assert_eq!(next(&section, &[worked(None, 0.9), failed(None), worked(None, 0.2)]), (SearchStage::Improve, Some(0)));
    }

    #[test]
    fn it_diverges_as_often_as_it_is_told_to() {
        let section = GreedySection { divergence_prob: 0.25, ..NEVER_DIVERGES };
        let seen = [worked(None, 0.5)];
        let stages = (0..4000).map(|draw| Rule::Greedy(&section).next(&seen, Seed::of_run(draw)).stage);
        let diverged = stages.filter(|stage| *stage == SearchStage::Diverge).count();
        assert!((900..1100).contains(&diverged), "{diverged} of 4000");
    }

    #[test]
    fn the_answer_is_the_last_the_best_or_the_best_that_works() {
        let seen = [worked(None, 0.0), failed(Some(0)), worked(Some(0), 0.3), worked(Some(2), 0.3), failed(Some(3))];
        assert_eq!(Rule::Iterate(KeepIterate::Last).answer(&seen), 4);
        assert_eq!(Rule::Iterate(KeepIterate::Best).answer(&seen), 3, "of equals the latest");
        assert_eq!(Rule::Greedy(&NEVER_DIVERGES).answer(&seen), 3);
        assert_eq!(
            Rule::Greedy(&NEVER_DIVERGES).answer(&seen[..2]),
            0,
            "one that works and is worth nothing comes before a failure"
        );
    }
}
