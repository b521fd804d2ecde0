//! Stories with one operation to do.

use super::{Draws, Made, exact};

const NAMES: [&str; 12] = ["Ana", "Ben", "Chloe", "David", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam"];
const ITEMS: [&str; 12] =
    ["apples", "marbles", "pencils", "stickers", "shells", "coins", "books", "cards", "buttons", "cookies", "stamps", "beads"];

/// Who and what a story is about, and its two numbers.
struct Story {
    name: &'static str,
    friend: &'static str,
    items: &'static str,
    a: u64,
    b: u64,
}

/// A story's text and its answer.
type Template = fn(&Story) -> (String, u64);

const TEMPLATES: [Template; 8] = [given, together, given_away, fewer, boxes, bags, shared, packed];

fn given(s: &Story) -> (String, u64) {
    let Story { name, friend, items, a, b } = s;
    (format!("{name} has {a} {items}. {friend} gives {name} {b} more. How many {items} does {name} have now?"), a + b)
}

fn together(s: &Story) -> (String, u64) {
    let Story { name, friend, items, a, b } = s;
    (format!("{name} finds {a} {items} and {friend} finds {b}. How many {items} do they find together?"), a + b)
}

fn given_away(s: &Story) -> (String, u64) {
    let Story { name, items, a, b, .. } = s;
    (format!("{name} has {} {items} and gives {b} of them away. How many {items} are left?", a + b), *a)
}

fn fewer(s: &Story) -> (String, u64) {
    let Story { name, friend, items, a, b } = s;
    (format!("{name} has {} {items}. {friend} has {b} fewer. How many {items} does {friend} have?", a + b), *a)
}

fn boxes(s: &Story) -> (String, u64) {
    let Story { name, items, a, b, .. } = s;
    (format!("{name} fills {a} boxes with {b} {items} each. How many {items} are in the boxes?"), a * b)
}

fn bags(s: &Story) -> (String, u64) {
    let Story { name, items, a, b, .. } = s;
    (format!("{name} buys {a} bags. Each bag holds {b} {items}. How many {items} does {name} buy?"), a * b)
}

fn shared(s: &Story) -> (String, u64) {
    let Story { name, items, a, b, .. } = s;
    let text = format!("{name} shares {} {items} equally among {a} friends. How many {items} does each friend get?", a * b);
    (text, *b)
}

fn packed(s: &Story) -> (String, u64) {
    let Story { name, items, a, b, .. } = s;
    (format!("{name} packs {} {items} into bags of {b}. How many bags does {name} fill?", a * b), *a)
}

/// The least number, and how many there are.
fn numbers(level: u32) -> (u64, u64) {
    let end = 10_u64.pow(level);
    let start = if level == 1 { 2 } else { end / 10 };
    (start, end - start)
}

pub(super) fn size(level: u32) -> u128 {
    let (_, count) = numbers(level);
    (TEMPLATES.len() * NAMES.len() * ITEMS.len()) as u128 * u128::from(count * count)
}

pub(super) fn make(level: u32, code: u128) -> Made {
    let mut draws = Draws(code);
    let (start, count) = numbers(level);
    let template = TEMPLATES[draws.index(TEMPLATES.len())];
    let name = draws.index(NAMES.len());
    let story = Story {
        name: NAMES[name],
        friend: NAMES[(name + 5) % NAMES.len()],
        items: ITEMS[draws.index(ITEMS.len())],
        a: start + draws.below(count.into()) as u64,
        b: start + draws.below(count.into()) as u64,
    };
    let (question, answer) = template(&story);
    Made { key: code.to_string(), problem: exact(question.clone(), question, answer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_story_asks_for_what_its_answer_says() {
        let story = Story { name: "Ana", friend: "Femi", items: "beads", a: 6, b: 3 };
        let answers: Vec<u64> = TEMPLATES.iter().map(|template| template(&story).1).collect();
        // 6+3, 6+3, 9-3, 9-3, 6*3, 6*3, 18/6, 18/3
        assert_eq!(answers, [9, 9, 6, 6, 18, 18, 3, 6]);
        assert_eq!(shared(&story).0, "Ana shares 18 beads equally among 6 friends. How many beads does each friend get?");
    }
}
