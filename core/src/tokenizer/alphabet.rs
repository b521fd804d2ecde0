//! The printable stand-ins that byte-level tokenizers write for bytes (GPT-2's `bytes_to_unicode`): printable Latin-1 characters
//! stand for themselves, the other 68 bytes for the characters from `U+0100` on, in order.

/// The character that stands for `byte`.
pub(super) fn char_of(byte: u8) -> char {
    let code = match u32::from(byte) {
        b @ 0..=32 => 256 + b,
        b @ 127..=160 => 289 + (b - 127),
        173 => 323,
        b => b,
    };
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The byte that `char` stands for.
pub(super) fn byte_of(char: char) -> Option<u8> {
    match u32::from(char) {
        code @ 256..=288 => u8::try_from(code - 256).ok(),
        code @ 289..=322 => u8::try_from(code - 289 + 127).ok(),
        323 => Some(173),
        code @ (33..=126 | 161..=172 | 174..=255) => u8::try_from(code).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_stand_in_and_comes_back_from_it() {
        for byte in 0..=255 {
            assert_eq!(byte_of(char_of(byte)), Some(byte));
        }
        assert_eq!((0..=255_u32).filter(|b| byte_of(char::from_u32(*b).unwrap()).is_some()).count(), 256 - 68);
    }

    #[test]
    fn blank_and_newline_are_written_as_gpt2_does() {
        assert_eq!((char_of(b' '), char_of(b'\n'), char_of(b'a')), ('Ġ', 'Ċ', 'a'));
    }
}
