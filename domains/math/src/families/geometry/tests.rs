use std::f64::consts::PI;

use super::*;
use crate::families::topic::checks::{Case, Oracle, check, check_sizes, near, number, value};

type Point = (f64, f64);

fn points(case: &Case) -> Vec<Point> {
    let inner = case.math.iter().filter(|math| math.starts_with('(') && !math.contains('x'));
    inner.map(|math| math.trim_matches(['(', ')']).split_once(", ").map(|(x, y)| (number(x), number(y))).unwrap()).collect()
}

fn gold_point(case: &Case) -> Point {
    let list = case.list();
    (list[0], list[1])
}

fn apart(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The area of a triangle from its three sides.
fn heron(a: f64, b: f64, c: f64) -> f64 {
    let half = (a + b + c) / 2.0;
    (half * (half - a) * (half - b) * (half - c)).sqrt()
}

fn area_of(corners: [Point; 3]) -> f64 {
    let [a, b, c] = corners;
    heron(apart(a, b), apart(b, c), apart(c, a))
}

/// A triangle from three sides: its corners, the first two on one line.
fn placed(case: &Case) -> [Point; 3] {
    let [a, b, c] = [case.n[0], case.n[1], case.n[2]];
    let x = (a * a + c * c - b * b) / (2.0 * c);
    [(0.0, 0.0), (c, 0.0), (x, (a * a - x * x).sqrt())]
}

/// The sum of thin slices of a body of revolution.
fn turned(height: f64, radius_at: impl Fn(f64) -> f64) -> f64 {
    // Simpson's rule is exact for squares of linear functions and of circles.
    let slice = |x: f64| PI * radius_at(x).powi(2);
    height / 6.0 * (slice(0.0) + 4.0 * slice(height / 2.0) + slice(height))
}

fn round(case: &Case) -> bool {
    let [r, h] = [case.n[0], case.n[1]];
    case.is(match () {
        () if case.has("half ball") => turned(h, |_| r) + turned(r, |x| (r * r - x * x).sqrt()),
        () if case.has("cone") => turned(h, |x| r * (1.0 - x / h)),
        () if case.has("surface") => 2.0 * PI * r * h + 2.0 * PI * r * r,
        () => turned(h, |_| r),
    })
}

fn rectangle(case: &Case) -> bool {
    let [a, b] = [case.n[0], case.n[1]];
    case.is(if case.has("area") { a * b } else { a + b + a + b })
}

/// The other side is found by trial.
fn missing_side(case: &Case) -> bool {
    let [seen, side] = [case.n[0], case.n[1]];
    let area_given = case.has("has the area");
    let fits = |other: &f64| if area_given { side * other == seen } else { 2.0 * side + 2.0 * other == seen };
    let other = (1..100).map(f64::from).find(fits).unwrap();
    case.is(match () {
        () if case.has("other side") => other,
        () if area_given => 2.0 * (side + other),
        () => side * other,
    })
}

fn triangle_area(case: &Case) -> bool {
    let [a, b] = [case.n[0], case.n[1]];
    // With the base on the axis, or a height that gives the area back.
    if case.has("base") {
        case.is(area_of([(0.0, 0.0), (a, 0.0), (a / 3.0, b)]))
    } else {
        near(area_of([(0.0, 0.0), (b, 0.0), (b / 2.0, number(&case.gold))]), a)
    }
}

fn trapezoid(case: &Case) -> bool {
    let [a, b, h] = [case.n[0], case.n[1], case.n[2]];
    // A diagonal cuts it into two triangles.
    case.is(area_of([(0.0, 0.0), (b, 0.0), (1.0, h)]) + area_of([(1.0, h), (1.0 + a, h), (b, 0.0)]))
}

fn third_angle(case: &Case) -> bool {
    let [a, b] = [case.n[0], case.n[1]];
    let other = if case.has("outer") { 180.0 - b } else { b };
    near(a + other + number(&case.gold), 180.0)
}

fn polygon_angles(case: &Case) -> bool {
    let n = case.n[0];
    // Inner and outer angle make a straight one; the outer ones a full turn.
    let outer = 360.0 / n;
    let diagonals =
        (0..n as usize).map(|from| (from + 2..n as usize).filter(|to| (to + 1) % n as usize != from).count()).sum::<usize>();
    case.is(match () {
        () if case.has("diagonals") => diagonals as f64,
        () if case.has("outer") => outer,
        () if case.has("each") => 180.0 - outer,
        () => n * (180.0 - outer),
    })
}

fn rhombus(case: &Case) -> bool {
    let [p, q] = [case.n[0], case.n[1]];
    let side = apart((p / 2.0, 0.0), (0.0, q / 2.0));
    case.is(match () {
        () if case.has("side") => side,
        () if case.has("perimeter") => 4.0 * side,
        () => 4.0 * area_of([(0.0, 0.0), (p / 2.0, 0.0), (0.0, q / 2.0)]),
    })
}

fn special_right(case: &Case) -> bool {
    let [angle, length, gold] = [case.n[0].to_radians(), case.n[1], number(&case.gold)];
    // All sides of the triangle from the one asked for, and the given one compared.
    let hypotenuse = match () {
        () if case.has("is the hypotenuse") || case.has("long is the hypotenuse") => gold,
        () if case.has("long is the leg opposite") => gold / angle.sin(),
        () => gold / angle.cos(),
    };
    let given = match () {
        () if case.has("The hypotenuse is") => hypotenuse,
        () if case.has("The leg opposite") => hypotenuse * angle.sin(),
        () => hypotenuse * angle.cos(),
    };
    near(given, length)
}

/// The corners of a triangle with two sides and the angle between them.
fn spanned(case: &Case) -> [Point; 3] {
    let [a, b, angle] = [case.n[0], case.n[1], case.n[2].to_radians()];
    [(0.0, 0.0), (a, 0.0), (b * angle.cos(), b * angle.sin())]
}

fn circle(case: &Case) -> bool {
    let radius = if case.has("diameter") { case.n[0] / 2.0 } else { case.n[0] };
    let area = turned(1.0, |_| radius);
    case.is(match () {
        () if case.has("circumference") => 2.0 * area / radius,
        () if case.has("half") => area / 2.0,
        () if case.has("quarter") => area / 4.0,
        () => area,
    })
}

fn ring(case: &Case) -> bool {
    let [a, b] = [case.n[0], case.n[1]];
    // The area is the mean circumference times the width.
    case.is(if case.has("area") { PI * (a + b) * (b - a) } else { 2.0 * PI * b - 2.0 * PI * a })
}

fn sector(case: &Case) -> bool {
    let [radius, angle] = [case.n[0], case.n[1].to_radians()];
    case.is(if case.has("area") { radius * radius * angle / 2.0 } else { radius * angle })
}

fn chord(case: &Case) -> bool {
    let [radius, seen, gold] = [case.n[0], case.n[1], number(&case.gold)];
    let (length, distance) = if case.has("How long") { (gold, seen) } else { (seen, gold) };
    near(apart((0.0, 0.0), (distance, length / 2.0)), radius)
}

fn tangent(case: &Case) -> bool {
    let [a, b, gold] = [case.n[0], case.n[1], number(&case.gold)];
    if case.has("tangent") {
        return near(apart((gold, 0.0), (0.0, b)), a);
    }
    // The centres are above the points on the line.
    near(apart((0.0, a), (gold, b)), a + b)
}

fn circle_equation(case: &Case) -> bool {
    let left = case.math.iter().find_map(|math| math.strip_suffix(" = 0")).unwrap();
    let at = |x: f64, y: f64| value(left, &[('x', x), ('y', y)]);
    // The centre is where the value changes by the same on both sides.
    let whole = || (-12..=12).map(f64::from);
    let x = whole().find(|x| at(x + 1.0, 0.0) == at(x - 1.0, 0.0)).unwrap();
    let y = whole().find(|y| at(0.0, y + 1.0) == at(0.0, y - 1.0)).unwrap();
    match () {
        () if case.has("exact radius") => near(at(x + number(&case.gold), y), 0.0),
        () if case.has("exact distance") => case.is(apart((0.0, 0.0), (x, y))),
        () => gold_point(case) == (x, y),
    }
}

fn midpoint(case: &Case) -> bool {
    let (given, gold) = (points(case), gold_point(case));
    let (a, b, middle) = if case.has("What is the midpoint") { (given[0], given[1], gold) } else { (given[0], gold, given[1]) };
    near(apart(a, middle), apart(middle, b)) && near(2.0 * apart(a, middle), apart(a, b))
}

fn slope(case: &Case) -> bool {
    let (given, slope) = (points(case), number(&case.gold));
    let (a, b) = (given[0], given[1]);
    let (along, across) = (b.0 - a.0, b.1 - a.1);
    // A move by 1 to the right along the line, or one at right angles to the line.
    if case.has("right angles") { near(along + across * slope, 0.0) } else { near(along * slope, across) }
}

/// Three points are on one line where they span no area.
fn on_line(a: Point, b: Point, c: Point) -> bool {
    near((b.0 - a.0) * (c.1 - a.1), (c.0 - a.0) * (b.1 - a.1))
}

fn axis_crossing(case: &Case) -> bool {
    let (given, gold) = (points(case), number(&case.gold));
    on_line(given[0], given[1], if case.has("value of $y$") { (0.0, gold) } else { (gold, 0.0) })
}

fn crossing(case: &Case) -> bool {
    let (x, y) = gold_point(case);
    case.math.iter().filter_map(|math| math.strip_prefix("y = ")).filter(|line| near(value(line, &[('x', x)]), y)).count() == 2
}

fn four_corners(case: &Case) -> bool {
    let p = points(case);
    // The diagonal from below to above is inside, between the corners to the left and to the right.
    case.is(area_of([p[1], p[3], p[0]]) + area_of([p[1], p[3], p[2]]))
}

fn to_line(case: &Case) -> bool {
    let (x, y) = points(case)[0];
    let left = case.math[1].strip_suffix(" = 0").unwrap();
    let at = |x: f64, y: f64| value(left, &[('x', x), ('y', y)]);
    let (a, b) = (at(1.0, 0.0) - at(0.0, 0.0), at(0.0, 1.0) - at(0.0, 0.0));
    // A move by the distance at right angles to the line ends on it.
    let gold = number(&case.gold) * -at(x, y).signum() / a.hypot(b);
    near(at(x + gold * a, y + gold * b), 0.0)
}

fn cuboid(case: &Case) -> bool {
    let [a, b, c] = [case.n[0], case.n[1], case.n[2]];
    let faces = [a * b, a * b, a * c, a * c, b * c, b * c];
    case.is(match () {
        () if case.has("volume") => a * b * c,
        () if case.has("surface") => faces.iter().sum(),
        () => [a, b, c].iter().map(|edge| 4.0 * edge).sum(),
    })
}

fn pyramid(case: &Case) -> bool {
    let [side, height] = [case.n[0], case.n[1]];
    case.is(match () {
        () if case.has("volume") => turned(height, |x| side * (1.0 - x / height)) / PI,
        () if case.has("side face") => apart((side / 2.0, 0.0), (0.0, height)),
        () => apart((apart((0.0, 0.0), (side / 2.0, side / 2.0)), 0.0), (0.0, height)),
    })
}

const ORACLES: &[Oracle] = &[
    ("rectangle", rectangle),
    ("missing_side", missing_side),
    ("triangle_area", triangle_area),
    ("trapezoid", trapezoid),
    ("third_angle", third_angle),
    ("polygon_angles", polygon_angles),
    ("similar", |case| near(number(&case.gold) / case.n[2], case.n[1] / case.n[0])),
    ("area_ratio", |case| near((number(&case.gold) / case.n[2]).sqrt(), case.n[1] / case.n[0])),
    ("rhombus", rhombus),
    ("hypotenuse", |case| case.is(apart((case.n[0], 0.0), (0.0, case.n[1])))),
    ("leg", |case| near(apart((number(&case.gold), 0.0), (0.0, case.n[1])), case.n[0])),
    ("special_right", special_right),
    ("included_angle", |case| case.is(area_of(spanned(case)))),
    ("law_of_cosines", |case| case.is(apart(spanned(case)[1], spanned(case)[2]))),
    ("heron", |case| {
        // Half the base times the height.
        let [_, b, c] = placed(case);
        case.is(b.0 * c.1 / 2.0)
    }),
    ("circumradius", |case| {
        // The centre is above the middle of the base, as far from the other corner as from the ends of the base.
        let [a, b, c] = placed(case);
        let radius = number(&case.gold);
        let up = (radius * radius - b.0 * b.0 / 4.0).max(0.0).sqrt();
        [up, -up].iter().any(|up| (apart((b.0 / 2.0, *up), c) - apart((b.0 / 2.0, *up), a)).abs() < 1e-5)
    }),
    ("inradius", |case| {
        // Three triangles with the radius as their height make up the whole.
        let [a, b, c] = [case.n[0], case.n[1], case.n[2]];
        near(number(&case.gold) * (a / 2.0 + b / 2.0 + c / 2.0), heron(a, b, c))
    }),
    ("altitude", |case| {
        near(
            number(&case.gold) * apart((case.n[0], 0.0), (0.0, case.n[1])) / 2.0,
            area_of([(0.0, 0.0), (case.n[0], 0.0), (0.0, case.n[1])]),
        )
    }),
    ("sine", |case| {
        let angle = case.n[0].atan2(case.n[1]);
        case.is(if case.has("cosine") { angle.cos() } else { angle.sin() })
    }),
    ("circle", circle),
    ("ring", ring),
    ("sector", sector),
    ("chord", chord),
    ("tangent", tangent),
    ("circle_equation", circle_equation),
    ("midpoint", midpoint),
    ("distance", |case| case.is(apart(points(case)[0], points(case)[1]))),
    ("slope", slope),
    ("axis_crossing", axis_crossing),
    ("crossing", crossing),
    ("corner_area", |case| case.is(area_of([points(case)[0], points(case)[1], points(case)[2]]))),
    ("four_corners", four_corners),
    ("to_line", to_line),
    ("box", cuboid),
    ("box_diagonal", |case| case.is(apart((apart((0.0, 0.0), (case.n[0], case.n[1])), 0.0), (0.0, case.n[2])))),
    ("round_solid", round),
    ("cone_surface", |case| {
        // The unrolled mantle is a sector with the side line as its radius.
        let [r, h] = [case.n[0], case.n[1]];
        let line = apart((r, 0.0), (0.0, h));
        case.is(r * r + line * line * (r / line))
    }),
    ("pyramid", pyramid),
];

#[test]
fn every_answer_is_what_a_second_way_gives() {
    check(TEMPLATES, ORACLES);
}

#[test]
fn every_level_has_thousands_of_problems_of_many_kinds() {
    check_sizes(TEMPLATES, LEVELS);
}
