//! Character n-grams, hashed: an embedder without weights.

use super::{Embedder, normalize};
use crate::error::ModelError;

/// Lengths of the n-grams, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 1..=3;
/// Length of a vector.
const DIM: usize = 256;

/// Counts the n-grams of 1 to 3 characters of a text; each adds 1 or -1, by its hash, to one of 256 places, also by its hash
/// (signed feature hashing, arXiv 0902.2206). The vector is scaled to length 1; that of an empty text is 0. The same text gives the
/// same bits on every machine.
#[derive(Debug, Clone, Copy)]
pub struct HashedNgrams;

impl Embedder for HashedNgrams {
    fn dim(&self) -> usize {
        DIM
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError> {
        Ok(texts.iter().map(|text| vector(text)).collect())
    }
}

fn vector(text: &str) -> Vec<f32> {
    // Starts of characters, and the end: an n-gram is a slice between two of them.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut vector = vec![0.0; DIM];
    for length in LENGTHS {
        for ends in starts.windows(length + 1) {
            let hash = hash(&text.as_bytes()[ends[0]..ends[length]]);
            vector[(hash % DIM as u64) as usize] += if hash >> 63 == 0 { 1.0 } else { -1.0 };
        }
    }
    normalize(&mut vector);
    vector
}

/// FNV-1a over the bytes, then the finaliser of splitmix64, without which short texts differ in few bits.
fn hash(bytes: &[u8]) -> u64 {
    let fnv =
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> f64 {
        let (a, b) = (vector(a), vector(b));
        a.iter().zip(&b).map(|(x, y)| f64::from(x - y).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn the_hash_is_fnv_with_a_finaliser() {
        // FNV-1a of nothing is its offset basis, of "a" 0xaf63dc4c8601ec8c (the published test vectors).
        let finish = |fnv: u64| {
            let mixed = (fnv ^ (fnv >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        assert_eq!(hash(b""), finish(0xcbf2_9ce4_8422_2325));
        assert_eq!(hash(b"a"), finish(0xaf63_dc4c_8601_ec8c));
    }

    #[test]
    fn a_text_of_two_characters_is_three_n_grams() {
        // "ab" holds a, b and ab: three places of weight 1/sqrt(3), unless two of them meet.
        let mut expected = [0f64; DIM];
        for gram in ["a", "b", "ab"] {
            let hash = hash(gram.as_bytes());
            expected[(hash % 256) as usize] += if hash >> 63 == 0 { 1.0 } else { -1.0 };
        }
        let norm = expected.iter().map(|x| x * x).sum::<f64>().sqrt();
        assert!(norm > 1.0);
        for (seen, expected) in vector("ab").iter().zip(expected) {
            assert!((f64::from(*seen) - expected / norm).abs() < 1e-7);
        }
    }

    #[test]
    fn vectors_have_length_one_and_an_empty_text_none() {
        for text in ["7", "the answer is 12", "Ünïcödé 数学 🙂"] {
            let norm = vector(text).iter().map(|x| f64::from(x * x)).sum::<f64>();
            assert!((norm - 1.0).abs() < 1e-5, "{text}: {norm}");
        }
        assert_eq!(vector(""), [0.0; DIM]);
        assert_eq!(HashedNgrams.dim(), vector("x").len());
    }

    #[test]
    fn likeness_of_spelling_is_nearness() {
        assert_eq!(distance("12", "12"), 0.0);
        let (near, far) = (distance("the sum is 12", "the sum is 13"), distance("the sum is 12", "x = a / b"));
        assert!(0.0 < near && near < 0.5 * far, "{near} {far}");
        // The order of characters counts.
        assert!(distance("12", "21") > 0.1);
    }
}
