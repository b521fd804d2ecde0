//! Laws of the grader over generated answers: reflexive, symmetric, blind to spacing, writing and order, and never taken in by another answer.
//!
//! Cases come from counters, so a case that fails is known by its number: `EXITRL_PROPERTY_CASES` says how many each law is tried on (2,000),
//! `EXITRL_PROPERTY_SEED` which.

mod answer;
#[path = "../hostile/draw.rs"]
mod draw;
mod forms;
mod style;
mod term;

use exitrl_math_grader::{FUEL, Policy, Verdict, grade};

use answer::Answer;
use draw::Draw;
use style::Style;
use term::Term;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().expect("a whole number"))
}

fn boxed(answer: &str) -> String {
    format!("\\boxed{{{answer}}}")
}

fn verdict(gold: &str, response: &str) -> Verdict {
    grade(gold, response, &Policy::default())
}

/// Tries a law, given as a function from a draw to (gold, response, whether it is right), on all cases, and lists those that broke it.
/// A case may be none.
fn law(name: &str, case: impl Fn(&mut Draw) -> Option<(String, String, bool)>) {
    let (seed, cases) = (number("EXITRL_PROPERTY_SEED", 1), number("EXITRL_PROPERTY_CASES", 2_000));
    let (mut tried, mut broken) = (0_u64, Vec::new());
    for number in 0..cases {
        if let Some((gold, response, right)) = case(&mut Draw::of(seed, number)) {
            let given = verdict(&gold, &response);
            tried += 1;
            assert!(given.fuel <= FUEL, "{name}, case {number}: fuel {} for {gold:?} and {response:?}", given.fuel);
            if given.correct != right {
                broken.push((gold.len() + response.len(), number, gold, response, given));
            }
        }
    }
    assert!(tried > cases / 4, "{name}: only {tried} of {cases} draws made a case");
    broken.sort_by_key(|(length, number, ..)| (*length, *number));
    let shortest: String = broken
        .iter()
        .take(25)
        .map(|(_, number, gold, response, given)| {
            format!(
                "\n  case {number}: {gold}   ~   {response}   ({:?}, {:?}, {:?} as {:?})",
                given.rung, given.reason, given.gold_reading, given.reading
            )
        })
        .collect();
    assert!(broken.is_empty(), "{name}: {} of {tried} cases of seed {seed} broke it; the shortest:{shortest}", broken.len());
}

#[test]
fn an_answer_equals_itself() {
    law("reflexive", |draw| {
        let text = Answer::random(draw).plain();
        Some((text.clone(), boxed(&text), true))
    });
}

#[test]
fn an_answer_equals_its_other_writings() {
    law("writings", |draw| {
        let answer = Answer::random(draw);
        let gold = answer.written(&mut Style::any(Draw::of(draw.next(), 0)));
        let other = answer.written(&mut Style::any(Draw::of(draw.next(), 1)));
        Some((gold, boxed(&other), true))
    });
}

#[test]
fn spaces_say_nothing() {
    law("spaces", |draw| {
        let answer = Answer::random(draw);
        let other = answer.written(&mut Style::spaced(Draw::of(draw.next(), 0)));
        Some(if draw.once_in(2) { (answer.plain(), boxed(&other), true) } else { (other, boxed(&answer.plain()), true) })
    });
}

#[test]
fn dollars_and_boxes_say_nothing() {
    const FRAMES: &[&str] =
        &["\\boxed{A}", "$\\boxed{A}$", "$$\\boxed{A}$$.", "\\[\\boxed{A}\\]", "\\boxed{$A$}", "\\fbox{$A$}", "**\\boxed{A}**"];
    const GOLDS: &[&str] = &["A", "$A$", "\\(A\\)", " A ", "$$A$$", "\\displaystyle A"];
    law("frames", |draw| {
        let text = Answer::random(draw).plain();
        let (frame, gold) = (draw.one(FRAMES).replace('A', &text), draw.one(GOLDS).replace('A', &text));
        Some((gold, format!("So we have it: {frame}"), true))
    });
}

#[test]
fn the_order_of_terms_factors_and_elements_says_nothing() {
    law("order", |draw| {
        let answer = Answer::random(draw);
        let other = answer.shuffled(draw);
        (other != answer).then(|| (answer.plain(), boxed(&other.plain()), true)).or_else(|| {
            let term = Term::random(draw, 3, 3);
            term.is_defined()
                .then(|| (Answer::Term(term.clone()).plain(), boxed(&Answer::Term(term.shuffled(draw)).plain()), true))
        })
    });
}

#[test]
fn a_changed_answer_is_never_taken() {
    law("changed", |draw| {
        let answer = Answer::random(draw);
        let other = answer.changed(draw)?;
        let written = other.written(&mut Style::any(Draw::of(draw.next(), 0)));
        Some((answer.plain(), boxed(&written), false))
    });
}

#[test]
fn a_changed_expression_is_never_taken() {
    law("changed expression", |draw| {
        let variables = draw.below(4);
        let term = Term::random(draw, 3, variables);
        let other = term.changed(draw);
        let differs = term.is_defined() && other.is_defined() && other.differs_from(&term);
        differs.then(|| (Answer::Term(term).plain(), boxed(&Answer::Term(other).plain()), false))
    });
}

#[test]
fn gold_and_answer_may_change_places() {
    law("symmetric", |draw| {
        let a = Answer::random(draw);
        let b = match draw.below(3) {
            0 => Answer::random(draw),
            1 => a.shuffled(draw),
            _ => a.changed(draw).unwrap_or_else(|| Answer::random(draw)),
        };
        let (a, b) = (a.plain(), b.written(&mut Style::any(Draw::of(draw.next(), 0))));
        let there = verdict(&a, &boxed(&b)).correct;
        Some((b, boxed(&a), there))
    });
}

#[test]
fn the_verdict_is_the_same_in_every_thread_and_order() {
    let cases: Vec<(String, String)> = (0..400)
        .map(|number| {
            let draw = &mut Draw::of(7, number);
            let answer = Answer::random(draw);
            let other =
                if draw.once_in(2) { answer.shuffled(draw) } else { answer.changed(draw).unwrap_or_else(|| answer.clone()) };
            (answer.plain(), boxed(&other.plain()))
        })
        .collect();
    let alone: Vec<Verdict> = cases.iter().map(|(gold, response)| verdict(gold, response)).collect();
    assert!(alone.iter().any(|given| given.correct) && alone.iter().any(|given| !given.correct), "both verdicts occur");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (cases, alone) = (&cases, &alone);
            scope.spawn(move || {
                for place in 0..cases.len() {
                    // 7, 11, ... are coprime to 400 or run over a part of it; backwards in every second thread.
                    let at = (place * [7, 11, 13, 17, 19, 21, 23, 27][thread]) % cases.len();
                    let at = if thread % 2 == 0 { at } else { cases.len() - 1 - at };
                    assert_eq!(verdict(&cases[at].0, &cases[at].1), alone[at], "thread {thread}, case {at}");
                }
            });
        }
    });
}
