//! Expressions in ball arithmetic, at points and at rising precision.
//!
//! Balls that do not meet prove a difference. Balls that meet at every point and at the highest precision are taken as equal: for numbers
//! at 1024 bits, for functions at several points, negative ones among them. Zero testing is undecidable with these functions, so the yes
//! is a matter of probability and the no is certain.

mod functions;
mod price;

use std::cmp::Ordering;

use dashu_base::Abs;
use dashu_base::BitTest;
use dashu_int::IBig;
use dashu_ratio::RBig;

use crate::ball::{Arithmetic, Ball, Complex};
use crate::exact::Exact;
use crate::fuel::Fuel;
use crate::modular::{self, FIELDS, Modular};
use crate::tree::{Constant, Function, Id, Many, Node, Tree};
use crate::verdict::Reason;

/// The outcome of a comparison in balls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numeric {
    Equal,
    Different,
    Unknown(Reason),
}

/// Precisions for numbers, in bits.
const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// Points at which two functions have to agree.
const POINTS: usize = 5;

/// Points at which they have to agree where a function is made of pieces: near and far, and whole numbers.
const PIECEWISE_POINTS: usize = 20;

/// Points that are tried for that.
const TRIED: usize = 36;

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

/// Whether only real values are admitted on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Real,
    Complex,
}

/// What is compared, and what its expressions are made of.
struct Scene<'a> {
    tree: &'a Tree,
    exact: &'a Exact,
    names: Vec<String>,
    /// Variables that can only be whole numbers, and whether only from 0 on, as under a factorial.
    whole: Vec<(String, bool)>,
    /// Whether a function is in play that is made of pieces, such as an absolute value, so that one point says little of others.
    pieces: bool,
    /// Numbers that stand in the expressions, near which pieces may begin and end.
    landmarks: Vec<RBig>,
    has_log: bool,
    has_i: bool,
}

impl<'a> Scene<'a> {
    fn of(tree: &'a Tree, exact: &'a Exact, roots: &[Id]) -> Self {
        let mut scene = Self {
            tree,
            exact,
            names: Vec::new(),
            whole: Vec::new(),
            pieces: false,
            landmarks: Vec::new(),
            has_log: false,
            has_i: false,
        };
        let mut bound: Vec<&str> = Vec::new();
        let mut rest = roots.to_vec();
        let mut looked = 0_u32;
        while let Some(id) = rest.pop() {
            looked += 1;
            if looked > 40_000 {
                break;
            }
            // What is a number holds no variables.
            if let Some(value) = exact.get(id) {
                scene.note_landmark(value);
                continue;
            }
            match tree.get(id) {
                Node::Symbol(name) => scene.names.push(name.clone()),
                Node::Constant(Constant::I) => scene.has_i = true,
                Node::Call(Function::Log, _) => scene.has_log = true,
                Node::Call(Function::Factorial | Function::DoubleFactorial, of) => scene.make_whole(&[*of], true),
                Node::Call(Function::Floor | Function::Ceil, of) => {
                    scene.pieces = true;
                    scene.make_counts_whole(*of);
                }
                Node::Call(Function::Abs | Function::Sign, _) => scene.pieces = true,
                Node::Root { .. } => scene.pieces = true,
                Node::Many(Many::Binomial, items) => scene.make_whole(items, true),
                Node::Many(Many::Modulo | Many::Gcd | Many::Lcm, items) => scene.make_whole(items, false),
                Node::Many(Many::Max | Many::Min, _) => scene.pieces = true,
                Node::Pow(base, exponent) if is_negative(tree, exact, *base) => scene.make_whole(&[*exponent], false),
                Node::Series { variable, from, to, .. } => {
                    scene.make_whole(&[*from, *to], true);
                    bound.push(variable);
                }
                // Known by its residue only.
                Node::Apply(..) => continue,
                _ => {}
            }
            rest.extend(tree.children(id));
        }
        scene.names.sort_unstable();
        scene.names.dedup();
        scene.names.retain(|name| !bound.contains(&name.as_str()));
        scene
    }

    fn note_landmark(&mut self, value: &RBig) {
        let value = value.clone().abs();
        if self.landmarks.len() < 6 && value > RBig::ONE && !self.landmarks.contains(&value) {
            self.landmarks.push(value);
        }
    }

    /// Letters that count, where they stand alone under a floor.
    fn make_counts_whole(&mut self, of: Id) {
        let mut rest = vec![of];
        let mut names = Vec::new();
        while let Some(id) = rest.pop() {
            if let Node::Symbol(name) = self.tree.get(id) {
                names.push(name.as_str());
            }
            if names.len() > 4 || rest.len() > 200 {
                return;
            }
            rest.extend(self.tree.children(id));
        }
        if !names.is_empty() && names.iter().all(|name| matches!(*name, "n" | "m" | "k")) {
            self.make_whole(&[of], false);
        }
    }

    /// Notes that the variables of some expressions are whole numbers.
    fn make_whole(&mut self, roots: &[Id], natural: bool) {
        let mut rest = roots.to_vec();
        let mut looked = 0_u32;
        while let Some(id) = rest.pop() {
            looked += 1;
            if looked > 10_000 {
                return;
            }
            if let Node::Symbol(name) = self.tree.get(id) {
                match self.whole.iter_mut().find(|(known, _)| known == name) {
                    Some((_, from_zero)) => *from_zero |= natural,
                    None => self.whole.push((name.clone(), natural)),
                }
            }
            rest.extend(self.tree.children(id));
        }
    }

    fn eval<'b>(&'b self, bits: usize, natural: bool, field: Field, point: &'b [RBig], fuel: &'b mut Fuel) -> Eval<'b> {
        Eval {
            scene: self,
            arithmetic: Arithmetic::new(bits),
            bits,
            natural,
            field,
            point,
            bound: Vec::new(),
            extreme: false,
            fuel,
            paid: false,
        }
    }

    fn numbers(&self, a: Id, b: Id, natural: bool, fuel: &mut Fuel) -> Numeric {
        let mut outcome = Numeric::Unknown(Reason::Undefined);
        for field in [Field::Real, Field::Complex] {
            if field == Field::Real && self.has_i {
                continue;
            }
            for bits in PRECISIONS {
                match self.at(a, b, bits, natural, field, &[], fuel) {
                    Seen::Apart => return Numeric::Different,
                    // Wide balls meet as well, such as those of a product of thousands of factors.
                    Seen::Meet { close: true } if bits == 1024 => return Numeric::Equal,
                    Seen::Meet { .. } => outcome = Numeric::Unknown(Reason::Undecided),
                    Seen::Nothing if bits > 128 && outcome != Numeric::Unknown(Reason::Undefined) => return outcome,
                    Seen::Nothing => break,
                }
            }
            if outcome != Numeric::Unknown(Reason::Undefined) {
                return outcome;
            }
        }
        outcome
    }

    fn functions(&self, a: Id, b: Id, natural: bool, fuel: &mut Fuel) -> Numeric {
        for field in [Field::Real, Field::Complex] {
            if field == Field::Real && self.has_i {
                continue;
            }
            let mut met = 0;
            let mut vague = 0;
            let special = self.pieces || !self.whole.is_empty();
            let near = if special { 3 * self.landmarks.len() } else { 0 };
            let wanted = if special { PIECEWISE_POINTS + near } else { POINTS };
            for at in 0..TRIED + near {
                let point = self.point(at);
                let mut seen = self.at(a, b, 128, natural, field, &point, fuel);
                if matches!(seen, Seen::Meet { close: false }) {
                    seen = self.at(a, b, 512, natural, field, &point, fuel);
                }
                match seen {
                    Seen::Apart => return Numeric::Different,
                    Seen::Meet { close: true } => {
                        met += 1;
                        // A difference far below the others' size shows at a high precision.
                        if met == 1 && matches!(self.at(a, b, 1024, natural, field, &point, fuel), Seen::Apart) {
                            return Numeric::Different;
                        }
                    }
                    // Too large or too small to be told apart here, as an exponential far out.
                    Seen::Meet { close: false } => vague += 1,
                    Seen::Nothing => {}
                }
                if met == wanted {
                    return Numeric::Equal;
                }
                if fuel.is_empty() {
                    return Numeric::Unknown(Reason::OutOfFuel);
                }
            }
            if met >= if special { 6 } else { 3 } {
                return Numeric::Equal;
            }
            if met + vague > 0 {
                return Numeric::Unknown(Reason::Undecided);
            }
        }
        Numeric::Unknown(Reason::Undefined)
    }

    /// Values of the variables: of either sign and of several sizes, never alike, and the same in every run.
    fn point(&self, at: usize) -> Vec<RBig> {
        // Sizes for the domains that answers have: around 1, below 1 for inverse sines, large for roots of differences.
        let special = self.pieces || !self.whole.is_empty();
        const SCALES: [(i64, u32); 18] = [
            (1, 1),
            (-1, 1),
            (1, 3),
            (-1, 3),
            (3, 1),
            (-3, 1),
            (1, 12),
            (13, 1),
            (-13, 1),
            (-1, 12),
            (150, 1),
            (-150, 1),
            (7_000, 1),
            (-7_000, 1),
            (2, 1),
            (-2, 1),
            (20_000_000, 1),
            (-20_000_000, 1),
        ];
        let (scale, divisor) = SCALES[at % SCALES.len()];
        let landmark = (if special { self.landmarks.get(at / 3) } else { None }).map(|number| (number, at % 3));
        let at = if special { at.saturating_sub(3 * self.landmarks.len()) } else { at };
        let value = |(index, name): (usize, &String)| {
            let spread = modular::hash(&[modular::hash_text(name), at as u64, 5]);
            // A spread is positive by its nature.
            let positive = name == "\\sigma";
            if let Some((number, side)) = landmark {
                let near = match side {
                    0 => number.clone(),
                    1 => number + RBig::from(1 + spread % 7),
                    _ => -(number + RBig::ONE),
                };
                let is_whole = self.whole.iter().find(|(whole, _)| whole == name);
                return match is_whole {
                    Some((_, true)) => RBig::from(near.abs().floor()),
                    Some((_, false)) => RBig::from(near.floor()),
                    None if positive => near.abs(),
                    None => near,
                };
            }
            if let Some((_, natural)) = self.whole.iter().find(|(whole, _)| whole == name) {
                // Whole numbers from 2 on, larger for later points, so that few coincidences are left.
                let size = IBig::from(2 + (spread % 5) + at as u64 + 2 * index as u64);
                return RBig::from(if !natural && at % 2 == 1 { -size } else { size });
            }
            if self.pieces && at % 6 >= 4 {
                // Floors and the like change at whole numbers.
                return RBig::from(IBig::from(scale) * IBig::from(spread % 4));
            }
            let top = IBig::from(scale) * IBig::from(700 + spread % 900);
            // With several variables, signs are mixed after the first two points.
            let turned = at >= 2 && (spread >> 32).is_multiple_of(3);
            let value = RBig::from_parts(if turned { -top } else { top }, (1009 * divisor).into());
            if positive { value.abs() } else { value }
        };
        self.names.iter().enumerate().map(value).collect()
    }

    #[allow(clippy::too_many_arguments, reason = "one look at one point")]
    fn at(&self, a: Id, b: Id, bits: usize, natural: bool, field: Field, point: &[RBig], fuel: &mut Fuel) -> Seen {
        let mut eval = self.eval(bits, natural, field, point, fuel);
        let (Some(x), Some(y)) = (eval.value(a), eval.value(b)) else { return Seen::Nothing };
        let extreme = eval.extreme;
        let Some(difference) = eval.arithmetic.minus(&x, &y) else { return Seen::Nothing };
        if difference.is_surely_not_zero() {
            return Seen::Apart;
        }
        // Close: within half of the bits of the size of the values, or of 1.
        let size = [&x.re, &x.im, &y.re, &y.im].into_iter().map(|part| part.upper()).max().unwrap_or(0).max(0);
        Seen::Meet { close: !extreme && difference.is_below(size - bits as i64 / 2) }
    }
}

/// Whether an expression is a negative number, whose powers jump.
fn is_negative(tree: &Tree, exact: &Exact, id: Id) -> bool {
    exact.get(id).is_some_and(|value| *value < RBig::ZERO) || matches!(tree.get(id), Node::Neg(of) if exact.get(*of).is_some())
}

/// What is seen of two expressions at one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Apart,
    Meet { close: bool },
    Nothing,
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
        let size = value.re.upper();
        self.extreme |= !value.re.is_zero() && value.re.sign().is_some() && size.abs() > EXTREME;
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
            Node::Add(terms) => self.fold(terms, 0, Arithmetic::plus),
            Node::Mul(factors) => self.fold(factors, 1, Arithmetic::times),
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

    fn fold(
        &mut self,
        items: &[Id],
        start: i64,
        join: fn(&Arithmetic, &Complex, &Complex) -> Option<Complex>,
    ) -> Option<Complex> {
        let mut all: Option<Complex> = None;
        for item in items {
            let next = self.value(*item)?;
            all = Some(match all {
                None => next,
                Some(all) => {
                    self.pay_joins(1)?;
                    join(&self.arithmetic, &all, &next)?
                }
            });
        }
        Some(all.unwrap_or_else(|| self.number(start)))
    }

    fn power(&mut self, of: Id, exponent: Id) -> Option<Complex> {
        if let Some(value) = self.scene.exact.get(exponent).cloned() {
            return self.rational_power(of, &value);
        }
        if matches!(self.scene.tree.get(of), Node::Constant(Constant::E)) {
            let exponent = self.value(exponent)?;
            self.pay_for(&exponent, 1, 3)?;
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
