//! Units of measurement, converted exactly.
//!
//! ```text
//! token.rs   the text as words, signs and small integers
//!   └─► read.rs     powers, "per", brackets: one [`Unit`]
//!         ├─► tail.rs     what is said about what is measured
//!         ├─► product.rs  units multiplied and raised
//!         └─► lookup.rs   symbols, names, prefixes, plurals
//!               └─► table.rs    every known unit and its exact size
//! noun.rs    what is counted, where it is no unit
//! measure.rs "2 hours 30 minutes" and "fifty percent" as one number with one unit
//! compare.rs how the values of two answers relate, given their units
//! ```
//!
//! [`parse`] reads what stands after a number, [`compare`] says what its answer means for two numbers. Nothing is rounded: a size is a
//! rational, with a power of pi beside it for angles.
//!
//! ```
//! use dashu_ratio::RBig;
//! use exitrl_math_grader::units::{Relation, compare, parse};
//!
//! let (metres, centimetres) = (parse("m").unwrap(), parse("centimeters").unwrap());
//! let Relation::Convert(conversion) = compare(Some(&metres), Some(&centimetres)) else { panic!("they convert") };
//! assert_eq!(conversion.apply(&RBig::from(5)), Some(RBig::from(500)));
//! ```

mod compare;
mod lookup;
mod measure;
mod noun;
mod product;
mod read;
mod table;
mod tail;
#[cfg(test)]
mod tests;
mod token;

use dashu_ratio::RBig;

pub use compare::{Conversion, Relation, compare, relations};
pub use measure::{measure, spoken};
pub(crate) use noun::singular;
pub use read::{MAX_BYTES, MAX_EXPONENT, parse};

/// Exponents of the base units: metre, kilogram, second, ampere, kelvin, mole, candela, radian, bit, month and money, and which money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dimension {
    /// In the order above.
    pub exponents: [i8; table::BASES],
    /// A number for each currency; 0 where there is none.
    pub currency: u8,
}

/// What kind of unit it is, for [`compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A unit of the table, or several of them.
    Known,
    /// "units", "square units": of a length, whichever it is.
    Any,
    /// Percent and its kin: a number, whose `factor` is 1/100.
    Ratio,
    /// Things that are counted, or a bare "dozen".
    Noun,
}

/// A unit of measurement: `value * factor * pi^pi + offset` is the value in SI units.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its kind.
    pub kind: Kind,
    /// Its dimension.
    pub dimension: Dimension,
    /// Its size in SI units, without the power of pi.
    pub factor: RBig,
    /// The power of pi in its size: 1 for a degree.
    pub pi: i8,
    /// Where its scale begins, in kelvins; 0 but for degrees Celsius and Fahrenheit.
    pub offset: RBig,
    /// The part of `factor` that is a plain number: 12 in "dozen eggs", 1000000 in "million dollars".
    pub scale: RBig,
    /// What is counted, in small letters and in the singular; of a known unit the direction that was said, as "north" in "miles north".
    /// Empty where there is none.
    pub noun: String,
    /// What the same text means as well: "pounds" are also money.
    pub other: Option<Box<Unit>>,
}

impl Unit {
    /// Whether every part of the unit is in the table, so that it is no noun.
    pub fn is_known(&self) -> bool {
        self.kind != Kind::Noun
    }

    /// Whether it is percent or its kin.
    pub fn is_ratio(&self) -> bool {
        self.kind == Kind::Ratio
    }

    /// Whether it is an angle, of the first power.
    pub fn is_angle(&self) -> bool {
        self.kind == Kind::Known && self.dimension == Dimension { exponents: angle(), currency: 0 }
    }

    /// Whether it only says a direction, as the "increase" behind a percentage does.
    pub fn is_direction(&self) -> bool {
        self.kind == Kind::Noun && tail::is_direction(&self.noun)
    }

    /// Whether it is money and nothing else.
    pub fn is_money(&self) -> bool {
        self.dimension.currency != 0 && self.dimension.exponents.iter().map(|power| power.unsigned_abs()).sum::<u8>() == 1
    }
}

fn angle() -> [i8; table::BASES] {
    let mut exponents = [0; table::BASES];
    exponents[table::ANGLE] = 1;
    exponents
}

/// Whether a letter alone is a unit that people write: after a number it may as well be a variable, which the caller has to decide.
pub fn is_unit_letter(letter: char) -> bool {
    "mgshdtlLNJWVAKCFT".contains(letter)
}
