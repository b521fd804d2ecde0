//! The distinct problems of one or two files, divided between the splits.

use std::collections::HashSet;
use std::path::Path;

use exitrl_domain::{DomainError, Split, Task};
use sha2::{Digest, Sha256};

use super::format::DataFormat;
use super::records;
use super::row::Row;
use crate::problem::{Answer, Problem};

/// Digest of a question, white space evened out: the identity of a problem. The answer is no part of it, so that the same
/// question cannot stand on both sides of the split.
type Identity = [u8; 16];

struct Entry {
    identity: Identity,
    row: Row,
}

/// A data set divided between the splits.
pub(crate) struct Dataset {
    train: Vec<Entry>,
    test: Vec<Entry>,
    skipped: u64,
}

/// Which rows are wanted of a file, and how they are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// The form of the rows.
    pub(crate) format: DataFormat,
    /// Most problems taken from each file.
    pub(crate) limit: Option<usize>,
    /// Whether a row that cannot be used is passed over; otherwise it is an error.
    pub(crate) skip_bad: bool,
}

impl Dataset {
    /// Reads the files; a question that occurs again is left out, and one that the test file holds is left out of training.
    ///
    /// # Errors
    /// When a file cannot be read, a row is bad, or a split that is needed has no problem.
    pub(crate) fn open(path: &Path, test_path: Option<&Path>, test_fraction: f64, wanted: Wanted) -> Result<Self, DomainError> {
        let (rows, skipped) = read(path, wanted)?;
        let dataset = match test_path {
            None => Self { skipped, ..Self::divided(rows, test_fraction) },
            Some(test_path) => {
                let (test, skipped_too) = read(test_path, wanted)?;
                let held_out: HashSet<Identity> = test.iter().map(|entry| entry.identity).collect();
                let train = rows.into_iter().filter(|entry| !held_out.contains(&entry.identity)).collect();
                Self { train, test, skipped: skipped + skipped_too }
            }
        };
        if dataset.train.is_empty() {
            return Err(DomainError::data(format!(
                "the data set {} leaves no problem to train on: every one of its questions is held out; add rows or another \
                 test file",
                path.display()
            )));
        }
        Ok(dataset)
    }

    /// A problem is held out when its identity, read as a number in `[0, 1)`, is below the fraction: adding rows moves no other
    /// row. Small sets get at least one held-out problem if they can spare it.
    fn divided(rows: Vec<Entry>, test_fraction: f64) -> Self {
        let (mut test, mut train): (Vec<Entry>, Vec<Entry>) =
            rows.into_iter().partition(|entry| place(&entry.identity) < test_fraction);
        if test.is_empty() && test_fraction > 0.0 && train.len() > 1 {
            test.extend(take_least(&mut train));
        } else if train.is_empty() && test.len() > 1 {
            train.extend(take_least(&mut test));
        }
        Self { train, test, skipped: 0 }
    }

    fn entries(&self, split: Split) -> &[Entry] {
        match split {
            Split::Train => &self.train,
            Split::Test => &self.test,
        }
    }

    /// How many rows could not be used and were passed over.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped
    }

    pub(crate) fn count(&self, split: Split) -> u64 {
        self.entries(split).len() as u64
    }

    /// The task at `index`; [`None`] past the end.
    pub(crate) fn task(&self, split: Split, index: u64) -> Option<Task> {
        let entry = self.entries(split).get(usize::try_from(index).ok()?)?;
        let answer = Answer::Exact { gold: entry.row.gold.clone() };
        let about = Some(Box::new(entry.row.about.clone()));
        let problem = Problem { question: entry.row.question.clone(), compact: String::new(), answer, about };
        let digits: String = entry.identity.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Task { id: format!("jsonl/{digits}"), payload: serde_json::json!(problem) })
    }
}

fn take_least(entries: &mut Vec<Entry>) -> Option<Entry> {
    let least = entries.iter().enumerate().min_by_key(|(_, entry)| entry.identity)?.0;
    Some(entries.remove(least))
}

fn place(identity: &Identity) -> f64 {
    let high = identity.iter().take(4).fold(0_u32, |high, &byte| high << 8 | u32::from(byte));
    f64::from(high) / (f64::from(u32::MAX) + 1.0)
}

fn identity(question: &str) -> Identity {
    let mut digest = Sha256::new();
    for word in question.split_whitespace() {
        digest.update(word.as_bytes());
        digest.update(b" ");
    }
    let digest: [u8; 32] = digest.finalize().into();
    let mut identity = Identity::default();
    identity.copy_from_slice(&digest[..16]);
    identity
}

/// The distinct problems of a file in its order, at most as many as wanted, and how many rows were passed over.
fn read(path: &Path, wanted: Wanted) -> Result<(Vec<Entry>, u64), DomainError> {
    let (mut entries, mut seen, mut skipped) = (Vec::new(), HashSet::new(), 0);
    for record in records::open(path)? {
        let record = record?;
        let row = match record.fields.and_then(|fields| Row::read(&fields, wanted.format)) {
            Ok(row) => row,
            Err(_) if wanted.skip_bad => {
                skipped += 1;
                continue;
            }
            Err(why) => return Err(DomainError::data(format!("the data set {}, {}: {why}", path.display(), record.place))),
        };
        let identity = identity(&row.question);
        if seen.insert(identity) {
            entries.push(Entry { identity, row });
        }
        if wanted.limit.is_some_and(|limit| entries.len() >= limit) {
            break;
        }
    }
    if entries.is_empty() {
        let seen = match skipped {
            0 => "it has no row; put one JSON object a line into it".to_owned(),
            bad => {
                format!("none of its {bad} rows can be used; leave out source.skip_bad_rows to see what is wrong with the first")
            }
        };
        return Err(DomainError::data(format!("the data set {} is empty: {seen}", path.display())));
    }
    Ok((entries, skipped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn rows(range: std::ops::Range<u32>) -> String {
        range.map(|n| format!("{{\"prompt\": \"What is {n} + 1?\", \"answer\": {}}}\n", n + 1)).collect()
    }

    fn ids(dataset: &Dataset, split: Split) -> Vec<String> {
        (0..dataset.count(split)).map(|index| dataset.task(split, index).unwrap().id).collect()
    }

    #[test]
    fn one_file_is_divided_and_adding_rows_moves_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let small = Dataset::open(&file(&folder, "small", &rows(0..400)), None, 0.25, Wanted::default()).unwrap();
        let large = Dataset::open(&file(&folder, "large", &rows(0..500)), None, 0.25, Wanted::default()).unwrap();
        assert_eq!(small.count(Split::Train) + small.count(Split::Test), 400);
        // Binomial with mean 100 and deviation 8.7.
        assert!((70..130).contains(&small.count(Split::Test)));
        let (train, test) = (ids(&large, Split::Train), ids(&large, Split::Test));
        assert!(ids(&small, Split::Train).iter().all(|id| train.contains(id) && !test.contains(id)));
    }

    #[test]
    fn a_question_that_occurs_again_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let text =
            "{\"prompt\": \"a  b\", \"answer\": 1}\n\n{\"prompt\": \"a b\", \"answer\": 2}\n{\"prompt\": \"c\", \"answer\": 3}\n";
        let dataset = Dataset::open(&file(&folder, "twice", text), None, 0.0, Wanted::default()).unwrap();
        assert_eq!((dataset.count(Split::Train), dataset.count(Split::Test)), (2, 0));
    }

    #[test]
    fn what_the_test_file_asks_is_not_trained_on() {
        let folder = tempfile::tempdir().unwrap();
        let (train, test) = (file(&folder, "train", &rows(0..10)), file(&folder, "test", &rows(8..12)));
        let dataset = Dataset::open(&train, Some(&test), 0.1, Wanted::default()).unwrap();
        assert_eq!((dataset.count(Split::Train), dataset.count(Split::Test)), (8, 4));
        let limited = Dataset::open(&train, Some(&test), 0.1, Wanted { limit: Some(3), ..Wanted::default() }).unwrap();
        assert_eq!((limited.count(Split::Train), limited.count(Split::Test)), (3, 3));
    }

    #[test]
    fn a_tiny_set_still_holds_one_problem_out() {
        let folder = tempfile::tempdir().unwrap();
        for (fraction, name) in [(0.001, "few"), (0.999, "most")] {
            let dataset = Dataset::open(&file(&folder, name, &rows(0..2)), None, fraction, Wanted::default()).unwrap();
            assert_eq!((dataset.count(Split::Train), dataset.count(Split::Test)), (1, 1));
        }
    }

    #[test]
    fn rows_that_cannot_be_used_are_passed_over_and_counted_where_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let proofs = "{\"problem\": \"Prove it.\", \"answer\": \"proof\"}\n{\n";
        let path = file(&folder, "proofs", &format!("{proofs}{}", rows(0..4)));
        let lenient = Wanted { skip_bad: true, ..Wanted::default() };
        let dataset = Dataset::open(&path, None, 0.0, lenient).unwrap();
        assert_eq!((dataset.count(Split::Train), dataset.skipped()), (4, 2));
        let both = Dataset::open(&path, Some(&file(&folder, "too", &format!("?\n{}", rows(3..5)))), 0.0, lenient).unwrap();
        assert_eq!((both.count(Split::Train), both.count(Split::Test), both.skipped()), (3, 2, 3));
        let error = Dataset::open(&file(&folder, "none", proofs), None, 0.0, lenient).err().unwrap();
        assert!(error.message.contains("none of its 2 rows can be used"), "{error}");
        let error = Dataset::open(&path, None, 0.0, Wanted::default()).err().unwrap();
        assert!(error.message.contains("proofs, line 1: its answer is \"proof\""), "{error}");
    }

    #[test]
    fn a_limit_ends_reading_before_what_follows_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder, "torn", &format!("{}torn", rows(0..3)));
        let first = |limit| Dataset::open(&path, None, 0.0, Wanted { limit: Some(limit), ..Wanted::default() });
        assert_eq!(first(3).unwrap().count(Split::Train), 3);
        assert!(first(4).err().unwrap().message.contains("torn, line 4: it is not JSON"));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_refused_with_its_name_and_line() {
        let folder = tempfile::tempdir().unwrap();
        let bad = format!("{}\n{{\"prompt\": \"x\"}}\n", rows(0..2));
        let (good, same) = (file(&folder, "good", &rows(0..2)), file(&folder, "same", &rows(0..2)));
        let cases = [
            (folder.path().join("missing"), None, "cannot be read"),
            (file(&folder, "empty", "\n\n"), None, "it has no row"),
            (file(&folder, "bad", &bad), None, "bad, line 4: its `answer` is missing"),
            (good, Some(same.as_path()), "leaves no problem to train on"),
        ];
        for (path, test_path, why) in cases {
            let error = Dataset::open(&path, test_path, 0.1, Wanted::default()).err().unwrap();
            assert!(error.message.contains(why) && error.message.contains(path.to_str().unwrap()), "{error}");
        }
    }
}
