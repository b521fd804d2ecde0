//! Real balls.

use std::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::round::mode::HalfEven;
use dashu_float::{ConstCache, Context, FBig, FpError, Repr};
use dashu_int::IBig;
use dashu_ratio::RBig;

use super::Size;

/// A real number: within `error` of `mid`.
#[derive(Debug, Clone)]
pub struct Ball {
    mid: Repr<2>,
    error: Size,
}

/// Largest and smallest exponents of two that are computed with.
const WIDEST: i64 = 1 << 32;

/// Beyond this power of two no argument of a sine is reduced.
const LARGEST_ANGLE: i64 = 40;

/// Beyond this power of two nothing is exponentiated.
const LARGEST_EXPONENT: i64 = 20;

/// Roots beyond this index are taken by way of the logarithm.
const LARGEST_INDEX: u32 = 64;

type Rounded = Result<dashu_base::Approximation<FBig<HalfEven, 2>, dashu_float::round::Rounding>, FpError>;

/// Arithmetic on balls with midpoints of so many bits.
pub struct Arithmetic {
    context: Context<HalfEven>,
    precision: i64,
    cache: ConstCache,
}

impl std::fmt::Debug for Arithmetic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arithmetic").field("precision", &self.precision).finish_non_exhaustive()
    }
}

impl Ball {
    /// Whether the ball is a single number.
    pub fn is_exact(&self) -> bool {
        self.error.is_zero()
    }

    /// Whether it is 0 and nothing else.
    pub fn is_zero(&self) -> bool {
        self.is_exact() && self.mid.significand() == &IBig::ZERO
    }

    /// The power of two above the midpoint.
    pub(super) fn top(&self) -> i64 {
        if *self.mid.significand() == IBig::ZERO {
            return i64::MIN / 4;
        }
        self.mid.significand().bit_len() as i64 + self.mid.exponent() as i64
    }

    pub(super) fn error(&self) -> Size {
        self.error
    }

    /// The sign of every number in the ball; [`None`] where 0 is among them, but for the ball that is 0.
    pub fn sign(&self) -> Option<Ordering> {
        if self.is_zero() {
            return Some(Ordering::Equal);
        }
        // The midpoint is at least half of the power of two above it.
        if self.top() - 1 <= self.error.exponent() && !self.is_exact() {
            return None;
        }
        Some(if self.mid.sign() == Sign::Negative { Ordering::Less } else { Ordering::Greater })
    }

    /// Whether every number in the ball has a size of less than `2^exponent`.
    pub fn is_below(&self, exponent: i64) -> bool {
        self.upper() <= exponent
    }

    /// A power of two above every number in the ball, in size.
    pub(crate) fn upper(&self) -> i64 {
        if self.is_zero() { i64::MIN / 4 } else { self.top().max(self.error.exponent()) + i64::from(!self.is_exact()) }
    }

    /// A power of two below every number in the ball, in size; [`None`] where 0 may be among them.
    pub(super) fn lower(&self) -> Option<i64> {
        match self.sign()? {
            Ordering::Equal => None,
            // Half of the midpoint is left at least.
            _ => Some(self.top() - 1 - i64::from(!self.is_exact())),
        }
    }

    /// The midpoint as a float, for what need not be exact.
    pub fn to_f64(&self) -> f64 {
        // Without a bound on the digits, which the library checks and does not round to.
        FBig::<HalfEven, 2>::from_repr(self.mid.clone(), Context::new(0)).to_f64().value()
    }

    pub(super) fn negated(&self) -> Self {
        Self { mid: -self.mid.clone(), error: self.error }
    }

    pub(super) fn absolute(&self) -> Self {
        if self.mid.sign() == Sign::Negative { self.negated() } else { self.clone() }
    }

    /// The midpoint alone, as an exact number.
    fn middle(&self) -> &Repr<2> {
        &self.mid
    }

    pub(super) fn wider(mut self, by: Size) -> Self {
        self.error = self.error.plus(by);
        self
    }
}

impl Arithmetic {
    /// Arithmetic with midpoints of `bits` bits.
    pub fn new(bits: usize) -> Self {
        Self { context: Context::new(bits), precision: bits as i64, cache: ConstCache::new() }
    }

    /// A whole number.
    pub fn integer(&self, value: impl Into<IBig>) -> Ball {
        let rounded = self.context.convert_int::<2>(value.into());
        let exact = matches!(rounded, dashu_base::Approximation::Exact(_));
        let mid = rounded.value().into_repr();
        let error = if exact { Size::ZERO } else { self.last_place(&mid) };
        Ball { mid, error }
    }

    /// A rational number.
    pub fn rational(&self, value: &RBig) -> Option<Ball> {
        let top = self.integer(value.numerator().clone());
        if value.is_int() {
            return Some(top);
        }
        let bottom = self.integer(IBig::from(value.denominator().clone()));
        self.div(&top, &bottom)
    }

    /// The weight of two units in the last place of a midpoint.
    fn last_place(&self, mid: &Repr<2>) -> Size {
        let top = mid.significand().bit_len() as i64 + mid.exponent() as i64;
        Size::power_of_two(top - self.precision + 1)
    }

    fn ball(&self, result: Rounded, error: Size) -> Option<Ball> {
        let rounded = result.ok()?;
        let exact = matches!(rounded, dashu_base::Approximation::Exact(_));
        let mid = rounded.value().into_repr();
        if mid.is_infinite() || (mid.exponent() as i64).abs() > WIDEST {
            return None;
        }
        let rounding = if exact { Size::ZERO } else { self.last_place(&mid) };
        Some(Ball { mid, error: error.plus(rounding) })
    }

    /// The sum.
    pub fn add(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        self.near(a, b)?;
        self.ball(self.context.add(&a.mid, &b.mid), a.error.plus(b.error))
    }

    /// The difference.
    pub fn sub(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        self.add(a, &b.negated())
    }

    /// Numbers whose sum would be very long are added only where one is beyond what the other says anyway.
    fn near(&self, a: &Ball, b: &Ball) -> Option<()> {
        let (a, b) = (a.top(), b.top());
        ((a - b).abs() < WIDEST || a < -WIDEST || b < -WIDEST).then_some(())
    }

    /// The product.
    pub fn mul(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        let of_a = a.error.times(Size::power_of_two(b.upper().max(-WIDEST * 2)));
        let of_b = b.error.times(Size::power_of_two(a.upper().max(-WIDEST * 2)));
        self.ball(self.context.mul(&a.mid, &b.mid), of_a.plus(of_b))
    }

    /// The quotient; [`None`] where the divisor may be 0.
    pub fn div(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        let below = b.lower()?;
        // |x/y - a/b| <= (da + |a/b| db) / |y|
        let quotient = self.context.div(&a.mid, &b.mid);
        let top = quotient.as_ref().ok().map(|rounded| {
            let mid = match rounded {
                dashu_base::Approximation::Exact(value) | dashu_base::Approximation::Inexact(value, _) => value.repr(),
            };
            mid.significand().bit_len() as i64 + mid.exponent() as i64
        })?;
        let error = a.error.plus(b.error.times(Size::power_of_two(top.clamp(-WIDEST * 2, WIDEST * 2)))).over_power(below);
        self.ball(quotient, error)
    }

    /// The square root; [`None`] where a number in the ball is negative.
    pub fn sqrt(&self, a: &Ball) -> Option<Ball> {
        match a.sign()? {
            Ordering::Less => None,
            Ordering::Equal => Some(a.clone()),
            Ordering::Greater => {
                // d(sqrt x) = dx / (2 sqrt x), and x is at least a quarter of the midpoint.
                let below = a.lower()?;
                let error = a.error.over_power(below.div_euclid(2));
                self.ball(self.context.sqrt(&a.mid), error)
            }
        }
    }

    /// The exponential function.
    pub fn exp(&mut self, a: &Ball) -> Option<Ball> {
        if a.upper() > LARGEST_EXPONENT || a.error.exponent() > 0 {
            return None;
        }
        let value = {
            let value = self.context.exp(a.middle(), Some(&mut self.cache));
            self.ball(value, Size::ZERO)
        }?;
        // e^(m + d) - e^m is at most 2 d e^m for d up to 1.
        let error = a.error.times(Size::power_of_two(value.upper() + 1));
        Some(value.wider(error))
    }

    /// The natural logarithm; [`None`] where a number in the ball is not positive.
    pub fn ln(&mut self, a: &Ball) -> Option<Ball> {
        if a.sign()? != Ordering::Greater {
            return None;
        }
        let error = a.error.over_power(a.lower()?);
        {
            let value = self.context.ln(a.middle(), Some(&mut self.cache));
            self.ball(value, error)
        }
    }

    /// Sine and cosine.
    pub fn sin_cos(&mut self, a: &Ball) -> Option<(Ball, Ball)> {
        if a.upper() > LARGEST_ANGLE {
            return None;
        }
        if a.is_zero() {
            return Some((a.clone(), self.integer(1)));
        }
        let sin = {
            let value = self.context.sin(a.middle(), Some(&mut self.cache));
            self.ball(value, a.error)
        }?;
        let cos = {
            let value = self.context.cos(a.middle(), Some(&mut self.cache));
            self.ball(value, a.error)
        }?;
        Some((sin, cos))
    }

    /// The arc tangent.
    pub fn atan(&mut self, a: &Ball) -> Option<Ball> {
        {
            let value = self.context.atan(a.middle(), Some(&mut self.cache));
            self.ball(value, a.error)
        }
    }

    /// The angle of the point `(x, y)`, from -pi to pi; [`None`] across the negative axis.
    pub fn atan2(&mut self, y: &Ball, x: &Ball) -> Option<Ball> {
        let pi = self.pi()?;
        match (x.sign(), y.sign()) {
            (Some(Ordering::Greater), _) => {
                let ratio = self.div(y, x)?;
                self.atan(&ratio)
            }
            (Some(Ordering::Less), Some(Ordering::Equal)) => Some(pi),
            (_, Some(side @ (Ordering::Less | Ordering::Greater))) => {
                // pi/2 - atan(x/y), turned by pi below the axis.
                let ratio = self.div(x, y)?;
                let angle = self.atan(&ratio)?;
                let two = self.integer(2);
                let half = self.div(&pi, &two)?;
                let half = if side == Ordering::Less { half.negated() } else { half };
                self.sub(&half, &angle)
            }
            _ => None,
        }
    }

    /// The ratio of a circle's circumference to its diameter.
    pub fn pi(&mut self) -> Option<Ball> {
        let value = self.context.pi::<2>(Some(&mut self.cache));
        self.ball(Ok(value), Size::ZERO)
    }

    /// The largest whole number not above; [`None`] where the ball holds a whole number besides others.
    pub fn floor(&self, a: &Ball) -> Option<Ball> {
        if a.top() > self.precision {
            return None;
        }
        let value = FBig::<HalfEven, 2>::from_repr(a.mid.clone(), self.context);
        let floor = value.floor();
        if a.is_exact() {
            return Some(Ball { mid: floor.into_repr(), error: Size::ZERO });
        }
        let floor = Ball { mid: floor.into_repr(), error: Size::ZERO };
        let above = self.sub(a, &floor)?;
        let one = self.integer(1);
        let below = self.sub(&one, &above)?;
        (above.sign()? == Ordering::Greater && below.sign()? == Ordering::Greater).then_some(floor)
    }

    /// A whole power.
    pub fn power(&self, a: &Ball, exponent: i64) -> Option<Ball> {
        let mut all = self.integer(1);
        let mut square = a.clone();
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                all = self.mul(&all, &square)?;
            }
            left >>= 1;
            if left > 0 {
                square = self.mul(&square, &square)?;
            }
        }
        if exponent < 0 {
            let one = self.integer(1);
            return self.div(&one, &all);
        }
        Some(all)
    }

    /// The real root: of negative numbers where the index is odd, and none with the index 0.
    pub fn root(&mut self, a: &Ball, index: u32) -> Option<Ball> {
        match (index, a.sign()?) {
            (0, _) => None,
            (_, Ordering::Equal) => Some(a.clone()),
            (1, _) => Some(a.clone()),
            (2, _) => self.sqrt(a),
            (_, Ordering::Less) if index % 2 == 1 => Some(self.root(&a.negated(), index)?.negated()),
            (_, Ordering::Less) => None,
            // The library makes room for index times the precision, which a response can make as large as it likes.
            (index, Ordering::Greater) if index > LARGEST_INDEX => {
                let (logarithm, index) = (self.ln(a)?, self.integer(index));
                let part = self.div(&logarithm, &index)?;
                self.exp(&part)
            }
            (_, Ordering::Greater) => {
                // The error shrinks with the root, or at worst grows as that of the logarithm does.
                let value = self.ball(self.context.nth_root(index as usize, &a.mid), Size::ZERO)?;
                let error = a.error.over_power(a.lower()?).times(Size::power_of_two(value.upper()));
                Some(value.wider(error))
            }
        }
    }
}
