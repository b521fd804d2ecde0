//! Rectangles, trapezoids, angles and similar figures.

use crate::families::topic::forms::{fraction, surd};
use crate::families::topic::{Asked, Dice, ask};

pub(super) fn rectangle(dice: &mut Dice) -> Asked {
    let (width, height) = (dice.grown(&[(2, 20), (21, 99)]), dice.range(2, 60));
    let (what, answer) = dice.pick(&[("area", width * height), ("perimeter", 2 * (width + height))]);
    ask(format!("A rectangle is {width} long and {height} wide. What is its {what}?"), answer)
}

/// A side of a rectangle from its area or its perimeter, or what the two together give.
pub(super) fn missing_side(dice: &mut Dice) -> Asked {
    let (width, height) = (dice.grown(&[(2, 20), (21, 99)]), dice.range(2, 60));
    let (area, perimeter) = (width * height, 2 * (width + height));
    let (given, seen, what, answer) = dice.pick(&[
        ("area", area, "other side", height),
        ("perimeter", perimeter, "other side", height),
        ("area", area, "perimeter", perimeter),
        ("perimeter", perimeter, "area", area),
    ]);
    let whose = if what == "other side" { "the" } else { "its" };
    ask(format!("A rectangle has the {given} {seen}. One of its sides is {width}. What is {whose} {what}?"), answer)
}

pub(super) fn triangle_area(dice: &mut Dice) -> Asked {
    let (base, height) = (dice.grown(&[(2, 20), (21, 99)]), dice.range(2, 60));
    if dice.pick(&[true, false]) {
        return ask(
            format!("A triangle has a base of {base} and a height on it of {height}. What is its area?"),
            fraction(base * height, 2),
        );
    }
    let question = format!("A triangle has the area {base}. One of its sides is {height}. What is its height on that side?");
    ask(question, fraction(2 * base, height))
}

pub(super) fn trapezoid(dice: &mut Dice) -> Asked {
    let (short, long) = dice.ordered(2, 30);
    let height = dice.grown(&[(2, 20), (21, 60)]);
    let question = format!("A trapezoid has parallel sides of {short} and {long}, {height} apart. What is its area?");
    ask(question, fraction((short + long) * height, 2))
}

/// An angle of a triangle: from both others, or from an outer angle.
pub(super) fn third_angle(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.grown(&[(10, 60), (61, 90)]), dice.range(10, 85));
    if dice.pick(&[true, false]) {
        let question = format!("Two angles of a triangle have {a} and {b} degrees. How many degrees has the third one?");
        return ask(question, 180 - a - b);
    }
    let question = format!(
        "One angle of a triangle has {a} degrees, the outer angle at another corner {}. How many degrees has the angle at the \
         third corner?",
        a + b
    );
    ask(question, b)
}

/// Angles and diagonals of polygons.
pub(super) fn polygon_angles(dice: &mut Dice) -> Asked {
    let corners = dice.grown(&[(5, 40), (41, 200)]);
    let (start, (top, bottom)) = dice.pick(&[
        ("How many degrees have the inner angles together of a polygon", (180 * (corners - 2), 1)),
        ("How many degrees has each inner angle of a regular polygon", (180 * (corners - 2), corners)),
        ("How many degrees has each outer angle of a regular polygon", (360, corners)),
        ("How many diagonals has a polygon", (corners * (corners - 3), 2)),
    ]);
    ask(format!("{start} with {corners} corners?"), fraction(top, bottom))
}

/// A side of the greater of two similar triangles.
pub(super) fn similar(dice: &mut Dice) -> Asked {
    let (first, second) = dice.ordered(2, 25);
    let other = dice.grown(&[(3, 20), (21, 50), (51, 120)]);
    let question = format!(
        "Two triangles are similar. A side of {first} in the one corresponds to a side of {second} in the other. Which length \
         in the other \
         corresponds to {other} in the one?"
    );
    ask(question, fraction(second * other, first))
}

/// Areas of similar figures grow with the square of lengths.
pub(super) fn area_ratio(dice: &mut Dice) -> Asked {
    let (first, second) = dice.ordered(2, 15);
    let area = dice.grown(&[(3, 60), (61, 250)]);
    let figure = dice.pick(&["triangles", "pentagons", "quadrilaterals", "hexagons"]);
    let question = format!(
        "Two {figure} are similar. A side of {first} in the smaller one corresponds to a side of {second} in the other. The \
         smaller one has the \
         area {area}. What is the area of the other?"
    );
    ask(question, fraction(area * second * second, first * first))
}

/// The side or the area of a rhombus, from its diagonals.
pub(super) fn rhombus(dice: &mut Dice) -> Asked {
    let (first, second) = (dice.grown(&[(2, 20), (21, 60)]), dice.range(2, 60));
    // Half the diagonals are the legs of a right triangle whose hypotenuse is the side.
    let squares = first * first + second * second;
    let (what, answer) = match dice.range(0, 2) {
        0 => ("side", surd(0, 1, squares, 2)),
        1 => ("perimeter", surd(0, 2, squares, 1)),
        _ => ("area", fraction(first * second, 2)),
    };
    ask(format!("A rhombus has diagonals of {first} and {second}. What is its {what}?"), answer)
}
