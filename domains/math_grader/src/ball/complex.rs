//! Complex balls. Where the imaginary part is exactly 0, only the real part is computed.

use std::cmp::Ordering;

use super::{Arithmetic, Ball};

/// A complex number.
#[derive(Debug, Clone)]
pub struct Complex {
    /// The real part.
    pub re: Ball,
    /// The imaginary part.
    pub im: Ball,
}

impl Complex {
    /// Whether it is known to be real.
    pub fn is_real(&self) -> bool {
        self.im.is_zero()
    }

    /// Whether it is 0 and nothing else.
    pub fn is_zero(&self) -> bool {
        self.re.is_zero() && self.im.is_zero()
    }

    /// The number times -1.
    pub fn negated(&self) -> Self {
        Self { re: self.re.negated(), im: self.im.negated() }
    }

    /// Whether 0 is not in the ball.
    pub fn is_surely_not_zero(&self) -> bool {
        let apart = |part: &Ball| matches!(part.sign(), Some(Ordering::Less | Ordering::Greater));
        apart(&self.re) || apart(&self.im)
    }

    /// Whether everything in the ball is of a size below `2^exponent`.
    pub fn is_below(&self, exponent: i64) -> bool {
        self.re.is_below(exponent) && self.im.is_below(exponent)
    }
}

impl Arithmetic {
    /// A real number as a complex one.
    pub fn real(&self, re: Ball) -> Complex {
        Complex { re, im: self.integer(0) }
    }

    /// The square root of -1.
    pub fn i(&self) -> Complex {
        Complex { re: self.integer(0), im: self.integer(1) }
    }

    /// The sum.
    pub fn plus(&self, a: &Complex, b: &Complex) -> Option<Complex> {
        Some(Complex { re: self.add(&a.re, &b.re)?, im: self.add(&a.im, &b.im)? })
    }

    /// The difference.
    pub fn minus(&self, a: &Complex, b: &Complex) -> Option<Complex> {
        self.plus(a, &b.negated())
    }

    /// The product.
    pub fn times(&self, a: &Complex, b: &Complex) -> Option<Complex> {
        if a.is_real() && b.is_real() {
            return Some(self.real(self.mul(&a.re, &b.re)?));
        }
        let re = self.sub(&self.mul(&a.re, &b.re)?, &self.mul(&a.im, &b.im)?)?;
        let im = self.add(&self.mul(&a.re, &b.im)?, &self.mul(&a.im, &b.re)?)?;
        Some(Complex { re, im })
    }

    /// The square of the size.
    fn norm(&self, a: &Complex) -> Option<Ball> {
        self.add(&self.mul(&a.re, &a.re)?, &self.mul(&a.im, &a.im)?)
    }

    /// The quotient; [`None`] where the divisor may be 0.
    pub fn over(&self, a: &Complex, b: &Complex) -> Option<Complex> {
        if a.is_real() && b.is_real() {
            return Some(self.real(self.div(&a.re, &b.re)?));
        }
        if b.is_real() {
            return Some(Complex { re: self.div(&a.re, &b.re)?, im: self.div(&a.im, &b.re)? });
        }
        let norm = self.norm(b)?;
        let product = self.times(a, &self.conjugate(b))?;
        Some(Complex { re: self.div(&product.re, &norm)?, im: self.div(&product.im, &norm)? })
    }

    /// The conjugate.
    pub fn conjugate(&self, a: &Complex) -> Complex {
        Complex { re: a.re.clone(), im: a.im.negated() }
    }

    /// The distance from 0.
    pub fn size(&self, a: &Complex) -> Option<Ball> {
        if a.is_real() {
            // Sizes of two numbers are no further apart than the numbers, on either side of 0.
            return Some(a.re.absolute());
        }
        self.sqrt(&self.norm(a)?)
    }

    /// The angle, from -pi to pi; [`None`] across the negative axis, and at 0.
    pub fn angle(&mut self, a: &Complex) -> Option<Ball> {
        self.atan2(&a.im, &a.re)
    }

    /// The exponential function.
    pub fn complex_exp(&mut self, a: &Complex) -> Option<Complex> {
        let size = self.exp(&a.re)?;
        if a.is_real() {
            return Some(self.real(size));
        }
        let (sin, cos) = self.sin_cos(&a.im)?;
        Some(Complex { re: self.mul(&size, &cos)?, im: self.mul(&size, &sin)? })
    }

    /// The principal logarithm; [`None`] where the ball touches the negative axis but is not on it.
    pub fn complex_ln(&mut self, a: &Complex) -> Option<Complex> {
        if a.is_real() && a.re.sign() == Some(Ordering::Greater) {
            let re = self.ln(&a.re)?;
            return Some(self.real(re));
        }
        let size = self.size(a)?;
        let re = self.ln(&size)?;
        let im = self.angle(a)?;
        Some(Complex { re, im })
    }

    /// The principal power: `exp(exponent ln a)`, and 0 for a base of 0 with an exponent with a positive real part.
    pub fn complex_power(&mut self, a: &Complex, exponent: &Complex) -> Option<Complex> {
        if a.is_zero() {
            return (exponent.re.sign() == Some(Ordering::Greater)).then(|| a.clone());
        }
        let ln = self.complex_ln(a)?;
        let product = self.times(exponent, &ln)?;
        self.complex_exp(&product)
    }

    /// A whole power, 1 for the exponent 0.
    pub fn whole_power(&self, a: &Complex, exponent: i64) -> Option<Complex> {
        if a.is_real() {
            return Some(self.real(self.power(&a.re, exponent)?));
        }
        let mut all = self.real(self.integer(1));
        let mut square = a.clone();
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                all = self.times(&all, &square)?;
            }
            left >>= 1;
            if left > 0 {
                square = self.times(&square, &square)?;
            }
        }
        if exponent < 0 {
            let one = self.real(self.integer(1));
            return self.over(&one, &all);
        }
        Some(all)
    }

    /// The principal square root; [`None`] where the ball touches the negative axis but is not on it.
    pub fn complex_sqrt(&mut self, a: &Complex) -> Option<Complex> {
        if a.is_real() {
            return match a.re.sign()? {
                Ordering::Less => Some(Complex { re: self.integer(0), im: self.sqrt(&a.re.negated())? }),
                _ => {
                    let re = self.sqrt(&a.re)?;
                    Some(self.real(re))
                }
            };
        }
        // With the half of the angle that does not cancel: sqrt z = u + v i, where 2 u v is the imaginary part.
        let size = self.size(a)?;
        if a.re.sign() == Some(Ordering::Less) {
            let side = a.im.sign()?;
            let v = self.sqrt(&self.sub(&size, &a.re)?.shifted(-1))?;
            let v = if side == Ordering::Less { v.negated() } else { v };
            return Some(Complex { re: self.div(&a.im.shifted(-1), &v)?, im: v });
        }
        // Not next to the cut: either the real part is positive, or the imaginary part has a sign.
        let u = self.sqrt(&self.add(&size, &a.re)?.shifted(-1))?;
        let im = self.div(&a.im.shifted(-1), &u)?;
        Some(Complex { re: u, im })
    }

    /// Sine and cosine.
    pub fn complex_sin_cos(&mut self, a: &Complex) -> Option<(Complex, Complex)> {
        let (sin, cos) = self.sin_cos(&a.re)?;
        if a.is_real() {
            return Some((self.real(sin), self.real(cos)));
        }
        // sin(x + iy) = sin x cosh y + i cos x sinh y, and cos(x + iy) = cos x cosh y - i sin x sinh y.
        let (sinh, cosh) = self.sinh_cosh(&a.im)?;
        let of_sin = Complex { re: self.mul(&sin, &cosh)?, im: self.mul(&cos, &sinh)? };
        let of_cos = Complex { re: self.mul(&cos, &cosh)?, im: self.mul(&sin, &sinh)?.negated() };
        Some((of_sin, of_cos))
    }

    /// The principal arc sine: `-i ln(i z + sqrt(1 - z^2))`.
    pub fn complex_asin(&mut self, a: &Complex) -> Option<Complex> {
        let one = self.real(self.integer(1));
        let inner = self.minus(&one, &self.times(a, a)?)?;
        if a.is_real() && inner.re.sign().is_some_and(|sign| sign != Ordering::Less) {
            let root = self.sqrt(&inner.re)?;
            let angle = self.atan2(&a.re, &root)?;
            return Some(self.real(angle));
        }
        if a.im.sign() == Some(Ordering::Greater) || (a.is_real() && a.re.sign() == Some(Ordering::Less)) {
            // The function is odd, and on this side the sum below cancels.
            return Some(self.lower_asin(&a.negated(), &inner)?.negated());
        }
        self.lower_asin(a, &inner)
    }

    /// The arc sine of a number with `1 - a^2 = inner`.
    fn lower_asin(&mut self, a: &Complex, inner: &Complex) -> Option<Complex> {
        let root = self.complex_sqrt(inner)?;
        let i = self.i();
        let sum = self.plus(&self.times(&i, a)?, &root)?;
        let ln = self.complex_ln(&sum)?;
        self.times(&i.negated(), &ln)
    }

    /// The principal arc cosine: `pi/2 - asin z`.
    pub fn complex_acos(&mut self, a: &Complex) -> Option<Complex> {
        let asin = self.complex_asin(a)?;
        let pi = self.pi()?;
        let half = self.real(pi.shifted(-1));
        self.minus(&half, &asin)
    }

    /// The principal arc tangent: `(ln(1 + i z) - ln(1 - i z)) / 2i`.
    pub fn complex_atan(&mut self, a: &Complex) -> Option<Complex> {
        if a.is_real() {
            let angle = self.atan(&a.re)?;
            return Some(self.real(angle));
        }
        let one = self.real(self.integer(1));
        let i = self.i();
        let turned = self.times(&i, a)?;
        let (above, below) = (self.plus(&one, &turned)?, self.minus(&one, &turned)?);
        let (above, below) = (self.complex_ln(&above)?, self.complex_ln(&below)?);
        let two_i = self.times(&self.real(self.integer(2)), &i)?;
        self.over(&self.minus(&above, &below)?, &two_i)
    }
}
