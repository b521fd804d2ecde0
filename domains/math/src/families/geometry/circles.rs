//! Circles and parts of them.

use crate::families::topic::forms::{pi, surd, terms};
use crate::families::topic::{Asked, Dice, ask};

pub(super) fn circle(dice: &mut Dice) -> Asked {
    let length = dice.grown(&[(1, 150), (151, 999)]);
    let (figure, what, answer) = match dice.range(0, 5) {
        0 => ("circle with the radius", "area", pi(length * length, 1)),
        1 => ("circle with the diameter", "area", pi(length * length, 4)),
        2 => ("circle with the radius", "circumference", pi(2 * length, 1)),
        3 => ("circle with the diameter", "circumference", pi(length, 1)),
        4 => ("half circle with the radius", "area", pi(length * length, 2)),
        _ => ("quarter of a circle with the radius", "area", pi(length * length, 4)),
    };
    ask(format!("What is the {what} of a {figure} {length}? Give the exact value, with $\\pi$."), answer)
}

/// What lies between two circles with one centre.
pub(super) fn ring(dice: &mut Dice) -> Asked {
    let (inner, more) = (dice.grown(&[(1, 20), (21, 60), (61, 150)]), dice.range(1, 40));
    let outer = inner + more;
    let (what, answer) = match dice.range(0, 1) {
        0 => ("area between them", pi(outer * outer - inner * inner, 1)),
        _ => ("difference of their circumferences", pi(2 * more, 1)),
    };
    let question = format!("Two circles with one centre have the radii {inner} and {outer}. What is the exact {what}?");
    ask(question, answer)
}

/// The arc or the area of a sector.
pub(super) fn sector(dice: &mut Dice) -> Asked {
    let radius = dice.grown(&[(1, 20), (21, 60), (61, 150)]);
    let angle = 5 * dice.range(2, 70);
    let (what, answer) = match dice.range(0, 1) {
        0 => ("area", pi(radius * radius * angle, 360)),
        _ => ("length of its arc", pi(radius * angle, 180)),
    };
    let question =
        format!("A sector of a circle has the radius {radius} and an angle of {angle} degrees. What is the exact {what}?");
    ask(question, answer)
}

/// A chord from its distance, or the other way round.
pub(super) fn chord(dice: &mut Dice) -> Asked {
    let (distance, radius) = match dice.grade() {
        0 => dice.ordered(1, 40),
        _ => (dice.range(10, 40), dice.range(41, 90)),
    };
    if dice.pick(&[true, false]) {
        let question = format!(
            "A chord of a circle with radius {radius} is {distance} away from its centre. How long is the chord, exactly?"
        );
        return ask(question, surd(0, 2, radius * radius - distance * distance, 1));
    }
    let question =
        format!("A chord of a circle with radius {radius} is {distance} long. How far is it from the centre, exactly?");
    ask(question, surd(0, 1, 4 * radius * radius - distance * distance, 2))
}

/// A tangent from a point, or one that touches two circles.
pub(super) fn tangent(dice: &mut Dice) -> Asked {
    let radius = dice.grown(&[(1, 15), (16, 40), (41, 80)]);
    if dice.pick(&[true, false]) {
        let away = radius + dice.range(1, 40);
        let question = format!(
            "A point is {away} away from the centre of a circle with radius {radius}. How long is a tangent from it to the \
             circle, exactly?"
        );
        return ask(question, surd(0, 1, away * away - radius * radius, 1));
    }
    // Two circles that touch: the squares of the sum and the difference of their radii differ by four times the product.
    let other = radius + dice.range(1, 40);
    let question = format!(
        "Circles with the radii {radius} and {other} touch each other from outside and stand on one line. How far apart, \
         exactly, are the points in which they touch the line?"
    );
    ask(question, surd(0, 2, radius * other, 1))
}

/// The radius or the centre of a circle, from its equation.
pub(super) fn circle_equation(dice: &mut Dice) -> Asked {
    let (x, y) = (dice.signed(12), dice.signed(12));
    let square = dice.grown(&[(2, 40), (41, 150)]);
    let equation = terms(&[(1, "x^2"), (1, "y^2"), (-2 * x, "x"), (-2 * y, "y"), (x * x + y * y - square, "")]);
    let (what, answer) = match dice.range(0, 2) {
        0 => ("exact radius of the circle", surd(0, 1, square, 1)),
        1 => ("centre $(x, y)$ of the circle", format!("({x}, {y})")),
        _ => ("exact distance of the origin from the centre of the circle", surd(0, 1, x * x + y * y, 1)),
    };
    ask(format!("What is the {what} ${equation} = 0$?"), answer)
}
