//! Inputs that a model may write to break the grader. Input `number` of a seed is always the same one.

use super::corpus::{ANSWERS, COSTLY, FRAMES, NESTS, PIECES};
use super::draw::Draw;

/// The longest construct of an ordinary input, in repetitions, and of a huge one, which comes once in [`HUGE_EVERY`] inputs.
const MOST_REPEATS: usize = 120;
const MOST_REPEATS_HUGE: usize = 30_000;
const HUGE_EVERY: usize = 4_000;

/// A gold answer and a response to it.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// The right answer; hostile as well.
    pub(crate) gold: String,
    /// What is graded.
    pub(crate) response: String,
}

/// The input with this number.
pub(crate) fn input(seed: u64, number: u64) -> Input {
    let draw = &mut Draw::of(seed, number);
    let answer = hostile_answer(draw);
    let gold = match draw.below(8) {
        0 => answer.clone(),
        1 => mutate(draw, &answer),
        2 => hostile_answer(draw),
        3 => draw.one(COSTLY).to_owned(),
        _ => draw.one(ANSWERS).to_owned(),
    };
    let response = match draw.below(4) {
        0 => document(draw, &answer),
        _ => framed(draw, &answer),
    };
    Input { gold, response }
}

fn hostile_answer(draw: &mut Draw) -> String {
    match draw.below(10) {
        0 => soup(draw),
        1 => letters(draw),
        2 | 3 => {
            let answer = draw.one(ANSWERS);
            mutate(draw, answer)
        }
        4 => nested(draw),
        5 => repeated(draw),
        6 => spliced(draw),
        7 => digits(draw),
        8 => tower(draw),
        _ => expression(draw),
    }
}

fn most(draw: &mut Draw) -> usize {
    if draw.once_in(HUGE_EVERY) { MOST_REPEATS_HUGE } else { MOST_REPEATS }
}

/// Pieces one after the other, without any sense.
fn soup(draw: &mut Draw) -> String {
    let most = most(draw);
    (0..draw.count(most)).map(|_| draw.one(PIECES)).collect()
}

/// Characters of all planes of Unicode, with the printable ones of ASCII most often.
fn letters(draw: &mut Draw) -> String {
    let most = most(draw);
    let letter = |draw: &mut Draw| {
        let code = match draw.below(8) {
            0 => draw.below(0x11_0000),
            1 => 0x2000 + draw.below(0x0400),
            2 => draw.below(0x80),
            3 => 0x1D400 + draw.below(0x400),
            _ => 0x20 + draw.below(0x5F),
        };
        char::from_u32(code as u32).unwrap_or('\u{fffd}')
    };
    (0..draw.count(most)).map(|_| letter(draw)).collect()
}

/// A text with some of its characters taken out, doubled, put elsewhere or replaced by pieces.
fn mutate(draw: &mut Draw, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=draw.count(6) {
        let at = draw.below(letters.len() + 1);
        let end = (at + draw.count(8)).min(letters.len());
        match draw.below(5) {
            0 => drop(letters.drain(at..end)),
            1 => {
                let part: Vec<char> = letters[at..end].to_vec();
                let to = draw.below(letters.len() + 1);
                letters.splice(to..to, part);
            }
            2 => letters[at..end].reverse(),
            3 => drop(letters.splice(at..end, draw.one(PIECES).chars())),
            _ => drop(letters.splice(at..at, draw.one(PIECES).chars())),
        }
    }
    letters.into_iter().collect()
}

/// One or several constructs within each other; as many are closed as were opened, or nearly.
fn nested(draw: &mut Draw) -> String {
    let most = most(draw);
    let depth = draw.count(most);
    let kinds: Vec<_> = (0..1 + draw.below(3)).map(|_| NESTS[draw.below(NESTS.len())]).collect();
    let mut text = String::new();
    let mut closing = Vec::with_capacity(depth);
    for level in 0..depth {
        let (open, close) = kinds[level % kinds.len()];
        text.push_str(open);
        closing.push(close);
    }
    text.push_str(draw.one(ANSWERS));
    let unclosed = if draw.once_in(3) { draw.count(depth) } else { 0 };
    closing.iter().rev().skip(unclosed).for_each(|close| text.push_str(close));
    text
}

/// One piece or answer many times, joined by another.
fn repeated(draw: &mut Draw) -> String {
    let most = most(draw);
    let unit = if draw.once_in(2) { draw.one(PIECES) } else { draw.one(ANSWERS) };
    let joint = if draw.once_in(2) { "" } else { draw.one(PIECES) };
    let end = draw.one(PIECES);
    let mut text = vec![unit; draw.count(most)].join(joint);
    text.push_str(end);
    text
}

/// Two or more answers that were never meant to stand side by side.
fn spliced(draw: &mut Draw) -> String {
    let mut text = String::new();
    for _ in 0..2 + draw.below(3) {
        text.push_str(if draw.once_in(6) { draw.one(COSTLY) } else { draw.one(ANSWERS) });
        text.push_str(draw.one(PIECES));
    }
    text
}

/// Numbers with very many digits, in all kinds of places.
fn digits(draw: &mut Draw) -> String {
    let most = most(draw) * 8;
    let mut number = |point: bool| {
        let mut text: String = (0..1 + draw.count(most)).map(|_| char::from(b'0' + draw.below(10) as u8)).collect();
        if point {
            text.insert(draw.below(text.len()), '.');
        }
        text
    };
    let (a, b, c) = (number(false), number(true), number(false));
    match draw.below(9) {
        0 => a,
        1 => b,
        2 => format!("\\frac{{{a}}}{{{c}}}"),
        3 => format!("{a} \\times 10^{{{c}}}"),
        4 => format!("{b}e-{c}"),
        5 => format!("\\sqrt[{c}]{{{a}}}"),
        6 => format!("{a}^{{{b}}}"),
        7 => format!("{a}_{{{}}}", draw.below(40)),
        _ => format!("{b}\\overline{{{c}}}"),
    }
}

/// Powers, factorials, sums and choices whose values nobody can write down.
fn tower(draw: &mut Draw) -> String {
    let mut text = if draw.once_in(3) { draw.one(COSTLY).to_owned() } else { (2 + draw.below(98)).to_string() };
    for _ in 0..draw.count(12) {
        let base = 1 + draw.below(1000);
        text = match draw.below(9) {
            0 => format!("{base}^{{{text}}}"),
            1 => format!("({text})^{{{base}}}"),
            2 => format!("({text})!"),
            3 => format!("\\sum_{{k=1}}^{{{text}}} k^{{{base}}}"),
            4 => format!("\\binom{{{text}}}{{{base}}}"),
            5 => format!("\\sqrt[{base}]{{{text}}}"),
            6 => format!("\\frac{{{base}}}{{{text}}}"),
            7 => format!("({text})({text})"),
            _ => format!("\\sin\\left({text}\\right)"),
        };
        if text.len() > 4_000 {
            break;
        }
    }
    text
}

/// A well-formed expression of random shape.
fn expression(draw: &mut Draw) -> String {
    let mut parts: Vec<String> = (0..1 + draw.count(24)).map(|_| leaf(draw)).collect();
    while parts.len() > 1 {
        let b = parts.swap_remove(draw.below(parts.len()));
        let a = parts.swap_remove(draw.below(parts.len()));
        parts.push(match draw.below(10) {
            0 | 1 => format!("{a}+{b}"),
            2 => format!("{a}-({b})"),
            3 => format!("({a})({b})"),
            4 => format!("\\frac{{{a}}}{{{b}}}"),
            5 => format!("\\left({a}\\right)^{{{b}}}"),
            6 => format!("\\sqrt{{{a}}} \\cdot {{{b}}}"),
            7 => format!("{}({a})+{b}", draw.one(&["\\sin", "\\cos", "\\tan", "\\ln", "\\exp", "\\arctan", "f"])),
            8 => format!("({a}, {b})"),
            _ => format!("{a} {} {b}", draw.one(&["=", "<", "\\le", "\\cup", "\\in", "\\text{ or }", ",", ":", "\\bmod"])),
        });
    }
    parts.pop().unwrap_or_default()
}

fn leaf(draw: &mut Draw) -> String {
    match draw.below(6) {
        0 => draw.one(&["x", "y", "n", "a", "\\pi", "e", "i", "\\theta"]).to_owned(),
        1 => draw.one(ANSWERS).to_owned(),
        2 => format!("{}.{}", draw.below(100), draw.below(100)),
        _ => draw.below(200).to_string(),
    }
}

fn framed(draw: &mut Draw, answer: &str) -> String {
    let (before, after) = FRAMES[draw.below(FRAMES.len())];
    format!("{before}{answer}{after}")
}

/// A response with words, other answers, marks and boxes before and after the answer.
fn document(draw: &mut Draw, answer: &str) -> String {
    const WORDS: &[&str] = &[
        "Let us see. ",
        "Thus $x=4$. ",
        "So 5 \\cdot 3 = 15.\n",
        "Hmm, no: ",
        "Wait. ",
        "\n\n",
        "It costs \\$5. ",
        "\\(a+b\\) ",
    ];
    let mut text = String::new();
    let before = draw.count(40);
    let after = draw.count(6);
    for place in 0..=before + after {
        match draw.below(5) {
            _ if place == before => text.push_str(&framed(draw, answer)),
            0 => {
                let other = draw.one(ANSWERS);
                text.push_str(&framed(draw, other));
            }
            1 => text.push_str(draw.one(PIECES)),
            _ => text.push_str(draw.one(WORDS)),
        }
    }
    text
}
