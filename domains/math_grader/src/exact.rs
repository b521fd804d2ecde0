//! The rational numbers that parts of an answer are worth, computed exactly.

use dashu_base::{Abs, BitTest, Gcd, Signed, UnsignedAbs};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::fuel::Fuel;
use crate::tree::{Function, Id, Many, Node, Tree};

/// Longest numerator or denominator that is computed, in bits. Beyond it a number stays an expression.
const MOST_BITS: usize = 4096;

/// Largest argument of a factorial that is multiplied out.
const LARGEST_FACTORIAL: u64 = 400;

/// Exact values of the nodes of a tree, as far as they are rational numbers of bounded size.
#[derive(Debug, Default)]
pub(crate) struct Exact {
    values: Vec<Option<RBig>>,
}

impl Exact {
    /// Computes the values of the nodes that came since the last call. Parts come before the whole, so one pass is enough.
    pub(crate) fn extend(&mut self, tree: &Tree, fuel: &mut Fuel) {
        for at in self.values.len()..tree.len() {
            let id = Id(u32::try_from(at).unwrap_or(u32::MAX));
            let value = self.compute(tree, id, fuel);
            self.values.push(value);
        }
    }

    pub(crate) fn get(&self, id: Id) -> Option<&RBig> {
        self.values.get(id.0 as usize)?.as_ref()
    }

    /// The value where it is a whole number.
    pub(crate) fn integer(&self, id: Id) -> Option<IBig> {
        self.get(id).filter(|value| value.is_int()).map(|value| value.numerator().clone())
    }

    fn compute(&self, tree: &Tree, id: Id, fuel: &mut Fuel) -> Option<RBig> {
        let value = match tree.get(id) {
            Node::Number { value, .. } => return Some(value.clone()),
            Node::Neg(of) => -self.get(*of)?.clone(),
            Node::Add(terms) => self.fold(terms, fuel, RBig::ZERO, |a, b| a + b)?,
            Node::Mul(factors) => self.fold(factors, fuel, RBig::ONE, |a, b| a * b)?,
            Node::Div(of, by) => {
                let by = self.get(*by)?;
                if by.is_zero() {
                    return None;
                }
                self.get(*of)?.clone() / by.clone()
            }
            Node::Pow(of, exponent) => power(self.get(*of)?, self.get(*exponent)?)?,
            Node::Root { index, of } => root(self.get(*of)?, &self.integer(*index)?)?,
            Node::Call(function, of) => call(*function, self.get(*of)?)?,
            Node::Many(function, items) => {
                let items: Option<Vec<&RBig>> = items.iter().map(|item| self.get(*item)).collect();
                many(*function, &items?)?
            }
            Node::LogBase { base, of } => logarithm(self.get(*base)?, self.get(*of)?)?,
            Node::Based { value, .. } => value.clone(),
            _ => return None,
        };
        fuel.burn(1 + size(&value) as u64 / 64)?;
        (size(&value) <= MOST_BITS).then_some(value)
    }

    fn fold(&self, items: &[Id], fuel: &mut Fuel, start: RBig, join: impl Fn(RBig, RBig) -> RBig) -> Option<RBig> {
        let mut all = start;
        for item in items {
            all = join(all, self.get(*item)?.clone());
            fuel.burn(1 + size(&all) as u64 / 64)?;
            if size(&all) > MOST_BITS {
                return None;
            }
        }
        Some(all)
    }
}

/// Bits of the longer part of a number.
pub(crate) fn size(value: &RBig) -> usize {
    value.numerator().bit_len().max(value.denominator().bit_len())
}

/// A number to an exact power, where the result is rational and not too long.
fn power(of: &RBig, exponent: &RBig) -> Option<RBig> {
    if !exponent.is_int() {
        let index = IBig::from(exponent.denominator().clone());
        let rooted = root(of, &index)?;
        return power(&rooted, &RBig::from(exponent.numerator().clone()));
    }
    let times = i64::try_from(exponent.numerator().clone()).ok()?;
    if of.is_zero() {
        // 0^0 is 1 here, as in polynomials; a negative power of 0 is nothing.
        return (times >= 0).then_some(if times == 0 { RBig::ONE } else { RBig::ZERO });
    }
    if of.is_one() {
        return Some(RBig::ONE);
    }
    if *of == RBig::from(-1) {
        return Some(if times % 2 == 0 { RBig::ONE } else { RBig::from(-1) });
    }
    let count = usize::try_from(times.unsigned_abs()).ok()?;
    if size(of).checked_mul(count)? > MOST_BITS + 64 {
        return None;
    }
    let top = of.numerator().pow(count);
    let bottom = of.denominator().pow(count);
    Some(if times < 0 { RBig::from_parts_signed(bottom.into(), top) } else { RBig::from_parts(top, bottom) })
}

/// The root where it is rational: of a negative number only with an odd index, and then the real one.
fn root(of: &RBig, index: &IBig) -> Option<RBig> {
    let index = usize::try_from(index.clone()).ok().filter(|index| (1..=64).contains(index))?;
    let negative = of.is_negative();
    if negative && index % 2 == 0 {
        return None;
    }
    let top = exact_root(&of.numerator().clone().unsigned_abs(), index)?;
    let bottom = exact_root(of.denominator(), index)?;
    let value = RBig::from_parts(IBig::from(top), bottom);
    Some(if negative { -value } else { value })
}

fn exact_root(of: &UBig, index: usize) -> Option<UBig> {
    use dashu_base::{CubicRoot, SquareRoot};
    let root = match index {
        1 => of.clone(),
        2 => of.sqrt(),
        3 => of.cbrt(),
        _ => of.nth_root(index),
    };
    (root.pow(index) == *of).then_some(root)
}

fn call(function: Function, of: &RBig) -> Option<RBig> {
    match function {
        Function::Abs => Some(of.clone().abs()),
        Function::Floor => Some(RBig::from(of.floor())),
        Function::Ceil => Some(RBig::from(of.ceil())),
        Function::Sign => Some(RBig::from(if of.is_zero() {
            0
        } else if of.is_negative() {
            -1
        } else {
            1
        })),
        Function::Factorial => {
            let n = whole(of).filter(|n| *n <= LARGEST_FACTORIAL)?;
            Some(RBig::from((1..=n).map(UBig::from).fold(UBig::ONE, |all, n| all * n)))
        }
        Function::DoubleFactorial => {
            let n = whole(of).filter(|n| *n <= LARGEST_FACTORIAL)?;
            Some(RBig::from((1..=n).rev().step_by(2).map(UBig::from).fold(UBig::ONE, |all, n| all * n)))
        }
        Function::Real | Function::Conjugate => Some(of.clone()),
        Function::Imaginary => Some(RBig::ZERO),
        Function::Exp if of.is_zero() => Some(RBig::ONE),
        Function::Ln if of.is_one() => Some(RBig::ZERO),
        Function::Log => logarithm(&RBig::from(10), of),
        Function::Sin | Function::Tan | Function::ArcSin | Function::ArcTan if of.is_zero() => Some(RBig::ZERO),
        Function::Cos if of.is_zero() => Some(RBig::ONE),
        _ => None,
    }
}

fn whole(of: &RBig) -> Option<u64> {
    u64::try_from(of.numerator().clone()).ok().filter(|_| of.is_int())
}

fn many(function: Many, items: &[&RBig]) -> Option<RBig> {
    let integers = || -> Option<Vec<IBig>> { items.iter().map(|item| item.is_int().then(|| item.numerator().clone())).collect() };
    match function {
        Many::Max => items.iter().max().map(|item| (*item).clone()),
        Many::Min => items.iter().min().map(|item| (*item).clone()),
        Many::Gcd => {
            let all = integers()?.into_iter().fold(UBig::ZERO, |all, next| {
                let next = next.unsigned_abs();
                if all == UBig::ZERO || next == UBig::ZERO { all + next } else { all.gcd(next) }
            });
            Some(RBig::from(all))
        }
        Many::Lcm => integers()?
            .into_iter()
            .try_fold(UBig::ONE, |all, next| {
                let next = next.unsigned_abs();
                (next != UBig::ZERO && all.bit_len() + next.bit_len() < MOST_BITS).then(|| {
                    let shared = (&all).gcd(&next);
                    all * next / shared
                })
            })
            .map(RBig::from),
        Many::Binomial => binomial(items),
        Many::Modulo => {
            let [of, by] = integers()?.try_into().ok()?;
            (!by.is_negative() && by != IBig::ZERO).then(|| {
                let rest = of % &by;
                RBig::from(if rest.is_negative() { rest + by } else { rest })
            })
        }
    }
}

fn binomial(items: &[&RBig]) -> Option<RBig> {
    let [n, k] = items else { return None };
    let (n, k) = (whole(n).filter(|n| *n <= 1_000_000_000_000)?, whole(k)?);
    if k > n {
        return Some(RBig::ZERO);
    }
    let k = k.min(n - k);
    if k > 600 {
        return None;
    }
    let mut all = UBig::ONE;
    for at in 1..=k {
        all = all * UBig::from(n - k + at) / UBig::from(at);
        if all.bit_len() > MOST_BITS {
            return None;
        }
    }
    Some(RBig::from(all))
}

/// The logarithm where it is rational: both numbers are powers of one.
fn logarithm(base: &RBig, of: &RBig) -> Option<RBig> {
    let positive = |value: &RBig| !value.is_zero() && !value.is_negative() && size(value) <= 512;
    if !positive(base) || !positive(of) || base.is_one() {
        return None;
    }
    if of.is_one() {
        return Some(RBig::ZERO);
    }
    // Small roots of the base are enough for answers: log_4 8 is 3/2.
    for index in 1..=6_i64 {
        let Some(step) = root(base, &IBig::from(index)) else { continue };
        if let Some(times) = times_of(&step, of) {
            return Some(RBig::from_parts(IBig::from(times), UBig::from(u64::try_from(index).ok()?)));
        }
    }
    None
}

/// How often `base` is multiplied to give `of`.
fn times_of(base: &RBig, of: &RBig) -> Option<i64> {
    if base.is_one() {
        return None;
    }
    let grows = *base > RBig::ONE;
    let up = (*of > RBig::ONE) == grows;
    let factor = if up { base.clone() } else { RBig::ONE / base.clone() };
    let mut reached = RBig::ONE;
    for times in 1..=512_i64 {
        reached *= factor.clone();
        if reached == *of {
            return Some(if up { times } else { -times });
        }
        if (reached > *of) == (*of > RBig::ONE) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::read_text;

    fn value(text: &str) -> String {
        let mut tree = Tree::default();
        let Some(root) = read_text(text, &mut tree) else { return "unreadable".into() };
        let mut exact = Exact::default();
        exact.extend(&tree, &mut Fuel::new());
        exact.get(root).map_or("none".into(), ToString::to_string)
    }

    #[test]
    fn what_is_rational_is_computed() {
        let cases = [
            ("2+3", "5"),
            ("\\frac{1}{2}+\\frac13", "5/6"),
            ("-3\\frac12", "-7/2"),
            ("2^{10}", "1024"),
            ("2^{-2}", "1/4"),
            ("8^{2/3}", "4"),
            ("\\sqrt{\\frac{9}{4}}", "3/2"),
            ("\\sqrt[3]{-8}", "-2"),
            ("\\binom{10}{3}", "120"),
            ("10!/8!", "90"),
            ("\\gcd(12,18)", "6"),
            ("\\log_4 8", "3/2"),
            ("\\lfloor -3.2 \\rfloor", "-4"),
            ("|3-7|", "4"),
            ("2/(-3)", "-2/3"),
            ("---5", "-5"),
            ("\\frac{0}{0}", "none"),
            ("0.1(6)", "1/6"),
            ("17 \\bmod 5", "2"),
            ("1/2 \\cdot 3", "3/2"),
            ("\\frac 3 4", "3/4"),
            ("\\frac{34}{16}", "17/8"),
            ("\\frac123", "3/2"),
            ("5!!", "15"),
        ];
        for (text, expected) in cases {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_stays_an_expression() {
        for text in ["9^{9^9}", "100000!", "2^{5000}"] {
            assert_eq!(value(text), "none", "{text}");
        }
    }
}
