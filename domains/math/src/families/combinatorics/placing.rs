//! Rows, boxes, grids and drawers.

use crate::families::topic::whole::{choose, factorial};
use crate::families::topic::{Asked, Dice, ask};

const NAMES: [&str; 12] = ["Ana", "Ben", "Chloe", "David", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam"];
const THINGS: [&str; 12] =
    ["apples", "marbles", "pencils", "stickers", "shells", "coins", "books", "cards", "buttons", "cookies", "stamps", "beads"];

/// People in a row or at a round table, some of whom stay together.
pub(super) fn neighbours(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(4, 6), (7, 9), (10, 13)]);
    let (first, second) = dice.ordered(0, 11);
    let (first, second) = (NAMES[first as usize], NAMES[second as usize]);
    let (round, together) = (dice.pick(&[false, true]), dice.pick(&[true, false]));
    let free = if round { number - 1 } else { number };
    let joined = 2 * factorial(free - 1);
    let count = if together { joined } else { factorial(free) - joined };
    let place = if round { "at a round table (where only who sits beside whom, and on which side, counts)" } else { "in a row" };
    let not = if together { "" } else { " not" };
    let question = format!(
        "In how many ways can {number} people, among them {first} and {second}, sit {place} if {first} and {second} must{not} \
         be neighbours?"
    );
    ask(question, count)
}

pub(super) fn no_two_adjacent(dice: &mut Dice) -> Asked {
    let number = dice.grown(&[(8, 20), (21, 40)]);
    let chosen = dice.range(2, 4);
    let (thing, round) = (dice.pick(&["chairs", "lamps", "seats", "houses", "doors", "lockers"]), dice.pick(&[false, true]));
    let count = if round {
        // With a certain one: its neighbours are out. Without it: a row.
        choose(number - 3 - (chosen - 2), chosen - 1) + choose(number - 1 - (chosen - 1), chosen)
    } else {
        choose(number - chosen + 1, chosen)
    };
    let shape = if round { "circle" } else { "row" };
    ask(
        format!(
            "In how many ways can {chosen} of {number} different {thing} in a {shape} be chosen so that no two chosen ones \
             are neighbours?"
        ),
        count,
    )
}

/// Equal things given to different people.
pub(super) fn stars(dice: &mut Dice) -> Asked {
    let things = dice.grown(&[(4, 9), (10, 20), (21, 40)]);
    let people = dice.range(2, 5);
    let each = dice.pick(&[0, 1, 2]);
    let thing = dice.pick(&THINGS);
    let group = dice.pick(&["children", "friends", "guests", "boxes"]);
    let left = things - each * people;
    let count = if left < 0 { 0 } else { choose(left + people - 1, people - 1) };
    let rule = match each {
        0 => "some may get none".to_owned(),
        _ => format!("each gets at least {each}"),
    };
    ask(format!("In how many ways can {things} equal {thing} be shared out among {people} {group} if {rule}?"), count)
}

/// Solutions in whole numbers of 0 to `most`.
pub(super) fn bounded_stars(dice: &mut Dice) -> Asked {
    let count = dice.grown(&[(3, 4), (5, 6)]);
    let (sum, most) = (dice.range(6, 30), dice.range(3, 14));
    let least = dice.range(0, 2);
    let free = sum - least * count;
    let room = most - least + 1;
    let solutions: i128 = (0..=count)
        .filter(|over| free - over * room >= 0)
        .map(|over| {
            let sign = if over % 2 == 0 { 1 } else { -1 };
            sign * choose(count, over) * choose(free - over * room + count - 1, count - 1)
        })
        .sum();
    let names: Vec<String> = (1..=count).map(|at| format!("x_{at}")).collect();
    let question = format!("How many solutions has ${} = {sum}$ in whole numbers from {least} to {most}?", names.join(" + "));
    ask(question, solutions)
}

/// Different things into different boxes, none of which stays empty.
pub(super) fn onto(dice: &mut Dice) -> Asked {
    let (things, boxes) = (dice.range(4, 10), dice.range(2, 5));
    let thing = dice.pick(&THINGS);
    let holder = dice.pick(&["boxes", "bags", "drawers", "jars", "baskets", "bowls"]);
    let count: i128 = (0..=boxes)
        .map(|empty| (if empty % 2 == 0 { 1 } else { -1 }) * choose(boxes, empty) * i128::from(boxes - empty).pow(things as u32))
        .sum();
    ask(
        format!("In how many ways can {things} different {thing} be put into {boxes} different {holder} so that none is empty?"),
        count,
    )
}

fn ways(right: i64, up: i64) -> i128 {
    choose(right + up, up)
}

/// Paths to the right and up, through a point.
pub(super) fn paths(dice: &mut Dice) -> Asked {
    let (x, y) = (dice.grown(&[(1, 3), (4, 6)]), dice.range(0, 5));
    let (right, up) = (x + dice.range(1, 6), y + dice.range(1, 6));
    let question = format!(
        "A path leads from $(0, 0)$ to $({right}, {up})$ by moves of one unit to the right or up. How many such paths pass \
         through $({x}, {y})$?"
    );
    ask(question, ways(x, y) * ways(right - x, up - y))
}

/// Paths around a point, or around two.
pub(super) fn blocked_paths(dice: &mut Dice) -> Asked {
    let (x, y) = (dice.grown(&[(1, 3), (4, 6), (1, 6)]), dice.range(1, 6));
    let (p, q) = (dice.range(1, 5), dice.range(1, 5));
    let (right, up) = (x + p, y + q);
    let first = ways(x, y) * ways(p, q);
    if dice.grade() < 2 {
        let question = format!(
            "A path leads from $(0, 0)$ to $({right}, {up})$ by moves of one unit to the right or up. How many such paths do \
             not pass through \
             $({x}, {y})$?"
        );
        return ask(question, ways(right, up) - first);
    }
    let (m, n) = (dice.range(1, 4), dice.range(1, 4));
    let (right, up) = (right + m, up + n);
    let (z, w) = (x + p, y + q);
    let one = ways(x, y) * ways(p + m, q + n);
    let other = ways(z, w) * ways(m, n);
    let both = ways(x, y) * ways(p, q) * ways(m, n);
    let question = format!(
        "A path leads from $(0, 0)$ to $({right}, {up})$ by moves of one unit to the right or up. How many such paths pass \
         through neither \
         $({x}, {y})$ nor $({z}, {w})$?"
    );
    ask(question, ways(right, up) - one - other + both)
}

/// Rectangles in a grid, all or those with a given square.
pub(super) fn rectangles(dice: &mut Dice) -> Asked {
    let (rows, columns) = (dice.grown(&[(3, 6), (7, 15), (16, 30)]), dice.range(3, 20));
    let (row, column) = (dice.range(1, 3), dice.range(1, 3));
    let question = format!(
        "A board has {rows} rows and {columns} columns of squares. How many rectangles made of its squares contain the square \
         in row {row} \
         and column {column}?"
    );
    ask(question, row * (rows - row + 1) * column * (columns - column + 1))
}

/// How many must be taken for some of one colour.
pub(super) fn drawer(dice: &mut Dice) -> Asked {
    let counts = [dice.grown(&[(3, 9), (10, 16), (17, 30)]), dice.range(3, 12), dice.range(3, 12)];
    let wanted = dice.at(&[2, 3, 6]) + dice.range(0, 1);
    let thing = dice.pick(&["socks", "gloves", "balls", "cards", "beads"]);
    let [red, blue, green] = counts;
    // At worst, one less than wanted of every colour, or all there are, come first.
    let before: i64 = counts.iter().map(|&count| count.min(wanted - 1)).sum();
    let question = format!(
        "A drawer holds {red} red, {blue} blue and {green} green {thing}. How many must be taken in the dark to be sure of \
         {wanted} of one colour?"
    );
    ask(question, before + 1)
}

/// Permutations with a given number of people at their own place.
pub(super) fn fixed_points(dice: &mut Dice) -> Asked {
    let number = dice.range(4, 9);
    let own = dice.range(0, 3);
    let (who, what) =
        (dice.pick(&["guests", "pupils", "players", "poets", "sailors"]), dice.pick(&["hat", "coat", "bag", "key", "book"]));
    let others = number - own;
    let astray: i128 = (0..=others).map(|at| (if at % 2 == 0 { 1 } else { -1 }) * factorial(others) / factorial(at)).sum();
    let question = format!(
        "Each of {number} {who} has a {what}. In how many ways can these be handed back, one to each, so that exactly {own} \
         of the {who} get their own {what}?"
    );
    ask(question, choose(number, own) * astray)
}
