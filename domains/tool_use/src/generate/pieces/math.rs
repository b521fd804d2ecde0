//! Requests to the calculator.

use super::{MATH, Template, free};
use crate::generate::draw::Draw;
use crate::generate::scene::{Piece, Scene, call};

pub(crate) const TEMPLATES: &[Template] = &[
    free(MATH, add),
    free(MATH, subtract),
    free(MATH, multiply),
    free(MATH, divide),
    free(MATH, power),
    free(MATH, mean),
    free(MATH, deviation),
    free(MATH, smallest),
    free(MATH, largest),
    free(MATH, total),
    free(MATH, metric),
    free(MATH, imperial),
    free(MATH, percentage),
    free(MATH, round),
    free(MATH, absolute),
    free(MATH, logarithm),
    free(MATH, square_root),
];

fn numbers(draw: &mut Draw) -> Vec<i64> {
    (0..draw.range(3, 6)).map(|_| draw.range(2, 980)).collect()
}

/// `3, 8 and 12`
pub(crate) fn listed<T: ToString>(items: &[T]) -> String {
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    match texts.split_last() {
        Some((last, init)) if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => texts.concat(),
    }
}

/// Two numbers in a request, the second of which can be left open.
fn of_two(scene: &mut Scene, wordings: &[&str], vague: &str, detail: &str, a: f64, b: f64, call: String) -> Piece {
    scene.involve(MATH);
    let values: [(&str, &dyn std::fmt::Display); 2] = [("a", &a), ("b", &b)];
    let request = scene.say(wordings, &values);
    let (vague, detail) = (scene.say(&[vague], &values), scene.say(&[detail], &values));
    Piece::new(request, call).gap(vague, detail)
}

fn add(scene: &mut Scene) -> Piece {
    let (a, b) = (scene.draw.range(12, 9999), scene.draw.cents(2, 900));
    let words = ["Add {a} and {b}.", "What is {a} plus {b}?", "Give me the sum of the two numbers {a} and {b}."];
    of_two(scene, &words, "Add a number to {a}.", "The number is {b}.", a as f64, b, call!(add, a = a, b = b))
}

fn subtract(scene: &mut Scene) -> Piece {
    let (a, b) = (scene.draw.range(500, 9999), scene.draw.range(12, 499));
    let words = ["Subtract {b} from {a}.", "What is {a} minus {b}?", "Take {b} away from {a}."];
    of_two(scene, &words, "Subtract something from {a}.", "Subtract {b}.", a as f64, b as f64, call!(subtract, a = a, b = b))
}

fn multiply(scene: &mut Scene) -> Piece {
    let (a, b) = (scene.draw.range(12, 990), scene.draw.range(12, 990));
    let words = ["Multiply {a} by {b}.", "What is {a} times {b}?", "Work out the product of {a} and {b}."];
    of_two(scene, &words, "Multiply {a} by another number.", "By {b}.", a as f64, b as f64, call!(multiply, a = a, b = b))
}

fn divide(scene: &mut Scene) -> Piece {
    let (a, b) = (scene.draw.range(500, 9999), scene.draw.range(3, 97));
    let words = ["Divide {a} by {b}.", "What is {a} divided by {b}?"];
    of_two(
        scene,
        &words,
        "Divide {a} by a number of mine.",
        "The divisor is {b}.",
        a as f64,
        b as f64,
        call!(divide, a = a, b = b),
    )
}

fn power(scene: &mut Scene) -> Piece {
    let (a, b) = (scene.draw.range(3, 999), scene.draw.range(2, 6));
    let words = ["Raise {a} to the power of {b}.", "What is {a} to the power {b}?"];
    of_two(
        scene,
        &words,
        "Raise {a} to some power.",
        "To the power of {b}.",
        a as f64,
        b as f64,
        call!(power, base = a, exponent = b),
    )
}

/// A list of numbers in a request that can be left open.
fn of_list(scene: &mut Scene, wordings: &[&str], vague: &str, call: impl FnOnce(&[i64]) -> String) -> Piece {
    scene.involve(MATH);
    let items = numbers(&mut scene.draw);
    let list = listed(&items);
    let request = scene.say(wordings, &[("list", &list)]);
    let detail = scene.say(&["The numbers are {list}.", "Here they are: {list}."], &[("list", &list)]);
    Piece::new(request, call(&items)).gap(vague.to_owned(), detail)
}

fn mean(scene: &mut Scene) -> Piece {
    let words = ["What is the mean of {list}?", "Calculate the average of the numbers {list}."];
    of_list(scene, &words, "I need the mean of a few numbers.", |items| call!(mean, numbers = items))
}

fn deviation(scene: &mut Scene) -> Piece {
    let words = ["What is the standard deviation of {list}?", "Calculate the standard deviation of these numbers: {list}."];
    of_list(scene, &words, "I need the standard deviation of some numbers.", |items| call!(standard_deviation, numbers = items))
}

fn smallest(scene: &mut Scene) -> Piece {
    let words = ["What is the smallest of {list}?", "Find the minimum value among {list}."];
    of_list(scene, &words, "Find the smallest of my numbers.", |items| call!(min_value, numbers = items))
}

fn largest(scene: &mut Scene) -> Piece {
    let words = ["What is the largest of {list}?", "Find the maximum value among {list}."];
    of_list(scene, &words, "Find the largest of my numbers.", |items| call!(max_value, numbers = items))
}

fn total(scene: &mut Scene) -> Piece {
    let words = ["What do all the values {list} sum up to?", "Sum up the values in this list: {list}."];
    of_list(scene, &words, "Sum up a list of values for me.", |items| call!(sum_values, numbers = items))
}

/// Amounts that can be converted.
fn conversion(scene: &mut Scene, from: &str, to: &str, value: f64, call: String) -> Piece {
    scene.involve(MATH);
    let values: [(&str, &dyn std::fmt::Display); 3] = [("value", &value), ("from", &from), ("to", &to)];
    let request = scene.say(
        &["Convert {value} {from} to {to}.", "How much is {value} {from} in {to}?", "Express {value} {from} in {to}."],
        &values,
    );
    let vague = scene.say(&["Convert a value from {from} to {to} for me."], &values);
    let detail = scene.say(&["The value is {value}.", "It is {value} {from}."], &values);
    Piece::new(request, call).gap(vague, detail)
}

fn metric(scene: &mut Scene) -> Piece {
    let units = scene.draw.some(&["km", "m", "cm", "mm", "um", "nm"], 2);
    let (from, to) = (units[0], units[1]);
    let value = scene.draw.tenths(1, 900);
    conversion(scene, from, to, value, call!(si_unit_conversion, value = value, unit_in = from, unit_out = to))
}

fn imperial(scene: &mut Scene) -> Piece {
    let pairs = [("cm", "in"), ("m", "ft"), ("m", "yd"), ("km", "miles"), ("kg", "lb"), ("celsius", "fahrenheit")];
    let (mut from, mut to) = scene.draw.pick(&pairs);
    if scene.draw.chance(50) {
        (from, to) = (to, from);
    }
    let value = scene.draw.tenths(1, 900);
    conversion(scene, from, to, value, call!(imperial_si_conversion, value = value, unit_in = from, unit_out = to))
}

fn percentage(scene: &mut Scene) -> Piece {
    let (part, whole) = (scene.draw.range(5, 480), scene.draw.range(500, 4000));
    let words = ["What percentage of {b} is {a}?", "{a} out of {b}: how many percent is that?"];
    of_two(
        scene,
        &words,
        "How many percent of my total is {a}?",
        "The total is {b}.",
        part as f64,
        whole as f64,
        call!(percentage, part = part, whole = whole),
    )
}

fn round(scene: &mut Scene) -> Piece {
    let (number, places) = (scene.draw.range(100_001, 9_999_999), scene.draw.range(1, 3));
    let number = (number * 10 + scene.draw.range(1, 9)) as f64 / 1_000_000.0;
    let words = ["Round {a} to {b} decimal places.", "Give me {a} rounded to {b} decimal places."];
    of_two(
        scene,
        &words,
        "Round {a} to fewer decimal places.",
        "To {b} decimal places.",
        number,
        places as f64,
        call!(round_number, number = number, decimal_places = places),
    )
}

fn absolute(scene: &mut Scene) -> Piece {
    scene.involve(MATH);
    let number = -scene.draw.cents(2, 2000);
    let request = scene.say(&["What is the absolute value of {a}?", "Give me the absolute value of {a}."], &[("a", &number)]);
    let vague = scene.say(&["I need the absolute value of a number."], &[]);
    let detail = scene.say(&["The number is {a}.", "Of {a}."], &[("a", &number)]);
    Piece::new(request, call!(absolute_value, number = number)).gap(vague, detail)
}

fn logarithm(scene: &mut Scene) -> Piece {
    scene.involve(MATH);
    let (value, base, precision) = (scene.draw.range(11, 99_999), scene.draw.range(2, 10), scene.draw.range(5, 15));
    let request = scene.say(
        &[
            "Compute the logarithm of {a} to base {b} with precision {p}.",
            "What is the base {b} logarithm of {a}? Use a precision of {p}.",
        ],
        &[("a", &value), ("b", &base), ("p", &precision)],
    );
    let vague = scene
        .say(&["Compute the logarithm of {a} with precision {p}, in a base of my choice."], &[("a", &value), ("p", &precision)]);
    let detail = scene.say(&["The base is {b}.", "To base {b}."], &[("b", &base)]);
    Piece::new(request, call!(logarithm, value = value, base = base, precision = precision)).gap(vague, detail)
}

fn square_root(scene: &mut Scene) -> Piece {
    scene.involve(MATH);
    let (number, precision) = (scene.draw.range(11, 99_999), scene.draw.range(5, 15));
    let request = scene.say(
        &["Compute the square root of {a} with precision {p}.", "What is the square root of {a}? Use a precision of {p}."],
        &[("a", &number), ("p", &precision)],
    );
    let vague = scene.say(&["Compute a square root for me with precision {p}."], &[("p", &precision)]);
    let detail = scene.say(&["Of the number {a}.", "The number is {a}."], &[("a", &number)]);
    Piece::new(request, call!(square_root, number = number, precision = precision)).gap(vague, detail)
}
