//! Arguments that were made to be expensive: all end at once, with a value that holds or with none.

use dashu_int::IBig;
use exitrl_math_grader::ball::{Arithmetic, Ball};
use serde_json::json;

use super::oracle::Claims;
use super::tree::real;

const NAMES: [&str; 7] = ["sqrt", "exp", "ln", "sin", "cos", "atan", "floor"];

/// `3 * 2^exponent`, by squaring.
fn power_of_two(with: &Arithmetic, exponent: i64) -> Ball {
    let power = with.power(&with.integer(2), exponent);
    power.and_then(|power| with.mul(&with.integer(3), &power)).expect("an exponent of less than 33 bits")
}

#[test]
fn huge_and_tiny_exponents_end_and_hold() {
    let mut claims = Claims::default();
    for bits in [128, 1024] {
        let with = &mut Arithmetic::new(bits);
        for exponent in [31, 30, 24, 20, 16, 12, 6] {
            for side in [1_i64, -1] {
                let exponent = side << exponent;
                for sign in [1, -1] {
                    let a = with.mul(&power_of_two(with, exponent), &with.integer(sign)).unwrap();
                    for name in NAMES {
                        if let Some(value) = real(with, name, &a) {
                            assert!(!value.is_zero() || name == "floor", "{name} of 3 * 2^{exponent}");
                            // The oracle writes whole numbers and cosines of tiny numbers out.
                            if exponent.abs() < 1 << 17 {
                                claims.real(json!([name, ["d", (3 * sign).to_string(), exponent]]), bits, &value);
                            }
                        }
                    }
                    for index in [2, 3, 8, 9, 64, 65, 1000, u32::MAX] {
                        if let Some(value) = with.root(&a, index) {
                            let words = json!(["d", (3 * sign).to_string(), exponent]);
                            if index < 1001 && exponent.abs() < 1 << 17 {
                                claims.real(json!(["root", words, index]), bits, &value);
                            }
                        }
                    }
                }
            }
        }
    }
    claims.check();
}

#[test]
fn angles_next_to_multiples_of_pi_hold() {
    let mut claims = Claims::default();
    for bits in [128, 512, 1024] {
        let with = &mut Arithmetic::new(bits);
        let pi = with.pi().unwrap();
        for factor in [1, 2, 3, 7, 22, 1000, 1 << 30, (1_i64 << 38) + 1] {
            let a = with.mul(&pi, &with.integer(factor)).unwrap();
            let (sin, cos) = with.sin_cos(&a).unwrap();
            let words = json!(["mul", ["pi"], ["q", factor.to_string(), "1"]]);
            claims.real(json!(["sin", words]), bits, &sin);
            claims.real(json!(["cos", words]), bits, &cos);
            assert!(sin.is_below(48 - bits as i64), "sin({factor} pi) is 0 to nearly all bits");
            // The midpoint is an exact number next to the multiple.
            let ((digits, exponent), _) = a.to_parts();
            let exact = with.mul(&with.integer(digits.clone()), &with.power(&with.integer(2), exponent).unwrap()).unwrap();
            assert!(exact.is_exact());
            let (sin, cos) = with.sin_cos(&exact).unwrap();
            let words = json!(["d", digits.to_string(), exponent]);
            claims.real(json!(["sin", words]), bits, &sin);
            claims.real(json!(["cos", words]), bits, &cos);
        }
        assert!(with.sin_cos(&power_of_two(with, 40)).is_none(), "beyond all reduction");
    }
    claims.check();
}

#[test]
fn arguments_next_to_1_hold() {
    let mut claims = Claims::default();
    for bits in [128, 1024] {
        let with = &mut Arithmetic::new(bits);
        for distance in [1, 20, 64, 100, 127, 128, 1000, 1023] {
            for side in [1, -1] {
                let off = with.mul(&with.integer(side), &with.power(&with.integer(2), -distance).unwrap()).unwrap();
                let a = with.add(&with.integer(1), &off).unwrap();
                let ((digits, exponent), (error, _)) = a.to_parts();
                if error != 0.0 {
                    continue;
                }
                let words = json!(["d", digits.to_string(), exponent]);
                for name in NAMES {
                    let value = real(with, name, &a).unwrap();
                    claims.real(json!([name, words]), bits, &value);
                }
            }
        }
    }
    claims.check();
}

#[test]
fn powers_of_everything_end() {
    let with = &mut Arithmetic::new(128);
    let third = with.div(&with.integer(1), &with.integer(3)).unwrap();
    let near_one = with.add(&with.integer(1), &power_of_two(with, -100)).unwrap();
    for a in [with.integer(0), with.integer(1), with.integer(-1), with.integer(2), third, near_one] {
        for exponent in [i64::MIN, i64::MIN + 1, -(1 << 40), -1, 0, 1, 1 << 33, i64::MAX] {
            if let Some(value) = with.power(&a, exponent) {
                assert!(value.is_below(1 << 34));
            }
        }
    }
    assert_eq!(with.power(&with.integer(-1), i64::MAX).unwrap().to_f64(), -1.0);
    assert!(with.power(&with.integer(2), 1 << 33).is_none(), "out of all measure");
    assert!(with.power(&with.integer(0), -1).is_none());
    // (1 + 3/2^100)^(2^62) is 1 + 3/2^38, and 3/2^38 = 1.0914e-11.
    let power = with.power(&with.add(&with.integer(1), &power_of_two(with, -100)).unwrap(), 1 << 62).unwrap();
    assert!((power.to_f64() - 1.0 - 1.0914e-11).abs() < 1e-15 && power.sign().is_some());
}

#[test]
fn factorials_by_multiplication_keep_nearly_all_bits() {
    let with = Arithmetic::new(256);
    let mut all = with.integer(1);
    for factor in 1..=2_000 {
        all = with.mul(&all, &with.integer(factor)).unwrap();
    }
    // 2000! has 19,053 bits (5,736 digits); 2,000 roundings of half a unit to four times as much lose 13 bits.
    let (_, (_, error)) = all.to_parts();
    assert!(all.is_below(19_053) && error < 19_053 - 256 + 14, "{error}");
}

#[test]
fn no_precision_and_no_number_makes_a_panic() {
    for bits in [0, 1, 31, 33] {
        let with = &mut Arithmetic::new(bits);
        let a = with.integer((IBig::ONE << 5_000) + IBig::ONE);
        for name in NAMES {
            let _ = real(with, name, &a);
        }
        assert!(!a.is_exact() && a.is_below(5_001) && a.to_f64().is_infinite());
        assert!(with.root(&a, 0).is_none() && with.root(&a, 1).is_some());
    }
    // A ball of more bits than the arithmetic: rounded, with the rounding in its error.
    let (fine, coarse) = (Arithmetic::new(1024), Arithmetic::new(64));
    let third = fine.div(&fine.integer(1), &fine.integer(3)).unwrap();
    let same = coarse.add(&third, &coarse.integer(0)).unwrap();
    let product = coarse.mul(&third, &third).unwrap();
    assert!(!same.is_exact() && (product.to_f64() - 1.0 / 9.0).abs() < 1e-15);
}
