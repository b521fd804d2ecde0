//! The natural logarithm, the arcus tangent and the circle's number, rounded rightly at any precision.
//!
//! Fixed-point numbers inside: integers that count units of `2^-bits`. Guard bits make it as good as certain that the rounding is that
//! of the true value.

use num_bigint::{BigInt, BigUint};
use num_integer::{Integer, Roots};
use num_traits::{One, Signed, Zero};

use super::binary::{Real, Rounding};

/// Bits computed beyond those that are kept.
const GUARD: u64 = 64;

/// mpmath's guard bits, which say when it takes short cuts.
const SHORT_CUT: u64 = 20;

/// The logarithm of a positive number, to nearest.
pub(super) fn ln(mantissa: &BigUint, exponent: i64, precision: u64) -> Real {
    let bits = mantissa.bits();
    let top = exponent + bits as i64;
    if mantissa.is_one() {
        return multiple_of_ln2(exponent, precision);
    }
    let lost = if top.abs() <= 1 { lost_bits(mantissa, top) } else { 0 };
    if let Some(log) = short_cut(mantissa, exponent, lost, precision) {
        return log;
    }
    if top.abs() > 10_000 && u64::from(u64::BITS - top.unsigned_abs().leading_zeros()) > precision + SHORT_CUT {
        return multiple_of_ln2(exponent, precision);
    }
    let roots = precision.sqrt() / 2 + 4;
    let places = precision + GUARD + lost + roots;
    // A factor of a power of two apart it lies between 1/2 and 1, or 2 where that keeps it near 1.
    let twos = if top == 1 { 0 } else { top };
    let units = shifted(mantissa, exponent - twos + places as i64);
    let sum = ln_near_one(units, places, roots) + ln2(places) * twos;
    Real::round(&sum, -(places as i64), precision, Rounding::Nearest)
}

/// The distance of a number's leading bits from the 1 next to them, which are no bits for its logarithm. As in mpmath, numbers from 1/4
/// to 1/2 are measured too, for which the short cuts are wrong.
fn distance(mantissa: &BigUint, top: i64) -> BigInt {
    let one = if top == 0 { mantissa.bits() } else { mantissa.bits() - 1 };
    BigInt::from(mantissa.clone()) - (BigInt::one() << one)
}

fn lost_bits(mantissa: &BigUint, top: i64) -> u64 {
    mantissa.bits() - distance(mantissa, top).bits()
}

/// The logarithms of numbers near 1, which mpmath takes in ways that show.
fn short_cut(mantissa: &BigUint, exponent: i64, lost: u64, precision: u64) -> Option<Real> {
    let top = exponent + mantissa.bits() as i64;
    let places = precision + SHORT_CUT + lost;
    if lost > precision + SHORT_CUT {
        let exponent = top.abs() - mantissa.bits() as i64;
        return Some(Real::round(&distance(mantissa, top), exponent, precision, Rounding::Nearest));
    }
    (u64::from(u64::BITS - places.leading_zeros()) <= lost).then(|| {
        let sum = ln_as_mpmath(&shifted(mantissa, exponent + places as i64), places);
        Real::round(&sum, -(places as i64), precision, Rounding::Nearest)
    })
}

fn multiple_of_ln2(times: i64, precision: u64) -> Real {
    let places = precision + GUARD;
    Real::round(&(ln2(places) * times), -(places as i64), precision, Rounding::Nearest)
}

fn shifted(magnitude: &BigUint, by: i64) -> BigUint {
    if by >= 0 { magnitude << by } else { magnitude >> by.unsigned_abs() }
}

/// The logarithm of a number near 1 by that of a root of it, which lies nearer.
fn ln_near_one(mut units: BigUint, places: u64, roots: u64) -> BigInt {
    for _ in 0..roots {
        units = (units << places).sqrt();
    }
    let one = BigUint::one() << places;
    let below = units < one;
    let distance = if below { &one - &units } else { &units - &one };
    let sum = series((distance << places) / (one + units), places, false) << (roots + 1);
    if below { -sum } else { sum }
}

/// The logarithm of a number near 1 with exactly mpmath's cuts: simple numbers near 1 have logarithms with long runs of equal bits, which
/// its few guard bits do not always see through.
fn ln_as_mpmath(units: &BigUint, places: u64) -> BigInt {
    let (one, units) = (BigInt::one() << places, BigInt::from(units.clone()));
    let ratio = ((&units - &one) << places).div_floor(&(&units + &one));
    let below = ratio.is_negative();
    let mut power = ratio.magnitude().clone();
    let square = (&power * &power) >> places;
    let fourth = (&square * &square) >> places;
    // Terms in turn: those of the second kind wait for a common factor.
    let (mut first, mut second) = (BigUint::ZERO, BigUint::ZERO);
    let mut odd = 1u64;
    while !power.is_zero() {
        first += &power / odd;
        second += &power / (odd + 2);
        odd += 4;
        power = (power * &fourth) >> places;
    }
    let sum = BigInt::from((first + ((second * square) >> places)) << 1u32);
    if below { -sum } else { sum }
}

/// `x + x^3/3 + x^5/5 + ...`, or with signs in turn.
fn series(x: BigUint, places: u64, alternating: bool) -> BigInt {
    let square = (&x * &x) >> places;
    summed(x, alternating, |power| (power * &square) >> places)
}

/// Powers over the odd numbers, from the first.
fn summed(mut power: BigUint, alternating: bool, next: impl Fn(BigUint) -> BigUint) -> BigInt {
    let mut sum = BigInt::from(power.clone());
    let mut odd = 1u64;
    while !power.is_zero() {
        power = next(power);
        odd += 2;
        let term = BigInt::from(&power / odd);
        if alternating && odd % 4 == 3 { sum -= term } else { sum += term }
    }
    sum
}

/// The series for `1/n`: area tangents, or arcus tangents.
fn series_of_inverse(n: u64, places: u64, alternating: bool) -> BigInt {
    summed((BigUint::one() << places) / n, alternating, |power| power / (n * n))
}

fn ln2(places: u64) -> BigInt {
    let places = places + GUARD;
    let terms = [(18, 26), (-2, 4801), (8, 8749)];
    let sum: BigInt = terms.into_iter().map(|(times, n)| series_of_inverse(n, places, false) * times).sum();
    sum >> GUARD
}

fn pi_units(places: u64) -> BigInt {
    let places = places + GUARD;
    let sum: BigInt = series_of_inverse(5, places, true) * 16 - series_of_inverse(239, places, true) * 4;
    sum >> GUARD
}

/// The circle's number.
pub(super) fn pi(precision: u64, rounding: Rounding) -> Real {
    let places = precision + GUARD;
    Real::round(&pi_units(places), -(places as i64), precision, rounding)
}

/// The arcus tangent of a number other than zero, towards zero.
pub(super) fn arcus_tangent(mantissa: &BigInt, exponent: i64, precision: u64) -> Real {
    let top = exponent + mantissa.bits() as i64;
    let sign = mantissa.signum();
    let far = (precision + SHORT_CUT) as i64;
    if top > far {
        let half = pi(precision, Rounding::Down).shifted(-1);
        return if mantissa.is_negative() { half.negated() } else { half };
    }
    if -top > far {
        let by = precision + mantissa.bits() + 1;
        return Real::round(&((mantissa << by) - sign), exponent - by as i64, precision, Rounding::Down);
    }
    if let Some(same) = too_small_to_differ(mantissa, exponent, precision + 30 + top.unsigned_abs()) {
        return Real::round(&(same * sign), -((precision + 30 + top.unsigned_abs()) as i64), precision, Rounding::Down);
    }
    let halvings = precision.sqrt() / 2 + 4;
    let places = precision + GUARD + top.unsigned_abs() + halvings;
    let one = BigUint::one() << places;
    let beyond = top >= 1;
    let units = shifted(mantissa.magnitude(), exponent + places as i64);
    let units = if beyond { (&one << places) / units } else { units };
    let mut angle = angle_of(units, &one, places, halvings);
    if beyond {
        angle = (pi_units(places) >> 1) - angle;
    }
    Real::round(&(angle * sign), -(places as i64), precision, Rounding::Down)
}

/// The tangent itself in units, where mpmath's fixed-point series adds nothing to it.
fn too_small_to_differ(mantissa: &BigInt, exponent: i64, places: u64) -> Option<BigInt> {
    if exponent + mantissa.bits() as i64 >= 0 {
        return None;
    }
    let units = shifted(mantissa.magnitude(), exponent + places as i64);
    let square = (&units * &units) >> places;
    let cubic = (&units / 3u32 * square) >> places;
    cubic.is_zero().then(|| units.into())
}

/// The angle of a tangent from 0 to 1, by that of a fraction of the angle.
fn angle_of(mut units: BigUint, one: &BigUint, places: u64, halvings: u64) -> BigInt {
    for _ in 0..halvings {
        let secant = ((one << places) + &units * &units).sqrt();
        units = (units << places) / (one + secant);
    }
    series(units, places, true) << halvings
}
