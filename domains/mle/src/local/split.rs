//! Split, order, names and noise of rows, all from SHA-256 of what a row is.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// Noise of a measured column: at most this share of the column's standard deviation, either way.
const NOISE_SHARE: f64 = 0.01;

/// Rows of a data set before they are split.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) columns: Vec<Column>,
    /// Names of the target columns, as they stand in the training file.
    pub(crate) targets: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// A feature.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) noise: Noise,
}

/// How a feature's values are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noise {
    /// Not at all: classes, flags, counts.
    None,
    /// By up to a hundredth of the column's standard deviation. Zeros stay: they mean "none" (no rain, no incentive).
    Measured,
    /// A grey value between 0 and 16, both of which stay: one level down or up in one case of eight each.
    Pixel,
}

/// One row: its number in the package file, from 0, and its cells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) cells: Vec<String>,
    pub(crate) targets: Vec<String>,
    /// Rows of one stratum are split in the same proportion.
    pub(crate) stratum: String,
}

/// Rows for training and rows for the test, each with its new name, in their final order.
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) train: Vec<(String, Row)>,
    pub(crate) test: Vec<(String, Row)>,
}

/// SHA-256 of a purpose, a competition and what it is about. The unit separator keeps parts apart.
fn hash(purpose: &str, id: &str, about: &str) -> [u8; 32] {
    Sha256::digest(format!("{purpose}\u{1f}{id}\u{1f}{about}")).into()
}

fn first_u64(digest: [u8; 32]) -> u64 {
    digest[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A number in [-1, 1), evenly spread.
fn signed_unit(digest: [u8; 32]) -> f64 {
    (first_u64(digest) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Keeps `count` rows, chosen by hash.
pub(crate) fn subsample(id: &str, frame: &mut Frame, count: usize) {
    frame.rows.sort_by_cached_key(|row| hash("sample", id, &row.number.to_string()));
    frame.rows.truncate(count);
    frame.rows.sort_by_key(|row| row.number);
}

/// Splits `frame` with `test_share` of every stratum (rounded) in the test, names the rows and puts them in an order that tells nothing.
pub(crate) fn split(id: &str, frame: &Frame, test_share: f64) -> Split {
    let mut strata: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &frame.rows {
        strata.entry(&row.stratum).or_default().push(row);
    }
    let mut names = BTreeSet::new();
    let mut split = Split { train: Vec::new(), test: Vec::new() };
    for mut rows in strata.into_values() {
        rows.sort_by_cached_key(|row| hash("split", id, &row.number.to_string()));
        let tested = (rows.len() as f64 * test_share).round() as usize;
        for (place, row) in rows.into_iter().enumerate() {
            let part = if place < tested { &mut split.test } else { &mut split.train };
            part.push((name(id, row.number, &mut names), row.clone()));
        }
    }
    for part in [&mut split.train, &mut split.test] {
        part.sort_by_cached_key(|(_, row)| hash("order", id, &row.number.to_string()));
    }
    split
}

/// A letter and nine hexadecimal digits: text for every reader of tables, even where all digits are decimal.
fn name(id: &str, number: usize, taken: &mut BTreeSet<String>) -> String {
    let mut attempt = 0_u32;
    loop {
        let digest = hash("name", id, &format!("{number}.{attempt}"));
        let name = format!("r{:09x}", first_u64(digest) >> 28);
        if taken.insert(name.clone()) {
            return name;
        }
        attempt += 1;
    }
}

/// Moves the values of `frame` as its columns say.
///
/// # Errors
/// Names the column, row and text where a measured value is not a number.
pub(crate) fn add_noise(id: &str, frame: &mut Frame) -> Result<(), String> {
    for place in 0..frame.columns.len() {
        let column = frame.columns[place].clone();
        match column.noise {
            Noise::None => {}
            Noise::Measured => add_measured_noise(id, &column.name, place, &mut frame.rows)?,
            Noise::Pixel => add_pixel_noise(id, &column.name, place, &mut frame.rows)?,
        }
    }
    Ok(())
}

fn number(column: &str, row: &Row, place: usize) -> Result<Option<f64>, String> {
    match row.cells[place].as_str() {
        "" => Ok(None),
        text => {
            text.parse().map(Some).map_err(|_| format!("column {column} of row {} holds {text:?}, not a number", row.number + 1))
        }
    }
}

fn add_measured_noise(id: &str, column: &str, place: usize, rows: &mut [Row]) -> Result<(), String> {
    let values: Vec<Option<f64>> = rows.iter().map(|row| number(column, row, place)).collect::<Result<_, _>>()?;
    let deviation = standard_deviation(values.iter().flatten());
    if deviation == 0.0 {
        return Ok(());
    }
    // Between a thousandth and a ten-thousandth of the deviation: fine enough not to round the noise away.
    let decimals = (3.0 - deviation.log10().floor()).max(0.0) as usize;
    for (row, value) in rows.iter_mut().zip(values) {
        let Some(value) = value else { continue };
        let noise = signed_unit(hash("noise", id, &format!("{}.{column}", row.number)));
        let moved = if value == 0.0 { value } else { value + noise * NOISE_SHARE * deviation };
        row.cells[place] = format!("{moved:.decimals$}");
    }
    Ok(())
}

fn standard_deviation<'a>(values: impl Iterator<Item = &'a f64> + Clone) -> f64 {
    let count = values.clone().count().max(1) as f64;
    let mean = values.clone().sum::<f64>() / count;
    (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

fn add_pixel_noise(id: &str, column: &str, place: usize, rows: &mut [Row]) -> Result<(), String> {
    for row in rows {
        let grey = number(column, row, place)?.unwrap_or(0.0) as u8;
        if !(1..16).contains(&grey) {
            continue;
        }
        let moved = match first_u64(hash("noise", id, &format!("{}.{column}", row.number))) % 8 {
            0 => grey - 1,
            1 => grey + 1,
            _ => grey,
        };
        row.cells[place] = moved.to_string();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(classes: &[(&str, usize)]) -> Frame {
        let labels = classes.iter().flat_map(|(class, count)| std::iter::repeat_n(*class, *count));
        let rows = labels.enumerate().map(|(number, class)| Row {
            number,
            cells: vec![(number as f64 * 2.0).to_string(), "0".into(), "7".into()],
            targets: vec![class.into()],
            stratum: class.into(),
        });
        let columns = [("length", Noise::Measured), ("rain", Noise::Measured), ("grey", Noise::Pixel)];
        let columns = columns.map(|(name, noise)| Column { name: name.into(), noise }).to_vec();
        Frame { columns, targets: vec!["class"], rows: rows.collect() }
    }

    #[test]
    fn every_class_has_its_share_in_the_test_and_no_row_is_in_both() {
        let split = split("made-up", &frame(&[("a", 60), ("b", 25), ("c", 2)]), 0.3);
        let tested = |class: &str| split.test.iter().filter(|(_, row)| row.stratum == class).count();
        // 60 * 0.3 = 18; 25 * 0.3 = 7.5, rounded away from zero; 2 * 0.3 = 0.6.
        assert_eq!([tested("a"), tested("b"), tested("c")], [18, 8, 1]);
        let mut numbers: Vec<usize> = split.train.iter().chain(&split.test).map(|(_, row)| row.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..87).collect::<Vec<_>>());
    }

    #[test]
    fn names_and_order_do_not_tell_the_place_in_the_package_file() {
        let split = split("made-up", &frame(&[("a", 500)]), 0.5);
        let all: Vec<&(String, Row)> = split.train.iter().chain(&split.test).collect();
        let names: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 500);
        assert!(names.iter().all(|name| name.len() == 10 && name.starts_with('r')));
        let rising = |part: &[(String, Row)]| part.windows(2).filter(|pair| pair[0].1.number < pair[1].1.number).count();
        // 249 neighbours, each rising with probability one half: 124.5 expected, standard deviation about 4.6.
        assert!((100..150).contains(&rising(&split.train)), "{}", rising(&split.train));
        let mut by_name = all.clone();
        by_name.sort();
        let rising_by_name = by_name.windows(2).filter(|pair| pair[0].1.number < pair[1].1.number).count();
        assert!((215..285).contains(&rising_by_name), "{rising_by_name}");
    }

    #[test]
    fn another_competition_on_the_same_rows_is_split_another_way() {
        let frame = frame(&[("a", 100)]);
        let tested = |id: &str| split(id, &frame, 0.3).test.iter().map(|(_, row)| row.number).collect::<BTreeSet<_>>();
        assert_eq!(tested("one"), tested("one"));
        // 30 of 100 each: 9 in common expected.
        assert!(tested("one").intersection(&tested("two")).count() < 20);
    }

    #[test]
    fn noise_stays_within_a_hundredth_of_the_deviation_and_leaves_zeros() {
        let before = frame(&[("a", 200)]);
        let mut after = before.clone();
        add_noise("made-up", &mut after).unwrap();
        // Values 0, 2, ... 398: the deviation of n evenly spaced values 2 apart is 2 * sqrt((n^2 - 1) / 12) = 115.469.
        // They are written with one decimal, which rounds by up to 0.05.
        let limit = 0.01 * 115.47 + 0.05;
        let moved = |place: usize| {
            let pairs = before.rows.iter().zip(&after.rows);
            pairs
                .map(|(a, b)| b.cells[place].parse::<f64>().unwrap() - a.cells[place].parse::<f64>().unwrap())
                .collect::<Vec<_>>()
        };
        assert!(moved(0).iter().all(|distance| distance.abs() <= limit));
        assert!(moved(0).iter().filter(|distance| distance.abs() > 0.1 * limit).count() > 150, "most rows must move");
        assert_eq!(after.rows[0].cells[0], "0.0", "a zero means none and stays");
        assert!(moved(1).iter().all(|distance| *distance == 0.0), "a column of equal values has no deviation");
        let greys = moved(2);
        let changed = greys.iter().filter(|distance| distance.abs() == 1.0).count();
        // One case of four: 50 of 200, standard deviation about 6.1.
        assert!((25..75).contains(&changed) && greys.iter().all(|distance| distance.abs() <= 1.0), "{changed}");
    }

    #[test]
    fn a_text_in_a_measured_column_is_named() {
        let mut frame = frame(&[("a", 3)]);
        frame.rows[1].cells[0] = "tall".into();
        assert_eq!(add_noise("made-up", &mut frame).unwrap_err(), "column length of row 2 holds \"tall\", not a number");
    }

    #[test]
    fn a_subsample_is_of_the_asked_size_and_in_file_order() {
        let mut frame = frame(&[("a", 50)]);
        subsample("made-up", &mut frame, 20);
        assert_eq!(frame.rows.len(), 20);
        assert!(frame.rows.is_sorted_by_key(|row| row.number));
    }
}
