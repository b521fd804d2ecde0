//! Equations, inequalities and what they state.

use dashu_ratio::RBig;

use super::{Judge, Outcome};
use crate::modular;
use crate::tree::{Id, Node, Relation};
use crate::verdict::{Reason, Rung};

impl Judge {
    /// Two answers of which one at least is a chain of relations.
    pub(super) fn relations(&mut self, a: Id, b: Id) -> Outcome {
        let chains = matches!(self.node(a), Node::Chain { .. }) && matches!(self.node(b), Node::Chain { .. });
        if chains { self.two_chains(a, b) } else { self.chain_and_other(a, b) }
    }

    fn two_chains(&mut self, a: Id, b: Id) -> Outcome {
        if let Some(outcome) = self.memberships(a, b) {
            return outcome;
        }
        if let (Some(x), Some(y)) = (self.stated(a), self.stated(b)) {
            let rows = |judge: &Self, name: Option<Id>| name.is_some_and(|name| matches!(judge.node(name), Node::Row { .. }));
            if rows(self, x.name) || rows(self, y.name) {
                return self.collections(a, b);
            }
            let values = match (x.name, y.name) {
                (Some(m), Some(n)) if !self.same_expression(m, n) => self.renamed_functions((m, x.value), (n, y.value)),
                _ => self.same(x.value, y.value),
            };
            return values.or(|| self.proportional(a, b));
        }
        self.elementwise(a, b).or(|| self.region_or_factor(a, b))
    }

    fn region_or_factor(&mut self, a: Id, b: Id) -> Outcome {
        let regions = if self.is_region(a) && self.is_region(b) { Some(self.regions(a, b)) } else { None };
        match regions {
            Some(outcome) if outcome.is_equal() => outcome,
            _ => self.proportional(a, b),
        }
    }

    /// `x in S` against `y in T`: the sets.
    fn memberships(&mut self, a: Id, b: Id) -> Option<Outcome> {
        let set = |judge: &Self, id: Id| match judge.node(id) {
            Node::Chain { parts, relations } if relations == &[Relation::In] => Some(parts[1]),
            _ => None,
        };
        match (set(self, a), set(self, b)) {
            (Some(x), Some(y)) => {
                let named = match (self.bounded(a), self.bounded(b)) {
                    (Some(m), Some(n)) => self.same_expression(m, n),
                    _ => true,
                };
                Some(if named { self.same(x, y) } else { Outcome::Different(Reason::DifferentRelation) })
            }
            (Some(x), None) if self.is_region(x) && self.is_region(b) => Some(self.regions(x, b)),
            (None, Some(y)) if self.is_region(a) && self.is_region(y) => Some(self.regions(a, y)),
            _ => None,
        }
    }

    /// `f(x) = 2x` and `f(t) = 2t` say the same.
    fn renamed_functions(&mut self, (f, a): (Id, Id), (g, b): (Id, Id)) -> Outcome {
        let different = Outcome::Different(Reason::DifferentRelation);
        // A curve is given as `y = x^2` or as `f(x) = x^2`.
        let is_y = |id: Id| matches!(self.node(id), Node::Symbol(name) if name == "y");
        let of_x = |id: Id| matches!(self.node(id), Node::Apply(_, xs) if matches!(xs.as_slice(), [x] if matches!(self.node(*x), Node::Symbol(_))));
        if (is_y(f) && of_x(g)) || (of_x(f) && is_y(g)) {
            return self.same(a, b);
        }
        let (Node::Apply(f, xs), Node::Apply(g, ys)) = (self.node(f).clone(), self.node(g).clone()) else { return different };
        if f != g || xs.len() != ys.len() {
            return different;
        }
        // P(A) and P(B) are two values, f(x) and f(t) are one function.
        let free = |id: &Id| matches!(self.node(*id), Node::Symbol(name) if matches!(name.as_str(), "x" | "t" | "n" | "s" | "u" | "y" | "z" | "k"));
        let depends = |id: &Id, value: Id| self.symbols(*id).iter().any(|name| self.symbols(value).contains(name));
        let bound = xs.iter().zip(&ys).all(|(x, y)| (free(x) && free(y)) || (depends(x, a) && depends(y, b)));
        if !bound {
            return different;
        }
        let mut b = b;
        for (x, y) in xs.iter().zip(&ys) {
            let (Node::Symbol(_), Node::Symbol(from)) = (self.node(*x).clone(), self.node(*y).clone()) else { return different };
            b = self.substituted(b, &from, *x);
        }
        self.same(a, b)
    }

    fn chain_and_other(&mut self, a: Id, b: Id) -> Outcome {
        let (chain, other) = if matches!(self.node(a), Node::Chain { .. }) { (a, b) } else { (b, a) };
        if let Some(stated) = self.stated(chain) {
            let named_row = stated.name.is_some_and(|name| matches!(self.node(name), Node::Row { .. }));
            if named_row {
                return self.same(stated.value, other).or(|| self.collections(chain, other));
            }
            return self.same(stated.value, other);
        }
        if let Node::Chain { parts, relations } = self.node(chain)
            && relations == &[Relation::In]
        {
            let set = parts[1];
            return self.same(set, other);
        }
        if self.is_region(chain) && self.is_region(other) {
            return self.regions(chain, other);
        }
        if let Some(value) = self.identity(chain) {
            return self.same(value, other);
        }
        if matches!(self.node(other), Node::List(_) | Node::Set(_)) {
            return self.collections(chain, other);
        }
        // An equation that is not solved only repeats the question.
        Outcome::Different(Reason::DifferentRelation)
    }

    /// The last part of an equation that holds for all values, such as `(x - 3)(x + 3) = x^2 - 9`.
    fn identity(&mut self, chain: Id) -> Option<Id> {
        let Node::Chain { parts, relations } = self.node(chain).clone() else { return None };
        let holds = relations.iter().all(|relation| *relation == Relation::Equal)
            && parts.windows(2).all(|pair| self.values(pair[0], pair[1]).is_equal());
        holds.then(|| parts.last().copied()).flatten()
    }

    /// Part by part, after both are turned the same way.
    fn elementwise(&mut self, a: Id, b: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentRelation);
        let (Some((x, r)), Some((y, s))) = (self.upright(a), self.upright(b)) else { return different };
        if r != s {
            return different;
        }
        let symmetric = r.iter().all(|relation| {
            matches!(relation, Relation::Equal | Relation::NotEqual | Relation::Congruent | Relation::Other(1..=4))
        });
        let outcome = self.pairwise(&x, &y);
        if outcome.is_equal() || !symmetric || x.len() != 2 {
            return outcome;
        }
        self.pairwise(&x, &[y[1], y[0]])
    }

    /// The parts of a chain, read so that it ascends.
    fn upright(&self, id: Id) -> Option<(Vec<Id>, Vec<Relation>)> {
        let Node::Chain { parts, relations } = self.node(id) else { return None };
        let descends = relations
            .iter()
            .find(|relation| relation.is_order())
            .is_some_and(|relation| matches!(relation, Relation::Greater | Relation::GreaterEqual));
        if !descends {
            return Some((parts.clone(), relations.clone()));
        }
        let parts = parts.iter().rev().copied().collect();
        Some((parts, relations.iter().rev().map(|relation| relation.turned()).collect()))
    }

    /// Left side less right side, for a relation of two parts.
    fn difference(&mut self, id: Id) -> Option<(Id, Relation)> {
        let (parts, relations) = self.upright(id)?;
        let ([left, right], [relation]) = (parts.as_slice(), relations.as_slice()) else { return None };
        let (left, right) = (*left, *right);
        Some((self.tree.sub(left, right), *relation))
    }

    /// Whether two relations `f ? 0` and `g ? 0` differ by a constant factor only, which has to be positive for an order.
    fn proportional(&mut self, a: Id, b: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentRelation);
        let (Some((f, r)), Some((g, s))) = (self.difference(a), self.difference(b)) else { return different };
        if r != s || !(r.is_order() || matches!(r, Relation::Equal | Relation::NotEqual)) {
            return different;
        }
        if self.restates(a, b) {
            return different;
        }
        let whole = self.proportional_sides(f, g, r);
        if whole.is_equal() || r.is_order() {
            return whole;
        }
        // `xy = 1` and `y = 1/x`: the same without denominators.
        let (p, q) = (self.cleared(f), self.cleared(g));
        if p == f && q == g { whole } else { whole.or(|| self.proportional_sides(p, q, r)) }
    }

    /// Whether one equation in one variable is solved and the other is not: `2x + 3 = 13` is the question to `x = 5`. With 0 on one side,
    /// as in `x - 5 = 0`, it is a way to write the solution.
    fn restates(&self, a: Id, b: Id) -> bool {
        let bare = |id: Id| match self.node(id) {
            Node::Symbol(_) => true,
            Node::Neg(of) => matches!(self.node(*of), Node::Symbol(_)),
            _ => false,
        };
        let solved = |id: Id| match self.node(id) {
            Node::Chain { parts, .. } if parts.len() == 2 => {
                (bare(parts[0]) && !self.has_symbol(parts[1])) || (bare(parts[1]) && !self.has_symbol(parts[0]))
            }
            _ => false,
        };
        let has_zero = |id: Id| match self.node(id) {
            Node::Chain { parts, .. } => {
                parts.iter().any(|part| matches!(self.node(*part), Node::Number { value, .. } if value.is_zero()))
            }
            _ => false,
        };
        match (solved(a), solved(b)) {
            (true, false) => !has_zero(b),
            (false, true) => !has_zero(a),
            _ => false,
        }
    }

    /// A sum of fractions multiplied by its denominators.
    fn cleared(&mut self, id: Id) -> Id {
        let terms = match self.node(id) {
            Node::Add(terms) => terms.clone(),
            _ => vec![id],
        };
        let denominators: Vec<Id> = terms.iter().filter_map(|term| self.denominator(*term)).collect();
        if denominators.is_empty() || denominators.len() > 4 {
            return id;
        }
        self.add(Node::Mul([denominators.as_slice(), &[id]].concat()))
    }

    fn denominator(&self, id: Id) -> Option<Id> {
        match self.node(id) {
            Node::Div(_, by) => Some(*by).filter(|by| self.has_symbol(*by)),
            Node::Neg(of) => self.denominator(*of),
            Node::Mul(factors) => factors.iter().find_map(|factor| self.denominator(*factor)),
            _ => None,
        }
    }

    fn proportional_sides(&mut self, f: Id, g: Id, r: Relation) -> Outcome {
        let different = Outcome::Different(Reason::DifferentRelation);
        let (names, others) = (self.symbols(f), self.symbols(g));
        if names.is_empty() || names != others {
            return different;
        }
        // The factor is found at one point, with whole numbers for the variables.
        for shift in 0..4_u64 {
            let (x, y) = (self.at_point(f, &names, shift), self.at_point(g, &names, shift));
            self.exact.extend(&self.tree, &mut self.fuel);
            let (Some(x), Some(y)) = (self.exact.get(x).cloned(), self.exact.get(y).cloned()) else { continue };
            if x.is_zero() || y.is_zero() {
                continue;
            }
            let factor = x / y;
            if r.is_order() && factor < RBig::ZERO {
                return different;
            }
            let factor = self.tree.number(factor);
            let scaled = self.add(Node::Mul(vec![factor, g]));
            return match self.values(f, scaled) {
                Outcome::Equal(_) => Outcome::Equal(Rung::Solutions),
                Outcome::Different(_) => different,
            };
        }
        self.proportional_by_residues(f, g, r)
    }

    /// The same where no factor can be computed exactly, for equations: both ratios of residues are one constant.
    fn proportional_by_residues(&mut self, f: Id, g: Id, relation: Relation) -> Outcome {
        let different = Outcome::Different(Reason::DifferentRelation);
        if relation.is_order() {
            return different;
        }
        let negated = self.tree.neg(g);
        let outcome = self.values(f, g).or(|| self.values(f, negated));
        if outcome.is_equal() { Outcome::Equal(Rung::Solutions) } else { different }
    }

    fn at_point(&mut self, mut id: Id, names: &[String], shift: u64) -> Id {
        for (at, name) in names.iter().enumerate() {
            // Points that lie on no simple line.
            let number = self.tree.number(2 + modular::hash(&[at as u64, shift]) % 97);
            id = self.substituted(id, name, number);
        }
        id
    }

    /// Whether two expressions agree in the fields.
    pub(super) fn agree_in_fields(&mut self, a: Id, b: Id) -> bool {
        self.exact.extend(&self.tree, &mut self.fuel);
        matches!(modular::compare(&self.tree, &self.exact, a, b, &mut self.fuel), modular::Compared::Equal { .. })
    }
}
