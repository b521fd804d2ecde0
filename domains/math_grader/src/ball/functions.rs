//! The elementary functions of real balls.
//!
//! The exponential function, sine and cosine are series in fixed point. Logarithm and arc tangent start from a float and are mended by
//! the inverse function: what is left is so small that its series has few terms. The library has these functions too, rounded correctly,
//! which balls do not need and which takes five times as long.

use std::cmp::Ordering;

use dashu_base::UnsignedAbs;
use dashu_float::Repr;
use dashu_int::{IBig, UBig};

use super::{Arithmetic, Ball, Size, fixed};

/// Beyond this power of two no argument of a sine is reduced.
const LARGEST_ANGLE: i64 = 40;

/// Beyond this power of two nothing is exponentiated.
const LARGEST_EXPONENT: i64 = 20;

/// Numbers this close to 1 or to 0 are small enough for the series of the logarithm or the arc tangent.
const SMALL: i64 = -12;

/// Bits behind the point of a first guess from a float.
const GUESS: i64 = 50;

impl Arithmetic {
    /// The exponential function; [`None`] beyond `2^20`, or where the argument is known to less than 1.
    pub fn exp(&mut self, a: &Ball) -> Option<Ball> {
        if a.upper() > LARGEST_EXPONENT || a.error.exponent() > 0 {
            return None;
        }
        if a.is_zero() {
            return Some(self.integer(1));
        }
        let value = if a.top() < -self.precision {
            // 1, within 2 x.
            self.integer(1).wider(Size::power_of_two(a.top().saturating_add(1)))
        } else {
            self.with_guard(8, |inner| inner.exp_of_exact(&a.middle()))?
        };
        // e^(a + d) - e^a is at most (d + d^2) e^a for d up to 1.
        let error = a.error.plus(a.error.times(a.error)).times(value.above());
        Some(value.wider(error))
    }

    fn exp_of_exact(&mut self, a: &Ball) -> Option<Ball> {
        // A little below the quotient, so that the rest is positive whatever the float was rounded to.
        let twos = (a.to_f64() / std::f64::consts::LN_2 - 0.001).floor() as i64;
        let rest = self.with_guard(40, |inner| {
            let ln_2 = inner.ln_2();
            inner.sub(a, &inner.mul(&inner.integer(twos), &ln_2)?)
        })?;
        let bits = self.precision;
        let (value, off) = fixed::exp(&in_fixed_point(&rest, bits)?, bits as usize);
        // The function is less steep than 3 up to 1, and the argument was cut off in its last place.
        let unit = Size::power_of_two(-bits);
        let error = unit.times_whole(off + 3).plus(rest.error.times(Size::power_of_two(2)));
        let value = Ball { mid: Repr::new(IBig::from(value), -(bits as isize)), error };
        Some(self.rounded(value).shifted(twos))
    }

    /// The natural logarithm; [`None`] where a number in the ball may not be positive.
    pub fn ln(&mut self, a: &Ball) -> Option<Ball> {
        if a.sign()? != Ordering::Greater {
            return None;
        }
        let error = if a.is_exact() { Size::ZERO } else { a.error.over(a.below()?) };
        let middle = a.middle();
        Some(self.with_guard(24, |inner| inner.ln_of_exact(&middle))?.wider(error))
    }

    fn ln_of_exact(&mut self, a: &Ball) -> Option<Ball> {
        // Between 0.7 and 1.4, so that numbers next to 1 stay as they are.
        let mut twos = a.top();
        let mut part = a.shifted(-twos);
        if part.to_f64() < 0.7 {
            twos -= 1;
            part = part.shifted(1);
        }
        let one = self.integer(1);
        let mut guess = self.integer(0);
        let mut rest = self.sub(&part, &one)?;
        if rest.top() > SMALL {
            guess = self.guess(part.to_f64().ln());
            let turned = self.exp(&guess.negated())?;
            rest = self.sub(&self.mul(&part, &turned)?, &one)?;
        }
        // ln(1 + t) = 2 artanh(t / (2 + t))
        let ratio = self.div(&rest, &self.add(&self.integer(2), &rest)?)?;
        let series = self.odd_series(&ratio, 1)?.shifted(1);
        let sum = self.add(&guess, &series)?;
        if twos == 0 {
            return Some(sum);
        }
        let ln_2 = self.ln_2();
        self.add(&self.mul(&self.integer(twos), &ln_2)?, &sum)
    }

    /// A float as a ball, cut off behind fifty binary digits.
    fn guess(&self, value: f64) -> Ball {
        self.integer((value * (1_i64 << GUESS) as f64) as i64).shifted(-GUESS)
    }

    /// `x + sign x^3 / 3 + x^5 / 5 + sign x^7 / 7 ...` for numbers below 1/16.
    fn odd_series(&self, x: &Ball, sign: i64) -> Option<Ball> {
        let upper = x.upper();
        if upper > -4 {
            return None;
        }
        let square = self.mul(x, x)?;
        let square = if sign < 0 { square.negated() } else { square };
        let terms = self.precision / (-2 * upper) + 1;
        let mut sum = self.integer(0);
        for at in (0..terms).rev() {
            let part = self.div(&self.integer(1), &self.integer(2 * at + 1))?;
            sum = self.add(&part, &self.mul(&square, &sum)?)?;
        }
        // The terms left out are less than the first power of the square that is missing, as that is below 1/2.
        self.mul(x, &sum.wider(Size::power_of_two((2 * upper).saturating_mul(terms))))
    }

    /// Sine and cosine; [`None`] beyond `2^40`.
    pub fn sin_cos(&mut self, a: &Ball) -> Option<(Ball, Ball)> {
        if a.upper() > LARGEST_ANGLE {
            return None;
        }
        if a.is_zero() {
            return Some((a.clone(), self.integer(1)));
        }
        let (turns, rest) = self.reduced(&a.middle())?;
        let (sin, cos) = self.sin_cos_near_zero(&rest)?;
        // Neither function is steeper than 1.
        let (sin, cos) = (sin.wider(a.error), cos.wider(a.error));
        Some(match turns {
            0 => (sin, cos),
            1 => (cos, sin.negated()),
            2 => (sin.negated(), cos.negated()),
            _ => (cos.negated(), sin),
        })
    }

    /// Quarter turns modulo 4, and what is left of an exact angle: about an eighth of a turn at most.
    fn reduced(&mut self, a: &Ball) -> Option<(u8, Ball)> {
        if a.top() < 0 {
            return Some((0, a.clone()));
        }
        // Right to a small part of a turn below 2^40.
        let quarters = (a.to_f64() / std::f64::consts::FRAC_PI_2).round() as i64;
        if quarters == 0 {
            return Some((0, a.clone()));
        }
        // As many bits more as the whole part takes.
        let rest = self.with_guard(LARGEST_ANGLE + 24, |inner| {
            let quarter = inner.pi()?.shifted(-1);
            let turned = inner.mul(&quarter, &inner.integer(quarters))?;
            inner.sub(a, &turned)
        })?;
        Some((quarters.rem_euclid(4) as u8, rest))
    }

    /// Whether the square of the midpoint is nothing beside 1.
    pub(super) fn is_tiny(&self, a: &Ball) -> bool {
        a.top() < -self.precision / 2 - 2
    }

    /// Sine and cosine of an angle that needs no reduction.
    fn sin_cos_near_zero(&mut self, a: &Ball) -> Option<(Ball, Ball)> {
        if self.is_tiny(a) {
            // x, within x^3, and 1, within x^2.
            let size = Size::power_of_two(a.top());
            let square = size.times(size);
            return Some((a.clone().wider(square.times(size)), self.integer(1).wider(square).wider(a.error)));
        }
        // More bits for the sine of small angles, whose first bits are 0.
        let bits = self.precision + 8 - a.top().min(0);
        let (sin, cos, off) = fixed::sin_cos(&in_fixed_point(&a.absolute(), bits)?, bits as usize);
        // The argument was cut off in its last place.
        let error = Size::power_of_two(-bits).times_whole(off + 1).plus(a.error);
        let ball = |value: IBig| self.rounded(Ball { mid: Repr::new(value, -(bits as isize)), error });
        let sin = ball(sin);
        Some((if a.is_midpoint_negative() { sin.negated() } else { sin }, ball(cos)))
    }

    /// The arc tangent.
    pub fn atan(&mut self, a: &Ball) -> Option<Ball> {
        if a.is_zero() {
            return Some(a.clone());
        }
        // The derivative 1 / (1 + x^2) is at most 1, and at most 1 / x^2.
        let error = match a.below().filter(|below| below.exponent() > 1) {
            Some(below) => a.error.over(below).over(below),
            None => a.error,
        };
        let size = a.middle().absolute();
        let value = self.with_guard(24, |inner| {
            if size.is_zero() {
                return Some(size);
            }
            if size.top() <= 0 {
                return inner.atan_below_one(&size);
            }
            // pi/2 - atan(1/x)
            let turned = inner.div(&inner.integer(1), &size)?;
            let turned = inner.atan_below_one(&turned)?;
            let quarter = inner.pi()?.shifted(-1);
            inner.sub(&quarter, &turned)
        })?;
        Some(if a.is_midpoint_negative() { value.negated() } else { value }.wider(error))
    }

    /// The arc tangent of positive numbers up to about 1: a guess, and the angle between its direction and the true one.
    fn atan_below_one(&mut self, a: &Ball) -> Option<Ball> {
        if self.is_tiny(a) {
            // x, within x^3.
            let size = Size::power_of_two(a.top());
            return Some(a.clone().wider(size.times(size).times(size)));
        }
        if a.top() <= SMALL {
            return self.odd_series(a, -1);
        }
        let guess = self.guess(a.to_f64().atan());
        let (sin, cos) = self.sin_cos(&guess)?;
        let across = self.sub(&self.mul(a, &cos)?, &sin)?;
        let along = self.add(&cos, &self.mul(a, &sin)?)?;
        let rest = self.odd_series(&self.div(&across, &along)?, -1)?;
        self.add(&guess, &rest)
    }

    /// The angle of the point `(x, y)`, from -pi to pi; [`None`] across the negative axis, and at 0.
    pub fn atan2(&mut self, y: &Ball, x: &Ball) -> Option<Ball> {
        match (x.sign(), y.sign()) {
            (Some(Ordering::Greater), _) => {
                let ratio = self.div(y, x)?;
                self.atan(&ratio)
            }
            (Some(Ordering::Less), Some(Ordering::Equal)) => self.pi(),
            (_, Some(side @ (Ordering::Less | Ordering::Greater))) => {
                // pi/2 - atan(x/y), turned by pi below the axis.
                let ratio = self.div(x, y)?;
                let angle = self.atan(&ratio)?;
                let half = self.pi()?.shifted(-1);
                self.sub(&if side == Ordering::Less { half.negated() } else { half }, &angle)
            }
            _ => None,
        }
    }

    /// The ratio of a circle's circumference to its diameter.
    pub fn pi(&mut self) -> Option<Ball> {
        if let Some((precision, pi)) = &self.pi
            && *precision >= self.precision
        {
            return Some(self.rounded(pi.clone()));
        }
        let value = self.context.pi::<2>(Some(&mut self.cache));
        let pi = self.inexact(Ok(value), Size::ZERO)?;
        self.pi = Some((self.precision, pi.clone()));
        Some(pi)
    }

    /// The natural logarithm of 2.
    fn ln_2(&mut self) -> Ball {
        if let Some((precision, ln_2)) = &self.ln_2
            && *precision >= self.precision
        {
            return self.rounded(ln_2.clone());
        }
        let bits = self.precision + 8;
        let (value, off) = fixed::ln_2(bits as usize);
        let error = Size::power_of_two(-bits).times_whole(off);
        let ln_2 = self.rounded(Ball { mid: Repr::new(IBig::from(value), -(bits as isize)), error });
        self.ln_2 = Some((self.precision, ln_2.clone()));
        ln_2
    }
}

/// The midpoint as a multiple of `2^-bits`, cut off in its last place; [`None`] where it is negative or 1 and more.
fn in_fixed_point(a: &Ball, bits: i64) -> Option<UBig> {
    if a.top() > 0 || a.is_midpoint_negative() {
        return None;
    }
    let digits = a.mid.significand().clone().unsigned_abs();
    let shift = a.mid.exponent() as i64 + bits;
    Some(match usize::try_from(shift.unsigned_abs()).ok()? {
        by if shift >= 0 => digits << by,
        by => digits >> by,
    })
}
