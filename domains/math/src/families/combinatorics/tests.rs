use super::*;
use crate::families::topic::checks::{Case, Oracle, check, check_sizes, poly};

fn whole(case: &Case) -> Vec<usize> {
    case.n.iter().map(|n| n.abs() as usize).collect()
}

fn is(case: &Case, value: u128) -> bool {
    case.gold == value.to_string()
}

/// Ways to choose, by Pascal's triangle.
fn pascal(all: usize, chosen: usize) -> u128 {
    let mut row = vec![1_u128];
    for _ in 0..all {
        let next = row.windows(2).map(|pair| pair[0] + pair[1]);
        row = [1].into_iter().chain(next).chain([1]).collect();
    }
    row.get(chosen).copied().unwrap_or(0)
}

/// Every set of `chosen` of `0..all`.
fn sets(all: usize, chosen: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..chosen {
        let longer =
            |set: Vec<usize>| (set.last().map_or(0, |last| last + 1)..all).map(move |next| [set.clone(), vec![next]].concat());
        sets = sets.into_iter().flat_map(longer).collect();
    }
    sets
}

/// Every order of `0..count`.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for next in 0..count {
        orders =
            orders.iter().flat_map(|order| (0..=next).map(move |at| [&order[..at], &[next], &order[at..]].concat())).collect();
    }
    orders
}

/// Rows of `length` out of `options`, one after another.
fn rows(options: usize, length: usize, repeats: bool) -> u128 {
    if length == 0 {
        return 1;
    }
    (0..options).map(|_| rows(if repeats { options } else { options - 1 }, length - 1, repeats)).sum()
}

fn codes(case: &Case) -> bool {
    let n = whole(case);
    let repeats = !case.has("may not");
    is(case, rows(n[1], n[0], repeats) * rows(n[3], n[2], repeats))
}

fn committee(case: &Case) -> bool {
    let n = whole(case);
    let allowed = |set: &Vec<usize>| match () {
        () if case.has("both") => !(set.contains(&0) && set.contains(&1)),
        () if case.has("must not") => !set.contains(&0),
        () if case.has("must") => set.contains(&0),
        () => true,
    };
    is(case, sets(n[1], n[0]).into_iter().filter(allowed).count() as u128)
}

/// By those that do not fit.
fn at_least(case: &Case) -> bool {
    let n = whole(case);
    let [first, second, chosen, least] = [n[0], n[1], n[2], n[3]];
    let too_few: u128 =
        (0..least).filter(|some| *some <= chosen).map(|some| pascal(first, some) * pascal(second, chosen - some)).sum();
    is(case, pascal(first + second, chosen) - too_few)
}

/// Places are chosen for one letter after another.
fn letters(case: &Case) -> bool {
    let word = case.question.split_whitespace().nth(9).unwrap();
    let letter = word.chars().next().unwrap();
    let word = if case.has("if the first one") { &word[1..] } else { word };
    assert!(!case.has("if the first one") || case.question.ends_with(&format!("must be {letter}?")));
    let mut left = word.len();
    let mut count = 1;
    let mut bytes: Vec<u8> = word.bytes().collect();
    bytes.dedup();
    for byte in bytes {
        let repeats = word.bytes().filter(|other| *other == byte).count();
        count *= pascal(left, repeats);
        left -= repeats;
    }
    is(case, count)
}

fn clubs(case: &Case) -> bool {
    let n = whole(case);
    is(case, (n[0] + n[3] - n[1] - n[2]) as u128)
}

fn three_clubs(case: &Case) -> bool {
    let n = whole(case);
    is(case, (n[0] + n[4] + n[5] + n[6] - n[1] - n[2] - n[3] - n[7]) as u128)
}

fn binomial(case: &Case) -> bool {
    let exponent: usize = case.math[0].trim_start_matches("x^{").split('}').next().unwrap().parse().unwrap();
    let text = case.math[1].replace(['{', '}'], "");
    let (base, power) = text.rsplit_once('^').unwrap();
    let inner = poly(base);
    let power = (1..power.parse().unwrap()).fold(inner.clone(), |power, _| crate::families::topic::checks::times(&power, &inner));
    case.is(power[exponent])
}

fn neighbours(case: &Case) -> bool {
    let n = whole(case)[0];
    let round = case.has("round table");
    if n > 6 {
        // One seat for the first, then one for the second, then the others.
        let others: u128 = (1..n as u128 - 1).product();
        let seats = if round { 1 } else { n as u128 };
        let pairs = if round { n as u128 - 1 } else { seats * (n as u128 - 1) };
        let beside = if round { 2 } else { 2 * (n as u128 - 1) };
        return is(case, others * if case.has("must not") { pairs - beside } else { beside });
    }
    let seated = orders(n).into_iter().filter(|order| !round || order[0] == n - 1).filter(|order| {
        let at = |who: usize| order.iter().position(|other| *other == who).unwrap();
        let apart = at(0).abs_diff(at(1));
        (apart == 1 || round && apart == n - 1) != case.has("must not")
    });
    is(case, seated.count() as u128)
}

fn no_two_adjacent(case: &Case) -> bool {
    let n = whole(case);
    let fits = |set: &Vec<usize>| {
        let around = case.has("circle") && set[0] == 0 && set[set.len() - 1] == n[1] - 1;
        !around && set.windows(2).all(|pair| pair[1] - pair[0] > 1)
    };
    is(case, sets(n[1], n[0]).into_iter().filter(fits).count() as u128)
}

/// Ways to reach a sum with `parts` numbers of `least` to `most`, one part after another.
fn sums(parts: usize, sum: usize, least: usize, most: usize) -> u128 {
    let mut ways = vec![0_u128; sum + 1];
    ways[0] = 1;
    for _ in 0..parts {
        ways = (0..=sum).map(|all| (least..=most.min(all)).map(|part| ways[all - part]).sum()).collect();
    }
    ways[sum]
}

fn stars(case: &Case) -> bool {
    let n = whole(case);
    is(case, sums(n[1], n[0], n.get(2).copied().unwrap_or(0), n[0]))
}

fn bounded_stars(case: &Case) -> bool {
    let n = whole(case);
    let parts = case.math[0].matches('x').count();
    is(case, sums(parts, n[parts], n[parts + 1], n[parts + 2]))
}

/// One thing after another is put into a box that is used already, or into a new one.
fn onto(case: &Case) -> bool {
    let n = whole(case);
    let [things, boxes] = [n[0], n[1]];
    let mut used = vec![0_u128; boxes + 1];
    used[0] = 1;
    for _ in 0..things {
        used = (0..=boxes).map(|j| used[j] * j as u128 + if j > 0 { used[j - 1] * (boxes - j + 1) as u128 } else { 0 }).collect();
    }
    is(case, used[boxes])
}

/// Paths counted point by point, along which every point is allowed.
fn walk(right: usize, up: usize, allowed: impl Fn(usize, usize) -> bool) -> u128 {
    let mut ways = vec![vec![0_u128; up + 1]; right + 1];
    for x in 0..=right {
        for y in 0..=up {
            let before = if x > 0 { ways[x - 1][y] } else { 0 } + if y > 0 { ways[x][y - 1] } else { 0 };
            ways[x][y] = if !allowed(x, y) {
                0
            } else if (x, y) == (0, 0) {
                1
            } else {
                before
            };
        }
    }
    ways[right][up]
}

fn paths(case: &Case) -> bool {
    let n = whole(case);
    let [right, up, px, py] = [n[2], n[3], n[4], n[5]];
    // On its diagonal, a path through the point meets no other point.
    is(case, walk(right, up, |x, y| x + y != px + py || x == px))
}

fn blocked_paths(case: &Case) -> bool {
    let n = whole(case);
    is(case, walk(n[2], n[3], |x, y| n[4..].chunks(2).all(|point| point != [x, y])))
}

fn rectangles(case: &Case) -> bool {
    let n = whole(case);
    let spans = |all: usize, at: usize| {
        (1..=all)
            .flat_map(|low| (low..=all).map(move |high| (low, high)))
            .filter(|(low, high)| (*low..=*high).contains(&at))
            .count()
    };
    is(case, (spans(n[0], n[2]) * spans(n[1], n[3])) as u128)
}

fn drawer(case: &Case) -> bool {
    let n = whole(case);
    let short = |count: usize| (0..=count).filter(|taken| *taken < n[3]);
    let most = short(n[0]).flat_map(|i| short(n[1]).map(move |j| i + j)).flat_map(|sum| short(n[2]).map(move |k| sum + k)).max();
    is(case, most.unwrap() as u128 + 1)
}

fn fixed_points(case: &Case) -> bool {
    let [number, own] = [whole(case)[0], whole(case)[1]];
    if number <= 6 {
        let count = orders(number)
            .into_iter()
            .filter(|order| order.iter().enumerate().filter(|(at, who)| at == *who).count() == own)
            .count();
        return is(case, count as u128);
    }
    // A recurrence for the ways in which nobody gets his own.
    let mut astray = vec![1_u128, 0];
    for n in 2..=number {
        astray.push((n as u128 - 1) * (astray[n - 1] + astray[n - 2]));
    }
    is(case, pascal(number, own) * astray[number - own])
}

/// The probability of so many reds, draw by draw.
fn reds(red: f64, blue: f64, draws: usize, wanted: usize) -> f64 {
    if draws == 0 {
        return f64::from(u8::from(wanted == 0));
    }
    let all = red + blue;
    let hit = if wanted > 0 && red > 0.0 { red / all * reds(red - 1.0, blue, draws - 1, wanted - 1) } else { 0.0 };
    hit + if blue > 0.0 { blue / all * reds(red, blue - 1.0, draws - 1, wanted) } else { 0.0 }
}

fn two_balls(case: &Case) -> bool {
    let (red, blue, drawn) = (case.n[0], case.n[1], case.n[2] as usize);
    let exactly = |wanted| reds(red, blue, drawn, wanted);
    case.is(match () {
        () if case.has("all are red") => exactly(drawn),
        () if case.has("exactly one") => exactly(1),
        () if case.has("at least one") => (1..=drawn).map(exactly).sum(),
        () => exactly(drawn) + exactly(0),
    })
}

fn one_ball(case: &Case) -> bool {
    let n = &case.n;
    let all = n[0] + n[1] + n[2];
    case.is(match () {
        () if case.has("is not red") => 1.0 - n[0] / all,
        () if case.has("is red or green") => 1.0 - n[1] / all,
        () if case.has("is blue") => n[1] / all,
        () => n[0] / all,
    })
}

/// The mean of something over all rolls of two dice.
fn mean(a: f64, b: f64, of: impl Fn(i64, i64) -> f64) -> f64 {
    let rolls = (1..=a as i64).flat_map(|x| (1..=b as i64).map(move |y| (x, y)));
    rolls.map(|(x, y)| of(x, y)).sum::<f64>() / (a * b)
}

fn dice_sum(case: &Case) -> bool {
    let bound = case.n[4] as i64;
    case.is(mean(case.n[1], case.n[3], |x, y| {
        f64::from(u8::from(match () {
            () if case.has("sum of the numbers is at most") => x <= bound - y,
            () if case.has("sum") => x == bound - y,
            () if case.has("multiple") => (x * y) % bound == 0,
            () => x <= bound && y <= bound,
        }))
    }))
}

/// Trial by trial.
fn successes(case: &Case) -> bool {
    let (chance, hits, trials) = (case.n[0] / case.n[1], case.n[2] as usize, case.n[3] as usize);
    let mut so_far = vec![0.0; trials + 1];
    so_far[0] = 1.0;
    for _ in 0..trials {
        so_far = (0..=trials).map(|n| so_far[n] * (1.0 - chance) + if n > 0 { so_far[n - 1] * chance } else { 0.0 }).collect();
    }
    case.is(if case.has("exactly") { so_far[hits] } else { so_far[hits..].iter().sum() })
}

fn expected_gain(case: &Case) -> bool {
    let n = whole(case);
    let [stake, sides, wins, win, draw] = [n[0], n[2], n[3], n[4], n[6]];
    let paid: usize = (1..=sides)
        .map(|roll| {
            if roll <= wins {
                win
            } else if roll == sides {
                draw
            } else {
                0
            }
        })
        .sum();
    n[5] == sides && case.is(paid as f64 / sides as f64 - stake as f64)
}

fn expected_dice(case: &Case) -> bool {
    case.is(case.n[4]
        * mean(case.n[1], case.n[3], |x, y| {
            (match () {
                () if case.has("greater") => {
                    if x > y {
                        x
                    } else {
                        y
                    }
                }
                () if case.has("lesser") => {
                    if x < y {
                        x
                    } else {
                        y
                    }
                }
                () if case.has("distance") => {
                    if x < y {
                        y - x
                    } else {
                        x - y
                    }
                }
                () => x * y,
            }) as f64
        }))
}

fn given(case: &Case) -> bool {
    let [share, good, wrong] = [case.n[0] / 100.0, case.n[1] / 100.0, case.n[2] / 100.0];
    let (right, false_alarm) = (share * good, (1.0 - share) * wrong);
    case.is(right / (right + false_alarm))
}

const ORACLES: &[Oracle] = &[
    ("menu", |case| is(case, rows(whole(case)[0], 1, true) * rows(whole(case)[1], 1, true) * rows(whole(case)[2], 1, true))),
    ("codes", codes),
    ("handshakes", |case| is(case, (sets(whole(case)[0], 2).len() - whole(case)[1]) as u128)),
    ("ranking", |case| is(case, pascal(whole(case)[0], whole(case)[1]) * orders(whole(case)[1]).len() as u128)),
    ("committee", committee),
    ("two_groups", |case| {
        let n = whole(case);
        is(case, (sets(n[1], n[0]).len() * sets(n[3], n[2]).len()) as u128)
    }),
    ("at_least", at_least),
    ("letters", letters),
    ("clubs", clubs),
    ("three_clubs", three_clubs),
    ("binomial", binomial),
    ("neighbours", neighbours),
    ("no_two_adjacent", no_two_adjacent),
    ("stars", stars),
    ("bounded_stars", bounded_stars),
    ("onto", onto),
    ("paths", paths),
    ("blocked_paths", blocked_paths),
    ("rectangles", rectangles),
    ("drawer", drawer),
    ("fixed_points", fixed_points),
    ("one_ball", one_ball),
    ("two_balls", two_balls),
    ("dice_sum", dice_sum),
    ("successes", successes),
    ("expected_gain", expected_gain),
    ("expected_dice", expected_dice),
    ("given", given),
];

#[test]
fn every_answer_is_what_a_second_way_gives() {
    check(TEMPLATES, ORACLES);
}

#[test]
fn every_level_has_thousands_of_problems_of_many_kinds() {
    check_sizes(TEMPLATES, LEVELS);
}
