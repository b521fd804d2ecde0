//! Data sets of statsmodels: Fair's survey of marriages, visits to doctors, choice of travel mode.

use super::{Parts, columns, frame, rows};
use crate::local::packages::{DataFile, Pack, PackageError, Packages};
use crate::local::split::{Column, Frame, Noise};

const fn file(path: &'static str, delimiter: u8) -> DataFile {
    DataFile { package: "statsmodels", path, pack: Pack::Plain, delimiter, header: true }
}

const FAIR: DataFile = file("statsmodels/datasets/fair/fair.csv", b',');
const VISITS: DataFile = file("statsmodels/datasets/randhie/randhie.csv", b',');
const TRAVEL: DataFile = file("statsmodels/datasets/modechoice/modechoice.csv", b';');

const MARRIAGE: [&str; 9] =
    ["rating", "age", "years_married", "children", "religious", "education", "occupation", "occupation_husband", "affairs"];

/// Features of the survey without the target at place `target`. Age and years are centres of bands, so they take noise; so does the
/// measure of affairs, which is a quotient.
fn marriage_features(target: usize) -> Vec<Column> {
    let mut features = columns(Noise::None, MARRIAGE);
    for place in [1, 2, 8] {
        features[place].noise = Noise::Measured;
    }
    features.remove(target);
    features
}

pub(crate) fn affairs(packages: &mut Packages) -> Result<Frame, PackageError> {
    frame(packages, (FAIR, 9), marriage_features(8), &["affair"], |cells| {
        Some(Parts::labelled(cells[..8].to_vec(), if cells[8] == "0" { "0" } else { "1" }))
    })
}

pub(crate) fn marriage_rating(packages: &mut Packages) -> Result<Frame, PackageError> {
    frame(packages, (FAIR, 9), marriage_features(0), &["rating"], |cells| {
        Some(Parts::labelled(cells[1..].to_vec(), cells[0].clone()))
    })
}

pub(crate) fn doctor_visits(packages: &mut Packages) -> Result<Frame, PackageError> {
    let names = [
        "ln_coinsurance",
        "individual_deductible",
        "ln_incentive",
        "ln_max_expenditure",
        "physical_limitation",
        "chronic_diseases",
        "health_good",
        "health_fair",
        "health_poor",
    ];
    let mut features = columns(Noise::None, names);
    for place in [0, 2, 3, 5] {
        features[place].noise = Noise::Measured;
    }
    frame(packages, (VISITS, 10), features, &["visits"], |cells| {
        Some(Parts::measured(cells[1..].iter().map(|cell| whole(cell)).collect(), cells[0].clone()))
    })
}

/// The file writes ".1442925" for 0.1442925.
fn whole(cell: &str) -> String {
    match cell.starts_with('.') {
        true => format!("0{cell}"),
        false => cell.to_owned(),
    }
}

const MODES: [&str; 4] = ["air", "train", "bus", "car"];

/// The file has one line per traveller and mode; here a traveller is one row.
pub(crate) fn travel_mode(packages: &mut Packages) -> Result<Frame, PackageError> {
    let lines = packages.rows(TRAVEL, 9)?;
    let people = lines.chunks_exact(4).map(|modes| modes.iter().flatten().cloned().collect()).collect();
    let mut features = columns(Noise::Measured, ["income"]);
    features.extend(columns(Noise::None, ["party_size"]));
    for mode in MODES {
        let names = ["wait", "cost", "time", "generalised_cost"].map(|name| format!("{name}_{mode}"));
        // A car has no waiting time: its column would be zero throughout.
        let kept = names.iter().skip(usize::from(mode == "car"));
        features.extend(kept.map(|name| Column { name: name.clone(), noise: Noise::Measured }));
    }
    let rows = rows(&people, |cells| {
        // Nine cells per mode: traveller, mode, chosen, wait, cost, time, generalised cost, income, party size.
        let mode = |place: usize| &cells[9 * place..9 * place + 9];
        let mut features = vec![cells[7].clone(), cells[8].clone()];
        for place in 0..4 {
            features.extend_from_slice(&mode(place)[3 + usize::from(place == 3)..7]);
        }
        let chosen = (0..4).find(|place| mode(*place)[2] == "1")?;
        Some(Parts::labelled(features, MODES[chosen]))
    });
    Ok(Frame { columns: features, targets: vec!["mode"], rows })
}
