//! From package files to rows of features and targets.

pub(crate) mod learn;
pub(crate) mod models;
pub(crate) mod tables;

use super::packages::{Cells, DataFile, PackageError, Packages};
use super::split::{Column, Frame, Noise, Row};

/// Builds the rows of one competition.
pub(crate) type Build = fn(&mut Packages) -> Result<Frame, PackageError>;

/// Columns of one kind of noise.
fn columns<'a>(noise: Noise, names: impl IntoIterator<Item = &'a str>) -> Vec<Column> {
    names.into_iter().map(|name| Column { name: name.to_owned(), noise }).collect()
}

/// Reads `file` and makes a row of each of its records with `row`, which answers features, targets and stratum, or nothing where the
/// record is left out.
fn frame(
    packages: &mut Packages,
    (file, width): (DataFile, usize),
    columns: Vec<Column>,
    targets: &[&'static str],
    row: impl Fn(&[String]) -> Option<Parts>,
) -> Result<Frame, PackageError> {
    let cells = packages.rows(file, width)?;
    Ok(Frame { columns, targets: targets.to_vec(), rows: rows(&cells, row) })
}

fn rows(cells: &Cells, row: impl Fn(&[String]) -> Option<Parts>) -> Vec<Row> {
    let numbered = cells.iter().enumerate();
    numbered
        .filter_map(|(number, cells)| {
            row(cells).map(|parts| Row { number, cells: parts.cells, targets: parts.targets, stratum: parts.stratum })
        })
        .collect()
}

/// What a record becomes.
struct Parts {
    cells: Vec<String>,
    targets: Vec<String>,
    stratum: String,
}

impl Parts {
    /// Features and one label, by which rows are stratified.
    fn labelled(cells: Vec<String>, label: impl Into<String>) -> Self {
        let label = label.into();
        Self { cells, targets: vec![label.clone()], stratum: label }
    }

    /// Features and one number to predict; one stratum.
    fn measured(cells: Vec<String>, value: impl Into<String>) -> Self {
        Self { cells, targets: vec![value.into()], stratum: String::new() }
    }
}
