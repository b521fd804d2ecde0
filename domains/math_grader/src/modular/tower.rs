//! Towers of powers modulo a number.

use dashu_base::BitTest;
use dashu_int::IBig;

use super::{LARGEST_FACTORIAL, Modular, TALLEST_TOWER, add, mul, pow, remainder, variable};
use crate::fuel::Fuel;
use crate::tree::{Function, Id, Node};

/// Whole numbers too large to be written out, modulo any number: a power's exponent only counts modulo the totient, and that
/// exponent's exponent modulo the totient of the totient, and so on (Euler).
pub(super) struct Tower<'a, 'b> {
    pub(super) modular: &'a mut Modular<'b>,
    pub(super) height: u32,
    pub(super) opaque: bool,
}

impl Tower<'_, '_> {
    /// The residue, and whether the number is surely at least 64; `None` where it is not built of whole numbers.
    pub(super) fn value(&mut self, id: Id, modulus: u64, fuel: &mut Fuel) -> Option<(u64, bool)> {
        fuel.burn(2)?;
        if let Some(value) = self.modular.exact.get(id) {
            let value = value.is_int().then(|| value.numerator().clone())?;
            return Some((remainder(&value, modulus), value >= IBig::from(64)));
        }
        let tree = self.modular.tree;
        match tree.get(id) {
            Node::Symbol(name) => {
                let bound = self.modular.bound.iter().rev().find(|(bound, _)| bound == name).map(|(_, value)| *value);
                self.modular.remainders |= bound.is_none();
                let value = bound.unwrap_or_else(|| variable(name, self.modular.point));
                Some((value % modulus, value >= 64))
            }
            Node::Neg(of) => {
                let (value, _) = self.value(*of, modulus, fuel)?;
                Some(((modulus - value) % modulus, false))
            }
            Node::Add(terms) => {
                let mut all = (0, false);
                for term in terms {
                    let (value, large) = self.value(*term, modulus, fuel)?;
                    all = (add(all.0, value, modulus), all.1 || large);
                }
                // What is large may cancel; then only the residue of this very modulus is sure.
                self.opaque |= all.1
                    && self.height > 0
                    && terms.iter().any(|term| matches!(tree.get(*term), Node::Neg(of) if self.modular.exact.get(*of).is_none()));
                Some(all)
            }
            Node::Mul(factors) => {
                let mut all = (1 % modulus, false);
                for factor in factors {
                    let (value, large) = self.value(*factor, modulus, fuel)?;
                    all = (mul(all.0, value, modulus), all.1 || large);
                }
                Some(all)
            }
            Node::Pow(of, exponent) => self.power(*of, *exponent, modulus, fuel),
            Node::Call(Function::Factorial, of) => {
                let n = self.modular.exact.integer(*of).and_then(|n| u64::try_from(n).ok())?;
                if n >= modulus {
                    return Some((0, true));
                }
                fuel.burn(n.min(LARGEST_FACTORIAL) / 4)?;
                (n <= LARGEST_FACTORIAL).then(|| ((1..=n).fold(1 % modulus, |all, k| mul(all, k, modulus)), n > 4))
            }
            _ => None,
        }
    }

    fn power(&mut self, of: Id, exponent: Id, modulus: u64, fuel: &mut Fuel) -> Option<(u64, bool)> {
        self.height += 1;
        if self.height > TALLEST_TOWER {
            return None;
        }
        let (base, _) = self.value(of, modulus, fuel)?;
        if modulus == 1 {
            self.height -= 1;
            return Some((0, true));
        }
        fuel.burn(20)?;
        let totient = totient(modulus, fuel)?;
        let (times, large) = self.value(exponent, totient, fuel)?;
        self.height -= 1;
        if large {
            // Holds for every base: from the 64th power on, powers repeat with the totient.
            return Some((pow(base, times + totient * 64_u64.div_ceil(totient), modulus), true));
        }
        let small = self.modular.exact.integer(exponent).and_then(|e| u64::try_from(e).ok())?;
        Some((pow(base, small, modulus), small > 0 && self.modular.exact.integer(of).is_none_or(|of| of.bit_len() > 6)))
    }
}

/// Totients of the fields' orders, which are too large to be factored each time.
pub(super) fn totient(n: u64, fuel: &mut Fuel) -> Option<u64> {
    const KNOWN: [(u64, u64); 6] = [
        (1_152_921_504_606_859_332, 384_222_125_677_626_720),
        (384_222_125_677_626_720, 87_801_926_400_000_000),
        (87_801_926_400_000_000, 21_499_084_800_000_000),
        (1_152_922_504_606_859_448, 299_460_390_806_975_040),
        (299_460_390_806_975_040, 79_856_104_215_191_040),
        (79_856_104_215_191_040, 19_356_787_920_568_320),
    ];
    if let Some((_, totient)) = KNOWN.iter().find(|(known, _)| *known == n) {
        return Some(*totient);
    }
    let (mut rest, mut all, mut factor) = (n, n, 2_u64);
    while factor * factor <= rest {
        if rest.is_multiple_of(factor) {
            while rest.is_multiple_of(factor) {
                rest /= factor;
            }
            all -= all / factor;
        }
        factor += if factor == 2 { 1 } else { 2 };
        if factor > 40_000 {
            return None;
        }
    }
    fuel.burn(factor / 16)?;
    if rest > 1 {
        all -= all / rest;
    }
    Some(all)
}
