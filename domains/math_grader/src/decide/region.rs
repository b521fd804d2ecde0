//! Sets of real numbers: intervals, unions, inequalities in one variable.

use std::cmp::Ordering;

use super::{Judge, Outcome};
use crate::tree::{Bracket, Constant, Function, Id, Node, Relation};
use crate::verdict::{Reason, Rung};

/// Most intervals that a set may have.
const MOST_PIECES: usize = 64;

/// One end of an interval.
#[derive(Debug, Clone, Copy)]
struct End {
    /// [`None`] where the interval has no end on this side.
    at: Option<Id>,
    closed: bool,
}

/// Numbers between two ends; a single number where both are the same node.
#[derive(Debug, Clone, Copy)]
struct Piece {
    low: End,
    high: End,
}

const EVERYWHERE: Piece = Piece { low: End { at: None, closed: false }, high: End { at: None, closed: false } };

impl Judge {
    /// Whether an answer can stand for a set of real numbers.
    pub(super) fn is_region(&self, id: Id) -> bool {
        match self.node(id) {
            Node::Row { items, open, close } => {
                items.len() == 2 && !matches!(open, Bracket::Angle | Bracket::Bare) && *close != Bracket::Angle
            }
            Node::Union(parts) | Node::Intersection(parts) => parts.iter().all(|part| self.is_region(*part)),
            Node::Difference(a, b) => self.is_region(*a) && self.is_region(*b),
            Node::Numbers('R') | Node::EmptySet => true,
            Node::Set(items) => items.iter().all(|item| !self.is_compound(*item)),
            Node::List(items) => items.iter().all(|item| self.is_condition(*item)),
            Node::Where(condition) => self.is_region(*condition),
            Node::Chain { .. } => self.is_condition(id),
            _ => false,
        }
    }

    fn is_compound(&self, id: Id) -> bool {
        matches!(
            self.node(id),
            Node::Row { .. }
                | Node::Set(_)
                | Node::List(_)
                | Node::Chain { .. }
                | Node::Words(_)
                | Node::Matrix { .. }
                | Node::Dots
        )
    }

    /// A relation that an unknown has to fulfil.
    fn is_condition(&self, id: Id) -> bool {
        let Node::Chain { parts, relations } = self.node(id) else { return false };
        match relations.as_slice() {
            [Relation::In | Relation::NotIn] => self.is_region(parts[1]),
            [Relation::NotEqual] => true,
            _ => {
                relations.iter().all(|relation| relation.is_order())
                    || (relations == &[Relation::Equal] && self.is_name(parts[0]))
            }
        }
    }

    /// What a condition is about, where it has a name.
    pub(super) fn bounded(&self, id: Id) -> Option<Id> {
        match self.node(id) {
            Node::Chain { parts, relations } => match relations.as_slice() {
                [Relation::In | Relation::NotIn] => Some(parts[0]),
                _ => {
                    let unknown = parts.iter().copied().find(|part| self.is_unknown(*part))?;
                    match self.node(unknown) {
                        Node::Call(Function::Abs, of) if !self.is_segment_name(*of) => Some(*of),
                        _ => Some(unknown),
                    }
                }
            },
            Node::List(parts) | Node::Union(parts) | Node::Intersection(parts) => {
                parts.iter().find_map(|part| self.bounded(*part))
            }
            Node::Where(condition) => self.bounded(*condition),
            _ => None,
        }
    }

    /// Whether all conditions are about one unknown.
    fn about_one(&mut self, parts: &[Id]) -> bool {
        let names: Vec<Id> = parts.iter().filter_map(|part| self.bounded(*part)).collect();
        names.windows(2).all(|pair| self.same_expression(pair[0], pair[1]))
    }

    /// Whether an answer is written as an interval or a condition, so that a pair in round brackets beside it is one too.
    pub(super) fn is_interval_like(&self, id: Id) -> bool {
        match self.node(id) {
            Node::Row { open, close, items } => items.len() == 2 && (open != close || *open == Bracket::Square),
            Node::List(items) => items.iter().all(|item| self.is_condition(*item)) && items.iter().any(|item| {
                matches!(self.node(*item), Node::Chain { relations, .. } if relations.iter().any(|r| r.is_order() || *r == Relation::NotEqual))
            }),
            Node::Chain { relations, .. } => !relations.contains(&Relation::Equal),
            Node::Union(_) | Node::Intersection(_) | Node::Difference(..) | Node::Where(_) | Node::Numbers(_) => true,
            _ => false,
        }
    }

    /// Compares two sets of real numbers.
    pub(super) fn regions(&mut self, a: Id, b: Id) -> Outcome {
        if let (Some(x), Some(y)) = (self.bounded(a), self.bounded(b))
            && !self.same_expression(x, y)
        {
            return Outcome::Different(Reason::DifferentRelation);
        }
        let (left, right) = (self.node(a).clone(), self.node(b).clone());
        if let (Node::Row { items: x, open: o, close: c }, Node::Row { items: y, open: p, close: d }) = (&left, &right) {
            if o != p || c != d {
                return Outcome::Different(Reason::DifferentBrackets);
            }
            return self.pairwise(x, y);
        }
        let (Some(x), Some(y)) = (self.pieces(a), self.pieces(b)) else { return Outcome::Different(Reason::DifferentKind) };
        let (Some(x), Some(y)) = (self.tidied(x), self.tidied(y)) else { return Outcome::Different(Reason::Undecided) };
        self.rung = Rung::Solutions;
        if x.len() != y.len() {
            return Outcome::Different(Reason::DifferentLength);
        }
        let mut all = Outcome::Equal(Rung::Solutions);
        for (x, y) in x.iter().zip(&y) {
            all = all.and(|| self.same_end(x.low, y.low)).and(|| self.same_end(x.high, y.high));
        }
        all
    }

    fn same_end(&mut self, a: End, b: End) -> Outcome {
        match (a.at, b.at) {
            (None, None) => Outcome::Equal(Rung::Solutions),
            (Some(x), Some(y)) if a.closed == b.closed => self.same(x, y),
            (Some(_), Some(_)) => Outcome::Different(Reason::DifferentBrackets),
            _ => Outcome::Different(Reason::DifferentValue),
        }
    }

    fn pieces(&mut self, id: Id) -> Option<Vec<Piece>> {
        match self.node(id).clone() {
            Node::Row { open, close, items } => {
                let [low, high] = items.as_slice() else { return None };
                let low = self.end(*low, open == Bracket::Square, false)?;
                let high = self.end(*high, close == Bracket::Square, true)?;
                Some(vec![Piece { low, high }])
            }
            Node::Numbers('R') => Some(vec![EVERYWHERE]),
            Node::EmptySet => Some(Vec::new()),
            Node::Set(items) => Some(items.into_iter().map(point).collect()),
            Node::Union(parts) | Node::Intersection(parts) | Node::List(parts) if !self.about_one(&parts) => None,
            Node::Union(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.pieces(part)?);
                }
                Some(all)
            }
            Node::Intersection(parts) => self.common(&parts),
            Node::Difference(a, b) => {
                let (a, b) = (self.pieces(a)?, self.pieces(b)?);
                let rest = self.complement(b)?;
                self.intersection(&a, &rest)
            }
            Node::Where(condition) => self.pieces(condition),
            Node::List(conditions) => {
                // All have to hold; where that cannot be, they are alternatives.
                let common = self.common(&conditions)?;
                if !common.is_empty() {
                    return Some(common);
                }
                let mut all = Vec::new();
                for condition in conditions {
                    all.extend(self.pieces(condition)?);
                }
                Some(all)
            }
            Node::Chain { parts, relations } => self.condition(&parts, &relations),
            _ => None,
        }
    }

    fn common(&mut self, parts: &[Id]) -> Option<Vec<Piece>> {
        let mut all = vec![EVERYWHERE];
        for part in parts {
            let pieces = self.pieces(*part)?;
            all = self.intersection(&all, &pieces)?;
        }
        Some(all)
    }

    /// An end of an interval; infinity is none.
    fn end(&self, at: Id, closed: bool, upper: bool) -> Option<End> {
        let infinite = |id: Id| matches!(self.node(id), Node::Constant(Constant::Infinity));
        let below = matches!(self.node(at), Node::Neg(of) if infinite(*of));
        if !infinite(at) && !below {
            return Some(End { at: Some(at), closed });
        }
        // Infinity is never reached, and each lies on its own side.
        (!closed && below != upper).then_some(End { at: None, closed: false })
    }

    fn condition(&mut self, parts: &[Id], relations: &[Relation]) -> Option<Vec<Piece>> {
        match (parts, relations) {
            ([_, set], [Relation::In]) => self.pieces(*set),
            ([_, set], [Relation::NotIn]) => {
                let pieces = self.pieces(*set)?;
                self.complement(pieces)
            }
            ([_, value], [Relation::Equal]) => Some(vec![point(*value)]),
            ([a, b], [Relation::NotEqual]) => {
                let value = match (self.is_name(*a), self.is_name(*b)) {
                    (true, false) => *b,
                    (false, true) => *a,
                    _ => return None,
                };
                self.complement(vec![point(value)])
            }
            ([a, b], [relation]) if relation.is_order() => self.inequality(*a, *relation, *b),
            ([a, middle, b], [first, second]) => {
                let left = self.inequality(*a, *first, *middle)?;
                let right = self.inequality(*middle, *second, *b)?;
                self.intersection(&left, &right)
            }
            _ => None,
        }
    }

    fn inequality(&mut self, a: Id, relation: Relation, b: Id) -> Option<Vec<Piece>> {
        if self.is_name(a) && self.is_name(b) {
            return None;
        }
        if self.is_unknown(a) && !self.has_symbol_beside(b, a) {
            return self.below_or_above(a, relation, b);
        }
        if self.is_unknown(b) && !self.has_symbol_beside(a, b) {
            return self.below_or_above(b, relation.turned(), a);
        }
        // -x > -1 is solved but for a sign. Anything else only repeats the question.
        let opposite = |id: Id| match self.node(id) {
            Node::Neg(of) => Some(*of).filter(|of| self.is_unknown(*of)),
            _ => None,
        };
        match (opposite(a), opposite(b)) {
            (Some(name), None) if !self.has_symbol(b) => {
                let bound = self.tree.neg(b);
                self.below_or_above(name, relation.turned(), bound)
            }
            (None, Some(name)) if !self.has_symbol(a) => {
                let bound = self.tree.neg(a);
                self.below_or_above(name, relation, bound)
            }
            _ => None,
        }
    }

    /// Something whose values an inequality bounds: a name, or its absolute value.
    fn is_unknown(&self, id: Id) -> bool {
        self.is_name(id) || matches!(self.node(id), Node::Call(Function::Abs, of) if self.is_name(*of))
    }

    fn has_symbol_beside(&self, value: Id, name: Id) -> bool {
        let names = self.symbols(name);
        self.symbols(value).iter().any(|symbol| names.contains(symbol))
    }

    fn below_or_above(&mut self, name: Id, relation: Relation, value: Id) -> Option<Vec<Piece>> {
        let closed = matches!(relation, Relation::LessEqual | Relation::GreaterEqual);
        let none = End { at: None, closed: false };
        let below = matches!(relation, Relation::Less | Relation::LessEqual);
        let end = self.end(value, closed, below)?;
        let absolute = matches!(self.node(name), Node::Call(Function::Abs, of) if !self.is_segment_name(*of));
        let Some(value) = end.at.filter(|_| absolute) else {
            return Some(vec![if below { Piece { low: none, high: end } } else { Piece { low: end, high: none } }]);
        };
        // |x| < a lies between -a and a; |x| > a outside.
        let opposite = self.tree.neg(value);
        let opposite = End { at: Some(opposite), closed };
        Some(if below {
            vec![Piece { low: opposite, high: end }]
        } else {
            vec![Piece { low: none, high: opposite }, Piece { low: end, high: none }]
        })
    }

    fn is_segment_name(&self, id: Id) -> bool {
        matches!(self.node(id), Node::Mul(_))
    }

    /// Which of two constants is larger; [`None`] where that cannot be said.
    pub(super) fn order(&mut self, a: Id, b: Id) -> Option<Ordering> {
        self.exact.extend(&self.tree, &mut self.fuel);
        if let (Some(a), Some(b)) = (self.exact.get(a), self.exact.get(b)) {
            return Some(a.cmp(b));
        }
        if self.values(a, b).is_equal() {
            return Some(Ordering::Equal);
        }
        self.numeric_order(a, b)
    }

    /// The order of two lower ends; of two upper ends with `upper`.
    fn order_of_ends(&mut self, a: End, b: End, upper: bool) -> Option<Ordering> {
        let order = match (a.at, b.at) {
            (None, None) => return Some(Ordering::Equal),
            (None, Some(_)) => return Some(if upper { Ordering::Greater } else { Ordering::Less }),
            (Some(_), None) => return Some(if upper { Ordering::Less } else { Ordering::Greater }),
            (Some(x), Some(y)) => self.order(x, y)?,
        };
        // A closed lower end begins before an open one at the same number; a closed upper end ends after it.
        Some(order.then_with(|| if upper { a.closed.cmp(&b.closed) } else { b.closed.cmp(&a.closed) }))
    }

    /// Pieces from left to right, those that meet joined.
    fn tidied(&mut self, mut pieces: Vec<Piece>) -> Option<Vec<Piece>> {
        if pieces.len() > MOST_PIECES {
            return None;
        }
        // By insertion: the comparison may fail, which a library's sort does not allow for.
        for at in 1..pieces.len() {
            let mut place = at;
            while place > 0 && self.order_of_ends(pieces[place].low, pieces[place - 1].low, false)? == Ordering::Less {
                pieces.swap(place, place - 1);
                place -= 1;
            }
        }
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match joined.last().copied() {
                Some(last) if self.meets(last, piece)? => {
                    if self.order_of_ends(piece.high, last.high, true)? == Ordering::Greater
                        && let Some(last) = joined.last_mut()
                    {
                        last.high = piece.high;
                    }
                }
                _ => joined.push(piece),
            }
        }
        Some(joined)
    }

    /// Whether the second piece, which begins later, begins before or right where the first ends.
    fn meets(&mut self, first: Piece, second: Piece) -> Option<bool> {
        let (Some(end), Some(begin)) = (first.high.at, second.low.at) else { return Some(true) };
        Some(match self.order(begin, end)? {
            Ordering::Less => true,
            Ordering::Equal => first.high.closed || second.low.closed,
            Ordering::Greater => false,
        })
    }

    fn complement(&mut self, pieces: Vec<Piece>) -> Option<Vec<Piece>> {
        let mut low = End { at: None, closed: false };
        let mut rest = Vec::new();
        for piece in self.tidied(pieces)? {
            if let Some(at) = piece.low.at {
                rest.push(Piece { low, high: End { at: Some(at), closed: !piece.low.closed } });
            }
            match piece.high.at {
                Some(at) => low = End { at: Some(at), closed: !piece.high.closed },
                None => return Some(rest),
            }
        }
        rest.push(Piece { low, high: End { at: None, closed: false } });
        Some(rest)
    }

    fn intersection(&mut self, a: &[Piece], b: &[Piece]) -> Option<Vec<Piece>> {
        if a.len() * b.len() > MOST_PIECES * 4 {
            return None;
        }
        let mut common = Vec::new();
        for x in a {
            for y in b {
                let low = if self.order_of_ends(x.low, y.low, false)? == Ordering::Less { y.low } else { x.low };
                let high = if self.order_of_ends(x.high, y.high, true)? == Ordering::Greater { y.high } else { x.high };
                let holds_any = match (low.at, high.at) {
                    (Some(from), Some(to)) => match self.order(from, to)? {
                        Ordering::Less => true,
                        Ordering::Equal => low.closed && high.closed,
                        Ordering::Greater => false,
                    },
                    _ => true,
                };
                if holds_any {
                    common.push(Piece { low, high });
                }
            }
        }
        Some(common)
    }
}

fn point(at: Id) -> Piece {
    let end = End { at: Some(at), closed: true };
    Piece { low: end, high: end }
}
