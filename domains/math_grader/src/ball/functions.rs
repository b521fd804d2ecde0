//! The elementary functions of real balls.
//!
//! The library rounds its functions correctly, but for some arguments it takes long for that: next to the zeros of the sine, next to 0,
//! and with the arc tangent next to 1. Balls need less, so arguments are reduced here first.

use std::cmp::Ordering;

use super::{Arithmetic, Ball, Size};

/// Beyond this power of two no argument of a sine is reduced.
const LARGEST_ANGLE: i64 = 40;

/// Beyond this power of two nothing is exponentiated.
const LARGEST_EXPONENT: i64 = 20;

/// Arguments of the arc tangent are brought below this power of two.
const SMALL_SLOPE: i64 = -5;

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
            self.integer(1).wider(Size::power_of_two(a.top() + 1))
        } else {
            let value = self.context.exp(&a.mid, Some(&mut self.cache));
            self.inexact(value, Size::ZERO)?
        };
        // e^(a + d) - e^a is at most (d + d^2) e^a for d up to 1.
        let error = a.error.plus(a.error.times(a.error)).times(value.above());
        Some(value.wider(error))
    }

    /// The natural logarithm; [`None`] where a number in the ball may not be positive.
    pub fn ln(&mut self, a: &Ball) -> Option<Ball> {
        if a.sign()? != Ordering::Greater {
            return None;
        }
        if a.is_exact() && a.mid.is_one() {
            return Some(self.integer(0));
        }
        let error = if a.is_exact() { Size::ZERO } else { a.error.over(a.below()?) };
        let value = self.context.ln(&a.mid, Some(&mut self.cache));
        self.inexact(value, error)
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
        // Exact below 2^53; a turn more or less is of no harm.
        let quarters = (a.to_f64() / std::f64::consts::FRAC_PI_2).round() as i64;
        if quarters == 0 {
            return Some((0, a.clone()));
        }
        // As many bits more as the whole part takes, and those that cancel next to a multiple of the quarter turn.
        let rest = self.with_guard(LARGEST_ANGLE + 24, |inner| {
            let quarter = inner.pi()?.shifted(-1);
            let turned = inner.mul(&quarter, &inner.integer(quarters))?;
            inner.sub(a, &turned)
        })?;
        Some((quarters.rem_euclid(4) as u8, rest))
    }

    /// Whether the square of the midpoint is nothing beside 1.
    fn is_tiny(&self, a: &Ball) -> bool {
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
        let (sin, cos) = self.context.sin_cos(&a.mid, Some(&mut self.cache));
        Some((self.inexact(sin, a.error)?, self.inexact(cos, a.error)?))
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
        let middle = a.middle();
        let value = self.with_guard(32, |inner| {
            if middle.mid.significand().is_zero() {
                return Some(middle);
            }
            if middle.top() <= 0 {
                return inner.atan_below_one(middle);
            }
            // pi/2 - atan(1/x) for positive numbers.
            let size = middle.absolute();
            let turned = inner.div(&inner.integer(1), &size)?;
            let turned = inner.atan_below_one(turned)?;
            let quarter = inner.pi()?.shifted(-1);
            let angle = inner.sub(&quarter, &turned)?;
            Some(if middle.sign()? == Ordering::Less { angle.negated() } else { angle })
        })?;
        Some(value.wider(error))
    }

    /// The arc tangent of numbers up to 1 in size, by halving the angle until it is small: `x / (1 + sqrt(1 + x^2))`.
    fn atan_below_one(&mut self, mut a: Ball) -> Option<Ball> {
        let one = self.integer(1);
        let mut halvings = 0;
        while a.top() > SMALL_SLOPE {
            let root = self.sqrt(&self.add(&one, &self.mul(&a, &a)?)?)?;
            a = self.div(&a, &self.add(&one, &root)?)?;
            halvings += 1;
        }
        if self.is_tiny(&a) {
            // x, within x^3.
            let size = Size::power_of_two(a.top());
            return Some(a.wider(size.times(size).times(size)).shifted(halvings));
        }
        let value = self.context.atan(&a.mid, Some(&mut self.cache));
        Some(self.inexact(value, a.error)?.shifted(halvings))
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
}
