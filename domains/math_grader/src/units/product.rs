//! Units multiplied, divided and raised.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::table::{BASES, Entry, Special};
use super::{Dimension, Kind, MAX_EXPONENT, Unit};

/// Units multiplied.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) factor: RBig,
    pub(super) pi: i32,
    pub(super) exponents: [i32; BASES],
    pub(super) currency: u8,
    pub(super) offset: (u32, u32),
    pub(super) parts: u32,
    pub(super) special: Special,
    pub(super) nouns: u32,
}

impl Product {
    pub(super) fn new() -> Self {
        Self {
            factor: RBig::ONE,
            pi: 0,
            exponents: [0; BASES],
            currency: 0,
            offset: (0, 1),
            parts: 0,
            special: Special::No,
            nouns: 0,
        }
    }

    pub(super) fn of(entry: &Entry, ten: i32) -> Self {
        let mut factor = RBig::from_parts(IBig::from(entry.number), UBig::from(entry.divisor));
        let ten = i32::from(entry.ten) + ten;
        let power = RBig::from(UBig::from(10_u8).pow(ten.unsigned_abs() as usize));
        if ten >= 0 {
            factor *= power;
        } else {
            factor /= power;
        }
        Self {
            factor,
            pi: entry.pi.into(),
            exponents: entry.exponents.map(i32::from),
            currency: entry.currency,
            offset: entry.offset,
            parts: 1,
            special: entry.special,
            nouns: 0,
        }
    }

    pub(super) fn noun() -> Self {
        Self { parts: 1, nouns: 1, ..Self::new() }
    }

    /// Whether two products are of the same size.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.exponents == other.exponents && self.pi == other.pi && self.currency == other.currency && self.factor == other.factor
    }

    pub(super) fn power(mut self, power: i32) -> Option<Self> {
        if power == 1 {
            return Some(self);
        }
        if power == 0 || power.abs() > MAX_EXPONENT || self.special == Special::Ratio {
            return None;
        }
        self.factor = self.factor.pow(isize::try_from(power).ok()?);
        self.pi *= power;
        self.exponents = self.exponents.map(|exponent| exponent * power);
        self.offset = (0, 1);
        self.exponents.iter().all(|exponent| exponent.abs() <= MAX_EXPONENT).then_some(self)
    }

    pub(super) fn times(&mut self, other: &Self) -> Option<()> {
        if self.currency != 0 && other.currency != 0 && self.currency != other.currency {
            return None;
        }
        // A ratio or "units" cannot be a part of something larger.
        let mixed = |product: &Self| product.parts > 0 && product.special != Special::No;
        if mixed(self) && other.parts > 0 || mixed(other) && self.parts > 0 {
            return None;
        }
        self.factor *= &other.factor;
        self.pi += other.pi;
        for (exponent, more) in self.exponents.iter_mut().zip(other.exponents) {
            *exponent += more;
        }
        self.currency |= other.currency;
        self.offset = if self.parts == 0 { other.offset } else { (0, 1) };
        self.special = if self.parts == 0 { other.special } else { self.special };
        self.parts += other.parts;
        self.nouns += other.nouns;
        self.exponents.iter().all(|exponent| exponent.abs() <= MAX_EXPONENT).then_some(())
    }

    pub(super) fn into_unit(self, scale: RBig) -> Option<Unit> {
        let mut exponents = [0; BASES];
        for (to, from) in exponents.iter_mut().zip(self.exponents) {
            *to = i8::try_from(from).ok()?;
        }
        let currency = if exponents[BASES - 1] == 0 { 0 } else { self.currency };
        let kind = match self.special {
            Special::Ratio => Kind::Ratio,
            Special::Any => Kind::Any,
            Special::No if self.parts == self.nouns => Kind::Noun,
            Special::No => Kind::Known,
        };
        let scale = if kind == Kind::Ratio { &scale * &self.factor } else { scale };
        let factor = if kind == Kind::Ratio { scale.clone() } else { self.factor * &scale };
        Some(Unit {
            kind,
            dimension: Dimension { exponents, currency },
            factor,
            pi: i8::try_from(self.pi).ok()?,
            offset: RBig::from_parts(IBig::from(self.offset.0), UBig::from(self.offset.1)),
            scale,
            noun: String::new(),
            other: None,
        })
    }
}
