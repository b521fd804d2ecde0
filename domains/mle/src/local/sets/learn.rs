//! Data sets of scikit-learn: tumours, wines, handwritten digits, diabetes.

use std::sync::Arc;

use super::{Parts, columns, frame, rows};
use crate::local::packages::{DataFile, Pack, PackageError, Packages};
use crate::local::split::{Column, Frame, Noise};

const fn file(path: &'static str, pack: Pack, delimiter: u8, header: bool) -> DataFile {
    DataFile { package: "scikit-learn", path, pack, delimiter, header }
}

// The first line of these two counts rows and columns, so it is as wide as the counts and class names; it is skipped as a header.
const TUMOURS: DataFile = file("sklearn/datasets/data/breast_cancer.csv", Pack::Plain, b',', true);
const WINES: DataFile = file("sklearn/datasets/data/wine_data.csv", Pack::Plain, b',', true);
const DIGITS: DataFile = file("sklearn/datasets/data/digits.csv.gz", Pack::Gzip, b',', false);
const DIABETES: DataFile = file("sklearn/datasets/data/diabetes_data_raw.csv.gz", Pack::Gzip, b' ', false);
const PROGRESSION: DataFile = file("sklearn/datasets/data/diabetes_target.csv.gz", Pack::Gzip, b' ', false);

const NUCLEUS: [&str; 10] = [
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
    "symmetry",
    "fractal_dimension",
];

pub(crate) fn tumours(packages: &mut Packages) -> Result<Frame, PackageError> {
    let names = ["mean", "error", "worst"].iter().flat_map(|kind| NUCLEUS.map(|name| format!("{name}_{kind}")));
    let features = names.map(|name| Column { name, noise: Noise::Measured }).collect();
    // The file has 1 for benign; here the event to be found is the malignant tumour.
    let malignant = |class: &str| if class == "0" { "1" } else { "0" };
    frame(packages, (TUMOURS, 31), features, &["malignant"], |cells| {
        Some(Parts::labelled(cells[..30].to_vec(), malignant(&cells[30])))
    })
}

const WINE: [&str; 13] = [
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "color_intensity",
    "hue",
    "od280_od315",
    "proline",
];

pub(crate) fn wines(packages: &mut Packages) -> Result<Frame, PackageError> {
    let cultivar = |class: &str| match class {
        "0" => "cultivar_1",
        "1" => "cultivar_2",
        _ => "cultivar_3",
    };
    frame(packages, (WINES, 14), columns(Noise::Measured, WINE), &["cultivar"], |cells| {
        Some(Parts::labelled(cells[..13].to_vec(), cultivar(&cells[13])))
    })
}

/// Pixels `0..64` with a stride, as features named for their row and column.
fn pixels(stride: usize) -> Vec<Column> {
    let pixel = |place: usize| Column { name: format!("pixel_{}_{}", place / 8, place % 8), noise: Noise::Pixel };
    (0..64).step_by(stride).map(pixel).collect()
}

fn digits_of(
    packages: &mut Packages,
    stride: usize,
    targets: &[&'static str],
    label: fn(&str) -> Vec<String>,
) -> Result<Frame, PackageError> {
    frame(packages, (DIGITS, 65), pixels(stride), targets, |cells| {
        // Grey values are written as whole numbers; the digit is the last cell.
        let cells_of_stride = cells[..64].iter().step_by(stride).cloned().collect();
        Some(Parts { cells: cells_of_stride, targets: label(&cells[64]), stratum: cells[64].clone() })
    })
}

pub(crate) fn digits(packages: &mut Packages) -> Result<Frame, PackageError> {
    digits_of(packages, 1, &["digit"], |digit| vec![digit.to_owned()])
}

pub(crate) fn sparse_digits(packages: &mut Packages) -> Result<Frame, PackageError> {
    digits_of(packages, 3, &["digit"], |digit| vec![digit.to_owned()])
}

pub(crate) fn digit_properties(packages: &mut Packages) -> Result<Frame, PackageError> {
    digits_of(packages, 3, &["even", "prime", "loop", "high"], |digit| {
        let digit: u8 = digit.parse().unwrap_or(0);
        let properties = [digit % 2 == 0, [2, 3, 5, 7].contains(&digit), [0, 6, 8, 9].contains(&digit), digit >= 5];
        properties.map(|holds| u8::from(holds).to_string()).to_vec()
    })
}

pub(crate) fn diabetes(packages: &mut Packages) -> Result<Frame, PackageError> {
    let progression = packages.rows(PROGRESSION, 1)?;
    let people = packages.rows(DIABETES, 10)?;
    // Features and targets lie in two files, row beside row.
    let joined = people.iter().zip(progression.iter());
    let joined = Arc::new(joined.map(|(person, value)| [person.as_slice(), value.as_slice()].concat()).collect());
    let mut features =
        columns(Noise::Measured, ["age", "sex", "bmi", "blood_pressure", "tc", "ldl", "hdl", "tch", "ltg", "glucose"]);
    features[1].noise = Noise::None;
    let rows = rows(&joined, |cells| {
        let value: f64 = cells[10].parse().ok()?;
        Some(Parts::measured(cells[..10].to_vec(), value.to_string()))
    });
    Ok(Frame { columns: features, targets: vec!["progression"], rows })
}
