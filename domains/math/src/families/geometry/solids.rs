//! Boxes, round solids and pyramids.

use crate::families::topic::forms::{fraction, pi, surd};
use crate::families::topic::{Asked, Dice, ask};

pub(super) fn cuboid(dice: &mut Dice) -> Asked {
    let (a, b, c) = (dice.grown(&[(2, 9), (10, 30)]), dice.range(2, 20), dice.range(2, 20));
    let (what, answer) = match dice.range(0, 2) {
        0 => ("volume", a * b * c),
        1 => ("surface", 2 * (a * b + a * c + b * c)),
        _ => ("total length of all edges", 4 * (a + b + c)),
    };
    ask(format!("A box is {a} long, {b} wide and {c} high. What is its {what}?"), answer)
}

pub(super) fn diagonal(dice: &mut Dice) -> Asked {
    let (a, b, c) = (dice.grown(&[(1, 15), (16, 40)]), dice.range(1, 25), dice.range(1, 25));
    let question = format!(
        "A box is {a} long, {b} wide and {c} high. How long, exactly, is the line between opposite corners through its inside?"
    );
    ask(question, surd(0, 1, a * a + b * b + c * c, 1))
}

/// Volumes and surfaces of cylinders, cones and balls.
pub(super) fn round(dice: &mut Dice) -> Asked {
    let (radius, height) = (dice.grown(&[(1, 12), (13, 30), (31, 80)]), dice.range(2, 60));
    let square = radius * radius;
    let (what, answer) = match dice.range(0, 3) {
        0 => ("volume of a cylinder with", pi(square * height, 1)),
        1 => ("volume of a cone with", pi(square * height, 3)),
        2 => ("surface, both ends among it, of a cylinder with", pi(2 * radius * (radius + height), 1)),
        _ => (
            "volume of a body made of a half ball on top of a cylinder, where both have the same radius and the cylinder has",
            pi(3 * square * height + 2 * square * radius, 3),
        ),
    };
    ask(format!("What is the exact {what} the radius {radius} and the height {height}?"), answer)
}

/// The surface of a cone: `pi r (r + sqrt(r^2 + h^2))`, asked for without the factor pi.
pub(super) fn cone_surface(dice: &mut Dice) -> Asked {
    let (radius, height) = (dice.grown(&[(1, 20), (21, 50)]), dice.range(1, 40));
    let question = format!(
        "The whole surface of a cone with the radius {radius} and the height {height}, its base among it, is $k\\pi$. What is \
         $k$, exactly?"
    );
    ask(question, surd(radius * radius, radius, radius * radius + height * height, 1))
}

/// The volume, or the height of a face, of a pyramid with a square base.
pub(super) fn pyramid(dice: &mut Dice) -> Asked {
    let (side, height) = (dice.grown(&[(2, 20), (21, 50), (51, 99)]), dice.range(2, 60));
    let (what, answer) = match dice.range(0, 2) {
        0 => ("What is the volume", fraction(side * side * height, 3)),
        1 => ("How long, exactly, is the height of a side face", surd(0, 1, 4 * height * height + side * side, 2)),
        // Half a diagonal of the base and the height are the legs.
        _ => ("How long, exactly, is an edge that leads to the top", surd(0, 1, 4 * height * height + 2 * side * side, 2)),
    };
    ask(
        format!(
            "{what} of a pyramid with a square base of side {side} and the height {height}, its top above the middle of the base?"
        ),
        answer,
    )
}
