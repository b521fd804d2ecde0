//! Points and lines in the plane.

use crate::families::topic::forms::{fraction, surd, terms};
use crate::families::topic::{Asked, Dice, ask};

/// Two points with different coordinates; the first one's abscissa is out of the range of the level.
fn points(dice: &mut Dice, ranges: &[(i64, i64)], most: i64) -> [(i64, i64); 2] {
    let first = (dice.grown(ranges), dice.range(-9, 9));
    [first, (first.0 + dice.signed(most), first.1 + dice.signed(most))]
}

fn point((x, y): (i64, i64)) -> String {
    format!("$({x}, {y})$")
}

/// The midpoint, or the point whose midpoint with one is the other.
pub(super) fn midpoint(dice: &mut Dice) -> Asked {
    let [a, b] = points(dice, &[(0, 9), (10, 20), (-40, -10)], 12);
    if dice.pick(&[true, false]) {
        let question = format!("What is the midpoint of {} and {}? Give it as $(x, y)$.", point(a), point(b));
        return ask(question, format!("({}, {})", fraction(a.0 + b.0, 2), fraction(a.1 + b.1, 2)));
    }
    let question =
        format!("The midpoint of {} and another point is {}. Which point $(x, y)$ is the other one?", point(a), point(b));
    ask(question, format!("({}, {})", 2 * b.0 - a.0, 2 * b.1 - a.1))
}

pub(super) fn distance(dice: &mut Dice) -> Asked {
    let [a, b] = points(dice, &[(0, 9), (-30, -1)], 12);
    let (across, up) = (b.0 - a.0, b.1 - a.1);
    let question = format!("How far apart are {} and {}? Give the exact value.", point(a), point(b));
    ask(question, surd(0, 1, across * across + up * up, 1))
}

/// The slope of a line through two points, or of one at right angles to it.
pub(super) fn slope(dice: &mut Dice) -> Asked {
    let [a, b] = points(dice, &[(0, 9), (-30, -1)], 12);
    let (across, up) = (b.0 - a.0, b.1 - a.1);
    let (what, answer) = match dice.range(0, 1) {
        0 => ("the line", fraction(up, across)),
        _ => ("a line at right angles to that", fraction(-across, up)),
    };
    ask(format!("What is the slope of {what} through {} and {}?", point(a), point(b)), answer)
}

/// Where a line through two points crosses an axis.
pub(super) fn axis_crossing(dice: &mut Dice) -> Asked {
    let [a, b] = points(dice, &[(1, 9), (-30, -1)], 9);
    let (across, up) = (b.0 - a.0, b.1 - a.1);
    let (axis, answer) = match dice.range(0, 1) {
        0 => ("y", fraction(a.1 * across - a.0 * up, across)),
        _ => ("x", fraction(a.0 * up - a.1 * across, up)),
    };
    ask(
        format!("At which value of ${axis}$ does the line through {} and {} cross the ${axis}$-axis?", point(a), point(b)),
        answer,
    )
}

/// Where two lines with different slopes cross.
pub(super) fn crossing(dice: &mut Dice) -> Asked {
    let (flat, steep) = dice.ordered(-8, 8);
    let (b, d) = (dice.grown(&[(1, 12), (13, 40)]), dice.range(-12, 0));
    let line = |slope: i64, rise: i64| terms(&[(slope, "x"), (rise, "")]);
    let (one, other) = (line(flat, b), line(steep, d));
    let question = format!("In which point $(x, y)$ do the lines $y = {one}$ and $y = {other}$ cross?");
    // flat x + b = steep x + d
    let (top, bottom) = (b - d, steep - flat);
    ask(question, format!("({}, {})", fraction(top, bottom), fraction(flat * top + b * bottom, bottom)))
}

/// Twice the area inside corners given in order.
fn twice_area(corners: &[(i64, i64)]) -> i64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - a.1 * b.0).sum::<i64>().abs()
}

/// A triangle whose second corner is to the right of the first and whose third is to its left, neither of them below it, so that
/// it has an area.
pub(super) fn corner_area(dice: &mut Dice) -> Asked {
    let a = (dice.grown(&[(-5, 9), (10, 40)]), dice.range(-9, 9));
    let b = (a.0 + dice.range(1, 12), a.1 + dice.range(0, 8));
    let c = (a.0 - dice.range(0, 8), a.1 + dice.range(1, 12));
    let question = format!("What is the area of the triangle with the corners {}, {} and {}?", point(a), point(b), point(c));
    ask(question, fraction(twice_area(&[a, b, c]), 2))
}

/// Four corners around a centre, to its right, above, to its left and below.
pub(super) fn four_corners(dice: &mut Dice) -> Asked {
    let (x, y) = (dice.range(-9, 9), dice.range(-9, 9));
    let right = (x + dice.range(4, 12), y + dice.range(-2, 2));
    let above = (x + dice.range(-2, 2), y + dice.range(4, 12));
    let left = (x - 4, y);
    let below = (x, y - dice.range(4, 12));
    let corners = [right, above, left, below];
    let [a, b, c, d] = corners.map(point);
    let question = format!("What is the area of the quadrilateral with the corners {a}, {b}, {c} and {d}, in this order?");
    ask(question, fraction(twice_area(&corners), 2))
}

/// The distance of a point from a line.
pub(super) fn to_line(dice: &mut Dice) -> Asked {
    let (a, b) = (dice.range(1, 9), dice.signed(9));
    let c = dice.grown(&[(1, 20), (21, 60)]);
    let (x, y) = (dice.range(-12, 12), dice.range(-12, 12));
    let squares = a * a + b * b;
    let line = terms(&[(a, "x"), (b, "y"), (c, "")]);
    let question = format!("How far is {} from the line ${line} = 0$? Give the exact value.", point((x, y)));
    ask(question, surd(0, (a * x + b * y + c).abs(), squares, squares))
}
