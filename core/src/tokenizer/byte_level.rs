//! The tokenizer of policies made from scratch: one token a byte, one a role.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{Parts, Tokenizer, alphabet};

/// Token 256 on; the tokens before are the bytes.
const MARKS: [&str; 5] = ["<|end|>", "<|user|>", "<|assistant|>", "<|system|>", "<|pad|>"];
const END: u32 = 256;
const PAD: u32 = 260;

/// One token a role, and one at the end of each assistant message: `<|user|>3+5=<|assistant|>8<|end|>`.
const TEMPLATE: &str = "{% for message in messages %}\
    {% if message.role == 'assistant' %}<|assistant|>{{ message.content }}<|end|>\
    {% elif message.role == 'system' %}<|system|>{{ message.content }}\
    {% else %}<|user|>{{ message.content }}\
    {% endif %}{% endfor %}\
    {% if add_generation_prompt %}<|assistant|>{% endif %}";

impl Tokenizer {
    /// A tokenizer for policies made from scratch: tokens 0 to 255 are the bytes, 256 to 260 are `<|end|>`, `<|user|>`,
    /// `<|assistant|>`, `<|system|>` and `<|pad|>`. Its chat template costs one token a message and one more after each
    /// assistant message.
    pub fn byte_level() -> Self {
        let parts = Parts {
            origin: PathBuf::from("<byte-level tokenizer>"),
            kind: "bytes and role marks".to_owned(),
            json: definition().to_string().into_bytes(),
            template: Some(TEMPLATE.to_owned()),
            bos: None,
            eos: vec![END],
            pad: Some(PAD),
        };
        Self::build(parts).expect("the definition is a constant, and a test builds it")
    }
}

/// Its `tokenizer.json`.
fn definition() -> Value {
    let vocab: Map<String, Value> = (0..=255_u8).map(|byte| (alphabet::char_of(byte).to_string(), json!(byte))).collect();
    let marks: Vec<Value> = (END..).zip(MARKS).map(|(id, text)| added_token(id, text, true)).collect();
    let level = json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false });
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": marks,
        "normalizer": null,
        "pre_tokenizer": level,
        "post_processor": null,
        "decoder": level,
        "model": bpe(vocab, Vec::new(), false),
    })
}

/// A byte-pair model for `tokenizer.json`.
pub(super) fn bpe(vocab: Map<String, Value>, merges: Vec<Value>, ignore_merges: bool) -> Value {
    json!({
        "type": "BPE",
        "dropout": null,
        "unk_token": null,
        "continuing_subword_prefix": null,
        "end_of_word_suffix": null,
        "fuse_unk": false,
        "byte_fallback": false,
        "ignore_merges": ignore_merges,
        "vocab": vocab,
        "merges": merges,
    })
}

/// A token that is found in the text before anything else, for `tokenizer.json`.
pub(super) fn added_token(id: u32, text: &str, special: bool) -> Value {
    json!({
        "id": id,
        "content": text,
        "single_word": false,
        "lstrip": false,
        "rstrip": false,
        "normalized": false,
        "special": special,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::Message;

    #[test]
    fn a_prompt_costs_its_bytes_and_one_token_a_role() {
        let tokenizer = Tokenizer::byte_level();
        let tokens = tokenizer.encode_chat(&[Message::user("3+5=")], &[]).unwrap();
        assert_eq!(tokens, [257, 51, 43, 53, 61, 258]);
    }

    #[test]
    fn an_earlier_answer_is_written_as_the_policy_would_have_said_it() {
        let tokenizer = Tokenizer::byte_level();
        let messages = [Message::system("s"), Message::user("a"), Message::assistant("b"), Message::user("c")];
        assert_eq!(tokenizer.encode_chat(&messages, &[]).unwrap(), [259, 115, 257, 97, 258, 98, 256, 257, 99, 258]);
    }

    #[test]
    fn any_text_comes_back_from_its_bytes() {
        let tokenizer = Tokenizer::byte_level();
        arbtest::arbtest(|u| {
            let text: String = u.arbitrary()?;
            let tokens = tokenizer.encode(&text).unwrap();
            assert_eq!(tokens.iter().map(|t| u8::try_from(*t).unwrap()).collect::<Vec<_>>(), text.as_bytes());
            assert_eq!(tokenizer.decode(&tokens), text);
            Ok(())
        });
    }

    #[test]
    fn marks_are_single_tokens_that_decode_to_nothing() {
        let tokenizer = Tokenizer::byte_level();
        assert_eq!(tokenizer.encode("8<|end|>").unwrap(), [56, 256]);
        assert_eq!(tokenizer.decode(&[258, 56, 256, 260]), "8");
        assert_eq!((tokenizer.eos_ids(), tokenizer.pad_id(), tokenizer.vocab_size()), (&[256][..], 260, 261));
    }

    #[test]
    fn half_a_character_decodes_to_the_replacement_sign() {
        let tokenizer = Tokenizer::byte_level();
        assert_eq!(tokenizer.decode(&[97, 0xC3]), "a\u{FFFD}");
        assert_eq!(tokenizer.decode(&[97, 0xC3, 0xA9]), "aé");
    }
}
