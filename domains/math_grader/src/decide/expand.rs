//! Answers written out: both values of `±`, products of sets, matrices worked out.

use super::Judge;
use crate::tree::{Bracket, Function, Id, Node};

/// Most values that signs `±` are written out to.
const MOST_VALUES: usize = 16;

/// Most parts of an expression whose signs are written out.
const MOST_NODES: usize = 4_000;

/// Most pairs that a product of sets is written out to.
const MOST_PAIRS: usize = 256;

/// Nodes of all readings beyond which matrices are left as they stand.
const LARGEST_TREE: usize = 20_000;

/// Largest determinant that is worked out.
const LARGEST_DETERMINANT: usize = 4;

impl Judge {
    /// The readings of a root that its signs `±` allow: all taken alike, or each by itself.
    pub(super) fn expanded(&mut self, root: Id, text: &str) -> Vec<Id> {
        let root = if text.contains("matrix") || text.contains("array") || text.contains("[[") {
            self.worked_out(root, 0)
        } else {
            root
        };
        let root = if text.contains("\\times") { self.products(root) } else { root };
        if !text.contains("\\pm") && !text.contains("\\mp") && !text.contains("+-") && !text.contains("+/-") {
            return vec![root];
        }
        // Signs of several terms are taken each by itself, unless one is turned or a tuple pairs them.
        let several = self.count_signs(root) > 1
            && !text.contains("\\mp")
            && !matches!(self.node(root), Node::Row { .. } | Node::List(_) | Node::Set(_));
        if several {
            return vec![self.with_values(root, true)];
        }
        let alike = self.with_values(root, false);
        let single = self.with_values(root, true);
        if alike == single { vec![alike] } else { vec![alike, single] }
    }

    /// A root whose items with `±` are written out as two items.
    fn with_values(&mut self, id: Id, each: bool) -> Id {
        match self.node(id).clone() {
            Node::List(items) | Node::Set(items) => {
                let is_set = matches!(self.node(id), Node::Set(_));
                let mut all = Vec::new();
                for item in items {
                    let written = self.with_values(item, each);
                    match self.node(written).clone() {
                        Node::List(inner) if written != item => all.extend(inner),
                        _ => all.push(written),
                    }
                }
                self.add(if is_set { Node::Set(all) } else { Node::List(all) })
            }
            _ => {
                let values = self.values_of_signs(id, each);
                match values.len() {
                    0 | 1 => id,
                    _ => self.add(Node::List(values)),
                }
            }
        }
    }

    fn values_of_signs(&mut self, id: Id, each: bool) -> Vec<Id> {
        let count = self.count_signs(id);
        if count == 0 {
            return vec![id];
        }
        let independent = if each { count } else { 1 };
        if independent > 4 {
            return vec![id];
        }
        let mut values = Vec::new();
        for choice in 0..(1_u32 << independent) {
            let mut at = 0;
            values.push(self.with_signs(id, choice, each, &mut at));
        }
        values.truncate(MOST_VALUES);
        values
    }

    /// Signs in an expression; 0, so that none is written out, where it is large. Products of matrices share their parts, so that a walk
    /// over all of them may have no end.
    fn count_signs(&self, id: Id) -> usize {
        let mut rest = vec![id];
        let (mut looked, mut signs) = (0, 0);
        while let Some(id) = rest.pop() {
            looked += 1;
            if looked > MOST_NODES {
                return 0;
            }
            signs += usize::from(matches!(self.node(id), Node::PlusMinus { .. }));
            rest.extend(self.tree.children(id));
        }
        signs
    }

    fn with_signs(&mut self, id: Id, choice: u32, each: bool, at: &mut u32) -> Id {
        if let Node::PlusMinus { of, flipped } = *self.node(id) {
            let bit = if each { *at } else { 0 };
            *at += 1;
            let of = self.with_signs(of, choice, each, at);
            let negative = (choice >> bit & 1 == 1) != flipped;
            return if negative { self.tree.neg(of) } else { of };
        }
        let children = self.tree.children(id);
        let replaced: Vec<Id> = children.iter().map(|child| self.with_signs(*child, choice, each, at)).collect();
        if replaced == children {
            return id;
        }
        let node = self.tree.with_children(id, &replaced);
        self.add(node)
    }

    /// `{1, 2} × {3}` as the set of its pairs.
    fn products(&mut self, id: Id) -> Id {
        let Node::Mul(factors) = self.node(id).clone() else { return id };
        let mut sets = Vec::new();
        for factor in &factors {
            match self.node(*factor) {
                Node::Set(items) => sets.push(items.clone()),
                _ if factors.iter().all(|factor| self.is_set(*factor)) => {
                    return self.add(Node::Product(factors.clone()));
                }
                _ => return id,
            }
        }
        let mut rows: Vec<Vec<Id>> = vec![Vec::new()];
        for set in &sets {
            if rows.len() * set.len() > MOST_PAIRS {
                return id;
            }
            rows = rows.iter().flat_map(|row| set.iter().map(move |item| [row.as_slice(), &[*item]].concat())).collect();
        }
        let rows: Vec<Id> = rows
            .into_iter()
            .map(|items| self.tree.add(Node::Row { open: Bracket::Round, close: Bracket::Round, items }))
            .collect();
        self.add(Node::Set(rows))
    }

    fn is_set(&self, id: Id) -> bool {
        matches!(self.node(id), Node::Set(_) | Node::Numbers(_) | Node::EmptySet)
            || matches!(self.node(id), Node::Row { open, close, items } if items.len() == 2 && (*open == Bracket::Square || *close == Bracket::Square))
    }

    /// Sums and products of matrices, and determinants, computed part by part.
    fn worked_out(&mut self, id: Id, depth: u32) -> Id {
        // Products of symbolic matrices grow with each factor.
        if depth > 30 || self.tree.len() > LARGEST_TREE {
            return id;
        }
        let children = self.tree.children(id);
        let replaced: Vec<Id> = children.iter().map(|child| self.worked_out(*child, depth + 1)).collect();
        let id = if replaced == children {
            id
        } else {
            let node = self.tree.with_children(id, &replaced);
            self.add(node)
        };
        match self.node(id).clone() {
            Node::Call(Function::Determinant | Function::Abs, of) => match self.node(of).clone() {
                Node::Matrix { columns, items } if columns * columns == items.len() && columns <= LARGEST_DETERMINANT => {
                    self.determinant(columns, &items)
                }
                _ => id,
            },
            Node::Neg(of) => match self.node(of).clone() {
                Node::Matrix { columns, items } => {
                    let items = items.into_iter().map(|item| self.tree.neg(item)).collect();
                    self.add(Node::Matrix { columns, items })
                }
                _ => id,
            },
            Node::Add(terms) => self.matrix_sum(&terms).unwrap_or(id),
            Node::Pow(of, exponent) => self.matrix_power(of, exponent).unwrap_or(id),
            Node::Mul(factors) => self.matrix_product(&factors).unwrap_or(id),
            Node::Div(of, by) => match self.node(of).clone() {
                Node::Matrix { columns, items } => {
                    let items = items.into_iter().map(|item| self.tree.add(Node::Div(item, by))).collect();
                    self.add(Node::Matrix { columns, items })
                }
                _ => id,
            },
            _ => id,
        }
    }

    fn matrix(&self, id: Id) -> Option<(usize, Vec<Id>)> {
        match self.node(id) {
            Node::Matrix { columns, items } => Some((*columns, items.clone())),
            _ => None,
        }
    }

    fn matrix_sum(&mut self, terms: &[Id]) -> Option<Id> {
        let all: Vec<(usize, Vec<Id>)> = terms.iter().map(|term| self.matrix(*term)).collect::<Option<_>>()?;
        let (columns, length) = (all[0].0, all[0].1.len());
        if all.iter().any(|(other, items)| *other != columns || items.len() != length) {
            return None;
        }
        let items = (0..length).map(|at| self.tree.add(Node::Add(all.iter().map(|(_, items)| items[at]).collect()))).collect();
        Some(self.add(Node::Matrix { columns, items }))
    }

    fn matrix_power(&mut self, of: Id, exponent: Id) -> Option<Id> {
        self.matrix(of)?;
        let Node::Number { value, .. } = self.node(exponent) else { return None };
        let times = u8::try_from(value.numerator().clone()).ok().filter(|times| value.is_int() && (1..=8).contains(times))?;
        self.matrix_product(&vec![of; usize::from(times)])
    }

    fn matrix_product(&mut self, factors: &[Id]) -> Option<Id> {
        if !factors.iter().any(|factor| self.matrix(*factor).is_some()) {
            return None;
        }
        let mut scalars = Vec::new();
        let mut product: Option<(usize, Vec<Id>)> = None;
        for factor in factors {
            let Some((columns, items)) = self.matrix(*factor) else {
                scalars.push(*factor);
                continue;
            };
            product = Some(match product {
                None => (columns, items),
                Some(left) => self.multiplied(left, (columns, items))?,
            });
        }
        let (columns, items) = product?;
        let items = items.into_iter().map(|item| self.scaled(&scalars, item)).collect();
        Some(self.add(Node::Matrix { columns, items }))
    }

    fn scaled(&mut self, scalars: &[Id], item: Id) -> Id {
        if scalars.is_empty() { item } else { self.add(Node::Mul([scalars, &[item]].concat())) }
    }

    fn multiplied(&mut self, (a_columns, a): (usize, Vec<Id>), (b_columns, b): (usize, Vec<Id>)) -> Option<(usize, Vec<Id>)> {
        let a_rows = a.len() / a_columns;
        if self.tree.len() > LARGEST_TREE || b.len() != a_columns * b_columns || a_rows * b_columns * a_columns > 512 {
            return None;
        }
        let mut items = Vec::new();
        for row in 0..a_rows {
            for column in 0..b_columns {
                let terms = (0..a_columns)
                    .map(|k| self.tree.add(Node::Mul(vec![a[row * a_columns + k], b[k * b_columns + column]])))
                    .collect();
                items.push(self.add(Node::Add(terms)));
            }
        }
        Some((b_columns, items))
    }

    /// By the first row (Laplace).
    fn determinant(&mut self, size: usize, items: &[Id]) -> Id {
        if size == 1 {
            return items[0];
        }
        let mut terms = Vec::new();
        for column in 0..size {
            let minor: Vec<Id> = (1..size)
                .flat_map(|row| (0..size).filter(move |other| *other != column).map(move |other| row * size + other))
                .map(|at| items[at])
                .collect();
            let below = self.determinant(size - 1, &minor);
            let term = self.add(Node::Mul(vec![items[column], below]));
            terms.push(if column % 2 == 1 { self.tree.neg(term) } else { term });
        }
        self.add(Node::Add(terms))
    }
}
