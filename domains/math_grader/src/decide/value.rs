//! Numbers and expressions, with their units.

use std::cmp::Ordering;

use dashu_base::{Abs, Signed};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::{Judge, Outcome};
use crate::modular::{self, Compared};
use crate::numeric::{self, Numeric};
use crate::tree::{Constant, Function, Id, Node, Written};
use crate::units::{self, Conversion, Relation, Unit};
use crate::verdict::{Reason, Rung};

impl Judge {
    /// Two values with whatever units they have.
    pub(super) fn values(&mut self, a: Id, b: Id) -> Outcome {
        let (x, of_a) = self.measured(a);
        let (y, of_b) = self.measured(b);
        if Self::count_different_things(of_a.as_ref(), of_b.as_ref()) {
            return Outcome::Different(Reason::DifferentUnit);
        }
        // Half a percent is not a half.
        let percent = |unit: &Option<Unit>| unit.as_ref().is_some_and(Unit::is_ratio);
        let small = |judge: &mut Self, id: Id| {
            judge.exact.extend(&judge.tree, &mut judge.fuel);
            judge.exact.get(id).is_some_and(|value| value.clone().abs() < RBig::ONE && !value.is_zero())
        };
        if (percent(&of_a) && of_b.is_none() && small(self, x)) || (percent(&of_b) && of_a.is_none() && small(self, y)) {
            let hundredth = |judge: &mut Self, id: Id| judge.add(Node::Percent(id));
            let (x, y) = if of_a.is_some() { (hundredth(self, x), y) } else { (x, hundredth(self, y)) };
            return self.expressions(x, y);
        }
        let mut all = Outcome::Different(Reason::DifferentUnit);
        // A spelling may have two meanings, such as pounds.
        for relation in units::relations(of_a.as_ref(), of_b.as_ref()) {
            all = all.or(|| self.related(x, y, &relation));
        }
        all
    }

    /// Whether two answers count different things: apples and oranges, but not apples and red apples.
    fn count_different_things(a: Option<&Unit>, b: Option<&Unit>) -> bool {
        let (Some(a), Some(b)) = (a, b) else { return false };
        if a.noun.is_empty() || b.noun.is_empty() || a.is_known() || b.is_known() {
            return false;
        }
        let shares = |one: &str, other: &str| one.split(' ').any(|word| other.split(' ').any(|part| part == word));
        !shares(&a.noun, &b.noun)
    }

    fn related(&mut self, x: Id, y: Id, relation: &Relation) -> Outcome {
        match relation {
            Relation::Same | Relation::Compatible => self.numerals(x, y),
            Relation::Different => Outcome::Different(Reason::DifferentUnit),
            Relation::Convert(conversion) => {
                let x = self.converted(x, conversion);
                self.expressions(x, y)
            }
            Relation::Either(conversion) => self.numerals(x, y).or(|| {
                let x = self.converted(x, conversion);
                self.expressions(x, y)
            }),
        }
    }

    /// The number of a measure and its unit.
    fn measured(&mut self, id: Id) -> (Id, Option<Unit>) {
        match self.node(id).clone() {
            Node::Quantity(of, unit) => {
                // "5 million dollars" and "$5 million" carry two.
                let (inner, other) = self.measured(of);
                // An increase by some percent is no decrease.
                let directed = |other: Unit| if unit.is_direction() { Unit { noun: unit.noun.clone(), ..other } } else { other };
                let both = |other: Unit| if unit.is_known() { *unit.clone() } else { directed(other) };
                (inner, Some(other.map_or(*unit.clone(), both)))
            }
            Node::Percent(of) => (of, units::parse("%")),
            Node::Degrees(of) => (of, units::parse("°")),
            Node::Neg(of) => {
                let (inner, unit) = self.measured(of);
                if unit.is_none() { (id, None) } else { (self.tree.neg(inner), unit) }
            }
            Node::Mul(factors) => match factors.split_last() {
                // `\frac{1}{2} \$5` and `2 · 5 cm` have the unit of their last factor.
                Some((last, rest)) if matches!(self.node(*last), Node::Quantity(..)) => {
                    let (inner, unit) = self.measured(*last);
                    let value = self.add(Node::Mul([rest, &[inner]].concat()));
                    (value, unit)
                }
                _ => (id, None),
            },
            _ => (id, None),
        }
    }

    fn converted(&mut self, id: Id, conversion: &Conversion) -> Id {
        let ratio = self.tree.number(conversion.ratio.clone());
        let mut factors = vec![id, ratio];
        let pi = self.add(Node::Constant(Constant::Pi));
        for _ in 0..conversion.pi.max(0) {
            factors.push(pi);
        }
        let mut value = self.add(Node::Mul(factors));
        for _ in conversion.pi.min(0)..0 {
            value = self.add(Node::Div(value, pi));
        }
        if conversion.offset.is_zero() {
            return value;
        }
        let offset = self.tree.number(conversion.offset.clone());
        self.add(Node::Add(vec![value, offset]))
    }

    /// Two expressions of which one may be a numeral in another base.
    fn numerals(&mut self, a: Id, b: Id) -> Outcome {
        match (self.node(a).clone(), self.node(b).clone()) {
            (Node::Based { base: m, .. }, Node::Based { base: n, .. }) if m != n => {
                let outcome = self.expressions(a, b);
                if outcome.is_equal() { outcome } else { Outcome::Different(Reason::DifferentBase) }
            }
            // The base may be left out, as a unit may.
            (Node::Based { digits, .. }, Node::Number { value, .. })
            | (Node::Number { value, .. }, Node::Based { digits, .. })
                if value.to_string() == digits =>
            {
                Outcome::Equal(Rung::Exact)
            }
            _ => self.expressions(a, b),
        }
    }

    /// Two expressions without units, whose free constants may have other names.
    fn expressions(&mut self, a: Id, b: Id) -> Outcome {
        let outcome = self.plain_expressions(a, b);
        if outcome.is_equal() {
            return outcome;
        }
        let renamed = self.with_other_constant(a, b);
        let outcome = match renamed {
            Some(renamed) => outcome.or(|| self.plain_expressions(a, renamed)),
            None => outcome,
        };
        outcome.or(|| self.antiderivatives(a, renamed.unwrap_or(b))).or(|| self.families(a, b))
    }

    /// Two antiderivatives with one constant: they may differ by a number.
    fn antiderivatives(&mut self, a: Id, b: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentValue);
        let constant = |judge: &Self, id: Id| match judge.node(id) {
            Node::Add(terms) => terms.iter().find_map(|term| match judge.node(*term) {
                Node::Symbol(name) if matches!(name.as_str(), "C" | "c" | "K") => Some(name.clone()),
                _ => None,
            }),
            _ => None,
        };
        let (Some(mine), Some(theirs)) = (constant(self, a), constant(self, b)) else { return different };
        let names = self.symbols(a);
        if mine != theirs || names.len() != 2 {
            return different;
        }
        let Some(variable) = names.into_iter().find(|name| *name != mine) else { return different };
        let rest = self.tree.sub(a, b);
        // The constant is found at one half, where inverse sines have values, or at 2.
        for point in [RBig::from_parts(1.into(), 2_u8.into()), RBig::from(2)] {
            let number = self.tree.number(point);
            let offset = self.substituted(rest, &variable, number);
            let shifted = self.add(Node::Add(vec![b, offset]));
            if self.plain_expressions(a, shifted).is_equal() {
                return Outcome::Equal(Rung::Numeric);
            }
        }
        different
    }

    /// Values that repeat with a whole number, such as `pi/3 + n pi` and `k pi - 2 pi/3`.
    fn families(&mut self, a: Id, b: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentValue);
        let (names, others) = (self.symbols(a), self.symbols(b));
        let ([m], [n]) = (names.as_slice(), others.as_slice()) else { return different };
        let turns = |name: &str| matches!(name, "n" | "k" | "m" | "l");
        let periodic =
            |judge: &Self, id: Id| judge.holds(id, |node| matches!(node, Node::Constant(Constant::Pi) | Node::Degrees(_)));
        if !turns(m)
            || !turns(n)
            || !periodic(self, a)
            || !periodic(self, b)
            || !self.is_linear_in(a, m)
            || !self.is_linear_in(b, n)
        {
            return different;
        }
        let at = |judge: &mut Self, id: Id, name: &str, point: u32| {
            let number = judge.tree.number(point);
            judge.substituted(id, name, number)
        };
        let (a0, a1, b0, b1) = (at(self, a, m, 0), at(self, a, m, 1), at(self, b, n, 0), at(self, b, n, 1));
        let (period, other) = (self.tree.sub(a1, a0), self.tree.sub(b1, b0));
        let turned = self.tree.neg(other);
        if !self.plain_expressions(period, other).or(|| self.plain_expressions(period, turned)).is_equal() {
            return different;
        }
        let apart = self.tree.sub(b0, a0);
        for times in -12_i64..=12 {
            let times = self.tree.number(times);
            let shift = self.add(Node::Mul(vec![times, period]));
            if self.agree_in_fields(apart, shift) {
                return Outcome::Equal(Rung::Solutions);
            }
        }
        different
    }

    /// The second expression with its one constant of integration, or its one whole number of turns, named as in the first.
    fn with_other_constant(&mut self, a: Id, b: Id) -> Option<Id> {
        let (names, others) = (self.symbols(a), self.symbols(b));
        let only = |these: &[String], those: &[String]| {
            let mut left = these.iter().filter(|name| !those.contains(name)).cloned();
            left.next().filter(|_| left.next().is_none())
        };
        if let Some(renamed) = self.with_constants_in_other_case(&names, &others, b) {
            return Some(renamed);
        }
        let (mine, theirs) = (only(&names, &others)?, only(&others, &names)?);
        let constants = |name: &str| matches!(name, "C" | "c" | "K" | "C_1" | "c_1" | "const");
        let turns = |name: &str| matches!(name, "n" | "k" | "m" | "l" | "t");
        let periodic = |judge: &Self, id: Id| {
            judge.holds(id, |node| matches!(node, Node::Constant(Constant::Pi | Constant::I) | Node::Degrees(_)))
        };
        // A constant is added, or stands before an exponential or an oscillation.
        let solves = |judge: &Self, id: Id| {
            judge.holds(id, |node| {
                matches!(node, Node::Constant(Constant::E) | Node::Call(Function::Exp | Function::Sin | Function::Cos, _))
            }) || matches!(judge.node(id), Node::Add(terms) if terms.iter().any(|term| matches!(judge.node(*term), Node::Symbol(_))))
        };
        let among_others = names.len() > 1 && others.len() > 1;
        let fits = (among_others && constants(&mine) && constants(&theirs) && solves(self, a) && solves(self, b))
            || (turns(&mine)
                && turns(&theirs)
                && names.len() == 1
                && others.len() == 1
                && periodic(self, a)
                && periodic(self, b)
                && self.is_linear_in(a, &mine));
        if !fits {
            return None;
        }
        let named = self.add(Node::Symbol(mine));
        Some(self.substituted(b, &theirs, named))
    }

    /// `c_1 e^x + c_2 e^{-x}` with its constants written as in `C_1 e^x + C_2 e^{-x}`.
    fn with_constants_in_other_case(&mut self, names: &[String], others: &[String], b: Id) -> Option<Id> {
        let left: Vec<&String> = others.iter().filter(|name| !names.contains(name)).collect();
        if left.len() < 2 || left.len() > 6 {
            return None;
        }
        let mut renamed = b;
        for theirs in left {
            let fits = |mine: &&String| {
                mine.eq_ignore_ascii_case(theirs) && mine.starts_with(['c', 'C', 'k', 'K']) && !others.contains(mine)
            };
            let mine = names.iter().find(fits)?;
            let named = self.add(Node::Symbol(mine.clone()));
            renamed = self.substituted(renamed, theirs, named);
        }
        Some(renamed)
    }

    /// Whether an expression grows by the same amount with each whole number.
    fn is_linear_in(&mut self, id: Id, name: &str) -> bool {
        let at = |judge: &mut Self, point: u32| {
            let number = judge.tree.number(point);
            judge.substituted(id, name, number)
        };
        let (zero, one, two) = (at(self, 0), at(self, 1), at(self, 2));
        let (first, second) = (self.tree.sub(one, zero), self.tree.sub(two, one));
        self.plain_expressions(first, second).is_equal()
    }

    /// Whether any part of an expression is of a kind.
    fn holds(&self, id: Id, kind: impl Fn(&Node) -> bool) -> bool {
        let mut rest = vec![id];
        let mut looked = 0;
        while let Some(id) = rest.pop() {
            looked += 1;
            if kind(self.node(id)) {
                return true;
            }
            if looked > 2_000 {
                return false;
            }
            rest.extend(self.tree.children(id));
        }
        false
    }

    /// Whether infinity is a part of a longer expression: its difference with itself is no number.
    fn reckons_with_infinity(&self, id: Id) -> bool {
        let is_infinity = |node: &Node| matches!(node, Node::Constant(Constant::Infinity));
        let unsigned = match self.node(id) {
            Node::Neg(of) => *of,
            _ => id,
        };
        let mut rest = vec![unsigned];
        let mut looked = 0;
        while let Some(id) = rest.pop() {
            looked += 1;
            if looked > 2_000 {
                return false;
            }
            match self.node(id) {
                node if is_infinity(node) => return id != unsigned,
                // A sum without an end is no reckoning with infinity.
                Node::Series { body, .. } => rest.push(*body),
                _ => rest.extend(self.tree.children(id)),
            }
        }
        false
    }

    fn plain_expressions(&mut self, a: Id, b: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentValue);
        if self.reckons_with_infinity(a) || self.reckons_with_infinity(b) {
            return Outcome::Different(Reason::Undefined);
        }
        self.exact.extend(&self.tree, &mut self.fuel);
        if let (Some(x), Some(y)) = (self.exact.get(a), self.exact.get(b)) {
            if x == y {
                return Outcome::Equal(Rung::Exact);
            }
            let (x, y) = (x.clone(), y.clone());
            self.rung = Rung::Exact;
            return if self.is_rounded(a, &x, &y) || self.is_rounded(b, &y, &x) {
                Outcome::Equal(Rung::Numeric)
            } else {
                different
            };
        }
        self.rung = Rung::Modular;
        match modular::compare(&self.tree, &self.exact, a, b, &mut self.fuel) {
            Compared::Equal { opaque: false } => return Outcome::Equal(Rung::Modular),
            Compared::Equal { opaque: true } => return Outcome::Equal(Rung::Canonical),
            Compared::Different { opaque: false } if self.written(a).is_none() && self.written(b).is_none() => return different,
            Compared::Different { .. } | Compared::Unknown => {}
        }
        self.rung = Rung::Numeric;
        if self.differ_by_a_rational(a, b) {
            return different;
        }
        match numeric::compare(&self.tree, &self.exact, a, b, &mut self.fuel) {
            Numeric::Equal => Outcome::Equal(Rung::Numeric),
            Numeric::Different => self.rounded_value(a, b).or(|| self.rounded_value(b, a)),
            Numeric::Unknown(reason) => Outcome::Different(reason),
        }
    }

    /// Whether two sums are alike but for a rational number, however small.
    fn differ_by_a_rational(&mut self, a: Id, b: Id) -> bool {
        let mut parts = |id: Id| {
            let terms = match self.node(id) {
                Node::Add(terms) => terms.clone(),
                _ => vec![id],
            };
            let (rational, rest): (Vec<Id>, Vec<Id>) = terms.into_iter().partition(|term| self.exact.get(*term).is_some());
            let sum = rational.iter().filter_map(|term| self.exact.get(*term).cloned()).fold(RBig::ZERO, |all, next| all + next);
            (sum, self.add(Node::Add(rest)))
        };
        let ((x, rest_of_a), (y, rest_of_b)) = (parts(a), parts(b));
        x != y
            && !matches!(self.node(rest_of_a), Node::Add(terms) if terms.is_empty())
            && self.agree_in_fields(rest_of_a, rest_of_b)
    }

    /// Whether the first, a decimal, is what the second, a number that is not rational, is rounded to.
    fn rounded_value(&mut self, decimal: Id, value: Id) -> Outcome {
        let different = Outcome::Different(Reason::DifferentValue);
        let (Some(written), Some(stated)) = (self.written(decimal), self.exact.get(decimal).cloned()) else { return different };
        if !self.digits_are_enough(written) {
            return different;
        }
        let Some((low, high)) = bounds(&stated, written) else { return different };
        let (low, high) = (self.tree.number(low), self.tree.number(high));
        let above = self.numeric_order(value, low);
        let below = self.numeric_order(value, high);
        if above == Some(Ordering::Greater) && below == Some(Ordering::Less) { Outcome::Equal(Rung::Numeric) } else { different }
    }

    /// Whether `stated`, written as a decimal, is what `value` is rounded to, with enough digits.
    fn is_rounded(&self, decimal: Id, stated: &RBig, value: &RBig) -> bool {
        let Some(written) = self.written(decimal) else { return false };
        // A finite decimal is no value to be rounded to seven digits.
        let enough = if is_finite_decimal(value) { -i64::from(written.last) >= i64::from(self.settings.places) } else { true };
        if value.is_int() || !enough || !self.digits_are_enough(written) {
            return false;
        }
        bounds(stated, written).is_some_and(|(low, high)| low <= *value && *value < high)
    }

    fn digits_are_enough(&self, written: Written) -> bool {
        let places = self.settings.places;
        let enough = i64::from(written.last) <= -i64::from(places) && written.significant + 2 >= places;
        enough || written.significant > places
    }

    /// How a decimal was written, through signs and powers of ten.
    fn written(&self, id: Id) -> Option<Written> {
        match self.node(id) {
            Node::Number { written, .. } => *written,
            Node::Neg(of) => self.written(*of),
            Node::Mul(factors) => {
                let [first, power] = factors.as_slice() else { return None };
                let Node::Pow(base, exponent) = self.node(*power) else { return None };
                let is_ten = self.exact.get(*base).is_some_and(|base| *base == RBig::from(10));
                let shift = i32::try_from(self.exact.integer(*exponent)?).ok().filter(|_| is_ten)?;
                let written = self.written(*first)?;
                Some(Written { last: written.last.checked_add(shift)?, ..written })
            }
            _ => None,
        }
    }

    pub(super) fn numeric_order(&mut self, a: Id, b: Id) -> Option<Ordering> {
        self.exact.extend(&self.tree, &mut self.fuel);
        numeric::order(&self.tree, &self.exact, a, b, &mut self.fuel)
    }
}

/// Whether a number has an end as a decimal.
fn is_finite_decimal(value: &RBig) -> bool {
    let mut rest = value.denominator().clone();
    for prime in [2_u8, 5] {
        rest.remove(&UBig::from(prime));
    }
    rest == UBig::ONE
}

/// What a decimal may stand for: all that is rounded to it, or cut off to it.
fn bounds(stated: &RBig, written: Written) -> Option<(RBig, RBig)> {
    let unit = power_of_ten(written.last)?;
    let half = unit.clone() / RBig::from(2);
    let size = stated.clone().abs();
    let (low, high) = (size.clone() - half, size + unit);
    Some(if stated.is_negative() { (-high, -low) } else { (low, high) })
}

fn power_of_ten(exponent: i32) -> Option<RBig> {
    let count = usize::try_from(exponent.unsigned_abs()).ok().filter(|count| *count <= 2000)?;
    let power = UBig::from(10_u8).pow(count);
    Some(if exponent < 0 { RBig::from_parts(IBig::ONE, power) } else { RBig::from(power) })
}
