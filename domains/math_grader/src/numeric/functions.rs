//! Trigonometric and hyperbolic functions and their inverses, and functions of several numbers.

use std::cmp::Ordering;

use super::{Eval, whole};
use crate::ball::Complex;
use crate::tree::{Function, Id, Many};

impl Eval<'_> {
    pub(super) fn trigonometric(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        self.pay_for(of, 1, 3)?;
        let (sin, cos) = self.arithmetic.complex_sin_cos(of)?;
        let one = self.number(1);
        match function {
            Function::Sin => Some(sin),
            Function::Cos => Some(cos),
            Function::Tan => self.arithmetic.over(&sin, &cos),
            Function::Cot => self.arithmetic.over(&cos, &sin),
            Function::Sec => self.arithmetic.over(&one, &cos),
            _ => self.arithmetic.over(&one, &sin),
        }
    }

    pub(super) fn hyperbolic(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        self.pay_for(of, 3, 4)?;
        match function {
            Function::Sinh => self.arithmetic.complex_sinh_cosh(of).map(|(sinh, _)| sinh),
            Function::Cosh => self.arithmetic.complex_sinh_cosh(of).map(|(_, cosh)| cosh),
            _ => self.arithmetic.complex_tanh(of),
        }
    }

    pub(super) fn inverse(&mut self, function: Function, of: &Complex) -> Option<Complex> {
        use Function as F;
        match function {
            F::ArcSin | F::ArcCos => self.pay_for(of, 3, 8)?,
            F::ArcTan | F::ArcCot => self.pay_for(of, 3, 11)?,
            F::ArcSinh | F::ArcCosh => self.pay_for(of, 3, 8)?,
            F::ArcTanh => self.pay_for(of, 4, 11)?,
            // Paid by what they are made of.
            _ => {}
        }
        let one = self.number(1);
        match function {
            F::ArcSin => self.arithmetic.complex_asin(of),
            F::ArcCos => self.arithmetic.complex_acos(of),
            F::ArcTan => self.arithmetic.complex_atan(of),
            F::ArcSec | F::ArcCsc => {
                let turned = self.arithmetic.over(&one, of)?;
                self.inverse(if function == F::ArcSec { F::ArcCos } else { F::ArcSin }, &turned)
            }
            F::ArcCot => {
                let tangent = self.arithmetic.complex_atan(of)?;
                let pi = self.arithmetic.pi()?;
                let half = self.arithmetic.over(&self.real(pi), &self.number(2))?;
                self.arithmetic.minus(&half, &tangent)
            }
            F::ArcSinh => self.arithmetic.complex_asinh(of),
            F::ArcCosh => self.arithmetic.complex_acosh(of),
            F::ArcTanh => self.arithmetic.complex_atanh(of),
            _ => None,
        }
    }

    pub(super) fn factorial(&mut self, n: i64, by: usize) -> Option<Complex> {
        if !(0..=2_000).contains(&n) {
            return None;
        }
        self.fuel.burn((25 + self.bits as u64 / 40) * n.unsigned_abs())?;
        let mut all = self.arithmetic.integer(1);
        for factor in (1..=n).rev().step_by(by) {
            let factor = self.arithmetic.integer(factor);
            all = self.arithmetic.mul(&all, &factor)?;
        }
        Some(self.real(all))
    }

    pub(super) fn many(&mut self, function: Many, items: &[Id]) -> Option<Complex> {
        let values: Vec<Complex> = items.iter().map(|item| self.value(*item)).collect::<Option<_>>()?;
        match function {
            Many::Max | Many::Min => {
                let mut values = values.into_iter();
                let mut best = values.next()?;
                for next in values {
                    let sign = self.arithmetic.minus(&next, &best)?.re.sign()?;
                    if (sign == Ordering::Greater) == (function == Many::Max) {
                        best = next;
                    }
                }
                Some(best)
            }
            Many::Binomial => {
                let (n, k) = (whole(&values[0])?, whole(values.get(1)?)?);
                if !(0..=2_000).contains(&n) || k < 0 {
                    return None;
                }
                if k > n {
                    return Some(self.number(0));
                }
                let top = self.factorial(n, 1)?;
                let (left, right) = (self.factorial(k, 1)?, self.factorial(n - k, 1)?);
                let bottom = self.arithmetic.times(&left, &right)?;
                self.arithmetic.over(&top, &bottom)
            }
            Many::Gcd | Many::Lcm => {
                let mut all = whole(&values[0])?.unsigned_abs();
                for value in &values[1..] {
                    let next = whole(value)?.unsigned_abs();
                    let shared = gcd(all, next);
                    all = if function == Many::Gcd { shared } else { (all / shared.max(1)).checked_mul(next)? };
                }
                Some(self.number(i64::try_from(all).ok()?))
            }
            Many::Modulo => {
                let (of, by) = (whole(&values[0])?, whole(values.get(1)?)?);
                (by > 0).then(|| self.number(of.rem_euclid(by)))
            }
        }
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
