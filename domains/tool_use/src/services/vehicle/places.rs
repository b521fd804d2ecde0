//! The doors of the car, and the map: cities, their zip codes and how far they are apart.

use exitrl_python::Value;

/// The doors of the car.
pub(crate) const DOORS: [&str; 4] = ["driver", "passenger", "rear_left", "rear_right"];

/// Cities and their zip codes.
pub(crate) const ZIP_CODES: [(&str, &str); 11] = [
    ("Rivermist", "83214"),
    ("Stonebrook", "74532"),
    ("Maplecrest", "56108"),
    ("Silverpine", "62947"),
    ("Shadowridge", "71354"),
    ("Sunset Valley", "83462"),
    ("Oakendale", "47329"),
    ("Willowbend", "52013"),
    ("Crescent Hollow", "69238"),
    ("Autumnville", "51479"),
    ("San Francisco", "94016"),
];

/// Two zip codes and the distance between them in kilometres.
pub(crate) const DISTANCES: [(&str, &str, f64); 12] = [
    ("83214", "74532", 750.0),
    ("56108", "62947", 320.0),
    ("71354", "83462", 450.0),
    ("47329", "52013", 290.0),
    ("69238", "51479", 630.0),
    ("94016", "83214", 980.0),
    ("94016", "94704", 600.0),
    ("94704", "08540", 2550.0),
    ("94016", "08540", 1950.0),
    ("62947", "47329", 1053.0),
    ("94016", "62947", 780.0),
    ("74532", "94016", 880.0),
];

/// The zip code of a city; `00000` for one that is not on the map.
pub(super) fn zip_code(city: &Value) -> &'static str {
    let city = city.as_str();
    ZIP_CODES.iter().find(|(name, _)| city == Some(name)).map_or("00000", |(_, code)| code)
}

/// The distance between two zip codes, in either direction.
pub(super) fn distance(from: &Value, to: &Value) -> Option<f64> {
    let (from, to) = (from.as_str()?, to.as_str()?);
    let joins = |(a, b, _): &&(&str, &str, f64)| (*a, *b) == (from, to) || (*b, *a) == (from, to);
    DISTANCES.iter().find(joins).map(|(_, _, kilometres)| *kilometres)
}
