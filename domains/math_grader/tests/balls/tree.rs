//! Random expressions, their values in balls, and the words that the oracle reads.

use arbtest::arbitrary::{Result, Unstructured};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use exitrl_math_grader::ball::{Arithmetic, Ball, Complex};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Rational(RBig),
    Pi,
    I,
    One(&'static str, Box<Tree>),
    Two(&'static str, Box<Tree>, Box<Tree>),
    Power(Box<Tree>, i64),
    Root(Box<Tree>, u32),
}

use Tree::{One, Pi, Power, Rational, Root, Two};

/// What may be in a tree.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Sums, products, quotients and whole powers of rational numbers.
    Rational,
    /// Real functions too.
    Real,
    /// Complex numbers and functions too.
    Complex,
}

const SIMPLE: [&str; 4] = ["add", "sub", "mul", "div"];
const REAL: [&str; 6] = ["sqrt", "exp", "ln", "sin", "cos", "atan"];
const COMPLEX: [&str; 8] = ["sqrt", "exp", "ln", "sin", "cos", "atan", "asin", "acos"];

/// A rational number, of any of many sizes.
pub(crate) fn rational(u: &mut Unstructured<'_>) -> Result<RBig> {
    let top = IBig::from(u.int_in_range(-1_000_000..=1_000_000_i64)?);
    Ok(match u.int_in_range(0..=9_u8)? {
        0..=3 => RBig::from_parts(top % IBig::from(50), u.int_in_range(1..=12_u8)?.into()),
        4..=6 => RBig::from_parts(top, u.int_in_range(1..=1_000_000_u64)?.into()),
        7 => RBig::from_parts(top, UBig::ONE << u.int_in_range(0..=300_usize)?),
        8 => RBig::from(top << u.int_in_range(0..=20_usize)?),
        // Next to a small whole number.
        _ => RBig::from(top.clone() % IBig::from(7)) + RBig::from_parts(top, UBig::ONE << u.int_in_range(20..=200_usize)?),
    })
}

impl Tree {
    pub(crate) fn random(u: &mut Unstructured<'_>, kind: Kind, depth: u32) -> Result<Self> {
        if depth == 0 || u.ratio(1, 6)? {
            return Ok(match u.int_in_range(0..=8_u8)? {
                0 if kind != Kind::Rational => Pi,
                1 | 2 if kind == Kind::Complex => Tree::I,
                _ => Rational(rational(u)?),
            });
        }
        let part = Box::new(Self::random(u, kind, depth - 1)?);
        Ok(match u.int_in_range(0..=9_u8)? {
            5..=8 if kind == Kind::Real => One(u.choose(&REAL)?, part),
            5..=8 if kind == Kind::Complex => One(u.choose(&COMPLEX)?, part),
            9 if kind == Kind::Complex => Two("pow", part, Box::new(Self::random(u, kind, depth - 1)?)),
            4 if kind == Kind::Real => Root(part, u.int_in_range(1..=70)?),
            3 => Power(part, u.int_in_range(-9..=9)?),
            _ => Two(u.choose(&SIMPLE)?, part, Box::new(Self::random(u, kind, depth - 1)?)),
        })
    }

    pub(crate) fn json(&self) -> Value {
        match self {
            Rational(value) => json!(["q", value.numerator().to_string(), value.denominator().to_string()]),
            Pi => json!(["pi"]),
            Tree::I => json!(["i"]),
            One(name, a) => json!([name, a.json()]),
            Two(name, a, b) => json!([name, a.json(), b.json()]),
            Power(a, exponent) => json!(["power", a.json(), exponent]),
            Root(a, index) => json!(["root", a.json(), index]),
        }
    }

    /// The value, exactly, of a tree of the rational kind; [`None`] where it divides by 0.
    pub(crate) fn exact(&self) -> Option<RBig> {
        Some(match self {
            Rational(value) => value.clone(),
            Two(name, a, b) => {
                let (a, b) = (a.exact()?, b.exact()?);
                match *name {
                    "add" => a + b,
                    "sub" => a - b,
                    "mul" => a * b,
                    _ if b.is_zero() => return None,
                    _ => a / b,
                }
            }
            Power(a, exponent) => {
                let base = a.exact()?;
                if base.is_zero() && *exponent < 0 {
                    return None;
                }
                let mut all = RBig::ONE;
                for _ in 0..exponent.unsigned_abs() {
                    all *= &base;
                }
                if *exponent < 0 { RBig::ONE / all } else { all }
            }
            _ => return None,
        })
    }

    pub(crate) fn real(&self, with: &mut Arithmetic) -> Option<Ball> {
        match self {
            Rational(value) => with.rational(value),
            Pi => with.pi(),
            Tree::I => None,
            One(name, a) => {
                let a = a.real(with)?;
                real(with, name, &a)
            }
            Two(name, a, b) => {
                let (a, b) = (a.real(with)?, b.real(with)?);
                match *name {
                    "add" => with.add(&a, &b),
                    "sub" => with.sub(&a, &b),
                    "mul" => with.mul(&a, &b),
                    "atan2" => with.atan2(&a, &b),
                    _ => with.div(&a, &b),
                }
            }
            Power(a, exponent) => {
                let a = a.real(with)?;
                with.power(&a, *exponent)
            }
            Root(a, index) => {
                let a = a.real(with)?;
                with.root(&a, *index)
            }
        }
    }

    pub(crate) fn complex(&self, with: &mut Arithmetic) -> Option<Complex> {
        match self {
            Tree::I => Some(with.i()),
            Rational(_) | Pi => {
                let ball = self.real(with)?;
                Some(with.real(ball))
            }
            One(name, a) => {
                let a = a.complex(with)?;
                complex(with, name, &a)
            }
            Two(name, a, b) => {
                let (a, b) = (a.complex(with)?, b.complex(with)?);
                match *name {
                    "add" => with.plus(&a, &b),
                    "sub" => with.minus(&a, &b),
                    "mul" => with.times(&a, &b),
                    "div" => with.over(&a, &b),
                    // The oracle has no logarithm of 0.
                    _ => with.complex_power(&a, &b).filter(|_| !a.is_zero()),
                }
            }
            Power(a, exponent) => {
                let a = a.complex(with)?;
                with.whole_power(&a, *exponent)
            }
            Root(..) => None,
        }
    }
}

/// A real function by its name.
pub(crate) fn real(with: &mut Arithmetic, name: &str, a: &Ball) -> Option<Ball> {
    match name {
        "sqrt" => with.sqrt(a),
        "exp" => with.exp(a),
        "ln" => with.ln(a),
        "sin" => Some(with.sin_cos(a)?.0),
        "cos" => Some(with.sin_cos(a)?.1),
        "floor" => with.floor(a),
        _ => with.atan(a),
    }
}

/// A complex function by its name.
pub(crate) fn complex(with: &mut Arithmetic, name: &str, a: &Complex) -> Option<Complex> {
    match name {
        "sqrt" => with.complex_sqrt(a),
        "exp" => with.complex_exp(a),
        "ln" => with.complex_ln(a),
        "sin" => Some(with.complex_sin_cos(a)?.0),
        "cos" => Some(with.complex_sin_cos(a)?.1),
        "asin" => with.complex_asin(a),
        "acos" => with.complex_acos(a),
        _ => with.complex_atan(a),
    }
}
