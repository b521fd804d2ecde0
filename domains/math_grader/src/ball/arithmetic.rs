//! Sums, products, quotients, powers and roots of real balls.

use std::cmp::Ordering;

use dashu_base::BitTest;
use dashu_float::round::mode::HalfEven;
use dashu_float::{ConstCache, Context, FBig, FpError, Repr};
use dashu_int::IBig;
use dashu_ratio::RBig;

use super::{Ball, Size};

/// Largest and smallest exponents of two that are computed with.
const WIDEST: i64 = 1 << 32;

/// Roots beyond this index are taken by way of the logarithm, which is faster: the library makes room for the index times the precision.
const LARGEST_INDEX: u32 = 4;

/// The least precision, in bits: bounds have 48 good bits.
const LEAST: usize = 32;

pub(super) type Rounded = Result<dashu_base::Approximation<FBig<HalfEven, 2>, dashu_float::round::Rounding>, FpError>;

/// Arithmetic on balls with midpoints of so many bits.
pub struct Arithmetic {
    pub(super) context: Context<HalfEven>,
    pub(super) precision: i64,
    pub(super) cache: ConstCache,
    /// The ratio of a circle's circumference to its diameter, at the highest precision that was asked for.
    pub(super) pi: Option<(i64, Ball)>,
    /// The natural logarithm of 2, likewise.
    pub(super) ln_2: Option<(i64, Ball)>,
}

impl std::fmt::Debug for Arithmetic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arithmetic").field("precision", &self.precision).finish_non_exhaustive()
    }
}

impl Arithmetic {
    /// Arithmetic with midpoints of `bits` bits, and 32 at least.
    pub fn new(bits: usize) -> Self {
        let bits = bits.max(LEAST);
        Self { context: Context::new(bits), precision: bits as i64, cache: ConstCache::new(), pi: None, ln_2: None }
    }

    /// The precision of midpoints, in bits.
    pub fn bits(&self) -> usize {
        self.precision as usize
    }

    /// Computes with so many bits more, and rounds the outcome.
    pub(super) fn with_guard(&mut self, bits: i64, compute: impl FnOnce(&mut Self) -> Option<Ball>) -> Option<Ball> {
        let (context, precision) = (self.context, self.precision);
        self.precision += bits;
        self.context = Context::new(self.precision as usize);
        let value = compute(self);
        (self.context, self.precision) = (context, precision);
        Some(self.rounded(value?))
    }

    /// The ball with a midpoint of no more bits than the precision.
    pub(super) fn rounded(&self, ball: Ball) -> Ball {
        if ball.mid.significand().bit_len() as i64 <= self.precision {
            return ball;
        }
        let mid = FBig::<HalfEven, 2>::from_repr(ball.mid, Context::new(0)).with_precision(self.precision as usize);
        let mid = mid.value().into_repr();
        let error = ball.error.plus(self.last_place(&mid));
        Ball { mid, error }
    }

    /// A whole number.
    pub fn integer(&self, value: impl Into<IBig>) -> Ball {
        self.rounded(Ball { mid: Repr::new(value.into(), 0), error: Size::ZERO })
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

    /// A ball that holds both numbers and all between them.
    pub fn interval(&self, low: &RBig, high: &RBig) -> Option<Ball> {
        let two = RBig::from(2_u8);
        let (middle, half) = (self.rational(&((low + high) / &two))?, self.rational(&((high - low) / two))?);
        Some(middle.wider(half.above()))
    }

    /// The weight of two units in the last place of a midpoint: four times what correct rounding can lose.
    pub(super) fn last_place(&self, mid: &Repr<2>) -> Size {
        let top = mid.significand().bit_len() as i64 + mid.exponent() as i64;
        Size::power_of_two(top - self.precision + 1)
    }

    /// The outcome of an operation that knows whether it is exact.
    fn ball(&self, result: Rounded, error: Size) -> Option<Ball> {
        let rounded = result.ok()?;
        let exact = matches!(rounded, dashu_base::Approximation::Exact(_));
        let ball = self.inexact(Ok(rounded), Size::ZERO)?;
        Some(Ball { error: if exact { error } else { error.plus(ball.error) }, mid: ball.mid })
    }

    /// The outcome of a function that calls exact what only looks exact at its working precision, such as the cosine of `2^-5000`.
    pub(super) fn inexact(&self, result: Rounded, error: Size) -> Option<Ball> {
        let mid = result.ok()?.value().into_repr();
        if mid.is_infinite() || (mid.exponent() as i64).unsigned_abs() > WIDEST as u64 || error.exponent() > WIDEST {
            return None;
        }
        let mid = if mid.significand().is_zero() { Repr::zero() } else { mid };
        Some(Ball { error: error.plus(self.last_place(&mid)), mid })
    }

    /// The sum.
    pub fn add(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        if a.is_zero() {
            return Some(self.rounded(b.clone()));
        }
        if b.is_zero() {
            return Some(self.rounded(a.clone()));
        }
        self.ball(self.context.add(&a.mid, &b.mid), a.error.plus(b.error))
    }

    /// The difference.
    pub fn sub(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        self.add(a, &b.negated())
    }

    /// The product.
    pub fn mul(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        if a.is_zero() || b.is_zero() {
            return Some(Ball { mid: Repr::zero(), error: Size::ZERO });
        }
        // xy - ab = (x - a) y + a (y - b)
        let of_a = if a.is_exact() { Size::ZERO } else { a.error.times(b.above()) };
        let of_b = if b.is_exact() { Size::ZERO } else { b.error.times(a.of_middle()) };
        self.ball(self.context.mul(&a.mid, &b.mid), of_a.plus(of_b))
    }

    /// The quotient; [`None`] where the divisor may be 0.
    pub fn div(&self, a: &Ball, b: &Ball) -> Option<Ball> {
        let below = b.below()?;
        if a.is_zero() {
            return Some(a.clone());
        }
        let quotient = self.ball(self.context.div(&a.mid, &b.mid), Size::ZERO)?;
        if a.is_exact() && b.is_exact() {
            return Some(quotient);
        }
        // x/y - a/b = ((x - a) + a/b (b - y)) / y
        let error = a.error.plus(b.error.times(quotient.above())).over(below);
        Some(quotient.wider(error))
    }

    /// The square root; [`None`] where a number in the ball may be negative, as around 0.
    pub fn sqrt(&self, a: &Ball) -> Option<Ball> {
        match a.sign()? {
            Ordering::Less => None,
            Ordering::Equal => Some(a.clone()),
            Ordering::Greater => {
                // sqrt x - sqrt a = (x - a) / (sqrt x + sqrt a)
                let below = a.below()?.root_below();
                let error = if a.is_exact() { Size::ZERO } else { a.error.over(below).times(Size::power_of_two(-1)) };
                self.ball(self.context.sqrt(&a.mid), error)
            }
        }
    }

    /// The largest whole number not above; [`None`] where the ball holds a whole number besides others, or is beyond the precision.
    pub fn floor(&self, a: &Ball) -> Option<Ball> {
        if a.is_exact() && a.mid.exponent() >= 0 {
            return Some(a.clone());
        }
        if a.top() > self.precision {
            return None;
        }
        let floor = FBig::<HalfEven, 2>::from_repr(a.mid.clone(), Context::new(0)).floor().into_repr();
        let floor = if floor.significand().is_zero() { Repr::zero() } else { floor };
        let floor = self.rounded(Ball { mid: floor, error: Size::ZERO });
        if a.is_exact() {
            return Some(floor);
        }
        let above = self.sub(a, &floor)?;
        let below = self.sub(&self.integer(1), &above)?;
        (above.sign()? == Ordering::Greater && below.sign()? == Ordering::Greater).then_some(floor)
    }

    /// A whole power, 1 for the exponent 0; [`None`] for negative exponents where the base may be 0.
    pub fn power(&self, a: &Ball, exponent: i64) -> Option<Ball> {
        let mut all: Option<Ball> = None;
        let mut square = a.clone();
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                all = Some(match all {
                    None => square.clone(),
                    Some(all) => self.mul(&all, &square)?,
                });
            }
            left >>= 1;
            if left > 0 {
                square = self.mul(&square, &square)?;
            }
        }
        let all = all.unwrap_or_else(|| self.integer(1));
        if exponent < 0 { self.div(&self.integer(1), &all) } else { Some(all) }
    }

    /// The real root: of negative numbers where the index is odd, and none with the index 0.
    pub fn root(&mut self, a: &Ball, index: u32) -> Option<Ball> {
        match (index, a.sign()?) {
            (0, _) => None,
            (1, _) | (_, Ordering::Equal) => Some(a.clone()),
            (2, _) => self.sqrt(a),
            (_, Ordering::Less) if index % 2 == 1 => Some(self.root(&a.negated(), index)?.negated()),
            (_, Ordering::Less) => None,
            (index, Ordering::Greater) if index > LARGEST_INDEX => self.with_guard(40, |inner| {
                let (logarithm, index) = (inner.ln(a)?, inner.integer(index));
                let part = inner.div(&logarithm, &index)?;
                inner.exp(&part)
            }),
            (_, Ordering::Greater) => {
                let value = self.ball(self.context.nth_root(index as usize, &a.mid), Size::ZERO)?;
                if a.is_exact() {
                    return Some(value);
                }
                // The derivative is the root over the index times the number, and largest at the lower end.
                let error = a.error.over(a.below()?).times(value.above());
                Some(value.wider(error))
            }
        }
    }
}
