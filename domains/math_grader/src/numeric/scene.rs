//! What is compared, the points at which it is looked at, and what is seen there.

use dashu_base::Abs;
use dashu_int::IBig;
use dashu_ratio::RBig;

use super::{Eval, Numeric, PRECISIONS};
use crate::ball::Arithmetic;
use crate::exact::Exact;
use crate::fuel::Fuel;
use crate::modular;
use crate::tree::{Constant, Function, Id, Many, Node, Tree};
use crate::verdict::Reason;

/// Points at which two functions have to agree.
const POINTS: usize = 5;

/// Points at which they have to agree where a function is made of pieces: near and far, and whole numbers.
const PIECEWISE_POINTS: usize = 20;

/// Points that are tried for that.
const TRIED: usize = 36;

/// Whether only real values are admitted on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Real,
    Complex,
}

/// What is compared, and what its expressions are made of.
pub(super) struct Scene<'a> {
    pub(super) tree: &'a Tree,
    pub(super) exact: &'a Exact,
    pub(super) names: Vec<String>,
    /// Variables that can only be whole numbers, and whether only from 0 on, as under a factorial.
    whole: Vec<(String, bool)>,
    /// Whether a function is in play that is made of pieces, such as an absolute value, so that one point says little of others.
    pieces: bool,
    /// Numbers that stand in the expressions, near which pieces may begin and end.
    landmarks: Vec<RBig>,
    pub(super) has_log: bool,
    has_i: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn of(tree: &'a Tree, exact: &'a Exact, roots: &[Id]) -> Self {
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

    pub(super) fn eval<'b>(
        &'b self,
        bits: usize,
        natural: bool,
        field: Field,
        point: &'b [RBig],
        fuel: &'b mut Fuel,
    ) -> Eval<'b> {
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

    pub(super) fn numbers(&self, a: Id, b: Id, natural: bool, fuel: &mut Fuel) -> Numeric {
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

    pub(super) fn functions(&self, a: Id, b: Id, natural: bool, fuel: &mut Fuel) -> Numeric {
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
