//! Texts to vectors whose distances say how much the texts differ.
//!
//! ```text
//! Embedder: hashed.rs (character n-grams, no weights)
//!           sentence.rs (tokens, batches, pooling) <- bert.rs (the encoder) <- folder.rs (a Hugging Face folder, checked)
//! ```
//!
//! Architecture invariant: an embedding depends on its text alone, but for rounding: equal texts are embedded once
//! ([`Embedded::of`]), so that they are at distance 0 whatever they were batched with.

mod bert;
mod folder;
mod hashed;
mod sentence;

#[cfg(test)]
mod fixture_tests;

use std::collections::BTreeMap;

use burn::tensor::Device;

use crate::config::{DiversitySection, EmbedderKind};
use crate::error::ModelError;
use crate::hub;

pub use folder::{BertConfig, EncoderFiles, EncoderSummary, Pooling, is_encoder};
pub use hashed::HashedNgrams;
pub use sentence::SentenceEmbedder;

/// Maps texts to vectors.
pub trait Embedder: Send {
    /// Length of every vector.
    fn dim(&self) -> usize;

    /// One vector of [`Embedder::dim`] numbers for each text, in their order.
    ///
    /// # Errors
    /// When a text cannot be tokenised.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError>;
}

/// The embedder that a configuration asks for, on this device.
///
/// # Errors
/// When the model is not there, or is none that can be used.
pub fn open(section: &DiversitySection, device: &Device) -> Result<Box<dyn Embedder>, ModelError> {
    Ok(match section.embedder {
        EmbedderKind::Hashed => Box::new(HashedNgrams),
        EmbedderKind::Sentence => Box::new(SentenceEmbedder::open(&hub::resolve(&section.model, &hub::cache_root()?)?, device)?),
    })
}

/// The vectors of some texts.
#[derive(Debug)]
pub struct Embedded {
    vectors: Vec<Vec<f32>>,
    /// For each text the place of its vector.
    places: Vec<usize>,
}

impl Embedded {
    /// Embeds every different text once.
    ///
    /// # Errors
    /// Those of [`Embedder::embed`].
    pub fn of<S: AsRef<str>>(embedder: &dyn Embedder, texts: &[S]) -> Result<Self, ModelError> {
        let mut distinct: BTreeMap<&str, usize> = texts.iter().map(|text| (text.as_ref(), 0)).collect();
        distinct.values_mut().enumerate().for_each(|(at, place)| *place = at);
        let places = texts.iter().map(|text| distinct[text.as_ref()]).collect();
        let distinct: Vec<&str> = distinct.into_keys().collect();
        Ok(Self { vectors: embedder.embed(&distinct)?, places })
    }

    /// The vectors in the order of the texts.
    pub fn vectors(&self) -> Vec<&[f32]> {
        self.places.iter().map(|&place| self.vectors[place].as_slice()).collect()
    }
}

/// Scales a vector to length 1; one of length 0 stays.
fn normalize(vector: &mut [f32]) {
    let norm = vector.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|x| *x = (f64::from(*x) / norm) as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of a text, and how many were asked for at once.
    struct Lengths;

    impl Embedder for Lengths {
        fn dim(&self) -> usize {
            2
        }
        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError> {
            Ok(texts.iter().map(|text| vec![text.len() as f32, texts.len() as f32]).collect())
        }
    }

    #[test]
    fn equal_texts_are_embedded_once_and_all_come_in_their_order() {
        let embedded = Embedded::of(&Lengths, &["bbb", "a", "bbb", ""]).unwrap();
        assert_eq!(embedded.vectors(), [[3.0, 3.0], [1.0, 3.0], [3.0, 3.0], [0.0, 3.0]]);
        assert!(Embedded::of::<&str>(&Lengths, &[]).unwrap().vectors().is_empty());
    }

    #[test]
    fn vectors_are_scaled_to_length_one_and_nothing_stays_nothing() {
        let mut vector = [3.0, -4.0];
        normalize(&mut vector);
        assert_eq!(vector, [0.6, -0.8]);
        let mut none = [0.0, 0.0];
        normalize(&mut none);
        assert_eq!(none, [0.0, 0.0]);
    }
}
