//! Right triangles, and triangles with given sides and angles.

use crate::families::topic::forms::surd;
use crate::families::topic::{Asked, Dice, ask};

pub(super) fn hypotenuse(dice: &mut Dice) -> Asked {
    let (a, b) = match dice.grade() {
        0 => (dice.range(1, 40), dice.range(1, 20)),
        _ => (dice.range(41, 90), dice.range(1, 60)),
    };
    let question = format!("A right triangle has legs of {a} and {b}. How long is its hypotenuse? Give the exact value.");
    ask(question, surd(0, 1, a * a + b * b, 1))
}

pub(super) fn leg(dice: &mut Dice) -> Asked {
    let (a, c) = match dice.grade() {
        0 => dice.ordered(2, 60),
        _ => (dice.range(20, 60), dice.range(61, 120)),
    };
    let question =
        format!("A right triangle has a hypotenuse of {c} and a leg of {a}. How long is the other leg? Give the exact value.");
    ask(question, surd(0, 1, c * c - a * a, 1))
}

/// A side of a right triangle with a special angle: half of a square, or half of an equilateral triangle.
pub(super) fn special_right(dice: &mut Dice) -> Asked {
    let length = dice.grown(&[(1, 60), (61, 200)]);
    // For a side of 1: the side asked for is `factor sqrt(radicand) / den`.
    let (angle, given, wanted, factor, radicand, den) = dice.pick(&[
        (30, "hypotenuse", "leg opposite to that angle", 1, 1, 2),
        (30, "hypotenuse", "leg beside that angle", 1, 3, 2),
        (30, "leg opposite to that angle", "leg beside it", 1, 3, 1),
        (30, "leg beside that angle", "leg opposite to it", 1, 3, 3),
        (30, "leg beside that angle", "hypotenuse", 2, 3, 3),
        (60, "hypotenuse", "leg opposite to that angle", 1, 3, 2),
        (60, "leg opposite to that angle", "hypotenuse", 2, 3, 3),
        (60, "leg beside that angle", "leg opposite to it", 1, 3, 1),
        (45, "hypotenuse", "leg beside that angle", 1, 2, 2),
        (45, "leg beside that angle", "hypotenuse", 1, 2, 1),
    ]);
    let question = format!(
        "A right triangle has an angle of {angle} degrees. The {given} is {length} long. How long is the {wanted}? Give the \
         exact value."
    );
    ask(question, surd(0, factor * length, radicand, den))
}

/// The area from two sides and the angle between them.
pub(super) fn included_angle(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(2, 12), (13, 30), (31, 60)]), dice.range(2, 30));
    // The sine is `sqrt(radicand) / 2`.
    let (angle, radicand) = dice.pick(&[(30, 1), (45, 2), (60, 3), (120, 3), (135, 2), (150, 1)]);
    let question = format!(
        "Two sides of a triangle are {a} and {b}, with an angle of {angle} degrees between them. What is the exact area?"
    );
    ask(question, surd(0, a * b, radicand, 4))
}

/// The third side from two sides and the angle between them, whose cosine is a half or minus a half.
pub(super) fn law_of_cosines(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(2, 30), (31, 80)]), dice.range(2, 50));
    let (angle, twice_cosine) = dice.pick(&[(60, 1), (120, -1)]);
    let question = format!(
        "Two sides of a triangle are {a} and {b}, with an angle of {angle} degrees between them. How long is the third side, \
         exactly?"
    );
    ask(question, surd(0, 1, a * a + b * b - twice_cosine * a * b, 1))
}

/// Three sides, the greatest one last.
fn sides(dice: &mut Dice, ranges: &[(i64, i64)]) -> [i64; 3] {
    let (a, more, most) = (dice.grown(ranges), dice.range(0, 15), dice.at(ranges).0 - 1);
    let (b, rest) = (a + more, dice.range(0, most));
    // `rest` is less than a, so that the longest side is less than the other two together.
    [a, b, b + rest]
}

/// The square of four times the area, by Heron's formula.
fn sixteen_areas([a, b, c]: [i64; 3]) -> i64 {
    (a + b + c) * (a + b - c) * (a - b + c) * (b + c - a)
}

pub(super) fn heron(dice: &mut Dice) -> Asked {
    let sides = sides(dice, &[(5, 14), (15, 30)]);
    let [a, b, c] = sides;
    ask(format!("The sides of a triangle are {a}, {b} and {c}. What is its exact area?"), surd(0, 1, sixteen_areas(sides), 4))
}

/// `a b c` over four times the area.
pub(super) fn circumradius(dice: &mut Dice) -> Asked {
    let sides = sides(dice, &[(5, 20)]);
    let [a, b, c] = sides;
    let square = sixteen_areas(sides);
    let question =
        format!("The sides of a triangle are {a}, {b} and {c}. What is the exact radius of the circle through its corners?");
    ask(question, surd(0, a * b * c, square, square))
}

/// Twice the area over the perimeter.
pub(super) fn inradius(dice: &mut Dice) -> Asked {
    let sides = sides(dice, &[(5, 20)]);
    let [a, b, c] = sides;
    let question =
        format!("The sides of a triangle are {a}, {b} and {c}. What is the exact radius of the circle that touches all three?");
    ask(question, surd(0, 1, sixteen_areas(sides), 2 * (a + b + c)))
}

/// The height on the hypotenuse: the product of the legs over it.
pub(super) fn altitude(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(2, 40), (41, 90)]), dice.range(2, 50));
    let squares = a * a + b * b;
    let question = format!("A right triangle has legs of {a} and {b}. What is its exact height on the hypotenuse?");
    ask(question, surd(0, a * b, squares, squares))
}

/// A sine, a cosine or a tangent in a right triangle.
pub(super) fn sine(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(1, 40), (41, 90)]), dice.range(1, 50));
    let squares = a * a + b * b;
    let (what, top) = dice.pick(&[("sine", a), ("cosine", b)]);
    let question = format!(
        "In a right triangle, the leg opposite to an angle is {a}, the other leg {b}. What is the exact {what} of that angle?"
    );
    ask(question, surd(0, top, squares, squares))
}
