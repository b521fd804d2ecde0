//! Lists, sets, tuples, matrices and ratios.

use super::name::Stated;
use super::{Judge, Outcome};
use crate::tree::{Bracket, Id, Node, Relation};
use crate::verdict::{Reason, Rung};

/// Longest list whose items are compared each with each, where sorting by value has not settled it.
const LONGEST_CROSS: usize = 40;

/// Longest list that is compared at all.
const LONGEST: usize = 10_000;

/// The items of an answer, and how they are to be matched.
#[derive(Debug, Clone)]
struct Items {
    names: Vec<Option<Id>>,
    values: Vec<Id>,
    ordered: bool,
    /// Whether each item is an answer of its own, as the elements of a set and the values of one unknown.
    apart: bool,
    /// Whether it is a tuple.
    row: bool,
}

impl Judge {
    /// Two answers of which one at least is a list or a set.
    pub(super) fn collections(&mut self, a: Id, b: Id) -> Outcome {
        if self.is_region(a) && self.is_region(b) && (self.is_interval_like(a) || self.is_interval_like(b)) {
            return self.regions(a, b);
        }
        let (Some(x), Some(y)) = (self.items(a), self.items(b)) else { return Outcome::Different(Reason::DifferentKind) };
        if x.values.len() > LONGEST || y.values.len() > LONGEST {
            return Outcome::Different(Reason::TooLong);
        }
        let named = |items: &Items| items.values.len() > 1 && items.names.iter().all(Option::is_some);
        match (named(&x), named(&y)) {
            (true, true) => self.assignments(&x, &y),
            // The one solution of a system may stand in braces.
            _ if x.row && y.apart && y.values.len() == 1 => self.same(a, y.values[0]),
            _ if y.row && x.apart && x.values.len() == 1 => self.same(x.values[0], b),
            _ if x.apart && x.values.len() == 1 && y.values.len() > 1 => self.same(x.values[0], b),
            _ if y.apart && y.values.len() == 1 && x.values.len() > 1 => self.same(a, y.values[0]),
            // A tuple is one answer, the elements of a set are several.
            _ if (x.row && y.apart) || (x.apart && y.row) => Outcome::Different(Reason::DifferentKind),
            (true, false) => self.assigned_in_order(&x, &y),
            (false, true) => self.assigned_in_order(&y, &x),
            _ if x.ordered || y.ordered => self.pairwise(&x.values, &y.values),
            _ => self.unordered(&x, &y),
        }
    }

    /// What an answer lists; a single value lists itself.
    fn items(&mut self, id: Id) -> Option<Items> {
        let single = |judge: &Self, id: Id| match judge.stated(id) {
            Some(Stated { name, value }) => (name, value),
            None => (None, id),
        };
        match self.node(id).clone() {
            Node::List(items) => {
                let items = self.without_conditions(items);
                let mut split: Vec<(Option<Id>, Id)> = items.iter().map(|item| single(self, *item)).collect();
                self.spread(&mut split);
                // "n = 1, 2, 3": the name is that of all.
                let only_first = split.len() > 1 && split[0].0.is_some() && split[1..].iter().all(|(name, _)| name.is_none());
                let alike = split.len() > 1 && split.iter().all(|(name, _)| name.is_some()) && {
                    let first = split[0].0;
                    split[1..].iter().all(|(name, _)| self.same_name(first, *name))
                };
                let apart = only_first || alike;
                if apart {
                    split.iter_mut().for_each(|(name, _)| *name = None);
                }
                let ordered = split.iter().any(|(_, value)| matches!(self.node(*value), Node::Dots));
                let (names, values) = split.into_iter().unzip();
                Some(Items { names, values, ordered, apart, row: false })
            }
            Node::Set(items) => {
                let ordered = items.iter().any(|item| matches!(self.node(*item), Node::Dots));
                Some(Items { names: vec![None; items.len()], values: items, ordered, apart: true, row: false })
            }
            Node::EmptySet => Some(Items { names: Vec::new(), values: Vec::new(), ordered: false, apart: true, row: false }),
            Node::Row { items, open: Bracket::Bare, .. } => {
                Some(Items { names: vec![None; items.len()], values: items, ordered: true, apart: false, row: false })
            }
            Node::Row { items, open, close } if open == close && open != Bracket::Square && items.len() > 1 => {
                Some(Items { names: vec![None; items.len()], values: items, ordered: true, apart: false, row: true })
            }
            Node::Chain { parts, .. } => match self.row_of_names(&parts) {
                Some((names, values)) => {
                    Some(Items { names: names.into_iter().map(Some).collect(), values, ordered: false, apart: false, row: true })
                }
                None => {
                    let Stated { name, value } = self.stated(id)?;
                    if matches!(self.node(value), Node::Set(_) | Node::List(_)) {
                        return self.items(value);
                    }
                    Some(Items { names: vec![name], values: vec![value], ordered: false, apart: false, row: false })
                }
            },
            Node::Words(_) => None,
            _ => Some(Items { names: vec![None], values: vec![id], ordered: false, apart: false, row: false }),
        }
    }

    /// `(x, y) = (1, 2)` as names and values.
    fn row_of_names(&self, parts: &[Id]) -> Option<(Vec<Id>, Vec<Id>)> {
        let [left, right] = parts else { return None };
        match (self.node(*left), self.node(*right)) {
            (Node::Row { items: names, .. }, Node::Row { items: values, .. })
                if names.len() == values.len() && names.iter().all(|name| matches!(self.node(*name), Node::Symbol(_))) =>
            {
                Some((names.clone(), values.clone()))
            }
            _ => None,
        }
    }

    /// "k in Z" behind an answer says what k is and is no item.
    fn without_conditions(&self, items: Vec<Id>) -> Vec<Id> {
        let is_condition = |id: &Id| match self.node(*id) {
            Node::Chain { parts, relations } => {
                relations == &[Relation::In] && matches!(self.node(parts[1]), Node::Numbers('Z' | 'N'))
            }
            _ => false,
        };
        let kept: Vec<Id> = items.iter().copied().filter(|item| !is_condition(item)).collect();
        if kept.is_empty() { items } else { kept }
    }

    /// Values that are lists themselves, as in `x = 1, 2`, become items.
    fn spread(&self, split: &mut Vec<(Option<Id>, Id)>) {
        if !split.iter().any(|(name, value)| name.is_some() && matches!(self.node(*value), Node::Set(_))) {
            return;
        }
        let spread = split.iter().flat_map(|(name, value)| match self.node(*value) {
            Node::Set(items) if name.is_some() => items.iter().map(|item| (*name, *item)).collect(),
            _ => vec![(*name, *value)],
        });
        *split = spread.collect();
    }

    fn same_name(&mut self, a: Option<Id>, b: Option<Id>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.same_expression(a, b),
            _ => false,
        }
    }

    /// Whether two expressions are built alike, which is all that is asked of names.
    pub(super) fn same_expression(&mut self, a: Id, b: Id) -> bool {
        match (self.node(a), self.node(b)) {
            (Node::Symbol(a), Node::Symbol(b)) => a == b,
            (Node::Words(a), Node::Words(b)) => a.eq_ignore_ascii_case(b),
            // `y` and `y(x)` name one function.
            (Node::Symbol(_), Node::Apply(..)) | (Node::Apply(..), Node::Symbol(_)) => self.base_name(a) == self.base_name(b),
            (Node::Symbol(_), _) | (_, Node::Symbol(_)) => false,
            _ => self.same(a, b).is_equal(),
        }
    }

    /// `x = 1, y = 2` against `y = 2, x = 1`: by name. Where no name is shared, the values count alone.
    fn assignments(&mut self, x: &Items, y: &Items) -> Outcome {
        if x.values.len() != y.values.len() {
            return Outcome::Different(Reason::DifferentLength);
        }
        if x.values.len() > LONGEST_CROSS {
            return self.pairwise(&x.values, &y.values);
        }
        // x_1 and x_2 are the roots in any order.
        let stem = |id: &Option<Id>| match id.map(|id| self.node(id)) {
            Some(Node::Symbol(name)) => name.split_once('_').map(|(stem, _)| stem.to_owned()),
            _ => None,
        };
        let stems: Vec<Option<String>> = x.names.iter().chain(&y.names).map(stem).collect();
        if stems[0].as_deref() == Some("x") && stems.iter().all(|other| *other == stems[0]) {
            return self.unordered(x, y);
        }
        let mut order = Vec::new();
        let mut shared = 0;
        for name in &x.names {
            let found = (0..y.names.len()).find(|at| self.same_name(*name, y.names[*at]));
            shared += usize::from(found.is_some());
            order.push(found);
        }
        if shared == 0 {
            return self.unordered(x, y);
        }
        if shared < order.len() {
            return Outcome::Different(Reason::DifferentRelation);
        }
        let values: Vec<Id> = order.into_iter().flatten().map(|at| y.values[at]).collect();
        self.pairwise(&x.values, &values)
    }

    /// `x = 1, y = 2` against `(1, 2)`: in the order of the names, or as they are written. Against a list, values whose names are no single
    /// letters, as `x_1` and `x_2`, may come in any order.
    fn assigned_in_order(&mut self, named: &Items, other: &Items) -> Outcome {
        let letter = |id: &Option<Id>| match id.map(|id| self.node(id)) {
            Some(Node::Symbol(name)) if name.chars().count() == 1 => Some(name.clone()),
            _ => None,
        };
        let letters: Option<Vec<String>> = named.names.iter().map(letter).collect();
        let Some(letters) = letters else {
            return if other.row { self.pairwise(&named.values, &other.values) } else { self.unordered(named, other) };
        };
        let mut by_name: Vec<(String, Id)> = letters.into_iter().zip(named.values.iter().copied()).collect();
        by_name.sort_by(|(a, _), (b, _)| a.cmp(b));
        let values: Vec<Id> = by_name.into_iter().map(|(_, value)| value).collect();
        let sorted = self.pairwise(&values, &other.values);
        // A tuple is read in the order of the names where they are written otherwise.
        let is_coordinate = |name: &Option<Id>| match name.map(|id| self.node(id)) {
            Some(Node::Symbol(name)) => matches!(name.as_str(), "x" | "y" | "z"),
            _ => false,
        };
        let coordinates = values == named.values || named.names.iter().all(is_coordinate);
        if other.row && coordinates { sorted } else { sorted.or(|| self.pairwise(&named.values, &other.values)) }
    }

    /// Two items. The set {5} may be given as 5, but not within another set or list.
    fn same_item(&mut self, a: Id, b: Id) -> Outcome {
        let is_set = |id: Id| matches!(self.node(id), Node::Set(_));
        if is_set(a) != is_set(b) && !self.is_region(a) && !self.is_region(b) {
            return Outcome::Different(Reason::DifferentKind);
        }
        let number = |id: Id| self.exact.get(id).is_some();
        if (is_set(a) && number(b)) || (is_set(b) && number(a)) {
            return Outcome::Different(Reason::DifferentKind);
        }
        self.same(a, b)
    }

    /// Item by item.
    pub(super) fn pairwise(&mut self, a: &[Id], b: &[Id]) -> Outcome {
        if a.len() != b.len() {
            return Outcome::Different(Reason::DifferentLength);
        }
        let mut all = Outcome::Equal(Rung::Canonical);
        for (a, b) in a.iter().zip(b) {
            all = all.and(|| self.same_item(*a, *b));
            if !all.is_equal() {
                return all;
            }
        }
        all
    }

    /// As sets: every item of each has an equal in the other.
    fn unordered(&mut self, x: &Items, y: &Items) -> Outcome {
        let (a, b) = (self.distinct(&x.values), self.distinct(&y.values));
        // Without braces, as many items as written count, each as often: 1, 1, 2 is not 1, 2, 2.
        let often = !x.apart && !y.apart && x.values.len() == y.values.len();
        let (a, b) = if often && a.len() < x.values.len() { (x.values.clone(), y.values.clone()) } else { (a, b) };
        if a.len() != b.len() {
            return Outcome::Different(Reason::DifferentLength);
        }
        if a.len() == 1 {
            return self.same(a[0], b[0]);
        }
        // Rational items are told apart by sorting.
        let rational = |judge: &Self, items: &[Id]| items.iter().all(|item| judge.exact.get(*item).is_some());
        if rational(self, &a) && rational(self, &b) && a.len() > LONGEST_CROSS {
            return self.pairwise(&a, &b);
        }
        if a.len() > LONGEST_CROSS {
            return self.pairwise(&a, &b);
        }
        let mut left: Vec<Id> = b;
        let mut all = Outcome::Equal(Rung::Canonical);
        for item in a {
            let mut found = None;
            for (at, other) in left.iter().enumerate() {
                if let Outcome::Equal(rung) = self.same_item(item, *other) {
                    found = Some((at, rung));
                    break;
                }
            }
            let Some((at, rung)) = found else { return Outcome::Different(Reason::DifferentItem) };
            left.swap_remove(at);
            all = all.and(|| Outcome::Equal(rung));
        }
        all
    }

    /// Items without repetitions, those that are rational sorted by value and first.
    fn distinct(&mut self, items: &[Id]) -> Vec<Id> {
        self.exact.extend(&self.tree, &mut self.fuel);
        let (mut rational, other): (Vec<Id>, Vec<Id>) = items.iter().partition(|item| self.exact.get(**item).is_some());
        let exact = &self.exact;
        rational.sort_by(|a, b| exact.get(*a).cmp(&exact.get(*b)));
        rational.dedup_by(|a, b| exact.get(*a) == exact.get(*b));
        let mut kept = rational;
        for item in other {
            let is_new = kept.len() > LONGEST_CROSS || !kept.clone().iter().any(|known| self.same(*known, item).is_equal());
            if is_new {
                kept.push(item);
            }
        }
        kept
    }

    /// Tuples, vectors and matrices.
    pub(super) fn rows(&mut self, a: Id, b: Id) -> Outcome {
        match (self.node(a).clone(), self.node(b).clone()) {
            (Node::Row { open: o, close: c, items: x }, Node::Row { open: p, close: d, items: y }) => {
                let alike = |one: Bracket, other: Bracket| {
                    one == other || (x.len() != 2 && one != Bracket::Square && other != Bracket::Square) || {
                        // A vector in angle brackets is a tuple.
                        matches!((one, other), (Bracket::Angle, Bracket::Round) | (Bracket::Round, Bracket::Angle))
                    }
                };
                if !alike(o, p) || !alike(c, d) {
                    return Outcome::Different(Reason::DifferentBrackets);
                }
                self.pairwise(&x, &y)
            }
            (Node::Matrix { columns: m, items: x }, Node::Matrix { columns: n, items: y }) => {
                if m != n {
                    return Outcome::Different(Reason::DifferentLength);
                }
                self.pairwise(&x, &y)
            }
            (Node::Matrix { columns, items: x }, Node::Row { items: y, open, .. })
            | (Node::Row { items: y, open, .. }, Node::Matrix { columns, items: x })
                if open != Bracket::Square && (columns == 1 || columns == x.len()) =>
            {
                self.pairwise(&x, &y)
            }
            (Node::Row { items, .. }, _) => self.components(&items, b),
            (_, Node::Row { items, .. }) => self.components(&items, a),
            (Node::Matrix { columns, items }, _) if columns == 1 && items.len() > 1 => self.components(&items, b),
            (_, Node::Matrix { columns, items }) if columns == 1 && items.len() > 1 => self.components(&items, a),
            (Node::Matrix { columns: 1, items }, _) if items.len() == 1 => self.same(items[0], b),
            (_, Node::Matrix { columns: 1, items }) if items.len() == 1 => self.same(a, items[0]),
            _ => Outcome::Different(Reason::DifferentKind),
        }
    }

    /// A vector by its components against one by the basis: `<3, -4>` and `3i - 4j`.
    fn components(&mut self, items: &[Id], vector: Id) -> Outcome {
        const BASIS: [&str; 3] = ["\\basisi", "\\basisj", "\\basisk"];
        let symbols = self.symbols(vector);
        let in_basis = BASIS.iter().any(|name| symbols.iter().any(|symbol| symbol == name));
        if !in_basis || !(2..=3).contains(&items.len()) {
            return Outcome::Different(Reason::DifferentKind);
        }
        let zero = self.tree.number(0);
        let one = self.tree.number(1);
        let mut parts = Vec::new();
        for at in 0..3 {
            let mut part = vector;
            for (other, name) in BASIS.iter().enumerate() {
                part = self.substituted(part, name, if other == at { one } else { zero });
            }
            parts.push(part);
        }
        let beyond = parts.split_off(items.len());
        for part in beyond {
            if !self.values(part, zero).is_equal() {
                return Outcome::Different(Reason::DifferentLength);
            }
        }
        self.pairwise(items, &parts)
    }

    /// `2 (mod 3)` and `5 (mod 3)`: the same class.
    pub(super) fn residue_classes(&mut self, x: &[Id], y: &[Id]) -> Outcome {
        self.exact.extend(&self.tree, &mut self.fuel);
        let values: Option<Vec<_>> = [x[0], y[0], x[1], y[1]].into_iter().map(|id| self.exact.integer(id)).collect();
        match values.as_deref() {
            Some([a, b, m, n]) if m == n && *m > dashu_int::IBig::ZERO => {
                let same = (a - b) % m == dashu_int::IBig::ZERO;
                if same { Outcome::Equal(Rung::Exact) } else { Outcome::Different(Reason::DifferentValue) }
            }
            _ => self.pairwise(x, y),
        }
    }

    /// Ratios, up to a common factor; of two parts, their quotient as well.
    pub(super) fn ratios(&mut self, a: Id, b: Id) -> Outcome {
        match (self.node(a).clone(), self.node(b).clone()) {
            (Node::Ratio(x), Node::Ratio(y)) => {
                if x.len() != y.len() {
                    return Outcome::Different(Reason::DifferentLength);
                }
                let open = |judge: &Self, parts: &[Id]| parts.iter().any(|part| matches!(judge.node(*part), Node::Dots));
                if open(self, &x) || open(self, &y) {
                    return self.pairwise(&x, &y);
                }
                let mut all = Outcome::Equal(Rung::Canonical);
                for at in 1..x.len() {
                    let left = self.add(Node::Mul(vec![x[at], y[0]]));
                    let right = self.add(Node::Mul(vec![y[at], x[0]]));
                    let zero = self.is_zero(x[0]) || self.is_zero(y[0]) || self.is_zero(x[at]) != self.is_zero(y[at]);
                    if zero {
                        return self.pairwise(&x, &y);
                    }
                    all = all.and(|| self.same(left, right));
                }
                all
            }
            (Node::Ratio(parts), _) if parts.len() == 2 => self.quotient(&parts, b),
            (_, Node::Ratio(parts)) if parts.len() == 2 => self.quotient(&parts, a),
            _ => Outcome::Different(Reason::DifferentKind),
        }
    }

    fn quotient(&mut self, parts: &[Id], value: Id) -> Outcome {
        let quotient = self.add(Node::Div(parts[0], parts[1]));
        self.same(quotient, value)
    }

    fn is_zero(&mut self, id: Id) -> bool {
        self.exact.extend(&self.tree, &mut self.fuel);
        self.exact.get(id).is_some_and(dashu_ratio::RBig::is_zero)
    }
}
