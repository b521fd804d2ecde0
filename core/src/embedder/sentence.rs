//! A sentence embedder: a BERT encoder whose states are pooled into one vector.

use std::path::{Path, PathBuf};

use burn::tensor::{Device, Int, Tensor, TensorData};
use tokenizers::Tokenizer;

use super::bert::Bert;
use super::folder::{EncoderFiles, Pooling};
use super::{Embedder, normalize};
use crate::device_read::numbers;
use crate::error::ModelError;
use crate::policy::MASKED;
use crate::weights::content_error;

/// Bounds on what is run at once, padding included; they keep the attention scores of a batch below 100 MB.
const MOST_TEXTS: usize = 64;
const MOST_TOKENS: usize = 4096;

/// Embeds texts with a BERT encoder. Longer texts than the model reads are cut.
pub struct SentenceEmbedder {
    bert: Bert,
    tokenizer: Tokenizer,
    pooling: Pooling,
    normalize: bool,
    dim: usize,
    device: Device,
    path: PathBuf,
}

impl SentenceEmbedder {
    /// The embedder in a Hugging Face folder, on this device.
    ///
    /// # Errors
    /// Those of [`EncoderFiles::open`].
    pub fn open(path: &Path, device: &Device) -> Result<Self, ModelError> {
        let files = EncoderFiles::open(path)?;
        let device = device.clone().inner();
        Ok(Self {
            bert: Bert::load(&files, &device)?,
            pooling: files.pooling,
            normalize: files.normalize,
            dim: files.config.hidden_size,
            device,
            path: files.path().to_owned(),
            tokenizer: files.tokenizer,
        })
    }

    /// The text as tokens, special ones included, cut to what the model reads.
    ///
    /// # Errors
    /// When the tokenizer fails on the text.
    pub fn token_ids(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        let failed = |e| content_error(&self.path, format!("a text of {} bytes cannot be tokenised ({e})", text.len()));
        Ok(self.tokenizer.encode_fast(text, true).map_err(failed)?.get_ids().to_vec())
    }

    /// The vectors of texts that are run together.
    fn embed_batch(&self, batch: &[&[u32]]) -> Vec<Vec<f32>> {
        let len = batch.iter().map(|ids| ids.len()).max().unwrap_or(0).max(1);
        let padded = |of: &dyn Fn(&[u32], usize) -> f32| -> Vec<f32> {
            batch.iter().flat_map(|ids| (0..len).map(move |at| (ids, at))).map(|(ids, at)| of(ids, at)).collect()
        };
        let ids = batch.iter().flat_map(|ids| (0..len).map(move |at| ids.get(at).map_or(0, |&id| id as i32)));
        let ids = TensorData::new(ids.collect::<Vec<i32>>(), [batch.len(), len]);
        let bias = padded(&|ids, at| if at < ids.len() { 0.0 } else { MASKED });
        let share = padded(&|ids, at| share(self.pooling, at, ids.len()));
        let tokens: Tensor<2, Int> = Tensor::from_data(ids, &self.device);
        let bias: Tensor<4> = Tensor::from_data(TensorData::new(bias, [batch.len(), 1, 1, len]), &self.device);
        let share: Tensor<3> = Tensor::from_data(TensorData::new(share, [batch.len(), 1, len]), &self.device);
        let pooled = numbers(share.matmul(self.bert.states(tokens, bias)));
        let mut vectors: Vec<Vec<f32>> = pooled.chunks_exact(self.dim).map(<[f32]>::to_vec).collect();
        if self.normalize {
            vectors.iter_mut().for_each(|vector| normalize(vector));
        }
        vectors
    }
}

/// The share of the token at `at` in the vector of a text of `len` tokens.
fn share(pooling: Pooling, at: usize, len: usize) -> f32 {
    match pooling {
        Pooling::Mean if at < len => 1.0 / len as f32,
        Pooling::FirstToken if at == 0 && len > 0 => 1.0,
        _ => 0.0,
    }
}

impl Embedder for SentenceEmbedder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError> {
        let tokens = texts.iter().map(|text| self.token_ids(text)).collect::<Result<Vec<_>, _>>()?;
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&index| tokens[index].len());
        let mut vectors = vec![Vec::new(); texts.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(batch_size(rest, &tokens));
            let embedded = self.embed_batch(&batch.iter().map(|&index| tokens[index].as_slice()).collect::<Vec<_>>());
            batch.iter().zip(embedded).for_each(|(&index, vector)| vectors[index] = vector);
            rest = after;
        }
        Ok(vectors)
    }
}

/// How many of the first texts, which are sorted by length, are run at once: at least one.
fn batch_size(order: &[usize], tokens: &[Vec<u32>]) -> usize {
    let fits = |&(at, index): &(usize, &usize)| (at + 1) * tokens[*index].len() <= MOST_TOKENS;
    order.iter().enumerate().take(MOST_TEXTS).take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_bounded_by_texts_and_by_padded_tokens() {
        let short = vec![vec![0; 3]; 100];
        let order: Vec<usize> = (0..100).collect();
        assert_eq!(batch_size(&order, &short), MOST_TEXTS);
        assert_eq!(batch_size(&order[90..], &short), 10);
        // 16 x 256 = 4096.
        let long = vec![vec![0; 256]; 100];
        assert_eq!(batch_size(&order, &long), 16);
        // One text goes, however long it is.
        assert_eq!(batch_size(&order, &vec![vec![0; 5000]; 100]), 1);
    }

    #[test]
    fn tokens_share_in_the_vector_by_the_pooling() {
        let of = |pooling, len| (0..4).map(|at| share(pooling, at, len)).collect::<Vec<_>>();
        assert_eq!(of(Pooling::Mean, 2), [0.5, 0.5, 0.0, 0.0]);
        assert_eq!(of(Pooling::FirstToken, 2), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(of(Pooling::Mean, 0), [0.0; 4]);
    }
}
