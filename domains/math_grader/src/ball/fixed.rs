//! The exponential function and sine and cosine in fixed point: Taylor series of an argument that was halved, doubled again.
//!
//! Numbers are integers times `2^-bits`. Every function gives a bound of its error in units of `2^-bits`.

use dashu_base::{SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};

/// Bits beyond those that the doublings lose.
const SPARE: usize = 16;

/// How often an argument is halved: about as often as the series then has terms, at the precision of 1024 bits.
fn halvings(bits: usize) -> usize {
    (bits.isqrt() / 2).max(4)
}

/// The error after doublings, in units of the outcome: at the start four units of `2^-(bits + 2 halvings + 16)` for each term and a few
/// more, twice as much for each doubling, and three times as much for the curvature on the way.
fn error(terms: usize, halvings: usize) -> u64 {
    let at_start = 4 * terms as u64 + 2 * halvings as u64 + 16;
    // One unit for the last shift, one for the division here.
    2 + ((3 * at_start) >> (halvings + SPARE).min(63))
}

/// `e^r` for `0 <= r < 1`.
pub(super) fn exp(r: &UBig, bits: usize) -> (UBig, u64) {
    let halvings = halvings(bits);
    let work = bits + 2 * halvings + SPARE;
    let small = r << (halvings + SPARE);
    let mut sum = UBig::ONE << work;
    let mut term = small.clone();
    let mut terms = 1_usize;
    // A term is off by at most half of what the one before it is, and 2: by 4. The terms left out sum up to 10.
    while !term.is_zero() {
        sum += &term;
        terms += 1;
        term = ((term * &small) >> work) / terms as u64;
    }
    for _ in 0..halvings {
        sum = sum.sqr() >> work;
    }
    (sum >> (work - bits), error(terms, halvings))
}

/// Sine and cosine of `0 <= r < 0.9`.
pub(super) fn sin_cos(r: &UBig, bits: usize) -> (IBig, IBig, u64) {
    let halvings = halvings(bits);
    let work = bits + 2 * halvings + SPARE;
    let small = r << (halvings + SPARE);
    let square = small.sqr() >> work;
    let mut sin = IBig::ZERO;
    let mut term = small;
    let mut terms = 0_usize;
    // A term is off by at most a part of what the one before it is, and 3: by 4. The terms left out are less than the first of them.
    while !term.is_zero() {
        if terms.is_multiple_of(2) {
            sin += &term
        } else {
            sin -= &term
        }
        terms += 1;
        term = ((term * &square) >> work) / ((2 * terms) * (2 * terms + 1)) as u64;
    }
    let one = IBig::ONE << work;
    // What the cosine lacks of 1, which is as small as it is exact: 1 - sqrt(1 - sin^2), then 2 sin^2 of half the angle.
    let mut lack = &one - IBig::from(((&one * &one) - sin.sqr().as_ibig()).unsigned_abs().sqrt());
    for _ in 0..halvings {
        let double: IBig = &sin << 1;
        let next = (&double * &sin) >> work;
        sin = (double * (&one - lack)) >> work;
        lack = next;
    }
    let shift = work - bits;
    (sin >> shift, (one - lack) >> shift, error(terms, halvings))
}

/// The natural logarithm of 2, as `18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749)`: a formula in the manner of Machin, which
/// holds as 2 is `(27/25)^9 (4800/4802) (8750/8748)^4`.
pub(super) fn ln_2(bits: usize) -> (UBig, u64) {
    let work = bits + SPARE;
    let mut terms = 0_u64;
    let mut artanh = |n: u64| {
        let mut power = (UBig::ONE << work) / n;
        let mut sum = UBig::ZERO;
        let mut at = 1_u64;
        // A power is off by 2, a term by 3 and the terms left out by 2.
        while !power.is_zero() {
            sum += &power / at;
            power /= n * n;
            at += 2;
            terms += 1;
        }
        sum
    };
    let sum = artanh(26) * 18_u64 + artanh(8749) * 8_u64 - artanh(4801) * 2_u64;
    (sum >> SPARE, 2 + ((18 * (3 * terms + 6)) >> SPARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_of_2_is_right_and_its_formula_exact() {
        // ln 2 = 0.693147180559945309.
        let (value, off) = ln_2(64);
        assert!((value.to_f64().value() / 2_f64.powi(64) - std::f64::consts::LN_2).abs() < 1e-15 && off <= 3);
        // artanh(1/n) is half of the logarithm of (n + 1)/(n - 1).
        let power = |n: u64, exponent: usize| UBig::from(n).pow(exponent);
        let top = power(27, 18) * power(4800, 2) * power(8750, 8);
        let bottom = power(25, 18) * power(4802, 2) * power(8748, 8);
        assert_eq!(top, bottom * power(2, 2));
    }

    #[test]
    fn values_of_a_half_are_right_to_nearly_all_bits() {
        // e^0.5 = 1.648721270700128147, sin 0.5 = 0.479425538604203000, cos 0.5 = 0.877582561890372716.
        let half = UBig::ONE << 63;
        let as_float = |value: IBig| value.to_f64().value() / 2_f64.powi(64);
        let (value, off) = exp(&half, 64);
        assert!((as_float(value.into()) - 1.648_721_270_700_128_1).abs() < 1e-15 && off <= 3);
        let (sin, cos, off) = sin_cos(&half, 64);
        assert!((as_float(sin) - 0.479_425_538_604_203).abs() < 1e-15 && off <= 3);
        assert!((as_float(cos) - 0.877_582_561_890_372_7).abs() < 1e-15);
    }

    #[test]
    fn values_of_0_are_exact() {
        assert_eq!(exp(&UBig::ZERO, 64).0, UBig::ONE << 64);
        let (sin, cos, _) = sin_cos(&UBig::ZERO, 64);
        assert!(sin.is_zero() && cos == IBig::ONE << 64);
    }
}
