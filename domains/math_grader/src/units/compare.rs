//! How the values of two answers relate, given their units.

use dashu_ratio::RBig;

use super::table::{ANGLE, BASES, LENGTH, TEMPERATURE};
use super::{Dimension, Kind, Unit};

/// From a value in one unit to the value in another: `value * ratio * pi^pi + offset`.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The factor, without the power of pi.
    pub ratio: RBig,
    /// The power of pi.
    pub pi: i8,
    /// What is added, for temperatures.
    pub offset: RBig,
}

impl Conversion {
    /// The value in the other unit; [`None`] where pi keeps it from being rational.
    pub fn apply(&self, value: &RBig) -> Option<RBig> {
        (self.pi == 0).then(|| value * &self.ratio + &self.offset)
    }

    /// The conversion back.
    pub fn inverse(&self) -> Self {
        // Units with an offset have no pi, so the offset is divided by the ratio alone.
        let ratio = RBig::ONE / &self.ratio;
        let offset = -(&self.offset * &ratio);
        Self { ratio, pi: -self.pi, offset }
    }

    fn between(a: &Unit, b: &Unit) -> Self {
        let ratio = &a.factor / &b.factor;
        let offset = (&a.offset - &b.offset) / &b.factor;
        Self { ratio, pi: a.pi - b.pi, offset }
    }

    fn is_identity(&self) -> bool {
        self.pi == 0 && self.ratio == RBig::ONE && self.offset == RBig::ZERO
    }
}

/// What two units say about the numbers before them. A conversion goes from the first to the second.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// The same unit: the numbers have to be equal.
    Same,
    /// The same quantity: the first number has to be converted.
    Convert(Conversion),
    /// One unit is missing or unspecific: the numbers have to be equal.
    Compatible,
    /// The numbers have to be equal as they stand, or once the first one is converted: `28%` is 28 and 0.28, `90°` is 90 and pi/2.
    Either(Conversion),
    /// Different quantities: the answers differ, whatever the numbers are.
    Different,
}

impl Relation {
    /// How good a relation is, where a text may be read in two ways.
    fn rank(&self) -> u8 {
        match self {
            Self::Same => 4,
            Self::Convert(_) => 3,
            Self::Either(_) => 2,
            Self::Compatible => 1,
            Self::Different => 0,
        }
    }
}

/// How the values of two answers relate; symmetric, but for the direction of the conversion.
///
/// * A unit may be left out: then the numbers are compared as they stand. Where the unit is a number itself (percent, dozen, million) or a
///   plane angle that is not in radians, the converted number is accepted as well.
/// * Units of one dimension convert. Those of different dimensions differ, and so do two currencies.
/// * A radian is a plain number in a larger unit: rad/s is 1/s.
/// * Two directions that differ make units that differ: "miles north" and "miles south".
/// * "units" fit any length, "square units" any area, and so on; and everything that is counted.
/// * Two nouns are compatible, whatever they are. A noun and a known unit differ.
/// * A spelling with two meanings (pounds, ounces, tons, years, `C`) takes the one that fits better; [`relations`] has the others.
/// * Degrees fit a temperature of which the scale was not said.
pub fn compare(a: Option<&Unit>, b: Option<&Unit>) -> Relation {
    match (a, b) {
        (None, None) => Relation::Same,
        (Some(a), None) => to_bare(a),
        (None, Some(b)) => turned(to_bare(b)),
        (Some(a), Some(b)) => best(a, b),
    }
}

fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Convert(conversion) => Relation::Convert(conversion.inverse()),
        Relation::Either(conversion) => Relation::Either(conversion.inverse()),
        same => same,
    }
}

fn to_bare(unit: &Unit) -> Relation {
    if unit.scale != RBig::ONE {
        return Relation::Either(Conversion { ratio: unit.scale.clone(), pi: 0, offset: RBig::ZERO });
    }
    if unit.is_angle() && !(unit.pi == 0 && unit.factor == RBig::ONE) {
        return Relation::Either(Conversion { ratio: unit.factor.clone(), pi: unit.pi, offset: RBig::ZERO });
    }
    Relation::Compatible
}

/// Every relation that two answers may have, the best one first: spellings with two meanings have several, as "ton" in kilograms does.
/// There are at most four, and [`Relation::Different`] stands alone.
pub fn relations(a: Option<&Unit>, b: Option<&Unit>) -> Vec<Relation> {
    let (Some(a), Some(b)) = (a, b) else { return vec![compare(a, b)] };
    let mut found: Vec<Relation> = Vec::with_capacity(1);
    for (a, b) in readings(a, b).into_iter().flatten() {
        let relation = pair(a, b);
        if relation != Relation::Different && !found.contains(&relation) {
            found.push(relation);
        }
    }
    found.sort_by_key(|relation| std::cmp::Reverse(relation.rank()));
    if found.is_empty() {
        found.push(Relation::Different);
    }
    found
}

/// The readings of two units, as they stand first.
fn readings<'a>(a: &'a Unit, b: &'a Unit) -> [Option<(&'a Unit, &'a Unit)>; 4] {
    let (other_a, other_b) = (a.other.as_deref(), b.other.as_deref());
    [Some((a, b)), other_a.map(|a| (a, b)), other_b.map(|b| (a, b)), other_a.zip(other_b)]
}

fn best(a: &Unit, b: &Unit) -> Relation {
    let mut best = Relation::Different;
    for (a, b) in readings(a, b).into_iter().flatten() {
        let relation = pair(a, b);
        if relation.rank() > best.rank() {
            best = relation;
        }
    }
    best
}

fn pair(a: &Unit, b: &Unit) -> Relation {
    if a.is_known() && b.is_known() && !a.noun.is_empty() && !b.noun.is_empty() && a.noun != b.noun {
        return Relation::Different;
    }
    match (a.kind, b.kind) {
        (Kind::Noun, Kind::Noun) if a.dimension == b.dimension => numbers(a, b),
        (Kind::Any, Kind::Any) if a.dimension == b.dimension => numbers(a, b),
        (Kind::Any, Kind::Known) | (Kind::Known, Kind::Any) if a.dimension == b.dimension && a.pi == b.pi => scales(a, b),
        // A plain "units" also counts.
        (Kind::Any, Kind::Noun) if a.dimension.exponents == power_of_length(1) => scales(a, b),
        (Kind::Noun, Kind::Any) if b.dimension.exponents == power_of_length(1) => scales(a, b),
        (Kind::Known, Kind::Known) | (Kind::Ratio, Kind::Ratio) if a.dimension == b.dimension => numbers(a, b),
        (Kind::Known, Kind::Known) if a.pi == 0 && b.pi == 0 && a.dimension.but_angle() == b.dimension.but_angle() => {
            numbers(a, b)
        }
        (Kind::Known, Kind::Known) if is_warm(a, b) || is_warm(b, a) => Relation::Compatible,
        _ => Relation::Different,
    }
}

impl Dimension {
    /// Without the angle; none where only the angle would be left out, or nothing would be left.
    fn but_angle(&self) -> Self {
        let mut exponents = self.exponents;
        exponents[ANGLE] = 0;
        if exponents == [0; BASES] { *self } else { Self { exponents, ..*self } }
    }
}

/// Units of one dimension.
fn numbers(a: &Unit, b: &Unit) -> Relation {
    let conversion = Conversion::between(a, b);
    if !conversion.is_identity() {
        return Relation::Convert(conversion);
    }
    let same_things = a.noun.is_empty() || b.noun.is_empty() || a.noun == b.noun;
    if same_things { Relation::Same } else { Relation::Compatible }
}

/// Units of which one does not say its size.
fn scales(a: &Unit, b: &Unit) -> Relation {
    if a.scale == b.scale {
        return Relation::Compatible;
    }
    Relation::Convert(Conversion { ratio: &a.scale / &b.scale, pi: 0, offset: RBig::ZERO })
}

fn power_of_length(power: i8) -> [i8; BASES] {
    let mut exponents = [0; BASES];
    exponents[LENGTH] = power;
    exponents
}

/// Whether `a` is in degrees that may be those of the temperature `b`.
fn is_warm(a: &Unit, b: &Unit) -> bool {
    let mut kelvin = [0; BASES];
    kelvin[TEMPERATURE] = 1;
    let degrees = a.is_angle() && a.pi == 1 && a.factor == RBig::from_parts(1.into(), 180_u8.into());
    degrees && b.offset != RBig::ZERO && b.dimension == Dimension { exponents: kelvin, currency: 0 }
}
