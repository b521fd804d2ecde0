//! Linear equations in x.

use super::{Draws, Made, exact};
use dashu_ratio::RBig;

pub(super) fn size(level: u32) -> u128 {
    match level {
        1 => 8 * 10 * 9,
        2 => 16 * 41 * 40,
        3 => 11 * 40 * 41,
        _ => 22 * 21 * 41 * 41,
    }
}

/// `a x + b = c x + d`.
struct Equation {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
}

pub(super) fn make(level: u32, code: u128) -> Made {
    let mut draws = Draws(code);
    let equation = match level {
        1 => with_solution(draws.range(2, 9), draws.range(0, 9), draws.range(1, 9)),
        2 => with_solution(nonzero(draws.range(2, 17), 9), draws.range(-20, 20), nonzero(draws.range(1, 40), 20)),
        3 => Equation { a: draws.range(2, 12), b: nonzero(draws.range(1, 40), 20), c: 0, d: draws.range(-20, 20) },
        _ => two_sided(&mut draws),
    };
    let text = equation.text();
    let key: String = text.chars().filter(|c| *c != ' ').collect();
    let hint = if level >= 3 { " Give a whole number or a fraction." } else { "" };
    let question = format!("Solve {text} for x.{hint}");
    Made { problem: exact(question, format!("{key}:"), equation.solution()), key }
}

/// Folds `..=positive` onto itself and what is above it onto the numbers below 0, so that 0 is left out.
fn nonzero(drawn: i64, positive: i64) -> i64 {
    if drawn > positive { positive - drawn } else { drawn }
}

fn with_solution(a: i64, x: i64, b: i64) -> Equation {
    Equation { a, b, c: 0, d: a * x + b }
}

/// The factors of x are drawn as two different numbers of -11 to 11 without 0, so that there is one solution.
fn two_sided(draws: &mut Draws) -> Equation {
    let (first, second) = (draws.range(1, 22), draws.range(1, 21));
    let second = if second >= first { second + 1 } else { second };
    Equation { a: nonzero(first, 11), c: nonzero(second, 11), b: draws.range(-20, 20), d: draws.range(-20, 20) }
}

impl Equation {
    fn text(&self) -> String {
        format!("{} = {}", side(self.a, self.b), side(self.c, self.d))
    }

    fn solution(&self) -> RBig {
        // a and c are drawn apart.
        RBig::from_parts_signed((self.d - self.b).into(), (self.a - self.c).into())
    }
}

fn side(factor: i64, constant: i64) -> String {
    let x = match factor {
        0 => return constant.to_string(),
        1 => "x".to_owned(),
        -1 => "-x".to_owned(),
        _ => format!("{factor}x"),
    };
    match constant {
        0 => x,
        1.. => format!("{x} + {constant}"),
        _ => format!("{x} - {}", -constant),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_solution_solves_the_equation() {
        // 3x + 5 = 20; -2x = -7; 4x + 1 = x - 6, so 3x = -7.
        let cases = [((3, 5, 0, 20), "5"), ((-2, 0, 0, -7), "7/2"), ((4, 1, 1, -6), "-7/3")];
        for ((a, b, c, d), x) in cases {
            assert_eq!(Equation { a, b, c, d }.solution().to_string(), x);
        }
    }

    #[test]
    fn signs_are_written_as_people_do() {
        assert_eq!(Equation { a: -1, b: -5, c: 1, d: 0 }.text(), "-x - 5 = x");
        assert_eq!(Equation { a: 3, b: 5, c: 0, d: 20 }.text(), "3x + 5 = 20");
    }

    #[test]
    fn every_level_is_distinct_to_the_last_equation_and_the_first_two_have_whole_solutions() {
        for level in 1..=4 {
            let all: HashSet<String> = (0..size(level)).map(|code| make(level, code).key).collect();
            assert_eq!(all.len() as u128, size(level), "level {level}");
            let whole = (0..size(level)).all(|code| !make(level, code).problem.answer.text("").contains('/'));
            assert_eq!(whole, level <= 2, "level {level}");
        }
    }
}
