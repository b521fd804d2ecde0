//! Hyperbolic functions and their inverses: on the real path wherever argument and value are real, without cancellation.

use std::cmp::Ordering;

use dashu_base::Sign;

use super::{Arithmetic, Ball, Complex, Size};

/// Below this power of two, the hyperbolic sine is computed by its series.
const SMALL: i64 = -8;

/// Beyond this power of two, the hyperbolic tangent is 1 to all of 1024 bits: `1 - tanh x` is below `2 e^-2x`.
const LARGE: i64 = 11;

impl Arithmetic {
    /// Hyperbolic sine and cosine of a real number.
    pub fn sinh_cosh(&mut self, a: &Ball) -> Option<(Ball, Ball)> {
        let up = self.exp(a)?;
        let down = self.div(&self.integer(1), &up)?;
        let cosh = self.add(&up, &down)?.shifted(-1);
        let sinh = if a.is_below(SMALL) { self.small_sinh(a)? } else { self.sub(&up, &down)?.shifted(-1) };
        Some((sinh, cosh))
    }

    /// The hyperbolic sine where the difference of two exponentials would lose digits.
    fn small_sinh(&self, a: &Ball) -> Option<Ball> {
        if a.is_zero() {
            return Some(a.clone());
        }
        let (mut sum, mut term) = (a.clone(), a.clone());
        if !self.is_tiny(a) {
            let square = self.mul(a, a)?;
            let mut count = 1_u64;
            while term.upper() > a.top() - self.bits() as i64 - 4 {
                count += 2;
                term = self.div(&self.mul(&term, &square)?, &self.integer(count * (count - 1)))?;
                sum = self.add(&sum, &term)?;
            }
        }
        // Each term is less than 2^-16 of the one before, of which what follows is a part; x^2 is the same for one that is tiny.
        let above = a.above();
        Some(sum.wider(term.above().times(above).times(above)))
    }

    /// Hyperbolic tangent of a real number.
    fn real_tanh(&mut self, a: &Ball) -> Option<Ball> {
        if a.below().is_some_and(|below| below.exponent() > LARGE) {
            let one = self.integer(if a.sign()? == Ordering::Less { -1 } else { 1 });
            return Some(one.wider(Size::power_of_two(-(self.bits() as i64))));
        }
        let (sinh, cosh) = self.sinh_cosh(a)?;
        self.div(&sinh, &cosh)
    }

    /// Hyperbolic sine and cosine: `-i sin(iz)` and `cos(iz)`.
    pub fn complex_sinh_cosh(&mut self, a: &Complex) -> Option<(Complex, Complex)> {
        if a.is_real() {
            let (sinh, cosh) = self.sinh_cosh(&a.re)?;
            return Some((self.real(sinh), self.real(cosh)));
        }
        let (sin, cos) = self.complex_sin_cos(&turned(a))?;
        Some((turned_back(&sin), cos))
    }

    /// Hyperbolic tangent; [`None`] across a pole.
    pub fn complex_tanh(&mut self, a: &Complex) -> Option<Complex> {
        if a.is_real() {
            let tanh = self.real_tanh(&a.re)?;
            return Some(self.real(tanh));
        }
        let (sinh, cosh) = self.complex_sinh_cosh(a)?;
        self.over(&sinh, &cosh)
    }

    /// The principal inverse of the hyperbolic sine.
    pub fn complex_asinh(&mut self, a: &Complex) -> Option<Complex> {
        if !a.is_real() {
            // -i asin(iz)
            let inverse = self.complex_asin(&turned(a))?;
            return Some(turned_back(&inverse));
        }
        // The function is odd, and for negative numbers the sum below cancels.
        let size = a.re.absolute();
        let root = self.sqrt(&self.add(&self.mul(&size, &size)?, &self.integer(1))?)?;
        let value = self.ln(&self.add(&size, &root)?)?;
        Some(self.real(if a.re.mid.sign() == Sign::Negative { value.negated() } else { value }))
    }

    /// The principal inverse of the hyperbolic cosine: `ln(z + sqrt(z - 1) sqrt(z + 1))`, which is right on both sides of 0.
    pub fn complex_acosh(&mut self, a: &Complex) -> Option<Complex> {
        let one = self.real(self.integer(1));
        let (below, above) = (self.minus(a, &one)?, self.plus(a, &one)?);
        let (below, above) = (self.complex_sqrt(&below)?, self.complex_sqrt(&above)?);
        let root = self.times(&below, &above)?;
        let sum = self.plus(a, &root)?;
        self.complex_ln(&sum)
    }

    /// The principal inverse of the hyperbolic tangent: `(ln(1 + z) - ln(1 - z)) / 2`.
    pub fn complex_atanh(&mut self, a: &Complex) -> Option<Complex> {
        let one = self.real(self.integer(1));
        let (above, below) = (self.plus(&one, a)?, self.minus(&one, a)?);
        let (above, below) = (self.complex_ln(&above)?, self.complex_ln(&below)?);
        let twice = self.minus(&above, &below)?;
        Some(Complex { re: twice.re.shifted(-1), im: twice.im.shifted(-1) })
    }
}

/// `i` times a number.
fn turned(a: &Complex) -> Complex {
    Complex { re: a.im.negated(), im: a.re.clone() }
}

/// `-i` times a number.
fn turned_back(a: &Complex) -> Complex {
    Complex { re: a.im.clone(), im: a.re.negated() }
}
