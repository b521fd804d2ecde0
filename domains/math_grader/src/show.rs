//! Readings as text: what an answer was understood as, for those who look for the reason of a verdict.

use std::fmt::Write;

use crate::tree::{Bracket, Constant, Id, Node, Relation, Tree};

/// Longest reading, in bytes; a longer one ends in an ellipsis.
const LONGEST: usize = 160;

/// A node as one line of text.
pub(crate) fn show(tree: &Tree, id: Id) -> String {
    let mut writer = Writer { tree, text: String::new(), depth: 0 };
    writer.node(id);
    if writer.text.len() > LONGEST {
        let mut end = LONGEST;
        while !writer.text.is_char_boundary(end) {
            end -= 1;
        }
        writer.text.truncate(end);
        writer.text.push('…');
    }
    writer.text
}

struct Writer<'a> {
    tree: &'a Tree,
    text: String,
    depth: u32,
}

impl Writer<'_> {
    fn is_full(&self) -> bool {
        self.text.len() > LONGEST || self.depth > 40
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn list(&mut self, open: &str, items: &[Id], between: &str, close: &str) {
        self.push(open);
        for (at, item) in items.iter().enumerate() {
            if self.is_full() {
                return;
            }
            if at > 0 {
                self.push(between);
            }
            self.node(*item);
        }
        self.push(close);
    }

    fn named(&mut self, name: &str, items: &[Id]) {
        self.push(name);
        self.list("(", items, ", ", ")");
    }

    fn row(&mut self, open: Bracket, close: Bracket, items: &[Id]) {
        let open = match open {
            Bracket::Round => "(",
            Bracket::Square => "[",
            Bracket::Angle => "<",
            Bracket::Bare => "",
        };
        let close = match close {
            Bracket::Round => ")",
            Bracket::Square => "]",
            Bracket::Angle => ">",
            Bracket::Bare => "",
        };
        self.list(open, items, ", ", close);
    }

    fn chain(&mut self, parts: &[Id], relations: &[Relation]) {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                let _ = write!(self.text, " {} ", sign(relations[at - 1]));
            }
            self.node(*part);
        }
    }

    fn node(&mut self, id: Id) {
        if self.is_full() {
            return;
        }
        self.depth += 1;
        match self.tree.get(id) {
            Node::Number { value, .. } => {
                let _ = write!(self.text, "{value}");
            }
            Node::Constant(constant) => self.push(match constant {
                Constant::Pi => "pi",
                Constant::E => "e",
                Constant::I => "i",
                Constant::Infinity => "infinity",
            }),
            Node::Symbol(name) | Node::Opaque(name) => self.push(name.trim_start_matches('\\')),
            Node::Words(text) => {
                let _ = write!(self.text, "words {text:?}");
            }
            Node::Neg(of) => self.list("-", &[*of], "", ""),
            Node::PlusMinus { of, flipped } => self.list(if *flipped { "∓" } else { "±" }, &[*of], "", ""),
            Node::Add(items) => self.list("(", items, " + ", ")"),
            Node::Mul(items) => self.list("(", items, " * ", ")"),
            Node::Div(a, b) => self.list("(", &[*a, *b], " / ", ")"),
            Node::Pow(a, b) => self.list("(", &[*a, *b], "^", ")"),
            Node::Root { index, of } => self.named("root", &[*index, *of]),
            Node::Call(function, of) => self.named(&format!("{function:?}").to_lowercase(), &[*of]),
            Node::Many(function, items) => self.named(&format!("{function:?}").to_lowercase(), items),
            Node::LogBase { base, of } => self.named("log", &[*base, *of]),
            Node::Apply(name, items) => self.named(name, items),
            Node::Series { product, variable, from, to, body } => {
                let name = format!("{} over {variable}", if *product { "product" } else { "sum" });
                self.named(&name, &[*from, *to, *body]);
            }
            Node::Degrees(of) => self.list("", &[*of], "", " degrees"),
            Node::Percent(of) => self.list("", &[*of], "", " percent"),
            Node::Quantity(of, unit) => {
                self.node(*of);
                let _ = write!(
                    self.text,
                    " in units of {}",
                    if unit.noun.is_empty() { unit.factor.to_string() } else { unit.noun.clone() }
                );
            }
            Node::Based { base, digits, .. } => {
                let _ = write!(self.text, "{digits} in base {base}");
            }
            Node::Matrix { columns, items } => {
                let name = format!("matrix of {columns} columns ");
                self.list(&format!("{name}["), items, ", ", "]");
            }
            Node::Row { open, close, items } => self.row(*open, *close, items),
            Node::Set(items) => self.list("{", items, ", ", "}"),
            Node::List(items) => self.list("list ", items, ", ", ""),
            Node::Where(condition) => self.list("{x: ", &[*condition], "", "}"),
            Node::Union(items) => self.list("", items, " or ", ""),
            Node::Intersection(items) => self.list("", items, " and ", ""),
            Node::Difference(a, b) => self.list("", &[*a, *b], " without ", ""),
            Node::Product(items) => self.list("", items, " times ", ""),
            Node::EmptySet => self.push("the empty set"),
            Node::Numbers(letter) => {
                let _ = write!(self.text, "the set {letter}");
            }
            Node::Ratio(items) => self.list("", items, " : ", ""),
            Node::Chain { parts, relations } => self.chain(parts, relations),
            Node::Dots => self.push("..."),
        }
        self.depth -= 1;
    }
}

fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=",
        Relation::Approximately => "≈",
        Relation::NotEqual => "!=",
        Relation::Less => "<",
        Relation::LessEqual => "<=",
        Relation::Greater => ">",
        Relation::GreaterEqual => ">=",
        Relation::In => "in",
        Relation::NotIn => "not in",
        Relation::Congruent => "congruent",
        Relation::Other(_) => "~",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::read_text;

    #[test]
    fn a_reading_says_how_an_answer_was_understood() {
        let cases = [
            ("3\\frac12", "7/2"),
            ("2x+1", "((2 * x) + 1)"),
            ("x \\in [1,2)", "x in [1, 2)"),
            ("\\{1, 2\\}", "{1, 2}"),
            ("204_5", "204 in base 5"),
            ("\\text{odd}", "words \"odd\""),
            ("45^\\circ", "45 degrees"),
        ];
        for (text, expected) in cases {
            let mut tree = Tree::default();
            let root = read_text(text, &mut tree).expect("it reads");
            assert_eq!(show(&tree, root), expected, "{text}");
        }
    }

    #[test]
    fn a_long_reading_is_cut() {
        let mut tree = Tree::default();
        let root = read_text(&"x+".repeat(500), &mut tree).or_else(|| read_text(&format!("{}x", "x+".repeat(500)), &mut tree));
        assert!(show(&tree, root.expect("it reads")).len() <= LONGEST + '…'.len_utf8());
    }
}
