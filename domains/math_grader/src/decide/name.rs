//! Names before values: `x = 5`, `f(x) = 2x`, `AB = 4`.

use super::Judge;
use crate::tree::{Constant, Function, Id, Many, Node, Relation};
use crate::words::{self, Meaning};

/// A value that an answer states, with the name it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    pub(super) name: Option<Id>,
    pub(super) value: Id,
}

impl Judge {
    /// The node without marks that change nothing at the top.
    pub(super) fn unwrapped(&mut self, mut id: Id) -> Id {
        for _ in 0..4 {
            id = match self.node(id) {
                Node::List(items) if items.len() == 1 => items[0],
                Node::Where(condition) => *condition,
                Node::Words(text) => match words::meaning(text) {
                    Some(Meaning::NoSolution) => self.add(Node::EmptySet),
                    Some(Meaning::AllReals) => self.add(Node::Numbers('R')),
                    Some(Meaning::AllIntegers) => self.add(Node::Numbers('Z')),
                    Some(Meaning::Infinity | Meaning::InfinitelyMany) => self.add(Node::Constant(Constant::Infinity)),
                    _ => return id,
                },
                Node::Mul(factors) => match self.named_row(&factors.clone()) {
                    Some(row) => row,
                    None => return id,
                },
                _ => return id,
            };
        }
        id
    }

    /// `P(2, 5)` is the point (2, 5) with its name; `C(8, 3)` counts.
    fn named_row(&mut self, factors: &[Id]) -> Option<Id> {
        let [name, row] = factors else { return None };
        let Node::Symbol(name) = self.node(*name) else { return None };
        // N, U and B are distributions, E and V values of them.
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || name.chars().count() > 3 || "NUBEV".contains(name.as_str()) {
            return None;
        }
        let name = name.clone();
        let Node::Row { items, .. } = self.node(*row).clone() else { return None };
        if name == "C" && items.len() == 2 {
            return Some(self.add(Node::Many(Many::Binomial, items)));
        }
        Some(*row)
    }

    /// The name without its arguments: `y` of `y(x)`.
    pub(super) fn base_name(&self, id: Id) -> Option<&str> {
        match self.node(id) {
            Node::Symbol(name) | Node::Apply(name, _) => Some(name),
            _ => None,
        }
    }

    /// What a chain of equations states; `None` where it is a condition instead.
    pub(super) fn stated(&self, id: Id) -> Option<Stated> {
        let Node::Chain { parts, relations } = self.node(id) else { return None };
        let equations = |relation: &Relation| matches!(relation, Relation::Equal | Relation::Approximately);
        if !relations.iter().all(equations) {
            return None;
        }
        let first = parts[0];
        let last = *parts.last()?;
        let named = self.is_name(first);
        if !named && self.is_name(last) && parts.len() == 2 {
            return Some(Stated { name: Some(last), value: first });
        }
        if !named && parts.iter().any(|part| self.has_symbol(*part) && !self.is_name(*part)) {
            return None;
        }
        let constant = parts.iter().all(|part| !self.has_symbol(*part));
        if constant && !self.numbers_agree(parts, relations) {
            return None;
        }
        let rest = if named { &parts[1..] } else { &parts[..] };
        let rounded = relations.iter().position(|relation| *relation == Relation::Approximately);
        // The value before the first "approximately" is the exact one.
        let exact = rounded.map(|at| parts[at]).filter(|exact| rest.contains(exact));
        let value = exact.unwrap_or(if rounded.is_some() { rest[0] } else { last });
        Some(Stated { name: named.then_some(first), value })
    }

    /// Whether a chain of numbers states no plain falsehood, such as 2 = 5; what is rounded may be off by a tenth.
    fn numbers_agree(&self, parts: &[Id], relations: &[Relation]) -> bool {
        let values: Option<Vec<_>> = parts.iter().map(|part| self.exact.get(*part).map(|value| value.to_f64().value())).collect();
        let Some(values) = values else { return true };
        values.windows(2).zip(relations).all(|(pair, relation)| {
            let tolerance = if *relation == Relation::Approximately { 0.1 } else { 1e-12 };
            (pair[0] - pair[1]).abs() <= tolerance * pair[0].abs().max(pair[1].abs())
        })
    }

    /// Whether an expression only names something: a variable, a function of variables, a segment, a ratio of segments.
    pub(super) fn is_name(&self, id: Id) -> bool {
        match self.node(id) {
            Node::Symbol(_) | Node::Words(_) => true,
            Node::Apply(name, _) => !name.starts_with("cases") && name != "mod",
            Node::Row { items, .. } => items.iter().all(|item| matches!(self.node(*item), Node::Symbol(_))),
            Node::Call(Function::Abs, of) => self.is_segment(*of),
            Node::Call(Function::Sin | Function::Cos | Function::Tan, of) => matches!(self.node(*of), Node::Symbol(_)),
            Node::Div(a, b) => self.is_segment(*a) && self.is_segment(*b),
            // "m + n = 12" says what was asked for; x + y = 12 is a line.
            Node::Add(terms) => terms.iter().all(|term| matches!(self.node(*term), Node::Symbol(name) if matches!(name.as_str(), "m" | "n" | "p" | "q" | "a" | "b" | "c" | "k"))),
            Node::Ratio(parts) => parts.iter().all(|part| self.is_segment(*part)),
            _ => self.is_segment(id),
        }
    }

    /// Capital letters side by side.
    fn is_segment(&self, id: Id) -> bool {
        let capital = |id: Id| match self.node(id) {
            Node::Symbol(name) => name.trim_start_matches(['(', '\\']).starts_with(|c: char| c.is_ascii_uppercase()),
            Node::Pow(base, _) => {
                matches!(self.node(*base), Node::Symbol(name) if name.starts_with(|c: char| c.is_ascii_uppercase()))
            }
            _ => false,
        };
        match self.node(id) {
            Node::Mul(factors) => factors.iter().all(|factor| capital(*factor)),
            _ => capital(id),
        }
    }

    pub(super) fn has_symbol(&self, id: Id) -> bool {
        !self.symbols(id).is_empty()
    }

    /// The variables of an expression, sorted; those that a sum binds are not counted.
    pub(super) fn symbols(&self, id: Id) -> Vec<String> {
        let mut found = Vec::new();
        let mut bound = Vec::new();
        let mut rest = vec![id];
        let mut looked = 0_u32;
        while let Some(id) = rest.pop() {
            looked += 1;
            // Shared parts may be met often; an answer of a person is far smaller.
            if looked > 40_000 {
                break;
            }
            match self.node(id) {
                Node::Symbol(name) => found.push(name.clone()),
                Node::Series { variable, .. } => bound.push(variable.clone()),
                _ => {}
            }
            rest.extend(self.tree.children(id));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|name| !bound.contains(name));
        found
    }

    /// A copy of an expression with a variable replaced.
    pub(super) fn substituted(&mut self, id: Id, name: &str, by: Id) -> Id {
        if matches!(self.node(id), Node::Symbol(symbol) if symbol == name) {
            return by;
        }
        if matches!(self.node(id), Node::Series { variable, .. } if variable == name) {
            return id;
        }
        let children = self.tree.children(id);
        if children.is_empty() || self.fuel.burn(2).is_none() {
            return id;
        }
        let replaced: Vec<Id> = children.iter().map(|child| self.substituted(*child, name, by)).collect();
        if replaced == children {
            return id;
        }
        let node = self.tree.with_children(id, &replaced);
        self.add(node)
    }
}
