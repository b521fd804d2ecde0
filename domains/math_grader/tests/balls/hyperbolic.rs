//! Hyperbolic functions and their inverses, and what the grader makes of them.

use std::cmp::Ordering;

use dashu_base::BitTest;
use dashu_ratio::RBig;
use exitrl_math_grader::ball::{Arithmetic, Ball, Complex};
use exitrl_math_grader::{Policy, compare};
use serde_json::json;

use super::oracle::Claims;
use super::tree::Tree;

const FUNCTIONS: [&str; 6] = ["sinh", "cosh", "tanh", "asinh", "acosh", "atanh"];

fn value(with: &mut Arithmetic, name: &str, z: &Complex) -> Option<Complex> {
    match name {
        "sinh" => Some(with.complex_sinh_cosh(z)?.0),
        "cosh" => Some(with.complex_sinh_cosh(z)?.1),
        "tanh" => with.complex_tanh(z),
        "asinh" => with.complex_asinh(z),
        "acosh" => with.complex_acosh(z),
        _ => with.complex_atanh(z),
    }
}

#[test]
fn values_of_real_and_complex_numbers_are_the_principal_ones() {
    let mut claims = Claims::default();
    let thirds = |n: i32| RBig::from_parts(n.into(), 3_u8.into());
    for bits in [128, 512] {
        let with = &mut Arithmetic::new(bits);
        for re in -8..=8 {
            for im in -8..=8 {
                let (re, im) = (thirds(re), thirds(im));
                let z = Complex { re: with.rational(&re).unwrap(), im: with.rational(&im).unwrap() };
                let (x, y) = (Tree::Rational(re).json(), Tree::Rational(im).json());
                for name in FUNCTIONS {
                    // On the cut of the last one, conventions differ.
                    if name == "atanh" && z.is_real() && !z.re.is_below(0) {
                        continue;
                    }
                    let value = value(with, name, &z).unwrap();
                    claims.complex(json!([name, ["add", x, ["mul", y, ["i"]]]]), bits, &value);
                }
            }
        }
    }
    claims.check();
}

#[test]
fn small_and_large_real_numbers_lose_no_digits() {
    let mut claims = Claims::default();
    for bits in [128, 1024] {
        let with = &mut Arithmetic::new(bits);
        for exponent in [-1000, -300, -65, -9, -8, -7, -1, 1, 4, 8, 10, 12, 18] {
            for sign in [1_i64, -1] {
                let power = with.power(&with.integer(2), exponent).unwrap();
                let a = with.mul(&with.integer(3 * sign), &power).unwrap();
                let z = with.real(a);
                for name in ["sinh", "cosh", "tanh", "asinh"] {
                    let value = value(with, name, &z).unwrap();
                    assert!(value.is_real());
                    claims.real(json!([name, ["d", (3 * sign).to_string(), exponent]]), bits, &value.re);
                    let ((_, _), (_, error)) = value.re.to_parts();
                    // arsinh takes the logarithm of a number next to 1.
                    let lost = if name == "asinh" { -exponent.min(0) } else { 20 };
                    assert!(
                        error <= top(&value.re) - bits as i64 + lost + 8,
                        "{name} of {sign} * 3 * 2^{exponent} at {bits}: 2^{error}"
                    );
                    let expected = if sign == 1 || name == "cosh" { Ordering::Greater } else { Ordering::Less };
                    assert!(name == "asinh" || value.re.sign() == Some(expected));
                }
            }
        }
    }
    claims.check();
}

/// The power of two above the midpoint.
fn top(ball: &Ball) -> i64 {
    let ((digits, exponent), _) = ball.to_parts();
    digits.bit_len() as i64 + exponent
}

fn are_equal(gold: &str, answer: &str) -> bool {
    let there = compare(gold, answer, &Policy::default()).correct;
    assert_eq!(there, compare(answer, gold, &Policy::default()).correct, "{gold} and {answer}");
    there
}

#[test]
fn the_grader_knows_them_by_their_logarithms() {
    assert!(are_equal("\\operatorname{arcsinh}(-10^{30})", "-\\ln(10^{30}+\\sqrt{10^{60}+1})"));
    assert!(are_equal("\\operatorname{arccosh} 2", "\\ln(2+\\sqrt{3})"));
    assert!(are_equal("\\tanh(\\ln 3)", "\\frac{4}{5}"));
    assert!(!are_equal("\\tanh(\\ln 3)", "\\frac{4}{6}"));
    // The size of a number that is 0, but not by its form.
    assert!(are_equal("2+|\\sqrt{2}\\sqrt{3}-\\sqrt{6}|", "2"));
}

#[test]
fn a_fraction_next_to_a_whole_number_is_not_taken_for_it() {
    // 3 + 2^-60 has no factorial, and (-2)^(3 + 2^-60) is no real number.
    assert!(!are_equal("6", "(3+2^{-60})!"));
    assert!(!are_equal("-8\\sqrt{2}", "\\sqrt{2}(-2)^{3+2^{-60}}"));
    let with = Arithmetic::new(128);
    let power = with.power(&with.integer(2), -60).unwrap();
    let near = with.add(&with.integer(3), &power).unwrap();
    assert!(near.is_exact() && near.to_f64() == 3.0 && near.to_whole().is_none());
    assert_eq!(with.integer(-3).to_whole(), Some(-3));
    assert_eq!(with.integer(0).to_whole(), Some(0));
    assert_eq!(with.integer(1_i64 << 61).to_whole(), Some(1 << 61));
    assert_eq!(with.integer(i64::MAX).to_whole(), None);
}
