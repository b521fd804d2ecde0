//! Tokens to text. A sampler decodes after every token, so the common byte-level vocabularies get a table of bytes.

use tokenizers::DecoderWrapper;

use super::alphabet;
use crate::sampler::TokenId;

/// How tokens become text.
pub(super) enum Decoder {
    /// Token `t` stands for `bytes[starts[t]..starts[t + 1]]`; nothing for special tokens.
    Bytes { bytes: Vec<u8>, starts: Vec<usize> },
    /// Left to the tokenizer's own decoder.
    Own,
}

impl Decoder {
    pub(super) fn new(tokenizer: &tokenizers::Tokenizer, vocab_size: usize) -> Self {
        match tokenizer.get_decoder() {
            Some(DecoderWrapper::ByteLevel(_)) => Self::table(tokenizer, vocab_size),
            _ => Self::Own,
        }
    }

    fn table(tokenizer: &tokenizers::Tokenizer, vocab_size: usize) -> Self {
        let added = tokenizer.get_added_vocabulary();
        let (mut bytes, mut starts) = (Vec::new(), vec![0]);
        for id in 0..vocab_size {
            let text = TokenId::try_from(id).ok().and_then(|id| tokenizer.id_to_token(id));
            match text {
                Some(text) if !added.is_special_token(&text) => bytes.extend(spelled(&text)),
                _ => {}
            }
            starts.push(bytes.len());
        }
        Self::Bytes { bytes, starts }
    }

    pub(super) fn decode(&self, tokenizer: &tokenizers::Tokenizer, tokens: &[TokenId]) -> String {
        let Self::Bytes { bytes, starts } = self else { return tokenizer.decode(tokens, true).unwrap_or_default() };
        let mut text = Vec::with_capacity(4 * tokens.len());
        for token in tokens {
            let token = *token as usize;
            if let (Some(start), Some(end)) = (starts.get(token), starts.get(token + 1)) {
                text.extend_from_slice(&bytes[*start..*end]);
            }
        }
        match String::from_utf8(text) {
            Ok(text) => text,
            Err(broken) => String::from_utf8_lossy(broken.as_bytes()).into_owned(),
        }
    }
}

/// The bytes that a token's stand-ins spell; a token with any other character is taken as written.
fn spelled(token: &str) -> Vec<u8> {
    token.chars().map(alphabet::byte_of).collect::<Option<Vec<u8>>>().unwrap_or_else(|| token.as_bytes().to_vec())
}
