//! Answers in words: numbers, dates, times, synonyms.
use dashu_int::UBig;
use dashu_ratio::RBig;
pub fn number(_text: &str) -> Option<RBig> {
    None
}
pub fn scale(_word: &str) -> Option<UBig> {
    None
}
