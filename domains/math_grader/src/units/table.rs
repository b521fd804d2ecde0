//! Every unit that is known, with its exact size.
//!
//! Sizes follow the SI brochure (9th edition, 2019), NIST SP 811 appendix B and the international yard and pound agreement of 1959. What is
//! only measured and has no exact size, such as the dalton, is left out.

/// Exponents of the base units, in the order of the constants below.
pub(super) type Exponents = [i8; BASES];

/// Base quantities: length, mass, time, current, temperature, amount, light, angle, information, calendar months, money.
pub(super) const BASES: usize = 11;
pub(super) const LENGTH: usize = 0;
pub(super) const TEMPERATURE: usize = 4;
pub(super) const ANGLE: usize = 7;

const fn at(base: usize, power: i8) -> Exponents {
    let mut exponents = NONE;
    exponents[base] = power;
    exponents
}

const fn mechanical(length: i8, mass: i8, time: i8, current: i8) -> Exponents {
    [length, mass, time, current, 0, 0, 0, 0, 0, 0, 0]
}

const NONE: Exponents = [0; BASES];
const METRE: Exponents = at(LENGTH, 1);
const AREA: Exponents = at(LENGTH, 2);
const VOLUME: Exponents = at(LENGTH, 3);
const KILOGRAM: Exponents = at(1, 1);
const SECOND: Exponents = at(2, 1);
const HERTZ: Exponents = at(2, -1);
const SPEED: Exponents = mechanical(1, 0, -1, 0);
const NEWTON: Exponents = mechanical(1, 1, -2, 0);
const PASCAL: Exponents = mechanical(-1, 1, -2, 0);
const JOULE: Exponents = mechanical(2, 1, -2, 0);
const WATT: Exponents = mechanical(2, 1, -3, 0);
const KELVIN: Exponents = at(TEMPERATURE, 1);
const RADIAN: Exponents = at(ANGLE, 1);
const BIT: Exponents = at(8, 1);
const MONTH: Exponents = at(9, 1);
const MONEY: Exponents = at(10, 1);

/// Which prefixes a unit may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// None at all.
    None,
    /// Those of thousands, from pico to tera.
    Thousands,
    /// Also centi, deci, deca and hecto.
    Every,
}

/// A unit of the table: `number / divisor * 10^ten * pi^pi` of the SI unit, from `offset` on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) divisor: u64,
    pub(super) ten: i8,
    pub(super) pi: i8,
    pub(super) exponents: Exponents,
    /// Numerator and denominator, in kelvins.
    pub(super) offset: (u32, u32),
    /// The currency, 0 for what is no money.
    pub(super) currency: u8,
    pub(super) prefixes: Prefixes,
    /// The name of what the same spelling means as well.
    pub(super) other: &'static str,
    pub(super) special: Special,
}

/// Units that are compared in their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    No,
    /// Percent and its kin: a plain number.
    Ratio,
    /// "units", whatever they are.
    Any,
}

const fn size(number: u64, divisor: u64, ten: i8, exponents: Exponents) -> Entry {
    Entry {
        number,
        divisor,
        ten,
        pi: 0,
        exponents,
        offset: (0, 1),
        currency: 0,
        prefixes: Prefixes::None,
        other: "",
        special: Special::No,
    }
}

const fn one(exponents: Exponents) -> Entry {
    Entry { prefixes: Prefixes::Thousands, ..size(1, 1, 0, exponents) }
}

const fn every(entry: Entry) -> Entry {
    Entry { prefixes: Prefixes::Every, ..entry }
}

const fn thousands(entry: Entry) -> Entry {
    Entry { prefixes: Prefixes::Thousands, ..entry }
}

const fn or(entry: Entry, other: &'static str) -> Entry {
    Entry { other, ..entry }
}

const fn angle(number: u64, divisor: u64, pi: i8) -> Entry {
    Entry { pi, ..size(number, divisor, 0, RADIAN) }
}

const fn money(currency: u8, divisor: u64) -> Entry {
    Entry { currency, ..size(1, divisor, 0, MONEY) }
}

const fn ratio(ten: i8) -> Entry {
    Entry { special: Special::Ratio, ..size(1, 1, ten, NONE) }
}

/// A unit by its symbol, which is read with its capitals and never in the plural.
pub(super) fn symbol(word: &str) -> Option<Entry> {
    Some(match word {
        "m" | "g" | "L" | "l" | "ℓ" | "s" | "A" | "K" | "N" | "J" | "W" | "V" | "C" | "F" | "T" | "H" | "S" | "B" | "M" | "h"
        | "d" | "t" | "Ω" | "Å" => letter(word)?,
        "in" => return name("inch"),
        "ft" => return name("foot"),
        "yd" | "yds" => return name("yard"),
        "mi" => return name("mile"),
        "sqm" => size(1, 1, 0, AREA),
        "sqcm" => size(1, 1, -4, AREA),
        "sqkm" => size(1, 1, 6, AREA),
        "sqft" => size(9_290_304, 1, -8, AREA),
        "sqin" => size(64_516, 1, -8, AREA),
        "sqmi" => size(2_589_988_110_336, 1, -6, AREA),
        "nmi" => return name("nauticalmile"),
        "ly" => return name("lightyear"),
        "au" | "AU" => return name("astronomicalunit"),
        "pc" => return name("parsec"),
        "sec" | "secs" => return name("second"),
        "min" | "mins" => return name("minute"),
        "hr" | "hrs" => return name("hour"),
        "wk" | "wks" => return name("week"),
        "mo" | "mos" => return name("month"),
        "yr" | "yrs" => return name("year"),
        "gm" | "gms" => return name("gram"),
        "mcg" => size(1, 1, -9, KILOGRAM),
        "lb" | "lbs" => size(45_359_237, 1, -8, KILOGRAM),
        "oz" => return name("ounce"),
        "floz" => return name("fluidounce"),
        "cwt" => size(45_359_237, 1, -6, KILOGRAM),
        "ha" => return name("hectare"),
        "ac" => return name("acre"),
        "cc" => size(1, 1, -6, VOLUME),
        "gal" => return name("gallon"),
        "qt" | "qts" => return name("quart"),
        "pt" | "pts" => return name("pint"),
        "tsp" => return name("teaspoon"),
        "tbsp" => return name("tablespoon"),
        "mol" => one(at(5, 1)),
        "cd" => one(at(6, 1)),
        "lm" => one(at(6, 1)),
        "lx" => return name("lux"),
        "Hz" => one(HERTZ),
        "Pa" => every(one(PASCAL)),
        "Wb" => return name("weber"),
        "Bq" => one(HERTZ),
        "Sv" | "Gy" => one(mechanical(2, 0, -2, 0)),
        "eV" => thousands(size(1_602_176_634, 1, -28, JOULE)),
        "cal" => return name("calorie"),
        "Cal" => size(4184, 1, 0, JOULE),
        "Wh" => thousands(size(3600, 1, 0, JOULE)),
        "Ah" => thousands(size(3600, 1, 0, mechanical(0, 0, 1, 1))),
        "BTU" | "Btu" => size(105_505_585_262, 1, -8, JOULE),
        "hp" => return name("horsepower"),
        "atm" => return name("atmosphere"),
        "bar" => thousands(size(1, 1, 5, PASCAL)),
        "torr" | "Torr" => size(101_325, 760, 0, PASCAL),
        "mmHg" => size(133_322_387_415, 1, -9, PASCAL),
        "psi" => size(44_482_216_152_605, 64_516, -5, PASCAL),
        "lbf" => size(44_482_216_152_605, 1, -13, NEWTON),
        "ftlb" | "ftlbf" => return name("footpound"),
        "mph" => size(44_704, 1, -5, SPEED),
        "kph" | "kmph" | "kmh" => size(5, 18, 0, SPEED),
        "fps" => size(3048, 1, -4, SPEED),
        "kt" | "kn" => return name("knot"),
        "mpg" => size(1_609_344, 3_785_411_784, 9, at(LENGTH, -2)),
        "rpm" => Entry { pi: 1, ..size(1, 30, 0, [0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0]) },
        "rad" => return name("radian"),
        "deg" | "°" => return name("degree"),
        "degC" => return name("celsius"),
        "degF" => return name("fahrenheit"),
        "arcmin" => return name("arcminute"),
        "arcsec" => return name("arcsecond"),
        "rev" | "revs" => return name("revolution"),
        "bit" => one(BIT),
        _ => return data_or_money(word),
    })
}

/// Symbols of data, money and ratios, and the marks of angles.
fn data_or_money(word: &str) -> Option<Entry> {
    Some(match word {
        "KB" => or(size(8000, 1, 0, BIT), "kibibyte"),
        "kB" => or(size(8000, 1, 0, BIT), "kibibyte"),
        "MB" => or(size(8, 1, 6, BIT), "mebibyte"),
        "GB" => or(size(8, 1, 9, BIT), "gibibyte"),
        "TB" => or(size(8, 1, 12, BIT), "tebibyte"),
        "KiB" => return name("kibibyte"),
        "MiB" => return name("mebibyte"),
        "GiB" => return name("gibibyte"),
        "TiB" => return name("tebibyte"),
        "bps" => one([0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0]),
        "$" | "USD" => money(1, 1),
        "¢" => money(1, 100),
        "€" | "EUR" => money(2, 1),
        "£" | "GBP" => money(3, 1),
        "¥" => or(money(4, 1), "yen"),
        "CNY" | "RMB" => money(4, 1),
        "JPY" => money(5, 1),
        "₹" | "INR" | "Rs" => money(6, 1),
        "₩" | "KRW" => money(7, 1),
        "₽" | "RUB" => money(8, 1),
        "CHF" => money(9, 1),
        "CAD" => money(10, 1),
        "AUD" => money(11, 1),
        "%" | "pct" => ratio(-2),
        "‰" => ratio(-3),
        "ppm" => ratio(-6),
        "ppb" => ratio(-9),
        "'" => or(angle(1, 10_800, 1), "foot"),
        "\"" => or(angle(1, 648_000, 1), "inch"),
        _ => return None,
    })
}

/// A unit by a symbol of one letter.
pub(super) fn letter(letter: &str) -> Option<Entry> {
    Some(match letter {
        "m" => every(one(METRE)),
        "g" => every(size(1, 1, -3, KILOGRAM)),
        "L" | "l" | "ℓ" => every(size(1, 1, -3, VOLUME)),
        "s" => one(SECOND),
        "h" => size(3600, 1, 0, SECOND),
        "d" => size(86_400, 1, 0, SECOND),
        "t" => size(1000, 1, 0, KILOGRAM),
        "A" => one(at(3, 1)),
        "K" => one(KELVIN),
        "N" => one(NEWTON),
        "J" => one(JOULE),
        "W" => one(WATT),
        "V" => one(mechanical(2, 1, -3, -1)),
        "Ω" => one(mechanical(2, 1, -3, -2)),
        "S" => one(mechanical(-2, -1, 3, 2)),
        "C" => or(one(mechanical(0, 0, 1, 1)), "celsius"),
        "F" => or(one(mechanical(-2, -1, 4, 2)), "fahrenheit"),
        "T" => one(mechanical(0, 1, -2, -1)),
        "H" => one(mechanical(2, 1, -2, -2)),
        "B" => size(8, 1, 0, BIT),
        "M" => thousands(size(1, 1, 3, [-3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])),
        "Å" => size(1, 1, -10, METRE),
        _ => return None,
    })
}

/// A unit by its name in small letters, in the singular and without white space.
pub(super) fn name(word: &str) -> Option<Entry> {
    length_or_time(word).or_else(|| matter(word)).or_else(|| physics(word)).or_else(|| count(word))
}

fn length_or_time(word: &str) -> Option<Entry> {
    Some(match word {
        "meter" | "metre" => every(one(METRE)),
        "inch" => size(254, 1, -4, METRE),
        "foot" => size(3048, 1, -4, METRE),
        "yard" => size(9144, 1, -4, METRE),
        "mile" => size(1_609_344, 1, -3, METRE),
        "furlong" => size(201_168, 1, -3, METRE),
        "fathom" => size(18_288, 1, -4, METRE),
        "nauticalmile" => size(1852, 1, 0, METRE),
        "micron" => size(1, 1, -6, METRE),
        "angstrom" => size(1, 1, -10, METRE),
        "lightyear" => size(9_460_730_472_580_800, 1, 0, METRE),
        "lightsecond" => size(299_792_458, 1, 0, METRE),
        "astronomicalunit" => size(149_597_870_700, 1, 0, METRE),
        // 648000/pi astronomical units, by resolution B2 of the IAU of 2015.
        "parsec" => Entry { pi: -1, ..thousands(size(96_939_420_213_600_000, 1, 0, METRE)) },
        "second" => one(SECOND),
        "minute" => size(60, 1, 0, SECOND),
        "hour" => size(3600, 1, 0, SECOND),
        "day" => size(86_400, 1, 0, SECOND),
        "week" => size(604_800, 1, 0, SECOND),
        "fortnight" => size(1_209_600, 1, 0, SECOND),
        // A month has no length in days; a year has 12 months, or the 365 days of a textbook.
        "month" => size(1, 1, 0, MONTH),
        "year" => or(size(12, 1, 0, MONTH), "plainyear"),
        "decade" => or(size(120, 1, 0, MONTH), "plaindecade"),
        "century" => or(size(1200, 1, 0, MONTH), "plaincentury"),
        "millennium" | "millennia" => or(size(12_000, 1, 0, MONTH), "plainmillennium"),
        "plainyear" => size(31_536_000, 1, 0, SECOND),
        "plaindecade" => size(31_536, 1, 4, SECOND),
        "plaincentury" => size(31_536, 1, 5, SECOND),
        "plainmillennium" => size(31_536, 1, 6, SECOND),
        _ => return None,
    })
}

/// Mass, area and volume.
fn matter(word: &str) -> Option<Entry> {
    Some(match word {
        "gram" | "gramme" => every(size(1, 1, -3, KILOGRAM)),
        "kilo" => size(1, 1, 0, KILOGRAM),
        "tonne" | "metricton" | "metrictonne" => size(1000, 1, 0, KILOGRAM),
        "ton" => or(size(90_718_474, 1, -5, KILOGRAM), "tonne"),
        "shortton" => size(90_718_474, 1, -5, KILOGRAM),
        "longton" => size(10_160_469_088, 1, -7, KILOGRAM),
        "pound" => or(size(45_359_237, 1, -8, KILOGRAM), "poundsterling"),
        "ounce" => or(size(28_349_523_125, 1, -12, KILOGRAM), "fluidounce"),
        "troyounce" => size(311_034_768, 1, -10, KILOGRAM),
        "slug" => size(45_359_237 * 980_665, 3048, -9, KILOGRAM),
        "carat" => size(2, 1, -4, KILOGRAM),
        "liter" | "litre" => every(size(1, 1, -3, VOLUME)),
        "gallon" => size(3_785_411_784, 1, -12, VOLUME),
        "quart" => size(946_352_946, 1, -12, VOLUME),
        "pint" => size(473_176_473, 1, -12, VOLUME),
        "cup" => size(473_176_473, 2, -12, VOLUME),
        "fluidounce" => size(473_176_473, 16, -12, VOLUME),
        "tablespoon" => size(473_176_473, 32, -12, VOLUME),
        "teaspoon" => size(473_176_473, 96, -12, VOLUME),
        "barrel" => size(158_987_294_928, 1, -12, VOLUME),
        "acre" => size(40_468_564_224, 1, -7, AREA),
        "hectare" => size(1, 1, 4, AREA),
        _ => return None,
    })
}

fn physics(word: &str) -> Option<Entry> {
    Some(match word {
        "newton" => one(NEWTON),
        "poundforce" => size(44_482_216_152_605, 1, -13, NEWTON),
        "joule" => one(JOULE),
        "calorie" | "calory" => thousands(size(4184, 1, -3, JOULE)),
        "electronvolt" => thousands(size(1_602_176_634, 1, -28, JOULE)),
        "footpound" => size(13_558_179_483_314_004, 1, -16, JOULE),
        "erg" => size(1, 1, -7, JOULE),
        "dyne" => size(1, 1, -5, NEWTON),
        "watt" => one(WATT),
        "horsepower" => size(74_569_987_158_227_022, 1, -14, WATT),
        "pascal" => every(one(PASCAL)),
        "atmosphere" => size(101_325, 1, 0, PASCAL),
        "hertz" | "becquerel" => one(HERTZ),
        "volt" => one(mechanical(2, 1, -3, -1)),
        "ohm" => one(mechanical(2, 1, -3, -2)),
        "siemens" => one(mechanical(-2, -1, 3, 2)),
        "coulomb" => one(mechanical(0, 0, 1, 1)),
        "farad" => one(mechanical(-2, -1, 4, 2)),
        "tesla" => one(mechanical(0, 1, -2, -1)),
        "gauss" => size(1, 1, -4, mechanical(0, 1, -2, -1)),
        "henry" => one(mechanical(2, 1, -2, -2)),
        "weber" => one(mechanical(2, 1, -2, -1)),
        "ampere" | "amp" => one(at(3, 1)),
        "mole" => one(at(5, 1)),
        "molar" => size(1, 1, 3, [-3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
        "candela" | "lumen" => one(at(6, 1)),
        "lux" => one([-2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
        "kelvin" => one(KELVIN),
        "celsius" | "centigrade" => Entry { offset: (5463, 20), ..size(1, 1, 0, KELVIN) },
        "fahrenheit" => Entry { offset: (45_967, 180), ..size(5, 9, 0, KELVIN) },
        "knot" => size(1852, 3600, 0, SPEED),
        "radian" => thousands(angle(1, 1, 0)),
        "degree" => angle(1, 180, 1),
        "arcminute" => angle(1, 10_800, 1),
        "arcsecond" => angle(1, 648_000, 1),
        "revolution" | "rotation" => angle(2, 1, 1),
        "gradian" => angle(1, 200, 1),
        "bit" => one(BIT),
        "byte" => thousands(size(8, 1, 0, BIT)),
        "kilobyte" => or(size(8000, 1, 0, BIT), "kibibyte"),
        "megabyte" => or(size(8, 1, 6, BIT), "mebibyte"),
        "gigabyte" => or(size(8, 1, 9, BIT), "gibibyte"),
        "terabyte" => or(size(8, 1, 12, BIT), "tebibyte"),
        "kibibyte" => size(8 << 10, 1, 0, BIT),
        "mebibyte" => size(8 << 20, 1, 0, BIT),
        "gibibyte" => size(8 << 30, 1, 0, BIT),
        "tebibyte" => size(8 << 40, 1, 0, BIT),
        _ => return None,
    })
}

/// Money, ratios, and units that are not said.
fn count(word: &str) -> Option<Entry> {
    Some(match word {
        "dollar" | "usdollar" | "americandollar" | "buck" => money(1, 1),
        "cent" | "penny" | "pennie" => money(1, 100),
        "euro" => money(2, 1),
        "eurocent" => money(2, 100),
        "poundsterling" | "britishpound" => money(3, 1),
        "pence" => money(3, 100),
        "yuan" | "renminbi" => money(4, 1),
        "yen" => money(5, 1),
        "rupee" => money(6, 1),
        "ruble" | "rouble" => money(8, 1),
        "franc" | "swissfranc" => money(9, 1),
        "canadiandollar" => money(10, 1),
        "australiandollar" => money(11, 1),
        "peso" => money(12, 1),
        "percent" | "percentagepoint" | "percentage" => ratio(-2),
        "permille" | "permil" => ratio(-3),
        "unit" => Entry { special: Special::Any, ..size(1, 1, 0, METRE) },
        _ => return None,
    })
}

/// The power of ten of a prefix's symbol, and whether it is one of thousands.
pub(super) fn short_prefix(prefix: &str) -> Option<(i8, bool)> {
    Some(match prefix {
        "k" => (3, true),
        "M" => (6, true),
        "G" => (9, true),
        "T" => (12, true),
        "m" => (-3, true),
        "µ" | "μ" | "u" => (-6, true),
        "n" => (-9, true),
        "p" => (-12, true),
        "f" => (-15, true),
        "c" => (-2, false),
        "d" => (-1, false),
        "h" => (2, false),
        _ => return None,
    })
}

/// The prefixes by name.
pub(super) const LONG_PREFIXES: [(&str, i8, bool); 16] = [
    ("kilo", 3, true),
    ("mega", 6, true),
    ("giga", 9, true),
    ("tera", 12, true),
    ("peta", 15, true),
    ("exa", 18, true),
    ("centi", -2, false),
    ("deci", -1, false),
    ("deca", 1, false),
    ("deka", 1, false),
    ("hecto", 2, false),
    ("milli", -3, true),
    ("micro", -6, true),
    ("nano", -9, true),
    ("pico", -12, true),
    ("femto", -15, true),
];
