//! Balls hold the true value: against mpmath where it is there, against exact rationals and higher precision everywhere.

mod cuts;
mod hostile;
mod hyperbolic;
mod oracle;
mod tree;

use std::cmp::Ordering;

use arbtest::arbitrary::{Result, Unstructured};
use dashu_int::UBig;
use dashu_ratio::RBig;
use exitrl_math_grader::ball::{Arithmetic, Ball};
use oracle::Claims;
use serde_json::json;
use tree::{Kind, Tree};

/// Precisions that the grader uses, and the least one.
const PRECISIONS: [usize; 5] = [32, 128, 256, 512, 1024];

/// Bytes for random choices, the same in every run.
pub(crate) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        // The finalizer of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(length).collect()
}

/// An argument: an interval, and a number in it.
fn argument(u: &mut Unstructured<'_>) -> Result<(RBig, RBig, RBig)> {
    let low = tree::rational(u)?;
    if u.ratio(1, 3)? {
        return Ok((low.clone(), low.clone(), low));
    }
    let size = low.clone().max(-low.clone()).max(RBig::ONE);
    let width = size / RBig::from(UBig::ONE << u.int_in_range(1..=400_usize)?);
    let part = RBig::from_parts(u.int_in_range(0..=8_u8)?.into(), 8_u8.into());
    Ok((low.clone(), &low + &width, low + width * part))
}

#[test]
fn every_function_of_numbers_and_intervals_of_many_sizes_holds_the_true_value() {
    let mut claims = Claims::default();
    for seed in 0..900 {
        let bytes = noise(seed, 4096);
        let u = &mut Unstructured::new(&bytes);
        let bits = PRECISIONS[seed as usize % PRECISIONS.len()];
        let with = &mut Arithmetic::new(bits);
        let (low, high, x) = argument(u).unwrap();
        let (other_low, other_high, y) = argument(u).unwrap();
        let (a, b) = (with.interval(&low, &high).unwrap(), with.interval(&other_low, &other_high).unwrap());
        let (x, y) = (Tree::Rational(x).json(), Tree::Rational(y).json());
        for name in ["sqrt", "exp", "ln", "sin", "cos", "atan", "floor"] {
            if let Some(value) = tree::real(with, name, &a) {
                claims.real(json!([name, x]), bits, &value);
            }
        }
        let pairs = [
            ("add", with.add(&a, &b)),
            ("sub", with.sub(&a, &b)),
            ("mul", with.mul(&a, &b)),
            ("div", with.div(&a, &b)),
            ("atan2", with.atan2(&a, &b)),
        ];
        for (name, value) in pairs {
            if let Some(value) = value {
                claims.real(json!([name, x, y]), bits, &value);
            }
        }
        let exponent = u.int_in_range(-40..=40_i64).unwrap();
        if let Some(value) = with.power(&a, exponent) {
            claims.real(json!(["power", x, exponent]), bits, &value);
        }
        let index = u.int_in_range(1..=1000_u32).unwrap() >> u.int_in_range(0..=9_u32).unwrap();
        if let Some(value) = with.root(&a, index) {
            claims.real(json!(["root", x, index]), bits, &value);
        }
    }
    assert!(claims.len() > 5_000, "only {} values", claims.len());
    claims.check();
}

#[test]
fn the_oracle_says_no_to_a_ball_beside_the_true_value() {
    let with = &mut Arithmetic::new(128);
    let (third, tenth) = (json!(["q", "1", "3"]), RBig::from_parts(1.into(), 10_u8.into()));
    let mut claims = Claims::default();
    let value = with.rational(&RBig::from_parts(1.into(), 3_u8.into())).unwrap();
    claims.real(third.clone(), 128, &value);
    // 0.3 to 0.3333 stops short of 1/3, and the square root of -1/3 is no real number.
    let short = RBig::from_parts(3333.into(), 10_000_u32.into());
    claims.real(third.clone(), 128, &with.interval(&(tenth * RBig::from(3)), &short).unwrap());
    claims.real(json!(["sqrt", ["sub", ["q", "0", "1"], third]]), 128, &value);
    if let Some(wrong) = claims.wrong() {
        assert_eq!(wrong.len(), 2, "{wrong:?}");
    }
}

#[test]
fn random_expressions_hold_the_true_value() {
    let mut claims = Claims::default();
    for seed in 0..3_000 {
        let bytes = noise(10_000 + seed, 4096);
        let u = &mut Unstructured::new(&bytes);
        let bits = PRECISIONS[seed as usize % PRECISIONS.len()];
        let with = &mut Arithmetic::new(bits);
        if seed % 2 == 0 {
            let tree = Tree::random(u, Kind::Real, 5).unwrap();
            // What grew out of all measure takes the oracle too long.
            if let Some(value) = tree.real(with).filter(|value| value.is_below(100_000)) {
                claims.real(tree.json(), bits, &value);
            }
        } else {
            let tree = Tree::random(u, Kind::Complex, 4).unwrap();
            if let Some(value) = tree.complex(with).filter(|value| value.re.is_below(100_000) && value.im.is_below(100_000)) {
                claims.complex(tree.json(), bits, &value);
            }
        }
    }
    assert!(claims.len() > 1_500, "only {} values", claims.len());
    claims.check();
}

/// Whether two balls have a number in common, exactly.
fn meet(a: &Ball, b: &Ball) -> Option<bool> {
    let ((low, high), (other_low, other_high)) = (a.to_bounds()?, b.to_bounds()?);
    Some(low <= other_high && other_low <= high)
}

#[test]
fn balls_of_128_and_of_512_bits_meet_and_the_latter_are_narrower() {
    let mut seen = 0;
    for seed in 0..2_000 {
        let bytes = noise(20_000 + seed, 4096);
        let tree = Tree::random(&mut Unstructured::new(&bytes), Kind::Real, 5).unwrap();
        let (Some(a), Some(b)) = (tree.real(&mut Arithmetic::new(128)), tree.real(&mut Arithmetic::new(512))) else { continue };
        if let Some(meet) = meet(&a, &b) {
            assert!(meet, "{tree:?}");
            seen += 1;
        }
        // An error of 0 stays 0; another one loses more than 300 of the 384 bits. Errors far below 2^-128 may lose less: next to 0,
        // e^x and cos x are known to many bits at any precision.
        let ((_, (wide, exponent)), (_, (narrow, other))) = (a.to_parts(), b.to_parts());
        let is_narrow = narrow == 0.0 || wide != 0.0 && (other < exponent - 300 || exponent < -140);
        assert!(is_narrow, "{tree:?}: {exponent}, {other}");
    }
    assert!(seen > 800, "only {seen} expressions have a value");
}

#[test]
fn signs_and_bounds_of_rational_expressions_are_those_of_the_exact_number() {
    for seed in 0..3_000 {
        let bytes = noise(30_000 + seed, 4096);
        let tree = Tree::random(&mut Unstructured::new(&bytes), Kind::Rational, 6).unwrap();
        let (Some(value), Some(exact)) = (tree.real(&mut Arithmetic::new(64)), tree.exact()) else { continue };
        let (low, high) = value.to_bounds().unwrap();
        assert!(low <= exact && exact <= high, "{tree:?}");
        if value.is_exact() {
            assert_eq!(low, high);
        }
        match value.sign() {
            Some(sign) => assert_eq!(sign, exact.cmp(&RBig::ZERO), "{tree:?}"),
            // Unknown only where the size is less than a little more than the error.
            None => assert!(low <= RBig::ZERO && RBig::ZERO <= high || (&high - &low) * RBig::from(1_000_000) > high, "{tree:?}"),
        }
    }
}

#[test]
fn one_operation_on_exact_numbers_is_off_by_four_units_in_the_last_place_at_most() {
    for bits in PRECISIONS {
        let with = &mut Arithmetic::new(bits);
        for (top, bottom) in [(1, 3), (2, 1), (7, 5), (355, 113), (22, 7), (1, 1000), (999, 1000), (123_456, 1)] {
            // A number of few digits, so that it is exact.
            let a = with.integer(top);
            let b = with.integer(bottom);
            let third = with.div(&a, &b);
            let (sin, cos) = with.sin_cos(&a).unwrap();
            let values = [third, with.sqrt(&a), with.ln(&a), with.atan(&a), with.root(&a, 3), with.exp(&b), with.root(&a, 37)];
            for value in values.into_iter().flatten().chain([cos, sin]).filter(|value| !value.is_exact()) {
                let ((digits, exponent), (_, error)) = value.to_parts();
                let top = exponent + digits.in_radix(2).to_string().trim_start_matches('-').len() as i64;
                assert!(error <= top - bits as i64 + 4, "{top}/{bottom} at {bits}: {error}");
            }
        }
    }
}

#[test]
fn signs_are_known_as_soon_as_the_error_is_below_the_number() {
    let with = &mut Arithmetic::new(128);
    let sign = |low: i32, high: i32| with.interval(&low.into(), &high.into()).unwrap().sign();
    assert_eq!(sign(1, 1000), Some(Ordering::Greater));
    assert_eq!(sign(-1000, -1), Some(Ordering::Less));
    assert_eq!(sign(0, 1000), None);
    assert_eq!(sign(-1, 1), None);
    assert_eq!(sign(0, 0), Some(Ordering::Equal));
}
