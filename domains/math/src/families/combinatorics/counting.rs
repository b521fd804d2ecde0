//! Choices, orders and overlaps.

use crate::families::topic::whole::{choose, factorial, falling};
use crate::families::topic::{Asked, Dice, ask};

const PEOPLE: [&str; 8] = ["students", "players", "painters", "dancers", "singers", "farmers", "nurses", "judges"];

pub(super) fn menu(dice: &mut Dice) -> Asked {
    let (a, b, c) = (dice.range(2, 9), dice.range(2, 9), dice.range(2, 9));
    let (first, second, third) = dice.pick(&[
        ("starters", "main dishes", "desserts"),
        ("shirts", "trousers", "hats"),
        ("frames", "saddles", "bells"),
        ("soups", "salads", "drinks"),
        ("roads", "trains", "ships"),
    ]);
    ask(format!("There are {a} {first}, {b} {second} and {c} {third}. In how many ways can one of each be chosen?"), a * b * c)
}

/// Codes of letters and digits, with or without repeats.
pub(super) fn codes(dice: &mut Dice) -> Asked {
    let letters = dice.grown(&[(3, 5), (6, 10), (11, 20)]);
    let (a, b) = (dice.range(1, 3), dice.range(1, 3));
    let numerals = dice.range(3, 9);
    let repeats = dice.pick(&[true, false]);
    let name = dice.pick(&["code", "plate", "password", "label", "ticket"]);
    let (rule, count) = if repeats {
        ("may", i128::from(letters).pow(a as u32) * i128::from(numerals).pow(b as u32))
    } else {
        ("may not", falling(letters, a) * falling(numerals, b))
    };
    let question = format!(
        "A {name} is a row of {a} out of {letters} letters, then {b} out of {numerals} digits; repeats {rule} occur. How many \
         are there?"
    );
    ask(question, count)
}

pub(super) fn handshakes(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(5, 15), (16, 60)]);
    let couples = dice.range(1, 9);
    let group = dice.pick(&PEOPLE);
    let question = format!(
        "At a meeting, {number} {group} shake hands, each with each other once, save that {couples} pairs of them do not. How \
         many \
         handshakes are there?"
    );
    ask(question, choose(number, 2) - i128::from(couples))
}

pub(super) fn ranking(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(4, 9), (10, 15), (16, 40)]);
    let places = dice.range(2, 4);
    let group = dice.pick(&PEOPLE);
    let contest = dice.pick(&["a contest", "a race", "a vote", "a quiz", "a poll"]);
    let question = format!(
        "In {contest} with {number} {group}, in how many ways can the first {places} places be filled? (No two share a place.)"
    );
    ask(question, falling(number, places))
}

pub(super) fn committee(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(5, 11), (12, 25)]);
    let chosen = dice.range(2, 4);
    let group = dice.pick(&PEOPLE);
    let extra = dice.range(0, 3);
    let question = match extra {
        0 => format!("In how many ways can {chosen} of {number} {group} be chosen?"),
        1 => format!("In how many ways can {chosen} of {number} {group} be chosen if a certain one must be among them?"),
        2 => format!("In how many ways can {chosen} of {number} {group} be chosen if a certain one must not be among them?"),
        _ => format!(
            "In how many ways can {chosen} of {number} {group} be chosen if two certain ones must not both be among them?"
        ),
    };
    let count = match extra {
        0 => choose(number, chosen),
        1 => choose(number - 1, chosen - 1),
        2 => choose(number - 1, chosen),
        _ => choose(number, chosen) - choose(number - 2, chosen - 2),
    };
    ask(question, count)
}

/// How many of each of two groups.
pub(super) fn two_groups(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(4, 8), (9, 14), (15, 22)]);
    let second = dice.range(4, 12);
    let (a, b) = (dice.range(1, 4), dice.range(1, 4));
    let (one, other) =
        dice.pick(&[("women", "men"), ("girls", "boys"), ("cats", "dogs"), ("pears", "plums"), ("novels", "comics")]);
    let question = format!("In how many ways can {a} of {first} {one} and {b} of {second} {other} be chosen?");
    ask(question, choose(first, a) * choose(second, b))
}

pub(super) fn at_least(dice: &mut Dice) -> Asked {
    let first = dice.grown(&[(4, 7), (8, 11), (12, 16)]);
    let second = dice.range(4, 9);
    let (chosen, least) = (dice.range(3, 7), dice.range(1, 2));
    let (one, other) = dice.pick(&[("women", "men"), ("girls", "boys"), ("poets", "actors"), ("cooks", "clerks")]);
    let count: i128 = (least..=chosen).map(|some| choose(first, some) * choose(second, chosen - some)).sum();
    let question = format!(
        "Of {first} {one} and {second} {other}, {chosen} are chosen, at least {least} of them {one}. In how many ways can \
         this be done?"
    );
    ask(question, count)
}

/// Different orders of letters, some of them repeated.
pub(super) fn letters(dice: &mut Dice) -> Asked {
    let counts = [dice.grown(&[(1, 1), (2, 2), (3, 3), (4, 4)]), dice.range(1, 3), dice.range(1, 3), dice.range(1, 2)];
    let start = b'A' + dice.range(0, 22) as u8;
    let word: String =
        counts.iter().zip(start..).map(|(&count, letter)| char::from(letter).to_string().repeat(count as usize)).collect();
    let led = dice.pick(&[false, true]);
    let rule = if led { format!(" if the first one must be {}", char::from(start)) } else { String::new() };
    let all: i64 = counts.iter().sum();
    let repeats = |counts: &[i64]| counts.iter().map(|&count| factorial(count)).product::<i128>();
    let count = if led {
        factorial(all - 1) / repeats(&[counts[0] - 1, counts[1], counts[2], counts[3]])
    } else {
        factorial(all) / repeats(&counts)
    };
    ask(format!("In how many different orders can the letters of {word} be written{rule}?"), count)
}

/// Two overlapping groups.
pub(super) fn clubs(dice: &mut Dice) -> Asked {
    let both = dice.grown(&[(1, 9), (10, 30)]);
    let (only_a, only_b, neither) = (dice.range(1, 20), dice.range(1, 20), dice.range(1, 15));
    let (a, b) = dice.pick(&[("chess", "football"), ("the piano", "the violin"), ("tennis", "hockey"), ("golf", "cards")]);
    let all = both + only_a + only_b + neither;
    let question = format!(
        "Of {all} people, {} play {a}, {} play {b} and {both} play both. How many play neither?",
        only_a + both,
        only_b + both
    );
    ask(question, neither)
}

/// Three overlapping groups.
pub(super) fn three_clubs(dice: &mut Dice) -> Asked {
    let all_three = dice.grown(&[(1, 9), (10, 30)]);
    let [ab, ac, bc, a, b, c, none] = [(); 7].map(|()| dice.range(1, 12));
    let question = format!(
        "Of {} people, {} speak French, {} speak German and {} speak Polish; {} speak French and German, {} French and \
         Polish, {} German and \
         Polish, and {all_three} all three. How many speak none of the three?",
        all_three + ab + ac + bc + a + b + c + none,
        a + ab + ac + all_three,
        b + ab + bc + all_three,
        c + ac + bc + all_three,
        ab + all_three,
        ac + all_three,
        bc + all_three,
    );
    ask(question, none)
}

/// A coefficient of `(a x + b y)^n`.
pub(super) fn binomial(dice: &mut Dice) -> Asked {
    let exponent = dice.grown(&[(4, 6), (7, 9), (10, 13)]);
    let at = dice.range(1, 3);
    let (a, b) = (dice.range(1, 5), dice.signed(5));
    let text = crate::families::topic::forms::terms(&[(a, "x"), (b, "y")]);
    let symbols = format!("x^{{{}}}y^{{{at}}}", exponent - at);
    let count = choose(exponent, at) * i128::from(a).pow((exponent - at) as u32) * i128::from(b).pow(at as u32);
    ask(format!("What is the coefficient of ${symbols}$ in $({text})^{{{exponent}}}$?"), count)
}
