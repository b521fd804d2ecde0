//! Expressions in ball arithmetic, at points and at rising precision.
//!
//! Balls that do not meet prove a difference. Balls that meet at every point and at the highest precision are taken as equal: for numbers
//! at 1024 bits, for functions at several points, negative ones among them. Zero testing is undecidable with these functions, so the yes
//! is a matter of probability and the no is certain.

mod functions;
mod price;
mod scene;

use std::cmp::Ordering;

use dashu_base::BitTest;
use dashu_int::IBig;
use dashu_ratio::RBig;

use crate::ball::{Arithmetic, Ball, Complex};
use crate::exact::Exact;
use crate::fuel::Fuel;
use crate::modular::{self, FIELDS, Modular};
use crate::tree::{Constant, Function, Id, Node, Tree};
use crate::verdict::Reason;
use scene::{Field, Scene};

/// The outcome of a comparison in balls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numeric {
    Equal,
    Different,
    Unknown(Reason),
}

/// Precisions for numbers, in bits.
const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// Powers of two beyond which a part of an expression is too small or too large beside the others.
const EXTREME: i64 = 900;

/// Most terms of a sum or product.
const MOST_TERMS: i64 = 3_000;

/// Compares two expressions.
pub(crate) fn compare(tree: &Tree, exact: &Exact, a: Id, b: Id, fuel: &mut Fuel) -> Numeric {
    let scene = Scene::of(tree, exact, &[a, b]);
    let mut last = Numeric::Unknown(Reason::Undefined);
    for natural in [false, true] {
        if natural && !scene.has_log {
            break;
        }
        last = if scene.names.is_empty() { scene.numbers(a, b, natural, fuel) } else { scene.functions(a, b, natural, fuel) };
        if last == Numeric::Equal {
            return last;
        }
    }
    if fuel.is_empty() { Numeric::Unknown(Reason::OutOfFuel) } else { last }
}

/// Which of two numbers is larger; [`None`] where they cannot be told apart or are no real numbers.
pub(crate) fn order(tree: &Tree, exact: &Exact, a: Id, b: Id, fuel: &mut Fuel) -> Option<Ordering> {
    let scene = Scene::of(tree, exact, &[a, b]);
    if !scene.names.is_empty() {
        return None;
    }
    for bits in PRECISIONS {
        let mut eval = scene.eval(bits, false, Field::Real, &[], fuel);
        let (x, y) = (eval.value(a)?, eval.value(b)?);
        let difference = eval.arithmetic.minus(&x, &y)?;
        if difference.is_real()
            && let Some(sign) = difference.re.sign()
        {
            return Some(sign);
        }
    }
    None
}

/// Evaluates expressions at one point and precision.
struct Eval<'a> {
    scene: &'a Scene<'a>,
    arithmetic: Arithmetic,
    bits: usize,
    natural: bool,
    field: Field,
    point: &'a [RBig],
    bound: Vec<(&'a str, i64)>,
    /// Whether a part was so small or so large that what it adds may be beyond every precision here.
    extreme: bool,
    fuel: &'a mut Fuel,
    /// Whether the constants that functions need have been paid for.
    paid: bool,
}

impl<'a> Eval<'a> {
    fn value(&mut self, id: Id) -> Option<Complex> {
        // A unit is ten nanoseconds, as measured in benches/NOTES.md: here for the look at a node, and for a whole number.
        self.fuel.burn(12 + self.bits as u64 / 64)?;
        let value = self.compute(id)?;
        if !value.is_real() {
            self.fuel.burn(120 + self.bits as u64 / 4)?;
        }
        (self.field == Field::Complex || value.is_real()).then_some(value)
    }

    fn number(&self, value: i64) -> Complex {
        self.arithmetic.real(self.arithmetic.integer(value))
    }

    fn real(&self, ball: Ball) -> Complex {
        self.arithmetic.real(ball)
    }

    fn compute(&mut self, id: Id) -> Option<Complex> {
        let (tree, exact): (&'a Tree, &'a Exact) = (self.scene.tree, self.scene.exact);
        if let Some(value) = exact.get(id) {
            return self.rational(value);
        }
        match tree.get(id) {
            Node::Number { value, .. } | Node::Based { value, .. } => self.rational(value),
            Node::Constant(constant) => self.constant(*constant),
            Node::Symbol(name) => self.symbol(name),
            Node::Neg(of) => Some(self.value(*of)?.negated()),
            Node::Add(terms) => self.sum(terms),
            Node::Mul(factors) => self.product(factors),
            Node::Div(of, by) => {
                let (of, by) = (self.value(*of)?, self.value(*by)?);
                self.pay_joins(2)?;
                self.arithmetic.over(&of, &by)
            }
            Node::Pow(of, exponent) => self.power(*of, *exponent),
            Node::Root { index, of } => self.root(*index, *of),
            Node::Call(function, of) => self.call(*function, *of),
            Node::Many(function, items) => self.many(*function, items),
            Node::LogBase { base, of } => {
                let (base, of) = (self.value(*base)?, self.value(*of)?);
                self.pay_for(&of, 2, 5)?;
                self.pay_for(&base, 2, 5)?;
                let (top, bottom) = (self.arithmetic.complex_ln(&of)?, self.arithmetic.complex_ln(&base)?);
                self.arithmetic.over(&top, &bottom)
            }
            Node::Series { product, variable, from, to, body } => self.series(*product, variable, [*from, *to, *body]),
            Node::Degrees(of) => {
                let of = self.value(*of)?;
                self.pay(1)?;
                let pi = self.arithmetic.pi()?;
                let turned = self.arithmetic.times(&of, &self.real(pi))?;
                self.arithmetic.over(&turned, &self.number(180))
            }
            Node::Percent(of) => {
                let of = self.value(*of)?;
                self.pay_joins(2)?;
                self.arithmetic.over(&of, &self.number(100))
            }
            Node::Words(_) | Node::Opaque(_) | Node::Apply(..) | Node::Dots => self.unknown(id),
            _ => None,
        }
    }

    fn rational(&mut self, value: &RBig) -> Option<Complex> {
        if !value.is_int() {
            self.pay_joins(2)?;
        }
        // Long numbers are copied and cut off.
        self.fuel.burn((value.numerator().bit_len() + value.denominator().bit_len()) as u64 / 256)?;
        let ball = self.arithmetic.rational(value)?;
        Some(self.real(ball))
    }

    /// A sum, with a note of terms that vanish beside the others.
    fn sum(&mut self, terms: &[Id]) -> Option<Complex> {
        let mut all: Option<Complex> = None;
        let (mut largest, mut smallest) = (i64::MIN, i64::MAX);
        for term in terms {
            let next = self.value(*term)?;
            if next.re.sign().is_some() && !next.re.is_zero() {
                largest = largest.max(next.re.upper());
                smallest = smallest.min(next.re.upper());
            }
            self.pay_joins(1)?;
            all = Some(match all {
                None => next,
                Some(all) => self.arithmetic.plus(&all, &next)?,
            });
        }
        self.extreme |= largest.saturating_sub(smallest) > EXTREME && smallest != i64::MAX;
        all.or_else(|| Some(self.number(0)))
    }

    /// Notes an argument at which a function is as good as constant.
    fn note_argument(&mut self, function: Option<Function>, of: &Complex) {
        if of.re.is_zero() || of.re.sign().is_none() {
            return;
        }
        let size = of.re.upper();
        self.extreme |= size < -EXTREME / 2 || (function == Some(Function::Tanh) && size > 8);
    }

    fn constant(&mut self, constant: Constant) -> Option<Complex> {
        match constant {
            Constant::Pi => {
                self.pay(1)?;
                let pi = self.arithmetic.pi()?;
                Some(self.real(pi))
            }
            Constant::E => {
                self.pay(1)?;
                let one = self.arithmetic.integer(1);
                let e = self.arithmetic.exp(&one)?;
                Some(self.real(e))
            }
            Constant::I => Some(self.arithmetic.i()),
            Constant::Infinity => None,
        }
    }

    fn symbol(&mut self, name: &str) -> Option<Complex> {
        if let Some((_, value)) = self.bound.iter().rev().find(|(bound, _)| *bound == name) {
            return Some(self.number(*value));
        }
        let at = self.scene.names.iter().position(|known| known == name)?;
        let point = self.point;
        self.rational(point.get(at)?)
    }

    /// A value for what is only known by name: the same for the same residue, whatever it is.
    fn unknown(&mut self, id: Id) -> Option<Complex> {
        let mut modular = Modular::new(self.scene.tree, self.scene.exact, FIELDS[0]);
        let residue = modular.eval(id, self.fuel)?;
        let value = RBig::from_parts(IBig::from(1000 + modular::hash(&[residue.value]) % 100_000), 7919_u32.into());
        let ball = self.arithmetic.rational(&value)?;
        Some(self.real(ball))
    }

    fn product(&mut self, factors: &[Id]) -> Option<Complex> {
        let mut all: Option<Complex> = None;
        for factor in factors {
            let next = self.value(*factor)?;
            all = Some(match all {
                None => next,
                Some(all) => {
                    self.pay_joins(1)?;
                    self.arithmetic.times(&all, &next)?
                }
            });
        }
        all.or_else(|| Some(self.number(1)))
    }

    fn power(&mut self, of: Id, exponent: Id) -> Option<Complex> {
        if let Some(value) = self.scene.exact.get(exponent).cloned() {
            return self.rational_power(of, &value);
        }
        if matches!(self.scene.tree.get(of), Node::Constant(Constant::E)) {
            let exponent = self.value(exponent)?;
            self.pay_for(&exponent, 1, 3)?;
            self.note_argument(None, &exponent);
            return self.arithmetic.complex_exp(&exponent);
        }
        let (base, exponent) = (self.value(of)?, self.value(exponent)?);
        if let Some(whole) = whole(&exponent) {
            self.pay_power(&base, whole)?;
            return self.arithmetic.whole_power(&base, whole);
        }
        self.pay(8)?;
        self.arithmetic.complex_power(&base, &exponent)
    }

    fn rational_power(&mut self, of: Id, exponent: &RBig) -> Option<Complex> {
        let base = self.value(of)?;
        let top = i64::try_from(exponent.numerator().clone()).ok()?;
        let index = u32::try_from(exponent.denominator().clone()).ok().filter(|index| *index <= 1000)?;
        let rooted = if index == 1 { base } else { self.rooted(&base, index)? };
        self.pay_power(&rooted, top)?;
        self.arithmetic.whole_power(&rooted, top)
    }

    fn root(&mut self, index: Id, of: Id) -> Option<Complex> {
        let of = self.value(of)?;
        if let Some(index) = self.scene.exact.integer(index).and_then(|index| u32::try_from(index).ok()) {
            return self.rooted(&of, index).filter(|_| index > 0);
        }
        let index = self.value(index)?;
        let one = self.number(1);
        let exponent = self.arithmetic.over(&one, &index)?;
        self.pay(8)?;
        self.arithmetic.complex_power(&of, &exponent)
    }

    fn rooted(&mut self, of: &Complex, index: u32) -> Option<Complex> {
        if index == 0 {
            return None;
        }
        if of.is_real() && (self.field == Field::Real || of.re.sign().is_some_and(|sign| sign != Ordering::Less)) {
            match index {
                0..=2 => self.fuel.burn(20 + self.bits as u64 / 24)?,
                3 | 4 => self.pay(1)?,
                _ => self.pay(3)?,
            }
            let root = self.arithmetic.root(&of.re, index)?;
            return Some(self.real(root));
        }
        if index == 2 {
            self.fuel.burn(120 + self.bits as u64 / 4)?;
            return self.arithmetic.complex_sqrt(of);
        }
        self.pay(8)?;
        let exponent = self.arithmetic.rational(&RBig::from_parts(IBig::ONE, index.into()))?;
        let exponent = self.real(exponent);
        self.arithmetic.complex_power(of, &exponent)
    }

    fn call(&mut self, function: Function, of: Id) -> Option<Complex> {
        if matches!(function, Function::Factorial | Function::DoubleFactorial) {
            let of = self.value(of)?;
            return self.factorial(whole(&of)?, if function == Function::Factorial { 1 } else { 2 });
        }
        let of = self.value(of)?;
        self.note_argument(Some(function), &of);
        use Function as F;
        match function {
            F::Abs => {
                let size = self.arithmetic.size(&of)?;
                Some(self.real(size))
            }
            F::Floor => self.floor(&of),
            F::Ceil => Some(self.floor(&of.negated())?.negated()),
            F::Real => Some(self.real(of.re)),
            F::Imaginary => Some(self.real(of.im)),
            F::Conjugate => Some(self.arithmetic.conjugate(&of)),
            F::Arg => {
                self.pay(3)?;
                let angle = self.arithmetic.angle(&of)?;
                Some(self.real(angle))
            }
            F::Sign => {
                let sign = of.re.sign().filter(|_| of.is_real())?;
                Some(self.number(sign as i64))
            }
            F::Exp => {
                self.pay_for(&of, 1, 3)?;
                self.arithmetic.complex_exp(&of)
            }
            F::Ln => self.ln(&of),
            F::Log => {
                let ln = self.ln(&of)?;
                if self.natural {
                    return Some(ln);
                }
                let ten = self.number(10);
                let base = self.ln(&ten)?;
                self.arithmetic.over(&ln, &base)
            }
            F::Sin | F::Cos | F::Tan | F::Cot | F::Sec | F::Csc => self.trigonometric(function, &of),
            F::Sinh | F::Cosh | F::Tanh => self.hyperbolic(function, &of),
            _ => self.inverse(function, &of),
        }
    }

    fn ln(&mut self, of: &Complex) -> Option<Complex> {
        if self.field == Field::Real && of.re.sign() != Some(Ordering::Greater) {
            return None;
        }
        self.pay_for(of, 2, 5)?;
        self.arithmetic.complex_ln(of)
    }

    fn floor(&mut self, of: &Complex) -> Option<Complex> {
        let floor = self.arithmetic.floor(&of.re).filter(|_| of.is_real())?;
        Some(self.real(floor))
    }

    fn series(&mut self, product: bool, variable: &'a str, [from, to, body]: [Id; 3]) -> Option<Complex> {
        let (from, to) = (self.value(from)?, self.value(to)?);
        let (from, to) = (whole(&from)?, whole(&to)?);
        if to.checked_sub(from)? > MOST_TERMS {
            return None;
        }
        let mut all = self.number(i64::from(product));
        for k in from..=to {
            self.bound.push((variable, k));
            let term = self.value(body);
            self.bound.pop();
            let term = term?;
            self.pay_joins(1)?;
            all = if product { self.arithmetic.times(&all, &term)? } else { self.arithmetic.plus(&all, &term)? };
        }
        Some(all)
    }
}

/// The whole number that a ball is, exactly.
fn whole(value: &Complex) -> Option<i64> {
    value.re.to_whole().filter(|_| value.is_real())
}
