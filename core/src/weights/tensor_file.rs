//! Named `f32` tensors in one safetensors file: models, adapters, optimizer state.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::atomic::AtomicFile;
use super::safetensors::SafetensorsFiles;
use super::{Tensor, content_error};
use crate::error::ModelError;

/// Writes a safetensors file tensor by tensor, in an order agreed on at the start, so that one tensor at a time is in memory.
/// The file appears under its name when [`TensorWriter::finish`] succeeds, and not before.
#[derive(Debug)]
pub struct TensorWriter {
    file: AtomicFile,
    /// What is still to come, last first.
    expected: Vec<(String, Vec<usize>)>,
}

impl TensorWriter {
    /// Begins a file with these names and shapes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create(path: &Path, tensors: &[(String, Vec<usize>)]) -> Result<Self, ModelError> {
        let mut file = AtomicFile::create(path)?;
        let header = header(tensors);
        file.write_with(|out| {
            out.write_all(&(header.len() as u64).to_le_bytes())?;
            out.write_all(header.as_bytes())
        })?;
        Ok(Self { file, expected: tensors.iter().rev().cloned().collect() })
    }

    /// Adds the next tensor.
    ///
    /// # Errors
    /// When it is not the next one agreed on, or has another shape; when the file cannot be written.
    pub fn write(&mut self, name: &str, shape: &[usize], data: &[f32]) -> Result<(), ModelError> {
        let agreed = self.expected.pop();
        let fits = agreed.as_ref().is_some_and(|(n, s)| n == name && s == shape && s.iter().product::<usize>() == data.len());
        if !fits {
            let got = format!("tensor {name} of shape {shape:?} with {} values", data.len());
            return Err(content_error(self.file.path(), format!("cannot save {got}: expected {agreed:?} at this place")));
        }
        self.file.write_with(|out| write_floats(out, data))
    }

    /// Brings the file to the disk and gives it its name.
    ///
    /// # Errors
    /// When tensors are still missing, or the file cannot be written.
    pub fn finish(self) -> Result<(), ModelError> {
        match self.expected.last() {
            Some((name, _)) => Err(content_error(self.file.path(), format!("cannot save: tensor {name} was never written"))),
            None => self.file.finish(),
        }
    }
}

fn write_floats(out: &mut dyn Write, data: &[f32]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(4 << 14);
    for chunk in data.chunks(1 << 14) {
        bytes.clear();
        bytes.extend(chunk.iter().flat_map(|value| value.to_le_bytes()));
        out.write_all(&bytes)?;
    }
    Ok(())
}

/// The file's JSON header, filled up with spaces so that the data begin at a multiple of 8.
fn header(tensors: &[(String, Vec<usize>)]) -> String {
    // transformers wants to be told which framework's layout the tensors have.
    let mut object = Map::from_iter([("__metadata__".to_owned(), json!({ "format": "pt" }))]);
    let mut start = 0;
    for (name, shape) in tensors {
        let end = start + 4 * shape.iter().product::<usize>();
        object.insert(name.clone(), json!({ "dtype": "F32", "shape": shape, "data_offsets": [start, end] }));
        start = end;
    }
    let mut text = Value::Object(object).to_string();
    let padding = text.len().next_multiple_of(8) - text.len();
    text.extend(std::iter::repeat_n(' ', padding));
    text
}

/// Writes tensors to a safetensors file, sorted by name, so that equal tensors give equal bytes. The file is written whole or not
/// at all. [`TensorWriter`] does the same without holding all tensors at once.
///
/// # Errors
/// When a tensor has not as many values as its shape says, or the file cannot be written.
pub fn save_tensors(path: &Path, tensors: impl IntoIterator<Item = (String, Vec<usize>, Vec<f32>)>) -> Result<(), ModelError> {
    let sorted: BTreeMap<String, Tensor> =
        tensors.into_iter().map(|(name, shape, data)| (name, Tensor { shape, data })).collect();
    let listed: Vec<_> = sorted.iter().map(|(name, tensor)| (name.clone(), tensor.shape.clone())).collect();
    let mut writer = TensorWriter::create(path, &listed)?;
    for (name, tensor) in &sorted {
        writer.write(name, &tensor.shape, &tensor.data)?;
    }
    writer.finish()
}

/// All tensors of a safetensors file.
///
/// # Errors
/// When the file cannot be read, is truncated, or holds a type other than F32, F16 and BF16.
pub fn load_tensors(path: &Path) -> Result<BTreeMap<String, Tensor>, ModelError> {
    let files = SafetensorsFiles::open_file(path)?;
    files.entries.keys().map(|name| Ok((name.clone(), files.tensor(name)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn example() -> Vec<(String, Vec<usize>, Vec<f32>)> {
        vec![
            ("w".to_owned(), vec![2, 3], vec![0.0, 1.5, -2.25, f32::MIN_POSITIVE, f32::MAX, -0.0]),
            ("b".to_owned(), vec![3], vec![1e-45, 2.0, 3.0]),
            ("count".to_owned(), vec![], vec![7.0]),
        ]
    }

    #[test]
    fn tensors_come_back_as_they_were_to_the_last_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.safetensors");
        save_tensors(&path, example()).unwrap();
        let loaded = load_tensors(&path).unwrap();
        assert_eq!(loaded.len(), 3);
        for (name, shape, data) in example() {
            assert_eq!(loaded[&name].shape, shape);
            let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&loaded[&name].data), bits(&data), "{name}");
        }
    }

    #[test]
    fn the_order_in_which_tensors_are_given_does_not_change_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        save_tensors(&one, example()).unwrap();
        save_tensors(&two, example().into_iter().rev()).unwrap();
        assert_eq!(fs::read(one).unwrap(), fs::read(two).unwrap());
    }

    #[test]
    fn the_data_begin_at_a_multiple_of_eight() {
        for name in ["a", "ab", "abc", "abcd", "abcde"] {
            assert!(header(&[(name.to_owned(), vec![1])]).len().is_multiple_of(8));
        }
    }

    #[test]
    fn a_tensor_out_of_place_or_of_another_shape_is_refused_and_no_file_appears() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.safetensors");
        let agreed = [("a".to_owned(), vec![2]), ("b".to_owned(), vec![1])];
        for (name, shape, data) in [("b", vec![1], vec![0.0]), ("a", vec![1], vec![0.0]), ("a", vec![2], vec![0.0])] {
            let mut writer = TensorWriter::create(&path, &agreed).unwrap();
            let message = writer.write(name, &shape, &data).unwrap_err().to_string();
            assert!(message.contains(&format!("tensor {name} of shape {shape:?}")), "{message}");
        }
        let mut writer = TensorWriter::create(&path, &agreed).unwrap();
        writer.write("a", &[2], &[0.0, 1.0]).unwrap();
        assert!(writer.finish().unwrap_err().to_string().contains("tensor b was never written"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_truncated_file_is_called_truncated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.safetensors");
        save_tensors(&path, example()).unwrap();
        let whole = fs::read(&path).unwrap();
        for cut in [0, 7, 20, whole.len() - 1] {
            fs::write(&path, &whole[..cut]).unwrap();
            let message = load_tensors(&path).unwrap_err().to_string();
            for part in ["state.safetensors", "truncated", &format!("{cut} bytes"), "fetch it again"] {
                assert!(message.contains(part), "{part:?} is not in {message:?}");
            }
        }
    }
}
