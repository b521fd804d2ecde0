//! Real balls: what they are, and what is known of one.

use std::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::round::mode::HalfEven;
use dashu_float::{Context, FBig, Repr};
use dashu_int::{IBig, UBig, Word};
use dashu_ratio::RBig;

use super::Size;

/// A real number: within `error` of `mid`.
#[derive(Debug, Clone)]
pub struct Ball {
    pub(super) mid: Repr<2>,
    pub(super) error: Size,
}

/// Bounds with larger exponents of two than this are not written out.
const LONGEST: i64 = 1 << 20;

impl Ball {
    /// Whether the ball is a single number.
    pub fn is_exact(&self) -> bool {
        self.error.is_zero()
    }

    /// Whether it is 0 and nothing else.
    pub fn is_zero(&self) -> bool {
        self.is_exact() && self.mid.significand().is_zero()
    }

    /// The power of two above the midpoint.
    pub(super) fn top(&self) -> i64 {
        if self.mid.significand().is_zero() {
            return i64::MIN / 4;
        }
        self.mid.significand().bit_len() as i64 + self.mid.exponent() as i64
    }

    /// The highest 64 bits of the midpoint, without its sign; the highest of them is set unless it is 0.
    fn bits(&self) -> u64 {
        let (_, words) = self.mid.significand().as_sign_words();
        let mut bits = 0_u128;
        for word in words.iter().rev().take(128 / Word::BITS as usize) {
            bits = bits << (Word::BITS % 128) | u128::from(*word);
        }
        if bits == 0 { 0 } else { ((bits << bits.leading_zeros()) >> 64) as u64 }
    }

    /// An upper bound of the sizes of all numbers in the ball.
    pub(super) fn above(&self) -> Size {
        self.of_middle().plus(self.error)
    }

    /// An upper bound of the size of the midpoint.
    pub(super) fn of_middle(&self) -> Size {
        if self.mid.significand().is_zero() { Size::ZERO } else { Size::above(self.bits(), self.top()) }
    }

    /// A lower bound of the sizes of all numbers in the ball; [`None`] where 0 may be among them.
    pub(super) fn below(&self) -> Option<Size> {
        if self.mid.significand().is_zero() {
            return None;
        }
        Size::below(self.bits(), self.top()).less(self.error)
    }

    /// The sign of every number in the ball; [`None`] where 0 may be among them, but for the ball that is 0.
    pub fn sign(&self) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        self.below()?;
        Some(if self.mid.sign() == Sign::Negative { Ordering::Less } else { Ordering::Greater })
    }

    /// Whether every number in the ball has a size of less than `2^exponent`.
    pub fn is_below(&self, exponent: i64) -> bool {
        self.upper() <= exponent
    }

    /// The exponent of a power of two above every number in the ball, in size.
    pub(crate) fn upper(&self) -> i64 {
        if self.is_exact() { self.top() } else { self.above().exponent() }
    }

    /// The midpoint as a float, for what need not be exact; infinite beyond the range of floats.
    pub fn to_f64(&self) -> f64 {
        let top = self.top();
        if top > 1100 {
            return if self.mid.sign() == Sign::Negative { f64::NEG_INFINITY } else { f64::INFINITY };
        }
        if top < -1100 {
            return 0.0;
        }
        // Without a bound on the digits, which the library checks and does not round to.
        FBig::<HalfEven, 2>::from_repr(self.mid.clone(), Context::new(0)).to_f64().value()
    }

    /// The whole number that the ball is exactly, if it is one of less than 63 bits.
    pub fn to_whole(&self) -> Option<i64> {
        // The digits of the library end with no 0, so a fraction has an exponent below 0.
        if !self.is_exact() || self.top() > 62 || self.mid.exponent() < 0 {
            return None;
        }
        i64::try_from(self.mid.significand() << self.mid.exponent() as usize).ok()
    }

    /// The midpoint as `digits * 2^exponent`, and a bound of the error as `digits * 2^exponent`.
    pub fn to_parts(&self) -> ((IBig, i64), (f64, i64)) {
        ((self.mid.significand().clone(), self.mid.exponent() as i64), self.error.parts())
    }

    /// The smallest and the largest number in the ball, exactly; [`None`] where they would be longer than a million bits.
    pub fn to_bounds(&self) -> Option<(RBig, RBig)> {
        let ((digits, exponent), (off, off_exponent)) = self.to_parts();
        // An error has 53 binary digits at most.
        let (off, off_exponent) = (IBig::from((off * (1_u64 << 53) as f64) as u64), off_exponent - 53);
        let off_exponent = if off.is_zero() { 0 } else { off_exponent };
        if exponent.abs() > LONGEST || off_exponent.abs() > LONGEST {
            return None;
        }
        let lowest = exponent.min(off_exponent).min(0);
        let digits = digits << (exponent - lowest) as usize;
        let off = off << (off_exponent - lowest) as usize;
        let unit = UBig::ONE << lowest.unsigned_abs() as usize;
        Some((RBig::from_parts(&digits - &off, unit.clone()), RBig::from_parts(digits + off, unit)))
    }

    pub(super) fn is_midpoint_negative(&self) -> bool {
        self.mid.sign() == Sign::Negative
    }

    pub(super) fn negated(&self) -> Self {
        if self.mid.significand().is_zero() {
            // There is one 0 here.
            return self.clone();
        }
        Self { mid: -self.mid.clone(), error: self.error }
    }

    pub(super) fn absolute(&self) -> Self {
        if self.mid.sign() == Sign::Negative { self.negated() } else { self.clone() }
    }

    /// The ball that is the midpoint alone.
    pub(super) fn middle(&self) -> Self {
        Self { mid: self.mid.clone(), error: Size::ZERO }
    }

    /// The same times a power of two.
    pub(super) fn shifted(&self, by: i64) -> Self {
        if self.mid.significand().is_zero() {
            return Self { mid: self.mid.clone(), error: self.error.times(Size::power_of_two(by)) };
        }
        let exponent = (self.mid.exponent() as i64).saturating_add(by) as isize;
        Self { mid: Repr::new(self.mid.significand().clone(), exponent), error: self.error.times(Size::power_of_two(by)) }
    }

    pub(super) fn wider(mut self, by: Size) -> Self {
        self.error = self.error.plus(by);
        self
    }
}
