use super::*;

fn rational(text: &str) -> RBig {
    crate::words::number(text).or_else(|| RBig::from_str_radix(text, 10).ok()).unwrap_or_else(|| panic!("{text} is a number"))
}

fn unit(text: &str) -> Unit {
    parse(text).unwrap_or_else(|| panic!("{text:?} is a unit"))
}

/// A value, its unit, and the same in another unit.
const EQUAL: [(&str, &str, &str, &str); 159] = [
    // Lengths: 1 in = 2.54 cm, 1 mi = 5280 ft.
    ("5", "m", "500", "cm"),
    ("5", "meters", "5000", "mm"),
    ("1", "metre", "1/1000", "km"),
    ("2", "kilometers", "2000", "m"),
    ("1", "in", "2.54", "cm"),
    ("1", "in.", "2.54", "centimetres"),
    ("3", "feet", "36", "inches"),
    ("1", "ft", "0.3048", "m"),
    ("1", "yd", "3", "ft."),
    ("1", "yard", "0.9144", "meters"),
    ("1", "mile", "5280", "feet"),
    ("1", "mi", "1.609344", "km"),
    ("1", "furlong", "1/8", "mile"),
    ("1", "fathom", "6", "ft"),
    ("1", "nautical mile", "1852", "m"),
    ("1", "\\mu m", "1/1000", "mm"),
    ("1", "µm", "1000", "nm"),
    ("1", "micron", "1", "\\mu\\mathrm{m}"),
    ("1", "Å", "1/10", "nm"),
    ("1", "light-year", "9460730472580.8", "km"),
    ("1", "light year", "1", "ly"),
    ("1", "AU", "149597870.7", "km"),
    ("1", "decimeter", "10", "cm"),
    ("1", "dm", "1/10", "m"),
    ("1", "KM", "1000", "m"),
    ("5", "\\text{ m}", "5", "{m}"),
    ("1", "'", "12", "inches"),
    ("12", "\"", "1", "foot"),
    // Areas.
    ("1", "m^2", "10000", "cm^2"),
    ("1", "m^{2}", "10000", "square centimeters"),
    ("1", "square foot", "144", "square inches"),
    ("1", "sq. ft.", "144", "in^2"),
    ("1", "sq ft", "144", "inches^2"),
    ("1", "sq in", "6.4516", "cm²"),
    ("1", "acre", "43560", "square feet"),
    ("1", "hectare", "10000", "m2"),
    ("640", "acres", "1", "square mile"),
    ("1", "km^2", "100", "ha"),
    ("1", "square yard", "9", "ft^2"),
    ("15", "\\mbox{ cm}^2", "15", "cm**2"),
    ("1", "meters squared", "1", "square meters"),
    // Volumes: 1 gal = 231 cubic inches.
    ("1", "m^3", "1000", "liters"),
    ("1", "cm^3", "1", "mL"),
    ("1", "cc", "1", "milliliter"),
    ("1", "cubic meter", "1000000", "cubic centimeters"),
    ("1", "gallon", "231", "cubic inches"),
    ("1", "gal", "4", "quarts"),
    ("1", "quart", "2", "pints"),
    ("1", "pint", "2", "cups"),
    ("1", "cup", "8", "fluid ounces"),
    ("1", "fl oz", "2", "tablespoons"),
    ("1", "tbsp", "3", "tsp"),
    ("1", "gallon", "3.785411784", "L"),
    ("1", "cu ft", "1728", "cu. in."),
    ("1", "cubic yards", "27", "feet cubed"),
    ("1", "dL", "100", "ml"),
    ("1", "barrel", "42", "gallons"),
    ("5", "liters of water", "5000", "mL of water"),
    // Masses: 1 lb = 0.45359237 kg.
    ("3", "kg", "3000", "g"),
    ("3", "Kg", "3000", "grams"),
    ("1", "lb", "0.45359237", "kg"),
    ("1", "pound", "16", "ounces"),
    ("2", "lbs.", "32", "oz"),
    ("1", "ton", "2000", "pounds"),
    ("1", "ton", "1000", "kg"),
    ("1", "metric ton", "1000", "kilograms"),
    ("1", "tonne", "1", "Mg"),
    ("1", "mg", "1000", "micrograms"),
    ("1", "long ton", "2240", "pounds"),
    ("1", "carat", "200", "mg"),
    ("1", "troy ounce", "31.1034768", "g"),
    // Times.
    ("2", "hours", "120", "minutes"),
    ("2", "h", "2", "hr"),
    ("1", "min", "60", "s"),
    ("90", "mins", "3/2", "hrs"),
    ("1", "day", "24", "hours"),
    ("1", "week", "7", "days"),
    ("1", "fortnight", "2", "weeks"),
    ("1", "year", "12", "months"),
    ("1", "year", "365", "days"),
    ("1", "decade", "10", "years"),
    ("1", "century", "100", "years"),
    ("3", "centuries", "30", "decades"),
    ("1", "ms", "1000", "\\mu s"),
    ("1", "sec", "1000", "milliseconds"),
    ("12", "years old", "144", "months"),
    // Speeds and accelerations.
    ("36", "km/h", "10", "m/s"),
    ("60", "mph", "88", "feet per second"),
    ("60", "miles per hour", "1", "mile per minute"),
    ("1", "mph", "0.44704", "m/s"),
    ("18", "kph", "5", "m s^{-1}"),
    ("9.8", "m/s^2", "9.8", "m s^{-2}"),
    ("9.8", "m/s}^2", "9.8", "\\mathrm{m\\,s^{-2}}"),
    ("9.8", "m·s⁻²", "980", "cm/s²"),
    ("9.8", "m s^-2", "9.8", "meters per second squared"),
    ("9.8", "meters per second per second", "9.8", "m/(s^2)"),
    ("1", "knot", "1.852", "km/h"),
    ("32", "feet per second per second", "32", "ft/s/s"),
    ("7", "(m/s)^2", "7", "m^2/s^2"),
    ("7", "m \\cdot s^{-1}", "7", "m s-1"),
    // Forces, energies, powers, pressures.
    ("1", "N", "1", "kg m/s^2"),
    ("1", "N", "1", "kg*m/s^2"),
    ("1", "kJ", "1000", "N·m"),
    ("1", "J", "1", "W s"),
    ("1", "newton-meter", "1", "joule"),
    ("1", "kWh", "3600", "kJ"),
    ("1", "kilowatt-hour", "3.6", "MJ"),
    ("1", "cal", "4.184", "J"),
    ("1", "kcal", "4184", "joules"),
    ("1", "Cal", "1", "kilocalorie"),
    ("1", "keV", "1000", "eV"),
    ("1", "electron volts", "1", "eV"),
    ("1", "hp", "550", "foot-pounds per second"),
    ("1", "mW", "1/1000", "W"),
    ("1", "MW", "1000000", "watts"),
    ("1", "atm", "101325", "Pa"),
    ("760", "torr", "1", "atmosphere"),
    ("1", "bar", "100", "kPa"),
    ("1", "kPa", "10", "hPa"),
    ("1", "lbf", "4.4482216152605", "N"),
    ("1", "psi", "144", "lbf/ft^2"),
    ("1", "Nm", "1", "J"),
    ("1", "ft·lb", "1", "foot-pound"),
    ("1", "kgms^{-1}", "1", "N s"),
    ("5", "ms^{-1}", "5", "m/s"),
    ("5", "ms^{-1}", "5000", "s^{-1}"),
    ("5", "rad/s", "5", "s^{-1}"),
    ("300", "calories", "1255.2", "J"),
    ("60", "m.p.h.", "88", "ft/s"),
    ("1", "sqft", "144", "square-inches"),
    ("60", "seconds of arc", "1", "minute of arc"),
    // Electricity, matter.
    ("1", "V", "1", "J/C"),
    ("1", "\\Omega", "1", "V/A"),
    ("1", "k\\Omega", "1000", "ohms"),
    ("1", "mA", "1/1000", "ampere"),
    ("1", "kHz", "1000", "s^{-1}"),
    ("1", "MHz", "1000000", "hertz"),
    ("1", "mol/L", "1000", "mol m^{-3}"),
    ("1", "M", "1", "moles per liter"),
    ("1", "g/mL", "1000", "kg/m^3"),
    ("1", "W/m^2 K", "1", "W/(m^2 K)"),
    // Temperatures: 0 degrees Celsius = 273.15 K, 212 degrees Fahrenheit = 100 degrees Celsius.
    ("100", "°C", "212", "°F"),
    ("0", "^\\circ C", "273.15", "K"),
    ("32", "degrees Fahrenheit", "0", "degrees Celsius"),
    ("-40", "^{\\circ}\\text{F}", "-40", "\\degree C"),
    ("0", "K", "-459.67", "deg F"),
    ("25", "C", "77", "F"),
    // Angles.
    ("180", "degrees", "180", "^\\circ"),
    ("1", "degree", "60", "arcminutes"),
    ("1", "revolution", "360", "deg"),
    // Information, money, numbers.
    ("1", "byte", "8", "bits"),
    ("1", "kB", "1000", "bytes"),
    ("1", "MB", "1024", "KiB"),
    ("1", "dollar", "100", "cents"),
    ("5.4", "cents", "0.054", "dollars"),
    ("3", "£", "300", "pence"),
    ("3", "pounds", "3", "pounds sterling"),
    ("2", "million dollars", "2000000", "$"),
    ("5", "dozen eggs", "60", "eggs"),
];

/// The values that a value in one unit may have in another.
fn converted(value: &RBig, from: &Unit, to: &Unit) -> Vec<RBig> {
    let convert = |relation: Relation| match relation {
        Relation::Same | Relation::Compatible => Some(value.clone()),
        Relation::Convert(conversion) => conversion.apply(value),
        Relation::Either(_) | Relation::Different => None,
    };
    relations(Some(from), Some(to)).into_iter().filter_map(convert).collect()
}

#[test]
fn values_convert_exactly_and_back() {
    for (value, from, wanted, to) in EQUAL {
        let (a, b) = (rational(value), rational(wanted));
        let (there, back) = (converted(&a, &unit(from), &unit(to)), converted(&b, &unit(to), &unit(from)));
        assert!(there.contains(&b), "{value} {from} are {there:?} {to}, not {wanted}");
        assert!(back.contains(&a), "{wanted} {to} are {back:?} {from}, not {value}");
    }
}

#[test]
fn different_quantities_are_different_whatever_the_numbers() {
    let pairs = [
        ("m", "s"),
        ("kg", "m"),
        ("cm", "cm^2"),
        ("square units", "units"),
        ("cubic feet", "square feet"),
        ("hours", "miles"),
        ("m/s", "m/s^2"),
        ("J", "W"),
        ("$", "€"),
        ("dollars", "yen"),
        ("yuan", "dollars"),
        ("%", "cm"),
        ("percent", "dollars"),
        ("kg", "units"),
        ("square units", "cm"),
        ("apples", "cm"),
        ("students", "dollars"),
        ("percent", "students"),
        ("degrees", "cm"),
        ("degrees", "percent"),
        ("months", "days"),
        ("dollars per hour", "dollars"),
        ("bits", "m"),
        ("mol", "kg"),
        ("miles north", "miles south"),
        ("degrees clockwise", "degrees counterclockwise"),
        ("percent increase", "percent decrease"),
        ("years older", "years younger"),
        ("rad/s", "m/s"),
        ("dollar bills", "dollars"),
    ];
    for (a, b) in pairs {
        assert_eq!(compare(Some(&unit(a)), Some(&unit(b))), Relation::Different, "{a} and {b}");
        assert_eq!(compare(Some(&unit(b)), Some(&unit(a))), Relation::Different, "{b} and {a}");
    }
}

#[test]
fn the_same_number_in_a_larger_unit_is_another_value() {
    let pairs = [
        ("cm", "m"),
        ("kg", "g"),
        ("hours", "minutes"),
        ("cents", "dollars"),
        ("mW", "MW"),
        ("kB", "MB"),
        ("ft", "in"),
        ("K", "°C"),
    ];
    for (a, b) in pairs {
        assert!(!converted(&RBig::from(5), &unit(a), &unit(b)).contains(&RBig::from(5)), "5 {a} and 5 {b}");
    }
}

#[test]
fn units_that_say_less_fit_those_that_say_more() {
    let pairs = [
        ("units", "cm"),
        ("units", "feet"),
        ("square units", "cm^2"),
        ("sq. units", "square inches"),
        ("units^2", "acres"),
        ("cubic units", "m^3"),
        ("units", "apples"),
        ("apples", "oranges"),
        ("ways", "different arrangements"),
        ("degrees", "°F"),
    ];
    for (a, b) in pairs {
        assert_eq!(compare(Some(&unit(a)), Some(&unit(b))), Relation::Compatible, "{a} and {b}");
        assert_eq!(compare(Some(&unit(b)), Some(&unit(a))), Relation::Compatible, "{b} and {a}");
    }
    for missing in ["cm", "dollars", "square feet", "m/s^2", "apples", "units", "radians", "°C", "cubic units"] {
        assert_eq!(compare(Some(&unit(missing)), None), Relation::Compatible, "{missing}");
        assert_eq!(compare(None, Some(&unit(missing))), Relation::Compatible, "{missing}");
    }
    assert_eq!(compare(None, None), Relation::Same);
    assert_eq!(compare(Some(&unit("apples")), Some(&unit("Apple"))), Relation::Same);
}

#[test]
fn a_number_or_an_angle_also_stands_for_its_plain_value() {
    // 28 % is 28/100, 90 degrees are 90 * 1/180 * pi.
    let ratio = |text: &str| match compare(Some(&unit(text)), None) {
        Relation::Either(conversion) => (conversion.ratio, conversion.pi),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(ratio("%"), (rational("1/100"), 0));
    assert_eq!(ratio("\\%"), (rational("1/100"), 0));
    assert_eq!(ratio("percent"), (rational("1/100"), 0));
    assert_eq!(ratio("dozen"), (rational("12"), 0));
    assert_eq!(ratio("million people"), (rational("1000000"), 0));
    assert_eq!(ratio("degrees"), (rational("1/180"), 1));
    assert_eq!(ratio("^{\\circ}"), (rational("1/180"), 1));
    let Relation::Either(back) = compare(None, Some(&unit("%"))) else { panic!("percent and a bare number") };
    assert_eq!(back.apply(&rational("0.28")), Some(rational("28")));
    let Relation::Convert(turned) = compare(Some(&unit("degrees")), Some(&unit("radians"))) else {
        panic!("degrees and radians")
    };
    assert_eq!((turned.ratio.clone(), turned.pi, turned.apply(&RBig::ONE)), (rational("1/180"), 1, None));
}

#[test]
fn compound_units_of_things_that_are_counted() {
    let same = [
        ("people per square mile", "people/mi^2"),
        ("cents per apple", "cents/apple"),
        ("dollars per hour", "$/hr"),
        ("dollars an hour", "dollars per hour"),
        ("words per minute", "words/min"),
        ("miles per gallon", "mpg"),
    ];
    for (a, b) in same {
        assert_eq!(compare(Some(&unit(a)), Some(&unit(b))), Relation::Same, "{a} and {b}");
    }
    assert_eq!(converted(&RBig::from(1), &unit("words per second"), &unit("words per minute")), [RBig::from(60)]);
}

#[test]
fn what_is_said_about_a_measure_does_not_change_it() {
    for (long, short) in [
        ("cm long", "cm"),
        ("feet tall", "ft"),
        ("inches in length", "in"),
        ("kilometers away", "km"),
        ("dollars in total", "$"),
        ("hours each", "h"),
        ("minutes left", "min"),
        ("dollars saved", "$"),
        ("more minutes", "min"),
        ("gallons of water per minute", "gal/min"),
        ("cents change", "cents"),
        ("inches of snow per hour", "in/h"),
        ("feet (ft)", "ft"),
        ("percent of the students", "%"),
        ("miles north", "miles"),
    ] {
        assert_eq!(unit(long).dimension, unit(short).dimension, "{long}");
        assert_eq!(unit(long).factor, unit(short).factor, "{long}");
    }
}

#[test]
fn phrases_that_are_no_units_are_none() {
    let texts = [
        "",
        " ",
        "or 6",
        "or so",
        "is wrong",
        "if x is even",
        "not meters",
        "m or cm",
        "x",
        "xy",
        "q",
        "5",
        "^2",
        "m^",
        "m^{13}",
        "m^0",
        "m/",
        "(m",
        "m)",
        "cm and 3 mm",
        "+ 3",
        "= 7",
        "apples, 3 oranges",
        "five",
        "third",
        "hundred five",
        "sin",
        "m^n",
        "\\frac",
        "\\input{a}",
        "eval(1)",
        "() m",
        "$ €",
        "% cm",
        "degrees of freedom or less",
        "the answer",
        "kg^99999999999999999999",
        "\u{202e}",
        "m_1",
        "wait no",
    ];
    for text in texts {
        assert_eq!(parse(text), None, "{text:?}");
    }
    assert_eq!(parse(&"m ".repeat(101)), None, "longer than {MAX_BYTES} bytes");
    assert_eq!(parse(&"(".repeat(150)), None);
    assert_eq!(parse("degrees of freedom").map(|unit| unit.kind), Some(Kind::Noun));
    for noun in ["apples", "red marbles", "different ways", "people", "sides", "times", "digits", "multiples", "students"] {
        assert!(!unit(noun).is_known(), "{noun}");
    }
}

#[test]
fn measures_of_several_parts_are_one_number() {
    let cases = [
        ("2 hours 30 minutes", "5/2", "hours"),
        ("2 hours and 30 minutes", "5/2", "hours"),
        ("2\\text{ hours }30\\text{ minutes}", "5/2", "h"),
        ("2 h 30 m", "5/2", "h"),
        ("2h30min", "5/2", "h"),
        ("1 hr, 15 min", "5/4", "h"),
        ("5 ft 3 in", "21/4", "feet"),
        ("5 feet, 3 inches", "21/4", "feet"),
        ("5' 3\"", "21/4", "ft"),
        ("5'3''", "21/4", "ft"),
        ("12^\\circ 30'", "25/2", "degrees"),
        ("12° 30′ 36″", "1251/100", "°"),
        ("1 lb 4 oz", "5/4", "pounds"),
        ("3 dollars and 50 cents", "7/2", "$"),
        ("3 pounds 50 pence", "7/2", "£"),
        ("1 year 6 months", "3/2", "years"),
        ("2 days 12 hours", "5/2", "days"),
        ("1 minute 30.5 seconds", "181/120", "minutes"),
        ("-2 hours 30 minutes", "-5/2", "hours"),
        ("1 gallon 2 quarts", "3/2", "gallons"),
    ];
    for (text, value, unit_text) in cases {
        let (found, of) = measure(text).unwrap_or_else(|| panic!("{text} is a measure"));
        assert_eq!(found, rational(value), "{text}");
        let relation = compare(Some(&of), Some(&unit(unit_text)));
        assert_eq!(relation, Relation::Same, "{text} is in {unit_text}");
    }
    let none = [
        "",
        "5",
        "5 ft",
        "3 in 5 ft",
        "2 hours 90 minutes",
        "5 ft 3 kg",
        "5 apples 3 oranges",
        "5 m^2",
        "5 cm2",
        "2.5 hours 3 minutes",
        "hours 5",
        "5 ft 3",
        "1 h 2 h",
        "3 °C 2 °C",
        "5 ft or 3 in",
        "1 d 1 h 1 min 1 s 1 ms",
        "5 m/s 3 cm",
        "a 5 ft 3 in",
    ];
    for text in none {
        assert_eq!(measure(text), None, "{text}");
    }
}

#[test]
fn a_number_in_words_with_its_unit_is_read() {
    let cases = [
        ("fifty percent", "50", "%"),
        ("one hundred percent", "100", "percent"),
        ("two hours", "2", "h"),
        ("half an hour", "1/2", "hour"),
        ("a quarter of a mile", "1/4", "mile"),
        ("three and a half miles", "7/2", "miles"),
        ("three quarters of an hour", "3/4", "h"),
        ("twenty-five dollars", "25", "$"),
        ("one second", "1", "s"),
        ("one solution", "1", "solutions"),
        ("five apples", "5", "apple"),
        ("ninety degrees", "90", "°"),
        ("two million dollars", "2000000", "dollars"),
        ("six square feet", "6", "ft^2"),
        ("minus five degrees Celsius", "-5", "°C"),
    ];
    for (text, value, unit_text) in cases {
        let (found, of) = spoken(text).unwrap_or_else(|| panic!("{text} is a number with a unit"));
        assert_eq!(found, rational(value), "{text}");
        assert_eq!(compare(Some(&of), Some(&unit(unit_text))), Relation::Same, "{text}");
    }
    for text in [
        "",
        "five",
        "a circle",
        "one-to-one",
        "one fish two fish",
        "five or six apples",
        "5 apples",
        "half",
        "ways",
        "not five apples",
        "no apples",
    ] {
        assert_eq!(spoken(text), None, "{text}");
    }
}

#[test]
fn kinds_are_told_apart() {
    assert!(unit("degrees").is_angle() && unit("rad").is_angle() && !unit("°C").is_angle());
    assert!(unit("$").is_money() && unit("cents").is_money() && !unit("$/h").is_money() && !unit("kg").is_money());
    assert!(unit("%").is_ratio() && unit("ppm").is_ratio() && !unit("dozen").is_ratio());
    assert!(is_unit_letter('m') && is_unit_letter('s') && !is_unit_letter('x') && !is_unit_letter('n'));
}

const PIECES: [&str; 46] = [
    "m", "cm", "km", "s", "kg", "square ", "cubic ", "sq. ", "^", "^2", "^{-1}", "/", "(", ")", " ", "*", "\\cdot ", "\\circ",
    "°", "per ", "C", "F", "$", "%", "'", "\"", "2", "-", "feet", "pounds", "units", "apples", "dozen ", "million ", "five ",
    "half ", "of ", "an ", "long", "é", "\\", "\\text{", "}", "µ", "Ω", "⁻²",
];

fn any_text(u: &mut arbtest::arbitrary::Unstructured<'_>) -> arbtest::arbitrary::Result<String> {
    let count = u.int_in_range(0..=12)?;
    (0..count).map(|_| u.choose(&PIECES).copied()).collect()
}

#[test]
fn no_text_panics_and_the_relation_of_two_units_is_symmetric() {
    arbtest::arbtest(|u| {
        let (a, b) = (parse(&any_text(u)?), parse(&any_text(u)?));
        let there = compare(a.as_ref(), b.as_ref());
        let back = compare(b.as_ref(), a.as_ref());
        match (&there, &back) {
            (Relation::Convert(there), Relation::Convert(back)) | (Relation::Either(there), Relation::Either(back)) => {
                assert_eq!(there.inverse(), *back);
                assert_eq!(back.inverse(), *there);
            }
            _ => assert_eq!(there, back),
        }
        assert_eq!(compare(a.as_ref(), a.as_ref()), Relation::Same);
        let text: String = u.arbitrary()?;
        let _ = (parse(&text), measure(&text), measure(&any_text(u)?), spoken(&text), spoken(&any_text(u)?));
        Ok(())
    });
}
