use super::*;
use crate::families::topic::checks::{Case, Oracle, check, check_sizes, near, number, poly, rest, times, value};

/// Both sides of every equation agree where `x` has this value.
fn solves(case: &Case, x: f64) -> bool {
    let mut equations = case.math.iter().filter_map(|math| math.split_once(" = ")).peekable();
    assert!(equations.peek().is_some());
    equations.all(|(left, right)| near(value(left, &[('x', x)]), value(right, &[('x', x)])))
}

fn one_solution(case: &Case) -> bool {
    solves(case, number(&case.gold))
}

fn every_root(case: &Case) -> bool {
    let roots = case.list();
    roots.len() == 2 && roots[0] < roots[1] && roots.iter().all(|&root| solves(case, root))
}

fn system(case: &Case) -> bool {
    let lines: Vec<(&str, &str)> = case.math.iter().filter_map(|math| math.split_once(" = ")).collect();
    let on_both = |x: f64, y: f64| lines.iter().all(|(left, right)| near(value(left, &[('x', x), ('y', y)]), number(right)));
    if let [x, y] = case.list()[..] {
        return on_both(x, y);
    }
    let whole = (-30..=-10).flat_map(|x| (-9..=9).map(move |y| (f64::from(x), f64::from(y))));
    let found: Vec<(f64, f64)> = whole.filter(|&(x, y)| on_both(x, y)).collect();
    found.len() == 1 && case.is(found[0].0 * found[0].1)
}

/// `a`, `b` and `c` of a quadratic.
fn quadratic(text: &str) -> [f64; 3] {
    let poly = poly(text);
    [poly[2], poly[1], poly[0]]
}

fn left_of(case: &Case, sign: &str) -> String {
    case.math.iter().find_map(|math| math.split_once(sign)).unwrap().0.to_owned()
}

fn surd_root(case: &Case) -> bool {
    let [a, b, _] = quadratic(&left_of(case, " = "));
    let root = number(&case.gold);
    let other = -b / a - root;
    one_solution(case) && if case.has("greater") { root > other } else { root < other }
}

fn logarithm(case: &Case) -> bool {
    let (left, right) = case.math[1].split_once(" = ").unwrap();
    let (base, inner) = left.trim_start_matches("\\log_{").split_once('}').unwrap();
    near(value(inner, &[('x', number(&case.gold))]).log(number(base)), number(right))
}

fn root_equation(case: &Case) -> bool {
    // Other solutions would be whole, since the squared equation has one whole root and whole coefficients.
    let (left, right) = case.math[0].split_once(" = ").unwrap();
    let (left, right) = (poly(left.trim_start_matches("\\sqrt{").trim_end_matches('}')), poly(right));
    let at = |poly: &[f64], x: f64| poly.iter().rev().fold(0.0, |value, c| value * x + c);
    let solves = |x: &f64| at(&right, *x) >= 0.0 && near(at(&left, *x), at(&right, *x).powi(2));
    let found: Vec<f64> = (-400..=400).map(f64::from).filter(solves).collect();
    found.len() == 1 && case.is(found[0])
}

const SIGNS: [&str; 4] = [" < ", " \\le ", " > ", " \\ge "];

/// Whether an inequality holds; bars stand for the absolute value.
fn holds(math: &str, x: f64) -> bool {
    let sign = SIGNS.into_iter().find(|sign| math.contains(sign)).unwrap();
    let (left, right) = math.split_once(sign).unwrap();
    let inner = value(left.trim_matches('|'), &[('x', x)]);
    let (left, right) = (if left.starts_with('|') { inner.abs() } else { inner }, number(right));
    if near(left, right) { sign.contains('e') } else { (left < right) == (sign == SIGNS[0] || sign == SIGNS[1]) }
}

fn inside(interval: &str, x: f64) -> bool {
    let (low, high) = interval[1..interval.len() - 1].split_once(", ").unwrap();
    let end = |text: &str| match text {
        "-\\infty" => f64::NEG_INFINITY,
        "\\infty" => f64::INFINITY,
        _ => number(text),
    };
    let (low, high) = (end(low), end(high));
    x > low && x < high && !near(x, low) && !near(x, high)
        || interval.starts_with('[') && near(x, low)
        || interval.ends_with(']') && near(x, high)
}

fn inequality(case: &Case) -> bool {
    let math = case.math.iter().find(|math| SIGNS.iter().any(|sign| math.contains(sign))).unwrap();
    let intervals: Vec<&str> = case.gold.split(" \\cup ").collect();
    let ends =
        intervals.iter().flat_map(|interval| interval[1..interval.len() - 1].split(", ")).filter(|end| !end.contains("infty"));
    ends.map(number)
        .flat_map(|end| [end - 0.01, end, end + 0.01, end - 500.0, end + 500.0])
        .all(|x| holds(math, x) == intervals.iter().any(|interval| inside(interval, x)))
}

/// The functions f, g or p that a question gives, at a place.
fn given(case: &Case, name: char, x: f64) -> f64 {
    let start = format!("{name}(x) = ");
    value(case.math.iter().find_map(|math| math.strip_prefix(&start)).unwrap(), &[('x', x)])
}

fn coefficient(case: &Case) -> bool {
    let product = poly(case.math.last().unwrap());
    let exponent = match case.math[0].as_str() {
        _ if case.has("constant") => 0,
        "x" => 1,
        power => power.trim_start_matches("x^").parse().unwrap(),
    };
    case.is(product[exponent])
}

fn remainder(case: &Case) -> bool {
    rest(&poly(&case.math[0]), &poly(&case.math[1])) == poly(&case.gold)
}

fn quotient(case: &Case) -> bool {
    times(&poly(&case.gold), &poly(&case.math[1])) == poly(&case.math[0])
}

/// The roots of a quadratic: both real, or the real and the imaginary part.
fn roots([a, b, c]: [f64; 3]) -> (bool, f64, f64) {
    let (middle, square) = (-b / (2.0 * a), (b * b - 4.0 * a * c) / (4.0 * a * a));
    if square >= 0.0 { (true, middle + square.sqrt(), middle - square.sqrt()) } else { (false, middle, (-square).sqrt()) }
}

fn root_sums(case: &Case) -> bool {
    let (real, r, s) = roots(quadratic(&left_of(case, " = ")));
    // Of `r + s i` and `r - s i` the sums are twice a real part.
    let powers = |n: i32| if real { r.powi(n) + s.powi(n) } else { 2.0 * r.hypot(s).powi(n) * (f64::from(n) * s.atan2(r)).cos() };
    let product = if real { r * s } else { r * r + s * s };
    case.is(match case.math.last().unwrap().as_str() {
        "r^2 + s^2" => powers(2),
        "r^3 + s^3" => powers(3),
        "\\frac{1}{r} + \\frac{1}{s}" => powers(1) / product,
        "(r + 1)(s + 1)" => product + powers(1) + 1.0,
        _ => powers(2) / product,
    })
}

fn power_sums(case: &Case) -> bool {
    let [sum, product, n] = [case.n[0], case.n[1], case.n[2]];
    let (real, r, s) = roots([1.0, -sum, product]);
    case.is(if real { r.powf(n) + s.powf(n) } else { 2.0 * r.hypot(s).powf(n) * (n * s.atan2(r)).cos() })
}

fn series(case: &Case) -> bool {
    let [first, growth, count] = [case.n[0], case.n[1], case.n[2]];
    // By the formulas; the keys are added up term by term.
    case.is(match case.has("arithmetic") {
        true => count * (2.0 * first + (count - 1.0) * growth) / 2.0,
        false => first * (growth.powf(count) - 1.0) / (growth - 1.0),
    })
}

fn endless_series(case: &Case) -> bool {
    let ratio = number(&case.math[1]);
    let sum: f64 = (0..2000).map(|n| case.n[0] * ratio.powi(n)).sum();
    case.is(sum)
}

fn recurrence(case: &Case) -> bool {
    let rule = case.math[1].split_once(" = ").unwrap().1.replace("a_n", "x");
    let place: i32 = case.math[2].trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
    let first = number(case.math[0].split_once(" = ").unwrap().1);
    case.is((1..place).fold(first, |term, _| value(&rule, &[('x', term)])))
}

fn telescope(case: &Case) -> bool {
    let (count, first, gap) = (case.n[0] as i128, case.n[2] as i128, (case.n[3] - case.n[2]) as i128);
    // Added up one by one as fractions in lowest terms.
    let (mut top, mut bottom) = (0_i128, 1_i128);
    for n in 0..count {
        let below = (first + n * gap) * (first + (n + 1) * gap);
        (top, bottom) = crate::families::topic::forms::lowest(top * below + bottom, bottom * below);
    }
    case.is((top + bottom) as f64)
}

const ORACLES: &[Oracle] = &[
    ("two_terms", one_solution),
    ("bracket", one_solution),
    ("two_numbers", |case| {
        let (sum, difference) = (case.n[0], case.n[1]);
        let (greater, lesser) =
            (-50..=200).map(f64::from).map(|lesser| (sum - lesser, lesser)).find(|(a, b)| a - b == difference).unwrap();
        case.is(if case.has("greater") { greater } else { lesser })
    }),
    ("sum_of_shares", one_solution),
    ("two_fractions", one_solution),
    ("system", system),
    ("whole_roots", every_root),
    ("fraction_roots", every_root),
    ("surd_root", surd_root),
    ("exponent", one_solution),
    ("logarithm", logarithm),
    ("root_equation", root_equation),
    ("absolute", inequality),
    ("quadratic_inequality", inequality),
    ("composition", |case| case.is(given(case, 'f', given(case, 'g', *case.n.last().unwrap())))),
    ("composed_square", |case| {
        let x = *case.n.last().unwrap();
        case.is(given(case, 'g', given(case, 'f', x)) - given(case, 'f', given(case, 'g', x)))
    }),
    ("inverse", |case| near(given(case, 'f', number(&case.gold)), *case.n.last().unwrap())),
    ("substitute", |case| case.is(given(case, 'p', *case.n.last().unwrap()))),
    ("coefficient", coefficient),
    ("remainder", remainder),
    ("linear_remainder", remainder),
    ("quotient", quotient),
    ("root_sums", root_sums),
    ("power_sums", power_sums),
    ("nth_term", |case| {
        let [first, second, third, place] = [case.n[0], case.n[1], case.n[2], case.n[3]];
        second - first == third - second && case.is((1..place as i64).fold(first, |term, _| term + (second - first)))
    }),
    ("series", series),
    ("between_terms", |case| {
        let [early, at_early, late, at_late, asked] = [case.n[0], case.n[1], case.n[2], case.n[3], case.n[4]];
        near((number(&case.gold) - at_late) / (asked - late), (at_late - at_early) / (late - early))
    }),
    ("endless_series", endless_series),
    ("recurrence", recurrence),
    ("telescope", telescope),
];

#[test]
fn every_answer_is_what_a_second_way_gives() {
    check(TEMPLATES, ORACLES);
}

#[test]
fn every_level_has_thousands_of_problems_of_many_kinds() {
    check_sizes(TEMPLATES, LEVELS);
}
