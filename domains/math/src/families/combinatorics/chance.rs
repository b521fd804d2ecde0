//! Probabilities and expected values, as fractions.

use crate::families::topic::forms::fraction;
use crate::families::topic::whole::choose;
use crate::families::topic::{Asked, Dice, ask};

const THINGS: [&str; 6] = ["balls", "beads", "cards", "marbles", "tickets", "socks"];

pub(super) fn one_ball(dice: &mut Dice) -> Asked {
    let (red, blue, green) = (dice.grown(&[(1, 9), (10, 25)]), dice.range(1, 12), dice.range(1, 12));
    let thing = dice.pick(&THINGS);
    let (what, good) = dice.pick(&[("red", red), ("not red", blue + green), ("blue", blue), ("red or green", red + green)]);
    let question = format!(
        "A bag holds {red} red, {blue} blue and {green} green {thing}. One is drawn at random. What is the probability that \
         it is {what}? \
         Give a fraction."
    );
    ask(question, fraction(good, red + blue + green))
}

/// Two drawn without putting back.
pub(super) fn two_balls(dice: &mut Dice) -> Asked {
    let (red, blue) = (dice.grown(&[(2, 9), (10, 15), (16, 30)]), dice.range(2, 20));
    let drawn = dice.at(&[2, 2, 3]);
    let thing = dice.pick(&THINGS);
    let all = choose(red + blue, drawn);
    let (what, good) = dice.pick(&[
        ("all are red", choose(red, drawn)),
        ("exactly one is red", i128::from(red) * choose(blue, drawn - 1)),
        ("at least one is red", all - choose(blue, drawn)),
        ("all have the same colour", choose(red, drawn) + choose(blue, drawn)),
    ]);
    let question = format!(
        "A bag holds {red} red and {blue} blue {thing}. Of these, {drawn} are drawn at random without putting any back. What \
         is the probability \
         that {what}? Give a fraction."
    );
    ask(question, fraction(good, all))
}

/// Whether two rolls and a bound make what is asked for.
type Event = fn(i64, i64, i64) -> bool;

/// Sums, products and maxima of two dice with different numbers of sides.
pub(super) fn dice_sum(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(4, 6), (7, 10), (11, 20)]), dice.range(4, 20));
    let bound = dice.range(3, 12);
    let (what, holds): (&str, Event) = dice.pick(&[
        ("the sum of the numbers is", (|x, y, n| x + y == n) as Event),
        ("the sum of the numbers is at most", |x, y, n| x + y <= n),
        ("the product of the numbers is a multiple of", |x, y, n| x * y % n == 0),
        ("the greater of the numbers (or either, if they are equal) is at most", |x, y, n| x.max(y) <= n),
    ]);
    let good = (1..=a).flat_map(|x| (1..=b).map(move |y| (x, y))).filter(|&(x, y)| holds(x, y, bound)).count();
    let question = format!(
        "One fair die has the numbers 1 to {a}, another the numbers 1 to {b}. Both are rolled. What is the probability that \
         {what} {bound}? Give \
         a fraction."
    );
    ask(question, fraction(good as i64, a * b))
}

/// Exactly, or at least, so many successes.
pub(super) fn successes(dice: &mut Dice) -> Asked {
    let trials = dice.grown(&[(2, 4), (5, 6), (7, 9)]);
    let (top, bottom) = dice.coprime(1, (2, 7));
    let (what, hits) = dice.pick(&[("exactly", 0), ("exactly", 1), ("exactly", 2), ("at least", 1), ("at least", 2)]);
    let most = if what == "exactly" { hits } else { trials };
    let (who, does) =
        dice.pick(&[("A coin", "shows heads"), ("An archer", "hits"), ("A seed", "sprouts"), ("A player", "scores")]);
    let good: i128 = (hits..=most)
        .map(|some| {
            choose(trials, some) * i128::from(top).pow(some as u32) * i128::from(bottom - top).pow((trials - some) as u32)
        })
        .sum();
    let question = format!(
        "{who} {does} with probability $\\frac{{{top}}}{{{bottom}}}$ at each trial, whatever happened before. What is the \
         probability of {what} \
         {hits} such successes in {trials} trials?"
    );
    ask(question, fraction(good, i128::from(bottom).pow(trials as u32)))
}

/// The mean gain of a game with three outcomes.
pub(super) fn expected_gain(dice: &mut Dice) -> Asked {
    let (win, draw) = (dice.grown(&[(2, 12), (13, 40), (41, 99)]), dice.range(1, 9));
    let stake = dice.range(2, 10);
    let sides = dice.range(4, 20);
    let wins = dice.range(1, 2);
    let question = format!(
        "A game costs {stake} coins. A fair die with the numbers 1 to {sides} is rolled: a number of at most {wins} pays \
         {win} coins, the \
         number {sides} pays {draw} coins, any other number nothing. How many coins are won on average, the cost taken off? \
          (A loss is negative.)"
    );
    ask(question, fraction(wins * win + draw - stake * sides, sides))
}

/// The expected value of something about two dice.
pub(super) fn expected_dice(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(3, 8), (9, 16), (17, 30)]), dice.range(3, 30));
    let (factor, kind) = (dice.range(1, 9), dice.range(0, 3));
    let (what, value): (&str, fn(i64, i64) -> i64) = match kind {
        0 => ("greater of both numbers", i64::max),
        1 => ("lesser of both numbers", i64::min),
        2 => ("distance between both numbers", |x, y| (x - y).abs()),
        _ => ("product of both numbers", |x, y| x * y),
    };
    let total: i64 = (1..=a).flat_map(|x| (1..=b).map(move |y| value(x, y))).sum();
    let question = format!(
        "One fair die has the numbers 1 to {a}, another the numbers 1 to {b}. Both are rolled, and {factor} times the {what} \
         is paid. What is \
         the expected payment?"
    );
    ask(question, fraction(factor * total, a * b))
}

/// A test that is right with given rates, by the rule of Bayes.
pub(super) fn given(dice: &mut Dice) -> Asked {
    let (share, good) = (dice.grown(&[(1, 9), (10, 40)]), dice.range(60, 99));
    let wrong = dice.range(1, 30);
    let thing = dice.pick(&["parts", "lamps", "letters", "apples"]);
    let question = format!(
        "Of all {thing}, {share}% are faulty. A check marks {good}% of the faulty ones and {wrong}% of the others. What is \
         the probability \
         that a marked one is faulty? Give a fraction."
    );
    ask(question, fraction(share * good, share * good + (100 - share) * wrong))
}
