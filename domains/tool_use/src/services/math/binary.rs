//! Binary floating-point numbers of any precision, with the operations, special values and texts that mpmath gives them.
//!
//! There is one zero, without a sign. Precisions are counted in bits, places in decimal digits.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// Bits a decimal digit is worth, as mpmath rounds it.
pub(super) const BITS_PER_DIGIT: f64 = 3.321_928_094_887_362_6;

/// A number, or one of the three that are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Real {
    Nan,
    Infinite {
        negative: bool,
    },
    /// `mantissa * 2^exponent`: the mantissa is odd, or it and the exponent are zero.
    Finite {
        mantissa: BigInt,
        exponent: i64,
    },
}

/// What becomes of bits beyond the precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the nearest number, from the middle to the even one.
    Nearest,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

/// Division by zero.
#[derive(Debug)]
pub(super) struct ByZero;

impl Real {
    /// A number rounded to a precision.
    pub(super) fn round(mantissa: &BigInt, exponent: i64, precision: u64, rounding: Rounding) -> Self {
        let excess = mantissa.bits().saturating_sub(precision);
        let magnitude = shortened(mantissa.magnitude(), excess, rounding);
        let Some(zeros) = magnitude.trailing_zeros() else { return Self::zero() };
        let exponent = exponent + excess as i64 + zeros as i64;
        Self::Finite { mantissa: BigInt::from_biguint(mantissa.sign(), magnitude >> zeros), exponent }
    }

    /// A number as it is.
    pub(super) fn exact(mantissa: &BigInt, exponent: i64) -> Self {
        Self::round(mantissa, exponent, u64::MAX, Rounding::Down)
    }

    pub(super) fn zero() -> Self {
        Self::Finite { mantissa: BigInt::zero(), exponent: 0 }
    }

    /// A float as it is.
    pub(super) fn of_f64(x: f64) -> Self {
        const FRACTION: u32 = 52;
        if !x.is_finite() {
            return if x.is_nan() { Self::Nan } else { Self::Infinite { negative: x < 0.0 } };
        }
        let bits = x.to_bits();
        let fraction = bits & ((1 << FRACTION) - 1);
        let biased = (bits >> FRACTION & 0x7ff) as i64;
        let mantissa = if biased == 0 { fraction } else { fraction | 1 << FRACTION };
        let sign = if x < 0.0 { Sign::Minus } else { Sign::Plus };
        Self::exact(&BigInt::from_biguint(sign, mantissa.into()), biased.max(1) - 1075)
    }

    pub(super) fn is_zero(&self) -> bool {
        matches!(self, Self::Finite { mantissa, .. } if mantissa.is_zero())
    }

    pub(super) fn is_infinite(&self) -> bool {
        matches!(self, Self::Infinite { .. })
    }

    pub(super) fn is_finite(&self) -> bool {
        matches!(self, Self::Finite { .. })
    }

    /// Whether it is finite and not zero.
    pub(super) fn is_regular(&self) -> bool {
        self.is_finite() && !self.is_zero()
    }

    pub(super) fn is_negative(&self) -> bool {
        match self {
            Self::Nan => false,
            Self::Infinite { negative } => *negative,
            Self::Finite { mantissa, .. } => mantissa.is_negative(),
        }
    }

    /// The exponent of the power of two just above its magnitude; 0 for what has none.
    pub(super) fn top(&self) -> i64 {
        if let Self::Finite { mantissa, exponent } = self { exponent + mantissa.bits() as i64 } else { 0 }
    }

    /// The exponent of its lowest bit; 0 for what has none.
    pub(super) fn lowest(&self) -> i64 {
        if let Self::Finite { exponent, .. } = self { *exponent } else { 0 }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Self::Nan => Self::Nan,
            Self::Infinite { negative } => Self::Infinite { negative: !negative },
            Self::Finite { mantissa, exponent } => Self::Finite { mantissa: -mantissa, exponent },
        }
    }

    pub(super) fn magnitude(self) -> Self {
        if self.is_negative() { self.negated() } else { self }
    }

    /// `self * 2^by`
    pub(super) fn shifted(self, by: i64) -> Self {
        match self {
            Self::Finite { mantissa, exponent } if !mantissa.is_zero() => Self::Finite { mantissa, exponent: exponent + by },
            other => other,
        }
    }

    pub(super) fn rounded(self, precision: u64, rounding: Rounding) -> Self {
        match self {
            Self::Finite { mantissa, exponent } => Self::round(&mantissa, exponent, precision, rounding),
            other => other,
        }
    }

    pub(super) fn plus(&self, other: &Self, precision: u64, rounding: Rounding) -> Self {
        match (self, other) {
            (Self::Finite { mantissa: a, exponent: p }, Self::Finite { mantissa: b, exponent: q }) => {
                if a.is_zero() || b.is_zero() {
                    let sum = if a.is_zero() { other } else { self };
                    return sum.clone().rounded(precision, rounding);
                }
                if self.top() < other.top() {
                    sum((b, *q), (a, *p), precision, rounding)
                } else {
                    sum((a, *p), (b, *q), precision, rounding)
                }
            }
            (Self::Finite { .. }, special) | (special, Self::Finite { .. }) => special.clone(),
            (a, b) if a == b => a.clone(),
            _ => Self::Nan,
        }
    }

    pub(super) fn minus(&self, other: &Self, precision: u64, rounding: Rounding) -> Self {
        self.plus(&other.clone().negated(), precision, rounding)
    }

    /// The product, exactly.
    pub(super) fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Finite { mantissa: a, exponent: p }, Self::Finite { mantissa: b, exponent: q }) => {
                Self::exact(&(a * b), p + q)
            }
            (Self::Nan, _) | (_, Self::Nan) => Self::Nan,
            (a, b) if a.is_zero() || b.is_zero() => Self::Nan,
            (a, b) => Self::Infinite { negative: a.is_negative() != b.is_negative() },
        }
    }

    /// The quotient.
    ///
    /// # Errors
    /// Where the divisor is zero.
    pub(super) fn over(&self, other: &Self, precision: u64, rounding: Rounding) -> Result<Self, ByZero> {
        match (self, other) {
            (_, divisor) if divisor.is_zero() => Err(ByZero),
            (Self::Finite { mantissa: a, exponent: p }, Self::Finite { mantissa: b, exponent: q }) => {
                let extra = (precision + b.bits() + 5).saturating_sub(a.bits());
                let (quotient, rest) = (a.magnitude() << extra).div_rem(b.magnitude());
                // The last bit says that something follows.
                let quotient = (quotient << 1u32) + u32::from(!rest.is_zero());
                let sign = if a.is_negative() == b.is_negative() { Sign::Plus } else { Sign::Minus };
                Ok(Self::round(&BigInt::from_biguint(sign, quotient), p - q - extra as i64 - 1, precision, rounding))
            }
            (Self::Nan, _) | (_, Self::Nan) => Ok(Self::Nan),
            (Self::Finite { .. }, _) => Ok(Self::zero()),
            (a, Self::Finite { .. }) => Ok(Self::Infinite { negative: a.is_negative() != other.is_negative() }),
            _ => Ok(Self::Nan),
        }
    }

    /// As decimal text of so many significant digits, without zeros behind them.
    pub(super) fn text(&self, digits: usize) -> String {
        match self {
            Self::Nan => "nan".to_owned(),
            Self::Infinite { negative } => if *negative { "-inf" } else { "inf" }.to_owned(),
            Self::Finite { mantissa, .. } if mantissa.is_zero() => "0.0".to_owned(),
            Self::Finite { mantissa, exponent } => {
                let sign = if mantissa.is_negative() { "-" } else { "" };
                sign.to_owned() + &text_of(mantissa.magnitude(), *exponent, digits)
            }
        }
    }
}

/// Without its lowest bits.
fn shortened(magnitude: &BigUint, excess: u64, rounding: Rounding) -> BigUint {
    if excess == 0 {
        return magnitude.clone();
    }
    let lowest = magnitude.trailing_zeros().unwrap_or(0);
    let kept = magnitude >> excess;
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => lowest < excess,
        Rounding::Nearest => magnitude.bit(excess - 1) && (lowest < excess - 1 || kept.bit(0)),
    };
    kept + u32::from(up)
}

/// The sum of two numbers other than zero, the one of the greater magnitude first. One too small to be seen only decides the rounding.
fn sum(a: (&BigInt, i64), b: (&BigInt, i64), precision: u64, rounding: Rounding) -> Real {
    const SPARE: u64 = 8;
    let gap = (a.1 + a.0.bits() as i64) - (b.1 + b.0.bits() as i64);
    let room = precision.saturating_add(SPARE);
    if gap > 0 && gap as u64 > room.saturating_add(a.0.bits()) {
        return Real::round(&((a.0 << room) + b.0.signum()), a.1 - room as i64, precision, rounding);
    }
    let low = a.1.min(b.1);
    let mantissa = (a.0 << (a.1 - low)) + (b.0 << (b.1 - low));
    Real::round(&mantissa, low, precision, rounding)
}

/// `10^exponent` as mpmath computes it for texts with large exponents: by squares, each cut to a working precision.
pub(super) fn power_of_ten(exponent: i64, precision: u64, rounding: Rounding) -> Real {
    if exponent < 0 {
        let inverse =
            power_of_ten(-exponent, precision + 5, if rounding == Rounding::Up { Rounding::Down } else { Rounding::Up });
        return Real::exact(&BigInt::one(), 0).over(&inverse, precision, rounding).unwrap_or(Real::Nan);
    }
    const EXACT: i64 = 334;
    if exponent < EXACT {
        return Real::round(&num_traits::pow(BigInt::from(5), exponent as usize), exponent, precision, rounding);
    }
    let mut left = exponent as u64;
    let room = precision + 4 * u64::from(u64::BITS - left.leading_zeros()) + 4;
    let cut = |x: (BigUint, i64)| {
        let excess = x.0.bits().saturating_sub(room);
        (shortened(&x.0, excess, rounding), x.1 + excess as i64)
    };
    let mut product = (BigUint::one(), 0);
    let mut square = (BigUint::from(5u32), 1);
    loop {
        if left & 1 == 1 {
            product = cut((product.0 * &square.0, product.1 + square.1));
        }
        left >>= 1;
        if left == 0 {
            return Real::round(&product.0.into(), product.1, precision, rounding);
        }
        square = cut((&square.0 * &square.0, 2 * square.1));
    }
}

/// The text of a positive number.
fn text_of(mantissa: &BigUint, exponent: i64, digits: usize) -> String {
    const FAR: i64 = 3500;
    // Ten digits more than are shown, cut off, decide the rounding.
    let bits = ((digits + 10) as f64 * BITS_PER_DIGIT) as i64 + 10;
    if (exponent + mantissa.bits() as i64).abs() <= FAR {
        return text_near_one(mantissa, exponent, 0, bits, digits);
    }
    let tens = digits_of_bits(exponent);
    let power = power_of_ten(tens, bits as u64, Rounding::Down);
    match Real::exact(&mantissa.clone().into(), exponent).over(&power, bits as u64, Rounding::Down) {
        Ok(Real::Finite { mantissa, exponent }) => text_near_one(mantissa.magnitude(), exponent, tens, bits, digits),
        _ => String::new(),
    }
}

/// `exponent * log10(2)`, towards zero.
fn digits_of_bits(exponent: i64) -> i64 {
    const LOG10_2: i128 = 0x4d10_4d42_7de7_fbcc;
    let digits = ((i128::from(exponent.unsigned_abs()) * LOG10_2) >> 64) as i64;
    if exponent < 0 { -digits } else { digits }
}

/// The text of a positive number times a power of ten.
fn text_near_one(mantissa: &BigUint, exponent: i64, tens: i64, bits: i64, digits: usize) -> String {
    let places = (bits - exponent - mantissa.bits() as i64).max(0);
    let decimals = (places as f64 / BITS_PER_DIGIT + 0.5) as usize;
    let scaled = mantissa * num_traits::pow(BigUint::from(10u32), decimals);
    let whole = if exponent >= 0 { scaled << exponent } else { scaled >> exponent.unsigned_abs() };
    let shown = whole.to_string();
    let (rounded, carry) = rounded_digits(&shown, digits);
    let point = tens + shown.len() as i64 - decimals as i64 - 1 + i64::from(carry);
    laid_out(rounded, point, digits)
}

/// The first digits, rounded to nearest and from the middle to even, and whether a digit was gained.
fn rounded_digits(all: &str, digits: usize) -> (String, bool) {
    let Some((kept, rest)) = all.split_at_checked(digits).filter(|(_, rest)| !rest.is_empty()) else {
        return (format!("{all:0<digits$}"), false);
    };
    let tie = rest.starts_with('5') && rest[1..].bytes().all(|b| b == b'0');
    let odd = kept.bytes().last().is_some_and(|b| b & 1 == 1);
    if rest.as_bytes()[0] < b'5' || (tie && !odd) {
        return (kept.to_owned(), false);
    }
    let head = kept.trim_end_matches('9');
    match head.as_bytes().split_last() {
        None => (format!("{:0<digits$}", '1'), true),
        Some((last, before)) => {
            let raised = String::from_utf8_lossy(before).into_owned() + char::from(last + 1).encode_utf8(&mut [0; 4]);
            (format!("{raised:0<digits$}"), false)
        }
    }
}

/// Digits with a point behind the first and an exponent, or with the point where it belongs for numbers of moderate size.
fn laid_out(mut digits: String, mut exponent: i64, places: usize) -> String {
    let mut split = 1;
    if (-(places as i64 / 3)).min(-5) < exponent && exponent < places as i64 {
        if exponent < 0 {
            digits.insert_str(0, &"0".repeat(exponent.unsigned_abs() as usize));
        } else {
            split = exponent as usize + 1;
        }
        exponent = 0;
    }
    digits.insert(split.min(digits.len()), '.');
    let mut text = digits.trim_end_matches('0').to_owned();
    if text.ends_with('.') {
        text.push('0');
    }
    if exponent == 0 { text } else { format!("{text}e{exponent:+}") }
}
