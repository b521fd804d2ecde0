//! Procedural problems: families of one kind each, with levels of difficulty.

mod algebra;
mod arithmetic;
mod combinatorics;
mod equation;
mod geometry;
mod graded;
mod number_theory;
mod topic;
mod word_problem;

use exitrl_domain::{DomainError, Split, Task};
use serde::{Deserialize, Serialize};

use crate::draws::Draws;
use crate::problem::{Answer, Problem};
use crate::space::Space;

/// A kind of problem that is made on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Sums of two whole numbers; the level is their number of digits, 1 to 18. Right or wrong.
    Addition,
    /// Differences of two whole numbers, never below 0; levels as for sums. Right or wrong.
    Subtraction,
    /// Products of two whole numbers; levels as for sums. Right or wrong.
    Multiplication,
    /// Stories with one operation to do; the level is the number of digits, 1 to 4. Right or wrong.
    WordProblem,
    /// Linear equations in x: 1 small whole solutions, 2 with minus signs, 3 rational solutions, 4 x on both sides. Right or wrong.
    LinearEquation,
    /// Counting upwards by 5 numbers a level, 1 to 40, from a start below 100 times the level. Graded by the right beginning.
    Count,
    /// Sorting a row of digits; the level is its length, 2 to 30. Graded by the share of right places.
    SortDigits,
    /// Reversing a row of digits; levels and grading as for sorting.
    ReverseDigits,
    /// Writing a sum of one-digit numbers as a shorter one of the same value; the level is their number, 2 to 20. Graded by the
    /// share of additions done. A later attempt can go on where an earlier one stopped.
    SimplifySum,
    /// The parities of all ends of a row of bits; levels and grading as for sorting. A later attempt can correct an earlier one
    /// place by place.
    SuffixParity,
    /// Following arrows between ten letters; the level is how many, 1 to 30. Graded by the share followed. A later attempt can
    /// go on where an earlier one stopped.
    FollowArrows,
    /// Equations, systems, inequalities, functions, polynomials and series with exact answers as LaTeX: levels 1 to 5, of which
    /// each has harder kinds and greater numbers than the one before. Right or wrong; no compact prompts.
    Algebra,
    /// Divisors, primes, remainders, digits and equations in whole numbers; levels, answers and prompts as for algebra.
    NumberTheory,
    /// Counting, probabilities as fractions and expected values; levels, answers and prompts as for algebra.
    Combinatorics,
    /// Lengths, areas, angles, circles, solids and coordinates, with roots and pi where they occur; levels, answers and prompts as
    /// for algebra.
    Geometry,
}

/// A problem and the part of its id that tells it from the others of its level.
pub(crate) struct Made {
    pub(crate) key: String,
    pub(crate) problem: Problem,
}

/// How a family is made: its range of levels, how many problems a level has, and the problem of each code below that.
struct Recipe {
    levels: (u32, u32),
    size: fn(level: u32) -> u128,
    make: fn(level: u32, code: u128) -> Made,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 15] = [
        Self::Addition,
        Self::Subtraction,
        Self::Multiplication,
        Self::WordProblem,
        Self::LinearEquation,
        Self::Count,
        Self::SortDigits,
        Self::ReverseDigits,
        Self::SimplifySum,
        Self::SuffixParity,
        Self::FollowArrows,
        Self::Algebra,
        Self::NumberTheory,
        Self::Combinatorics,
        Self::Geometry,
    ];

    /// The name used in configurations and ids, for example `"sort_digits"`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Addition => "addition",
            Self::Subtraction => "subtraction",
            Self::Multiplication => "multiplication",
            Self::WordProblem => "word_problem",
            Self::LinearEquation => "linear_equation",
            Self::Count => "count",
            Self::SortDigits => "sort_digits",
            Self::ReverseDigits => "reverse_digits",
            Self::SimplifySum => "simplify_sum",
            Self::SuffixParity => "suffix_parity",
            Self::FollowArrows => "follow_arrows",
            Self::Algebra => "algebra",
            Self::NumberTheory => "number_theory",
            Self::Combinatorics => "combinatorics",
            Self::Geometry => "geometry",
        }
    }

    /// The least and the greatest level.
    pub fn levels(self) -> (u32, u32) {
        self.recipe().levels
    }

    /// Whether the family has many kinds of problems with answers as LaTeX, asked for in a box, and no compact prompts.
    pub(crate) fn is_topic(self) -> bool {
        matches!(self, Self::Algebra | Self::NumberTheory | Self::Combinatorics | Self::Geometry)
    }

    fn recipe(self) -> Recipe {
        match self {
            Self::Addition => Recipe { levels: (1, 18), size: arithmetic::pairs, make: arithmetic::addition },
            Self::Subtraction => Recipe { levels: (1, 18), size: arithmetic::ordered_pairs, make: arithmetic::subtraction },
            Self::Multiplication => Recipe { levels: (1, 18), size: arithmetic::pairs, make: arithmetic::multiplication },
            Self::WordProblem => Recipe { levels: (1, 4), size: word_problem::size, make: word_problem::make },
            Self::LinearEquation => Recipe { levels: (1, 4), size: equation::size, make: equation::make },
            Self::Count => Recipe { levels: (1, 40), size: graded::starts, make: graded::count },
            Self::SortDigits => Recipe { levels: (2, 30), size: graded::rows, make: graded::sort },
            Self::ReverseDigits => Recipe { levels: (2, 30), size: graded::rows, make: graded::reverse },
            Self::SimplifySum => Recipe { levels: (2, 20), size: graded::sums, make: graded::simplify },
            Self::SuffixParity => Recipe { levels: (2, 30), size: graded::bit_rows, make: graded::suffix_parity },
            Self::FollowArrows => Recipe { levels: (1, 30), size: graded::arrow_maps, make: graded::follow_arrows },
            Self::Algebra => Recipe { levels: (1, algebra::LEVELS), size: algebra::size, make: algebra::make },
            Self::NumberTheory => {
                Recipe { levels: (1, number_theory::LEVELS), size: number_theory::size, make: number_theory::make }
            }
            Self::Combinatorics => {
                Recipe { levels: (1, combinatorics::LEVELS), size: combinatorics::size, make: combinatorics::make }
            }
            Self::Geometry => Recipe { levels: (1, geometry::LEVELS), size: geometry::size, make: geometry::make },
        }
    }
}

/// The problems of one family at one level.
pub(crate) struct FamilyTasks {
    family: Family,
    level: u32,
    space: Space,
}

impl FamilyTasks {
    /// `level` is the family's lowest where it is not given.
    ///
    /// # Errors
    /// When the family has no such level.
    pub(crate) fn new(family: Family, level: Option<u32>, seed: u64) -> Result<Self, DomainError> {
        let (low, high) = family.levels();
        let level = level.unwrap_or(low);
        if !(low..=high).contains(&level) {
            let text =
                format!("source.level is {level}, but the family {} has levels {low} to {high}; set one of them", family.name());
            return Err(DomainError::config(text));
        }
        let size = (family.recipe().size)(level);
        Ok(Self { family, level, space: Space::new(&format!("{}/{level}", family.name()), size, seed) })
    }

    pub(crate) fn count(&self, split: Split) -> u64 {
        self.space.count(split)
    }

    /// The task at `index`, which is below [`FamilyTasks::count`].
    pub(crate) fn task(&self, split: Split, index: u64) -> Task {
        let made = (self.family.recipe().make)(self.level, self.space.code(split, index));
        let id = format!("{}/{}/{}", self.family.name(), self.level, made.key);
        Task { id, payload: serde_json::json!(made.problem) }
    }
}

fn exact(question: String, compact: String, gold: impl ToString) -> Problem {
    Problem { question, compact, answer: Answer::Exact { gold: gold.to_string() }, about: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_level_of_every_family_makes_distinct_problems_in_both_splits() {
        for family in Family::ALL {
            let (low, high) = family.levels();
            for level in low..=high {
                let tasks = FamilyTasks::new(family, Some(level), 7).unwrap();
                let (mut ids, mut payloads, mut asked) = (HashSet::new(), HashSet::new(), 0);
                for split in [Split::Train, Split::Test] {
                    let count = tasks.count(split);
                    let last = count.saturating_sub(150)..count;
                    for index in (0..count.min(150)).chain(last).collect::<HashSet<_>>() {
                        let task = tasks.task(split, index);
                        asked += 1;
                        ids.insert(task.id);
                        payloads.insert(task.payload.to_string());
                    }
                }
                assert_eq!((ids.len(), payloads.len()), (asked, asked), "{} level {level}", family.name());
            }
        }
    }

    #[test]
    fn small_families_are_distinct_to_the_last_problem() {
        let small = [(Family::Addition, 1), (Family::Subtraction, 1), (Family::LinearEquation, 1), (Family::WordProblem, 1)];
        for (family, level) in small {
            let recipe = family.recipe();
            let size = (recipe.size)(level);
            let texts: HashSet<String> = (0..size).map(|code| (recipe.make)(level, code).problem.question).collect();
            assert_eq!(texts.len() as u128, size, "{}", family.name());
        }
    }

    #[test]
    fn no_topic_asks_the_same_twice_so_that_no_level_trains_on_what_another_tests() {
        let mut asked = HashSet::new();
        for templates in [algebra::TEMPLATES, number_theory::TEMPLATES, combinatorics::TEMPLATES, geometry::TEMPLATES] {
            topic::checks::each(templates, |name, level, question| {
                assert!(asked.insert(question.to_owned()), "{name} level {level}: {question}");
            });
        }
    }

    #[test]
    fn the_grader_knows_every_answer_and_takes_no_expression_in_the_question_for_it() {
        let policy = exitrl_math_grader::Policy::default();
        let (mut expressions, mut relations) = (HashSet::new(), HashSet::new());
        for templates in [algebra::TEMPLATES, number_theory::TEMPLATES, combinatorics::TEMPLATES, geometry::TEMPLATES] {
            topic::checks::some(templates, |name, case| {
                let same = exitrl_math_grader::compare(&case.gold, &case.gold, &policy);
                assert!(same.correct, "{name}: {same:?}");
                // A value given, such as a number or a point, may be the answer by chance.
                let chance = |shown: &str| shown.bytes().all(|byte| byte.is_ascii_digit() || b"-(), ".contains(&byte));
                for shown in case.math.iter().filter(|shown| !chance(shown) && **shown != case.gold) {
                    let is_relation = ["=", "<", ">", "\\le", "\\ge"].iter().any(|sign| shown.contains(sign));
                    if exitrl_math_grader::compare(&case.gold, shown, &policy).correct {
                        let found = if is_relation { &mut relations } else { &mut expressions };
                        found.insert(format!("{name}: {shown} for {}", if is_relation { "its solution" } else { &case.gold }));
                    }
                }
            });
        }
        // Whether an equation or inequality copied from the question stands for its solution is for the grader to settle.
        println!("{} equations and inequalities are taken for their solutions", relations.len());
        let names: HashSet<&str> = relations.iter().filter_map(|relation| relation.split(':').next()).collect();
        println!("{names:?}");
        assert!(expressions.is_empty(), "{expressions:?}");
    }

    #[test]
    fn every_code_of_a_topic_is_one_problem_with_an_id_of_its_own() {
        for family in Family::ALL.into_iter().filter(|family| family.is_topic()) {
            let Recipe { levels, size, make } = family.recipe();
            let keys: HashSet<String> = (0..size(levels.1)).map(|code| make(levels.1, code).key).collect();
            assert_eq!(keys.len() as u128, size(levels.1), "{}", family.name());
        }
    }

    #[test]
    fn a_level_that_does_not_exist_is_refused_with_those_that_do() {
        let error = FamilyTasks::new(Family::SortDigits, Some(1), 0).err().unwrap();
        assert_eq!(error.message, "source.level is 1, but the family sort_digits has levels 2 to 30; set one of them");
    }
}
