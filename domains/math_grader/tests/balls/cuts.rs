//! Branch cuts of the complex functions: on a cut, beside it, and across it.

use dashu_ratio::RBig;
use exitrl_math_grader::ball::{Arithmetic, Complex};
use serde_json::json;

use super::oracle::Claims;
use super::tree::{Tree, complex};

const FUNCTIONS: [&str; 6] = ["ln", "sqrt", "asin", "acos", "atan", "exp"];

fn quarters(n: i32) -> RBig {
    RBig::from_parts(n.into(), 4_u8.into())
}

/// `re + im i`, both as intervals.
fn between(with: &Arithmetic, re: [RBig; 2], im: [RBig; 2]) -> Complex {
    let part = |[low, high]: [RBig; 2]| with.interval(&low, &high).expect("an interval of small numbers");
    Complex { re: part(re), im: part(im) }
}

/// The oracle's words for `re + im i`.
fn words(re: &RBig, im: &RBig) -> serde_json::Value {
    let (re, im) = (Tree::Rational(re.clone()).json(), Tree::Rational(im.clone()).json());
    json!(["add", re, ["mul", im, ["i"]]])
}

#[test]
fn values_on_and_beside_the_cuts_are_the_principal_ones() {
    let mut claims = Claims::default();
    let near = RBig::from_parts(1.into(), dashu_int::UBig::ONE << 40);
    // The plane from -2.5 to 2.5 in quarters, with numbers next to both axes.
    for re in -10..=10 {
        for im in -10..=10 {
            for (off_re, off_im) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
                if (off_re, off_im) != (0, 0) && re != 0 && im != 0 {
                    continue;
                }
                let re = quarters(re) + RBig::from(off_re) * &near;
                let im = quarters(im) + RBig::from(off_im) * &near;
                let with = &mut Arithmetic::new(128);
                let z = between(with, [re.clone(), re.clone()], [im.clone(), im.clone()]);
                for name in FUNCTIONS {
                    match complex(with, name, &z) {
                        Some(value) => claims.complex(json!([name, words(&re, &im)]), 128, &value),
                        // The logarithm has a pole at 0, the arc tangent at i and -i.
                        None => assert!(
                            name == "ln" && z.is_zero() || name == "atan" && re.is_zero() && (&im * &im).is_one(),
                            "{name} of {re} + {im} i is not known"
                        ),
                    }
                }
                let exponent = between(with, [quarters(3), quarters(3)], [quarters(1), quarters(1)]);
                if let Some(value) = with.complex_power(&z, &exponent).filter(|_| !z.is_zero()) {
                    claims.complex(json!(["pow", words(&re, &im), words(&quarters(3), &quarters(1))]), 128, &value);
                }
            }
        }
    }
    assert!(claims.len() > 4_000, "only {} values", claims.len());
    claims.check();
}

#[test]
fn there_is_no_value_across_a_cut_and_there_is_one_where_the_function_goes_on() {
    let with = &mut Arithmetic::new(128);
    let around = |n: i32| [quarters(4 * n) - quarters(1) / RBig::from(100), quarters(4 * n) + quarters(1) / RBig::from(100)];
    let across_real = |with: &Arithmetic, re: i32| between(with, around(re), around(0));
    let across_imaginary = |with: &Arithmetic, im: i32| between(with, around(0), around(im));
    let known = |with: &mut Arithmetic, name: &str, z: &Complex| complex(with, name, z).is_some();

    for name in ["ln", "sqrt"] {
        assert!(!known(with, name, &across_real(with, -2)), "{name} jumps at -2");
        assert!(known(with, name, &across_real(with, 2)), "{name} goes on at 2");
        assert!(known(with, name, &across_imaginary(with, 2)) && known(with, name, &across_imaginary(with, -2)));
        assert!(!known(with, name, &across_real(with, 0)), "{name} is not smooth at 0");
    }
    for name in ["asin", "acos"] {
        assert!(!known(with, name, &across_real(with, -2)) && !known(with, name, &across_real(with, 2)), "{name} jumps");
        assert!(!known(with, name, &across_real(with, 1)), "{name} is not smooth at 1");
        assert!(known(with, name, &across_real(with, 0)) && known(with, name, &across_imaginary(with, 2)), "{name} goes on");
    }
    assert!(!known(with, "atan", &across_imaginary(with, 2)) && !known(with, "atan", &across_imaginary(with, -2)));
    assert!(!known(with, "atan", &across_imaginary(with, 1)), "a pole at i");
    assert!(known(with, "atan", &across_imaginary(with, 0)) && known(with, "atan", &across_real(with, 2)));
    let (z, half) = (across_real(with, -2), with.rational(&quarters(2)).unwrap());
    let half = with.real(half);
    assert!(with.complex_power(&z, &half).is_none(), "a power jumps with the logarithm");
}

#[test]
fn what_is_real_by_construction_stays_real() {
    let with = &mut Arithmetic::new(128);
    let two = with.real(with.integer(2));
    let root = with.complex_sqrt(&two).unwrap();
    let turned = with.times(&with.i(), &root).unwrap();
    // (i sqrt 2)^2 = -2, with an imaginary part of 0 and nothing else.
    let square = with.times(&turned, &turned).unwrap();
    assert!(square.is_real() && square.re.to_f64() == -2.0);
    // The quotient by a real number has no rounding of a norm in it: 2 i / 2 = i.
    let i = with.over(&with.times(&with.i(), &two).unwrap(), &two).unwrap();
    assert!(i.re.is_zero() && i.im.is_exact() && i.im.to_f64() == 1.0);
}
